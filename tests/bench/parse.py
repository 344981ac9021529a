"""Speed, start and memory of `parse`, on copies of real reports shuffled by sentence so that no cache helps.

`PYTHONPATH=. python tests/bench/parse.py [--texts FOLDER] [--copies 50] [--in-order] [--gazetteer FILE]
[--recognizer NAME]` prints figures. The texts are the five articles beside the checkout, in ../shared/seeds, or its own
seeds without these.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from gazetteer.builtin import open_builtin
from gazetteer.index import Gazetteer, open_index
from geo.lines import parse_line
from geo.model import Document, Source
from geo.pipeline import Pipeline
from geo.sentences import split
from geo.store.codec import dumps

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT.parent / "shared" / "seeds"
LINE = "Convoys left Palmyra for Deir ez-Zor on Tuesday.\n"
SHUFFLE = 7
"""Seed of the shuffle: two runs read the same texts."""
STARTS = 5
"""Starts that are timed; the best counts, since the others were disturbed."""


class Figure(NamedTuple):
    """A line of the table."""

    what: str
    value: float
    unit: str
    bar: str = ""
    """What the project asks for."""


def read_texts(folder: Path) -> list[str]:
    """The texts of a folder, by name, line ends as they are."""
    files = sorted(p for p in folder.iterdir() if p.suffix in (".txt", ".md"))
    return [p.read_bytes().decode("utf-8") for p in files]


def shuffled(texts: Sequence[str], copies: int, dice: random.Random) -> list[str]:
    """Copies of the texts, the sentences of each copy dealt anew to texts of as many sentences."""
    parts = [[text[s.span.start : s.span.end] for s in split(text)] for text in texts]
    out: list[str] = []
    for _ in range(copies):
        pool = [sentence for sentences in parts for sentence in sentences]
        dice.shuffle(pool)
        out += ["".join(pool.pop() for _ in sentences) for sentences in parts]
    return out


def one_core() -> None:
    """Keep this process and its children on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def peak_mb(who: int) -> float:
    """The greatest resident size so far of this process, or of its children; mapped pages of the index are in it."""
    peak = resource.getrusage(who).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e6 / 1024)


def throughput(texts: Sequence[str], gazetteer: Gazetteer, recognizer: str) -> list[Figure]:
    """Parse the texts in this process, to JSON lines, after one text to warm up."""
    pipeline = Pipeline(gazetteer, recognizer)
    documents = [Document(str(n), Source(f"{n}.txt", ""), text) for n, text in enumerate(texts)]
    pipeline.parse(documents[0])
    mentions, wall, cpu = 0, time.perf_counter(), time.process_time()
    for document in documents:
        for finding in pipeline.parse(document).findings:
            mentions += bool(dumps(parse_line(finding, document)))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    size = sum(map(len, texts))
    return [
        Figure("characters", size, ""),
        Figure("mentions", mentions, ""),
        Figure("parse, by CPU time", size / cpu, "characters/s", "100,000; later 400,000"),
        Figure("parse, by the clock", size / wall, "characters/s"),
        Figure("peak of this process", peak_mb(resource.RUSAGE_SELF), "MB"),
    ]


def command(index: Path | None, recognizer: str) -> list[str]:
    """The verb as a command."""
    given = ["--gazetteer", str(index)] if index else []
    return [sys.executable, "-m", "geo", "parse", "--recognizer", recognizer, *given]


def start(index: Path | None, recognizer: str) -> Figure:
    """Seconds from the start of the command to its first line, on one line of text, index and files warm."""
    times = []
    for _ in range(STARTS + 1):
        began = time.perf_counter()
        with subprocess.Popen(
            [*command(index, recognizer), "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        ) as running:
            assert running.stdin and running.stdout
            running.stdin.write(LINE.encode())
            running.stdin.close()
            first = running.stdout.readline()
            times.append(time.perf_counter() - began)
            running.stdout.read()
        if not first or running.returncode:
            raise SystemExit("parse printed no mention of a plain sentence")
    return Figure("start to first mention", min(times[1:]), "s", "under 1.5; later 0.6")


def whole_command(texts: Sequence[str], index: Path | None, recognizer: str) -> list[Figure]:
    """The command on a folder of files, reading and start included; its peak is that of all children so far."""
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            (Path(folder) / f"{number:05}.txt").write_bytes(text.encode())
        began = time.perf_counter()
        subprocess.run([*command(index, recognizer), folder], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        wall = time.perf_counter() - began
    return [
        Figure("command on files, by the clock", sum(map(len, texts)) / wall, "characters/s"),
        Figure("peak of the command", peak_mb(resource.RUSAGE_CHILDREN), "MB", "under 500; later 350"),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, default=ARTICLES if ARTICLES.is_dir() else ROOT / "seeds")
    parser.add_argument("--copies", type=int, default=50)
    parser.add_argument("--in-order", action="store_true", help="leave the sentences where they are")
    parser.add_argument("--gazetteer", type=Path, help="index; the built-in one where not given")
    parser.add_argument("--recognizer", default="fast", help="fast, accurate or spacy:MODEL")
    asked = parser.parse_args()
    one_core()
    texts = read_texts(asked.texts)
    texts = texts * asked.copies if asked.in_order else shuffled(texts, asked.copies, random.Random(SHUFFLE))
    gazetteer = open_index(asked.gazetteer) if asked.gazetteer else open_builtin()
    order = "in order" if asked.in_order else "shuffled by sentence"
    print(f"{asked.texts.name}, {asked.copies} copies, {order}, one core")
    index, recognizer = asked.gazetteer, asked.recognizer
    measured = (
        throughput(texts, gazetteer, recognizer),
        [start(index, recognizer)],
        whole_command(texts, index, recognizer),
    )
    for figures in measured:
        for figure in figures:
            value = f"{figure.value:,.2f}" if figure.unit == "s" else f"{figure.value:,.0f}"
            print(f"{figure.what:32}{value:>12} {figure.unit:14}{figure.bar}".rstrip())


if __name__ == "__main__":
    main()
