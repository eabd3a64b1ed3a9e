"""The weights of the parts, and probabilities from them: a conditional logistic regression.

Each text has features for each class; their weights are the same for all classes. They are fitted by
maximum a posteriori: with few texts they stay at their defaults.

Imports the libraries of the extra `suggest`: import it inside a function (see `engine.py`).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.suggest.parts import Classes
from app.suggest.spaces import Matrix

ROUNDS, CLOSE_ENOUGH = 25, 1e-6


def log_softmax(scores: Matrix) -> Matrix:
    """Log probabilities of the classes; there may be none."""
    over = scores - scores.max(axis=1, keepdims=True, initial=-np.inf)
    return np.asarray(over - np.log(np.exp(over).sum(axis=1, keepdims=True)))


class Weights:
    """The weight of each part. Its prior is normal: a mean, which is the default, and a deviation."""

    def __init__(self, priors: Sequence[tuple[float, float]]) -> None:
        self._default, self._spread = (np.array(column) for column in zip(*priors, strict=True))
        self._weights = self._default

    def __len__(self) -> int:
        return len(self._default)

    def scores(self, features: NDArray[np.float64]) -> Matrix:
        """Features are (texts, classes, parts), scores (texts, classes)."""
        return np.asarray(features @ self._weights)

    def fit(self, features: NDArray[np.float64], classes: Classes, importance: Matrix) -> None:
        """Fit to texts of known classes by Newton's method; `importance` says how much each text counts."""
        weights = self._default
        right = features[np.arange(len(features)), classes]

        def loss(weights: Matrix) -> float:
            probabilities = log_softmax(features @ weights)[np.arange(len(features)), classes]
            return float(
                (((weights - self._default) / self._spread) ** 2).sum() / 2 - importance @ probabilities
            )

        for _ in range(ROUNDS if len(features) else 0):
            shares = np.exp(log_softmax(features @ weights))
            mean = np.einsum("nc,ncf->nf", shares, features)
            off = features - mean[:, None, :]
            slope = importance @ (right - mean) - (weights - self._default) / self._spread**2
            curve = np.einsum("n,nc,ncf,ncg->fg", importance, shares, off, off, optimize=True)
            step = np.linalg.solve(curve + np.diag(1 / self._spread**2), slope)
            before = loss(weights)
            while np.abs(step / self._spread).max() > CLOSE_ENOUGH and loss(weights + step) > before:
                step = step / 2
            weights = weights + step
            if np.abs(step / self._spread).max() <= CLOSE_ENOUGH:
                break
        self._weights = weights
