"""What is known of each name that the recogniser proposes, once the resolver has said what place it would be."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.tokens import Gap, Shape
from geo.model import Resolution
from geo.recognize.spans import Named
from geo.recognize.words import WRITTEN_SMALL, Words

F64 = NDArray[np.float64]


class Proposals(NamedTuple):
    """The proposals of a report with all that is known of them; every array has one entry a proposal."""

    flags: NDArray[np.uint8]
    """`KeyFlag` of the attested name that covers it exactly; 0 where none does."""
    alone: NDArray[np.bool_]
    """No capitalised word joins it on either side."""
    alike: NDArray[np.uint8]
    """How strongly it reads like a name that no gazetteer has, 0 to 4."""
    several: NDArray[np.bool_]
    """It is of several words."""
    demonym: NDArray[np.bool_]
    score: F64
    """The recogniser's chance, 0 to 1."""
    mean: F64
    """Mean chance of all proposals of the same words in the report."""
    best: F64
    """The highest of these."""
    person: F64
    """Their mean chance to be of a person."""
    organization: F64
    """Their mean chance to be of an organisation."""
    times: F64
    """How often the same words are proposed."""
    person_beside: F64
    organization_beside: F64
    here_person: F64
    """Its own chance to be of a person."""
    here_organization: F64
    """Its own chance to be of an organisation."""
    no_place: NDArray[np.bool_]
    """It is the name of a road or a ship, no place of a gazetteer: Haifa Street. LGL marks many roads all the same."""
    opens: NDArray[np.bool_]
    """It begins a sentence or a line, as far as stops tell."""
    small: NDArray[np.bool_]
    """Its first word is also written small in the report."""
    common: F64
    """How commonly prose writes its first word small, 0 to 3; 0 for a name of several words."""
    capitals: NDArray[np.bool_]
    """It is written in capitals throughout."""
    letters: F64
    """Code points."""
    weighed: NDArray[np.bool_]
    """Some candidate was weighed."""
    placed: F64
    """The chance that one of the candidates is meant."""
    fits: F64
    """How well its place fits the report, 0 to 1."""
    people: F64
    """Decimal magnitude of the people who live there."""


def proposals_of(text: str, words: Words, names: Sequence[Named], resolutions: Sequence[Resolution]) -> Proposals:
    """What is known of each proposal."""
    group_of: dict[str, int] = {}
    same = np.array([group_of.setdefault(text[slice(*named.span)], len(group_of)) for named in names], dtype=np.int64)
    score, person, organization, person_beside, organization_beside = (
        np.array([getattr(named, field) for named in names], dtype=np.float64)
        for field in ("score", "person", "organization", "person_beside", "organization_beside")
    )
    times = np.bincount(same, minlength=len(group_of))[same].astype(np.float64)
    best = np.zeros(len(group_of))
    np.maximum.at(best, same, score)
    first = np.array([named.first for named in names], dtype=np.int64)
    last = first + np.array([named.words for named in names], dtype=np.int64) - 1
    whole = np.array([_attested_whole(text, words, named) for named in names], dtype=np.bool_)
    known: dict[int, tuple[bool, float, float, float]] = {}
    for resolution in resolutions:
        if id(resolution) not in known:
            known[id(resolution)] = _said(resolution)
    weighed, placed, fits, people = np.array([known[id(r)] for r in resolutions], dtype=np.float64).reshape(-1, 4).T
    return Proposals(
        flags=np.where(whole, words.flags[first], np.uint8(0)),
        alone=(words.place_in_run[first] % 4 == 0) & (words.place_in_run[last] // 4 == 0),
        alike=words.alike[first],
        several=last > first,
        demonym=np.array([named.demonym for named in names], dtype=np.bool_),
        score=score,
        mean=np.bincount(same, weights=score)[same] / times,
        best=best[same],
        person=np.bincount(same, weights=person)[same] / times,
        organization=np.bincount(same, weights=organization)[same] / times,
        times=times,
        person_beside=person_beside,
        organization_beside=organization_beside,
        here_person=person,
        here_organization=organization,
        no_place=_no_places(text, words, first, last, whole & (words.flags[first] != 0)),
        opens=(first == 0) | ((words.tokens.gap[first - 1] & _ENDING) != 0),
        small=(words.seen[first] & WRITTEN_SMALL) != 0,
        common=np.where(last > first, 0, words.common[first]).astype(np.float64),
        capitals=(words.tokens.shape[first] & Shape.LOWER) == 0,
        letters=np.array([named.span.end - named.span.start for named in names], dtype=np.float64),
        weighed=weighed > 0,
        placed=placed,
        fits=fits,
        people=people,
    )


def _attested_whole(text: str, words: Words, named: Named) -> bool:
    """Whether the attested name that covers a proposal is the proposal, a leading "the" left aside: the Nile."""
    unit = int(words.cover[named.first])
    if unit < 0:
        return False
    begin, size = int(words.hits.first[unit]), int(words.hits.words[unit])
    the = begin == named.first - 1 and text[words.tokens.start[begin] : words.tokens.end[begin]] == "the"
    return begin + size == named.first + named.words and (begin == named.first or the)


_ROADS = "street st road rd avenue ave lane boulevard blvd drive alley highway hwy parkway terrace"
ROADS = frozenset(_ROADS.split())
"""English words for a road; squares, bridges and stations are places that reports go by."""
SHIPS = frozenset(("USS", "HMS", "HMAS", "HMCS", "RMS", "SS", "MV", "INS"))
"""What stands before the names of ships, in capitals."""
_ENDING = np.uint8(Gap.PERIOD | Gap.BLANK_LINE | Gap.NEWLINE)


def _no_places(
    text: str, words: Words, first: NDArray[np.int64], last: NDArray[np.int64], attested: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether a capitalised word for a road joins each proposal, or is its last word and the gazetteer lacks it; or a
    ship's title is its first word or joins it."""
    tokens = words.tokens

    def written(k: int) -> str:
        return text[tokens.start[k] : tokens.bare_end[k]]

    def joined(k: int) -> bool:
        return bool(words.joins[k]) and k + 1 < len(tokens)

    def road(k: int, known: bool) -> bool:
        following = written(k + 1) if joined(k) else ""
        return (following[:1].isupper() and following.lower() in ROADS) or (written(k).lower() in ROADS and not known)

    def ship(k: int) -> bool:
        return written(k) in SHIPS or (k > 0 and joined(k - 1) and written(k - 1) in SHIPS)

    rows = zip(first.tolist(), last.tolist(), attested.tolist(), strict=True)
    return np.array([ship(start) or road(end, known) for start, end, known in rows], dtype=np.bool_)


def _said(resolution: Resolution) -> tuple[bool, float, float, float]:
    """Whether a candidate was weighed, the chance that one is meant, how well it fits the report, its people."""
    value = {feature.name: feature.value for feature in resolution.features}
    return (
        resolution.place is not None or bool(resolution.losers),
        resolution.confidence if resolution.place else 1 - resolution.unlikely,
        max(value.get(name, 0.0) for name in ("country_is_reported", "near_the_others", "country_is_named")),
        value.get("many_people", 0.0),
    )
