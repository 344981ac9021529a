"""Verbs that read reports: add and parse."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

import click

from geo.cli.online import Online, online_options, own_files
from geo.cli.session import db_option, gazetteer_option, open_gazetteer, open_store, progress, recognizer_option
from geo.errors import DatelineError, UnknownComponent
from geo.model import Document
from geo.readers import Unread, discover, read

WORTH_WORKERS = 4_000_000
"""Bytes of files from which on workers are started. One takes about a second to start, in which one process parses
some 200,000 characters, so that two win from half a megabyte on; PDFs and pages have fewer characters than bytes."""


def check_paths(paths: Sequence[str]) -> None:
    """A usage error for an empty path."""
    if "" in paths:
        raise click.UsageError("A path is empty; is a variable of the shell not set?")


def ours(own: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path is one of our `own` files, or of those that SQLite keeps beside it: they are no reports."""
    files = {os.path.abspath(path + end) for path in own for end in ("", "-wal", "-shm")}  # noqa: PTH100
    return lambda path: os.path.abspath(path) in files  # noqa: PTH100


def report_unread(given: Unread, failed: list[Unread]) -> None:
    """Names on standard error what could not be read, and remembers it."""
    failed.append(given)
    click.echo(f"dateline: {given.path}: {given.reason}" + (f"\n  try: {given.hint}" if given.hint else ""), err=True)


def documents(paths: Sequence[str], failed: list[Unread], own: Sequence[str] = ()) -> Iterator[Document]:
    """Documents of the paths; what cannot be read is named on standard error and remembered.

    Files of our `own`, the project file and the map, may lie among the reports and are passed over.
    """
    check_paths(paths)
    is_ours = ours(own)
    for given in read(paths, stdin=sys.stdin.buffer if "-" in paths else None):
        path = given.path if isinstance(given, Unread) else given.source.path
        if is_ours(path) or is_ours(path.rpartition("#")[0]):
            continue  # behind the # is a record's number
        if isinstance(given, Unread):
            report_unread(given, failed)
        else:
            yield given


def end(failed: Sequence[Unread]) -> None:
    """Exit 1 where some inputs failed."""
    if failed:
        click.echo(f"{len(failed)} input{'s' * (len(failed) > 1)} could not be read.", err=True)
        sys.exit(1)


def count(paths: Sequence[str]) -> int | None:
    """How many files there are, for a progress bar; None where standard error is no terminal and nobody looks."""
    return sum(1 for _ in discover(paths)) if sys.stderr.isatty() else None


def size(paths: Sequence[str], enough: int | None = None) -> int:
    """The bytes of the files at the paths; counting ends when there are `enough`."""
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
    from geo.adding import Added, add_all
    from geo.pipeline import Pipeline

    if lake is not None and (paths or online or workers):
        raise click.UsageError("--from-lake takes no PATHS, --workers or --online")
    if lake is None and (where or not paths):
        raise click.UsageError("--where goes with --from-lake" if where else "Missing argument 'PATHS...'.")
    if lake is not None:
        _add_from_lake(lake, where, db, index)
        return
    pipeline = Pipeline(open_gazetteer(index), recognizer)
    asking = online.begin(db, pipeline) if online else None
    runs = [pipeline.run.id, *([asking.run.id] if asking else [])]
    check_paths(paths)
    failed: list[Unread] = []
    held: list[str] = []
    added = 0
    with open_store(db, readonly=False, create=True) as store:
        store.add_sources(pipeline.gazetteer.sources)
        try:
            with progress("reports", size(paths) if sys.stderr.isatty() else None, unit="B") as tell:
                for one in add_all(
                    paths,
                    store,
                    pipeline,
                    runs,
                    workers=workers or workers_for(paths),
                    skip=ours(own_files(db)),
                    stdin=sys.stdin.buffer if "-" in paths else None,
                    tell=tell,
                ):
                    if isinstance(one, Unread):
                        report_unread(one, failed)
                        continue
                    held.append(one.path)
                    added += isinstance(one, Added)
            click.echo(f"{added} documents added to {db}, {len(held) - added} held already.", err=True)
            if gone := store.gone():
                click.echo(
                    f"{len(gone)} judgement{'s' * (len(gone) > 1)} on mentions that are no longer there: kept, "
                    "`dateline judge --gone` lists them.",
                    err=True,
                )
            answered = asking is None or asking.place(store, held)
        except KeyboardInterrupt:
            click.echo(f"Stopped. {added} documents are in {db}; the same command goes on from here.", err=True)
            sys.exit(130)
        except MemoryError as error:
            raise DatelineError(
                f"memory ran out. {added} documents are in {db}.",
                "Close other programs, or give fewer --workers; the same command goes on from here.",
            ) from error
    end(failed)
    if not answered:
        sys.exit(1)


def _add_from_lake(lake: str, where: Sequence[str], db: str, index: str | None) -> None:
    """Keeps documents that Spark parsed, as they were parsed."""
    try:
        from geo.lake import lake_run, select
    except ImportError as error:
        raise UnknownComponent(
            "A lake needs pyarrow, which is not installed.", "Install it: pip install 'dateline[parquet]'"
        ) from error
    gazetteer, run = open_gazetteer(index), lake_run(Path(lake))
    added = held = 0
    chosen = select(Path(lake), where, gazetteer)
    first = next(chosen, None)  # what is wrong with the conditions is said before a project is made
    with open_store(db, readonly=False, create=True) as store, progress("documents") as tell:
        store.add_sources(gazetteer.sources)
        try:
            for parsed in chain([first] if first else [], chosen):
                source = parsed.document.source
                if store.holds(source.sha256, source.path, run.id):
                    held += 1
                else:
                    store.add(parsed, run)
                    added += 1
                tell(added + held)
        except KeyboardInterrupt:
            click.echo(f"Stopped. {added} documents are in {db}; the same command goes on from here.", err=True)
            sys.exit(130)
    click.echo(f"{added} documents added to {db}, {held} held already.", err=True)


@click.command("parse")
@click.argument("paths", nargs=-1)
@gazetteer_option
@recognizer_option
def parse_verb(paths: tuple[str, ...], index: str | None, recognizer: str) -> None:
    """Print one JSON line a mention, in document order; standard input where no path is given."""
    from geo.lines import as_line, parse_line
    from geo.pipeline import Pipeline

    paths = paths or ("-",)
    if paths == ("-",) and sys.stdin.isatty():
        click.echo("Reading standard input; end it with Ctrl-D.", err=True)
    pipeline = Pipeline(open_gazetteer(index), recognizer)
    failed: list[Unread] = []
    with progress("reports", count(paths)) as tell:
        for done, document in enumerate(documents(paths, failed), start=1):
            for finding in pipeline.parse(document).findings:
                sys.stdout.write(as_line(parse_line(finding, document)))
            tell(done)
    sys.stdout.flush()
    end(failed)
