"""Memory and speed of `add` on one long text: `python tests/bench/bench_long.py [--mb 20 60] [--one-line]`.

The text is made up, with a place name every 1,200 characters; `--one-line` takes its line ends and full stops away, so
that it is one sentence. `--dense` has a name every 40 characters, as real reports do at most.
"""

import argparse
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.worker_cases import long_text, report

ROOT = Path(__file__).parents[2]
PIECE = 1_000_000


def write(path: Path, mb: int, *, one_line: bool, dense: bool) -> None:
    """Writes the text piece by piece."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(mb):
            piece = "".join(report(number * 4000 + k) for k in range(PIECE // 240)) if dense else long_text(PIECE)
            file.write(piece.replace(".", "").replace("\n", " ") if one_line else piece)


def main() -> None:
    """Measure and print; a size after the other, so that the peak of the children is that of the last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, nargs="+", default=[20, 60])
    parser.add_argument("--one-line", action="store_true")
    parser.add_argument("--dense", action="store_true")
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    for mb in sorted(asked.mb):
        with tempfile.TemporaryDirectory() as folder:
            text, db = Path(folder) / "long.txt", Path(folder) / "p.gpkg"
            write(text, mb, one_line=asked.one_line, dense=asked.dense)
            began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            command = [sys.executable, "-m", "geo", "add", str(text), "--db", str(db), "--workers", str(asked.workers)]
            subprocess.run(command, check=True, cwd=ROOT)
            wall = time.perf_counter() - began
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            with closing(sqlite3.connect(db)) as project:
                mentions, sentences, whole = project.execute(
                    "SELECT (SELECT count(*) FROM findings), (SELECT count(*) FROM sentences), "
                    "(SELECT sum(characters) FROM documents)"
                ).fetchone()
            print(
                f"{text.stat().st_size / 1e6:.0f} MB: peak {after.ru_maxrss / 1024:,.0f} MB, {wall:.0f} s, {cpu:.0f} s "
                f"of processor, {mb * PIECE / cpu:,.0f} characters a second of it; {whole:,} code points kept, "
                f"{mentions:,} mentions, {sentences:,} sentences, project of {db.stat().st_size / 1e6:,.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
