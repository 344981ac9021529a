"""CSV, one row a mention, that a spreadsheet opens without running anything in it."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain

from geo.export.options import Options
from geo.lines import PROBABILITY_DIGITS, coordinates, relation_words
from geo.model import Relation
from geo.query import Filter, MentionRow, mentions
from geo.store import Store

COLUMNS = (
    *("id", "document", "outlet", "title", "author", "url", "published", "lang", "start", "end", "text", "kind"),
    *("confidence", "margin", "sentence", "place_id", "place", "country", "feature", "admin", "latitude", "longitude"),
    *("uncertainty_km", "matched_name", "steps", "gazetteer", "family", "original", "copy_of", "quoted_from", "judged"),
    *("event", "event_how"),
    *("relation", "relation_latitude", "relation_longitude", "relation_uncertainty_km"),
)
"""The columns, in order. `document` is the path as given; `start` and `end` count code points of its text;
`event` is the time of what is told, as EDTF; `relation` what a phrase makes of the place, as "offset west 100 km"."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so may be run as a formula by a spreadsheet (OWASP's list, with the full-width forms)."""


def write_csv(store: Store, wanted: Filter, options: Options) -> Iterator[str]:
    """A header and one row a mention, by RFC 4180: comma, CRLF, UTF-8, with a byte order mark where asked for."""
    header = ("\ufeff" if options.bom else "") + _line(COLUMNS)
    return chain((header,), (_line([safe(cell) for cell in _cells(row)]) for row in mentions(store, wanted)))


def safe(cell: object) -> object:
    """The cell, with an apostrophe before a text that a spreadsheet would take for a formula; numbers stay numbers.

    >>> safe("=HYPERLINK(...)"), safe(-12.5)
    ("'=HYPERLINK(...)", -12.5)
    """
    return "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _cells(row: MentionRow) -> Sequence[object]:
    mention, resolution, source = row.mention, row.resolution, row.source
    place, name = resolution.place, resolution.name
    lon, lat = coordinates(place.point) if place and place.point else (None, None)
    return (
        *(mention.id, source.path, source.outlet, source.title, source.author, source.url, source.published, row.lang),
        *(mention.span.start, mention.span.end, mention.surface, mention.kind),
        *(round(resolution.confidence, PROBABILITY_DIGITS), round(resolution.margin, PROBABILITY_DIGITS)),
        *(row.sentence, row.place_id, place.name if place else "", place.country if place else ""),
        *(place.feature if place else "", " > ".join(place.admin) if place else "", lat, lon),
        *(place.uncertainty_km if place else None, name.text if name else ""),
        " ".join(str(step) for step in resolution.steps),
        name.source_id if name else "",
        *(row.family, "yes" if row.original else "no"),
        *((row.echo.path, row.echo.quoted) if row.echo else ("", "")),
        row.judgement.verdict if row.judgement else "",
        *((mention.time.edtf, mention.time.how) if mention.time else ("", "")),
        *_relation(mention.relation),
    )


def _relation(relation: Relation | None) -> tuple[object, ...]:
    """Its kind with direction and distance in words, its middle and how far that may be off."""
    if relation is None:
        return ("", None, None, None)
    lon, lat = coordinates(relation.point)
    return (relation_words(relation), lat, lon, relation.uncertainty_km)


def _line(cells: Sequence[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
