"""Finds the place of earlier sources that a record of a later source tells of once more.

First by concordance: one record names the other's id, and both may be one (`may_be_one`). Then by name: an equal folded
name that is a main one of either, the same country or an unknown one, compatible features, and points within
`SAME_NAME_KM`; of several the nearest, unless the record names another id of that place's authority (`contradicts`).
Two records of one source are never made one: a source that numbers them apart means two places. Only where one has
joined a place by its name may another that names that place's id join it too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer.place import NAME_KINDS, Place
from gazetteer.tokens import Tables, hash_names

SAME_NAME_KM = 3.0
"""Kilometres within which two records of one name are one place. Measured as `nearest` says: from 2 to 3 km 116 pairs
are right and 13 wrong, from 3 to 5 km 61 and 34."""

CONCORDANCE_KM = 100.0
"""Kilometres beyond which a concordance is not believed of towns and buildings. Of 4,256 Who's On First records that
name a town of cities500, 17 lie 50 to 100 km from it and 24 further, up to other countries."""

WIDE = frozenset("AHLRTUV")
"""Feature classes of places so large that two sources may put their points anywhere in them."""

EARTH_KM = 6371.0
"""Mean radius of the earth."""

BATCH = 512
"""Places compared in one go: numpy is kept busy, and the pairs of frequent names still fit into the memory."""


PRIMARY = ("official", "curated")
"""Kinds of main names. One of the two equal names must be one: two further names that agree were right in 66 pairs of
`measure_merge` and wrong in 29."""

NO_SPELLINGS = ("demonym", "abbreviation")
"""Kinds of names that say nothing of which place is meant."""


@lru_cache(maxsize=4096)
def family(feature: str) -> str:
    """The part of a feature that must agree in one place: towns are all alike, divisions go by their order.

    >>> [family(feature) for feature in ("P.PPLA", "A.ADM1H", "A.PCLI", "S.AIRP", "H", "")]
    ['P', 'A.ADM1', 'A.PCL', 'S.AIRP', 'H', '']
    """
    letter, _, code = feature.partition(".")
    if letter == "P" or not code:
        return letter
    if letter == "A":
        return f"A.{code[:3] if code.startswith('PCL') else code[:4]}"
    return feature


@lru_cache(maxsize=65536)
def compatible(one: str, other: str) -> bool:
    """Whether two features may be those of one place. An unknown one fits all but divisions.

    >>> compatible("P.PPL", "P.PPLC"), compatible("P.PPL", "A.ADM1"), compatible("", "P.PPL"), compatible("H", "H.STM")
    (True, False, True, True)
    """
    a, b = family(one), family(other)
    if not a or not b:
        return "A" not in (a[:1], b[:1])
    return a == b or (a[0] == b[0] and min(len(a), len(b)) == 1)


def kilometres(lon: NDArray[np.float64], lat: NDArray[np.float64], east: NDArray[np.float64],
               north: NDArray[np.float64]) -> NDArray[np.float64]:  # fmt: skip
    """Great-circle distances in km between points in degrees; NaN where a point is unknown."""
    a, b = np.radians(lat), np.radians(north)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(east - lon) / 2) ** 2
    found: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(h, 1.0)))
    return found


def may_be_one(one: str, other: str, km: float) -> bool:
    """Whether a concordance between places of these features, `km` apart (NaN for unknown), is to be believed."""
    if not compatible(one, other):
        return False
    return one[:1] in WIDE or other[:1] in WIDE or not km > CONCORDANCE_KM


@dataclass(frozen=True, slots=True)
class Known:
    """The places that a record is compared with, as columns; names by the hash of their fold."""

    keys: NDArray[np.uint64]
    """Sorted hashes of names."""
    owners: NDArray[np.uint32]
    """Of each hash the row of its place."""
    primary: NDArray[np.bool_]
    """Of each hash whether it is of a main name."""
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    feature: NDArray[np.uint32]
    """Of each place its number in `features`."""
    country: NDArray[np.uint32]
    """Of each place its number in `countries`; 0 is unknown."""
    features: Sequence[str]
    countries: Sequence[str]


def known(columns: Mapping[str, NDArray[Any]], features: Sequence[str], countries: Sequence[str]) -> Known:
    """The places of an index's columns; of the names, those that `_spellings` would give and that have a fold."""
    keys, kinds = columns["name.key"], columns["name.kind"]
    used = np.flatnonzero((keys != 0) & ~np.isin(kinds, [NAME_KINDS.index(kind) for kind in NO_SPELLINGS]))
    order = used[np.argsort(keys[used], kind="stable")]
    primary = np.isin(kinds[order], [NAME_KINDS.index(kind) for kind in PRIMARY])
    return Known(
        *(keys[order], columns["name.place"][order], primary, columns["place.lon"], columns["place.lat"]),
        *(columns["place.feature"], columns["place.country"], tuple(features), tuple(countries)),
    )


def nearest(places: Sequence[Place], among: Known, tables: Tables, km: float = SAME_NAME_KM) -> list[int]:
    """For each place the row of the nearest known one that may be the same by name, -1 where there is none.

    Measured by `measure_merge.py` on the 107,892 records of Who's On First (Syria, Iraq, Lebanon, Ukraine, Yemen) that
    name a GeoNames place, which is withheld, against cities500, which has 4,256 of these: within 3 km precision 0.959,
    recall 0.895; within 1 km 0.970 and 0.752, within 5 km 0.952 and 0.910. A third of the points are copies of
    GeoNames' own; of places whose points were taken independently fewer will be found. In a merge such a record names
    its place, so that `contradicts` keeps it from a wrong one.
    """
    asked, hits = _pairs(places, among, tables)
    if not len(asked):
        return [-1] * len(places)
    lon = np.array([place.point.lon if place.point else np.nan for place in places])
    lat = np.array([place.point.lat if place.point else np.nan for place in places])
    codes = {code: number for number, code in enumerate(among.countries)}
    country = np.array([codes.get(place.country, -1) if place.country else 0 for place in places])
    far = kilometres(lon[asked], lat[asked], among.lon[hits], among.lat[hits])
    here, there = country[asked], among.country[hits]
    fits = (far <= km) & ((here == there) | (here == 0) | (there == 0))
    asked, hits, far = asked[fits], hits[fits], far[fits]
    agree = [compatible(places[a].feature, among.features[f]) for a, f in zip(asked, among.feature[hits], strict=True)]
    asked, hits, far = asked[agree], hits[agree], far[agree]
    order = np.lexsort((hits, far, asked))
    first = np.unique(asked[order], return_index=True)[1]
    found = np.full(len(places), -1, dtype=np.int64)
    found[asked[order][first]] = hits[order][first]
    return [int(row) for row in found]


def _pairs(places: Sequence[Place], among: Known, tables: Tables) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of places, and rows of known ones that bear one of their names."""
    named = [(n, *spelling) for n, place in enumerate(places) if place.point for spelling in _spellings(place)]
    if not named or not len(among.keys):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    keys, words = hash_names([text for _, text, _ in named], tables)
    low, high = np.searchsorted(among.keys, keys, "left"), np.searchsorted(among.keys, keys, "right")
    count = np.where(words > 0, high - low, 0)
    asked = np.repeat(np.array([number for number, _, _ in named], dtype=np.int64), count)
    primary = np.repeat(np.array([main for _, _, main in named]), count)
    hits = np.repeat(low, count) + np.arange(len(asked)) - np.repeat(np.cumsum(count) - count, count)
    main = primary | among.primary[hits]
    return asked[main], among.owners[hits[main]].astype(np.int64)


def batches(places: Iterable[Place]) -> Iterator[list[Place]]:
    """The places in lists of `BATCH`, the last one shorter."""
    stream = iter(places)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _spellings(place: Place) -> Iterator[tuple[str, bool]]:
    """The names by which a place may be found again, and whether each is a main one."""
    yield place.name, True
    for name in place.names:
        if name.text != place.name and name.kind not in NO_SPELLINGS:
            yield name.text, name.kind in PRIMARY


def contradicts(place: Place, own: str) -> bool:
    """Whether a record names another id of the authority that gave the id `own`: it then tells of another place.

    >>> contradicts(Place("wof:1", "Okno", None, same_as=("geonames:698680",)), "geonames:689625")
    True
    """
    authority = own.partition(":")[0] + ":"
    return any(key.startswith(authority) for key in (place.id, *place.same_as))
