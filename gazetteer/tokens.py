"""Words of a running text as arrays: where they stand, how they are written, and a hash of their folded form.

The same code hashes the names when an index is built and the text when it is scanned, so both fold alike. Nothing here loops
over characters in Python.
"""

from dataclasses import dataclass
from enum import IntFlag
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer.fold import APOSTROPHES, fold_table

U64 = NDArray[np.uint64]
I32 = NDArray[np.int32]

TABLE_SIZE = 0x20000
"""Code points the tables cover: the two planes that hold every living script. What lies beyond stands for itself."""

_SPACE = 32
_EXPANDED = 0x200000
"""Table values from here on are places in the list of folds that are longer than one character."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
"""Odd multiplier of the rolling hash (the golden ratio's bits): odd, so that it has an inverse modulo 2**64."""
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_JOIN = np.uint64(0xD1B54A32D192ED03)
"""Odd multiplier that joins the hashes of consecutive words."""


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


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of one text; every array has one entry a word, in text order. Offsets are code points."""

    start: I32
    end: I32
    hash: U64
    """Of the folded word."""
    bare_end: I32
    """End without a possessive 's; equal to `end` elsewhere."""
    bare_hash: U64
    shape: NDArray[np.uint8]
    gap: NDArray[np.uint8]
    """What follows the word, up to the next one; `Gap.BLANK_LINE` after the last."""
    gap_length: I32
    """Code points up to the next word."""

    def __len__(self) -> int:
        return len(self.start)


def _character_shape(character: str) -> int:
    code = ord(character)
    if 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF:
        return Shape.IDEOGRAPH | Shape.CASELESS
    if character.isdigit():
        return Shape.DIGIT
    if character.isupper() or character.istitle():
        return Shape.UPPER
    if character.islower():
        return Shape.LOWER
    return Shape.CASELESS if character.isalpha() else 0


def _character_gap(character: str) -> int:
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
    return 0 if character in APOSTROPHES else Gap.OTHER


@lru_cache(maxsize=1)
def make_tables() -> Tables:
    """Compute the tables of this version of the fold; half a second, so an index stores them."""
    fold = np.zeros(TABLE_SIZE, dtype=np.uint32)
    expansions: list[tuple[int, ...]] = []
    for code, folded in enumerate(fold_table(TABLE_SIZE)):
        if len(folded) == 1:
            fold[code] = ord(folded)
        elif folded:
            fold[code] = _EXPANDED + len(expansions)
            expansions.append(tuple(ord(c) for c in folded))
    characters = [chr(code) for code in range(TABLE_SIZE)]
    shape = np.array([_character_shape(c) for c in characters], dtype=np.uint8)
    gap = np.array([_character_gap(c) for c in characters], dtype=np.uint8)
    return Tables(fold, tuple(expansions), shape, gap)


def mix(values: U64) -> U64:
    """Spread the bits of hashes (the finaliser of splitmix64, Steele, Lea and Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def join(left: U64, right: U64) -> U64:
    """The hash of a sequence of words from that of all but the last and that of the last."""
    return mix(left * _JOIN + right)


def _expand(folded: NDArray[np.uint32], position: I32, tables: Tables) -> tuple[NDArray[np.uint32], I32]:
    """Put each long fold's characters in the place of its one table value."""
    long = folded >= _EXPANDED
    parts = [tables.expansions[value - _EXPANDED] for value in folded[long]]
    counts = np.ones(len(folded), dtype=np.int64)
    counts[long] = [len(part) for part in parts]
    out = np.repeat(folded, counts)
    out[np.repeat(long, counts)] = np.concatenate([np.array(part, dtype=np.uint32) for part in parts])
    return out, np.repeat(position, counts)


def _lookup(table: NDArray[Any], codes: NDArray[np.uint32], beyond: Any) -> NDArray[Any]:
    if len(codes) and int(codes.max()) >= TABLE_SIZE:
        inside = codes < TABLE_SIZE
        return np.where(inside, table[np.where(inside, codes, 0)], beyond)
    return table[codes]


def tokenize(text: str, tables: Tables) -> Tokens:
    """Find the words of a text.

    >>> words = tokenize("Deir El-Zour's U.S. base", make_tables())
    >>> ["Deir El-Zour's U.S. base"[s:e] for s, e in zip(words.start, words.bare_end)]
    ['Deir', 'El', 'Zour', 'U', 'S', 'base']
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    folded = _lookup(tables.fold, codes, codes)
    position = np.flatnonzero(folded).astype(np.int32)
    folded = folded[position]
    if len(folded) and int(folded.max()) >= _EXPANDED:
        folded, position = _expand(folded, position, tables)
    shapes = _lookup(tables.shape, codes, np.uint8(Shape.CASELESS))
    word = folded != _SPACE
    alone = word & ((shapes[position] & Shape.IDEOGRAPH) != 0)
    edge = np.ones(len(word) + 1, dtype=bool)
    edge[1:-1] = (word[1:] != word[:-1]) | alone[1:] | alone[:-1]
    bounds = np.flatnonzero(edge)
    first, last = bounds[:-1], bounds[1:]
    real = word[first]
    first, last = first[real], last[real]
    return _describe(codes, shapes, folded, position, first, last, tables)


def _describe(
    codes: NDArray[np.uint32],
    shapes: NDArray[np.uint8],
    folded: NDArray[np.uint32],
    position: I32,
    first: NDArray[np.intp],
    last: NDArray[np.intp],
    tables: Tables,
) -> Tokens:
    n = len(first)
    if n == 0:
        none = np.zeros(0, dtype=np.int32)
        no_hash, no_flag = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.uint8)
        return Tokens(none, none, no_hash, none, no_hash, no_flag, no_flag, none)
    start, end = position[first], position[last - 1] + 1
    powers = np.full(len(folded) + 1, _BASE, dtype=np.uint64)
    powers[0] = 1
    np.cumprod(powers, out=powers)
    inverse = np.full(len(folded) + 1, _INVERSE, dtype=np.uint64)
    inverse[0] = 1
    np.cumprod(inverse, out=inverse)
    sums = np.zeros(len(folded) + 1, dtype=np.uint64)
    np.cumsum(folded.astype(np.uint64) * powers[:-1], out=sums[1:])
    hashes = mix((sums[last] - sums[first]) * inverse[first])
    shape = np.bitwise_or.reduceat(np.append(shapes, 0), np.stack([start, end], axis=1).ravel())[::2].astype(np.uint8)
    shape |= np.where(shapes[start] & Shape.UPPER, np.uint8(Shape.INITIAL), np.uint8(0))
    possessive = _possessive(codes, start, end)
    shape |= np.where(possessive, np.uint8(Shape.POSSESSIVE), np.uint8(0))
    bare = mix((sums[last - 1] - sums[first]) * inverse[first])
    gap, gap_length = _gaps(codes, start, end, tables)
    return Tokens(
        start.astype(np.int32),
        end.astype(np.int32),
        hashes,
        np.where(possessive, end - 2, end).astype(np.int32),
        np.where(possessive, bare, hashes),
        shape,
        gap,
        gap_length,
    )


def _possessive(codes: NDArray[np.uint32], start: I32, end: I32) -> NDArray[np.bool_]:
    long = end - start >= 3
    s = np.isin(codes[end - 1], (ord("s"), ord("S")))
    return long & s & np.isin(codes[np.maximum(end - 2, 0)], (ord("'"), ord("’")))


def _gaps(codes: NDArray[np.uint32], start: I32, end: I32, tables: Tables) -> tuple[NDArray[np.uint8], I32]:
    following = np.append(start[1:], len(codes))
    length = (following - end).astype(np.int32)
    bits = np.append(_lookup(tables.gap, codes, np.uint8(Gap.OTHER)), np.uint8(0))
    edges = np.stack([end, following], axis=1).ravel()
    gap = np.bitwise_or.reduceat(bits, edges)[::2].astype(np.uint8)
    gap[length == 0] = 0
    lines = np.append(0, np.cumsum(codes == 10))
    gap[(lines[following] - lines[end]) > 1] |= np.uint8(Gap.BLANK_LINE)
    gap[-1] |= np.uint8(Gap.BLANK_LINE)
    return gap, length


def hash_names(names: list[str], tables: Tables) -> tuple[U64, I32]:
    """For each name the hash of its sequence of words and the number of words; 0 words where nothing is left of it.

    >>> keys, words = hash_names(["Deir ez-Zor", "DEIR EZ ZOR", "—"], make_tables())
    >>> bool(keys[0] == keys[1]), words.tolist()
    (True, [3, 3, 0])
    """
    text = "\n".join(name.replace("\n", " ") for name in names)
    tokens = tokenize(text, tables)
    lengths = np.fromiter((len(name) + 1 for name in names), dtype=np.int64, count=len(names))
    begins = np.cumsum(lengths) - lengths
    first = np.searchsorted(tokens.start, begins)
    count = np.diff(np.append(first, len(tokens))).astype(np.int32)
    keys = np.zeros(len(names), dtype=np.uint64)
    some = np.flatnonzero(count > 0)
    keys[some] = tokens.hash[first[some]]
    for k in range(1, int(count.max(initial=0))):
        some = np.flatnonzero(count > k)
        keys[some] = join(keys[some], tokens.hash[first[some] + k])
    return keys, count
