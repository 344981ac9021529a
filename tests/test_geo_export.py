"""Exports, judged by readers and validators that others wrote."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geojson_validator
import jsonschema
import pyogrio
import pytest

from geo.errors import BadFilter, UnknownComponent
from geo.export import EXPORTERS, NotWritten, Options, as_bytes, exporter, exporter_for, save
from geo.export.table import COLUMNS, safe
from geo.lines import parse_line
from geo.query import KINDS, Filter, features, mentions
from geo.store import Store
from tests.store_cases import CORPUS, MOVED, filled

ALL = Filter(kinds=KINDS)
SCHEMA = Path(__file__).parents[1] / "maps" / "feature.schema.json"
NESTED, FLAT = Options(), Options(rows="mentions")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with filled() as held:
        yield held


def text(store: Store, name: str, options: Options = NESTED, wanted: Filter = ALL) -> str:
    return b"".join(as_bytes(EXPORTERS[name].write(store, wanted, options))).decode("utf-8", "surrogateescape")


LISTS = ("geojson", "geojsonl", "csv", "jsonl")
"""Formats judged here; the others have a module of their own."""


@pytest.mark.parametrize("name", EXPORTERS)
def test_two_exports_are_the_same_bytes(store: Store, name: str) -> None:
    with filled(reversed(CORPUS)) as other:
        assert text(store, name) == text(other, name) != ""


@pytest.mark.parametrize("name", LISTS)
def test_an_export_of_nothing_can_be_read(store: Store, name: str) -> None:
    nothing = text(store, name, NESTED, Filter(place_ids=()))
    assert nothing == {"csv": ",".join(COLUMNS) + "\r\n", "geojson": nothing}.get(name, "")
    if name == "geojson":
        assert json.loads(nothing)["features"] == []


def test_the_streamed_collection_is_the_one_of_maps(store: Store) -> None:
    streamed = json.loads(text(store, "geojson"))
    assert streamed.pop("bbox") == [38.5, -18.14161, -171.76666, 36.335]
    assert streamed == features(store, ALL)


@pytest.mark.parametrize("options", [NESTED, FLAT], ids=["places", "mentions"])
def test_the_geojson_is_valid(store: Store, options: Options) -> None:
    collection = json.loads(text(store, "geojson", options))
    placed = collection | {"features": [feature for feature in collection["features"] if feature["geometry"]]}
    assert geojson_validator.validate_structure(collection, check_crs=True) == {}
    verdict = geojson_validator.validate_geometries(placed)
    assert (verdict["invalid"], verdict["problematic"]) == ({}, {})
    assert len({feature["id"] for feature in collection["features"]}) == len(collection["features"])
    assert max(decimals(collection)) <= 7


def decimals(value: Any) -> Iterator[int]:
    """How many decimals the coordinates have."""
    for feature in value["features"]:
        yield from (len(repr(float(c)).partition(".")[2]) for c in (feature["geometry"] or {}).get("coordinates", ()))


@pytest.mark.parametrize(("name", "suffix"), [("geojson", ".geojson"), ("geojsonl", ".geojsonl")])
@pytest.mark.parametrize(("options", "count"), [(NESTED, 9), (FLAT, 14)], ids=["places", "mentions"])
def test_gdal_reads_the_geojson(
    store: Store, tmp_path: Path, name: str, suffix: str, options: Options, count: int
) -> None:
    path = tmp_path / f"out{suffix}"
    path.write_text(text(store, name, options), "utf-8", newline="")
    prefix = "GeoJSONSeq:" if (name, options) == ("geojsonl", NESTED) else ""
    info = pyogrio.read_info(f"{prefix}{path}", force_feature_count=True, force_total_bounds=True)
    assert info["features"] == count
    assert info["total_bounds"] == pytest.approx((-171.76666, -18.14161, 178.44149, 36.335))
    assert {"name", "country"} <= set(info["fields"])


def test_one_feature_a_line(store: Store) -> None:
    lines = text(store, "geojsonl").splitlines()
    assert [json.loads(line) for line in lines] == features(store, ALL)["features"]


def test_mentions_as_features_hold_their_evidence(store: Store) -> None:
    collection = json.loads(text(store, "geojson", FLAT))
    first = collection["features"][0]
    assert first["id"] == CORPUS[0].findings[0].mention.id
    assert first["properties"]["place"] == "geonames:170794"
    assert first["properties"]["sentence"]["text"].startswith("Aircraft struck")
    assert sum(feature["geometry"] is None for feature in collection["features"]) == 4


def test_a_mention_that_a_phrase_moves_is_an_area() -> None:
    with filled([MOVED]) as held:
        collection = json.loads(text(held, "geojson", FLAT))
        rows = list(csv.DictReader(io.StringIO(text(held, "csv"), newline="")))
        nested = features(held, ALL)
    verdict = geojson_validator.validate_geometries(collection)
    # it takes the two halves about Suva, each on its side of the antimeridian, for one that crosses it
    assert (verdict["invalid"], verdict["problematic"]) == ({}, {"crosses_antimeridian": [{2: [0]}]})
    for part in collection["features"][2]["geometry"]["coordinates"]:
        east = [lon for lon, _ in part[0]]
        assert min(east) >= -180 and max(east) <= 180 and max(east) - min(east) < 10
    kinds = [feature["geometry"]["type"] for feature in collection["features"]]
    assert kinds == ["Polygon", "Polygon", "MultiPolygon", "Point"]
    assert [row["relation"] for row in rows] == ["offset west 100 km", "part east", "near", ""]
    assert rows[0]["relation_latitude"] == "35.95"
    jsonschema.validate(nested, json.loads(SCHEMA.read_text(encoding="utf-8")))
    (syria,) = [f for f in nested["features"] if f["properties"]["name"] == "Syria"]
    assert syria["geometry"]["type"] == "Point"
    assert syria["properties"]["mentions"][0]["relation"]["geometry"]["type"] == "Polygon"


def test_csv_has_a_row_for_each_mention(store: Store) -> None:
    rows = list(csv.DictReader(io.StringIO(text(store, "csv"), newline="")))
    assert len(rows) == 14
    assert (rows[0]["latitude"], rows[0]["longitude"], rows[0]["text"]) == ("35.33588", "40.14083", "Deir El-Zour")
    assert rows[0]["steps"] == "fold article:el=ez"
    suva = next(row for row in rows if row["place"] == "Suva")
    assert suva["latitude"] == "-18.14161"
    assert [row["sentence"] for row in rows][:5] == [row.sentence for row in mentions(store, ALL)][:5]


def test_csv_runs_nothing_in_a_spreadsheet(store: Store) -> None:
    rows = list(csv.DictReader(io.StringIO(text(store, "csv"), newline="")))
    assert rows[-1]["title"] == "'=cmd()|' /C calc'!A0"
    texts = set(COLUMNS) - {"latitude", "longitude"}
    assert not [row for row in rows for column in texts if row[column].startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_formulas_are_defused(start: str) -> None:
    assert safe(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "a=1", "’=1", -5, 3.5, None])
def test_harmless_cells_stay(cell: object) -> None:
    assert safe(cell) == cell


def test_csv_begins_with_a_mark_where_asked(store: Store) -> None:
    assert text(store, "csv", Options(bom=True)) == "\ufeff" + text(store, "csv")


def test_jsonl_is_what_parse_prints(store: Store) -> None:
    lines = [json.loads(line) for line in text(store, "jsonl").splitlines()]
    told = [parse_line(finding, parsed.document) for parsed in CORPUS for finding in parsed.findings]
    assert [{key: line[key] for key in said} for line, said in zip(lines, told, strict=True)] == json.loads(
        json.dumps(told)
    )


def test_a_parse_line_has_the_fields_of_the_design() -> None:
    line = parse_line(CORPUS[0].findings[0], CORPUS[0].document)
    assert line == {
        "doc": "reports/a.txt",
        "start": 31,
        "end": 43,
        "text": "Deir El-Zour",
        "kind": "place",
        "sentence": {"start": 0, "end": 57},
        "confidence": 0.9,
        "place": {
            "id": "geonames:170794",
            "name": "Deir ez-Zor",
            "country": "SY",
            "feature": "P.PPLA",
            "admin": ["Deir ez-Zor Governorate"],
            "lat": 35.33588,
            "lon": 40.14083,
            "uncertainty_km": 5.0,
        },
        "match": {"name": "Deir ez-Zor", "steps": ["fold", "article:el=ez"]},
        "relation": None,
        "time": None,
        "id": CORPUS[0].findings[0].mention.id,
    }
    unplaced = parse_line(CORPUS[1].findings[1], CORPUS[1].document)
    assert (unplaced["place"], unplaced["match"]) == (None, None)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.geojson", "geojson"),
        ("a.JSON", "geojson"),
        ("b/c.csv", "csv"),
        ("x.jsonl", "jsonl"),
        ("x.geojsonl", "geojsonl"),
    ],
)
def test_a_suffix_means_a_format(path: str, name: str) -> None:
    assert exporter_for(path).name == name


def test_suffixes_belong_to_one_format_each() -> None:
    suffixes = [suffix for each in EXPORTERS.values() for suffix in each.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert all(each.title and each.name == name for name, each in EXPORTERS.items())


def test_an_unknown_format_lists_the_known() -> None:
    with pytest.raises(UnknownComponent, match="geojsn") as caught:
        exporter("geojsn")
    assert caught.value.hint == "Did you mean geojson? There are: " + ", ".join(EXPORTERS) + "."
    with pytest.raises(UnknownComponent, match=r"'\.docx' means no export format"):
        exporter_for("a.docx")
    with pytest.raises(UnknownComponent):
        exporter_for("-")


def test_a_bad_filter_fails_before_anything_is_written(store: Store) -> None:
    for each in EXPORTERS.values():
        for options in (NESTED, FLAT):
            with pytest.raises(BadFilter):
                each.write(store, Filter(words="-"), options)


def test_an_export_is_saved_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    save(EXPORTERS["csv"].write(store, ALL, NESTED), path)
    assert path.read_bytes().decode() == text(store, "csv")

    def broken() -> Iterator[str]:
        yield "half"
        raise OSError(28, "No space left on device")

    with pytest.raises(NotWritten, match="No space left"):
        save(broken(), path)
    assert path.read_bytes().decode() == text(store, "csv")
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(NotWritten, match=r"none.*could not be written"):
        save(["x"], tmp_path / "none" / "out.csv")
