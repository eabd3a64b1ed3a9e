"""Questions as a hall would write them, for any run sheet, the same again for the same seed.

What people ask about comes from the run sheet: its keywords, titles, causes and example questions, none
of which is ever repeated as it stands. A talk may have phrases of its own in `words/<id>.<language>.toml`.
How people write comes from `words/<language>.toml`. Some write what the neighbour wrote, some are off the
topic, and now and then one names somebody, so that holding a question can be practised too.
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
from app.rehearsal.typos import add_typo

MEMORY = 40
SHORT = 12
SHARES_WITH_CORES = {"_own": 70, "_seeded": 9, "_echoed": 9, "_off_topic": 8, "_personal": 4}
SHARES = {"_seeded": 78, "_echoed": 9, "_off_topic": 9, "_personal": 4}


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as sent and as meant, the pitfall its writer had in mind, whether it names somebody."""

    text: str
    meant: str
    pitfall: str | None
    personal: bool = False


@lru_cache
def _words(name: str) -> dict[str, Any]:
    file = files("app.rehearsal") / "words" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def same(text: str) -> str:
    """What two texts have in common when they say the same: letters and digits only, in small."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


class Author:
    """Everybody who writes in one language; each call is somebody else's question."""

    def __init__(self, sheet: RunSheet, language: str, seed: int) -> None:
        self._sheet = sheet
        self._language = nearest(language)
        self._chance = Random(f"{sheet.id}/{self._language}/{seed}")  # noqa: S311  a play, no secret
        self._manner = _words(self._language)
        own = _words(f"{sheet.id}.{self._language}")
        self._cores: dict[str, list[str]] = own.get("cores", {})
        self._slots: Slots = {**self._manner["slots"], **own.get("slots", {})}
        self._decks: dict[str, list[str]] = {}
        self._taken: set[str] = set()
        self._longest = sheet.questions.max_graphemes
        self._verbatim = [
            same(example)
            for pitfall in sheet.pitfalls
            for examples in pitfall.examples.values()
            for example in examples
        ]
        self._lately: list[Draft] = []

    def questions(self) -> Iterator[Draft]:
        """One question after another, no two alike."""
        known = [p.id for p in self._sheet.pitfalls if self._cores.get(p.id)]
        shares = SHARES_WITH_CORES if len(known) == len(self._sheet.pitfalls) else SHARES
        while True:
            (how,) = self._chance.choices(list(shares), list(shares.values()))
            yield self._fresh(getattr(self, how))

    def next_questions(self) -> Iterator[Draft]:
        """What presses now that the hour is over."""
        while True:
            yield self._fresh(lambda: self._draft(self._pick("next_question"), None))

    # ---- kinds of questions

    def _own(self) -> Draft:
        pitfall = self._chance.choice(self._sheet.pitfalls)
        core = self._dealt(pitfall.id, self._cores[pitfall.id])
        return self._heard(self._draft(self._in_company(spell(core, self._slots, self._chance)), pitfall.id))

    def _seeded(self) -> Draft:
        pitfall = self._chance.choice(self._sheet.pitfalls)
        ways: list[Callable[[Pitfall], str]] = [self._about_title, self._about_cause]
        ways += [self._about_keyword] * 5 if self._of(pitfall.keywords) else []
        ways += [self._twisted] * 5 if self._of(pitfall.examples) else []
        return self._heard(self._draft(self._in_company(self._chance.choice(ways)(pitfall)), pitfall.id))

    def _echoed(self) -> Draft:
        if not self._lately:
            return self._seeded()
        heard = self._chance.choice(self._lately)
        return self._draft(self._pick("echo", t=heard.text), heard.pitfall)

    def _off_topic(self) -> Draft:
        return self._draft(self._pick("off_topic"), None)

    def _personal(self) -> Draft:
        chance = self._chance
        # Days and months that no calendar has, and numbers that nobody is given.
        day, month = chance.randrange(32, 40), chance.randrange(13, 20)
        invented = {
            "cpr": [f"{day}{month}{chance.randrange(30, 60)}-{chance.randrange(1000, 9999)}"],
            "phone": [f"1{chance.randrange(1, 9)} {chance.randrange(10, 99)} {chance.randrange(10, 99)} 00"],
            "birthday": [f"31.2.19{chance.randrange(30, 50)}"],
        }
        phrase = self._dealt("personal", self._manner["personal"])
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
        for pattern, replacement in self._manner["twists"]:
            twisted, done = re.subn(pattern, replacement, example, count=1)
            if done:
                twisted = spell(twisted, {}, self._chance)
                if self._chance.random() < 0.3:
                    circumstance = self._chance.choice(self._manner["circumstance"])
                    twisted = f"{twisted.rstrip('?')}, {circumstance}?"
                return twisted
        return self._about_title(pitfall)

    # ---- the way it is said

    def _in_company(self, text: str) -> str:
        """Now and then with something said before it or after it."""
        dice = self._chance.random()
        asks_at_once = re.match(r"[^.!?]*\?", text) is not None
        if dice < 0.12 and asks_at_once:
            text = f"{self._pick('opening')} {_lowered(text)}"
        elif dice < 0.2:
            text = f"{text if text.endswith(('?', '.', '!')) else text + '.'} {self._pick('closing')}"
        return text

    def _draft(self, text: str, pitfall: str | None) -> Draft:
        meant = tidy(text)
        return Draft(add_typo(meant, self._chance), meant, pitfall)

    def _pick(self, list_name: str, **slots: str) -> str:
        given = {name: [word] for name, word in slots.items()}
        return spell(self._dealt(list_name, self._manner[list_name]), {**self._slots, **given}, self._chance)

    def _dealt(self, name: str, phrases: list[str]) -> str:
        """The next phrase of a shuffled deck, so that none comes twice before all have come."""
        deck = self._decks.setdefault(name, [])
        if not deck:
            deck.extend(self._chance.sample(phrases, len(phrases)))
        return deck.pop()

    def _heard(self, draft: Draft) -> Draft:
        """Remember what was asked, for those who will ask it once more."""
        self._lately = [*self._lately[-MEMORY:], draft]
        return draft

    def _fresh(self, make: Callable[[], Draft]) -> Draft:
        """A draft that fits and that nobody has sent; numbered when no other can be found."""
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


def _lowered(text: str) -> str:
    """With a small first letter, unless the first word is written with capitals anyway."""
    first = text.split(" ", 1)[0]
    stays = first in ("I", "I'm", "I've") or first[1:2].isupper() or not first[:1].isalpha()
    return text if stays else text[:1].lower() + text[1:]
