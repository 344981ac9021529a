"""Word files (.docx): paragraphs and tables of the main part, then foot- and endnotes; a line a paragraph or row."""

import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from geo.errors import Unreadable
from geo.readers.dates import iso_date
from geo.readers.entry import Blob, Budget, Draft, digest, inflate
from geo.readers.limits import CHUNK_BYTES

_MAIN = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_CORE = "docProps/core.xml"
_HINT = "open it in a word processor and save it again as .docx"

_CORE_KEYS = {"title": "title", "creator": "author", "created": "published", "language": "lang"}
_SKIPPED = frozenset(("del", "moveFrom", "instrText", "Fallback", "delText", "pPr", "rPr", "sectPr"))
"""Elements whose text is not read: what was deleted or moved away, field codes, and second copies of drawings."""


def read_docx(blob: Blob) -> Iterator[Draft]:
    """The one document of a Word file; raises `Unreadable` for one that is damaged, locked or empty."""
    data = blob.data()
    blob.stream.seek(0)
    try:
        with zipfile.ZipFile(blob.stream) as package:
            parts = {name: _part(package, name, blob.budget) for name in (_MAIN, *_NOTES, _CORE)}
        text = "\n".join(filter(None, (_Words().read(parts[name]) for name in (_MAIN, *_NOTES))))
        meta = _Core().read(parts[_CORE])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(f"not a readable Word file: {error}", _HINT) from error
    except expat.ExpatError as error:
        raise Unreadable(f"Word file with damaged XML: {error}", _HINT) from error
    if not text.strip():
        raise Unreadable("empty")
    yield Draft(blob.path, digest(data), text, meta, plain=False)


def _part(package: zipfile.ZipFile, name: str, budget: Budget) -> bytes:
    """A part of the package; empty where it lacks one that is not the main one."""
    try:
        info = package.getinfo(name)
    except KeyError:
        if name == _MAIN:
            raise Unreadable("not a Word file: it has no word/document.xml", _HINT) from None
        return b""
    with package.open(info) as stream:
        return inflate(stream, info.compress_size, budget, CHUNK_BYTES)  # type: ignore[arg-type]


class _Part:
    """Reads an XML part by events. Entities are refused: office programs write none, and they can be made to swell."""

    def __init__(self) -> None:
        self.path: list[str] = []

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.EntityDeclHandler = _refuse
        parser.Parse(data, True)

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        self.path.append(tag.rpartition(" ")[2])
        self.start(self.path[-1])

    def _end(self, _tag: str) -> None:
        self.end(self.path.pop())

    def start(self, tag: str) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Characters within the innermost element."""


def _refuse(*_declaration: object) -> None:
    raise Unreadable("Word file that declares XML entities", _HINT)


class _Words(_Part):
    """The text of a part: paragraphs end in a line, the cells of a row are parted by tabs."""

    def __init__(self) -> None:
        super().__init__()
        self.out: list[str] = []
        self.skipping = 0
        self.cells = 0

    def read(self, data: bytes) -> str:
        if data:
            self.parse(data)
        lines = (line.rstrip(" \t") for line in "".join(self.out).split("\n"))
        return "\n".join(lines).strip("\n")

    def start(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipping += 1
        elif self.skipping:
            return
        elif tag == "tab":
            self.out.append("\t")
        elif tag in ("br", "cr"):
            self.out.append("\n")
        elif tag == "noBreakHyphen":
            self.out.append("\u2011")
        elif tag == "tc":
            self.cells += 1

    def end(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipping -= 1
        elif self.skipping:
            return
        elif tag == "p":
            self.out.append(" " if self.cells else "\n")
        elif tag == "tc":
            self.cells -= 1
            self.out.append("\t")
        elif tag == "tr":
            self.out.append("\n" if not self.cells else " ")

    def text(self, text: str) -> None:
        if not self.skipping and self.path[-1] == "t":
            self.out.append(text)


class _Core(_Part):
    """The core properties."""

    def __init__(self) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}

    def read(self, data: bytes) -> dict[str, str]:
        if data:
            self.parse(data)
        return self.meta | {"published": iso_date(self.meta.get("published", ""))}

    def text(self, text: str) -> None:
        if key := _CORE_KEYS.get(self.path[-1]):
            self.meta[key] = self.meta.get(key, "") + text
