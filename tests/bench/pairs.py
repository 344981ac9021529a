"""The pair score by figures: cross-validated by place, against Levenshtein; on the list of conflict places; retrieval.

`PYTHONPATH=. python tests/bench/pairs.py [--variants FOLDER] [--folds 5] [--queries 1000] [--part pairs|list|find]`
prints tables. The pair sets are beside the checkout, in ../shared/variants. No place is trained on and tested on at
once. Two readings of "judged on pairs of sim at least .7" are given: `strict` keeps every negative, `both` leaves out
negatives of a lower sim, too.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from gazetteer.builtin import open_builtin
from gazetteer.fold import fold
from gazetteer.index import Gazetteer
from gazetteer.romanize import romanize
from gazetteer.search import foremost
from gazetteer.similarity import Scorer, similarity
from gazetteer.train_pairs import Pair
from gazetteer.train_similarity import apart, f1, train

ROOT = Path(__file__).parents[2]
VARIANTS = ROOT.parent / "shared" / "variants"
FILES = ("cities.dev.tsv", "villages.dev.tsv")
SETS = ("AL", "CL", "LL", "HL", "ZL", "AC", "ML")
BAR = {
    ("cities", ""): 0.92,
    ("cities", "AL"): 0.95,
    ("cities", "CL"): 0.95,
    ("cities", "LL"): 0.88,
    ("villages", ""): 0.90,
}


def levenshtein(a: str, b: str) -> float:
    """The edit similarity of the romanised spellings, which the score is measured against."""
    return Levenshtein.normalized_similarity(romanize(a), romanize(b))


def crossed(pairs: Sequence[Pair], folds: int) -> NDArray[np.float64]:
    """Each pair's score by weights that know neither of its places."""
    scores = np.full(len(pairs), np.nan)
    for number in range(folds):
        known, held = apart(pairs, number, folds)
        score = Scorer(train(known)).score
        scores[held] = [score(pairs[k].a, pairs[k].b) for k in held]
        print(f"fold {number + 1} of {folds}: trained on {len(known)} pairs, tested on {len(held)}", flush=True)
    return scores


def best_f1(same: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """F1 at the threshold that is best for it."""
    return max(f1(same, scores >= t) for t in np.arange(0.3, 1.0, 0.01))


def print_pairs(pairs: Sequence[Pair], scores: NDArray[np.float64]) -> None:
    """The table of issue 3, and what random pairs come to."""
    same = np.array([p.same for p in pairs])
    sim = np.array([p.sim for p in pairs])
    source = np.array([p.source.split(".")[0] for p in pairs])
    scripts = np.array([p.scripts for p in pairs])
    plain = np.array([levenshtein(p.a, p.b) for p in pairs])
    print("| set | sim | positives | Levenshtein, best F1 | score, F1 at .5 strict | at .5 both | best | bar |")
    print("|---|---|---|---|---|---|---|---|")
    for name in ("cities", "villages"):
        for least, kind in [(0.7, k) for k in ("", *SETS)] + [(0.5, ""), (0.0, "")]:
            mine = (source == name) & (sim >= 0) & ((scripts == kind) if kind else True)
            strict, both = mine & (~same | (sim >= least)), mine & (sim >= least)
            if not mine.any():
                continue
            figures = [
                best_f1(same[strict], plain[strict]),
                f1(same[strict], scores[strict] >= 0.5),
                f1(same[both], scores[both] >= 0.5),
                best_f1(same[strict], scores[strict]),
            ]
            bar = BAR.get((name, kind), "") if least == 0.7 else ""
            cells = [f"{name} {kind}".strip(), least, int((same & strict).sum()), *(f"{x:.3f}" for x in figures), bar]
            print("| " + " | ".join(map(str, cells)) + " |")
    drawn = sim < 0
    print(f"random names of one country that score .5: {(scores[drawn] >= 0.5).mean():.5f} of {drawn.sum()}")


def print_speed(pairs: Sequence[Pair]) -> None:
    """Pairs a second, cold and with every spelling met before."""
    some = pairs[:10_000]
    for state in ("cold", "warm"):
        start = time.perf_counter()
        for pair in some:
            similarity(pair.a, pair.b)
        print(f"pairs a second, {state}: {len(some) / (time.perf_counter() - start):,.0f}")


def print_list(places: Sequence[dict[str, Any]]) -> None:
    """Same-place pairs found and cross-place pairs merged on the hand list; leave-one-out ranks."""
    spellings = [(k, v) for k, place in enumerate(places) for v in dict.fromkeys(place["variants"])]
    score = np.zeros((len(spellings), len(spellings)))
    for i, j in combinations(range(len(spellings)), 2):
        score[i, j] = score[j, i] = similarity(spellings[i][1], spellings[j][1])
    owner = np.array([k for k, _ in spellings])
    same = owner[:, None] == owner[None, :]
    upper = np.triu(np.ones_like(same), 1)
    merged = ~same & upper & (score >= 0.5)
    print(
        f"conflict places: pair recall {(score[same & upper] >= 0.5).mean():.4f} of {(same & upper).sum()}, "
        f"collisions {merged.sum()} of {(~same & upper).sum()} ({merged.sum() / (~same & upper).sum():.4%})"
    )
    best = np.array([score[:, owner == k].max(axis=1) for k in range(len(places))]).T
    own = best[np.arange(len(owner)), owner]
    print(f"own place scores .5: {(own >= 0.5).mean():.4f}; first: {(own >= best.max(axis=1)).mean():.4f}")
    counts: dict[tuple[str, str], int] = {}
    for i, j in zip(*np.nonzero(merged), strict=True):
        key = (str(places[owner[i]]["canonical"]), str(places[owner[j]]["canonical"]))
        counts[key] = counts.get(key, 0) + 1
    for key, n in sorted(counts.items(), key=lambda item: -item[1])[:8]:
        print(f"  {n:4} {key[0]} / {key[1]}")


def print_retrieval(pairs: Sequence[Pair], gazetteer: Gazetteer, queries: int) -> None:
    """Recall of the right place given the country, the asked spelling taken out of the index."""
    wanted = [p for p in pairs if p.same and p.sim >= 0.7 and p.source == FILES[0]]
    known = [p for p in wanted if gazetteer.row_of(f"geonames:{p.places[0]}") is not None]
    asked = random.Random(7).sample(known, min(queries, len(known)))
    found = dict.fromkeys(("any", "@50", "@10", "@1"), 0)
    places, spent = gazetteer.arrays["name.place"], 0.0
    for pair in asked:
        place = gazetteer.row_of(f"geonames:{pair.places[0]}")
        assert place is not None
        country = gazetteer.country(place)
        own = fold(pair.a)
        start = time.perf_counter()
        rows = [
            int(row)
            for row in gazetteer.alike(pair.a)
            if gazetteer.country(int(places[row])) == country and fold(gazetteer.name_text(int(row))) != own
        ]
        kept = foremost(gazetteer, pair.a, rows)
        best: dict[int, float] = {}
        for row in kept:
            mine = int(places[row])
            best[mine] = max(best.get(mine, 0.0), similarity(pair.a, gazetteer.name_text(row)))
        spent += time.perf_counter() - start
        order = sorted(best, key=lambda k: -best[k])
        found["any"] += any(places[row] == place for row in rows)
        found["@50"] += place in best
        found["@10"] += place in order[:10]
        found["@1"] += place in order[:1]
    share = {k: round(n / len(asked), 4) for k, n in found.items()}
    print(f"retrieval in the country, {len(asked)} queries of {len(wanted)} positives: {share}")
    print(f"look-ups a second: {len(asked) / spent:,.0f}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variants", type=Path, default=VARIANTS)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--part", choices=("pairs", "list", "find"), action="append")
    given = parser.parse_args()
    parts = given.part or ["pairs", "list", "find"]
    pairs = read_pairs([given.variants / name for name in FILES])
    if "pairs" in parts:
        print_pairs(pairs, crossed(pairs, given.folds))
        print_speed(pairs)
    if "list" in parts:
        print_list(json.loads((given.variants / "conflict-places.json").read_text(encoding="utf-8")))
    if "find" in parts:
        print_retrieval(pairs, open_builtin(), given.queries)


if __name__ == "__main__":
    main()
