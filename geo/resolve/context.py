"""Reasons for and against a candidate among the others of its report: they see how likely each candidate was before, so
that the places of a report decide jointly."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.resolve.facts import F64, Facts


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
