"""Place or actor: whether a name stands for the place ("in Russia") or for those who govern it or speak for it ("Russia
denied it"). A linear model over the hashed features of the name's last word; `train_kinds` has its training."""

import numpy as np
from numpy.typing import NDArray

from gazetteer.keys import KeyFlag
from geo.recognize.features import ORGANIZATION
from geo.recognize.tagger import Layer, read_layers

_GOVERNED = KeyFlag.COUNTRY | KeyFlag.DIVISION


def load_kinds() -> Layer:
    """The weights that ship with the package; of the classes `place` and `organization` (an actor) are used."""
    return read_layers("kinds.npz", "kind")[0]


def are_actors(layer: Layer, rows: NDArray[np.uint32], flags: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which names stand for actors, given the features of each name's last word and the flags (`KeyFlag`) of its first:
    those where the model finds an actor the likelier and a country or first-order division is called so. Of the actors
    in the seeds all but one are such."""
    return np.asarray((layer.probabilities(rows)[:, ORGANIZATION] > 0.5) & ((flags & _GOVERNED) != 0))
