"""The filters, the same words for places, mentions, map and export."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from geo.errors import BadFilter, UnknownPlace

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer.index import Gazetteer
    from gazetteer.place import LonLat, Place
    from geo.query import Filter
    from geo.store import Store

F = TypeVar("F", bound=Callable[..., Any])

_PLACE = click.option("--place", metavar="PLACE", help="Only this place, in any spelling or script, or by its id.")

_OPTIONS = (
    click.option("--near", metavar="PLACE|LAT,LON", help="Only places near this one; needs --km."),
    click.option("--km", type=float, help="How near, in km along the ground."),
    click.option("--inside", metavar="PLACE|FILE.geojson", help="Only places inside this area."),
    click.option("--bbox", metavar="W,S,E,N", help="Only places in this box, degrees."),
    click.option(
        "--since", metavar="DATE", default="", help="Only reports of this time or later: 2016, 2016-09, 2016-09-17."
    ),
    click.option("--until", metavar="DATE", default="", help="Only reports of this time or earlier."),
    click.option("--source", metavar="TEXT", default="", help="Only reports whose outlet, path or address holds this."),
    click.option("--words", metavar="WORDS", default="", help="Only sentences with these words."),
    click.option(
        "--kind",
        "kinds",
        multiple=True,
        type=click.Choice(["place", "actor", "demonym", "all"]),
        help="place (the default), actor, demonym, all.",
    ),
    click.option(
        "--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Only mentions placed at least this surely."
    ),
    click.option(
        "--copies",
        type=click.Choice(["show", "hide"]),
        default="show",
        help="hide: leave out what a report repeats from another one.",
    ),
)


def filter_options(function: F) -> F:
    """Adds the filters to a verb; their values come as keyword arguments."""
    return more_filter_options(_PLACE(function))


def more_filter_options(function: F) -> F:
    """Adds the filters to a verb that asks for its place otherwise."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def build_filter(store: "Store | None", gazetteer: "Callable[[], Gazetteer]", given: dict[str, Any]) -> "Filter":
    """The filter that the options mean.

    Raises:
        BadFilter: a value cannot be understood.
        UnknownPlace: --place, --near or --inside names no place.
    """
    from geo.query import KINDS, Filter, Near, parse_bbox

    kinds = tuple(given["kinds"]) or ("place",)
    near = given["near"]
    if (near is None) != (given["km"] is None):
        raise BadFilter("--near and --km go together", "for example --near Palmyra --km 100")
    return Filter(
        place_ids=None if given["place"] is None else place_ids(store, gazetteer(), given["place"]),
        near=None if near is None else Near(_point(gazetteer, near), given["km"]),
        inside=None if given["inside"] is None else _area(gazetteer, given["inside"]),
        bbox=None if given["bbox"] is None else parse_bbox(given["bbox"]),
        since=given["since"],
        until=given["until"],
        source=given["source"],
        words=given["words"],
        kinds=KINDS if "all" in kinds else kinds,
        min_confidence=given["min_confidence"],
        copies=given["copies"],
    )


ALIKE = 0.8
"""Score from which a like spelling means a place at all; of two names that score less, one in four is another's."""

FITS = 0.9
"""Score from which a like spelling in the same country is taken along: Deir Ezzor means the town and its
governorate, in any spelling."""


def place_ids(store: "Store | None", gazetteer: "Gazetteer", asked: str) -> tuple[str, ...]:
    """Ids of the places that `asked` may mean: an id, a name in any spelling or script, or an unplaced name of the
    project.

    Places that bear the name are meant, and places of the best one's country whose name is spelled much alike; of
    all these, those
    that the project mentions, if it mentions any.

    Raises:
        UnknownPlace: nothing fits; the hint lists the nearest names.
    """
    from gazetteer.fold import fold
    from gazetteer.search import candidates, nearest_names

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


def _online_ids(store: "Store", asked: str) -> list[str]:
    """Ids of the project's places of that name which an online service gave: the gazetteer does not have them."""
    from gazetteer.online.answers import SOURCE_PREFIX
    from gazetteer.similarity import similarity
    from geo.store.codec import text_names

    rows = store.rows("SELECT id, names FROM places WHERE instr(source_id, ?) = 1 ORDER BY id", (SOURCE_PREFIX,))
    return [id for id, names in rows if any(similarity(asked, name.text) >= FITS for name in text_names(names))]


def _point(gazetteer: "Callable[[], Gazetteer]", text: str) -> "LonLat":
    from gazetteer.place import LonLat

    numbers = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*", text)
    if numbers:
        lat, lon = float(numbers[1]), float(numbers[2])
        if abs(lat) > 90 or abs(lon) > 180:
            raise BadFilter(f"{text!r} is no point on the earth", "latitude first: 35.34,40.14")
        return LonLat(lon, lat)
    point = _best(gazetteer, text).point
    if point is None:
        raise UnknownPlace(f"the gazetteer does not know where {text!r} is", "give LAT,LON")
    return point


def _best(gazetteer: "Callable[[], Gazetteer]", text: str) -> "Place":
    from gazetteer.search import candidates, nearest_names

    found = candidates(gazetteer(), text, limit=1)
    if not found or found[0].score < ALIKE:
        near = nearest_names(gazetteer(), text)
        raise UnknownPlace(f"no place is called {text!r}", f"nearest: {', '.join(near)}" if near else "")
    place = found[0].place
    if found[0].score < 1:
        click.echo(f"{text!r} is taken for {place.name} ({place.country or place.feature}).", err=True)
    return place


def _area(gazetteer: "Callable[[], Gazetteer]", text: str) -> "BaseGeometry":
    """The area of a GeoJSON file, or the extent of a place."""
    import shapely

    if text.lower().endswith((".geojson", ".json")):
        try:
            shape = json.loads(Path(text).read_text(encoding="utf-8"))
            parts = (
                [f["geometry"] for f in shape["features"]] if "features" in shape else [shape.get("geometry", shape)]
            )
            area: BaseGeometry = shapely.union_all([shapely.geometry.shape(part) for part in parts])
            return area
        except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
            raise BadFilter(
                f"{text} is no GeoJSON with an area: {error}", "give a FeatureCollection, a Feature or a geometry"
            ) from error
    place = _best(gazetteer, text)
    if place.extent is None:
        raise BadFilter(
            f"the gazetteer has no extent of {place.name}", "give a GeoJSON file, --bbox, or --near with --km"
        )
    if place.extent.west > place.extent.east:
        west = shapely.box(place.extent.west, place.extent.south, 180, place.extent.north)
        east = shapely.box(-180, place.extent.south, place.extent.east, place.extent.north)
        return shapely.MultiPolygon([west, east])
    area = shapely.box(*place.extent)
    return area
