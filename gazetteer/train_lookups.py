"""Look-ups to train search on and to judge it by: spellings that an index does not hold, asked of it.

From the pair sets (`train_pairs`) one positive pair a place; the spelling asked for, and all that fold like it, are
taken out of that place's names in a table of places (columns id, geonameid, wof_id, name, names), and the rest is
indexed.
"""

import csv
import gzip
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from gazetteer.build import IndexBuilder
from gazetteer.fold import fold
from gazetteer.importers import open_sources
from gazetteer.index import Gazetteer, open_index

KEYS = {"cities": "geonameid", "villages": "wof_id"}
"""By the first word of a pair set's file name the table's column that holds its places' ids."""
AUTHORITIES = {"geonameid": "geonames", "wof_id": "wof"}
LEAST_SIM = 0.7
"""Pairs of a lower `sim` may be renamings, which no spelling finds."""


class Lookup(NamedTuple):
    """A spelling to ask for."""

    name: str
    country: str
    place: str
    """The value of `key` in the table's row of the place that should be found."""
    key: str
    scripts: str


def draw(pair_sets: Iterable[Path]) -> list[Lookup]:
    """One look-up a place in an order drawn by lot, the same for the same files; of a pair the left or the right."""
    chance = random.Random(11)
    by_place: dict[tuple[str, str], list[Lookup]] = {}
    for path in pair_sets:
        key = KEYS[path.name.partition(".")[0]]
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["label"] == "1" and float(row["sim"]) >= LEAST_SIM:
                    asked = Lookup(row[chance.choice("ab")], row["cc"], row["pid"], key, row["set"])
                    by_place.setdefault((key, row["pid"]), []).append(asked)
    drawn = [chance.choice(of_one) for of_one in by_place.values()]
    chance.shuffle(drawn)
    return drawn


def _bare(name: str) -> str:
    """A name without its language."""
    language, colon, text = name.partition(":")
    return text if colon and language.isalpha() and len(language) <= 3 else name


def without(table: Path, lookups: Sequence[Lookup], out: Path) -> dict[Lookup, str]:
    """Write the table without the spellings asked for; the table's id of every look-up whose place keeps a name."""
    asked = {(q.key, q.place): q for q in lookups}
    ids: dict[Lookup, str] = {}
    with gzip.open(table, "rt", encoding="utf-8", newline="") as source, out.open("w", encoding="utf-8") as target:
        header = next(source).rstrip("\n").split("\t")
        target.write("\t".join(header) + "\n")
        at = {name: k for k, name in enumerate(header)}
        for line in source:
            cells = line.rstrip("\n").split("\t")
            for key in AUTHORITIES:
                lookup = asked.get((key, cells[at[key]]))
                if lookup is None:
                    continue
                own = fold(lookup.name)
                names = [n for n in cells[at["names"]].split("|") if fold(_bare(n)) != own]
                if fold(cells[at["name"]]) == own and names:
                    cells[at["name"]] = _bare(names[0])
                if fold(cells[at["name"]]) != own:
                    cells[at["names"]] = "|".join(names)
                    ids[lookup] = cells[at["id"]]
            target.write("\t".join(cells) + "\n")
    return ids


def build(table: Path, index: Path) -> None:
    """Index the table alone."""
    builder = IndexBuilder()
    for source in open_sources([table]):
        builder.add(source)
    builder.write(index)


@contextmanager
def opened_without(
    table: Path, lookups: Sequence[Lookup], kept: Path | None = None
) -> Iterator[tuple[Gazetteer, dict[Lookup, str]]]:
    """An index of the table without the spellings asked for, and the table's id of every look-up whose place keeps a
    name; the index is a file that goes away again, or `kept`, which is taken as it is where it exists."""
    with tempfile.TemporaryDirectory() as folder:
        rest, index = Path(folder) / "table.tsv", kept or Path(folder) / "table.index"
        ids = without(table, lookups, rest)
        if not index.exists():
            build(rest, index)
        yield open_index(index), ids


def wanted(gazetteer: Gazetteer, lookup: Lookup, table_id: str) -> set[int]:
    """The rows of the place that the look-up should find."""
    ids = [f"{AUTHORITIES[lookup.key]}:{lookup.place}", *(f"{a}:{table_id[1:]}" for a in AUTHORITIES.values())]
    return set(gazetteer.rows_of(ids))
