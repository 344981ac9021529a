"""The project file on disk: never made by accident, never half written, and read by the tools of others."""

import signal
import sqlite3
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gazetteer.place import LonLat
from geo.errors import DatelineError, ProjectMissing, ProjectUnreadable
from geo.query import Filter, mentions
from geo.store import ProjectBusy, ProjectExists, ProjectFull, Store, connect
from geo.store.blob import blob_box, blob_point, point_blob
from geo.store.rows import check_laws
from tests.store_cases import CORPUS, MOSUL, MOVED, RUN, Named, document, filled, fold, many


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "project #1 100%.gpkg"
    with Store.create(path, fold=fold) as store:
        for parsed in CORPUS:
            store.add(parsed, RUN)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_closed_project_is_one_plain_file(project: Path) -> None:
    assert names(project.parent) == [project.name]
    header = project.read_bytes()[:100]
    assert header[18:20] == b"\x01\x01"  # a rollback journal, no write-ahead log
    assert header[68:72] == b"GPKG"
    assert int.from_bytes(header[60:64], "big") == 10400


def test_it_reads_the_same_from_disk_as_from_memory(project: Path) -> None:
    with Store.open(project, fold=fold, readonly=True) as read, filled() as fresh:
        fresh.connection.execute("DELETE FROM gazetteer_sources")
        assert list(read.dump()) == list(fresh.dump())


@pytest.mark.parametrize("readonly", [True, False])
def test_a_wrong_name_makes_no_file(tmp_path: Path, readonly: bool) -> None:
    with pytest.raises(ProjectMissing, match="typo") as caught:
        Store.open(tmp_path / "typo.gpkg", fold=fold, readonly=readonly)
    assert "dateline add" in caught.value.hint
    assert names(tmp_path) == []


def test_an_existing_file_is_not_overwritten(project: Path) -> None:
    before = project.read_bytes()
    with pytest.raises(ProjectExists):
        Store.create(project, fold=fold)
    assert project.read_bytes() == before
    assert names(project.parent) == [project.name]


def test_a_readonly_project_cannot_be_written(project: Path) -> None:
    before = project.read_bytes()
    with (
        Store.open(project, fold=fold, readonly=True) as store,
        pytest.raises(DatelineError, match="cannot be written"),
    ):
        store.add(CORPUS[0], RUN)
    assert project.read_bytes() == before


def _newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE dateline_meta SET value = '99'")
    connection.commit()
    connection.close()


def _older(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE dateline_meta SET value = '0' WHERE key = 'schema'")
    connection.commit()
    connection.close()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _other_database(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()


def _garble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996  # the page that holds the schema
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "why", "hint"),
    [
        (_newer, r"newer Dateline \(schema 99", "pip install --upgrade dateline"),
        (_older, r"older Dateline \(schema 0", "dateline add"),
        (_cut, "cut short", "Copy it again"),
        (_other_database, "no Dateline project", "--db"),
        (_garble, "cannot be read", "copy it again"),
        (lambda path: path.write_bytes(b""), "does not begin as SQLite", "--db"),
        (lambda path: path.write_text("a report " * 100), "does not begin as SQLite", "--db"),
        (lambda path: path.write_bytes(path.read_bytes()[:60]), "does not begin as SQLite", "--db"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(project: Path, damage: object, why: str, hint: str) -> None:
    damage(project)  # type: ignore[operator]
    before = project.read_bytes()
    with pytest.raises(ProjectUnreadable, match=why) as caught:
        Store.open(project, fold=fold, readonly=True)
    assert project.name in str(caught.value)
    assert hint in caught.value.hint
    assert project.read_bytes() == before


def test_damage_found_late_is_explained(project: Path) -> None:
    content = bytearray(project.read_bytes())
    for page in range(4096 * 5, len(content), 4096):
        content[page : page + 100] = b"\xff" * 100
    project.write_bytes(content)
    with (
        pytest.raises(ProjectUnreadable, match="cannot be read"),
        Store.open(project, fold=fold, readonly=True) as store,
    ):
        list(store.dump())


def test_a_full_disk_keeps_what_was_there(project: Path) -> None:
    with Store.open(project, fold=fold) as store:
        before = list(store.dump())
        pages = store.rows("PRAGMA page_count")[0][0]
        store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        big = next(iter(many(1, 500)))
        with pytest.raises(ProjectFull, match="full") as caught:
            store.add(big, RUN)
        assert "kept" in caught.value.hint
        assert list(store.dump()) == before
    with Store.open(project, fold=fold, readonly=True) as store:
        assert list(store.dump()) == before


def test_a_second_writer_is_told_to_wait(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "_BUSY_SECONDS", 0.05)
    with Store.open(project, fold=fold) as one, Store.open(project, fold=fold) as other:
        one.connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProjectBusy, match="another program"):
            other.add(CORPUS[0], RUN)
        one.connection.execute("ROLLBACK")
        other.add(CORPUS[0], RUN)


def test_two_writers_do_not_mix_up_places(project: Path) -> None:
    """A row of a place may be freed and used again by another writer; a row remembered must not be trusted then."""
    mosul, lone = CORPUS[2], document("lone.txt", ("Near ", Named("Lone", replace(MOSUL, id="test:lone", name="Lone"))))
    with Store.open(project, fold=fold) as one, Store.open(project, fold=fold) as other:
        one.add(mosul, RUN)
        other.add(document(mosul.document.source.path, ("Nothing.",)), RUN)
        other.add(lone, RUN)
        one.add(mosul, RUN)
        assert list(one.parsed(mosul.document.source.path)) == [mosul]
        assert list(one.parsed("lone.txt")) == [lone]


def test_a_project_in_a_folder_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ProjectMissing, match="no such folder"):
        Store.create(tmp_path / "none" / "project.gpkg", fold=fold)


def test_a_reader_sees_whole_reports_while_another_writes(project: Path) -> None:
    with Store.open(project, fold=fold) as writer, Store.open(project, fold=fold, readonly=True) as reader:
        writer.add(next(iter(many(1, 3))), RUN)
        writer.connection.execute("BEGIN IMMEDIATE")
        writer.connection.execute("DELETE FROM documents")
        assert len(list(reader.parsed())) == len(CORPUS) + 1
        writer.connection.execute("ROLLBACK")


_ADDER = """
import sys
from geo.store import Store
from tests.store_cases import RUN, fold, many
with Store.open(sys.argv[1], fold=fold) as store:
    for parsed in many(100_000, 5):
        store.add(parsed, RUN)
        print(parsed.document.source.path, flush=True)
"""


def test_a_killed_process_leaves_whole_reports(project: Path) -> None:
    root = Path(__file__).parents[1]
    adder = subprocess.Popen([sys.executable, "-c", _ADDER, str(project)], stdout=subprocess.PIPE, text=True, cwd=root)
    assert adder.stdout is not None
    told = [adder.stdout.readline().strip() for _ in range(30)]
    adder.send_signal(signal.SIGKILL)
    adder.wait()
    adder.stdout.close()
    with Store.open(project, fold=fold) as store:
        held = {parsed.document.source.path: parsed for parsed in store.parsed()}
        assert set(told) <= set(held)
        expected = {parsed.document.source.path: parsed for parsed, _ in zip(many(len(held), 5), held, strict=True)}
        for path in told:
            assert held[path] == expected[path]
        for parsed in held.values():
            check_laws(parsed)
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
        assert store.rows("PRAGMA foreign_key_check") == []
    assert names(project.parent) == [project.name]


def test_another_fold_indexes_the_words_anew(project: Path) -> None:
    def shouting(text: str) -> str:
        return fold(text).replace("z", "s")

    with (
        Store.open(project, fold=shouting, readonly=True) as store,
        pytest.raises(DatelineError, match="another version"),
    ):
        list(mentions(store, Filter(words="Essor")))
    with Store.open(project, fold=shouting) as store:
        assert {row.mention.surface for row in mentions(store, Filter(words="Essor"))} == {"Deir Ezzor", "Raqqa"}


def test_gdal_reads_the_layers(project: Path) -> None:
    assert dict(pyogrio.list_layers(project).tolist()) == {
        "places": "Point",
        "mentions": "Point",
        "areas": "Polygon",
        **dict.fromkeys(
            ("documents", "sentences", "findings", "resolutions", "judgements", "runs", "gazetteer_sources"),
        ),
        **dict.fromkeys(
            ("copy_documents", "copy_passages", "echoes", "judged", "layer_styles"),
        ),
    }


@pytest.mark.parametrize(("layer", "count"), [("places", 9), ("mentions", 14)])
def test_gdal_reads_extents_and_fids(project: Path, layer: str, count: int) -> None:
    info = pyogrio.read_info(project, layer=layer, force_total_bounds=True)
    assert info["features"] == count
    assert info["crs"] == "EPSG:4326"
    assert info["total_bounds"] == pytest.approx((-171.76666, -18.14161, 178.44149, 36.335), abs=1e-4)


def test_gdal_reads_the_areas_of_phrases_as_polygons(tmp_path: Path) -> None:
    path = tmp_path / "moved.gpkg"
    with Store.create(path, fold=fold) as store:
        store.add(MOVED, RUN)
    info = pyogrio.read_info(path, layer="areas", force_total_bounds=True)
    assert (info["geometry_type"], info["crs"], info["features"]) == ("Polygon", "EPSG:4326", 3)
    meta, _, geometry, columns = pyogrio.raw.read(path, layer="areas")
    rows = [dict(zip(meta["fields"], row, strict=True)) for row in zip(*columns, strict=True)]
    assert [(row["kind"], row["direction"], row["words"]) for row in rows] == [
        ("offset", "west", "100 km west of Raqqa"),
        ("part", "east", "eastern Syria"),
        ("near", "", "near Suva"),
    ]
    shapes = shapely.from_wkb(geometry)
    assert all(shape.is_valid and shape.exterior.is_ccw for shape in shapes)
    assert shapes[1].bounds == (39.0, 33.0, 42.0, 37.0)
    assert info["total_bounds"] == pytest.approx(shapely.total_bounds(shapes))
    with Store.open(path, fold=fold) as store:
        store.add(MOVED._replace(findings=()), RUN)
        assert store.rows("SELECT count(*) FROM areas") == [(0,)]


def test_gdal_reads_mentions_with_their_sentences_and_sources(project: Path) -> None:
    meta, fids, geometry, columns = pyogrio.raw.read(
        project, layer="mentions", bbox=(40, 35, 41, 36), return_fids=True, where="outlet = 'The Example'"
    )
    rows = [dict(zip(meta["fields"], row, strict=True)) for row in zip(*columns, strict=True)]
    assert len(set(fids)) == len(rows) == 2
    assert shapely.from_wkb(geometry[0]) == shapely.Point(40.14083, 35.33588)
    assert {row["surface"] for row in rows} == {"Deir El-Zour", "Deir Ezzor"}
    first = rows[0]
    assert first["sentence"] == "Aircraft struck the hills near Deir El-Zour on Saturday. "
    assert (first["place"], first["published"], first["confidence"], first["kind"]) == (
        "Deir ez-Zor",
        "2016-09-17",
        0.9,
        "place",
    )


def test_gdal_uses_our_index_and_keeps_it(project: Path) -> None:
    found = pyogrio.raw.read(project, layer="places", bbox=(43, 36, 44, 37), columns=["id"])[3]
    assert found[0].tolist() == ["geonames:99072"]


lon_lat = st.builds(LonLat, st.floats(-180, 180), st.floats(-90, 90))


@given(lon_lat)
def test_a_point_goes_through_its_blob(point: LonLat) -> None:
    blob = point_blob(point)
    assert blob_point(blob) == point
    assert shapely.from_wkb(blob[8:]) == shapely.Point(point)


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("envelope", [(), (1.0, 3.0, 2.0, 4.0)])
def test_boxes_of_geometries_that_others_wrote(order: int, envelope: tuple[float, ...]) -> None:
    wkb = shapely.to_wkb(shapely.box(1, 2, 3, 4), byte_order=order)
    mark = "<" if order else ">"
    head = struct.pack(f"{mark}2sBBi{len(envelope)}d", b"GP", 0, order | (bool(envelope) << 1), 4326, *envelope)
    assert blob_box(head + wkb) == (1, 2, 3, 4)


def test_empty_geometries_have_no_box() -> None:
    assert blob_box(None) is None
    assert blob_box(b"GP\0\x11\xe6\x10\0\0" + shapely.to_wkb(shapely.Polygon(), byte_order=1)) is None
    with pytest.raises(ValueError, match="not a point"):
        blob_point(b"GP\0\x11\xe6\x10\0\0")


def test_qgis_finds_a_default_style_for_each_feature_layer(project: Path) -> None:
    styles = pyogrio.read_dataframe(project, layer="layer_styles")
    assert styles["f_table_name"].tolist() == ["places", "mentions"]
    assert styles["useAsDefault"].tolist() == [True, True]
    for _, style in styles.iterrows():
        fields = set(pyogrio.read_info(project, layer=style["f_table_name"])["fields"])
        qml, sld = etree.fromstring(style["styleQML"]), etree.fromstring(style["styleSLD"])
        assert qml.find("labeling/settings/text-style").get("fieldName") in fields
        assert sld.findtext(".//{http://www.opengis.net/ogc}PropertyName") in fields


def test_the_extents_are_those_of_the_places(project: Path) -> None:
    for layer in ("places", "mentions"):
        written = pyogrio.read_info(project, layer=layer)["total_bounds"]
        assert tuple(written) == pyogrio.read_info(project, layer=layer, force_total_bounds=True)["total_bounds"]
        frame = pyogrio.read_dataframe(project, layer=layer)
        assert tuple(frame.total_bounds) == pytest.approx(tuple(written), abs=1e-4)  # the tree has 32-bit numbers
