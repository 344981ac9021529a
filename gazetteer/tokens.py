"""Words of a running text as arrays: where they stand, how they are written, and a hash of their folded form.

The same code hashes the names when an index is built and the text when it is scanned, so both fold alike. Nothing here
loops over characters in Python.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.characters import EXPANDED, Gap, Shape, Tables, make_tables
from gazetteer.fold import TABLE_BEYOND, TABLE_SIZE, fold, is_ideograph

__all__ = [
    "Gap", "Shape", "Tables", "Tokens", "codes_of", "folded_codes", "hash_name", "hash_names", "join", "make_tables",
    "mix", "tokenize",
]  # fmt: skip

U64 = NDArray[np.uint64]
I32 = NDArray[np.int32]

_SPACE, _LINE_END = 32, 10
_FIRST_IDEOGRAPH = 0x3040
"""No code point before it is a word of its own."""
_TABLED = 1 << 16
"""Powers kept, two megabyte: those of longer texts are reckoned anew, which takes a tenth of all that is done here."""

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
    bare_start: I32
    """Start without an elided article or preposition (l'Irak, dell'Iraq); equal to `start` elsewhere."""
    bare_end: I32
    """End without a possessive 's or a Turkish case ending (Halep'te); equal to `end` elsewhere."""
    bare_hash: U64
    """Of what lies between these two."""
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


def codes_of(text: str) -> NDArray[np.uint32]:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def folded_codes(codes: NDArray[np.uint32], tables: Tables) -> NDArray[np.uint32]:
    """What the table has for each code point; those beyond it stand for themselves."""
    return _lookup(tables.fold, codes, codes)


def _fold(codes: NDArray[np.uint32], tables: Tables) -> NDArray[np.uint32]:
    if _largest(codes) >= TABLE_SIZE:
        codes = np.where(codes < TABLE_BEYOND, codes, np.uint32(_SPACE))
    return folded_codes(codes, tables)


def _lookup(table: NDArray[Any], codes: NDArray[np.uint32], beyond: Any) -> NDArray[Any]:
    if _largest(codes) >= TABLE_SIZE:
        inside = codes < TABLE_SIZE
        return np.where(inside, table[np.where(inside, codes, 0)], beyond)
    return table.take(codes)


def _largest(codes: NDArray[np.uint32]) -> int:
    return int(codes.max(initial=0))


def _powers(length: int) -> tuple[U64, U64]:
    """So many powers of the rolling hash's base, and of its inverse."""
    base, inverse = _tabled_powers() if length <= _TABLED else _reckoned_powers(length)
    return base[:length], inverse[:length]


@lru_cache(maxsize=1)
def _tabled_powers() -> tuple[U64, U64]:
    return _reckoned_powers(_TABLED)


def _reckoned_powers(length: int) -> tuple[U64, U64]:
    powers = np.ones((2, length), dtype=np.uint64)
    powers[0, 1:], powers[1, 1:] = _BASE, _INVERSE
    np.cumprod(powers, axis=1, out=powers)
    return powers[0], powers[1]


def tokenize(text: str, tables: Tables) -> Tokens:
    """Find the words of a text.

    >>> words = tokenize("Deir El-Zour's U.S. base", make_tables())
    >>> ["Deir El-Zour's U.S. base"[s:e] for s, e in zip(words.start, words.bare_end)]
    ['Deir', 'El', 'Zour', 'U', 'S', 'base']
    """
    codes = codes_of(text)
    folded = _fold(codes, tables)
    position = folded.nonzero()[0].astype(np.int32)
    folded = folded.take(position)
    if _largest(folded) >= EXPANDED:
        folded, position = _expand(folded, position, tables)
    shapes = _lookup(tables.shape, codes, _BEYOND)
    word = folded != _SPACE
    edge = np.ones(len(word) + 1, dtype=bool)
    np.not_equal(word[1:], word[:-1], out=edge[1:-1])
    if _largest(folded) >= _FIRST_IDEOGRAPH:
        alone = word & ((_lookup(tables.shape, folded, _BEYOND) & Shape.IDEOGRAPH) != 0)
        edge[1:-1] |= alone[1:] | alone[:-1]
    bounds = edge.nonzero()[0]
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
        return Tokens(none, none, no_hash, none, none, no_hash, no_flag, no_flag, none)
    start, end = position[first], position[last - 1] + 1
    powers, inverse = _powers(len(folded) + 1)
    sums = np.zeros(len(folded) + 1, dtype=np.uint64)
    np.cumsum(folded * powers[:-1], out=sums[1:])
    before, back = sums[first], inverse[first]
    hashes = mix((sums[last] - before) * back)
    whole = _with_marks(shapes, end)
    gap, gap_length = _gaps(codes, start, whole, tables)
    shape = _within(np.bitwise_or, shapes, start, end)
    shape &= np.uint8(~Shape.MARK & 0xFF)
    bare_start, bare_end, bare_hash = start, whole, hashes
    apostrophes = _apostrophes(codes, start, end)
    if len(apostrophes.at):
        cut = position.searchsorted(apostrophes.at)
        word = apostrophes.word
        front = mix((sums[cut] - before[word]) * back[word])
        elided = _is_elided(front, last[word] - cut, apostrophes, shapes, shape, gap)
        ending = _is_ending(mix((sums[last[word]] - sums[cut]) * inverse[cut]), cut - first[word], folded[cut - 1])
        ending &= apostrophes.last & ~elided
        bare_start, bare_end, bare_hash = start.copy(), whole.copy(), hashes.copy()
        bare_start[word[elided]], bare_end[word[ending]] = apostrophes.at[elided] + 1, apostrophes.at[ending]
        inner_first, inner_last = first.copy(), last.copy()
        inner_first[word[elided]], inner_last[word[ending]] = cut[elided], cut[ending]
        word_bare = word[elided | ending]
        begin = inner_first[word_bare]
        bare_hash[word_bare] = mix((sums[inner_last[word_bare]] - sums[begin]) * inverse[begin])
        shape[word[ending]] |= np.uint8(Shape.POSSESSIVE)
    shape |= (shapes[bare_start] & np.uint8(Shape.UPPER)) * np.uint8(Shape.INITIAL // Shape.UPPER)
    return Tokens(start, whole, hashes, bare_start, bare_end, bare_hash, shape, gap, gap_length)


class _Apostrophes(NamedTuple):
    """Apostrophes inside words."""

    at: I32
    word: NDArray[np.intp]
    first: NDArray[np.bool_]
    """Whether it is the first of its word."""
    last: NDArray[np.bool_]


def _apostrophes(codes: NDArray[np.uint32], start: I32, end: I32) -> _Apostrophes:
    at = ((codes == ord("'")) | (codes == ord("’"))).nonzero()[0].astype(np.int32)
    word = start.searchsorted(at, side="right") - 1
    inside = (word >= 0) & (at > start[word]) & (at < end[word] - 1)
    at, word = at[inside], word[inside]
    new = np.ones(len(at) + 1, dtype=np.bool_)
    np.not_equal(word[1:], word[:-1], out=new[1:-1])
    return _Apostrophes(at, word, new[:-1], new[1:])


ELIDED = "l d qu jusqu lorsqu puisqu dell nell all dall sull coll"
"""What French and Italian write with an apostrophe before a name: articles and prepositions."""
_VOWELS = np.array([ord(letter) for letter in "aeiou"], dtype=np.uint32)
ENDINGS = {
    "possessive": "s",
    "any": "de da te ta den dan ten tan deki daki teki taki",
    "consonant": "in un",
    "long": "e a i u",
    "vowel": "ye ya yi yu yle yla ne na ni nu nin nun nde nda nden ndan ndeki ndaki",
}
"""What follows a name behind an apostrophe: the English possessive, and the Turkish cases, folded, by the letter that
they follow: any, a consonant, the consonant of a word of four letters (Qal'a is a name), a vowel (Sana'a is one)."""
_ASIDE = {name: 1 << number for number, name in enumerate(("elided", *ENDINGS))}


@lru_cache(maxsize=1)
def _set_aside() -> tuple[U64, NDArray[np.uint8]]:
    """Hashes of what is elided and of the endings, sorted, each with the bits of `_ASIDE`."""
    bits: dict[int, int] = {}
    for name, bit in _ASIDE.items():
        for word in {"elided": ELIDED, **ENDINGS}[name].split():
            bits[hash_name(word)] = bits.get(hash_name(word), 0) | bit
    keys = np.array(sorted(bits), dtype=np.uint64)
    return keys, np.array([bits[key] for key in sorted(bits)], dtype=np.uint8)


def _aside(hashes: U64) -> NDArray[np.uint8]:
    keys, bits = _set_aside()
    at = np.minimum(keys.searchsorted(hashes), len(keys) - 1)
    return np.where(keys[at] == hashes, bits[at], np.uint8(0))


def _is_elided(
    front: U64,
    left: NDArray[np.intp],
    apostrophes: _Apostrophes,
    shapes: NDArray[np.uint8],
    shape: NDArray[np.uint8],
    gap: NDArray[np.uint8],
) -> NDArray[np.bool_]:
    """Whether what stands before each apostrophe is set aside: L'Aquila and D'Angelo are names, so with a capital only
    where a sentence may begin, and in words of capitals."""
    word = apostrophes.word
    found = ((_aside(front) & _ASIDE["elided"]) != 0) & apostrophes.first & (left > 1)
    capital = (shapes[apostrophes.at - 1] & Shape.UPPER) != 0
    opens = (word == 0) | ((gap[word - 1] & ~np.uint8(Gap.SPACE)) != 0)
    return np.asarray(found & (~capital | opens | ((shape[word] & Shape.LOWER) == 0)))


def _is_ending(back: U64, length: NDArray[np.intp], letter: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Whether what follows each apostrophe is set aside, by its hash, how many letters precede it, and the last of
    these. Words of two letters keep what may be Turkish: Sa'da is a name."""
    of = _aside(back)
    vocal = (letter == _VOWELS[:, None]).any(axis=0)
    wanted = np.where(vocal, _ASIDE["vowel"], _ASIDE["consonant"] | np.where(length > 3, _ASIDE["long"], 0))
    turkish = (of & (wanted | _ASIDE["any"])) != 0
    return np.asarray(((of & _ASIDE["possessive"]) != 0) | (turkish & (length > 2)))


def _within(of: np.ufunc, values: NDArray[np.uint8], start: I32, end: I32) -> NDArray[np.uint8]:
    """The values of each stretch put together; stretches follow one another and none is empty."""
    edges = np.empty(2 * len(start), dtype=np.intp)
    edges[::2], edges[1::2] = start, end
    if edges[-1] >= len(values):  # where the last ends need not be said
        edges = edges[:-1]
    found: NDArray[np.uint8] = of.reduceat(values, edges)[::2]
    return found


def _with_marks(shapes: NDArray[np.uint8], end: I32) -> I32:
    """Ends of words behind the marks that stand on their last letter, so that no letter is cut from its accent."""
    followed = np.append(shapes, np.uint8(0))[end] & Shape.MARK
    if not followed.any():
        return end
    others = np.append(np.flatnonzero((shapes & Shape.MARK) == 0), len(shapes))
    return others[np.searchsorted(others, end)].astype(np.int32)


def _gaps(codes: NDArray[np.uint32], start: I32, end: I32, tables: Tables) -> tuple[NDArray[np.uint8], I32]:
    following = np.empty_like(start)
    following[:-1], following[-1] = start[1:], len(codes)
    length = following - end
    bits = np.zeros(len(codes) + 1, dtype=np.uint8)
    bits[:-1] = _lookup(tables.gap, codes, np.uint8(Gap.OTHER))
    gap = _within(np.bitwise_or, bits, end, following)
    gap[length == 0] = 0
    lines = (codes == _LINE_END).nonzero()[0]
    if len(lines):
        gap[lines.searchsorted(following) - lines.searchsorted(end) > 1] |= np.uint8(Gap.BLANK_LINE)
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
