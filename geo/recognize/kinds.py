"""Place or actor: whether a name stands for the place ("in Russia") or for those who govern it or speak for it ("Russia
denied it"). A linear model over the hashed features of the name's last word; `train_kinds` has its training."""

import numpy as np
from numpy.typing import NDArray

from gazetteer.keys import KeyFlag
from geo.recognize.features import ORGANIZATION
from geo.recognize.tagger import Layer, read_layers

_GOVERNED = KeyFlag.COUNTRY | KeyFlag.DIVISION

COUNTRY, OTHER = 0.5, 0.9
"""Chance of an actor from which a country's name is one, and that of a division or its capital, which mostly is a
place whatever stands beside it. From 0.5 on, 9 of the 86 such names in the seeds were called actors, one rightly, and
19 of 673 in unseen documents of GeoWebNews, 9 rightly; from 0.9 on, 3 and 5, of which 1 and 4 rightly."""


def load_kinds() -> Layer:
    """The weights that ship with the package; of the classes `place` and `organization` (an actor) are used."""
    return read_layers("kinds.npz", "kind")[0]


def are_actors(layer: Layer, rows: NDArray[np.uint32], flags: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which names stand for actors, given the features of each name's last word and the flags (`KeyFlag`) of its first.
    Only a name that a country or first-order division bears can be one: of the actors in the seeds all but one are."""
    least = np.where((flags & KeyFlag.COUNTRY) != 0, COUNTRY, OTHER)
    return np.asarray((layer.probabilities(rows)[:, ORGANIZATION] > least) & ((flags & _GOVERNED) != 0))
