"""Place or actor: whether a name stands for the place ("in Russia") or for those who govern it or speak for it ("Russia
denied it"). A linear model over the hashed features of the name's last word; `train_kinds` has its training."""

import numpy as np
from numpy.typing import NDArray

from geo.recognize.features import ORGANIZATION
from geo.recognize.tagger import Layer, read_layers


def load_kinds() -> Layer:
    """The weights that ship with the package; of the classes `place` and `organization` (an actor) are used."""
    return read_layers("kinds.npz", "kind")[0]


def is_actor(layer: Layer, rows: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Whether an actor is the likelier, given the features of each name's last word."""
    return np.asarray(layer.probabilities(rows)[:, ORGANIZATION] > 0.5)
