"""Small neural nets that read two spellings letter by letter and say whether they are of one name.

Each symbol (`symbols`) becomes a vector of its letters, its sound and its place; two convolutions let it know its
neighbours, as the value of an alif or of Polish rz needs. Every symbol then looks for its like in the other spelling
(soft attention, nothing allowed), what it finds is compared with it, and the comparisons of both spellings are summed
up into log-odds, the same in either order. Ten nets are asked, each trained without a fifth of the places
(`train_pairs.fold_of`), and the mean is taken, since each errs by chance on other pairs. Their numbers are in
`data/net.npz`, written by `gazetteer.train_net`.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gazetteer.symbols import Symbol

Floats = NDArray[np.float32]

LONGEST = 32
"""Symbols of a spelling that are read; of the names of the table of places one in two thousand has more."""
FARTHEST = 16
"""Places from either end that are told apart."""
SCRIPTS, PLACES = "LACHZM", " imfd"
UNKNOWN = 1
"""Number of letters and sounds that were rare in training; 0 pads."""
_TINY = 1e-5


def numbers(vocabulary: Mapping[str, int], texts: list[str]) -> NDArray[np.int64]:
    """The numbers of texts in a vocabulary."""
    return np.array([vocabulary.get(text, UNKNOWN) for text in texts], dtype=np.int64)


class Nets:
    """Nets of one form, asked together. In what was learned every name begins with a net's number; then come `letters`
    and `sounds`, the vocabularies of all, and the names of `train_net.Model`. Here a first axis parts the nets."""

    def __init__(self, learned: Mapping[str, NDArray[Any]]) -> None:
        self.count = len({key.partition("/")[0] for key in learned})
        self._letters, self._sounds = (
            {str(text): k for k, text in enumerate(learned[f"0/{name}"])} for name in ("letters", "sounds")
        )
        self._w: dict[str, Floats] = {}
        for name in (key[2:] for key, value in learned.items() if key.startswith("0/") and value.dtype.kind == "f"):
            value = np.stack([learned[f"{k}/{name}"] for k in range(self.count)]).astype(np.float32)
            if name.endswith(".weight") and value.ndim == 3 and f"0/{name.removesuffix('weight')}bias" in learned:
                value = np.ascontiguousarray(value.swapaxes(1, 2))
            self._w[name] = value[:, None] if value.ndim == 2 else value
        self._layers = sum(key.startswith("near.") and key.endswith(".weight") for key in self._w)

    def each(self, a: tuple[Symbol, ...], b: tuple[Symbol, ...], script_a: str, script_b: str) -> Floats:
        """Log-odds of every net that two spellings, each of a symbol or more, are of one name."""
        w = self._w
        x, y = self._read(a[:LONGEST], script_a, script_b), self._read(b[:LONGEST], script_b, script_a)
        alike = (self._linear("seek", x) @ self._linear("seek", y).swapaxes(1, 2)) * w["sharpness"][:, None, None]
        u = self._compared(x, self._found(alike, y))
        v = self._compared(y, self._found(alike.swapaxes(1, 2), x))
        m, n = min(len(a), LONGEST), min(len(b), LONGEST)
        lengths = np.array([(m + n) / 20, abs(m - n) / 5, min(m, n) / 10], dtype=np.float32)
        lengths = np.broadcast_to(lengths, (len(u), 1, 3))
        hidden = np.maximum(self._linear("head", np.concatenate([u + v, np.abs(u - v), lengths], axis=2)), 0)
        return np.asarray(self._linear("verdict", hidden)[:, 0, 0])

    def _linear(self, name: str, x: Floats) -> Floats:
        return np.asarray(x @ self._w[f"{name}.weight"] + self._w[f"{name}.bias"])

    def _even(self, name: str, x: Floats) -> Floats:
        """Layer normalisation."""
        x = x - x.mean(axis=2, keepdims=True)
        x = x / np.sqrt((x * x).mean(axis=2, keepdims=True) + _TINY)
        return np.asarray(x * self._w[f"{name}.weight"] + self._w[f"{name}.bias"])

    def _read(self, name: tuple[Symbol, ...], script: str, other: str) -> Floats:
        w, at = self._w, np.arange(len(name))
        x = w["letter.weight"][:, numbers(self._letters, [s.text for s in name])]
        x = x + w["sound.weight"][:, numbers(self._sounds, [s.sound for s in name])]
        x = x + w["place.weight"][:, [PLACES.index(s.place) for s in name]]
        x = x + w["script.weight"][:, [SCRIPTS.index(script)]] + w["other.weight"][:, [SCRIPTS.index(other)]]
        x = x + w["begin.weight"][:, np.minimum(at, FARTHEST)] + w["end.weight"][:, np.minimum(at[::-1], FARTHEST)]
        x = self._even("start", x)
        for k in range(self._layers):
            x = self._even(f"even.{k}", x + np.maximum(self._linear(f"near.{k}", _neighbours(x)), 0))
        return x

    def _found(self, alike: Floats, other: Floats) -> Floats:
        """For each symbol the mean of the other spelling's vectors, by likeness; or of what stands for none."""
        alike = np.concatenate([alike, np.broadcast_to(self._w["none"], (*alike.shape[:2], 1))], axis=2)
        share = np.exp(alike - alike.max(axis=2, keepdims=True))
        share = share / share.sum(axis=2, keepdims=True)
        return np.asarray(share[:, :, :-1] @ other + share[:, :, -1:] * self._w["nothing"])

    def _compared(self, x: Floats, found: Floats) -> Floats:
        both = np.concatenate([x, found, np.abs(x - found), x * found], axis=2)
        c = np.maximum(self._linear("compare", both), 0)
        c = self._even("compared", c + np.maximum(self._linear("around", _neighbours(c)), 0))
        return np.concatenate([c.sum(axis=1, keepdims=True) / 8, c.max(axis=1, keepdims=True)], axis=2)


def _neighbours(x: Floats) -> Floats:
    """Each row with the one before and the one behind it."""
    around = np.zeros((x.shape[0], x.shape[1] + 2, x.shape[2]), dtype=x.dtype)
    around[:, 1:-1] = x
    return np.concatenate([around[:, :-2], x, around[:, 2:]], axis=2)


@lru_cache(maxsize=1)
def nets() -> Nets:
    """The nets that come with the package; net k has not seen the places of fold k modulo the number of folds."""
    with files("gazetteer.data").joinpath("net.npz").open("rb") as file, np.load(file, allow_pickle=False) as learned:
        return Nets(dict(learned))


def log_odds(a: tuple[Symbol, ...], b: tuple[Symbol, ...], script_a: str, script_b: str) -> float:
    """What the nets of the package say of two spellings, each of a symbol or more: their mean."""
    return float(nets().each(a, b, script_a, script_b).mean())
