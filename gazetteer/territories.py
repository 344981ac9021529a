"""Where a country's places may lie: cells that its own towns vouch for, or polygons that a person gives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from gazetteer.errors import BadRecord
from gazetteer.importers.columns import understood
from gazetteer.importers.features import drawable, mapping, text_of
from gazetteer.importers.files import Entry
from gazetteer.importers.jsonscan import nested_objects
from gazetteer.importers.records import country_code
from gazetteer.index import Gazetteer

CELL = 1.0
"""Degrees of a cell's side."""

VOUCHERS = 2
"""Points that a cell needs to be a country's: one alone may be the mistake that is looked for."""

REACH = 10
"""Cells between a lonely place and its country's others: atolls of the Marshall Islands lie that far apart."""

ENOUGH = 20
"""Points below which nothing is said of a country's outline."""

MARGIN = 0.2
"""Degrees about a given polygon that still count as inside: coasts and borders are drawn coarsely, islets left out."""

Floats = NDArray[np.float64]


class Territories(Protocol):
    """Tells whether points lie in a country."""

    def knows(self, country: str) -> bool:
        """Whether there is an outline of the country."""
        ...

    def inside(self, country: str, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Of each point whether it may lie in the country."""
        ...


@dataclass(frozen=True, slots=True)
class Cells:
    """Countries as the cells of one degree in which at least two of their places lie.

    A point may lie in its country if its cell or one about it is the country's; or if it is at most `REACH` cells from
    one of them and nobody's cell: the last village before the ice, an atoll.

    Measured on the 628,000 points of the built-in gazetteer and places_world: 154 are called outside or swapped, 36 of
    them with Natural Earth's polygons (which call 1,729 so, mostly islets and coasts). Of 16,050 points exchanged by
    hand 85 % are found, of 18,943 points moved to another country 98 %. With every place vouching alone for nothing
    beyond its neighbours' cells, 1,300 were called outside, 102 rightly: hence `REACH`.
    """

    own: Mapping[str, NDArray[np.int64]]
    """By country the sorted numbers of its cells."""
    anyones: NDArray[np.int64]
    """The sorted numbers of the cells of all countries."""
    points: Mapping[str, int]
    """By country the number of points that made them."""

    def knows(self, country: str) -> bool:
        """Whether enough points made the outline."""
        return self.points.get(country, 0) >= ENOUGH and len(self.own[country]) > 0

    def inside(self, country: str, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Of each point whether it may lie in the country."""
        numbers, mine = cells(lon, lat), self.own[country]
        found = np.isin(numbers, _grown(mine))
        doubtful = np.flatnonzero(~found & ~np.isin(numbers, self.anyones))
        for at in doubtful.tolist():
            found[at] = bool(np.any(_steps(mine, int(numbers[at])) <= REACH))
        return found


def _steps(one: NDArray[np.int64], other: int) -> NDArray[np.int64]:
    """Cells to walk from each of some cells to another one, diagonally too."""
    width = int(360 / CELL)
    across = np.abs(one % width - other % width)
    return np.asarray(np.maximum(np.minimum(across, width - across), np.abs(one // width - other // width)))


def cells(lon: Floats, lat: Floats) -> NDArray[np.int64]:
    """The numbers of the cells that points lie in; the antimeridian is no edge."""
    column = np.floor((lon + 180) / CELL).astype(np.int64) % int(360 / CELL)
    row = np.floor((lat + 90) / CELL).astype(np.int64)
    return np.asarray(row * int(360 / CELL) + column)


def from_points(gazetteers: Iterable[Gazetteer]) -> Cells:
    """The territories that the points of towns and divisions vouch for; each place of an id counts once."""
    lons, lats, codes = [], [], []
    for gazetteer in gazetteers:
        a, header = gazetteer.arrays, gazetteer.header
        kind = np.array([feature[:1] in ("P", "A", "") for feature in header["features"]])
        use = kind[a["place.feature"]] & np.isfinite(a["place.lon"]) & (a["place.country"] > 0)
        use &= np.isnan(a["place.uncertainty"]) | (a["place.uncertainty"] < 50)
        lons.append(a["place.lon"][use])
        lats.append(a["place.lat"][use])
        codes.append(np.array(header["countries"], dtype="U2")[a["place.country"][use]])
    lon, lat, code = (np.concatenate(parts) for parts in (lons, lats, codes))
    apart = np.unique(np.stack([lon.round(4), lat.round(4)]), axis=1, return_index=True)[1]
    lon, lat, code = lon[apart], lat[apart], code[apart]
    own: dict[str, NDArray[np.int64]] = {}
    points: dict[str, int] = {}
    for country in np.unique(code).tolist():
        mine = code == country
        numbers, count = np.unique(cells(lon[mine], lat[mine]), return_counts=True)
        own[country], points[country] = numbers[count >= VOUCHERS], int(mine.sum())
    return Cells(own, np.unique(np.concatenate([np.zeros(0, np.int64), *own.values()])), points)


def _grown(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The cells and the eight about each."""
    width = int(360 / CELL)
    row, column = numbers // width, numbers % width
    around = [((row + dy) * width + (column + dx) % width) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    return np.unique(np.concatenate(around)) if len(numbers) else numbers


@dataclass(frozen=True, slots=True)
class Polygons:
    """Countries as polygons, with a margin."""

    shapes: Mapping[str, shapely.Geometry]

    def knows(self, country: str) -> bool:
        """Whether the file has the country."""
        return country in self.shapes

    def inside(self, country: str, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Of each point whether the polygon or its margin holds it."""
        found: NDArray[np.bool_] = shapely.contains_xy(self.shapes[country], lon, lat)
        return found


def from_file(path: Path) -> Polygons:
    """The polygons of a GeoJSON collection whose features say their country by a code or by its English name.

    Raises:
        BadRecord: no feature has a polygon and a known country, or a geometry cannot be read.
    """
    parts: dict[str, list[shapely.Geometry]] = {}
    for line, feature in nested_objects(Entry(path), 2):
        try:
            properties = mapping(feature.get("properties"))
            code = _country(properties)
            if code and feature.get("geometry"):
                drawn = shapely.geometry.shape(drawable(mapping(feature.get("geometry"))))
                parts.setdefault(code, []).append(shapely.make_valid(drawn))
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, shapely.errors.ShapelyError) as error:
            raise BadRecord(f"{path}:{line}: the geometry cannot be read: {error}", "mend the feature") from error
    if not parts:
        raise BadRecord(
            f"{path}: no feature has a polygon and a country", "give each a property country with its ISO code"
        )
    shapes = {code: shapely.union_all(shapes).buffer(MARGIN) for code, shapes in parts.items()}
    for drawn in shapes.values():
        shapely.prepare(drawn)
    return Polygons(shapes)


def _country(properties: Mapping[str, object]) -> str:
    columns = understood(tuple(properties))
    wished: Sequence[str] = [columns.roles[role] for role in ("country", "name") if role in columns.roles]
    keys = [*(key for key in properties if key.lower().startswith("iso")), *wished]
    return next((code for key in keys if (code := country_code(text_of(properties[key])))), "")
