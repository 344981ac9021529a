"""Knows by its content what a file is."""

import json
import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from gazetteer.importers import tables


class Format(StrEnum):
    """What a file can be; the value is what a person is told."""

    DUMP = "GeoNames places (dump of 19 columns)"
    ALTERNATES = "GeoNames alternate names (alternateNamesV2)"
    ADMIN1 = "GeoNames names of first-order divisions (admin1CodesASCII)"
    ADMIN2 = "GeoNames names of second-order divisions (admin2Codes)"
    COUNTRIES = "GeoNames countries (countryInfo)"
    HIERARCHY = "GeoNames hierarchy"
    POSTAL = "GeoNames postal codes"
    FEATURE_CODES = "GeoNames feature codes (known, not used)"
    GEOJSON = "GeoJSON"
    GEOJSON_LINES = "GeoJSON, one feature a line"
    GEOJSON_FEATURES = "GeoJSON features"
    LINKED = "Linked Places"
    LINKED_LINES = "Linked Places, one feature a line"
    WOF = "Who's On First records, one a line"
    WOF_SQLITE = "Who's On First in SQLite"
    WIKIDATA = "Wikidata entities"
    OSM = "OpenStreetMap extract"
    TABLE = "table"


KNOWN = (
    "known are: GeoNames (dump, alternateNamesV2, admin1CodesASCII, admin2Codes, countryInfo, hierarchy, postal codes)"
    ", GeoJSON (collection or one feature a line), Linked Places, Who's On First (JSON lines or SQLite), Wikidata "
    "(JSON dump or lines), OpenStreetMap (.osm, .osm.pbf), CSV and TSV with a header that has name, lat and lon; plain "
    "or in gz, zip, bz2, xz"
)
"""The formats, as errors and the help name them."""

_SAMPLE = 20
"""Lines looked at: a comment or a broken first line does not hide what the others show."""

_PBF = re.compile(rb"\x00\x00\x00.\n\tOSMHeader", re.DOTALL)
_OSM = re.compile(rb"<osm[\s>]")
_ENTITY = re.compile(r'"type"\s*:\s*"item"|"(?:labels|claims)"\s*:\s*[{\[]')
_FEATURES = re.compile(r'"features"\s*:\s*\[|"type"\s*:\s*"FeatureCollection"')
_LINKED = re.compile(r'"toponym"\s*:|linkedplaces|linked-places', re.IGNORECASE)
_FEATURE = re.compile(r'"type"\s*:\s*"Feature"')


def sniff(head: bytes) -> Format | None:
    """The format of a file that begins with these bytes; None where it is none of those known."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith(b"SQLite format 3\x00"):
        return Format.WOF_SQLITE
    if _PBF.match(head) or _OSM.search(head[:1000]):
        return Format.OSM
    if b"\x00" in head:
        return None
    text = head.decode("utf-8", "replace").lstrip("\ufeff\x1e \t\r\n") if head[:1] in b"{[\x1e \r\n" else ""
    if text.startswith(("{", "[")):
        return _json(text)
    whole = head if head.endswith(b"\n") or b"\n" not in head else head[: head.rindex(b"\n")]
    return _lines(whole.decode("utf-8", "replace").splitlines()[: _SAMPLE * 10])


def _json(text: str) -> Format | None:
    first = text.split("\n", 1)[0]
    try:
        value = json.loads(first)
    except (json.JSONDecodeError, RecursionError):
        value = None
    if text.startswith('{"wof_id"') or (isinstance(value, dict) and "wof_id" in value and "geometry" not in value):
        return Format.WOF
    if not _FEATURE.search(text) and not _FEATURES.search(text) and len(set(_ENTITY.findall(text))) > 1:
        return Format.WIKIDATA
    linked = _LINKED.search(text)
    if text.startswith("{") and _FEATURES.search(text):
        return Format.LINKED if linked else Format.GEOJSON
    if not _FEATURE.search(text):
        return None
    if isinstance(value, dict) or (first.startswith("{") and "\n" not in text[:-1] and len(first) > 1 << 15):
        return Format.LINKED_LINES if linked else Format.GEOJSON_LINES
    return Format.GEOJSON_FEATURES


def _lines(lines: Sequence[str]) -> Format | None:
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")][:_SAMPLE]
    if not rows:
        return None
    for format_, fits in _ROWS:
        if sum(map(fits, rows)) * 2 + fits(rows[0]) > len(rows):
            return format_
    first = next((line for line in lines if line.strip()), "")
    return Format.TABLE if tables.layout(first) else None


def _dump(row: list[str]) -> bool:
    return len(row) == 19 and row[0].isdecimal() and _is_number(row[4]) and _is_number(row[5])


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _starts(pattern: str, *columns: int) -> Callable[[list[str]], bool]:
    shape = re.compile(pattern)
    return lambda row: len(row) in columns and shape.match("\t".join(row)) is not None


_ROWS: Sequence[tuple[Format, Callable[[list[str]], bool]]] = (
    (Format.DUMP, _dump),
    (Format.COUNTRIES, _starts(r"[A-Z]{2}\t[A-Z]{3}\t\d+\t", 18, 19)),
    (Format.ALTERNATES, _starts(r"\d+\t\d+\t[^\t]{0,15}\t", 8, 10)),
    (Format.POSTAL, _starts(r"[A-Z]{2}\t[^\t]*\t[^\t]+\t([^\t]*\t){6}-?\d[\d.]*\t-?\d[\d.]*\t", 12)),
    (Format.ADMIN1, _starts(r"[A-Z]{2}\.[^.\t]+\t", 3, 4)),
    (Format.ADMIN2, _starts(r"[A-Z]{2}\.[^.\t]+\.[^\t]+\t", 3, 4)),
    (Format.HIERARCHY, _starts(r"\d+\t\d+(\t[A-Za-z0-9-]*)?$", 2, 3)),
    (Format.FEATURE_CODES, _starts(r"([AHLPRSTUV]\.[A-Z0-9]+|null)\t", 3)),
)
"""What most rows of a table without a header look like."""
