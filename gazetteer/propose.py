"""Which names of an index may be the one asked for, out of millions: some hundreds, then a shortlist of these."""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from gazetteer.index import Gazetteer, Rows, distinct
from gazetteer.likeness import Floats, asked, each_compared, once_each
from gazetteer.outline import consonants_of, of_each, outlines
from gazetteer.ranking import ranking, shortlist_columns

SHORTLISTED = 150
"""Names that are measured closely. Among 619,355 places, asked for by a spelling of the pair sets that the index lacks,
the right place has a name among these in 96.1 % of 1,497 look-ups given nothing; 97.6 % are proposed."""

OUTLINED = 150
"""Names that outlines propose by their consonants, and as many by their letters."""

POOLED, MOST_POOLED = 250, 20_000
"""Outlines of consonants, and names of these, among which the nearest by all letters are looked for. With 8,000 names
.904 in place of .907 of the look-ups given nothing have the right place among the first ten; 500 outlines no more."""

FEW = 20
"""Names of the same consonants from which on those of nearly the same are not proposed for their consonants alone.
Proposing them always found one place in a thousand look-ups more given the country, and takes a seventh longer."""

SAMPLED = 1 << 13
"""Outlines that tell about how many differ in how many bits; a choice between one more sweep and counting these."""

SWEPT = 1 << 15
"""Outlines compared at once: 256 kB, which a core keeps near."""


class Proposed(NamedTuple):
    """Names that may be the one asked for; rows in order."""

    rows: Rows
    alike: Rows
    """Those of the index that share a skeleton with it, among them or not."""
    exact: Rows
    """Those that fold as it does."""


def propose(gazetteer: Gazetteer, name: str, countries: Collection[str] = ()) -> Proposed:
    """Names that fold as `name` does, those of the same consonants, those of nearly the same letters and, where few are
    found, those of nearly the same consonants."""
    alike, exact = gazetteer.alike(name), np.sort(gazetteer.exact(name))
    found = inside(gazetteer, np.concatenate([exact, alike]), countries)
    misspelt = bool(countries) or not len(exact)  # what some place bears is taken for right: Rabka is not Raqqa
    found = np.concatenate([found, outlined(gazetteer, name, countries, len(found) < FEW, misspelt)])
    return Proposed(proper(gazetteer, distinct(found)), alike, exact)


def inside(gazetteer: Gazetteer, rows: Rows, countries: Collection[str]) -> Rows:
    """Those of the names whose places lie in the countries; all where none is given."""
    if not countries:
        return rows
    country = gazetteer.arrays["place.country"][gazetteer.arrays["name.place"][rows]]
    within = np.zeros(len(rows), dtype=np.bool_)
    for number in gazetteer.country_numbers(countries):
        within |= country == number
    kept: Rows = rows[within]
    return kept


def proper(gazetteer: Gazetteer, rows: Rows) -> Rows:
    """Those of the names that are no demonyms."""
    kept: Rows = rows[~among(rows, gazetteer.demonyms)]
    return kept


def outlined(
    gazetteer: Gazetteer,
    name: str,
    countries: Collection[str] = (),
    by_consonants: bool = True,
    by_letters: bool = True,
) -> Rows:
    """Rows of the names whose outlines differ least from that of `name`: by their consonants and, of those whose
    consonants are near, by all letters; by consonants alone where its script leaves vowels out."""
    mine, a, found = asked(name), gazetteer.arrays, [np.zeros(0, dtype=np.uint32)]
    consonants, letters = outlines([mine.consonants, mine.letters]) if mine.letters else (None, None)
    by_consonants, by_letters = by_consonants or (mine.abjad and by_letters), by_letters and not mine.abjad
    if consonants is None or letters is None or not (by_consonants or by_letters):
        return found[0]
    column = "outline" if countries else "common"
    keys, starts, rows, parts = (a[f"{column}.{part}"] for part in ("keys", "starts", "rows", "countries"))
    for number in gazetteer.country_numbers(countries) if countries else (0,):
        first, last = int(parts[number]), int(parts[number + 1])
        near = _nearest_names(keys[first:last], starts[first : last + 1], rows, consonants)
        if by_consonants:
            found.append(near[:OUTLINED])
        if by_letters:
            differ = np.bitwise_count(a["outline.letters"][near] ^ letters)
            found.append(near[np.argsort(differ, kind="stable")[:OUTLINED]])
    return np.concatenate(found)


def _differences(keys: NDArray[np.uint64], mine: np.uint64) -> NDArray[np.uint8]:
    """In how many bits each outline differs from `mine`."""
    differ, buffer = np.empty(len(keys), dtype=np.uint8), np.empty(min(SWEPT, len(keys)), dtype=np.uint64)
    for start in range(0, len(keys), SWEPT):
        part = keys[start : start + SWEPT]
        np.bitwise_count(np.bitwise_xor(part, mine, out=buffer[: len(part)]), out=differ[start : start + len(part)])
    return differ


def _nearest_names(keys: NDArray[np.uint64], starts: Rows, rows: Rows, mine: np.uint64) -> Rows:
    """The names whose outlines of consonants differ least from `mine`, the nearest first: those of some `POOLED`
    outlines, about `MOST_POOLED` at most; the names of an outline are the `rows` from its start to the next one's."""
    differ = _differences(keys, mine)
    found = _nearest(differ, max(int(mine).bit_count(), 1))
    found = found[np.argsort(differ[found], kind="stable")]
    first, several = starts[found].astype(np.int64), (starts[found + 1] - starts[found]).astype(np.int64)
    ends = several.cumsum()
    many = int(ends.searchsorted(MOST_POOLED)) + 1
    first, several, ends = first[:many], several[:many], ends[:many]
    near: Rows = rows[np.arange(ends[-1] if len(ends) else 0) + (first - ends + several).repeat(several)]
    return near


def _nearest(differ: NDArray[np.uint8], most: int) -> NDArray[np.intp]:
    """Numbers of those that differ in no more bits than need be for `POOLED` of them, and in at most `most`; one in
    some is looked at first, to count all but once or twice."""
    every = len(differ) // SAMPLED + 1
    low = min(max(int(np.bincount(differ[::every]).cumsum().searchsorted(POOLED // every + 1)), 1), most)
    found = (differ <= low).nonzero()[0]
    while len(found) < POOLED and low < most:
        low += 1
        found = (differ <= low).nonzero()[0]
    near = differ[found]
    least = max(int(np.bincount(near).cumsum().searchsorted(POOLED)), 1)
    return found[near <= least] if least < low else found


def shortlist(gazetteer: Gazetteer, name: str, proposed: Proposed) -> Rows:
    """Of many names those most like `name` at a glance, those that fold alike before all: at most `SHORTLISTED`, by
    rows."""
    if len(proposed.rows) <= SHORTLISTED:
        return proposed.rows
    value = glance(gazetteer, name, proposed) @ ranking().shortlist
    value[among(proposed.rows, proposed.exact)] += value.max() - value.min()
    line = np.partition(value, -SHORTLISTED)[-SHORTLISTED]
    kept, even = value > line, (value == line).nonzero()[0]
    kept[even[: SHORTLISTED - np.count_nonzero(kept)]] = True
    shortlisted: Rows = proposed.rows[kept]
    return shortlisted


def glance(gazetteer: Gazetteer, name: str, proposed: Proposed) -> Floats:
    """What the shortlist is chosen by, a row a proposed name: the columns of `ranking.SHORTLIST`."""
    mine, rows = asked(name), proposed.rows
    pieces, at = once_each(gazetteer.pieces("letters", rows))
    agree = Levenshtein.normalized_similarity
    letters = each_compared(agree, mine.letters, pieces)[at]
    consonants = each_compared(agree, mine.consonants, of_each(consonants_of, pieces))[at]
    stands = gazetteer.standing[gazetteer.arrays["name.place"][rows]]
    missing = gazetteer.arrays["letters.abjad"][rows] | mine.abjad
    return shortlist_columns(letters, consonants, among(rows, proposed.alike), stands, missing)


def among(rows: Rows, of: Rows) -> NDArray[np.bool_]:
    """Which rows are among others that are in order."""
    if not len(of):
        return np.zeros(len(rows), dtype=np.bool_)
    return np.asarray(of[np.minimum(of.searchsorted(rows), len(of) - 1)] == rows)
