"""Reads CSV and TSV tables whose header names their columns."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from gazetteer.errors import BadRecord
from gazetteer.importers import values
from gazetteer.importers.columns import NO_COLUMNS, Columns, NameColumn, understood
from gazetteer.importers.files import Entry, blocks, numbered
from gazetteer.importers.records import ROLE_ORDER, place
from gazetteer.importers.refuse import Refuse, Seen, stop
from gazetteer.place import NameKind, Place, PlaceName

NAME, OWN_ID = ROLE_ORDER.index("name"), ROLE_ORDER.index("id")


class Layout(NamedTuple):
    """How a table is written, and what its columns mean."""

    delimiter: str
    quoted: bool
    """Whether a field may stand in quotation marks: always in CSV, in TSV only if the header does."""
    header: tuple[str, ...]
    columns: Columns
    line: int
    """The number of the header's line, counted from 1."""


def layout_of(entry: Entry, given: Mapping[str, str] = NO_COLUMNS) -> Layout | None:
    """The layout that a table's first line shows that is not blank; None where it is no header of a gazetteer."""
    number, line = next(numbered(entry), (0, ""))
    return layout(line, number, given)


def header_of(entry: Entry) -> list[str]:
    """The columns that the first line names, whatever they are called."""
    _, line = next(numbered(entry), (0, ""))
    delimiter = max("\t,;|", key=line.count)
    return [column.strip() for column in next(csv.reader([line], delimiter=delimiter), [])]


def layout(line: str, number: int = 1, given: Mapping[str, str] = NO_COLUMNS) -> Layout | None:
    """The layout that a header shows; None where it lacks a name, coordinates, or a column `given` a role."""
    delimiter = max("\t,;|", key=line.count)
    quoted = delimiter != "\t" or '"' in line
    header = next(csv.reader([line], delimiter=delimiter), []) if quoted else line.split(delimiter)
    header = [column.strip() for column in header]
    if not set(given.values()) <= set(header):
        return None
    columns = understood(header, given)
    if not columns.roles.keys() >= {"name", "lat", "lon"}:
        return None
    return Layout(delimiter, quoted, tuple(header), columns, number)


def places(entry: Entry, table: Layout, source_id: str, refuse: Refuse = stop) -> Iterator[Place]:
    """Every row as a place, in the file's order; BadRecord names file and line."""
    width = len(table.header)
    index = {column: number for number, column in reversed(list(enumerate(table.header)))}
    pick = itemgetter(*(index.get(table.columns.roles.get(role, ""), width) for role in ROLE_ORDER))
    extra = [(index[column.key], column) for column in table.columns.names]
    seen = Seen()
    for line, row in rows(entry, table):
        if len(row) != width:
            message = f"{entry}:{line}: {len(row)} columns: expected {width}, as the header has"
            refuse(BadRecord(message, _hint(table, row)))
            continue
        row.append("")
        try:
            record = pick(row)
            key = "" if record[OWN_ID] else f"{entry.path.name}:{line}"
            found = place(record, _names(record[NAME], row, extra), source_id, key)
            if not found.id.endswith(key or ":"):
                seen.check(found, line)
        except ValueError as error:
            refuse(BadRecord(f"{entry}:{line}: {error}", "mend the row, or take it out"))
        else:
            yield found


def _hint(table: Layout, row: Sequence[str]) -> str:
    if len(row) < len(table.header):
        return "the row may be cut short: fetch the file again, or fill the row up"
    return f"a field that holds the delimiter {table.delimiter!r} wants quotation marks"


def _names(name: str, row: Sequence[str], extra: Sequence[tuple[int, NameColumn]]) -> tuple[PlaceName, ...]:
    """The shown name and the others; where the column of the name is empty, the first of the others is shown."""
    name = name.strip()
    if values.written(name) and len(extra) == 1 and extra[0][1].separator:
        return values.listed(name, row[extra[0][0]], extra[0][1].separator)
    found: list[tuple[str, str, NameKind]] = [(name, "", "official")]
    for number, column in extra:
        for piece in row[number].split(column.separator) if column.separator else [row[number]]:
            text, lang = values.tagged(piece.strip()) if column.separator else (piece, column.lang)
            found.append((text, lang, column.kind))
    names = values.cleaned(found)
    if not names:
        raise ValueError("no name: expected the name of a place, with a letter or a digit")
    return names


def rows(entry: Entry, table: Layout) -> Iterator[tuple[int, list[str]]]:
    """The fields of each row after the header, with the number of its first line; blank lines are passed over."""
    if table.quoted:
        yield from _quoted_rows(entry, table)
        return
    for block in blocks(entry):
        for number, line in enumerate(block.lines, block.first):
            if number > table.line and line and not line.isspace():
                yield number, line.split(table.delimiter)


def _quoted_rows(entry: Entry, table: Layout) -> Iterator[tuple[int, list[str]]]:
    lines = (line + "\n" for block in blocks(entry) for line in block.lines)
    reader = csv.reader(lines, delimiter=table.delimiter, strict=True)
    first = 1
    try:
        for row in reader:
            if row and first > table.line:
                yield first, row
            first = reader.line_num + 1
    except csv.Error as error:
        raise BadRecord(f"{entry}:{first}: {error}", "look for a quotation mark that is not closed") from error
