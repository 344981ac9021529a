"""Training of the likeness by which search orders candidates, on look-ups (`train_lookups`):

    python -m gazetteer.train_likeness cities.dev.tsv villages.dev.tsv --list conflict-places.json \\
        --table places_world.tsv.gz

A logistic regression tells the place asked for from the others on the shortlist, with and without its country given;
then the bias is set so that a half lies midway between what parts same from different best on the pair sets, whose
negatives are the nearest names there are, and on the list, whose negatives are drawn by lot. The same files give the
same weights. Boosted trees over the same measures place no more of the look-ups kept apart. Needs scikit-learn beside
the package and some five minutes.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from gazetteer.index import Gazetteer
from gazetteer.likeness import Floats, Names, asked, crossed, measures, measures_of_each, weight_names
from gazetteer.propose import Question, compared, propose, shortlist
from gazetteer.skeleton import skeletons
from gazetteer.train_lookups import Lookup, draw, opened_without, wanted
from gazetteer.train_pairs import ALIKE, Pair, f1, read_pairs

KEPT_APART = 2000
"""The first look-ups are not trained on: `tests/bench/retrieval.py` judges by them."""
TRAINED_ON = 3000
STRENGTH = 1.0
"""Inverse of the penalty on standardised weights."""


def rows_of(
    gazetteer: Gazetteer, lookups: Sequence[Lookup], ids: dict[Lookup, str]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Measures of the shortlisted names of every look-up; whether each is of the place asked for."""
    values, right = [], []
    a = gazetteer.arrays
    for q in lookups:
        for countries in ((q.country,), ()):
            spelling, proposed = [asked(q.name)], propose(gazetteer, [Question(q.name, countries)])
            proposed, names = shortlist(gazetteer, spelling, proposed, compared(gazetteer, proposed))
            if len(proposed.rows):
                values.append(measures_of_each(spelling, names))
                right.append(np.isin(a["name.place"][proposed.rows], list(wanted(gazetteer, q, ids[q]))))
    return np.concatenate(values), np.concatenate(right)


def pair_rows(pairs: Sequence[Pair]) -> Floats:
    """The measures of every pair."""
    rows = []
    for pair in pairs:
        name, other = asked(pair.a), asked(pair.b)
        shared = np.array([not set(skeletons(pair.a)).isdisjoint(skeletons(pair.b))])
        rows.append(measures(name, Names([other.letters], [other.sounds], np.array([other.abjad]), shared)))
    return np.concatenate(rows)


def _judged(pair: Pair) -> bool:
    return not pair.same or pair.sim < 0 or pair.sim >= ALIKE


def _line(pairs: Sequence[Pair], weights: Floats) -> tuple[float, float]:
    """The log-odds that part same from different best, and the F1 there."""
    score, same = crossed(pair_rows(pairs)) @ weights, np.array([p.same for p in pairs])
    lines = np.quantile(score, np.linspace(0.05, 0.95, 181))
    return max(((float(t), f1(same, score >= t)) for t in lines), key=lambda found: found[1])


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--list", type=Path, required=True, help="conflict-places.json")
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--index", type=Path, help="keep the index of the table here for the next time")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("data") / "likeness.json")
    given = parser.parse_args()
    lookups = draw(given.pairs)[KEPT_APART : KEPT_APART + TRAINED_ON]
    with opened_without(given.table, lookups, given.index) as (gazetteer, ids):
        x, right = rows_of(gazetteer, list(ids), ids)
    x = crossed(x)
    middle, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    weights = LogisticRegression(C=STRENGTH, max_iter=2000).fit((x - middle) / spread, right).coef_[0] / spread
    near, far = given.pairs, [given.list]
    lines = [_line([p for p in read_pairs(paths) if p.weight and _judged(p)], weights) for paths in (near, far)]
    line = sum(found for found, _ in lines) / 2
    text = json.dumps(
        {
            "trained_on": [given.table.name, *sorted(path.name for path in given.pairs)],
            "lookups": len(ids),
            "best_lines": [[round(found, 3), round(figure, 4)] for found, figure in lines],
            "bias": round(-float(line), 5),
            "weights": {k: round(float(w), 5) for k, w in zip(weight_names(), weights, strict=True)},
        },
        indent=1,
    )
    given.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
