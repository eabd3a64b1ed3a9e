"""The preview of a run sheet: every step of every screen, without a session."""

from dataclasses import replace

import pytest

from app.core.preview import PEOPLE, QUESTIONS_EACH, preview
from app.core.run_sheet import RunSheet
from tests.core.sheet import make_sheet

SHEET = make_sheet()
WITH_EXAMPLES = replace(
    SHEET,
    pitfalls=tuple(
        replace(pitfall, examples={"da": ("Hvem?", "Hvad?", "Hvor?")}) for pitfall in SHEET.pitfalls
    ),
)


@pytest.mark.parametrize("sheet", [SHEET, WITH_EXAMPLES])
@pytest.mark.parametrize("step", SHEET.steps)
def test_every_step_is_shown_on_every_screen(step: str, sheet: RunSheet) -> None:
    views = preview(sheet, step, 1, "da", 1_000)
    for screen in ("phone", "board", "console"):
        assert views[screen]["step"]["it"]["step"] == step
        assert views[screen]["counts"]["it"]["joined"] == PEOPLE
    assert "me" in views["mine"]


def test_examples_are_asked_from_collecting_on_and_placed_from_grouping_on() -> None:
    def placed(step: str) -> tuple[int, int]:
        view = preview(WITH_EXAMPLES, step, 0, "da", 1_000)["board"]
        places = view.get("places", {}).values()
        return len(view.get("questions", {})), sum(row["pitfall"] is not None for row in places)

    all_of_them = QUESTIONS_EACH * len(SHEET.pitfalls)
    assert placed("buzz") == (0, 0)
    assert placed("collect") == (all_of_them, 0)
    assert placed("group") == (all_of_them, all_of_them)


def test_an_unknown_step_is_the_lobby_and_the_logo_is_its_own_address() -> None:
    view = preview(SHEET, "walk:gone", 3, "en", 1_000)["board"]
    assert view["step"]["it"]["step"] == "lobby"
    assert view["session"]["it"]["logo"]["address"] == SHEET.logo
    assert view["session"]["it"]["title"] == SHEET.title["en"]
