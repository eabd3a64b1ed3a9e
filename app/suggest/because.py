"""Why a topic is suggested: the texts that a question resembles, or the words that it shares with the topic.

Imports the libraries of the extra `suggest`: import it inside a function (see `engine.py`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.suggest.folding import fold
from app.suggest.spaces import Rows
from app.suggest.topics import Topic

_WORD = re.compile(r"\w+")
SHORTEST_STEM, LONGEST_ENDING = 4, 4
MOST_WORDS = 3
# A word is a topic's own when at least this share of the seeds that have it are the topic's.
OWN_SHARE = 0.5
# From which cosine on texts resemble each other for a reader, by spelling and by meaning.
RESEMBLES = (0.3, 0.55)


@dataclass(frozen=True)
class Known:
    """Texts of which the class is known, by number."""

    texts: Sequence[str]
    numbers: Sequence[int]
    rows: Rows


def most_alike(rows: Rows, known: Known, classes: int) -> list[list[str | None]]:
    """For each row and each class, the text that resembles it most; None where none resembles it."""
    parts = zip(rows.likeness(known.rows), RESEMBLES, strict=False)
    likeness = np.max([cosines / least for cosines, least in parts], axis=0)
    numbers = np.array(known.numbers, dtype=np.intp)
    found: list[list[str | None]] = [[None] * classes for _ in likeness]
    for number in range(classes):
        (own,) = np.nonzero(numbers == number)
        if len(own):
            best = own[np.argmax(likeness[:, own], axis=1)]
            for at, text in enumerate(best.tolist()):
                if likeness[at, text] >= 1:
                    found[at][number] = known.texts[text]
    return found


class SharedWords:
    """Finds the words of a question that a topic has too, also with other endings."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        # In how many seeds of each topic a stem is.
        self._seeds_with: dict[str, list[int]] = {}
        # The stems of what the run sheet says of the topic itself, unlike its examples.
        self._own: list[set[str]] = [set() for _ in topics]
        for number, topic in enumerate(topics):
            for seed in topic.seeds:
                stems = {stem for word in _WORD.findall(seed.text) for stem in _stems(word)}
                for stem in stems:
                    self._seeds_with.setdefault(stem, [0] * len(topics))[number] += 1
                if not seed.example:
                    self._own[number] |= stems

    def of(self, text: str, number: int) -> tuple[str, ...]:
        """Words, as the text has them, of the topic's titles, causes, answers and keywords."""
        found = dict.fromkeys(word for word in _WORD.findall(text) if self._is_own(word, number))
        return tuple(found)[:MOST_WORDS]

    def _is_own(self, word: str, number: int) -> bool:
        stem = next((stem for stem in _stems(word) if stem in self._own[number]), None)
        return stem is not None and self._seeds_with[stem][number] >= OWN_SHARE * sum(self._seeds_with[stem])


def _stems(word: str) -> Iterator[str]:
    """The folded word without endings, the longest first."""
    folded = fold(word)
    for length in range(len(folded), max(SHORTEST_STEM, len(folded) - LONGEST_ENDING) - 1, -1):
        yield folded[:length]
