"""Geometries as GeoPackage stores them: a short header, then well-known binary; little-endian, WGS 84."""

import sqlite3
import struct
from collections.abc import Sequence

import shapely

from gazetteer.place import BBox, LonLat

WGS84 = 4326
"""The EPSG code of every geometry in a project file."""

_POINT = struct.Struct("<2sBBiBIdd")
_HEADER = struct.Struct("<2sBBi")
_NO_ENVELOPE_LITTLE_ENDIAN = 0b0000_0001
_ENVELOPE_LITTLE_ENDIAN = 0b0000_0011
_ENVELOPE = struct.Struct("<4d")
_LITTLE_ENDIAN, _WKB_POINT, _WKB_POLYGON = 1, 1, 3
_ENVELOPE_DOUBLES = {0: 0, 1: 4, 2: 6, 3: 6, 4: 8}


def point_blob(point: LonLat) -> bytes:
    """A point as GeoPackage binary, without envelope: for points the standard advises none."""
    return _POINT.pack(b"GP", 0, _NO_ENVELOPE_LITTLE_ENDIAN, WGS84, _LITTLE_ENDIAN, _WKB_POINT, point.lon, point.lat)


def point_wkb(point: LonLat) -> bytes:
    """A point as well-known binary, without the header of GeoPackage."""
    return point_blob(point)[_HEADER.size :]


def blob_point(blob: bytes) -> LonLat:
    """The point of a blob that `point_blob` wrote; ValueError for any other.

    >>> blob_point(point_blob(LonLat(40.14, 35.33)))
    LonLat(lon=40.14, lat=35.33)
    """
    if len(blob) != _POINT.size or blob[:4] != b"GP\0\x01":
        raise ValueError(f"not a point written by Dateline: {blob[:8]!r}")
    *_, lon, lat = _POINT.unpack(blob)
    return LonLat(lon, lat)


def polygon_blob(ring: Sequence[tuple[float, float]]) -> bytes:
    """A polygon of one closed ring as GeoPackage binary, with its envelope."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    head = _HEADER.pack(b"GP", 0, _ENVELOPE_LITTLE_ENDIAN, WGS84) + _ENVELOPE.pack(min(xs), max(xs), min(ys), max(ys))
    body = struct.pack("<BIII", _LITTLE_ENDIAN, _WKB_POLYGON, 1, len(ring))
    return head + body + struct.pack(f"<{2 * len(ring)}d", *(number for corner in ring for number in corner))


def blob_box(blob: bytes | None) -> BBox | None:
    """The box of any GeoPackage geometry, in either byte order; None for an empty one or NULL."""
    if not blob:
        return None
    if len(blob) == _POINT.size and blob[:4] == b"GP\0\x01":
        lon, lat = blob_point(blob)
        return BBox(lon, lat, lon, lat)
    flags = blob[3]
    if flags == _ENVELOPE_LITTLE_ENDIAN:
        west, east, south, north = _ENVELOPE.unpack_from(blob, _HEADER.size)
        return BBox(west, south, east, north)
    body = _HEADER.size + 8 * _ENVELOPE_DOUBLES[(flags >> 1) & 7]
    shape = shapely.from_wkb(blob[body:])
    return None if shape.is_empty else BBox(*shape.bounds)


def register_functions(connection: sqlite3.Connection) -> None:
    """Gives a connection the ST_ functions that the triggers of GeoPackage's R*Tree call."""

    def is_empty(blob: bytes | None) -> int | None:
        return None if blob is None else int(blob_box(blob) is None)

    def edge(number: int) -> object:
        def value(blob: bytes | None) -> float | None:
            box = blob_box(blob)
            return None if box is None else box[number]

        return value

    connection.create_function("ST_IsEmpty", 1, is_empty, deterministic=True)
    for number, name in enumerate(("ST_MinX", "ST_MinY", "ST_MaxX", "ST_MaxY")):
        connection.create_function(name, 1, edge(number), deterministic=True)  # type: ignore[arg-type]
