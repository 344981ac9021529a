"""Values as compact JSON and back, for columns such as `names`, `steps`, `features`, `losers` and `body`."""

import json
from collections.abc import Iterable
from typing import Any, cast

from gazetteer.place import BBox, LonLat, PlaceName, Step
from geo.model import Feature, Relation, Rival, Span, Time


def dumps(value: object) -> str:
    """Compact JSON, every script as it is; a NaN is refused."""
    return _COMPACT.encode(value)


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def names_text(names: Iterable[PlaceName]) -> str:
    """Names as a list of [text, lang, kind, source_id]."""
    return dumps([_name_list(name) for name in names])


def text_names(text: str) -> tuple[PlaceName, ...]:
    """The names that `names_text` wrote."""
    return tuple(PlaceName(*parts) for parts in json.loads(text))


def name_text(name: PlaceName | None) -> str | None:
    """One name as [text, lang, kind, source_id]; None for none."""
    return None if name is None else dumps(_name_list(name))


def text_name(text: str | None) -> PlaceName | None:
    """The name that `name_text` wrote."""
    return None if text is None else PlaceName(*json.loads(text))


def text_strings(text: str) -> tuple[str, ...]:
    """A list of strings."""
    return tuple(json.loads(text))


def text_steps(text: str) -> tuple[Step, ...]:
    """Steps, written as a list of [action, parameter]."""
    return tuple(Step(*parts) for parts in json.loads(text))


def text_features(text: str) -> tuple[Feature, ...]:
    """Features, written as a list of [name, value, weight]."""
    return tuple(Feature(*parts) for parts in json.loads(text))


def text_losers(text: str) -> tuple[Rival, ...]:
    """Rivals, written as a list of their fields, the point as [lon, lat] or null."""
    return tuple(
        Rival(place, name, country, feature, LonLat(*point) if point else None, probability)
        for place, name, country, feature, point, probability in cast(list[Any], json.loads(text))
    )


def text_spans(text: str) -> tuple[Span, ...]:
    """Spans, written as a list of [start, end]."""
    return tuple(Span(*parts) for parts in json.loads(text))


def time_text(time: Time | None) -> str | None:
    """A time as [edtf, how, [start, end] or null]; None for none."""
    return None if time is None else dumps(time)


def text_time(text: str | None) -> Time | None:
    """The time that `time_text` wrote."""
    if text is None:
        return None
    edtf, how, span = json.loads(text)
    return Time(edtf, how, span and Span(*span))


def relation_text(relation: Relation | None) -> str | None:
    """A relation as a list of its fields; None for none."""
    if relation is None:
        return None
    kind, point, km = relation.kind, relation.point, relation.km
    return dumps([kind, point, relation.uncertainty_km, relation.span, relation.direction, km, relation.ring])


def text_relation(text: str | None) -> Relation | None:
    """The relation that `relation_text` wrote."""
    if text is None:
        return None
    kind, point, uncertainty_km, span, direction, km, ring = json.loads(text)
    corners = tuple(LonLat(*corner) for corner in ring)
    return Relation(kind, LonLat(*point), uncertainty_km, Span(*span), direction, km, corners)


def text_box(text: str | None) -> BBox | None:
    """A box, written as [west, south, east, north]; None for none."""
    return None if text is None else BBox(*json.loads(text))


def _name_list(name: PlaceName) -> list[str]:
    return [name.text, name.lang, name.kind, name.source_id]
