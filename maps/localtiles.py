"""Tiles out of a PMTiles file on this machine: the whole world coarsely, and fine ones near the data."""

import gzip
import html
import json
import mmap
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import asinh, pi, radians, tan
from pathlib import Path
from typing import Any, NamedTuple

from pmtiles.tile import (
    Compression,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from maps.errors import BadBasemap
from maps.numbers import Bytes, Numbers

KINDS = {
    TileType.MVT: "vector",
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}
HEADER = 127
"""Bytes of a PMTiles header."""
WORLD = 2
"""Zoom up to which every tile is taken: 21 tiles, the whole world at a glance."""
REACH = 2
"""Tiles around one with data that are wanted too: about what fills a screen."""
DEEPEST = 15
"""Zoom beyond which no tile is taken: streets can be told there."""
HINT = "give a PMTiles file, version 3, of vector tiles or images, as `pmtiles extract` writes it"
Point = tuple[float, float, int]
"""Longitude and latitude in degrees, and how many mentions stand there."""


class Tile(NamedTuple):
    """Where a tile lies in the pyramid of a web map."""

    zoom: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class LocalTiles:
    """Tiles that travel in the page."""

    kind: str
    """`vector`, or the media type of the images."""
    attribution: str
    """Whom to name, as plain text."""
    deepest: int
    """The deepest zoom that was taken; beyond it the page enlarges."""
    land: bool
    """Whether the vector tiles draw the land; otherwise they draw the water, and the land is what is left."""
    tiles: Mapping[Tile, bytes]

    def about(self) -> dict[str, Any]:
        """What the page knows of them at once."""
        return {"attribution": self.attribution, "deepest": self.deepest, "kind": self.kind, "land": self.land}

    def columns(self) -> dict[str, Any]:
        """The tiles as columns; equal ones, such as open sea, stand once."""
        starts: dict[bytes, int] = {}
        size = 0
        for body in self.tiles.values():
            if body not in starts:
                starts[body] = size
                size += len(body)
        rows = list(self.tiles.items())
        return {
            "zoom": Numbers([tile.zoom for tile, _ in rows]),
            "x": Numbers([tile.x for tile, _ in rows]),
            "y": Numbers([tile.y for tile, _ in rows]),
            "start": Numbers([starts[body] for _, body in rows]),
            "length": Numbers([len(body) for _, body in rows]),
            "bodies": Bytes(b"".join(starts)),
        }


def local_tiles(path: str | os.PathLike[str], points: Iterable[Point], budget: int) -> LocalTiles:
    """The tiles of a PMTiles file that are of most use for places, in about `budget` bytes. Raises BadBasemap, OSError.

    Coarse tiles come before fine ones, and at each zoom those near the most mentions first.
    """
    rows = list(points)
    with Path(path).open("rb") as file:
        if os.fstat(file.fileno()).st_size < HEADER:
            raise BadBasemap(f"{path} is no PMTiles file", HINT)
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            archive = Archive.of(data, str(path))
            kept: dict[Tile, bytes] = {}
            for tile in wanted(rows, archive.header["min_zoom"], min(archive.header["max_zoom"], DEEPEST)):
                body = archive.get(tile)
                if body is None:
                    continue
                budget -= len(body)
                if budget < 0 and kept:
                    break
                kept[tile] = archive.plain(body)
            metadata = archive.metadata()
    if not kept:
        raise BadBasemap(f"{path} has no tile of the world or near the places", HINT)
    layers = {str(layer.get("id")) for layer in metadata.get("vector_layers") or () if isinstance(layer, Mapping)}
    words = html.unescape(re.sub(r"<[^<>]*>", "", str(metadata.get("attribution") or "")))
    return LocalTiles(
        kind=KINDS[archive.header["tile_type"]],
        attribution=words.strip() or Path(path).name,
        deepest=max(tile.zoom for tile in kept),
        land=bool(layers & {"earth", "land"}),
        tiles=kept,
    )


@dataclass(slots=True)
class Archive:
    """An open PMTiles file; its directories are read once each, since every one holds thousands of tiles."""

    data: mmap.mmap
    name: str
    header: dict[str, Any]
    directories: dict[tuple[int, int], Any]

    @classmethod
    def of(cls, data: mmap.mmap, name: str) -> "Archive":
        """Reads the header; BadBasemap where it is not one that we can draw."""
        try:
            header = dict(deserialize_header(data[:HEADER]))
        except (MagicNumberNotFound, SpecVersionUnsupported, ValueError) as error:
            raise BadBasemap(f"{name} is no PMTiles file of version 3", HINT) from error
        if header["tile_type"] not in KINDS:
            raise BadBasemap(f"{name} holds tiles of an unknown kind", HINT)
        if header["internal_compression"] != Compression.GZIP or header["tile_compression"] in (
            Compression.BROTLI,
            Compression.ZSTD,
        ):
            raise BadBasemap(f"{name} is compressed by other than gzip", "convert it with the `pmtiles` tool")
        return cls(data, name, header, {})

    def plain(self, body: bytes) -> bytes:
        """A tile without gzip: the page's data is compressed as a whole."""
        return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body

    def metadata(self) -> dict[str, Any]:
        """What the file says of itself."""
        at = self.header["metadata_offset"]
        try:
            found = json.loads(self.plain(self.data[at : at + self.header["metadata_length"]]) or b"{}")
        except (ValueError, OSError, EOFError) as error:
            raise BadBasemap(f"{self.name}: its metadata cannot be read: {error}", HINT) from error
        return found if isinstance(found, dict) else {}

    def get(self, tile: Tile) -> bytes | None:
        """The tile as it stands in the file; None where there is none."""
        number = zxy_to_tileid(*tile)
        start, length = self.header["root_offset"], self.header["root_length"]
        for _ in range(4):  # as deep as the format goes
            entry = find_tile(self._directory(start, length), number)
            if entry is None:
                return None
            if entry.run_length:
                at = self.header["tile_data_offset"] + entry.offset
                return self.data[at : at + entry.length]
            start, length = self.header["leaf_directory_offset"] + entry.offset, entry.length
        return None

    def _directory(self, start: int, length: int) -> Any:
        known = self.directories.get((start, length))
        if known is None:
            try:
                known = deserialize_directory(self.data[start : start + length])
            except (OSError, EOFError, IndexError, ValueError, TypeError) as error:
                raise BadBasemap(f"{self.name}: a directory cannot be read: {error}", HINT) from error
            self.directories[start, length] = known
        return known


def wanted(points: Iterable[Point], shallowest: int, deepest: int) -> Iterator[Tile]:
    """Tiles by how much they are wanted: coarse before fine, near the most mentions first.

    >>> list(wanted([(10.0, 50.0, 3)], 0, 0))
    [Tile(zoom=0, x=0, y=0)]
    """
    spots = Counter[tuple[float, float]]()
    for lon, lat, mentions in points:
        spots[lon, lat] += mentions
    for zoom in range(shallowest, deepest + 1):
        side = 1 << zoom
        if zoom <= WORLD:
            yield from (Tile(zoom, x, y) for y in range(side) for x in range(side))
            continue
        here = Counter[tuple[int, int]]()
        for (lon, lat), mentions in spots.items():
            here[tile_at(lon, lat, side)] += mentions
        weights = Counter[tuple[int, int]]()
        for (x, y), mentions in here.items():
            for dx in range(-REACH, REACH + 1):
                for dy in range(-REACH, REACH + 1):
                    if 0 <= y + dy < side:
                        weights[(x + dx) % side, y + dy] += 100 * mentions // (1 + 4 * (dx * dx + dy * dy))
        yield from (Tile(zoom, x, y) for x, y in sorted(weights, key=lambda cell: (-weights[cell], cell)))


def tile_at(lon: float, lat: float, side: int) -> tuple[int, int]:
    """Column and row of the tile of a point, of `side` tiles a side.

    >>> tile_at(0.0, 0.0, 4), tile_at(180.0, 90.0, 4)
    ((2, 2), (3, 0))
    """
    north = asinh(tan(radians(max(-85.05, min(85.05, lat)))))
    x, y = int((lon + 180) / 360 * side), int((1 - north / pi) / 2 * side)
    return min(side - 1, max(0, x)), min(side - 1, max(0, y))
