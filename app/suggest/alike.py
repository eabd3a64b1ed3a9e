"""Questions that say nearly the same: which pairs of a room's questions are alike, and how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.suggest import SuggestUnavailable
from app.suggest.embedding import one_thread

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

# From here on a pair is likely a duplicate.
LIKELY = 0.5
INSTALL = "Install them with: pip install 'summe-live[suggest]'"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by their positions, `a` before `b`, and how alike they are, 0 to 1."""

    a: int
    b: int
    likeness: float


def alike(
    texts: Sequence[str], vectors: "NDArray[float32] | None" = None, at_least: float = LIKELY
) -> list[Pair]:
    """The pairs of texts that are alike, best first.

    `vectors` has a row of length 1 for each text, from the model of meaning. From a likeness of `LIKELY` on
    two texts are more often duplicates than not. Of a text with many others alike only the nearest are
    listed. Raises SuggestUnavailable without the extra.
    """
    one_thread()
    try:
        from app.suggest.comparing import likenesses
    except ImportError as error:
        raise SuggestUnavailable(f"What compares questions is not installed ({error}). {INSTALL}") from None
    pairs = (Pair(a, b, likeness) for a, b, likeness in likenesses(texts, vectors))
    return sorted(
        (pair for pair in pairs if pair.likeness >= at_least),
        key=lambda pair: (-pair.likeness, pair.a, pair.b),
    )
