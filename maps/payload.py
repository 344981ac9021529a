"""The data of a map as text that stands in the page: columns, gzip, letters."""

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from maps.basemap import base_map
from maps.errors import TooLarge
from maps.letters import to_letters
from maps.localtiles import LocalTiles
from maps.numbers import bundled
from maps.pack import packed

ATTEMPTS = 6
"""Tries at a size: each comes within a few per cent of the last one's error, two are usual."""
AIM = 0.95
"""Share of the allowed size to aim at: sizes follow the number of mentions to within a few per cent."""
ENOUGH = 0.8
"""Share of the allowed size that is not worth another try, which at a million mentions takes half a minute."""
ROOM = 160
"""Bytes a mention with which all are sure to fit: twice what one takes in the bench, sentence and reasons together."""
SAMPLE = 20_000
"""Mentions by which the size of a map is judged beforehand: a fifth of a second."""
LEVEL = 6
"""Of zlib: 7 takes a fifth longer for 0.8 % fewer bytes, 9 two fifths for 1 %, measured on 17 MB of sentences."""
BLOCK = 4_000_000
"""Bytes that are compressed at a time, so that a second processor can help; each block knows the end of the last."""
WINDOW = 32_768
"""Bytes that deflate looks back."""
HEADER = bytes((31, 139, 8, 0, 0, 0, 0, 0, 0, 255))
"""Of a gzip file without name, time and system, so that the same data gives the same bytes."""
WORKERS = 2
"""Threads that compress; zlib lets Python go on meanwhile. More than two gain nothing beside the packing itself."""


def gzipped(data: bytes, pool: ThreadPoolExecutor) -> bytes:
    """One gzip stream, its blocks compressed side by side; the same bytes however many threads there are."""
    starts = range(0, max(1, len(data)), BLOCK)
    blocks = pool.map(lambda start: deflated(data, start, start == starts[-1]), starts)
    return b"".join((HEADER, *blocks, struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)))


def deflated(data: bytes, start: int, last: bool) -> bytes:
    """A block of a deflate stream, which may point back into the block before it."""
    before = memoryview(data)[max(0, start - WINDOW) : start]
    coder = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, bytes(before))
    body = coder.compress(memoryview(data)[start : start + BLOCK])
    return body + coder.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)


def compressed(data: Mapping[str, Any], pool: ThreadPoolExecutor) -> str:
    """Columns, gzip without a clock, letters: the same data gives the same text."""
    return to_letters(gzipped(bundled(data), pool))


def within(features: Sequence[Mapping[str, Any]], about: Mapping[str, Any], limit: int) -> dict[str, str]:
    """The compressed parts of a map in at most `limit` bytes; the least telling mentions of each place give way.

    TooLarge where even one mention a place does not fit.
    """
    sizes = sorted((len(feature["properties"]["mentions"]) for feature in features), reverse=True)
    keep = first_guess(features, about, sizes, limit)
    best: dict[str, str] = {}
    for _ in range(ATTEMPTS):
        texts = parts_of(features, about, keep)
        size = sum(len(text) for text in texts.values())
        if size <= limit:
            best = max((best, texts), key=lambda parts: sum(map(len, parts.values())))
            if keep is None or size >= limit * ENOUGH:
                break
        elif best or keep == 1:
            break
        kept = sum(min(size, keep) if keep else size for size in sizes)
        last, keep = keep, keep_for(sizes, int(kept * limit / size * AIM))
        if keep == last:
            break
        if keep >= sizes[0]:
            keep = None
    if best:
        return best
    raise TooLarge(
        f"the map needs {size / 1e6:.1f} MB with {keep} mentions a place; {limit / 1e6:.1f} MB are allowed",
        "raise max_mb, or filter the collection first",
    )


def first_guess(
    features: Sequence[Mapping[str, Any]], about: Mapping[str, Any], sizes: Sequence[int], limit: int
) -> int | None:
    """How many mentions a place to try first: all where a sample says that they may fit, else about as many as fit.

    To pack a million mentions only to learn that they are too many takes a minute.
    """
    total = sum(sizes)
    if total <= 2 * SAMPLE or limit >= ROOM * total:
        return None
    step = total // SAMPLE
    sample = [
        {**feature, "properties": {**feature["properties"], "mentions": feature["properties"]["mentions"][::step]}}
        for feature in features
    ]
    seen = sum(len(feature["properties"]["mentions"]) for feature in sample)
    whole = sum(len(text) for text in parts_of(sample, about, None).values()) * total / seen
    return None if whole <= limit else keep_for(sizes, int(total * limit / whole))


def parts_of(features: Sequence[Mapping[str, Any]], about: Mapping[str, Any], keep: int | None) -> dict[str, str]:
    """The compressed parts, what the first picture needs standing first; one is compressed while the next is packed."""
    with ThreadPoolExecutor(WORKERS) as blocks, ThreadPoolExecutor(1) as parts:
        jobs = {name: parts.submit(compressed, part, blocks) for name, part in packed(features, about, keep)}
        return {name: jobs[name].result() for name in ("data", "text", "why")}


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


def base_payload(points: Iterable[tuple[float, float, int]]) -> str:
    """The compressed base map for places given as (longitude, latitude, mentions)."""
    with ThreadPoolExecutor(1) as pool:
        return compressed(base_map(points), pool)


def tiles_payload(tiles: LocalTiles) -> str:
    """The compressed tiles of a local base map."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return compressed(tiles.columns(), pool)
