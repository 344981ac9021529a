"""How like a spelling many names are, all at once: the score that search gives candidates.

A logistic regression over some twenty measures, most of them an edit similarity of the romanised letters at some
grain, computed in native code over all names together; its weights, with the figures they reached, are in
`data/likeness.json`, written by `gazetteer.train_likeness`. `similarity` weighs one pair letter by letter, better
and some 170 times slower.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler, Levenshtein, Postfix, Prefix
from rapidfuzz.process import cdist

from gazetteer.errors import IndexUnreadable
from gazetteer.outline import consonants_of, letters_of, sounds_of, voiced_of
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
    number = {piece: k for k, piece in enumerate(dict.fromkeys(pieces))}
    return list(number), [number[piece] for piece in pieces]


def measures(name: Asked, names: Names) -> Floats:
    """The values of `MEASURES`, one row a name; names of the same letters are measured once."""
    letters, at = once_each(names.letters)
    sounds = list(dict(zip(names.letters, names.sounds, strict=True)).values())
    measured = _measured(name, letters, sounds)[at]
    measured[:, _SKELETON] = names.skeleton
    return np.column_stack([measured, names.abjad != name.abjad, names.abjad & name.abjad])


_SKELETON = list(MEASURES).index("skeleton")


def _measured(name: Asked, letters: Sequence[bytes], sounds: Sequence[bytes]) -> Floats:
    """All measures of letters but the last two; that of skeletons is left empty."""
    forms = (letters, sounds, [consonants_of(piece) for piece in letters], [voiced_of(piece) for piece in sounds])
    mine = (name.letters, name.sounds, name.consonants, name.voiced)
    lengths = [np.fromiter(map(len, form), dtype=np.float64, count=len(letters)) for form in forms]
    longest = [np.maximum(np.maximum(n, len(own)), 1) for n, own in zip(lengths, mine, strict=True)]
    alike = [_compared(Levenshtein.normalized_similarity, own, form) for own, form in zip(mine, forms, strict=True)]
    differ = [(1 - a) * n for a, n in zip(alike, longest, strict=True)]
    return np.column_stack([
        *alike,
        *(_compared(JaroWinkler.normalized_similarity, mine[k], forms[k]) for k in range(3)),
        _compared(Prefix.similarity, name.letters, letters) / longest[0],
        _compared(Postfix.similarity, name.letters, letters) / longest[0],
        np.zeros(len(letters)),
        *differ[:3],
        np.abs(lengths[0] - len(name.letters)),
        np.minimum(lengths[2], len(name.consonants)) <= 2,
    ])  # fmt: skip


def _compared(scorer: Callable[..., float], own: bytes, others: Sequence[bytes]) -> Floats:
    return np.asarray(cdist([own], others, scorer=scorer, dtype=np.float32)[0], dtype=np.float64)


def crossed(values: Floats) -> Floats:
    """The measures, and again those of the names where no script leaves vowels out."""
    vowels = 1.0 - np.maximum(values[:, -1:], values[:, -2:-1])
    return np.hstack([values, values[:, :-2] * vowels])


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
    return leaning_of(measures(name, names))


def leaning_of(values: Floats) -> Floats:
    """The log-odds that measures speak for."""
    weights, bias = _weights()
    return np.asarray(crossed(values) @ weights + bias)


def chance(leanings: Floats) -> Floats:
    """Log-odds as chances, 0 to 1.

    >>> chance(np.array([-2.0, 0.0, 2.0])).round(2).tolist()
    [0.12, 0.5, 0.88]
    """
    return np.asarray(1 / (1 + np.exp(-np.clip(leanings, -30, 30))))
