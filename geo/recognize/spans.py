"""From the tagger's probabilities to mentions: which rows of words are one name, and of which kind."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.tokens import Gap, Shape
from geo.model import Span
from geo.recognize.features import DEMONYM, OTHER, PLACE
from geo.recognize.words import Words


class Named(NamedTuple):
    """A name found: its words, its place in the text, and how sure the tagger is."""

    first: int
    """Number of its first word."""
    words: int
    span: Span
    demonym: bool
    score: float
    """Mean chance of its words to be of a place, or a demonym."""


def named_spans(text: str, words: Words, probability: NDArray[np.float32], threshold: float) -> list[Named]:
    """Names of places and demonyms, in text order.

    A word counts as named when place and demonym together reach `threshold`. Words that join and are of one class are one name.
    """
    live = words.live
    if not len(live):
        return []
    chance = probability[:, PLACE] + probability[:, DEMONYM]
    taken = np.flatnonzero(chance >= threshold)
    found: list[Named] = []
    row: list[int] = []
    for k in taken.tolist():
        if row and not _continues(words, probability, row[-1], k):
            found.append(_named(text, words, chance, probability, row))
            row = []
        row.append(k)
    if row:
        found.append(_named(text, words, chance, probability, row))
    return [name for name in found if _holds_a_capital(words, name)]


def _continues(words: Words, probability: NDArray[np.float32], last: int, k: int) -> bool:
    a, b = int(words.live[last]), int(words.live[k])
    if b != a + 1 or not words.joins[a]:
        return False
    if words.cover[a] >= 0 and words.cover[a] == words.cover[b]:
        return True
    if words.like[a] >= 0 and words.like[a] == words.like[b]:
        return True
    is_demonym = probability[[last, k], DEMONYM] > probability[[last, k], PLACE]
    return bool(is_demonym[0] == is_demonym[1]) and not (
        bool(is_demonym[0]) or bool(words.tokens.gap[a] & Gap.PERIOD and words.cover[a] >= 0)
    )


def _named(
    text: str, words: Words, chance: NDArray[np.float32], probability: NDArray[np.float32], row: list[int]
) -> Named:
    tokens, first, last = words.tokens, int(words.live[row[0]]), int(words.live[row[-1]])
    start, end = int(tokens.start[first]), int(tokens.bare_end[last])
    if end < len(text) and text[end] == "." and "." in text[start:end]:
        end += 1  # the stop of U.S. belongs to it
    mean = probability[row].mean(axis=0)
    return Named(
        first, last - first + 1, Span(start, end), bool(mean[DEMONYM] > mean[PLACE]), float(chance[row].mean())
    )


def _holds_a_capital(words: Words, name: Named) -> bool:
    shapes = words.tokens.shape[name.first : name.first + name.words]
    return bool((shapes & (Shape.INITIAL | Shape.CASELESS)).any())


__all__ = ["OTHER", "Named", "named_spans"]
