"""Geometries as RFC 7946 wants them: rounded, outer rings counter-clockwise, and the box of a whole collection."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from geo.lines import DEGREE_DIGITS

Json = dict[str, Any]


def strict(geometry: Mapping[str, Any] | None) -> Json | None:
    """A geometry with at most seven decimals and rings by the right-hand rule; None for nothing.

    >>> strict({"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]})["coordinates"]
    [[[0, 0], [1, 1], [0, 1], [0, 0]]]
    """
    if not geometry or geometry["type"] in ("Point", "MultiPoint", "LineString", "MultiLineString"):
        return rounded(geometry) if geometry else None
    if geometry["type"] == "GeometryCollection":
        return {"type": "GeometryCollection", "geometries": [strict(part) for part in geometry["geometries"]]}
    return rounded(mapping(_oriented(shape(dict(geometry)))))


def rounded(geometry: Mapping[str, Any]) -> Json:
    """The geometry with at most seven decimals, whole numbers as such."""

    def short(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [short(item) for item in value]
        number = round(float(value), DEGREE_DIGITS)
        return int(number) if number.is_integer() else number

    return {"type": geometry["type"], "coordinates": short(geometry["coordinates"])}


def bounds(points: Iterable[tuple[float, float]]) -> list[float] | None:
    """West, south, east, north of longitudes and latitudes; west is greater where the box crosses the antimeridian.

    The box is the narrowest of all.

    >>> bounds([(178.4, -18.1), (-171.8, -13.8)])
    [178.4, -18.1, -171.8, -13.8]
    """
    pairs = list(points)
    if not pairs:
        return None
    lons, lats = sorted({lon for lon, _ in pairs}), [lat for _, lat in pairs]
    gaps = [(after - before, k) for k, (before, after) in enumerate(pairwise(lons), start=1)]
    widest, at = max(gaps, default=(0.0, 0))
    around = lons[0] + 360 - lons[-1]
    west, east = (lons[at], lons[at - 1]) if widest > around else (lons[0], lons[-1])
    return [west, min(lats), east, max(lats)]


def _oriented(area: BaseGeometry) -> BaseGeometry:
    if isinstance(area, shapely.Polygon):
        return orient(area)
    if isinstance(area, shapely.MultiPolygon):
        return shapely.MultiPolygon([orient(part) for part in area.geoms])
    return area
