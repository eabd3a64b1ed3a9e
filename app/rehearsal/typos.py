"""Typos as made on a phone: lost letters, no capitals, a keyboard without the language's own letters."""

from collections.abc import Callable, Mapping
from random import Random

_SMILES = ("🙂", "😅", "🤔", "🙏", "😬")
WITHOUT_TYPO_PERCENT = 62


class Typist:
    """Adds typos to texts; `foreign_keyboard` maps a language's own letters to what replaces them."""

    def __init__(self, chance: Random, foreign_keyboard: Mapping[str, str]) -> None:
        self._chance = chance
        self._letters = str.maketrans(dict(foreign_keyboard))

    def type(self, text: str) -> str:
        """The text as it is sent: most have no typo, the others have one."""
        if self._chance.randrange(100) < WITHOUT_TYPO_PERCENT:
            return text
        (add_typo,) = self._chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
        return add_typo(self, text)

    def _hurried(self, text: str) -> str:
        text = text.rstrip("?.")
        return text[:1].lower() + text[1:]

    def _small(self, text: str) -> str:
        return text.lower()

    def _foreign_keyboard(self, text: str) -> str:
        return text.translate(self._letters)

    def _lost_letter(self, text: str) -> str:
        at = self._inside_a_word(text)
        return text[:at] + text[at + 1 :]

    def _swapped_letters(self, text: str) -> str:
        at = self._inside_a_word(text)
        return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]

    def _doubled_letter(self, text: str) -> str:
        at = self._inside_a_word(text)
        return text[:at] + text[at : at + 1] + text[at:]

    def _eager(self, text: str) -> str:
        return text.rstrip("?.") + self._chance.choice(["??", "?!", "???", " ?", "..."])

    def _smiling(self, text: str) -> str:
        return f"{text} {self._chance.choice(_SMILES)}"

    def _inside_a_word(self, text: str) -> int:
        """An index between two lower-case letters, or the end when there is none."""
        places = [
            n for n in range(1, len(text) - 1) if text[n - 1 : n + 2].isalpha() and text[n : n + 2].islower()
        ]
        return self._chance.choice(places) if places else len(text)


_WEIGHTS: dict[Callable[[Typist, str], str], int] = {
    Typist._hurried: 9,
    Typist._small: 6,
    Typist._foreign_keyboard: 5,
    Typist._lost_letter: 5,
    Typist._swapped_letters: 4,
    Typist._doubled_letter: 3,
    Typist._eager: 4,
    Typist._smiling: 2,
}
