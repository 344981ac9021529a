"""Opens files as sources of places, and says what a file was taken for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from gazetteer.errors import BadRecord, UnknownFormat
from gazetteer.importers import features, geonames, linked, osm, postal, tables, wikidata, wof, wof_sqlite
from gazetteer.importers.columns import NO_COLUMNS
from gazetteer.importers.files import Entry, entries, head, sha256
from gazetteer.importers.jsonscan import line_objects, nested_objects
from gazetteer.importers.refuse import Refuse, stop
from gazetteer.importers.sniff import KNOWN, Format, sniff
from gazetteer.place import GazetteerSource, Place, PlaceSource

_JOINED = (Format.ALTERNATES, Format.ADMIN1, Format.ADMIN2, Format.COUNTRIES, Format.HIERARCHY)
_UNUSED = (Format.FEATURE_CODES,)
_OWNER = "as given by its owner"


class Taken(NamedTuple):
    """A file, or a member of a zip, and what it was taken for."""

    entry: Entry
    format: Format


class Group(NamedTuple):
    """A format whose files are one source."""

    source: GazetteerSource
    read: Callable[[Entry, Refuse], Iterator[Place]]
    also: tuple[Format, ...] = ()


_GROUPS: Mapping[Format, Group] = {
    Format.WOF: Group(
        GazetteerSource(
            wof.SOURCE_ID,
            "Who's On First",
            "CC0 and CC BY 4.0 parts",
            "Places from Who's On First (whosonfirst.org), in part CC BY 4.0",
        ),
        wof.places,
        (Format.WOF_SQLITE,),
    ),
    Format.WIKIDATA: Group(
        GazetteerSource(wikidata.SOURCE_ID, "Wikidata", "CC0", "Places from Wikidata (wikidata.org)"), wikidata.places
    ),
    Format.OSM: Group(
        GazetteerSource(
            osm.SOURCE_ID, "OpenStreetMap", "ODbL 1.0", "© OpenStreetMap contributors (openstreetmap.org), ODbL 1.0"
        ),
        lambda entry, _: osm.places(entry),
    ),
    Format.POSTAL: Group(
        GazetteerSource(
            postal.SOURCE_ID,
            "GeoNames postal codes",
            "CC BY 4.0",
            "Places of postal codes from GeoNames (geonames.org), CC BY 4.0",
        ),
        postal.places,
    ),
}
"""Formats whose files are one source each, and who reads them."""


class Stream(Iterable[Place]):
    """Places read from their files anew at each iteration."""

    def __init__(self, read: Callable[[], Iterator[Place]]) -> None:
        self._read = read

    def __iter__(self) -> Iterator[Place]:
        return self._read()


def open_sources(
    paths: Sequence[Path], columns: Mapping[str, str] = NO_COLUMNS, refuse: Refuse = stop
) -> list[PlaceSource]:
    """The sources that the files are, each with its places as a stream in the files' order.

    GeoNames files given together are one source: what the side tables say of names, divisions, languages and parents is
    joined onto the places of the dumps. So are the files of Who's On First, of Wikidata, of OpenStreetMap and of postal
    codes; any other file is one by itself. `columns` gives roles to columns of tables, `refuse` is told of bad rows.

    Raises:
        UnknownFormat: a file is none of those known.
        BadRecord: also while the places are read; it names file and line.
        OSError: a file cannot be opened.
    """
    taken = [found for path in paths for found in _taken(path, columns)]
    sources = [*_geonames(taken, refuse), *(found for format_ in _GROUPS for found in _grouped(taken, format_, refuse))]
    ids: set[str] = set()
    for entry, format_ in taken:
        read = _reader(entry, format_, columns, refuse)
        if read is not None:
            source_id = _free_id(entry, ids)
            ids.add(source_id)
            stamp = sha256([entry.path]) + "".join(f" {role}={key}" for role, key in sorted(columns.items()))
            source = GazetteerSource(source_id, _title(entry), _OWNER, "", stamp)
            sources.append(PlaceSource(source, Stream(partial(read, source_id=source_id))))
    return sources


def describe(path: Path, columns: Mapping[str, str] = NO_COLUMNS) -> str:
    """What the file was taken for, in a line; for a table, which column is what. UnknownFormat as `open_sources`."""
    return "; ".join(
        f"{found.entry.member}: {_described(found, columns)}" if found.entry.member else _described(found, columns)
        for found in _taken(path, columns)
    )


def _taken(path: Path, columns: Mapping[str, str]) -> list[Taken]:
    found = [(entry, _sniffed(entry, columns)) for entry in entries(path)]
    known = [Taken(entry, format_) for entry, format_ in found if format_ is not None]
    if not known:
        raise UnknownFormat(f"{path}: {_why(found)}; {KNOWN}", "write the places as a CSV with name, lat and lon")
    return known


def _sniffed(entry: Entry, columns: Mapping[str, str]) -> Format | None:
    """The format; a file that is nothing else is a table if columns are given, and must then have them."""
    format_ = sniff(head(entry))
    if not columns or format_ not in (None, Format.TABLE) or not head(entry, 1):
        return format_
    header = tables.header_of(entry)
    lost = [key for key in columns.values() if key not in header]
    if lost:
        raise BadRecord(
            f"{entry}:1: there is no column {', '.join(map(repr, lost))}; there are {', '.join(header)}",
            "give --column ROLE=NAME as the header writes the name",
        )
    if tables.layout_of(entry, columns) is None:
        raise BadRecord(
            f"{entry}:1: no column is name, lat or lon; there are {', '.join(header)}", "say which: --column lat=NAME"
        )
    return Format.TABLE


def _why(found: Sequence[tuple[Entry, Format | None]]) -> str:
    start = head(found[0][0], 4) if found else b""
    if not start:
        return "there is nothing in it"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "it is text in UTF-16: write it as UTF-8"
    if start.startswith(b"{") or start.startswith(b"["):
        return "it is JSON, but neither GeoJSON nor records of Wikidata or Who's On First"
    return "the content is of no known format"


def _described(found: Taken, given: Mapping[str, str]) -> str:
    if found.format is not Format.TABLE:
        return str(found.format)
    layout = tables.layout_of(found.entry, given)
    if layout is None:
        return str(found.format)
    roles = [role if role == key else f"{role} from {key}" for role, key in layout.columns.roles.items()]
    names = [column.key for column in layout.columns.names]
    used = {*layout.columns.roles.values(), *names}
    unused = [key for key in layout.header if key not in used]
    parts = [("read", roles), ("further names", names), ("not used", unused)]
    return f"{'TSV' if layout.delimiter == chr(9) else 'CSV'} table; " + "; ".join(
        f"{what}: {', '.join(columns)}" for what, columns in parts if columns
    )


def _geonames(taken: Sequence[Taken], refuse: Refuse) -> list[PlaceSource]:
    def of(format_: Format) -> tuple[Entry, ...]:
        return tuple(found.entry for found in taken if found.format is format_)

    files = geonames.Files(of(Format.DUMP), *(of(format_) for format_ in _JOINED))
    side = [found for found in taken if found.format in (*_JOINED, *_UNUSED)]
    if not files.dumps:
        if side:
            raise BadRecord(
                f"{side[0].entry}: {side[0].format} has no places of its own, and no GeoNames dump is given with it",
                "name the dump (allCountries.txt, SY.txt, cities500.txt, …) in the same command",
            )
        return []
    read = [found.entry for found in taken if found.format in (Format.DUMP, *_JOINED)]
    source = GazetteerSource(
        geonames.SOURCE_ID, "GeoNames", "CC BY 4.0", "Places from GeoNames (geonames.org), CC BY 4.0", _hash(read)
    )
    return [PlaceSource(source, Stream(partial(geonames.places, files, refuse)))]


def _grouped(taken: Sequence[Taken], format_: Format, refuse: Refuse) -> list[PlaceSource]:
    """The files of one format as one source."""
    group = _GROUPS[format_]
    files = [found.entry for found in taken if found.format in (format_, *group.also)]
    if not files:
        return []

    def read() -> Iterator[Place]:
        for found in taken:
            if found.format is format_:
                yield from group.read(found.entry, refuse)
            elif found.format in group.also:
                yield from wof_sqlite.places(found.entry, refuse)

    return [PlaceSource(group.source._replace(sha256=_hash(files)), Stream(read))]


def _hash(files: Sequence[Entry]) -> str:
    return sha256(list(dict.fromkeys(entry.path for entry in files)))


def _free_id(entry: Entry, ids: set[str]) -> str:
    wished = found = f"import:{_title(entry)}"
    number = 1
    while found in ids:
        number += 1
        found = f"{wished}~{number}"
    return found


def _title(entry: Entry) -> str:
    return f"{entry.path.name}/{entry.member}" if entry.member else entry.path.name


def _reader(
    entry: Entry, format_: Format, columns: Mapping[str, str], refuse: Refuse
) -> Callable[..., Iterator[Place]] | None:
    if format_ is Format.TABLE:
        layout = tables.layout_of(entry, columns)
        return None if layout is None else partial(tables.places, entry, layout, refuse=refuse)
    read, found = {
        Format.GEOJSON: (features.places, partial(nested_objects, entry, 2)),
        Format.GEOJSON_FEATURES: (features.places, partial(nested_objects, entry, 1)),
        Format.GEOJSON_LINES: (features.places, partial(line_objects, entry)),
        Format.LINKED: (linked.places, partial(nested_objects, entry, 2)),
        Format.LINKED_LINES: (linked.places, partial(line_objects, entry)),
    }.get(format_, (None, None))
    if read is None or found is None:
        return None
    return lambda source_id: read(entry, found(), source_id, refuse)
