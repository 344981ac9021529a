"""Training of the acceptance: `python -m geo.resolve.train_accept --gold FOLDER --held-out FILE`.

FILE holds what taggers said of gold documents that they had not seen (`python -m geo.recognize.train --held-out
FILE`): trained on what
the tagger says of its own training texts, acceptance would trust it too much. Needs scikit-learn beside the package.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from gazetteer.builtin import open_builtin
from gazetteer.index import Gazetteer, open_index
from geo.recognize.alike import Likeness
from geo.recognize.fast import PROPOSED
from geo.recognize.spans import named_spans
from geo.recognize.train import GOLD
from geo.recognize.words import look
from geo.resolve.accept import FEATURES, proposals_of, values
from geo.resolve.ranker import Resolver

IGNORED = ("demonym_or_adjective", "embedded")
"""Kinds of gold that are neither owed nor punished."""


WITHOUT_DEMONYMS = ("geovirus",)
"""Corpora that mark no demonyms: a demonym found in them is no mistake."""


class Rows(NamedTuple):
    """Proposals of one document: values of their features, whether each is a gold mention, and the gold mentions
    never proposed."""

    values: NDArray[np.float64]
    right: NDArray[np.bool_]
    missed: int


def rows_of(
    document: Mapping[str, Any], said: NDArray[np.float32], gazetteer: Gazetteer, likeness: Likeness, resolver: Resolver
) -> Rows:
    """The proposals of a gold document, those over ignored gold left out."""
    text = document["text"]
    words = look(text, gazetteer, likeness)
    names = named_spans(text, words, said, PROPOSED)
    rows = values(proposals_of(text, words, names, resolver.resolve(text, words, names)))
    kept, right, hit = [], [], set()
    for number, named in enumerate(names):
        over = [
            k for k, t in enumerate(document["toponyms"]) if t["start"] < named.span.end and t["end"] > named.span.start
        ]
        unmarked = named.demonym and document["corpus"] in WITHOUT_DEMONYMS
        if unmarked or any(document["toponyms"][k].get("kind") in IGNORED for k in over):
            continue
        kept.append(number)
        right.append(bool(over))
        hit.update(over)
    owed = [k for k, t in enumerate(document["toponyms"]) if t.get("kind") not in IGNORED]
    return Rows(rows[kept], np.array(right, dtype=bool), len(set(owed) - hit))


def read_rows(gold: Path, held_out: Path, gazetteer: Gazetteer) -> Iterator[Rows]:
    """Proposals of every gold document."""
    likeness, resolver = Likeness(gazetteer), Resolver(gazetteer)
    with np.load(held_out) as said:
        for corpus in GOLD:
            for line in (gold / f"{corpus}.dev.jsonl").read_text(encoding="utf-8").splitlines():
                document = json.loads(line)
                yield rows_of(document, said[str(document["doc_id"])], gazetteer, likeness, resolver)


def best_threshold(chance: NDArray[np.float64], right: NDArray[np.bool_], missed: int) -> tuple[float, float]:
    """The chance from which a name is kept so that F1 is highest, in twentieths, and that F1."""

    def f1(threshold: float) -> float:
        kept = chance >= threshold
        return 2 * float(right[kept].sum()) / max(float(kept.sum() + right.sum() + missed), 1.0)

    best = max((k / 20 for k in range(4, 15)), key=f1)
    return best, f1(best)


def train(rows: Sequence[Rows]) -> dict[str, Any]:
    """Weights, threshold and the F1 they reach."""
    x, y = np.concatenate([r.values for r in rows]), np.concatenate([r.right for r in rows])
    model = LogisticRegression(C=1.0, max_iter=2000).fit(x, y)
    threshold, f1 = best_threshold(model.predict_proba(x)[:, 1], y, sum(r.missed for r in rows))
    return {
        "trained_on": list(GOLD),
        "proposals": len(y),
        "f1_on_these": round(f1, 4),
        "weights": {name: round(float(w), 5) for name, w in zip(FEATURES, model.coef_[0], strict=True)},
        "bias": round(float(model.intercept_[0]), 5),
        "threshold": threshold,
    }


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="folder of gold place mentions")
    parser.add_argument("--held-out", type=Path, required=True, help="file made by geo.recognize.train --held-out")
    parser.add_argument("--gazetteer", type=Path, help="index to train with; the built-in one where not given")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("accept.json"))
    given = parser.parse_args()
    gazetteer = open_index(given.gazetteer) if given.gazetteer else open_builtin()
    data = train(list(read_rows(given.gold, given.held_out, gazetteer)))
    given.out.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
