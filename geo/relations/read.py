"""Reads what phrases make of the places that a report names."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from gazetteer.place import Place
from geo.model import Kind, Relation, Span
from geo.relations.coordinates import coordinates_in
from geo.relations.ground import border_of, corridor, distance_km, middle, radius_km, reach_km
from geo.relations.measure import (
    FARTHEST_KM,
    Anchor,
    anchor_of,
    direction_from,
    facility_of,
    from_after,
    from_phrase,
    part_of,
    rounded,
    wider_of,
)
from geo.relations.outlines import outline
from geo.relations.phrases import (
    REACH,
    between,
    border,
    direction_of_a_facility,
    facility_before,
    may_matter,
    may_pair,
    phrase_after,
    phrase_before,
)
from geo.relations.world import World

COORDINATES_REACH_KM = 100.0
"""Coordinates belong to a name before them if they lie so near its edge: else they are another place's, or no
coordinates."""

MANY_NAMES = 16
"""Names before and after coordinates that are tried. A sentence seldom has more; a table on one line has all of its."""


class Name(NamedTuple):
    """A name of a place in a text."""

    span: Span
    sentence: Span
    kind: Kind
    place: Place | None


def relations_of(text: str, names: Sequence[Name], world: World) -> tuple[Relation | None, ...]:
    """The relation of each name, in their order; None where no phrase moves it.

    The weightiest counts: coordinates, then a stretch or border of two names, then the words about the name alone.
    """
    found: list[Relation | None] = [None] * len(names)
    for number, name in enumerate(names):
        if name.place and name.place.point:
            following = names[number + 1] if number + 1 < len(names) else None
            pair = following and _pair(text, name, following)
            if pair:
                found[number : number + 2] = [pair, pair]
            elif found[number] is None and name.kind != "demonym":
                found[number] = _alone(text, name, following, world)
    _put_coordinates(text, names, found)
    return tuple(found)


def _pair(text: str, first: Name, second: Name) -> Relation | None:
    if second.sentence != first.sentence or second.span.start - first.span.end > 40:
        return None
    gap = text[first.span.end : second.span.start]
    if not may_pair(gap):
        return None
    a, b = first.place, second.place
    if not a or not b or not a.point or not b.point or a.id == b.id:
        return None
    left = text[max(first.sentence.start, first.span.start - REACH) : first.span.start]
    right = text[second.span.end : second.span.end + 30]
    if a.feature.startswith("A.PC") and b.feature.startswith("A.PC"):
        reach = border(left, gap, right)
        outlines = (outline(a.country), outline(b.country)) if reach else ((), ())
        strip = border_of(*outlines) if all(outlines) else None
        if reach and strip:
            center, ring = strip
            span = Span(first.span.start - reach[0], second.span.end + reach[1])
            return Relation("border", center, rounded(reach_km(center, ring)), span, ring=ring)
        return None
    if {first.kind, second.kind} & {"demonym"} or a.feature_class == "A" or b.feature_class == "A":
        return None
    reach = between(left, gap, right)
    if not reach or distance_km(a.point, b.point) > FARTHEST_KM:
        return None
    center = middle(a.point, b.point)
    span = Span(first.span.start - reach[0], second.span.end + reach[1])
    far = max(distance_km(center, a.point), distance_km(center, b.point))
    return Relation("between", center, rounded(far), span, ring=corridor(a.point, b.point))


def _alone(text: str, name: Name, following: Name | None, world: World) -> Relation | None:
    place = name.place
    assert place and place.point
    span = name.span
    end = min(following.span.start, name.sentence.end) if following else name.sentence.end
    right = text[span.end : end]
    left = text[max(name.sentence.start, span.start - REACH) : span.start]
    if not may_matter(left, right):
        return None
    begin = span.start - len(left)
    after = phrase_after(right[:40]) if right[:1] in " '’" else None
    anchor = anchor_of(place, place.point, text[span.start : span.end], span)
    if after and after.kind == "facility" and place.feature_class == "P":
        anchor = facility_of(anchor, after.what, world, Span(span.start, span.end + after.end))
    elif left.endswith(" ") and (before := facility_before(left)):
        anchor = facility_of(anchor, before[1], world, Span(begin + before[0], span.end))
        left = left[: before[0]] if anchor.facility else left
    phrase = phrase_before(left, right)
    if after and (not phrase or phrase.kind in ("part", "near")):
        wider = wider_of(after.kind, anchor, span.end + after.end, world)
        if wider and phrase and phrase.kind == "part":
            return part_of(wider, phrase.direction, Span(begin + phrase.start, wider.end))
        if wider:
            return from_after(after.kind, anchor, wider.span, world)
    if phrase:
        start = begin + phrase.start
        if related := from_phrase(phrase, anchor, start, text[start : span.end], world):
            return related
    if anchor.facility:
        return Relation("facility", anchor.point, rounded(anchor.radius), anchor.span)
    if after and after.kind != "facility":
        return from_after(after.kind, anchor, Span(span.start, span.end + after.end), world)
    return _by_the_facility(anchor, right, world)


def _by_the_facility(anchor: Anchor, right: str, world: World) -> Relation | None:
    """ "In Deir Ezzor, south of the airport": the airport is that of the last town before it."""
    if anchor.place.feature_class != "P" or "of the" not in right:
        return None
    found = direction_of_a_facility(right)
    if not found:
        return None
    start, end, way, what = found
    span = Span(anchor.end + start, anchor.end + end)
    return direction_from(facility_of(anchor, what, world, span), way, span)


def _put_coordinates(text: str, names: Sequence[Name], found: list[Relation | None]) -> None:
    """Gives coordinates to the last name before them in their sentence, else the first after, if they lie by its
    place."""
    starts = [name.span.start for name in names]
    for fix in coordinates_in(text):
        here = bisect_left(starts, fix.span.start)
        around = (
            *range(here - 1, max(-1, here - 1 - MANY_NAMES), -1),
            *range(here, min(len(names), here + MANY_NAMES)),
        )
        for number in around:
            sentence, place = names[number].sentence, names[number].place
            if not sentence.start <= fix.span.start < sentence.end:
                continue
            if not place or not place.point or names[number].kind == "demonym":
                continue
            if distance_km(place.point, fix.point) <= radius_km(place) + COORDINATES_REACH_KM:
                found[number] = Relation("coordinates", fix.point, fix.uncertainty_km, fix.span)
                break
