"""A project file in Python: the same questions and filters as on the command line.

>>> import geo
>>> with geo.open("dateline.gpkg") as project:  # doctest: +SKIP
...     for row in project.mentions("Dayr az Zawr", since="2016-09", copies="hide"):
...         print(row.source.outlet, row.sentence)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, TypedDict, Unpack

from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.place import BBox, LonLat
from geo.asking import Inside, inside_of, place_ids, point_of
from geo.errors import BadFilter, DatelineError
from geo.model import Kind
from geo.query import Filter, MentionRow, Near, PlaceRow, SourceRow, features, mention, mentions, places, sources
from geo.store import Store

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry


class Filters(TypedDict, total=False):
    """The filters, in the words of the command line."""

    near: "str | LonLat"
    """A place, `LAT,LON` or a point; needs `km`."""
    km: float
    inside: "str | Path | BaseGeometry"
    """A country, another place with an extent, a GeoJSON file, or a shapely area (longitudes first)."""
    bbox: BBox | tuple[float, float, float, float]
    """West, south, east, north."""
    since: str
    until: str
    source: str
    words: str
    kinds: tuple[Kind, ...]
    min_confidence: float
    copies: Literal["show", "hide"]


@dataclass
class Project:
    """An open project file, read only. A context manager."""

    path: Path
    gazetteer_path: Path | None = None
    _store: Store = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._store = Store.open(self.path, fold=fold, readonly=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the reading."""
        self._store.close()

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer that knows the spellings: the one given, or the built-in one."""
        from gazetteer.builtin import open_builtin
        from gazetteer.index import open_index

        return open_index(self.gazetteer_path) if self.gazetteer_path else open_builtin()

    def mentions(self, place: str | None = None, **filters: Unpack[Filters]) -> "Mentions":
        """The mentions of a place, in any spelling or script or by its id; of all places where left out.

        Raises:
            UnknownPlace: no place is called so.
            BadFilter: a filter cannot be understood.
        """
        return Mentions(self._store, self._filter(place, filters))

    def places(self, place: str | None = None, **filters: Unpack[Filters]) -> "Places":
        """Places with their numbers of mentions, documents and independent sources, the most mentioned first."""
        return Places(self._store, self._filter(place, filters))

    def sources(self) -> list[SourceRow]:
        """The documents with their families of copies."""
        return list(sources(self._store))

    def mention(self, id: str) -> MentionRow | None:
        """The mention with that id, with its reasons."""
        return mention(self._store, id)

    def _filter(self, place: str | None, filters: Mapping[str, Any]) -> Filter:
        given = dict(filters)
        near, km, inside, bbox = (given.pop(name, None) for name in ("near", "km", "inside", "bbox"))
        if (near is None) != (km is None):
            raise BadFilter("near and km go together", 'for example near="Palmyra", km=100')
        if isinstance(near, str):
            near = point_of(lambda: self.gazetteer, near, _silent)
        if isinstance(inside, str | Path):
            within = inside_of(lambda: self.gazetteer, str(inside), _silent)
        else:
            within = Inside(inside)
        unknown = given.keys() - Filters.__annotations__.keys()
        if unknown:
            raise BadFilter(
                f"no filter is called {', '.join(sorted(unknown))}", f"known: {', '.join(Filters.__annotations__)}"
            )
        return Filter(
            place_ids=None if place is None else place_ids(self._store, self.gazetteer, place),
            near=None if near is None else Near(LonLat(*near), float(km or 0)),
            inside=within.area,
            country=within.country,
            bbox=None if bbox is None else BBox(*bbox),
            **given,
        )


@dataclass(frozen=True)
class Answer:
    """What a question gives: iterate it, count it, turn it into a GeoDataFrame, look at it in a notebook."""

    _store: Store = field(repr=False)
    wanted: Filter
    """What was asked."""

    def features(self) -> dict[str, Any]:
        """The GeoJSON FeatureCollection of the places with their evidence, as maps draws it."""
        from geo.resolve.features import sentences

        return features(self._store, self.wanted, sentences())

    def _repr_html_(self) -> str:
        """The map, for a notebook."""
        from geo.notebook import map_html

        return map_html(self.features())

    def _frame(self, records: Iterator[dict[str, Any]], columns: Mapping[str, str]) -> "GeoDataFrame":
        try:
            import geopandas
        except ImportError as error:
            raise DatelineError(
                "a GeoDataFrame needs geopandas, which is not installed",
                "install it: pip install 'dateline[geopandas]'",
            ) from error
        import shapely

        rows = list(records)
        values: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in columns}
        points = shapely.from_wkb(values.pop("geometry"))
        return geopandas.GeoDataFrame(values, geometry=points, crs="OGC:CRS84")


@dataclass(frozen=True)
class Mentions(Answer):
    """Mentions, in the order of their documents."""

    def __iter__(self) -> Iterator[MentionRow]:
        return mentions(self._store, self.wanted)

    def __len__(self) -> int:
        return sum(row.mentions for row in places(self._store, self.wanted))

    def to_geopandas(self) -> "GeoDataFrame":
        """A row a mention, at the point of its place; DatelineError where geopandas is not installed."""
        from geo.export.parquet import MENTION_COLUMNS, mention_record

        return self._frame(map(mention_record, self), MENTION_COLUMNS)


@dataclass(frozen=True)
class Places(Answer):
    """Places, the most mentioned first."""

    def __iter__(self) -> Iterator[PlaceRow]:
        return places(self._store, self.wanted)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def to_geopandas(self) -> "GeoDataFrame":
        """A row a place, with its numbers; DatelineError where geopandas is not installed."""
        from geo.export.parquet import PLACE_COLUMNS, place_record

        return self._frame(map(place_record, self), PLACE_COLUMNS)


def _silent(_note: str) -> None:
    """Takes a note that the command line would print."""
