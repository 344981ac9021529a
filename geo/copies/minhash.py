"""Signatures by which near-equal reports meet among millions, without comparing all with all (MinHash, LSH).

A project file keeps runs of words instead, which also find passages; but their index is one, and a lake has none.
"""

import numpy as np
from numpy.typing import NDArray

from geo.copies.shingles import SHINGLE, shingles
from geo.copies.words import Words

BANDS = 40
"""Groups of numbers, of which one must agree for two reports to be compared."""

ROWS = 3
"""Numbers in a group. With 40 groups of 3, two reports with a fifth of their runs in common are compared with a chance
of 0.28, with a third 0.78, with half 0.995: a copy with every tenth word changed has some two fifths in common."""

_ODD = np.uint64(0x9E3779B97F4A7C15)


def signature(words: Words) -> NDArray[np.uint64]:
    """The least of the numbers of all runs of words, under each of the hash functions; empty for less than a run.

    >>> from geo.copies.words import words_of
    >>> one, same = (signature(words_of(text)) for text in ("Rain fell on the old town.", "rain fell on the OLD town"))
    >>> one.shape, bool((one == same).all())
    ((120,), True)
    """
    runs = shingles(words, SHINGLE)
    if not len(runs):
        return np.zeros(0, np.uint64)
    runs = np.unique(runs)
    with np.errstate(over="ignore"):
        seeds = (np.arange(1, BANDS * ROWS + 1, dtype=np.uint64) * _ODD) | np.uint64(1)
        return np.array([_mixed(runs, seed).min() for seed in seeds], np.uint64)


def _mixed(runs: NDArray[np.uint64], seed: np.uint64) -> NDArray[np.uint64]:
    mixed = (runs ^ seed) * _ODD
    mixed ^= mixed >> np.uint64(32)
    mixed *= seed
    mixed ^= mixed >> np.uint64(29)
    return mixed


def keys(words: Words) -> list[int]:
    """A number for each band of a report's signature, signed 64 bits; the same number of the same band is a meeting."""
    numbers = signature(words)
    if not len(numbers):
        return []
    with np.errstate(over="ignore"):
        powers = np.array([pow(int(_ODD), k + 1, 2**64) for k in range(ROWS)], np.uint64)
        joined = (numbers.reshape(BANDS, ROWS) * powers).sum(axis=1, dtype=np.uint64)
    found: list[int] = joined.view(np.int64).tolist()
    return found
