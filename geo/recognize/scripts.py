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
from gazetteer.tokens import Gap, Shape, hash_names
from geo.model import Span
from geo.recognize.marks import ADJECTIVAL, PREFIXES, SHORTEST, forms, is_persian, persian_forms, script_of
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
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    foreign = (codes[tokens.start] >= ord(FIRST_OTHER)) & ((tokens.shape & (Shape.CASELESS | Shape.INITIAL)) != 0)
    if not foreign.any():
        return []
    guesses = [*_attested(text, words, foreign), *_marked(text, words, gazetteer, foreign)]
    magnitude = gazetteer.arrays["exact.magnitude"]
    fit = [guess for guess in guesses if _is_name(text, words, gazetteer, guess)]
    fit.sort(key=lambda g: (-g.words, bool(g.form), -float(magnitude[g.position]), g.first))
    taken = np.zeros(len(tokens), dtype=bool)
    found = []
    for guess in fit:
        if not taken[guess.first : guess.first + guess.words].any():
            taken[guess.first : guess.first + guess.words] = True
            flags = int(gazetteer.arrays["exact.flags"][guess.position])
            demonym = bool(flags & KeyFlag.DEMONYM) and not flags & KeyFlag.NOT_DEMONYM
            found.append(Named(guess.first, guess.words, guess.span, demonym, BELIEVED, form=guess.form))
    return sorted(found, key=lambda named: named.span)


def _attested(text: str, words: Words, foreign: NDArray[np.bool_]) -> Iterator[_Guess]:
    """Names as written."""
    tokens, hits = words.tokens, words.hits
    for number in np.flatnonzero(foreign[hits.first]).tolist():
        first, size = int(hits.first[number]), int(hits.words[number])
        span = Span(int(tokens.start[first]), _end(text, int(tokens.bare_end[first + size - 1])))
        yield _Guess(first, size, span, "", int(hits.position[number]))


def _marked(text: str, words: Words, gazetteer: Gazetteer, foreign: NDArray[np.bool_]) -> list[_Guess]:
    """Names once marks are set aside."""
    persian = is_persian(text)
    tries = [
        (first, size, Span(start + form.skipped, end), form.text)
        for first in np.flatnonzero(foreign).tolist()
        for size, start, end in _rows(text, words, first)
        for form in (persian_forms if persian else forms)(_parts(text, words, first, size))
    ]
    if not tries:
        return []
    keys, _ = hash_names([form for *_, form in tries], gazetteer.tables)
    guesses: dict[tuple[int, int], list[_Guess]] = {}
    for (first, size, span, form), position in zip(tries, gazetteer.find(keys).tolist(), strict=True):
        if position >= 0:
            guess = _Guess(first, size, Span(span.start, _end(text, span.end)), form, position)
            guesses.setdefault((first, size), []).append(guess)
    # of prefixes the shorter: in Hebrew "and Metula" is also "and from Tula"
    least = {row: min(guess.span.start for guess in of_row) for row, of_row in guesses.items()}
    return [guess for row, of_row in guesses.items() for guess in of_row if guess.span.start == least[row]]


def _rows(text: str, words: Words, first: int) -> Iterator[tuple[int, int, int]]:
    """Rows of words from the first on that may be one name: how many, start, end. In scripts with capitals each has
    one, or stands behind a hyphen or an adjective."""
    tokens = words.tokens
    start = int(tokens.start[first])
    for size in range(1, LONGEST + 1):
        last = first + size - 1
        if size > 1:
            if last >= len(tokens) or not words.joins[last - 1]:
                return
            adjective = size == 2 and text[start : int(tokens.end[first])].endswith(ADJECTIVAL)
            if not (
                adjective or tokens.shape[last] & (Shape.CASELESS | Shape.INITIAL) or tokens.gap[last - 1] & Gap.HYPHEN
            ):
                return
        yield size, start, int(tokens.bare_end[last])


def _parts(text: str, words: Words, first: int, size: int) -> list[str]:
    """The words of a row, each with what parts it from the next."""
    tokens = words.tokens
    ends = [int(tokens.start[k + 1]) for k in range(first, first + size - 1)] + [int(tokens.bare_end[first + size - 1])]
    return [text[int(tokens.start[k]) : end] for k, end in zip(range(first, first + size), ends, strict=True)]


def _end(text: str, end: int) -> int:
    """The end of a word with the signs that folding drops behind it: the hamza of Sanaa, vowel points."""
    while end < len(text) and (text[end] == "ء" or unicodedata.combining(text[end])):
        end += 1
    return end


def _is_name(text: str, words: Words, gazetteer: Gazetteer, guess: _Guess) -> bool:
    """Whether a guess is believed: for the size of its place, and for the word before it."""
    tokens, (first, size, span, form, position) = words.tokens, guess
    shortest = 2 if tokens.shape[first] & Shape.IDEOGRAPH else SHORTEST
    name, written = form or text[span.start : span.end], text[int(tokens.start[first]) : span.end]
    if span.end - span.start < shortest or text[span.end : span.end + 1] in STREETS:
        return False
    flags, magnitude = (gazetteer.arrays[column][position] for column in ("exact.flags", "exact.magnitude"))
    known = bool(int(flags) & _SURE) or float(magnitude) >= TOWN
    script = script_of(text[span.start])
    if size > 1:
        known = known or _after(text, words, first, script, "place") or _after(text, words, first, script, "at")
        return known and not (tokens.shape[first] & Shape.CASELESS and _all_ordinary(text, words, first, size, script))
    folded, as_written = fold(name), fold(written)
    if is_generic(name) or is_of(script, "never", folded) or is_of(script, "never", as_written):
        return False
    after_place = _after(text, words, first, script, "place")
    cased = not tokens.shape[first] & Shape.CASELESS
    opens = first == 0 or bool(tokens.gap[first - 1] & _ENDING)
    if cased and opens and form:
        return False  # a name in another case seldom opens a sentence, nouns like column do
    if is_of(script, "common", folded) or is_of(script, "common", as_written):
        return after_place or (known and bool(cased) and not opens)
    if is_of(script, "weak", folded) or is_of(script, "weak", as_written):
        prefix = text[int(tokens.start[first]) : span.start][-1:]
        at = (prefix and prefix in IN_AND_TO) or _after(text, words, first, script, "at")
        return after_place or (known and bool(at))
    if (
        cased
        and not form
        and not after_place
        and not int(flags) & _SURE
        and _after_a_capital(text, words, first, script)
    ):
        return False
    return known or after_place


def _after_a_capital(text: str, words: Words, first: int, script: str) -> bool:
    """Whether a capitalised word that is no preposition stands before the first, as a person's first name does."""
    tokens = words.tokens
    if first == 0 or tokens.gap[first - 1] & ~np.uint8(Gap.SPACE) or not tokens.shape[first - 1] & Shape.INITIAL:
        return False
    return not _after(text, words, first, script, "at") and int(tokens.end[first - 1] - tokens.start[first - 1]) > 1


def _all_ordinary(text: str, words: Words, first: int, size: int, script: str) -> bool:
    """Whether a row of words is made of such as are no names alone: under water."""
    folded = [fold(part) for part in _parts(text, words, first, size)]
    return all(is_of(script, "never", word) or is_of(script, "common", word) for word in folded)


def _after(text: str, words: Words, first: int, script: str, name: WordClass) -> bool:
    """Whether the word before the first is of a class, under a prefix too; only blanks part the two."""
    tokens = words.tokens
    if first == 0 or tokens.gap[first - 1] & ~np.uint8(Gap.SPACE | Gap.NEWLINE | Gap.PERIOD):
        return False
    before = text[int(tokens.start[first - 1]) : int(tokens.end[first - 1])]
    guesses = [before, *(form.text for form in forms([before]))] if script in PREFIXES else [before]
    return any(is_of(script, name, fold(guess)) for guess in guesses)
