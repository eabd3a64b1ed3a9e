"""The order of the walk: the facilitator chooses it, the board follows, and what is read stays."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.screens import SIZES, Screens
from tests.browser.test_console import PITFALLS, with_cards
from tests.client import ConsoleClient, phone
from tests.server import Server
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]
REMOTE = {"width": 390, "height": 844}


@pytest.mark.parametrize("kind", rest_long(["console", "remote"]))
def test_walk4_the_facilitator_chooses_the_order_and_the_page_that_is_read_stays(
    screens: Screens, server: Server, facilitator: ConsoleClient, kind: str
) -> None:
    ids = with_cards(server, facilitator, 7)
    facilitator.do("place_questions", ids=ids, pitfall=PITFALLS[0])
    with phone(server) as person:
        person.do("support_question", question_id=ids[6])
    facilitator.enter(f"walk:{PITFALLS[0]}")
    for beat in range(3):
        facilitator.do("next_beat", was=beat)
    board = screens.open("board")
    console = screens.open(kind, viewport=SIZES["console"]["viewport"] if kind == "console" else REMOTE)
    page = board.locator("ol li p")
    expect(page.first).to_have_text("Spørgsmål nummer 6?")
    read = page.all_inner_texts()
    expect(console.get_by_role("group", name="Vis de mest ønskede")).to_be_visible()
    expect(console.locator("button.next")).to_contain_text("nummer 6")
    console.get_by_role("button", name="Ældste først").click()
    expect(console.get_by_role("group", name="Vis de ældste")).to_be_visible()
    expect(console.locator("button.next")).to_contain_text("nummer 0")
    assert violations(console) == []
    assert page.all_inner_texts() == read
    for n in range(3):
        facilitator.do("next_beat", was=3 + n)
        expect(board.locator("article h1")).to_have_text(re.compile(f"nummer {n}"))


def test_walk4_a_newcomer_among_consoles_sees_the_order_that_was_chosen(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 2)
    facilitator.do("place_questions", ids=ids, pitfall=PITFALLS[0])
    facilitator.do("set_walk_order", order="arrival")
    facilitator.enter(f"walk:{PITFALLS[0]}")
    console = screens.open("console", "en")
    expect(console.get_by_role("button", name="Oldest first")).to_have_attribute("aria-pressed", "true")


def test_walk4_nothing_on_the_console_moves_when_the_order_is_changed(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 10)
    facilitator.do("place_questions", ids=ids, pitfall=PITFALLS[0])
    facilitator.enter(f"walk:{PITFALLS[0]}")
    console = screens.open("console")
    oldest = console.get_by_role("button", name="Ældste først")
    expect(oldest).to_be_visible()
    before = oldest.bounding_box()
    oldest.click()
    expect(console.get_by_role("group", name="Vis de ældste")).to_be_visible()
    assert oldest.bounding_box() == before
