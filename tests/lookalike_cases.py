"""The table of names that look alike, and how a row of it is graded.

    python -m tests.lookalike_cases           # prints the rows that are not as their quality says
    python -m tests.lookalike_cases --mark    # and writes the quality that they have now

Groups: `name`, places that spelling alone parts; `same`, one place in two spellings, without which a score that calls
everything different would pass; `sentence`, places that spelling cannot part, each in a sentence of a report, where `a`
must be placed at `place` (ids parted by a bar; `not ID` where the built-in gazetteer lacks the place: then only not
there).
"""

import csv
import re
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gazetteer.builtin import open_builtin
from gazetteer.search import ALIKE
from gazetteer.similarity import similarity
from geo.pipeline import Pipeline
from tests.pipeline_cases import document

TABLE = Path(__file__).parent / "cases" / "lookalikes.tsv"


class Lookalike(NamedTuple):
    """A row; weak ones are known to fail, and one that starts to pass becomes strong."""

    group: str
    region: str
    """Region, or the country of the sentence's place."""
    a: str
    b: str
    quality: str
    place: str
    sentence: str
    note: str


def lookalikes() -> list[Lookalike]:
    """The rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    return [Lookalike(**row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


@cache
def pipeline() -> Pipeline:
    """Reads sentences against the built-in gazetteer."""
    return Pipeline(open_builtin())


def fault(row: Lookalike) -> str:
    """What is wrong with the answer for a row; empty where it is right."""
    if row.group != "sentence":
        score = similarity(row.a, row.b)
        return "" if (score >= ALIKE) == (row.group == "same") else f"scores {score:.2f}"
    found = placed(row)
    wanted = row.place.removeprefix("not ").split("|")
    if row.place.startswith("not "):
        return f"placed at {found}" if found in wanted else ""
    return "" if found in wanted else f"placed at {found}" if found else "not placed"


def placed(row: Lookalike) -> str:
    """The id of the place that the name gets in its sentence; empty where it gets none."""
    at = re.search(rf"(?<!\w){re.escape(row.a)}(?!\w)", row.sentence)
    assert at, row
    for mention, resolution in pipeline().parse(document(row.sentence)).findings:
        if mention.span.start < at.end() and at.start() < mention.span.end and resolution.place:
            return resolution.place.id
    return ""


def main() -> None:
    """Print what is not as marked, and with --mark write it down."""
    rows = lookalikes()
    now = {row: fault(row) for row in rows}
    for row, wrong in now.items():
        if bool(wrong) != (row.quality == "weak"):
            print(row.group, row.region, row.a, row.b, wrong or "passes now", sep="\t")
    for group in dict.fromkeys(row.group for row in rows):
        mine = [row for row in rows if row.group == group]
        print(f"{group}: {sum(map(bool, map(now.get, mine)))} of {len(mine)} rows fail", file=sys.stderr)
    if "--mark" in sys.argv[1:]:
        head = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        marked = [row._replace(quality="weak" if now[row] else "strong", note=now[row]) for row in rows]
        text = "\n".join([*head, "\t".join(Lookalike._fields), *("\t".join(row) for row in marked)])
        TABLE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
