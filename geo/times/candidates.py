"""Where a passage may speak of time: numbers, and words that begin as a word of time does, in one sweep of arrays."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from geo.times.words import MONTHS, ORDINALS, RELATIVE, SEASONS, WEEKDAYS

_LETTERS = 3
"""Letters looked at: every word of time has as many, and one English word in twelve begins as one of them does."""


def candidates(text: str) -> list[int]:
    """The starts of numbers and of words to look up, in order; of words in other scripts than Latin, every one.

    >>> candidates("The seventh fell on Tuesday, 7 May, at Ma'arrat."), candidates("Le 3 août")
    ([20, 29, 31, 39], [3, 5])
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    small = codes | 32  # of ASCII letters the small one; digits stay
    foreign = (codes >= 0xC0) & ((codes < 0x2000) | (codes > 0x206F))  # what lies between is punctuation
    letter = ((small >= 97) & (small <= 122) & (codes < 128)) | foreign
    digit = (codes >= 48) & (codes <= 57)
    starts = np.flatnonzero(_begins(letter))
    padded = np.concatenate([small, np.zeros(_LETTERS, np.uint32)])
    other = np.concatenate([foreign, np.zeros(_LETTERS, np.bool_)])
    key, strange = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.bool_)
    for n in range(_LETTERS):
        key = key * 32 + (padded[starts + n] & 31)
        strange |= other[starts + n]
    found = np.concatenate([starts[_table()[key] | strange], np.flatnonzero(_begins(digit))])
    found.sort()
    starts_found: list[int] = found.tolist()
    return starts_found


def _begins(held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    begins = held.copy()
    begins[1:] &= ~held[:-1]
    return begins


@cache
def _table() -> NDArray[np.bool_]:
    """Which three letters begin a word of time, a letter being its place in the alphabet."""
    table = np.zeros(32**_LETTERS, np.bool_)
    for word in (*MONTHS, *WEEKDAYS, *SEASONS, *RELATIVE, *ORDINALS):
        if word[:_LETTERS].isascii():
            first, second, third = (ord(letter) & 31 for letter in word[:_LETTERS])
            table[(first * 32 + second) * 32 + third] = True
    return table
