"""Which places a spelling might name, each with the name it hit and how well it fits."""

from collections.abc import Collection, Iterator
from functools import cache, partial
from string import ascii_lowercase
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.fold import fold
from gazetteer.homoglyphs import one_script
from gazetteer.index import Gazetteer, Rows
from gazetteer.likeness import Floats, Names, asked, chance, crossed, leaning_of, measures
from gazetteer.place import Candidate
from gazetteer.propose import Proposed, among, inside, proper, propose, shortlist
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


class NameHit(NamedTuple):
    """A name of the index that a spelling may be, by row numbers."""

    place: int
    name: int
    score: float


def exact_hits(gazetteer: Gazetteer, name: str, demonyms: bool = True) -> list[NameHit]:
    """Places one of whose names folds as `name` does, the most populous first; of its names the one written alike."""
    best: dict[int, NameHit] = {}
    rows = gazetteer.exact(name)
    for row in (rows if demonyms else proper(gazetteer, rows)).tolist():
        place = int(gazetteer.arrays["name.place"][row])
        if place not in best or gazetteer.name_text(row) == name:
            best[place] = NameHit(place, row, 1.0)
    return list(best.values())


def alike_hits(
    gazetteer: Gazetteer, name: str, countries: Collection[str] = (), demonyms: bool = True
) -> list[NameHit]:
    """Places with a name of the same consonants that is at least `ALIKE`, the best first."""
    rows = inside(gazetteer, gazetteer.alike(name), countries)
    proposed = Proposed(rows if demonyms else proper(gazetteer, rows), rows, np.sort(gazetteer.exact(name)))
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
    hits = _weighed(gazetteer, name, propose(gazetteer, name, countries), limit)
    return [_candidate(gazetteer, surface, hit) for hit in hits if hit.score >= least]


def _weighed(gazetteer: Gazetteer, name: str, proposed: Proposed, limit: int | None = None) -> list[NameHit]:
    """The names' places, each with its likest name; first those for which most speaks, at most `limit`."""
    if not len(proposed.rows):
        return []
    rows = shortlist(gazetteer, name, proposed)
    values = crossed(measures(asked(name), compared(gazetteer, rows, proposed.alike)))
    exact, leaning = among(rows, proposed.exact), leaning_of(values)
    named = gazetteer.arrays["name.place"][rows]
    place, starts, at = _runs(named)
    best = np.lexsort((-leaning.round(SAME), ~exact, at))[starts]
    facts = of_places(gazetteer, place)
    speaks = _together(ranking().values(columns(values, [fact[at] for fact in facts])), starts, at)
    stands = facts[0]
    bears = exact[best]
    if bears.any():
        attested = ATTESTED * np.minimum(stands / KNOWN, 1) + STANDING * stands
        attested[stands == 0] = -np.log(np.count_nonzero(bears))
        speaks[bears] = np.maximum(speaks, speaks.max() + attested)[bears]  # nothing is liker than the same
    order = (-speaks.round(SAME)).argsort(kind="stable")[:limit]
    shown = best[order]
    score = np.where(exact[shown], 1.0, chance(leaning[shown]))
    return [NameHit(*hit) for hit in zip(place[order].tolist(), rows[shown].tolist(), score.tolist(), strict=True)]


def _runs(places: Rows) -> tuple[Rows, NDArray[np.intp], NDArray[np.intp]]:
    """Of places in order each once, where it begins, and for each the number of its run."""
    begins = np.ones(len(places), dtype=np.bool_)
    np.not_equal(places[1:], places[:-1], out=begins[1:])
    starts = begins.nonzero()[0]
    return places[starts], starts, begins.cumsum() - 1


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


def compared(gazetteer: Gazetteer, rows: Rows, alike: Rows) -> Names:
    """What is compared of names; `alike` are those that share a skeleton with the spelling."""
    letters, sounds = gazetteer.pieces("letters", rows), gazetteer.pieces("sounds", rows)
    return Names(letters, sounds, gazetteer.arrays["letters.abjad"][rows], among(rows, alike))


def _candidate(gazetteer: Gazetteer, surface: str, hit: NameHit) -> Candidate:
    read = cache(partial(gazetteer.place, hit.place))
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
