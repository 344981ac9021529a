"""What is known of each name that the recogniser proposes, once the resolver has said what place it would be."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.tokens import Gap, Shape, hash_name
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
    """It is part of the name of a road, ship or currency, no place of a gazetteer: Haifa Street. LGL marks many roads
    all the same."""
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
    country: NDArray[np.str_]
    """Code of the country of its place, of one in no country its id; empty where it has no place."""


def proposals_of(text: str, words: Words, names: Sequence[Named], resolutions: Sequence[Resolution]) -> Proposals:
    """What is known of each proposal."""
    group_of: dict[str, int] = {}
    firsts, sizes, spans, demonyms, *chances, _ = zip(*names, strict=True) if names else [()] * len(Named._fields)
    same = np.array([group_of.setdefault(text[a:b], len(group_of)) for a, b in spans], dtype=np.int64)
    score, person, organization, person_beside, organization_beside = np.array(chances, dtype=np.float64)
    times = np.bincount(same, minlength=len(group_of))[same].astype(np.float64)
    best = np.zeros(len(group_of))
    np.maximum.at(best, same, score)
    first = np.array(firsts, dtype=np.int64)
    last = first + np.array(sizes, dtype=np.int64) - 1
    whole = _attested_whole(words, first, last)
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
        demonym=np.array(demonyms, dtype=np.bool_),
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
        letters=np.array([b - a for a, b in spans], dtype=np.float64),
        weighed=weighed > 0,
        placed=placed,
        fits=fits,
        people=people,
        country=np.array([(r.place.country or r.place.id) if r.place else "" for r in resolutions], dtype=np.str_),
    )


def _attested_whole(words: Words, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the attested name that covers each proposal is the proposal."""
    unit = words.cover[first]
    if not len(words.hits.first):
        return np.zeros(len(first), dtype=np.bool_)
    ends = words.hits.first[unit] + words.hits.words[unit] == last + 1
    return np.asarray((unit >= 0) & ends & (words.begins(unit) == first))


_ROADS = "street st road rd avenue ave lane boulevard blvd drive alley highway hwy parkway terrace"
ROADS = frozenset(_ROADS.split())
"""English words for a road; squares, bridges and stations are places that reports go by."""
SHIPS = frozenset(("USS", "HMS", "HMAS", "HMCS", "RMS", "SS", "MV", "INS"))
"""What stands before the names of ships, in capitals."""
_VESSELS = "cruiser frigate destroyer corvette submarine battleship warship tanker freighter trawler ferry liner"
VESSELS = frozenset(_VESSELS.split())
"""What stands before the name of a ship: the cruiser Moskva."""
ILLNESS = frozenset(("virus", "syndrome", "fever"))
"""What stands behind a name that became an illness's: Marburg virus."""
TITLES = frozenset(("Mr", "Mrs", "Ms", "Messrs"))
"""What stands before the names of persons alone; "Dr." and "St." begin names of places too."""
_TITLED = SHIPS | TITLES
MONEY = frozenset("$£€¥₹₺₽₪")
"""Signs of currencies: US$20 names no country."""
_ENDING = np.uint8(Gap.PERIOD | Gap.BLANK_LINE | Gap.NEWLINE)


def _no_places(
    text: str, words: Words, first: NDArray[np.int64], last: NDArray[np.int64], attested: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether a capitalised word for a road joins each proposal, or is its last word and the gazetteer lacks it; or a
    ship's or a person's title is its first word or joins it; or a word for a ship stands before it, or for an illness
    behind it; or it touches the sign of a currency."""
    tokens = words.tokens
    hashes = np.zeros(len(tokens) + 2, dtype=np.uint64)
    hashes[1:-1] = tokens.bare_hash
    about = np.concatenate([hashes[last + 1], hashes[last + 2], hashes[first + 1], hashes[first]])
    telling = _telling()
    found = telling[np.minimum(telling.searchsorted(about), len(telling) - 1)] == about
    wanted = found.reshape(4, -1).any(axis=0)  # most have no such word by them, and are not looked at further

    def written(k: int) -> str:
        return text[tokens.start[k] : tokens.bare_end[k]]

    def joined(k: int) -> bool:
        return bool(words.joins[k]) and k + 1 < len(tokens)

    def road(k: int, known: bool) -> bool:
        following = written(k + 1) if joined(k) else ""
        return (following[:1].isupper() and following.lower() in ROADS) or (written(k).lower() in ROADS and not known)

    def titled(k: int) -> bool:
        before = written(k - 1) if k > 0 and joined(k - 1) else ""
        return written(k) in _TITLED or before in _TITLED or before in VESSELS

    def illness(k: int) -> bool:
        return joined(k) and written(k + 1) in ILLNESS

    for k in wanted.nonzero()[0].tolist():
        wanted[k] = titled(int(first[k])) or illness(int(last[k])) or road(int(last[k]), bool(attested[k]))
    begins, ends = tokens.start[first].tolist(), tokens.end[last].tolist()
    money = [text[b - 1 : b] in MONEY or text[e : e + 1] in MONEY for b, e in zip(begins, ends, strict=True)]
    return np.asarray(wanted | np.array(money, dtype=np.bool_))


@cache
def _telling() -> NDArray[np.uint64]:
    """Hashes of all these words, sorted."""
    return np.array(sorted(map(hash_name, ROADS | _TITLED | VESSELS | ILLNESS)), dtype=np.uint64)


def _said(resolution: Resolution) -> tuple[bool, float, float, float]:
    """Whether a candidate was weighed, the chance that one is meant, how well it fits the report, its people."""
    fits = people = 0.0
    for name, value, _ in resolution.features:
        if name == "many_people":
            people = value
        elif name in _FITTING:
            fits = max(fits, value)
    return (
        resolution.place is not None or bool(resolution.losers),
        resolution.confidence if resolution.place else 1 - resolution.unlikely,
        fits,
        people,
    )


_FITTING = frozenset(("country_is_reported", "near_the_others", "country_is_named"))
