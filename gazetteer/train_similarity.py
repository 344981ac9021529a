"""Training of the pair score, on the pair sets, the list of conflict places and a table of places (`train_pairs`):

    python -m gazetteer.train_similarity cities.dev.tsv villages.dev.tsv conflict-places.json --more places_world.tsv.gz

It is run behind `train_net`, whose nets it asks. First the letters of the table's positives are aligned, counted and
aligned anew with these counts; then all positives of the table's places that are in no pair set are aligned, and what
follows what is counted (`contexts`). A logistic regression weighs the measures and signs of every pair, and boosted
trees its verdict on pairs that it was not trained on, with the measures. What ships is trained on all places. The
figures, which it prints and writes beside the weights, are of the same training on four fifths of the places, asked of
the fifth, five times; there too those nets are asked of the fifth that have not seen it. Only the counts are the same
for all folds: those of letters come of other names of the sets' places too. The same files give the same numbers.
Needs scikit-learn beside the package; similarity.json took some 300 s of work (1.9.1, one thread).
"""

import argparse
import json
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from gazetteer.contexts import Contexts, count
from gazetteer.forest import Floats, numbers_of
from gazetteer.letters import Aligner, Letters, Step
from gazetteer.net import nets
from gazetteer.similarity import COLUMNS, SHARE, WEIGHED, columns, read_counts, signs_of, spelled
from gazetteer.symbols import Symbol
from gazetteer.train_pairs import (
    FOLDS,
    Pair,
    figures,
    fold_of,
    for_trees,
    judged,
    read_more,
    read_pairs,
    read_positives,
)

ROUNDS = 4
"""Times the positives are aligned; from the fourth the costs stay within a hundredth."""
FAR = -3.0
"""Mean cost of a step from which an alignment teaches no letters: the spellings are of two names."""
RARE = 3
"""Pairs that must show a sign for it to be weighed."""
STRENGTH = 0.05
"""Inverse of the penalty on weights; of .02, .05 and .1 the best by cross-validation."""
TREES, LEAVES, LEAST_IN_LEAF, RATE, PENALTY = 250, 24, 60, 0.06, 5.0
"""Of the boosting, chosen, not fitted. On one fifth of the places trees raised the F1 of cities from .898 to .909 over
the regression alone."""
MORE_PAIRS = 30_000
"""Positives taken of the table of places: 60,000 added .005 to the F1 of cities by the trees alone, half of them less
than all, in half the time."""
SMALL = 0.01
"""Weights of signs below this are left out of the file."""


class FirstGuess:
    """Costs to begin with: equal sounds nothing, vowels little, consonants that begin alike less than others."""

    def match(self, x: Symbol, y: Symbol, script_x: str, script_y: str) -> float:  # noqa: ARG002
        """Two symbols stand for each other."""
        if x.sound == y.sound:
            return 0.0
        kinds = {x.kind, y.kind}
        if kinds <= {"V", "Y"}:
            return -1.0
        if "S" in kinds or "@" in kinds:
            return -9.0
        return -1.0 if x.sound[:1] == y.sound[:1] else -3.5

    def gap(self, x: Symbol, script: str, other: str) -> float:  # noqa: ARG002
        """Nothing stands for a symbol in the other spelling."""
        return {"V": -1.0, "Y": -1.0, "S": -0.8, "@": -0.4, "C": -2.2}[x.kind] * (0.4 if x.place == "d" else 1.0)


def learn_letters(pairs: Iterable[Pair]) -> dict[str, dict[str, dict[str, float]]]:
    """Counts of letters that stand for each other, from spellings of one place."""
    chosen = [(spelled(a), spelled(b)) for a, b in (sorted(p[:2]) for p in pairs if p.same and p.weight)]
    aligner = Aligner(FirstGuess())
    for number in range(ROUNDS):
        counts: dict[str, dict[str, Counter[str]]] = {k: defaultdict(Counter) for k in ("pairs", "gaps", "seen")}
        for x, y in chosen:
            steps = aligner.align(x.symbols, y.symbols, x.script, y.script)
            if number and sum(s.cost for s in steps) < FAR * max(len(steps), 1):
                continue
            for a, b, _ in steps:
                if a and b:
                    counts["pairs"][f"{x.script}\t{y.script}"][f"{a.text}\t{b.text}"] += 1
                for mine, other, here, there in ((a, b, x.script, y.script), (b, a, y.script, x.script)):
                    if mine:
                        key = f"{mine.text}\t{mine.place}"
                        counts["seen"][f"{here}\t{there}"][key] += 1
                        if other is None:
                            counts["gaps"][f"{here}\t{there}"][key] += 1
        aligner = Aligner(Letters(*(read_counts(counts[k]) for k in ("pairs", "gaps", "seen"))))
    return {k: {s: dict(sorted(c.items())) for s, c in sorted(of.items())} for k, of in counts.items()}


def aligned(names: Iterable[Sequence[str]], letters: Letters) -> Iterator[tuple[Sequence[Step], str, str]]:
    """Spellings of one place, aligned, with their scripts."""
    aligner = Aligner(letters)
    for a, b in names:
        x, y = spelled(a), spelled(b)
        yield aligner.align(x.symbols, y.symbols, x.script, y.script), x.script, y.script


def _tables(pairs: Sequence[Pair], letters: Letters, contexts: Contexts) -> tuple[Floats, csr_matrix, list[str]]:
    """Columns of every pair; how often it shows each sign; the signs."""
    aligner = Aligner(letters)
    dense, number = [], dict[str, int]()
    at, values, ends = array("l"), array("d"), array("l", [0])
    for pair in pairs:
        x, y = (spelled(name) for name in sorted((pair.a, pair.b)))
        steps = aligner.align(x.symbols, y.symbols, x.script, y.script)
        dense.append(columns(steps, x, y, letters, contexts))
        for sign, n in Counter(signs_of(steps, x, y)).items():
            at.append(number.setdefault(sign, len(number)))
            values.append(n)
        ends.append(len(at))
    counts = csr_matrix((np.array(values), np.array(at), np.array(ends)), shape=(len(pairs), len(number)))
    return np.array(dense), counts, list(number)


class Fitted(NamedTuple):
    """A regression and trees, and what they say of pairs whose place they were not trained on."""

    regression: LogisticRegression
    trees: HistGradientBoostingClassifier
    said: Floats


def fit(pairs: Sequence[Pair], dense: Floats, x: csr_matrix) -> Fitted:
    """Trained on all pairs that weigh anything, and once without each fold for the verdict on that fold.

    The trees are given the verdict of a regression that was not trained on the pair; where a fold is left out, on no
    pair of that fold either, so that its labels reach nothing that judges it.
    """
    y, weight = np.array([p.same for p in pairs]), np.array([p.weight for p in pairs])
    folds = np.array([[fold_of(place, FOLDS) for place in p.places] for p in pairs])

    def rows(left_out: frozenset[int]) -> NDArray[np.intp]:
        return np.flatnonzero((weight > 0) & ~np.isin(folds, list(left_out)).any(axis=1))

    @cache
    def regression(left_out: frozenset[int]) -> LogisticRegression:
        of = rows(left_out)
        return LogisticRegression(C=STRENGTH, max_iter=200).fit(x[of], y[of], sample_weight=weight[of])

    def trees(left_out: frozenset[int]) -> tuple[HistGradientBoostingClassifier, Floats]:
        verdict, of = np.zeros(len(pairs)), rows(left_out)
        for k in range(FOLDS):
            mine = folds[:, 0] == k
            verdict[mine] = regression(left_out | {k}).decision_function(x[mine])
        known = np.column_stack([dense, verdict])
        boosted = HistGradientBoostingClassifier(
            max_iter=TREES, max_leaf_nodes=LEAVES, min_samples_leaf=LEAST_IN_LEAF, learning_rate=RATE,
            l2_regularization=PENALTY, early_stopping=False, random_state=0,
        ).fit(known[of], y[of], sample_weight=weight[of])  # fmt: skip
        return boosted, known

    said = np.zeros(len(pairs))
    with threadpool_limits(1):  # of several threads each waits for the others, on a busy machine for minutes
        for k in range(FOLDS):
            boosted, known = trees(frozenset({k}))
            mine = folds[:, 0] == k
            said[mine] = boosted.decision_function(known[mine])
        return Fitted(regression(frozenset()), trees(frozenset())[0], said)


def train(pairs: Sequence[Pair], table: Path) -> tuple[dict[str, Any], Floats]:
    """The content of `similarity.json`, without its figures; the trees' log-odds for each pair, out of its fold."""
    counts = learn_letters(p for p in pairs if p.source == table.name)
    letters = Letters(*(read_counts(counts[k]) for k in ("pairs", "gaps", "seen")))
    positives = read_positives(table, pairs, lambda place: not for_trees(place))
    contexts = count(aligned((sorted(names) for names in positives), letters))
    dense, shown, signs = _tables(pairs, letters, Contexts(contexts, letters))
    often = np.flatnonzero(np.bincount(shown.indices, minlength=len(signs)) >= RARE)
    weighed = dense[:, : len(WEIGHED)]
    middle, spread = weighed.mean(axis=0), weighed.std(axis=0) + 1e-9
    fitted = fit(pairs, dense, hstack([csr_matrix((weighed - middle) / spread), shown[:, often]]).tocsr())
    coefficients = fitted.regression.coef_[0]
    weights, of_signs = coefficients[: len(WEIGHED)] / spread, coefficients[len(WEIGHED) :]
    kept = {signs[k]: round(float(w), 3) for k, w in zip(often, of_signs, strict=True) if abs(w) >= SMALL}
    baseline = float(fitted.trees._baseline_prediction.item())
    return {
        "trained_on": sorted({p.source for p in pairs}),
        "pairs": sum(p.weight > 0 for p in pairs),
        "columns": list(COLUMNS),
        "weights": {name: round(float(w), 5) for name, w in zip(WEIGHED, weights, strict=True)},
        "bias": round(float(fitted.regression.intercept_[0] - (weights * middle).sum()), 5),
        "signs": dict(sorted(kept.items())),
        "letters": counts,
        "contexts": contexts,
        "forest": numbers_of([step[0].nodes for step in fitted.trees._predictors], baseline),
    }, fitted.said


def read_by_nets(pairs: Sequence[Pair]) -> Floats:
    """The mean log-odds that the nets that have not seen a pair's first place give it; 0 for pairs no figure is of."""
    found = []
    for pair in pairs:
        x, y = (spelled(name) for name in sorted((pair.a, pair.b)))
        each = nets().each(x.symbols, y.symbols, x.script, y.script) if judged(pair, 0) else np.zeros(FOLDS)
        found.append(float(each[fold_of(pair.places[0], FOLDS) :: FOLDS].mean()))
    return np.array(found)


def told(pairs: Sequence[Pair], said: Floats) -> dict[str, Any]:
    """The figures of all folds together by the least `sim` of positives, and fold by fold."""
    folds = np.array([fold_of(p.places[0], FOLDS) for p in pairs])
    found: dict[str, Any] = {}
    for least in (0.7, 0.5, 0.0):
        of = np.flatnonzero([judged(p, least) for p in pairs])
        found[f"sim {least}"] = figures([pairs[k] for k in of.tolist()], said[of] > 0)
    for fold in range(FOLDS):
        of = np.flatnonzero((folds == fold) & [judged(p) for p in pairs])
        found[f"sim 0.7, fold {fold}"] = figures([pairs[k] for k in of.tolist()], said[of] > 0)
    return found


def main() -> None:
    """Train, print the figures, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--more", type=Path, required=True, help="the table of places")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("data") / "similarity.json")
    given = parser.parse_args()
    pairs = read_pairs(given.pairs)
    pairs += read_more(given.more, pairs, MORE_PAIRS, of=for_trees)
    pairs = [p for p in pairs if p.weight or judged(p, 0)]
    learned, of_trees = train(pairs, given.more)
    of_nets = read_by_nets(pairs)
    found = {
        "f1": told(pairs, (1 - SHARE) * of_trees + SHARE * of_nets),
        "f1_of_trees": told(pairs, of_trees)["sim 0.7"],
        "f1_of_nets": told(pairs, of_nets)["sim 0.7"],
    }
    print(json.dumps(found, indent=1), f"{time.process_time():.0f} s of work", sep="\n")  # noqa: T201
    text = json.dumps({**found, **learned}, ensure_ascii=False, separators=(",", ":"))
    for part in ("weights", "signs", "letters", "contexts", "forest"):
        text = text.replace(f'"{part}":', f'\n"{part}":')
    given.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
