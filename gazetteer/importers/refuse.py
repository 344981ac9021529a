"""What becomes of a row that cannot be read: it stops the import, or it is noted by a check."""

from collections.abc import Callable

from gazetteer.errors import BadRecord
from gazetteer.place import LonLat, Place

Refuse = Callable[[BadRecord], None]
"""Told of a bad row. It raises, or the reader goes on with the next row."""


def stop(error: BadRecord) -> None:
    """Raise the error: nothing is imported of a file with a bad row."""
    raise error


class Seen:
    """The ids of a file so far. An id may stand in several rows, one a spelling, as long as they agree on the point."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[int, LonLat | None]] = {}

    def check(self, place: Place, line: int) -> None:
        """Note a place; ValueError where its id stands before with another point."""
        before, point = self._first.setdefault(place.id, (line, place.point))
        if place.point and point and place.point != point:
            raise ValueError(f"the id {place.id} stands with another point on line {before}")
