"""The tables of judgements: what people decided, and what it changed in the findings."""

import json
import sqlite3
from collections.abc import Iterable

from geo.judgements import Judgement, Target, load_line
from geo.store.geopackage import Layer, list_layer, run_script

_TABLES = """
DROP TABLE judgements;
CREATE TABLE judgements (
  fid INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  scope TEXT NOT NULL,
  verdict TEXT NOT NULL,
  surface TEXT NOT NULL,
  place_id TEXT,
  judged_by TEXT NOT NULL,
  judged_at TEXT NOT NULL,
  why TEXT NOT NULL,
  mention TEXT NOT NULL,
  path TEXT NOT NULL,
  outlet TEXT NOT NULL,
  withdraws TEXT NOT NULL,
  line TEXT NOT NULL
);
CREATE TRIGGER judgements_are_kept BEFORE UPDATE ON judgements
BEGIN
  SELECT RAISE(ABORT, 'judgements are only ever appended: withdraw one by another');
END;
CREATE TRIGGER judgements_stay BEFORE DELETE ON judgements
BEGIN
  SELECT RAISE(ABORT, 'judgements are only ever appended: withdraw one by another');
END;
CREATE TABLE judged (
  finding INTEGER PRIMARY KEY REFERENCES findings (fid) ON DELETE CASCADE,
  judgement TEXT NOT NULL,
  place INTEGER NOT NULL REFERENCES places (fid),
  kind TEXT NOT NULL,
  confidence DOUBLE NOT NULL
);
CREATE INDEX judged_by_place ON judged (place);
CREATE TABLE taught (path TEXT NOT NULL PRIMARY KEY, mark TEXT NOT NULL);
"""


def judgements_schema(connection: sqlite3.Connection) -> None:
    """Judgements with scopes and portable ids.

    `judged` keeps what the findings said before, `taught` what each document was read with. No version wrote rows into
    the table that was there before.
    """
    run_script(connection, _TABLES)
    list_layer(connection, Layer("judged", "attributes", "What judgements changed: place, kind, confidence as found"))


def append(connection: sqlite3.Connection, judgement: Judgement, line: str) -> bool:
    """Writes a judgement; False where the project holds it already."""
    cursor = connection.execute(
        "INSERT INTO judgements (id, scope, verdict, surface, place_id, judged_by, judged_at, why, mention, path, "
        "outlet, withdraws, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (
            *(judgement.id, judgement.scope, judgement.verdict, judgement.surface),
            *((judgement.place or {}).get("id"), judgement.by, judgement.at, judgement.why, judgement.mention),
            *(judgement.path, judgement.outlet, judgement.withdraws, line),
        ),
    )
    return cursor.rowcount > 0


def read_judgements(connection: sqlite3.Connection) -> list[Judgement]:
    """Every judgement, in the order in which they were written."""
    rows = connection.execute("SELECT line, id FROM judgements ORDER BY fid")
    return [load_line(line, f"judgement {id}") for line, id in rows]


def targets(connection: sqlite3.Connection, document: int | None = None) -> list[tuple[int, Target]]:
    """The mentions of a document, or of all, with their rows."""
    where = "" if document is None else "WHERE f.document = ?"
    query = " ".join([_TARGETS, where, "ORDER BY f.fid"])
    rows = connection.execute(query, () if document is None else (document,))
    return [(row, Target(*values)) for row, *values in rows]


_TARGETS = (
    "SELECT f.fid, f.id, d.path, d.sha256, f.start, f.stop, f.surface, d.outlet "
    "FROM findings AS f JOIN documents AS d ON d.fid = f.document"
)


def reached(connection: sqlite3.Connection, judgements: Iterable[Judgement]) -> list[int] | None:
    """The rows of the documents on which judgements, or those that they withdraw, may say something; None for any."""
    documents: set[int] = set()
    waiting, seen = list(judgements), set[str]()
    while waiting:
        judgement = waiting.pop()
        if judgement.id in seen:
            continue
        seen.add(judgement.id)
        if judgement.verdict == "withdraw":
            waiting += decisions(connection, [judgement.withdraws]).values()
        elif judgement.scope in ("mention", "document"):
            prefix = judgement.mention.rpartition(":")[0] or "\U0010ffff"  # where there is none, no id begins so
            values = (judgement.path, judgement.sha256, prefix, prefix + "\U0010ffff")
            documents |= {row for (row,) in connection.execute(_REACHED, values)}
        else:
            return None
    return sorted(documents)


_REACHED = "SELECT fid FROM documents WHERE path = ? OR sha256 = ? OR (id >= ? AND id < ?)"


def target_of(connection: sqlite3.Connection, mention: str) -> Target | None:
    """The mention of that id."""
    prefix = mention.rpartition(":")[0]
    query = _TARGETS + " WHERE d.id >= ? AND d.id < ? AND f.id = ?"
    found = connection.execute(query, (prefix, prefix + "\U0010ffff", mention)).fetchone() if prefix else None
    return Target(*found[1:]) if found else None


def is_gone(connection: sqlite3.Connection, judgement: Judgement) -> bool:
    """Whether a judgement on one mention reaches none that the project holds."""
    if judgement.scope != "mention" or judgement.verdict == "withdraw" or target_of(connection, judgement.mention):
        return False
    query = (
        "SELECT 1 FROM documents AS d JOIN findings AS f ON f.document = d.fid "
        "WHERE d.sha256 = ? AND f.start = ? AND f.stop = ? LIMIT 1"
    )
    return not connection.execute(query, (judgement.sha256, judgement.start, judgement.end)).fetchone()


def decisions(connection: sqlite3.Connection, ids: list[str]) -> dict[str, Judgement]:
    """Judgements by id."""
    query = "SELECT id, line FROM judgements WHERE id IN (SELECT value FROM json_each(?))"
    return {id: load_line(line, id) for id, line in connection.execute(query, (json.dumps(ids),))}
