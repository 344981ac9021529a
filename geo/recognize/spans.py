"""From the tagger's chances to proposals: which rows of words may be one name."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.keys import KeyFlag
from gazetteer.tokens import Gap, Shape
from geo.model import Span
from geo.recognize.features import DEMONYM, ORGANIZATION, PERSON, PLACE
from geo.recognize.words import Words, grouped

F32 = NDArray[np.float32]

ATTESTED_SHARE = 0.1
"""An attested name of several words is proposed from this share of the usual chance: "holds Deir El-Zour" reads like a
person to the tagger, and the acceptance, which sees the whole report, is to decide."""

LINKING = 0.5
"""Chance from which a small word links two capitalised ones to one name that no gazetteer has: "St. Louis to Chicago"
is two."""

BESIDE, NAMING = 0.3, 0.6
"""Words under the one chance fall away beside an attested name of at least the other: Basra of "Basra Hospital". Of 77
such rows in the gold, as `accurate` sees documents that it has not seen, the attested name was marked in 45, the whole
row in 8, another part in 2, nothing in 22."""

_HYPHEN, _PERIOD = int(Gap.HYPHEN), int(Gap.PERIOD)
_CAPITAL = int(Shape.INITIAL | Shape.CASELESS)
_CAPITAL_OR_DIGIT = int(Shape.INITIAL | Shape.CASELESS | Shape.DIGIT)

_QUARTERS = ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")
DIRECTIONS = frozenset((*_QUARTERS, *(f"{quarter}ern" for quarter in _QUARTERS), "ne", "nw", "se", "sw", "central"))
"""English words for a part of a place. Before a name they say where in it, unless the gazetteer has them as part of
the name."""


LEADING = DIRECTIONS | {"a", "an", "the"}
"""English words that begin a sentence and no name, unless the gazetteer has them as part of it: A Coruña."""

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


SURE = 0.95
"""Chance of a name that somebody marked."""


def named_at(words: Words, span: Span) -> Named | None:
    """What somebody marked as a name, as if it had been proposed; None where no word of the text lies in it."""
    inside = np.flatnonzero((words.tokens.start < span.end) & (words.tokens.bare_end > span.start))
    if not len(inside):
        return None
    flags = int(words.flags[inside[0]])
    demonym = bool(flags & KeyFlag.DEMONYM) and not flags & KeyFlag.NOT_DEMONYM
    return Named(int(inside[0]), len(inside), span, demonym, SURE)


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
    inverse, counts = grouped(unit)
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
    small = (words.tokens.shape[words.live] & _CAPITAL_OR_DIGIT == 0) & (words.like[words.live] < 0)
    least = np.where(small, max(threshold, LINKING), threshold)
    least = np.where(_several_attested(words), threshold * ATTESTED_SHARE, least)
    sight = _sight(text, words, probability)
    found: list[Named] = []
    row: list[int] = []
    start, end = sight.start, sight.end
    likely = [
        k for k in np.flatnonzero(chance >= least).tolist() if end[k] - start[k] != len("and") or not _parts(sight, k)
    ]
    for k in [*likely, -1]:
        if row and (k < 0 or len(row) == LONGEST or not _continues(sight, row[-1], k)):
            if len(row) > 1 or not sight.shape[row[0]] & _CAPITAL:
                row = _trimmed(sight, row)
            if row:
                found.append(_named(sight, _narrowed(sight, row)))
            row = []
        row.append(k)
    return found


def _several_attested(words: Words) -> NDArray[np.bool_]:
    """For each live word whether an attested name of several words covers it."""
    cover = words.cover[words.live]
    if not len(words.hits.words):
        return np.zeros(len(cover), dtype=np.bool_)
    return np.asarray((cover >= 0) & (words.hits.words[np.maximum(cover, 0)] > 1), dtype=np.bool_)


class _Sight(NamedTuple):
    """The live words as plain lists, one entry a live word, for a loop over few of them."""

    text: str
    number: list[int]
    start: list[int]
    """Start of the word as a name: what is elided before it belongs to it only where the gazetteer says so."""
    end: list[int]
    bare_end: list[int]
    elided: list[bool]
    shape: list[int]
    gap: list[int]
    joins: list[bool]
    cover: list[int]
    like: list[int]
    several: list[bool]
    """Whether an attested name of several words covers it."""
    common: list[bool]
    """Whether prose writes the word small at times: Village."""
    words: Words
    demonym: list[bool]
    """Rather a demonym than a place."""
    probability: F32
    chance: list[list[float]]
    """`probability`."""


def _sight(text: str, words: Words, probability: F32) -> _Sight:
    live, tokens, hits = words.live, words.tokens, words.hits
    elided = tokens.bare_start != tokens.start
    if len(hits.first) and elided.any():
        cover = np.maximum(words.cover, 0)
        whole = (words.cover >= 0) & ~(hits.elided[cover] & (hits.first[cover] == np.arange(len(tokens))))
        elided &= ~whole
    start = np.where(elided, tokens.bare_start, tokens.start)
    return _Sight(
        text,
        live.tolist(),
        start[live].tolist(),
        tokens.end[live].tolist(),
        tokens.bare_end[live].tolist(),
        elided[live].tolist(),
        tokens.shape[live].tolist(),
        tokens.gap[live].tolist(),
        words.joins[live].tolist(),
        words.cover[live].tolist(),
        words.like[live].tolist(),
        _several_attested(words).tolist(),
        (words.common[live] > 0).tolist(),
        words,
        (probability[:, DEMONYM] > probability[:, PLACE]).tolist(),
        probability,
        probability.tolist(),
    )


def _parts(s: _Sight, k: int) -> bool:
    """Whether a word parts two names, in capitals too: "and", but of an attested name such as Trinidad and Tobago."""
    return s.text[s.start[k] : s.end[k]].lower() == "and" and not s.several[k] and s.like[k] < 0


def _continues(s: _Sight, a: int, b: int) -> bool:
    if s.number[b] != s.number[a] + 1:
        return False
    if (s.cover[a] >= 0 and s.cover[a] == s.cover[b]) or (s.like[a] >= 0 and s.like[a] == s.like[b]):
        return True
    if not s.joins[a] or s.elided[b]:
        return False
    hyphen = s.gap[a] & _HYPHEN
    if s.cover[a] >= 0 and s.cover[b] >= 0 and (s.several[a] or s.several[b] or hyphen):
        return False  # two attested names that follow one another: Deir Ezzor | Russia, Iraq-|Syria
    abbreviation_ends = s.gap[a] & _PERIOD and s.cover[a] >= 0
    return not (s.demonym[a] or s.demonym[b] or abbreviation_ends)


def _trimmed(s: _Sight, row: list[int]) -> list[int]:
    """Small words at either end fall away, and directions before a name, where no attested name of several words
    holds them.

    "eastern Syria" and "NW Syria" are Syria, with a relation; "Northern Ireland" is attested and stays whole. A single
    capitalised word always stays.
    """

    def free(k: int) -> bool:
        return s.like[k] < 0 and not s.several[k]

    def small(k: int) -> bool:
        return free(k) and not s.shape[k] & _CAPITAL_OR_DIGIT

    def leads(k: int) -> bool:
        written = s.text[s.start[k] : s.end[k]]
        return written == "the" or (free(k) and written.lower() in LEADING)

    first, last = 0, len(row)
    while first < last and (small(row[first]) or (first + 1 < last and leads(row[first]))):
        first += 1
    while last > first and small(row[last - 1]):
        last -= 1
    return row[first:last]


def _narrowed(s: _Sight, row: list[int]) -> list[int]:
    """The attested name at an end of a row that no gazetteer has, where the recogniser takes only it for a place's."""
    if s.like[row[0]] >= 0 and all(s.like[k] == s.like[row[0]] for k in row):
        return row
    for end in (row[0], row[-1]):
        unit = [k for k in row if s.cover[k] == s.cover[end]]
        others = [k for k in row if s.cover[k] != s.cover[end]]
        if s.cover[end] < 0 or not others or (s.common[end] and not s.several[end]):
            continue
        if max(s.chance[k][PLACE] + s.chance[k][DEMONYM] for k in others) >= BESIDE:
            continue
        if sum(s.chance[k][PLACE] for k in unit) >= NAMING * len(unit):
            return unit
    return row


def _whole(words: Words, unit: int) -> tuple[int, int]:
    """First and last word of an attested name with its small words, those behind its capitals only where it has a
    hyphen: al-Bab, el Fasher and Deir ez-zor, but Washington of "Washington state"."""
    first = int(words.begins(np.array([unit]))[0])
    last = int(words.hits.first[unit] + words.hits.words[unit]) - 1
    hyphen = (words.tokens.gap[first:last] & np.uint8(Gap.HYPHEN)).any()
    return first, last if hyphen else first


def _named(s: _Sight, row: list[int]) -> Named:
    first, last = row[0], row[-1]
    start, end = s.start[first], s.bare_end[last]
    number, stop = s.number[first], s.number[last]
    if s.several[first] and all(s.cover[k] == s.cover[first] for k in row):
        begins, ends = _whole(s.words, s.cover[first])
        if begins < number:
            number, start = begins, int(s.words.tokens.start[begins])
        if ends > stop:
            stop, end = ends, int(s.words.tokens.bare_end[ends])
    size = stop - number + 1
    if end < len(s.text) and s.text[end] == "." and "." in s.text[start:end]:
        end += 1  # the stop of U.S. belongs to it
    mean = s.chance[first]
    if last > first:
        mean = (s.probability[first : last + 1].sum(axis=0) / np.float32(len(row))).tolist()
    person = organization = 0.0
    before, after = first - 1, last + 1  # the words that join it, if they are capitalised: then they are live
    if before >= 0 and s.number[before] == number - 1 and s.joins[before] and s.shape[before] & _CAPITAL:
        person, organization = s.chance[before][PERSON], s.chance[before][ORGANIZATION]
    if after < len(s.number) and s.number[after] == number + size and s.joins[last] and s.shape[after] & _CAPITAL:
        person, organization = max(person, s.chance[after][PERSON]), max(organization, s.chance[after][ORGANIZATION])
    return Named(
        number, size, Span(start, end), mean[DEMONYM] > mean[PLACE], mean[PLACE] + mean[DEMONYM], mean[PERSON],
        mean[ORGANIZATION], person, organization, s.words.forms.get(number, "") if size == 1 else "",
    )  # fmt: skip
