"""When a suggestion is good enough to be shown, and when it is certain.

Imports the libraries of the extra `suggest`: import it inside a function (see `engine.py`).
"""

from dataclasses import dataclass

import numpy as np

from app.suggest.parts import Classes
from app.suggest.spaces import Matrix

# What is shown, and what is called certain, shall be right in nine cases of ten. Examples are a little easier
# to place than what a hall asks, so of them more shall be right.
RIGHT = 0.92
# Fewer examples than this say nothing of how often a probability holds.
LEAST_EXAMPLES = 40


@dataclass(frozen=True, slots=True)
class Limits:
    """From which probability of the first it is certain, and of the first two together both are shown."""

    certain: float = RIGHT
    shown: float = RIGHT

    @classmethod
    def of(cls, probabilities: Matrix, numbers: Classes, importance: Matrix) -> "Limits":
        """The limits above which held-out examples were right often enough."""
        if len(numbers) < LEAST_EXAMPLES:
            return cls()
        order = np.argsort(-probabilities, axis=1, kind="stable")
        ranked = np.take_along_axis(probabilities, order, axis=1)
        first, second = (order[:, at] == numbers for at in (0, 1))
        return cls(
            _limit(ranked[:, 0], first, importance),
            _limit(ranked[:, :2].sum(axis=1), first | second, importance),
        )

    def is_certain(self, best: float) -> bool:
        return best >= self.certain

    def is_shown(self, best: float, second: float) -> bool:
        return best + second >= self.shown


def _limit(
    confidence: Matrix, right: "np.ndarray[tuple[int], np.dtype[np.bool_]]", importance: Matrix
) -> float:
    """The lowest confidence such that all with as much or more are right in `RIGHT` of the cases."""
    order = np.argsort(-confidence, kind="stable")
    share = np.cumsum((right * importance)[order]) / np.cumsum(importance[order])
    good = np.nonzero(share >= RIGHT)[0]
    return float(confidence[order][good[-1]]) if len(good) else 1.0
