"""How what the encoder says of a word and what `fast` says are weighed together: a multinomial logistic regression over
the logarithms of both chances. Used by the training alone."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from geo.recognize.features import CLASSES

F32 = NDArray[np.float32]

LEAST = 1e-4
"""Smaller chances count as this one: neither model is as sure as it says."""

PENALTY = 1.0
"""L2 penalty towards equal weights of both; with a hundred thousand words it matters little."""

ROUNDS = 60
"""Iterations of L-BFGS: as many as the passes of `fast` get."""

K = len(CLASSES)


class Mix(NamedTuple):
    """Weights of a class's logarithm for each class, and a bias."""

    own: F32
    fast: F32
    bias: F32

    def chances(self, own: F32, fast: F32) -> F32:
        """Both weighed together: a row a word."""
        scores = _logs(own) @ self.own + _logs(fast) @ self.fast + self.bias
        scores -= scores.max(axis=1, keepdims=True, initial=-np.inf)
        np.exp(scores, out=scores)
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)


def _logs(chances: F32) -> F32:
    return np.log(np.maximum(chances, np.float32(LEAST)))


def fit_mix(own: Sequence[F32], fast: Sequence[F32], allowed: Sequence[NDArray[np.bool_]]) -> Mix:
    """The mix that makes the allowed classes likely, over what both said of texts that they had not seen."""
    rows = np.concatenate([_logs(np.concatenate(list(own))), _logs(np.concatenate(list(fast)))], axis=1)
    mask = np.concatenate(list(allowed))
    middle = np.concatenate([np.eye(K) / 2, np.eye(K) / 2]).ravel()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = flat[:-K].reshape(2 * K, K), flat[-K:]
        scores = rows @ weights + bias
        scores -= scores.max(axis=1, keepdims=True)
        p = np.exp(scores)
        p /= p.sum(axis=1, keepdims=True)
        right = np.where(mask, p, 0)
        total = np.maximum(right.sum(axis=1, keepdims=True), 1e-12)
        gradient = p - right / total
        away = flat[:-K] - middle
        value = -np.log(total).sum() + 0.5 * PENALTY * (away**2).sum()
        return float(value), np.concatenate([(rows.T @ gradient).ravel() + PENALTY * away, gradient.sum(axis=0)])

    found = minimize(
        loss, np.concatenate([middle, np.zeros(K)]), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}
    ).x
    weights = found[:-K].reshape(2 * K, K).astype(np.float32)
    return Mix(weights[:K], weights[K:], found[-K:].astype(np.float32))
