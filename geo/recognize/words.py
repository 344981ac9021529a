"""What the recogniser sees of a text: its words with their form, their neighbours and what the gazetteer knows of them.

Everything is an array with one entry a word. Only *live* words are judged: those that could be part of a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer.index import Gazetteer
from gazetteer.scan import Hits, capitalised, joinable, longest, scan
from gazetteer.tokens import Gap, Shape, Tokens, codes_of, folded_codes, hash_name, mix, tokenize
from geo.recognize.alike import Likeness
from geo.recognize.genitives import set_aside
from geo.recognize.lexicon import commonness

U8 = NDArray[np.uint8]
U64 = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words as the recogniser sees them."""

    tokens: Tokens
    hits: Hits
    cover: NDArray[np.int64]
    """For each word the number of the hit that covers it, -1 where none does."""
    joins: NDArray[np.bool_]
    """Whether a name may go on over what follows the word."""
    live: NDArray[np.int64]
    """Numbers of the words to judge."""
    form: U8
    """The word's shape and length in one number, and whether an article is elided before it."""
    flags: U8
    """`KeyFlag` of the longest name that covers the word."""
    size: U8
    """Tenfold decimal magnitude of that name's largest place, and its length and the word's place in it."""
    own: U8
    """`KeyFlag` of the word taken alone."""
    ends: tuple[U64, U64, U64, U64]
    """Hashes of its first three, last two, last three and last four letters."""
    run: tuple[U64, U64, U64, U64]
    """Of the unbroken row of capitalised words it stands in: first word, last word, the word before, the word after."""
    place_in_run: U8
    alike: U8
    """How strongly it reads like a name that no gazetteer has (0 to 4)."""
    like: NDArray[np.int32]
    """Number of that reading, -1 for none: its words belong together."""
    common: U8
    """How commonly English prose writes the word small (0 to 3)."""
    seen: U8
    """How often the word is in the text, whether it is also written small there, and whether with a capital in
    mid-sentence."""
    foreign: bool
    """Whether the text is in another language than English."""
    forms: Mapping[int, str]
    """The names of words that stand in the genitive, by number."""

    def begins(self, unit: NDArray[np.int64]) -> NDArray[np.int64]:
        """The first word of each attested name, given as `cover` has it, without an article before it."""
        first = self.hits.first[unit]
        return np.asarray(first + (self.cover[first] != unit))


def look(text: str, gazetteer: Gazetteer, likeness: Likeness) -> Words:
    """See a text as words."""
    tokens = tokenize(text, gazetteer.tables)
    tokens, hits, forms = set_aside(text, tokens, scan(tokens, gazetteer), gazetteer)
    capital, joins = capitalised(tokens), joinable(tokens)
    article = ~capital & (tokens.hash == np.uint64(hash_name("the")))
    cover, flags, size, own = _gazetteer_columns(capital, article, hits, gazetteer)
    run, place_in_run = _runs(tokens, capital, joins)
    common = commonness(tokens.bare_hash)
    alike, like = likeness.columns(text, tokens, hits, cover >= 0, capital, joins)
    return Words(
        tokens,
        hits,
        cover,
        joins,
        _live(capital, joins, tokens.gap & Gap.HYPHEN != 0),
        _form(tokens),
        flags,
        size,
        own,
        _ends(text, tokens, gazetteer),
        run,
        place_in_run,
        alike,
        like,
        common,
        _seen(tokens, capital),
        _is_foreign(tokens, common),
        forms,
    )


def _gazetteer_columns(
    capital: NDArray[np.bool_], article: NDArray[np.bool_], hits: Hits, gazetteer: Gazetteer
) -> tuple[NDArray[np.int64], U8, U8, U8]:
    """`cover`, `flags`, `size` and `own` of the words; an article before a name is none of its words."""
    n = len(capital)
    cover = np.full(n, -1, dtype=np.int64)
    flags, size, own = (np.zeros(n, dtype=np.uint8) for _ in range(3))
    if not len(hits.first):
        return cover, flags, size, own
    hit_flags = gazetteer.arrays["exact.flags"][hits.position]
    magnitude = gazetteer.arrays["exact.magnitude"][hits.position]
    single = hits.words == 1
    own[hits.first[single]] = hit_flags[single]
    kept = longest(hits, capital)
    words, first = hits.words[kept], hits.first[kept]
    begins = np.cumsum(words) - words
    covered = np.repeat(first - begins, words) + np.arange(words.sum())
    cover[covered] = np.repeat(kept, words)
    flags[covered] = np.repeat(hit_flags[kept], words)
    size[covered] = np.repeat(np.minimum(magnitude[kept], 7) + 8 * np.minimum(words - 1, 3) + 32, words)
    size[first] += 32
    the = first[article[first]]
    cover[the], flags[the], size[the] = -1, 0, 0
    return cover, flags, size, own


def _live(capital: NDArray[np.bool_], joins: NDArray[np.bool_], hyphen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Capitalised words, one or two small words between two of them, and a small one with a hyphen before one: al-Bab.
    The gazetteer has no say, so that what is said of the words of a text holds with any."""
    live = capital.copy()
    live[:-1] |= joins[:-1] & hyphen[:-1] & capital[1:]
    if len(capital) > 2:
        linked = capital[:-2] & joins[:-2] & joins[1:-1] & capital[2:]
        live[1:-1] |= linked
    if len(capital) > 3:
        linked = capital[:-3] & joins[:-3] & joins[1:-2] & joins[2:-1] & capital[3:]
        live[1:-2] |= linked
        live[2:-1] |= linked
    return np.flatnonzero(live)


def _form(tokens: Tokens) -> U8:
    length = np.minimum(tokens.end - tokens.start, 8)
    bucket = np.array([0, 0, 1, 2, 3, 4, 4, 5, 5])[length]
    base = tokens.shape & ~np.uint8(Shape.POSSESSIVE | Shape.IDEOGRAPH)
    base |= (tokens.bare_start != tokens.start) * np.uint8(Shape.IDEOGRAPH)
    return np.asarray((base.astype(np.int64) % 64) * 4 % 256 + bucket % 4 + (bucket // 4) * 2, dtype=np.uint8)


def _ends(text: str, tokens: Tokens, gazetteer: Gazetteer) -> tuple[U64, U64, U64, U64]:
    if not len(tokens):
        none = np.zeros(0, dtype=np.uint64)
        return none, none, none, none
    length = tokens.bare_end - tokens.bare_start
    codes = codes_of(text)
    first, last = (
        folded_codes(codes.take(at, mode="clip"), gazetteer.tables) * (length > number)
        for at, number in (
            (tokens.bare_start + np.arange(3)[:, None], np.arange(3)[:, None]),
            (tokens.bare_end - np.arange(1, 5)[:, None], np.arange(4)[:, None]),
        )
    )
    k1, k2, k3 = np.uint64(0x10001), np.uint64(0x1000003), np.uint64(0x100000001B3)
    first3 = first[0] + first[1] * k1 + first[2] * k2
    last2 = last[0] + last[1] * k1
    last3 = last2 + last[2] * k2
    return first3, last2, last3, last3 + last[3] * k3


def _runs(tokens: Tokens, capital: NDArray[np.bool_], joins: NDArray[np.bool_]) -> tuple[tuple[U64, U64, U64, U64], U8]:
    n = len(tokens)
    if n == 0:
        none = np.zeros(0, dtype=np.uint64)
        return (none, none, none, none), np.zeros(0, dtype=np.uint8)
    numbers = np.arange(n)
    goes_on = np.append(capital[:-1] & capital[1:] & joins[:-1], False)
    starts = np.append(True, ~goes_on[:-1])
    first = np.maximum.accumulate(np.where(starts, numbers, 0))
    ends = ~goes_on
    last = n - 1 - np.maximum.accumulate(np.where(ends[::-1], numbers, 0))[::-1]
    hashes = tokens.bare_hash
    before = np.where(first > 0, hashes[np.maximum(first - 1, 0)], np.uint64(1))
    after = np.where(last < n - 1, hashes[np.minimum(last + 1, n - 1)], np.uint64(2))
    place = np.minimum(numbers - first, 3) + 4 * np.minimum(last - numbers, 3)
    return (hashes[first], hashes[last], before, after), place.astype(np.uint8)


FOREIGN, LEAST_FOREIGN = 0.35, 3
"""Share of a text's small words that are not in the English lexicon from which it counts as in another language, and
how many these must be. Of the articles of LGL the highest share is 0.14, of the sentences of latin.tsv in groups 1
the lowest 0.38."""


def _is_foreign(tokens: Tokens, common: U8) -> bool:
    small = (tokens.shape & (Shape.INITIAL | Shape.CASELESS | Shape.DIGIT)) == 0
    unknown = np.count_nonzero(small & (common == 0))
    return bool(unknown >= LEAST_FOREIGN and unknown >= FOREIGN * np.count_nonzero(small))


def _seen(tokens: Tokens, capital: NDArray[np.bool_]) -> U8:
    n = len(tokens)
    if n == 0:
        return np.zeros(0, dtype=np.uint8)
    inverse, counts = grouped(tokens.bare_hash)
    small = np.bincount(inverse, weights=~capital) > 0
    middle = np.append(False, (tokens.gap[:-1] & ~np.uint8(Gap.SPACE | Gap.HYPHEN)) == 0) & capital
    inside = np.bincount(inverse, weights=middle) > 0
    bucket = np.minimum(np.log2(counts).astype(np.int64), 3)
    return np.asarray((bucket + WRITTEN_SMALL * small + 8 * inside)[inverse], dtype=np.uint8)


def grouped(values: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each value the number of its group, by size, and how often each group's value is there: as numpy's `unique`
    has it, in a third of the time where there are some hundreds.

    >>> [numbers.tolist() for numbers in grouped(np.array([7, 3, 7]))]
    [[1, 0, 1], [1, 2]]
    """
    order = values.argsort()
    ordered = values[order]
    begins = np.ones(len(values), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    number = begins.cumsum() - 1
    inverse = np.empty(len(values), dtype=np.int64)
    inverse[order] = number
    return inverse, np.bincount(number)


WRITTEN_SMALL = 4
"""The bit of `Words.seen` that says so."""


def spread(values: U64, salt: int | U64) -> U64:
    """Hash values under a salt of their own, so that equal numbers in different roles do not meet."""
    salts = np.asarray(salt, dtype=np.uint64)
    return mix(values * (salts * np.uint64(2) + np.uint64(1)) + salts * _SALT)


_SALT = np.uint64(0x9E3779B97F4A7C15)
"""Odd multiplier of salts (the golden ratio's bits)."""
