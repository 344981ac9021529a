"""Training of the tagger: `python -m geo.recognize.train --ner FOLDER --gold FOLDER`.

Both passes are multinomial logistic regressions with an L2 penalty, fitted by L-BFGS, so the result depends on
nothing random. The second
pass is trained on what first passes say of texts that they have not seen (four folds). Needs scipy beside the package.
"""

import argparse
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from gazetteer.builtin import open_builtin
from gazetteer.index import Gazetteer, open_index
from gazetteer.keys import KeyFlag
from geo.recognize.alike import Likeness
from geo.recognize.corpora import ANY, Example, read_columns, read_gold
from geo.recognize.features import BITS, CLASSES, DEMONYM, ORGANIZATION, PLACE, first_pass, second_pass
from geo.recognize.made_up import made_up
from geo.recognize.tagger import Layer, Tagger, layer, write_layers
from geo.recognize.words import Words, look

FOLDS = 4
PENALTY = 0.5
"""L2 penalty: of 0.1, 0.5 and 2, the best recognition F1 over held-out documents."""
ROUNDS = 60
"""Iterations of L-BFGS: the loss falls by less than a thousandth after these."""

Mask = NDArray[np.bool_]


def allowed(example: Example, words: Words) -> Mask:
    """For each live word the classes it may have."""
    mask = np.zeros((len(words.live), len(CLASSES)), dtype=bool)
    mask[:, example.rest] = True
    start, end = words.tokens.start[words.live], words.tokens.bare_end[words.live]
    flags = words.flags[words.live]
    for span, classes in example.marks:
        inside = np.flatnonzero((start < span.end) & (end > span.start))
        mask[inside] = False
        mask[np.ix_(inside, np.array(classes))] = True
        if set(classes) == {PLACE, DEMONYM}:  # the corpus marks both alike: the gazetteer tells them apart where it can
            only = (flags[inside] & KeyFlag.DEMONYM != 0) & (flags[inside] & KeyFlag.NOT_DEMONYM == 0)
            mask[inside, DEMONYM] = only
            mask[inside, PLACE] = ~only
    states = KeyFlag.COUNTRY | KeyFlag.DIVISION
    metonym = mask[:, ORGANIZATION] & ~mask[:, ANY[0]] & (flags & states != 0) & (words.place_in_run[words.live] == 0)
    mask[metonym, PLACE] = (
        True  # a lone country marked as an organisation is a government: a place name used for an actor
    )
    return mask


def fold_of(name: str, folds: int = FOLDS) -> int:
    """The fold in which a document is judged, by a model that was not trained on it."""
    return zlib.crc32(name.encode()) % folds


def fit(rows: NDArray[np.uint32], mask: Mask, start: NDArray[np.float64] | None = None) -> Layer:
    """Weights that make the allowed classes likely."""
    n, columns = rows.shape
    size, k = 1 << BITS, len(CLASSES)
    matrix = csr_matrix(
        (np.ones(rows.size, dtype=np.float32), rows.ravel().astype(np.int32), np.arange(0, rows.size + 1, columns)),
        shape=(n, size),
    )
    transposed = matrix.T.tocsr()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = flat[:-k].reshape(size, k), flat[-k:]
        scores = matrix @ weights.astype(np.float32) + bias.astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        p = np.exp(scores)
        p /= p.sum(axis=1, keepdims=True)
        right = np.where(mask, p, 0)
        total = np.maximum(right.sum(axis=1, keepdims=True), 1e-9)
        gradient = p - right / total
        value = -np.log(total).sum() + 0.5 * PENALTY * float((flat[:-k] ** 2).sum())
        slope = np.concatenate([(transposed @ gradient).ravel() + PENALTY * flat[:-k], gradient.sum(axis=0)])
        return float(value), slope.astype(np.float64)

    begin = np.zeros(size * k + k) if start is None else start
    result = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS, "maxcor": 6})
    return layer(result.x[:-k].reshape(size, k).astype(np.float32), result.x[-k:].astype(np.float32))


class Trained(NamedTuple):
    """The tagger, and what taggers that had not seen it said of each example."""

    tagger: Tagger
    held_out: list[NDArray[np.float32]]


def train(examples: Sequence[Example], gazetteer: Gazetteer, held_out: bool = False) -> Trained:
    """Fit both passes on the examples; with `held_out` the second pass is fitted on four folds too."""
    likeness = Likeness(gazetteer)
    words = [look(example.text, gazetteer, likeness) for example in examples]
    masks = [allowed(example, w) for example, w in zip(examples, words, strict=True)]
    fold = [fold_of(example.name) for example in examples]
    rows = [first_pass(w) for w in words]
    said = _held_out(rows, masks, fold)
    first = fit(*_stack(list(zip(rows, masks, strict=True))))
    both = [np.concatenate([r, second_pass(w, s)], axis=1) for r, w, s in zip(rows, words, said, strict=True)]
    tagger = Tagger(first, fit(*_stack(list(zip(both, masks, strict=True)))))
    return Trained(tagger, _held_out(both, masks, fold) if held_out else [])


def _held_out(
    rows: Sequence[NDArray[np.uint32]], masks: Sequence[Mask], fold: Sequence[int]
) -> list[NDArray[np.float32]]:
    """What a pass says of each example when it is fitted on the other folds."""
    said: list[NDArray[np.float32]] = [np.zeros(0, dtype=np.float32)] * len(rows)
    for f in range(FOLDS):
        layer = fit(*_stack([(r, m) for r, m, g in zip(rows, masks, fold, strict=True) if g != f]))
        for k, g in enumerate(fold):
            if g == f:
                said[k] = layer.probabilities(rows[k])
    return said


def _stack(parts: Sequence[tuple[NDArray[np.uint32], Mask]]) -> tuple[NDArray[np.uint32], Mask]:
    return np.concatenate([r for r, _ in parts]), np.concatenate([m for _, m in parts])


def read_examples(ner: Path, gold: Path) -> list[Example]:
    """All corpora of both folders, in the order of their names; the seeds' gold is for evaluation and left out."""
    columns = [e for path in sorted(ner.glob("*.tsv")) for e in read_columns(path)]
    marked = [e for path in sorted(gold.glob("*.jsonl")) if path.name.split(".")[0] in GOLD for e in read_gold(path)]
    return columns + marked


GOLD = ("geovirus", "geowebnews", "lgl", "trnews")
"""Gold corpora to train on; the reports of the 1860s (wotr) write places otherwise and are left out."""


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ner", type=Path, required=True, help="folder of token<TAB>BIO files")
    parser.add_argument("--gold", type=Path, required=True, help="folder of gold place mentions")
    parser.add_argument("--gazetteer", type=Path, help="index to train with; the built-in one where not given")
    parser.add_argument(
        "--held-out", type=Path, help="file for what is said of held-out gold, to train acceptance with"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("fast.npz"))
    given = parser.parse_args()
    gazetteer = open_index(given.gazetteer) if given.gazetteer else open_builtin()
    examples = [*read_examples(given.ner, given.gold), *made_up(gazetteer)]
    trained = train(examples, gazetteer, held_out=given.held_out is not None)
    write_layers(given.out, {"first": trained.tagger.first, "second": trained.tagger.second})
    if given.held_out is not None:
        gold: dict[str, Any] = {
            e.name: said for e, said in zip(examples, trained.held_out, strict=True) if e.corpus in GOLD
        }
        np.savez_compressed(given.held_out, **gold)


if __name__ == "__main__":
    main()
