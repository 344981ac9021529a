"""Mentions as JSON lines: what `dateline parse` prints and `export -f jsonl` writes."""

from collections.abc import Iterator
from typing import Any

from geo.export.options import Options
from geo.model import Document, Finding
from geo.query import Filter, mentions
from geo.query.features import coordinates
from geo.store import Store
from geo.store.codec import dumps

_PROBABILITY_DIGITS = 6
"""Decimals of confidences: what lies behind is noise of floating point, different on other machines."""


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
        "confidence": round(resolution.confidence, _PROBABILITY_DIGITS),
        "place": _place(finding),
        "match": _match(finding),
        "relation": None,
        "time": None,
        "id": mention.id,
    }


def write_jsonl(store: Store, wanted: Filter, _options: Options) -> Iterator[str]:
    """One JSON object a line, a mention each, by path of the document and offset."""
    return (dumps(finding_object(row.finding, row.source.path)) + "\n" for row in mentions(store, wanted))


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
