"""The command line in a process of its own: interruptions, closed pipes, full disks, names that are no UTF-8."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gazetteer.index import Gazetteer
from tests.cli_cases import command, environment, run
from tests.pipeline_cases import SEEDS

REPORT = "Soldiers went from Mosul in Iraq to Raqqa in Syria. They met near Deir Ezzor, and rain fell on Damascus.\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals, pipes and limits as POSIX has them")


@pytest.fixture(autouse=True)
def warm(gazetteer: Gazetteer) -> None:
    """The index is built before a process needs it."""


REPORTS = 150


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Reports that take some seconds to add."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(REPORTS):
        text = f"Report {number}.\n" + REPORT * 12
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Path:
    """A folder with a project of a report whose answers fill a pipe."""
    folder = tmp_path_factory.mktemp("long")
    (folder / "long.txt").write_text(REPORT * 600, encoding="utf-8")
    assert run("add", "long.txt", cwd=folder).code == 0
    return folder


def documents(db: str, cwd: Path) -> list[str]:
    ran = run("sources", "--db", db, "-f", "csv", cwd=cwd)
    assert ran.code == 0, ran.err
    return ran.out.splitlines()[1:]


def everything(db: str, cwd: Path) -> str:
    ran = run("export", "--db", db, "-f", "jsonl", "--kind", "all", cwd=cwd)
    assert ran.code == 0, ran.err
    return ran.out


def test_an_interrupted_add_is_completed_by_the_same_command(many: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(command("add", "reports"), cwd=tmp_path, env=environment(), stderr=subprocess.PIPE)
    db = tmp_path / "dateline.gpkg"
    wal = tmp_path / "dateline.gpkg-wal"
    until = time.monotonic() + 60
    while not (wal.exists() and wal.stat().st_size > 50_000):
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    said = err.decode()
    assert "Stopped; " in said and "The same command goes on from here" in said
    assert "Traceback" not in said
    assert db.exists()
    held = len(documents("dateline.gpkg", tmp_path))
    assert 0 < held < REPORTS
    ran = run("add", "reports", cwd=tmp_path)
    assert ran.code == 0
    assert f"{REPORTS - held} documents added to dateline.gpkg, {held} held already." in ran.err
    assert run("add", "reports", "--db", "whole.gpkg", cwd=tmp_path).code == 0
    assert everything("dateline.gpkg", tmp_path) == everything("whole.gpkg", tmp_path)


def test_a_killed_add_leaves_whole_documents(many: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(command("add", "reports"), cwd=tmp_path, env=environment(), stderr=subprocess.DEVNULL)
    wal = tmp_path / "dateline.gpkg-wal"
    until = time.monotonic() + 60
    while not (wal.exists() and wal.stat().st_size > 150_000):
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.005)
    process.kill()
    process.wait(timeout=60)
    assert 0 < len(documents("dateline.gpkg", tmp_path)) < REPORTS
    assert run("add", "reports", cwd=tmp_path).code == 0
    assert len(documents("dateline.gpkg", tmp_path)) == REPORTS


@pytest.mark.parametrize(
    "args",
    [
        ("parse", "long.txt"),
        ("mentions", "Mosul"),
        ("mentions", "Mosul", "-f", "jsonl"),
        ("export",),
        ("export", "-f", "jsonl"),
        ("export", "-f", "csv"),
        ("places",),
        ("sources", "-f", "json"),
        ("--help",),
    ],
    ids=" ".join,
)
def test_a_closed_pipe_ends_quietly(project: Path, args: tuple[str, ...]) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(command(*args), cwd=project, env=environment(), stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0  # whoever reads has seen enough: nothing failed


@pytest.mark.parametrize(("verb", "name"), [("map", "out.html"), ("export", "out.csv")])
def test_a_link_stays_a_link_and_a_pipe_a_pipe(project: Path, verb: str, name: str) -> None:
    """What is written goes where the path leads."""
    assert run(verb, "-o", name, cwd=project).code == 0
    whole = (project / name).read_bytes()
    linked = project / f"linked-{name}"
    linked.symlink_to(f"behind-{name}")
    assert run(verb, "-o", linked.name, cwd=project).code == 0
    assert linked.is_symlink()
    assert (project / f"behind-{name}").read_bytes() == whole
    fifo = project / f"fifo-{name}"
    os.mkfifo(fifo)
    with subprocess.Popen(command(verb, "-o", fifo.name), cwd=project, env=environment()) as process:
        assert fifo.read_bytes() == whole
    assert process.returncode == 0
    assert fifo.is_fifo()


def test_standard_output_closed_from_the_start(tmp_path: Path) -> None:
    ran = run("gazetteer", "info", cwd=tmp_path, shell_before="exec >/dev/full")
    assert ran.code == 1
    assert "No space left" in ran.err and "Traceback" not in ran.err


SMALL = "ulimit -f 100; trap '' XFSZ"
"""Files end at 100 blocks of 512 bytes, and writing on fails as on a full disk."""


def test_a_full_disk_while_adding_keeps_the_project(many: Path, tmp_path: Path) -> None:
    (tmp_path / "first.txt").write_text(REPORT, encoding="utf-8")
    assert run("add", "first.txt", cwd=tmp_path).code == 0
    before = everything("dateline.gpkg", tmp_path)
    size = (tmp_path / "dateline.gpkg").stat().st_size // 512
    ran = run("add", "reports", cwd=tmp_path, shell_before=f"ulimit -f {size + 60}; trap '' XFSZ")
    assert ran.code == 1
    assert "dateline.gpkg" in ran.err and "try: " in ran.err and "Traceback" not in ran.err
    assert before.splitlines()[0] in everything("dateline.gpkg", tmp_path)
    ran = run("add", "first.txt", "reports", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert len(documents("dateline.gpkg", tmp_path)) == REPORTS + 1


def test_a_full_disk_at_the_first_add_leaves_no_project(many: Path, tmp_path: Path) -> None:
    ran = run("add", "reports", cwd=tmp_path, shell_before=SMALL)
    assert ran.code == 1
    assert "dateline.gpkg" in ran.err and "Traceback" not in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["reports"]


@pytest.mark.parametrize(("args", "name"), [(("export", "-o"), "out.geojson"), (("map", "-o"), "out.html")])
def test_a_full_disk_keeps_the_file_that_was_there(tmp_path: Path, args: tuple[str, ...], name: str) -> None:
    assert run("add", SEEDS, cwd=tmp_path).code == 0
    (tmp_path / name).write_text("as it was", encoding="utf-8")
    ran = run(*args, name, cwd=tmp_path, shell_before="ulimit -f 20; trap '' XFSZ")
    assert ran.code == 1
    assert f"{name}: it could not be written" in ran.err and "Traceback" not in ran.err
    assert (tmp_path / name).read_text(encoding="utf-8") == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dateline.gpkg", name]


def test_a_full_disk_keeps_the_index_that_was_there(tmp_path: Path) -> None:
    (tmp_path / "towns.index").write_text("as it was", encoding="utf-8")
    (tmp_path / "towns.csv").write_text("name,lat,lon\n" + "".join(f"Town{n},1,{n % 90}\n" for n in range(5000)))
    args = ("gazetteer", "import", "towns.csv", "--gazetteer", "towns.index", "--alone")
    ran = run(*args, cwd=tmp_path, shell_before=SMALL)
    assert ran.code == 1
    assert "towns.index" in ran.err and "Traceback" not in ran.err
    assert (tmp_path / "towns.index").read_text(encoding="utf-8") == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["towns.csv", "towns.index"]


def test_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(name)).write_text("Rain fell on Mosul in Iraq.", encoding="utf-8")
    assert run("add", ".", cwd=tmp_path).code == 0
    (row,) = documents("dateline.gpkg", tmp_path)
    assert "caf" in row
    for _ in range(2):  # the map and the project are passed over
        ran = run("map", ".", "-o", "x.html", cwd=tmp_path)
        assert (ran.code, ran.err) == (0, "x.html: 2 mentions of 2 places and names.\n")


def test_a_terminal_without_utf_8(tmp_path: Path) -> None:
    call = command("parse", SEEDS)
    plain = {**environment(), "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(call, cwd=tmp_path, env=plain, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout == subprocess.run(call, cwd=tmp_path, env=environment(), capture_output=True, timeout=120).stdout


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_order_of_hashes_changes_nothing(tmp_path: Path, seed: str) -> None:
    call = command("parse", SEEDS)
    first, other = (
        subprocess.run(call, cwd=tmp_path, env=environment(PYTHONHASHSEED=s), capture_output=True, timeout=120).stdout
        for s in (seed, "42")
    )
    assert first == other != b""
