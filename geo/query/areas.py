"""Areas from GeoJSON files, read as RFC 7946 means them; what it does not allow is refused with its reason."""

import json
import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import BadFilter

_DEGREES = ("crs84", "crs83", "epsg::4326", "epsg:4326", "epsg/0/4326", "wgs84")
"""Ends of the names of reference systems under which files have longitude and latitude in degrees. The older GeoJSON
let a file name one; those that say EPSG 4326 have the longitude first all the same, as GDAL writes them."""

_REFLECTED = 180.0
"""Degrees of longitude: an edge that is longer, and does not go all round, was meant to cross the antimeridian."""


def read_area(path: Path) -> BaseGeometry:
    """The areas of a FeatureCollection, a Feature or a geometry, as one; longitudes first, degrees on WGS 84.

    An edge is as long as its longitudes are apart: one from 170 to 190, or from -190 to -170, crosses the antimeridian,
    one from 170 to -170 is refused. A pole lies inside where an edge goes along it from -180 to 180.

    Raises:
        BadFilter: it is no GeoJSON, has no area, is in another reference system, leaves the Earth, or crosses itself.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=_finite, parse_constant=_finite)
    except OSError as error:
        raise BadFilter(f"{path}: {error.strerror or error}", "check the name of the file") from error
    except ValueError as error:
        raise _no_area(path, error) from error
    if not isinstance(found, Mapping):
        raise _no_area(path, "it is a list or a bare value")
    _check_system(path, found)
    try:
        shapes = [
            (number, shapely.geometry.shape(dict(part))) for number, part in enumerate(_geometries(found), start=1)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise _no_area(path, error) from error
    areas = [(number, shape) for number, shape in shapes if isinstance(shape, shapely.Polygon | shapely.MultiPolygon)]
    if not areas or all(area.is_empty for _, area in areas):
        kinds = ", ".join(sorted({shape.geom_type for _, shape in shapes})) or "nothing"
        raise BadFilter(f"{path} holds no area, but {kinds}", "give a Polygon or a MultiPolygon")
    for number, area in areas:
        _check(f"{path}, area {number}", area)
    union: BaseGeometry = shapely.union_all([area for _, area in areas])
    return union


def _geometries(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The geometries of a collection, a feature or a geometry; features without one are passed over."""
    parts = found.get("features", [found])
    for part in parts:
        geometry = part["geometry"] if part.get("type") == "Feature" or "geometry" in part else part
        if geometry is None:
            continue
        yield from geometry["geometries"] if geometry.get("type") == "GeometryCollection" else (geometry,)


def _check_system(path: Path, found: Mapping[str, Any]) -> None:
    if found.get("crs") is None:
        return
    crs = found["crs"]
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = str(properties.get("name", crs) if isinstance(properties, Mapping) else crs)
    if not name.lower().rstrip("/").endswith(_DEGREES):
        raise BadFilter(
            f"{path} is in the reference system {name}, and GeoJSON is read as longitude and latitude on WGS 84",
            f"reproject it: ogr2ogr -t_srs EPSG:4326 -lco RFC7946=YES out.geojson {path}",
        )


def _check(where: str, area: BaseGeometry) -> None:
    numbers = shapely.get_coordinates(area)
    lons, lats = numbers[:, 0].tolist(), numbers[:, 1].tolist()
    if any(abs(lon) > 360 for lon in lons) or any(abs(lat) > 90 for lat in lats):
        swapped = all(abs(lon) <= 90 for lon in lons) and all(abs(lat) <= 360 for lat in lats)
        metres = any(abs(value) > 1000 for value in (*lons, *lats))
        raise BadFilter(
            f"{where}: it reaches from {min(lons):g},{min(lats):g} to {max(lons):g},{max(lats):g}, "
            "which is not on Earth",
            "latitude and longitude are swapped: GeoJSON has the longitude first"
            if swapped
            else "these look like metres: reproject it with ogr2ogr -t_srs EPSG:4326"
            if metres
            else "GeoJSON wants longitude first, in degrees on WGS 84",
        )
    for (west, south), (east, north) in _edges(area):
        if _REFLECTED < abs(east - west) < 360:
            raise BadFilter(
                f"{where}: its edge from {west:g},{south:g} to {east:g},{north:g} spans {abs(east - west):g} degrees",
                "to cross the antimeridian cut the area there, as RFC 7946 asks, or count on past 180 (170 to 190); to "
                "go the long way round put a point between; around a pole draw a box from -180 to 180",
            )
    if not area.is_valid:
        raise BadFilter(
            f"{where}: it is not valid: {shapely.is_valid_reason(area)}", "mend it first, as with QGIS' Fix geometries"
        )


def _edges(area: BaseGeometry) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    for part in shapely.get_parts(area):
        for ring in (part.exterior, *part.interiors):
            yield from pairwise((x, y) for x, y, *_ in ring.coords)


def _finite(text: str) -> float:
    """The number; ValueError for `NaN`, `Infinity` and what is too large."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no coordinate")
    return number


def _no_area(path: Path, why: object) -> BadFilter:
    return BadFilter(f"{path} is no GeoJSON with an area: {why}", "give a FeatureCollection, a Feature or a geometry")
