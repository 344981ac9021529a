"""What can go wrong with a gazetteer, said so that a person knows what to try."""


class GazetteerError(Exception):
    """Base of this package's errors: what was wrong, where, and a hint what to try."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class IndexUnreadable(GazetteerError, ValueError):
    """The index file is truncated, damaged, or of another version."""


class IndexMissing(GazetteerError, FileNotFoundError):
    """There is no index at the path."""


class BadRecord(GazetteerError, ValueError):
    """A file to import has a row or a header that cannot be read; the message names file and line."""


class UnknownFormat(GazetteerError, ValueError):
    """A file to import is of no known format."""
