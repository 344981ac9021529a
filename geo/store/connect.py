"""Opening project files: never making one by accident, and saying plainly what is wrong with one."""

import glob
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from geo.errors import ProjectMissing, ProjectUnreadable
from geo.store.blob import register_functions
from geo.store.errors import ProjectExists, ProjectReadonly, explaining
from geo.store.geopackage import APPLICATION_ID, USER_VERSION
from geo.store.schema import SCHEMA, migrate

_CACHE_KB = 32_000
"""SQLite's page cache. With the default 2 MB, adding to a large file reads the same index pages again and again."""

_WAL_PAGES = 16_000
"""Pages (64 MB) written beside the file before they are carried into it. Indexes are written all over; with the default
of 1,000 pages each document carried most of the same pages over again, and adding grew slower with the project."""

_BUSY_SECONDS = 10.0
"""How long to wait for another writer: it commits a document in milliseconds, so a longer wait means one that hangs."""

_HEADER_BYTES = 100
_SQLITE_MAGIC = b"SQLite format 3\0"


def create(path: Path) -> None:
    """Makes an empty project file, whole or not at all; ProjectExists where there is a file."""
    if path.exists():
        raise ProjectExists(f"{path}: there is a file already.", "Open it, or choose another name with --db.")
    if not path.absolute().parent.is_dir():
        raise ProjectMissing(f"{path}: there is no such folder.", "Make the folder first, or choose another with --db.")
    if not os.access(path.absolute().parent, os.W_OK):
        raise ProjectReadonly(
            f"{path}: the folder cannot be written.", "Check who owns it, or choose another with --db."
        )
    _clear_parts(path)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with explaining(str(path)):
            connection = _connect(part.absolute().as_uri() + "?mode=rwc")
            try:
                prepare(connection)
            finally:
                connection.close()
        part.replace(path)
    except PermissionError as error:
        raise ProjectReadonly(f"{path}: it cannot be written ({error}).", "Check who owns the folder.") from error
    finally:
        part.unlink(missing_ok=True)


def _clear_parts(path: Path) -> None:
    """Removes what processes that were killed left of making this project."""
    for part in path.parent.glob(f"{glob.escape(path.name)}.*.part*"):
        pid = part.name.removeprefix(f"{path.name}.").partition(".")[0]
        if pid.isdecimal() and not _runs(int(pid)):
            part.unlink(missing_ok=True)


def _runs(pid: int) -> bool:
    """Whether a process of that number runs, as far as it can be told."""
    if os.name != "posix":
        return True  # elsewhere a signal of 0 is no question
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def prepare(connection: sqlite3.Connection) -> None:
    """Writes the newest schema into an empty database."""
    connection.execute("PRAGMA application_id = %d" % APPLICATION_ID)  # noqa: UP031  a PRAGMA takes no parameters
    connection.execute("PRAGMA user_version = %d" % USER_VERSION)  # noqa: UP031
    in_transaction(connection, lambda: migrate(connection, 0))


def in_memory() -> sqlite3.Connection:
    """A connection to a fresh project that is never written to disk."""
    connection = _connect(":memory:")
    prepare(connection)
    return connection


def connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """A connection to an existing project file; one of an older schema is migrated where it may be written."""
    if not path.is_file():
        raise ProjectMissing(
            f"{path}: there is no project file.", "Check the name, or make one with `dateline add REPORTS --db FILE`."
        )
    _check_header(path)
    with explaining(str(path)):
        connection = _connect(f"{path.absolute().as_uri()}?mode={'ro' if readonly else 'rw'}")
        try:
            _check_schema(connection, path, readonly=readonly)
            if not readonly:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA wal_autocheckpoint = %d" % _WAL_PAGES)  # noqa: UP031
                connection.execute(
                    "PRAGMA synchronous = NORMAL"
                )  # in WAL a power cut may lose the last documents, never half of one
        except BaseException:
            connection.close()
            raise
    return connection


def in_transaction(connection: sqlite3.Connection, work: Callable[[], None]) -> None:
    """Runs the work as one transaction: all of it is kept, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        work()
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=uri != ":memory:", isolation_level=None, timeout=_BUSY_SECONDS)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = %d" % -_CACHE_KB)  # noqa: UP031
    register_functions(connection)
    return connection


def _check_header(path: Path) -> None:
    """Refuses what is no SQLite file, or one cut short; SQLite itself notices only when it reaches the missing page."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER_BYTES)
    except PermissionError as error:
        raise ProjectUnreadable(f"{path}: it may not be read ({error}).", "Check who owns it.") from error
    if len(head) < _HEADER_BYTES or not head.startswith(_SQLITE_MAGIC):
        raise ProjectUnreadable(
            f"{path}: this is no project file (it does not begin as SQLite).", "Name another file with --db."
        )
    page = int.from_bytes(head[16:18], "big")
    page = 65536 if page == 1 else page
    whole = page * int.from_bytes(head[28:32], "big")
    counted = head[24:28] == head[92:96]  # only then is the page count in the header up to date
    held = path.stat().st_size
    if counted and held < whole and not path.with_name(path.name + "-wal").exists():
        raise ProjectUnreadable(
            f"{path}: the file is cut short: {held} bytes of {whole}.", "Copy it again from where it came."
        )


def _check_schema(connection: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'dateline_meta'").fetchone()
    if application != APPLICATION_ID or not known:
        raise ProjectUnreadable(
            f"{path}: a database, but no Dateline project.", "Name another file with --db, or add reports to a new one."
        )
    text = connection.execute("SELECT value FROM dateline_meta WHERE key = 'schema'").fetchone()
    held = int(text[0]) if text and text[0].isdecimal() else 0
    if held > SCHEMA:
        raise ProjectUnreadable(
            f"{path}: written by a newer Dateline (schema {held}; this version knows up to {SCHEMA}).",
            "Upgrade: pip install --upgrade dateline",
        )
    if held < SCHEMA:
        if readonly:
            raise ProjectUnreadable(
                f"{path}: written by an older Dateline (schema {held}; this version reads {SCHEMA}).",
                "Open it once for writing, which brings it up to date: dateline add REPORT --db FILE",
            )
        in_transaction(connection, lambda: migrate(connection, held))
