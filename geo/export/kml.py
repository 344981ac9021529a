"""KML 2.2 for Google Earth and its kin: one placemark a place, its sentences in the balloon."""

import re
from collections.abc import Iterator
from itertools import chain
from xml.sax.saxutils import escape

from geo.export.options import Options
from geo.lines import coordinates
from geo.query import Filter, MentionRow, PlaceRow
from geo.query.rows import selected_mentions, selected_places
from geo.query.select import Selection, select
from geo.store import Store

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n'
    "<Document><name>Dateline</name>\n"
)

_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, in any form."""


def write_kml(store: Store, wanted: Filter, _options: Options) -> Iterator[str]:
    """A document with a placemark for each place; names that could not be placed have one without a point."""
    chosen = select(store, wanted)
    marks = (piece for row in selected_places(store, chosen) for piece in _placemark(store, chosen, row))
    return chain((_HEAD,), marks, ("</Document></kml>\n",))


def text(value: str) -> str:
    """A string as the text of an element; what XML cannot hold is replaced by the sign for that.

    >>> text("a < b" + chr(0))
    'a &lt; b\ufffd'
    """
    return escape(_UNFIT.sub("\ufffd", value))


def _placemark(store: Store, chosen: Selection, row: PlaceRow) -> Iterator[str]:
    yield f"<Placemark><name>{text(row.name)}</name><description>"
    for mention in selected_mentions(store, chosen.at(row.fid)):
        yield text(_paragraph(mention))
    yield "</description><ExtendedData>"
    facts = {
        "id": row.id,
        "country": row.place.country if row.place else "",
        "feature": row.place.feature if row.place else "",
        "mentions": row.mentions,
        "documents": row.documents,
        "sources": row.sources,
        "uncertainty_km": row.place.uncertainty_km if row.place else None,
    }
    for name, value in facts.items():
        if value not in (None, ""):
            yield f'<Data name="{name}"><value>{text(str(value))}</value></Data>'
    yield "</ExtendedData>"
    if row.place and row.place.point:
        lon, lat = coordinates(row.place.point)
        yield f"<Point><coordinates>{lon},{lat}</coordinates></Point>"
    yield "</Placemark>\n"


def _paragraph(row: MentionRow) -> str:
    """A sentence with its source as HTML, for the balloon; nothing of a report becomes a tag."""
    source = row.source
    said = " · ".join(filter(None, (source.outlet, source.author, source.published, source.title, source.path)))
    copied = f" (repeated from {row.echo.path})" if row.echo and row.echo.path else ""
    return f"<p>{escape(' '.join(row.sentence.split()))}<br><i>{escape(said + copied)}</i></p>"
