"""What can go wrong with a project file besides being missing or unreadable (see geo.errors)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from geo.errors import DatelineError, ProjectUnreadable


class ProjectExists(DatelineError, FileExistsError):
    """A project file was to be made where there is a file already."""


class ProjectFull(DatelineError, OSError):
    """The disk is full or fails; what was committed before is still in the file."""


class ProjectBusy(DatelineError, OSError):
    """Another program holds the project file."""


class ProjectReadonly(DatelineError, PermissionError):
    """The project file, or its folder, cannot be written."""


_UNREADABLE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def explained(error: sqlite3.Error, path: str) -> DatelineError | None:
    """The error of SQLite as one of ours, or None where it is a defect of the program."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary result code
    if code in _FULL:
        return ProjectFull(
            f"{path}: the disk is full or fails ({error}).",
            "Every document added before is kept. Make room and run the command again: it goes on where it stopped.",
        )
    if code in _BUSY:
        return ProjectBusy(
            f"{path}: another program is writing it ({error}).",
            "Wait until it is done, or close it there, and try again.",
        )
    if code == sqlite3.SQLITE_READONLY:
        return ProjectReadonly(
            f"{path}: it cannot be written ({error}).", "Check who owns the file and its folder, or copy it elsewhere."
        )
    if code in _UNREADABLE:
        return ProjectUnreadable(
            f"{path}: it cannot be read as a project file ({error}).",
            "If it was cut short while copied, copy it again; the reports can also be added to a new file.",
        )
    return None


@contextmanager
def explaining(path: str) -> Iterator[None]:
    """Turns SQLite's errors about the file into ours; defects of the program pass as they are."""
    try:
        yield
    except sqlite3.Error as error:
        known = explained(error, path)
        if known is None:
            raise
        raise known from error
