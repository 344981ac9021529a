"""A killed import: what was there stays, and the next one goes on where it was."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from gazetteer import stages
from gazetteer.build import IndexBuilder
from gazetteer.place import GazetteerSource, LonLat, Place, PlaceName, PlaceSource
from tests.cli_cases import command, environment, run

SOURCES = [GazetteerSource(title, title.upper(), "CC0", "", title * 8) for title in "abc"]


def places(title: str) -> list[Place]:
    names = (PlaceName("Qarlun", "en", "official"), PlaceName(f"Karlun {title}", "", "foreign"))
    return [
        Place(f"{title}:1", "Qarlun", LonLat(40.0, 35.0), names, "P", "PPL", "SY", ("North",), 5, None, None, title),
        Place(f"{title}:2", f"Hama {title}", None, (), source_id=title, same_as=(f"x:{title}",), parent="x:up"),
    ]


def plan(*sources: GazetteerSource) -> list[stages.Planned]:
    return [stages.Planned(source, True) for source in sources]


def added(builder: IndexBuilder, *sources: GazetteerSource) -> IndexBuilder:
    for source in sources:
        builder.add(PlaceSource(source, places(source.id)), match=True)
    return builder


def test_a_build_goes_on_from_its_stage_with_the_same_bytes(tmp_path: Path) -> None:
    added(IndexBuilder(), *SOURCES).write(tmp_path / "whole.index")
    path = tmp_path / "made.index"
    stages.save(path, added(IndexBuilder(), *SOURCES[:2]), plan(*SOURCES[:2]))
    builder, done = stages.load(path, plan(*SOURCES))
    assert done == 2
    added(builder, SOURCES[2]).write(path)
    assert path.read_bytes() == (tmp_path / "whole.index").read_bytes()
    stages.clear(path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["made.index", "whole.index"]


@pytest.mark.parametrize(
    "wanted",
    [
        plan(SOURCES[1], SOURCES[0]),
        plan(SOURCES[0]._replace(sha256="other"), SOURCES[1]),
        [stages.Planned(SOURCES[0], False), stages.Planned(SOURCES[1], True)],
        plan(SOURCES[0]),
        [],
    ],
    ids=["order", "content", "matching", "fewer", "none"],
)
def test_a_stage_of_other_input_is_of_no_use(tmp_path: Path, wanted: list[stages.Planned]) -> None:
    stages.save(tmp_path / "made.index", added(IndexBuilder(), *SOURCES[:2]), plan(*SOURCES[:2]))
    builder, done = stages.load(tmp_path / "made.index", wanted)
    assert (done, builder.sources) == (0, [])


@pytest.mark.parametrize("cut", [0, 10, 500])
def test_a_damaged_stage_is_of_no_use(tmp_path: Path, cut: int) -> None:
    stages.save(tmp_path / "made.index", added(IndexBuilder(), SOURCES[0]), plan(SOURCES[0]))
    stage = stages.stage_of(tmp_path / "made.index")
    stage.write_bytes(stage.read_bytes()[:cut])
    assert stages.load(tmp_path / "made.index", plan(*SOURCES))[1] == 0


def test_what_killed_writers_left_is_removed_once_it_is_old(tmp_path: Path) -> None:
    for name in ("made.index.0a1b2c3d.partial", "made.index.stage.0a1b2c3d.partial", "other.index.0a1b2c3d.partial"):
        (tmp_path / name).touch()
    stages.clear(tmp_path / "made.index")
    assert len(list(tmp_path.iterdir())) == 3
    stages.clear(tmp_path / "made.index", now=time.time() + stages.STALE_S + 60)
    assert [file.name for file in tmp_path.iterdir()] == ["other.index.0a1b2c3d.partial"]


def table(path: Path, rows: int, title: str) -> Path:
    lines = [f"{title}{n}\t{title} town {n}\t{n % 80}.5\t{n % 170}.5\tSY\tيوم {n}|deir {n} zor" for n in range(rows)]
    path.write_text("id\tname\tlat\tlon\tcc\tnames\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("until", ["stage", "late"])
def test_an_import_that_is_killed_leaves_the_old_index_and_goes_on(tmp_path: Path, until: str) -> None:
    small = table(tmp_path / "small.tsv", 5, "s")
    one, two = table(tmp_path / "one.tsv", 4000, "a"), table(tmp_path / "two.tsv", 20_000, "b")
    args = ("gazetteer", "import", str(one), str(two), "--alone", "--gazetteer", "made.index")
    assert run("gazetteer", "import", str(small), "--alone", "--gazetteer", "made.index", cwd=tmp_path).code == 0
    old = (tmp_path / "made.index").read_bytes()
    process = subprocess.Popen(command(*args), cwd=tmp_path, env=environment(), stderr=subprocess.DEVNULL)
    stage = tmp_path / "made.index.stage"
    deadline = time.monotonic() + 60
    while not stage.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    first = stage.stat().st_mtime_ns
    while until == "late" and process.poll() is None and stage.stat().st_mtime_ns == first:
        time.sleep(0.005)  # the second source is read, too: the names are being sorted and written
    assert process.poll() is None, "the import must still be at work"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert (tmp_path / "made.index").read_bytes() == old
    again = run(*args, cwd=tmp_path)
    assert again.code == 0, again.err
    assert again.err.count("read by an import before") == (1 if until == "stage" else 2)
    assert not stage.exists()
    clean = run("gazetteer", "import", str(one), str(two), "--alone", "--gazetteer", "clean.index", cwd=tmp_path)
    assert clean.code == 0
    assert (tmp_path / "made.index").read_bytes() == (tmp_path / "clean.index").read_bytes()
