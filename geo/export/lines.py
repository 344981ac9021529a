"""Mentions as JSON lines: what `dateline parse` prints, from the project file."""

from collections.abc import Iterator

from geo.export.options import Options
from geo.lines import as_line, finding_object
from geo.query import Filter, mentions
from geo.store import Store


def write_jsonl(store: Store, wanted: Filter, _options: Options) -> Iterator[str]:
    """One JSON object a line, a mention each, by path of the document and offset."""
    return (as_line(finding_object(row.finding, row.source.path)) for row in mentions(store, wanted))
