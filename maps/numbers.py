"""Columns of whole numbers as bytes: a third of what they take as text, and read by the page without a parser."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

WIDEST = 4
"""Bytes a number: 32 bits, which is what a page computes with."""


class Numbers(NamedTuple):
    """A column of whole numbers of at most 31 bits."""

    values: Sequence[int]
    """The numbers, one a row."""
    steps: bool = False
    """Whether the differences from row to row are kept: for columns that mostly rise by little."""


class Bytes(NamedTuple):
    """Bytes that the page takes as they are."""

    data: bytes


AS_IT_IS = 2
"""Stands in the index where a column says whether it keeps steps, and means Bytes."""


def encoded(column: Numbers) -> tuple[int, int, bytes]:
    """How many bytes a number takes, what was taken from each, and the bytes: all the lowest, then all the next.

    The high bytes are nearly all alike and compress to nothing.
    """
    values = np.asarray(column.values, dtype=np.int64)
    least = 0
    if column.steps:
        values = np.diff(values, prepend=0)
        values = values << 1 ^ values >> 63
    elif values.size:
        least = int(values.min())
        values = values - least
    most = int(values.max()) if values.size else 0
    width = max(1, (most.bit_length() + 7) // 8)
    if width > WIDEST:
        raise ValueError(f"a column holds numbers {most} apart")
    return width, least, b"".join((values >> 8 * plane & 255).astype(np.uint8).tobytes() for plane in range(width))


def decoded(data: bytes, count: int, width: int, least: int, steps: bool) -> list[int]:
    """The numbers again.

    >>> decoded(encoded(Numbers([7, -1, 70_000]))[2], 3, *encoded(Numbers([7, -1, 70_000]))[:2], False)
    [7, -1, 70000]
    """
    planes = np.frombuffer(data, dtype=np.uint8).reshape(width, count).astype(np.int64)
    values = sum((planes[plane] << 8 * plane for plane in range(width)), np.zeros(count, np.int64))
    if steps:
        values = np.cumsum(values >> 1 ^ -(values & 1))
    found: list[int] = (values + least).tolist()
    return found


def bundled(data: Mapping[str, Any]) -> bytes:
    """A line of JSON, with the columns found in nested mappings taken out, and then these columns as bytes."""
    index: list[list[Any]] = []
    parts: list[bytes] = []
    plain = _parted(data, (), index, parts)
    head = {"numbers": index, "data": plain}
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return b"".join((text.encode("utf-8", "surrogatepass"), b"\n", *parts))


def _parted(
    data: Mapping[str, Any], path: tuple[str, ...], index: list[list[Any]], parts: list[bytes]
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, Numbers):
            width, least, packed = encoded(value)
            index.append([[*path, key], len(value.values), width, least, int(value.steps)])
            parts.append(packed)
        elif isinstance(value, Bytes):
            index.append([[*path, key], len(value.data), 1, 0, AS_IT_IS])
            parts.append(value.data)
        else:
            out[key] = _parted(value, (*path, key), index, parts) if isinstance(value, Mapping) else value
    return out


def unbundled(data: bytes) -> dict[str, Any]:
    """What `bundled` took, its columns as lists: what the page does, for those who read a map without one."""
    head, _, rest = data.partition(b"\n")
    read: dict[str, Any] = json.loads(head.decode("utf-8", "surrogatepass"))
    out: dict[str, Any] = read["data"]
    for (path, count, width, least, steps), part in _cut(read["numbers"], rest):
        node = out
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = part if steps == AS_IT_IS else decoded(part, count, width, least, bool(steps))
    return out


def _cut(index: Sequence[Sequence[Any]], data: bytes) -> Iterator[tuple[Sequence[Any], bytes]]:
    at = 0
    for row in index:
        size = row[1] * row[2]
        yield row, data[at : at + size]
        at += size
