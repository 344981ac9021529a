"""Mentions as JSON lines: what `dateline parse` prints, from the project file."""

from collections.abc import Iterator
from typing import Any

from geo.export.options import Options
from geo.lines import as_line, finding_object
from geo.query import Filter, MentionRow, mentions
from geo.query.features import judgement_object
from geo.store import Store


def write_jsonl(store: Store, wanted: Filter, _options: Options) -> Iterator[str]:
    """One JSON object a line, a mention each, by path of the document and offset."""
    return (as_line(_mention(row)) for row in mentions(store, wanted))


def _mention(row: MentionRow) -> dict[str, Any]:
    return finding_object(row.finding, row.source.path) | {
        "family": row.family,
        "echo": row.echo and row.echo._asdict(),
        "judgement": row.judgement and judgement_object(row.judgement),
    }
