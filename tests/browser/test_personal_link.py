"""The personal link to My page in Chromium: in a new browser, and in one that has a page already."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.asking import QUESTION, SECOND, received, send, texts
from tests.browser.screens import Screens, wait_until
from tests.client import ConsoleClient
from tests.server import Server, eventually

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

TOKEN = "code => localStorage.getItem(`summe.${code}.token`)"


def asked(screens: Screens, text: str) -> Page:
    """A phone that has sent this question."""
    phone = screens.open("phone")
    send(phone, text)
    received(phone)
    return phone


def link_of(phone: Page, server: Server) -> str:
    """The link as My page shows it."""
    phone.goto(f"{server.links['join']}/mine")
    phone.get_by_role("button", name="Behold din side …").click()
    expect(phone.get_by_role("img", name="QR-kode med dit link")).to_be_visible()
    return phone.locator(".address").inner_text()


def test_in_a_new_browser_the_link_opens_my_page_and_claims_the_question_back(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    first = asked(screens, QUESTION)
    link = link_of(first, server)
    expect(first.get_by_text("senest 30 dage efter, at den er slut.")).to_be_visible()
    assert violations(first) == []
    assert first.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    token = first.evaluate(TOKEN, server.code)
    assert link == f"{server.base}/{server.code}/mine#token={token}"

    second = screens.open("phone", url=link)
    expect(second.get_by_text(QUESTION)).to_be_visible()
    assert second.evaluate(TOKEN, server.code) == token
    assert "token" not in second.url
    second.reload()
    expect(second.get_by_text(QUESTION)).to_be_visible()
    second.get_by_role("button", name="Følg med i salen").click()
    expect(second).to_have_url(server.links["join"])
    second.get_by_role("button", name="Træk tilbage").click()
    second.get_by_role("button", name="Ja, slet det").click()
    eventually(lambda: QUESTION not in texts(server))
    expect(first.get_by_text(QUESTION)).to_be_hidden()

    facilitator.do("end_session")
    third = screens.open("phone", "en", url=link)
    third.get_by_role("button", name="Keep your page …").click()
    expect(third.get_by_text(re.compile(r"at the latest on \d+ \w+ 20\d\d"))).to_be_visible()
    server.delete()
    fourth = screens.open("phone", url=link)
    expect(fourth.get_by_text("Siden findes ikke længere")).to_be_visible()
    assert screens.errors == []


def test_a_browser_that_is_a_participant_already_asks_which_page_to_keep_and_keeps_drafts(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    link = link_of(asked(screens, QUESTION), server)
    other = asked(screens, SECOND)
    own = other.evaluate(TOKEN, server.code)
    other.get_by_role("button", name="Ved ikke").click()
    other.get_by_role("button", name="Ret").click()
    other.locator("textarea").fill("Halvt skrevet")
    tab = other.context.new_page()
    screens.watch(tab)

    tab.goto(link)
    expect(tab.get_by_text("Hvilken side vil du bruge her?")).to_be_visible()
    assert violations(tab) == []
    tab.get_by_role("button", name="Bliv på siden her").click()
    expect(tab.get_by_text(SECOND)).to_be_visible()
    expect(tab.get_by_text("Hvilken side vil du bruge her?")).to_be_hidden()
    assert tab.evaluate(TOKEN, server.code) == own

    # In the same tab only the fragment changes.
    tab.goto(link[:-1])
    expect(tab.get_by_text("Linket er ikke helt")).to_be_visible()
    tab.goto(link)
    tab.get_by_role("button", name="Brug siden fra linket").click()
    expect(tab.get_by_text(QUESTION)).to_be_visible()
    expect(tab.get_by_text(SECOND)).to_be_hidden()
    # The tab that was open all along is the same participant now, and the half-written text is still there.
    wait_until(other, f"() => localStorage.getItem('summe.{server.code}.token') !== '{own}'")
    expect(other.get_by_text(QUESTION)).to_be_visible()
    expect(other.get_by_text("Halvt skrevet")).to_be_visible()
    assert screens.errors == []
