"""Features of a word, hashed: what the tagger weighs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.recognize.words import U64, Words, grouped, spread

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
        self._at = np.arange(2 * _REACH + 1)[:, None] + live

    def __call__(self, values: NDArray[Any], first: int, last: int) -> dict[int, U64]:
        """The values of the words from so many words away to so many, by that number."""
        padded = np.zeros(len(values) + 2 * _REACH, dtype=np.uint64)
        padded[_REACH : len(values) + _REACH] = values
        found = padded.take(self._at[first + _REACH : last + _REACH + 1])
        return dict(zip(range(first, last + 1), found, strict=True))


def _together(*pairs: tuple[U64, int, U64]) -> U64:
    """For each pair the first values, spread under their salt, with the second: a row a pair."""
    salts = np.array([salt for _, salt, _ in pairs], dtype=np.uint64)[:, None]
    left, right = (np.array([pair[k] for pair in pairs], dtype=np.uint64) for k in (0, 2))
    return np.asarray(spread(left, salts) ^ right)


_BYTE, _TWO, _THREE = np.uint64(8), np.uint64(16), np.uint64(24)
_FOREIGN = np.uint64(63)
"""Bit of what is joined with the language: how a word is written and whether it is known say less in German, whose
nouns have capitals. Without it the made-up German sentences taught that "Bombay" at the beginning of an English one is
a noun (its chance to be a place fell from 0.44 to 0.01)."""


def _columns(words: Words, live: NDArray[np.int64]) -> list[U64]:
    near = _Near(live)
    word = near(words.tokens.bare_hash, -3, 3)
    shape = near(words.form, -2, 2)
    before, after = near(words.tokens.gap, -1, 0).values()
    known = near(words.flags, -2, 2)
    here = known[0]
    large, alone = words.size[live].astype(np.uint64), words.own[live].astype(np.uint64)
    third = near(words.ends[2], -1, 1)
    run = [column[live] for column in words.run]
    inside = words.place_in_run[live].astype(np.uint64)
    alike = near(words.alike, -1, 1)
    seen = words.seen[live].astype(np.uint64)
    common = near(words.common, 0, 1)
    large_byte, before_byte, before_two = large << _BYTE, before << _BYTE, before << _TWO
    known_byte = here << _BYTE
    lang = np.uint64(words.foreign) << _FOREIGN
    (
        *pairs_of_words, word_before, word_after, known_before, known_after, large_before,
        run_3, run_2, run_1, run_0, like,
    ) = _together(
        (word[-1], 1, word[0]), (word[0], 1, word[1]), (word[-2], 2, word[-1]), (word[1], 2, word[2]),
        (word[-1], 3, before), (word[1], 3, after), (word[-1], 4, here), (word[1], 4, here), (word[-1], 5, large),
        (run[3], 6, inside), (run[2], 6, inside), (run[1], 6, inside), (run[0], 7, inside), (word[-1], 8, alike[0]),
    )  # fmt: skip
    return [
        *word.values(),
        word[0] ^ (shape[0] << np.uint64(3)),
        *pairs_of_words,
        *(lang | value for value in shape.values()),
        lang | shape[-1] << _TWO | shape[0] << _BYTE | shape[1],
        *(end[live] for end in words.ends),
        third[-1],
        third[1],
        lang | before,
        lang | after,
        word_before,
        word_after,
        lang | before_two | shape[0],
        *(lang | value for value in known.values()),
        lang | large,
        lang | large_byte | here,
        lang | alone,
        lang | known_byte | shape[0],
        known_before,
        known_after,
        large_before,
        lang | known[-1] << _TWO | known_byte | known[1],
        lang | known_byte | before,
        *run,
        lang | inside,
        run_3,
        run_2,
        run_1,
        run_0,
        lang | inside << _BYTE | here,
        lang | inside << _TWO | large_byte | here,
        lang | alike[0],
        lang | alike[-1] << _TWO | alike[0] << _BYTE | alike[1],
        like,
        lang | alike[0] << _TWO | inside << _BYTE | here,
        lang | seen,
        lang | seen << _BYTE | here,
        lang | seen << _TWO | before_byte | shape[0],
        lang | common[0] << _TWO | before_byte | shape[0],
        lang | common[0] << _THREE | before_two | known_byte | inside,
        lang | common[0] << _TWO | common[1] << _BYTE | shape[1],
    ]


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
    near = _Near(live)(said, -2, 2)
    flags = words.flags[live].astype(np.uint64)
    size = words.size[live].astype(np.uint64)
    columns = [
        *near.values(),
        near[-1] << _BYTE | near[0],
        near[0] << _BYTE | near[1],
        near[-1] << _TWO | near[0] << _BYTE | near[1],
        *common,
        common[0] << _TWO | common[1] << _BYTE | near[0],
        common[0] << _TWO | flags << _BYTE | near[0],
        common[1] << _TWO | flags << _BYTE | near[0],
        size << _BYTE | near[0],
    ]
    lang = np.uint64(words.foreign) << _FOREIGN
    return _hashed([lang ^ column for column in columns], salt=101)


def _elsewhere(words: Words, probability: NDArray[np.float32]) -> list[U64]:
    """For each live word the mean chance, in tenths, that the first pass gives its other occurrences to be a place
    or a person."""
    hashes = words.tokens.bare_hash[words.live]
    inverse, counts = grouped(hashes)
    columns = []
    for kind in (PLACE, PERSON, ORGANIZATION):
        sums = np.bincount(inverse, weights=probability[:, kind], minlength=len(counts))
        others = (sums[inverse] - probability[:, kind]) / np.maximum(counts[inverse] - 1, 1)
        tenth = np.floor(others * 5).astype(np.int64)
        columns.append(np.where(counts[inverse] > 1, tenth + 1, 0).astype(np.uint64))
    return columns


def _hashed(columns: Sequence[U64], salt: int = 11) -> NDArray[np.uint32]:
    values = np.array(columns)
    salts = np.arange(salt, salt + len(values), dtype=np.uint64)[:, None]
    return (spread(values, salts) >> np.uint64(64 - BITS)).astype(np.uint32).T
