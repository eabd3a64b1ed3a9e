"""Findings: every kind has its words in every language, with the same values in them."""

import datetime as dt
import string
from collections.abc import Iterator

import pytest

from app.core.languages import LANGUAGES
from app.doctor import kinds
from app.doctor.findings import LEVELS, Finding, Kind, Said, by_level


def every_kind() -> Iterator[Kind]:
    for value in vars(kinds).values():
        for one in value.values() if isinstance(value, dict) else (value,):
            if isinstance(one, Kind):
                yield one


KINDS = list(every_kind())


def fields(said: Said) -> set[str]:
    texts = (said.title, said.advice)
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_two_kinds_have_the_same_id() -> None:
    assert len({kind.id for kind in KINDS}) == len(KINDS) > 40


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_kind_names_the_same_values_in_every_language_and_gives_advice_unless_it_is_well(
    kind: Kind,
) -> None:
    named = [fields(kind.words[language]) for language in LANGUAGES]
    assert all(one == named[0] for one in named)
    for language in LANGUAGES:
        assert kind.words[language].title
        assert kind.words[language].advice or kind.level == "ok"


def test_values_are_written_as_the_language_writes_them_and_stay_plain_for_programs() -> None:
    at = dt.datetime(2026, 11, 25, 14, 30, tzinfo=dt.UTC)
    words = Said("{many} {share} {port} {at} {day}")
    kind = Kind("one", "ok", {"da": words, "en": words})
    found = kind.found(many=20_000, share=1234.5, port="8000", at=at, day=at.date())
    assert found.to_dict("da")["title"] == "20.000 1.234,5 8000 14.30 25. november 2026"
    assert found.to_dict("en")["title"] == "20,000 1,234.5 8000 14:30 25 November 2026"
    assert found.to_dict("da")["values"] == {
        "many": 20_000,
        "share": 1234.5,
        "port": "8000",
        "at": "2026-11-25T14:30:00+00:00",
        "day": "2026-11-25",
    }


def test_the_gravest_come_first_and_others_stay_in_their_order() -> None:
    found = [kinds.PDF.found(), kinds.NO_ADDRESS.found(), kinds.SHEETS.found(count=1), kinds.ONE_CORE.found()]
    order = [one.kind.id for one in by_level(found)]
    assert order == ["no_address", "one_core", "pdf", "sheets"]
    assert LEVELS == ("problem", "attention", "ok")
    assert isinstance(found[0], Finding)
