"""The rows of `areas`: where phrases say that something is, as other programs see it."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from geo.model import Relation
from geo.relations.area import ring_of
from geo.store.blob import polygon_blob
from geo.store.codec import text_relation


class AreaRow(NamedTuple):
    """The area of a mention's relation."""

    geom: bytes
    words: str
    kind: str
    direction: str
    km: float | None
    uncertainty_km: float
    place_id: str


def area_row(relation: Relation, words: str, place: str) -> AreaRow:
    """The area of a relation that these words state; `place` is the id of the place or empty."""
    return AreaRow(
        *(polygon_blob(ring_of(relation)), words, relation.kind, relation.direction, relation.km),
        *(relation.uncertainty_km, place),
    )


def write_areas(connection: sqlite3.Connection, areas: Iterable[tuple[int, str, AreaRow]]) -> None:
    """Writes areas, each with the row and the id of its mention."""
    connection.executemany(
        "INSERT INTO areas (fid, id, geom, words, kind, direction, km, uncertainty_km, place_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((row, mention, *area) for row, mention, area in areas),
    )


def remove_area(connection: sqlite3.Connection, row: int) -> None:
    """Takes the area of a mention away, where it has one: it was reckoned from a place that is no longer its own."""
    connection.execute("DELETE FROM areas WHERE fid = ?", (row,))


def restore_area(connection: sqlite3.Connection, row: int) -> None:
    """Writes the area of a mention again as it was found, where it has a relation and no area."""
    found = connection.execute(_RELATION, (row,)).fetchone()
    if found is None:
        return
    mention, document, place, relation = found[0], found[1], found[2], text_relation(found[3])
    if relation is not None:
        texts = connection.execute("SELECT text FROM sentences WHERE document = ? ORDER BY number", (document,))
        words = "".join(text for (text,) in texts)[slice(*relation.span)]
        write_areas(connection, [(row, mention, area_row(relation, words, place))])


_RELATION = (
    "SELECT f.id, f.document, CASE WHEN p.placed THEN p.id ELSE '' END, r.relation FROM findings AS f "
    "JOIN resolutions AS r ON r.fid = f.fid JOIN places AS p ON p.fid = f.place "
    "WHERE f.fid = ? AND r.relation NOTNULL AND NOT EXISTS (SELECT 1 FROM areas AS a WHERE a.fid = f.fid)"
)
