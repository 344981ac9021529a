"""Boosted trees as plain numbers: read from JSON, asked for many rows at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees one after another, a row a node; a leaf leads to itself."""

    feature: NDArray[np.int64]
    """The column a node asks about."""
    threshold: Floats
    """At most this goes left, more goes right."""
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: Floats
    """What a leaf adds; 0 for other nodes."""
    roots: NDArray[np.int64]
    depth: int
    """Steps from a root to the furthest leaf."""
    baseline: float

    def total(self, rows: Floats) -> Floats:
        """For each row of features the sum over all trees.

        >>> stump = forest_of({"feature": [0, 0, 0], "threshold": [0.5, 0, 0], "left": [1, 1, 2], "right": [2, 1, 2],
        ...                    "value": [0, -1, 2], "roots": [0], "depth": 1, "baseline": 0.5})
        >>> stump.total(np.array([[0.2], [0.9]])).tolist()
        [-0.5, 2.5]
        """
        node = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        flat, start = np.ascontiguousarray(rows).ravel(), (np.arange(len(rows)) * rows.shape[1])[:, None]
        for _ in range(self.depth):
            low = flat.take(self.feature.take(node) + start) <= self.threshold.take(node)
            node = np.where(low, self.left.take(node), self.right.take(node))
        return np.asarray(self.value.take(node).sum(axis=1) + self.baseline)


def forest_of(numbers: Mapping[str, Any]) -> Forest:
    """The forest that JSON holds."""
    feature, left, right, roots = (np.array(numbers[k], dtype=np.int64) for k in ("feature", "left", "right", "roots"))
    threshold, value = (np.array(numbers[k], dtype=np.float64) for k in ("threshold", "value"))
    return Forest(feature, threshold, left, right, value, roots, numbers["depth"], numbers["baseline"])


def numbers_of(trees: Sequence[Any], baseline: float) -> dict[str, Any]:
    """The numbers of scikit-learn's trees (the `nodes` of each predictor of a HistGradientBoosting model)."""
    found: dict[str, Any] = {name: [] for name in ("feature", "threshold", "left", "right", "value", "roots")}
    depth = 0
    for nodes in trees:
        first = len(found["feature"])
        found["roots"].append(first)
        steps = [0] * len(nodes)
        for k, node in enumerate(nodes):
            leaf = bool(node["is_leaf"])
            found["feature"].append(0 if leaf else int(node["feature_idx"]))
            found["threshold"].append(0.0 if leaf else float(node["num_threshold"]))
            found["left"].append(first + (k if leaf else int(node["left"])))
            found["right"].append(first + (k if leaf else int(node["right"])))
            found["value"].append(float(f"{node['value']:.4g}") if leaf else 0)
            if not leaf:
                steps[node["left"]] = steps[node["right"]] = steps[k] + 1  # children stand behind their parent
        depth = max(depth, *steps)
    return {**found, "depth": depth, "baseline": float(baseline)}
