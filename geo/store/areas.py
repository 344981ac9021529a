"""The rows of `areas`: where phrases say that something is, as other programs see it."""

import sqlite3

from geo.model import Relation
from geo.relations.area import ring_of
from geo.store.blob import polygon_blob
from geo.store.codec import text_relation


def write_area(
    connection: sqlite3.Connection, row: int, mention: str, relation: Relation, text: str, place: str
) -> None:
    """Writes the area of a mention's relation; `text` is the document's, `place` the id of the place or empty."""
    connection.execute(
        "INSERT INTO areas (fid, geom, id, words, kind, direction, km, uncertainty_km, place_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(row, polygon_blob(ring_of(relation)), mention, text[relation.span.start : relation.span.end]),
            *(relation.kind, relation.direction, relation.km, relation.uncertainty_km, place),
        ),
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
        write_area(connection, row, mention, relation, "".join(text for (text,) in texts), place)


_RELATION = (
    "SELECT f.id, f.document, CASE WHEN p.placed THEN p.id ELSE '' END, r.relation FROM findings AS f "
    "JOIN resolutions AS r ON r.fid = f.fid JOIN places AS p ON p.fid = f.place "
    "WHERE f.fid = ? AND r.relation NOTNULL AND NOT EXISTS (SELECT 1 FROM areas AS a WHERE a.fid = f.fid)"
)
