"""Folding: one spelling for texts that people would read as the same.

People in a hall write æ as ae or a, ø as oe or o, å as aa or a, and no capitals. All of these meet here. The
result is for comparing only and is never shown.
"""

import re
import unicodedata
from functools import lru_cache

_WITHOUT_MARK = {"æ": "a", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "œ": "o"}
_DIGRAPHS = re.compile("a[ae]+|oe+")


def fold(text: str) -> str:
    """Letters and digits in lower case without marks, words with one blank between; idempotent and linear."""
    letters = "".join(map(_plain, text.casefold()))
    return " ".join(_DIGRAPHS.sub(lambda digraph: digraph.group()[0], letters).split())


# By character, since normalising a whole text takes the square of its longest row of marks.
@lru_cache(maxsize=4_096)
def _plain(character: str) -> str:
    """The letters or digits of one character: none of a mark, a blank of anything else."""
    if character in _WITHOUT_MARK:
        return _WITHOUT_MARK[character]
    decomposed = unicodedata.normalize("NFKD", character).casefold()
    bases = [sign for sign in decomposed if not unicodedata.category(sign).startswith("M")]
    return "".join(_WITHOUT_MARK.get(sign, sign) if sign.isalnum() else " " for sign in bases)
