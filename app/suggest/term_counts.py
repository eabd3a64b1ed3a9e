"""Texts as rows of their terms, counted and weighed.

Imports the libraries of the extra `suggest`: import it inside a function (see `engine.py`).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import accumulate
from struct import iter_unpack

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Matrix = NDArray[np.float64]
# Enough for the terms of thousands of questions to fall together rarely.
BUCKETS = 2**18
_WORD = 0xFFFFFFFF
# How many characters an n-gram has.
_LENGTHS = range(3, 6)


def n_grams(text: str) -> list[str]:
    """The character n-grams of each word, with a space before and after it; a word that is shorter is one."""
    found = []
    for word in text.split():
        padded = f" {word} "
        for length in _LENGTHS:
            if length >= len(padded):
                found.append(padded)
                break
            found += [padded[at : at + length] for at in range(len(padded) - length + 1)]
    return found


def counted_in_buckets(texts: Iterable[Sequence[str]]) -> csr_matrix:
    """How often each text has each of its terms, a row for a text; terms in one of `BUCKETS` are one.

    A term has the same column in all texts, and no term is kept.
    """
    return _counted(texts, cache(_bucket), BUCKETS)


def counted(texts: Iterable[Sequence[str]]) -> csr_matrix:
    """How often each of these texts has each of the terms of all of them, a row for a text."""
    columns: dict[str, int] = {}
    return _counted(texts, lambda term: columns.setdefault(term, len(columns)))


def _counted(
    texts: Iterable[Sequence[str]], column: Callable[[str], int], width: int | None = None
) -> csr_matrix:
    rows = [[column(term) for term in terms] for terms in texts]
    ends = np.fromiter(accumulate(map(len, rows), initial=0), np.int32)
    columns = np.fromiter((at for row in rows for at in row), np.int32)
    if width is None:
        width = int(columns.max(initial=-1)) + 1
    counts = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), width))
    counts.sum_duplicates()
    return counts


def _bucket(term: str) -> int:
    """By MurmurHash3 (32 bits) as a signed number, for which the weights of `mixing.py` were chosen."""
    said = term.encode()
    whole = len(said) // 4 * 4
    mixed = 0
    for (word,) in iter_unpack("<I", said[:whole]):
        mixed = _turned(mixed ^ _scattered(word), 13) * 5 + 0xE6546B64 & _WORD
    mixed ^= _scattered(int.from_bytes(said[whole:], "little")) ^ len(said)
    mixed = (mixed ^ mixed >> 16) * 0x85EBCA6B & _WORD
    mixed = (mixed ^ mixed >> 13) * 0xC2B2AE35 & _WORD
    mixed ^= mixed >> 16
    return min(mixed, 2**32 - mixed) % BUCKETS


def _scattered(word: int) -> int:
    return _turned(word * 0xCC9E2D51 & _WORD, 15) * 0x1B873593 & _WORD


def _turned(word: int, by: int) -> int:
    return (word << by | word >> 32 - by) & _WORD


def rarity(counts: csr_matrix) -> Matrix:
    """For each column how rare its terms are in these texts; 1 where all have one."""
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + frequency)) + 1)


def weighed(counts: csr_matrix, rarity: Matrix) -> csr_matrix:
    """The rows with terms that count more the rarer they are, and little more the oftener; of length 1."""
    rows = counts.copy()
    rows.data = (1 + np.log(rows.data)) * rarity[rows.indices]
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(rows.indptr))
    return rows
