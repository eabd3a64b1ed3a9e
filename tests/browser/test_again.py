"""Before and after the hour: emptying a tried session, the next of a finished one, links to the report."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.asking import received, send
from tests.browser.screens import Screens
from tests.browser.test_home import card, home
from tests.client import console, phone
from tests.server import ORGANISER_KEY, Server

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]


@pytest.fixture
def screens(chromium: Browser, server: Server) -> Iterator[Screens]:
    """The server's screens; a link that is over is refused, so each test checks the errors itself."""
    one = Screens(chromium, server)
    yield one
    one.close()


def test_a_tried_session_is_emptied_under_a_connected_phone_and_board(
    screens: Screens, server: Server
) -> None:
    with console(server) as facilitator:
        facilitator.enter("collect")
        one, board = screens.open("phone"), screens.open("board")
        send(one, "Et prøvespørgsmål?")
        received(one)
        expect(board.get_by_text("Et prøvespørgsmål?").first).to_be_visible()
    page = home(screens)
    its = card(page, server.code)
    its.locator("summary").click()
    its.get_by_role("button", name="Tøm efter prøve").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 deltager")
    expect(dialog).to_contain_text("1 spørgsmål")
    go = dialog.get_by_role("button", name="Tøm for altid")
    expect(go).to_be_disabled()
    dialog.get_by_label(re.compile("Skriv koden")).fill(server.code.lower())
    go.click()
    expect(dialog).to_have_count(0)
    expect(its).to_contain_text("0 spørgsmål modtaget")
    # Both come back by themselves to the empty session, which takes the phone's next question as its first.
    expect(board.get_by_text("Et prøvespørgsmål?")).to_have_count(0)
    expect(one.get_by_text("Velkommen").first).to_be_visible()
    expect(one.get_by_text("Et prøvespørgsmål?")).to_have_count(0)
    with console(server) as facilitator:
        facilitator.enter("collect")
        send(one, "Et rigtigt spørgsmål?")
        received(one)
    assert [question["text"] for question in server.export()["questions"]] == ["Et rigtigt spørgsmål?"]
    assert screens.errors == []


def test_the_next_session_is_made_from_a_finished_one(screens: Screens, server: Server) -> None:
    with console(server) as facilitator:
        facilitator.do("end_session")
    page = home(screens)
    card(page, server.code).get_by_role("button", name="Ny session som denne").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Dato")).to_have_value("")
    dialog.get_by_label("Dato").fill("2031-05-02")
    dialog.get_by_role("button", name="Opret session").dblclick()
    expect(dialog).to_have_count(0)
    sessions = json.loads(server.get("/api/sessions", ORGANISER_KEY))
    (made,) = [one for one in sessions if one["date"] == "2031-05-02"]
    expect(card(page, made["code"])).to_be_visible()
    assert screens.errors == []


def test_a_link_for_figures_shows_no_question_and_says_when_it_is_over(
    screens: Screens, server: Server
) -> None:
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        one.do("ask_question", text="Hvem ejer kanariefuglen?")
    page = home(screens)
    card(page, server.code).get_by_role("button", name="Del …: Rapport").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Linket viser").select_option(label="Kun tal")
    dialog.get_by_role("button", name="Lav link").dblclick()
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    (link,) = json.loads(server.get(f"/api/sessions/{server.code}/report-links", ORGANISER_KEY))
    report = screens.open("console", url=link["link"])
    expect(report.get_by_text("Dette link viser kun tal")).to_be_visible()
    expect(report.get_by_role("button", name="JSON")).to_have_count(0)
    expect(report.get_by_role("group", name="Gem som").get_by_role("button").first).to_be_visible()
    assert "kanariefugl" not in report.content()
    dialog.get_by_role("button", name="Luk linket").click()
    expect(dialog.get_by_role("listitem")).to_contain_text("Lukket")
    report.reload()
    expect(report.get_by_role("alert")).to_contain_text("udløbet eller lukket")
