"""Reads gazetteers of other people's making: what a file is, is known by its content."""

from gazetteer.importers.sources import describe, open_sources

__all__ = ["describe", "open_sources"]
