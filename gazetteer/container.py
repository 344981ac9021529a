"""The index file's outer form: named arrays behind one header, written once, mapped into memory.

Layout: 32 bytes (magic, offset and length of the header), the arrays, each starting at a multiple of 64 bytes, the
header as JSON. The header says for each array its type, shape and place; it ends the file, so a truncated one is known
at once.
"""

import json
import mmap
import os
import secrets
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer.errors import IndexMissing, IndexUnreadable

INDEX_VERSION = 7
"""Raised with every change of the arrays or of the skeletons; an index of another version is refused."""

MAGIC = b"dateline index\x00\x01"
_PREFIX = struct.Struct("<16sQQ")
_ALIGN = 64

REBUILD = (
    "give an index; if this was one, delete the file: the built-in gazetteer is built anew at the next run, "
    "others by `dateline gazetteer import`"
)


def write(path: Path, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write the file beside its place and move it there: a reader finds the old file or the new one, never half of one.

    Raises:
        OSError: the disk is full or the folder cannot be written; what stood at `path` is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.partial")  # not mkstemp: others may read the index
    try:
        with partial.open("xb") as file:
            file.write(b"\0" * _PREFIX.size)
            places = {}
            for key, array in arrays.items():
                file.write(b"\0" * (-file.tell() % _ALIGN))
                places[key] = {"offset": file.tell(), "dtype": array.dtype.str, "shape": list(array.shape)}
                file.write(np.ascontiguousarray(array).data)
            start = file.tell()
            text = json.dumps({**header, "arrays": places}).encode("ascii")
            file.write(text)
            file.seek(0)
            file.write(_PREFIX.pack(MAGIC, start, len(text)))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def read(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Map the file and give its header and its arrays, which are read only.

    Raises:
        IndexMissing: nothing is at `path`.
        IndexUnreadable: it is no index, or it is truncated.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _PREFIX.size:
                raise IndexUnreadable(f"{path} is too short to be a gazetteer index", REBUILD)
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise IndexMissing(
            f"there is no gazetteer index at {path}", "make one with `dateline gazetteer import`"
        ) from None
    magic, start, length = _PREFIX.unpack_from(data)
    if magic != MAGIC:
        raise IndexUnreadable(f"{path} is no gazetteer index of this version of Dateline", REBUILD)
    if start + length != size:
        raise IndexUnreadable(f"{path} is truncated: {size} bytes of {start + length}", REBUILD)
    try:
        header = json.loads(data[start : start + length])
        arrays = {
            key: np.frombuffer(
                data, dtype=np.dtype(str(at["dtype"])), count=int(np.prod(at["shape"])), offset=at["offset"]
            ).reshape(at["shape"])
            for key, at in header.pop("arrays").items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexUnreadable(f"{path} is damaged: {error}", REBUILD) from error
    return header, arrays
