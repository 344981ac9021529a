"""Spark makes the lake that one process makes, also where a worker dies in the middle. Starts a cluster on loopback."""

import json
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gazetteer.index import Gazetteer
from geo.lake import select, unread_in
from geo.model import Parsed
from geo.pipeline import Pipeline
from geo.readers import Languages
from geo.readers.loading import document_of
from geo.spark import drafts
from tests.spark_cases import cluster, driver, missing
from tests.worker_cases import COPIED, report

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

DOCUMENTS = 240
PARTITIONS = 12


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """Documents, some of which are copies; a hundred sentences each, so that a worker can be killed at work."""
    found = []
    for number in range(DOCUMENTS):
        text = "".join(report(number * 40 + k) for k in range(10))
        if number % 40 == 0:
            text = f"Outlet {number} reports.\n\n{COPIED}"
        found.append(
            {"path": f"news/{number:04}", "text": text, "outlet": f"Outlet {number}", "published": "2017-05-04"}
        )
    return found


@pytest.fixture(scope="module")
def expected(gazetteer: Gazetteer, rows: list[dict[str, str]]) -> dict[str, Parsed]:
    """What one process finds, by path."""
    pipeline, languages = Pipeline(gazetteer), Languages()
    documents = [document_of(draft, languages) for draft in drafts(pa.RecordBatch.from_pylist(rows))]
    return {document.source.path: pipeline.parse(document) for document in documents}


@pytest.mark.timeout(600)
def test_a_cluster_that_loses_a_worker_makes_the_same_lake(
    tmp_path: Path, gazetteer: Gazetteer, rows: list[dict[str, str]], expected: dict[str, Parsed]
) -> None:
    source, lake = tmp_path / "documents.jsonl", tmp_path / "lake"
    told = [*rows, {"path": "news/blank", "text": " "}]
    source.write_text("".join(json.dumps(row) + "\n" for row in told), encoding="utf-8")
    with cluster(tmp_path / "cluster") as running:
        process = driver(
            *(source, "--out", lake, "--partitions", str(PARTITIONS), "--families", "--gazetteer", gazetteer.path),
            master=running.url,
        )
        try:
            until = time.monotonic() + 300
            while not list(lake.glob("documents/part-*.parquet")) and time.monotonic() < until:
                assert process.poll() is None, process.communicate()[1][-3000:]
                time.sleep(0.05)
            done = len(list(lake.glob("documents/part-*.parquet")))
            running.kill(0)
            out, err = process.communicate(timeout=300)
        finally:
            process.kill()
            process.wait()
    assert process.returncode == 1, err[-3000:]
    assert "news/blank: no text" in err and "1 input could not be read" in err
    assert [given.path for given in unread_in(lake)] == ["news/blank"]
    assert 0 < done < PARTITIONS  # the worker was killed at work
    assert f"{DOCUMENTS} documents" in out
    assert {parsed.document.source.path: parsed for parsed in select(lake, [], gazetteer)} == expected
    assert not list(lake.rglob("*.begun"))
    families = pq.read_table(lake / "families").to_pylist()
    paths = {parsed.document.id: path for path, parsed in expected.items()}
    together: dict[str, set[str]] = {}
    for row in families:
        together.setdefault(row["family"], set()).add(paths[row["id"]])
    assert {f"news/{n:04}" for n in range(0, DOCUMENTS, 40)} in together.values()
