"""Rows of a project file as values again: what was added comes back equal."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from gazetteer.place import Place
from geo.model import Document, Finding, Mention, Parsed, Resolution, Sentence, Source, Span
from geo.store.blob import blob_point
from geo.store.codec import (
    text_box,
    text_features,
    text_losers,
    text_name,
    text_names,
    text_relation,
    text_spans,
    text_steps,
    text_strings,
    text_time,
)

Row = tuple[Any, ...]

SOURCE_COLUMNS = "d.path, d.sha256, d.outlet, d.title, d.author, d.url, d.published, d.retrieved, d.republished_from"
"""Of `documents AS d`, as `Source` takes them."""

PLACE_COLUMNS = (
    "p.id, p.name, p.geom, p.names, p.feature_class, p.feature_code, p.country, p.admin, p.population, "
    "p.uncertainty_km, p.extent, p.source_id"
)
"""Of `places AS p`, as `place_of` takes them."""

FINDING_COLUMNS = (
    "f.start, f.stop, f.surface, f.kind, f.score, s.number, s.start, s.stop, f.confidence, r.margin, r.name, r.steps, "
    "r.features, r.losers, r.time, r.relation"
)
"""Of `findings AS f`, `sentences AS s` and `resolutions AS r`, as `finding_of` takes them."""


class Held(NamedTuple):
    """A document as a list shows it: everything but its text."""

    id: str
    source: Source
    lang: str
    characters: int
    sentences: int
    mentions: int
    run: str
    """Id of the run that read it."""


def place_of(row: Row) -> Place:
    """A place from its `PLACE_COLUMNS`."""
    id, name, geom, names, feature_class, code, country, admin, population, uncertainty, extent, source = row
    return Place(
        id=id,
        name=name,
        point=blob_point(geom) if geom else None,
        names=text_names(names),
        feature_class=feature_class,
        feature_code=code,
        country=country,
        admin=text_strings(admin),
        population=population,
        uncertainty_km=uncertainty,
        extent=text_box(extent),
        source_id=source,
    )


def finding_of(row: Row, document: str, place: Place | None) -> Finding:
    """A mention and its resolution from its `FINDING_COLUMNS`, the id of its document and its place."""
    start, stop, surface, kind, score, number, first, last, confidence, margin, name, steps, features, losers, *rest = (
        row
    )
    time, relation = rest
    sentence, span = Sentence(number, Span(first, last)), Span(start, stop)
    mention = Mention(document, sentence, span, surface, kind, score, text_time(time), text_relation(relation))
    return Finding(
        mention,
        Resolution(
            place=place,
            confidence=confidence,
            margin=margin,
            name=text_name(name),
            steps=text_steps(steps),
            features=text_features(features),
            losers=text_losers(losers),
        ),
    )


class Places:
    """Reads places by row, keeping those read lately, since mentions repeat them."""

    _KEPT = 2000
    """Records kept; one with two hundred names takes about 40 kB, so that all take under 80 MB."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._kept: dict[int, Place | None] = {}

    def __getitem__(self, fid: int) -> Place | None:
        """The place of a row; None for a name that could not be placed."""
        if fid not in self._kept:
            self.load([fid])
        return self._kept[fid]

    def load(self, fids: Sequence[int]) -> None:
        """Reads the places of some rows, at most `_KEPT`, in one go."""
        missing = [fid for fid in fids if fid not in self._kept]
        for _ in range(len(self._kept) + len(missing) - self._KEPT):
            del self._kept[next(iter(self._kept))]
        for fid, placed, *row in self._db.execute(_SOME_PLACES, (json.dumps(missing),)):
            self._kept[fid] = place_of(tuple(row)) if placed else None


_SOME_PLACES = " ".join(
    ["SELECT p.fid, p.placed,", PLACE_COLUMNS, "FROM places AS p WHERE p.fid IN (SELECT value FROM json_each(?))"]
)

_PLACE_BY_ID = " ".join(["SELECT", PLACE_COLUMNS, "FROM places AS p WHERE p.placed AND p.id = ?"])

_HELD = " ".join(
    [
        "SELECT d.id, d.lang, d.characters,",
        "(SELECT count(*) FROM sentences AS s WHERE s.document = d.fid),",
        "(SELECT count(*) FROM findings AS f WHERE f.document = d.fid),",
        "r.id,",
        SOURCE_COLUMNS,
        "FROM documents AS d JOIN runs AS r ON r.fid = d.run ORDER BY d.path",
    ]
)

_DOCUMENTS = " ".join(["SELECT d.fid, d.id, d.lang, d.body,", SOURCE_COLUMNS, "FROM documents AS d"])

_FOUND_COLUMNS = FINDING_COLUMNS.replace("f.kind", "coalesce(j.kind, f.kind)").replace(
    "f.confidence", "coalesce(j.confidence, f.confidence)"
)
"""As found, before a person judged it."""

_FINDINGS = " ".join(
    [
        "SELECT coalesce(j.place, f.place),",
        _FOUND_COLUMNS,
        "FROM findings AS f LEFT JOIN judged AS j ON j.finding = f.fid",
        "JOIN sentences AS s ON s.fid = f.sentence JOIN resolutions AS r ON r.fid = f.fid",
        "WHERE f.document = ? ORDER BY f.start, f.stop",
    ]
)


def read_place(connection: sqlite3.Connection, id: str) -> Place | None:
    """The place of that id; None for one that is not held, or that could not be placed."""
    row = connection.execute(_PLACE_BY_ID, (id,)).fetchone()
    return place_of(row) if row else None


def read_documents(connection: sqlite3.Connection) -> Iterator[Held]:
    """The documents, by path, without their texts."""
    for id, lang, characters, sentences, mentions, run, *source in connection.execute(_HELD):
        yield Held(id, Source(*source), lang, characters, sentences, mentions, run)


def read_parsed(connection: sqlite3.Connection, path: str | None = None) -> Iterator[Parsed]:
    """Every document, or the one at a path, as it was added; by path."""
    places = Places(connection)
    chosen: Iterable[Row] = (
        connection.execute(_DOCUMENTS + " ORDER BY d.path")
        if path is None
        else connection.execute(_DOCUMENTS + " WHERE d.path = ?", (path,))
    )
    for fid, id, lang, body, *source in chosen:
        sentences, texts = [], []
        for number, start, stop, text in connection.execute(
            "SELECT number, start, stop, text FROM sentences WHERE document = ? ORDER BY number", (fid,)
        ):
            sentences.append(Sentence(number, Span(start, stop)))
            texts.append(text)
        findings = [finding_of(row[1:], id, places[row[0]]) for row in connection.execute(_FINDINGS, (fid,))]
        document = Document(id, Source(*source), "".join(texts), lang, text_spans(body))
        yield Parsed(document, tuple(sentences), tuple(findings))
