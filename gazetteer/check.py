"""Looks for what is wrong in a gazetteer: doubles, orphans, and points that cannot be right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.merge import PRIMARY, compatible, kilometres
from gazetteer.place import NAME_KINDS
from gazetteer.territories import Territories

KINDS: Mapping[str, str] = {
    "row": "A row of a file cannot be read.",
    "range": "A point is not on the earth: latitude beyond 90 or longitude beyond 180 degrees.",
    "zero": "A point lies at 0, 0, where missing coordinates end up.",
    "swapped": "A point lies outside its country, and would lie in it with latitude and longitude exchanged.",
    "outside": "A point lies outside its country.",
    "duplicate": "Two places of compatible features bear one main name within a kilometre.",
    "parent": "The parent that a place names does not exist, though others of its authority do.",
    "admin": "The first-order division that a place names does not exist, though others of its country do.",
}
"""What a check can find, in the order of the report."""

DUPLICATE_KM = 1.0
"""Kilometres within which two places of one name are doubles: so near, 97 of 100 are one place (`merge.nearest`)."""

ZERO = 0.01
"""Degrees about 0, 0 that count as it: the nearest land is 500 km away."""

CROWD = 2000
"""Places of one name that are compared at most; of places_world no name has more than 406 in a country."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, and where."""

    kind: str
    """A key of `KINDS`."""
    place: str
    """The id of the place; empty for a row that gave none."""
    detail: str
    """What is wrong with it, in words."""
    name: str = ""
    country: str = ""
    lat: float | None = None
    """Degrees north."""
    lon: float | None = None
    """Degrees east."""


def findings(gazetteer: Gazetteer, territories: Territories) -> Iterator[Finding]:
    """All that is wrong in an index, by kind and then by row."""
    yield from _points(gazetteer, territories)
    yield from _duplicates(gazetteer)
    yield from _parents(gazetteer)
    yield from _admins(gazetteer)


def _finding(gazetteer: Gazetteer, kind: str, row: int, detail: str) -> Finding:
    lon, lat = (float(gazetteer.arrays[name][row]) for name in ("place.lon", "place.lat"))
    point = (None, None) if np.isnan(lon) else (lat, lon)
    return Finding(kind, gazetteer.place_id(row), detail, gazetteer.place_name(row), gazetteer.country(row), *point)


def _points(gazetteer: Gazetteer, territories: Territories) -> Iterator[Finding]:
    lon, lat = gazetteer.arrays["place.lon"], gazetteer.arrays["place.lat"]
    ranged = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    for row in np.flatnonzero(~ranged & ~(np.isnan(lon) & np.isnan(lat))).tolist():
        yield _finding(gazetteer, "range", row, "not a point on the earth")
    zero = ranged & (np.abs(lon) < ZERO) & (np.abs(lat) < ZERO)
    for row in np.flatnonzero(zero).tolist():
        yield _finding(gazetteer, "zero", row, "the point is 0, 0")
    swapped, outside = _abroad(gazetteer, territories, ranged & ~zero)
    for row in swapped.tolist():
        yield _finding(gazetteer, "swapped", row, f"{lon[row]:.4f}, {lat[row]:.4f} would lie in its country")
    for row in outside.tolist():
        yield _finding(gazetteer, "outside", row, f"not in {gazetteer.country(row)}")


def _abroad(
    gazetteer: Gazetteer, territories: Territories, use: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of places outside their country: those that would be inside with lat and lon exchanged, and the others.

    Waters, regions and undersea features reach beyond countries and are not judged.
    """
    a, header = gazetteer.arrays, gazetteer.header
    judged = np.array([feature[:1] in ("", "A", "P", "R", "S", "T", "V") for feature in header["features"]])
    use = use & judged[a["place.feature"]]
    swapped, outside = [], []
    for number, country in enumerate(header["countries"]):
        if not country or not territories.knows(country):
            continue
        rows = np.flatnonzero(use & (a["place.country"] == number))
        lon, lat = a["place.lon"][rows], a["place.lat"][rows]
        out = ~territories.inside(country, lon, lat)
        rows, lon, lat = rows[out], lon[out], lat[out]
        would = (np.abs(lon) <= 90) & territories.inside(country, lat, np.clip(lon, -90, 90))
        swapped.append(rows[would])
        outside.append(rows[~would])
    empty = np.zeros(0, np.int64)
    return np.sort(np.concatenate([empty, *swapped])), np.sort(np.concatenate([empty, *outside]))


def _duplicates(gazetteer: Gazetteer) -> Iterator[Finding]:
    a = gazetteer.arrays
    main = np.isin(a["name.kind"], [NAME_KINDS.index(kind) for kind in PRIMARY])
    names = a["exact.rows"]
    group = np.repeat(np.arange(len(a["exact.keys"])), np.diff(a["exact.starts"]).astype(np.int64))
    places = a["name.place"][names].astype(np.int64)
    use = main[names] & np.isfinite(a["place.lon"][places])
    # one number for name, country: only these are compared
    both = np.stack([group[use], a["place.country"][places[use]].astype(np.int64), places[use]], axis=1)
    both = np.unique(both, axis=0)
    starts = np.flatnonzero(np.r_[True, np.any(both[1:, :2] != both[:-1, :2], axis=1)]) if len(both) else both[:, 0]
    seen: set[tuple[int, int]] = set()
    features = gazetteer.header["features"]
    for low, high in zip(starts.tolist(), [*starts[1:].tolist(), len(both)], strict=True):
        if not 1 < high - low <= CROWD:
            continue
        rows = both[low:high, 2]
        lon, lat = a["place.lon"][rows], a["place.lat"][rows]
        first, second = np.triu_indices(len(rows), 1)
        near = kilometres(lon[first], lat[first], lon[second], lat[second])
        for k in np.flatnonzero(near <= DUPLICATE_KM).tolist():
            one, other = int(rows[first[k]]), int(rows[second[k]])
            fit = compatible(features[a["place.feature"][one]], features[a["place.feature"][other]])
            if fit and (one, other) not in seen:
                seen.add((one, other))
                detail = (
                    f"{gazetteer.place_id(other)} is {near[k]:.2f} km away and called {gazetteer.place_name(other)}"
                )
                yield _finding(gazetteer, "duplicate", one, detail)


def _parents(gazetteer: Gazetteer) -> Iterator[Finding]:
    """Places whose parent is not there. An authority none of whose parents are there was not imported with them."""
    column = gazetteer.arrays["place.parent"]
    texts = {number: gazetteer.parent_text(number) for number in np.unique(column).tolist() if number}
    held = {number for number, text in texts.items() if gazetteer.row_of(text) is not None}
    judged = {texts[number].partition(":")[0] for number in held}
    lost = [number for number, text in texts.items() if number not in held and text.partition(":")[0] in judged]
    for row in np.flatnonzero(np.isin(column, lost)).tolist():
        yield _finding(gazetteer, "parent", row, f"its parent {texts[int(column[row])]} does not exist")


def _admins(gazetteer: Gazetteer) -> Iterator[Finding]:
    """Places whose first division bears no name of a first-order division of their country."""
    a, header = gazetteer.arrays, gazetteer.header
    first = np.array([feature == "A.ADM1" for feature in header["features"]])
    known: dict[str, set[str]] = {}
    for row in np.flatnonzero(first[a["place.feature"]]).tolist():
        names = known.setdefault(gazetteer.country(row), set())
        names.update(fold(gazetteer.name_text(name)) for name in gazetteer.names_of(row))
    pairs = np.stack([a["place.country"].astype(np.int64), a["place.admin"].astype(np.int64)], axis=1)
    unique, inverse = np.unique(pairs, axis=0, return_inverse=True)
    lost = np.zeros(len(unique), dtype=bool)
    for number, (country, admin) in enumerate(unique.tolist()):
        name = gazetteer.admin_text(admin)
        divisions = known.get(header["countries"][country])
        lost[number] = bool(name and divisions and fold(name) not in divisions)
    for row in np.flatnonzero(lost[inverse.reshape(-1)]).tolist():
        yield _finding(gazetteer, "admin", row, f"there is no first-order division called {gazetteer.admin_name(row)}")
