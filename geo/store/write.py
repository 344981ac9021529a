"""Writing one document with all that was found in it, in place of an older version of the same path."""

import sqlite3
from collections.abc import Iterable, Mapping

from gazetteer.place import GazetteerSource, Place
from geo.copies import Traits
from geo.judgements import Evidence, place_of_record
from geo.model import Document, Run
from geo.store.areas import write_areas
from geo.store.blob import point_blob
from geo.store.codec import dumps, names_text
from geo.store.copy_write import CopyWriter
from geo.store.judge import REJECTED, Judge
from geo.store.rows import UNPLACED, Rows, check_text
from geo.store.words import Fold

NO_EVIDENCE = Evidence()
"""Nobody judged anything that reaches a document."""

PlaceCache = dict[str, int]
"""Places written by this process: id → row, so that a place named again costs no statement."""


class Writer:
    """Writes documents over one connection; each call of `add` belongs inside a transaction of its own."""

    def __init__(self, connection: sqlite3.Connection, fold: Fold) -> None:
        self._db = connection
        self._fold = fold
        self._copies = CopyWriter(connection)
        self.judge = Judge(connection, fold, self._judged_place)
        """What people decided."""
        self._places: PlaceCache = {}
        self._fresh: PlaceCache = {}
        self._known_of = ("", -1)

    def add(
        self, document: Document, windows: Iterable[Rows], run: Run, evidence: Evidence, traits: Traits | None
    ) -> None:
        """Writes a document, its sentences, findings and places; removes the version of the same path before.

        The `evidence` is what people's judgements taught about it when it was read; its `traits` are reckoned here
        where they are None. ValueError, Unreadable for what must not be kept.
        """
        check_text(document)
        self._forget_stale_places(run)
        left = self._forget(document.source.path, document.id)
        fid = self._document(document, self._run(run))
        at = number = 0
        for rows in windows:
            if rows.start != at:
                raise ValueError(f"{document.source.path}: a window at {rows.start} does not follow {at}")
            self._window(fid, document, rows, number)
            at = rows.stop
            number += len(rows.sentences)
        if at != len(document.text):
            raise ValueError(f"{document.source.path}: the windows end at {at}, the text at {len(document.text)}")
        self._copies.add(document, fid, traits)
        self.judge.apply_to(fid, document.source.path, evidence)
        self._prune(left)

    def committed(self) -> None:
        """Tells the writer that its last `add` was kept, so that the places it wrote need not be written again."""
        self._places.update(self._fresh)

    def credit(self, sources: Iterable[GazetteerSource]) -> None:
        """Writes or renews where records of places come from."""
        for source in sources:
            self._db.execute(
                "INSERT INTO gazetteer_sources (id, title, licence, attribution, sha256) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET title = excluded.title, licence = excluded.licence, "
                "attribution = excluded.attribution, sha256 = excluded.sha256",
                tuple(source),
            )

    def _forget_stale_places(self, run: Run) -> None:
        """One run has one record for a place; another run, or another writer of the file, may have changed its row."""
        self._fresh = {}
        known_of = run.id, int(self._db.execute("PRAGMA data_version").fetchone()[0])
        if known_of != self._known_of:
            self._places, self._known_of = {}, known_of

    def _forget(self, path: str, new: str) -> set[int]:
        """Removes the document at a path with all that hangs on it; the rows of the places it named.

        Where the `new` one has the same id, its text is the same, and what it shares with others stays.
        """
        held = self._db.execute("SELECT fid, id FROM documents WHERE path = ?", (path,)).fetchone()
        if held is None:
            return set()
        fid, id = held
        left = {row for (row,) in self._db.execute(_PLACES_OF, (fid, fid))}
        if id != new:
            self._copies.forget(id)
        self._db.execute("DELETE FROM documents WHERE fid = ?", (fid,))
        return left

    def _prune(self, left: set[int]) -> None:
        """Removes those places that no document names any more."""
        gone = {fid for fid in left if not self._db.execute(_NAMES, (fid, fid)).fetchone()}
        self._db.executemany("DELETE FROM places WHERE fid = ?", [(fid,) for fid in gone])
        if gone:
            self._places = {id: fid for id, fid in self._places.items() if fid not in gone}

    def _run(self, run: Run) -> int:
        self._db.execute(
            "INSERT OR IGNORE INTO runs (id, version, recognizer, resolver, fold_version, gazetteer, settings) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (run.id, run.version, run.recognizer, run.resolver, run.fold_version, run.gazetteer, run.settings),
        )
        return int(self._db.execute("SELECT fid FROM runs WHERE id = ?", (run.id,)).fetchone()[0])

    def _window(self, fid: int, document: Document, rows: Rows, number: int) -> None:
        """Writes sentences, from that number on, and findings."""
        text, path = document.text, document.source.path
        first = self._next(_LAST_SENTENCE)
        self._db.executemany(
            "INSERT INTO sentences (fid, document, number, start, stop, text) VALUES (?, ?, ?, ?, ?, ?)",
            (
                (row, fid, row - first + number, start, stop, text[start:stop])
                for row, (start, stop, _) in enumerate(rows.sentences, first)
            ),
        )
        self._db.executemany(
            "INSERT INTO sentence_words (rowid, words) VALUES (?, ?)",
            ((row, folded) for row, (_, _, folded) in enumerate(rows.sentences, first)),
        )
        places = [self._place(place) for place in rows.places]
        finding = self._next(_LAST_FINDING)
        self._db.executemany(
            "INSERT INTO findings (fid, document, path, sentence, place, id, start, stop, surface, kind, score, "
            "confidence, first_day, last_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (row, fid, path, first + found.sentence, places[found.place], *found[3:12])
                for row, found in enumerate(rows.findings, finding)
            ),
        )
        self._db.executemany(
            "INSERT INTO resolutions (fid, margin, name, steps, features, losers, time, relation) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (row, *rows.reasons[found.reason], found.time, found.relation)
                for row, found in enumerate(rows.findings, finding)
            ),
        )
        areas = ((row, found.id, found.area) for row, found in enumerate(rows.findings, finding) if found.area)
        write_areas(self._db, areas)

    def _next(self, last: str) -> int:
        """The number of the next row of a table, as SQLite would choose it: the file is locked for others."""
        return int((self._db.execute(last).fetchone() or (0,))[0] or 0) + 1

    def _document(self, document: Document, run: int) -> int:
        source = document.source
        cursor = self._db.execute(
            "INSERT INTO documents (id, path, sha256, outlet, title, author, url, published, retrieved, "
            "republished_from, lang, body, characters, run, origin, searched) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(document.id, source.path, source.sha256, source.outlet, source.title, source.author, source.url),
                *(source.published, source.retrieved, source.republished_from, document.lang, dumps(document.body)),
                *(len(document.text), run, ""),
                "\n".join((source.outlet, source.path, source.url)).casefold(),
            ),
        )
        return int(cursor.lastrowid or 0)

    def _place(self, place: Place) -> int:
        """The row of a place, written where this run has not written it yet."""
        row = self._places.get(place.id) or self._fresh.get(place.id)
        if row is None:
            row = self._fresh[place.id] = self._write_place(place, not place.id.startswith(UNPLACED))
        return row

    def _judged_place(self, record: Mapping[str, object], surface: str) -> int:
        """The row of a place that a judgement names, as it is held; of a rejected name where it names none."""
        place = place_of_record(record) if record else Place(f"{REJECTED}:{self._fold(surface)}", surface, None)
        held = self._db.execute("SELECT fid FROM places WHERE id = ?", (place.id,)).fetchone()
        return int(held[0]) if held else self._write_place(place, bool(record))

    def _write_place(self, place: Place, placed: bool) -> int:
        values = (
            *(place.point and point_blob(place.point), place.name, place.country, place.feature_class),
            *(place.feature_code, dumps(place.admin), place.population, place.uncertainty_km),
            *(names_text(place.names), place.extent and dumps(place.extent), place.source_id, placed, place.id),
        )
        held = self._db.execute("SELECT fid FROM places WHERE id = ?", (place.id,)).fetchone()
        if held is None:
            cursor = self._db.execute(
                "INSERT INTO places (geom, name, country, feature_class, feature_code, admin, population, "
                "uncertainty_km, names, extent, source_id, placed, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            return int(cursor.lastrowid or 0)
        self._db.execute(
            "UPDATE places SET geom = ?, name = ?, country = ?, feature_class = ?, feature_code = ?, admin = ?, "
            "population = ?, uncertainty_km = ?, names = ?, extent = ?, source_id = ?, placed = ? WHERE id = ?",
            values,
        )
        return int(held[0])


_LAST_SENTENCE = "SELECT seq FROM sqlite_sequence WHERE name = 'sentences'"
_LAST_FINDING = "SELECT max(fid) FROM findings"

_PLACES_OF = (
    "SELECT place FROM findings WHERE document = ? UNION "
    "SELECT j.place FROM judged AS j JOIN findings AS f ON f.fid = j.finding WHERE f.document = ?"
)

_NAMES = "SELECT 1 FROM findings WHERE place = ? UNION ALL SELECT 1 FROM judged WHERE place = ? LIMIT 1"
