"""GeoParquet 1.1: a table of mentions, or of places, that analysts load whole. Needs the extra `parquet` (pyarrow)."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from gazetteer.place import LonLat, Place
from geo.errors import UnknownComponent
from geo.export.options import Options
from geo.export.rfc7946 import bounds
from geo.lines import PROBABILITY_DIGITS, coordinates
from geo.query import Filter, MentionRow, PlaceRow, mentions, places
from geo.store import Store
from geo.store.blob import point_wkb

ROWS = 20_000
"""Rows of a row group: some 10 MB of mentions in memory, and groups large enough to compress well."""


class _Sink:
    """Takes what is written, to be handed on piece by piece."""

    closed = False

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._at = 0

    def write(self, data: Any) -> int:
        """Keeps some bytes."""
        piece = bytes(data)
        self._held.append(piece)
        self._at += len(piece)
        return len(piece)

    def taken(self) -> bytes:
        """What was written since the last call."""
        held, self._held = b"".join(self._held), []
        return held

    def tell(self) -> int:
        """Bytes written in all."""
        return self._at

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Ends it."""
        self.closed = True


def write_parquet(store: Store, wanted: Filter, options: Options) -> Iterator[bytes]:
    """The file in pieces; UnknownComponent where pyarrow is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UnknownComponent(
            "GeoParquet needs pyarrow, which is not installed.", "Install it: pip install 'dateline[parquet]'"
        ) from error
    rows: Iterator[dict[str, Any]] = (
        (mention_record(row) for row in mentions(store, wanted))
        if options.rows == "mentions"
        else (place_record(row) for row in places(store, wanted))
    )
    columns = MENTION_COLUMNS if options.rows == "mentions" else PLACE_COLUMNS
    box = bounds(coordinates(r.place.point) for r in places(store, wanted) if r.place and r.place.point)
    types = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "yes": pa.bool_(), "wkb": pa.binary()}
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()], metadata={"geo": json.dumps(_geo(box))})

    def pieces() -> Iterator[bytes]:
        sink = _Sink()
        with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
            while batch := list(islice(rows, ROWS)):
                writer.write_table(pa.Table.from_pylist(batch, schema=schema))
                yield sink.taken()
        yield sink.taken()

    return pieces()


MENTION_COLUMNS = {
    **dict.fromkeys(("id", "document", "outlet", "title", "author", "url", "published", "lang"), "text"),
    **dict.fromkeys(("start", "end"), "whole"),
    **dict.fromkeys(("text", "kind"), "text"),
    **dict.fromkeys(("confidence", "margin"), "number"),
    **dict.fromkeys(("sentence", "place_id", "place", "country", "feature"), "text"),
    "uncertainty_km": "number",
    "family": "text",
    "original": "yes",
    **dict.fromkeys(("copy_of", "quoted_from", "judged"), "text"),
    "geometry": "wkb",
}
"""Columns of mentions, and what they hold."""

PLACE_COLUMNS = {
    **dict.fromkeys(("id", "name", "country", "feature"), "text"),
    **dict.fromkeys(("mentions", "documents", "sources", "population"), "whole"),
    "uncertainty_km": "number",
    "geometry": "wkb",
}
"""Columns of places."""


def mention_record(row: MentionRow) -> dict[str, Any]:
    """A mention as a flat record, its point as well-known binary."""
    mention, resolution, source, place = row.mention, row.resolution, row.source, row.resolution.place
    return {
        "id": mention.id,
        "document": source.path,
        "outlet": source.outlet,
        "title": source.title,
        "author": source.author,
        "url": source.url,
        "published": source.published,
        "lang": row.lang,
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.surface,
        "kind": mention.kind,
        "confidence": round(resolution.confidence, PROBABILITY_DIGITS),
        "margin": round(resolution.margin, PROBABILITY_DIGITS),
        "sentence": row.sentence,
        "place_id": row.place_id,
        "place": place.name if place else "",
        "country": place.country if place else "",
        "feature": place.feature if place else "",
        "uncertainty_km": place.uncertainty_km if place else None,
        "family": row.family,
        "original": row.original,
        "copy_of": row.echo.path if row.echo else "",
        "quoted_from": row.echo.quoted if row.echo else "",
        "judged": row.judgement.verdict if row.judgement else "",
        "geometry": _wkb(place),
    }


def place_record(row: PlaceRow) -> dict[str, Any]:
    """A place with its numbers as a flat record, its point as well-known binary."""
    place = row.place
    return {
        "id": row.id,
        "name": row.name,
        "country": place.country if place else "",
        "feature": place.feature if place else "",
        "mentions": row.mentions,
        "documents": row.documents,
        "sources": row.sources,
        "population": (place.population or None) if place else None,
        "uncertainty_km": place.uncertainty_km if place else None,
        "geometry": _wkb(place),
    }


def _wkb(place: Place | None) -> bytes | None:
    return point_wkb(LonLat(*coordinates(place.point))) if place and place.point else None


def _geo(box: Iterable[float] | None) -> dict[str, Any]:
    """The metadata that makes a Parquet file a GeoParquet file; without a CRS it is longitude and latitude."""
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if box:
        column["bbox"] = list(box)
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
