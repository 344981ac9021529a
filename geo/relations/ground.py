"""Reckoning on the ground: points so far in a direction, circles, corridors, sides of an outline, strips along borders.

Longitudes and latitudes in degrees on WGS 84, distances in km.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from gazetteer.place import BBox, LonLat, Place

if TYPE_CHECKING:
    from shapely import Polygon

EARTH_KM = 6371.0088
"""The Earth's mean radius: good to 0.56 %, far within what any phrase says."""

CIRCLE_CORNERS = 32
"""Corners of a circle drawn as a polygon: it leaves the circle by half a hundredth of its radius."""

PEOPLE_PER_KM2 = 4000
"""With so many people to a square km a town's circle has about its built-up size: Deir ez-Zor (271,800) gets 4.7 km,
Aleppo (2.1 million) 12.9 km. Chosen on these, not fitted."""

LEAST_KM = 2.0
"""A place of unknown size: a village with its fields."""

CORRIDOR = 0.15
"""Half the width of what lies between two towns, as a share of their distance: roads seldom stray more. Chosen."""

STRIP_KM = 10.0
"""Half the width of a border: what reports place at a border lies within sight or range of it. Chosen."""


def distance_km(a: LonLat, b: LonLat) -> float:
    """Along the ground.

    >>> round(distance_km(LonLat(38.284, 34.562), LonLat(40.141, 35.336)))
    190
    """
    south, north = math.radians(a.lat), math.radians(b.lat)
    across = math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * across
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def moved(point: LonLat, bearing: float, km: float) -> LonLat:
    """The point so far away in a direction, degrees clockwise from north, on the ellipsoid."""
    from geographiclib.geodesic import Geodesic  # 10 ms, that a report without distances need not spend

    there = Geodesic.WGS84.Direct(point.lat, point.lon, bearing, km * 1000)
    return LonLat(round(there["lon2"], 6), round(there["lat2"], 6))


def radius_km(place: Place) -> float:
    """How far a place reaches from its point: what its record says, else by its people."""
    if place.uncertainty_km is not None:
        return place.uncertainty_km
    return round(max(LEAST_KM, math.sqrt(place.population / PEOPLE_PER_KM2 / math.pi)), 1)


def circle(center: LonLat, km: float) -> tuple[LonLat, ...]:
    """A circle as a ring, counterclockwise from the east; near a pole or the antimeridian it may leave the map."""
    height = math.degrees(km / EARTH_KM)
    width = height / max(0.01, math.cos(math.radians(center.lat)))
    turn = 2 * math.pi / CIRCLE_CORNERS
    return tuple(
        LonLat(
            round(center.lon + width * math.cos(turn * n), 5),
            round(max(-90.0, min(90.0, center.lat + height * math.sin(turn * n))), 5),
        )
        for n in range(CIRCLE_CORNERS)
    )


def middle(a: LonLat, b: LonLat) -> LonLat:
    """Halfway between two points along the ground."""
    ax, bx, dx = math.radians(a.lat), math.radians(b.lat), math.radians(b.lon - a.lon)
    x, y = math.cos(bx) * math.cos(dx), math.cos(bx) * math.sin(dx)
    lat = math.atan2(math.sin(ax) + math.sin(bx), math.hypot(math.cos(ax) + x, y))
    lon = a.lon + math.degrees(math.atan2(y, math.cos(ax) + x))
    return LonLat(round((lon + 180) % 360 - 180, 6), round(math.degrees(lat), 6))


def corridor(a: LonLat, b: LonLat) -> tuple[LonLat, ...]:
    """A lozenge between two points, widest in the middle."""
    center, side = middle(a, b), CORRIDOR * distance_km(a, b)
    shrink = max(0.01, math.cos(math.radians(center.lat)))
    east, north = (b.lon - a.lon) * shrink, b.lat - a.lat
    length = math.hypot(east, north) or 1.0
    step = math.degrees(side / EARTH_KM)
    right = LonLat(round(center.lon + step * north / length / shrink, 6), round(center.lat - step * east / length, 6))
    left = LonLat(round(center.lon - step * north / length / shrink, 6), round(center.lat + step * east / length, 6))
    return (a, right, b, left)


def box_ring(box: BBox) -> tuple[LonLat, ...]:
    """A box as a ring; none for one over the antimeridian, which no one polygon holds."""
    if box.west > box.east:
        return ()
    return (
        LonLat(box.west, box.south),
        LonLat(box.east, box.south),
        LonLat(box.east, box.north),
        LonLat(box.west, box.north),
    )


def side_of(ring: Sequence[LonLat], side: str) -> tuple[LonLat, ...]:
    """The northern half of an outline, its southeastern quarter, or its middle: cut by the middle of its box.

    Halves and quarters, because reports speak of eastern and southeastern, and of nothing between.
    """
    import shapely

    whole = shapely.Polygon(ring).buffer(0)
    west, south, east, north = whole.bounds
    x, y = (west + east) / 2, (south + north) / 2
    if side == "central":
        window = (west + (east - west) / 4, south + (north - south) / 4, x + (east - west) / 4, y + (north - south) / 4)
    else:
        window = (
            x if "east" in side else west,
            y if "north" in side else south,
            x if "west" in side else east,
            y if "south" in side else north,
        )
    return _ring(greatest(shapely.get_parts(whole.intersection(shapely.box(*window)))))


@lru_cache(200)
def border_of(a: tuple[LonLat, ...], b: tuple[LonLat, ...]) -> tuple[LonLat, tuple[LonLat, ...]] | None:
    """The middle of the border that two outlines share, and a strip along it; of several pieces the longest."""
    import shapely

    shared = shapely.Polygon(a).boundary.intersection(shapely.Polygon(b).boundary)
    lines = [part for part in shapely.get_parts(shared) if part.geom_type == "LineString" and not part.is_empty]
    if not lines:
        return None
    merged = shapely.line_merge(shapely.MultiLineString(lines))
    line = max(shapely.get_parts(merged), key=lambda part: part.length)
    lat = math.radians(line.centroid.y)
    step = math.degrees(STRIP_KM / EARTH_KM) / math.sqrt(max(0.05, math.cos(lat)))
    ring = _ring(greatest(shapely.get_parts(line.buffer(step, quad_segs=2).simplify(step / 5))))
    center = line.interpolate(0.5, normalized=True)
    return LonLat(round(center.x, 6), round(center.y, 6)), ring


def center_of(ring: Sequence[LonLat]) -> LonLat:
    """The centre of gravity, or, where that lies outside, a point within."""
    import shapely

    shape = shapely.Polygon(ring).buffer(0)
    point = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    return LonLat(round(point.x, 6), round(point.y, 6))


def reach_km(center: LonLat, ring: Iterable[LonLat]) -> float:
    """The radius about a point that holds a ring."""
    return max(distance_km(center, corner) for corner in ring)


def greatest(parts: "Iterable[object]") -> "Polygon":
    """The polygon of the greatest area; an empty one where there is none."""
    import shapely

    found = [part for part in parts if isinstance(part, shapely.Polygon)]
    return max(found, key=lambda part: part.area, default=shapely.Polygon())


def _ring(shape: "Polygon") -> tuple[LonLat, ...]:
    corners = [LonLat(round(x, 5), round(y, 5)) for x, y in shape.exterior.coords]
    return tuple(corners[:-1])
