"""Finding files: the same paths give the same entries in the same order on every machine."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from geo.readers.entry import Entry

STDIN = "-"
"""The path that means standard input."""


def discover(paths: Sequence[str]) -> Iterator[Entry]:
    """The files at the paths, in the order given; those of a folder by name, subfolders among them, no hidden ones.

    A path that does not exist, or a folder that cannot be listed or holds nothing, is an entry too: `load` says what is
    wrong with it. A folder reached a second time, through a link, is not entered again.
    """
    for given in dict.fromkeys(paths):
        if given == STDIN:
            yield Entry(STDIN, None)
            continue
        location = Path(given)
        if not _is_folder(location):
            yield Entry(given, location)
            continue
        empty = True
        for entry in _inside(given, location, set()):
            empty = False
            yield entry
        if empty:
            yield Entry(given, location)


def _inside(shown: str, folder: Path, seen: set[tuple[int, int]]) -> Iterator[Entry]:
    """The entries of a folder; walks with a list of its own, so that no depth of folders exhausts the stack."""
    waiting = [(shown, folder)]
    while waiting:
        shown, location = waiting.pop()
        if not _is_folder(location):
            yield Entry(shown, location)
            continue
        try:
            status = location.stat()
            names = sorted(child.name for child in location.iterdir() if not child.name.startswith("."))
        except OSError:
            yield Entry(shown, location)
            continue
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        waiting.extend((f"{shown.rstrip('/')}/{name}", location / name) for name in reversed(names))


def _is_folder(location: Path) -> bool:
    try:
        return location.is_dir()
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return False
