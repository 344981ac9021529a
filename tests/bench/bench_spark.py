"""What a lake costs: `python tests/bench/bench_spark.py [--documents 1000] [--partitions 1 2 4] [--cores 2]`.

Runs `python -m geo.spark … --families` on this machine (Spark's local mode) and prints, for each number of partitions,
the time by the clock, that of the tasks, what was shuffled (from Spark's event log) and the size of the lake. The
documents are the gold articles beside the checkout, or, without these, reports made up. `scale.md` draws conclusions.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.bench_workers import texts_of
from tests.cli_cases import ROOT
from tests.spark_cases import OPTIONS, missing, spark_environment


def events(folder: Path) -> Iterator[dict[str, Any]]:
    """The events of a run."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name.startswith(("events_", "local-")):
            for line in path.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)


def size(folder: Path) -> int:
    """Bytes of the Parquet files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*.parquet"))


def measure(source: Path, folder: Path, partitions: int, cores: int) -> None:
    """One run, and its line of the table."""
    log, lake = folder / "log", folder / "lake"
    log.mkdir(parents=True)
    more = {"spark.eventLog.enabled": "true", "spark.eventLog.dir": log.as_uri(), "spark.eventLog.compress": "false"}
    options = " ".join(f"--conf {key}={value}" for key, value in (OPTIONS | more).items())
    env = spark_environment() | {"PYSPARK_SUBMIT_ARGS": f"{options} pyspark-shell"}
    args = [
        str(source),
        "--out",
        str(lake),
        "--partitions",
        str(partitions),
        "--master",
        f"local[{cores}]",
        "--families",
    ]
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "geo.spark", *args], check=True, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - began
    stages: dict[int, list[float]] = {}
    for event in events(log):
        if event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            metrics = event["Task Metrics"]
            stage = stages.setdefault(event["Stage ID"], [0, 0])
            stage[0] += metrics["Executor Run Time"] / 1000
            stage[1] += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
    heaviest = max(stages.values(), key=lambda stage: stage[0])
    print(
        f"{partitions} partitions: {wall:.0f} s by the clock, "
        f"longest stage {heaviest[0]:.0f} s of tasks, "
        f"shuffled {sum(stage[1] for stage in stages.values()) / 1e6:.2f} MB, "
        f"documents {size(lake / 'documents') / 1e6:.2f} MB, mentions {size(lake / 'mentions') / 1e6:.2f} MB",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--partitions", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--cores", type=int, default=2)
    asked = parser.parse_args()
    if why := missing():
        raise SystemExit(why)
    texts = texts_of(None)[: asked.documents]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "documents.jsonl"
        rows = ({"path": f"{number:06}", "text": text} for number, text in enumerate(texts))
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        print(f"{len(texts)} documents, {sum(map(len, texts)):,} characters, load {os.getloadavg()[0]:.1f}", flush=True)
        for partitions in asked.partitions:
            measure(source, Path(folder) / str(partitions), partitions, asked.cores)


if __name__ == "__main__":
    main()
