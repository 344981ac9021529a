"""What a second worker wins: `python tests/bench/bench_workers.py [--texts FOLDER] [--workers 2]`.

Adds the same reports with one worker and with several, in turns, and prints the ratio of the best times by the clock.
Beside it stand what the processes' CPU time allows on as many free cores, since a machine with other work on it shows
less by the clock, and how much longer a bare loop takes in each of as many processes at once: cores of one chip, or of
a shared host, slow one another down, and no program can win more than that leaves. The texts are the gold articles
beside the checkout, or, without these, reports made up.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.worker_cases import report

ROOT = Path(__file__).parents[2]
GOLD = ROOT.parent / "shared" / "gold"


class Taken(NamedTuple):
    """Seconds of an `add`."""

    wall: float
    cpu: float
    """Of all its processes."""


def texts_of(folder: Path | None) -> list[str]:
    """The texts to add, each once, so that copies cost what they do in life."""
    if folder:
        return [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())]
    found = [
        str(json.loads(line)["text"])
        for path in sorted(GOLD.glob("*.jsonl"))
        if not path.name.startswith("seeds")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return found or [report(number) * 10 for number in range(2000)]


def add(folder: Path, db: Path, workers: int, compiled: Path) -> Taken:
    """Adds a folder in a process of its own, with modules compiled beforehand as an installed package has them: in a
    checkout that may not write them, each process compiled them anew for 0.13 s."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [sys.executable, "-m", "geo", "add", str(folder), "--db", str(db), "--workers", str(workers)]
    subprocess.run(command, check=True, cwd=ROOT, stderr=subprocess.DEVNULL, env=environment)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


_LOOP = (
    "import time; t = time.perf_counter(); s = 0\nfor k in range(30_000_000): s += k\nprint(time.perf_counter() - t)"
)
"""Two seconds of nothing but arithmetic: no memory, no file."""


def bare_loop(processes: int) -> float:
    """Seconds by the clock that the loop takes in so many processes at once, the slowest of them."""
    running = [subprocess.Popen([sys.executable, "-c", _LOOP], stdout=subprocess.PIPE) for _ in range(processes)]
    return max(float(process.communicate()[0]) for process in running)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--limit", type=int, help="add only so many texts")
    asked = parser.parse_args()
    texts = texts_of(asked.texts)[: asked.limit]
    taken: dict[int, list[Taken]] = {1: [], asked.workers: []}
    loops: dict[int, list[float]] = {1: [], asked.workers: []}
    with tempfile.TemporaryDirectory() as folder:
        reports = Path(folder) / "reports"
        reports.mkdir()
        for number, text in enumerate(texts):
            (reports / f"{number:05}.txt").write_text(text, encoding="utf-8")
        compiled, first = Path(folder) / "compiled", Path(folder) / "first"
        first.mkdir()
        (first / "report.txt").write_text(report(1), encoding="utf-8")
        add(first, Path(folder) / "first.gpkg", 1, compiled)
        print(f"{len(texts)} reports, {sum(map(len, texts)):,} characters, load {os.getloadavg()[0]:.1f}")
        for turn in range(asked.turns):
            for workers, times in taken.items():
                loops[workers].append(bare_loop(workers))
                times.append(add(reports, Path(folder) / f"{turn}-{workers}.gpkg", workers, compiled))
                print(
                    f"{workers} workers: {times[-1].wall:6.1f} s by the clock, {times[-1].cpu:6.1f} s of CPU",
                    flush=True,
                )
    one, several = (min(times) for times in taken.values())
    cpu = min(t.cpu for t in taken[1]) / min(t.cpu for t in taken[asked.workers]) * asked.workers
    slower = min(loops[asked.workers]) / min(loops[1])
    print(f"ratio by the clock {one.wall / several.wall:.2f}; on {asked.workers} free cores at most {cpu:.2f}")
    print(
        f"a bare loop takes {slower:.2f} times as long in {asked.workers} processes at once: "
        f"nothing can win more than {asked.workers / slower:.2f} here"
    )


if __name__ == "__main__":
    main()
