"""What is asked for: the filters that places, mentions, maps and exports share."""

import math
import re
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.place import BBox, LonLat
from geo.errors import BadFilter
from geo.model import Kind
from geo.store.days import day_range

KINDS: tuple[Kind, ...] = get_args(Kind)
"""Every kind of mention."""


class Near(NamedTuple):
    """Within a distance of a point, along the ground (geodesic)."""

    center: LonLat
    km: float


@dataclass(frozen=True, slots=True)
class Filter:
    """Which mentions are meant; all conditions hold together. BadFilter where a value makes no sense.

    >>> Filter(since="2016-09", kinds=("place", "actor")).described()
    {'kinds': ['place', 'actor'], 'since': '2016-09'}
    """

    place_ids: tuple[str, ...] | None = None
    """Ids of places, `unplaced:…` included; None for any, an empty tuple for none."""
    near: Near | None = None
    """Places whose point lies within the distance."""
    inside: BaseGeometry | None = None
    """Places whose point lies in this area or on its border; longitudes first, degrees."""
    bbox: BBox | None = None
    """Places whose point lies in this box; it crosses the antimeridian where west is greater than east."""
    since: str = ""
    """`2016`, `2016-09` or `2016-09-17`: what may have taken place then or later, by the time that the report gives,
    else by its date of publication; what has neither is left out."""
    until: str = ""
    """As `since`: that time or earlier."""
    source: str = ""
    """Part of the outlet, path or address, in any case."""
    words: str = ""
    """Words that the sentence must hold, each; "…" for a phrase, a star for any ending."""
    kinds: tuple[Kind, ...] = ("place",)
    """Kinds of mention, as in `Mention.kind`."""
    min_confidence: float = 0.0
    """0 to 1."""
    copies: Literal["show", "hide"] = "show"
    """Whether mentions in passages that a report repeats from another are taken along, marked as copies."""
    country: str = ""
    """Places of this country, itself among them: an ISO 3166-1 alpha-2 code; empty for any."""

    def __post_init__(self) -> None:
        _check_kinds(self.kinds)
        if not 0 <= self.min_confidence <= 1:
            raise BadFilter(f"A confidence lies between 0 and 1, not at {self.min_confidence}.")
        for word, date in (("since", self.since), ("until", self.until)):
            if date and not day_range(date):
                raise BadFilter(f"{word}: {date!r} is no date.", "Write 2016, 2016-09 or 2016-09-17.")
        if self.since and self.until and _days(self.since)[0] > _days(self.until)[1]:
            raise BadFilter(f"since {self.since} is later than until {self.until}.", "Swap the two.")
        if self.copies not in ("show", "hide"):
            raise BadFilter(f"copies: {self.copies!r} is neither show nor hide.", "Choose one of the two.")
        if self.country and not re.fullmatch("[A-Z]{2}", self.country):
            raise BadFilter(f"country: {self.country!r} is no code of a country.", "Write two capitals, as in SY.")
        if self.near:
            _check_near(self.near)
        if self.bbox:
            _check_box(self.bbox)
        if self.inside is not None:
            _check_area(self.inside)

    def described(self) -> dict[str, Any]:
        """What is set, as JSON, for a map or an export to say how it was cut."""
        set_ones: dict[str, Any] = {
            "places": None if self.place_ids is None else list(self.place_ids),
            "near": self.near and {"lon": self.near.center.lon, "lat": self.near.center.lat, "km": self.near.km},
            "inside": None if self.inside is None else shapely.geometry.mapping(self.inside),
            "country": self.country or None,
            "bbox": self.bbox and list(self.bbox),
            "since": self.since or None,
            "until": self.until or None,
            "source": self.source or None,
            "words": self.words or None,
            "min_confidence": self.min_confidence or None,
            "copies": None if self.copies == "show" else self.copies,
        }
        return {"kinds": list(self.kinds)} | {key: value for key, value in set_ones.items() if value is not None}


def parse_bbox(text: str) -> BBox:
    """The box written as `W,S,E,N` in degrees; BadFilter names what is wrong.

    >>> parse_bbox("38,34,42,37")
    BBox(west=38.0, south=34.0, east=42.0, north=37.0)
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadFilter(f"bbox: {text!r} is not four numbers.", "Write W,S,E,N, as in 38,34,42,37.") from None
    box = BBox(west, south, east, north)
    _check_box(box)
    return box


def _days(date: str) -> tuple[int, int]:
    return day_range(date) or (0, 0)


def _check_kinds(kinds: tuple[Kind, ...]) -> None:
    if not kinds:
        raise BadFilter("No kind of mention is asked for.", f"Choose from {', '.join(KINDS)}.")
    for kind in kinds:
        if kind not in KINDS:
            raise BadFilter(f"{kind!r} is no kind of mention.", f"Choose from {', '.join(KINDS)}.")


def _check_near(near: Near) -> None:
    lon, lat = near.center
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise BadFilter(f"near: longitude {lon}, latitude {lat} is nowhere on Earth.", "Is the latitude first?")
    if not (near.km >= 0 and math.isfinite(near.km)):
        raise BadFilter(f"near: {near.km} km is no distance.", "Give --km a number of 0 or more.")


def _check_box(box: BBox) -> None:
    if not (abs(box.west) <= 180 and abs(box.east) <= 180 and abs(box.south) <= 90 and abs(box.north) <= 90):
        raise BadFilter(f"bbox: {_list(box)} leaves the Earth.", "Write W,S,E,N in degrees: longitudes first.")
    if box.south > box.north:
        raise BadFilter(f"bbox: {_list(box)} has its south above its north.", "Write W,S,E,N in degrees.")


def _list(box: BBox) -> str:
    return ",".join(f"{edge:g}" for edge in box)


def _check_area(area: BaseGeometry) -> None:
    if not area.is_valid:
        raise BadFilter(
            f"inside: the area is not valid: {shapely.is_valid_reason(area)}.",
            "Mend it first, as with QGIS' Fix geometries.",
        )
    if area.is_empty or not area.area:
        raise BadFilter(f"inside: a {area.geom_type} holds no area.", "Give a Polygon or a MultiPolygon.")
    west, south, east, north = area.bounds
    if south < -90 or north > 90 or west < -360 or east > 360:
        raise BadFilter(
            f"inside: the area reaches from {west:g},{south:g} to {east:g},{north:g}, which is not on Earth.",
            "GeoJSON wants longitude first, in degrees on WGS 84.",
        )


EVERYTHING = Filter()
"""Every mention of kind place."""
