"""Which places a spelling might name, each with the name it hit and how well it fits."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import compress, islice
from string import ascii_lowercase
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.fold import fold
from gazetteer.homoglyphs import one_script
from gazetteer.index import Gazetteer, Rows
from gazetteer.likeness import Floats, asked, chance, crossed, leaning_of, measures_of_each
from gazetteer.place import Candidate, Place
from gazetteer.propose import (
    Proposed,
    Question,
    among,
    compared,
    inside,
    propose,
    proposed_of,
    same_consonants,
    same_fold,
    shortlist,
)
from gazetteer.ranking import columns, ranking
from gazetteer.steps import LONGEST_COMPARED
from gazetteer.tokens import hash_names

ALIKE = 0.5
"""Spellings that score less are other names: the learned score's own line between same and different. Of 839 listed
spellings of conflict places that have their place first, one has it below."""

ATTESTED, KNOWN, STANDING = 4.0, 4.0, 0.15
"""What counts for a place that bears the very name asked for, beside the best that speaks for any: the first, whole
from 10^`KNOWN` people on and less below, and the last for ten times as many people. A spelling that is attested for
some hamlet is no reason to pass over the town: without people it counts for nothing beside the best, and for the less
the more places bear the name."""

SAME = 9
"""Decimals of log-odds that count in choosing which of a place's names is shown: the sum of one and the same measures
differs behind the fourteenth by where it stands in a matrix."""


TOGETHER = 64
"""Spellings looked up at once: half the time a spelling that one alone takes or less. With twice as many no less."""


class NameHit(NamedTuple):
    """A name of the index that a spelling may be, by row numbers."""

    place: int
    name: int
    score: float


def exact_hits(gazetteer: Gazetteer, name: str, demonyms: bool = True) -> list[NameHit]:
    """Places one of whose names folds as `name` does, the most populous first; of its names the one written alike."""
    best: dict[int, NameHit] = {}
    rows = gazetteer.exact(name)
    for row in (rows if demonyms else rows[~among(rows, gazetteer.demonyms)]).tolist():
        place = int(gazetteer.arrays["name.place"][row])
        if place not in best or gazetteer.name_text(row) == name:
            best[place] = NameHit(place, row, 1.0)
    return list(best.values())


def alike_hits(
    gazetteer: Gazetteer, name: str, countries: Collection[str] = (), demonyms: bool = True
) -> list[NameHit]:
    """Places with a name of the same consonants that is at least `ALIKE`, the best first."""
    questions = [Question(name, countries)]
    alike = inside(gazetteer, same_consonants(gazetteer, questions), questions)
    proposed = proposed_of(gazetteer, alike, alike, same_fold(gazetteer, questions), demonyms)
    return [hit for hit in _weighed(gazetteer, [name], proposed)[0] if hit.score >= ALIKE]


def candidates(
    gazetteer: Gazetteer, name: str, countries: Collection[str] = (), limit: int = 10, least: float = ALIKE
) -> list[Candidate]:
    """Places that `name` might be, the best fit first; of equal fits the most populous, towns before their provinces.

    Those that score less than `least` are left out. A demonym is not a name of a place here: asking for "Syrian" finds
    Syria's towns of that name, not Syria.
    """
    ((_, hits),) = looked_up(gazetteer, [Question(name, countries)], limit, least)
    return [_candidate(gazetteer, name, hit) for hit in hits]


def looked_up(
    gazetteer: Gazetteer, questions: Iterable[Question], limit: int = 10, least: float = ALIKE
) -> Iterator[tuple[Question, list[NameHit]]]:
    """Each question with what `candidates` would make its answer of; `TOGETHER` are read before the first is
    answered."""
    waiting = iter(questions)
    while together := list(islice(waiting, TOGETHER)):
        read = [Question(one_script(name), countries) for name, countries in together]
        short = [len(fold(question.name)) <= LONGEST_COMPARED for question in read]
        asked_for = list(compress(read, short))
        found = iter(_weighed(gazetteer, [q.name for q in asked_for], propose(gazetteer, asked_for), limit))
        for question, comparable in zip(together, short, strict=True):
            yield question, [hit for hit in next(found) if hit.score >= least] if comparable else []


def _weighed(
    gazetteer: Gazetteer, names: Sequence[str], proposed: Proposed, limit: int | None = None
) -> list[list[NameHit]]:
    """For each spelling its names' places, each with its likest name; first those for which most speaks, at most
    `limit`."""
    hits: list[list[NameHit]] = [[] for _ in names]
    if not len(proposed.rows):
        return hits
    spellings = list(map(asked, names))
    proposed, weighed = shortlist(gazetteer, spellings, proposed, compared(gazetteer, proposed))
    values = crossed(measures_of_each(spellings, weighed))
    exact, leaning = proposed.exact, leaning_of(values)
    named = gazetteer.arrays["name.place"][proposed.rows]
    starts, at = _runs(named, proposed.owner)
    place, owner = named[starts], proposed.owner[starts]
    best = np.lexsort((-leaning.round(SAME), ~exact, at))[starts]
    facts = of_places(gazetteer, place)
    speaks = _together(ranking().values(columns(values, [fact[at] for fact in facts])), starts, at)
    if exact.any():
        speaks = _attested_first(speaks, exact[best], facts[0], owner)
    order = np.lexsort((-speaks.round(SAME), owner))
    if limit is not None:
        before = owner.searchsorted(owner)  # as many as other spellings have before it
        order = order[np.arange(len(order)) - before < limit]
    shown = best[order]
    score = np.where(exact[shown], 1.0, chance(leaning[shown]))
    columns_of_hits = (place[order].tolist(), proposed.rows[shown].tolist(), score.tolist())
    for number, *hit in zip(owner[order].tolist(), *columns_of_hits, strict=True):
        hits[number].append(NameHit(*hit))
    return hits


def _attested_first(speaks: Floats, bears: NDArray[np.bool_], stands: Floats, owner: NDArray[np.int64]) -> Floats:
    """What speaks for places when those count more that bear the very name asked for."""
    several = np.bincount(owner, weights=bears)
    most = np.full(len(several), -np.inf)
    np.maximum.at(most, owner, speaks)
    attested = ATTESTED * np.minimum(stands / KNOWN, 1) + STANDING * stands
    attested = np.where(stands == 0, -np.log(np.maximum(several[owner], 1)), attested)
    return np.where(bears, np.maximum(speaks, most[owner] + attested), speaks)  # nothing is liker than the same


def _runs(places: Rows, owner: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where in places in order the names of each begin, and for each name the number of its run."""
    begins = np.ones(len(places), dtype=np.bool_)
    begins[1:] = (places[1:] != places[:-1]) | (owner[1:] != owner[:-1])
    return begins.nonzero()[0], begins.cumsum() - 1


def _together(values: Floats, starts: NDArray[np.intp], at: NDArray[np.intp]) -> Floats:
    """What all names of each place say together: the logarithm of the sum of their odds."""
    most = np.maximum.reduceat(values, starts)
    return np.asarray(most + np.log(np.add.reduceat(np.exp(values - most[at]), starts)))


def of_places(gazetteer: Gazetteer, places: Rows) -> list[NDArray[Any]]:
    """The values of `ranking.OF_PLACES`, a column each."""
    a = gazetteer.arrays
    names = a["place.names"][places + np.uint32(1)] - a["place.names"][places]
    transliterated = gazetteer.transliterated[a["place.country"][places]]
    return [
        gazetteer.standing[places],
        np.log(np.maximum(names, 1)),
        transliterated,
        gazetteer.kinds.divisions[a["place.feature"][places]],
    ]


def _candidate(gazetteer: Gazetteer, surface: str, hit: NameHit) -> Candidate:
    kept: list[Place] = []

    def read() -> Place:
        if not kept:
            kept.append(gazetteer.place(hit.place))
        return kept[0]

    return Candidate(gazetteer.place_id(hit.place), gazetteer.name(hit.name), surface, hit.score, read)


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
