"""Comparing questions: how alike two of them are, for the pairs that may be.

It needs the extra `suggest`, and is imported by `app.suggest.alike` when it is used.

Candidates are found by character n-grams, which slips and endings hardly change, and by vectors of the
embedded model where they are given. Each candidate then gets one likeness, from what its words share, weighed
by how rare they are. Two questions that differ by "not" or by a number are not alike, however similar.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import float32, float64
from numpy.typing import NDArray
from rapidfuzz.fuzz import ratio, token_set_ratio, token_sort_ratio
from rapidfuzz.process import cdist
from sklearn.feature_extraction.text import TfidfVectorizer

from app.suggest.folding import fold

# How many candidates each text gets by its n-grams, and as many by its vector.
_CANDIDATES = 10
# How many texts are compared with all others at a time; 2,000 texts then take 4 MB.
_AT_A_TIME = 256
# Words that are not too short are the same from this similarity on (0 to 100): "satsinger" and "satsninger".
_SHORTEST_SIMILAR = 4
_SAME_WORD = 76
# A word that another ends or begins with is the same in part: "pleje" and "mundpleje".
_SHORTEST_PART = 5
_PART = 0.7
# Only the first words are compared, which are all of nearly every question.
_MOST_WORDS = 100
# A common word counts, but little.
_COMMON = 0.12
# From so few texts on their own frequencies say which words are rare.
_PRIOR_TEXTS = 20
# A vector that is the mean of all has no direction left.
_SHORTEST_VECTOR = 1e-6
# The mean similarity of the embedded model's vectors of texts that have nothing in common.
_SHARED_MEANING = 0.83

_COMMON_WORDS = frozenset(
    fold(
        """
        hvad hvem hvor hvordan hvorfor hvornår hvilke hvilken hvilket hvis når da kan kunne skal skulle
        vil ville må måtte er var har havde får fik gør gjorde kommer kom bliver blev blevet være været
        findes og men så for eller det den de dem der denne dette disse vi vores os i jer jeres jeg mig
        min mit mine man han hun ham hende hans hendes deres sin sit sine du din på til fra med om som at
        en et ved hos efter før under over mellem mod gennem ud ind op ned af alt alle noget nogen nogle
        bare kun også nu her dog jo nok vel mere mest meget mange lidt få andre anden andet samme selv sig
        end lige helt egentlig altid stadig igen to siger what who where how why when which if can could
        should would will is are was were be do does did has have had and but so or the a an this that
        these those there here we us our you your they them their my me he she it its all some any each in
        on at to for from with as by of about after before than then just only also more most very much
        many i
        """
    ).split()
)
# "To" is left out: in English it is another word.
_NUMBERS = {
    fold(word): str(number)
    for number, words in enumerate(
        (
            "tre three",
            "fire four",
            "fem five",
            "seks six",
            "syv seven",
            "otte eight",
            "ni nine",
            "ti ten",
            "elleve eleven",
            "tolv twelve",
        ),
        start=3,
    )
    for word in words.split()
}
# Of "can't" there is a "t" left.
_NEGATIONS = frozenset(
    fold("ikke aldrig ingen intet ej hverken uden not never no none without cannot t").split()
)


@dataclass(frozen=True, slots=True)
class _Weights:
    """A logistic regression: of n-grams, the smaller and the larger shared part, same words, same content."""

    bias: float
    features: tuple[float, float, float, float, float]
    meaning: float = 0.0


# Chosen on the questions in tests/suggest/repeated.toml among those of the run sheets.
_WEIGHTS = _Weights(-8.5, (6.0, 2.9, 2.7, 3.4, 3.1))
_WEIGHTS_WITH_MEANING = _Weights(-8.4, (3.6, 1.8, 2.1, 1.8, 1.9), 7.5)
# Taken off in full where the words are the same, and not at all where they are said in other words.
_NEGATED = 14.0
_OTHER_NUMBERS = 14.0
_OTHER_THING = 12.0
_OTHER_WORDS = 0.7


@dataclass(frozen=True, slots=True)
class _Text:
    """A text folded: its words, those that are not common (or all, if it has no others), and what matters."""

    folded: str
    words: tuple[str, ...]
    content: tuple[str, ...]
    numbers: frozenset[str]
    is_negated: bool


def likenesses(texts: Sequence[str], vectors: NDArray[float32] | None) -> Iterator[tuple[int, int, float]]:
    """Pairs of texts that may be alike, each once: the earlier, the later, and how alike they are, 0 to 1."""
    read = [_read(text) for text in texts]
    rare = _rarity(read)
    for (a, b), (ngrams, meaning) in _candidates(read, vectors).items():
        yield a, b, _likeness(read[a], read[b], rare, ngrams, meaning)


def _read(text: str) -> _Text:
    folded = fold(text)
    words = tuple(_NUMBERS.get(word, word) for word in folded.split()[:_MOST_WORDS])
    return _Text(
        folded,
        words,
        tuple(word for word in words if word not in _COMMON_WORDS) or words,
        frozenset(word for word in words if word.isdigit()),
        any(word in _NEGATIONS for word in words),
    )


def _rarity(texts: Sequence[_Text]) -> dict[str, float]:
    """The weight of each word, 1 for one that is in a single text of many."""
    counts = Counter(word for text in texts for word in set(text.words))
    most = math.log(len(texts) + _PRIOR_TEXTS)
    return {
        word: _COMMON if word in _COMMON_WORDS else max(_COMMON, 1 - math.log(count) / most)
        for word, count in counts.items()
    }


def _candidates(
    texts: Sequence[_Text], vectors: NDArray[float32] | None
) -> dict[tuple[int, int], tuple[float, float | None]]:
    """Pairs that may be alike, by their positions, with the similarity of n-grams, and of vectors."""
    if sum(bool(text.words) for text in texts) < 2:
        return {}
    ngrams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(
        [" ".join(text.content) for text in texts]
    )
    meanings, common = (None, 0.0) if vectors is None else _centred(vectors)
    found: dict[tuple[int, int], tuple[float, float | None]] = {}
    for begin in range(0, len(texts), _AT_A_TIME):
        rows = range(begin, min(begin + _AT_A_TIME, len(texts)))
        by_ngrams = (ngrams[rows] @ ngrams.T).toarray()
        by_meaning = None if meanings is None else (meanings[rows] @ meanings.T - common) / (1 - common)
        for row, a in enumerate(rows):
            near = _nearest(by_ngrams[row], a)
            if by_meaning is not None:
                near |= _nearest(by_meaning[row], a)
            for b in near:
                meaning = None if by_meaning is None else float(by_meaning[row, b])
                found[min(a, b), max(a, b)] = float(by_ngrams[row, b]), meaning
    return found


def _centred(vectors: NDArray[float32]) -> tuple[NDArray[float32], float]:
    """The vectors without what all of them share, of length 1 again, and how similar unlike ones still are.

    Few texts do not say what all texts share: the fewer they are, the less of their mean is taken away.
    """
    share = len(vectors) / (len(vectors) + _PRIOR_TEXTS)
    rest = vectors - share * vectors.mean(axis=0)
    lengths = np.linalg.norm(rest, axis=1, keepdims=True)
    left = (1 - share) ** 2 * _SHARED_MEANING
    return rest / np.maximum(lengths, _SHORTEST_VECTOR), left / (left + 1 - _SHARED_MEANING)


def _nearest(similarities: Any, own: int) -> set[int]:
    """The positions of the most similar texts, but for its own."""
    count = min(_CANDIDATES + 1, len(similarities))
    return {int(at) for at in np.argpartition(similarities, -count)[-count:]} - {own}


@dataclass(frozen=True, slots=True)
class _Shared:
    """How much each word of two texts is the same as the most similar one of the other, 0 to 1."""

    of_a: dict[str, float]
    of_b: dict[str, float]


def _compare_words(a: _Text, b: _Text) -> _Shared:
    """Compare all words of two texts at once; nothing is kept, since a hall may write ever other words."""
    own, others = _comparable(a), _comparable(b)
    ratios = cdist(own, others, scorer=ratio, score_cutoff=_SAME_WORD, dtype=float64) / 100
    return _Shared(
        _most_similar(a, own, b, others, ratios.max(axis=1, initial=0)),
        _most_similar(b, others, a, own, ratios.max(axis=0, initial=0)),
    )


def _comparable(text: _Text) -> list[str]:
    """The words that may be the same as others that are spelled another way."""
    return [word for word in text.words if len(word) >= _SHORTEST_SIMILAR and not word.isdigit()]


def _most_similar(
    text: _Text, own: Sequence[str], other: _Text, others: Sequence[str], ratios: NDArray[float64]
) -> dict[str, float]:
    found = dict.fromkeys(text.words, 0.0)
    parts = tuple(word for word in others if len(word) >= _SHORTEST_PART)
    wholes = f" {' '.join(parts)} "
    for word, best in zip(own, ratios.tolist(), strict=True):
        found[word] = best or (_PART if _is_part(word, parts, wholes) else 0.0)
    return found | dict.fromkeys(set(other.words).intersection(found), 1.0)


def _is_part(word: str, parts: tuple[str, ...], wholes: str) -> bool:
    """Whether it begins or ends with one of the others, or one of them with it; `wholes` has all of them."""
    if len(word) < _SHORTEST_PART:
        return False
    return word.startswith(parts) or word.endswith(parts) or f" {word}" in wholes or f"{word} " in wholes


def _part(text: _Text, found: dict[str, float], rare: dict[str, float]) -> float:
    """Which part of a text's words the other has too, by their weight."""
    weights = [rare[word] for word in text.words]
    return sum(w * found[word] for w, word in zip(weights, text.words, strict=True)) / sum(weights)


def _likeness(a: _Text, b: _Text, rare: dict[str, float], ngrams: float, meaning: float | None) -> float:
    if not a.words or not b.words:
        return 0.0
    same = _compare_words(a, b)
    shared = (_part(a, same.of_a, rare), _part(b, same.of_b, rare))
    same_words = token_sort_ratio(a.folded, b.folded) / 100
    same_content = token_set_ratio(" ".join(a.content), " ".join(b.content)) / 100
    features = (ngrams, min(shared), max(shared), same_words, same_content)
    weights = _WEIGHTS if meaning is None else _WEIGHTS_WITH_MEANING
    logit = weights.bias + sum(w * value for w, value in zip(weights.features, features, strict=True))
    if meaning is not None:
        logit += weights.meaning * meaning
    logit -= _opposed(a, b, same) * max(0.0, same_words - _OTHER_WORDS) / (1 - _OTHER_WORDS)
    return 1 / (1 + math.exp(-logit))


def _opposed(a: _Text, b: _Text, same: _Shared) -> float:
    """How much speaks against texts that otherwise have the same words: a "not", other numbers or things."""
    against = 0.0
    if a.is_negated != b.is_negated:
        against += _NEGATED
    if not (a.numbers <= b.numbers or b.numbers <= a.numbers):
        against += _OTHER_NUMBERS
    if _has_own_word(a, same.of_a) and _has_own_word(b, same.of_b):
        against += _OTHER_THING
    return against


def _has_own_word(text: _Text, found: dict[str, float]) -> bool:
    return any(found[word] == 0 for word in text.content)
