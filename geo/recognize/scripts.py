"""Names in scripts other than Latin: attested ones, under the marks that the language puts on them.

The tagger learned from English and has no say here. A word such as city or village is no name, though a place may be
called so. A name is taken where the gazetteer has it, as written or once a
mark is set
aside: the prefixed letters of Arabic and Hebrew (and, in, to), the case endings of Russian, Ukrainian and their
neighbours.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gazetteer.index import Gazetteer
from gazetteer.keys import KeyFlag
from gazetteer.skeleton import is_generic
from gazetteer.tokens import Shape, hash_names
from geo.model import Span
from geo.recognize.spans import Named
from geo.recognize.words import Words

BELIEVED = 0.8
"""The score given to such a name, for want of a tagger's."""

TOWN = 4.0
"""Decimal magnitude of the people of a town whose name alone is believed; smaller ones are often common words."""

_SURE = KeyFlag.COUNTRY | KeyFlag.DIVISION | KeyFlag.CURATED | KeyFlag.DEMONYM
FIRST_OTHER = "\u0370"
"""The first letter that is not Latin: the Greek block is the first of the others."""

PREFIXES = {"arabic": "وفبكل", "hebrew": "ובהלמכש"}
"""One-letter words written as one with the next: and, so, in, as, to; in Hebrew also the article, from and that."""

ENDINGS = (
    ("ові", ("ів",)), ("еві", ("їв", "ів")), ("єві", ("їв",)), ("ом", ("", "о")), ("ем", ("ь", "й", "")),
    ("ём", ("ь",)), ("єм", ("й",)), ("ой", ("а",)), ("ою", ("а",)), ("ей", ("я",)), ("ею", ("я",)),
    ("єю", ("я",)), ("ым", ("ый", "")), ("им", ("ий", "")), ("ого", ("ое", "ый", "ий")),
    ("ому", ("ое", "ый", "ий")), ("а", ("", "о")), ("я", ("ь", "й", "е")), ("у", ("а", "", "о")),
    ("ю", ("я", "ь", "й")), ("е", ("", "а", "я", "о", "ь")), ("є", ("я", "е")), ("и", ("я", "ь", "а", "ы")),
    ("ы", ("а",)), ("і", ("", "а", "я", "ь", "о")), ("ї", ("я", "й")),
)  # fmt: skip
"""Case endings of Russian and Ukrainian nouns and adjectives in the singular, and what they stand for in the
nominative."""

SHORTEST = 3
"""Letters of a name in an alphabet; two in ideographs."""


def names_in_other_scripts(text: str, words: Words, gazetteer: Gazetteer) -> list[Named]:
    """Names in scripts other than Latin, in text order."""
    tokens = words.tokens
    if text.isascii() or not len(tokens):
        return []
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    foreign = (codes[tokens.start] >= ord(FIRST_OTHER)) & ((tokens.shape & (Shape.CASELESS | Shape.INITIAL)) != 0)
    if not foreign.any():
        return []
    taken = np.zeros(len(tokens), dtype=bool)
    found = list(_attested(text, words, gazetteer, foreign, taken))
    found += _marked(text, words, gazetteer, foreign, taken)
    return sorted(found, key=lambda named: named.span)


def _known(gazetteer: Gazetteer, position: int) -> bool:
    a = gazetteer.arrays
    return bool(a["exact.flags"][position] & _SURE) or float(a["exact.magnitude"][position]) >= TOWN


def _attested(
    text: str, words: Words, gazetteer: Gazetteer, foreign: NDArray[np.bool_], taken: NDArray[np.bool_]
) -> Iterator[Named]:
    """Names as written."""
    tokens, hits = words.tokens, words.hits
    for number in np.unique(words.cover[foreign & (words.cover >= 0)]).tolist():
        first, size, position = int(hits.first[number]), int(hits.words[number]), int(hits.position[number])
        start, end = int(tokens.start[first]), int(tokens.bare_end[first + size - 1])
        shortest = 2 if tokens.shape[first] & Shape.IDEOGRAPH else SHORTEST
        known = foreign[first] and _known(gazetteer, position) and end - start >= shortest
        if known and not (size == 1 and is_generic(text[start:end])):
            flags = int(gazetteer.arrays["exact.flags"][position])
            demonym = bool(flags & KeyFlag.DEMONYM) and not flags & KeyFlag.NOT_DEMONYM
            taken[first : first + size] = True
            yield Named(first, size, Span(start, end), demonym, BELIEVED)


def _marked(
    text: str, words: Words, gazetteer: Gazetteer, foreign: NDArray[np.bool_], taken: NDArray[np.bool_]
) -> list[Named]:
    """Names once a mark is set aside: of the forms a word may stand for, the one of the largest place."""
    tries = [
        trial
        for first in np.flatnonzero(foreign & ~taken).tolist()
        for trial in _trials(text, words, first)
        if not taken[first : first + trial[1]].any()
    ]
    if not tries:
        return []
    keys, _ = hash_names([form for *_, form in tries], gazetteer.tables)
    best: dict[int, tuple[int, float, Named]] = {}
    for (first, size, start, end, form), position in zip(tries, gazetteer.find(keys).tolist(), strict=True):
        if position < 0 or not _known(gazetteer, position) or (size == 1 and is_generic(form)):
            continue
        flags, weight = (
            int(gazetteer.arrays["exact.flags"][position]),
            float(gazetteer.arrays["exact.magnitude"][position]),
        )
        demonym = bool(flags & KeyFlag.DEMONYM) and not flags & KeyFlag.NOT_DEMONYM
        if first not in best or (size, weight) > best[first][:2]:
            best[first] = (size, weight, Named(first, size, Span(start, end), demonym, BELIEVED, form=form))
    kept: list[Named] = []
    for _, _, named in sorted(best.values(), key=lambda b: b[2].first):
        if not kept or named.first >= kept[-1].first + kept[-1].words:
            kept.append(named)
    return kept


def _trials(text: str, words: Words, first: int) -> Iterator[tuple[int, int, int, int, str]]:
    """Forms that a word and those that join it may stand for: first word, number of words, start, end, form."""
    tokens = words.tokens
    start, code = int(tokens.start[first]), ord(text[tokens.start[first]])
    arabic, hebrew = 0x600 <= code <= 0x6FF, 0x590 <= code <= 0x5FF
    last = first
    for size in (1, 2, 3):
        last = first + size - 1
        if size > 1 and (last >= len(tokens) or not words.joins[last - 1]):
            return
        end = int(tokens.bare_end[last])
        if arabic or hebrew:
            if text[start] in PREFIXES["arabic" if arabic else "hebrew"] and int(tokens.end[first]) - start > SHORTEST:
                yield first, size, start + 1, end, text[start + 1 : end]
        elif 0x400 <= code <= 0x52F:
            for ending, nominatives in ENDINGS:
                if text[start:end].endswith(ending) and end - start - len(ending) >= SHORTEST:
                    for nominative in nominatives:
                        yield first, size, start, end, text[start : end - len(ending)] + nominative
