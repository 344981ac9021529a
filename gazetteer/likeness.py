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
from itertools import compress, pairwise
from typing import Any, NamedTuple

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


class Compared(NamedTuple):
    """Names to compare several spellings with, spelling by spelling."""

    letters: Sequence[bytes]
    """Their letters, each once a spelling."""
    of: NDArray[np.int64]
    """The number of the spelling that each letters are compared with."""
    at: NDArray[np.intp]
    """The number of each name's letters."""
    abjad: NDArray[np.bool_]
    """Whether the script of each name leaves vowels out."""
    skeleton: NDArray[np.bool_]
    """Whether each name shares a skeleton with its spelling."""

    def those(self, kept: NDArray[np.bool_]) -> "Compared":
        """Some of the names.

        >>> no = np.zeros(3, dtype=np.bool_)
        >>> names = Compared([b"homs", b"hims"], np.zeros(2, dtype=np.int64), np.array([1, 0, 1]), no, no)
        >>> few = names.those(np.array([True, False, True]))
        >>> few.letters, few.at.tolist()
        ([b'hims'], [0, 0])
        """
        at = self.at[kept]
        used = np.zeros(len(self.letters), dtype=np.bool_)
        used[at] = True
        letters = list(compress(self.letters, used.tolist()))
        return Compared(letters, self.of[used], (used.cumsum() - 1)[at], self.abjad[kept], self.skeleton[kept])


def measures(name: Asked, names: Names) -> Floats:
    """The values of `MEASURES`, one row a name."""
    several = len(names.letters)
    measured = _measured([name], names.letters, names.sounds, np.zeros(several, dtype=np.int64))
    return _rows(measured, names.skeleton, names.abjad, np.full(several, name.abjad))


def measures_of_each(spellings: Sequence[Asked], names: Compared) -> Floats:
    """The same for several spellings; names of the same letters are measured once."""
    measured = _measured(spellings, names.letters, of_each(sounds_of, names.letters), names.of)
    missing = np.array([mine.abjad for mine in spellings], dtype=np.bool_)[names.of]
    return _rows(measured[:, names.at], names.skeleton, names.abjad, missing[names.at])


def _rows(
    measured: Floats, skeleton: NDArray[np.bool_], abjad: NDArray[np.bool_], missing: NDArray[np.bool_]
) -> Floats:
    """What was measured of letters beside what is known of names, where vowels are `missing` in the spelling."""
    values = np.empty((len(MEASURES), len(skeleton)))
    values[:-2] = measured
    values[_SKELETON] = skeleton
    values[-2], values[-1] = abjad != missing, abjad & missing
    return values.T


_SKELETON = list(MEASURES).index("skeleton")


def _measured(
    spellings: Sequence[Asked], letters: Sequence[bytes], sounds: Sequence[bytes], of: NDArray[np.int64]
) -> Floats:
    """All measures of letters but the last two, a row a measure; that of skeletons is zero."""
    ends = bounds(of, len(spellings))
    forms = (letters, sounds, of_each(consonants_of, letters), of_each(voiced_of, sounds))
    mine = list(zip(*((own.letters, own.sounds, own.consonants, own.voiced) for own in spellings), strict=True))
    lengths = np.array([list(map(len, form)) for form in forms[:3]], dtype=np.float64)
    own_lengths = np.array([list(map(len, own)) for own in mine[:3]], dtype=np.float64)[:, of]
    longest = np.maximum(np.maximum(lengths, own_lengths), 1)
    out = np.zeros((len(MEASURES) - 2, len(letters)))
    for k, (own, form) in enumerate(zip(mine, forms, strict=True)):
        out[k] = compared_each(Levenshtein.normalized_similarity, own, form, ends)
    for k, (own, form) in enumerate(zip(mine[:3], forms[:3], strict=True), 4):
        out[k] = compared_each(JaroWinkler.normalized_similarity, own, form, ends)
    out[7] = compared_each(Prefix.similarity, mine[0], letters, ends)
    out[8] = compared_each(Postfix.similarity, mine[0], letters, ends)
    out[7:9] /= longest[0]
    out[10:13] = (1 - out[:3]) * longest
    out[13] = np.abs(lengths[0] - own_lengths[0])
    out[14] = np.minimum(lengths[2], own_lengths[2]) <= 2
    return out


def bounds(owner: NDArray[np.int64], several: int) -> list[int]:
    """Where the part of each of several begins, owners being in order, and where the last one ends.

    >>> bounds(np.array([0, 0, 2]), 3)
    [0, 2, 2, 3]
    """
    ends: list[int] = owner.searchsorted(np.arange(several + 1)).tolist()
    return ends


def compared_each(
    scorer: Callable[..., float], own: Sequence[bytes], others: Sequence[bytes], ends: Sequence[int]
) -> NDArray[Any]:
    """What a measure of two pieces says of each of `own` and those of the others that are its part by `bounds`."""
    parts = [
        cdist([piece], others[start:end], scorer=scorer)[0]  # naming a type takes a fifth of such a call
        for piece, (start, end) in zip(own, pairwise(ends), strict=True)
    ]
    return np.concatenate(parts) if len(parts) > 1 else parts[0]


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
    return np.asarray(1 / (1 + np.exp(-np.minimum(np.maximum(leanings, -30), 30))))
