"""A phone over its rate limit: commands about a question that has to be sent again wait for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import QUESTION, SECOND, proposals, received, send, texts
from tests.browser.phone_states import PITFALLS
from tests.browser.screens import Screens
from tests.client import ConsoleClient
from tests.server import Server, eventually

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that takes one question from a participant every four seconds."""
    one = Server(tmp_path / "data", questions_burst=1, questions_per_second=0.25)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def phone(screens: Screens, facilitator: ConsoleClient) -> Page:
    """A phone whose first question has been received, and whose second is refused for now."""
    facilitator.enter("collect")
    page = screens.open("phone")
    send(page, QUESTION)
    received(page)
    page.get_by_role("button", name="Ved ikke").click()
    page.get_by_role("button", name="Skriv et spørgsmål til").click()
    send(page, SECOND)
    expect(page.get_by_role("heading", name="Hvor hører det hjemme?")).to_be_visible()
    return page


@pytest.mark.long
def test_a_pitfall_proposed_for_a_question_that_was_sent_too_fast_is_kept(
    phone: Page, server: Server
) -> None:
    phone.locator("main button").nth(1).click()
    eventually(lambda: proposals(server) == {QUESTION: None, SECOND: PITFALLS[1]})


def test_a_question_that_was_sent_too_fast_and_then_withdrawn_is_not_stored(
    phone: Page, server: Server
) -> None:
    phone.get_by_role("button", name="Ved ikke").click()
    phone.get_by_role("button", name="Træk tilbage").first.click()
    phone.get_by_role("button", name="Ja, slet det").click()
    expect(phone.locator("main li")).to_have_count(1)
    # Both commands wait for the rate limit; the outbox is empty once both have been answered.
    eventually(
        lambda: not phone.evaluate("() => Object.keys(localStorage).some((key) => key.includes('.out.'))")
    )
    assert texts(server) == [QUESTION]
