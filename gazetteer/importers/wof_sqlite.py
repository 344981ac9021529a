"""Reads Who's On First as it is distributed in SQLite: the tables spr, names, concordances and geojson."""

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copyfileobj
from typing import NamedTuple
from urllib.parse import quote

from gazetteer.errors import BadRecord
from gazetteer.importers import values
from gazetteer.importers.files import Entry, opened
from gazetteer.importers.records import Record, place
from gazetteer.importers.refuse import Refuse, stop
from gazetteer.importers.wof import SOURCE_ID
from gazetteer.place import NameKind, Place

WANTED: Mapping[str, frozenset[str]] = {
    "spr": frozenset({"id", "parent_id", "name", "placetype", "country", "latitude", "longitude"}),
    "names": frozenset({"id", "language", "privateuse", "name"}),
}
"""The tables, and their columns, without which a file is not taken for Who's On First."""

_KINDS: Mapping[str, NameKind] = {
    "preferred": "preferred", "colloquial": "colloquial", "historical": "historical", "short": "short",
    "abbreviation": "abbreviation",
}  # fmt: skip
_HOLDERS = ("region", "macroregion", "county", "macrocounty", "localadmin")
_BOX = ("min_longitude", "min_latitude", "max_longitude", "max_latitude")
_GONE = (("is_deprecated", 1), ("is_superseded", 1), ("is_current", 0))
"""What spr says of records that are no longer places of their own; -1 is unknown there."""


class Holder(NamedTuple):
    """A division: what holds it, what it is, and its name."""

    parent: int
    placetype: str
    name: str


def places(entry: Entry, refuse: Refuse = stop) -> Iterator[Place]:
    """Every current record as a place under its Who's On First id, by id; BadRecord names file, table and record."""
    with _database(entry) as database:
        tables = _tables(entry, database)
        try:
            holders = _holders(database)
            for row in database.execute(_query(tables)):
                try:
                    made = _place(database, row, holders, tables)
                except (ValueError, TypeError) as error:
                    refuse(BadRecord(f"{entry}: spr {row['id']}: {error}", "mend the record, or take it out"))
                else:
                    yield made
        except sqlite3.DatabaseError as error:
            raise BadRecord(f"{entry}: SQLite cannot read it: {error}", "fetch the file again") from error


@contextmanager
def _database(entry: Entry) -> Iterator[sqlite3.Connection]:
    """The database, read only; one that is compressed is unpacked into a temporary file first."""
    with tempfile.NamedTemporaryFile(suffix=".db") as unpacked:
        path = entry.path
        with opened(entry) as stream:
            if entry.member or not _is_plain(path):
                copyfileobj(stream, unpacked)
                unpacked.flush()
                path = Path(unpacked.name)
        uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            database.row_factory = sqlite3.Row
            yield database


def _is_plain(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16).startswith(b"SQLite format 3")


def _tables(entry: Entry, database: sqlite3.Connection) -> Mapping[str, frozenset[str]]:
    """The columns of each table of the file; BadRecord where it is not of Who's On First."""
    try:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            name: frozenset(row[0] for row in database.execute("SELECT name FROM pragma_table_info(?)", (name,)))
            for name in names
        }
    except sqlite3.DatabaseError as error:
        raise BadRecord(f"{entry}: SQLite cannot read it: {error}", "fetch the file again") from error
    for table, columns in WANTED.items():
        lost = ", ".join(sorted(columns - found.get(table, frozenset())))
        if lost:
            what = f"the table {table} has no {lost}" if table in found else f"it has no table {table}"
            raise BadRecord(
                f"{entry}: a SQLite file, but not one of Who's On First: {what}",
                "fetch a distribution of Who's On First, or write the places as CSV",
            )
    return found


def _query(tables: Mapping[str, frozenset[str]]) -> str:
    gone = [f"{column} IS NOT {value}" for column, value in _GONE if column in tables["spr"]]
    return f"SELECT * FROM spr WHERE {' AND '.join(gone) or '1'} ORDER BY id"  # noqa: S608 - our own words only


def _holders(database: sqlite3.Connection) -> dict[int, Holder]:
    marks = ",".join("?" * len(_HOLDERS))
    query = f"SELECT id, parent_id, placetype, name FROM spr WHERE placetype IN ({marks})"  # noqa: S608 - marks only
    return {
        int(key): Holder(int(up or -1), kind, name or "") for key, up, kind, name in database.execute(query, _HOLDERS)
    }


def _place(
    database: sqlite3.Connection, row: sqlite3.Row, holders: Mapping[int, Holder], tables: Mapping[str, frozenset[str]]
) -> Place:
    key = int(row["id"])
    found = [(row["name"] or "", "", "official"), *_names(database, key)]
    names = values.cleaned([(text, lang, kind) for text, lang, kind in found])
    if not names:
        raise ValueError("no name: expected one in spr or names")
    admin = _path(row, holders)
    ids = _concordances(database, key) if "concordances" in tables else {}
    box = [row[name] for name in _BOX] if tables["spr"] >= set(_BOX) else []
    made = place(
        Record(
            wof_id=str(key),
            lat=str(row["latitude"] if row["latitude"] is not None else ""),
            lon=str(row["longitude"] if row["longitude"] is not None else ""),
            placetype=row["placetype"] or "",
            country=row["country"] or "",
            admin1=admin.get("region", ""),
            admin2=admin.get("county", ""),
            population=_population(database, key) if "geojson" in tables else "",
            bbox=",".join(map(str, box)) if box and None not in box else "",
        ),
        names,
        SOURCE_ID,
        "",
    )
    parent = int(row["parent_id"] or -1)
    same = values.same_as(made.id, ids.get("gn:id", ""), "", ids.get("wd:id", ""))
    return replace(made, same_as=same, parent=f"wof:{parent}" if parent > 0 else "")


def _names(database: sqlite3.Connection, key: int) -> Iterator[tuple[str, str, NameKind]]:
    query = "SELECT language, privateuse, name FROM names WHERE id = ? ORDER BY rowid"
    for lang, private, name in database.execute(query, (key,)):
        kind = (private or "").removeprefix("x_")
        yield name or "", "" if lang in (None, "und", "unk") else lang, _KINDS.get(kind, "foreign")


def _concordances(database: sqlite3.Connection, key: int) -> dict[str, str]:
    query = "SELECT other_source, other_id FROM concordances WHERE id = ?"
    return {source: str(other) for source, other in database.execute(query, (key,))}


def _population(database: sqlite3.Connection, key: int) -> str:
    """What the record's own GeoJSON says; its geometry is not read."""
    query = (
        "SELECT coalesce(json_extract(body, '$.properties.\"wof:population\"'), "
        "json_extract(body, '$.properties.\"gn:population\"')) FROM geojson WHERE id = ?"
    )
    return str(next((found for (found,) in database.execute(query, (key,)) if found is not None), ""))


def _path(row: sqlite3.Row, holders: Mapping[int, Holder]) -> dict[str, str]:
    """Names of the region and the county that hold a record, by following its parents."""
    found: dict[str, str] = {}
    up, seen = int(row["parent_id"] or -1), {int(row["id"])}
    while (holder := holders.get(up)) is not None and up not in seen:
        seen.add(up)
        found.setdefault(holder.placetype, holder.name)
        up = holder.parent
    return found
