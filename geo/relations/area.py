"""The area of a relation as a geometry."""

from typing import TYPE_CHECKING, Any

from gazetteer.place import LonLat
from geo.model import Relation
from geo.relations.ground import circle

if TYPE_CHECKING:
    from shapely import Polygon


def area_of(relation: Relation) -> "Polygon":
    """Its outline, or the circle of its uncertainty, as a shapely polygon; longitudes first."""
    import shapely

    return shapely.Polygon(relation.ring or circle(relation.point, relation.uncertainty_km))


def ring_of(relation: Relation) -> list[LonLat]:
    """The outline of its area, closed and counterclockwise; it runs past 180 degrees where it crosses them."""
    ring = list(relation.ring or circle(relation.point, relation.uncertainty_km))
    if _doubled(ring) < 0:
        ring.reverse()
    return [*ring, ring[0]]


def area_object(relation: Relation) -> dict[str, Any]:
    """Its area as a GeoJSON geometry, by the right-hand rule; cut in two at the antimeridian, as RFC 7946 wants."""
    ring = ring_of(relation)
    if all(-180 <= corner.lon <= 180 for corner in ring):
        return {"type": "Polygon", "coordinates": [[[x, y] for x, y in ring]]}
    import shapely

    whole = shapely.Polygon(ring)
    parts = []
    for turn in (-360, 0, 360):
        window = whole.intersection(shapely.box(turn - 180, -90, turn + 180, 90))
        for part in shapely.get_parts(window):
            if isinstance(part, shapely.Polygon) and part.area:
                corners = shapely.geometry.polygon.orient(part).exterior.coords
                parts.append([[[round(x - turn, 6), round(y, 6)] for x, y in corners]])
    return {"type": "MultiPolygon", "coordinates": parts}


def _doubled(ring: list[LonLat]) -> float:
    """Twice the area within a ring, positive where it runs counterclockwise."""
    ends = zip(ring, [*ring[1:], ring[0]], strict=True)
    return float(sum(a[0] * b[1] - b[0] * a[1] for a, b in ends))
