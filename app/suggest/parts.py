"""The parts of a score: each says, from seeds of known classes, how well a text fits each class.

Imports the libraries of the extra `summe[suggest]`: import it inside a function (see `engine.py`).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.suggest.spaces import Matrix

Classes = NDArray[np.intp]
# Says how well each of some rows fits each class, from its cosines with the seeds: (texts, classes).
NEAREST = 3


def nearest(likeness: Matrix, classes: Classes, many: int) -> Matrix:
    """The mean of the three nearest seeds of each class; of a class without seeds, the mean of the others."""
    scores = np.zeros((len(likeness), many))
    empty = []
    for number in range(many):
        own = likeness[:, classes == number]
        if own.shape[1] == 0:
            empty.append(number)
            continue
        few = min(NEAREST, own.shape[1])
        scores[:, number] = np.partition(own, -few, axis=1)[:, -few:].mean(axis=1)
    if empty and len(empty) < many:
        scores[:, empty] = scores.sum(axis=1, keepdims=True) / (many - len(empty))
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
    """Complement naive Bayes over the n-grams that seeds have: how unlike the other classes a text is.

    All classes weigh the same, however much text they have.
    """
    sums = np.stack([np.asarray(seeds[classes == number].sum(axis=0)).ravel() for number in range(many)])
    known = np.nonzero(sums.sum(axis=0))[0]
    sums = sums[:, known]
    masses = sums.sum(axis=1, keepdims=True)
    sums *= masses.mean() / np.maximum(masses, 1e-9)
    complement = sums.sum(axis=0) - sums + smoothing
    weights = -np.log(complement / complement.sum(axis=1, keepdims=True))
    return lambda rows: np.asarray(rows[:, known] @ weights.T)
