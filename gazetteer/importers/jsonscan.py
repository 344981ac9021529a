"""Takes a large JSON text apart into its objects without holding more than one of them."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gazetteer.errors import BadRecord
from gazetteer.importers.files import BLOCK, MAX_LINE, Entry, numbered, opened

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}"]', re.DOTALL)


class Found(NamedTuple):
    """An object of the file."""

    line: int
    """The line it begins on, counted from 1."""
    value: Mapping[str, object]


def line_objects(entry: Entry) -> Iterator[Found]:
    """One object a line (JSON lines, GeoJSON text sequences); BadRecord names file and line."""
    for number, line in numbered(entry):
        yield Found(number, parsed(entry, number, line.lstrip("\x1e")))


def nested_objects(entry: Entry, depth: int) -> Iterator[Found]:
    """The objects that stand in `depth` - 1 others: 1 for those at the top, 2 for the features of a collection."""
    for line, text in _texts(entry, depth):
        yield Found(line, parsed(entry, line, text))


def parsed(entry: Entry, line: int, text: str) -> Mapping[str, object]:
    """The JSON object in a text that begins on a line."""
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        at = line + getattr(error, "lineno", 1) - 1
        raise BadRecord(f"{entry}:{at}: not JSON: {error}", "the file may be cut short: fetch it again") from error
    if not isinstance(value, dict):
        raise BadRecord(f"{entry}:{line}: expected a JSON object, not {type(value).__name__}")
    return value


def _texts(entry: Entry, depth: int) -> Iterator[tuple[int, str]]:
    """Each object at the depth as text, with its first line. Only braces and strings are looked at."""
    level, line, buffer = 0, 1, ""
    begin, at, counted = -1, 0, 0
    for chunk in _chunks(entry):
        buffer += chunk
        while (match := _TOKEN.search(buffer, at)) and match[0] != '"':
            at = match.end()
            if match[0] == "{":
                level += 1
                begin = match.start() if level == depth else begin
            elif match[0] == "}":
                if level == depth:
                    line, counted = line + buffer.count("\n", counted, begin), begin
                    yield line, buffer[begin:at]
                    begin = -1
                level -= 1
        rest = match.start() if match else len(buffer)
        keep = begin if begin >= 0 else rest
        line += buffer.count("\n", counted, keep)
        buffer, at, begin, counted = buffer[keep:], rest - keep, min(begin, 0), 0
        if len(buffer) > MAX_LINE:
            raise BadRecord(f"{entry}:{line}: an object of more than {MAX_LINE >> 20} MiB")
    if level or buffer:
        raise BadRecord(f"{entry}:{line}: the file ends within what begins here", "fetch the file again")


def _chunks(entry: Entry) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    line = 1
    with opened(entry) as stream:
        while True:
            data = stream.read(BLOCK)
            try:
                yield decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                line += error.object.count(b"\n", 0, error.start)
                byte = error.object[error.start]
                raise BadRecord(
                    f"{entry}:{line}: byte {byte:#04x} is not UTF-8", "write the file as UTF-8 first"
                ) from error
            if not data:
                return
            line += data.count(b"\n")
