"""Which places a spelling might name, each with the name it hit and how well it fits."""

from collections.abc import Collection, Iterator, Sequence
from string import ascii_lowercase
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from gazetteer.fold import fold
from gazetteer.homoglyphs import one_script
from gazetteer.index import Gazetteer, Rows
from gazetteer.likeness import Names, asked, chance, leanings
from gazetteer.outline import consonants_of, letters_of, outlines
from gazetteer.place import NAME_KINDS, Candidate
from gazetteer.romanize import is_abjad
from gazetteer.steps import LONGEST_COMPARED, steps_between
from gazetteer.tokens import hash_names

ALIKE = 0.5
"""Spellings that score less are other names: the learned score's own line between same and different. Of 839 listed
spellings of conflict places that have their place first, one has it below."""

SHORTLISTED = 100
"""Names that the learned likeness is asked about. Among 619,355 places, asked for by a spelling of the pair sets that
the index lacks, the right place has a name among the first 100 in 98.7 % given its country (in 98.3 % among 50)."""

CONSONANTS, CONSONANTS_WITHOUT_VOWELS, SKELETON_SHARED = 0.4, 0.8, 0.1
"""What the shortlist counts consonants for, the rest being letters, and a shared skeleton beside: of five mixtures the
one with the highest recall there."""

OUTLINED = 150
"""Names that outlines propose, about; with these the right place was among what was proposed in 99.3 % of 1,498
look-ups given the country."""

FEW = 20
"""Names of the same consonants from which on letters are not asked without a country: it takes some milliseconds."""

ATTESTED, KNOWN, STANDING, SEVERAL = 4.0, 4.0, 0.15, 0.5
"""Log-odds that count beside the likeness when candidates are put in order: for a name attested as asked, the more the
larger its place, whole from 10^`KNOWN` people on; for ten times as many people; for e times as many names on the
shortlist. Chosen among 48 triples, then ten values, by first places of the listed spellings of conflict places and the
recall of `tests/bench/retrieval.py`: a spelling attested for some hamlet is no reason to pass over the town."""

CURATED = 30_000
"""People a place of the project's own layer counts for at least, unless it is a division: it is there because reports
name it."""

DIVISION_SHARE = 0.1
"""Of a division's people this share counts when names fit equally, since a bare name mostly means the town that the
division is named after. A tenth was chosen, not fitted: counted whole, 104 strong rows of tests/cases/variants.tsv that
have their town first with it have another place first."""


class NameHit(NamedTuple):
    """A name of the index that a spelling may be, by row numbers."""

    place: int
    name: int
    score: float


def exact_hits(gazetteer: Gazetteer, name: str, demonyms: bool = True) -> list[NameHit]:
    """Places one of whose names folds as `name` does, the most populous first; of its names the one written alike."""
    best: dict[int, NameHit] = {}
    rows = gazetteer.exact(name)
    for row in (rows if demonyms else _proper(gazetteer, rows)).tolist():
        place = int(gazetteer.arrays["name.place"][row])
        if place not in best or gazetteer.name_text(row) == name:
            best[place] = NameHit(place, row, 1.0)
    return list(best.values())


def alike_hits(
    gazetteer: Gazetteer, name: str, countries: Collection[str] = (), demonyms: bool = True
) -> list[NameHit]:
    """Places with a name of the same consonants that is at least `ALIKE`, the best first."""
    rows = _inside(gazetteer, gazetteer.alike(name), countries)
    proposed = Proposed(rows if demonyms else _proper(gazetteer, rows), rows, gazetteer.exact(name))
    hits = _weighed(gazetteer, name, proposed)
    return [hit for hit in hits if hit.score >= ALIKE]


def candidates(
    gazetteer: Gazetteer, name: str, countries: Collection[str] = (), limit: int = 10, least: float = ALIKE
) -> list[Candidate]:
    """Places that `name` might be, the best fit first; of equal fits the most populous, towns before their provinces.

    Those that score less than `least` are left out. A demonym is not a name of a place here: asking for "Syrian" finds
    Syria's towns of that name, not Syria.
    """
    surface, name = name, one_script(name)
    if len(fold(name)) > LONGEST_COMPARED:
        return []
    hits = _weighed(gazetteer, name, propose(gazetteer, name, countries))
    return [_candidate(gazetteer, surface, hit) for hit in hits[:limit] if hit.score >= least]


class Proposed(NamedTuple):
    """Names that may be the one asked for."""

    rows: Rows
    alike: Rows
    """Those of the index that share a skeleton with it, in order, among them or not."""
    exact: Rows
    """Those that fold as it does."""


def propose(gazetteer: Gazetteer, name: str, countries: Collection[str] = ()) -> Proposed:
    """Names that fold as `name` does, those of the same consonants and, in the countries or where these are few, those
    of nearly the same letters."""
    alike, exact = gazetteer.alike(name), gazetteer.exact(name)
    found = _inside(gazetteer, np.concatenate([exact, alike]), countries)
    if countries or len(found) < FEW:
        found = np.concatenate([found, outlined(gazetteer, name, countries)])
    return Proposed(_proper(gazetteer, np.unique(found)), alike, exact)


def _inside(gazetteer: Gazetteer, rows: Rows, countries: Collection[str]) -> Rows:
    if not countries:
        return rows
    country = gazetteer.arrays["place.country"][gazetteer.arrays["name.place"][rows]]
    inside = np.zeros(len(rows), dtype=np.bool_)
    for number in gazetteer.country_numbers(countries):
        inside |= country == number
    kept: Rows = rows[inside]
    return kept


def _proper(gazetteer: Gazetteer, rows: Rows) -> Rows:
    kept: Rows = rows[gazetteer.arrays["name.kind"][rows] != NAME_KINDS.index("demonym")]
    return kept


def outlined(gazetteer: Gazetteer, name: str, countries: Collection[str] = ()) -> Rows:
    """Rows of the names whose outlines differ least from that of `name`: in countries by their consonants and by all
    letters, without them by their consonants alone."""
    letters, a = letters_of(name), gazetteer.arrays
    if not letters:
        return np.zeros(0, dtype=np.uint32)
    consonants = outlines([consonants_of(letters)])[0]
    if not countries:
        near = _least(a["common.keys"], consonants, a["common.starts"])
        return np.concatenate([a["common.rows"][a["common.starts"][k] : a["common.starts"][k + 1]] for k in near])
    asked = [("outline.consonants", consonants)]
    if not is_abjad(name):
        asked.append(("outline.letters", outlines([letters])[0]))
    starts, found = a["outline.starts"], [np.zeros(0, dtype=np.uint32)]
    for number in gazetteer.country_numbers(countries):
        part = slice(int(starts[number]), int(starts[number + 1]))
        found += [a["outline.rows"][part][_least(a[column][part], mine)] for column, mine in asked]
    return np.concatenate(found)


def _least(keys: NDArray[np.uint64], mine: np.uint64, starts: Rows | None = None) -> NDArray[np.intp]:
    """Numbers of the outlines that differ least from `mine`: of about `OUTLINED` names, none in more bits than it has;
    `starts` tells how many names have each."""
    differ = np.bitwise_count(keys ^ mine)
    for bits in range(1, int(mine).bit_count() + 1):
        near = differ <= bits
        if np.count_nonzero(near) >= OUTLINED:
            break
    found = np.flatnonzero(near)
    if starts is None:
        return found[: 2 * OUTLINED]
    found = found[np.argsort(differ[found], kind="stable")]
    names = np.cumsum(starts[found + 1] - starts[found])
    return found[: int(np.searchsorted(names, 2 * OUTLINED)) + 1]


def _weighed(gazetteer: Gazetteer, name: str, proposed: Proposed) -> list[NameHit]:
    """The names' places, each with its likest name, the likest first; what people a place has counts beside."""
    if not len(proposed.rows):
        return []
    rows = shortlist(gazetteer, name, proposed)
    place = gazetteer.arrays["name.place"][rows]
    leaning = leanings(asked(name), compared(gazetteer, rows, proposed.alike))
    stands, exact = standing(gazetteer, place), np.isin(rows, proposed.exact)
    known = exact & (stands > 0)
    leaning[known] = leaning.max()  # nothing is liker than the same
    attested = known * np.minimum(stands / KNOWN, 1)
    _, at, names = np.unique(place, return_inverse=True, return_counts=True)
    several = np.log(names)[at]
    several[known] = several.max()
    order = np.lexsort((place, -(leaning + ATTESTED * attested + STANDING * stands + SEVERAL * several)))
    kept = order[np.sort(np.unique(place[order], return_index=True)[1])]
    score = np.where(exact, 1.0, chance(leaning))[kept]
    return [NameHit(*hit) for hit in zip(place[kept].tolist(), rows[kept].tolist(), score.tolist(), strict=True)]


def shortlist(gazetteer: Gazetteer, name: str, proposed: Proposed) -> Rows:
    """Of many names those most like `name` by consonants and letters: at most `SHORTLISTED`, the likest first."""
    rows = proposed.rows
    if len(rows) <= SHORTLISTED:
        return rows
    letters, theirs = letters_of(name), gazetteer.pieces("letters", rows)
    consonants = _alike(consonants_of(letters), [consonants_of(piece) for piece in theirs])
    share = CONSONANTS_WITHOUT_VOWELS if is_abjad(name) else CONSONANTS
    alike = share * consonants + (1 - share) * _alike(letters, theirs)
    alike += SKELETON_SHARED * _among(rows, proposed.alike)
    people = gazetteer.arrays["place.population"][gazetteer.arrays["name.place"][rows]]
    return rows[np.lexsort((-people, -alike))[:SHORTLISTED]]


def _alike(piece: bytes, others: Sequence[bytes]) -> NDArray[np.float32]:
    values: NDArray[np.float32] = cdist([piece], others, scorer=Levenshtein.normalized_similarity, dtype=np.float32)[0]
    return values


def _among(rows: Rows, of: Rows) -> NDArray[np.bool_]:
    """Which rows are among others that are in order."""
    if not len(of):
        return np.zeros(len(rows), dtype=np.bool_)
    return np.asarray(of[np.minimum(np.searchsorted(of, rows), len(of) - 1)] == rows)


def compared(gazetteer: Gazetteer, rows: Rows, alike: Rows) -> Names:
    """What is compared of names; `alike` are those that share a skeleton with the spelling."""
    letters, sounds = gazetteer.pieces("letters", rows), gazetteer.pieces("sounds", rows)
    return Names(letters, sounds, gazetteer.arrays["letters.abjad"][rows], _among(rows, alike))


def standing(gazetteer: Gazetteer, places: Rows) -> NDArray[np.float64]:
    """How much places are spoken of: the decimal logarithm of their people."""
    a = gazetteer.arrays
    division = gazetteer.divisions[a["place.feature"][places]]
    people = a["place.population"][places] * np.where(division, DIVISION_SHARE, 1.0)
    curated = (a["place.source"][places] == gazetteer.own_source) & ~division
    return np.asarray(np.log10(1 + np.where(curated, np.maximum(people, CURATED), people)))


def _candidate(gazetteer: Gazetteer, surface: str, hit: NameHit) -> Candidate:
    name = gazetteer.name(hit.name)
    return Candidate(gazetteer.place(hit.place), name, steps_between(surface, name.text), hit.score)


def nearest_names(gazetteer: Gazetteer, name: str, limit: int = 5) -> list[str]:
    """Names that a mistyped one may mean: those one letter away, else those with the same consonants."""
    spellings = list(dict.fromkeys(_one_letter_away(fold(name))))
    found: dict[str, int] = {}
    if spellings:
        keys, _ = hash_names(spellings, gazetteer.tables)
        for position in gazetteer.find(keys).tolist():
            if position >= 0:
                row = int(gazetteer.name_rows(position)[0])
                place = int(gazetteer.arrays["name.place"][row])
                found[gazetteer.name_text(row)] = int(gazetteer.arrays["place.population"][place])
    if not found:
        found = {c.name.text: c.place.population for c in candidates(gazetteer, name, limit=limit)}
    return sorted(found, key=lambda text: (-found[text], text))[:limit]


def _one_letter_away(word: str) -> Iterator[str]:
    if not 3 <= len(word) <= 40:
        return
    for k in range(len(word) + 1):
        yield word[:k] + word[k + 1 :]
        if k + 1 < len(word):
            yield word[:k] + word[k + 1] + word[k] + word[k + 2 :]
        for letter in ascii_lowercase:
            yield word[:k] + letter + word[k:]
            yield word[:k] + letter + word[k + 1 :]
