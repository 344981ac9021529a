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


class UnknownService(GazetteerError, LookupError):
    """No online service has that name; the hint lists those that exist."""


class BadEndpoint(GazetteerError, ValueError):
    """The address of an online service is none, or one that cannot be asked."""


class NotAnswered(GazetteerError, ConnectionError):
    """An online service could not be reached or would not answer: asking it for more names is of no use now."""


class BadAnswer(NotAnswered):
    """An online service answered one name with something that cannot be read; it may answer others."""
