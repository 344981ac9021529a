"""What can go wrong with maps, said so that a person knows what to try."""


class MapError(Exception):
    """Base of this package's errors: what was wrong, where, and a hint what to try."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class BadCollection(MapError, ValueError):
    """The data is no FeatureCollection that follows feature.schema.json; the message names feature and field."""


class UnknownTiles(MapError, LookupError):
    """The tiles asked for are neither a URL with {x}, {y} and {z} nor a known name."""


class TooLarge(MapError, ValueError):
    """The map cannot be made as small as asked, even with one sentence a place."""


class BadOption(MapError, ValueError):
    """An option of the map has a value that cannot be understood."""


class BadBasemap(MapError, ValueError):
    """The base map given is no PMTiles file that can be drawn."""


class AssetBroken(MapError, OSError):
    """A file that belongs to the package is missing or damaged."""
