"""What placed cards teach: where the seeds were wrong about a card, they are likely wrong about its like.

Each placed card has a residual: 1 for the class it was placed in, minus the probabilities that the seeds
gave. Kernel ridge regression carries the residuals to other cards, as far as those resemble it. So cards that
the seeds were right about change little, and the near twin of one they were wrong about follows it.

Imports the libraries of the extra `suggest`: import it inside a function (see `engine.py`).
"""

from dataclasses import dataclass

import numpy as np

from app.suggest.spaces import Matrix, Rows

# The most recent ones are enough, and bound the work.
MOST_PLACED = 600
# How much is taken as true of all cards alike, and how much each card is doubted.
COMMON, DOUBT = 0.05, 0.7
GAIN = 4.0


@dataclass(frozen=True)
class Residuals:
    """Residuals of placed cards, carried to others."""

    rows: Rows
    dual: Matrix

    @classmethod
    def of(cls, rows: Rows, residuals: Matrix) -> "Residuals":
        kernel = _kernel(rows, rows)
        return cls(
            rows, np.asarray(np.linalg.solve(kernel + DOUBT * np.eye(len(kernel)), residuals), np.float64)
        )

    def scores(self, rows: Rows) -> Matrix:
        """What is added to the log probabilities of each class: (texts, classes)."""
        return np.asarray(GAIN * (_kernel(rows, self.rows) @ self.dual))


def _kernel(left: Rows, right: Rows) -> Matrix:
    return np.asarray(COMMON + np.mean([np.maximum(one, 0) for one in left.likeness(right)], axis=0))
