"""A small grammar: phrases with alternatives and lists of words, spelled out anew at every use.

`{a|b|}` is one of these (or nothing), `{name}` a word from the list of that name; the same word is not
taken twice within a phrase while there are others.
"""

import re
from collections.abc import Mapping, Sequence
from random import Random

Slots = Mapping[str, Sequence[str]]
_INNERMOST = re.compile(r"\{([^{}]*)\}")


def spell(phrase: str, slots: Slots, chance: Random) -> str:
    """The phrase with everything in braces chosen; raises KeyError for an unknown list."""
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
    """Words that came from elsewhere, with nothing in them for `spell` to read."""
    return text.replace("{", "(").replace("}", ")")


def tidy(text: str) -> str:
    """One space between words, none before a sign, and a capital first."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r" ([?,.:!])", r"\1", text)
    return text[:1].upper() + text[1:]
