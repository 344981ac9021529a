"""Texts as documents, the case tables, and the texts that laws are tried on.

    python -m tests.pipeline_cases    # writes into positives.tsv and negatives.tsv which rows are right now
"""

import csv
import hashlib
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from gazetteer.builtin import open_builtin
from geo.model import Document, Finding, Parsed, Source, Span
from geo.pipeline import Pipeline
from geo.readers import Unread, read

HERE = Path(__file__).parent
SEEDS = HERE.parent / "seeds"
ORIGINALS = HERE.parents[1] / "shared" / "seeds"


class Row(NamedTuple):
    """A row of a case table; `expected` is its last column but one."""

    group: str
    quality: str
    sentence: str
    expected: str
    note: str


def rows(name: str) -> list[Row]:
    """The rows of a table in tests/cases."""
    with (HERE / "cases" / name).open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    header, *records = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert len(header) == len(Row._fields)
    return [Row(*record) for record in records]


def parameters(name: str) -> list[object]:
    """The rows as parameters of a test; weak ones are expected to fail."""
    marks = {"strong": (), "weak": (pytest.mark.xfail(strict=True),)}
    return [pytest.param(row, marks=marks[row.quality], id=row.sentence[:40]) for row in rows(name)]


def misfound(row: Row, parsed: Parsed) -> str:
    """What was found where a row of positives.tsv wants other mentions; nothing where it is right."""
    expected = row.expected.split(";")
    right = len(expected) == len(parsed.findings) and all(map(_fits, expected, parsed.findings))
    return "" if right else "found: " + "; ".join(_described(parsed))


def mistaken(row: Row, parsed: Parsed) -> str:
    """The places found over the words of a row of negatives.tsv; nothing where it is right."""
    places = [f.mention for f in parsed.findings if f.mention.kind == "place"]
    spans = [(row.sentence.index(words), len(words)) for words in row.expected.split(";")]
    over = [m.surface for m in places for start, n in spans if m.span.start < start + n and m.span.end > start]
    return "found: " + "; ".join(over) if over else ""


def _fits(expected: str, finding: Finding) -> bool:
    surfaces, kinds, wanted = expected.split("|")
    mention, resolution = finding
    place = resolution.place
    known = place is not None and wanted in (place.id, f"{place.name}/{place.country}")
    return mention.surface in surfaces.split("/") and mention.kind in kinds.split(",") and (wanted == "*" or known)


def _described(parsed: Parsed) -> list[str]:
    return [
        f"{f.mention.surface}|{f.mention.kind}|{f.resolution.place and f.resolution.place.id}" for f in parsed.findings
    ]


def document(text: str, body: tuple[Span, ...] = ()) -> Document:
    """A text as a document."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(digest, Source("-", digest), text, "", body)


def reports(folder: Path) -> Iterator[Document]:
    """The documents of a folder."""
    for found in read([str(folder)]):
        assert not isinstance(found, Unread)
        yield found


def _random(size: int) -> str:
    numbers = random.Random(1)
    return "".join(chr(numbers.randrange(0x110000)) for _ in range(size))


HOSTILE: dict[str, str] = {
    "nothing": "",
    "one letter": "a" * 100_000,
    "one capital": "A" * 100_000,
    "one Arabic letter": "ا" * 100_000,
    "one ideograph": "中" * 50_000,
    "digits": "7" * 100_000,
    "blanks": " " * 100_000,
    "line ends": "\r\n" * 50_000,
    "NUL bytes": "\0" * 50_000 + "Syria\0Iraq",
    "emoji": "😀🇸🇾👩‍👩‍👧 Mosul 🏳️‍🌈" * 2_000,
    "lone surrogates": "\ud800 Syria \udc00Mosul\udfff " * 500,
    "right-to-left controls": "\u202eSyria\u202c \u2066Iraq\u2069 \u200fسوريا\u200e " * 500,
    "mixed scripts": "Syria Сирия سوريا 叙利亚 Συρία Sурiя " * 500,
    "combining marks": "a" + "\u0301" * 100_000 + " Syria",
    "one long line": "Soldiers went from Mosul to Raqqa and on to Deir Ezzor " * 3_000,
    "one line of a million": "soldiers went on and on and " * 37_000 + "to Mosul.",
    "capitals only": "CAR BOMB KILLS TEN IN BAGHDAD AND MOSUL " * 2_000,
    "one name": "Paris " * 20_000,
    "hyphens": "Al-" * 20_000,
    "stops": "U.S." * 10_000,
    "any code points": _random(50_000),
}
"""Texts that no report is like, by name."""


def mark(name: str, wrong: Callable[[Row, Parsed], str]) -> None:
    """Writes into a table which rows are right, and what is wrong of the others."""
    path, pipeline, lines = HERE / "cases" / name, Pipeline(open_builtin()), []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = Row(*line.split("\t")) if line.count("\t") == len(Row._fields) - 1 else None
        if row and row.quality in ("strong", "weak"):
            note = wrong(row, pipeline.parse(document(row.sentence)))
            line = "\t".join(row._replace(quality="weak" if note else "strong", note=note))
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    mark("positives.tsv", misfound)
    mark("negatives.tsv", mistaken)
