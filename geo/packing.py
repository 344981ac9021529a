"""What a worker hands over, packed: places by their rows in the index, since whoever writes maps the same one.

A place brings all its names along; pickled as they are, the places of a report are most of what there is to send.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from gazetteer.fold import fold
from gazetteer.index import Gazetteer, open_index
from gazetteer.place import Place
from geo.pipeline import Pipeline
from geo.readers import Unread
from geo.store import Store
from geo.tasks import Desk, Held, Outcome, Piece, Task

PLACES_KEPT = 5000
"""Places that are remembered with their names, some 10 MB, and as many ids with their rows."""

RowOf = Callable[[str], int | None]
"""The row of a place by its id; None for one that the index lacks."""


class PackedPiece(NamedTuple):
    """A `Piece` without its places."""

    piece: Piece
    places: tuple[int | Place, ...]
    """Their rows; places that the index lacks as they are."""


Packed = Unread | Held | PackedPiece
"""What a worker hands over."""


class Project(NamedTuple):
    """What the tasks of an `add` share: the project file, and the runs whose documents need not be read again."""

    db: str
    runs: tuple[str, ...]


def desks(gazetteer: Path, recognizer: str) -> Callable[[Project], Callable[[Task], list[Packed]]]:
    """Makes ready, in a process of its own, for a desk that packs what came of a task."""
    return partial(_desk, Pipeline(open_index(gazetteer), recognizer))


def _desk(pipeline: Pipeline, project: Project) -> Callable[[Task], list[Packed]]:
    store = Store.open(project.db, fold=fold, readonly=True)  # which another writes
    return partial(_packed_outcomes, Desk(pipeline, store, project.runs), _rows(pipeline.gazetteer))


def _rows(index: Gazetteer) -> RowOf:
    return lru_cache(PLACES_KEPT)(index.row_of)


def _packed_outcomes(desk: Desk, row_of: RowOf, task: Task) -> list[Packed]:
    return [pack(outcome, row_of) if isinstance(outcome, Piece) else outcome for outcome in desk(task)]


class Unpacker:
    """Unpacks what workers hand over that map the same gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._place_at = lru_cache(PLACES_KEPT)(gazetteer.place)

    def __call__(self, packed: Sequence[Packed]) -> list[Outcome]:
        """What came of a task."""
        return [unpack(outcome, self._place_at) if isinstance(outcome, PackedPiece) else outcome for outcome in packed]


def pack(piece: Piece, row_of: RowOf) -> PackedPiece:
    """A piece with the rows of its places in their stead."""
    places = tuple(place if (row := row_of(place.id)) is None else row for place in piece.rows.places)
    return PackedPiece(piece._replace(rows=piece.rows._replace(places=[])), places)


def unpack(packed: PackedPiece, place_at: Callable[[int], Place]) -> Piece:
    """The piece that `pack` was given."""
    places = [place_at(place) if isinstance(place, int) else place for place in packed.places]
    return packed.piece._replace(rows=packed.piece.rows._replace(places=places))
