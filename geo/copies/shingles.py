"""Runs of words as numbers, and the few of them that are kept to find a report's copies by (winnowing)."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from geo.copies.words import Words

SHINGLE = 5
"""Words in a kept run. Runs of four are often common phrases: on the news corpora they gave many false candidates;
of six, copies with every eighth word changed begin to be missed."""

WINDOW = 8
"""Of so many runs one after another at least one is kept, the same in both reports: every passage of 12 words
(5 + 8 - 1) that two reports share is noticed, and some 22 runs a hundred words are kept."""

_BITS = np.uint64(16)
"""Taken off a hash: 48 bits are left, which SQLite stores in six bytes."""

_MIX = np.uint64(0x9E3779B97F4A7C15)
"""An odd number with well spread bits (2**64 over the golden ratio)."""


def shingles(words: Words, length: int) -> NDArray[np.uint64]:
    """A number for each run of so many words, by the place of its first."""
    if len(words) < length:
        return np.zeros(0, np.uint64)
    powers = np.array([pow(int(_MIX), k + 1, 2**64) for k in range(length)], np.uint64)
    mixed: NDArray[np.uint64] = (sliding_window_view(words.hashes, length) * powers).sum(axis=1, dtype=np.uint64)
    mixed ^= mixed >> np.uint64(31)
    mixed *= _MIX
    mixed ^= mixed >> np.uint64(29)
    return mixed


def fingerprints(words: Words) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The kept runs: their numbers (48 bits) and the place of the first word of each.

    Where two texts share 12 words in a row, they share a number.

    >>> from geo.copies.words import words_of
    >>> shared = "the aircraft struck the bridge near the old town before the sun had risen"
    >>> one, other = (fingerprints(words_of(text))[0] for text in (f"First {shared}.", f"I hear {shared} now"))
    >>> bool(set(one.tolist()) & set(other.tolist()))
    True
    """
    runs = shingles(words, SHINGLE)
    if not len(runs):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    if len(runs) <= WINDOW:
        places = np.array([runs.argmin()], np.int64)
    else:
        places = np.unique(sliding_window_view(runs, WINDOW).argmin(axis=1) + np.arange(len(runs) - WINDOW + 1))
    return (runs[places] >> _BITS).astype(np.int64), places
