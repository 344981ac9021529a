"""GeoNames' hierarchy: which place holds which, and the divisions above a place whose own codes say nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.errors import BadRecord
from gazetteer.importers.files import Entry, byte_blocks

_DEPTH = 12
"""Steps up from a place at most: the file is edited by many hands, and rings occur in it."""

_ORDERS = {b"ADM": 0, b"": 1}
"""Kinds of relation that are taken, the likelier first; the rest are statistical areas and the like."""


class Division(NamedTuple):
    """A place that may hold others."""

    code: str
    """`ADM1`, `ADM2`, …"""
    name: str


class Hierarchy:
    """For each GeoNames id its parent's. 8 bytes a relation are held."""

    def __init__(self, children: NDArray[np.int64], parents: NDArray[np.int64]) -> None:
        self._children, self._parents = children, parents

    def parent(self, child: int) -> int:
        """The id of what directly holds a place; 0 where the file does not say."""
        at = int(np.searchsorted(self._children, child))
        return int(self._parents[at]) if at < len(self._children) and self._children[at] == child else 0

    def holders(self) -> frozenset[int]:
        """Every id that holds another."""
        return frozenset(self._parents.tolist())

    def path(self, child: int, divisions: Mapping[int, Division]) -> tuple[str, str]:
        """The names of the first- and second-order divisions above a place; empty where unknown."""
        found: dict[str, str] = {}
        for _ in range(_DEPTH):
            child = self.parent(child)
            if (division := divisions.get(child)) is not None:
                found.setdefault(division.code[:4], division.name)
        return found.get("ADM1", ""), found.get("ADM2", "")


def read(entries: Sequence[Entry]) -> Hierarchy:
    """The relations of the files; of several parents the first administrative one. BadRecord names file and line."""
    rows: list[tuple[int, int, int]] = []
    for entry in entries:
        for first, block in byte_blocks(entry):
            for number, line in enumerate(block.replace(b"\r\n", b"\n").split(b"\n"), first):
                if line and (row := _row(entry, number, line.split(b"\t"))) is not None:
                    rows.append(row)
    table = np.array(rows, np.int64).reshape(-1, 3)
    order = np.lexsort((table[:, 1], table[:, 0]))
    children, at = np.unique(table[order, 0], return_index=True)
    return Hierarchy(children, table[order][at, 2])


def _row(entry: Entry, number: int, row: Sequence[bytes]) -> tuple[int, int, int] | None:
    if len(row) not in (2, 3) or not row[0].isdigit() or not row[1].isdigit():
        raise BadRecord(
            f"{entry}:{number}: expected parent, child and type of GeoNames' hierarchy",
            "the line may be cut short: fetch the file again",
        )
    order = _ORDERS.get(row[2].strip() if len(row) == 3 else b"")
    return None if order is None else (int(row[1]), order, int(row[0]))


def of_codes(rows: Iterable[tuple[str, str, str]]) -> dict[int, Division]:
    """Divisions by id, of the (code, name, id) of admin1CodesASCII and admin2Codes."""
    return {
        int(key): Division(f"ADM{code.count('.')}", name) for code, name, key in rows if key.isascii() and key.isdigit()
    }
