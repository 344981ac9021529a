"""Names in scripts other than Latin: attested ones, under the marks that the language puts on them.

The tagger learned from English and has no say here. A name is taken where the gazetteer has it, as written or once the
marks of its language are set aside (`marks`): that of a country, a division, a curated place or a town of 10,000
people, and any at all after a word such as city or village, one of several words also after a preposition of place. Of
names that overlap the longest is taken. A word that is mostly no name (`ordinary`) needs such a word before it, or a
preposition of place; a word such as city is none itself.
"""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.keys import KeyFlag
from gazetteer.skeleton import is_generic
from gazetteer.tokens import Gap, Shape, codes_of, hash_names
from geo.model import Span
from geo.recognize.marks import (
    ADJECTIVAL,
    PREFIXES,
    SHORTEST,
    forms,
    is_persian,
    may_be_marked,
    persian_forms,
    script_of,
)
from geo.recognize.ordinary import WordClass, is_of
from geo.recognize.spans import Named
from geo.recognize.words import Words

BELIEVED = 0.9
"""The score given to such a name, for want of a tagger's: with 0.8 the acceptance, which learned from English, refused
Syria in Greek and Beijing in Chinese."""

TOWN = 4.0
"""Decimal magnitude of the people of a town whose name alone is believed; smaller ones are often common words."""

LONGEST = 3
"""Words of a name whose marks are set aside."""

STREETS = ("路", "街")
"""Chinese signs for a street, behind the name it is called by."""

IN_AND_TO = "بلבלמ"
"""Prefixes of Arabic and Hebrew that are prepositions of place: in, to, from."""

_SURE = KeyFlag.COUNTRY | KeyFlag.DIVISION | KeyFlag.CURATED | KeyFlag.DEMONYM
_ENDING = Gap.PERIOD | Gap.OTHER | Gap.BLANK_LINE | Gap.NEWLINE
FIRST_OTHER = "\u0370"
"""The first letter that is not Latin: the Greek block is the first of the others."""


class _Sight(NamedTuple):
    """The words as plain lists, one entry a word, for loops over some of them."""

    text: str
    start: list[int]
    end: list[int]
    bare_end: list[int]
    shape: list[int]
    gap: list[int]
    joins: list[bool]


class _Guess(NamedTuple):
    """What a row of words may be, and what speaks for it."""

    first: int
    words: int
    span: Span
    form: str
    """The name without marks; empty where it is as written."""
    position: int
    """In the index."""


def names_in_other_scripts(text: str, words: Words, gazetteer: Gazetteer) -> list[Named]:
    """Names in scripts other than Latin, in text order; none overlap."""
    tokens = words.tokens
    if text.isascii() or not len(tokens):
        return []
    other = codes_of(text)[tokens.start] >= ord(FIRST_OTHER)
    foreign = other & ((tokens.shape & (Shape.CASELESS | Shape.INITIAL)) != 0)
    if not foreign.any():
        return []
    columns = (tokens.start, tokens.end, tokens.bare_end, tokens.shape, tokens.gap, words.joins)
    sight = _Sight(text, *(column.tolist() for column in columns))
    guesses = [*_attested(sight, words, foreign), *_marked(sight, gazetteer, foreign)]
    position = np.array([guess.position for guess in guesses], dtype=np.int64)
    flagged = gazetteer.arrays["exact.flags"][position].tolist()
    people = gazetteer.arrays["exact.magnitude"][position].tolist()
    fit = [
        (-guess.words, bool(guess.form), -magnitude, guess.first, guess, flags)
        for guess, flags, magnitude in zip(guesses, flagged, people, strict=True)
        if _is_name(sight, guess, flags, magnitude)
    ]
    fit.sort(key=lambda f: f[:4])
    taken = np.zeros(len(tokens), dtype=bool)
    found = []
    for *_, guess, flags in fit:
        if not taken[guess.first : guess.first + guess.words].any():
            taken[guess.first : guess.first + guess.words] = True
            demonym = bool(flags & KeyFlag.DEMONYM) and not flags & KeyFlag.NOT_DEMONYM
            found.append(Named(guess.first, guess.words, guess.span, demonym, BELIEVED, form=guess.form))
    return sorted(found, key=lambda named: named.span)


def _attested(sight: _Sight, words: Words, foreign: NDArray[np.bool_]) -> Iterator[_Guess]:
    """Names as written."""
    hits = words.hits
    some = foreign[hits.first]
    columns = (hits.first[some].tolist(), hits.words[some].tolist(), hits.position[some].tolist())
    for first, size, position in zip(*columns, strict=True):
        span = Span(sight.start[first], _end(sight.text, sight.bare_end[first + size - 1]))
        yield _Guess(first, size, span, "", position)


def _marked(sight: _Sight, gazetteer: Gazetteer, foreign: NDArray[np.bool_]) -> list[_Guess]:
    """Names once marks are set aside."""
    persian = is_persian(sight.text)
    guessed = persian_forms if persian else forms
    tries = [
        (first, size, Span(sight.start[first] + form.skipped, sight.bare_end[first + size - 1]), form.text)
        for first in np.flatnonzero(foreign).tolist()
        if persian or may_be_marked(sight.text[sight.start[first]])
        for size, row in _rows(sight, first)
        for form in guessed(row)
    ]
    if not tries:
        return []
    keys, _ = hash_names([form for *_, form in tries], gazetteer.tables)
    guesses: dict[tuple[int, int], list[_Guess]] = {}
    for (first, size, span, form), position in zip(tries, gazetteer.find(keys).tolist(), strict=True):
        if position >= 0:
            guess = _Guess(first, size, Span(span.start, _end(sight.text, span.end)), form, position)
            guesses.setdefault((first, size), []).append(guess)
    # of prefixes the shorter: in Hebrew "and Metula" is also "and from Tula"
    least = {row: min(guess.span.start for guess in of_row) for row, of_row in guesses.items()}
    return [guess for row, of_row in guesses.items() for guess in of_row if guess.span.start == least[row]]


def _rows(sight: _Sight, first: int) -> Iterator[tuple[int, list[str]]]:
    """Rows of words from the first on that may be one name: how many, and each with what parts it from the next. In
    scripts with capitals each has one, or stands behind a hyphen or an adjective."""
    for size in range(1, LONGEST + 1):
        last = first + size - 1
        if size > 1:
            if last >= len(sight.start) or not sight.joins[last - 1]:
                return
            adjective = size == 2 and sight.text[sight.start[first] : sight.end[first]].endswith(ADJECTIVAL)
            if not (
                adjective or sight.shape[last] & (Shape.CASELESS | Shape.INITIAL) or sight.gap[last - 1] & Gap.HYPHEN
            ):
                return
        yield size, _parts(sight, first, size)


def _parts(sight: _Sight, first: int, size: int) -> list[str]:
    """The words of a row, each with what parts it from the next."""
    last = first + size - 1
    ends = [*sight.start[first + 1 : last + 1], sight.bare_end[last]]
    return [sight.text[start:end] for start, end in zip(sight.start[first : last + 1], ends, strict=True)]


def _end(text: str, end: int) -> int:
    """The end of a word with the signs that folding drops behind it: the hamza of Sanaa, vowel points."""
    while end < len(text) and (text[end] == "ء" or unicodedata.combining(text[end])):
        end += 1
    return end


def _is_name(sight: _Sight, guess: _Guess, flags: int, magnitude: float) -> bool:
    """Whether a guess is believed: for the size of its place, and for the word before it."""
    text, (first, size, span, form, _) = sight.text, guess
    shortest = 2 if sight.shape[first] & Shape.IDEOGRAPH else SHORTEST
    name, written = form or text[span.start : span.end], text[sight.start[first] : span.end]
    if span.end - span.start < shortest or text[span.end : span.end + 1] in STREETS:
        return False
    known = bool(flags & _SURE) or magnitude >= TOWN
    script = script_of(text[span.start])
    if size > 1:
        known = known or _after(sight, first, script, "place") or _after(sight, first, script, "at")
        return known and not (sight.shape[first] & Shape.CASELESS and _all_ordinary(sight, first, size, script))
    after_place = _after(sight, first, script, "place")
    if not (known or after_place):
        return False
    folded, as_written = fold(name), fold(written)
    if is_generic(name) or is_of(script, "never", folded) or is_of(script, "never", as_written):
        return False
    cased = not sight.shape[first] & Shape.CASELESS
    opens = first == 0 or bool(sight.gap[first - 1] & _ENDING)
    if cased and opens and form:
        return False  # a name in another case seldom opens a sentence, nouns like column do
    if is_of(script, "common", folded) or is_of(script, "common", as_written):
        return after_place or (bool(cased) and not opens)
    if is_of(script, "weak", folded) or is_of(script, "weak", as_written):
        prefix = text[sight.start[first] : span.start][-1:]
        at = (prefix and prefix in IN_AND_TO) or _after(sight, first, script, "at")
        return after_place or bool(at)
    return not (cased and not form and not after_place and not flags & _SURE and _after_a_capital(sight, first, script))


def _after_a_capital(sight: _Sight, first: int, script: str) -> bool:
    """Whether a capitalised word that is no preposition stands before the first, as a person's first name does."""
    if first == 0 or sight.gap[first - 1] & ~Gap.SPACE or not sight.shape[first - 1] & Shape.INITIAL:
        return False
    return not _after(sight, first, script, "at") and sight.end[first - 1] - sight.start[first - 1] > 1


def _all_ordinary(sight: _Sight, first: int, size: int, script: str) -> bool:
    """Whether a row of words is made of such as are no names alone: under water."""
    folded = [fold(part) for part in _parts(sight, first, size)]
    return all(is_of(script, "never", word) or is_of(script, "common", word) for word in folded)


def _after(sight: _Sight, first: int, script: str, name: WordClass) -> bool:
    """Whether the word before the first is of a class, under a prefix too; only blanks part the two."""
    if first == 0 or sight.gap[first - 1] & ~(Gap.SPACE | Gap.NEWLINE | Gap.PERIOD):
        return False
    before = sight.text[sight.start[first - 1] : sight.end[first - 1]]
    guesses = [before, *(form.text for form in forms([before]))] if script in PREFIXES else [before]
    return any(is_of(script, name, fold(guess)) for guess in guesses)
