"""The tables of a project file, and the migrations that lead from one schema to the next.

Shape, for a million mentions in a hundred thousand documents:

- `documents` holds no text, so that a join over all of them reads few pages; the text is in `sentences` alone,
  which tile it exactly.
- `findings` is narrow: a mention with its place. Its index by place bears the path, the start and what filters ask for,
  so that the mentions of a place come in document order, filtered and counted, from the index alone.
- `resolutions` holds the reasons (JSON), read only for the mentions that are shown.
- `mentions` is a view over these, the feature layer that GDAL and QGIS see; no sentence is stored twice.
- `sentence_words` is a full-text index without content over the folded sentences. Rows of removed sentences stay in it
  until words are folded anew; they are harmless because sentence numbers are never used again.
"""

import sqlite3
from collections.abc import Callable, Sequence

from geo.store.copy_tables import copies_schema
from geo.store.geopackage import Layer, index_places, list_layer, make_geopackage, run_script
from geo.store.judgement_tables import judgements_schema
from geo.store.styles import styles_schema

Migration = Callable[[sqlite3.Connection], None]

LAYERS = (
    Layer("places", "features", "Places that reports name, and names that could not be placed (without a point)"),
    Layer("mentions", "features", "Each mention of a place, at the point of its place, with its sentence and source"),
    Layer("documents", "attributes", "Reports: source, language and what they were read with"),
    Layer("sentences", "attributes", "The sentences of the reports; joined in order they are the text, unchanged"),
    Layer("findings", "attributes", "Each mention: where it stands in its report, and its place"),
    Layer("resolutions", "attributes", "Why each mention was given its place: name hit, steps, features, losers"),
    Layer("judgements", "attributes", "What people decided; rows are only ever appended"),
    Layer("runs", "attributes", "With what the findings were made"),
    Layer("gazetteer_sources", "attributes", "Where the records of places come from, and whom to credit"),
)

_TABLES = """
CREATE TABLE dateline_meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE runs (
  fid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  version TEXT NOT NULL,
  recognizer TEXT NOT NULL,
  resolver TEXT NOT NULL,
  fold_version INTEGER NOT NULL,
  gazetteer TEXT NOT NULL,
  settings TEXT NOT NULL
);
CREATE TABLE gazetteer_sources (
  fid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  licence TEXT NOT NULL,
  attribution TEXT NOT NULL,
  sha256 TEXT NOT NULL
);
CREATE TABLE documents (
  fid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL,
  outlet TEXT NOT NULL,
  title TEXT NOT NULL,
  author TEXT NOT NULL,
  url TEXT NOT NULL,
  published TEXT NOT NULL,
  retrieved TEXT NOT NULL,
  republished_from TEXT NOT NULL,
  lang TEXT NOT NULL,
  body TEXT NOT NULL,
  characters INTEGER NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (fid),
  origin TEXT NOT NULL,
  searched TEXT NOT NULL
);
CREATE TABLE sentences (
  fid INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES documents (fid) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (document, number)
);
CREATE TABLE places (
  fid INTEGER PRIMARY KEY,
  geom POINT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  country TEXT NOT NULL,
  feature_class TEXT NOT NULL,
  feature_code TEXT NOT NULL,
  admin TEXT NOT NULL,
  population INTEGER NOT NULL,
  uncertainty_km DOUBLE,
  names TEXT NOT NULL,
  extent TEXT,
  source_id TEXT NOT NULL,
  placed BOOLEAN NOT NULL
);
CREATE TABLE findings (
  fid INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  document INTEGER NOT NULL REFERENCES documents (fid) ON DELETE CASCADE,
  sentence INTEGER NOT NULL REFERENCES sentences (fid) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  surface TEXT NOT NULL,
  kind TEXT NOT NULL,
  score DOUBLE NOT NULL,
  place INTEGER NOT NULL REFERENCES places (fid),
  confidence DOUBLE NOT NULL,
  path TEXT NOT NULL,
  first_day INTEGER,
  last_day INTEGER,
  UNIQUE (document, start, stop)
);
CREATE INDEX findings_by_place
  ON findings (place, path, start, kind, confidence, first_day, last_day, document);
CREATE INDEX findings_by_sentence ON findings (sentence);
CREATE TABLE resolutions (
  fid INTEGER PRIMARY KEY REFERENCES findings (fid) ON DELETE CASCADE,
  margin DOUBLE NOT NULL,
  name TEXT,
  steps TEXT NOT NULL,
  features TEXT NOT NULL,
  losers TEXT NOT NULL
);
CREATE TABLE judgements (
  fid INTEGER PRIMARY KEY AUTOINCREMENT,
  mention TEXT NOT NULL,
  path TEXT NOT NULL,
  surface TEXT NOT NULL,
  scope TEXT NOT NULL,
  verdict TEXT NOT NULL,
  place_id TEXT,
  judged_by TEXT NOT NULL,
  judged_at TEXT NOT NULL,
  why TEXT NOT NULL,
  withdraws INTEGER REFERENCES judgements (fid)
);
CREATE TRIGGER judgements_are_kept BEFORE UPDATE ON judgements
BEGIN
  SELECT RAISE(ABORT, 'judgements are only ever appended: withdraw one by another');
END;
CREATE TRIGGER judgements_stay BEFORE DELETE ON judgements
BEGIN
  SELECT RAISE(ABORT, 'judgements are only ever appended: withdraw one by another');
END;
CREATE VIRTUAL TABLE sentence_words USING fts5(words, content='', tokenize='unicode61 remove_diacritics 0');
"""


_MENTIONS = """
CREATE VIEW mentions AS
  SELECT findings.fid AS OGC_FID, places.geom AS geom, findings.id AS id, findings.surface AS surface,
    sentences.text AS sentence, documents.outlet AS outlet, documents.published AS published,{event}
    findings.confidence AS confidence, findings.kind AS kind, places.name AS place, places.id AS place_id,
    places.country AS country, places.uncertainty_km AS uncertainty_km, documents.title AS title,
    documents.author AS author, documents.url AS url, findings.path AS path, findings.start AS "start",
    findings.stop AS "end"{row}
  FROM findings
  JOIN places ON places.fid = findings.place
  JOIN sentences ON sentences.fid = findings.sentence
  JOIN documents ON documents.fid = findings.document{reasons};
"""
"""The view `mentions`, with gaps for what later schemas added to it."""


def _mentions_view(*, timed: bool = False, numbered: bool = False) -> str:
    """The view as it is: with the time of the event from schema 5 on, with a `rowid` from schema 7 on."""
    event = """
    json_extract(resolutions.time, '$[0]') AS event, json_extract(resolutions.time, '$[1]') AS event_how,"""
    reasons = """
  JOIN resolutions ON resolutions.fid = findings.fid"""
    view = _MENTIONS.replace("{event}", event if timed else "").replace("{reasons}", reasons if timed else "")
    return view.replace("{row}", ", findings.fid AS rowid" if numbered else "")


def first_schema(connection: sqlite3.Connection) -> None:
    """Schema 1: documents, sentences, findings, resolutions, places, judgements, runs."""
    make_geopackage(connection)
    run_script(connection, _TABLES + _mentions_view())
    index_places(connection)
    for layer in LAYERS:
        list_layer(connection, layer)


_TIMES = """
ALTER TABLE resolutions ADD COLUMN time TEXT;
DROP VIEW mentions;
"""


def times(connection: sqlite3.Connection) -> None:
    """Each mention has its time: `[edtf, how, [start, stop] or null]`; what an older version read has none until it is
    added again. `first_day` and `last_day` are those of the time, else of the date of publication."""
    run_script(connection, _TIMES + _mentions_view(timed=True))


_RELATIONS = """
ALTER TABLE resolutions ADD COLUMN relation TEXT;
CREATE TABLE areas (
  fid INTEGER PRIMARY KEY REFERENCES findings (fid) ON DELETE CASCADE,
  geom POLYGON NOT NULL,
  id TEXT NOT NULL,
  words TEXT NOT NULL,
  kind TEXT NOT NULL,
  direction TEXT NOT NULL,
  km DOUBLE,
  uncertainty_km DOUBLE NOT NULL,
  place_id TEXT NOT NULL
);
"""

_AREAS = Layer(
    "areas", "features", "Where a phrase says that something is: west of, between, near; a row a mention", "POLYGON"
)


def relations(connection: sqlite3.Connection) -> None:
    """Each mention has its relation, whole in `resolutions` (JSON), and as an area that other programs see in `areas`;
    `mentions` stay at their places."""
    run_script(connection, _RELATIONS)
    list_layer(connection, _AREAS)


_MOVED = """
DELETE FROM areas WHERE fid IN (
  SELECT judged.finding FROM judged JOIN findings ON findings.fid = judged.finding
  WHERE findings.place <> judged.place
);
"""


def rows_and_areas(connection: sqlite3.Connection) -> None:
    """`mentions` has a `rowid`, without which Datasette shows no view that has geometries; and mentions that a person
    moved or rejected have no area of the place found, which a file of schema 6 may still hold."""
    run_script(connection, "DROP VIEW mentions;" + _mentions_view(timed=True, numbered=True) + _MOVED)


MIGRATIONS: tuple[Migration, ...] = (
    first_schema,
    copies_schema,
    judgements_schema,
    styles_schema,
    times,
    relations,
    rows_and_areas,
)
"""The migration at index n leads from schema n to n + 1. Add to the end; never change one that was released."""

SCHEMA = len(MIGRATIONS)
"""The schema that this version writes."""


def migrate(connection: sqlite3.Connection, held: int, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Leads a file of schema `held` (0: empty) to the newest, inside the open transaction."""
    for migration in migrations[held:]:
        migration(connection)
    connection.execute(
        "INSERT INTO dateline_meta VALUES ('schema', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (str(len(migrations)),),
    )
