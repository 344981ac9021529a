"""The verb parse, and how the verbs that are given reports read them."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from geo.cli.session import gazetteer_option, open_gazetteer, progress, recognizer_option

if TYPE_CHECKING:
    from geo.model import Document
    from geo.readers import Unread


def check_paths(paths: Sequence[str]) -> None:
    """A usage error for an empty path."""
    if "" in paths:
        raise click.UsageError("A path is empty; is a variable of the shell not set?")


def ours(own: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path is one of our `own` files, or of those that SQLite keeps beside it: they are no reports."""
    files = {os.path.abspath(path + end) for path in own for end in ("", "-wal", "-shm")}  # noqa: PTH100
    return lambda path: os.path.abspath(path) in files  # noqa: PTH100


def report_unread(given: "Unread", failed: "list[Unread]") -> None:
    """Names on standard error what could not be read, and remembers it."""
    failed.append(given)
    click.echo(f"dateline: {given.told()}", err=True)


def documents(paths: Sequence[str], failed: "list[Unread]", own: Sequence[str] = ()) -> "Iterator[Document]":
    """Documents of the paths; what cannot be read is named on standard error and remembered.

    Files of our `own`, the project file and the map, may lie among the reports and are passed over.
    """
    from geo.readers import Unread, read

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


def counted(number: int, thing: str) -> str:
    """A number with its noun.

    >>> counted(1, "document"), counted(0, "document")
    ('1 document', '0 documents')
    """
    return f"{number} {thing}{'s' * (number != 1)}"


def end(failed: "Sequence[Unread]") -> None:
    """Exit 1 where some inputs failed."""
    if failed:
        click.echo(f"{counted(len(failed), 'input')} could not be read.", err=True)
        sys.exit(1)


def count(paths: Sequence[str]) -> int | None:
    """How many files there are, for a progress bar; None where standard error is no terminal and nobody looks."""
    from geo.readers import discover

    return sum(1 for _ in discover(paths)) if sys.stderr.isatty() else None


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
