"""How well two spellings fit one name: a learned score of a pair, letter by letter.

Two judges are asked and a weighed mean of their log-odds is the answer: they err on different pairs. For the one the
letters are aligned at the least surprise (`letters`); a logistic regression weighs what the alignment shows
(`signs`), boosted trees (`forest`) weigh its verdict with measures of the alignment, of the letters in their order
(`contexts`) and of the whole spellings (`likeness.MEASURES`). Counts of letters, weights, trees and the figures they
reached are in `data/similarity.json`, written by `gazetteer.train_similarity`. The other are neural nets (`net`), which
see letters among their neighbours.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from gazetteer.contexts import MEASURES as IN_ORDER
from gazetteer.contexts import Contexts
from gazetteer.errors import IndexUnreadable
from gazetteer.fold import fold
from gazetteer.forest import Floats, forest_of
from gazetteer.letters import Aligner, Letters, Step
from gazetteer.likeness import MEASURES as OF_WHOLE
from gazetteer.likeness import Asked, Names, asked, chance
from gazetteer.likeness import measures as whole_measures
from gazetteer.net import log_odds
from gazetteer.signs import MEASURES as OF_LETTERS
from gazetteer.signs import measures, step_signs, whole_signs
from gazetteer.skeleton import skeletons
from gazetteer.symbols import Symbol, script_of, symbols

WEIGHED = (*(f"aligned: {name}" for name in OF_LETTERS), *OF_WHOLE)
"""What the regression is given of a pair, beside the signs."""
COLUMNS = (*WEIGHED, *(f"in order: {name}" for name in IN_ORDER))
"""What the trees are given, beside the regression's verdict."""


SHARE = 0.5
"""What the nets' log-odds count for, beside the trees': of .3 to .6 none was better throughout, on 20,000 pairs of the
table that no net had seen."""


class Spelled(NamedTuple):
    """A spelling made ready to be compared."""

    symbols: tuple[Symbol, ...]
    script: str
    whole: Asked
    skeletons: frozenset[str]


@lru_cache(maxsize=100_000)
def spelled(name: str) -> Spelled:
    """Prepare a spelling; kept, since one spelling is compared with many."""
    return Spelled(symbols(name), script_of(name), asked(name), frozenset(skeletons(name)))


def columns(steps: Sequence[Step], a: Spelled, b: Spelled, letters: Letters, contexts: Contexts) -> list[float]:
    """The values of `COLUMNS`."""
    aligned = measures(steps, a.symbols, b.symbols, (a.script, b.script), letters)
    shared = not a.skeletons.isdisjoint(b.skeletons)
    other = Names([b.whole.letters], [b.whole.sounds], np.array([b.whole.abjad]), np.array([shared]))
    whole = [float(value) for value in whole_measures(a.whole, other)[0]]
    return aligned + whole + contexts.measures(steps, a.script, b.script)


def signs_of(steps: Iterable[Step], a: Spelled, b: Spelled) -> list[str]:
    """Every sign of an alignment, as often as it shows."""
    steps = list(steps)
    scripts = "".join(sorted(a.script + b.script))
    found = [sign for step in steps for sign in step_signs(step, scripts, a.script, b.script)]
    return found + list(whole_signs(steps, scripts))


Counts = Mapping[str, Mapping[str, float]]
"""Counts by two scripts, then by two texts, each pair with a tab between."""


def read_counts(counts: Counts) -> dict[tuple[str, ...], float]:
    """Counts as `Letters` takes them."""
    return {(*s.split("\t"), *t.split("\t")): n for s, of_scripts in counts.items() for t, n in of_scripts.items()}


class Scorer:
    """A learned score: what `similarity.json` holds, ready to be used.

    Raises:
        IndexUnreadable: it was learned for other columns.
    """

    def __init__(self, learned: Mapping[str, Any]) -> None:
        if list(learned["weights"]) != list(WEIGHED) or learned["columns"] != list(COLUMNS):
            raise IndexUnreadable(
                "similarity.json was learned for other measures",
                "train it again: python -m gazetteer.train_similarity",
            )
        counts = learned["letters"]
        self.letters = Letters(*(read_counts(counts[k]) for k in ("pairs", "gaps", "seen")))
        self.contexts = Contexts(learned["contexts"], self.letters)
        self.aligner = Aligner(self.letters)
        self._weights = np.array(list(learned["weights"].values()))
        self._signs: Mapping[str, float] = learned["signs"]
        self._bias: float = learned["bias"]
        self._forest = forest_of(learned["forest"])

    def verdict(self, a: str, b: str) -> tuple[Floats, float]:
        """The pair's columns and what the regression says, in log-odds."""
        x, y = spelled(a), spelled(b)
        steps = self.aligner.align(x.symbols, y.symbols, x.script, y.script)
        values = np.array(columns(steps, x, y, self.letters, self.contexts))
        shown = sum(self._signs.get(sign, 0.0) for sign in signs_of(steps, x, y))
        return values, float(values[: len(WEIGHED)] @ self._weights) + shown + self._bias

    def score(self, a: str, b: str) -> float:
        """The chance, 0 to 1, that two spellings are of one name."""
        a, b = sorted((a, b))  # of two alignments that cost the same the same one is taken whatever comes first
        if fold(a) == fold(b) and fold(a):
            return 1.0
        x, y = spelled(a), spelled(b)
        if not (x.whole.letters and y.whole.letters and x.symbols and y.symbols):
            return 0.0
        values, said = self.verdict(a, b)
        judged = self._forest.total(np.append(values, said)[None, :])
        read = log_odds(x.symbols, y.symbols, x.script, y.script)
        return float(chance((1 - SHARE) * judged + SHARE * read)[0])


@lru_cache(maxsize=1)
def scorer() -> Scorer:
    """The score that comes with the package."""
    return Scorer(json.loads(files("gazetteer.data").joinpath("similarity.json").read_text(encoding="utf-8")))


def similarity(a: str, b: str) -> float:
    """The chance, 0 to 1, that two spellings are of one name, by the spellings alone.

    >>> similarity("Deir ez-Zor", "DEIR EZ ZOR")
    1.0
    >>> similarity("Deir El-Zour", "دير الزور") > 0.7, similarity("Homs", "Hama") < 0.5
    (True, True)
    """
    return scorer().score(a, b)
