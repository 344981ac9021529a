"""Writing an export to a file: whole, or not at all."""

import os
from collections.abc import Iterable
from pathlib import Path

from geo.errors import DatelineError


class NotWritten(DatelineError, OSError):
    """An export could not be written; what the file held before is still there."""


def save(pieces: Iterable[str], path: str | Path) -> None:
    """Writes the pieces as UTF-8 into a file beside the path, then puts it in its place; NotWritten says why not."""
    target = Path(path)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        part.replace(target)
    except DatelineError:
        raise
    except OSError as error:
        raise NotWritten(
            f"{path}: it could not be written ({error.strerror or error}).",
            "Check that the folder exists, may be written and has room; a file that was there is unchanged.",
        ) from error
    finally:
        part.unlink(missing_ok=True)
