"""The verbs gazetteer import, info and check: making an index, and looking into it."""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from geo.cli.ask import print_rows
from geo.cli.session import format_option, gazetteer_option, open_gazetteer, progress, writing
from geo.errors import UnknownPlace

if TYPE_CHECKING:
    from gazetteer.check import Finding
    from gazetteer.errors import BadRecord
    from gazetteer.index import Gazetteer
    from gazetteer.territories import Territories

FINDINGS = ("row", "range", "zero", "swapped", "outside", "duplicate", "parent", "admin")
"""The kinds of `gazetteer.check.KINDS`, written down apart so that help imports nothing."""


def _columns(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> Mapping[str, str]:
    """ROLE=NAME pairs as a mapping; a usage error for a role that no column plays."""
    from gazetteer.importers.columns import ROLES

    found = {}
    for pair in given:
        role, _, name = pair.partition("=")
        if not name or not (role in ROLES or role.startswith("name:")):
            raise click.BadParameter(f"{pair!r}: expected ROLE=NAME; roles are {', '.join(ROLES)} and name:LANG")
        found[role] = name
    return found


def column_option(function: Any) -> Any:
    """Adds --column."""
    option = click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="ROLE=NAME",
        callback=_columns,
        help="In tables, the column NAME is ROLE: name, lat, lon, id, country, population, names, name:ar, …; may be "
        "repeated. Roles left out go by the header's words.",
    )
    return option(function)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--gazetteer", "index", required=True, type=click.Path(dir_okay=False), help="The index file to write.")
@click.option("--alone", is_flag=True, help="Leave the built-in places out.")
@column_option
def import_command(files: tuple[str, ...], index: str, alone: bool, columns: Mapping[str, str]) -> None:
    """Make an index of the built-in places and those of FILES; `--gazetteer OUT.index` then serves every verb.

    Known by content: GeoNames dumps with their side tables, postal codes, GeoJSON, Linked Places, Who's On First
    (lines or SQLite), Wikidata dumps, OpenStreetMap extracts (with the extra dateline[osm]), CSV and TSV tables; plain
    or compressed. Records of one place are made one, by the ids they name or by name and distance; `gazetteer info ID`
    shows what came from where. An index that was there before stays until the new one is whole; an import that was
    killed goes on behind the last source that it had read.
    """
    from gazetteer import stages
    from gazetteer.builtin import sources
    from gazetteer.importers import describe, open_sources

    for file in files:
        click.echo(f"{file}: {describe(Path(file), columns)}", err=True)
    given = open_sources([Path(file) for file in files], columns)
    own = [] if alone else sources()
    queue = deque([*((source, False) for source in own), *((source, True) for source in given)])
    del own, given  # a source that has been read need not be kept: the built-in places take 0.4 GB
    path, plan = Path(index), [stages.Planned(source.source, match) for source, match in queue]
    builder, done = stages.load(path, plan)
    for number, planned in enumerate(plan):
        source, match = queue.popleft()
        if number < done:
            click.echo(f"{planned.source.title}: read by an import before", err=True)
            continue
        with progress(planned.source.id) as tell:
            count = builder.add(source, tell, match=match)
        del source
        click.echo(f"{planned.source.title}: {count} places", err=True)
        with writing(index):
            stages.save(path, builder, plan[: number + 1])
    with progress("names") as tell, writing(index):
        builder.write(path, tell)
        stages.clear(path)
    click.echo(f"{index}: {path.stat().st_size / 1e6:.0f} MB.", err=True)


@click.command("info")
@click.argument("place", required=False, metavar="[ID]")
@gazetteer_option
@format_option("table", "json")
def info_command(place: str | None, index: str | None, form: str) -> None:
    """Say what is in the gazetteer and where it comes from; of the place ID, which source gave each field and name."""
    gazetteer = open_gazetteer(index)
    if place is not None:
        _of_place(gazetteer, place, form)
        return
    facts = {
        "file": str(gazetteer.path),
        "places": gazetteer.header["places"],
        "names": gazetteer.header["names"],
        "fold_version": gazetteer.header["fold_version"],
        "fingerprint": gazetteer.fingerprint,
        "sources": [source._asdict() for source in gazetteer.sources],
    }
    if form == "json":
        click.echo(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    for key in ("file", "places", "names", "fold_version", "fingerprint"):
        click.echo(f"{key.replace('_', ' '):14}{facts[key]}")
    for source in gazetteer.sources:
        click.echo(f"{'source':14}{source.id}: {source.title}; {source.licence}")


def _of_place(gazetteer: "Gazetteer", place: str, form: str) -> None:
    from gazetteer.provenance import given

    row = gazetteer.row_of(place)
    if row is None:
        raise UnknownPlace(f"no place has the id {place!r}", "find it by its name: dateline gazetteer find NAME")
    rows = [item._asdict() for item in given(gazetteer, row)]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for item in rows:
        click.echo(f"{item['field']:14}{item['value']}  [{item['source_id']}]")


@click.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False))
@gazetteer_option
@click.option(
    "--boundaries",
    type=click.Path(exists=True, dir_okay=False),
    help="GeoJSON of countries: polygons with a country code or English name. Without it a country is where the towns "
    "of the built-in gazetteer and of the checked one lie, to the degree.",
)
@click.option("--only", multiple=True, type=click.Choice(FINDINGS), help="Look for this kind only; may be repeated.")
@column_option
@format_option("table", "jsonl")
def check_command(
    files: tuple[str, ...],
    index: str | None,
    boundaries: str | None,
    only: tuple[str, ...],
    columns: Mapping[str, str],
    form: str,
) -> None:
    """Look for what is wrong in FILES to import, or in a gazetteer that is made; else in the built-in one.

    Kinds: row, a row that cannot be read; range, not on the earth; zero, at 0, 0; swapped, in its country only with
    latitude and longitude exchanged; outside its country; duplicate, two of one name within a kilometre; parent and
    admin, a parent or first division that does not exist. Exits 0 where nothing was found, 1 where something was or a
    file could not be read, 2 for wrong usage.
    """
    bad: list[BadRecord] = []
    with _checked(files, index, columns, bad) as gazetteer:
        from gazetteer.check import findings

        found = (item for item in findings(gazetteer, _territories(gazetteer, boundaries)))
        rows = [asdict(item) for item in _all(bad, found) if not only or item.kind in only]
    print_rows(rows, form, ("kind", "place", "name", "country", "lat", "lon", "detail"))
    click.echo(f"{len(rows)} found" if rows else "Nothing found.", err=True)
    if rows:
        raise click.exceptions.Exit(1)


def _all(bad: "Iterable[BadRecord]", found: "Iterable[Finding]") -> "Iterator[Finding]":
    from gazetteer.check import Finding

    yield from (Finding("row", "", str(error)) for error in bad)
    yield from found


@contextmanager
def _checked(
    files: tuple[str, ...], index: str | None, columns: Mapping[str, str], bad: "list[BadRecord]"
) -> "Iterator[Gazetteer]":
    """The gazetteer to look at; of files, one that is made of them for the while, their bad rows noted in `bad`."""
    from gazetteer.build import IndexBuilder
    from gazetteer.errors import BadRecord
    from gazetteer.importers import open_sources
    from gazetteer.index import open_index

    if not files:
        yield open_gazetteer(index)
        return
    if index is not None:
        raise click.UsageError("give either FILES or --gazetteer")
    builder = IndexBuilder()
    for source in open_sources([Path(file) for file in files], columns, bad.append):
        try:
            with progress(source.source.id) as tell:
                builder.add(source, tell)
        except BadRecord as error:
            bad.append(error)
    with TemporaryDirectory() as folder:
        builder.write(Path(folder) / "checked.index")
        yield open_index(Path(folder) / "checked.index")


def _territories(gazetteer: "Gazetteer", boundaries: str | None) -> "Territories":
    from gazetteer.builtin import builtin_path
    from gazetteer.territories import from_file, from_points

    if boundaries is not None:
        return from_file(Path(boundaries))
    both = [gazetteer] if gazetteer.path == builtin_path() else [gazetteer, open_gazetteer(None)]
    return from_points(both)
