"""The data of a map as text that stands in the page: JSON, gzip, base64."""

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from typing import Any

from maps.basemap import base_map
from maps.errors import TooLarge
from maps.pack import packed, place_row

ATTEMPTS = 6
"""Tries at a size: each comes within a few per cent of the last one's error, three are usual."""
LEVEL = 6
"""Of gzip: 9 takes three times as long for 1 % fewer bytes, measured on 100,000 mentions."""


def compressed(data: Any) -> str:
    """JSON, gzip without a clock, base64: the same data gives the same text."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode("utf-8", "surrogatepass"), compresslevel=LEVEL, mtime=0)).decode(
        "ascii"
    )


def within(features: Sequence[Mapping[str, Any]], about: Mapping[str, Any], limit: int) -> dict[str, str]:
    """The compressed parts of a map in at most `limit` bytes; the least telling mentions of each place give way.

    TooLarge where even one mention a place does not fit.
    """
    sizes = sorted((len(feature["properties"]["mentions"]) for feature in features), reverse=True)
    keep: int | None = None
    for _ in range(ATTEMPTS):
        parts = packed(features, keep)
        parts["data"]["about"] = {**about, "keep": keep}
        texts = {name: compressed(part) for name, part in parts.items()}
        size = sum(len(text) for text in texts.values())
        if size <= limit:
            return texts
        if keep == 1:
            break
        kept = sum(min(size, keep) if keep else size for size in sizes)
        keep = keep_for(sizes, int(kept * limit / size * 0.95))
    raise TooLarge(
        f"the map needs {size / 1e6:.1f} MB with {keep} mentions a place; {limit / 1e6:.1f} MB are allowed",
        "raise max_mb, or filter the collection first",
    )


def keep_for(sizes: Sequence[int], target: int) -> int:
    """The most mentions a place with which all places together keep at most `target`; at least 1.

    >>> keep_for([10, 5, 1], 11), keep_for([10, 5, 1], 2)
    (5, 1)
    """
    low, high = 1, max(sizes, default=1)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(size, middle) for size in sizes) <= target:
            low = middle
        else:
            high = middle - 1
    return low


def base_payload(features: Sequence[Mapping[str, Any]]) -> str:
    """The compressed base map for these features."""
    rows = [(place_row(feature), len(feature["properties"]["mentions"])) for feature in features]
    return compressed(base_map((*row["at"], count) for row, count in rows if "at" in row))
