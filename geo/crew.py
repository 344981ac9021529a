"""The workers of an `add`: begun before the first process has loaded what it needs itself, so that all load at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from geo.workers import Crew

if TYPE_CHECKING:
    from geo.packing import Packed, Project
    from geo.tasks import Task

AddCrew = Crew["Project", "Task", "list[Packed]"]

_BUDGET = 4_000_000
"""Code points under way for each worker: one window of a long text (`geo.windows.WINDOW`, half of this) at work and one
that waits. The number stands here since loading `geo.windows` takes an eighth of a second, in which workers could have
begun."""


def crew_of(workers: int, gazetteer: Path, recognizer: str) -> AbstractContextManager[AddCrew | None]:
    """So many processes that parse with the index at a path; None for one, where the first process does all itself."""
    if workers == 1:
        return nullcontext()
    return Crew(partial(_desks, gazetteer, recognizer), workers, _BUDGET * workers)


def _desks(gazetteer: Path, recognizer: str) -> "Callable[[Project], Callable[[Task], list[Packed]]]":
    from geo.packing import desks  # loaded where it is called: in the workers

    return desks(gazetteer, recognizer)
