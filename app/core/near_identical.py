"""Texts that are nearly the same, found by the three-letter pieces they share; pure Python, no extra needed.

It is strict on purpose: of two questions that only mean the same, both are worth keeping as examples.
`app/suggest/alike.py` is for those.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable

# Dice's coefficient of their pieces from which two texts are the same but for a slip or a sign.
AT_LEAST = 0.85
_PIECE = 3
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss"})


class NearIdentical:
    """A set of texts that knows whether another text is nearly one of them."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._sizes: list[int] = []
        self._with_piece: defaultdict[str, list[int]] = defaultdict(list)
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        pieces = _pieces(text)
        for piece in pieces:
            self._with_piece[piece].append(len(self._sizes))
        self._sizes.append(len(pieces))

    def __contains__(self, text: str) -> bool:
        pieces = _pieces(text)
        shared = Counter(n for piece in pieces for n in self._with_piece.get(piece, ()))
        return any(2 * count >= AT_LEAST * (len(pieces) + self._sizes[n]) for n, count in shared.items())


def _pieces(text: str) -> frozenset[str]:
    """Each row of three letters in the folded text, whose words stand between blanks."""
    folded = f" {_folded(text)} "
    return frozenset(folded[n : n + _PIECE] for n in range(len(folded) - _PIECE + 1)) or frozenset({folded})


def _folded(text: str) -> str:
    """The text's letters and digits in lower case, without accents; one blank for everything between them."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = (sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(kept).split())
