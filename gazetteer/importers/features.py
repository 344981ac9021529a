"""Reads GeoJSON: collections, one feature a line, single features; points from geometries, boxes from areas."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import BadRecord
from gazetteer.importers import values
from gazetteer.importers.columns import SEPARATORS, Columns, plain, understood
from gazetteer.importers.files import Entry
from gazetteer.importers.jsonscan import Found
from gazetteer.importers.records import Record, as_record, place
from gazetteer.importers.refuse import Refuse, stop
from gazetteer.place import BBox, LonLat, NameKind, Place

Named = tuple[str, str, NameKind]


def places(entry: Entry, found: Iterable[Found], source_id: str, refuse: Refuse = stop) -> Iterator[Place]:
    """Every feature as a place, in the file's order; other objects are passed over; BadRecord names file and line."""
    known: dict[tuple[str, ...], Columns] = {}
    chosen = (item for item in found if item.value.get("type") == "Feature")
    for number, (line, feature) in enumerate(chosen, 1):
        try:
            properties = mapping(feature.get("properties"))
            keys = tuple(properties)
            columns = known.get(keys) or known.setdefault(keys, understood(keys))
            record = _record(feature, properties, columns)
            names = values.cleaned(_names(record.name, properties, columns))
            if not names:
                raise ValueError("no name: expected a property such as name, title or name_en")
            point, extent = located(feature.get("geometry"))
            made = place(record, names, source_id, f"{entry.path.name}:{number}", point, extent)
        except ValueError as error:
            refuse(BadRecord(f"{entry}:{line}: feature {number}: {error}", "mend the feature, or take it out"))
        else:
            yield made


def mapping(value: object) -> Mapping[str, object]:
    """The value, if it is a JSON object; an empty one for null; ValueError for anything else."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"expected a JSON object, not {type(value).__name__}")
    return value


def text_of(value: object) -> str:
    """A JSON value as a table would hold it; of a list, the first; empty for null and objects."""
    if isinstance(value, list):
        return text_of(value[0]) if value else ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value) if isinstance(value, str | int | float) else ""


def _record(feature: Mapping[str, object], properties: Mapping[str, object], columns: Columns) -> Record:
    record = as_record({role: text_of(properties[key]) for role, key in columns.roles.items()})
    return record if record.id or feature.get("id") is None else record._replace(id=text_of(feature["id"]))


def _names(name: str, properties: Mapping[str, object], columns: Columns) -> Iterator[Named]:
    yield name, "", "official"
    for column in columns.names:
        for text, lang in listed(properties[column.key], column.separator or SEPARATORS.get(plain(column.key), "")):
            yield text, lang or column.lang, column.kind


def listed(value: object, separator: str = "") -> Iterator[tuple[str, str]]:
    """Names and their languages in a JSON value: a text, a list of texts or of objects, or an object by language."""
    if isinstance(value, str):
        for piece in value.split(separator) if separator else [value]:
            yield values.tagged(piece.strip()) if separator else (piece, "")
    elif isinstance(value, list):
        for item in value:
            yield from _object_name(item) if isinstance(item, dict) else listed(item)
    elif isinstance(value, dict):
        for lang, item in value.items():
            for text, _ in listed(item):
                yield text, str(lang)


def _object_name(item: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    text = next((item[key] for key in ("name", "toponym", "text", "label", "value") if item.get(key)), "")
    lang = next((item[key] for key in ("lang", "language", "@language") if item.get(key)), "")
    yield text_of(text), text_of(lang)


def located(geometry: object) -> tuple[LonLat | None, BBox | None]:
    """The point of a geometry, or one within it, and the box around it if it is no point; ValueError if malformed."""
    found = mapping(geometry)
    if not found:
        return None, None
    if found.get("type") == "Point":
        coordinates = found.get("coordinates")
        if not isinstance(coordinates, list):
            raise ValueError("a Point without coordinates: expected [lon, lat]")
        return (_point(coordinates) if coordinates else None), None
    try:
        drawn = shape(drawable(found))
        inner = None if drawn.is_empty else drawn.representative_point()
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise ValueError(f"the geometry {found.get('type')!r} cannot be read: {error}") from error
    if inner is None:
        return None, None
    box = extent(drawn)
    return LonLat(inner.x, inner.y), (None if box.west == box.east and box.south == box.north else box)


def drawable(geometry: Mapping[str, object]) -> dict[str, object]:
    """The geometry without rings of fewer than four positions: rounding leaves such, and they enclose nothing.

    Where nothing else is left, the positions of the first stand for it.
    """
    coordinates = geometry.get("coordinates")
    many = geometry.get("type") == "MultiPolygon"
    if not (many or geometry.get("type") == "Polygon") or not isinstance(coordinates, list) or not coordinates:
        return dict(geometry)
    polygons = coordinates if many else [coordinates]
    drawn = [[ring for ring in rings if len(ring) > 3] for rings in polygons if rings and len(rings[0]) > 3]
    if not drawn:
        return {"type": "MultiPoint", "coordinates": polygons[0][0] if polygons[0] else []}
    return {"type": "MultiPolygon", "coordinates": drawn}


def _point(coordinates: Sequence[object]) -> LonLat:
    numbers = [value for value in coordinates if isinstance(value, int | float)]
    if not 2 <= len(numbers) <= 4 or len(numbers) != len(coordinates):
        raise ValueError(f"coordinates {str(coordinates)[:60]}: expected [lon, lat] in degrees")
    return _in_range(float(numbers[0]), float(numbers[1]))


def _in_range(lon: float, lat: float) -> LonLat:
    point = values.lonlat(repr(lon), repr(lat))
    if point is None:
        raise ValueError("expected [lon, lat] in degrees")
    return point


def extent(geometry: BaseGeometry) -> BBox:
    """The box around a geometry in degrees. Parts cut at the antimeridian (RFC 7946, 3.1.9) are put together again."""
    west, south, east, north = geometry.bounds
    _in_range(west, south)
    _in_range(east, north)
    parts = [part.bounds for part in getattr(geometry, "geoms", ())]
    eastern = [part for part in parts if part[0] >= 0]
    western = [part for part in parts if part[2] <= 0]
    if west == -180 and east == 180 and eastern and western and len(eastern) + len(western) == len(parts):
        return BBox(min(part[0] for part in eastern), south, max(part[2] for part in western), north)
    return BBox(west, south, east, north)
