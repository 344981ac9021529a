"""Bytes, lines and hashes of the files to import: plain, gzip, bzip2, xz, and the members of a zip."""

import bz2
import gzip
import hashlib
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

from gazetteer.errors import BadRecord

BLOCK = 1 << 20
"""Bytes read at a time. Measured on places_world.tsv.gz: 64 KiB and 4 MiB are both a few per cent slower."""

MAX_LINE = 64 << 20
"""Bytes that one line or one JSON object may have. The largest country polygons need some 30 MB; without a limit,
a file that swells into one endless line would fill the memory."""

MAX_MEMBERS = 10_000
"""Files in one zip; a choice. GeoNames has one or two in each."""

MAX_RATIO = 200
"""Unpacked bytes for one packed byte, as for reports; blanks have 1,026."""

RATIO_FROM = 64 << 20
"""Unpacked bytes up to which the ratio is not looked at: they do no harm."""

_DAMAGED = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile)


class Entry(NamedTuple):
    """A file, or a member of a zip file."""

    path: Path
    member: str = ""
    """The member's name in the zip; empty for a file that is no zip."""

    def __str__(self) -> str:
        return f"{self.path}/{self.member}" if self.member else str(self.path)


class Block(NamedTuple):
    """Whole lines that stand together in a file."""

    first: int
    """The number of the first line, counted from 1."""
    lines: list[str]
    """The lines without their ends (LF or CRLF)."""


def entries(path: Path) -> list[Entry]:
    """The file itself, or the members of the zip that it is, in their order; BadRecord where the zip is damaged."""
    with path.open("rb") as stream:
        if not stream.read(4).startswith(b"PK\x03\x04"):
            return [Entry(path)]
    with _reported(Entry(path)), zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        _check(path, members)
        return [Entry(path, member.filename) for member in members]


def _check(path: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    """Refuses what no zip of a gazetteer is like, before any of it is unpacked."""
    if len(members) > MAX_MEMBERS:
        raise BadRecord(f"{path}: it holds {len(members):,} files", "unpack it and import the files that are meant")
    for member in members:
        where = Entry(path, member.filename)
        if member.flag_bits & 1:
            raise BadRecord(
                f"{where}: it is locked with a password", "unpack it with the password and import the files"
            )
        if member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * member.compress_size:
            raise BadRecord(
                f"{where}: it says that it unpacks to {member.file_size:,} bytes from {member.compress_size:,}",
                "unpack it yourself if you trust it",
            )


@contextmanager
def opened(entry: Entry) -> Iterator[IO[bytes]]:
    """A stream of the uncompressed bytes; damage is told as BadRecord naming the file."""
    with _reported(entry), entry.path.open("rb") as raw:
        if entry.member:
            with zipfile.ZipFile(raw) as archive, archive.open(entry.member) as member:
                yield member
            return
        magic = raw.read(6)
        raw.seek(0)
        if magic.startswith(b"\x1f\x8b"):
            with gzip.open(raw) as stream:
                yield cast(IO[bytes], stream)
        elif magic.startswith(b"BZh"):
            with bz2.open(raw) as stream:
                yield stream
        elif magic == b"\xfd7zXZ\x00":
            with lzma.open(raw) as stream:
                yield stream
        else:
            yield raw


@contextmanager
def _reported(entry: Entry) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise BadRecord(
            f"{entry}: the compressed data is damaged or cut short: {error}", "fetch the file again"
        ) from error
    except (NotImplementedError, RuntimeError) as error:
        if not entry.member:
            raise
        raise BadRecord(f"{entry}: the zip cannot be read: {error}", "unpack it and import the file in it") from error


def head(entry: Entry, size: int = 1 << 16) -> bytes:
    """The first `size` uncompressed bytes, without a UTF-8 byte order mark."""
    with opened(entry) as stream:
        return stream.read(size).removeprefix(b"\xef\xbb\xbf")


def sha256(paths: Sequence[Path]) -> str:
    """Hash of the bytes of the files as they lie on the disk, one after the other."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
    return digest.hexdigest()


def byte_blocks(entry: Entry) -> Iterator[tuple[int, bytes]]:
    """Runs of whole lines with the number of the first, in bounded memory; a byte order mark is taken off."""
    first, rest = 1, b""
    with opened(entry) as stream:
        while data := stream.read(BLOCK):
            if first == 1 and not rest:
                data = data.removeprefix(b"\xef\xbb\xbf")
            cut = data.rfind(b"\n") + 1
            if not cut:
                rest += data
                if len(rest) > MAX_LINE:
                    raise BadRecord(f"{entry}:{first}: a line of more than {MAX_LINE >> 20} MiB")
                continue
            block, rest = rest + data[:cut], data[cut:]
            yield first, block
            first += block.count(b"\n")
    if rest:
        yield first, rest


def blocks(entry: Entry) -> Iterator[Block]:
    """The lines of a UTF-8 text, a megabyte at a time; BadRecord names the line that is no UTF-8."""
    for first, block in byte_blocks(entry):
        text = decoded(entry, first, block)
        if "\r\n" in text:
            text = text.replace("\r\n", "\n")
        lines = text.split("\n")
        if not lines[-1]:
            lines.pop()
        yield Block(first, lines)


def decoded(entry: Entry, first: int, block: bytes) -> str:
    """The block as UTF-8; BadRecord names the line, of which `first` is the number of the block's first one."""
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError as error:
        line = first + block.count(b"\n", 0, error.start)
        raise BadRecord(
            f"{entry}:{line}: byte {block[error.start]:#04x} is not UTF-8",
            f"write the file as UTF-8 first, for example: iconv -f windows-1252 -t utf-8 {entry.path.name}",
        ) from error


def numbered(entry: Entry) -> Iterator[tuple[int, str]]:
    """Each line that is not blank, with its number counted from 1."""
    for block in blocks(entry):
        for number, line in enumerate(block.lines, block.first):
            if line and not line.isspace():
                yield number, line


def text_of(data: bytes) -> io.StringIO:
    """The first bytes of a file as text to look at; what is no UTF-8 shows as U+FFFD."""
    return io.StringIO(data.decode("utf-8", errors="replace"))
