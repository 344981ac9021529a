"""Verbs that read reports: add and parse."""

import os
import sys
from collections.abc import Iterator, Sequence

import click

from geo.cli.online import Online, online_options, own_files
from geo.cli.session import db_option, gazetteer_option, open_gazetteer, open_store, progress
from geo.model import Document
from geo.readers import Unread, discover, read


def documents(paths: Sequence[str], failed: list[Unread], own: Sequence[str] = ()) -> Iterator[Document]:
    """Documents of the paths; what cannot be read is named on standard error and remembered.

    Files of our `own`, the project file and the map, may lie among the reports and are passed over.
    """
    if "" in paths:
        raise click.UsageError("A path is empty; is a variable of the shell not set?")
    ours = {os.path.abspath(path + end) for path in own for end in ("", "-wal", "-shm")}  # noqa: PTH100
    for given in read(paths, stdin=sys.stdin.buffer if "-" in paths else None):
        path = given.path if isinstance(given, Unread) else given.source.path
        if ours & {os.path.abspath(path), os.path.abspath(path.rpartition("#")[0])}:  # noqa: PTH100
            continue  # behind the # is a record's number
        if isinstance(given, Unread):
            failed.append(given)
            click.echo(
                f"dateline: {given.path}: {given.reason}" + (f"\n  try: {given.hint}" if given.hint else ""), err=True
            )
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


@click.command("add")
@click.argument("paths", nargs=-1, required=True)
@db_option
@gazetteer_option
@online_options
def add_verb(paths: tuple[str, ...], db: str, index: str | None, online: Online | None) -> None:
    """Read files and folders into the project file; `-` is standard input.

    What the file holds unchanged is skipped. Stopped at any moment, it keeps whole documents only; run it again to
    go on. With --online, names of these reports that were left unplaced are then asked for.
    """
    from geo.pipeline import Pipeline

    pipeline = Pipeline(open_gazetteer(index))
    run = pipeline.run
    asking = online.begin(db, pipeline) if online else None
    runs = [run.id, *([asking.run.id] if asking else [])]
    failed: list[Unread] = []
    held: list[str] = []
    added = 0
    with open_store(db, readonly=False, create=True) as store:
        store.add_sources(pipeline.gazetteer.sources)
        try:
            with progress("reports", count(paths)) as tell:
                for document in documents(paths, failed, own_files(db)):
                    source, evidence = document.source, store.evidence(document.source)
                    if not any(store.holds(source.sha256, source.path, id, evidence) for id in runs):
                        store.add(pipeline.parse(document, evidence), run, evidence)
                        added += 1
                    held.append(document.source.path)
                    tell(len(held) + len(failed))
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
    end(failed)
    if not answered:
        sys.exit(1)


@click.command("parse")
@click.argument("paths", nargs=-1)
@gazetteer_option
def parse_verb(paths: tuple[str, ...], index: str | None) -> None:
    """Print one JSON line a mention, in document order; standard input where no path is given."""
    from geo.lines import as_line, parse_line
    from geo.pipeline import Pipeline

    paths = paths or ("-",)
    if paths == ("-",) and sys.stdin.isatty():
        click.echo("Reading standard input; end it with Ctrl-D.", err=True)
    pipeline = Pipeline(open_gazetteer(index))
    failed: list[Unread] = []
    with progress("reports", count(paths)) as tell:
        for done, document in enumerate(documents(paths, failed), start=1):
            for finding in pipeline.parse(document).findings:
                sys.stdout.write(as_line(parse_line(finding, document)))
            tell(done)
    sys.stdout.flush()
    end(failed)
