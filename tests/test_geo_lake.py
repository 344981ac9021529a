"""A lake holds what was parsed, is read by others, and gives its documents back to a project."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from geo.errors import BadFilter
from geo.lake import BadLake, finish, parsed_row, row_parsed, select, unread_in, write_part
from geo.model import Document, Parsed
from geo.pipeline import Pipeline
from geo.readers import Languages, Unread
from geo.readers.loading import document_of
from geo.spark import (
    DOCUMENT,
    copy_batches,
    drafts,
    key_batches,
    main,
    noting,
    parse_batches,
    read_batches,
    unread_of,
)
from geo.store import Store
from tests.cli_cases import run
from tests.pipeline_cases import SEEDS
from tests.worker_cases import COPIED, report

ROWS = [
    {"path": f"news/{n}", "text": report(n) + (COPIED * 2 if n % 4 == 0 else ""), "outlet": f"Outlet {n}"}
    for n in range(11)
]
"""Documents as a frame gives them; every fourth holds the same passage."""


def batches(rows: list[dict[str, str]], size: int = 4) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(rows), size):
        yield pa.RecordBatch.from_pylist(rows[start : start + size])


@pytest.fixture(scope="module")
def pipeline(gazetteer: Gazetteer) -> Pipeline:
    return Pipeline(gazetteer)


@pytest.fixture(scope="module")
def parsed(pipeline: Pipeline) -> list[Parsed]:
    languages = Languages()
    return [pipeline.parse(document_of(d, languages)) for batch in batches(ROWS) for d in drafts(batch)]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory, pipeline: Pipeline) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    halves = (ROWS[:6], ROWS[6:])
    parts = [
        write_part(folder, n, parse_batches(batches(half), pipeline.gazetteer.path)) for n, half in enumerate(halves)
    ]
    finish(folder, pipeline.run, parts)
    return folder


def test_batches_are_parsed_as_documents_are(pipeline: Pipeline, parsed: list[Parsed]) -> None:
    rows = [row for batch in parse_batches(batches(ROWS), pipeline.gazetteer.path) for row in batch.to_pylist()]
    assert [row_parsed(row, pipeline.gazetteer) for row in rows] == parsed
    assert [parsed_row(each) for each in parsed] == [r | {"mentions": [dict(m) for m in r["mentions"]]} for r in rows]
    assert sum(len(each.findings) for each in parsed) > 30


def test_only_a_text_is_needed() -> None:
    given = pa.RecordBatch.from_pylist([{"text": "Rain fell on Raqqa."}, {"text": None}, {"text": "  "}])
    (draft,) = drafts(given)
    assert draft.path == draft.sha256 and draft.plain and len(draft.sha256) == 64


def test_a_lake_is_read_by_geopandas_and_duckdb(lake: Path, parsed: list[Parsed]) -> None:
    duckdb = pytest.importorskip("duckdb")
    expected = [
        (f.mention.surface, f.resolution.place.id if f.resolution.place else None, f.mention.span.start)
        for each in parsed
        for f in each.findings
    ]
    mentions = duckdb.read_parquet(f"{lake}/mentions/**/*.parquet", hive_partitioning=True)
    assert sorted(mentions.project("text, place_id, start").fetchall(), key=str) == sorted(expected, key=str)
    counts = dict(mentions.aggregate("country, count(*)").fetchall())
    assert counts["SY"] > counts["IQ"] > 0
    frame = geopandas.read_parquet(lake / "mentions")
    assert len(frame) == len(expected)
    syria = geopandas.read_parquet(lake / "mentions" / "country=SY" / "part-00000.parquet")
    assert syria.crs.to_epsg() in (4326, None) or syria.crs.to_authority() == ("OGC", "CRS84")
    west, south, east, north = syria.total_bounds
    assert 35 < west <= east < 43 and 32 < south <= north < 38


def test_a_lake_gives_its_documents_back(lake: Path, gazetteer: Gazetteer, parsed: list[Parsed]) -> None:
    assert list(select(lake, [], gazetteer)) == parsed
    iraq = [p for p in parsed if any(f.resolution.place and f.resolution.place.country == "IQ" for f in p.findings)]
    assert 0 < len(iraq) < len(parsed)
    assert list(select(lake, ["country=IQ"], gazetteer)) == iraq
    assert list(select(lake, ["country=IQ", "outlet = Outlet 3"], gazetteer)) == [
        p for p in iraq if p.document.source.outlet == "Outlet 3"
    ]
    assert list(select(lake, ["confidence>2"], gazetteer)) == []
    assert len(list(select(lake, ["start<30"], gazetteer))) < len(list(select(lake, ["start>=0"], gazetteer)))


def test_few_mentions_wait_and_none_is_lost(
    lake: Path, tmp_path: Path, pipeline: Pipeline, parsed: list[Parsed], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where many countries fill slowly, the fullest is written; its file then has several row groups."""
    monkeypatch.setattr("geo.lake._WAITING", 5)
    part = write_part(tmp_path, 0, parse_batches(batches(ROWS), pipeline.gazetteer.path))
    finish(tmp_path, pipeline.run, [part])
    assert list(select(tmp_path, [], pipeline.gazetteer)) == parsed
    groups = {path.parent.name: pq.ParquetFile(path).num_row_groups for path in tmp_path.glob("mentions/*/*.parquet")}
    assert groups["country=SY"] > 1
    assert groups.keys() == {path.name for path in lake.glob("mentions/*")}


def test_the_command_says_what_is_wrong_before_spark_begins(
    tmp_path: Path, gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "text.index").write_text("no index")
    for args, said in (
        (["--out", str(tmp_path)], "exists: name a folder"),
        (["--out", str(tmp_path / "new"), "--gazetteer", str(tmp_path / "text.index")], "too short to be a gazetteer"),
    ):
        with pytest.raises(SystemExit) as end:
            main(["a.jsonl", *args])
        assert end.value.code == 2
        assert said in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("text", ["", "country", "=SY", "color=red", "confidence=high", "geometry=1"])
def test_a_condition_that_means_nothing_is_refused(lake: Path, gazetteer: Gazetteer, text: str) -> None:
    with pytest.raises(BadFilter) as caught:
        list(select(lake, [text], gazetteer))
    assert caught.value.hint


def test_what_is_no_lake_or_of_another_gazetteer_is_refused(tmp_path: Path, lake: Path, gazetteer: Gazetteer) -> None:
    with pytest.raises(BadLake, match="no lake"):
        list(select(tmp_path, [], gazetteer))
    facts = json.loads((lake / "lake.json").read_text(encoding="utf-8"))
    assert facts["documents"] == len(ROWS)
    facts["run"]["gazetteer"] = "0" * 64
    (tmp_path / "lake.json").write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(BadLake, match="another gazetteer") as caught:
        list(select(tmp_path, [], gazetteer))
    assert "--gazetteer" in caught.value.hint
    facts["lake"] = 99
    (tmp_path / "lake.json").write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(BadLake, match="another version"):
        list(select(tmp_path, [], gazetteer))


def test_a_part_written_again_is_one_part_and_a_part_that_fails_is_none(tmp_path: Path, pipeline: Pipeline) -> None:
    for _ in range(2):
        written = write_part(tmp_path, 3, parse_batches(batches(ROWS), pipeline.gazetteer.path))
    assert written.documents == len(ROWS)
    files = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert set(files) == {"part-00003.parquet"}

    def failing() -> Iterator[pa.RecordBatch]:
        yield from parse_batches(batches(ROWS), pipeline.gazetteer.path)
        raise OSError("the network is gone")

    with pytest.raises(OSError, match="gone"):
        write_part(tmp_path, 4, failing())
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == files


def test_add_brings_a_selection_into_a_project(
    tmp_path: Path, lake: Path, pipeline: Pipeline, parsed: list[Parsed]
) -> None:
    ran = run("add", "--from-lake", lake, "--where", "country=IQ", "--db", "p.gpkg", cwd=tmp_path)
    assert ran.code == 0, ran.err
    iraq = [p for p in parsed if any(f.resolution.place and f.resolution.place.country == "IQ" for f in p.findings)]
    assert f"{len(iraq)} documents added to p.gpkg, 0 held already." in ran.err
    with Store.in_memory(fold=fold) as store:
        store.add_sources(pipeline.gazetteer.sources)
        for each in iraq:
            store.add(each, pipeline.run)
        expected = list(store.dump())
    with Store.open(tmp_path / "p.gpkg", fold=fold, readonly=True) as store:
        assert list(store.dump()) == expected
    again = run("add", "--from-lake", lake, "--db", "p.gpkg", cwd=tmp_path)
    assert f"{len(parsed) - len(iraq)} documents added to p.gpkg, {len(iraq)} held already." in again.err
    assert run("add", "--where", "country=IQ", SEEDS, cwd=tmp_path).code == 2
    assert run("add", "--from-lake", lake, SEEDS, cwd=tmp_path).code == 2
    assert run("add", cwd=tmp_path).code == 2


def warc(records: list[tuple[str, str, bytes]]) -> bytes:
    """A web archive of responses; each record packed by itself, as crawlers do it."""
    out = b""
    for url, kind, body in records:
        block = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2017-05-04T00:00:00Z\r\n"
        record = head.encode() + f"Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
        out += gzip.compress(record)
    return out


def test_web_archives_are_read_into_documents(tmp_path: Path) -> None:
    article = f"<article><p>{COPIED}</p><p>{COPIED[:90]}</p></article>"
    page = f"<html><head><title>Bridge</title></head><body>{article}</body></html>"
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(
        warc(
            [
                ("https://news.example/1", "text/html; charset=utf-8", page.encode()),
                ("https://news.example/logo", "image/png", b"\x89PNG"),
                ("https://news.example/2", "text/plain", report(3).encode()),
            ]
        )
    )
    (tmp_path / "plain.txt").write_text(report(4), encoding="utf-8")
    names = pa.RecordBatch.from_pylist([{"path": str(path)}, {"path": str(tmp_path / "plain.txt")}])
    rows = [row for batch in read_batches([names]) for row in batch.to_pylist()]
    assert [(row["path"], row["url"], row["plain"]) for row in rows] == [
        (f"{path}#1", "https://news.example/1", False),
        (f"{path}#3", "https://news.example/2", True),
        (str(tmp_path / "plain.txt"), "", True),
    ]
    assert "bridge over the river" in rows[0]["text"]
    assert rows[1]["text"] == report(3)
    assert next(read_batches([names])).schema.names == [*DOCUMENT.names, "unread", "hint"]


def test_what_cannot_be_read_is_told_with_its_reason(tmp_path: Path, pipeline: Pipeline) -> None:
    damaged = warc([("https://news.example/1", "text/plain", report(3).encode())])
    files = {
        "cut.warc.gz": damaged + damaged[:-20],
        "no.warc": b"no archive",
        "empty.txt": b"",
        "whole.txt": report(4).encode(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    paths = [str(tmp_path / name) for name in (*files, "none.txt", "none.warc.gz")]
    unread: list[Unread] = []
    read = read_batches([pa.RecordBatch.from_pylist([{"path": path} for path in paths])])
    kept = parse_batches(noting(read, unread), pipeline.gazetteer.path)
    lake = tmp_path / "lake"
    written = write_part(lake, 0, kept, unread)
    assert [(Path(given.path).name, bool(given.reason)) for given in unread] == [
        (name, True) for name in ("cut.warc.gz", "no.warc", "empty.txt", "none.txt", "none.warc.gz")
    ]
    assert "not a web archive" in unread[1].reason
    assert written[1:2] + written[3:] == (2, 5)  # the whole page before the cut, and the whole file
    finish(lake, pipeline.run, [written])
    assert json.loads((lake / "lake.json").read_text(encoding="utf-8"))["unread"] == 5
    assert list(unread_in(lake)) == unread


def test_rows_without_a_text_are_told_too() -> None:
    batch = pa.RecordBatch.from_pylist([{"path": "a", "text": "x"}, {"path": "b", "text": " "}, {"text": None}])
    assert [given.path for given in unread_of(batch)] == ["b", "a row without a path"]


def test_copies_meet_and_others_do_not(parsed: list[Parsed]) -> None:
    def row(document: Document) -> dict[str, str]:
        return {"id": document.id, "text": document.text, "body": json.dumps(document.body)}

    first = parsed[0].document
    changed = Document("changed", first.source, first.text.replace("Monday", "Sunday"), "", ())
    met: dict[tuple[int, int], set[str]] = {}
    given = pa.RecordBatch.from_pylist([row(each) for each in (first, changed, parsed[1].document)])
    for batch in key_batches([given]):
        for found in batch.to_pylist():
            met.setdefault((found["band"], found["key"]), set()).add(found["id"])
    together = [ids for ids in met.values() if len(ids) > 1]
    assert together and all(ids == {first.id, "changed"} for ids in together)
    pair = row(first) | {"one": first.id, "other": "changed", "other_text": changed.text, "other_body": "[]"}
    apart = pair | {"other": "apart", "other_text": "Rain is said to have come late to the fields this year. " * 9}
    (copies,) = copy_batches([pa.RecordBatch.from_pylist([pair, apart])])
    assert copies.to_pylist() == [{"one": first.id, "other": "changed"}]


def test_a_lake_of_nothing_but_a_schema(tmp_path: Path, pipeline: Pipeline, gazetteer: Gazetteer) -> None:
    finish(tmp_path, pipeline.run, [write_part(tmp_path, 0, iter(()))])
    assert pq.read_table(tmp_path / "documents").num_rows == 0
    assert list(select(tmp_path, [], gazetteer)) == []
