"""Areas from files: what is read, and what is refused with its reason."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from geo.errors import BadFilter
from geo.query import Filter, places
from geo.query.areas import read_area
from tests.store_cases import APIA, DEIR, RAQQA, SUVA, filled

EAST: list[list[float]] = [[38, 34], [42, 34], [42, 37], [38, 37], [38, 34]]


def polygon(*ring: list[float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring)]}


def crs(name: str) -> dict[str, Any]:
    return {"crs": {"type": "name", "properties": {"name": name}}}


def feature(geometry: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": geometry, **more}


def written(folder: Path, value: object) -> Path:
    path = folder / "area.geojson"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("value", "inside"),
    [
        (polygon(*EAST), {DEIR.id, RAQQA.id, "geonames:163843"}),
        (feature(polygon(*EAST)), {DEIR.id, RAQQA.id, "geonames:163843"}),
        (polygon(*EAST) | crs("urn:ogc:def:crs:OGC:1.3:CRS84"), {DEIR.id, RAQQA.id, "geonames:163843"}),
        (polygon(*EAST) | crs("urn:ogc:def:crs:EPSG::4326"), {DEIR.id, RAQQA.id, "geonames:163843"}),
        (polygon(*EAST) | {"crs": None}, {DEIR.id, RAQQA.id, "geonames:163843"}),
        ({"type": "FeatureCollection", "features": [feature(None), feature({"type": "Point", "coordinates": [0, 0]}),
          feature({"type": "GeometryCollection", "geometries": [polygon(*EAST)]})]},
         {DEIR.id, RAQQA.id, "geonames:163843"}),
        (polygon([170, -20], [190, -20], [190, -10], [170, -10], [170, -20]), {SUVA.id, APIA.id}),
        (polygon([-190, -20], [-170, -20], [-170, -10], [-190, -10], [-190, -20]), {SUVA.id, APIA.id}),
        ({"type": "MultiPolygon", "coordinates": [
            polygon([170, -20], [180, -20], [180, -10], [170, -10], [170, -20])["coordinates"],
            polygon([-180, -20], [-170, -20], [-170, -10], [-180, -10], [-180, -20])["coordinates"]]},
         {SUVA.id, APIA.id}),
        (polygon([-180, -90], [180, -90], [180, -15], [-180, -15], [-180, -90]), {SUVA.id}),
    ],
)  # fmt: skip
def test_an_area_is_read(tmp_path: Path, value: dict[str, Any], inside: set[str]) -> None:
    with filled() as store:
        wanted = Filter(inside=read_area(written(tmp_path, value)), kinds=("place", "demonym"))
        assert {row.id for row in places(store, wanted)} == inside


@pytest.mark.parametrize(
    ("value", "why", "hint"),
    [
        ("{", "no GeoJSON with an area", "FeatureCollection"),
        ([1], "a list or a bare value", "FeatureCollection"),
        ({"type": "Polygon"}, "no GeoJSON with an area", "FeatureCollection"),
        ({"type": "Point", "coordinates": [1, 2]}, "holds no area, but Point", "Polygon"),
        ({"type": "FeatureCollection", "features": []}, "holds no area, but nothing", "Polygon"),
        (polygon([4.2e6, 4e6], [4.3e6, 4e6], [4.3e6, 4.1e6], [4.2e6, 4e6]) | crs("urn:ogc:def:crs:EPSG::3857"),
         "EPSG::3857", "ogr2ogr"),
        (polygon(*EAST) | {"crs": {"type": "link"}}, "reference system", "ogr2ogr"),
        (polygon([4.2e6, 4e6], [4.3e6, 4e6], [4.3e6, 4.1e6], [4.2e6, 4e6]), "not on Earth", "metres"),
        (polygon([-20, 170], [-20, 175], [-10, 175], [-20, 170]), "not on Earth", "swapped"),
        (polygon([0, 0], [1, 0], [1, 91], [0, 0]), "not on Earth", "longitude first|swapped"),
        (polygon([0, 0], [1, 1], [1, 0], [0, 1], [0, 0]), "Self-intersection", "Fix geometries"),
        (polygon([170, -20], [-170, -20], [-170, -10], [170, -10], [170, -20]), "spans 340 degrees", "antimeridian"),
        (polygon([0, 70], [90, 70], [180, 70], [-90, 70], [0, 70]), "spans 270 degrees", "around a pole"),
    ],
)  # fmt: skip
def test_what_is_no_area_says_why(tmp_path: Path, value: object, why: str, hint: str) -> None:
    with pytest.raises(BadFilter, match=why) as caught:
        read_area(written(tmp_path, value))
    assert any(word in caught.value.hint for word in hint.split("|"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadFilter, match="No such file"):
        read_area(tmp_path / "none.geojson")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1e999", '"x"'])
def test_a_coordinate_that_is_no_number(tmp_path: Path, number: str) -> None:
    with pytest.raises(BadFilter, match="no GeoJSON with an area"):
        read_area(written(tmp_path, f'{{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,{number}],[0,0]]]}}'))


def test_areas_become_one(tmp_path: Path) -> None:
    two = {"type": "FeatureCollection", "features": [feature(polygon(*EAST)), feature(polygon(*EAST))]}
    assert read_area(written(tmp_path, two)).equals(shapely.box(38, 34, 42, 37))
