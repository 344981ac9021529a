"""Texts in which a person has marked the place names."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gazetteer.place import LonLat
from geo.errors import DatelineError
from geo.model import Span

FAULTS = (ValueError, KeyError, TypeError, AttributeError)
"""What reading a value of the wrong shape raises."""


class BadGold(DatelineError, ValueError):
    """A gold file cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class GoldToponym:
    """A name that an annotator marked."""

    span: Span
    surface: str
    kind: str = ""
    """`literal`, `metonym`, `demonym_or_adjective`, `embedded`; empty where the corpus does not say."""
    point: LonLat | None = None
    tolerance_km: float = 0.0
    """How far off an answer may be and still be right, where over 161 (25 for the closer figure)."""
    place_id: str = ""
    """`geonames:170794`, or empty: a place of this id is right wherever its point lies."""


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text with its marked names."""

    id: str
    text: str
    toponyms: tuple[GoldToponym, ...]

    @property
    def stem(self) -> str:
        """The id less `.txt`: what the stem of a prediction's path must be.

        >>> GoldDocument("a.b.txt", "", ()).stem
        'a.b'
        """
        return self.id.removesuffix(".txt")


def read_gold(path: Path) -> list[GoldDocument]:
    """The documents of a file of JSON lines with doc_id, text and toponyms; BadGold names file and line."""
    documents = []
    for number, line in numbered_lines(path, BadGold):
        try:
            documents.append(_document(json.loads(line)))
        except FAULTS as error:
            hint = "a line is a JSON object with doc_id, text and toponyms, which have start, end, surface, lat and lon"
            raise BadGold(f"{path}:{number}: no gold document: {said(error)}", hint) from error
    return documents


def numbered_lines(path: Path, error: type[DatelineError]) -> Iterator[tuple[int, str]]:
    """The lines of a file in UTF-8 that are not blank, with their numbers; `error` where it is in another encoding."""
    with path.open(encoding="utf-8") as file:
        try:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
        except UnicodeDecodeError as fault:
            raise error(f"{path}: not in UTF-8: {fault}", "save it as UTF-8") from fault


def said(error: Exception) -> str:
    """What a fault says to somebody who does not know Python."""
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def span_of(given: Mapping[str, Any]) -> Span:
    """`start` and `end` of a record; ValueError where they are no span."""
    start, end = given["start"], given["end"]
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise ValueError(f"{start!r} to {end!r} is no span")
    return Span(start, end)


def point_of(given: Mapping[str, Any]) -> LonLat | None:
    """`lon` and `lat` of a record, None where one of them is not known; ValueError where they are no numbers.

    Taken as angles: published gold has a point beyond 180 degrees (in War of the Rebellion), and figures must compare.
    """
    if given.get("lon") is None or given.get("lat") is None:
        return None
    point = LonLat(float(given["lon"]), float(given["lat"]))
    if not (math.isfinite(point.lon) and math.isfinite(point.lat)):
        raise ValueError(f"lat {point.lat}, lon {point.lon} is no point")
    return point


def _document(given: Mapping[str, Any]) -> GoldDocument:
    text = given["text"]
    if not isinstance(text, str):
        raise TypeError("text is no string")
    return GoldDocument(str(given["doc_id"]), text, tuple(_toponym(toponym, text) for toponym in given["toponyms"]))


def _toponym(given: Mapping[str, Any], text: str) -> GoldToponym:
    span, surface = span_of(given), given["surface"]
    if text[span.start : span.end] != surface:
        raise ValueError(f"at {span.start} to {span.end} the text has {text[span.start : span.end]!r}, not {surface!r}")
    return GoldToponym(
        span,
        surface,
        kind=given.get("kind") or "",
        point=point_of(given),
        tolerance_km=float(given.get("tolerance_km") or 0),
        place_id=f"geonames:{given['geonameid']}" if given.get("geonameid") else "",
    )
