"""Suggests which pitfall each question fits, from the run sheet's texts and from the cards placed so far.

Three things make a ranking, in this order:

* the seeds: how well the question fits the texts of each topic (`scoring.py`),
* the placed cards: where the seeds were wrong about cards that resemble this one (`placed.py`),
* the asker's own proposal, trusted as far as proposals have been right in this session.

The same calls give the same rankings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.suggest import SuggestUnavailable
from app.suggest.embedding import Encoder, one_thread
from app.suggest.topics import Topic

if TYPE_CHECKING:
    from app.suggest.ranking import Ranker

INSTALL = "Install it with: pip install 'summe-live[suggest]'"
Reason = Literal["words", "example", "card", "asker"]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A question in the tray; `proposed` is the pitfall that its asker proposed."""

    text: str
    proposed: str | None = None


@dataclass(frozen=True, slots=True)
class Because:
    """Why a pitfall is suggested.

    `words`: the words of the question that the pitfall's texts have too, perhaps none. `example` and `card`:
    a question of the run sheet, or one placed before, that it resembles, in `text`. `asker`: the asker
    says so.
    """

    kind: Reason
    words: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pitfall, or None for "fits none", with its probability."""

    pitfall: str | None
    probability: float
    because: Because


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every pitfall and None, the most probable first; their probabilities sum to 1.

    `certain`: the first is likely right. `shown`: the right one is likely among the first two. "Likely" means
    in nine cards of ten. A ranking that is not `shown` is too weak to put before a facilitator.
    """

    candidates: tuple[Candidate, ...]
    shown: bool
    certain: bool


class Suggester:
    """Suggests pitfalls in one session, of which there is at least one.

    `unrelated` are questions that fit no pitfall of any talk; without `encoder` texts are compared by their
    spelling alone. Raises SuggestUnavailable without the extra. When the session's topics change, make a new
    one and let it learn the placed cards.
    """

    def __init__(
        self, topics: Sequence[Topic], unrelated: Sequence[str] = (), encoder: Encoder | None = None
    ) -> None:
        self._ranker: Ranker = _ranker()(topics, unrelated, encoder)

    def rank(self, cards: Sequence[Unplaced]) -> list[Ranking]:
        """A ranking for each card. A proposal of a pitfall that is no topic is left out of account."""
        return self._ranker.rank(cards)

    def learn(self, card_id: str, text: str, pitfall: str | None, proposed: str | None = None) -> None:
        """Learn that a facilitator has placed a card; replaces what was learned of it before.

        `pitfall` None: it fits none. Raises UnknownPitfall for a pitfall that is no topic.
        """
        self._ranker.learn(card_id, text, pitfall, proposed)

    def forget(self, card_id: str) -> None:
        """Forget a card that is back in the tray, erased or changed; of one not learned, do nothing."""
        self._ranker.forget(card_id)


class UnknownPitfall(ValueError):
    """A card was placed in a pitfall that is no topic."""


def _ranker() -> "type[Ranker]":
    one_thread()
    try:
        from app.suggest.ranking import Ranker
    except ImportError as error:
        raise SuggestUnavailable(f"Suggestions are not installed ({error}). {INSTALL}") from None
    return Ranker
