"""The last word on whether a name is a place: the tagger's chance weighed with what the name would be.

The recogniser proposes generously; the resolver says for each proposal what place it would be and how well that fits
the report. Boosted
trees over both decide. So "Deir Ezzor" is a place in a report on Syria although its words look like a
person's, and
"Assad" is none although villages are called so.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.forest import Forest, forest_of
from gazetteer.keys import KeyFlag
from gazetteer.tokens import Gap, Shape
from geo.errors import DatelineError
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


def _logit(chance: F64) -> F64:
    clipped = np.clip(chance, 0.005, 0.995)
    return np.asarray(np.log(clipped / (1 - clipped)))


def seen_as_a_place(p: Proposals) -> F64:
    """The recogniser takes it for a place here (log odds)."""
    return _logit(p.score)


def seen_as_a_place_throughout(p: Proposals) -> F64:
    """The recogniser takes the same words for a place elsewhere in the report too (log odds of the mean)."""
    return _logit(p.mean)


def once_clearly_a_place(p: Proposals) -> F64:
    """Somewhere in the report the same words are clearly a place (log odds of the highest chance)."""
    return _logit(p.best)


def seen_as_a_person(p: Proposals) -> F64:
    """The recogniser takes the words for a person's name in the report (log odds of the mean)."""
    return _logit(p.person)


def seen_as_an_organization(p: Proposals) -> F64:
    """The recogniser takes the words for an organisation in the report (log odds of the mean)."""
    return _logit(p.organization)


def seen_as_a_person_here(p: Proposals) -> F64:
    """The recogniser takes it for a person's name here (0 to 1)."""
    return p.here_person


def seen_as_an_organization_here(p: Proposals) -> F64:
    """The recogniser takes it for an organisation here (0 to 1)."""
    return p.here_organization


def begins_a_sentence(p: Proposals) -> F64:
    """It stands where any word has a capital."""
    return p.opens.astype(np.float64)


def written_small_too(p: Proposals) -> F64:
    """The report also writes its first word small."""
    return p.small.astype(np.float64)


def commonly_written_small(p: Proposals) -> F64:
    """English prose writes the word small: Reading, Central (0 to 3)."""
    return p.common


def written_in_capitals(p: Proposals) -> F64:
    """It is written in capitals throughout."""
    return p.capitals.astype(np.float64)


def is_long(p: Proposals) -> F64:
    """It has many letters (tens)."""
    return np.minimum(p.letters, 40) / 10


def attested_in_several_words(p: Proposals) -> F64:
    """The gazetteer has the whole name, and it is of several words."""
    return np.asarray((p.flags > 0) & p.several, dtype=np.float64)


def attested_in_one_word(p: Proposals) -> F64:
    """The gazetteer has the name, which is of one word."""
    return np.asarray((p.flags > 0) & ~p.several, dtype=np.float64)


def reads_like_a_name(p: Proposals) -> F64:
    """No gazetteer has the name, but it reads like one in a country of the report (in quarters)."""
    return np.where(p.flags == 0, p.alike / 4, 0.0)


def of_a_country(p: Proposals) -> F64:
    """It is a name of a country or a first-order division."""
    return _has(p, KeyFlag.COUNTRY | KeyFlag.DIVISION)


def of_a_curated_place(p: Proposals) -> F64:
    """It is a name that the project's own layer holds."""
    return _has(p, KeyFlag.CURATED | KeyFlag.NATURAL)


def is_a_demonym(p: Proposals) -> F64:
    """It is a demonym."""
    return p.demonym.astype(np.float64)


def is_an_abbreviation(p: Proposals) -> F64:
    """It is an abbreviation of a place's name."""
    return _has(p, KeyFlag.ABBREVIATION)


def _has(p: Proposals, flags: int) -> F64:
    return np.asarray((p.flags & flags) != 0, dtype=np.float64)


def has_a_place(p: Proposals) -> F64:
    """Some place of that name fits the report (log odds that one of the candidates is meant)."""
    return np.where(p.weighed, _logit(p.placed) / 4, 0.0)


def has_no_candidate(p: Proposals) -> F64:
    """No place of the gazetteer is called so, or anything like it."""
    return np.asarray(~p.weighed, dtype=np.float64)


def fits_the_report(p: Proposals) -> F64:
    """Its place lies in a country of the report, or near its other places (0 to 1)."""
    return p.fits


def several_words_that_fit(p: Proposals) -> F64:
    """The gazetteer has the whole name of several words, and its place fits the report."""
    return attested_in_several_words(p) * p.fits


def many_live_there(p: Proposals) -> F64:
    """Many people live in the place (decimal magnitude)."""
    return p.people / 7


def part_of_a_longer_row(p: Proposals) -> F64:
    """Other capitalised words join it: it may be part of a longer name."""
    return np.asarray(~p.alone, dtype=np.float64)


def part_of_a_longer_row_unattested(p: Proposals) -> F64:
    """Other capitalised words join it, and the gazetteer does not have it."""
    return np.asarray(~p.alone & (p.flags == 0), dtype=np.float64)


def beside_a_person(p: Proposals) -> F64:
    """A word of a person's name joins it: Hillary Clinton."""
    return p.person_beside


def beside_an_organization(p: Proposals) -> F64:
    """A word of an organisation's name joins it: the Bank of Baghdad."""
    return p.organization_beside


def often_there(p: Proposals) -> F64:
    """The same words are often in the report (logarithm)."""
    return np.log(p.times)


FEATURES: Mapping[str, Callable[[Proposals], F64]] = {
    f.__name__: f
    for f in (
        seen_as_a_place,
        seen_as_a_place_throughout,
        once_clearly_a_place,
        seen_as_a_person,
        seen_as_an_organization,
        attested_in_several_words,
        attested_in_one_word,
        reads_like_a_name,
        of_a_country,
        of_a_curated_place,
        is_a_demonym,
        is_an_abbreviation,
        has_a_place,
        has_no_candidate,
        fits_the_report,
        several_words_that_fit,
        many_live_there,
        part_of_a_longer_row,
        part_of_a_longer_row_unattested,
        beside_a_person,
        beside_an_organization,
        often_there,
        seen_as_a_person_here,
        seen_as_an_organization_here,
        begins_a_sentence,
        written_small_too,
        commonly_written_small,
        written_in_capitals,
        is_long,
    )
}
"""Every reason by name; its docstring is the sentence a reader is shown."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Trees that weigh the reasons, and the chance from which a name is kept."""

    forest: Forest
    threshold: float

    def chances(self, proposals: Proposals) -> F64:
        """The chance of each proposal, 0 to 1, that it is a place's name."""
        chance = 1 / (1 + np.exp(-np.clip(self.forest.total(values(proposals)), -50.0, 50.0)))
        return np.where(proposals.no_place, 0.0, chance)


def load_acceptance(path: Path | None = None, recognizer: str = "fast") -> Acceptance:
    """Read the trees, by default those that ship with the package for a recogniser; they differ, since a chance means
    more from the one than from the other.

    Raises:
        DatelineError: the file was made for other features.
    """
    shipped = "accept_accurate.json" if recognizer == "accurate" else "accept.json"
    source = files("geo.resolve").joinpath(shipped) if path is None else path
    data = json.loads(source.read_text(encoding="utf-8"))
    if data["features"] != list(FEATURES):
        raise DatelineError(
            f"{source} holds trees for other features", "train them again: python -m geo.resolve.train_accept"
        )
    return Acceptance(forest_of(data["forest"]), data["threshold"])


def _attested_whole(text: str, words: Words, named: Named) -> bool:
    """Whether the attested name that covers a proposal is the proposal, a leading "the" left aside: the Nile."""
    unit = int(words.cover[named.first])
    if unit < 0:
        return False
    begin, size = int(words.hits.first[unit]), int(words.hits.words[unit])
    the = begin == named.first - 1 and text[words.tokens.start[begin] : words.tokens.end[begin]] == "the"
    return begin + size == named.first + named.words and (begin == named.first or the)


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
        np.where(whole, words.flags[first], np.uint8(0)),
        (words.place_in_run[first] % 4 == 0) & (words.place_in_run[last] // 4 == 0),
        words.alike[first],
        last > first,
        np.array([named.demonym for named in names], dtype=np.bool_),
        score,
        np.bincount(same, weights=score)[same] / times,
        best[same],
        np.bincount(same, weights=person)[same] / times,
        np.bincount(same, weights=organization)[same] / times,
        times,
        person_beside,
        organization_beside,
        person,
        organization,
        _no_places(text, words, first, last, whole & (words.flags[first] != 0)),
        (first == 0) | ((words.tokens.gap[first - 1] & _ENDING) != 0),
        (words.seen[first] & WRITTEN_SMALL) != 0,
        np.where(last > first, 0, words.common[first]).astype(np.float64),
        (words.tokens.shape[first] & Shape.LOWER) == 0,
        np.array([named.span.end - named.span.start for named in names], dtype=np.float64),
        weighed > 0,
        placed,
        fits,
        people,
    )


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


def values(proposals: Proposals) -> F64:
    """Values of all features: a row a proposal."""
    return np.stack([feature(proposals) for feature in FEATURES.values()], axis=1)
