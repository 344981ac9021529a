"""How well two spellings fit one name: a learned, calibrated score of a pair.

A logistic regression over the features below, over measures of the letter-by-letter alignment (`letters`) and over the
signs it shows (`signs`); counts of letters, weights and the figures they reached are in `data/similarity.json`, written
by `gazetteer.train_similarity`.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from rapidfuzz.distance import JaroWinkler, Levenshtein

from gazetteer.errors import IndexUnreadable
from gazetteer.fold import fold
from gazetteer.letters import Aligner, Letters, Step
from gazetteer.romanize import is_abjad
from gazetteer.signs import MEASURES, measures, step_signs, whole_signs
from gazetteer.skeleton import ARTICLES, skeletons, words_of
from gazetteer.symbols import Symbol, script_of, symbols

VOWELS = str.maketrans("", "", "bcdfghjklmnpqrstvwxz")
CONSONANTS = str.maketrans("", "", "aeiouyw")


class Form(NamedTuple):
    """A spelling made ready to be compared."""

    folded: str
    letters: str
    """Romanised, without articles and spaces."""
    consonants: str
    vowels: str
    keys: frozenset[str]
    words: tuple[str, ...]
    abjad: bool


@lru_cache(maxsize=100_000)
def form(name: str) -> Form:
    """Prepare a spelling; kept, since one spelling is compared with many."""
    words = words_of(name)
    kept = tuple(w for k, w in enumerate(words) if w not in ARTICLES or k == len(words) - 1)
    letters = "".join(kept)
    return Form(
        fold(name),
        letters,
        letters.translate(CONSONANTS),
        letters.translate(VOWELS),
        frozenset(skeletons(name)),
        kept,
        is_abjad(name),
    )


def letters_alike(a: Form, b: Form) -> float:
    """The romanised letters agree (edit similarity, articles left out)."""
    return Levenshtein.normalized_similarity(a.letters, b.letters)


def consonants_alike(a: Form, b: Form) -> float:
    """The consonants agree (edit similarity)."""
    return Levenshtein.normalized_similarity(a.consonants, b.consonants)


def skeleton_shared(a: Form, b: Form) -> float:
    """One reading of the consonants is the same in both."""
    return float(not a.keys.isdisjoint(b.keys))


def skeletons_alike(a: Form, b: Form) -> float:
    """The readings of the consonants that are nearest agree (edit similarity)."""
    return max((Levenshtein.normalized_similarity(x, y) for x in a.keys for y in b.keys), default=0.0)


def vowels_alike(a: Form, b: Form) -> float:
    """The vowels agree; half where a script leaves them out."""
    return 0.5 if a.abjad or b.abjad else Levenshtein.normalized_similarity(a.vowels, b.vowels)


def beginnings_alike(a: Form, b: Form) -> float:
    """The spellings begin alike (Jaro-Winkler similarity)."""
    return JaroWinkler.similarity(a.letters, b.letters)


def same_words(a: Form, b: Form) -> float:
    """Both have as many words, articles left out."""
    return float(len(a.words) == len(b.words))


def lengths_differ(a: Form, b: Form) -> float:
    """Letters that one has more than the other, as a share of the longer."""
    longest = max(len(a.letters), len(b.letters), 1)
    return abs(len(a.letters) - len(b.letters)) / longest


def short(a: Form, b: Form) -> float:
    """The shorter has two consonants or fewer, so that little can tell it from others."""
    return float(min(len(a.consonants), len(b.consonants)) <= 2)


def script_without_vowels(a: Form, b: Form) -> float:
    """One of the two is in a script that leaves vowels out."""
    return float(a.abjad != b.abjad)


def short_with_other_vowels(a: Form, b: Form) -> float:
    """Short names whose vowels differ."""
    return short(a, b) * (1 - vowels_alike(a, b))


def other_letters_in_one_script(a: Form, b: Form) -> float:
    """Letters differ although neither script leaves vowels out."""
    return 0.0 if a.abjad or b.abjad else 1 - letters_alike(a, b)


FEATURES: Mapping[str, Callable[[Form, Form], float]] = {
    f.__name__: f
    for f in (
        letters_alike, consonants_alike, skeleton_shared, skeletons_alike, vowels_alike, beginnings_alike,
        same_words, lengths_differ, short, script_without_vowels, short_with_other_vowels,
        other_letters_in_one_script,
    )
}  # fmt: skip
"""Every feature by name; its docstring is the sentence a reader is shown."""


class Spelled(NamedTuple):
    """A spelling as it is aligned."""

    symbols: tuple[Symbol, ...]
    script: str


@lru_cache(maxsize=100_000)
def spelled(name: str) -> Spelled:
    """The symbols and the script of a spelling; kept, since one spelling is compared with many."""
    return Spelled(symbols(name), script_of(name))


Counts = Mapping[str, Mapping[str, float]]
"""Counts by two scripts, then by two texts, each pair with a tab between."""


def read_counts(counts: Counts) -> dict[tuple[str, ...], float]:
    """Counts as `Letters` takes them."""
    return {(*s.split("\t"), *t.split("\t")): n for s, of_scripts in counts.items() for t, n in of_scripts.items()}


class Scorer:
    """A learned score: what `similarity.json` holds, ready to be used.

    Raises:
        IndexUnreadable: the weights are for other features.
    """

    def __init__(self, learned: Mapping[str, Any]) -> None:
        if list(learned["weights"]) != list(FEATURES) or list(learned["measures"]) != list(MEASURES):
            raise IndexUnreadable(
                "similarity.json holds weights for other features",
                "train them again: python -m gazetteer.train_similarity",
            )
        letters = learned["letters"]
        self.letters = Letters(*(read_counts(letters[k]) for k in ("pairs", "gaps", "seen")))
        self.aligner = Aligner(self.letters)
        self._weights = tuple(learned["weights"].values())
        self._measures = tuple(learned["measures"].values())
        self._signs: Mapping[str, float] = learned["signs"]
        self._bias: float = learned["bias"]
        self._known: dict[tuple[str, ...], float] = {}

    def _sum(self, signs: tuple[str, ...]) -> float:
        """The weights of a step's signs together; kept, since letters come back."""
        known = self._known.get(signs)
        if known is None:
            known = self._known[signs] = sum(self._signs.get(sign, 0.0) for sign in signs)
        return known

    def score(self, a: str, b: str) -> float:
        """The chance, 0 to 1, that two spellings are of one name."""
        a, b = sorted((a, b))  # of two alignments that cost the same the same one is taken whatever comes first
        left, right = form(a), form(b)
        if left.folded == right.folded and left.folded:
            return 1.0
        if not left.letters or not right.letters:
            return 0.0
        x, y = spelled(a), spelled(b)
        steps = self.aligner.align(x.symbols, y.symbols, x.script, y.script)
        scripts = "".join(sorted(x.script + y.script))
        total = self._bias
        for weight, feature in zip(self._weights, FEATURES.values(), strict=True):
            total += weight * feature(left, right)
        for weight, value in zip(self._measures, measured(steps, x, y, self.letters), strict=True):
            total += weight * value
        for step in steps:
            total += self._sum(step_signs(step, scripts, x.script, y.script))
        total += sum(self._signs.get(sign, 0.0) for sign in whole_signs(steps, scripts))
        return 1 / (1 + math.exp(-max(min(total, 500.0), -500.0)))


def measured(steps: Sequence[Step], x: Spelled, y: Spelled, letters: Letters) -> list[float]:
    """The measures of an alignment."""
    return measures(steps, x.symbols, y.symbols, (x.script, y.script), letters)


def signs_of(steps: Iterable[Step], x: Spelled, y: Spelled) -> list[str]:
    """Every sign of an alignment, as often as it shows."""
    steps = list(steps)
    scripts = "".join(sorted(x.script + y.script))
    found = [sign for step in steps for sign in step_signs(step, scripts, x.script, y.script)]
    return found + list(whole_signs(steps, scripts))


@lru_cache(maxsize=1)
def scorer() -> Scorer:
    """The score that comes with the package."""
    return Scorer(json.loads(files("gazetteer.data").joinpath("similarity.json").read_text(encoding="utf-8")))


def similarity(a: str, b: str) -> float:
    """The chance, 0 to 1, that two spellings are of one name, by the spellings alone.

    >>> similarity("Deir ez-Zor", "DEIR EZ ZOR")
    1.0
    >>> similarity("Deir El-Zour", "دير الزور") > 0.8, similarity("Homs", "Hama") < 0.5
    (True, True)
    """
    return scorer().score(a, b)
