"""What can go wrong with documents and evidence, said so that a person knows what to try."""


class DatelineError(Exception):
    """Base of this package's errors: what was wrong, where, and a hint what to try."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Unreadable(DatelineError, ValueError):
    """A file that cannot be read as a report; the message names it."""


class ProjectMissing(DatelineError, FileNotFoundError):
    """There is no project file at the path."""


class ProjectUnreadable(DatelineError, ValueError):
    """The project file is damaged, of a newer schema, or no project file at all."""


class UnknownPlace(DatelineError, LookupError):
    """A place was asked for that no name of the gazetteer or the project fits; the hint lists the nearest."""


class BadFilter(DatelineError, ValueError):
    """A filter's value cannot be understood."""


class UnknownComponent(DatelineError, LookupError):
    """No recogniser, exporter or other component has that name; the hint lists those that exist."""
