"""Training of the pair score: what it is judged by, it has not seen."""

import numpy as np
import pytest

from gazetteer.train_pairs import Pair, fold_of

training = pytest.importorskip("gazetteer.train_similarity", reason="scikit-learn is needed for training only")
sparse = pytest.importorskip("scipy.sparse", reason="scikit-learn is needed for training only")

FOLDS = 3
"""Fewer than in training, for the sake of time."""
CHANCE = np.random.default_rng(3)
DENSE = CHANCE.normal(size=(600, 4))


def pairs(turned: int | None = None) -> list[Pair]:
    """Pairs whose label the first column tells; turned round in one fold."""
    found = []
    for k, (value, *_) in enumerate(DENSE):
        same = (value > 0) != (fold_of(str(k), FOLDS) == turned)
        found.append(Pair("a", "b", bool(same), 1.0, 1.0, (str(k), str(k)), "LL", "cities.dev.tsv"))
    return found


def test_a_verdict_on_a_fold_does_not_know_its_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("TREES", 4), ("RATE", 0.5), ("FOLDS", FOLDS)):
        monkeypatch.setattr(training, name, value)
    x, mine = sparse.csr_matrix(DENSE), np.array([fold_of(str(k), FOLDS) == 0 for k in range(len(DENSE))])
    said, turned = (training.fit(of, DENSE, x).said for of in (pairs(), pairs(0)))
    assert ((said > 0) == (DENSE[:, 0] > 0)).mean() > 0.9
    assert said[mine] == pytest.approx(turned[mine])
    assert said[~mine] != pytest.approx(turned[~mine], abs=0.1)


def test_figures_are_told_of_all_folds_and_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "FOLDS", FOLDS)
    found = training.told(pairs(), DENSE[:, 0])
    assert found["sim 0.7"]["cities LL"] == 1
    assert sorted(found)[-FOLDS:] == [f"sim 0.7, fold {k}" for k in range(FOLDS)]
    assert training.told(pairs(0), DENSE[:, 0])["sim 0.7, fold 0"]["cities LL"] == 0
