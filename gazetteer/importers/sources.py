"""Opens files as sources of places, and says what a file was taken for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from gazetteer.errors import BadRecord, UnknownFormat
from gazetteer.importers import features, geonames, linked, tables, wof
from gazetteer.importers.files import Entry, entries, head, sha256
from gazetteer.importers.jsonscan import line_objects, nested_objects
from gazetteer.importers.sniff import KNOWN, Format, sniff
from gazetteer.place import GazetteerSource, Place, PlaceSource

_JOINED = (Format.ALTERNATES, Format.ADMIN1, Format.ADMIN2, Format.COUNTRIES)
_UNUSED = (Format.HIERARCHY, Format.FEATURE_CODES)
_OWNER = "as given by its owner"


class Taken(NamedTuple):
    """A file, or a member of a zip, and what it was taken for."""

    entry: Entry
    format: Format


class Stream(Iterable[Place]):
    """Places read from their files anew at each iteration."""

    def __init__(self, read: Callable[[], Iterator[Place]]) -> None:
        self._read = read

    def __iter__(self) -> Iterator[Place]:
        return self._read()


def open_sources(paths: Sequence[Path]) -> list[PlaceSource]:
    """The sources that the files are, each with its places as a stream in the files' order.

    GeoNames files given together are one source: what the side tables say of names, divisions and languages is joined
    onto the places of the dumps. Who's On First files are one source, too; any other file is one by itself.
    UnknownFormat where a file is none of those known; BadRecord, also while the places are read, names file and line;
    OSError where a file cannot be opened.
    """
    taken = [found for path in paths for found in _taken(path)]
    sources = [*_geonames(taken), *_wof(taken)]
    ids: set[str] = set()
    for entry, format_ in taken:
        read = _reader(entry, format_)
        if read is not None:
            source_id = _free_id(entry, ids)
            ids.add(source_id)
            source = GazetteerSource(source_id, _title(entry), _OWNER, "", sha256([entry.path]))
            sources.append(PlaceSource(source, Stream(partial(read, source_id=source_id))))
    return sources


def describe(path: Path) -> str:
    """What the file was taken for, in a line; for a table, which column is what. UnknownFormat as `open_sources`."""
    return "; ".join(
        f"{found.entry.member}: {_described(found)}" if found.entry.member else _described(found)
        for found in _taken(path)
    )


def _taken(path: Path) -> list[Taken]:
    found = [(entry, sniff(head(entry))) for entry in entries(path)]
    known = [Taken(entry, format_) for entry, format_ in found if format_ is not None]
    if not known:
        raise UnknownFormat(f"{path}: {_why(found)}; {KNOWN}", "write the places as a CSV with name, lat and lon")
    return known


def _why(found: Sequence[tuple[Entry, Format | None]]) -> str:
    start = head(found[0][0], 4) if found else b""
    if not start:
        return "there is nothing in it"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "it is text in UTF-16: write it as UTF-8"
    return "the content is of no known format"


def _described(found: Taken) -> str:
    if found.format is not Format.TABLE:
        return str(found.format)
    layout = tables.layout_of(found.entry)
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


def _geonames(taken: Sequence[Taken]) -> list[PlaceSource]:
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
    return [PlaceSource(source, Stream(partial(geonames.places, files)))]


def _wof(taken: Sequence[Taken]) -> list[PlaceSource]:
    files = [found.entry for found in taken if found.format is Format.WOF]
    if not files:
        return []
    source = GazetteerSource(
        wof.SOURCE_ID,
        "Who's On First",
        "CC0 and CC BY 4.0 parts",
        "Places from Who's On First (whosonfirst.org), in part CC BY 4.0",
        _hash(files),
    )
    return [PlaceSource(source, Stream(lambda: (place for entry in files for place in wof.places(entry))))]


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


def _reader(entry: Entry, format_: Format) -> Callable[..., Iterator[Place]] | None:
    if format_ is Format.TABLE:
        layout = tables.layout_of(entry)
        return None if layout is None else partial(tables.places, entry, layout)
    if format_ is Format.GEOJSON_LINES:
        return lambda source_id: features.places(entry, line_objects(entry), source_id)
    if format_ is Format.LINKED_LINES:
        return lambda source_id: linked.places(entry, line_objects(entry), source_id)
    if format_ in (Format.GEOJSON, Format.GEOJSON_FEATURES):
        depth = 2 if format_ is Format.GEOJSON else 1
        return lambda source_id: features.places(entry, nested_objects(entry, depth), source_id)
    if format_ is Format.LINKED:
        return lambda source_id: linked.places(entry, nested_objects(entry, 2), source_id)
    return None
