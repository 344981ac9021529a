"""The learned tagger: two passes of a linear model over hashed features, its weights in one file of plain arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import DatelineError
from geo.recognize.features import BITS, CLASSES, second_pass
from geo.recognize.words import Words

F32 = NDArray[np.float32]

_WIDTH = 8
"""Columns of the weights in memory: rows of 8 bytes (or of 32) are gathered five times as fast as rows of 5 (or 20)."""
_AT_ONCE = 2048
"""Words scored at a time: their weights take 6 MB."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights of one pass: one row a hashed feature."""

    weights: NDArray[np.int8] | F32
    """A column a class, and columns of zeros up to `_WIDTH`; bytes as in the file, since a quarter of the memory is
    nearer to the processor, or numbers while they are learned."""
    bias: F32
    scale: np.float32
    """What a weight counts for each unit."""

    def probabilities(self, rows: NDArray[np.uint32]) -> F32:
        """Chance of each class for each word, given its hashed features."""
        parts = [self._scores(rows[begin : begin + _AT_ONCE]) for begin in range(0, len(rows), _AT_ONCE)]
        scores = np.concatenate([np.zeros((0, len(CLASSES)), dtype=np.float32), *parts]) + self.bias
        scores -= scores.max(axis=1, keepdims=True, initial=-np.inf)
        np.exp(scores, out=scores)
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)

    def _scores(self, rows: NDArray[np.uint32]) -> F32:
        weights = (self.weights.take(rows.T, axis=0).astype(np.float32, copy=False) * self.scale).sum(axis=0)
        return np.asarray(weights[:, : len(CLASSES)], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Tagger:
    """Both passes."""

    first: Layer
    second: Layer

    def tag(self, words: Words, rows: NDArray[np.uint32]) -> F32:
        """Chance of each class of `CLASSES` for each live word, given the features of the first pass."""
        said = self.first.probabilities(rows)
        return self.second.probabilities(np.concatenate([rows, second_pass(words, said)], axis=1))


def load() -> Tagger:
    """The weights that ship with the package."""
    return Tagger(*read_layers("fast.npz", "first", "second"))


def read_layers(file: str, *names: str) -> Sequence[Layer]:
    """Layers of a file of the package.

    Raises:
        DatelineError: the file was made for other features or classes.
    """
    with as_file(files("geo.recognize").joinpath(file)) as path, np.load(path, allow_pickle=False) as data:
        if tuple(data["classes"].tolist()) != CLASSES or int(data["bits"]) != BITS:
            raise DatelineError(
                f"{path} holds weights for other features", "train them again: python -m geo.recognize.train"
            )
        return [_layer(data, name) for name in names]


def write_layers(path: Path, layers: Mapping[str, Layer]) -> None:
    """Write weights as bytes; the same weights give the same file."""
    arrays = [_quantized(name, layer) for name, layer in layers.items()]
    everything: dict[str, Any] = {name: array for of in arrays for name, array in of.items()}
    np.savez_compressed(path, classes=np.array(CLASSES), bits=np.array(BITS), **everything)


def layer(weights: NDArray[np.int8] | F32, bias: F32, scale: float = 1) -> Layer:
    """A pass whose weights have one column a class."""
    padded = np.zeros((len(weights), _WIDTH), dtype=weights.dtype)
    padded[:, : weights.shape[1]] = weights
    return Layer(padded, bias, np.float32(scale))


def _layer(data: Any, name: str) -> Layer:
    return layer(data[f"{name}.weights"], data[f"{name}.bias"].astype(np.float32), data[f"{name}.scale"])


def _quantized(name: str, layer: Layer) -> dict[str, NDArray[Any]]:
    """Arrays to store for a pass: weights as bytes of a common scale."""
    weights, bias = layer.weights[:, : len(CLASSES)] * layer.scale, layer.bias
    scale = np.float32(max(float(np.abs(weights).max()), 1e-6) / 127)
    return {
        f"{name}.weights": np.rint(weights / scale).astype(np.int8),
        f"{name}.scale": np.array(scale, dtype=np.float32),
        f"{name}.bias": bias.astype(np.float32),
    }
