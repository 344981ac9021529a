"""What passes between finding files, reading them and reporting the ones that cannot be read."""

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

from geo.errors import Unreadable
from geo.readers.limits import MAX_ARCHIVE_BYTES, MAX_RATIO, MAX_TEXT_BYTES, RATIO_FROM

META_KEYS = ("outlet", "author", "title", "published", "url", "republished_from", "lang", "retrieved")
"""The metadata of a report, in the words of its front matter."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Entry(NamedTuple):
    """A file that was found and not yet opened; small and picklable, so that it can be handed to another process."""

    path: str
    """As given, or the folder as given with the name of the file; `-` for standard input."""
    location: Path | None
    """Where the file lies; none for standard input."""


class Unread(NamedTuple):
    """A file, member or row that could not be read as a report."""

    path: str
    """As `Source.path`."""
    reason: str
    """What was wrong."""
    hint: str
    """What to try; may be empty."""

    def told(self) -> str:
        """The same for a person: which file, what was wrong, what to try."""
        return f"{self.path}: {self.reason}" + (f"\n  try: {self.hint}" if self.hint else "")


class Draft(NamedTuple):
    """What a reader found, before spans, language and id are worked out."""

    path: str
    sha256: str
    """Of the bytes of the file, member or row."""
    text: str
    meta: Mapping[str, str]
    """Some of `META_KEYS`, as the file states them."""
    plain: bool
    """The text is as somebody saved it: it may have front matter, by-lines and page furniture."""


@dataclass(slots=True)
class Budget:
    """What is left to unpack, shared by an archive and all that lies in it; it only ever shrinks."""

    left: int = MAX_ARCHIVE_BYTES

    def spend(self, size: int) -> None:
        """Takes `size` bytes off; raises `Unreadable` when there are none left."""
        self.left -= size
        if self.left < 0:
            raise Unreadable(f"unpacks to over {MAX_ARCHIVE_BYTES:,} bytes", "unpack it and give the folder")


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes with a name: a file, standard input, or a member of an archive or a mail."""

    path: str
    """As `Source.path`."""
    name: str
    """The file's own name; its ending tells the format."""
    stream: BinaryIO
    """Seekable, at its start."""
    depth: int = 0
    """Archives and mails around it."""
    budget: Budget = field(default_factory=Budget)

    def data(self, limit: int = MAX_TEXT_BYTES) -> bytes:
        """All its bytes; raises `Unreadable` when there are over `limit`, and when there are none."""
        self.stream.seek(0)
        data = self.stream.read(limit + 1)
        if len(data) > limit:
            raise Unreadable(f"over {limit:,} bytes", "split it into smaller files")
        if not data:
            raise Unreadable("empty")
        return data

    def head(self, size: int) -> bytes:
        """Its first `size` bytes; the stream is back at its start."""
        self.stream.seek(0)
        data = self.stream.read(size)
        self.stream.seek(0)
        return data

    def inner(self, name: str, data: bytes) -> "Blob":
        """A member of this archive or mail, as `archive.zip!inner.txt`."""
        return Blob(f"{self.path}!{name}", name, io.BytesIO(data), self.depth + 1, self.budget)


def inflate(stream: BinaryIO, packed: int, budget: Budget, chunk: int) -> bytes:
    """Reads a decompressing stream to its end under the limits of `geo.readers.limits`; raises `Unreadable` at one.

    >>> inflate(io.BytesIO(b"abc"), packed=3, budget=Budget(), chunk=2)
    b'abc'
    """
    out = bytearray()
    while part := stream.read(chunk):
        budget.spend(len(part))
        out += part
        if len(out) > RATIO_FROM and len(out) > MAX_RATIO * max(packed, 1):
            raise Unreadable(f"swells to over {MAX_RATIO} times its size", "unpack it yourself if you trust it")
        if len(out) > MAX_TEXT_BYTES:
            raise Unreadable(f"over {MAX_TEXT_BYTES:,} bytes", "split it into smaller files")
    return bytes(out)


def digest(data: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(data).hexdigest()


def scalar_text(text: str) -> str:
    r"""Replaces lone surrogates, which JSON escapes and mail headers can smuggle in and UTF-8 cannot hold, by U+FFFD.

    >>> scalar_text("a\ud800b")
    'a\ufffdb'
    """
    return _LONE_SURROGATE.sub("\ufffd", text) if _LONE_SURROGATE.search(text) else text
