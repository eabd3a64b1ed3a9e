"""How well a question fits each topic, by the seeds alone: calibrated on the run sheet's own examples.

Two questions are answered apart: which topic is it, if any, and does it fit none? The parts of both scores
are fitted to all seeds. Their weights come from cross-validation: each example is scored by parts that have
not seen it, nor its neighbours in the file, which are often by the same hand or translations. Questions that
facilitators have placed since sharpen the weights too.

Imports the libraries of the extra `suggest`: import it inside a function (see `engine.py`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.suggest.embedding import Encoder
from app.suggest.mixing import Weights, log_softmax
from app.suggest.parts import Classes, naive_bayes, nearest, ridge, softly_nearest
from app.suggest.spaces import Matrix, Meaning, Rows, Spelling
from app.suggest.topics import Topic

# Examples that stand side by side are held out together.
BLOCK, FOLDS = 4, 5
ALWAYS_SEEN = -1
# How much of what is asked in a hall is taken to fit no topic. It is less, but more varied than the unrelated
# questions that are held out, and so less like the others of them.
SHARE_OF_NONE = 1 / 4
NEAR = {"spelling": softly_nearest, "meaning": nearest}
RIDGE = {"spelling": 0.5, "meaning": 2.0}
SMOOTHING = 0.1
# The default weight of each part, and how far its weight may move from there.
TOPIC_SPELLING = {"nearest": (6.0, 4.0), "ridge": (2.0, 1.0), "bayes": (0.5, 0.3)}
TOPIC_MEANING = {"nearest": (12.0, 5.0), "ridge": (3.0, 2.0)}
NONE_SPELLING = {"nearer": (4.0, 3.0), "best": (-8.0, 4.0), "ridge": (3.0, 2.0)}
NONE_MEANING = {"nearer": (10.0, 5.0), "best": (-4.0, 3.0), "ridge": (2.0, 1.0)}
NONE_ANYWAY = {"constant": (-1.0, 1.5)}


@dataclass(frozen=True, slots=True)
class SeedText:
    """A seed with its class and the fold in which it is held out."""

    text: str
    number: int
    example: bool
    fold: int


@dataclass(frozen=True)
class Features:
    """Of some texts: `topics` is (texts, topics, parts), `none` (texts, 2, parts), "none" being second."""

    topics: NDArray[np.float64]
    none: NDArray[np.float64]

    @staticmethod
    def stacked(several: Sequence["Features"]) -> "Features":
        return Features(
            np.concatenate([one.topics for one in several]), np.concatenate([one.none for one in several])
        )


class Scoring:
    """Scores questions by the seeds. Class numbers are those of the topics, and the last one is "none"."""

    def __init__(self, topics: Sequence[Topic], unrelated: Sequence[str], encoder: Encoder | None) -> None:
        self.classes = len(topics) + 1
        self.seeds = list(_seed_texts(topics, unrelated))
        texts = [seed.text for seed in self.seeds]
        questions = [seed.text for seed in self.seeds if seed.example]
        self._spelling = Spelling(texts)
        self._meaning = (
            Meaning(encoder, [seed for topic in topics for seed in topic.seeds], questions)
            if encoder
            else None
        )
        self._numbers = np.array([seed.number for seed in self.seeds], dtype=np.intp)
        self.seed_rows = Rows(self._spelling.rows(texts), self._rows_of_seeds(texts))
        self._gram = self.seed_rows.likeness(self.seed_rows)
        meaning = encoder is not None
        self._topic_weights = Weights(
            [*TOPIC_SPELLING.values(), *(TOPIC_MEANING.values() if meaning else ())]
        )
        self._none_weights = Weights(
            [*NONE_SPELLING.values(), *(NONE_MEANING.values() if meaning else ()), *NONE_ANYWAY.values()]
        )
        self._held_out, self._held_out_numbers, self._importance = self._cross_validate()
        self._fit_all = self._fitted(np.ones(len(self.seeds), dtype=bool))
        self.sharpen([], np.zeros(0, dtype=np.intp))

    def _rows_of_seeds(self, texts: Sequence[str]) -> Matrix | None:
        if self._meaning is None:
            return None
        examples = np.array([seed.example for seed in self.seeds], dtype=bool)
        return np.where(examples[:, None], self._meaning.rows(texts), self._meaning.short_rows(texts))

    def rows(self, texts: Sequence[str]) -> Rows:
        return Rows(self._spelling.rows(texts), self._meaning.rows(texts) if self._meaning else None)

    def features(self, rows: Rows) -> Features:
        return self._fit_all(rows, rows.likeness(self.seed_rows))

    def scores(self, features: Features) -> Matrix:
        """The log probability of each class: (texts, classes)."""
        which = log_softmax(self._topic_weights.scores(features.topics))
        none = log_softmax(self._none_weights.scores(features.none))
        return np.column_stack([which + none[:, :1], none[:, 1:]])

    def sharpen(self, features: Sequence[Features], numbers: Classes) -> None:
        """Fit the weights to the examples and to these questions, whose classes facilitators have said."""
        everything = Features.stacked([self._held_out, *features])
        classes = np.concatenate([self._held_out_numbers, numbers])
        importance = np.concatenate([self._importance, np.ones(len(numbers))])
        none = classes == self.classes - 1
        self._none_weights.fit(everything.none, none.astype(np.intp), importance)
        self._topic_weights.fit(everything.topics[~none], classes[~none], importance[~none])

    def held_out_probabilities(self) -> tuple[Matrix, Classes, Matrix]:
        """Of each example as if it were a question: the probabilities, the class, and how much it counts."""
        return np.exp(self.scores(self._held_out)), self._held_out_numbers, self._importance

    def _cross_validate(self) -> tuple[Features, Classes, Matrix]:
        folds = np.array([seed.fold for seed in self.seeds])
        features = [self._none_of_them()]
        numbers = [np.zeros(0, dtype=np.intp)]
        for fold in range(FOLDS if self._has_examples() else 0):
            held, seen = folds == fold, folds != fold
            if held.any():
                likeness = [gram[np.ix_(held, seen)] for gram in self._gram]
                features.append(self._fitted(seen)(self.seed_rows[held], likeness))
                numbers.append(self._numbers[held])
        classes = np.concatenate(numbers)
        none = classes == self.classes - 1
        importance = np.ones(len(classes))
        if none.any():
            importance[none] = (~none).sum() / none.sum() * SHARE_OF_NONE / (1 - SHARE_OF_NONE)
        return Features.stacked(features), classes, importance

    def _has_examples(self) -> bool:
        """Whether topics have examples: unrelated questions alone say nothing of how topics differ."""
        return any(seed.example and seed.number < self.classes - 1 for seed in self.seeds)

    def _none_of_them(self) -> Features:
        return Features(
            np.zeros((0, self.classes - 1, len(self._topic_weights))),
            np.zeros((0, 2, len(self._none_weights))),
        )

    def _fitted(self, seen: NDArray[np.bool_]) -> Callable[[Rows, list[Matrix]], Features]:
        """A function that makes features of rows and of their cosines with the seeds that are `seen`."""
        numbers, topics = self._numbers[seen], self.classes - 1
        of_topic = numbers < topics
        topic_numbers = numbers[of_topic]
        grams = [gram[np.ix_(seen, seen)] for gram in self._gram]
        which = [
            ridge(gram[np.ix_(of_topic, of_topic)], topic_numbers, topics, penalty)
            for gram, penalty in zip(grams, RIDGE.values(), strict=False)
        ]
        any_topic = [
            ridge(gram, (~of_topic).astype(np.intp), 2, penalty)
            for gram, penalty in zip(grams, RIDGE.values(), strict=False)
        ]
        bayes = naive_bayes(self.seed_rows.spelling[seen][of_topic], topic_numbers, topics, SMOOTHING)

        def features(rows: Rows, likeness: list[Matrix]) -> Features:
            near = [
                score(one, numbers, topics + 1) for score, one in zip(NEAR.values(), likeness, strict=False)
            ]
            parts, none = [], []
            for at, one in enumerate(likeness):
                best = near[at][:, :topics].max(axis=1, initial=0)
                parts += [near[at][:, :topics], which[at](one[:, of_topic])]
                none += [near[at][:, topics] - best, best, any_topic[at](one)[:, 1]]
                if at == 0:
                    parts.append(bayes(rows.spelling))
            none.append(np.ones(len(likeness[0])))
            second = np.stack(none, axis=1)
            return Features(np.stack(parts, axis=2), np.stack([np.zeros_like(second), second], axis=1))

        return features


def _seed_texts(topics: Sequence[Topic], unrelated: Sequence[str]) -> Iterable[SeedText]:
    for number, topic in enumerate(topics):
        count: dict[str, int] = {}
        for seed in topic.seeds:
            fold = ALWAYS_SEEN
            if seed.example:
                at = count.get(seed.language, 0)
                count[seed.language] = at + 1
                fold = at // BLOCK % FOLDS
            yield SeedText(seed.text, number, seed.example, fold)
    for at, text in enumerate(unrelated):
        yield SeedText(text, len(topics), True, at // BLOCK % FOLDS)
