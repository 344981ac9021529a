"""Texts as documents, the case tables, and the texts that laws are tried on.

python -m tests.pipeline_cases    # writes into the case tables which rows are right now
"""

import csv
import hashlib
import random
import re
from collections.abc import Callable, Iterator, Mapping
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


def misfound(row: Row, pipeline: Pipeline) -> str:
    """What is found where a row of positives.tsv wants other mentions; nothing where it is right."""
    parsed = pipeline.parse(document(row.sentence))
    expected = row.expected.split(";")
    right = len(expected) == len(parsed.findings) and all(map(_fits, expected, parsed.findings))
    return "" if right else "found: " + "; ".join(_described(parsed))


def mistaken(row: Row, pipeline: Pipeline) -> str:
    """The places found over the words of a row of negatives.tsv; nothing where it is right."""
    found = pipeline.parse(document(row.sentence)).findings
    places = [f.mention for f in found if f.mention.kind == "place"]
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


class Marked(NamedTuple):
    """A sentence of a table without its marks: [name/country] for a name to be found, {word} for one that may be."""

    text: str
    wanted: list[tuple[int, int, str]]
    """Start, end and country of each name; * for a place of any country or none."""
    allowed: list[tuple[int, int]]

    def wrong(self, parsed: Parsed) -> tuple[list[str], list[str]]:
        """The names that are missed, and what is found without being wanted there."""
        places = [(f.mention.span, f.resolution.place) for f in parsed.findings]
        found = [(*span, place.country if place else "") for span, place in places]
        right = {
            (s, e)
            for s, e, country in self.wanted
            for a, b, there in found
            if (s, e) == (a, b) and country in ("*", there)
        }
        missed = [self.text[s:e] for s, e, _ in self.wanted if (s, e) not in right]
        free = [(s, e) for s, e, _ in found if not any(s < b and a < e for a, b in self.allowed)]
        return missed, [self.text[s:e] for s, e in free if (s, e) not in right]


_MARK = re.compile(r"\[([^]/]+)/([A-Z]{2}|\*)\]|\{([^}]+)\}")


def marked(sentence: str) -> Marked:
    """Set the marks of a sentence aside.

    >>> marked("{Syrian} jets bombed [Idlib/SY].")
    Marked(text='Syrian jets bombed Idlib.', wanted=[(19, 24, 'SY')], allowed=[(0, 6)])
    """
    text, wanted, allowed, at = "", [], [], 0
    for mark in _MARK.finditer(sentence):
        text += sentence[at : mark.start()]
        start, at = len(text), mark.end()
        text += mark[1] or mark[3]
        if mark[1]:
            wanted.append((start, len(text), mark[2]))
        else:
            allowed.append((start, len(text)))
    return Marked(text + sentence[at:], wanted, allowed)


def misnamed(row: Row, pipeline: Pipeline) -> str:
    """What is missed and what is found beyond the names of a row of scripts.tsv or latin.tsv; nothing where it is
    right."""
    sentence = marked(row.sentence)
    missed, other = sentence.wrong(pipeline.parse(document(sentence.text)))
    parts = [f"missed: {', '.join(missed)}" if missed else "", f"found: {', '.join(other)}" if other else ""]
    return "; ".join(part for part in parts if part)


TABLES: Mapping[str, Callable[[Row, Pipeline], str]] = {
    "positives.tsv": misfound,
    "negatives.tsv": mistaken,
    "scripts.tsv": misnamed,
    "latin.tsv": misnamed,
}
"""What is wrong of a row of each table."""


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


def mark(name: str, wrong: Callable[[Row, Pipeline], str], pipeline: Pipeline) -> None:
    """Writes into a table which rows are right, and what is wrong of the others; a note that somebody wrote stays."""
    path, lines = HERE / "cases" / name, []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = Row(*line.split("\t")) if line.count("\t") == len(Row._fields) - 1 else None
        if row and row.quality in ("strong", "weak"):
            note = wrong(row, pipeline)
            known = row.note if note and row.note and not row.note.startswith(("found:", "missed:")) else note
            line = "\t".join(row._replace(quality="weak" if note else "strong", note=known))
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    fast = Pipeline(open_builtin())
    for table, wrong_of in TABLES.items():
        mark(table, wrong_of, fast)
