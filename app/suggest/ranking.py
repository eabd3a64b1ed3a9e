"""Ranks questions: the seeds' scores, what placed cards have taught, and the asker's proposal, with reasons.

Imports the libraries of the extra `suggest`: import it inside a function (see `engine.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.suggest.abstention import Limits
from app.suggest.because import Known, SharedWords, most_alike
from app.suggest.embedding import Encoder
from app.suggest.engine import Because, Candidate, Ranking, UnknownPitfall, Unplaced
from app.suggest.mixing import log_softmax
from app.suggest.placed import MOST_PLACED, Residuals
from app.suggest.scoring import Features, Scoring
from app.suggest.spaces import Matrix, Rows
from app.suggest.topics import Topic

# Before a session has proposals, it is assumed that so many were looked at and this share was right.
PROPOSALS_ASSUMED, RIGHT_ASSUMED = 4.0, 0.75


@dataclass(frozen=True)
class _Card:
    """A placed card, with the number of the class that it was placed in."""

    text: str
    number: int
    proposed: str | None
    rows: Rows
    features: Features


class Ranker:
    """See `engine.Suggester`."""

    def __init__(self, topics: Sequence[Topic], unrelated: Sequence[str], encoder: Encoder | None) -> None:
        self._ids: list[str | None] = [*(topic.id for topic in topics), None]
        self._scoring = Scoring(topics, unrelated, encoder)
        self._limits = Limits.of(*self._scoring.held_out_probabilities())
        self._shared_words = SharedWords(topics)
        self._examples = Known(
            [seed.text for seed in self._scoring.seeds if seed.example],
            [seed.number for seed in self._scoring.seeds if seed.example],
            self._scoring.seed_rows[np.array([seed.example for seed in self._scoring.seeds], dtype=bool)],
        )
        self._cards: dict[str, _Card] = {}
        self._learned: _Learned | None = None
        self._stale = False

    def learn(self, card_id: str, text: str, pitfall: str | None, proposed: str | None) -> None:
        if pitfall not in self._ids:
            raise UnknownPitfall(pitfall)
        rows = self._scoring.rows([text])
        self.forget(card_id)
        self._cards[card_id] = _Card(
            text, self._ids.index(pitfall), proposed, rows, self._scoring.features(rows)
        )
        self._stale = True

    def forget(self, card_id: str) -> None:
        if self._cards.pop(card_id, None) is not None:
            # What was learned quotes the card, which may have been erased.
            self._learned, self._stale = None, True

    def rank(self, cards: Sequence[Unplaced]) -> list[Ranking]:
        if not cards:
            return []
        if self._stale:
            self._learned, self._stale = self._learn_all(), False
        rows = self._scoring.rows([card.text for card in cards])
        scores = self._scoring.scores(self._scoring.features(rows))
        if self._learned is not None:
            scores = scores + self._learned.residuals.scores(rows)
        scores = scores + self._trust_in_proposals([card.proposed for card in cards])
        reasons = self._reasons(cards, rows)
        return [self._ranking(*one) for one in zip(np.exp(log_softmax(scores)), reasons, strict=True)]

    def _ranking(self, probabilities: Matrix, reasons: Sequence[Because]) -> Ranking:
        order = np.argsort(-probabilities, kind="stable").tolist()
        candidates = tuple(Candidate(self._ids[at], float(probabilities[at]), reasons[at]) for at in order)
        best, second, *_ = (*(one.probability for one in candidates), 0.0)
        return Ranking(candidates, self._limits.is_shown(best, second), self._limits.is_certain(best))

    def _learn_all(self) -> "_Learned | None":
        """What the placed cards teach, whatever the order in which they were placed."""
        recent = list(self._cards.items())[-MOST_PLACED:]
        cards = [card for _, card in sorted(recent, key=lambda item: item[0])]
        features = [card.features for card in cards]
        numbers = np.array([card.number for card in cards], dtype=np.intp)
        self._scoring.sharpen(features, numbers)
        if not cards:
            return None
        known = Known(
            [card.text for card in cards], numbers.tolist(), Rows.stacked([card.rows for card in cards])
        )
        given = np.exp(self._scoring.scores(Features.stacked(features)))
        judged = [card for card in cards if card.proposed in self._ids[:-1]]
        return _Learned(
            known,
            Residuals.of(known.rows, np.eye(len(self._ids))[numbers] - given),
            sum(self._ids[card.number] == card.proposed for card in judged),
            len(judged),
        )

    def _trust_in_proposals(self, proposals: Sequence[str | None]) -> Matrix:
        """What each proposal adds to the log probability of each class, by Bayes' rule.

        It follows from how many proposals of placed cards were right. A wrong proposal is taken to name any
        of the other topics, and one of a question that fits none to name any topic.
        """
        topics = len(self._ids) - 1
        right, judged = (self._learned.right, self._learned.proposed) if self._learned else (0, 0)
        share = (right + PROPOSALS_ASSUMED * RIGHT_ASSUMED) / (judged + PROPOSALS_ASSUMED)
        added = np.zeros((len(proposals), len(self._ids)))
        for row, proposal in zip(added, proposals, strict=True):
            if topics > 1 and proposal is not None and proposal in self._ids:
                row[:] = np.log((1 - share) / (topics - 1))
                row[self._ids.index(proposal)] = np.log(share)
                row[-1] = -np.log(topics)
        return added

    def _reasons(self, cards: Sequence[Unplaced], rows: Rows) -> list[list[Because]]:
        """For each card, why each class may be right."""
        classes = range(len(self._ids))
        examples = most_alike(rows, self._examples, len(classes))
        placed = most_alike(rows, self._learned.cards, len(classes)) if self._learned else None
        return [
            [
                self._reason(card, number, placed[at][number] if placed else None, examples[at][number])
                for number in classes
            ]
            for at, card in enumerate(cards)
        ]

    def _reason(self, card: Unplaced, number: int, placed: str | None, example: str | None) -> Because:
        pitfall = self._ids[number]
        if pitfall is not None and pitfall == card.proposed:
            return Because("asker")
        if placed is not None:
            return Because("card", text=placed)
        if example is not None:
            return Because("example", text=example)
        return Because("words", () if pitfall is None else self._shared_words.of(card.text, number))


@dataclass(frozen=True)
class _Learned:
    """What follows from the placed cards; of those with a proposal, how many were placed where it said."""

    cards: Known
    residuals: Residuals
    right: int
    proposed: int
