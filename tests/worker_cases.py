"""Tasks for a crew, and a corpus of many formats; workers import this module, so it imports little."""

import json
import os
import signal
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple


class Sum(NamedTuple):
    """A task: a number, and what to do with it."""

    number: int
    do: str = "square"
    size: int = 1

    @property
    def name(self) -> str:
        return f"number {self.number}"


def make_worker() -> Callable[[int], Callable[[Sum], int]]:
    """Made once a process, and given a power."""
    return begin


def begin(power: int) -> Callable[[Sum], int]:
    """Given once for many tasks."""
    return partial(work, power)


def work(power: int, task: Sum) -> int:
    """Raises to the power, dawdles, fails or dies."""
    if task.do == "dawdle":
        time.sleep(0.3)
    if task.do == "fail":
        raise ValueError(f"no square of {task.number}")
    if task.do == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if task.do == "pid":
        return os.getpid()
    return int(task.number**power)


def broken_maker() -> Callable[[int], Callable[[Sum], int]]:
    """Cannot be made."""
    raise FileNotFoundError("the index is gone")


PLACES = ("Mosul", "Raqqa", "Deir Ezzor", "Aleppo", "Damascus", "Homs", "Idlib", "Hama", "Baghdad", "Kirkuk")


def report(number: int) -> str:
    """A report with names of places, unlike the others."""
    one, other = PLACES[number % 10], PLACES[(number * 3 + 1) % 10]
    return (
        f"Report {number} of the day.\n\nConvoy {number} left {one} for {other} on 3 May 2017, and {number + 7} "
        f"lorries came back. Villages {number * 11} km west of {other} stayed without water, officials in Syria said.\n"
    )


COPIED = (
    "The bridge over the river was destroyed on Monday night when aircraft struck it twice near Raqqa, residents said, "
    "and the hospital of the town had to close its doors for want of power and of water.\n"
)


def write_corpus(folder: Path, reports: int = 12) -> Path:
    """Files of several formats: reports, copies of one, archives, tables, one that is empty, one that is no text."""
    folder.mkdir()
    for number in range(reports):
        (folder / f"{number:03}.txt").write_text(report(number), encoding="utf-8")
    for number in (1, 4, 7):
        (folder / f"copy-{number}.txt").write_text(f"Outlet {number} reports.\n\n" + COPIED, encoding="utf-8")
    (folder / "page.html").write_text(
        f"<html><head><title>Page</title></head><body><article><p>{COPIED}</p><p>{report(50)}</p></article></body></html>",
        encoding="utf-8",
    )
    lines = [json.dumps({"text": report(60 + n), "title": f"Line {n}"}) for n in range(5)]
    (folder / "lines.jsonl").write_text("\n".join([*lines[:2], "{broken", *lines[2:]]), encoding="utf-8")
    with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
        for number in range(70, 74):
            archive.writestr(f"in/{number}.txt", report(number))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return folder


def long_text(code_points: int) -> str:
    """A text that is quickly parsed: few names, and paragraphs that end."""
    unit = "Rain fell on the hills, and the fields were wet for days. " * 40 + "Soldiers went from Mosul to Raqqa.\n\n"
    return "".join(f"Day {n}. {unit}" for n in range(code_points // len(unit) + 1))[:code_points]
