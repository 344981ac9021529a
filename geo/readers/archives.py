"""Archives: each member is a file of its own, as `archive.zip!inner.txt`, under the limits of `geo.readers.limits`."""

import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from geo.errors import Unreadable
from geo.readers.entry import Blob, Unread, inflate
from geo.readers.limits import CHUNK_BYTES, MAX_MEMBERS

_DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)
_HINT = "fetch or pack it again"


def read_zip(blob: Blob) -> Iterator[Blob | Unread]:
    """The members of a zip file, by name. A bad member is reported and the others go on."""
    blob.stream.seek(0)
    try:
        archive = zipfile.ZipFile(blob.stream)
    except _DAMAGED as error:
        raise Unreadable(f"not a readable zip file: {error}", _HINT) from error
    with archive:
        members = [info for info in archive.infolist() if not info.is_dir() and not _hidden(info.filename)]
        _check_number(len(members))
        for info in sorted(members, key=lambda info: info.filename):
            path = f"{blob.path}!{info.filename}"
            if unsafe := _unsafe(path, info.filename):
                yield unsafe
            elif info.flag_bits & 1:
                yield Unread(path, "locked with a password", "unpack it with the password and give the folder")
            else:
                try:
                    with archive.open(info) as stream:
                        data = inflate(stream, info.compress_size, blob.budget, CHUNK_BYTES)  # type: ignore[arg-type]
                except (*_DAMAGED[:5], EOFError, NotImplementedError, RuntimeError) as error:
                    yield Unread(path, f"damaged: {error}", _HINT)
                    continue
                yield blob.inner(info.filename, data)


def read_gzip(blob: Blob) -> Iterator[Blob | Unread]:
    """What is inside a gz file, under the same path; a .tar.gz counts as one archive, not two."""
    packed = blob.stream.seek(0, 2)
    blob.stream.seek(0)
    try:
        with gzip.GzipFile(fileobj=blob.stream) as stream:
            data = inflate(stream, packed, blob.budget, CHUNK_BYTES)  # type: ignore[arg-type]
    except _DAMAGED as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"not a readable gz file: {error}", _HINT) from error
    name = blob.name.lower()
    inner = f"{blob.name[:-4]}.tar" if name.endswith(".tgz") else blob.name[:-3] if name.endswith(".gz") else blob.name
    member = blob.inner(inner, data)
    depth = blob.depth if inner.lower().endswith(".tar") else member.depth
    yield Blob(blob.path, inner, member.stream, depth, blob.budget)


def read_tar(blob: Blob) -> Iterator[Blob | Unread]:
    """The regular files of a tar file, by name; links and devices are left out."""
    blob.stream.seek(0)
    try:
        with tarfile.open(fileobj=blob.stream, mode="r:") as archive:
            members = [info for info in archive if info.isreg() and not info.issparse() and not _hidden(info.name)]
            _check_number(len(members))
            for info in sorted(members, key=lambda info: info.name):
                path = f"{blob.path}!{info.name}"
                if unsafe := _unsafe(path, info.name):
                    yield unsafe
                elif stream := archive.extractfile(info):
                    yield blob.inner(info.name, inflate(stream, info.size, blob.budget, CHUNK_BYTES))  # type: ignore[arg-type]
    except _DAMAGED as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"not a readable tar file: {error}", _HINT) from error


def _check_number(members: int) -> None:
    if members > MAX_MEMBERS:
        raise Unreadable(f"holds over {MAX_MEMBERS:,} files", "unpack it and give the folder")


def _hidden(name: str) -> bool:
    """Hidden files, and the folder in which macOS keeps its own."""
    return any(
        part == "__MACOSX" or (part.startswith(".") and part not in (".", "..")) for part in PurePosixPath(name).parts
    )


def _unsafe(path: str, name: str) -> Unread | None:
    """Names that point out of the archive. Nothing is unpacked to disk, but such an archive was made to do harm."""
    flat = name.replace("\\", "/")
    if ".." in flat.split("/") or flat.startswith("/") or flat[1:3] == ":/":
        return Unread(path, "unsafe name: it points out of the archive", "unpack the archive by hand if you trust it")
    return None
