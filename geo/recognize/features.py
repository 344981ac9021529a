"""Features of a word, hashed: what the tagger weighs."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.recognize.words import U64, Words, spread

BITS = 18
"""Weights are kept for 2**18 hashed features a pass: on the training corpora 2**20 was no better by
cross-validation."""

CLASSES = ("other", "place", "demonym", "person", "organization")
OTHER, PLACE, DEMONYM, PERSON, ORGANIZATION = range(5)


_REACH = 3
"""Words looked at to either side."""


class _Near:
    """Values of words about the live ones; 0 beyond the text."""

    def __init__(self, live: NDArray[np.int64]) -> None:
        self._at = {k: live + _REACH + k for k in range(-_REACH, _REACH + 1)}

    def __call__(self, values: NDArray[Any], *by: int) -> dict[int, U64]:
        """The values of the words so many words away, by that number."""
        padded = np.zeros(len(values) + 2 * _REACH, dtype=np.uint64)
        padded[_REACH : len(values) + _REACH] = values
        return {k: padded[self._at[k]] for k in by}


def _columns(words: Words, live: NDArray[np.int64]) -> Iterator[U64]:
    near = _Near(live)
    word = near(words.tokens.bare_hash, -3, -2, -1, 0, 1, 2, 3)
    shape = near(words.form, -2, -1, 0, 1, 2)
    gap = near(words.tokens.gap, -1, 0)
    before, after = gap[-1], gap[0]
    known = near(words.flags, -2, -1, 0, 1, 2)
    large, alone = near(words.size, 0)[0], near(words.own, 0)[0]
    yield from word.values()
    yield from (word[0] ^ (shape[0] << np.uint64(3)), spread(word[-1], 1) ^ word[0], spread(word[0], 1) ^ word[1])
    yield from (spread(word[-2], 2) ^ word[-1], spread(word[1], 2) ^ word[2])
    yield from shape.values()
    yield shape[-1] << np.uint64(16) | shape[0] << np.uint64(8) | shape[1]
    yield from (end[live] for end in words.ends)
    yield from near(words.ends[2], -1, 1).values()
    yield from (
        before,
        after,
        spread(word[-1], 3) ^ before,
        spread(word[1], 3) ^ after,
        before << np.uint64(16) | shape[0],
    )
    yield from known.values()
    yield from (large, large << np.uint64(8) | known[0], alone, known[0] << np.uint64(8) | shape[0])
    yield from (spread(word[-1], 4) ^ known[0], spread(word[1], 4) ^ known[0], spread(word[-1], 5) ^ large)
    yield from (known[-1] << np.uint64(16) | known[0] << np.uint64(8) | known[1], known[0] << np.uint64(8) | before)
    run = [column[live] for column in words.run]
    inside = words.place_in_run[live].astype(np.uint64)
    yield from (*run, inside, spread(run[3], 6) ^ inside, spread(run[2], 6) ^ inside, spread(run[1], 6) ^ inside)
    yield from (
        spread(run[0], 7) ^ inside,
        inside << np.uint64(8) | known[0],
        inside << np.uint64(16) | large << np.uint64(8) | known[0],
    )
    alike = near(words.alike, -1, 0, 1)
    yield from (
        alike[0],
        alike[-1] << np.uint64(16) | alike[0] << np.uint64(8) | alike[1],
        spread(word[-1], 8) ^ alike[0],
    )
    yield from (alike[0] << np.uint64(16) | inside << np.uint64(8) | known[0],)
    seen = words.seen[live].astype(np.uint64)
    yield from (seen, seen << np.uint64(8) | known[0], seen << np.uint64(16) | before << np.uint64(8) | shape[0])
    common = near(words.common, 0, 1)
    yield from (
        common[0] << np.uint64(16) | before << np.uint64(8) | shape[0],
        common[0] << np.uint64(24) | before << np.uint64(16) | known[0] << np.uint64(8) | inside,
        common[0] << np.uint64(16) | common[1] << np.uint64(8) | shape[1],
    )


def first_pass(words: Words, numbers: NDArray[np.int64] | None = None) -> NDArray[np.uint32]:
    """Hashed features of the live words, or of the words of the given numbers, one row a word."""
    live = words.live if numbers is None else numbers
    return _hashed(_columns(words, live))


def second_pass(words: Words, probability: NDArray[np.float32]) -> NDArray[np.uint32]:
    """Features that see what the first pass said of the word, of its neighbours, and of the same word elsewhere in
    the text.

    `probability` has one row a live word and one column a class.
    """
    live = words.live
    said = np.full(len(words.tokens), 7, dtype=np.uint64)
    best = probability.argmax(axis=1) if len(live) else np.zeros(0, dtype=np.int64)
    sure = np.zeros(len(live)) if not len(live) else probability.max(axis=1)
    said[live] = best + 8 * (sure > 0.6) + 16 * (sure > 0.9)
    common = _elsewhere(words, probability)
    near = _Near(live)(said, -2, -1, 0, 1, 2)
    flags = words.flags[live].astype(np.uint64)
    size = words.size[live].astype(np.uint64)
    columns = [
        *near.values(),
        near[-1] << np.uint64(8) | near[0],
        near[0] << np.uint64(8) | near[1],
        near[-1] << np.uint64(16) | near[0] << np.uint64(8) | near[1],
        *common,
        common[0] << np.uint64(16) | common[1] << np.uint64(8) | near[0],
        common[0] << np.uint64(16) | flags << np.uint64(8) | near[0],
        common[1] << np.uint64(16) | flags << np.uint64(8) | near[0],
        size << np.uint64(8) | near[0],
    ]
    return _hashed(iter(columns), salt=101)


def _elsewhere(words: Words, probability: NDArray[np.float32]) -> list[U64]:
    """For each live word the mean chance, in tenths, that the first pass gives its other occurrences to be a place
    or a person."""
    hashes = words.tokens.bare_hash[words.live]
    _, inverse, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    columns = []
    for kind in (PLACE, PERSON, ORGANIZATION):
        sums = np.bincount(inverse, weights=probability[:, kind], minlength=len(counts))
        others = (sums[inverse] - probability[:, kind]) / np.maximum(counts[inverse] - 1, 1)
        tenth = np.floor(others * 5).astype(np.int64)
        columns.append(np.where(counts[inverse] > 1, tenth + 1, 0).astype(np.uint64))
    return columns


def _hashed(columns: Iterator[U64], salt: int = 11) -> NDArray[np.uint32]:
    values = np.stack(list(columns))
    salts = np.arange(salt, salt + len(values), dtype=np.uint64)[:, None]
    return (spread(values, salts) >> np.uint64(64 - BITS)).astype(np.uint32).T
