"""Spellings that no gazetteer has but that read like a name in a country of the report: evidence for the recogniser.

A like spelling never makes a mention by itself: in English prose "September" reads like a village somewhere. So it
is looked for only
among capitalised words that no attested name covers, counts only for the countries that the report's attested names
point to, and
even then is one feature among many.
"""

from collections import OrderedDict
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from gazetteer.index import Gazetteer
from gazetteer.keys import KeyFlag
from gazetteer.outline import letters_of
from gazetteer.scan import Hits
from gazetteer.tokens import Tokens

MOST_WORDS = 4
SHORTEST = 5
"""Letters a single word must have: shorter ones read like some village nearly always."""
LARGE = 5.5
"""Decimal magnitude from which a town's name points to its country by itself: some 300,000 people."""
TOWN = 10_000
"""People from which a town may be met in a spelling that no gazetteer has; nearly every word reads like some hamlet."""
LOWEST = 0.75
"""Agreement of the letters below which nothing is said: so far agree names of persons with some town's."""
MOST_KEPT = 50_000

STEPS = (0.82, 0.88, 0.94)
"""Agreements at which the evidence counts as stronger: quarters of those that attested spellings of one skeleton
reach."""


class Like(NamedTuple):
    """The best like name in each country."""

    scores: dict[int, float]
    """By the country's number in the index."""


class Likeness:
    """Looks spellings up and remembers them: reports repeat names."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._kept: OrderedDict[str, Like] = OrderedDict()

    def of(self, surface: str) -> Like:
        """The best score of a like name, by country."""
        if surface in self._kept:
            self._kept.move_to_end(surface)
            return self._kept[surface]
        a = self._gazetteer.arrays
        rows = self._gazetteer.alike(surface)
        places = a["name.place"][rows]
        worth = (a["place.population"][places] >= TOWN) | (a["place.source"][places] == self._gazetteer.own_source)
        rows, places = rows[worth], places[worth]
        mine = letters_of(surface)
        scores: dict[int, float] = {}
        theirs = self._gazetteer.pieces("letters", rows)
        for letters, country in zip(theirs, a["place.country"][places].tolist(), strict=True):
            score = Levenshtein.normalized_similarity(mine, letters)
            if score > max(scores.get(country, 0.0), LOWEST):
                scores[country] = score
        found = self._kept[surface] = Like(scores)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found

    def columns(
        self,
        text: str,
        tokens: Tokens,
        hits: Hits,
        covered: NDArray[np.bool_],
        capital: NDArray[np.bool_],
        joins: NDArray[np.bool_],
    ) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """For each word how strong the evidence is (0 to 4), and the number of the like name it belongs to, -1 for
        none."""
        strength = np.zeros(len(tokens), dtype=np.uint8)
        owner = np.full(len(tokens), -1, dtype=np.int32)
        countries = self._countries(hits)
        if not countries:
            return strength, owner
        number = 0
        spans = _Spans(tokens.start.tolist(), tokens.bare_end.tolist(), covered.tolist())
        for first, last in _stretches(capital, joins, covered):
            found = self._found(text, spans, countries, first, last)
            for score, a, b in sorted(found, key=lambda s: (-s[0], s[1] - s[2])):
                if (owner[a:b] < 0).all():
                    owner[a:b] = number
                    strength[a:b] = 1 + sum(score >= step for step in STEPS)
                    number += 1
        return strength, owner

    def _countries(self, hits: Hits) -> set[int]:
        """The countries that the report's attested names point to."""
        a = self._gazetteer.arrays
        flags = a["exact.flags"][hits.position]
        telling = ((flags & (KeyFlag.COUNTRY | KeyFlag.DEMONYM)) != 0) | (a["exact.magnitude"][hits.position] >= LARGE)
        first = a["exact.rows"][a["exact.starts"][np.unique(hits.position[telling])]]
        return set(a["place.country"][a["name.place"][first]].tolist()) - {0}

    def _found(
        self, text: str, spans: "_Spans", countries: set[int], first: int, last: int
    ) -> list[tuple[float, int, int]]:
        found = []
        for a in range(first, last):
            start, open_word = spans.start[a], False
            for b in range(a, min(a + MOST_WORDS, last)):
                open_word = open_word or not spans.covered[b]
                end = spans.end[b]
                if not open_word or end - start < SHORTEST:
                    continue
                scores = self.of(text[start:end]).scores
                score = max((s for c, s in scores.items() if c in countries), default=0.0) if scores else 0.0
                if score:
                    found.append((score, a, b + 1))
        return found


class _Spans(NamedTuple):
    """Words as plain lists, for loops over few of them."""

    start: list[int]
    end: list[int]
    covered: list[bool]


def _stretches(
    capital: NDArray[np.bool_], joins: NDArray[np.bool_], covered: NDArray[np.bool_]
) -> list[tuple[int, int]]:
    """Rows of joined capitalised words in which some word is covered by no attested name."""
    edge = np.flatnonzero(capital & ~np.append(False, (capital & joins)[:-1]))
    ends = np.flatnonzero(capital & ~(joins & np.append(capital[1:], False))) + 1
    open_words = np.append(0, np.cumsum(capital & ~covered))
    return [(a, b) for a, b in zip(edge.tolist(), ends.tolist(), strict=True) if open_words[b] > open_words[a]]
