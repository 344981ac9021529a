"""GeoJSON by RFC 7946, written as a stream: a place with a hundred thousand mentions never stands in memory whole."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from geo.export.options import Options
from geo.export.rfc7946 import bounds, strict
from geo.lines import coordinates
from geo.query import Filter, Says, about, mentions, place_features, places
from geo.query.features import geometry, mention_object
from geo.query.rows import MentionRow
from geo.relations.area import area_object
from geo.store import Store
from geo.store.codec import dumps


def write_geojson(store: Store, wanted: Filter, options: Options) -> Iterator[str]:
    """One FeatureCollection, a feature a line."""
    box = bounds(coordinates(row.place.point) for row in places(store, wanted) if row.place and row.place.point)
    return _collection(_features(store, wanted, options), dumps(about(store, wanted)), box)


def write_geojsonl(store: Store, wanted: Filter, options: Options) -> Iterator[str]:
    """Newline-delimited GeoJSON: one feature a line and nothing around them, for pipes.

    Mentions are recognised by GDAL as they are; places, whose evidence is nested, as `GeoJSONSeq:FILE`.
    """
    return (piece for pieces in _features(store, wanted, options) for piece in chain(pieces, ("\n",)))


def mention_feature(row: MentionRow, says: Says) -> dict[str, Any]:
    """One mention as a feature at its place, or in the area that a phrase makes of it, with its evidence.

    What a nested mention calls `features` is `reasons` here: GDAL takes a line with a member of that name for a whole
    FeatureCollection and refuses the next line.
    """
    place, seen = row.resolution.place, mention_object(row, says)
    seen["reasons"] = seen.pop("features")
    return {
        "type": "Feature",
        "id": seen.pop("id"),
        "geometry": strict(area_object(row.mention.relation) if row.mention.relation else geometry(place)),
        "properties": {
            "place": row.place_id,
            "name": place.name if place else "",
            "country": place.country if place else "",
            "feature_code": place.feature if place else "",
            "admin": list(place.admin) if place else [],
            "uncertainty_km": place.uncertainty_km if place else None,
            "gazetteer": place.source_id if place else "",
            **seen,
        },
    }


def _features(store: Store, wanted: Filter, options: Options) -> Iterator[Iterator[str]]:
    """Each feature as pieces of JSON text; a filter that makes no sense fails here, before anything is written."""
    if options.rows == "mentions":
        return (iter((dumps(mention_feature(row, options.says)),)) for row in mentions(store, wanted))
    return (
        _nested(dumps(head | {"geometry": strict(head["geometry"])}), evidence)
        for head, evidence in place_features(store, wanted, options.says)
    )


def _collection(features: Iterator[Iterator[str]], facts: str, box: list[float] | None) -> Iterator[str]:
    yield '{"type":"FeatureCollection",' + (f'"bbox":{dumps(box)},' if box else "") + '"features":[\n'
    between = ""
    for pieces in features:
        yield between
        yield from pieces
        between = ",\n"
    yield f'\n],"dateline":{facts}}}\n'


def _nested(head: str, evidence: Iterator[dict[str, Any]]) -> Iterator[str]:
    """A feature whose mentions are written one by one into its properties, the last member of the head."""
    yield head.removesuffix("}}") + ',"mentions":['
    between = ""
    for mention in evidence:
        yield between + dumps(mention)
        between = ","
    yield "]}}"
