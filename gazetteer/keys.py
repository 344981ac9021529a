"""What an index knows by hash: names by their folded words, names by their consonants, places by their ids."""

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer.outline import consonants_of, folded, letters_of, of_each, outlines
from gazetteer.place import NAME_KINDS, Progress
from gazetteer.romanize import is_abjad
from gazetteer.skeleton import skeletons

Arrays = dict[str, NDArray[Any]]

TRANSLITERATED = frozenset((
    "AE", "AF", "AL", "AM", "AZ", "BA", "BD", "BG", "BH", "BT", "BY", "CN", "CY", "DJ", "DZ",
    "EG", "EH", "ER", "ET", "GE", "GR", "HK", "IL", "IN", "IQ", "IR", "JO", "JP", "KG", "KH",
    "KM", "KP", "KR", "KW", "KZ", "LA", "LB", "LK", "LY", "MA", "MD", "ME", "MK", "MM", "MN",
    "MO", "MR", "MV", "NP", "OM", "PK", "PS", "QA", "RS", "RU", "SA", "SD", "SO", "SS", "SY",
    "TD", "TH", "TJ", "TM", "TN", "TR", "TW", "UA", "UZ", "VN", "XK", "YE",
))  # fmt: skip
"""Countries whose place names reach Latin script by transliteration: only there a name has skeleton keys.

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


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of places and names that the keys are made from; places and names by row."""

    place: NDArray[np.uint32]
    """Of each name its place."""
    kind: NDArray[np.uint8]
    """Of each name its number in `NAME_KINDS`."""
    source: NDArray[np.uint32]
    """Of each name its source's number."""
    population: NDArray[np.int64]
    feature: NDArray[np.uint32]
    """Of each place its number in `features`."""
    country: NDArray[np.uint32]
    """Of each place its number in `countries`."""
    features: Sequence[str]
    countries: Sequence[str]
    source_ids: Sequence[str]


def text_hash(text: str) -> int:
    """A 64-bit hash of a text, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def exact_arrays(keys: NDArray[np.uint64], columns: Columns) -> Arrays:
    """For each key of a folded name the rows of its names, the largest place first, and what is known of them all."""
    used = np.flatnonzero(keys)
    population = columns.population[columns.place[used]]
    order = used[np.lexsort((used, -population, keys[used]))]
    unique, starts = np.unique(keys[order], return_index=True)
    proper = columns.kind[order] != NAME_KINDS.index("demonym")
    magnitude = np.log10(np.maximum(columns.population[columns.place[order]], 0) + 1.0) * proper
    flags = _flags(columns, order)
    return {
        "exact.keys": unique,
        "exact.starts": np.append(starts, len(order)).astype(np.uint32),
        "exact.rows": order.astype(np.uint32),
        "exact.flags": np.bitwise_or.reduceat(flags, starts) if len(order) else flags,
        "exact.magnitude": (np.maximum.reduceat(magnitude, starts) if len(order) else magnitude).astype(np.float32),
    }


def _flags(columns: Columns, rows: NDArray[np.intp]) -> NDArray[np.uint8]:
    kind, feature = columns.kind[rows], columns.feature[columns.place[rows]]
    country = np.array([f.startswith("A.PCL") for f in columns.features], dtype=bool)
    division = np.array([f == "A.ADM1" for f in columns.features], dtype=bool)
    natural = np.array([f[:1] in {"H", "L", "T", "V"} for f in columns.features], dtype=bool)
    curated = np.array([s == "dateline" for s in columns.source_ids], dtype=bool)
    demonym = kind == NAME_KINDS.index("demonym")
    proper = ~demonym
    primary = np.isin(kind, [NAME_KINDS.index(k) for k in ("official", "curated")])
    return np.asarray(
        primary * KeyFlag.PRIMARY
        | (country[feature] & proper) * KeyFlag.COUNTRY
        | (division[feature] & proper) * KeyFlag.DIVISION
        | (natural[feature] & proper) * KeyFlag.NATURAL
        | (curated[columns.source[rows]] & proper) * KeyFlag.CURATED
        | demonym * KeyFlag.DEMONYM
        | (kind == NAME_KINDS.index("abbreviation")) * KeyFlag.ABBREVIATION
        | proper * KeyFlag.NOT_DEMONYM,
        dtype=np.uint8,
    )


def skeleton_arrays(texts: Sequence[str], columns: Columns, progress: Progress | None) -> Arrays:
    """For each consonant skeleton the rows of the names that have it."""
    open_country = np.array([c in TRANSLITERATED or c == "" for c in columns.countries], dtype=bool)
    wanted = np.flatnonzero(open_country[columns.country[columns.place]])
    keys, rows = array("Q"), array("I")
    for done, row in enumerate(wanted.tolist()):
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


OUTLINED_AT_ONCE = 50_000
"""Letters outlined in one go: some ten megabytes of pairs of letters."""


def letters_arrays(texts: Sequence[str], columns: Columns) -> Arrays:
    """The romanised letters that names have, each once, in the order of the outlines of their consonants; of each name
    its letters; the outlines of consonants in all countries (`common`) and country by country (`outline`)."""
    number_of: dict[bytes, int] = defaultdict(count().__next__)
    number = np.fromiter((number_of[letters_of(text)] for text in texts), dtype=np.uint32, count=len(texts))
    pieces = list(number_of)
    whole, consonants = _outlined(pieces), _outlined(of_each(consonants_of, pieces))
    order = np.lexsort((whole, consonants, folded(consonants)))
    pieces, whole, consonants = [pieces[k] for k in order.tolist()], whole[order], consonants[order]
    rank = np.empty(len(order), dtype=np.uint32)
    rank[order] = np.arange(len(order), dtype=np.uint32)
    letters = rank[number]
    country = columns.country[columns.place]
    rows, by_country = np.argsort(letters, kind="stable"), np.lexsort((letters, country))
    return {
        "name.letters": letters,
        "name.abjad": np.fromiter(map(is_abjad, texts), dtype=np.bool_, count=len(texts)),
        "letters.ends": np.cumsum([0, *(len(piece) + 1 for piece in pieces)]).astype(np.uint32),
        "letters.blob": np.frombuffer(b"".join(piece + b"\n" for piece in pieces), dtype=np.uint8),
        "letters.outline": whole,
        "letters.starts": np.searchsorted(letters[rows], np.arange(len(pieces) + 1)).astype(np.uint32),
        "letters.rows": rows.astype(np.uint32),
        **_grouped("common", consonants, np.zeros_like(consonants), 1),
        **_grouped("outline", consonants[letters[by_country]], country[by_country], len(columns.countries)),
        "outline.rows": by_country.astype(np.uint32),
        "outline.letters": whole[letters[by_country]],
    }


def _outlined(pieces: Sequence[bytes]) -> NDArray[np.uint64]:
    parts = [outlines(pieces[k : k + OUTLINED_AT_ONCE]) for k in range(0, len(pieces), OUTLINED_AT_ONCE)]
    return np.concatenate(parts or [np.zeros(0, dtype=np.uint64)])


def _grouped(name: str, keys: NDArray[np.uint64], country: NDArray[Any], countries: int) -> Arrays:
    """Of outlines in the order of countries, folds and themselves each once a country, and where it starts; each fold
    once a country, and where its outlines start; where a country's folds start."""
    starts = _changes(country, keys)
    ends, keys, country = len(country), keys[starts], country[starts]
    folds = folded(keys)
    groups = _changes(country, folds)
    return {
        f"{name}.keys": keys,
        f"{name}.starts": np.append(starts, ends).astype(np.uint32),
        f"{name}.folds": folds[groups],
        f"{name}.groups": np.append(groups, len(keys)).astype(np.uint32),
        f"{name}.countries": np.searchsorted(country[groups], np.arange(countries + 1)).astype(np.uint32),
    }


def _changes(country: NDArray[Any], keys: NDArray[Any]) -> NDArray[np.intp]:
    """Where another country or key begins."""
    first = np.ones(len(keys), dtype=np.bool_)
    first[1:] = (keys[1:] != keys[:-1]) | (country[1:] != country[:-1])
    return np.flatnonzero(first)


def id_arrays(row_of: Mapping[str, int]) -> Arrays:
    """For the hash of each place's id its row."""
    hashes = np.fromiter((text_hash(key) for key in row_of), dtype=np.uint64, count=len(row_of))
    rows = np.fromiter(row_of.values(), dtype=np.uint32, count=len(row_of))
    order = np.argsort(hashes, kind="stable")
    return {"id.keys": hashes[order], "id.rows": rows[order]}
