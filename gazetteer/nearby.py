"""Names of an index whose outlines differ least from those of a spelling, without looking at every outline.

Outlines of consonants lie in groups of one fold (`outline.folded`). Two outlines are at least as far apart as their
folds, so groups whose fold is too far are passed over unread. Of the letters whose consonants are near, the nearest by
all letters are then looked for.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.index import Gazetteer, Rows, runs
from gazetteer.likeness import asked
from gazetteer.outline import folded, outlines

OUTLINED = 150
"""Names that outlines propose by their consonants, and as many by their letters."""

POOLED, MOST_POOLED = 250, 20_000
"""Outlines of consonants, and letters of these, among which the nearest by all letters are looked for. With 5,000
.904 in place of .908 of the look-ups given nothing have the right place among the first ten, with 10,000 .907."""

GROUPED = 1_000
"""Folds that are near enough at first. With 300 every second look-up begins anew; 3,000 have half as many outlines
more."""

Numbers = NDArray[np.int64]


class Sought(NamedTuple):
    """A spelling whose near names are wanted."""

    name: str
    countries: Collection[str] = ()
    by_consonants: bool = True
    """Those of nearly the same consonants."""
    by_letters: bool = True
    """Those of nearly the same letters; of the same consonants where its script leaves vowels out."""


class _Outlines(NamedTuple):
    """Of a spelling."""

    fold: np.uint16
    consonants: np.uint64
    letters: np.uint64
    by_consonants: bool
    by_letters: bool


def outlined(gazetteer: Gazetteer, sought: Sequence[Sought]) -> tuple[Rows, Numbers]:
    """Rows of the names whose outlines differ least from those of each spelling, some of them twice, and the number of
    the spelling: by their consonants and, of those whose consonants are near, by all letters."""
    spellings = [asked(one.name) for one in sought]
    consonants, letters = outlines([s.consonants for s in spellings]), outlines([s.letters for s in spellings])
    found, owner = [np.zeros(0, dtype=np.uint32)], [0]
    for number, fold in enumerate(folded(consonants)):
        one, mine = sought[number], spellings[number]
        by_consonants, by_letters = one.by_consonants or (mine.abjad and one.by_letters), one.by_letters
        if not mine.letters or not (by_consonants or by_letters):
            continue
        own = _Outlines(fold, consonants[number], letters[number], by_consonants, by_letters and not mine.abjad)
        for rows in _within(gazetteer, one.countries, own) if one.countries else _anywhere(gazetteer, own):
            found.append(rows)
            owner.append(number)
    return np.concatenate(found), np.array(owner).repeat(list(map(len, found)))


def _within(gazetteer: Gazetteer, countries: Collection[str], own: _Outlines) -> Iterator[Rows]:
    """Rows of near names of countries."""
    rows, letters = gazetteer.arrays["outline.rows"], gazetteer.arrays["outline.letters"]
    for number in gazetteer.country_numbers(countries):
        near = _near(gazetteer, "outline", number, own)
        if own.by_consonants:
            yield rows[near[:OUTLINED]]
        if own.by_letters:
            yield rows[near[_nearest(np.bitwise_count(letters[near] ^ own.letters), OUTLINED)[:OUTLINED]]]


def _anywhere(gazetteer: Gazetteer, own: _Outlines) -> Iterator[Rows]:
    """Rows of near names of all countries, whose letters are looked at once."""
    near = _near(gazetteer, "common", 0, own)
    if own.by_consonants:
        yield _borne(gazetteer, near)
    if own.by_letters:
        differ = np.bitwise_count(gazetteer.arrays["letters.outline"][near] ^ own.letters)
        yield _borne(gazetteer, near[_nearest(differ, OUTLINED)])


def _borne(gazetteer: Gazetteer, letters: Numbers) -> Rows:
    """Rows of the names that have the first of these letters, at most `OUTLINED`."""
    starts, first = gazetteer.arrays["letters.starts"], letters[:OUTLINED]
    rows: Rows = gazetteer.arrays["letters.rows"][_some(starts[first], starts[first + 1], OUTLINED)]
    return rows[:OUTLINED]


def _some(begin: Rows, end: Rows, least: int) -> Numbers:
    """The numbers of as many of the first runs as hold `least`, or of all."""
    many = int((end - begin).cumsum().searchsorted(least)) + 1
    return runs(begin[:many], end[:many])


def _near(gazetteer: Gazetteer, column: str, country: int, own: _Outlines) -> Numbers:
    """Of the letters of all countries or the names of one the numbers of those whose outlines of consonants differ
    least, the nearest first: those of some `POOLED` outlines, about `MOST_POOLED` at most."""
    folds, groups, keys, starts, parts = (
        gazetteer.arrays[f"{column}.{part}"] for part in ("folds", "groups", "keys", "starts", "countries")
    )
    first, last = int(parts[country]), int(parts[country + 1])
    found = nearest_outlines(folds[first:last], groups[first : last + 1], keys, own.fold, own.consonants)
    return _some(starts[found], starts[found + 1], MOST_POOLED)


def nearest_outlines(
    folds: NDArray[np.uint16], groups: Rows, keys: NDArray[np.uint64], fold: np.uint16, mine: np.uint64
) -> Numbers:
    """Numbers of the outlines that differ from `mine` in no more bits than need be for `POOLED` of them, the nearest
    first, and in at most as many as it has; a fold's outlines are the `keys` from its group's start to the next
    one's."""
    most, apart = max(int(mine).bit_count(), 1), np.bitwise_count(folds ^ fold)
    bound = 1
    while bound < most and np.count_nonzero(apart <= bound) < GROUPED:
        bound += 1
    while True:
        near = (apart <= bound).nonzero()[0]
        at = runs(groups[near], groups[near + 1])
        differ = np.bitwise_count(keys[at] ^ mine)
        within = (differ <= bound).nonzero()[0]
        if len(within) >= POOLED or bound == most:
            found: Numbers = at[within[_nearest(differ[within], POOLED)]]
            return found
        bound += 1


def _nearest(differ: NDArray[np.uint8], least: int) -> NDArray[np.intp]:
    """Which differ in no more bits than need be for `least` of them, the nearest first; of equal ones the first."""
    bound = int(np.bincount(differ).cumsum().searchsorted(least))
    near = (differ <= bound).nonzero()[0]
    return near[np.argsort(differ[near], kind="stable")]
