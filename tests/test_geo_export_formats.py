"""KML, GeoParquet, Linked Places and Web Annotations, judged by readers and validators that others wrote."""

import builtins
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geojson_validator
import geopandas
import jsonschema
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gazetteer.place import LonLat
from geo.errors import UnknownComponent
from geo.export import EXPORTERS, Options, save
from geo.export.kml import text as kml_text
from geo.export.rfc7946 import bounds, strict
from geo.query import KINDS, Filter, mentions, places
from geo.store import Store
from tests.store_cases import CORPUS, DEIR, Named, document, filled

ALL = Filter(kinds=KINDS)
CASES = Path(__file__).parent / "cases"
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    hostile = document(
        "reports/<e>.txt",
        ("<script>alert(1)</script> & ]]> \x0b in ", Named("Deir <b>Ezzor</b>", DEIR), " & so on."),
        outlet="A & <B>",
        title="]]>",
    )
    with filled((*CORPUS, hostile)) as held:
        yield held


def written(store: Store, name: str, folder: Path, options: Options | None = None, wanted: Filter = ALL) -> Path:
    path = folder / f"out{EXPORTERS[name].suffixes[0]}"
    save(EXPORTERS[name].write(store, wanted, options or Options()), path)
    return path


def schema(name: str) -> Any:
    return json.loads((CASES / f"{name}.schema.json").read_text(encoding="utf-8"))


# KML ------------------------------------------------------------------------------------------------------------------


def test_kml_is_xml_and_holds_every_sentence(store: Store, tmp_path: Path) -> None:
    root = etree.parse(written(store, "kml", tmp_path)).getroot()
    marks = root.findall(f".//{KML}Placemark")
    rows = list(places(store, ALL))
    assert [mark.findtext(f"{KML}name") for mark in marks] == [row.name for row in rows]
    balloons = [etree.HTML(mark.findtext(f"{KML}description")) for mark in marks]
    assert [len(balloon.findall(".//p")) for balloon in balloons] == [row.mentions for row in rows]
    assert not any(balloon.findall(".//script") or balloon.findall(".//b") for balloon in balloons)
    assert "<script>alert(1)</script> & ]]>" in "".join(balloons[0].itertext())


def test_gdal_reads_the_kml(store: Store, tmp_path: Path) -> None:
    frame = pyogrio.read_dataframe(written(store, "kml", tmp_path))
    deir = frame[frame["Name"] == "Deir ez-Zor"].geometry.iloc[0]
    assert (deir.x, deir.y) == (DEIR.point and DEIR.point.lon, DEIR.point and DEIR.point.lat)
    assert len(frame) == len(list(places(store, ALL)))


@given(st.text())
def test_any_text_can_stand_in_kml(value: str) -> None:
    found = etree.fromstring(f"<a>{kml_text(value)}</a>".encode("utf-8", "surrogatepass"))
    assert len(found.text or "") == len(value.replace("\r\n", "\n"))


# GeoParquet -----------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("rows", ["places", "mentions"])
def test_geopandas_reads_the_geoparquet(store: Store, tmp_path: Path, rows: Any) -> None:
    frame = geopandas.read_parquet(written(store, "geoparquet", tmp_path, Options(rows=rows)))
    assert frame.crs.to_string() == "OGC:CRS84"
    if rows == "places":
        expected = [(row.id, row.mentions, row.documents, row.sources) for row in places(store, ALL)]
        assert list(frame[["id", "mentions", "documents", "sources"]].itertuples(index=False, name=None)) == expected
    else:
        assert frame["id"].tolist() == [row.mention.id for row in mentions(store, ALL)]
        assert frame["sentence"].tolist() == [row.sentence for row in mentions(store, ALL)]
    deir = frame[frame["id" if rows == "places" else "place_id"] == DEIR.id].geometry.iloc[0]
    assert LonLat(deir.x, deir.y) == DEIR.point
    assert frame.geometry.isna().sum() > 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_empty_geoparquet_can_be_read(store: Store, tmp_path: Path) -> None:
    path = written(store, "geoparquet", tmp_path, wanted=Filter(place_ids=()))
    assert len(geopandas.read_parquet(path)) == 0


def test_without_pyarrow_one_is_told_what_to_install(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UnknownComponent, match="pyarrow") as caught:
        EXPORTERS["geoparquet"].write(store, ALL, Options())
    assert "dateline[parquet]" in caught.value.hint


# Linked Places --------------------------------------------------------------------------------------------------------


def test_linked_places_follow_the_format(store: Store, tmp_path: Path) -> None:
    collection = json.loads(written(store, "lpf", tmp_path).read_text(encoding="utf-8"))
    jsonschema.validate(collection, schema("linked_places"))
    placed = {"type": "FeatureCollection", "features": [f for f in collection["features"] if f["geometry"]]}
    assert geojson_validator.validate_geometries(placed)["invalid"] == {}
    assert [f["properties"]["mentions"] for f in collection["features"]] == [r.mentions for r in places(store, ALL)]
    deir = collection["features"][0]
    assert deir["@id"] == "https://sws.geonames.org/170794/"
    names = {name["toponym"]: [cited["@id"] for cited in name["citations"]] for name in deir["names"]}
    assert names["Deir El-Zour"] == ["https://example.org/a"]
    assert names["دير الزور"] == ["urn:dateline:gazetteer:"]


def test_gdal_reads_linked_places_as_geojson(store: Store, tmp_path: Path) -> None:
    path = written(store, "lpf", tmp_path)
    assert pyogrio.read_info(f"GeoJSON:{path}", force_feature_count=True)["features"] == len(list(places(store, ALL)))


# Web Annotations ------------------------------------------------------------------------------------------------------


def test_annotations_follow_the_standard_and_find_their_words(store: Store, tmp_path: Path) -> None:
    collection = json.loads(written(store, "annotations", tmp_path).read_text(encoding="utf-8"))
    jsonschema.validate(collection, schema("web_annotations"))
    items = collection["first"]["items"]
    assert collection["total"] == len(items) == len(list(mentions(store, ALL)))
    texts = {parsed.document.id: parsed.document.text for parsed in store.parsed()}
    for item in items:
        text = next(t for id, t in texts.items() if id.startswith(item["id"].split(":")[3]))
        position, quote = item["target"]["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        around = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert text[position["start"] - len(quote["prefix"]) :].startswith(around)


@pytest.mark.parametrize("name", ["kml", "lpf", "annotations"])
def test_nothing_can_be_read(store: Store, tmp_path: Path, name: str) -> None:
    path = written(store, name, tmp_path, wanted=Filter(place_ids=()))
    if name == "kml":
        assert etree.parse(path).getroot().findall(f".//{KML}Placemark") == []
    else:
        jsonschema.validate(
            json.loads(path.read_text(encoding="utf-8")),
            schema({"lpf": "linked_places", "annotations": "web_annotations"}[name]),
        )


# geometries -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85)), min_size=3, max_size=8, unique=True))
def test_areas_are_oriented_and_rounded(points: list[tuple[float, float]]) -> None:
    area = shapely.MultiPoint(points).convex_hull
    for shape in (area, area.reverse()):
        found = strict(shapely.geometry.mapping(shape))
        assert found is not None
        text = json.dumps(found)
        assert all(len(decimals) <= 7 for decimals in re.findall(r"\.(\d+)(?!\d*e)", text))
        if found["type"] == "Polygon" and shapely.geometry.shape(found).area > 1e-6:
            assert shapely.LinearRing(found["coordinates"][0]).is_ccw


@pytest.mark.parametrize(
    ("points", "box"),
    [
        ([], None),
        ([(1.0, 2.0)], [1.0, 2.0, 1.0, 2.0]),
        ([(1.0, 2.0), (3.0, -4.0)], [1.0, -4.0, 3.0, 2.0]),
        ([(170.0, 0.0), (-170.0, 1.0)], [170.0, 0.0, -170.0, 1.0]),
        ([(-90.0, 0.0), (90.0, 1.0)], [-90.0, 0.0, 90.0, 1.0]),
    ],
)
def test_the_box_of_a_collection(points: list[tuple[float, float]], box: list[float] | None) -> None:
    assert bounds(points) == box
