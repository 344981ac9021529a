"""The project file: a GeoPackage that holds documents, mentions, places and reasons, and stands alone."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from gazetteer.place import GazetteerSource, Place
from geo.copies import Traits
from geo.judgements import Evidence, Judgement, Target, Verdicts, dump_order
from geo.model import Document, Parsed, Run, Source
from geo.store import connect
from geo.store.copy_write import COPIES_VERSION, CopyWriter
from geo.store.dump import dump_lines
from geo.store.errors import explaining
from geo.store.geopackage import refresh_contents
from geo.store.judgement_tables import is_gone, read_judgements, target_of
from geo.store.read import Held, read_documents, read_parsed, read_place
from geo.store.rows import Rows, check_text, rows_of
from geo.store.words import Fold, fold_mark, reindex
from geo.store.write import NO_EVIDENCE, Writer

Value = TypeVar("Value")

MEMORY = ":memory:"
"""The path of a project that lives in memory only."""


class Store:
    """An open project file. A context manager: on leaving it the file is one plain file again."""

    def __init__(self, connection: sqlite3.Connection, path: str, *, fold: Fold, readonly: bool) -> None:
        self._db = connection
        self._writer = Writer(connection, fold)
        self._changed = False
        self.path = path
        """As given, or `:memory:`."""
        self.fold = fold
        """What sentences are folded with before they are indexed, and words before they are looked up."""
        self.readonly = readonly

    @classmethod
    def create(cls, path: str | Path, *, fold: Fold) -> Self:
        """Makes an empty project file and opens it; ProjectExists where there is a file."""
        connect.create(Path(path))
        return cls.open(path, fold=fold)

    @classmethod
    def open(cls, path: str | Path, *, fold: Fold, readonly: bool = False) -> Self:
        """Opens a project file; never makes one. ProjectMissing, ProjectUnreadable.

        Opened for writing, a file of an older schema or fold is brought up to date.
        """
        store = cls(connect.connect(Path(path), readonly=readonly), str(path), fold=fold, readonly=readonly)
        if not readonly:
            try:
                store._renew()
            except BaseException:
                store._db.close()
                raise
        return store

    @classmethod
    def in_memory(cls, *, fold: Fold) -> Self:
        """An empty project that is never written to disk."""
        store = cls(connect.in_memory(), MEMORY, fold=fold, readonly=False)
        store._renew()
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def holds(self, sha256: str, path: str, run_id: str, evidence: Evidence = NO_EVIDENCE) -> bool:
        """Whether the document at this path was read from these bytes by this run, with the evidence that people's
        judgements give now: it need not be read again."""
        query = (
            "SELECT 1 FROM documents JOIN runs ON runs.fid = documents.run "
            "WHERE documents.path = ? AND documents.sha256 = ? AND runs.id = ?"
        )
        with explaining(self.path):
            return bool(self.rows(query, (path, sha256, run_id))) and self._writer.judge.is_taught(path, evidence)

    def add(self, parsed: Parsed, run: Run, evidence: Evidence = NO_EVIDENCE) -> None:
        """Keeps a document with its findings, in place of an older version of the same path; all of it or nothing.

        ProjectFull, ProjectBusy, ProjectReadonly leave the file as it was. ValueError where the sentences do not tile
        the text or a mention is not the text at its span.
        """
        check_text(parsed.document)
        self.add_rows(parsed.document, (rows_of(parsed, self.fold),), run, evidence)

    def add_rows(
        self,
        document: Document,
        windows: Iterable[Rows],
        run: Run,
        evidence: Evidence = NO_EVIDENCE,
        traits: Traits | None = None,
    ) -> None:
        """As `add`, for a document whose rows were made by whoever parsed it, and come window by window: each is
        written as it comes. Its `traits` may come along; they are reckoned here where they do not."""
        with explaining(self.path):
            connect.in_transaction(self._db, lambda: self._writer.add(document, windows, run, evidence, traits))
        self._writer.committed()
        self._changed = True

    def evidence(self, source: Source) -> Evidence:
        """What people's judgements teach about a document of that source before it is read."""
        with explaining(self.path):
            return self._writer.judge.evidence(source.path, source.sha256, source.outlet)

    def judgements(self) -> list[Judgement]:
        """Every judgement, withdrawn ones and withdrawals too, by time and id."""
        with explaining(self.path):
            return sorted(read_judgements(self._db), key=dump_order)

    def gone(self) -> list[Judgement]:
        """Judgements that hold on mentions which the project no longer has; they are kept."""
        judgements = self.judgements()
        verdicts = Verdicts(judgements, self.fold)
        with explaining(self.path):
            return [each for each in judgements if verdicts.holds(each) and is_gone(self._db, each)]

    def verdicts(self) -> Verdicts:
        """The judgements, to be asked about mentions."""
        return Verdicts(self.judgements(), self.fold)

    def target(self, mention: str) -> Target | None:
        """What judgements must know of the mention with that id; None where there is none."""
        with explaining(self.path):
            return target_of(self._db, mention)

    def place(self, id: str) -> Place | None:
        """The place of that id, where the project names it."""
        with explaining(self.path):
            return read_place(self._db, id)

    def judge(self, judgements: Iterable[Judgement]) -> int:
        """Appends judgements and applies them, all or none; how many the file did not hold yet."""
        added = 0

        def work() -> None:
            nonlocal added
            added = self._writer.judge.add(judgements)

        with explaining(self.path):
            connect.in_transaction(self._db, work)
        self._changed = True
        return added

    def add_sources(self, sources: Iterable[GazetteerSource]) -> None:
        """Keeps where the records of places come from, for maps and exports to credit."""
        with explaining(self.path):
            connect.in_transaction(self._db, lambda: self._writer.credit(sources))
        self._changed = True

    def gazetteer_sources(self) -> list[GazetteerSource]:
        """Where the records of places come from, by id."""
        query = "SELECT id, title, licence, attribution, sha256 FROM gazetteer_sources ORDER BY id"
        return [GazetteerSource(*row) for row in self.rows(query)]

    def documents(self) -> Iterator[Held]:
        """The documents, by path, without their texts."""
        return self._stream(read_documents(self._db))

    def parsed(self, path: str | None = None) -> Iterator[Parsed]:
        """Every document, or the one at a path, equal to what was added; by path."""
        return self._stream(read_parsed(self._db, path))

    def dump(self) -> Iterator[str]:
        """The whole file as lines of text, without timestamps: equal for equal input, gazetteer and version."""
        return self._stream(dump_lines(self._db))

    def stream(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query one by one, errors of the file explained."""
        with explaining(self.path):
            for row in self._db.execute(query, values):  # noqa: UP028 - would close the cursor, maybe after the file
                yield row

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, errors of the file explained."""
        return list(self.stream(query, values))

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection behind it, for readers of rows; write through `add` alone."""
        return self._db

    def words_are_current(self) -> bool:
        """Whether the full-text index was folded as words are folded now."""
        return self.rows("SELECT value FROM dateline_meta WHERE key = 'fold'") == [(fold_mark(self.fold),)]

    def close(self) -> None:
        """Ends the work: extents are written and the file is one plain file again, unless another program reads it."""
        try:
            with explaining(self.path):
                if self._changed:
                    connect.in_transaction(self._db, lambda: refresh_contents(self._db))
                if not self.readonly and self.path != MEMORY:
                    self._settle()
        finally:
            self._changed = False
            self._db.close()

    def _settle(self) -> None:
        try:
            self._db.execute("PRAGMA journal_mode = DELETE")  # checkpoints first
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise  # while others read, the file keeps its -wal beside it; the last to close settles it

    def _renew(self) -> None:
        if self.rows("SELECT value FROM dateline_meta WHERE key = 'copies'") != [(COPIES_VERSION,)]:
            with explaining(self.path):
                connect.in_transaction(self._db, CopyWriter(self._db).rebuild)
        if not self.words_are_current():
            with explaining(self.path):
                connect.in_transaction(self._db, lambda: reindex(self._db, self.fold))

    def _stream(self, values: Iterator[Value]) -> Iterator[Value]:
        with explaining(self.path):
            yield from values
