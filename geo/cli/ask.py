"""Verbs that ask the project file: places, mentions, explain, sources."""

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from geo.cli.filters import build_filter, filter_options, more_filter_options
from geo.cli.session import db_option, format_option, gazetteer_option, open_gazetteer, open_store
from geo.errors import DatelineError
from geo.lines import relation_words

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer
    from geo.judgements import Judgement
    from geo.query import MentionRow, SourceRow

FORMATS = ("table", "json", "jsonl", "csv")


def print_rows(rows: Iterable[Mapping[str, Any]], form: str, columns: Sequence[str]) -> None:
    """Print records as a table, JSON, JSON lines or CSV."""
    if form == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif form == "json":
        click.echo(json.dumps(list(rows), ensure_ascii=False, indent=1))
    elif form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        click.echo(out.getvalue(), nl=False)
    else:
        _table(list(rows), columns)


def or_say(rows: Iterable[Mapping[str, Any]], nothing: str) -> Iterator[Mapping[str, Any]]:
    """The rows; where there are none, words on standard error say so."""
    row = None
    for row in rows:
        yield row
    if row is None:
        click.echo(nothing, err=True)


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    cells = [[column.replace("_", " ") for column in columns]]
    cells += [["" if row[c] is None else str(row[c]) for c in columns] for row in rows]
    numeric = [all(isinstance(row[c], int | float | None) for row in rows) for c in columns]
    widths = [min(max(len(line[k]) for line in cells), 60) for k in range(len(columns))]
    for number, line in enumerate(cells):
        parts = [c.rjust(w) if n else c.ljust(w) for c, w, n in zip(line, widths, numeric, strict=True)]
        text = "  ".join(parts).rstrip()
        click.echo(click.style(text, bold=True) if number == 0 else text)


@click.command("places")
@filter_options
@db_option
@gazetteer_option
@click.option("--limit", type=click.IntRange(min=1), help="Print so many places at most.")
@format_option(*FORMATS, "geojson")
def places_verb(db: str, index: str | None, form: str, limit: int | None, **given: Any) -> None:
    """List places, the most mentioned first; names that could not be placed stand among them without a country."""
    from itertools import islice

    from geo.query import places

    with open_store(db) as store:
        wanted = build_filter(store, lambda: open_gazetteer(index), given)
        if form == "geojson":
            from geo.cli.draw import write_export

            write_export(store, wanted, "geojson", None)
            return
        rows = (
            {
                "mentions": row.mentions,
                "documents": row.documents,
                "sources": row.sources,
                "name": row.name,
                "country": row.place.country if row.place else "",
                "feature": row.place.feature if row.place else "unplaced",
                "lat": row.place.point.lat if row.place and row.place.point else None,
                "lon": row.place.point.lon if row.place and row.place.point else None,
                "id": row.id,
            }
            for row in islice(places(store, wanted), limit)
        )
        columns = ("mentions", "documents", "sources", "name", "country", "feature", "lat", "lon", "id")
        print_rows(or_say(rows, f"No report in {store.path} names a place under these filters."), form, columns)


@click.command("mentions")
@click.argument("asked", metavar="PLACE")
@more_filter_options
@db_option
@gazetteer_option
@click.option("--limit", type=click.IntRange(min=1), help="Print so many mentions at most.")
@format_option(*FORMATS)
def mentions_verb(asked: str, db: str, index: str | None, form: str, limit: int | None, **given: Any) -> None:
    """Show every sentence that mentions PLACE, asked for in any spelling or script, or by its id.

    The name is highlighted; every sentence comes with its source. The id in brackets goes to `dateline explain`.
    """
    from itertools import islice

    from geo.query import mentions

    with open_store(db) as store:
        given["place"] = asked
        gazetteer = open_gazetteer(index)
        wanted = build_filter(store, lambda: gazetteer, given)
        rows = islice(mentions(store, wanted), limit)
        if form == "table":
            if not _show(rows):
                names = list(dict.fromkeys(map(_named(gazetteer), wanted.place_ids or ())))
                meant = ", ".join(names[:3]) + (f" (or {len(names) - 3} others)" if len(names) > 3 else "")
                kinds = " or ".join(wanted.kinds)
                click.echo(f"No report in {store.path} mentions {meant} as {kinds} under these filters.", err=True)
        else:
            columns = (
                "id",
                "surface",
                "kind",
                "confidence",
                "place",
                "sentence",
                "outlet",
                "author",
                "published",
                "event",
                "event_how",
                "relation",
                "title",
                "path",
                "url",
                "copy_of",
                "quoted_from",
                "judged",
            )
            print_rows(map(_mention_record, rows), form, columns)


def _mention_record(row: "MentionRow") -> dict[str, Any]:
    found = row.resolution.place
    return {
        "id": row.mention.id,
        "surface": row.mention.surface,
        "kind": row.mention.kind,
        "confidence": round(row.resolution.confidence, 4),
        "place": found.name if found else None,
        "place_id": row.place_id,
        "start": row.mention.span.start,
        "end": row.mention.span.end,
        "sentence": row.sentence,
        "outlet": row.source.outlet,
        "author": row.source.author,
        "published": row.source.published,
        "event": row.mention.time.edtf if row.mention.time else "",
        "event_how": row.mention.time.how if row.mention.time else "",
        "relation": relation_words(row.mention.relation),
        "title": row.source.title,
        "path": row.source.path,
        "url": row.source.url,
        "family": row.family,
        "original": row.original,
        "copy_of": row.echo.path if row.echo and row.echo.path else None,
        "quoted_from": row.echo.quoted if row.echo and row.echo.quoted else None,
        "judged": row.judgement.verdict if row.judgement else None,
    }


def _named(gazetteer: "Gazetteer") -> Callable[[str], str]:
    """Says what the place of an id is called, as "Palmyra (US)"."""

    def named(id: str) -> str:
        row = gazetteer.row_of(id)
        return (
            id if row is None else f"{gazetteer.place_name(row)} ({gazetteer.country(row) or gazetteer.feature(row)})"
        )

    return named


def _show(rows: Iterable["MentionRow"]) -> int:
    """Print sentences with their sources; how many there were."""
    shown = 0
    for shown, row in enumerate(rows, start=1):  # noqa: B007
        click.echo(highlighted(row))
        click.echo(click.style("    " + _source_line(row), dim=True))
        time, relation = row.mention.time, row.mention.relation
        told = f"    {row.mention.kind}, confidence {row.resolution.confidence:.2f}"
        told += f", {time.edtf} ({time.how})" if time else ""
        told += f", {relation_words(relation)} (± {relation.uncertainty_km:g} km)" if relation else ""
        click.echo(click.style(f"{told}{_echo_words(row)}  [{row.mention.id}]", dim=True))
    return shown


def _echo_words(row: "MentionRow") -> str:
    """Whose words they are, where not the report's own, and what a person decided."""
    judged = f", judged {row.judgement.verdict} by {row.judgement.by}" if row.judgement else ""
    if row.echo is None:
        return judged
    quoted = judged + (f", quoted from {row.echo.quoted}" if row.echo.quoted else "")
    return quoted + (f", repeated from {row.echo.path}" if row.echo.path else "")


def highlighted(row: "MentionRow") -> str:
    """The sentence on one line, the name in bold on a terminal and between asterisks elsewhere."""
    start = row.mention.span.start - row.mention.sentence.span.start
    end = row.mention.span.end - row.mention.sentence.span.start
    before, name, after = row.sentence[:start], row.sentence[start:end], row.sentence[end:]
    mark = click.style(name, bold=True, reverse=True) if sys.stdout.isatty() else f"**{name}**"
    return " ".join(f"{before}{mark}{after}".split())


def _source_line(row: "MentionRow") -> str:
    source = row.source
    parts = [
        source.outlet,
        source.author,
        source.published,
        f"“{source.title}”" if source.title else "",
        source.url,
        source.path,
    ]
    return " · ".join(dict.fromkeys(part for part in parts if part))


@click.command("explain")
@click.argument("mention")
@db_option
@format_option("table", "json")
def explain_verb(mention: str, db: str, form: str) -> None:
    """Say why MENTION (its id, as `dateline mentions` prints it) was placed where it is: name hit, steps, features,
    losers."""
    from geo.query import mention as find
    from geo.query.features import judgement_object, mention_object
    from geo.resolve.features import sentences

    with open_store(db) as store:
        row = find(store, mention)
        if row is None:
            raise DatelineError(
                f"no mention has the id {mention!r}", "ids stand in brackets in the output of `dateline mentions PLACE`"
            )
        target = store.target(mention)
        verdicts = store.verdicts()
        judgements = [(judgement, verdicts.holds(judgement)) for judgement in (verdicts.on(target) if target else ())]
        if form == "json":
            found = mention_object(row, sentences())
            found["judgements"] = [judgement_object(each) | {"withdrawn": not holds} for each, holds in judgements]
            click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            _explain(row, {s.id: f"{s.title}; {s.licence}" for s in store.gazetteer_sources()})
            _explain_judgements(judgements)


def _explain_judgements(judgements: "Sequence[tuple[Judgement, bool]]") -> None:
    if judgements:
        click.echo("\nJudged by people, the first that holds decides:")
    for each, holds in judgements:
        place = f" {each.place['name']} ({each.place['id']})" if each.place else ""
        state = "" if holds else "withdrawn: "
        click.echo(f"  {each.id}  {state}{each.verdict}{place}, {each.scope}, by {each.by}, {each.at}: {each.why}")


def _explain(row: "MentionRow", credits: Mapping[str, str]) -> None:
    from gazetteer.steps import ACTIONS
    from geo.resolve.features import sentences

    resolution, says = row.resolution, sentences()
    click.echo(highlighted(row))
    click.echo("    " + _source_line(row) + _echo_words(row))
    place = resolution.place
    if row.judgement and row.judgement.verdict == "wrong":
        click.echo("\nRejected by a person: this names no place. It is left out of every answer.")
    elif place is None:
        click.echo(
            f"\nUnplaced: no place of the gazetteer fits well enough (chance of that: {resolution.unlikely:.2f})."
        )
    else:
        at = f" at {place.point.lat:.4f}, {place.point.lon:.4f}" if place.point else ""
        click.echo(f"\n{place.name} ({place.country or 'no one country'}, {place.feature}){at}, {place.id}")
        click.echo(f"from {credits.get(place.source_id, place.source_id or 'no known source')}")
        click.echo(f"confidence {resolution.confidence:.2f}, ahead of the next by {resolution.margin:.2f}")
        if resolution.name:
            giver = resolution.name.source_id
            other = "" if giver in ("", place.source_id) else f" from {credits.get(giver, giver)}"
            click.echo(f"\nName hit: {resolution.name.text} ({resolution.name.kind}){other}, by these steps:")
            for step in resolution.steps:
                click.echo(f"  {step!s:24} {(ACTIONS[step.action].__doc__ or '').strip()}")
        click.echo("\nReasons, the weightiest first (what each adds to the score):")
        for feature in sorted(resolution.features, key=lambda f: -abs(f.value * f.weight)):
            click.echo(
                f"  {feature.value * feature.weight:+7.2f}  {says.get(feature.name, feature.name)}  [{feature.name}]"
            )
    if resolution.losers:
        click.echo("\nOther places of that name:")
        for rival in resolution.losers:
            click.echo(f"  {rival.probability:.3f}  {rival.name} ({rival.country}, {rival.feature})  {rival.place_id}")


@click.command("sources")
@db_option
@format_option(*FORMATS)
def sources_verb(db: str, form: str) -> None:
    """List the documents of the project file with their families of copies, the original of each first.

    A document that repeats passages of another says which; a copy repeats most of its original.
    """
    from geo.query import sources

    with open_store(db) as store:
        rows = (_source_record(row, plain=form in ("table", "csv")) for row in sources(store))
        columns = ["doc", "outlet", "author", "published", "title", "republished_from", "lang", "sentences", "mentions"]
        told = or_say(rows, f"There is no report in {store.path}.")
        print_rows(told, form, (*columns, "family", "original", "repeats"))


def _source_record(row: "SourceRow", *, plain: bool) -> dict[str, Any]:
    source = row.held.source
    passages: Any = [
        {
            "doc": repeated.path,
            "start": repeated.passage.start,
            "end": repeated.passage.stop,
            "of_start": repeated.passage.of_start,
            "of_end": repeated.passage.of_stop,
        }
        for repeated in row.repeats
    ]
    if plain:
        counted = Counter(repeated.path for repeated in row.repeats)
        passages = "; ".join(f"{count} passage{'s' * (count > 1)} of {path}" for path, count in counted.items())
    return {
        "doc": source.path,
        "outlet": source.outlet,
        "author": source.author,
        "title": source.title,
        "published": source.published,
        "republished_from": source.republished_from,
        "lang": row.held.lang,
        "sentences": row.held.sentences,
        "mentions": row.held.mentions,
        "family": row.family,
        "original": row.original,
        "repeats": passages,
    }
