"""The last word on whether a name is a place: the tagger's chance weighed with what the name would be.

The recogniser proposes generously; the resolver says for each proposal what place it would be and how well that fits
the report. A
logistic regression over both decides. So "Deir Ezzor" is a place in a report on Syria although its words look like a
person's, and
"Assad" is none although villages are called so.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import exp, log
from pathlib import Path
from typing import NamedTuple

from gazetteer.keys import KeyFlag
from geo.errors import DatelineError
from geo.model import Resolution
from geo.recognize.spans import Named
from geo.recognize.words import Words


class Case(NamedTuple):
    """A proposal with all that is known of it."""

    named: Named
    resolution: Resolution
    flags: int
    """`KeyFlag` of the attested name that covers it exactly; 0 where none does."""
    shape: int
    alone: bool
    """No capitalised word joins it on either side."""
    alike: int
    """How strongly it reads like a name that no gazetteer has, 0 to 4."""
    score: float
    """Mean chance of all proposals of the same words in the report."""
    best: float
    """The highest of these."""
    person: float
    organization: float
    times: int
    """How often the same words are proposed."""

    @property
    def value(self) -> Mapping[str, float]:
        """Values of the resolution's features by name."""
        return {feature.name: feature.value for feature in self.resolution.features}


def _logit(chance: float) -> float:
    chance = min(max(chance, 0.005), 0.995)
    return log(chance / (1 - chance))


def seen_as_a_place(c: Case) -> float:
    """The recogniser takes it for a place here (log odds)."""
    return _logit(c.named.score)


def seen_as_a_place_throughout(c: Case) -> float:
    """The recogniser takes the same words for a place elsewhere in the report too (log odds of the mean)."""
    return _logit(c.score)


def once_clearly_a_place(c: Case) -> float:
    """Somewhere in the report the same words are clearly a place (log odds of the highest chance)."""
    return _logit(c.best)


def seen_as_a_person(c: Case) -> float:
    """The recogniser takes the words for a person's name in the report (log odds of the mean)."""
    return _logit(c.person)


def seen_as_an_organization(c: Case) -> float:
    """The recogniser takes the words for an organisation in the report (log odds of the mean)."""
    return _logit(c.organization)


def attested_in_several_words(c: Case) -> float:
    """The gazetteer has the whole name, and it is of several words."""
    return float(c.flags > 0 and c.named.words > 1)


def attested_in_one_word(c: Case) -> float:
    """The gazetteer has the name, which is of one word."""
    return float(c.flags > 0 and c.named.words == 1)


def reads_like_a_name(c: Case) -> float:
    """No gazetteer has the name, but it reads like one in a country of the report (in quarters)."""
    return c.alike / 4 if not c.flags else 0.0


def of_a_country(c: Case) -> float:
    """It is a name of a country or a first-order division."""
    return float(bool(c.flags & (KeyFlag.COUNTRY | KeyFlag.DIVISION)))


def of_a_curated_place(c: Case) -> float:
    """It is a name that the project's own layer holds."""
    return float(bool(c.flags & (KeyFlag.CURATED | KeyFlag.NATURAL)))


def is_a_demonym(c: Case) -> float:
    """It is a demonym."""
    return float(c.named.demonym)


def is_an_abbreviation(c: Case) -> float:
    """It is an abbreviation of a place's name."""
    return float(bool(c.flags & KeyFlag.ABBREVIATION))


def has_a_place(c: Case) -> float:
    """Some place of that name fits the report (log odds that one of the candidates is meant)."""
    if c.resolution.place is None and not c.resolution.losers:
        return 0.0
    chance = c.resolution.confidence if c.resolution.place else 1 - c.resolution.confidence
    return _logit(chance) / 4


def has_no_candidate(c: Case) -> float:
    """No place of the gazetteer is called so, or anything like it."""
    return float(c.resolution.place is None and not c.resolution.losers)


def fits_the_report(c: Case) -> float:
    """Its place lies in a country of the report, or near its other places (0 to 1)."""
    value = c.value
    return max(
        value.get("country_is_reported", 0.0), value.get("near_the_others", 0.0), value.get("country_is_named", 0.0)
    )


def several_words_that_fit(c: Case) -> float:
    """The gazetteer has the whole name of several words, and its place fits the report."""
    return attested_in_several_words(c) * fits_the_report(c)


def many_live_there(c: Case) -> float:
    """Many people live in the place (decimal magnitude)."""
    return c.value.get("many_people", 0.0) / 7


def part_of_a_longer_row(c: Case) -> float:
    """Other capitalised words join it: it may be part of a longer name."""
    return float(not c.alone)


def part_of_a_longer_row_unattested(c: Case) -> float:
    """Other capitalised words join it, and the gazetteer does not have it."""
    return float(not c.alone and not c.flags)


def beside_a_person(c: Case) -> float:
    """A word of a person's name joins it: Hillary Clinton."""
    return c.named.person_beside


def beside_an_organization(c: Case) -> float:
    """A word of an organisation's name joins it: the Bank of Baghdad."""
    return c.named.organization_beside


def often_there(c: Case) -> float:
    """The same words are often in the report (logarithm)."""
    return log(c.times)


FEATURES: Mapping[str, Callable[[Case], float]] = {
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
    )
}
"""Every reason by name; its docstring is the sentence a reader is shown."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Learned weights of the reasons, and the chance from which a name is kept."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def chance(self, case: Case) -> float:
        """The chance, 0 to 1, that the proposal is a place's name."""
        score = self.bias + sum(w * f(case) for w, f in zip(self.weights, FEATURES.values(), strict=True))
        return 1 / (1 + exp(-max(min(score, 50.0), -50.0)))


def load_acceptance(path: Path | None = None) -> Acceptance:
    """Read the weights, by default those that ship with the package.

    Raises:
        DatelineError: the file was made for other features.
    """
    source = files("geo.resolve").joinpath("accept.json") if path is None else path
    data = json.loads(source.read_text(encoding="utf-8"))
    if list(data["weights"]) != list(FEATURES):
        raise DatelineError(
            f"{source} holds weights for other features", "train them again: python -m geo.resolve.train_accept"
        )
    return Acceptance(tuple(data["weights"].values()), data["bias"], data["threshold"])


class _Alike(NamedTuple):
    """What all proposals of the same words have in common, worked out once: a page may repeat one name 20,000 times."""

    score: float
    best: float
    person: float
    organization: float
    times: int


def _alike(same: Sequence[Named]) -> _Alike:
    n = len(same)
    return _Alike(
        sum(named.score for named in same) / n,
        max(named.score for named in same),
        sum(named.person for named in same) / n,
        sum(named.organization for named in same) / n,
        n,
    )


def _attested_whole(text: str, words: Words, named: Named) -> bool:
    """Whether the attested name that covers a proposal is the proposal, a leading "the" left aside: the Nile."""
    unit = int(words.cover[named.first])
    if unit < 0:
        return False
    begin, size = int(words.hits.first[unit]), int(words.hits.words[unit])
    the = begin == named.first - 1 and text[words.tokens.start[begin] : words.tokens.end[begin]] == "the"
    return begin + size == named.first + named.words and (begin == named.first or the)


def cases(text: str, words: Words, names: Sequence[Named], resolutions: Sequence[Resolution]) -> list[Case]:
    """Each proposal with what is known of it."""
    same: dict[str, list[Named]] = defaultdict(list)
    for named in names:
        same[text[named.span.start : named.span.end]].append(named)
    known = {surface: _alike(group) for surface, group in same.items()}
    found = []
    for named, resolution in zip(names, resolutions, strict=True):
        first, last = named.first, named.first + named.words - 1
        whole = _attested_whole(text, words, named)
        row = int(words.place_in_run[first]) % 4, int(words.place_in_run[last]) // 4
        found.append(
            Case(
                named,
                resolution,
                int(words.flags[first]) if whole else 0,
                int(words.tokens.shape[first]),
                row == (0, 0),
                int(words.alike[first]),
                *known[text[named.span.start : named.span.end]],
            )
        )
    return found
