"""An `add` that is killed, or runs out of disk or memory, leaves whole documents, and the next one completes it."""

import subprocess
import sys
from pathlib import Path

import pytest

from gazetteer.index import Gazetteer
from geo.store import Store
from tests.cli_cases import ROOT, environment
from tests.store_cases import fold

TRIALS = 30
"""`python -m tests.kill_cases` runs the 200 for which there is no time here; these take some 20 seconds."""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="forks, and reads its memory as Linux shows it")
def test_whatever_ends_an_add_the_next_one_completes_it(gazetteer: Gazetteer) -> None:
    args = [sys.executable, "-m", "tests.kill_cases", "--trials", str(TRIALS)]
    ran = subprocess.run(args, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=280)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"{TRIALS} projects, 0 faults" in ran.stdout
    assert "kill: ends {-9: " in ran.stdout  # and not all came to their end before


def test_what_a_killed_process_left_of_a_new_project_is_cleared(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    stale = tmp_path / f"p.gpkg.{ended.pid}.part"
    mine = tmp_path / "p.gpkg.1.part"
    other = tmp_path / "q.gpkg.part"
    for path in (stale, mine, other, Path(f"{stale}-journal")):
        path.write_bytes(b"half")
    Store.create(tmp_path / "p.gpkg", fold=fold).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.gpkg", "p.gpkg.1.part", "q.gpkg.part"]
