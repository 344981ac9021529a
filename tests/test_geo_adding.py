"""What `add` keeps is the same for any number of workers, for long texts too, and after any interruption."""

import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from geo.adding import Added, add_all
from geo.crew import crew_of
from geo.judgements import Judgement
from geo.pipeline import Pipeline
from geo.readers import Unread
from geo.store import Store
from geo.tasks import Held
from geo.windows import WINDOW, window_of, windows
from tests.cli_cases import command, environment, run
from tests.worker_cases import long_text, write_corpus


@pytest.fixture(scope="module")
def pipeline(gazetteer: Gazetteer) -> Pipeline:
    return Pipeline(gazetteer)


def added(paths: list[str], db: Path, pipeline: Pipeline, workers: int) -> list[Added | Held | Unread]:
    """Adds the paths to a project, made where there is none; what became of each document."""
    make = Store.open if db.exists() else Store.create
    crew_then = crew_of(workers, pipeline.gazetteer.path, pipeline.run.recognizer)
    with crew_then as crew, make(db, fold=fold) as store:
        return list(add_all(paths, store, pipeline, [pipeline.run.id], crew=crew))


def dumped(db: Path) -> list[str]:
    with Store.open(db, fold=fold, readonly=True) as store:
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
        return list(store.dump())


def test_the_project_is_the_same_for_any_number_of_workers(
    tmp_path: Path, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_corpus(tmp_path / "reports")
    (tmp_path / "reports" / "long.txt").write_text(long_text(WINDOW + 90_000), encoding="utf-8")
    paths = ["reports", "reports/003.txt", "reports/long.txt", "none.txt"]
    said = {n: added(paths, tmp_path / f"{n}.gpkg", pipeline, n) for n in (1, 2)}
    assert said[1] == said[2]
    kinds = [type(one) for one in said[1]]
    assert (kinds.count(Added), kinds.count(Held), kinds.count(Unread)) == (26, 2, 4)
    first, second = (dumped(tmp_path / f"{n}.gpkg") for n in (1, 2))
    assert first == second
    assert any(line.startswith('["passage"') for line in first)
    assert not list(tmp_path.glob("*.gpkg-*")), "each is one plain file again"
    again = added(paths, tmp_path / "2.gpkg", pipeline, 2)
    assert [type(one) for one in again].count(Held) == 28
    assert dumped(tmp_path / "2.gpkg") == first


def test_workers_heed_what_people_judged(tmp_path: Path, pipeline: Pipeline) -> None:
    write_corpus(tmp_path / "reports", 4)
    paths = [str(tmp_path / "reports")]
    judgement = Judgement("wrong", "Ada", "2026-01-02T03:04:05Z", "a ship", scope="project", surface="Raqqa")
    for workers in (1, 2):
        db = tmp_path / f"{workers}.gpkg"
        assert any(isinstance(one, Added) for one in added(paths, db, pipeline, workers))
        with Store.open(db, fold=fold) as store:
            store.judge([judgement])
        kinds = [type(one) for one in added(paths, db, pipeline, workers)]
        assert kinds.count(Added) == kinds.count(Held) + kinds.count(Added) > 0  # what was learned makes all read anew
        assert [type(one) for one in added(paths, db, pipeline, workers)].count(Added) == 0
    assert dumped(tmp_path / "1.gpkg") == dumped(tmp_path / "2.gpkg")


def test_a_long_text_is_kept_window_by_window(tmp_path: Path, pipeline: Pipeline) -> None:
    text = long_text(2 * WINDOW + 50_000)
    path = tmp_path / "long.txt"
    path.write_text(text, encoding="utf-8")
    far: list[int] = []
    with Store.create(tmp_path / "p.gpkg", fold=fold) as store:
        for _ in add_all([str(path)], store, pipeline, [pipeline.run.id], tell=far.append):
            pass
        (parsed,) = store.parsed()
        assert parsed.document.text == text
        assert "".join(text[slice(*sentence.span)] for sentence in parsed.sentences) == text
        assert [sentence.number for sentence in parsed.sentences] == list(range(len(parsed.sentences)))
        spans = list(windows(text))
        assert len(spans) == 3
        expected = [
            (span.start + finding.mention.span.start, finding.mention.surface)
            for span in spans
            for finding in pipeline.parse(window_of(parsed.document, span)).findings
        ]
        assert [(f.mention.span.start, f.mention.surface) for f in parsed.findings] == expected
        assert all(text[slice(*f.mention.span)] == f.mention.surface for f in parsed.findings)
        assert len(expected) > 1500
        assert {f.mention.sentence for f in parsed.findings} <= set(parsed.sentences)
    assert far == [span.end for span in spans] and far[-1] == path.stat().st_size


@pytest.fixture
def reports(tmp_path: Path, gazetteer: Gazetteer) -> Path:
    return write_corpus(tmp_path / "reports", 500)


def _read(path: str) -> bytes:
    with contextlib.suppress(OSError):
        return Path(path).read_bytes()
    return b""


def _children(pid: int) -> list[int]:
    """The processes whose parent is `pid`, as /proc tells: `ps` cuts its lines where a path is long."""
    stats = {int(p.name): _read(f"{p}/stat").rpartition(b")")[2].split() for p in Path("/proc").glob("[0-9]*")}
    return sorted(child for child, stat in stats.items() if stat[1:2] == [str(pid).encode()])


def _workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The pids of a process's workers, once they work: those children that have the recogniser loaded."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        workers = [pid for pid in _children(process.pid) if b"spawn_main" in _read(f"/proc/{pid}/cmdline")]
        wal = Path(f"/proc/{process.pid}/cwd/dateline.gpkg-wal")
        if len(workers) == 2 and wal.exists() and wal.stat().st_size > 100_000:
            return workers
        time.sleep(0.01)
    raise AssertionError("no workers")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("what", ["interrupted", "worker killed", "all killed"])
def test_an_add_with_workers_that_ends_early_is_completed_by_the_same_command(
    reports: Path, tmp_path: Path, what: str
) -> None:
    args = command("add", "reports", "--workers", "2")
    process = subprocess.Popen(
        args, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    workers = _workers_of(process)
    if what == "interrupted":
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: all get it
    elif what == "worker killed":
        os.kill(workers[1], signal.SIGKILL)
    else:
        process.kill()
    _, err = process.communicate(timeout=60)
    said = err.decode()
    assert "Traceback" not in said
    until = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    if what == "interrupted":
        assert process.returncode == 130
        assert "The same command goes on from here" in said
    elif what == "worker killed":
        assert process.returncode == 1
        killed = r"a worker process was killed by signal 9( while it read reports/|\.)"  # it may wait for work
        assert re.search(killed, said)
    ran = run("add", "reports", "--workers", "2", cwd=tmp_path)
    assert ran.code == 1  # of the files that cannot be read
    new, held = map(int, re.findall(r"(\d+) documents? added to dateline.gpkg, (\d+) held", ran.err)[0])
    assert new > 0 and held > 0
    assert run("add", "reports", "--workers", "1", "--db", "whole.gpkg", cwd=tmp_path).code == 1
    assert dumped(tmp_path / "dateline.gpkg") == dumped(tmp_path / "whole.gpkg")
