"""What the verbs share: the gazetteer, the project file, progress on standard error."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from geo.errors import DatelineError

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer
    from geo.store import Store

F = TypeVar("F", bound=Callable[..., Any])


def format_option(*formats: str) -> Callable[[F], F]:
    """Adds --format, the first of the formats as its default."""

    def add(function: F) -> F:
        option = click.option(
            "--format",
            "-f",
            "form",
            type=click.Choice(formats),
            default=formats[0],
            show_default=True,
            help="How to print.",
        )
        return option(function)

    return add


def db_option(function: F) -> F:
    """Adds --db."""
    option = click.option(
        "--db",
        type=click.Path(dir_okay=False),
        default="dateline.gpkg",
        envvar="DATELINE_DB",
        show_envvar=True,
        show_default=True,
        help="Project file (a GeoPackage).",
    )
    return option(function)


def gazetteer_option(function: F) -> F:
    """Adds --gazetteer."""
    option = click.option(
        "--gazetteer", "index", type=click.Path(dir_okay=False),
        help="Gazetteer index made by `dateline gazetteer import`; the built-in one where left out.",
    )  # fmt: skip
    return option(function)


def recognizer_option(function: F) -> F:
    """Adds --recognizer."""
    option = click.option(
        "--recognizer", default="fast", show_default=True, metavar="NAME",
        help="What finds the names: `fast`, `accurate` (an extra), or `spacy:MODEL` with a model of spaCy's.",
    )  # fmt: skip
    return option(function)


@contextmanager
def progress(what: str, total: int | None = None, *, unit: Literal["", "B"] = "") -> Iterator[Callable[[int], None]]:
    """A bar on standard error with rate and time left, given the number done so far; nothing where it is no terminal.

    With the unit `B` the numbers are bytes.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )
    from rich.text import Text

    class RateColumn(ProgressColumn):
        """How many are done in a second."""

        def render(self, task: Task) -> Text:
            """The rate of late, once there is one."""
            return Text("" if task.speed is None else f"{task.speed:,.1f}/s", style="progress.data.speed")

    counted = (DownloadColumn(), TransferSpeedColumn()) if unit else (MofNCompleteColumn(), RateColumn())
    columns = (TextColumn("{task.description}"), BarColumn(), *counted, TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def writing(path: str) -> Iterator[None]:
    """Says of a failure to write which file it was: errors of the system name a temporary one, or none.

    Raises:
        DatelineError: the file could not be written.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DatelineError(
            f"{path}: it could not be written ({error.strerror or error}).",
            "Check that the folder exists, may be written and has room; a file that was there is unchanged.",
        ) from error


def open_gazetteer(index: str | None) -> "Gazetteer":
    """The gazetteer of --gazetteer, or the built-in one, built at first use."""
    from gazetteer.builtin import builtin_path, open_builtin
    from gazetteer.errors import GazetteerError
    from gazetteer.index import open_index

    if index is not None:
        return open_index(Path(index))
    if builtin_path().exists():
        return open_builtin()
    click.echo("Building the built-in gazetteer; this is done once and takes about a minute.", err=True)
    try:
        with progress("names") as tell:
            return open_builtin(tell)
    except OSError as error:
        if isinstance(error, GazetteerError):
            raise
        raise DatelineError(
            f"{builtin_path().parent}: the built-in gazetteer could not be kept there ({error.strerror or error}).",
            "Make the folder writable and some room, or name another for caches in XDG_CACHE_HOME.",
        ) from error


def open_store(db: str, *, readonly: bool = True) -> "Store":
    """The project file."""
    from gazetteer.fold import fold
    from geo.store import Store

    return Store.open(db, fold=fold, readonly=readonly)


@contextmanager
def filling(db: str) -> "Iterator[Store]":
    """The project file, to be added to; made where nothing is there, and gone again where nothing was added to it."""
    from gazetteer.fold import fold
    from geo.store import Store

    if os.path.exists(db):  # noqa: PTH110
        with open_store(db, readonly=False) as store:
            yield store
        return
    with Store.create(db, fold=fold) as store:
        yield store
        empty = not store.rows("SELECT 1 FROM documents UNION ALL SELECT 1 FROM judgements LIMIT 1")
    if empty:
        Path(db).unlink(missing_ok=True)
