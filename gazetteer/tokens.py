"""Words of a running text as arrays: where they stand, how they are written, and a hash of their folded form.

The same code hashes the names when an index is built and the text when it is scanned, so both fold alike. Nothing here
loops over characters in Python.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer.characters import EXPANDED, Gap, Shape, Tables, make_tables
from gazetteer.fold import TABLE_BEYOND, TABLE_SIZE, fold, is_ideograph

__all__ = ["Gap", "Shape", "Tables", "Tokens", "hash_name", "hash_names", "join", "make_tables", "mix", "tokenize"]

U64 = NDArray[np.uint64]
I32 = NDArray[np.int32]

_SPACE = 32

_BASE = np.uint64(0x9E3779B97F4A7C15)
"""Odd multiplier of the rolling hash (the golden ratio's bits): odd, so that it has an inverse modulo 2**64."""
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_JOIN = np.uint64(0xD1B54A32D192ED03)
"""Odd multiplier that joins the hashes of consecutive words."""
_ALL_BITS = 2**64 - 1
_BEYOND = np.uint8(Shape.IDEOGRAPH | Shape.CASELESS)
"""Shape of what lies beyond the tables."""


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
    long = folded >= EXPANDED
    parts = [tables.expansions[value - EXPANDED] for value in folded[long]]
    counts = np.ones(len(folded), dtype=np.int64)
    counts[long] = [len(part) for part in parts]
    out = np.repeat(folded, counts)
    out[np.repeat(long, counts)] = np.concatenate([np.array(part, dtype=np.uint32) for part in parts])
    return out, np.repeat(position, counts)


def _fold(codes: NDArray[np.uint32], tables: Tables) -> NDArray[np.uint32]:
    if len(codes) and int(codes.max()) >= TABLE_SIZE:
        codes = np.where(codes < TABLE_BEYOND, codes, np.uint32(_SPACE))
    return _lookup(tables.fold, codes, codes)


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
    folded = _fold(codes, tables)
    position = np.flatnonzero(folded).astype(np.int32)
    folded = folded[position]
    if len(folded) and int(folded.max()) >= EXPANDED:
        folded, position = _expand(folded, position, tables)
    shapes = _lookup(tables.shape, codes, _BEYOND)
    word = folded != _SPACE
    alone = word & ((_lookup(tables.shape, folded, _BEYOND) & Shape.IDEOGRAPH) != 0)
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
    shape &= ~np.uint8(Shape.MARK)
    shape |= np.where(shapes[start] & Shape.UPPER, np.uint8(Shape.INITIAL), np.uint8(0))
    possessive = _possessive(codes, start, end)
    shape |= np.where(possessive, np.uint8(Shape.POSSESSIVE), np.uint8(0))
    bare = mix((sums[last - 1] - sums[first]) * inverse[first])
    whole = _with_marks(shapes, end)
    gap, gap_length = _gaps(codes, start, whole, tables)
    return Tokens(
        start.astype(np.int32),
        whole.astype(np.int32),
        hashes,
        np.where(possessive, end - 2, whole).astype(np.int32),
        np.where(possessive, bare, hashes),
        shape,
        gap,
        gap_length,
    )


def _with_marks(shapes: NDArray[np.uint8], end: I32) -> I32:
    """Ends of words behind the marks that stand on their last letter, so that no letter is cut from its accent."""
    followed = np.append(shapes, np.uint8(0))[end] & Shape.MARK
    if not followed.any():
        return end
    others = np.append(np.flatnonzero((shapes & Shape.MARK) == 0), len(shapes))
    return others[np.searchsorted(others, end)].astype(np.int32)


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


def hash_name(name: str) -> int:
    """What `hash_names` gives for one name, 0 where no word is left of it; without arrays, which take far longer.

    >>> hash_name("Deir ez-Zor") == int(hash_names(["DEIR EZ ZOR"], make_tables())[0][0]), hash_name("—")
    (True, 0)
    """
    whole = 0
    for number, word in enumerate(_words(fold(name))):
        rolled = 0
        for character in reversed(word):
            rolled = (rolled * int(_BASE) + ord(character)) & _ALL_BITS
        here = _mix(rolled)
        whole = _mix((whole * int(_JOIN) + here) & _ALL_BITS) if number else here
    return whole


def _words(folded: str) -> list[str]:
    """Words of a folded text, each ideograph one of its own."""
    if folded.isascii():
        return folded.split()
    return "".join(f" {c} " if is_ideograph(c) else c for c in folded).split()


def _mix(value: int) -> int:
    """`mix` of one hash."""
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _ALL_BITS
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _ALL_BITS
    return value ^ (value >> 31)


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
