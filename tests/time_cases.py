"""The table of times."""

import csv
from pathlib import Path
from typing import NamedTuple

import pytest

TABLE = Path(__file__).parent / "cases" / "times.tsv"


class TimeCase(NamedTuple):
    """A row of times.tsv."""

    group: str
    quality: str
    lang: str
    published: str
    text: str
    expected: str
    note: str


def cases() -> list[TimeCase]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    header, *records = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert tuple(header) == TimeCase._fields
    return [TimeCase(*record) for record in records]


def parameters() -> list[object]:
    """The rows as parameters of a test; weak ones are expected to fail."""
    marks = {"strong": (), "weak": (pytest.mark.xfail(strict=True),)}
    return [pytest.param(case, marks=marks[case.quality], id=case.text[:60]) for case in cases()]
