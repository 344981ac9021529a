"""What `add` does: documents are read and parsed, here or by workers, and written by one, in one order."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from geo.crew import AddCrew
from geo.packing import Project, Unpacker
from geo.pipeline import Pipeline
from geo.readers import Unread
from geo.store import Store
from geo.tasks import Desk, Held, Outcome, Piece, Task, Tasks


class Added(NamedTuple):
    """A document that was kept."""

    path: str


def add_all(
    paths: Sequence[str],
    store: Store,
    pipeline: Pipeline,
    runs: Sequence[str],
    *,
    crew: AddCrew | None = None,
    skip: Callable[[str], bool] = lambda _: False,
    stdin: BinaryIO | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> Generator[Added | Held | Unread, None, None]:
    """Adds the documents at the paths, and says of each when it was kept, found to be held, or could not be read.

    Documents of the `runs` need not be read again. What `skip` says of a path is passed over. What is written is the
    same whether a crew parses, and of how many, or this process; a crew needs a project in a file, and ends with this.
    `tell` is given the bytes of files worked through. Raises WorkerDied where a worker is killed, and whatever parsing
    or writing raises; the store then holds the documents before.
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

    if crew is None:
        yield from written((task, desk(task)) for task in tasks(paths))
        return
    unpacked = Unpacker(pipeline.gazetteer)
    done = crew.in_order(Project(store.path, tuple(runs)), tasks(paths))
    try:
        yield from written((task, unpacked(packed)) for task, packed in done)
    finally:
        crew.close()  # while others have it open, the project cannot become one plain file again


def _add(
    first: Piece, rest: Iterator[Outcome], desk: Desk, store: Store, pipeline: Pipeline, tasks: Tasks
) -> Added | Held:
    """Writes a document, taking its further windows from the rest."""
    document = first.document or tasks.given.popleft()
    pieces = _pieces(first, rest)
    if desk.evidence(document) is None:  # the same path was given twice
        for _ in pieces:
            pass
        return Held(document.source.path)
    store.add_rows(document, (piece.rows for piece in pieces), pipeline.run, first.evidence, first.traits)
    return Added(document.source.path)


def _pieces(first: Piece, rest: Iterator[Outcome]) -> Iterator[Piece]:
    """The windows of one document."""
    yield first
    while not first.last:
        following = next(rest)
        assert isinstance(following, Piece)
        first = following
        yield first
