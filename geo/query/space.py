"""Which places lie in a box, in an area or near a point: the R*Tree first, the exact test after."""

import math

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.place import BBox, LonLat
from geo.query.filters import Filter, Near
from geo.store import Store
from geo.store.blob import blob_point
from geo.store.codec import dumps

_SPHERE_KM = 6371.0088
"""The Earth's mean radius."""

_SPHERE_ERROR = 0.01
"""A sphere's distances differ from the ellipsoid's by up to 0.56 %; within 1 % of the limit the geodesic decides."""

_KM_PER_DEGREE = 110.57
"""Of latitude, where it is shortest (at the equator): a box drawn with it is never too small, east to west neither, as
15,000 random geodesics showed."""

Points = dict[int, LonLat]


def places_in_space(store: Store, wanted: Filter) -> set[int] | None:
    """The rows of the places that the filter's ids, country, distance, area and box leave; None where it has none."""
    found: list[set[int]] = []
    if wanted.place_ids is not None:
        query = "SELECT fid FROM places WHERE id IN (SELECT value FROM json_each(?))"
        found.append({fid for (fid,) in store.rows(query, (dumps(wanted.place_ids),))})
    if wanted.country:
        query = "SELECT fid FROM places WHERE country = ?"
        found.append({fid for (fid,) in store.rows(query, (wanted.country,))})
    if wanted.bbox:
        found.append(set(points_in_box(store, wanted.bbox)))
    if wanted.near:
        found.append(points_near(store, wanted.near))
    if wanted.inside is not None:
        found.append(points_inside(store, wanted.inside))
    return set.intersection(*found) if found else None


def points_in_box(store: Store, box: BBox) -> Points:
    """The placed places in a box, by row; the box may cross the antimeridian."""
    if box.west > box.east:
        return points_in_box(store, box._replace(east=180.0)) | points_in_box(store, box._replace(west=-180.0))
    # the tree keeps 32-bit numbers, rounded outward: it may give too many, never too few
    rows = store.stream(
        "SELECT p.fid, p.geom FROM rtree_places_geom AS r CROSS JOIN places AS p ON p.fid = r.id "
        "WHERE r.maxx >= ? AND r.minx <= ? AND r.maxy >= ? AND r.miny <= ?",
        (box.west, box.east, box.south, box.north),
    )
    points = ((fid, blob_point(geom)) for fid, geom in rows)
    return {
        fid: point for fid, point in points if box.west <= point.lon <= box.east and box.south <= point.lat <= box.north
    }


def points_near(store: Store, near: Near) -> set[int]:
    """The rows of the places within a distance, measured on the ellipsoid."""
    return {fid for fid, point in points_in_box(store, box_around(near)).items() if _within(point, near)}


def points_inside(store: Store, area: BaseGeometry) -> set[int]:
    """The rows of the places in an area or on its border; an area that runs past 180 degrees is read as going round."""
    west, south, east, north = area.bounds
    shifts = [shift for shift in (-360.0, 0.0, 360.0) if west <= 180 + shift and east >= shift - 180]
    found: set[int] = set()
    shapely.prepare(area)
    for shift in shifts:
        box = BBox(max(-180.0, west - shift), max(-90.0, south), min(180.0, east - shift), min(90.0, north))
        points = points_in_box(store, box)
        rows, places = list(points), np.array(list(points.values()), dtype=float).reshape(-1, 2)
        held = shapely.intersects_xy(area, places[:, 0] + shift, places[:, 1])
        found.update(row for row, inside in zip(rows, held, strict=True) if inside)
    return found


def box_around(near: Near) -> BBox:
    """A box that holds everything within the distance, over poles and antimeridian too."""
    (lon, lat), reach = near.center, near.km / _KM_PER_DEGREE
    south, north = lat - reach, lat + reach
    if south <= -90 or north >= 90:
        return BBox(-180.0, max(south, -90.0), 180.0, min(north, 90.0))
    wide = math.degrees(math.asin(min(1.0, math.sin(math.radians(reach)) / math.cos(math.radians(lat)))))
    if wide >= 180:
        return BBox(-180.0, south, 180.0, north)
    return BBox(_wrapped(lon - wide), south, _wrapped(lon + wide), north)


def _wrapped(lon: float) -> float:
    return (lon + 180.0) % 360.0 - 180.0 if not -180 <= lon <= 180 else lon


def _within(point: LonLat, near: Near) -> bool:
    rough = _sphere_km(point, near.center)
    if rough < near.km * (1 - _SPHERE_ERROR):
        return True
    if rough > near.km * (1 + _SPHERE_ERROR):
        return False
    from geographiclib.geodesic import Geodesic  # 10 ms, that most questions need not spend

    center = near.center
    return bool(Geodesic.WGS84.Inverse(point.lat, point.lon, center.lat, center.lon)["s12"] <= near.km * 1000)


def _sphere_km(a: LonLat, b: LonLat) -> float:
    south, north = math.radians(a.lat), math.radians(b.lat)
    across = math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * across
    return 2 * _SPHERE_KM * math.asin(min(1.0, math.sqrt(half)))
