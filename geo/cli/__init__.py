"""The command line: `dateline VERB`. Verbs are loaded when they are called, so that help and `parse` start fast."""

from geo.cli.main import main

__all__ = ["main"]
