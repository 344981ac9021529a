"""Reasons for and against taking a proposal for a place's name. Each is a documented function of all proposals of a
report, with one number a proposal; its docstring is the sentence a reader is shown."""

from collections.abc import Callable, Mapping

import numpy as np

from gazetteer.keys import KeyFlag
from geo.resolve.facts import side_by_side
from geo.resolve.proposals import F64, Proposals


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


REASONS: Mapping[str, Callable[[Proposals], F64]] = {
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


def values(proposals: Proposals) -> F64:
    """Values of all features: a row a proposal."""
    return side_by_side([feature(proposals) for feature in REASONS.values()])
