"""Generated questions for any run sheet, the same for the same seed.

Their topics come from the run sheet: its keywords, titles, causes and example questions, none of which is
repeated verbatim. A talk may have phrases of its own in `words/<id>.<language>.toml`. The style comes from
`words/<language>.toml`. Some questions echo an earlier one, some are off topic, and a few contain personal
data, so that holding questions can be practised too.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

from app.core.languages import nearest
from app.core.run_sheet import Pitfall, RunSheet, Text, Words
from app.rehearsal.grammar import Slots, plain, spell, tidy
from app.rehearsal.typos import Typist

MEMORY = 40
SHORT = 12
SHARES_WITH_CORES = {"_own": 70, "_seeded": 9, "_echoed": 9, "_off_topic": 8, "_personal": 4}
SHARES = {"_seeded": 78, "_echoed": 9, "_off_topic": 9, "_personal": 4}


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as sent and as meant (without typos), its pitfall, and whether it has personal data."""

    text: str
    meant: str
    pitfall: str | None
    personal: bool = False


@lru_cache
def _words(name: str) -> dict[str, Any]:
    file = files("app.rehearsal") / "words" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def same(text: str) -> str:
    """A key by which texts are compared: letters and digits only, in lower case."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


class Author:
    """Generates the questions of all people who write in one language."""

    def __init__(self, sheet: RunSheet, language: str, seed: int) -> None:
        self._sheet = sheet
        self._language = nearest(language)
        self._chance = Random(f"{sheet.id}/{self._language}/{seed}")  # noqa: S311  for simulated people, not for secrets
        self._phrases = _words(self._language)
        self._typist = Typist(self._chance, self._phrases["foreign_keyboard"])
        own = _words(f"{sheet.id}.{self._language}")
        self._cores: dict[str, list[str]] = own.get("cores", {})
        self._slots: Slots = {**self._phrases["slots"], **own.get("slots", {})}
        self._decks: dict[str, list[str]] = {}
        self._taken: set[str] = set()
        self._longest = sheet.questions.max_graphemes
        self._verbatim = [
            same(example)
            for pitfall in sheet.pitfalls
            for examples in pitfall.examples.values()
            for example in examples
        ]
        self._recent: list[Draft] = []

    def questions(self) -> Iterator[Draft]:
        """Questions without end, no two alike."""
        known = [p.id for p in self._sheet.pitfalls if self._cores.get(p.id)]
        shares = SHARES_WITH_CORES if len(known) == len(self._sheet.pitfalls) else SHARES
        while True:
            (how,) = self._chance.choices(list(shares), list(shares.values()))
            yield self._unsent(getattr(self, how))

    def next_questions(self) -> Iterator[Draft]:
        """Next questions without end, no two alike."""
        while True:
            yield self._unsent(lambda: self._draft(self._pick("next_question"), None))

    # ---- kinds of questions

    def _own(self) -> Draft:
        pitfall = self._chance.choice(self._sheet.pitfalls)
        core = self._dealt(pitfall.id, self._cores[pitfall.id])
        return self._remembered(
            self._draft(self._with_remark(spell(core, self._slots, self._chance)), pitfall.id)
        )

    def _seeded(self) -> Draft:
        pitfall = self._chance.choice(self._sheet.pitfalls)
        ways: list[Callable[[Pitfall], str]] = [self._about_title, self._about_cause]
        ways += [self._about_keyword] * 5 if self._of(pitfall.keywords) else []
        ways += [self._twisted] * 5 if self._of(pitfall.examples) else []
        return self._remembered(
            self._draft(self._with_remark(self._chance.choice(ways)(pitfall)), pitfall.id)
        )

    def _echoed(self) -> Draft:
        if not self._recent:
            return self._seeded()
        earlier = self._chance.choice(self._recent)
        return self._draft(self._pick("echo", t=earlier.text), earlier.pitfall)

    def _off_topic(self) -> Draft:
        return self._draft(self._pick("off_topic"), None)

    def _personal(self) -> Draft:
        chance = self._chance
        # Dates that do not exist and numbers that are not assigned, so that no real person is named.
        day, month = chance.randrange(32, 40), chance.randrange(13, 20)
        invented = {
            "cpr": [f"{day}{month}{chance.randrange(30, 60)}-{chance.randrange(1000, 9999)}"],
            "phone": [f"1{chance.randrange(1, 9)} {chance.randrange(10, 99)} {chance.randrange(10, 99)} 00"],
            "birthday": [f"31.2.19{chance.randrange(30, 50)}"],
        }
        phrase = self._dealt("personal", self._phrases["personal"])
        text = spell(phrase, {**self._slots, **invented}, chance)
        return Draft(text, text, None, personal=True)

    # ---- from the run sheet's own words

    def _about_keyword(self, pitfall: Pitfall) -> str:
        return self._pick("keyword", k=self._chance.choice(self._of(pitfall.keywords)))

    def _about_title(self, pitfall: Pitfall) -> str:
        return self._pick("title", s=self._in_words(pitfall.short))

    def _about_cause(self, pitfall: Pitfall) -> str:
        cause = self._in_words(self._chance.choice(pitfall.causes))
        return self._pick("cause", c=cause.strip('»«“”"? .'))

    def _twisted(self, pitfall: Pitfall) -> str:
        example = plain(self._chance.choice(self._of(pitfall.examples)))
        for pattern, replacement in self._phrases["twists"]:
            twisted, done = re.subn(pattern, replacement, example, count=1)
            if done:
                twisted = spell(twisted, {}, self._chance)
                if self._chance.random() < 0.3:
                    circumstance = self._chance.choice(self._phrases["circumstance"])
                    twisted = f"{twisted.rstrip('?')}, {circumstance}?"
                return twisted
        return self._about_title(pitfall)

    # ---- style

    def _with_remark(self, text: str) -> str:
        """The text, sometimes with an opening or a closing phrase."""
        dice = self._chance.random()
        asks_at_once = re.match(r"[^.!?]*\?", text) is not None
        if dice < 0.12 and asks_at_once:
            text = f"{self._pick('opening')} {self._lowered(text)}"
        elif dice < 0.2:
            text = f"{text if text.endswith(('?', '.', '!')) else text + '.'} {self._pick('closing')}"
        return text

    def _draft(self, text: str, pitfall: str | None) -> Draft:
        meant = tidy(text)
        return Draft(self._typist.type(meant), meant, pitfall)

    def _pick(self, list_name: str, **slots: str) -> str:
        given = {name: [word] for name, word in slots.items()}
        return spell(self._dealt(list_name, self._phrases[list_name]), {**self._slots, **given}, self._chance)

    def _dealt(self, name: str, phrases: list[str]) -> str:
        """The next phrase of a shuffled deck, so that none is repeated before all have been used."""
        deck = self._decks.setdefault(name, [])
        if not deck:
            deck.extend(self._chance.sample(phrases, len(phrases)))
        return deck.pop()

    def _remembered(self, draft: Draft) -> Draft:
        """Remember a draft, so that later ones can echo it."""
        self._recent = [*self._recent[-MEMORY:], draft]
        return draft

    def _unsent(self, make: Callable[[], Draft]) -> Draft:
        """A draft that is short enough and new; after `MEMORY` attempts, one made unique by a number."""
        for _ in range(MEMORY):
            draft = make()
            if self._may_be_sent(draft.text):
                break
        else:
            number = f" {len(self._taken)}"
            draft = replace(draft, text=draft.text[: self._longest - len(number)] + number)
        self._taken.add(draft.text)
        return draft

    def _may_be_sent(self, text: str) -> bool:
        folded = same(text)
        verbatim = any(one in folded if len(one) > SHORT else one == folded for one in self._verbatim)
        return len(text) <= self._longest and text not in self._taken and not verbatim

    def _in_words(self, text: Text) -> str:
        return text.get(self._language) or next(iter(text.values()))

    def _of(self, words: Words) -> tuple[str, ...]:
        return words.get(self._language) or next(iter(words.values()), ())

    def _lowered(self, text: str) -> str:
        """The text with a lower-case first letter, unless its first word always has a capital."""
        first = text.split(" ", 1)[0]
        stays = first in self._phrases["capitals"] or first[1:2].isupper() or not first[:1].isalpha()
        return text if stays else text[:1].lower() + text[1:]
