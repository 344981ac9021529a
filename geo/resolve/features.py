"""Reasons for and against a candidate. Each is a documented function; its docstring is the sentence a reader is shown.

A feature gets the report's candidates as arrays and gives one number a candidate. Those here look at each candidate
and its namesakes; those of `context` at the other places of the report.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gazetteer.place import NAME_KINDS
from geo.resolve.context import CONTEXT
from geo.resolve.cues import CLASSES
from geo.resolve.facts import F64, Facts


def _table(chosen: Sequence[int], size: int) -> NDArray[np.bool_]:
    """Which of so many numbers are chosen; the last entry, which -1 leads to, never is."""
    table = np.zeros(size + 1, dtype=np.bool_)
    table[list(chosen)] = True
    return table


def spelling_fits(f: Facts) -> F64:
    """The spelling fits the name: 0 for one and the same, below 0 for a variant (logarithm of the chance)."""
    return np.log(np.maximum(f.report.candidates.score, 1e-3))


def written_exactly(f: Facts) -> F64:
    """The report writes the name letter for letter as the gazetteer does."""
    return f.report.candidates.written.astype(np.float64)


def many_people(f: Facts) -> F64:
    """Many people live there (decimal magnitude)."""
    return np.log10(f.population + 1)


def more_than_namesakes(f: Facts) -> F64:
    """More people live there than in the largest namesake that is a town (decimal magnitude of the difference, 0 for
    the largest)."""
    size = many_people(f)
    largest = np.zeros(len(f.report.groups))
    np.maximum.at(largest, f.report.group, size)
    return size - largest[f.report.group]


def known_by_many_names(f: Facts) -> F64:
    """The gazetteer has many spellings of it: a sign of fame (logarithm)."""
    return np.log(f.spellings + 1)


def is_country(f: Facts) -> F64:
    """It is a country."""
    return f.state.astype(np.float64)


def is_division(f: Facts) -> F64:
    """It is a first-order division: a state, a province, a governorate."""
    return f.division.astype(np.float64)


def is_capital(f: Facts) -> F64:
    """It is the capital of its country."""
    return f.capital.astype(np.float64)


def is_natural(f: Facts) -> F64:
    """It is a water, a height, a region or a wood."""
    return np.asarray(_NATURAL[f.kind], dtype=np.float64)


_NATURAL = _table([CLASSES.index(c) for c in "HTLV"], len(CLASSES))


def is_facility(f: Facts) -> F64:
    """It is a building, a field, a base or another facility."""
    return np.asarray(f.kind == CLASSES.index("S"), dtype=np.float64)


def is_curated(f: Facts) -> F64:
    """It is one of the regions, waters, heights, fields and villages that the project's own layer holds because
    reports name them."""
    return (f.curated & ~f.state & ~f.division).astype(np.float64)


def _most_of_its_name(f: Facts, value: F64) -> F64:
    """For each candidate the highest value among those of its name in its country, 0 at least."""
    countries = int(f.country.max(initial=0)) + 1
    mine = f.report.group * countries + f.country
    most = np.zeros(len(f.report.groups) * countries)
    np.maximum.at(most, mine, value)
    return np.asarray(most[mine])


def _town(f: Facts) -> NDArray[np.bool_]:
    return np.asarray(f.kind == CLASSES.index("P"))


def named_after_its_town(f: Facts) -> F64:
    """It is a division known as "X Province" or the like, and its country has a town X: without the word the town is
    meant."""
    return np.asarray(f.report.candidates.differs * _most_of_its_name(f, _town(f).astype(np.float64)))


def division_named_as_the_capital(f: Facts) -> F64:
    """It is a division, and its country's capital has the same name."""
    return f.division * _most_of_its_name(f, f.capital.astype(np.float64))


def capital_named_as_a_division(f: Facts) -> F64:
    """It is a capital, and a division of its country has the same name."""
    return f.capital * _most_of_its_name(f, f.division.astype(np.float64))


def division_named_as_a_great_town(f: Facts) -> F64:
    """It is a division, and a town of over 300,000 people in its country has the same name (decimal magnitude beyond
    that)."""
    return np.asarray(f.division * np.maximum(_most_of_its_name(f, _town(f) * many_people(f)) - 5.5, 0.0))


def county_named_as_a_town(f: Facts) -> F64:
    """It is a second-order division, a county or district, and its country has a town of the same name."""
    return f.county * _most_of_its_name(f, _town(f).astype(np.float64))


def named_without_its_word(f: Facts) -> F64:
    """It is a division known as "X Province" or the like, and the report writes X, in whatever spelling, alone."""
    return f.report.candidates.longer.astype(np.float64)


def by_its_own_name(f: Facts) -> F64:
    """The name is the one by which the place is officially known, or a foreign one in a report that is not English."""
    return np.asarray(_OWN_NAMES[f.name_kind] | _native(f), dtype=np.float64)


def _native(f: Facts) -> NDArray[np.bool_]:
    """Names of other languages in a report of one: the ranker learned from English that these are seldom meant, and
    took Bagdad in Spanish for a village of that name."""
    return np.asarray(_FOREIGN_NAMES[f.name_kind] & f.report.foreign)


_FOREIGN_NAMES = _table([NAME_KINDS.index(kind) for kind in ("foreign", "preferred")], len(NAME_KINDS))
_OWN_NAMES = _table([NAME_KINDS.index(kind) for kind in ("official", "curated")], len(NAME_KINDS))


def by_its_main_name(f: Facts) -> F64:
    """The name is the one under which the gazetteer lists the place, or a foreign one in a report that is not
    English."""
    return (f.report.candidates.main | _native(f)).astype(np.float64)


def country_by_its_main_name(f: Facts) -> F64:
    """It is a country, and the name is the one under which the gazetteer lists it."""
    return (f.report.candidates.main & f.state).astype(np.float64)


def by_a_curated_name(f: Facts) -> F64:
    """The name stands in the project's own layer, not only among a town's alternate names (countries and divisions
    aside)."""
    return (f.curated_name & ~f.state & ~f.division).astype(np.float64)


def by_an_abbreviation(f: Facts) -> F64:
    """The name is an abbreviation of the place's."""
    return np.asarray(f.name_kind == NAME_KINDS.index("abbreviation"), dtype=np.float64)


def cue_agrees(f: Facts) -> F64:
    """A word beside the name says what kind of place it is, and it is one (1), or is another kind (-1)."""
    cue = f.report.cue[f.report.group]
    return np.where((cue < 0) | (f.kind < 0), 0.0, np.where(cue == f.kind, 1.0, -1.0))


PLAIN: Mapping[str, Callable[[Facts], F64]] = {
    f.__name__: f
    for f in (
        spelling_fits,
        written_exactly,
        many_people,
        more_than_namesakes,
        known_by_many_names,
        is_country,
        is_division,
        is_capital,
        is_natural,
        is_facility,
        is_curated,
        named_after_its_town,
        named_without_its_word,
        division_named_as_the_capital,
        capital_named_as_a_division,
        division_named_as_a_great_town,
        county_named_as_a_town,
        by_its_own_name,
        by_its_main_name,
        country_by_its_main_name,
        by_a_curated_name,
        by_an_abbreviation,
        cue_agrees,
    )
}
"""Features of a candidate by itself."""

FEATURES = (*PLAIN, *CONTEXT)


ONLINE: Mapping[str, str] = {
    "answered_online": "The gazetteer left the name unplaced; an online service that was asked for it gave this place.",
    "country_of_the_report": "So great a share of the report's placed names lies in the same country.",
}
"""What the reasons of `geo.resolve.online` say to a reader; they are not learned."""


def sentences() -> dict[str, str]:
    """What each feature says, in words."""
    known: dict[str, Callable[..., F64]] = {**PLAIN, **CONTEXT}
    return {**ONLINE} | {
        name: " ".join((function.__doc__ or "").split("\n\n")[0].split()) for name, function in known.items()
    }
