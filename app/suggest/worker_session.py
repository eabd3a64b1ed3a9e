"""One session in the suggestion worker: its cards, and the rows that consoles are shown of them."""

from collections.abc import Callable, Sequence

from app.core.languages import DEFAULT
from app.core.rows import SuggestionRow
from app.suggest.alike import alike
from app.suggest.embedding import Encoder
from app.suggest.engine import Ranking, Suggester, Unplaced
from app.suggest.messages import Answer, Card, Request
from app.suggest.topics import Seed, Topic, unrelated

# So many questions that say nearly the same are named with one.
MOST_ALIKE = 8


class WorkerSession:
    """What the worker knows of one session, from `begin` on.

    `busy` is called now and then while something takes long.
    """

    def __init__(self, encoder: Encoder | None, busy: Callable[[], None]) -> None:
        self._encoder = encoder
        self._busy = busy
        self._cards: dict[str, Card] = {}
        self._pitfalls: frozenset[str] = frozenset()
        self._suggester: Suggester

    def begin(self, topics: Sequence[Topic]) -> None:
        """Take these topics from now on, and learn in them what has been placed."""
        if self._encoder is not None:
            # The encoder keeps the vectors; there are hundreds, and each takes some 35 ms.
            for text in (*unrelated(), *(seed.text for topic in topics for seed in topic.seeds)):
                self._encoder.vectors([text])
                self._busy()
        self._pitfalls = frozenset(topic.id for topic in topics)
        self._suggester = Suggester(topics, unrelated(), self._encoder)
        for card in self._cards.values():
            self._learn(card)

    def answer(self, request: Request) -> Answer:
        """Forget and take what the request says, and then rank and compare what it asks for."""
        for id in request.forget:
            self._forget(id)
        for card in request.put:
            self._put(card)
        ranked = [self._cards[id] for id in request.rank]
        rankings = self._suggester.rank([Unplaced(card.text, card.proposed) for card in ranked])
        rows = {card.id: _row(ranking) for card, ranking in zip(ranked, rankings, strict=True)}
        return Answer(rows, self._alike() if request.alike else None)

    def close(self) -> None:
        """Forget every text."""
        for id in tuple(self._cards):
            self._forget(id)

    def _put(self, card: Card) -> None:
        before = self._cards.get(card.id)
        if before is not None and before.text != card.text:
            self._forget(card.id)
        self._cards[card.id] = card
        self._learn(card)

    def _learn(self, card: Card) -> None:
        if card.pitfall in self._pitfalls:
            self._suggester.learn(card.id, card.text, card.pitfall, card.proposed)
        else:
            self._suggester.forget(card.id)

    def _forget(self, id: str) -> None:
        card = self._cards.pop(id, None)
        self._suggester.forget(id)
        if card is not None and self._encoder is not None:
            self._encoder.forget(card.text)

    def _alike(self) -> dict[str, list[str]]:
        """For each question in the tray those that say nearly the same, placed ones too, best first."""
        cards = list(self._cards.values())
        texts = [card.text for card in cards]
        vectors = self._encoder.vectors(texts) if self._encoder is not None else None
        found: dict[str, list[str]] = {}
        for pair in alike(texts, vectors):
            for one, other in ((cards[pair.a], cards[pair.b]), (cards[pair.b], cards[pair.a])):
                others = found.setdefault(one.id, []) if one.pitfall is None else []
                if len(others) < MOST_ALIKE:
                    others.append(other.id)
        return found


def try_out(encoder: Encoder | None) -> None:
    """Load what ranking and comparing need, and do each once; raises SuggestUnavailable."""
    topics = [Topic(word, (Seed(word, DEFAULT),)) for word in ("en", "to")]
    Suggester(topics, (), encoder).rank([Unplaced("tre")])
    alike(["en", "to"], encoder.vectors(["en", "to"]) if encoder is not None else None)


def _row(ranking: Ranking) -> SuggestionRow:
    """What is shown of a ranking: nothing of a weak one, and a second pitfall where the first is not certain.

    Probabilities have two digits, so that a row changes only when there is something to see.
    """
    if not ranking.shown:
        return _NOTHING
    first, second = ranking.candidates[:2]
    because = first.because
    return {
        "first": first.pitfall,
        "first_p": round(first.probability, 2),
        "second": None if ranking.certain else second.pitfall,
        "second_p": 0.0 if ranking.certain else round(second.probability, 2),
        "has_second": not ranking.certain,
        "certain": ranking.certain,
        "because": {"kind": because.kind, "words": list(because.words), "text": because.text},
        "alike": [],
    }


_NOTHING: SuggestionRow = {
    "first": None,
    "first_p": 0.0,
    "second": None,
    "second_p": 0.0,
    "has_second": False,
    "certain": False,
    "because": {"kind": "words", "words": [], "text": ""},
    "alike": [],
}
