"""The built-in recogniser `fast`: a learned linear tagger over hashed features, in numpy."""

from collections.abc import Sequence

import numpy as np

from gazetteer.index import Gazetteer
from gazetteer.keys import KeyFlag
from gazetteer.tokens import Shape
from geo.model import Kind, Span
from geo.recognize.alike import Likeness
from geo.recognize.features import ORGANIZATION, first_pass
from geo.recognize.spans import Named, named_spans
from geo.recognize.tagger import Tagger, load
from geo.recognize.words import Words, look

PROPOSED = 0.15
"""Chance from which a word is proposed as part of a name: of the gold mentions, 4 % lie below; `geo.resolve.accept`
decides on the rest."""

WRITTEN_WITHOUT_CASE = 0.8
"""The score given to a name in a script without capitals, where the tagger has nothing to go by but the gazetteer."""

_SURE = KeyFlag.COUNTRY | KeyFlag.DIVISION | KeyFlag.CURATED
_TOWN = 4.0
"""Decimal magnitude of the people of a town whose name alone is believed in a script without capitals; smaller ones
are often words."""


class FastRecognizer:
    """Names of places in a text."""

    name = "fast"

    def __init__(self, gazetteer: Gazetteer, tagger: Tagger | None = None) -> None:
        self._gazetteer = gazetteer
        self._tagger = tagger or load()
        self._likeness = Likeness(gazetteer)

    def look(self, text: str) -> Words:
        """The words of a text, as the recogniser and the resolver see them."""
        return look(text, self._gazetteer, self._likeness)

    def propose(self, text: str, words: Words) -> list[Named]:
        """Everything that may be a name of a place or a demonym, in text order; none overlap."""
        if not len(words.live):
            return []
        cased = named_spans(text, words, self._tagger.tag(words), PROPOSED)
        shapes = words.tokens.shape
        cased = [n for n in cased if not (shapes[n.first : n.first + n.words] & Shape.CASELESS).any()]
        return sorted(cased + self._without_case(words), key=lambda n: n.span)

    def _without_case(self, words: Words) -> list[Named]:
        """Names in scripts without capitals: attested ones of places that are known well enough."""
        found = []
        tokens, a = words.tokens, self._gazetteer.arrays
        caseless = words.cover[(words.cover >= 0) & ((tokens.shape & Shape.CASELESS) != 0)]
        for number in np.unique(caseless).tolist():
            first, size = int(words.hits.first[number]), int(words.hits.words[number])
            if not (tokens.shape[first : first + size] & Shape.CASELESS).all():
                continue
            position = words.hits.position[number]
            start, end = int(tokens.start[first]), int(tokens.bare_end[first + size - 1])
            ideographs = bool(tokens.shape[first] & Shape.IDEOGRAPH)
            known = bool(a["exact.flags"][position] & _SURE) or float(a["exact.magnitude"][position]) >= _TOWN
            if known and end - start >= (2 if ideographs else 3):
                flags = int(a["exact.flags"][position])
                demonym = bool(flags & KeyFlag.DEMONYM) and not flags & KeyFlag.NOT_DEMONYM
                found.append(Named(first, size, Span(start, end), demonym, WRITTEN_WITHOUT_CASE))
        return found

    def kinds(self, words: Words, names: Sequence[Named]) -> list[Kind]:
        """Place or actor by the words about the name's last word, as a second model learned; demonyms as the tagger
        said."""
        if not names:
            return []
        last = np.array([n.first + n.words - 1 for n in names])
        rows = first_pass(words, last)
        actor = self._tagger.kind.probabilities(rows)[:, ORGANIZATION] > 0.5
        return [
            "demonym" if _is_demonym(words, n) else "actor" if a else "place"
            for n, a in zip(names, actor.tolist(), strict=True)
        ]


def _is_demonym(words: Words, named: Named) -> bool:
    """What the tagger takes for a demonym, save a word attested as anything but one: Iraq in "the Iraq-Syria
    border"."""
    attested = int(words.own[named.first]) if named.words == 1 else 0
    return named.demonym and (not attested or bool(attested & KeyFlag.DEMONYM))
