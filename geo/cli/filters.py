"""The filters, the same words for places, mentions, map and export."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from geo.errors import BadFilter

if TYPE_CHECKING:
    from gazetteer.index import Gazetteer
    from geo.query import Filter
    from geo.store import Store

F = TypeVar("F", bound=Callable[..., Any])

_PLACE = click.option("--place", metavar="PLACE", help="Only this place, in any spelling or script, or by its id.")

_OPTIONS = (
    click.option("--near", metavar="PLACE|LAT,LON", help="Only places near this one; needs --km."),
    click.option("--km", type=float, help="How near, in km along the ground."),
    click.option("--inside", metavar="PLACE|FILE.geojson", help="Only places inside this country or area."),
    click.option("--bbox", metavar="W,S,E,N", help="Only places in this box, degrees."),
    click.option(
        "--since",
        metavar="DATE",
        default="",
        help="Only events of this time or later (published then, where no other is told): 2016, 2016-09, 2016-09-17.",
    ),
    click.option("--until", metavar="DATE", default="", help="Only events of this time or earlier."),
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
    from geo.asking import Inside, inside_of, place_ids, point_of
    from geo.query import KINDS, Filter, Near, parse_bbox

    kinds = tuple(given["kinds"]) or ("place",)
    near = given["near"]
    if (near is None) != (given["km"] is None):
        raise BadFilter("--near and --km go together", "for example --near Palmyra --km 100")
    inside = Inside() if given["inside"] is None else inside_of(gazetteer, given["inside"], _tell)
    return Filter(
        place_ids=None if given["place"] is None else place_ids(store, gazetteer(), given["place"]),
        near=None if near is None else Near(point_of(gazetteer, near, _tell), given["km"]),
        inside=inside.area,
        country=inside.country,
        bbox=None if given["bbox"] is None else parse_bbox(given["bbox"]),
        since=given["since"],
        until=given["until"],
        source=given["source"],
        words=given["words"],
        kinds=KINDS if "all" in kinds else kinds,
        min_confidence=given["min_confidence"],
        copies=given["copies"],
    )


def _tell(note: str) -> None:
    click.echo(note, err=True)
