"""Topics: what a suggestion can be for, each with the texts that say what it is about (its seeds)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.languages import LANGUAGES
from app.core.run_sheet import Pitfall, RunSheet, Text, Words
from app.core.state import Pitfall as SessionPitfall
from app.suggest.unrelated import UNRELATED


@dataclass(frozen=True, slots=True)
class Seed:
    """A text of a topic: an `example` is a question as the audience would ask it; others are a few words."""

    text: str
    language: str
    example: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """A pitfall of a session, by id."""

    id: str
    seeds: tuple[Seed, ...]


def topics_of(
    sheet: RunSheet,
    pitfalls: Iterable[SessionPitfall] | None = None,
    kept: Mapping[str, Iterable[Seed]] | None = None,
) -> list[Topic]:
    """The topics of a run sheet, or of a session with these pitfalls, in order.

    In a session a pitfall may have been added, and then only its title is known, or renamed: its new title is
    taken instead of the sheet's. `kept` are examples from earlier sessions by pitfall; those of pitfalls that
    are not there are left out.
    """
    known = {pitfall.id: pitfall for pitfall in sheet.pitfalls}
    in_session = [SessionPitfall(id=id) for id in known] if pitfalls is None else pitfalls
    return [
        Topic(
            one.id,
            (
                *_titles(one.title, known.get(one.id), sheet.languages),
                *(_texts_of(known[one.id]) if one.id in known else ()),
                *((kept or {}).get(one.id, ())),
            ),
        )
        for one in in_session
    ]


def unrelated() -> tuple[str, ...]:
    """Questions, in all languages, that fit no pitfall of any talk."""
    return tuple(text for language in LANGUAGES for text in UNRELATED[language])


def _titles(renamed: str | None, pitfall: Pitfall | None, languages: tuple[str, ...]) -> list[Seed]:
    if renamed is not None or pitfall is None:
        return [Seed(renamed or "", languages[0])]
    return [*_in_all(pitfall.title), *_in_all(pitfall.short)]


def _texts_of(pitfall: Pitfall) -> list[Seed]:
    words = (*pitfall.causes, pitfall.answer.title, *pitfall.answer.points)
    return [
        *(seed for text in words for seed in _in_all(text)),
        *_lists(pitfall.keywords, example=False),
        *_lists(pitfall.examples, example=True),
    ]


def _in_all(text: Text) -> list[Seed]:
    return [Seed(words, language) for language, words in text.items()]


def _lists(lists: Words, *, example: bool) -> list[Seed]:
    return [Seed(text, language, example) for language, texts in lists.items() for text in texts]
