"""How like a spelling many names are, all at once: the score that search gives candidates.

A logistic regression over some twenty measures, most of them an edit similarity of the romanised letters at some
grain, computed in native code over all names together; its weights, with the figures they reached, are in
`data/likeness.json`, written by `gazetteer.train_likeness`. `similarity` weighs one pair letter by letter, better
and some 170 times slower.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler, Levenshtein, Postfix, Prefix
from rapidfuzz.process import cdist

from gazetteer.errors import IndexUnreadable
from gazetteer.outline import consonants_of, letters_of, of_each, sounds_of, voiced_of
from gazetteer.romanize import is_abjad

Floats = NDArray[np.float64]

MEASURES: Mapping[str, str] = {
    "letters": "The romanised letters agree (edit similarity; articles and words such as village left out).",
    "sounds": "The sounds that the letters stand for agree (edit similarity).",
    "consonants": "The consonants agree, those that spellings interchange taken for one (edit similarity).",
    "voiced": "The consonants agree, each sound for itself (edit similarity).",
    "beginnings": "The letters begin alike (Jaro-Winkler similarity).",
    "sound_beginnings": "The sounds begin alike (Jaro-Winkler similarity).",
    "consonant_beginnings": "The consonants begin alike (Jaro-Winkler similarity).",
    "prefix": "Letters alike from the beginning, as a share of the longer.",
    "suffix": "Letters alike from the end, as a share of the longer.",
    "skeleton": "One reading of the consonants is the same in both.",
    "letters_differ": "Letters to change, add or leave out.",
    "sounds_differ": "Sounds to change, add or leave out.",
    "consonants_differ": "Consonants to change, add or leave out.",
    "lengths_differ": "Letters that one has more than the other.",
    "few_consonants": "The shorter has two consonants or fewer, so that little can tell it from others.",
    "vowels_missing": "One of the two is in a script that leaves vowels out.",
    "vowels_missing_twice": "Both are.",
}
"""Every measure by name; its sentence is what a reader is shown. Each but the last two counts a second time where no
script leaves vowels out."""


class Asked(NamedTuple):
    """A spelling made ready to be compared with many names."""

    letters: bytes
    consonants: bytes
    sounds: bytes
    voiced: bytes
    abjad: bool


@lru_cache(maxsize=1000)
def asked(name: str) -> Asked:
    """Prepare a spelling; kept, since a look-up needs it several times."""
    letters = letters_of(name)
    sounds = sounds_of(letters)
    return Asked(letters, consonants_of(letters), sounds, voiced_of(sounds), is_abjad(name))


class Names(NamedTuple):
    """Names to compare a spelling with."""

    letters: Sequence[bytes]
    sounds: Sequence[bytes]
    abjad: NDArray[np.bool_]
    """Whether the script of each leaves vowels out."""
    skeleton: NDArray[np.bool_]
    """Whether each shares a skeleton with the spelling."""


def once_each(pieces: Sequence[bytes]) -> tuple[list[bytes], list[int]]:
    """The different ones of pieces, and for each piece its number among them.

    >>> once_each([b"homs", b"hims", b"homs"])
    ([b'homs', b'hims'], [0, 1, 0])
    """
    number: dict[bytes, int] = defaultdict(count().__next__)
    at = list(map(number.__getitem__, pieces))
    return list(number), at


def measures(name: Asked, names: Names) -> Floats:
    """The values of `MEASURES`, one row a name; names of the same letters are measured once."""
    letters, at = once_each(names.letters)
    sounds = list(dict(zip(names.letters, names.sounds, strict=True)).values())
    values = np.empty((len(MEASURES), len(at)))
    values[:-2] = _measured(name, letters, sounds)[:, at]
    values[_SKELETON] = names.skeleton
    values[-2], values[-1] = names.abjad != name.abjad, names.abjad & name.abjad
    return values.T


_SKELETON = list(MEASURES).index("skeleton")


def _measured(name: Asked, letters: Sequence[bytes], sounds: Sequence[bytes]) -> Floats:
    """All measures of letters but the last two, a row a measure; that of skeletons is zero."""
    forms = (letters, sounds, of_each(consonants_of, letters), of_each(voiced_of, sounds))
    mine = (name.letters, name.sounds, name.consonants, name.voiced)
    lengths = np.array([list(map(len, form)) for form in forms[:3]], dtype=np.float64)
    own_lengths = np.array([[len(own)] for own in mine[:3]], dtype=np.float64)
    longest = np.maximum(np.maximum(lengths, own_lengths), 1)
    out = np.zeros((len(MEASURES) - 2, len(letters)))
    for k, (own, form) in enumerate(zip(mine, forms, strict=True)):
        out[k] = each_compared(Levenshtein.normalized_similarity, own, form)
    for k, (own, form) in enumerate(zip(mine[:3], forms[:3], strict=True), 4):
        out[k] = each_compared(JaroWinkler.normalized_similarity, own, form)
    out[7] = each_compared(Prefix.similarity, name.letters, letters)
    out[8] = each_compared(Postfix.similarity, name.letters, letters)
    out[7:9] /= longest[0]
    out[10:13] = (1 - out[:3]) * longest
    out[13] = np.abs(lengths[0] - own_lengths[0])
    out[14] = np.minimum(lengths[2], own_lengths[2]) <= 2
    return out


def each_compared(scorer: Callable[..., float], own: bytes, others: Sequence[bytes]) -> NDArray[np.float32]:
    """What a measure of two pieces says of one and each of the others."""
    values: NDArray[np.float32] = cdist([own], others, scorer=scorer, dtype=np.float32)[0]
    return values


def crossed(values: Floats) -> Floats:
    """The measures, and again those of the names where no script leaves vowels out."""
    vowels = 1.0 - np.maximum(values[:, -1:], values[:, -2:-1])
    return np.concatenate([values, values[:, :-2] * vowels], axis=1)


def weight_names() -> list[str]:
    """What each weight is for."""
    names = list(MEASURES)
    return names + [f"{name}, vowels written" for name in names[:-2]]


@lru_cache(maxsize=1)
def _weights() -> tuple[Floats, float]:
    data = json.loads(files("gazetteer.data").joinpath("likeness.json").read_text(encoding="utf-8"))
    if list(data["weights"]) != weight_names():
        raise IndexUnreadable(
            "likeness.json holds weights for other measures", "train them again: python -m gazetteer.train_likeness"
        )
    return np.array(list(data["weights"].values())), data["bias"]


def leanings(name: Asked, names: Names) -> Floats:
    """The log-odds that each name and the spelling are of one place, by the spellings alone."""
    return leaning_of(crossed(measures(name, names)))


def leaning_of(values: Floats) -> Floats:
    """The log-odds that crossed measures speak for."""
    weights, bias = _weights()
    return np.asarray(values @ weights + bias)


def chance(leanings: Floats) -> Floats:
    """Log-odds as chances, 0 to 1.

    >>> chance(np.array([-2.0, 0.0, 2.0])).round(2).tolist()
    [0.12, 0.5, 0.88]
    """
    return np.asarray(1 / (1 + np.exp(-np.clip(leanings, -30, 30))))
