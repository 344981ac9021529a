"""What an index knows by hash: names by their folded words, names by their consonants, places by their ids."""

import hashlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer.outline import consonants_of, letters_of, outlines, sounds_of
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
"""Names outlined in one go: some ten megabytes of pairs of letters."""


def outline_arrays(texts: Sequence[str], columns: Columns) -> Arrays:
    """The letters of each name, the sounds they stand for and the letters' outline, by row; each outline of consonants
    once a country (`outline`) and once in all (`common`), with the rows that have it."""
    blobs, ends = (bytearray(), bytearray()), (array("I", [0]), array("I", [0]))
    whole, consonants = [], []
    for start in range(0, len(texts), OUTLINED_AT_ONCE):
        pieces = [letters_of(text) for text in texts[start : start + OUTLINED_AT_ONCE]]
        for piece in pieces:
            for blob, end, letters in zip(blobs, ends, (piece, sounds_of(piece)), strict=True):
                blob += letters
                end.append(len(blob))
        whole.append(outlines(pieces))
        consonants.append(outlines([consonants_of(piece) for piece in pieces]))
    country = columns.country[columns.place]
    none = [np.zeros(0, dtype=np.uint64)]
    of_consonants = np.concatenate(consonants or none)
    return {
        "letters.ends": np.array(ends[0], dtype=np.uint32),
        "letters.blob": np.frombuffer(bytes(blobs[0]), np.uint8),
        "sounds.ends": np.array(ends[1], dtype=np.uint32),
        "sounds.blob": np.frombuffer(bytes(blobs[1]), np.uint8),
        "letters.abjad": np.fromiter(map(is_abjad, texts), dtype=np.bool_, count=len(texts)),
        "outline.letters": np.concatenate(whole or none),
        **_once_each("outline", of_consonants, country, len(columns.countries)),
        **_once_each("common", of_consonants, np.zeros_like(country), 1),
    }


def _once_each(name: str, keys: NDArray[np.uint64], country: NDArray[Any], countries: int) -> Arrays:
    """Country by country the keys of its names, each once and in order; where each key's rows start; these rows."""
    order = np.lexsort((keys, country))
    keys, country = keys[order], country[order]
    first = np.ones(len(keys), dtype=np.bool_)
    first[1:] = (keys[1:] != keys[:-1]) | (country[1:] != country[:-1])
    starts = np.flatnonzero(first)
    return {
        f"{name}.keys": keys[starts],
        f"{name}.starts": np.append(starts, len(keys)).astype(np.uint32),
        f"{name}.rows": order.astype(np.uint32),
        f"{name}.countries": np.searchsorted(country[starts], np.arange(countries + 1)).astype(np.uint32),
    }


def id_arrays(row_of: Mapping[str, int]) -> Arrays:
    """For the hash of each place's id its row."""
    hashes = np.fromiter((text_hash(key) for key in row_of), dtype=np.uint64, count=len(row_of))
    rows = np.fromiter(row_of.values(), dtype=np.uint32, count=len(row_of))
    order = np.argsort(hashes, kind="stable")
    return {"id.keys": hashes[order], "id.rows": rows[order]}
