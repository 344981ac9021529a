"""Training of the pair score, on the pair sets, the list of conflict places and a table of places (`train_pairs`):

    python -m gazetteer.train_similarity cities.dev.tsv villages.dev.tsv conflict-places.json --more places_world.tsv.gz

First the letters of the positives are aligned, counted and aligned anew with these counts; then a logistic regression
weighs the features, measures and signs of every pair. The same files give the same weights. Needs scikit-learn beside
the package.
"""

import argparse
import hashlib
import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from gazetteer.letters import Aligner, Letters
from gazetteer.signs import MEASURES
from gazetteer.similarity import FEATURES, Scorer, form, measured, read_counts, signs_of, spelled
from gazetteer.symbols import Symbol
from gazetteer.train_pairs import ALIKE, Pair, read_more, read_pairs

ROUNDS = 4
"""Times the positives are aligned; from the fourth the costs stay within a hundredth."""
FAR = -3.0
"""Mean cost of a step from which an alignment teaches no letters: the spellings are of two names."""
RARE = 3
"""Pairs that must show a sign for it to be weighed."""
STRENGTH = 0.05
"""Inverse of the penalty on weights; of .02, .05 and .1 the best by cross-validation."""
MORE_PAIRS = 60_000
"""Positives taken of the table of places: these add .007 to the F1 of cities, three times the pair sets' own."""
COUNTRIES = frozenset((
    "AE", "AF", "AM", "AZ", "BG", "BH", "BY", "CN", "DZ", "EG", "GE", "IL", "IQ", "IR", "JO", "KG", "KW", "KZ", "LB",
    "LY", "MA", "MK", "MM", "OM", "PK", "PS", "QA", "RS", "RU", "SA", "SD", "SY", "TJ", "TM", "TN", "TR", "UA", "UZ",
    "YE",
))  # fmt: skip
"""Countries of the pair sets, which the table's places are taken of."""
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


def _columns(pairs: Sequence[Pair], letters: Letters) -> tuple[NDArray[np.float64], csr_matrix, list[str]]:
    """Features with measures of every pair; how often it shows each sign; the signs."""
    aligner = Aligner(letters)
    dense, number = [], dict[str, int]()
    columns, values, ends = array("l"), array("d"), array("l", [0])
    for pair in pairs:
        a, b = sorted((pair.a, pair.b))
        x, y = spelled(a), spelled(b)
        steps = aligner.align(x.symbols, y.symbols, x.script, y.script)
        dense.append([f(form(a), form(b)) for f in FEATURES.values()] + measured(steps, x, y, letters))
        for sign, n in Counter(signs_of(steps, x, y)).items():
            columns.append(number.setdefault(sign, len(number)))
            values.append(n)
        ends.append(len(columns))
    counts = csr_matrix((np.array(values), np.array(columns), np.array(ends)), shape=(len(pairs), len(number)))
    return np.array(dense), counts, list(number)


def train(pairs: Sequence[Pair]) -> dict[str, Any]:
    """The content of `similarity.json`, without its figures."""
    used = [p for p in pairs if p.weight]
    letters = learn_letters(used)
    dense, shown, signs = _columns(used, Letters(*(read_counts(letters[k]) for k in ("pairs", "gaps", "seen"))))
    often = np.flatnonzero(np.bincount(shown.indices, minlength=len(signs)) >= RARE)
    middle, spread = dense.mean(axis=0), dense.std(axis=0) + 1e-9
    x = hstack([csr_matrix((dense - middle) / spread), shown[:, often]]).tocsr()
    y, weight = np.array([p.same for p in used]), np.array([p.weight for p in used])
    model = LogisticRegression(C=STRENGTH, max_iter=300).fit(x, y, sample_weight=weight)
    weights, of_signs = model.coef_[0][: dense.shape[1]] / spread, model.coef_[0][dense.shape[1] :]
    named = [round(float(w), 5) for w in weights]
    weighed = {signs[k]: round(float(w), 3) for k, w in zip(often, of_signs, strict=True) if abs(w) >= SMALL}
    return {
        "trained_on": sorted({p.source for p in pairs}),
        "pairs": len(used),
        "weights": dict(zip(FEATURES, named, strict=False)),
        "measures": dict(zip(MEASURES, named[len(FEATURES) :], strict=True)),
        "bias": round(float(model.intercept_[0] - (weights * middle).sum()), 5),
        "signs": dict(sorted(weighed.items())),
        "letters": letters,
    }


def fold_of(place: str, folds: int) -> int:
    """The part of a cross-validation that a place belongs to."""
    return int.from_bytes(hashlib.blake2b(place.encode(), digest_size=8).digest(), "little") % folds


def apart(pairs: Sequence[Pair], fold: int, folds: int) -> tuple[list[Pair], list[int]]:
    """Pairs to train on, none of whose places is in a fold, and the rows of the pairs whose first place is."""
    held = [k for k, p in enumerate(pairs) if fold_of(p.places[0], folds) == fold]
    return [p for p in pairs if all(fold_of(place, folds) != fold for place in p.places)], held


def all_pairs(paths: Sequence[Path], more: Path | None, limit: int) -> list[Pair]:
    """The pairs of the files, and of the table as many positives as `limit`, with their negatives."""
    pairs = read_pairs(paths)
    return pairs + (read_more(more, pairs, COUNTRIES, limit) if more else [])


def f1(same: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """The harmonic mean of precision and recall."""
    return float(2 * (same & said).sum() / max(same.sum() + said.sum(), 1))


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--more", type=Path, help="the table of places")
    parser.add_argument("--more-pairs", type=int, default=MORE_PAIRS)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("data") / "similarity.json")
    given = parser.parse_args()
    pairs = all_pairs(given.pairs, given.more, given.more_pairs)
    learned = train(pairs)
    write(learned, pairs, Scorer(learned), given.out)


def write(learned: Mapping[str, Any], pairs: Sequence[Pair], score: Scorer, out: Path) -> None:
    """Write the weights with the F1 on the pairs themselves (those of `sim` at least .7, and all near negatives)."""
    judged = [p for p in pairs if p.sim >= (ALIKE if p.same else 0)]
    said = np.array([score.score(p.a, p.b) >= 0.5 for p in judged])
    figure = round(f1(np.array([p.same for p in judged]), said), 4)
    text = json.dumps({"f1_on_these_at_0.5": figure, **learned}, ensure_ascii=False, separators=(",", ":"))
    out.write_text(text.replace('"weights"', '\n"weights"').replace('"signs"', '\n"signs"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
