"""Writing an export to a file: whole, or not at all."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from geo.errors import DatelineError


class NotWritten(DatelineError, OSError):
    """An export could not be written; what the file held before is still there."""


def as_bytes(pieces: Iterable[str] | Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of an export as they are written: text in UTF-8."""
    return (piece.encode() if isinstance(piece, str) else piece for piece in pieces)


def save(pieces: Iterable[str] | Iterable[bytes], path: str | Path) -> None:
    """Writes the pieces into a file beside the path, then puts it in its place; NotWritten says why not.

    A link stays one, and what is no file, such as `/dev/stdout`, is written to as the pieces come.
    """
    whole = Path(path).is_file() or not Path(path).exists()
    target = Path(path).resolve() if whole else Path(path)
    part = target.with_name(f"{target.name}.{os.getpid()}.part") if whole else target
    try:
        with part.open("wb") as file:
            file.writelines(as_bytes(pieces))
        if whole:
            part.replace(target)
    except (DatelineError, BrokenPipeError):
        raise
    except OSError as error:
        raise NotWritten(
            f"{path}: it could not be written ({error.strerror or error}).",
            "Check that the folder exists, may be written and has room; a file that was there is unchanged.",
        ) from error
    finally:
        if whole:
            part.unlink(missing_ok=True)
