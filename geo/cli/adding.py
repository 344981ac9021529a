"""The verb add: reads reports into the project file."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli.online import Online, online_options, own_files
from geo.cli.reports import check_paths, counted, end, ours, report_unread
from geo.cli.session import db_option, filling, gazetteer_option, open_gazetteer, progress, recognizer_option
from geo.crew import AddCrew, crew_of
from geo.errors import DatelineError, UnknownComponent

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer
    from geo.pipeline import Pipeline
    from geo.readers import Unread
    from geo.store import Store

WORTH_WORKERS = 4_000_000
"""Bytes of files from which on workers are started. One takes about a second to start, in which one process parses
some 200,000 characters, so that two win from half a megabyte on; PDFs and pages have fewer characters than bytes."""


def size(paths: Sequence[str], enough: int | None = None) -> int:
    """The bytes of the files at the paths; counting ends when there are `enough`."""
    from geo.readers import discover

    total = 0
    for entry in discover(paths):
        with suppress(OSError, ValueError):
            total += entry.location.stat().st_size if entry.location else 0
        if enough is not None and total >= enough:
            break
    return total


def workers_for(paths: Sequence[str]) -> int:
    """A worker for each core where the files are many enough to be worth their start; else one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if cores > 1 and size(paths, WORTH_WORKERS) >= WORTH_WORKERS else 1


@click.command("add")
@click.argument("paths", nargs=-1)
@db_option
@gazetteer_option
@recognizer_option
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes that read and parse; the result is the same for any number. Left out: one for each core where the "
    "files have over 4 MB, else one.",
)
@click.option(
    "--from-lake",
    "lake",
    type=click.Path(exists=True, file_okay=False),
    metavar="DIR",
    help="Instead of reading files, take documents with their mentions from a lake that Spark made (geo/spark.py).",
)
@click.option(
    "--where",
    multiple=True,
    metavar="CONDITION",
    help="Of the lake, only documents with a mention that fits: country=SY, published>=2016-09, confidence>0.8; "
    "several must all fit one mention.",
)
@online_options
def add_verb(
    paths: tuple[str, ...],
    db: str,
    index: str | None,
    recognizer: str,
    workers: int | None,
    lake: str | None,
    where: tuple[str, ...],
    online: Online | None,
) -> None:
    """Read files and folders into the project file; `-` is standard input.

    What the file holds unchanged is skipped. Stopped at any moment, it keeps whole documents only; run it again to
    go on. With --online, names of these reports that were left unplaced are then asked for.
    """
    if lake is not None and (paths or online or workers):
        raise click.UsageError("--from-lake takes no PATHS, --workers or --online")
    if lake is None and (where or not paths):
        raise click.UsageError("--where goes with --from-lake" if where else "Missing argument 'PATHS...'.")
    if lake is not None:
        _add_from_lake(lake, where, db, index)
        return
    check_paths(paths)
    gazetteer = open_gazetteer(index)
    with crew_of(workers or workers_for(paths), gazetteer.path, recognizer) as crew:
        _add(paths, db, gazetteer, recognizer, online, crew)


def _add(
    paths: Sequence[str],
    db: str,
    gazetteer: "Gazetteer",
    recognizer: str,
    online: Online | None,
    crew: AddCrew | None,
) -> None:
    from geo.pipeline import Pipeline

    pipeline = Pipeline(gazetteer, recognizer)
    asking = online.begin(db, pipeline) if online else None
    runs = [pipeline.run.id, *([asking.run.id] if asking else [])]
    tally = Tally()
    with filling(db) as store, stoppable(db, tally):
        store.add_sources(pipeline.gazetteer.sources)
        _add_files(paths, store, pipeline, runs, crew, tally)
        tell_added(db, tally)
        if gone := store.gone():
            click.echo(
                f"{counted(len(gone), 'judgement')} on mentions that are no longer there: kept, "
                "`dateline judge --gone` lists them.",
                err=True,
            )
        answered = asking is None or asking.place(store, tally.paths)
    end(tally.failed)
    if not answered:
        sys.exit(1)


@dataclass(slots=True)
class Tally:
    """What an `add` did so far."""

    added: int = 0
    paths: list[str] = field(default_factory=list)
    """Of the documents that the project holds of those asked for, added now or before."""
    failed: "list[Unread]" = field(default_factory=list)


def tell_added(db: str, tally: Tally) -> None:
    """Says on standard error what was added."""
    held = len(tally.paths) - tally.added
    click.echo(f"{counted(tally.added, 'document')} added to {db}, {held} held already.", err=True)


@contextmanager
def stoppable(db: str, tally: Tally) -> Iterator[None]:
    """Says, where Ctrl-C or want of memory ends it, what is kept, and that the same command goes on from there."""
    try:
        yield
    except KeyboardInterrupt:
        said = f"Stopped; {counted(tally.added, 'document')} added to {db}. The same command goes on from here."
        click.echo(said, err=True)
        sys.exit(130)
    except MemoryError as error:
        raise DatelineError(
            f"memory ran out; {counted(tally.added, 'document')} added to {db}.",
            "Close other programs, or give fewer --workers; the same command goes on from here.",
        ) from error


def _add_files(
    paths: Sequence[str], store: "Store", pipeline: "Pipeline", runs: Sequence[str], crew: AddCrew | None, tally: Tally
) -> None:
    from geo.adding import Added, add_all
    from geo.readers import Unread

    with ExitStack() as stack:
        tell = stack.enter_context(progress("reports", size(paths) if sys.stderr.isatty() else None, unit="B"))
        skip, stdin = ours(own_files(store.path)), sys.stdin.buffer if "-" in paths else None
        outcomes = add_all(paths, store, pipeline, runs, crew=crew, skip=skip, stdin=stdin, tell=tell)
        for one in stack.enter_context(closing(outcomes)):
            if isinstance(one, Unread):
                report_unread(one, tally.failed)
                continue
            tally.paths.append(one.path)
            tally.added += isinstance(one, Added)


def _add_from_lake(lake: str, where: Sequence[str], db: str, index: str | None) -> None:
    """Keeps documents that Spark parsed, as they were parsed."""
    try:
        from geo.lake import lake_run, select
    except ImportError as error:
        raise UnknownComponent(
            "A lake needs pyarrow, which is not installed.", "Install it: pip install 'dateline[parquet]'"
        ) from error
    gazetteer, run = open_gazetteer(index), lake_run(Path(lake))
    chosen = select(Path(lake), where, gazetteer)
    first = next(chosen, None)  # what is wrong with the conditions is said before a project is made
    tally = Tally()
    with filling(db) as store, stoppable(db, tally), progress("documents") as tell:
        store.add_sources(gazetteer.sources)
        for parsed in chain([first] if first else [], chosen):
            source = parsed.document.source
            if not store.holds(source.sha256, source.path, run.id):
                store.add(parsed, run)
                tally.added += 1
            tally.paths.append(source.path)
            tell(len(tally.paths))
    tell_added(db, tally)
