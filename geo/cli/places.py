"""The verb gazetteer: find, import and inspect places."""

import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from geo.cli.ask import print_rows
from geo.cli.making import check_command, import_command, info_command
from geo.cli.online import Online, offered, online_options
from geo.cli.session import db_option, format_option, gazetteer_option, open_gazetteer
from geo.errors import UnknownPlace

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer
    from gazetteer.place import Candidate
    from gazetteer.propose import Question
    from gazetteer.search import NameHit


@click.group("gazetteer")
def gazetteer_verb() -> None:
    """Find, import and inspect the places themselves."""


@gazetteer_verb.command("find")
@click.argument("name", required=False)
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Look up every line of this file (- for standard input): a name, and after a tab, if known, a country code. "
    "Prints one JSON object a line, for 64 names at once.",
)
@click.option(
    "--country",
    "countries",
    multiple=True,
    metavar="CC",
    help="Only places in this country (ISO code); may be repeated.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Print so many candidates at most."
)
@click.option(
    "--explain", is_flag=True, help="Show the steps from the spelling to the name, and every spelling of the place."
)
@gazetteer_option
@online_options
@db_option
@format_option("table", "json", "jsonl", "csv")
def find_command(
    name: str | None,
    batch: str | None,
    countries: tuple[str, ...],
    limit: int,
    explain: bool,
    index: str | None,
    online: Online | None,
    db: str,
    form: str,
) -> None:
    """Show the places that NAME, in any spelling or script, might mean; the likeliest first.

    The score says how well NAME fits the name that was hit, by its letters alone. The order weighs beside it what is
    known of the place: its people, how many names it has, whether it bears this very name. So a town may stand before
    a hamlet of a higher score.

    What an online service answers comes after what the gazetteer knows, and is kept beside the project file.
    """
    _check_asked(name, batch, explain=explain, online=online, form=form)
    gazetteer = open_gazetteer(index)
    if batch is not None:
        print_rows(_answers(gazetteer, batch, countries, limit), "jsonl", ())
        return
    assert name is not None
    found = _candidates(gazetteer, name, countries, limit)
    credits = {s.id: f"{s.title}; {s.licence}" for s in gazetteer.sources}
    answer = online.look_up(db, name, countries) if online else None
    if answer:
        credits[answer.source.id] = f"{answer.source.title}; {answer.source.licence}"
        found += offered(answer, name, found)[:limit]
    failed = online is not None and answer is None
    if not found and not failed:
        raise _unknown(gazetteer, name)
    if found and explain and form == "table":
        for candidate in found:
            _explain(gazetteer, candidate, credits)
    elif found:
        columns = ("score", "name", "country", "feature", "lat", "lon", "population", "hit", "steps", "id")
        print_rows(map(_record, found), form, (*columns, "source") if online else columns)
    if failed:
        sys.exit(1)


def _check_asked(name: str | None, batch: str | None, *, explain: bool, online: Online | None, form: str) -> None:
    """A usage error for what does not go together."""
    if (name is None) == (batch is None):
        raise click.UsageError("give either a NAME or --batch FILE")
    if batch is not None and (explain or form not in ("table", "jsonl")):
        raise click.UsageError("--batch prints JSON lines: leave --explain out, and any --format but jsonl")
    if batch is not None and online:
        raise click.UsageError("--online asks for one NAME; for many, add the reports that hold them with --online")


def _candidates(gazetteer: "Gazetteer", name: str, countries: tuple[str, ...], limit: int) -> "list[Candidate]":
    """What the gazetteer knows; UnknownPlace for a name without a letter or digit."""
    from gazetteer.fold import fold
    from gazetteer.search import candidates

    if not fold(name):
        raise UnknownPlace(f"{name[:80]!r} holds no letter and no digit", "give a name, in any spelling or script")
    return candidates(gazetteer, name, tuple(c.upper() for c in countries), limit)


def _unknown(gazetteer: "Gazetteer", name: str) -> UnknownPlace:
    """That no place has the name, with the nearest names that some have."""
    from gazetteer.search import nearest_names

    near = nearest_names(gazetteer, name)
    shown = name if len(name) <= 80 else f"{name[:80]}…"
    return UnknownPlace(
        f"no place is called {shown!r}", f"nearest: {', '.join(near)}" if near else "import a wider gazetteer"
    )


def _lines(path: str) -> Iterator[tuple[int, str]]:
    """The lines of a file with their numbers, from 1; a byte order mark at the start is left out.

    Raises:
        BadRecord: a line is not UTF-8.
    """
    from gazetteer.errors import BadRecord

    with click.open_file(path, "rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield number, line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise BadRecord(f"{path}, line {number}: not UTF-8: {error.reason}", "save it as UTF-8") from error


def _answers(gazetteer: "Gazetteer", path: str, countries: tuple[str, ...], limit: int) -> Iterator[dict[str, Any]]:
    """For each line of a file the name and its candidates; empty lines have none, so that lines and answers pair."""
    from gazetteer.search import looked_up

    given = tuple(c.upper() for c in countries)
    for question, hits in looked_up(gazetteer, _questions(path, given), limit, least=0):
        yield {"name": question.name, "candidates": [_short(gazetteer, question.name, hit) for hit in hits]}


def _questions(path: str, countries: tuple[str, ...]) -> "Iterator[Question]":
    """What the lines of a file ask for; `countries` where a line names none."""
    from gazetteer.propose import Question

    for _, line in _lines(path):
        name, _, country = (part.strip() for part in line.partition("\t"))
        yield Question(name, (country.upper(),) if country else countries)


def _short(gazetteer: "Gazetteer", surface: str, hit: "NameHit") -> dict[str, Any]:
    """A candidate without its place's names, which are not read."""
    from gazetteer.steps import steps_between

    point = gazetteer.point(hit.place)
    return {
        "id": gazetteer.place_id(hit.place),
        "name": gazetteer.place_name(hit.place),
        "score": round(hit.score, 3),
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "country": gazetteer.country(hit.place),
        "steps": [str(step) for step in steps_between(surface, gazetteer.name_text(hit.name))],
    }


@gazetteer_verb.command("compare")
@click.argument("names", nargs=-1, metavar="[A B]")
@click.option(
    "--pairs",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Compare every row of this table: tab-separated, with the columns a and b; other columns are ignored.",
)
def compare_command(names: tuple[str, ...], pairs: str | None) -> None:
    """Score whether A and B are spellings of one name, 0 to 1 as JSON lines; from 0.5 they are."""
    from gazetteer.similarity import similarity

    if len(names) != (2 if pairs is None else 0):
        raise click.UsageError("give either two names or --pairs FILE")
    rows = _pairs(pairs) if pairs is not None else [(names[0], names[1])]
    print_rows(({"a": a, "b": b, "score": round(similarity(a, b), 6)} for a, b in rows), "jsonl", ())


def _pairs(path: str) -> Iterator[tuple[str, str]]:
    """The columns a and b of a table with a header.

    Raises:
        BadRecord: a column is missing, or a row ends before it.
    """
    from gazetteer.errors import BadRecord

    lines = _lines(path)
    header = next(lines, (1, ""))[1].split("\t")
    if "a" not in header or "b" not in header:
        raise BadRecord(
            f"{path}, line 1: no columns a and b; there are {', '.join(header) or 'none'}",
            "write a header line, tab-separated",
        )
    first, second = header.index("a"), header.index("b")
    for number, line in lines:
        cells = line.split("\t")
        if line and len(cells) <= max(first, second):
            raise BadRecord(
                f"{path}, line {number}: {len(cells)} columns, the header has {len(header)}", "is the last line whole?"
            )
        if line:
            yield cells[first], cells[second]


def _record(candidate: "Candidate") -> dict[str, Any]:
    place = candidate.place
    return {
        "score": round(candidate.score, 3),
        "name": place.name,
        "country": place.country,
        "feature": place.feature,
        "lat": place.point.lat if place.point else None,
        "lon": place.point.lon if place.point else None,
        "population": place.population,
        "hit": candidate.name.text,
        "steps": " ".join(str(step) for step in candidate.steps),
        "id": place.id,
        "source": place.source_id,
    }


def _explain(gazetteer: "Gazetteer", candidate: "Candidate", credits: Mapping[str, str]) -> None:
    from gazetteer.provenance import field_sources
    from gazetteer.steps import ACTIONS

    place = candidate.place
    at = f"{place.point.lat:.4f}, {place.point.lon:.4f}" if place.point else "no point"
    click.echo(
        click.style(
            f"{candidate.score:.3f}  {place.name}  ({place.country}, {place.feature}, {at})  {place.id}", bold=True
        )
    )
    click.echo(f"       in {', '.join(place.admin) or 'no known division'}; from {credits[place.source_id]}")
    row = gazetteer.row_of(place.id)
    others = field_sources(gazetteer, row) if row is not None else {}
    if others or place.same_as:
        told = [f"{field.name.lower()} from {source}" for field, source in others.items()]
        click.echo(f"       {'; '.join([*told, *(f'also {key}' for key in place.same_as)])}")
    click.echo(
        f"       name hit: {candidate.name.text} ({candidate.name.lang or 'language unknown'}, {candidate.name.kind})"
    )
    for step in candidate.steps:
        click.echo(f"         {step!s:24} {(ACTIONS[step.action].__doc__ or '').strip()}")
    click.echo(f"       spellings: {', '.join(dict.fromkeys(n.text for n in place.names))}")


for _command in (import_command, info_command, check_command):
    gazetteer_verb.add_command(_command)
