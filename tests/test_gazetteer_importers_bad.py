"""Broken files: each is refused with the file, the line and what was expected."""

import gzip
import json
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import BadRecord, GazetteerError, UnknownFormat
from gazetteer.importers import describe, files, open_sources, values
from gazetteer.importers.jsonscan import nested_objects
from gazetteer.place import Place

HEAD = "name\tlat\tlon\tgeonameid\tpopulation\tapprox\tnames\n"
GOOD = "Homs\t34.7\t36.7\t169577\t775404\t0\tHims|ara:حمص\n"
DUMP = "169577\tHoms\tHoms\t\t34.7\t36.7\tP\tPPLA\tSY\t\t11\t\t\t\t775404\t\t510\tAsia/Damascus\t2017-01-10\n"
POINT = {"type": "Feature", "properties": {"name": "Homs"}, "geometry": {"type": "Point", "coordinates": [36.7, 34.7]}}


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1)


def with_geometry(geometry: object) -> str:
    return collection({**POINT, "geometry": geometry})


def with_properties(**properties: object) -> str:
    return collection({**POINT, "properties": properties})


def read(*paths: Path) -> list[Place]:
    return [place for source in open_sources(paths) for place in source.places]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (HEAD + GOOD + "Hama\t35.1\n", 3, "2 columns: expected 7"),
        (HEAD + GOOD + "Hama\t35.1\t36.7\t1\t2\t0\ta\tb\n", 3, "8 columns: expected 7"),
        (HEAD + GOOD + GOOD[:20], 3, "4 columns: expected 7"),
        (HEAD + GOOD.replace("34.7", "north"), 2, "lat 'north' is not a number of degrees"),
        (HEAD + GOOD.replace("34.7", "nan"), 2, "lat nan is outside"),
        (HEAD + GOOD.replace("34.7", "95"), 2, "look swapped"),
        (HEAD + GOOD.replace("36.7", "181"), 2, "lon 181 is outside -180 to 180"),
        (HEAD + GOOD.replace("34.7", "91").replace("36.7", "100"), 2, "lat 91 is outside -90 to 90"),
        (HEAD + GOOD.replace("34.7", ""), 2, "lon is given alone"),
        (HEAD + GOOD.replace("169577", "g169577"), 2, "identifier 'g169577' is not a number"),
        (HEAD + GOOD.replace("775404", "many"), 2, "population 'many' is not a number"),
        (HEAD + GOOD.replace("\t0\t", "\tperhaps\t"), 2, "approx 'perhaps'"),
        (HEAD + "\n" + GOOD.replace("Homs", "H" * 1001), 3, "a name of 1001 characters"),
        (HEAD + GOOD.replace("Hims", "H" * 1001), 2, "a name of 1001 characters"),
        (HEAD + "\t34.7\t36.7\t\t\t\t\n", 2, "no name"),
        (HEAD + GOOD.replace("Homs", "\u202e\u200f").replace("Hims|ara:حمص", "\u0301|\u0651"), 2, "no name"),
        (HEAD + GOOD.replace("Homs", "H" * 10_000), 2, "a name of 10000 characters"),
        (HEAD + GOOD + GOOD.replace("34.7", "34.8"), 3, "the id geonames:169577 stands with another point on line 2"),
        (DUMP * 3 + DUMP.replace("\tHoms\tHoms", "\t\u200e\t\u0301"), 4, "no name"),
        ('name,lat,lon\nHoms,34.7,36.7\n"Hama,35.1,36.7\n', 3, "unexpected end of data"),
        ("name,lat,lon\nHoms,34.7\n", 2, "2 columns: expected 3"),
        ('name,lat,lon\n"Homs,\nalso",34.7,36.7\nHama,1,200\n', 4, "lon 200"),
        (DUMP * 3 + DUMP[:30], 4, "expected the 19 of a GeoNames dump"),
        (DUMP * 3 + "x" + DUMP, 4, "expected a GeoNames id"),
        (DUMP * 3 + DUMP.replace("34.7", "200"), 4, "lat 200"),
        (DUMP * 3 + DUMP.replace("\tHoms\tHoms", "\t\t"), 4, "no name"),
        (DUMP * 3 + DUMP.replace("\tHoms\tHoms\t", "\tHoms\tHoms\t" + "H" * 1001), 4, "a name of 1001"),
        ('{"wof_id": 1, "name": "Homs", "lat": 1, "lon": 2}\n{"wof_id": 2, "na', 2, "not JSON"),
        ('{"wof_id": 1, "name": "Homs", "lat": 1, "lon": 2}\n[1]\n', 2, "expected a JSON object, not list"),
        ('{"wof_id": 1, "name": "Homs", "lat": 99, "lon": 2}\n', 1, "look swapped"),
        ('{"wof_id": 1, "name": "", "lat": 9, "lon": 2}\n', 1, "no name"),
        ('{"wof_id": 1, "name": "a", "names": [["eng", "Homs"]]}\n', 1, "expected [language, kind, text]"),
        ('{"wof_id": null, "name": "a"}\n', 1, "no wof_id"),
        ('{"wof_id": 1, "name": "a", "bbox": "1,2,3"}\n', 1, "expected west,south,east,north"),
        (json.dumps(POINT) + "\n" + json.dumps(POINT)[:50] + "\n", 2, "not JSON"),
        (collection(POINT, POINT)[:-20], 17, "the file ends within"),
        (with_properties(label=""), 4, "no name"),
        (with_properties(name="H" * 1001), 4, "a name of 1001 characters"),
        (with_geometry({"type": "Point", "coordinates": [452345.0, 3841234.0]}), 4, "outside"),
        (with_geometry({"type": "Point", "coordinates": ["36", "34"]}), 4, "expected [lon, lat]"),
        (with_geometry({"type": "Point", "coordinates": [36]}), 4, "expected [lon, lat]"),
        (with_geometry({"type": "Blob", "coordinates": []}), 4, "'Blob' cannot be read"),
        (with_geometry({"type": "Polygon", "coordinates": 7}), 4, "cannot be read"),
        (with_geometry({"type": "Polygon", "coordinates": [[[0, 0], [0, 99], [9, 9], [0, 0]]]}), 4, "outside"),
        (with_geometry([1, 2]), 4, "expected a JSON object"),
        (collection({**POINT, "names": [{"toponym": "a"}], "geometry": None, "properties": 3}), 4, "expected a JSON"),
        (collection({**POINT, "names": [{"toponym": 3}, 3], "properties": {}}), 4, "expected a JSON object, not int"),
    ],
)  # fmt: skip
def test_a_malformed_row_is_named(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = tmp_path / "broken"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadRecord) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}:{line}: "), str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("side", "line", "said"),
    [
        ("1\t169577\ten\tHoms\t\t\t\t\t\t\n2\t169577\ten\tHi\n", 2, "10 columns of alternateNamesV2"),
        ("1\t169577\ten\tHoms\t\t\t\t\t\t\n2\tx\ten\tHims\t\t\t\t\t\t\n", 2, "a GeoNames id"),
        ("1\t169577\ten\tHoms\t\t\t\t\t\t\n2\t169577\ten\t" + "H" * 1001 + "\t\t\t\t\t\t\n", 2, "a name of 1001"),
        ("SY.11\tHoms\tHoms\t1\nSY.10\n", 2, "a division's code"),
        ("SY\tSYR\t760" + "\t" * 16 + "\nIQ\n", 2, "columns of countryInfo"),
    ],
)
def test_a_malformed_row_of_a_side_table_is_named(tmp_path: Path, side: str, line: int, said: str) -> None:
    (tmp_path / "SY.txt").write_text(DUMP)
    (tmp_path / "side.txt").write_text(side)
    with pytest.raises(BadRecord) as caught:
        read(tmp_path / "SY.txt", tmp_path / "side.txt")
    assert str(caught.value).startswith(f"{tmp_path / 'side.txt'}:{line}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize("text", [HEAD + GOOD + GOOD.replace("Hims", "Hôms"), DUMP + DUMP.replace("Homs", "Hôms")])
def test_a_wrong_encoding_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes(text.replace("حمص", "x").encode("latin-1"))
    with pytest.raises(BadRecord, match=r"latin\.txt:\d: byte 0xf4 is not UTF-8") as caught:
        read(path)
    assert f":{text.count(chr(10))}: " in str(caught.value)
    assert "iconv" in caught.value.hint


def test_a_wrong_encoding_in_geojson_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.json"
    path.write_bytes(with_properties(name="Hôms").replace("\\u00f4", "ô").encode("latin-1"))
    with pytest.raises(BadRecord, match=r"latin\.json:7: byte 0xf4 is not UTF-8"):
        read(path)


@pytest.mark.parametrize("text", ["", "A report from Homs.\n", "name,population\nHoms,3\n", '{"doc": 1}\n', "\x00\x01"])
def test_unknown_content_lists_what_is_known(tmp_path: Path, text: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(text)
    for attempt in (describe, lambda path: open_sources([path])):
        with pytest.raises(UnknownFormat, match=r"places\.csv: .*GeoNames.*GeoJSON.*CSV") as caught:
            attempt(path)
        assert caught.value.hint


def test_utf_16_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(HEAD + GOOD, encoding="utf-16")
    with pytest.raises(UnknownFormat, match="UTF-16"):
        describe(tmp_path / "x.txt")


def test_a_zip_without_a_gazetteer_is_unknown(tmp_path: Path) -> None:
    for name, members in {
        "none.zip": {},
        "other.zip": {"readme.txt": "Nothing here"},
        "folder.zip": {"a/": ""},
    }.items():
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for member, text in members.items():
                archive.writestr(member, text)
        with pytest.raises(UnknownFormat, match=name):
            open_sources([tmp_path / name])


def test_a_member_of_a_zip_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../SY.txt", DUMP + DUMP[:9])
    with pytest.raises(BadRecord, match=r"a\.zip/\.\./SY\.txt:2: "):
        read(tmp_path / "a.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"], "nothing is unpacked"


@pytest.mark.parametrize("cut", [0.5, 0.99])
def test_a_truncated_gzip_file_is_told(tmp_path: Path, cut: float) -> None:
    rows = "".join(DUMP.replace("169577", str(number * 7919 % 99991 + 1)) for number in range(40_000))
    packed = gzip.compress(rows.encode())
    (tmp_path / "SY.txt.gz").write_bytes(packed[: int(len(packed) * cut)])
    with pytest.raises(BadRecord, match=r"SY\.txt\.gz: the compressed data is damaged or cut short"):
        read(tmp_path / "SY.txt.gz")


def test_a_damaged_zip_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("SY.txt", DUMP * 100)
    (tmp_path / "a.zip").write_bytes((tmp_path / "a.zip").read_bytes()[:200])
    with pytest.raises(BadRecord, match=r"a\.zip: the compressed data is damaged"):
        describe(tmp_path / "a.zip")


def test_an_endless_line_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_LINE", 3 << 20)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress((HEAD + GOOD).encode() + b"a" * (8 << 20)))
    with pytest.raises(BadRecord, match=r"bomb\.gz:3: a line of more than 3 MiB"):
        read(tmp_path / "bomb.gz")


@pytest.mark.parametrize("text", ["SY.11\tHoms\tHoms\t1\n", "1\t2\ten\tHoms\t\t\t\t\t\t\n", "1\t2\tADM\n"])
def test_a_side_table_alone_asks_for_the_dump(tmp_path: Path, text: str) -> None:
    (tmp_path / "side.txt").write_text(text)
    assert describe(tmp_path / "side.txt").startswith("GeoNames")
    with pytest.raises(BadRecord, match="no GeoNames dump is given") as caught:
        open_sources([tmp_path / "side.txt"])
    assert "same command" in caught.value.hint


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [("MAX_MEMBERS", 1, "holds 2 files"), ("RATIO_FROM", 1000, "unpacks to 1,000,000 bytes")],
)
def test_a_zip_is_looked_at_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, words: str
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.tsv", HEAD + GOOD)
        archive.writestr("b.tsv", "\n" * 1_000_000)
    monkeypatch.setattr(files, limit, value)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    with pytest.raises(BadRecord, match=words):
        read(path)


def test_a_locked_zip_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.tsv", HEAD + GOOD)
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(BadRecord, match="password"):
        read(path)


def test_a_missing_file_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_sources([tmp_path / "absent.txt"])


@given(st.binary(max_size=400))
def test_any_bytes_give_places_or_an_error_of_ours(data: bytes) -> None:
    for start in (b"", (HEAD + GOOD).encode(), DUMP.encode(), collection(POINT).encode()[:-4]):
        for attempt in _attempts(start + data):
            assert isinstance(attempt, Place)


def _attempts(data: bytes) -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any"
        path.write_bytes(data)
        try:
            yield from read(path)
        except GazetteerError as error:
            assert str(path) in str(error)


@given(st.lists(st.text(max_size=12)), st.text(min_size=1, max_size=12).filter(values.written))
def test_listed_names_are_stripped_and_unique_and_in_order(names: list[str], main: str) -> None:
    found = values.listed(main.strip(), "|".join(names))
    keys = [(name.text, name.lang) for name in found]
    assert keys[0] == (main.strip(), "")
    assert len(set(keys)) == len(keys)
    assert all(text == text.strip() and text for text, _ in keys)
    told = "|".join(names)
    places = [told.find(text) for text, lang in keys[1:] if not lang and told.count(text) == 1]
    assert all(a <= b for a, b in pairwise(places))


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=9) | st.none()), max_size=4), st.integers(1, 9))
def test_objects_are_found_wherever_the_reading_stops(values_: list[dict[str, str | None]], size: int) -> None:
    text = json.dumps({"a": {"deep": [{}]}, "features": values_}, indent=1)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("gazetteer.importers.jsonscan.BLOCK", size)
        path = Path(folder) / "x.json"
        path.write_text(text)
        found = list(nested_objects(files.Entry(path), 2))
    assert [item.value for item in found[1:]] == values_
    lines = text.split("\n")
    assert all(lines[item.line - 1].lstrip().startswith(("{", '"a": {')) for item in found)
