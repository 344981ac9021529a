"""Writing one document with all that was found in it, in place of an older version of the same path."""

import sqlite3
from collections.abc import Iterable, Mapping

from gazetteer.place import GazetteerSource, Place
from geo.errors import Unreadable
from geo.judgements import Evidence, place_of_record
from geo.model import Document, Finding, Parsed, Resolution, Run
from geo.store.areas import write_area
from geo.store.blob import point_blob
from geo.store.codec import dumps, name_text, names_text, relation_text, time_text
from geo.store.copy_write import CopyWriter
from geo.store.days import day_range
from geo.store.judge import REJECTED, Judge
from geo.store.words import Fold

NO_EVIDENCE = Evidence()
"""Nobody judged anything that reaches a document."""

UNPLACED = "unplaced:"
"""Begins the id of a name that could not be placed; its folded spelling follows."""

_CHECKED = 1_000_000
"""Code points encoded at once to see whether they can be, so that a long text is not copied whole."""

PlaceCache = dict[str, int]
"""Places written by this process: id → row, so that a place named again costs no statement."""


def check_laws(parsed: Parsed) -> None:
    """Refuses what would break the first law: sentences must tile the text, and a mention be the text at its span."""
    check_end(parsed.document, check_window(parsed, 0, 0))
    check_text(parsed.document)


def check_window(parsed: Parsed, at: int, number: int) -> int:
    """Where a window ends that must begin at the offset `at` with the sentence `number`; ValueError where it does not
    tile the text or a mention is not the text at its span."""
    text = parsed.document.text
    for expected, sentence in enumerate(parsed.sentences, start=number):
        if sentence.number != expected or sentence.span.start != at or sentence.span.end < at:
            raise ValueError(
                f"{parsed.document.source.path}: sentence {expected} at {sentence.span} does not follow {at}"
            )
        at = sentence.span.end
    for mention, _ in parsed.findings:
        if text[mention.span.start : mention.span.end] != mention.surface or mention.document != parsed.document.id:
            raise ValueError(f"{parsed.document.source.path}: {mention.surface!r} does not stand at {mention.span}")
    return at


def check_end(document: Document, at: int) -> None:
    """Refuses sentences that end elsewhere than the text."""
    if at != len(document.text):
        raise ValueError(f"{document.source.path}: the sentences end at {at}, the text at {len(document.text)}")


def check_text(document: Document) -> None:
    """Refuses a text or path with a lone surrogate, which no file in UTF-8 can hold."""
    try:
        document.source.path.encode()
        for start in range(0, len(document.text), _CHECKED):
            document.text[start : start + _CHECKED].encode()
    except UnicodeEncodeError as error:
        raise Unreadable(
            f"{document.source.path!a}: name or text holds a lone surrogate, unknown to UTF-8 ({error}).",
            "Rename the file, or save it as UTF-8.",
        ) from error


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

    def add(self, document: Document, windows: Iterable[Parsed], run: Run, evidence: Evidence = NO_EVIDENCE) -> None:
        """Writes a document, its sentences, findings and places; removes the version of the same path before.

        The `evidence` is what people's judgements taught about it when it was read. ValueError, Unreadable for what
        must not be kept.
        """
        check_text(document)
        self._forget_stale_places(run)
        left = self._forget(document.source.path, document.id)
        fid = self._document(document, self._run(run))
        at = number = 0
        for parsed in windows:
            at = check_window(parsed, at, number)
            self._window(fid, parsed, number)
            number += len(parsed.sentences)
        check_end(document, at)
        self._copies.add(document, fid)
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

    def _window(self, document: int, parsed: Parsed, number: int) -> None:
        """Writes sentences, from that number on, and findings."""
        sentences = self._sentences(document, parsed)
        days = day_range(parsed.document.source.published)
        for finding in parsed.findings:
            time = finding.mention.time
            when = (time and day_range(time.edtf)) or days or (None, None)
            self._finding(document, sentences[finding.mention.sentence.number - number], finding, parsed, when)

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

    def _sentences(self, document: int, parsed: Parsed) -> list[int]:
        """Writes the sentences and their folded words; the rows, in order."""
        rows = []
        for number, (start, stop) in parsed.sentences:
            text = parsed.document.text[start:stop]
            cursor = self._db.execute(
                "INSERT INTO sentences (document, number, start, stop, text) VALUES (?, ?, ?, ?, ?)",
                (document, number, start, stop, text),
            )
            rows.append(int(cursor.lastrowid or 0))
            self._db.execute("INSERT INTO sentence_words (rowid, words) VALUES (?, ?)", (rows[-1], self._fold(text)))
        return rows

    def _finding(
        self, document: int, sentence: int, finding: Finding, parsed: Parsed, days: tuple[int | None, int | None]
    ) -> None:
        mention, resolution = finding
        cursor = self._db.execute(
            "INSERT INTO findings (id, document, sentence, start, stop, surface, kind, score, place, confidence, path, "
            "first_day, last_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(mention.id, document, sentence, *mention.span, mention.surface, mention.kind, mention.score),
                *(self._place(resolution, mention.surface), resolution.confidence, parsed.document.source.path, *days),
            ),
        )
        losers = [
            [rival.place_id, rival.name, rival.country, rival.feature, rival.point, rival.probability]
            for rival in resolution.losers
        ]
        self._db.execute(
            "INSERT INTO resolutions (fid, margin, name, steps, features, losers, time, relation) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(cursor.lastrowid, resolution.margin, name_text(resolution.name)),
                *(dumps(resolution.steps), dumps(resolution.features), dumps(losers), time_text(mention.time)),
                relation_text(mention.relation),
            ),
        )
        if mention.relation and cursor.lastrowid:
            place_id = resolution.place.id if resolution.place else ""
            write_area(self._db, cursor.lastrowid, mention.id, mention.relation, parsed.document.text, place_id)

    def _place(self, resolution: Resolution, surface: str) -> int:
        """The row of a place, written where this run has not written it yet."""
        place, placed = resolution.place, True
        if place is None:
            folded = self._fold(surface) or surface.casefold()
            place, placed = Place(UNPLACED + folded, folded, None), False
        row = self._places.get(place.id) or self._fresh.get(place.id)
        if row is None:
            row = self._fresh[place.id] = self._write_place(place, placed)
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


_PLACES_OF = (
    "SELECT place FROM findings WHERE document = ? UNION "
    "SELECT j.place FROM judged AS j JOIN findings AS f ON f.fid = j.finding WHERE f.document = ?"
)

_NAMES = "SELECT 1 FROM findings WHERE place = ? UNION ALL SELECT 1 FROM judged WHERE place = ? LIMIT 1"
