"""The parts of a score: each says, from seeds of known classes, how well a text fits each class.

Imports the libraries of the extra `suggest`: import it inside a function (see `engine.py`).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.suggest.spaces import Matrix

Classes = NDArray[np.intp]
NEAREST = 3
# A class with less text is raised to the mean, but not by more than this.
MOST_RAISED = 3.0
# How much of the mean the nearest seeds are: at 0 all seeds count alike, and with more ever fewer count.
SHARPNESS = 20.0


def nearest(likeness: Matrix, classes: Classes, many: int) -> Matrix:
    """The mean of the three nearest seeds of each class: (texts, classes)."""

    def of_class(own: Matrix) -> Matrix:
        few = min(NEAREST, own.shape[1])
        return np.asarray(np.partition(own, -few, axis=1)[:, -few:].mean(axis=1))

    return _by_class(of_class, likeness, classes, many)


def softly_nearest(likeness: Matrix, classes: Classes, many: int) -> Matrix:
    """A mean over all seeds of each class in which the nearest count most: (texts, classes)."""

    def of_class(own: Matrix) -> Matrix:
        best = own.max(axis=1)
        share = np.exp(SHARPNESS * (own - best[:, None])).mean(axis=1)
        return np.asarray(best + np.log(share) / SHARPNESS)

    return _by_class(of_class, likeness, classes, many)


def _by_class(score: Callable[[Matrix], Matrix], likeness: Matrix, classes: Classes, many: int) -> Matrix:
    """A class without seeds has the mean of the others."""
    scores = np.zeros((len(likeness), many))
    with_seeds = [number for number in range(many) if (classes == number).any()]
    for number in with_seeds:
        scores[:, number] = score(likeness[:, classes == number])
    for number in set(range(many)).difference(with_seeds):
        scores[:, number] = scores[:, with_seeds].mean(axis=1)
    return scores


def ridge(gram: Matrix, classes: Classes, many: int, penalty: float) -> Callable[[Matrix], Matrix]:
    """A linear classifier by least squares, in which all classes weigh the same.

    `gram` has the cosines among the seeds. What is returned takes cosines of texts with the seeds.
    """
    sizes = np.bincount(classes, minlength=many)
    wanted = np.eye(many)[classes] - 1 / many
    weights = len(classes) / np.maximum(many * sizes, 1)
    dual = np.linalg.solve(gram + np.diag(penalty / weights[classes]), wanted)
    return lambda likeness: np.asarray(likeness @ dual)


def naive_bayes(seeds: Any, classes: Classes, many: int, smoothing: float) -> Callable[[Any], Matrix]:
    """Complement naive Bayes over the terms that seeds have: how unlike the other classes a text is.

    Classes weigh the same, though they have more text or less; only one with hardly any weighs less.
    """
    sums = np.stack([np.asarray(seeds[classes == number].sum(axis=0)).ravel() for number in range(many)])
    known = np.nonzero(sums.sum(axis=0))[0]
    sums = sums[:, known]
    masses = sums.sum(axis=1, keepdims=True)
    sums *= masses.mean() / np.maximum(masses, masses.mean() / MOST_RAISED)
    complement = sums.sum(axis=0) - sums + smoothing
    weights = -np.log(complement / complement.sum(axis=1, keepdims=True))
    return lambda rows: np.asarray(rows[:, known] @ weights.T)
