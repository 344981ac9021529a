"""Reasons for and against a candidate. Each is a documented function; its docstring is the sentence a reader is shown.

A feature gets the report's candidates as arrays and gives one number a candidate. Those in `CONTEXT` also see how
likely each
candidate was before, so that the places of a report decide jointly.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.index import Gazetteer
from gazetteer.place import NAME_KINDS
from geo.resolve.cues import CLASSES
from geo.resolve.gather import Report

F64 = NDArray[np.float64]


class Facts(NamedTuple):
    """What the gazetteer knows of the candidates, one entry a candidate."""

    report: Report
    lon: F64
    lat: F64
    population: F64
    kind: NDArray[np.int64]
    """Place of the feature class in `CLASSES`, -1 where unknown."""
    state: NDArray[np.bool_]
    division: NDArray[np.bool_]
    county: NDArray[np.bool_]
    capital: NDArray[np.bool_]
    country: NDArray[np.int64]
    within: NDArray[np.int64]
    """Number of the first-order division that holds the candidate, or that it is; -1 for none."""
    spellings: F64
    """How many names the place has."""
    name_kind: NDArray[np.int64]
    curated: NDArray[np.bool_]
    curated_name: NDArray[np.bool_]


def facts_of(report: Report, gazetteer: Gazetteer) -> Facts:
    """Look the candidates up."""
    a, rows, own = gazetteer.arrays, report.candidates.place, gazetteer.own_source
    feature = a["place.feature"][rows]
    return Facts(
        report,
        a["place.lon"][rows],
        a["place.lat"][rows],
        a["place.population"][rows].astype(np.float64),
        _CLASS_OF[gazetteer.classes[feature]],
        gazetteer.states[feature],
        gazetteer.first_divisions[feature],
        gazetteer.second_divisions[feature],
        gazetteer.capitals[feature],
        a["place.country"][rows].astype(np.int64),
        report.candidates.within,
        (a["place.names"][rows + 1].astype(np.int64) - a["place.names"][rows]).astype(np.float64),
        a["name.kind"][report.candidates.name].astype(np.int64),
        a["place.source"][rows] == own,
        a["name.source"][report.candidates.name] == own,
    )


_CLASS_OF = np.array([CLASSES.find(chr(code)) for code in range(256)], dtype=np.int64)
"""For each ASCII code its place in `CLASSES`, -1 where it is none."""


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
    """The name is the one by which the place is officially known."""
    return np.asarray(_OWN_NAMES[f.name_kind], dtype=np.float64)


_OWN_NAMES = _table([NAME_KINDS.index(kind) for kind in ("official", "curated")], len(NAME_KINDS))


def by_its_main_name(f: Facts) -> F64:
    """The name is the one under which the gazetteer lists the place."""
    return f.report.candidates.main.astype(np.float64)


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


class Among(NamedTuple):
    """The candidates of a report among one another, given how likely each was before."""

    facts: Facts
    p: F64
    """How likely each candidate is, 0 to 1."""
    same_country: F64
    """Share of the report's other places that lie in the same country."""
    anchors: NDArray[np.int64]
    """The likeliest candidate of each group, at most a hundred of them."""
    apart: NDArray[np.bool_]
    """Whether each candidate and anchor are of two names and two places: a place says nothing for itself."""
    near: F64
    """Nearness of each candidate to each anchor apart from it, 1 for the same point, falling within hundreds of km; 0
    for countries."""
    rather_near: F64
    """The same for all, falling within thousands of km."""


def among(f: Facts, p: F64, before: Among | None = None) -> Among:
    """What the features of `CONTEXT` share; `before` is what they shared in the round before."""
    anchors, group, place = _anchors(f, p), f.report.group, f.report.candidates.place
    if before is not None and np.array_equal(anchors, before.anchors):
        return before._replace(p=p, same_country=_same_country(f, p))
    km = _distances(f, anchors)
    apart = (group[:, None] != group[anchors]) & (place[:, None] != place[anchors])
    near = np.exp(-km / NEAR_KM) * (apart & ~f.state[anchors])
    return Among(f, p, _same_country(f, p), anchors, apart, near, 1 / (1 + km / 1000))


def _same_country(f: Facts, p: F64) -> F64:
    sizes = np.log1p(f.report.counts)
    weight = sizes[f.report.group] * p
    countries = int(f.country.max(initial=0)) + 1
    total = np.bincount(f.country, weights=weight, minlength=countries)
    mine = f.report.group * countries + f.country
    own = np.bincount(mine, weights=weight, minlength=len(sizes) * countries)
    rest = sizes.sum() - sizes[f.report.group]
    share = (total[f.country] - own[mine]) / np.maximum(rest, 1e-6)
    return np.where((f.country > 0) & (rest > 0), share, 0.0)


def country_is_reported(a: Among) -> F64:
    """Share of the report's other places that lie in the same country."""
    return a.same_country


def country_leads_the_report(a: Among) -> F64:
    """Most of the report's other places lie in its country."""
    return np.maximum(0.0, 2 * a.same_country - 1) + (a.same_country > 0.3)


def country_is_named(a: Among) -> F64:
    """The same report names its country."""
    f, p = a.facts, a.p
    state = f.state & (p > 0.3)
    named = np.zeros(int(f.country.max(initial=0)) + 1)
    np.maximum.at(named, f.country[state], p[state])
    return np.where(f.state | (f.country == 0), 0.0, named[f.country])


def division_is_reported(a: Among) -> F64:
    """The same report names its state or province, or another place in it."""
    f, group = a.facts, a.facts.report.group
    divisions = int(f.within.max(initial=-1)) + 1
    rows = np.flatnonzero((f.within >= 0) & (a.p > 0.05))
    rows = rows[np.lexsort((-a.p[rows], f.within[rows]))]
    leads = np.append(True, np.diff(f.within[rows]) > 0)[: len(rows)]
    best, second, leader = np.zeros(divisions + 1), np.zeros(divisions + 1), np.full(divisions + 1, -1)
    best[f.within[rows[leads]]] = a.p[rows[leads]]
    leader[f.within[rows[leads]]] = group[rows[leads]]
    others = rows[group[rows] != leader[f.within[rows]]]
    np.maximum.at(second, f.within[others], a.p[others])
    return np.where(leader[f.within] == group, second[f.within], best[f.within])  # of division -1 nothing is said


def followed_by_what_holds_it(a: Among) -> F64:
    """The name is followed by that of the state or country it lies in: Paris, Texas."""
    f, p = a.facts, a.p
    out = np.zeros(len(p))
    ends, may_hold = np.append(f.report.starts[1:], len(p)).tolist(), f.state | f.division
    starts = f.report.starts.tolist()
    for group, followers in enumerate(f.report.followed_by):
        for other in followers:
            holders = starts[other] + may_hold[starts[other] : ends[other]].nonzero()[0]
            if not len(holders):
                continue
            chances = p[holders].tolist()
            for k in range(starts[group], ends[group]):
                held = sum(chance for chance, j in zip(chances, holders.tolist(), strict=True) if _holds(f, j, k))
                out[k] = max(out[k], held)
    return out


def _holds(f: Facts, holder: int, held: int) -> bool:
    if f.report.candidates.place[holder] == f.report.candidates.place[held]:
        return False
    if f.state[holder]:
        return bool(f.country[holder] == f.country[held]) and not bool(f.state[held])
    return bool(f.division[holder]) and bool(f.within[holder] == f.within[held])


NEAR_KM = 150.0
"""Scale of nearness: reports about one region name places some 100 to 200 km apart; 50 and 500 did no better on the
gold corpora."""


def near_the_others(a: Among) -> F64:
    """It lies near other places of the report (0 to 1, a half at some 100 km)."""
    if len(a.anchors) < 2:
        return np.zeros(len(a.p))
    return np.asarray((a.near * a.p[a.anchors]).max(axis=1), dtype=np.float64)


def mean_nearness(a: Among) -> F64:
    """It lies near the report's other places on the whole (0 to 1, a half at some 1,000 km)."""
    if len(a.anchors) < 2:
        return np.zeros(len(a.p))
    weight = a.apart * a.p[a.anchors]
    return np.asarray((a.rather_near * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-6), dtype=np.float64)


def _anchors(f: Facts, p: F64) -> NDArray[np.int64]:
    if not len(p):
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort((np.arange(len(p)), -p, f.report.group))
    _, first = np.unique(f.report.group[order], return_index=True)
    best = order[first]
    best = best[~np.isnan(f.lon[best])]
    return best[np.argsort(-p[best], kind="stable")[:100]]


def _distances(f: Facts, anchors: NDArray[np.int64]) -> F64:
    """Great-circle distances in km from every candidate to the anchors."""
    lon, lat = np.radians(np.nan_to_num(f.lon)), np.radians(np.nan_to_num(f.lat))
    unit = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    haversine = (1 - unit @ unit[anchors].T) / 2
    return np.asarray(2 * 6371.0088 * np.arcsin(np.sqrt(np.clip(haversine, 0.0, 1.0))), dtype=np.float64)


def side_by_side(columns: Sequence[F64]) -> F64:
    """Columns as one table; for short ones numpy's `stack` takes five times as long."""
    table = np.empty((len(columns[0]), len(columns)))
    for k, column in enumerate(columns):
        table[:, k] = column
    return table


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

CONTEXT: Mapping[str, Callable[[Among], F64]] = {
    f.__name__: f
    for f in (
        country_is_reported,
        country_leads_the_report,
        country_is_named,
        division_is_reported,
        followed_by_what_holds_it,
        near_the_others,
        mean_nearness,
    )
}
"""Features of a candidate among the others of its report."""

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
