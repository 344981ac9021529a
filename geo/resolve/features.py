"""Reasons for and against a candidate. Each is a documented function; its docstring is the sentence a reader is shown.

A feature gets the report's candidates as arrays and gives one number a candidate. Those in `CONTEXT` also see how
likely each
candidate was before, so that the places of a report decide jointly.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.fold import fold
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
    capital: NDArray[np.bool_]
    country: NDArray[np.int64]
    within: tuple[str, ...]
    """The country and the first-order division, as one key; for a division itself its own."""
    spellings: F64
    """How many names the place has."""
    name_kind: NDArray[np.int64]
    written_alike: NDArray[np.bool_]
    curated: NDArray[np.bool_]
    curated_name: NDArray[np.bool_]


def facts_of(report: Report, gazetteer: Gazetteer) -> Facts:
    """Look the candidates up."""
    a, rows = gazetteer.arrays, report.place
    labels = gazetteer.header["features"]
    feature = a["place.feature"][rows]
    names = [labels[f] for f in feature.tolist()]
    countries = gazetteer.header["countries"]
    country = a["place.country"][rows].astype(np.int64)
    division = np.array([n == "A.ADM1" for n in names], dtype=bool)
    within = tuple(
        f"{countries[c]}/{gazetteer.place_name(row) if own else gazetteer.admin_name(row)}"
        for c, row, own in zip(country.tolist(), rows.tolist(), division.tolist(), strict=True)
    )
    own = np.array([source.id == "dateline" for source in gazetteer.sources], dtype=bool)
    surfaces = [group.surface for group in report.groups]
    alike = [
        gazetteer.name_text(n) == surfaces[g] for n, g in zip(report.name.tolist(), report.group.tolist(), strict=True)
    ]
    return Facts(
        report,
        a["place.lon"][rows],
        a["place.lat"][rows],
        a["place.population"][rows].astype(np.float64),
        np.array([CLASSES.find(n[:1]) if n else -1 for n in names], dtype=np.int64),
        np.array([n.startswith("A.PCL") for n in names], dtype=bool),
        division,
        np.array([n == "P.PPLC" for n in names], dtype=bool),
        country,
        within,
        (a["place.names"][rows + 1].astype(np.int64) - a["place.names"][rows]).astype(np.float64),
        a["name.kind"][report.name].astype(np.int64),
        np.array(alike, dtype=bool),
        own[a["place.source"][rows]],
        own[a["name.source"][report.name]],
    )


def spelling_fits(f: Facts) -> F64:
    """The spelling fits the name: 0 for one and the same, below 0 for a variant (logarithm of the chance)."""
    return np.log(np.maximum(f.report.score, 1e-3))


def written_exactly(f: Facts) -> F64:
    """The report writes the name letter for letter as the gazetteer does."""
    return f.written_alike.astype(np.float64)


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
    return np.isin(f.kind, [CLASSES.index(c) for c in "HTLV"]).astype(np.float64)


def is_facility(f: Facts) -> F64:
    """It is a building, a field, a base or another facility."""
    return np.asarray(f.kind == CLASSES.index("S"), dtype=np.float64)


def is_curated(f: Facts) -> F64:
    """It is one of the regions, waters, heights, fields and villages that the project's own layer holds because
    reports name them."""
    return (f.curated & ~f.state & ~f.division).astype(np.float64)


def named_after_its_town(f: Facts) -> F64:
    """It is a division known as "X Province" or the like, and its country has a town X: without the word the town is
    meant."""
    groups, countries = f.report.group.tolist(), f.country.tolist()
    towns = {(g, c) for g, c, k in zip(groups, countries, f.kind.tolist(), strict=True) if k == CLASSES.index("P")}
    surfaces = [fold(group.surface) for group in f.report.groups]
    rows = zip(groups, countries, f.within, f.division.tolist(), strict=True)
    return np.array([float(d and (g, c) in towns and fold(w.partition("/")[2]) != surfaces[g]) for g, c, w, d in rows])


def named_without_its_word(f: Facts) -> F64:
    """It is a division known as "X Province" or the like, and the report writes X, in whatever spelling, alone."""
    words = [len(fold(group.surface).split()) for group in f.report.groups]
    owned = zip(f.report.group.tolist(), f.within, f.division.tolist(), strict=True)
    return np.array([float(d and len(fold(w.partition("/")[2]).split()) > words[g]) for g, w, d in owned])


def by_its_own_name(f: Facts) -> F64:
    """The name is the one by which the place is officially known."""
    return np.isin(f.name_kind, [NAME_KINDS.index(k) for k in ("official", "curated")]).astype(np.float64)


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


def _others(f: Facts, p: F64) -> tuple[F64, F64]:
    """How much each candidate's group counts beside the others, and that weight spread over its candidates."""
    weight = np.log1p(f.report.counts)[f.report.group] * p
    return np.log1p(f.report.counts), weight


def country_is_reported(f: Facts, p: F64) -> F64:
    """Share of the report's other places that lie in the same country."""
    sizes, weight = _others(f, p)
    total = np.bincount(f.country, weights=weight, minlength=int(f.country.max(initial=0)) + 1)
    own = np.zeros((len(f.report.groups), len(total)))
    np.add.at(own, (f.report.group, f.country), weight)
    rest = sizes.sum() - sizes[f.report.group]
    share = (total[f.country] - own[f.report.group, f.country]) / np.maximum(rest, 1e-6)
    return np.where((f.country > 0) & (rest > 0), share, 0.0)


def country_leads_the_report(f: Facts, p: F64) -> F64:
    """Most of the report's other places lie in its country."""
    return np.asarray(
        np.maximum(0.0, 2 * country_is_reported(f, p) - 1) + (country_is_reported(f, p) > 0.3), dtype=np.float64
    )


def country_is_named(f: Facts, p: F64) -> F64:
    """The same report names its country."""
    state = f.state & (p > 0.3)
    named = np.zeros(int(f.country.max(initial=0)) + 1)
    np.maximum.at(named, f.country[state], p[state])
    return np.where(f.state | (f.country == 0), 0.0, named[f.country])


def division_is_reported(f: Facts, p: F64) -> F64:
    """The same report names its state or province, or another place in it."""
    best: dict[str, dict[int, float]] = {}
    for key, group, chance in zip(f.within, f.report.group.tolist(), p.tolist(), strict=True):
        if not key.endswith("/") and chance > 0.05:
            groups = best.setdefault(key, {})
            groups[group] = max(groups.get(group, 0.0), chance)
    return np.array(
        [
            max((c for g, c in best.get(key, {}).items() if g != group), default=0.0)
            for key, group in zip(f.within, f.report.group.tolist(), strict=True)
        ],
        dtype=np.float64,
    )


def followed_by_what_holds_it(f: Facts, p: F64) -> F64:
    """The name is followed by that of the state or country it lies in: Paris, Texas."""
    out = np.zeros(len(p))
    ends = np.append(f.report.starts[1:], len(p))
    for group, followers in enumerate(f.report.followed_by):
        for other in followers:
            mine = range(int(f.report.starts[group]), int(ends[group]))
            theirs = range(int(f.report.starts[other]), int(ends[other]))
            for k in mine:
                held = sum(p[j] for j in theirs if _holds(f, j, k))
                out[k] = max(out[k], held)
    return out


def _holds(f: Facts, holder: int, held: int) -> bool:
    if f.report.place[holder] == f.report.place[held]:
        return False
    if f.state[holder]:
        return bool(f.country[holder] == f.country[held]) and not bool(f.state[held])
    return bool(f.division[holder]) and f.within[holder] == f.within[held]


NEAR_KM = 150.0
"""Scale of nearness: reports about one region name places some 100 to 200 km apart; 50 and 500 did no better on the
gold corpora."""


def near_the_others(f: Facts, p: F64) -> F64:
    """It lies near other places of the report (0 to 1, a half at some 100 km)."""
    anchors = _anchors(f, p)
    if len(anchors) < 2:
        return np.zeros(len(p))
    km = _distances(f, anchors)
    near = np.exp(-km / NEAR_KM) * p[anchors][None, :]
    same = f.report.group[:, None] == f.report.group[anchors][None, :]
    wide = f.state[anchors][None, :]
    return np.asarray(np.where(same | wide, 0.0, near).max(axis=1), dtype=np.float64)


def mean_nearness(f: Facts, p: F64) -> F64:
    """It lies near the report's other places on the whole (0 to 1, a half at some 1,000 km)."""
    anchors = _anchors(f, p)
    if len(anchors) < 2:
        return np.zeros(len(p))
    near = 1 / (1 + _distances(f, anchors) / 1000)
    weight = np.where(f.report.group[:, None] == f.report.group[anchors][None, :], 0.0, p[anchors][None, :])
    return np.asarray((near * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-6), dtype=np.float64)


def _anchors(f: Facts, p: F64) -> NDArray[np.int64]:
    """The likeliest candidate of each group, at most a hundred of them."""
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
    h = (
        np.sin((lat[:, None] - lat[anchors][None, :]) / 2) ** 2
        + np.cos(lat)[:, None] * np.cos(lat[anchors])[None, :] * np.sin((lon[:, None] - lon[anchors][None, :]) / 2) ** 2
    )
    return np.asarray(2 * 6371.0088 * np.arcsin(np.minimum(1.0, np.sqrt(h))), dtype=np.float64)


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
        by_its_own_name,
        by_a_curated_name,
        by_an_abbreviation,
        cue_agrees,
    )
}
"""Features of a candidate by itself."""

CONTEXT: Mapping[str, Callable[[Facts, F64], F64]] = {
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
