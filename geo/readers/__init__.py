"""Reads reports of many formats into documents: `read` for paths, or `discover` and `load` for its two halves."""

from geo.readers.discover import discover
from geo.readers.entry import Entry, Unread
from geo.readers.language import Languages
from geo.readers.loading import load, read

__all__ = ["Entry", "Languages", "Unread", "discover", "load", "read"]
