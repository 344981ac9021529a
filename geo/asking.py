"""What a person asks for in words: a place by its name, a point, an area."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.place import LonLat, Place
from gazetteer.search import candidates, nearest_names
from geo.errors import BadFilter, UnknownPlace
from geo.query.areas import read_area
from geo.store import Store

ALIKE = 0.8
"""Score from which a like spelling means a place at all; of two names that score less, one in four is another's."""

FITS = 0.9
"""Score from which a like spelling in the same country is taken along: Deir Ezzor means the town and its
governorate, in any spelling."""


def place_ids(store: Store | None, gazetteer: Gazetteer, asked: str) -> tuple[str, ...]:
    """Ids of the places that `asked` may mean: an id, a name in any spelling or script, or an unplaced name of the
    project.

    Places that bear the name are meant, and places of the best one's country whose name is spelled much alike; of
    all these, those
    that the project mentions, if it mentions any.

    Raises:
        UnknownPlace: nothing fits; the hint lists the nearest names.
    """
    unplaced = f"unplaced:{fold(asked)}"
    held = {id for (id,) in store.rows("SELECT id FROM places")} if store else set()
    if asked in held or gazetteer.row_of(asked) is not None:
        return (asked,)
    found = [c for c in candidates(gazetteer, asked, limit=200) if c.score >= ALIKE]
    meant = [
        c.place.id
        for c in found
        if c.score == 1.0 or (c.score >= FITS and c.place.country == found[0].place.country) or c is found[0]
    ]
    known = [id for id in (*meant, unplaced) if id in held] + (_online_ids(store, asked) if store else [])
    if not known and not meant:
        near = nearest_names(gazetteer, asked)
        hint = f"nearest: {', '.join(near)}" if near else "look for it with `dateline gazetteer find`"
        raise UnknownPlace(f"no place is called {asked!r}", hint)
    return tuple(known or meant)


def _online_ids(store: Store, asked: str) -> list[str]:
    """Ids of the project's places of that name which an online service gave: the gazetteer does not have them."""
    from gazetteer.online.answers import SOURCE_PREFIX
    from gazetteer.similarity import similarity
    from geo.store.codec import text_names

    rows = store.rows("SELECT id, names FROM places WHERE instr(source_id, ?) = 1 ORDER BY id", (SOURCE_PREFIX,))
    return [id for id, names in rows if any(similarity(asked, name.text) >= FITS for name in text_names(names))]


def point_of(gazetteer: Callable[[], Gazetteer], text: str, tell: Callable[[str], None]) -> LonLat:
    """The point written as LAT,LON, or that of a place.

    Raises:
        BadFilter: the numbers are no point.
        UnknownPlace: there is no such place, or nobody knows where it is.
    """
    numbers = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*", text)
    if numbers:
        lat, lon = float(numbers[1]), float(numbers[2])
        if abs(lat) > 90 or abs(lon) > 180:
            raise BadFilter(f"{text!r} is no point on the earth", "latitude first: 35.34,40.14")
        return LonLat(lon, lat)
    point = best_of(gazetteer, text, tell).point
    if point is None:
        raise UnknownPlace(f"the gazetteer does not know where {text!r} is", "give LAT,LON")
    return point


def best_of(gazetteer: Callable[[], Gazetteer], text: str, tell: Callable[[str], None]) -> Place:
    """The place that a name most probably means; `tell` is told where it is spelled otherwise. UnknownPlace."""
    found = candidates(gazetteer(), text, limit=1)
    if not found or found[0].score < ALIKE:
        near = nearest_names(gazetteer(), text)
        raise UnknownPlace(f"no place is called {text!r}", f"nearest: {', '.join(near)}" if near else "")
    place = found[0].place
    if found[0].score < 1:
        tell(f"{text!r} is taken for {place.name} ({place.country or place.feature}).")
    return place


class Inside(NamedTuple):
    """Where places are asked for: one of the two is set."""

    area: BaseGeometry | None = None
    """Longitudes first, degrees."""
    country: str = ""
    """ISO 3166-1 alpha-2 code."""


def inside_of(gazetteer: Callable[[], Gazetteer], text: str, tell: Callable[[str], None]) -> Inside:
    """The area of a GeoJSON file, a country, or the extent of another place.

    A country is meant by its code, not by a box, which would hold its neighbours too.

    Raises:
        BadFilter: the file holds no area that can be understood, or the place has no extent.
        UnknownPlace: there is no such place.
    """
    if text.lower().endswith((".geojson", ".json")):
        return Inside(read_area(Path(text)))
    place = best_of(gazetteer, text, tell)
    if place.feature_class == "A" and place.feature_code.startswith("PCL") and place.country:
        return Inside(country=place.country)
    if place.extent is None:
        raise BadFilter(
            f"the gazetteer has no extent of {place.name}",
            "give a country, a province, a GeoJSON file, --bbox, or --near with --km",
        )
    if place.extent.west > place.extent.east:
        west = shapely.box(place.extent.west, place.extent.south, 180, place.extent.north)
        east = shapely.box(-180, place.extent.south, place.extent.east, place.extent.north)
        return Inside(shapely.MultiPolygon([west, east]))
    return Inside(shapely.box(*place.extent))
