"""Classes of characters as tables: what each folds to, how it is written, and what it is between words."""

from dataclasses import dataclass
from enum import IntFlag
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gazetteer.fold import TABLE_SIZE, fold_table, is_ideograph, is_mark

EXPANDED = 0x200000
"""Table values from here on are places in the list of folds that are longer than one character."""


class Shape(IntFlag):
    """How a word is written."""

    UPPER = 1
    """Some letter is a capital."""
    LOWER = 2
    """Some letter is small."""
    DIGIT = 4
    CASELESS = 8
    """Some letter is of a script without case."""
    IDEOGRAPH = 16
    """One character of a script that is written without spaces; it is a word of its own."""
    INITIAL = 32
    """The first letter is a capital."""
    POSSESSIVE = 64
    """It ends in an apostrophe and s; `bare_end` and `bare_hash` leave them out."""
    MARK = 128
    """Of a character only, never of a word: a mark that belongs to the letter before it."""


class Gap(IntFlag):
    """What stands between a word and the next."""

    SPACE = 1
    NEWLINE = 2
    HYPHEN = 4
    PERIOD = 8
    COMMA = 16
    OTHER = 32
    SLASH = 64
    BLANK_LINE = 128
    """Two line ends or more."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The folding table and the classes of characters, as arrays; an index carries its own."""

    fold: NDArray[np.uint32]
    """What each code point becomes: 0 nothing, 32 a separator, a folded code point, or a place in `expansions`."""
    expansions: tuple[tuple[int, ...], ...]
    shape: NDArray[np.uint8]
    gap: NDArray[np.uint8]


def _character_shape(character: str) -> int:
    if is_mark(ord(character)):
        return Shape.MARK
    if is_ideograph(character):
        return Shape.IDEOGRAPH | Shape.CASELESS
    if character.isdigit():
        return Shape.DIGIT
    if character.isupper() or character.istitle():
        return Shape.UPPER
    if character.islower():
        return Shape.LOWER
    return Shape.CASELESS if character.isalpha() else 0


def _character_gap(character: str, folded: str) -> int:
    if not folded:  # an apostrophe, a mark or a direction control parts nothing
        return 0
    if character in "\n\r\x0b\x0c\x85\u2028\u2029":
        return Gap.NEWLINE
    if character.isspace():
        return Gap.SPACE
    if character in "-\u2010\u2011\u2012\u2013\u2212\u05be":
        return Gap.HYPHEN
    if character in ".\u00b7\u2024":
        return Gap.PERIOD
    if character in ",\u060c\u3001\uff0c":
        return Gap.COMMA
    if character in "/\\":
        return Gap.SLASH
    return Gap.OTHER


@lru_cache(maxsize=1)
def make_tables() -> Tables:
    """Compute the tables of this version of the fold; half a second, so an index stores them."""
    fold = np.zeros(TABLE_SIZE, dtype=np.uint32)
    expansions: list[tuple[int, ...]] = []
    folds = fold_table(TABLE_SIZE)
    for code, folded in enumerate(folds):
        if len(folded) == 1:
            fold[code] = ord(folded)
        elif folded:
            fold[code] = EXPANDED + len(expansions)
            expansions.append(tuple(ord(c) for c in folded))
    characters = [chr(code) for code in range(TABLE_SIZE)]
    shape = np.array([_character_shape(c) for c in characters], dtype=np.uint8)
    gap = np.array([_character_gap(c, f) for c, f in zip(characters, folds, strict=True)], dtype=np.uint8)
    return Tables(fold, tuple(expansions), shape, gap)
