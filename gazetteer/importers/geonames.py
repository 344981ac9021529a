"""Reads GeoNames: the dump of places, their alternate names, the names of divisions, the languages of countries."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.errors import BadRecord
from gazetteer.importers import alternates, hierarchy, records, values
from gazetteer.importers.alternates import Alternates
from gazetteer.importers.files import Entry, blocks, byte_blocks, numbered
from gazetteer.importers.hierarchy import Division, Hierarchy
from gazetteer.importers.refuse import Refuse, stop
from gazetteer.place import NameKind, Place, PlaceName

COLUMNS = 19
"""Columns of a dump; https://download.geonames.org/export/dump/readme.txt names them."""

SOURCE_ID = "geonames"


class Files(NamedTuple):
    """The GeoNames files of one import, by what they are."""

    dumps: tuple[Entry, ...]
    alternates: tuple[Entry, ...] = ()
    admin1: tuple[Entry, ...] = ()
    admin2: tuple[Entry, ...] = ()
    countries: tuple[Entry, ...] = ()
    hierarchy: tuple[Entry, ...] = ()


class Around(NamedTuple):
    """What the side tables say of the places of a dump."""

    divisions: Mapping[str, str]
    """Names of divisions by code: `SY.07`, `SY.07.1234`."""
    languages: Mapping[str, frozenset[str]]
    """Languages spoken in a country, by its code."""
    alternates: Alternates | None
    hierarchy: Hierarchy
    holders: Mapping[int, Division]
    """Divisions by their GeoNames ids."""


def places(files: Files, refuse: Refuse = stop) -> Iterator[Place]:
    """The places of the dumps, in their order, with what the other files say of them; BadRecord names file and line."""
    relations = hierarchy.read(files.hierarchy)
    first = files.alternates or files.hierarchy or not (files.admin1 and files.admin2)
    ids, divisions, holders = _first_pass(files, relations.holders()) if first else (None, {}, {})
    for entry in (*files.admin1, *files.admin2):
        rows = list(division_rows(entry))
        divisions |= {code: name for code, name, _ in rows}
        holders |= hierarchy.of_codes(rows)
    languages = {code: found for entry in files.countries for code, found in country_languages(entry).items()}
    joined = nullcontext() if ids is None or not files.alternates else alternates.read(files.alternates, ids)
    with joined as names:
        around = Around(divisions, languages, names, relations, holders)
        for entry in files.dumps:
            yield from _dump(entry, around, refuse)


def _first_pass(files: Files, wanted: frozenset[int]) -> tuple[NDArray[np.int64], dict[str, str], dict[int, Division]]:
    """The sorted ids of the dumps' places, the names of the divisions among them, and those of the wanted ids."""
    ids: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    divisions: dict[str, str] = {}
    holders: dict[int, Division] = {}
    for entry in files.dumps:
        for first, block in byte_blocks(entry):
            lines = [line for line in block.split(b"\n") if line]
            if files.alternates:
                ids.append(_ids(entry, first, block, lines))
            if b"\tADM" in block:
                for key, codes, division in _divisions(lines):
                    divisions[codes] = division.name
                    if key in wanted:
                        holders[key] = division
    return np.unique(np.concatenate(ids)), divisions, holders


def _ids(entry: Entry, first: int, block: bytes, lines: Sequence[bytes]) -> NDArray[np.int64]:
    try:
        return np.array([int(line[: line.index(b"\t")]) for line in lines], np.int64)
    except ValueError:
        for number, line in enumerate(block.split(b"\n"), first):
            if line and not line.split(b"\t")[0].isdigit():
                raise _misshapen(entry, number, line.decode("utf-8", "replace").split("\t")) from None
        raise


def _divisions(lines: Sequence[bytes]) -> Iterator[tuple[int, str, Division]]:
    for line in lines:
        if b"\tADM1\t" in line or b"\tADM2\t" in line:
            row = line.decode("utf-8", "replace").split("\t")
            if len(row) == COLUMNS and row[0].isdecimal() and row[7] in ("ADM1", "ADM2"):
                codes = (row[8], row[10]) if row[7] == "ADM1" else (row[8], row[10], row[11])
                yield int(row[0]), ".".join(codes), Division(row[7], row[1])


def _dump(entry: Entry, around: Around, refuse: Refuse) -> Iterator[Place]:
    for block in blocks(entry):
        for number, line in enumerate(block.lines, block.first):
            if not line:
                continue
            row = line.split("\t")
            if len(row) != COLUMNS or not row[0].isdecimal():
                refuse(_misshapen(entry, number, row))
                continue
            try:
                found = _place(row, around)
            except ValueError as error:
                refuse(BadRecord(f"{entry}:{number}: {error}", "mend the row, or take it out"))
            else:
                yield found


def _misshapen(entry: Entry, number: int, row: Sequence[str]) -> BadRecord:
    if len(row) == COLUMNS:
        return BadRecord(f"{entry}:{number}: expected a GeoNames id in the first column, not {row[0]!r}")
    message = f"{entry}:{number}: {len(row)} columns: expected the {COLUMNS} of a GeoNames dump"
    return BadRecord(message, "the line may be cut short: fetch the file again")


def _place(row: Sequence[str], around: Around) -> Place:
    number, name, ascii_name, others, lat, lon, fclass, fcode, country, _, admin1, admin2, _, _, people = row[:15]
    name = next((text for text in (name.strip(), ascii_name.strip()) if values.written(text)), "")
    if not name:
        raise ValueError("no name: expected one in the second or third column, with a letter or a digit")
    parent = around.hierarchy.parent(int(number))
    known = around.alternates.of(int(number)) if around.alternates else None
    return Place(
        f"geonames:{number}",
        name,
        values.lonlat(lon, lat),
        _names(name, ascii_name, others, known, around.languages.get(country, frozenset())) if known
        else values.listed(name, f"{ascii_name},{others}", ",", tags=False),
        fclass,
        fcode,
        country,
        _path(fclass, fcode, (country, admin1, admin2), around.divisions)
        or records.path(fclass, fcode, *around.hierarchy.path(int(number), around.holders)),
        values.count(people) if people else 0,
        source_id=SOURCE_ID,
        parent=f"geonames:{parent}" if parent else "",
    )  # fmt: skip


def _names(
    name: str, ascii_name: str, others: str, known: Sequence[alternates.Alternate], languages: frozenset[str]
) -> tuple[PlaceName, ...]:
    """The main name, the alternate names, and of the dump's own list those that the alternate names lack."""
    found: list[tuple[str, str, NameKind]] = [(name, "", "official")]
    for alternate in known:
        kind, lang = alternates.kind_and_lang(alternate, languages)
        found.append((alternate.text, lang, kind))
    texts = {text.strip() for text, _, _ in found}
    found += [(text, "", "foreign") for text in (ascii_name, *others.split(",")) if text.strip() not in texts]
    return values.cleaned(found)


def _path(fclass: str, fcode: str, codes: tuple[str, str, str], divisions: Mapping[str, str]) -> tuple[str, ...]:
    country, admin1, admin2 = codes
    first = divisions.get(f"{country}.{admin1}", "") if admin1 else ""
    second = divisions.get(f"{country}.{admin1}.{admin2}", "") if admin2 else ""
    return records.path(fclass, fcode, first, second)


def division_rows(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Code, name and id of admin1CodesASCII or admin2Codes, which have code, name, ASCII name, GeoNames id."""
    for number, line in numbered(entry):
        row = line.split("\t")
        if len(row) not in (3, 4) or "." not in row[0]:
            raise BadRecord(f"{entry}:{number}: expected a division's code such as SY.07, its name, ASCII name and id")
        yield row[0], row[1].strip(), row[3] if len(row) == 4 else ""


def country_languages(entry: Entry) -> dict[str, frozenset[str]]:
    """Codes of the languages of each country, as countryInfo gives them, their regions cut off."""
    found = {}
    for number, line in numbered(entry):
        if line.startswith("#"):
            continue
        row = line.split("\t")
        if len(row) != COLUMNS or len(row[0]) != 2:
            raise BadRecord(f"{entry}:{number}: expected the {COLUMNS} columns of countryInfo, the first an ISO code")
        found[row[0]] = frozenset(lang.split("-")[0] for lang in row[15].split(",") if lang)
    return found
