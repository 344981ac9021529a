"""From the tagger's chances to proposals: which rows of words may be one name."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.tokens import Gap, Shape
from geo.model import Span
from geo.recognize.features import DEMONYM, ORGANIZATION, PERSON, PLACE
from geo.recognize.words import Words

F32 = NDArray[np.float32]


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
    for k in [*np.flatnonzero(chance >= threshold).tolist(), -1]:
        if row and (k < 0 or not _continues(words, probability, row[-1], k)):
            row = _trimmed(words, row)
            if row:
                found.append(_named(text, words, probability, row))
            row = []
        row.append(k)
    return found


def _continues(words: Words, probability: F32, last: int, k: int) -> bool:
    a, b = int(words.live[last]), int(words.live[k])
    if b != a + 1 or not words.joins[a]:
        return False
    for unit in (words.cover, words.like):
        if unit[a] >= 0 and unit[a] == unit[b]:
            return True
    is_demonym = probability[[last, k], DEMONYM] > probability[[last, k], PLACE]
    abbreviation_ends = bool(words.tokens.gap[a] & Gap.PERIOD) and words.cover[a] >= 0
    return not is_demonym.any() and not abbreviation_ends


def _trimmed(words: Words, row: list[int]) -> list[int]:
    """Small words at either end fall away where no attested or like name holds them: "eastern" of "eastern Syria"."""

    def small(k: int) -> bool:
        number = words.live[k]
        free = words.cover[number] < 0 and words.like[number] < 0
        return bool(free) and not words.tokens.shape[number] & (Shape.INITIAL | Shape.CASELESS | Shape.DIGIT)

    first, last = 0, len(row)
    while first < last and small(row[first]):
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
    return Named(
        first, last - first + 1, Span(start, end), bool(mean[DEMONYM] > mean[PLACE]),
        float(mean[PLACE] + mean[DEMONYM]), float(mean[PERSON]), float(mean[ORGANIZATION]),
    )  # fmt: skip
