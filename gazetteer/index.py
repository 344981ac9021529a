"""The gazetteer as a memory-mapped file: opened in milliseconds, shared by processes, never changed."""

import json
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer import container
from gazetteer.container import INDEX_VERSION
from gazetteer.errors import IndexUnreadable
from gazetteer.fold import FOLD_VERSION
from gazetteer.keys import TRANSLITERATED, text_hash
from gazetteer.kinds import FeatureKinds, kinds_of
from gazetteer.place import NAME_KINDS, BBox, GazetteerSource, LonLat, Place, PlaceName
from gazetteer.skeleton import skeletons
from gazetteer.tokens import U64, Tables, hash_name

Rows = NDArray[np.uint32]

CURATED = 30_000
"""People a place of the project's own layer counts for at least, unless it is a division: it is there because reports
name it."""

DIVISION_SHARE = 0.1
"""Of a division's people this share counts when names fit equally, since a bare name mostly means the town that the
division is named after. A tenth was chosen, not fitted: counted whole, 104 strong rows of tests/cases/variants.tsv that
have their town first with it have another place first."""

ARRAYS = frozenset({
    "name.place", "name.lang", "name.kind", "name.source", "name.text.ends", "name.text.blob",
    "place.names", "place.lon", "place.lat", "place.uncertainty", "place.extent", "place.population", "place.feature",
    "place.country", "place.admin", "place.source", "place.id.ends", "place.id.blob", "place.name.ends",
    "place.name.blob", "admin.ends", "admin.blob",
    "exact.keys", "exact.starts", "exact.rows", "exact.flags", "exact.magnitude",
    "skeleton.keys", "skeleton.starts", "skeleton.rows", "id.keys", "id.rows",
    "name.letters", "name.abjad",
    "letters.ends", "letters.blob", "letters.outline", "letters.starts", "letters.rows",
    "common.folds", "common.groups", "common.keys", "common.starts", "common.countries",
    "outline.folds", "outline.groups", "outline.keys", "outline.starts", "outline.countries", "outline.rows",
    "outline.letters",
    "fold.table", "fold.shape", "fold.gap",
    "place.parent", "parent.ends", "parent.blob", "origin.place", "origin.field", "origin.source",
    "same.place", "same.source", "same.id.ends", "same.id.blob",
})  # fmt: skip
"""What an index of this version holds."""


def distinct(keys: U64) -> U64:
    """Keys in order, each once; a third of the time that numpy's `unique` takes for some hundreds.

    >>> distinct(np.array([7, 3, 7], dtype=np.uint64)).tolist()
    [3, 7]
    """
    keys = np.sort(keys)
    first = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    kept: U64 = keys[first]
    return kept


def runs(starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[np.int64]:
    """All numbers from each start to before its end, one run behind the other.

    >>> runs(np.array([5, 0, 8]), np.array([7, 0, 10])).tolist()
    [5, 6, 8, 9]
    """
    first = starts.astype(np.int64)
    lengths = ends - first
    stops = lengths.cumsum()
    numbers: NDArray[np.int64] = np.arange(stops[-1] if len(stops) else 0)
    numbers += (first - stops + lengths).repeat(lengths)
    return numbers


@dataclass(frozen=True)
class Gazetteer:
    """Places and names of one index file. Places and names go by their row numbers until they are shown."""

    path: Path
    header: dict[str, Any]
    arrays: dict[str, NDArray[Any]]

    @cached_property
    def tables(self) -> Tables:
        """The folding tables of the version that built the index."""
        a = self.arrays
        expansions = tuple(tuple(e) for e in self.header["expansions"])
        return Tables(a["fold.table"], expansions, a["fold.shape"], a["fold.gap"])

    @cached_property
    def sources(self) -> tuple[GazetteerSource, ...]:
        """Where the records come from."""
        return tuple(GazetteerSource(**source) for source in self.header["sources"])

    @cached_property
    def fingerprint(self) -> str:
        """A hash over the fold version and the sources' hashes: what a `Run` records."""
        facts = [self.header["fold_version"], INDEX_VERSION, [[s.id, s.sha256] for s in self.sources]]
        return f"{text_hash(json.dumps(facts)):016x}"

    def __len__(self) -> int:
        return int(self.header["places"])

    def find(self, keys: U64) -> NDArray[np.int64]:
        """For each hash of a folded name its position among the index's keys, or -1."""
        known = self.arrays["exact.keys"]
        if not len(known):
            return np.full(len(keys), -1, dtype=np.int64)
        position = np.searchsorted(known, keys)
        position[position == len(known)] = 0
        position[known[position] != keys] = -1
        return position

    def name_rows(self, position: int) -> Rows:
        """Rows of the names that fold to the key at `position`, by their places' population, the largest first."""
        starts = self._cells["exact.starts"]
        rows: Rows = self.arrays["exact.rows"][starts[position] : starts[position + 1]]
        return rows

    def exact(self, name: str) -> Rows:
        """Rows of the names that fold as `name` does."""
        key, known = hash_name(name), self._cells["exact.keys"]
        position = bisect_left(known, key) if key else len(known)
        found = position < len(known) and known[position] == key
        return self.name_rows(position) if found else np.zeros(0, dtype=np.uint32)

    def exact_of_each(self, names: Sequence[str]) -> tuple[Rows, NDArray[np.int64]]:
        """The rows that `exact` has for each of many names, and the number of the name that each is for."""
        keys = np.array([hash_name(name) for name in names], dtype=np.uint64)
        return self._held("exact", keys, np.arange(len(names)))

    def alike_of_each(self, names: Sequence[str]) -> tuple[Rows, NDArray[np.int64]]:
        """Rows of the names that share a consonant skeleton with each of `names`, some of them twice, and the number of
        the name that each is for."""
        keys = [skeletons(name) for name in names]
        hashes = np.array([text_hash(key) for some in keys for key in some], dtype=np.uint64)
        return self._held("skeleton", hashes, np.arange(len(names)).repeat(list(map(len, keys))))

    def _held(self, column: str, keys: U64, owner: NDArray[np.int64]) -> tuple[Rows, NDArray[np.int64]]:
        """The rows of each of the keys, and whose the key is."""
        known, starts = self.arrays[f"{column}.keys"], self.arrays[f"{column}.starts"]
        if not len(known):
            return np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.int64)
        position = np.minimum(known.searchsorted(keys), len(known) - 1)
        held = known[position] == keys
        position, owner = position[held], owner[held]
        begin, end = starts[position], starts[position + 1]
        return self.arrays[f"{column}.rows"][runs(begin, end)], owner.repeat(end - begin)

    def letters(self, numbers: Rows) -> list[bytes]:
        """Romanised letters, without articles and generic words, by their numbers in `name.letters`."""
        if not len(numbers):
            return []
        ends, blob = self.arrays["letters.ends"], self.arrays["letters.blob"]
        text = blob.take(runs(ends[numbers], ends[numbers + np.uint32(1)]), mode="clip")
        pieces: list[bytes] = text[:-1].tobytes().split(b"\n")  # a line's end is kept behind each
        return pieces

    def country_numbers(self, countries: Collection[str]) -> list[int]:
        """The numbers of those of the countries that the index knows, in order."""
        return sorted(self._countries[code] for code in set(countries) if code in self._countries)

    @cached_property
    def _countries(self) -> dict[str, int]:
        return {code: number for number, code in enumerate(self.header["countries"])}

    def place_rows(self, name_rows: Rows) -> Rows:
        """The places that bear the names."""
        rows: Rows = self.arrays["name.place"][name_rows]
        return rows

    def row_of(self, place_id: str) -> int | None:
        """The row of a place, None where the index does not hold it."""
        known = self.arrays["id.keys"]
        key = np.uint64(text_hash(place_id))
        position = int(np.searchsorted(known, key))
        if position < len(known) and known[position] == key:
            return int(self.arrays["id.rows"][position])
        return None

    def _text(self, column: str, row: int) -> str:
        cells = self._cells
        ends = cells[f"{column}.ends"]
        return str(cells[f"{column}.blob"][ends[row] : ends[row + 1]], "utf-8", "surrogatepass")

    @cached_property
    def _cells(self) -> dict[str, memoryview]:
        """The arrays for reading single entries as Python's own numbers: arrays take four times as long."""
        return {key: array.data for key, array in self.arrays.items()}

    def name_text(self, row: int) -> str:
        """The spelling of a name."""
        return self._text("name.text", row)

    def name(self, row: int) -> PlaceName:
        """A name with its language, kind and source."""
        cells = self._cells
        return PlaceName(
            self.name_text(row),
            self.header["langs"][cells["name.lang"][row]],
            NAME_KINDS[cells["name.kind"][row]],
            self._source_ids[cells["name.source"][row]],
        )

    def _names(self, row: int) -> tuple[PlaceName, ...]:
        """All names of a place, read in one go."""
        cells, rows = self._cells, self.names_of(row)
        part = slice(rows.start, rows.stop)
        ends = cells["name.text.ends"][rows.start : rows.stop + 1].tolist()
        blob = cells["name.text.blob"]
        texts = [str(blob[start:end], "utf-8", "surrogatepass") for start, end in pairwise(ends)]
        lang, kind, source = (cells[f"name.{column}"][part].tolist() for column in ("lang", "kind", "source"))
        langs, ids = self.header["langs"], self._source_ids
        return tuple(
            map(
                PlaceName,
                texts,
                map(langs.__getitem__, lang),
                map(NAME_KINDS.__getitem__, kind),
                map(ids.__getitem__, source),
            )
        )

    @cached_property
    def kinds(self) -> FeatureKinds:
        """What the features of the header stand for."""
        return kinds_of(self.header["features"])

    @cached_property
    def transliterated(self) -> NDArray[np.bool_]:
        """For each country of the header whether its names reach Latin script by transliteration."""
        return np.array([code in TRANSLITERATED for code in self.header["countries"]], dtype=np.bool_)

    @cached_property
    def standing(self) -> NDArray[np.float64]:
        """How much each place is spoken of: the decimal logarithm of its people. All at once takes 15 ms for 600,000
        places, and single ones are then read from one column and not from three."""
        division = self.kinds.divisions[self.arrays["place.feature"]]
        people = self.arrays["place.population"] * np.where(division, DIVISION_SHARE, 1.0)
        curated = (self.arrays["place.source"] == self.own_source) & ~division
        return np.asarray(np.log10(1 + np.where(curated, np.maximum(people, CURATED), people)))

    @cached_property
    def demonyms(self) -> Rows:
        """Rows of the names that are demonyms, which are few."""
        return np.flatnonzero(self.arrays["name.kind"] == NAME_KINDS.index("demonym")).astype(np.uint32)

    @cached_property
    def own_source(self) -> int:
        """The number of the project's own layer among the sources, -1 where it is not among them."""
        return next((k for k, source in enumerate(self.sources) if source.id == "dateline"), -1)

    @cached_property
    def _source_ids(self) -> tuple[str, ...]:
        return tuple(source.id for source in self.sources)

    def names_of(self, row: int) -> range:
        """Rows of all names of a place."""
        starts = self._cells["place.names"]
        return range(starts[row], starts[row + 1])

    def place_id(self, row: int) -> str:
        """The id of a place."""
        return self._text("place.id", row)

    def place_name(self, row: int) -> str:
        """The name to show of a place."""
        return self._text("place.name", row)

    def admin_name(self, row: int) -> str:
        """The first-order division that holds a place; empty where unknown."""
        return self.admin_text(int(self.arrays["place.admin"][row]))

    def admin_text(self, number: int) -> str:
        """The first-order division of a path of divisions, by the path's number."""
        return self._text("admin", number).partition("\x1f")[0]

    def parent_text(self, number: int) -> str:
        """The id of a parent by its number in `place.parent`; empty for 0."""
        return self._text("parent", number)

    def country(self, row: int) -> str:
        """ISO code of the country of a place; empty where it lies in none or several."""
        return str(self.header["countries"][self.arrays["place.country"][row]])

    def feature(self, row: int) -> str:
        """Feature class and code of a place: `P.PPLA`."""
        return str(self.header["features"][self.arrays["place.feature"][row]])

    def point(self, row: int) -> LonLat | None:
        """The point of a place, degrees; None where it has none."""
        lon, lat = self._cells["place.lon"][row], self._cells["place.lat"][row]
        return None if isnan(lon) else LonLat(lon, lat)

    def place(self, row: int) -> Place:
        """A place with all its names."""
        cells = self._cells
        feature_class, _, code = self.header["features"][cells["place.feature"][row]].partition(".")
        uncertainty = cells["place.uncertainty"][row]
        extent = cells["place.extent"]
        admin = self._text("admin", cells["place.admin"][row])
        return Place(
            id=self.place_id(row),
            name=self.place_name(row),
            point=self.point(row),
            names=self._names(row),
            feature_class=feature_class,
            feature_code=code,
            country=self.header["countries"][cells["place.country"][row]],
            admin=tuple(admin.split("\x1f")) if admin else (),
            population=cells["place.population"][row],
            uncertainty_km=None if isnan(uncertainty) else uncertainty,
            extent=None if isnan(extent[row, 0]) else BBox(*(extent[row, k] for k in range(4))),
            source_id=self._source_ids[cells["place.source"][row]],
            parent=self.parent_text(cells["place.parent"][row]),
            same_as=tuple(dict.fromkeys(map(self.same_id, self.same_rows(row)))),
        )

    def same_rows(self, row: int) -> range:
        """Numbers of the further ids by which a place is known."""
        owners = self._cells["same.place"]
        first = bisect_left(owners, row)
        last = first
        while last < len(owners) and owners[last] == row:
            last += 1
        return range(first, last)

    def same_id(self, number: int) -> str:
        """A further id by its number."""
        return self._text("same.id", number)

    def places(self, rows: Iterable[int] | None = None) -> Iterable[Place]:
        """Places by row, all of them in the index's order where no rows are given."""
        return (self.place(row) for row in (range(len(self)) if rows is None else rows))

    def rows_of(self, place_ids: Sequence[str]) -> list[int]:
        """Rows of those of the ids that the index holds."""
        return [row for row in map(self.row_of, place_ids) if row is not None]


def open_index(path: Path) -> Gazetteer:
    """Map an index file.

    Raises:
        IndexMissing: nothing is at `path`.
        IndexUnreadable: it is damaged, or another version of the index or of the fold made it.
    """
    header, arrays = container.read(path)
    made = (header.get("index_version"), header.get("fold_version"))
    if made != (INDEX_VERSION, FOLD_VERSION):
        raise IndexUnreadable(
            f"{path} was built as index version {made[0]} with fold version {made[1]}; "
            f"this is {INDEX_VERSION} and {FOLD_VERSION}",
            container.REBUILD,
        )
    lost = sorted(ARRAYS - arrays.keys())
    if lost:
        raise IndexUnreadable(f"{path} is damaged: it has no {', '.join(lost)}", container.REBUILD)
    return Gazetteer(path, header, arrays)
