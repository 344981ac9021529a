"""Local base maps: which tiles are taken out of a PMTiles file, and what is said of a file that is none."""

import gzip
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

import maps
from maps.localtiles import Tile, local_tiles, tile_at, wanted
from tests.pmtiles_cases import archive, png, vector

SYRIA = [(40.14, 35.34, 9)]


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """Red tiles of the whole world to zoom 4."""
    tiles = {Tile(z, x, y): png(200, z * 20, 0) for z in range(5) for x in range(1 << z) for y in range(1 << z)}
    return archive(tmp_path / "red.pmtiles", tiles, "png", {"attribution": '<a href="x">Red &amp; Co</a>'})


def test_images_come_as_they_are(images: Path) -> None:
    found = local_tiles(images, SYRIA, 10**6)
    assert found.kind == "image/png"
    assert found.attribution == "Red & Co"
    assert found.deepest == 4
    assert found.tiles[Tile(4, *tile_at(40.14, 35.34, 16))] == png(200, 80, 0)
    assert sum(tile.zoom <= 2 for tile in found.tiles) == 21


def test_equal_tiles_stand_once(images: Path) -> None:
    columns = local_tiles(images, SYRIA, 10**6).columns()
    assert len(columns["bodies"].data) == sum(len(png(200, z * 20, 0)) for z in range(5))


def test_a_small_budget_takes_the_coarse_and_the_near_first(images: Path) -> None:
    size = len(png(200, 0, 0))
    found = local_tiles(images, SYRIA, size * 30)
    assert 25 <= len(found.tiles) <= 31
    assert found.deepest == 3
    assert Tile(3, *tile_at(40.14, 35.34, 8)) in found.tiles


def test_vector_tiles_come_without_gzip(tmp_path: Path) -> None:
    plain = vector({"water": [(3, [[(0, 0), (4096, 0), (4096, 4096), (0, 4096)]], {})]})
    path = archive(
        tmp_path / "v.pmtiles", {Tile(0, 0, 0): gzip.compress(plain)}, "mvt", {"vector_layers": [{"id": "earth"}]}
    )
    found = local_tiles(path, SYRIA, 10**6)
    assert found.tiles == {Tile(0, 0, 0): plain}
    assert found.about() == {"attribution": "v.pmtiles", "deepest": 0, "kind": "vector", "land": True}


def test_tiles_near_the_data_come_first() -> None:
    order = list(wanted([(0.1, 0.1, 100), (120.0, 0.1, 1)], 6, 6))
    assert order[0] == Tile(6, 32, 31)
    assert order.index(Tile(6, 33, 31)) < order.index(Tile(6, *tile_at(120.0, 0.1, 64)))
    assert len(order) == len(set(order)) == 50


def test_tiles_beyond_the_antimeridian_and_the_poles() -> None:
    tiles = list(wanted([(179.99, 89.9, 1)], 5, 5))
    assert {tile.x for tile in tiles} == {29, 30, 31, 0, 1}
    assert min(tile.y for tile in tiles) == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no PMTiles file"),
        (b"PNG" * 100, "no PMTiles file of version 3"),
        (b"PMTiles\x02" + b"\0" * 200, "no PMTiles file of version 3"),
    ],
)
def test_what_is_no_base_map_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "bad.pmtiles"
    path.write_bytes(data)
    with pytest.raises(maps.BadBasemap, match=words) as caught:
        local_tiles(path, SYRIA, 10**6)
    assert "bad.pmtiles" in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("at", [(8, "root"), (24, "metadata")])
def test_a_damaged_file_is_named(images: Path, at: tuple[int, str]) -> None:
    data = bytearray(images.read_bytes())
    start = struct.unpack_from("<Q", data, at[0])[0]
    data[start : start + 12] = b"\xff" * 12
    images.write_bytes(data)
    with pytest.raises(maps.BadBasemap, match="cannot be read"):
        local_tiles(images, SYRIA, 10**6)


def test_tiles_of_an_unknown_kind_are_refused(images: Path) -> None:
    data = bytearray(images.read_bytes())
    data[99] = 0
    images.write_bytes(data)
    with pytest.raises(maps.BadBasemap, match="unknown kind"):
        local_tiles(images, SYRIA, 10**6)


def test_the_fixture_makes_pictures() -> None:
    assert zlib.decompress(png(1, 2, 3)[41:-16])[1:4] == bytes((1, 2, 3))


def test_a_map_with_tiles_keeps_its_size(images: Path) -> None:
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": []}
    page = maps.render(collection, basemap=images)
    assert "_tiles" in page
    assert maps.render(collection, basemap=images) == page
