"""Training of the pair score, on the pair sets, the list of conflict places and a table of places (`train_pairs`):

    python -m gazetteer.train_similarity cities.dev.tsv villages.dev.tsv conflict-places.json --more places_world.tsv.gz

First the letters of the positives are aligned, counted and aligned anew with these counts; then a logistic regression
weighs the measures and signs of every pair, and boosted trees its verdict on pairs that it was not trained on, with the
measures. The same files give the same numbers. Needs scikit-learn beside the package and some ten minutes.
`--fold 0` trains without a fifth of the places and prints the F1 on these instead of writing.
"""

import argparse
import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from gazetteer.forest import Floats, numbers_of
from gazetteer.letters import Aligner, Letters
from gazetteer.similarity import COLUMNS, Scorer, columns, read_counts, signs_of, spelled
from gazetteer.symbols import Symbol
from gazetteer.train_pairs import ALIKE, Pair, apart, f1, fold_of, read_more, read_pairs

ROUNDS = 4
"""Times the positives are aligned; from the fourth the costs stay within a hundredth."""
FAR = -3.0
"""Mean cost of a step from which an alignment teaches no letters: the spellings are of two names."""
RARE = 3
"""Pairs that must show a sign for it to be weighed."""
STRENGTH = 0.05
"""Inverse of the penalty on weights; of .02, .05 and .1 the best by cross-validation."""
INNER = 4
"""Parts of the training in turn left out of the regression whose verdict the trees are given."""
TREES, LEAVES, LEAST_IN_LEAF, RATE, PENALTY = 250, 24, 60, 0.06, 5.0
"""Of the boosting, chosen, not fitted. On one fifth of the places trees raised the F1 of cities from .898 to .909 over
the regression alone."""
MORE_PAIRS = 60_000
"""Positives taken of the table of places: these add .005 to the F1 of cities."""
COUNTRIES = frozenset((
    "AE", "AF", "AM", "AZ", "BG", "BH", "BY", "CN", "DZ", "EG", "GE", "IL", "IQ", "IR", "JO", "KG", "KW", "KZ", "LB",
    "LY", "MA", "MK", "MM", "OM", "PK", "PS", "QA", "RS", "RU", "SA", "SD", "SY", "TJ", "TM", "TN", "TR", "UA", "UZ",
    "YE",
))  # fmt: skip
"""Countries of the pair sets, which the table's places are taken of."""
SMALL = 0.01
"""Weights of signs below this are left out of the file."""
SETS = (("cities", ""), ("cities", "AL"), ("cities", "CL"), ("cities", "LL"), ("villages", ""))


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


def _tables(pairs: Sequence[Pair], letters: Letters) -> tuple[Floats, csr_matrix, list[str]]:
    """Columns of every pair; how often it shows each sign; the signs."""
    aligner = Aligner(letters)
    dense, number = [], dict[str, int]()
    at, values, ends = array("l"), array("d"), array("l", [0])
    for pair in pairs:
        x, y = (spelled(name) for name in sorted((pair.a, pair.b)))
        steps = aligner.align(x.symbols, y.symbols, x.script, y.script)
        dense.append(columns(steps, x, y, letters))
        for sign, n in Counter(signs_of(steps, x, y)).items():
            at.append(number.setdefault(sign, len(number)))
            values.append(n)
        ends.append(len(at))
    counts = csr_matrix((np.array(values), np.array(at), np.array(ends)), shape=(len(pairs), len(number)))
    return np.array(dense), counts, list(number)


def train(pairs: Sequence[Pair]) -> dict[str, Any]:
    """The content of `similarity.json`, without its figures."""
    used = [p for p in pairs if p.weight]
    letters = learn_letters(used)
    dense, shown, signs = _tables(used, Letters(*(read_counts(letters[k]) for k in ("pairs", "gaps", "seen"))))
    often = np.flatnonzero(np.bincount(shown.indices, minlength=len(signs)) >= RARE)
    middle, spread = dense.mean(axis=0), dense.std(axis=0) + 1e-9
    x = hstack([csr_matrix((dense - middle) / spread), shown[:, often]]).tocsr()
    y, weight = np.array([p.same for p in used]), np.array([p.weight for p in used])

    def regression(rows: NDArray[np.intp]) -> LogisticRegression:
        return LogisticRegression(C=STRENGTH, max_iter=200).fit(x[rows], y[rows], sample_weight=weight[rows])

    part = np.array([fold_of(f"inner {p.places[0]}", INNER) for p in used])
    said = np.zeros(len(used))
    for k in range(INNER):
        said[part == k] = regression(np.flatnonzero(part != k)).decision_function(x[part == k])
    model = regression(np.arange(len(used)))
    weights, of_signs = model.coef_[0][: dense.shape[1]] / spread, model.coef_[0][dense.shape[1] :]
    trees = HistGradientBoostingClassifier(
        max_iter=TREES, max_leaf_nodes=LEAVES, min_samples_leaf=LEAST_IN_LEAF, learning_rate=RATE,
        l2_regularization=PENALTY, early_stopping=False, random_state=0,
    ).fit(np.column_stack([dense, said]), y, sample_weight=weight)  # fmt: skip
    weighed = {signs[k]: round(float(w), 3) for k, w in zip(often, of_signs, strict=True) if abs(w) >= SMALL}
    return {
        "trained_on": sorted({p.source for p in pairs}),
        "pairs": len(used),
        "weights": {name: round(float(w), 5) for name, w in zip(COLUMNS, weights, strict=True)},
        "bias": round(float(model.intercept_[0] - (weights * middle).sum()), 5),
        "signs": dict(sorted(weighed.items())),
        "letters": letters,
        "forest": numbers_of([step[0].nodes for step in trees._predictors], float(trees._baseline_prediction.item())),
    }


def figures(pairs: Sequence[Pair], scorer: Scorer) -> dict[str, float]:
    """F1 at a half by set, on positives of `sim` at least .7 and all negatives."""
    judged = [p for p in pairs if p.source.endswith(".tsv") and p.sim >= (ALIKE if p.same else 0)]
    same, said = np.array([p.same for p in judged]), np.array([scorer.score(p.a, p.b) >= 0.5 for p in judged])
    found = {}
    for name, scripts in SETS:
        mine = np.array([p.source.startswith(name) and scripts in ("", p.scripts) for p in judged])
        found[f"{name} {scripts}".strip()] = round(f1(same[mine], said[mine]), 4)
    return found


def main() -> None:
    """Train and write the weights, or print the figures of a fold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--more", type=Path, help="the table of places")
    parser.add_argument("--more-pairs", type=int, default=MORE_PAIRS)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("data") / "similarity.json")
    given = parser.parse_args()
    pairs = read_pairs(given.pairs)
    pairs += read_more(given.more, pairs, COUNTRIES, given.more_pairs) if given.more else []
    if given.fold is not None:
        known, held = apart(pairs, given.fold, 5)
        print(figures([pairs[k] for k in held], Scorer(train(known))))  # noqa: T201
        return
    learned = train(pairs)
    text = json.dumps(
        {"f1_on_these_at_0.5": figures(pairs, Scorer(learned)), **learned}, ensure_ascii=False, separators=(",", ":")
    )
    for part in ("weights", "signs", "letters", "forest"):
        text = text.replace(f'"{part}":', f'\n"{part}":')
    given.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
