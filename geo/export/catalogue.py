"""The formats, by name."""

import difflib
from collections.abc import Callable, Iterator
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple

from geo.errors import UnknownComponent
from geo.export.annotations import write_annotations
from geo.export.geojson import write_geojson, write_geojsonl
from geo.export.kml import write_kml
from geo.export.lines import write_jsonl
from geo.export.linked import write_linked
from geo.export.options import Options
from geo.export.parquet import write_parquet
from geo.export.table import write_csv
from geo.query import Filter
from geo.store import Store


class Exporter(NamedTuple):
    """A format that mentions and places can be written in."""

    name: str
    title: str
    """What it is, in a line, as the help shows it."""
    suffixes: tuple[str, ...]
    """File name endings that mean it, the dot included."""
    write: Callable[[Store, Filter, Options], Iterator[str] | Iterator[bytes]]
    """The file in pieces; text is written as UTF-8 without translating line ends."""


_ALL = (
    Exporter(
        "geojson", "GeoJSON (RFC 7946): places with their evidence, or mentions", (".geojson", ".json"), write_geojson
    ),
    Exporter(
        "geojsonl", "GeoJSON, one feature a line, for pipes", (".geojsonl", ".geojsons", ".ndgeojson"), write_geojsonl
    ),
    Exporter("csv", "a table for spreadsheets, one row a mention", (".csv",), write_csv),
    Exporter("jsonl", "JSON lines, one mention each, as `dateline parse` prints", (".jsonl", ".ndjson"), write_jsonl),
    Exporter(
        "kml", "KML 2.2 for Google Earth: a placemark a place, its sentences in the balloon", (".kml",), write_kml
    ),
    Exporter(
        "geoparquet", "GeoParquet 1.1: a table of places, or of mentions", (".parquet", ".geoparquet"), write_parquet
    ),
    Exporter(
        "lpf", "Linked Places Format 1.2: places with their attested names, reports cited", (".lpf",), write_linked
    ),
    Exporter("annotations", "W3C Web Annotations: mentions by position and quotation", (".jsonld",), write_annotations),
)

EXPORTERS = MappingProxyType({exporter.name: exporter for exporter in _ALL})
"""Name → exporter."""


def exporter(name: str) -> Exporter:
    """The exporter of that name; UnknownComponent lists those that exist."""
    if name in EXPORTERS:
        return EXPORTERS[name]
    near = difflib.get_close_matches(name, EXPORTERS, 1)
    guess = f"Did you mean {near[0]}? " if near else ""
    raise UnknownComponent(f"No export format is called {name!r}.", f"{guess}There are: {', '.join(EXPORTERS)}.")


def exporter_for(path: str) -> Exporter:
    """The exporter that a file name's ending means; UnknownComponent where none does.

    >>> exporter_for("out/Places.GeoJSON").name
    'geojson'
    """
    suffix = PurePath(path).suffix.lower()
    for each in EXPORTERS.values():
        if suffix in each.suffixes:
            return each
    raise UnknownComponent(
        f"{path}: the ending {suffix!r} means no export format.", f"Name one with --format: {', '.join(EXPORTERS)}."
    )
