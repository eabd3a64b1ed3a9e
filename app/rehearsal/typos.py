"""Typos as made on a phone: lost letters, no capitals, no æ, ø and å."""

from collections.abc import Callable
from random import Random

_WITHOUT_DANISH = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa", "»": '"', "«": '"'}
)
_SMILES = ("🙂", "😅", "🤔", "🙏", "😬")


def _hurried(text: str, chance: Random) -> str:
    text = text.rstrip("?.")
    return text[:1].lower() + text[1:]


def _small(text: str, chance: Random) -> str:
    return text.lower()


def _foreign_keyboard(text: str, chance: Random) -> str:
    return text.translate(_WITHOUT_DANISH)


def _lost_letter(text: str, chance: Random) -> str:
    at = _inside_a_word(text, chance)
    return text[:at] + text[at + 1 :]


def _swapped_letters(text: str, chance: Random) -> str:
    at = _inside_a_word(text, chance)
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _doubled_letter(text: str, chance: Random) -> str:
    at = _inside_a_word(text, chance)
    return text[:at] + text[at : at + 1] + text[at:]


def _eager(text: str, chance: Random) -> str:
    return text.rstrip("?.") + chance.choice(["??", "?!", "???", " ?", "..."])


def _smiling(text: str, chance: Random) -> str:
    return f"{text} {chance.choice(_SMILES)}"


_TYPOS: dict[Callable[[str, Random], str], int] = {
    _hurried: 9,
    _small: 6,
    _foreign_keyboard: 5,
    _lost_letter: 5,
    _swapped_letters: 4,
    _doubled_letter: 3,
    _eager: 4,
    _smiling: 2,
}
FREE_OF_SLIPS = 62


def _inside_a_word(text: str, chance: Random) -> int:
    """An index between two lower-case letters, or the end when there is none."""
    places = [
        n for n in range(1, len(text) - 1) if text[n - 1 : n + 2].isalpha() and text[n : n + 2].islower()
    ]
    return chance.choice(places) if places else len(text)


def add_typo(text: str, chance: Random) -> str:
    """The text, with a typo in some of the cases."""
    if chance.randrange(100) < FREE_OF_SLIPS:
        return text
    (once,) = chance.choices(list(_TYPOS), list(_TYPOS.values()))
    return once(text, chance)
