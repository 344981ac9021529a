"""In what order names are offered: learned from look-ups by spellings that an index does not hold.

A linear value chooses a shortlist of what is proposed; a small net then weighs the measures of `likeness` with what is
known of each name's place. Both, and the figures they reached, are in `data/ranking.json`, written by
`gazetteer.train_ranking`. What they say orders names and is no chance: `likeness` tells how well a name fits.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gazetteer.errors import IndexUnreadable
from gazetteer.likeness import Floats, weight_names

_GLANCED = ("letters", "consonants", "skeleton", "standing")
SHORTLIST = (*_GLANCED, *(f"{name}, vowels missing" for name in _GLANCED), "vowels missing")
"""Columns that the shortlist is chosen by: the edit similarities of letters and consonants, a shared skeleton, the
place's standing, and each again where either script leaves vowels out."""

OF_PLACES = ("standing", "names", "transliterated", "division")
"""Columns beside the measures: the decimal logarithm of the people, the natural one of the names that the place has,
whether its country's names are transliterated, whether it is an administrative division."""

AT_ONCE = 150
"""Rows that go through the net at once: so few that OpenBLAS multiplies them in one thread. Two threads spend 8 ms on
9,280 rows in waiting for each other, where one takes 2."""

Layer = tuple[Floats, Floats]


class Ranking(NamedTuple):
    """What was learned."""

    shortlist: Floats
    layers: tuple[Layer, ...]
    """Weights and biases of the net; between two layers what is below zero becomes zero."""

    def values(self, columns: Floats) -> Floats:
        """For each row of columns (the measures crossed, then `OF_PLACES`) how much speaks for the name.

        >>> two = Ranking(np.zeros(0), ((np.array([[1.0, -1.0]]), np.zeros(2)), (np.array([[2.0], [3.0]]), np.ones(1))))
        >>> two.values(np.array([[2.0], [-1.0]])).tolist()
        [5.0, 4.0]
        """
        out = np.empty(len(columns))
        for start in range(0, len(columns), AT_ONCE):
            values = columns[start : start + AT_ONCE]
            for number, (weights, bias) in enumerate(self.layers):
                values = (np.maximum(values, 0) if number else values) @ weights + bias
            out[start : start + AT_ONCE] = values[:, 0]
        return out


def shortlist_columns(
    letters: NDArray[Any],
    consonants: NDArray[Any],
    skeleton: NDArray[np.bool_],
    standing: Floats,
    vowels_missing: NDArray[np.bool_],
) -> Floats:
    """The values of `SHORTLIST`, a row a name."""
    several = len(_GLANCED)
    out = np.empty((len(SHORTLIST), len(letters)))
    out[0], out[1], out[2], out[3], out[-1] = letters, consonants, skeleton, standing, vowels_missing
    np.multiply(out[:several], out[-1], out=out[several:-1])
    return out.T


def columns(crossed: Floats, of_places: Sequence[NDArray[Any]]) -> Floats:
    """What the net is given: the measures crossed, then `OF_PLACES`."""
    return np.concatenate([crossed, np.array(of_places, dtype=np.float64).T], axis=1)


def column_names() -> list[str]:
    """What each column of the net is."""
    return [*weight_names(), *OF_PLACES]


def read_ranking(learned: Mapping[str, Any]) -> Ranking:
    """What JSON holds.

    Raises:
        IndexUnreadable: it was learned for other columns.
    """
    if list(learned["shortlist"]) != list(SHORTLIST) or learned["columns"] != column_names():
        raise IndexUnreadable(
            "ranking.json was learned for other measures", "train it again: python -m gazetteer.train_ranking"
        )
    layers = tuple((np.array(layer["weights"]), np.array(layer["bias"])) for layer in learned["layers"])
    return Ranking(np.array(list(learned["shortlist"].values())), layers)


@lru_cache(maxsize=1)
def ranking() -> Ranking:
    """The order that comes with the package."""
    return read_ranking(json.loads(files("gazetteer.data").joinpath("ranking.json").read_text(encoding="utf-8")))
