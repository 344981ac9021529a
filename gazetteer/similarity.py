"""How well two spellings fit one name: a learned, calibrated score of a pair.

A logistic regression over the features below; its weights, with the figures they reached, are in
`data/similarity.json`, written by `gazetteer.train_similarity`.
"""

import json
import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler, Levenshtein

from gazetteer.errors import IndexUnreadable
from gazetteer.fold import fold
from gazetteer.romanize import is_abjad
from gazetteer.skeleton import ARTICLES, skeletons, words_of

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


@lru_cache(maxsize=1)
def _weights() -> tuple[tuple[float, ...], float]:
    data = json.loads(files("gazetteer.data").joinpath("similarity.json").read_text(encoding="utf-8"))
    if list(data["weights"]) != list(FEATURES):
        raise IndexUnreadable(
            "similarity.json holds weights for other features", "train them again: python -m gazetteer.train_similarity"
        )
    return tuple(data["weights"].values()), data["bias"]


def similarity(a: str, b: str) -> float:
    """The chance, 0 to 1, that two spellings are of one name, by the spellings alone.

    >>> similarity("Deir ez-Zor", "DEIR EZ ZOR")
    1.0
    >>> similarity("Deir El-Zour", "دير الزور") > 0.7, similarity("Homs", "Hama") < 0.5
    (True, True)
    """
    left, right = form(a), form(b)
    if not left.folded or not right.folded:  # signs alone, which romanisation would read as letters
        return 0.0
    if left.folded == right.folded:
        return 1.0
    if not left.letters or not right.letters:
        return 0.0
    weights, bias = _weights()
    score = bias + sum(w * f(left, right) for w, f in zip(weights, FEATURES.values(), strict=True))
    return 1 / (1 + math.exp(-score))
