"""The formats by name and ending, and how to know one by content where the ending does not tell."""

import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from geo.errors import Unreadable
from geo.readers.decode import decode
from geo.readers.entry import Blob, Draft, Unread, digest

Reader = Callable[[Blob], Iterator[Draft | Blob | Unread]]
"""Reads a file into documents, members to be read in turn, and what could not be read; raises `Unreadable`."""


class Format(NamedTuple):
    """A format that is read."""

    name: str
    endings: tuple[str, ...]
    """Lower case, with their dots."""
    read: Reader
    archive: bool
    """Its members are files of their own."""


def _by(module: str, function: str) -> Reader:
    """A reader whose module is imported at its first file, so that a run on text files does not wait for the others."""

    def read(blob: Blob) -> Iterator[Draft | Blob | Unread]:
        reader: Reader = getattr(importlib.import_module(f"geo.readers.{module}"), function)
        yield from reader(blob)

    return read


def read_text(blob: Blob) -> Iterator[Draft]:
    """The one document of a text file, as it is."""
    data = blob.data()
    draft = Draft(blob.path, digest(data), decode(data).text, {}, plain=True)
    del data  # or both would be in memory while the text is worked on
    yield draft


FORMATS = (
    Format("txt", (".txt", ".text"), read_text, False),
    Format("markdown", (".md", ".markdown"), read_text, False),
    Format("html", (".html", ".htm", ".xhtml"), _by("webpage", "read_webpage"), False),
    Format("pdf", (".pdf",), _by("pdf", "read_pdf"), False),
    Format("docx", (".docx",), _by("docx", "read_docx"), False),
    Format("json", (".json",), _by("records", "read_json"), False),
    Format("jsonl", (".jsonl", ".ndjson"), _by("records", "read_json_lines"), False),
    Format("csv", (".csv", ".tsv", ".tab"), _by("records", "read_table"), False),
    Format("eml", (".eml",), _by("mail", "read_mail"), False),
    Format("warc", (".warc",), _by("warc", "read_warc"), False),
    Format("zip", (".zip",), _by("archives", "read_zip"), True),
    Format("gz", (".gz", ".tgz"), _by("archives", "read_gzip"), True),
    Format("tar", (".tar",), _by("archives", "read_tar"), True),
)
"""Every format; a file of no known ending is text unless its first bytes say otherwise."""

_BY_ENDING = {ending: one for one in FORMATS for ending in one.endings}
_BY_NAME = {one.name: one for one in FORMATS}

_HTML = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"\x7fELF")
"""Heads of files that are often left in a folder of reports and that no text begins with."""

_OLD_WORD = b"\xd0\xcf\x11\xe0"


def format_of(blob: Blob) -> Format:
    """The format of a file: by its ending, by its first bytes where it has no known one or they cannot be what it says.

    Raises `Unreadable` for formats that are known and not read.
    """
    head = blob.head(4_096)
    named = _BY_ENDING.get(PurePosixPath(blob.name.lower()).suffix)
    if head.startswith(_PICTURES):
        raise Unreadable("not text: a picture, a recording or a program")
    if head.startswith(_OLD_WORD):
        raise Unreadable("an old Office file (.doc, .xls, .msg)", "save it as .docx, .csv or .eml")
    if head.startswith(b"{\\rtf"):
        raise Unreadable("rich text (.rtf)", "save it as .docx or .txt")
    text = named is None or named.read is read_text
    if text and (magic := _by_magic(head)):
        return magic
    if named is None and _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return _BY_NAME["html"]
    if blob.name == "-" and head.lstrip().startswith(b"{"):
        from geo.readers.records import starts_like_json_lines

        if starts_like_json_lines(blob.head(1_000_000)):
            return _BY_NAME["jsonl"]
    return named or _BY_NAME["txt"]


def _by_magic(head: bytes) -> Format | None:
    """Formats whose first bytes no text has, or that no text begins with."""
    if head.startswith(b"%PDF-"):
        return _BY_NAME["pdf"]
    if head.startswith(b"\x1f\x8b"):
        return _BY_NAME["gz"]
    if head.startswith(b"WARC/1."):
        return _BY_NAME["warc"]
    if head.startswith(b"PK\x03\x04"):
        return _BY_NAME["docx" if b"[Content_Types].xml" in head or b"word/" in head else "zip"]
    if head[257:262] == b"ustar":
        return _BY_NAME["tar"]
    return None
