"""Spellings that no gazetteer has but that read like a name in a country of the report: evidence for the recogniser.

A like spelling never makes a mention by itself: in English prose "September" reads like a village somewhere. So it
is looked for only
among capitalised words that no attested name covers, counts only for the countries that the report's attested names
point to, and
even then is one feature among many.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from gazetteer.index import Gazetteer, Rows
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
"""Agreement of the letters up to which nothing is said: so far agree names of persons with some town's. Three quarters
is reached only by names of which the shorter has three quarters of the letters of the longer."""
MOST_KEPT = 50_000

STEPS = (0.82, 0.88, 0.94)
"""Agreements at which the evidence counts as stronger: quarters of those that attested spellings of one skeleton
reach."""


Scores = dict[int, float]
"""The agreement with the best like name in each country, by the country's number in the index."""


class Likeness:
    """Looks spellings up and remembers them: reports repeat names."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._kept: dict[str, Scores] = {}

    def of(self, surfaces: Sequence[str]) -> list[Scores]:
        """The best score of a like name by country, for each of the surfaces; those not met before all at once."""
        fresh = [surface for surface in dict.fromkeys(surfaces) if surface not in self._kept]
        if fresh:
            self._kept.update(zip(fresh, self._looked_up(fresh), strict=True))
        found = [self._kept[surface] for surface in surfaces]
        for surface in list(islice(self._kept, max(0, len(self._kept) - MOST_KEPT))):
            del self._kept[surface]
        return found

    def _looked_up(self, surfaces: Sequence[str]) -> list[Scores]:
        found: list[Scores] = [{}] * len(surfaces)
        rows, number, asked = self._near(surfaces)
        if not len(rows):
            return found
        theirs = self._gazetteer.letters(self._gazetteer.arrays["name.letters"][rows])
        agree = cpdist(asked, theirs, scorer=Levenshtein.normalized_similarity, score_cutoff=LOWEST, dtype=np.float64)
        close = (agree > LOWEST).nonzero()[0]
        country = self._gazetteer.arrays["place.country"][self._gazetteer.arrays["name.place"][rows[close]]]
        for k, where, score in zip(number[close].tolist(), country.tolist(), agree[close].tolist(), strict=True):
            scores = found[k] = found[k] or {}
            scores[where] = max(scores.get(where, 0.0), score)
        return found

    def _near(self, surfaces: Sequence[str]) -> tuple[Rows, NDArray[np.int64], list[bytes]]:
        """Names of towns with the consonants of a surface that may agree in more than `LOWEST`, the number of the
        surface, and its letters."""
        a = self._gazetteer.arrays
        rows, number = self._gazetteer.alike_of_each(surfaces)
        letters = [b""] * len(surfaces)
        for k in np.unique(number).tolist():
            letters[k] = letters_of(surfaces[k])
        mine = np.array(list(map(len, letters)))[number]
        theirs = a["name.letters"][rows]
        length = a["letters.ends"][theirs + np.uint32(1)].astype(np.int64) - a["letters.ends"][theirs] - 1
        near = 4 * np.abs(length - mine) < np.maximum(length, mine)
        rows, number = rows[near], number[near]
        places = a["name.place"][rows]
        town = (a["place.population"][places] >= TOWN) | (a["place.source"][places] == self._gazetteer.own_source)
        rows, number = rows[town], number[town]
        return rows, number, [letters[k] for k in number.tolist()]

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
        stretches = list(_spans(_stretches(capital, joins, covered), tokens, covered))
        scores = iter(self.of([text[start:end] for spans in stretches for _, _, start, end in spans]))
        number = 0
        for spans in stretches:
            found = [(_best(next(scores), countries), a, b) for a, b, _, _ in spans]
            for score, a, b in sorted(found, key=lambda s: (-s[0], s[1] - s[2])):
                if score and (owner[a:b] < 0).all():
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


def _best(scores: Scores, countries: set[int]) -> float:
    """The best score in one of the countries, 0 where there is none."""
    return max((score for country, score in scores.items() if country in countries), default=0.0) if scores else 0.0


def _spans(
    stretches: Iterable[tuple[int, int]], tokens: Tokens, covered: NDArray[np.bool_]
) -> Iterator[list[tuple[int, int, int, int]]]:
    """In each stretch the rows of words that may be one name: first word, the word after the last, start and end in the
    text."""
    starts, ends, attested = tokens.bare_start.tolist(), tokens.bare_end.tolist(), covered.tolist()
    for first, last in stretches:
        spans = []
        for a in range(first, last):
            start, open_word = starts[a], False
            for b in range(a, min(a + MOST_WORDS, last)):
                open_word = open_word or not attested[b]
                if open_word and ends[b] - start >= SHORTEST:
                    spans.append((a, b + 1, start, ends[b]))
        yield spans


def _stretches(
    capital: NDArray[np.bool_], joins: NDArray[np.bool_], covered: NDArray[np.bool_]
) -> list[tuple[int, int]]:
    """Rows of joined capitalised words in which some word is covered by no attested name."""
    edge = np.flatnonzero(capital & ~np.append(False, (capital & joins)[:-1]))
    ends = np.flatnonzero(capital & ~(joins & np.append(capital[1:], False))) + 1
    open_words = np.append(0, np.cumsum(capital & ~covered))
    return [(a, b) for a, b in zip(edge.tolist(), ends.tolist(), strict=True) if open_words[b] > open_words[a]]
