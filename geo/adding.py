"""What `add` does: documents are read and parsed, here or by workers, and written by one, in one order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import BinaryIO, NamedTuple

from geo.model import Document, Parsed
from geo.packing import Packed, Unpacker, open_desk
from geo.pipeline import Pipeline
from geo.readers import Unread
from geo.store import Store
from geo.tasks import Desk, Held, Outcome, Piece, Task, Tasks
from geo.windows import WINDOW, put_back
from geo.workers import Crew

_BUDGET = 2 * WINDOW
"""Code points under way for each worker: one window at work and one that waits."""


class Added(NamedTuple):
    """A document that was kept."""

    path: str


def add_all(
    paths: Sequence[str],
    store: Store,
    pipeline: Pipeline,
    runs: Sequence[str],
    *,
    workers: int = 1,
    skip: Callable[[str], bool] = lambda _: False,
    stdin: BinaryIO | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> Iterator[Added | Held | Unread]:
    """Adds the documents at the paths, and says of each when it was kept, found to be held, or could not be read.

    Documents of the `runs` need not be read again. What `skip` says of a path is passed over. What is written does not
    depend on the number of workers; several need a project in a file. `tell` is given the bytes of files worked
    through. Raises WorkerDied where a worker is killed, and whatever parsing or writing raises; the store then holds
    the documents before.
    """
    desk = Desk(pipeline, store, runs)
    tasks = Tasks(desk, skip, stdin)

    def told(done: Iterable[tuple[Task, list[Outcome]]]) -> Iterator[Outcome]:
        for task, outcomes in done:
            yield from outcomes
            tell(task.done)

    def written(done: Iterable[tuple[Task, list[Outcome]]]) -> Iterator[Added | Held | Unread]:
        outcomes = told(done)
        for outcome in outcomes:
            yield _add(outcome, outcomes, desk, store, pipeline, tasks) if isinstance(outcome, Piece) else outcome

    if workers == 1:
        yield from written((task, desk(task)) for task in tasks(paths))
        return
    make = partial(open_desk, store.path, pipeline.gazetteer.path, pipeline.run.recognizer, tuple(runs))
    unpacked = Unpacker(pipeline.gazetteer)
    with Crew[Task, list[Packed]](make, workers, _BUDGET * workers) as crew:
        yield from written((task, unpacked(packed)) for task, packed in crew.in_order(tasks(paths)))


def _add(
    first: Piece, rest: Iterator[Outcome], desk: Desk, store: Store, pipeline: Pipeline, tasks: Tasks
) -> Added | Held:
    """Writes a document, taking its further windows from the rest."""
    document = first.parsed.document
    if not first.last:
        document = first.whole or tasks.long.popleft()
    pieces = _pieces(first, rest)
    if desk.evidence(document) is None:  # the same path was given twice
        for _ in pieces:
            pass
        return Held(document.source.path)
    store.add_windows(document, _put_back(pieces, document), pipeline.run, first.evidence)
    return Added(document.source.path)


def _pieces(first: Piece, rest: Iterator[Outcome]) -> Iterator[Piece]:
    """The windows of one document."""
    yield first
    while not first.last:
        following = next(rest)
        assert isinstance(following, Piece)
        first = following
        yield first


def _put_back(pieces: Iterable[Piece], document: Document) -> Iterator[Parsed]:
    number = 0
    for piece in pieces:
        yield put_back(piece.parsed, document, piece.start, number)
        number += len(piece.parsed.sentences)
