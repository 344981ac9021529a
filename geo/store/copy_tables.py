"""The tables of copies: which reports share which passages, their families, and the mentions that echo another report.

- `copy_documents` has a row for each report, by the hash of its path, source and text, so that reading it again with
  another gazetteer changes nothing here. A family is named by its first row.
- `copy_passages` has each shared passage once, with its place in both reports.
- `copy_shingles` finds candidates: some kept runs of words with their places, each held by few reports. A passage that
  a report shares with another is not entered again, so that a thousand copies hold no more than one.
- `echoes` has the mentions that stand in a repeated or quoted passage; the others speak for their own report.
"""

import sqlite3
from typing import NamedTuple

from geo.copies import Passage
from geo.model import Document, Source
from geo.store.codec import text_spans
from geo.store.geopackage import Layer, list_layer, run_script
from geo.windows import WINDOW, head_of

LAYERS = (
    Layer("copy_documents", "attributes", "Each report with its family of copies; one of a family is the original"),
    Layer("copy_passages", "attributes", "Passages that two reports share, with their places in both"),
    Layer("echoes", "attributes", "Mentions that repeat another report, or stand in a quotation with its own source"),
)

_TABLES = """
CREATE TABLE copy_documents (
  fid INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  family INTEGER NOT NULL,
  original BOOLEAN NOT NULL,
  named BOOLEAN NOT NULL,
  declared BOOLEAN NOT NULL,
  published TEXT NOT NULL,
  path TEXT NOT NULL
);
CREATE INDEX copy_documents_by_family ON copy_documents (family, original);
CREATE TABLE copy_passages (
  fid INTEGER PRIMARY KEY,
  one INTEGER NOT NULL REFERENCES copy_documents (fid) ON DELETE CASCADE,
  other INTEGER NOT NULL REFERENCES copy_documents (fid) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  of_start INTEGER NOT NULL,
  of_stop INTEGER NOT NULL,
  copy BOOLEAN NOT NULL,
  source INTEGER NOT NULL
);
CREATE INDEX copy_passages_by_one ON copy_passages (one);
CREATE INDEX copy_passages_by_other ON copy_passages (other);
CREATE TABLE copy_shingles (
  hash INTEGER NOT NULL,
  document INTEGER NOT NULL,
  word INTEGER NOT NULL,
  PRIMARY KEY (hash, document)
) WITHOUT ROWID;
CREATE TABLE echoes (
  finding INTEGER PRIMARY KEY REFERENCES findings (fid) ON DELETE CASCADE,
  source INTEGER,
  quoted TEXT
);
CREATE INDEX documents_by_origin ON documents (origin);
"""


def copies_schema(connection: sqlite3.Connection) -> None:
    """Adds families of copies, shared passages and echoes."""
    run_script(connection, _TABLES)
    for layer in LAYERS:
        list_layer(connection, layer)


class Shared(NamedTuple):
    """A passage as one of its two reports sees it."""

    passage: Passage
    other: int
    """Row of the other report."""
    copy: bool
    """Whether the two are of one family."""
    source: int
    """Where they are not: row of the report that has the words first."""


def shared_passages(connection: sqlite3.Connection, row: int) -> list[Shared]:
    """The passages of a report, by their place in it."""
    mine = "SELECT start, stop, of_start, of_stop, other, copy, source FROM copy_passages WHERE one = ?"
    theirs = "SELECT of_start, of_stop, start, stop, one, copy, source FROM copy_passages WHERE other = ?"
    found = connection.execute(" UNION ALL ".join([mine, theirs]) + " ORDER BY 1, 2, 5", (row, row))
    return [Shared(Passage(*values[:4]), values[4], bool(values[5]), values[6]) for values in found]


def rank(connection: sqlite3.Connection, row: int) -> tuple[object, ...]:
    """By what the original of a family is known: named so by another, not taken from elsewhere, earliest, path."""
    return tuple(
        connection.execute(
            "SELECT NOT named, declared, published, path FROM copy_documents WHERE fid = ?", (row,)
        ).fetchone()
    )


def is_echo(connection: sqlite3.Connection, row: int, shared: Shared) -> bool:
    """Whether the other report has the words first: the senior of a family, or the one that is cited."""
    if shared.copy:
        return rank(connection, shared.other) < rank(connection, row)
    return shared.source == shared.other


def echoed(connection: sqlite3.Connection, row: int) -> list[tuple[int, Passage]]:
    """The passages that a report has from others, by their place in it, with the rows of the others."""
    shared = shared_passages(connection, row)
    return [(passage.other, passage.passage) for passage in shared if is_echo(connection, row, passage)]


def held_document(connection: sqlite3.Connection, id: str) -> Document:
    """The document of that id, from its sentences, as far as it is compared."""
    fid, body, *source = connection.execute(_DOCUMENT, (id,)).fetchone()
    texts = connection.execute(
        "SELECT text FROM sentences WHERE document = ? AND start < ? ORDER BY number", (fid, WINDOW)
    )
    return head_of(Document(id, Source(*source), "".join(text for (text,) in texts), "", text_spans(body)))


def id_of(connection: sqlite3.Connection, row: int) -> str:
    """The id of the document of a row."""
    return str(connection.execute("SELECT id FROM copy_documents WHERE fid = ?", (row,)).fetchone()[0])


def component(connection: sqlite3.Connection, row: int) -> set[int]:
    """The reports that are joined to a row by shared passages, near or far, itself included."""
    found, fresh = {row}, [row]
    while fresh:
        others = {shared.other for shared in shared_passages(connection, fresh.pop())} - found
        found |= others
        fresh += others
    return found


_DOCUMENT = (
    "SELECT fid, body, path, sha256, outlet, title, author, url, published, retrieved, republished_from "
    "FROM documents WHERE id = ?"
)
