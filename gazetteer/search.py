"""Which places a spelling might name, each with the name it hit and how well it fits."""

from collections.abc import Collection, Iterator
from string import ascii_lowercase
from typing import NamedTuple

from gazetteer.fold import fold
from gazetteer.homoglyphs import one_script
from gazetteer.index import Gazetteer, Rows
from gazetteer.place import NAME_KINDS, Candidate
from gazetteer.similarity import similarity
from gazetteer.steps import LONGEST_COMPARED, steps_between
from gazetteer.tokens import hash_names

ALIKE = 0.5
"""Spellings that score less are other names: the learned score's own line between same and different."""

DIVISION_SHARE = 0.1
"""Of a division's people this share counts when names fit equally, since a bare name mostly means the town that the
division is named after. A tenth was chosen, not fitted: counted whole, 104 strong rows of tests/cases/variants.tsv that
have their town first with it have another place first."""


class NameHit(NamedTuple):
    """A name of the index that a spelling may be, by row numbers."""

    place: int
    name: int
    score: float


def _rows(gazetteer: Gazetteer, rows: Rows, demonyms: bool) -> list[int]:
    kept = rows if demonyms else rows[gazetteer.arrays["name.kind"][rows] != NAME_KINDS.index("demonym")]
    return [int(row) for row in kept]


def exact_hits(gazetteer: Gazetteer, name: str, demonyms: bool = True) -> list[NameHit]:
    """Places one of whose names folds as `name` does, the most populous first; of its names the one written alike."""
    best: dict[int, NameHit] = {}
    for row in _rows(gazetteer, gazetteer.exact(name), demonyms):
        place = int(gazetteer.arrays["name.place"][row])
        if place not in best or gazetteer.name_text(row) == name:
            best[place] = NameHit(place, row, 1.0)
    return list(best.values())


def alike_hits(
    gazetteer: Gazetteer, name: str, countries: Collection[str] = (), demonyms: bool = True
) -> list[NameHit]:
    """Places with a name of the same consonants that scores at least `ALIKE`, the best first."""
    best: dict[int, NameHit] = {}
    a = gazetteer.arrays
    for row in _rows(gazetteer, gazetteer.alike(name), demonyms):
        place = int(a["name.place"][row])
        if countries and gazetteer.header["countries"][a["place.country"][place]] not in countries:
            continue
        score = similarity(name, gazetteer.name_text(row))
        if score >= ALIKE and (place not in best or score > best[place].score):
            best[place] = NameHit(place, row, score)
    return sorted(best.values(), key=lambda hit: (-hit.score, -int(a["place.population"][hit.place]), hit.place))


def candidates(gazetteer: Gazetteer, name: str, countries: Collection[str] = (), limit: int = 10) -> list[Candidate]:
    """Places that `name` might be, the best fit first; of equal fits the most populous, towns before their provinces.

    A demonym is not a name of a place here: asking for "Syrian" finds Syria's towns of that name, not Syria.
    """
    surface, name = name, one_script(name)
    if len(fold(name)) > LONGEST_COMPARED:
        return []
    hits = {hit.place: hit for hit in alike_hits(gazetteer, name, countries, demonyms=False)}
    for hit in exact_hits(gazetteer, name, demonyms=False):
        country = gazetteer.header["countries"][gazetteer.arrays["place.country"][hit.place]]
        if not countries or country in countries:
            hits[hit.place] = hit
    ordered = sorted(hits.values(), key=lambda h: (-h.score, -_standing(gazetteer, h.place), h.place))[:limit]
    return [_candidate(gazetteer, surface, hit) for hit in ordered]


def _standing(gazetteer: Gazetteer, place: int) -> float:
    share = DIVISION_SHARE if gazetteer.feature(place).startswith("A.ADM") else 1.0
    return share * float(gazetteer.arrays["place.population"][place])


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
