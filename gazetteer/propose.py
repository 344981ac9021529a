"""Which names of an index may be the one asked for, out of millions: some hundreds, then a shortlist of these."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from gazetteer.index import Gazetteer, Rows, distinct
from gazetteer.likeness import Floats, asked, once_each
from gazetteer.outline import consonants_of, of_each, outlines
from gazetteer.ranking import ranking, shortlist_columns

SHORTLISTED = 150
"""Names that are measured closely. Among 619,355 places, asked for by a spelling of the pair sets that the index lacks,
the right place has a name among the first 150 in 98.3 % given its country and in 93.1 % given nothing."""

OUTLINED = 150
"""Names that outlines propose, about; with these the right place was among what was proposed in 98.8 % of 1,497
look-ups given the country."""

FEW = 20
"""Names of the same consonants from which on those of nearly the same are not looked for: each such look takes a
millisecond or more. Given the country it found one place in a thousand look-ups more."""

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
    """Names that fold as `name` does, those of the same consonants, in countries those of nearly the same letters and,
    where few are found, those of nearly the same consonants."""
    alike, exact = gazetteer.alike(name), np.sort(gazetteer.exact(name))
    found = inside(gazetteer, np.concatenate([exact, alike]), countries)
    found = np.concatenate([found, outlined(gazetteer, name, countries, len(found) < FEW)])
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


def outlined(gazetteer: Gazetteer, name: str, countries: Collection[str] = (), consonants_too: bool = True) -> Rows:
    """Rows of the names whose outlines differ least from that of `name`: by their consonants, if wanted, and in
    countries by all letters."""
    mine, a = asked(name), gazetteer.arrays
    if not mine.letters or not (countries or consonants_too):
        return np.zeros(0, dtype=np.uint32)
    consonants = outlines([mine.consonants])[0]
    if not countries:
        near = _least(a["common.keys"], consonants, a["common.starts"])
        return np.concatenate([a["common.rows"][a["common.starts"][k] : a["common.starts"][k + 1]] for k in near])
    columns = [("outline.consonants", consonants)] if consonants_too or mine.abjad else []
    if not mine.abjad:
        columns.append(("outline.letters", outlines([mine.letters])[0]))
    starts, found = a["outline.starts"], [np.zeros(0, dtype=np.uint32)]
    for number in gazetteer.country_numbers(countries):
        part = slice(int(starts[number]), int(starts[number + 1]))
        found += [a["outline.rows"][part][_least(a[column][part], own)] for column, own in columns]
    return np.concatenate(found)


def _differences(keys: NDArray[np.uint64], mine: np.uint64) -> NDArray[np.uint8]:
    """In how many bits each outline differs from `mine`."""
    differ, buffer = np.empty(len(keys), dtype=np.uint8), np.empty(min(SWEPT, len(keys)), dtype=np.uint64)
    for start in range(0, len(keys), SWEPT):
        part = keys[start : start + SWEPT]
        np.bitwise_count(np.bitwise_xor(part, mine, out=buffer[: len(part)]), out=differ[start : start + len(part)])
    return differ


def _least(keys: NDArray[np.uint64], mine: np.uint64, starts: Rows | None = None) -> NDArray[np.intp]:
    """Numbers of the outlines that differ least from `mine`: of about `OUTLINED` names, none in more bits than it has;
    `starts` tells how many names have each."""
    differ = _differences(keys, mine)
    found = _nearest(differ, max(int(mine).bit_count(), 1))
    if starts is None:
        return found[: 2 * OUTLINED]
    found = found[np.argsort(differ[found], kind="stable")]
    names = np.cumsum(starts[found + 1] - starts[found])
    return found[: int(np.searchsorted(names, 2 * OUTLINED)) + 1]


def _nearest(differ: NDArray[np.uint8], most: int) -> NDArray[np.intp]:
    """Numbers of those that differ in no more bits than need be for `OUTLINED` of them, and in at most `most`; one in
    some is looked at first, to count all but once or twice."""
    every = len(differ) // SAMPLED + 1
    low = min(max(int(np.bincount(differ[::every]).cumsum().searchsorted(OUTLINED // every + 1)), 1), most)
    found = (differ <= low).nonzero()[0]
    while len(found) < OUTLINED and low < most:
        low += 1
        found = (differ <= low).nonzero()[0]
    near = differ[found]
    least = max(int(np.bincount(near).cumsum().searchsorted(OUTLINED)), 1)
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
    letters = _alike(mine.letters, pieces)[at]
    consonants = _alike(mine.consonants, of_each(consonants_of, pieces))[at]
    stands = gazetteer.standing[gazetteer.arrays["name.place"][rows]]
    missing = gazetteer.arrays["letters.abjad"][rows] | mine.abjad
    return shortlist_columns(letters, consonants, among(rows, proposed.alike), stands, missing)


def _alike(piece: bytes, others: Sequence[bytes]) -> NDArray[np.float32]:
    values: NDArray[np.float32] = cdist([piece], others, scorer=Levenshtein.normalized_similarity, dtype=np.float32)[0]
    return values


def among(rows: Rows, of: Rows) -> NDArray[np.bool_]:
    """Which rows are among others that are in order."""
    if not len(of):
        return np.zeros(len(rows), dtype=np.bool_)
    return np.asarray(of[np.minimum(of.searchsorted(rows), len(of) - 1)] == rows)
