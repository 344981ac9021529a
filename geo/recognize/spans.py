"""From the tagger's chances to proposals: which rows of words may be one name."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.tokens import Gap, Shape
from geo.model import Span
from geo.recognize.features import DEMONYM, ORGANIZATION, PERSON, PLACE
from geo.recognize.words import Words

F32 = NDArray[np.float32]

ATTESTED_SHARE = 0.1
"""An attested name of several words is proposed from this share of the usual chance: "holds Deir El-Zour" reads like a
person to the tagger, and the acceptance, which sees the whole report, is to decide."""

_CAPITAL = int(Shape.INITIAL | Shape.CASELESS)
_CAPITAL_OR_DIGIT = int(Shape.INITIAL | Shape.CASELESS | Shape.DIGIT)

_QUARTERS = ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")
DIRECTIONS = frozenset((*_QUARTERS, *(f"{quarter}ern" for quarter in _QUARTERS), "ne", "nw", "se", "sw", "central"))
"""English words for a part of a place. Before a name they say where in it, unless the gazetteer has them as part of
the name."""


LONGEST = 20
"""Words of the longest name: of 6,101 gold mentions none has over 9; "Paris Paris …" down a whole page is no name."""


class Named(NamedTuple):
    """A name proposed: its words, its place in the text, and what the tagger thinks of it."""

    first: int
    """Number of its first word."""
    words: int
    span: Span
    demonym: bool
    score: float
    """Mean chance of its words to be of a place or a demonym, 0 to 1."""
    person: float = 0.0
    """Mean chance to be of a person."""
    organization: float = 0.0
    """Mean chance to be of an organisation."""
    person_beside: float = 0.0
    """Greatest chance of a capitalised word that joins it to be of a person: Hillary beside Clinton."""
    organization_beside: float = 0.0
    """The same for an organisation: Bank beside Baghdad."""
    form: str = ""
    """The name without the marks of its language, where it is not as the text writes it: Киев for Киеве."""

    def spelling(self, text: str) -> str:
        """What to look up."""
        return self.form or text[self.span.start : self.span.end]


def pooled(words: Words, probability: F32) -> F32:
    """The chances, those of an attested name of several words, or of a reading like one, averaged over its words.

    Such a name is a place whole or not at all: "U" alone is none of "U.S.".
    """
    live = words.live
    unit = np.where(
        words.cover[live] >= 0, words.cover[live] * 2, np.where(words.like[live] >= 0, words.like[live] * 2 + 1, -1)
    )
    lone = np.flatnonzero(unit < 0)
    unit[lone] = -1 - lone
    _, inverse, counts = np.unique(unit, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(inverse, weights=column) for column in probability.T], axis=1)
    return np.asarray((sums / counts[:, None])[inverse], dtype=np.float32)


def named_spans(text: str, words: Words, probability: F32, threshold: float) -> list[Named]:
    """Names of places and demonyms, in text order; none overlap.

    A word counts when place and demonym together reach `threshold`. Words that join and are of one class are one
    name, unless the
    gazetteer parts them.
    """
    if not len(words.live):
        return []
    probability = pooled(words, probability)
    chance = probability[:, PLACE] + probability[:, DEMONYM]
    found: list[Named] = []
    row: list[int] = []
    least = np.where(_several_attested(words), threshold * ATTESTED_SHARE, threshold)
    for k in [*np.flatnonzero(chance >= least).tolist(), -1]:
        if row and (k < 0 or len(row) == LONGEST or not _continues(words, probability, row[-1], k)):
            row = _trimmed(text, words, row)
            if row:
                found.append(_named(text, words, probability, row))
            row = []
        row.append(k)
    return found


def _several_attested(words: Words) -> NDArray[np.bool_]:
    """For each live word whether an attested name of several words covers it."""
    cover = words.cover[words.live]
    if not len(words.hits.words):
        return np.zeros(len(cover), dtype=np.bool_)
    return np.asarray((cover >= 0) & (words.hits.words[np.maximum(cover, 0)] > 1), dtype=np.bool_)


def _continues(words: Words, probability: F32, last: int, k: int) -> bool:
    a, b = int(words.live[last]), int(words.live[k])
    if b != a + 1 or not words.joins[a]:
        return False
    for unit in (words.cover, words.like):
        if unit[a] >= 0 and unit[a] == unit[b]:
            return True
    if words.cover[a] >= 0 and words.cover[b] >= 0 and _parted(words, int(words.cover[a]), int(words.cover[b])):
        return False
    is_demonym = probability[[last, k], DEMONYM] > probability[[last, k], PLACE]
    abbreviation_ends = bool(words.tokens.gap[a] & Gap.PERIOD) and words.cover[a] >= 0
    return not is_demonym.any() and not abbreviation_ends


def _parted(words: Words, a: int, b: int) -> bool:
    """Two attested names that follow one another are two where one is of several words: Deir Ezzor | Russia."""
    return bool(words.hits.words[a] > 1 or words.hits.words[b] > 1)


def _trimmed(text: str, words: Words, row: list[int]) -> list[int]:
    """Small words at either end fall away, and directions before a name, where no attested name of several words
    holds them.

    "eastern Syria" and "NW Syria" are Syria, with a relation; "Northern Ireland" is attested and stays whole.
    """
    tokens = words.tokens

    def free(k: int) -> bool:
        number = words.live[k]
        cover = words.cover[number]
        return bool(words.like[number] < 0 and (cover < 0 or words.hits.words[cover] == 1))

    def small(k: int) -> bool:
        return free(k) and not tokens.shape[words.live[k]] & _CAPITAL_OR_DIGIT

    def written(k: int) -> str:
        return text[tokens.start[words.live[k]] : tokens.end[words.live[k]]]

    def leads(k: int) -> bool:
        return written(k) == "the" or (free(k) and written(k).lower() in DIRECTIONS)

    first, last = 0, len(row)
    if last == 1 and tokens.shape[words.live[row[0]]] & _CAPITAL:
        return row  # the common case
    while first < last and (small(row[first]) or (first + 1 < last and leads(row[first]))):
        first += 1
    while last > first and small(row[last - 1]):
        last -= 1
    return row[first:last]


def _named(text: str, words: Words, probability: F32, row: list[int]) -> Named:
    tokens, first, last = words.tokens, int(words.live[row[0]]), int(words.live[row[-1]])
    start, end = int(tokens.start[first]), int(tokens.bare_end[last])
    if end < len(text) and text[end] == "." and "." in text[start:end]:
        end += 1  # the stop of U.S. belongs to it
    mean = probability[row].mean(axis=0)
    person_beside, organization_beside = _beside(words, probability, first, last)
    return Named(
        first, last - first + 1, Span(start, end), bool(mean[DEMONYM] > mean[PLACE]),
        float(mean[PLACE] + mean[DEMONYM]), float(mean[PERSON]), float(mean[ORGANIZATION]),
        person_beside, organization_beside,
    )  # fmt: skip


def _beside(words: Words, probability: F32, first: int, last: int) -> tuple[float, float]:
    """Greatest chances, of a person and of an organisation, of the capitalised words that join a name on either
    side."""
    numbers = []
    if first > 0 and words.joins[first - 1] and words.tokens.shape[first - 1] & _CAPITAL:
        numbers.append(first - 1)
    if last + 1 < len(words.tokens) and words.joins[last] and words.tokens.shape[last + 1] & _CAPITAL:
        numbers.append(last + 1)
    rows = [int(np.searchsorted(words.live, number)) for number in numbers]
    person = max((float(probability[row, PERSON]) for row in rows), default=0.0)
    return person, max((float(probability[row, ORGANIZATION]) for row in rows), default=0.0)
