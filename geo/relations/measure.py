"""Turns a phrase and the place that it is about into a relation: its middle, its area, and how far that may be off."""

from dataclasses import dataclass, replace
from functools import lru_cache

from gazetteer.place import LonLat, Place
from geo.model import Relation, RelationKind, Span
from geo.relations.ground import (
    box_ring,
    center_of,
    circle,
    moved,
    radius_km,
    reach_km,
    side_of,
)
from geo.relations.outlines import outline
from geo.relations.phrases import Phrase
from geo.relations.words import FACILITY_KM, SECTOR, WINDS
from geo.relations.world import World

NEAR_KM = 10.0
"""Near a place: so far from its edge at most. Chosen: farther reports name another place, or a distance."""

OUTSKIRTS_KM = 5.0
"""Outskirts and suburbs reach so far from the edge of a town: the next villages lie there. Chosen."""

COUNTRYSIDE_KM = 20.0
"""The countryside of a town ends where the next town's begins: towns of a region lie some 40 km apart. Chosen."""

DIRECTION_KM = 15.0
"""South of a town, no distance named: the middle of what may be meant lies so far from the town's edge, and the edge of
it as far again. Chosen with `COUNTRYSIDE_KM`: beyond 30 km reports name the distance or another town."""

LOOSE = 0.5
"""Share of a distance by which "more than 100 km" or "a few miles" may be off; a plain distance is rounded to its
figures, which the breadth of the direction exceeds."""

FARTHEST_KM = 3000.0
"""No report measures farther from a town; such a number counts something else."""


WIDEST_KM = 1500.0
"""Half of an ocean or a continent whose outline is not known says nothing on a map: Asia has 8,800 km, Arabia 1,200."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a phrase is about: a place, or what stands in it."""

    place: Place
    point: LonLat
    radius: float
    """km."""
    surface: str
    """The name as written."""
    start: int
    end: int
    """The words that name it, in code points of the document."""
    facility: bool = False

    @property
    def span(self) -> Span:
        """The words that name it."""
        return Span(self.start, self.end)


def anchor_of(place: Place, point: LonLat, surface: str, span: Span) -> Anchor:
    """The place itself as an anchor."""
    return Anchor(place, point, radius_km(place), surface, *span)


def facility_of(anchor: Anchor, what: str, world: World, span: Span) -> Anchor:
    """What stands in a place or by it; the anchor itself where the place is none to hold one."""
    place = anchor.place
    if place.feature_class == "S":
        return replace(anchor, start=span.start, end=span.end, facility=True)
    if place.feature_class != "P":
        return anchor
    known = world.facility(place, anchor.surface, what)
    if known and known.point:
        return Anchor(place, known.point, radius_km(known), anchor.surface, *span, facility=True)
    return replace(anchor, radius=anchor.radius + FACILITY_KM[what], start=span.start, end=span.end, facility=True)


def wider_of(kind: RelationKind, anchor: Anchor, end: int, world: World) -> Anchor | None:
    """What a name and the word after it mean together: the division of the name, the countryside with the town."""
    if kind == "countryside" and anchor.place.feature_class != "A":
        return replace(anchor, radius=anchor.radius + COUNTRYSIDE_KM, end=end)
    held = _division(anchor, world) if kind == "division" else None
    if not held or not held.point:
        return None
    return Anchor(held, held.point, radius_km(held), anchor.surface, anchor.start, end)


def _division(anchor: Anchor, world: World) -> Place | None:
    place = anchor.place
    held = place if place.feature_class == "A" else world.division(place, anchor.surface)
    return held if held and not held.feature.startswith("A.PC") else None


def from_phrase(phrase: Phrase, anchor: Anchor, start: int, whole: str, world: World) -> Relation | None:
    """The relation of a phrase that begins at `start`; `whole` is its text together with the name."""
    span, wide = Span(start, anchor.end), anchor.place.feature_class == "A"
    if phrase.kind in ("offset", "distance") and phrase.km is not None:
        return None if wide or not 0 < phrase.km < FARTHEST_KM else _measured(phrase, phrase.km, anchor, span)
    if phrase.kind == "direction":  # "south of Turkey" lies in it or beyond it: nobody can tell
        return None if wide else direction_from(anchor, phrase.direction, span)
    if phrase.kind == "part":
        return None if world.is_other(whole, anchor.place) else part_of(anchor, phrase.direction, span)
    if phrase.kind in _AROUND:
        return None if wide or anchor.place.feature_class == "L" else _around(phrase.kind, anchor, span)
    return from_after(phrase.kind, anchor, span, world)


def from_after(kind: RelationKind, anchor: Anchor, span: Span, world: World) -> Relation | None:
    """The relation of a word that says what of a place is meant: its suburbs, its province, its banks."""
    place = anchor.place
    if kind in _AROUND and place.feature_class != "A":
        return _around(kind, anchor, span)
    held = _division(anchor, world) if kind == "division" else None
    if held and held.point:
        return Relation("division", held.point, rounded(radius_km(held)), span, ring=_box(held))
    if kind == "along" and place.feature_class == "H":
        return Relation("along", anchor.point, rounded(anchor.radius), span, ring=_box(place))
    return None


_AROUND = {"near": NEAR_KM, "outskirts": OUTSKIRTS_KM, "countryside": COUNTRYSIDE_KM}


def _around(kind: RelationKind, anchor: Anchor, span: Span) -> Relation:
    return Relation(kind, anchor.point, rounded(anchor.radius + _AROUND[kind]), span)


def _measured(phrase: Phrase, km: float, anchor: Anchor, span: Span) -> Relation:
    if phrase.kind == "distance":
        far = km * (1 + LOOSE if phrase.loose else 1) + anchor.radius
        return Relation("distance", anchor.point, rounded(far), span, km=km)
    point = moved(anchor.point, WINDS[phrase.direction], km)
    aside = km * max(SECTOR, LOOSE if phrase.loose else 0.0)
    far = (aside**2 + anchor.radius**2) ** 0.5  # two errors that know nothing of each other
    return Relation("offset", point, rounded(far), span, phrase.direction, km)


def direction_from(anchor: Anchor, direction: str, span: Span) -> Relation:
    """South of a place, no distance named."""
    point = moved(anchor.point, WINDS[direction], anchor.radius + DIRECTION_KM)
    return Relation("direction", point, DIRECTION_KM, span, direction)


def part_of(anchor: Anchor, side: str, span: Span) -> Relation | None:
    """The eastern half of a country, a division or a town; None of what is too wide to have one on a map."""
    place = anchor.place
    ring = outline(place.country) if place.feature.startswith("A.PC") else ()
    if not ring and anchor.radius > WIDEST_KM:
        return None
    ring = ring or _box(place)
    if ring:
        return replace(_side(ring, side), span=span)
    if side == "central":
        return Relation("part", anchor.point, rounded(anchor.radius / 2), span, side)
    ring = side_of(circle(anchor.point, anchor.radius), side)
    center = moved(anchor.point, WINDS[side], anchor.radius / 2)
    return Relation("part", center, rounded(reach_km(center, ring)), span, side, ring=ring)


@lru_cache(500)
def _side(ring: tuple[LonLat, ...], side: str) -> Relation:
    """The side of an outline, without the words that say so: reports repeat "eastern Syria"."""
    half = side_of(ring, side)
    center = center_of(half)
    return Relation("part", center, rounded(reach_km(center, half)), Span(0, 0), side, ring=half)


def _box(place: Place) -> tuple[LonLat, ...]:
    return box_ring(place.extent) if place.extent else ()


def rounded(km: float) -> float:
    """Three figures at most: more would be more precise than any phrase."""
    return float(f"{max(km, 0.01):.3g}")
