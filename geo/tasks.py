"""The pieces of work that `add` consists of, and the desk where each is done, in whichever process.

A file of one report is read where it is parsed. Archives, tables and web archives hold many reports, and a long text
many windows: they are read by the one who hands out the tasks, and given out piece by piece.
"""

import stat
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

from geo.copies import Traits, traits_of
from geo.judgements import Evidence
from geo.model import Document
from geo.pipeline import Pipeline
from geo.readers import Entry, Languages, Unread, discover, load
from geo.readers.entry import Blob
from geo.readers.formats import format_of, read_text
from geo.store import Rows, Store, rows_of
from geo.windows import WINDOW, head_of, window_of, windows

_MANY = {"json", "jsonl", "csv", "warc"}
"""Formats with many reports a file, besides archives."""

_PAGE = 100_000
"""Code points that a file of another format than text may bring: a choice, two hundred times a report's. Its own size
tells little, as most of a PDF is pictures."""


class Held(NamedTuple):
    """A document that the project holds unchanged."""

    path: str


class Piece(NamedTuple):
    """A document, or a window of a long one, parsed."""

    rows: Rows
    evidence: Evidence
    last: bool
    document: Document | None = None
    """All of it, with the first window of one that was read where it was parsed."""
    traits: Traits | None = None
    """With the first window, where all of the document was at hand."""


Outcome = Unread | Held | Piece


class FileTask(NamedTuple):
    """A file to be read and parsed."""

    entry: Entry
    size: int
    done: int
    """Bytes of the files up to its end."""

    @property
    def name(self) -> str:
        """Its path."""
        return self.entry.path


class DocumentTask(NamedTuple):
    """A document, or a window of one, to be parsed."""

    document: Document
    evidence: Evidence
    start: int
    last: bool
    done: int

    @property
    def name(self) -> str:
        """Its path."""
        return self.document.source.path

    @property
    def size(self) -> int:
        """Its code points."""
        return len(self.document.text)


class Known(NamedTuple):
    """What needs no work but keeps its place in the order."""

    outcome: Unread | Held
    done: int
    size: int = 1

    @property
    def name(self) -> str:
        """Its path."""
        return self.outcome.path


Task = FileTask | DocumentTask | Known


class Desk:
    """Where tasks are done: with a pipeline, and a look at what the project holds."""

    def __init__(self, pipeline: Pipeline, store: Store, runs: Sequence[str]) -> None:
        """`runs` are the ids of the runs whose documents need not be read again."""
        self._pipeline = pipeline
        self._store = store
        self._runs = runs
        self._languages = Languages()

    def __call__(self, task: Task) -> list[Outcome]:
        """What came of a task, in document order."""
        if isinstance(task, Known):
            return [task.outcome]
        if isinstance(task, DocumentTask):
            rows = self._rows(task.document, task.evidence, task.start)
            whole = task.last and not task.start
            return [Piece(rows, task.evidence, task.last, traits=traits_of(task.document) if whole else None)]
        return [outcome for given in load(task.entry, self._languages) for outcome in self._outcomes(given)]

    def evidence(self, document: Document) -> Evidence | None:
        """What people's judgements teach about a document; None where the project holds it, read with just that."""
        source, evidence = document.source, self._store.evidence(document.source)
        held = any(self._store.holds(source.sha256, source.path, id, evidence) for id in self._runs)
        return None if held else evidence

    def _outcomes(self, given: Document | Unread) -> Iterator[Outcome]:
        if isinstance(given, Unread):
            yield given
        elif (evidence := self.evidence(given)) is None:
            yield Held(given.source.path)
        else:
            for span in windows(given.text):
                rows = self._rows(window_of(given, span), evidence, span.start)
                first = (None, None) if span.start else (given, traits_of(head_of(given)))
                yield Piece(rows, evidence, span.end == len(given.text), *first)

    def _rows(self, document: Document, evidence: Evidence, start: int) -> Rows:
        return rows_of(self._pipeline.parse(document, evidence), self._store.fold, start)


class Tasks:
    """Makes the tasks of an `add`, one after another as they are asked for."""

    def __init__(self, desk: Desk, skip: Callable[[str], bool], stdin: BinaryIO | None) -> None:
        """What `skip` says of a path is passed over."""
        self._desk = desk
        self._skip = skip
        self._stdin = stdin
        self._languages = Languages()
        self.given: deque[Document] = deque()
        """Documents whose tasks were given out, in order; whoever puts one together takes it."""

    def __call__(self, paths: Sequence[str]) -> Iterator[Task]:
        """The tasks for what lies at the paths, in the order of `discover`."""
        done = 0
        for entry in discover(paths):
            if self._skip(entry.path):
                continue
            size, code_points = _weighed(entry)
            if code_points is None:
                yield from self._read_here(entry, done, size)
            else:
                yield FileTask(entry, code_points, done + size)
            done += size

    def _read_here(self, entry: Entry, done: int, size: int) -> Iterator[Task]:
        read = 0
        for given in load(entry, self._languages, stdin=self._stdin):
            if isinstance(given, Unread):
                yield Known(given, done)
                continue
            before, read = read, read + len(given.text)
            evidence = self._desk.evidence(given)
            if evidence is None:
                yield Known(Held(given.source.path), done + min(read, size))
                continue
            for span in windows(given.text):
                last = span.end == len(given.text)
                if not span.start:
                    self.given.append(given)
                at = done + min(before + span.end, size)
                yield DocumentTask(window_of(given, span), evidence, span.start, last, at)


def _weighed(entry: Entry) -> tuple[int, int | None]:
    """The bytes of a file, and roughly the code points that it brings; None for one that must be read piece by piece,
    or cannot be opened by another process (standard input, a pipe)."""
    if entry.location is None:
        return 0, None
    try:
        status = entry.location.stat()
        if not stat.S_ISREG(status.st_mode):
            return 0, None
        with entry.location.open("rb") as stream:
            form = format_of(Blob(entry.path, PurePath(entry.path).name, stream))
    except (OSError, ValueError):  # whoever reads it says what is wrong
        return 0, None
    if form.archive or form.name in _MANY or (form.read is read_text and status.st_size > WINDOW):
        return status.st_size, None
    return status.st_size, status.st_size if form.read is read_text else min(status.st_size, _PAGE)
