"""Which names of an index may be those asked for, out of millions: some hundreds a spelling, then a shortlist of these.

Many spellings are looked up at once, which takes less time than one after the other: half of a single look-up goes into
starting numpy's functions. What is found lies in one row of arrays, spelling by spelling.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from gazetteer.index import Gazetteer, Rows, distinct
from gazetteer.likeness import Asked, Compared, Floats, bounds, compared_each
from gazetteer.nearby import Sought, outlined
from gazetteer.outline import consonants_of, of_each
from gazetteer.ranking import ranking, shortlist_columns
from gazetteer.tokens import U64

SHORTLISTED = 150
"""Names that are measured closely. Among 619,355 places, asked for by a spelling of the pair sets that the index lacks,
the right place has a name among these in 96.3 % of 1,497 look-ups given nothing; 97.8 % are proposed."""

FEW = 20
"""Names of the same consonants from which on those of nearly the same are not proposed for their consonants alone.
Proposing them always found one place in a thousand look-ups more given the country, and takes a seventh longer."""

SURE = 1e3
"""What the value of a name that folds as the spelling does counts more: more than any other has."""


class Question(NamedTuple):
    """A spelling to look up."""

    name: str
    countries: Collection[str] = ()
    """Codes of the countries in which its place lies; empty where nothing is known."""


class Proposed(NamedTuple):
    """Names that may be those asked for, spelling by spelling, the names of each by rows."""

    rows: Rows
    owner: NDArray[np.int64]
    """The number of the spelling that each is proposed for."""
    alike: NDArray[np.bool_]
    """Whether it shares a skeleton with the spelling."""
    exact: NDArray[np.bool_]
    """Whether it folds as the spelling does."""

    def those(self, kept: NDArray[np.bool_]) -> "Proposed":
        """Some of the names."""
        return Proposed(self.rows[kept], self.owner[kept], self.alike[kept], self.exact[kept])


def propose(gazetteer: Gazetteer, questions: Sequence[Question]) -> Proposed:
    """Names that fold as a spelling does, those of the same consonants, those of nearly the same letters and, where few
    are found, those of nearly the same consonants."""
    alike, exact = same_consonants(gazetteer, questions), same_fold(gazetteer, questions)
    found = inside(gazetteer, np.concatenate([exact, alike]), questions)
    several = np.bincount(_owners(found), minlength=len(questions)).tolist()
    borne = np.bincount(_owners(exact), minlength=len(questions)).tolist()
    sought = []
    for number, (name, countries) in enumerate(questions):
        misspelt = bool(countries) or not borne[number]  # what some place bears is taken for right: Rabka is not Raqqa
        sought.append(Sought(name, countries, several[number] < FEW, misspelt))
    near = _keys(*outlined(gazetteer, sought))
    return proposed_of(gazetteer, distinct(np.concatenate([found, near])), alike, exact)


def proposed_of(gazetteer: Gazetteer, keys: U64, alike: U64, exact: U64, demonyms: bool = False) -> Proposed:
    """The names of keys in order, without those that are demonyms unless these are wanted."""
    if not demonyms:
        keys = keys[~among(_rows(keys), gazetteer.demonyms)]
    return Proposed(_rows(keys), _owners(keys), among(keys, alike), among(keys, exact))


def same_consonants(gazetteer: Gazetteer, questions: Sequence[Question]) -> U64:
    """Keys of the names that share a skeleton with each spelling: the spelling's number, then the name's row."""
    return distinct(_keys(*gazetteer.alike_of_each([question.name for question in questions])))


def same_fold(gazetteer: Gazetteer, questions: Sequence[Question]) -> U64:
    """Keys of the names that fold as each spelling does."""
    return np.sort(_keys(*gazetteer.exact_of_each([question.name for question in questions])))


def inside(gazetteer: Gazetteer, keys: U64, questions: Sequence[Question]) -> U64:
    """Those of the names whose places lie in the countries of their spelling, all where it has none."""
    if not any(question.countries for question in questions):
        return keys
    wanted = np.ones((len(questions), len(gazetteer.header["countries"])), dtype=np.bool_)
    for number, question in enumerate(questions):
        if question.countries:
            wanted[number] = False
            wanted[number, gazetteer.country_numbers(question.countries)] = True
    country = gazetteer.arrays["place.country"][gazetteer.arrays["name.place"][_rows(keys)]]
    kept: U64 = keys[wanted[_owners(keys), country]]
    return kept


def _keys(rows: Rows, owner: NDArray[np.int64]) -> U64:
    return (owner.astype(np.uint64) << np.uint64(32)) | rows


def _rows(keys: U64) -> Rows:
    return keys.astype(np.uint32)  # the lower half


def _owners(keys: U64) -> NDArray[np.int64]:
    return (keys >> np.uint64(32)).astype(np.int64)


def compared(gazetteer: Gazetteer, proposed: Proposed) -> Compared:
    """What is compared of the names proposed; the letters of each spelling's names are held once."""
    a, rows = gazetteer.arrays, proposed.rows
    keys = _keys(a["name.letters"][rows], proposed.owner)
    letters = distinct(keys)
    at = letters.searchsorted(keys)
    return Compared(gazetteer.letters(_rows(letters)), _owners(letters), at, a["name.abjad"][rows], proposed.alike)


def shortlist(
    gazetteer: Gazetteer, spellings: Sequence[Asked], proposed: Proposed, names: Compared
) -> tuple[Proposed, Compared]:
    """Of many names those most like a spelling at a glance, those that fold alike before all: at most `SHORTLISTED` a
    spelling."""
    ends = bounds(proposed.owner, len(spellings))
    long = [(start, end) for start, end in pairwise(ends) if end - start > SHORTLISTED]
    if not long:
        return proposed, names
    value = glance(gazetteer, spellings, proposed, names) @ ranking().shortlist + SURE * proposed.exact
    kept = np.ones(len(value), dtype=np.bool_)
    for start, end in long:
        mine = value[start:end]
        line = np.partition(mine, -SHORTLISTED)[-SHORTLISTED]
        above, even = mine > line, (mine == line).nonzero()[0]
        above[even[: SHORTLISTED - np.count_nonzero(above)]] = True
        kept[start:end] = above
    return proposed.those(kept), names.those(kept)


def glance(gazetteer: Gazetteer, spellings: Sequence[Asked], proposed: Proposed, names: Compared) -> Floats:
    """What the shortlist is chosen by, a row a proposed name: the columns of `ranking.SHORTLIST`."""
    agree, several = Levenshtein.normalized_similarity, len(spellings)
    forms = (names.letters, of_each(consonants_of, names.letters))
    ends = bounds(names.of, several)
    letters = compared_each(agree, [mine.letters for mine in spellings], forms[0], ends)[names.at]
    consonants = compared_each(agree, [mine.consonants for mine in spellings], forms[1], ends)[names.at]
    stands = gazetteer.standing[gazetteer.arrays["name.place"][proposed.rows]]
    missing = names.abjad | np.array([mine.abjad for mine in spellings], dtype=np.bool_)[proposed.owner]
    return shortlist_columns(letters, consonants, names.skeleton, stands, missing)


def among(keys: U64 | Rows, of: U64 | Rows) -> NDArray[np.bool_]:
    """Which keys are among others that are in order."""
    if not len(of):
        return np.zeros(len(keys), dtype=np.bool_)
    return np.asarray(of[np.minimum(of.searchsorted(keys), len(of) - 1)] == keys)
