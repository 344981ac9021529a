"""Tables and lists of reports: JSON, JSON lines, CSV and TSV, one document a row, named `table.csv#7` from row 1."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from geo.errors import Unreadable
from geo.readers.decode import DAMAGE_SHARE, decode, detect, is_utf8
from geo.readers.entry import Blob, Draft, Unread, digest
from geo.readers.frontmatter import as_text
from geo.readers.limits import CHUNK_BYTES, MAX_TEXT_BYTES, SAMPLE_BYTES

TEXT_COLUMNS = (
    *(
        "text",
        "body",
        "full_text",
        "fulltext",
        "article_text",
        "body_text",
        "content",
        "article",
        "articlebody",
        "article_body",
    ),
    *(
        "story",
        "report",
        "message",
        "maintext",
        "description",
        "event_text",
        "event_description",
        "notes",
        "summary",
        "snippet",
    ),
)
"""Where the text of a row is looked for, the fullest first; case, spaces and hyphens do not matter."""

META_COLUMNS = {
    "outlet": ("outlet", "publisher", "source", "source_name", "sitename", "site_name", "newspaper", "publication"),
    "author": ("author", "authors", "byline", "creator"),
    "title": ("title", "headline", "subject"),
    "published": (
        "published",
        "published_at",
        "publishedat",
        "publication_date",
        "date_published",
        "pub_date",
        "pubdate",
        "date",
        "event_date",
        "datetime",
        "created_at",
    ),
    "url": ("url", "link", "source_url", "permalink"),
    "republished_from": ("republished_from", "original_source"),
    "lang": ("lang", "language"),
    "retrieved": ("retrieved", "accessed", "date_download"),
}
"""Where the metadata of a row is looked for."""

DELIMITERS = ",;\t|"
"""What parts the cells of a table, of which the one most frequent in the header is taken; a comma in doubt."""

HEADER_BYTES = SAMPLE_BYTES
"""Bytes in which the header of a table must end."""


def read_json(blob: Blob) -> Iterator[Draft | Unread]:
    """One object, a list of objects, or an object that holds such a list, as the answers of news services do."""
    data = blob.data()
    try:
        value = json.loads(decode(data).text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"not JSON: {error}", "JSON lines go in a .jsonl file") from error
    except RecursionError as error:
        raise Unreadable("JSON nested too deep") from error
    if isinstance(value, dict) and not _find_text(value):
        inner = [part for part in value.values() if isinstance(part, list) and part and isinstance(part[0], dict)]
        value = inner[0] if len(inner) == 1 else value
    if isinstance(value, dict):
        yield _record(blob.path, value, digest(data))
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            row = json.dumps(item, ensure_ascii=True, sort_keys=True).encode()
            yield _record(f"{blob.path}#{number}", item, digest(row))
    else:
        raise Unreadable(f"JSON that is neither an object nor a list, but {type(value).__name__}")


def read_json_lines(blob: Blob) -> Iterator[Draft | Unread]:
    """One object a line; blank lines count and are passed over."""
    blob.stream.seek(0)
    number = 0
    while line := blob.stream.readline(MAX_TEXT_BYTES + 1):
        number += 1
        path = f"{blob.path}#{number}"
        if len(line) > MAX_TEXT_BYTES:
            raise Unreadable(f"line {number} is over {MAX_TEXT_BYTES:,} bytes")
        if not line.strip():
            continue
        try:
            yield _record(path, json.loads(decode(line).text), digest(line.strip(b"\r\n")))
        except Unreadable as error:
            yield Unread(path, str(error), error.hint)
        except (ValueError, RecursionError) as error:
            yield Unread(path, f"not JSON: {error}", "each line must be one JSON object")
    if not number:
        raise Unreadable("empty")


def read_table(blob: Blob) -> Iterator[Draft | Unread]:
    """The rows of a CSV or TSV file under their header."""
    encoding = _table_encoding(blob)
    blob.stream.seek(0)
    # The csv module keeps this limit for the whole process; its default of 131,072 is less than a long report.
    csv.field_size_limit(MAX_TEXT_BYTES)
    text = io.TextIOWrapper(io.BufferedReader(_Kept(blob.stream), CHUNK_BYTES), encoding, errors="replace", newline="")
    rows = csv.reader(text, delimiter=_delimiter(blob, encoding))
    try:
        header = next(rows, [])
    except csv.Error as error:
        raise Unreadable(
            f"table without a readable header: {error}", "open it in a spreadsheet and save it again"
        ) from error
    keys = [_key(name) for name in header]
    if not any(key in TEXT_COLUMNS for key in keys):
        shown = ", ".join(name.strip()[:40] for name in header[:30]) or "none"
        raise Unreadable("table without a text column", f"name one of its columns `text`; it has: {shown}")
    number = 0
    while True:
        number += 1
        path = f"{blob.path}#{number}"
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield Unread(path, f"not a row of a table: {error}", "look for a quotation mark that is not closed")
            continue
        if any(row):
            sha256 = digest(json.dumps(row).encode())
            yield _record(path, dict(zip(reversed(keys), reversed(_padded(row, len(keys))), strict=True)), sha256)
    if number == 1:
        yield Unread(blob.path, "empty", "the table has a header and no rows")


class _Kept(io.RawIOBase):
    """A stream that stays open when the text wrapper around it is thrown away."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _padded(row: list[str], width: int) -> list[str]:
    return (row + [""] * (width - len(row)))[:width]


def _table_encoding(blob: Blob) -> str:
    """Reads the file through once, so that a table of any size is decoded by one encoding and never held whole."""
    head = blob.head(SAMPLE_BYTES)
    if not head.strip():
        raise Unreadable("empty")
    encoding, mark = detect(head[: head.rfind(b"\n") + 1] or head)
    if mark:
        return "utf-8-sig" if encoding == "utf-8" else encoding[: len("utf-16")]
    if encoding != "utf-8":
        return encoding
    read, broken = 0, bytearray()
    for line in blob.stream:
        if not line.isascii():
            read += len(line)
            if not is_utf8(line) and len(broken) < SAMPLE_BYTES:
                broken += line
    return detect(bytes(broken))[0] if len(broken) > DAMAGE_SHARE * read else "utf-8"


def _delimiter(blob: Blob, encoding: str) -> str:
    if blob.name.lower().endswith((".tsv", ".tab")):
        return "\t"
    line = blob.head(HEADER_BYTES).decode(encoding, errors="replace").lstrip("\ufeff").splitlines()[:1]
    bare = re.sub(r'"[^"]*"', "", line[0] if line else "")
    return max(DELIMITERS, key=bare.count)


def _key(name: object) -> str:
    """A column's name as the tables here spell it.

    >>> _key(" Event Text "), _key("publishedAt")
    ('event_text', 'publishedat')
    """
    return re.sub(r"[^\w]+", "_", str(name).strip().casefold()).strip("_")


def _find_text(fields: dict[str, object]) -> str:
    """The text of a record: the first text column that holds one."""
    by_key = {_key(name): value for name, value in reversed(fields.items())}
    for column in TEXT_COLUMNS:
        value = by_key.get(column)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _record(path: str, fields: object, sha256: str) -> Draft | Unread:
    """The document of one object or row."""
    if not isinstance(fields, dict):
        return Unread(
            path, f"not an object, but {type(fields).__name__}", "each report must be an object with a `text`"
        )
    text = _find_text(fields)
    if not text:
        if any(_key(name) in TEXT_COLUMNS for name in fields):
            return Unread(path, "empty", "its text column holds nothing")
        shown = ", ".join(str(name)[:40] for name in list(fields)[:30]) or "none"
        return Unread(path, "record without a text", f"name one of its fields `text`; it has: {shown}")
    by_key = {_key(name): value for name, value in reversed(fields.items())}
    meta = {
        key: next((found for name in names if (found := as_text(by_key.get(name)))), "")
        for key, names in META_COLUMNS.items()
    }
    return Draft(path, sha256, text, meta, plain=True)


def starts_like_json_lines(head: bytes) -> bool:
    """Whether the first line, whole, is a JSON object with a text: so standard input needs no ending to be known by."""
    line, newline, _ = head.lstrip().partition(b"\n")
    if not line.startswith(b"{") or not (newline or line.endswith(b"}")):
        return False
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and bool(_find_text(value))
