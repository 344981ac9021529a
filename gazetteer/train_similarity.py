"""Training of the pair score: `python -m gazetteer.train_similarity PAIRS.tsv...`.

The files have the columns label, cc, a, b and sim (the README of the pair sets). Positives of which nothing is left but
a renaming (sim under 0.5) are no spelling variants and are left out. To each positive come two random names of the same
country as negatives: trained on near ones only, a score calls any two names with a common consonant alike. Needs
scikit-learn beside the package.
"""

import argparse
import csv
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from gazetteer.similarity import FEATURES, form


class Pair(NamedTuple):
    """Two spellings and whether they are of one place."""

    a: str
    b: str
    same: bool
    weight: float


def read_pairs(paths: Sequence[Path]) -> list[Pair]:
    """Pairs to train on, random negatives added; the same for the same files."""
    chance = random.Random(20)
    by_country: dict[str, list[str]] = defaultdict(list)
    rows = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                rows.append(row)
                by_country[row["cc"]].append(row["b"])
    pairs = []
    for row in rows:
        same = row["label"] == "1"
        if same and float(row["sim"]) < 0.5:
            continue
        pairs.append(Pair(row["a"], row["b"], same, 1.0))
        if same:
            pairs += [Pair(row["a"], chance.choice(by_country[row["cc"]]), False, 0.5) for _ in range(2)]
    return pairs


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("data") / "similarity.json")
    given = parser.parse_args()
    pairs = read_pairs(given.pairs)
    x = np.array([[f(form(p.a), form(p.b)) for f in FEATURES.values()] for p in pairs])
    y = np.array([p.same for p in pairs])
    w = np.array([p.weight for p in pairs])
    model = LogisticRegression(C=10.0, max_iter=2000).fit(x, y, sample_weight=w)
    chance = model.predict_proba(x)[:, 1]
    near = w == 1.0
    right = (chance >= 0.5) & y & near
    precision, recall = right.sum() / ((chance >= 0.5) & near).sum(), right.sum() / (y & near).sum()
    note = {
        "trained_on": [p.name for p in given.pairs],
        "pairs": len(pairs),
        "f1_on_these_at_0.5": round(float(2 * precision * recall / (precision + recall)), 4),
        "weights": {name: round(float(v), 5) for name, v in zip(FEATURES, model.coef_[0], strict=True)},
        "bias": round(float(model.intercept_[0]), 5),
    }
    given.out.write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
