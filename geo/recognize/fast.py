"""The built-in recogniser `fast`: a learned linear tagger over hashed features, in numpy."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gazetteer.index import Gazetteer
from gazetteer.keys import KeyFlag
from geo.model import Kind
from geo.recognize.alike import Likeness
from geo.recognize.features import first_pass
from geo.recognize.kinds import are_actors, load_kinds
from geo.recognize.scripts import FIRST_OTHER, names_in_other_scripts
from geo.recognize.spans import Named, named_spans
from geo.recognize.tagger import Tagger, load
from geo.recognize.words import Words, look

PROPOSED = 0.15
"""Chance from which a word is proposed as part of a name: of the gold mentions, 4 % lie below; `geo.resolve.accept`
decides on the rest."""


class FastRecognizer:
    """Names of places in a text."""

    name = "fast"

    def __init__(self, gazetteer: Gazetteer, tagger: Tagger | None = None) -> None:
        self._gazetteer = gazetteer
        self._tagger, self._kinds = tagger or load(), load_kinds()
        self._likeness = Likeness(gazetteer)
        self._last: tuple[Words, NDArray[np.uint32]] | None = None

    def look(self, text: str) -> Words:
        """The words of a text, as the recogniser and the resolver see them."""
        return look(text, self._gazetteer, self._likeness)

    def propose(self, text: str, words: Words) -> list[Named]:
        """Everything that may be a name of a place or a demonym, in text order; none overlap."""
        if not len(words.live):
            return []
        return self.proposed(text, words, self.chances(words))

    def chances(self, words: Words) -> NDArray[np.float32]:
        """Chance of each class of `CLASSES` for each live word."""
        return self._tagger.tag(words, self._features(words))

    def _features(self, words: Words) -> NDArray[np.uint32]:
        """Features of the live words; those of the last text are kept, since proposals and kinds both need them."""
        if self._last is None or self._last[0] is not words:
            self._last = words, first_pass(words)
        return self._last[1]

    def proposed(self, text: str, words: Words, chances: NDArray[np.float32]) -> list[Named]:
        """The names that chances of the live words make, and those in other scripts."""
        others = names_in_other_scripts(text, words, self._gazetteer)
        held = {word for named in others for word in range(named.first, named.first + named.words)}
        latin = [
            named
            for named in named_spans(text, words, chances, PROPOSED)
            if text[named.span.start] < FIRST_OTHER and held.isdisjoint(range(named.first, named.first + named.words))
        ]
        return sorted(latin + others, key=lambda n: n.span)

    def kinds(self, text: str, words: Words, names: Sequence[Named]) -> list[Kind]:
        """Place or actor by the words about the name's last word, as a second model learned from English; demonyms as
        the tagger said. A name in another script is a place, since the model knows none of its neighbours."""
        if not names:
            return []
        last = np.array([n.first + n.words - 1 for n in names])
        at = np.minimum(words.live.searchsorted(last), len(words.live) - 1)
        live = len(words.live) and bool((words.live[at] == last).all())  # others only where a person marked a name
        rows = self._features(words)[at] if live else first_pass(words, last)
        first = np.array([n.first for n in names])
        latin = np.array([text[n.span.start] < FIRST_OTHER for n in names])
        actor = are_actors(self._kinds, rows, words.flags[first]) & latin
        return [
            "demonym" if _is_demonym(words, n) else "actor" if a else "place"
            for n, a in zip(names, actor.tolist(), strict=True)
        ]


def _is_demonym(words: Words, named: Named) -> bool:
    """What the tagger takes for a demonym, save what is attested as a name only ("the Iraq-Syria border") and rows of
    words that are no attested demonym ("Deir El-Zour province")."""
    if named.words == 1:
        attested = int(words.own[named.first])
        return named.demonym and (not attested or bool(attested & KeyFlag.DEMONYM))
    unit = int(words.cover[named.first])
    whole = unit >= 0 and (words.hits.first[unit], words.hits.words[unit]) == (named.first, named.words)
    return named.demonym and bool(whole) and bool(int(words.flags[named.first]) & KeyFlag.DEMONYM)
