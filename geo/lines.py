"""A mention as the JSON object that `dateline parse` prints. Apart from the exports, so that `parse` starts without
them."""

import json
from typing import Any

from gazetteer.place import LonLat
from geo.model import Document, Finding, Relation, Time
from geo.relations.area import area_object

DEGREE_DIGITS = 7
"""Decimals of a coordinate, as RFC 7946 advises at most: a centimetre."""

PROBABILITY_DIGITS = 6
"""Decimals of confidences and weights: what lies behind is noise of floating point, different on other machines."""


def coordinates(point: LonLat) -> tuple[float, float]:
    """Longitude and latitude, rounded."""
    return round(point.lon, DEGREE_DIGITS), round(point.lat, DEGREE_DIGITS)


def as_line(value: dict[str, Any]) -> str:
    """Compact JSON, every script as it is, with its line end; a NaN is refused."""
    return _COMPACT.encode(value) + "\n"


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def parse_line(finding: Finding, document: Document) -> dict[str, Any]:
    """The JSON object of one mention, as `dateline parse` prints it."""
    return finding_object(finding, document.source.path)


def finding_object(finding: Finding, path: str) -> dict[str, Any]:
    """As `parse_line`, for the path of the document as given."""
    mention, resolution = finding
    return {
        "doc": path,
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.surface,
        "kind": mention.kind,
        "sentence": {"start": mention.sentence.span.start, "end": mention.sentence.span.end},
        "confidence": round(resolution.confidence, PROBABILITY_DIGITS),
        "place": _place(finding),
        "match": _match(finding),
        "relation": relation_object(mention.relation),
        "time": time_object(mention.time),
        "id": mention.id,
    }


def relation_object(relation: Relation | None) -> dict[str, Any] | None:
    """A relation; with its outline as a GeoJSON geometry, where it is not the circle of its uncertainty."""
    if relation is None:
        return None
    lon, lat = coordinates(relation.point)
    told = {
        "kind": relation.kind,
        "direction": relation.direction or None,
        "km": relation.km,
        "lat": lat,
        "lon": lon,
        "uncertainty_km": relation.uncertainty_km,
        "span": {"start": relation.span.start, "end": relation.span.end},
    }
    return told | ({"geometry": area_object(relation)} if relation.ring else {})


def relation_words(relation: Relation | None) -> str:
    """A relation in a few words: `offset west 100 km`, `part east`; empty for none."""
    if relation is None:
        return ""
    words = (relation.kind, relation.direction, "" if relation.km is None else f"{relation.km:g} km")
    return " ".join(word for word in words if word)


def time_object(time: Time | None) -> dict[str, Any] | None:
    """A time as EDTF, how it is known, and the span of the document that says so."""
    if time is None:
        return None
    span = time.span and {"start": time.span.start, "end": time.span.end}
    return {"edtf": time.edtf, "how": time.how, "span": span}


def _place(finding: Finding) -> dict[str, Any] | None:
    place = finding.resolution.place
    if place is None:
        return None
    lon, lat = coordinates(place.point) if place.point else (None, None)
    return {
        "id": place.id,
        "name": place.name,
        "country": place.country,
        "feature": place.feature,
        "admin": list(place.admin),
        "lat": lat,
        "lon": lon,
        "uncertainty_km": place.uncertainty_km,
    }


def _match(finding: Finding) -> dict[str, Any] | None:
    name, steps = finding.resolution.name, finding.resolution.steps
    return {"name": name.text, "steps": [str(step) for step in steps]} if name else None
