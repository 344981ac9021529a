"""Features of a word, hashed: what the tagger weighs."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from geo.recognize.words import U64, Words, spread

BITS = 18
"""Weights are kept for 2**18 hashed features a pass: on the training corpora 2**20 was no better by
cross-validation."""

CLASSES = ("other", "place", "demonym", "person", "organization")
OTHER, PLACE, DEMONYM, PERSON, ORGANIZATION = range(5)


def _shifted(values: U64, live: NDArray[np.int64], by: int) -> U64:
    """The value of the word `by` words away, 0 beyond the text."""
    index = live + by
    inside = (index >= 0) & (index < len(values))
    return np.where(inside, values[np.clip(index, 0, max(len(values) - 1, 0))], np.uint64(0))


def _columns(words: Words, live: NDArray[np.int64]) -> Iterator[U64]:
    hashes, gap = words.tokens.bare_hash, words.tokens.gap.astype(np.uint64)
    form, flags, size, own = (v.astype(np.uint64) for v in (words.form, words.flags, words.size, words.own))
    word = {k: _shifted(hashes, live, k) for k in (-3, -2, -1, 0, 1, 2, 3)}
    shape = {k: _shifted(form, live, k) for k in (-2, -1, 0, 1, 2)}
    before, after = _shifted(gap, live, -1), _shifted(gap, live, 0)
    known = {k: _shifted(flags, live, k) for k in (-2, -1, 0, 1, 2)}
    large, alone = _shifted(size, live, 0), _shifted(own, live, 0)
    yield from word.values()
    yield from (word[0] ^ (shape[0] << np.uint64(3)), spread(word[-1], 1) ^ word[0], spread(word[0], 1) ^ word[1])
    yield from (spread(word[-2], 2) ^ word[-1], spread(word[1], 2) ^ word[2])
    yield from shape.values()
    yield shape[-1] << np.uint64(16) | shape[0] << np.uint64(8) | shape[1]
    yield from (end[live] for end in words.ends)
    yield from (_shifted(words.ends[2], live, -1), _shifted(words.ends[2], live, 1))
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
    alike = {k: _shifted(words.alike.astype(np.uint64), live, k) for k in (-1, 0, 1)}
    yield from (
        alike[0],
        alike[-1] << np.uint64(16) | alike[0] << np.uint64(8) | alike[1],
        spread(word[-1], 8) ^ alike[0],
    )
    yield from (alike[0] << np.uint64(16) | inside << np.uint64(8) | known[0],)
    seen = words.seen[live].astype(np.uint64)
    yield from (seen, seen << np.uint64(8) | known[0], seen << np.uint64(16) | before << np.uint64(8) | shape[0])


def first_pass(words: Words, numbers: NDArray[np.int64] | None = None) -> NDArray[np.uint32]:
    """Hashed features of the live words, or of the words of the given numbers, one row a word."""
    live = words.live if numbers is None else numbers
    return _hashed(_columns(words, live), len(live))


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
    near = {k: _shifted(said, live, k) for k in (-2, -1, 0, 1, 2)}
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
    return _hashed(iter(columns), len(live), salt=101)


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


def _hashed(columns: Iterator[U64], rows: int, salt: int = 11) -> NDArray[np.uint32]:
    hashed = [(spread(column, salt + k) >> np.uint64(64 - BITS)).astype(np.uint32) for k, column in enumerate(columns)]
    return np.stack(hashed, axis=1) if rows else np.zeros((0, len(hashed)), dtype=np.uint32)
