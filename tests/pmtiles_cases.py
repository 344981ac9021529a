"""Small PMTiles files for tests: images of one colour, and vector tiles of a few lines and areas."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from maps.localtiles import Tile

Feature = tuple[int, Sequence[Sequence[tuple[int, int]]], Mapping[str, str]]
"""Kind (2 line, 3 area), lines in the units of the tile, and what is said of it."""


def archive(path: Path, tiles: Mapping[Tile, bytes], kind: str, metadata: Mapping[str, Any]) -> Path:
    """Writes a PMTiles file as its own library does."""
    kinds = {"png": TileType.PNG, "mvt": TileType.MVT}
    header = {
        "tile_type": kinds[kind],
        "tile_compression": Compression.GZIP if kind == "mvt" else Compression.NONE,
        **{f"{edge}_e7": value * 10**7 for edge, value in zip(EDGES, (-180, -85, 180, 85, 0, 0), strict=True)},
        "center_zoom": 0,
    }
    with path.open("wb") as file:
        writer: Any = Writer(file)  # type: ignore[no-untyped-call]
        for tile in sorted(tiles, key=lambda tile: zxy_to_tileid(*tile)):
            writer.write_tile(zxy_to_tileid(*tile), tiles[tile])
        writer.finalize(header, dict(metadata))
    return path


EDGES = ("min_lon", "min_lat", "max_lon", "max_lat", "center_lon", "center_lat")


def png(red: int, green: int, blue: int) -> bytes:
    """A picture of 256 by 256 pixels in one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + bytes((red, green, blue)) * 256) * 256)
    head = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def vector(layers: Mapping[str, Sequence[Feature]]) -> bytes:
    """A Mapbox Vector Tile, version 2."""
    return b"".join(field(3, layer(name, features)) for name, features in layers.items())


def layer(name: str, features: Sequence[Feature]) -> bytes:
    """One layer with its features, keys and values."""
    words = [pair for _, _, tags in features for pair in tags.items()]
    keys, values = [key for key, _ in words], [value for _, value in words]
    body = field(1, name.encode())
    for kind, lines, tags in features:
        packed = b"".join(varint(keys.index(key)) + varint(values.index(value)) for key, value in tags.items())
        body += field(2, field(2, packed) + varint(3 << 3) + varint(kind) + field(4, geometry(lines, kind == 3)))
    body += b"".join(field(3, key.encode()) for key in keys)
    body += b"".join(field(4, field(1, value.encode())) for value in values)
    return body + varint(5 << 3) + varint(4096) + varint(15 << 3) + varint(2)


def geometry(lines: Sequence[Sequence[tuple[int, int]]], closed: bool) -> bytes:
    """Commands: move to the first point, draw to the others, and close where it is an area."""
    out = []
    px = py = 0
    for line in lines:
        for number, (x, y) in enumerate(line):
            if number == 0:
                out.append(1 << 3 | 1)
            elif number == 1:
                out.append(len(line) - 1 << 3 | 2)
            out += [(x - px) << 1 ^ (x - px) >> 31, (y - py) << 1 ^ (y - py) >> 31]
            px, py = x, y
        if closed:
            out.append(1 << 3 | 7)
    return b"".join(varint(value) for value in out)


def field(number: int, data: bytes) -> bytes:
    """A field of bytes."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes((*out, value))
