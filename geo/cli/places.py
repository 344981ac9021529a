"""The verb gazetteer: find, import and inspect places."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.ask import print_rows
from geo.cli.session import format_option, gazetteer_option, open_gazetteer, progress
from geo.errors import UnknownPlace

if TYPE_CHECKING:
    from gazetteer.place import Candidate


@click.group("gazetteer")
def gazetteer_verb() -> None:
    """Find, import and inspect the places themselves."""


@gazetteer_verb.command("find")
@click.argument("name")
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
@format_option("table", "json", "jsonl", "csv")
def find_command(
    name: str, countries: tuple[str, ...], limit: int, explain: bool, index: str | None, form: str
) -> None:
    """Show the places that NAME, in any spelling or script, might mean; the best fit first."""
    from gazetteer.search import candidates, nearest_names

    gazetteer = open_gazetteer(index)
    found = candidates(gazetteer, name, tuple(c.upper() for c in countries), limit)
    if not found:
        near = nearest_names(gazetteer, name)
        raise UnknownPlace(
            f"no place is called {name!r}", f"nearest: {', '.join(near)}" if near else "import a wider gazetteer"
        )
    if explain and form == "table":
        for candidate in found:
            _explain(candidate)
    else:
        print_rows(
            map(_record, found),
            form,
            ("score", "name", "country", "feature", "lat", "lon", "population", "hit", "steps", "id"),
        )


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
    }


def _explain(candidate: "Candidate") -> None:
    from gazetteer.steps import ACTIONS

    place = candidate.place
    at = f"{place.point.lat:.4f}, {place.point.lon:.4f}" if place.point else "no point"
    click.echo(
        click.style(
            f"{candidate.score:.3f}  {place.name}  ({place.country}, {place.feature}, {at})  {place.id}", bold=True
        )
    )
    click.echo(f"       in {', '.join(place.admin) or 'no known division'}; from {place.source_id}")
    click.echo(
        f"       name hit: {candidate.name.text} ({candidate.name.lang or 'language unknown'}, {candidate.name.kind})"
    )
    for step in candidate.steps:
        click.echo(f"         {step!s:24} {(ACTIONS[step.action].__doc__ or '').strip()}")
    click.echo(f"       spellings: {', '.join(dict.fromkeys(n.text for n in place.names))}")


@gazetteer_verb.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--gazetteer", "index", required=True, type=click.Path(dir_okay=False), help="The index file to write.")
@click.option("--alone", is_flag=True, help="Leave the built-in places out.")
def import_command(files: tuple[str, ...], index: str, alone: bool) -> None:
    """Make an index of the built-in places and those of FILES; `--gazetteer OUT.index` then serves every verb.

    Known by content: GeoNames dumps with their side tables, GeoJSON, Linked Places, Who's On First lines, CSV and
    TSV tables; plain or
    compressed. An index that was there before stays until the new one is whole.
    """
    from gazetteer.build import IndexBuilder
    from gazetteer.builtin import sources
    from gazetteer.importers import describe, open_sources

    builder = IndexBuilder()
    for file in files:
        click.echo(f"{file}: {describe(Path(file))}", err=True)
    given = open_sources([Path(file) for file in files])
    for source in [*([] if alone else sources()), *given]:
        with progress(source.source.id) as tell:
            count = builder.add(source, tell)
        click.echo(f"{source.source.title}: {count} places", err=True)
    with progress("names") as tell:
        builder.write(Path(index), tell)
    click.echo(f"{index}: {Path(index).stat().st_size / 1e6:.0f} MB.", err=True)


@gazetteer_verb.command("info")
@gazetteer_option
@format_option("table", "json")
def info_command(index: str | None, form: str) -> None:
    """Say what is in the gazetteer and where it comes from."""
    gazetteer = open_gazetteer(index)
    facts = {
        "file": str(gazetteer.path),
        "places": gazetteer.header["places"],
        "names": gazetteer.header["names"],
        "fold_version": gazetteer.header["fold_version"],
        "fingerprint": gazetteer.fingerprint,
        "sources": [source._asdict() for source in gazetteer.sources],
    }
    if form == "json":
        import json

        click.echo(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    for key in ("file", "places", "names", "fold_version", "fingerprint"):
        click.echo(f"{key.replace('_', ' '):14}{facts[key]}")
    for source in gazetteer.sources:
        click.echo(f"{'source':14}{source.id}: {source.title}; {source.licence}")
