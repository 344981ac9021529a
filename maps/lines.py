"""A small file format for many lines: a readable header, then the steps between points, compressed."""

import json
import lzma
from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from maps.errors import AssetBroken

Line = list[tuple[float, float]]
"""Longitude and latitude of each point, in degrees."""
PLANES = 3
"""Bytes a step: 24 bits hold 360 degrees at 0.0001. The high bytes are nearly all zero and compress to nothing."""
FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]


class Sheet(NamedTuple):
    """Lines of one level of detail, by layer."""

    name: str
    """What the sheet is called: `coarse` or `fine`."""
    steps: int
    """Steps a degree to which the lines are rounded."""
    layers: dict[str, list[Line]]
    """Lines by the name of their layer."""
    says: dict[str, str]
    """What is to be said of a layer, where something is."""


def encode(lines: Sequence[Line], steps: int) -> tuple[list[int], bytes]:
    """Point counts, and the steps between points: first the low bytes of x and of y, then the higher ones."""
    counts: list[int] = []
    xs: list[int] = []
    ys: list[int] = []
    px = py = 0
    for line in lines:
        points = [(round(x * steps), round(y * steps)) for x, y in line]
        points = [p for i, p in enumerate(points) if i < 2 or i == len(points) - 1 or p != points[i - 1]]
        counts.append(len(points))
        for x, y in points:
            xs.append((x - px) << 1 ^ (x - px) >> 31)
            ys.append((y - py) << 1 ^ (y - py) >> 31)
            px, py = x, y
    return counts, b"".join(bytes(v >> 8 * plane & 255 for v in axis) for plane in range(PLANES) for axis in (xs, ys))


def decode(counts: Sequence[int], data: bytes, steps: int) -> list[Line]:
    """The lines again, as `encode` rounded them.

    >>> decode(*encode([[(0.0, 1.0), (-180.0, 89.5)]], 100), 100)
    [[(0.0, 1.0), (-180.0, 89.5)]]
    """
    total = sum(counts)
    axes = []
    for axis in (0, 1):
        planes = [data[(2 * plane + axis) * total : (2 * plane + axis + 1) * total] for plane in range(PLANES)]
        folded = (low | middle << 8 | high << 16 for low, middle, high in zip(*planes, strict=True))
        axes.append(array("i", accumulate(v >> 1 ^ -(v & 1) for v in folded)))
    points = [(x / steps, y / steps) for x, y in zip(*axes, strict=True)]
    ends = list(accumulate(counts))
    return [points[end - count : end] for end, count in zip(ends, counts, strict=True)]


def write_sheets(header: dict[str, Any], sheets: Sequence[Sheet]) -> bytes:
    """The file: one line of JSON that says what it is, then one LZMA2 stream of counts and steps."""
    parts: list[bytes] = []
    index = []
    for sheet in sheets:
        rows = []
        for layer, lines in sheet.layers.items():
            counts, data = encode(lines, sheet.steps)
            packed = array("I", counts).tobytes()
            rows.append(
                {"layer": layer, "lines": len(counts), "points": sum(counts), "says": sheet.says.get(layer, "")}
            )
            parts += [packed, data]
        index.append({"sheet": sheet.name, "steps": sheet.steps, "layers": rows})
    head = json.dumps({**header, "sheets": index}, ensure_ascii=False, separators=(",", ":"))
    return head.encode() + b"\n" + lzma.compress(b"".join(parts), lzma.FORMAT_RAW, filters=FILTERS)


def read_sheets(data: bytes) -> tuple[dict[str, Any], dict[str, Sheet]]:
    """Header and sheets of a file; AssetBroken where it is not one."""
    head, _, body = data.partition(b"\n")
    try:
        header: dict[str, Any] = json.loads(head)
        raw = lzma.decompress(body, lzma.FORMAT_RAW, filters=FILTERS)
        at = 0
        sheets = {}
        for entry in header["sheets"]:
            layers = {}
            for row in entry["layers"]:
                counts = array("I", raw[at : at + 4 * row["lines"]])
                at += 4 * row["lines"]
                size = 2 * PLANES * row["points"]
                layers[row["layer"]] = decode(counts, raw[at : at + size], entry["steps"])
                at += size
            says = {row["layer"]: row["says"] for row in entry["layers"]}
            sheets[entry["sheet"]] = Sheet(entry["sheet"], entry["steps"], layers, says)
    except (ValueError, KeyError, TypeError, lzma.LZMAError) as error:
        raise AssetBroken(f"the base map cannot be read: {error}", "install the package again") from error
    return header, sheets
