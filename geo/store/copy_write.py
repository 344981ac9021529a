"""Keeping families of copies up to date, one report at a time, at a cost that does not grow with the project."""

import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from geo.copies import (
    Quotation,
    Repeat,
    Traits,
    Words,
    cites,
    compare,
    fingerprints,
    names_as_original,
    quotations,
    traits_of,
    words_of,
)
from geo.copies.align import GAP
from geo.copies.seniority import first_sides, other_sides
from geo.copies.shingles import SHINGLE
from geo.model import Document, Source
from geo.store.codec import dumps
from geo.store.copy_tables import component, echoed, held_document, id_of, rank, shared_passages
from geo.store.geopackage import run_script
from geo.windows import head_of

COPIES_VERSION = "1"
"""Of the way in which copies are found; a project of another is gone through anew when it is opened for writing."""

_HOLDERS = 16
"""Unrelated reports that hold a run of words, from which it is a phrase that anyone uses: it is neither looked up nor
entered further. Copies do not count, since what they share is entered once."""

_PARTNERS = 16
"""Reports compared with a new one, those with most runs in common first. A report seldom has words from more."""

_APART = range(8, 61)
"""Words between two runs that two reports share, before they are compared: nearer ones may be one phrase, and in a
shared passage of 25 words two lie so far apart."""

_NEXT = 4
"""Runs after one among which such a second is looked for."""

_RELATIVES = 64
"""Members of a family, and reports that quote them, that are compared with a new original. More stay joined through the
report they were found by."""

_UNDATED = "9999"
"""Sorts after every date."""

_EMPTY = """
DELETE FROM echoes;
DELETE FROM copy_passages;
DELETE FROM copy_shingles;
DELETE FROM copy_documents;
"""

Facts = tuple[int, str, str]
"""Whether a report says that it is from elsewhere, its date, its path."""


class CopyWriter:
    """Writes copies over one connection, inside the transaction of the document that is added."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add(self, document: Document, fid: int, traits: Traits | None = None) -> None:
        """Enters a document that was just written as row `fid` of `documents`, with its findings; its `traits` are
        those of its head, and reckoned here where they are None."""
        document = head_of(document)
        source = document.source
        facts = int(bool(source.republished_from)), source.published or _UNDATED, source.path
        held = self._db.execute(
            "SELECT fid, declared, published, path FROM copy_documents WHERE id = ?", (document.id,)
        ).fetchone()
        if held and held[1:] != facts:
            self.forget(document.id)
            held = None
        traits = traits or traits_of(document)
        row = held[0] if held else self._insert(document.id, facts)
        retold = set() if held else self._enter(row, document, traits)
        self._db.execute(
            "UPDATE documents SET origin = (SELECT family FROM copy_documents WHERE fid = ?) WHERE fid = ?", (row, fid)
        )
        self._echo(row, document.id, traits.quotations)
        for other in sorted(retold):
            told = held_document(self._db, id_of(self._db, other))
            self._echo(other, told.id, quotations(told.text, told.body))

    def forget(self, id: str) -> None:
        """Takes a document out, before its text is removed; those it was joined with are compared anew."""
        held = self._db.execute("SELECT fid FROM copy_documents WHERE id = ?", (id,)).fetchone()
        if held is None:
            return
        joined = {row: held_document(self._db, id_of(self._db, row)) for row in sorted(component(self._db, held[0]))}
        for row, document in joined.items():
            hashes, _ = fingerprints(words_of(document.text, document.body))
            self._db.executemany(
                "DELETE FROM copy_shingles WHERE hash = ? AND document = ?", [(hash, row) for hash in hashes.tolist()]
            )
            self._db.execute("DELETE FROM copy_documents WHERE fid = ?", (row,))
        for row, document in joined.items():
            if row != held[0]:
                self._renew(document)

    def rebuild(self) -> None:
        """Finds all copies anew, in the order in which the documents were added."""
        run_script(self._db, _EMPTY)
        for (id,) in self._db.execute("SELECT id FROM documents ORDER BY fid").fetchall():
            self._renew(held_document(self._db, id))
        self._db.execute(
            "INSERT INTO dateline_meta VALUES ('copies', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (COPIES_VERSION,),
        )

    def _renew(self, document: Document) -> None:
        self.add(document, self._db.execute("SELECT fid FROM documents WHERE id = ?", (document.id,)).fetchone()[0])

    def _insert(self, id: str, facts: Facts) -> int:
        cursor = self._db.execute(
            "INSERT INTO copy_documents (id, family, original, named, declared, published, path) "
            "VALUES (?, 0, 1, 0, ?, ?, ?)",
            (id, *facts),
        )
        row = int(cursor.lastrowid or 0)
        self._db.execute("UPDATE copy_documents SET family = fid WHERE fid = ?", (row,))
        return row

    def _enter(self, row: int, document: Document, traits: Traits) -> set[int]:
        """Finds what a new document shares with those held; the rows of those that turn out to echo it."""
        words, hashes = traits.words, traits.hashes
        runs = list(zip(hashes.tolist(), traits.places.tolist(), strict=True))
        holders = self._holders(hashes)
        hits: dict[int, list[tuple[int, int]]] = {}
        for hash, place in runs if holders else ():
            held = holders.get(hash, ())
            for other, word in held if len(held) < _HOLDERS else ():
                hits.setdefault(other, []).append((place, word))
        partners = [other for other, shared in hits.items() if _side_by_side(shared) or len(hashes) < _NEXT]
        found = self._compare(row, document, words, sorted(partners, key=lambda p: (-len(hits[p]), p))[:_PARTNERS])
        found |= self._compare(row, document, words, self._originals(list(found)) - found.keys())
        changed: set[int] = set()
        if copies := [other for other, repeat in found.items() if repeat.copy]:
            changed = self._join([row, *copies])
            if is_original(self._db, row):
                relatives = self._relatives(row) - found.keys()
                found |= self._compare(row, document, words, sorted(relatives)[:_RELATIVES])
                changed |= self._join([row])
        taken = [(p.start, p.stop) for repeat in found.values() for p in repeat.passages]
        self._db.executemany(
            "INSERT OR IGNORE INTO copy_shingles VALUES (?, ?, ?)",
            [
                (hash, row, place)
                for (hash, place), old in zip(runs, _within(words, traits.places, taken).tolist(), strict=True)
                if not old and len(holders.get(hash, ())) < _HOLDERS
            ],
        )
        return {other for other in found if any(source == row for source, _ in echoed(self._db, other))} | changed - {
            row
        }

    def _holders(self, hashes: NDArray[np.int64]) -> dict[int, list[tuple[int, int]]]:
        """The reports that hold the runs, at most `_HOLDERS` each, and where in them."""
        query = (
            "SELECT s.hash, s.document, s.word FROM json_each(?) AS asked "
            "CROSS JOIN copy_shingles AS s ON s.hash = asked.value"
        )
        found: dict[int, list[tuple[int, int]]] = {}
        for hash, other, word in self._db.execute(query, (dumps(np.unique(hashes).tolist()),)):
            found.setdefault(hash, []).append((other, word))
        return found

    def _compare(self, row: int, document: Document, words: Words, others: Iterable[int]) -> dict[int, Repeat]:
        """What a document shares with others, written down."""
        found: dict[int, Repeat] = {}
        for other in others:
            held = held_document(self._db, id_of(self._db, other))
            if repeat := compare(words, words_of(held.text, held.body)):
                found[other] = repeat
                self._write(row, document, other, held, repeat)
        return found

    def _write(self, row: int, document: Document, other: int, held: Document, repeat: Repeat) -> None:
        copied = names_as_original(document.source, held.source) or cites(
            document, held.source, first_sides(repeat.passages)
        )
        copier = names_as_original(held.source, document.source) or cites(
            held, document.source, other_sides(repeat.passages)
        )
        older = min((_seniority(document.source), row), (_seniority(held.source), other))[1]
        source = older if copied == copier else other if copied else row
        self._db.executemany(
            "INSERT INTO copy_passages (one, other, start, stop, of_start, of_stop, copy, source) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(row, other, *passage, repeat.copy, source) for passage in repeat.passages],
        )
        if repeat.copy:
            for one, two, named in ((document, held, other), (held, document, row)):
                if names_as_original(one.source, two.source):
                    self._db.execute("UPDATE copy_documents SET named = 1 WHERE fid = ?", (named,))

    def _originals(self, rows: list[int]) -> set[int]:
        query = (
            "SELECT k.fid FROM copy_documents AS c JOIN copy_documents AS k ON k.family = c.family AND k.original "
            "WHERE c.fid = ?"
        )
        return {fid for row in rows for (fid,) in self._db.execute(query, (row,))}

    def _relatives(self, row: int) -> set[int]:
        """The rest of a row's family, and the reports that share passages with one of it."""
        query = "SELECT fid FROM copy_documents WHERE family = (SELECT family FROM copy_documents WHERE fid = ?)"
        family = [fid for (fid,) in self._db.execute(query, (row,))]
        return {*family, *(shared.other for fid in family for shared in shared_passages(self._db, fid))} - {row}

    def _join(self, rows: list[int]) -> set[int]:
        """Makes one family of those of the rows and finds its original; the rows that were or are the original."""
        families = {
            self._db.execute("SELECT family FROM copy_documents WHERE fid = ?", (row,)).fetchone()[0] for row in rows
        }
        family, *merged = sorted(families)
        before = self._originals(rows)
        for other in merged:
            self._db.execute("UPDATE copy_documents SET family = ? WHERE family = ?", (family, other))
            self._db.execute("UPDATE documents SET origin = ? WHERE origin = ?", (str(family), str(other)))
        (first,) = self._db.execute(
            "SELECT fid FROM copy_documents WHERE family = ? ORDER BY NOT named, declared, published, path LIMIT 1",
            (family,),
        ).fetchone()
        self._db.execute(
            "UPDATE copy_documents SET original = (fid = ?) WHERE family = ? AND original != (fid = ?)",
            (first, family, first),
        )
        return before ^ {first} if len(before) == 1 else before | {first}

    def _echo(self, row: int, id: str, quoted: Sequence[Quotation]) -> None:
        """Marks the mentions of a document that stand in passages it has from another, or in quotations."""
        fid = self._db.execute("SELECT fid FROM documents WHERE id = ?", (id,)).fetchone()[0]
        shared = echoed(self._db, row)
        self._db.execute("DELETE FROM echoes WHERE finding IN (SELECT fid FROM findings WHERE document = ?)", (fid,))
        if not (shared or quoted):
            return
        echoes = []
        for finding, start, stop in self._db.execute(
            "SELECT fid, start, stop FROM findings WHERE document = ?", (fid,)
        ):
            sources = [other for other, passage in shared if passage.start <= start and stop <= passage.stop]
            said = [q.source for q in quoted if q.span.start <= start and stop <= q.span.end]
            if sources or said:
                echoes.append((finding, min(sources, key=self._seniority, default=None), said[0] if said else None))
        self._db.executemany("INSERT INTO echoes (finding, source, quoted) VALUES (?, ?, ?)", echoes)

    def _seniority(self, row: int) -> tuple[object, ...]:
        return rank(self._db, row)


def _side_by_side(shared: list[tuple[int, int]]) -> bool:
    """Whether two of the runs lie about as far apart in both reports: they may stand in one passage."""
    return any(
        after - place in _APART and abs((after - place) - (other - word)) <= GAP
        for number, (place, word) in enumerate(shared)
        for after, other in shared[number + 1 : number + 1 + _NEXT]
    )


def is_original(connection: sqlite3.Connection, row: int) -> bool:
    """Whether a row is the original of its family."""
    return bool(connection.execute("SELECT original FROM copy_documents WHERE fid = ?", (row,)).fetchone()[0])


def _seniority(source: Source) -> tuple[str, str]:
    return source.published or _UNDATED, source.path


def _within(words: Words, places: NDArray[np.int64], spans: list[tuple[int, int]]) -> NDArray[np.bool_]:
    """Whether each of the kept runs of words lies inside one of the spans."""
    inside = np.zeros(len(places), bool)
    for first, last in spans:
        inside |= (first <= words.starts[places]) & (words.stops[places + SHINGLE - 1] <= last)
    return inside
