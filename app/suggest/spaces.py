"""Texts as rows of numbers, in which texts that are alike are near: by spelling, and by meaning.

Imports the libraries of the extra `suggest`: import it inside a function (see `engine.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import HashingVectorizer

from app.suggest.embedding import Encoder
from app.suggest.folding import fold
from app.suggest.topics import Seed

Matrix = NDArray[np.float64]
# How much of a word is left without its endings.
BEGINNING = 6
# Enough for the terms of thousands of questions to fall together rarely.
BUCKETS = 2**18
# A mean of fewer texts than this says nothing of their language.
LEAST_OF_A_LANGUAGE = 4


class Spelling:
    """The terms of texts, weighted by how rare they are in the seeds; rows of length 1.

    Terms that no seed has count too, in the length of a row: a text of foreign words is far from all seeds.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._counter = HashingVectorizer(analyzer=terms, norm=None, alternate_sign=False, n_features=BUCKETS)
        frequency = np.bincount(self._counter.transform(texts).indices, minlength=BUCKETS)
        self._rarity = np.log((1 + len(texts)) / (1 + frequency)) + 1

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        counts = self._counter.transform(texts)
        counts.data = (1 + np.log(counts.data)) * self._rarity[counts.indices]
        lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
        counts.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(counts.indptr))
        return counts


_ngrams: Callable[[str], list[str]] = HashingVectorizer(
    analyzer="char_wb", ngram_range=(3, 5)
).build_analyzer()


def terms(text: str) -> list[str]:
    """Of a folded text: character n-grams within words, and the beginnings of words, alone and in pairs.

    N-grams meet in spite of slips and compounds. Beginnings are words without most of their endings, and
    count twice. Their pairs, also with a word between, show what is asked: "who pays", "how do we get".
    """
    folded = fold(text)
    words = [word[:BEGINNING] for word in folded.split()]
    pairs = [f"{one} {other}" for by in (1, 2) for one, other in zip(words, words[by:], strict=False)]
    return [*_ngrams(folded), *(f"{word} …" for word in (*words, *words)), *(f"… {pair}" for pair in pairs)]


class Meaning:
    """Vectors of the model of meaning without what all texts of a language share; rows of length 1.

    A text is taken to be of the language whose mean is nearest.
    """

    def __init__(self, encoder: Encoder, seeds: Sequence[Seed], questions: Sequence[str]) -> None:
        self._encoder = encoder
        short = [seed for seed in seeds if not seed.example]
        of_examples = self._means([seed for seed in seeds if seed.example])
        self._short_means = self._means(short)
        if not len(of_examples) and len(questions):
            of_examples = self._vectors(questions).mean(axis=0, keepdims=True)
        self._means_of_questions = of_examples if len(of_examples) else self._short_means

    def rows(self, texts: Sequence[str]) -> Matrix:
        return _centred(self._vectors(texts), self._means_of_questions)

    def short_rows(self, texts: Sequence[str]) -> Matrix:
        """Rows of titles, keywords and the like, which have means of their own."""
        return _centred(self._vectors(texts), self._short_means)

    def _vectors(self, texts: Sequence[str]) -> Matrix:
        return np.asarray(self._encoder.vectors(texts), dtype=np.float64)

    def _means(self, seeds: Sequence[Seed]) -> Matrix:
        by_language: dict[str, list[str]] = {}
        for seed in seeds:
            by_language.setdefault(seed.language, []).append(seed.text)
        means = [
            self._vectors(texts).mean(axis=0)
            for texts in by_language.values()
            if len(texts) >= LEAST_OF_A_LANGUAGE
        ]
        return np.array(means) if means else np.zeros((0, 0))


def _centred(vectors: Matrix, means: Matrix) -> Matrix:
    if len(means) and len(vectors):
        vectors = vectors - means[np.argmax(vectors @ _unit(means).T, axis=1)]
    return _unit(vectors)


def _unit(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


@dataclass(frozen=True)
class Rows:
    """The same texts in both spaces; `meaning` is None without the model."""

    spelling: Any
    meaning: Matrix | None

    def __getitem__(self, which: NDArray[np.bool_]) -> "Rows":
        return Rows(self.spelling[which], None if self.meaning is None else self.meaning[which])

    @staticmethod
    def stacked(rows: Sequence["Rows"]) -> "Rows":
        """All rows in one; there must be some."""
        meanings = [one.meaning for one in rows if one.meaning is not None]
        return Rows(
            vstack([one.spelling for one in rows], format="csr"),
            np.concatenate(meanings) if meanings else None,
        )

    def likeness(self, others: "Rows") -> list[Matrix]:
        """The cosine of each row and each of the others, in each space that there is."""
        likeness = [np.asarray((self.spelling @ others.spelling.T).toarray())]
        if self.meaning is not None and others.meaning is not None:
            likeness.append(self.meaning @ others.meaning.T)
        return likeness
