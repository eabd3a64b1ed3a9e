"""A small grammar: phrases with alternatives and lists of words, expanded at random at every use.

`{a|b|}` is one of these (or nothing), `{name}` a word from the list of that name; the same word is not
taken twice within a phrase while there are others.
"""

import re
from collections.abc import Mapping, Sequence
from random import Random

Slots = Mapping[str, Sequence[str]]
_INNERMOST = re.compile(r"\{([^{}]*)\}")


def spell(phrase: str, slots: Slots, chance: Random) -> str:
    """The phrase with a random choice for all that is in braces; raises KeyError for an unknown list."""
    taken: set[str] = set()

    def choose(match: re.Match[str]) -> str:
        inner: str = match.group(1)
        options = inner.split("|") if "|" in inner else [plain(word) for word in slots[inner]]
        left = [option for option in options if option not in taken] or options
        chosen = chance.choice(left)
        if len(chosen) > 1:
            taken.add(chosen)
        return chosen

    while _INNERMOST.search(phrase):
        phrase = _INNERMOST.sub(choose, phrase, count=1)
    return tidy(phrase)


def plain(text: str) -> str:
    """A text from elsewhere with its braces replaced, so that `spell` does not expand it."""
    return text.replace("{", "(").replace("}", ")")


def tidy(text: str) -> str:
    """One space between words, none before punctuation, and a capital first letter."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r" ([?,.:!])", r"\1", text)
    return text[:1].upper() + text[1:]
