"""What kind of place each feature of an index stands for, as arrays to look many places up in."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]


class FeatureKinds(NamedTuple):
    """For each feature of an index's header what it is."""

    states: Bools
    capitals: Bools
    """Of countries."""
    divisions: Bools
    """Of any order."""
    first_divisions: Bools
    second_divisions: Bools
    classes: NDArray[np.uint8]
    """The ASCII code of the class, 0 where unknown."""


def kinds_of(features: Sequence[str]) -> FeatureKinds:
    """The kinds of features such as `P.PPLC`.

    >>> kinds_of(["P.PPLC", "A.ADM1", ""]).divisions.tolist()
    [False, True, False]
    """

    def which(test: Callable[[str], bool]) -> Bools:
        return np.array([test(feature) for feature in features], dtype=np.bool_)

    return FeatureKinds(
        states=which(lambda feature: feature.startswith("A.PCL")),
        capitals=which(lambda feature: feature == "P.PPLC"),
        divisions=which(lambda feature: feature.startswith("A.ADM")),
        first_divisions=which(lambda feature: feature == "A.ADM1"),
        second_divisions=which(lambda feature: feature == "A.ADM2"),
        classes=np.array([ord(feature[:1] or "\0") for feature in features], dtype=np.uint8),
    )
