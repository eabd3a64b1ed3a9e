"""What the doctor finds: of which kind, how grave it is, and what to do, in the words of each language."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.core.languages import Language, PerLanguage
from app.exports.times import date_in_words, time_of_day
from app.exports.words import words_in

Level = Literal["problem", "attention", "ok"]
# In the order in which they are shown.
LEVELS: tuple[Level, ...] = ("problem", "attention", "ok")
# The sign between thousands, and the one before decimals.
_NUMBER_SIGNS: PerLanguage[tuple[str, str]] = {"da": (".", ","), "en": (",", ".")}
# Numbers and times are written as the language has them; a string is written as it is, a port for instance.
Value = str | int | float | dt.date | dt.datetime


@dataclass(frozen=True, slots=True)
class Said:
    """The words for a finding, with {names} where its values stand; `advice` is what to do about it."""

    title: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding; `id` is its name for programs."""

    id: str
    level: Level
    words: PerLanguage[Said]

    def found(self, **values: Value) -> "Finding":
        """A finding of this kind, with the values that its words name."""
        return Finding(self, values)


@dataclass(frozen=True, slots=True)
class Finding:
    kind: Kind
    values: Mapping[str, Value]

    def to_dict(self, language: Language) -> dict[str, Any]:
        """The finding as plain data, with its words in this language."""
        said = self.kind.words[language]
        values = {name: _written(value, language) for name, value in self.values.items()}
        return {
            "id": self.kind.id,
            "level": self.kind.level,
            "title": said.title.format_map(values),
            "advice": said.advice.format_map(values),
            "values": {name: _plain(value) for name, value in self.values.items()},
        }


def by_level(findings: list[Finding]) -> list[Finding]:
    """The findings with the gravest first, and in their order within each level."""
    return sorted(findings, key=lambda one: LEVELS.index(one.kind.level))


def _plain(value: Value) -> str | int | float:
    return value.isoformat() if isinstance(value, dt.date) else value


def _written(value: Value, language: Language) -> str:
    if isinstance(value, dt.datetime):
        return time_of_day(value, words_in(language))
    if isinstance(value, dt.date):
        return date_in_words(value, words_in(language))
    if isinstance(value, str):
        return value
    written = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
    thousands, decimals = _NUMBER_SIGNS[language]
    return written.translate({ord(","): thousands, ord("."): decimals})
