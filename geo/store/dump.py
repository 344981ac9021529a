"""A project file as lines of text in one order, without timestamps and row numbers: equal for equal input."""

import sqlite3
from collections.abc import Iterator

from geo.store.codec import dumps
from geo.store.read import read_documents, read_parsed

_TABLES = (
    ("run", "SELECT id, version, recognizer, resolver, fold_version, gazetteer, settings FROM runs "
            "WHERE fid IN (SELECT run FROM documents) ORDER BY id"),
    ("gazetteer", "SELECT id, title, licence, attribution, sha256 FROM gazetteer_sources ORDER BY id"),
    ("place", "SELECT id, name, hex(geom), country, feature_class, feature_code, admin, population, uncertainty_km, "
              "names, extent, source_id, placed FROM places ORDER BY id"),
    ("family", "SELECT c.id, k.id, c.original FROM copy_documents AS c JOIN copy_documents AS k "
               "ON k.family = c.family AND k.original ORDER BY c.path"),
    ("passage", "SELECT a.path, b.path, p.start, p.stop, p.of_start, p.of_stop, p.copy, s.path FROM copy_passages AS p "
                "JOIN copy_documents AS a ON a.fid = p.one JOIN copy_documents AS b ON b.fid = p.other "
                "JOIN copy_documents AS s ON s.fid = p.source ORDER BY 1, 2, 3"),
    ("echo", "SELECT f.id, c.path, e.quoted FROM echoes AS e JOIN findings AS f ON f.fid = e.finding "
             "LEFT JOIN copy_documents AS c ON c.fid = e.source ORDER BY f.path, f.start, f.id"),
    ("judgement", "SELECT id, scope, verdict, surface, place_id, judged_by, why, mention, path, outlet, withdraws "
                  "FROM judgements ORDER BY judged_at, id"),
    ("judged", "SELECT f.id, j.judgement, p.id, f.kind, f.confidence FROM judged AS j "
               "JOIN findings AS f ON f.fid = j.finding JOIN places AS p ON p.fid = f.place ORDER BY f.path, f.start"),
)  # fmt: skip


def dump_lines(connection: sqlite3.Connection) -> Iterator[str]:
    """One JSON list a line, its first item the kind of the record."""
    yield dumps(["schema", *connection.execute("SELECT value FROM dateline_meta WHERE key = 'schema'").fetchone()])
    for kind, query in _TABLES:
        for row in connection.execute(query):
            yield dumps([kind, *row])
    runs = {held.source.path: held.run for held in read_documents(connection)}
    for document, sentences, findings in read_parsed(connection):
        source = document.source
        body = [document.id, runs[source.path], _fields(source), document.lang, document.body, document.text]
        yield dumps(["document", source.path, *body])
        yield dumps(["sentences", source.path, *(sentence.span for sentence in sentences)])
        for mention, resolution in findings:
            yield dumps(
                [
                    *("mention", source.path, mention.span, mention.surface, mention.kind, mention.score, mention.id),
                    *(mention.sentence.number, resolution.place and resolution.place.id, resolution.confidence),
                    *(resolution.margin, resolution.name and _fields(resolution.name), resolution.steps),
                    *(resolution.features, resolution.losers, mention.time),
                    mention.relation and _fields(mention.relation),
                ]
            )


def _fields(value: object) -> list[object]:
    return [getattr(value, name) for name in value.__slots__]  # type: ignore[attr-defined]
