"""Reads a FeatureCollection and says plainly where it does not follow feature.schema.json."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from maps.errors import BadCollection

KINDS = ("place", "actor", "demonym")
HINT = "maps/feature.schema.json describes what a map is made of"


def checked(collection: Any) -> Mapping[str, Any]:
    """The collection, once it is sure that a page can be made of it; BadCollection names the feature and the field.

    Checks what the page relies on. Fields that the schema does not name are let through and ignored.
    """
    collection = getattr(collection, "__geo_interface__", collection)
    if not isinstance(collection, Mapping) or collection.get("type") != "FeatureCollection":
        raise BadCollection("this is no GeoJSON FeatureCollection", HINT)
    features = collection.get("features")
    if not isinstance(features, list | tuple):
        raise BadCollection("the FeatureCollection has no list 'features'", HINT)
    if not isinstance(collection.get("dateline", {}) or {}, Mapping):
        raise BadCollection("'dateline' is no object", HINT)
    for number, feature in enumerate(features):
        where = f"features[{number}]"
        if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
            raise BadCollection(f"{where} is no GeoJSON Feature", HINT)
        check_geometry(feature.get("geometry"), where)
        properties = feature.get("properties")
        if not isinstance(properties, Mapping) or not isinstance(properties.get("name"), str):
            raise BadCollection(f"{where}.properties.name is no string", HINT)
        mentions = properties.get("mentions")
        if not isinstance(mentions, list | tuple):
            raise BadCollection(f"{where}.properties.mentions is no list", HINT)
        for at, mention in enumerate(mentions):
            check_mention(mention, number, at)
    return collection


def check_geometry(geometry: Any, where: str) -> None:
    """Raises BadCollection unless every position is a longitude and a latitude in degrees."""
    if geometry is None:
        return
    if not isinstance(geometry, Mapping) or "type" not in geometry:
        raise BadCollection(f"{where}.geometry is no GeoJSON geometry", HINT)
    try:
        for lon, lat in positions(geometry):
            if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
                raise BadCollection(f"{where}.geometry has the position {lon}, {lat}", "GeoJSON wants longitude first")
    except (TypeError, ValueError, KeyError, IndexError) as error:
        if isinstance(error, BadCollection):
            raise
        raise BadCollection(f"{where}.geometry cannot be read: {error}", HINT) from error


def positions(geometry: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    """Every position of a geometry, longitude first."""
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from positions(part)
        return
    yield from nested(geometry["coordinates"])


def nested(coordinates: Any, depth: int = 0) -> Iterator[tuple[float, float]]:
    """Positions out of nested lists, which a MultiPolygon nests four deep."""
    if not isinstance(coordinates, list | tuple) or depth > 3:
        raise TypeError("coordinates are no nested lists of numbers")
    if coordinates and isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for item in coordinates:
        yield from nested(item, depth + 1)


def is_object(value: Any) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value is a mapping; a plain dict is told ten times faster by its type."""
    return type(value) is dict or isinstance(value, Mapping)


def check_mention(mention: Any, feature: int, at: int) -> None:
    """Raises BadCollection unless the mention stands in its sentence, word for word."""
    where = f"features[{feature}].properties.mentions[{at}]"
    if not is_object(mention):
        raise BadCollection(f"{where} is no object", HINT)
    sentence, source = mention.get("sentence"), mention.get("source")
    if not is_object(sentence) or not isinstance(sentence.get("text"), str):
        raise BadCollection(f"{where}.sentence.text is no string", HINT)
    if not is_object(source) or not isinstance(source.get("path"), str):
        raise BadCollection(f"{where}.source.path is no string", HINT)
    first, last, begins = mention.get("start"), mention.get("end"), sentence.get("start")
    if type(first) is not int or type(last) is not int or type(begins) is not int:
        raise BadCollection(f"{where}: start, end and sentence.start must be whole numbers", HINT)
    start, end = first - begins, last - begins
    if start < 0 or sentence["text"][start:end] != mention.get("text"):
        found = sentence["text"][max(start, 0) : end]
        raise BadCollection(
            f"{where}: the sentence has {found!r} where the mention says {mention.get('text')!r}",
            "offsets count Unicode code points of the document, not bytes and not UTF-16 units",
        )
    if mention.get("kind", "place") not in KINDS:
        raise BadCollection(f"{where}.kind is {mention.get('kind')!r}", f"one of {', '.join(KINDS)}")
    confidence = mention.get("confidence")
    if confidence is not None and not (isinstance(confidence, int | float) and 0 <= confidence <= 1):
        raise BadCollection(f"{where}.confidence is {confidence!r}", "a number from 0 to 1")
