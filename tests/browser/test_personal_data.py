"""A phone shows which words of a question seem personal before it is sent, so that they can be changed."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.asking import received, texts
from tests.browser.screens import Screens
from tests.client import ConsoleClient
from tests.server import Server, eventually
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

TEXT = "Ring til fru Hansen på 22 33 44 55,  hun bor på Nygade 12"
SIGNS = "**/assets/personalData-*.js"


def write(
    screens: Screens, facilitator: ConsoleClient, text: str, language: str = "da", width: int = 360
) -> Page:
    facilitator.enter("collect")
    phone = screens.open("phone", language, viewport={"width": width, "height": 740})
    phone.locator("textarea").fill(text)
    return phone


def selected(phone: Page) -> str:
    return str(
        phone.locator("textarea").evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)")
    )


@pytest.mark.parametrize("width", rest_long([360, 320]))
def test_a_question_is_sent_when_all_that_was_found_is_changed_one_after_the_other(
    screens: Screens, server: Server, facilitator: ConsoleClient, width: int
) -> None:
    phone = write(screens, facilitator, TEXT, width=width)
    alert = phone.get_by_role("alert")
    for kind, found, instead in (
        ("et navn", "fru Hansen", "naboen"),
        ("et telefonnummer", "22 33 44 55", "nummeret"),
        ("en adresse", "Nygade 12", "den gade"),
    ):
        phone.get_by_role("button", name="Send", exact=True).click()
        expect(alert).to_contain_text(f"Det ligner {kind}: »{found}«")
        expect(alert).to_contain_text("Ret det, eller send det alligevel")
        alert.get_by_role("button", name=found).click()
        expect(phone.locator("textarea")).to_be_focused()
        assert selected(phone) == found
        phone.keyboard.insert_text(instead)
        expect(alert).to_have_count(0)
    phone.get_by_role("button", name="Send", exact=True).click()
    received(phone)
    assert texts(server) == ["Ring til naboen på nummeret, hun bor på den gade"]


def test_a_question_may_be_sent_as_it_is_and_is_then_held(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    phone = write(screens, facilitator, "Call me on 22 33 44 55", "en")
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_role("alert")).to_contain_text("This looks like a phone number: “22 33 44 55”")
    phone.get_by_role("button", name="Send anyway").click()
    expect(phone.get_by_text("It is read through before it comes on the big screen.")).to_be_visible()
    assert texts(server) == ["Call me on 22 33 44 55"]


def test_an_ordinary_question_fetches_nothing_that_looks_for_personal_data(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    facilitator.enter("collect")
    phone.locator("textarea").fill("Hvem ejer effekten? Og hvem følger op?")
    phone.get_by_role("button", name="Send", exact=True).click()
    received(phone)
    assert [url for url in asked if "personalData" in url] == []


def test_a_question_that_is_left_while_it_is_looked_through_is_not_sent(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone")
    looking: list[Route] = []
    phone.route(SIGNS, lambda route: looking.append(route))
    facilitator.enter("buzz")
    facilitator.do("open_submissions")
    phone.get_by_role("button", name="Skriv et spørgsmål", exact=True).click()
    phone.locator("textarea").fill("Ring på 22 33 44 55")
    phone.get_by_role("button", name="Send", exact=True).click()
    phone.get_by_role("button", name="Annullér").click()
    with phone.expect_event("requestfailed"):
        looking[0].abort()
    phone.get_by_role("button", name="Skriv videre").click()
    phone.locator("textarea").fill("Hvem ejer effekten?")
    phone.get_by_role("button", name="Send", exact=True).click()
    eventually(lambda: texts(server) != [])
    assert texts(server) == ["Hvem ejer effekten?"]


def test_a_question_is_sent_and_held_where_what_looks_for_personal_data_cannot_be_fetched(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone")
    phone.route(SIGNS, lambda route: route.abort())
    facilitator.enter("collect")
    phone.locator("textarea").fill("Ring på 22 33 44 55")
    phone.get_by_role("button", name="Send", exact=True).click()
    received(phone)
    assert texts(server) == ["Ring på 22 33 44 55"]
