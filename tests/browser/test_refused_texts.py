"""Commands too large for any frame: a phone drops them from its outbox and gives their text back."""

import json
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import QUESTION, received, send, texts
from tests.browser.screens import Screens
from tests.client import ConsoleClient
from tests.server import Server

pytestmark = pytest.mark.browser

LEFT = "Object.keys(localStorage).filter(key => key.includes('.out.'))"


def keep_unsent(phone: Page, code: str, text: str) -> None:
    """Put a question into the phone's outbox, as if it had been asked before the page was reloaded."""
    id = secrets.token_hex(16)
    waiting = {"id": id, "do": "ask_question", "args": {"text": text}, "at": 1, "sent": True}
    phone.evaluate(
        "([key, value]) => localStorage.setItem(key, value)", [f"summe.{code}.out.{id}", json.dumps(waiting)]
    )
    phone.reload()


@pytest.mark.parametrize("letters", [20_000, 100_000], ids=["over a phone's limit", "over all limits"])
def test_a_text_that_no_frame_carries_is_given_back_and_never_sent_again(
    screens: Screens, server: Server, facilitator: ConsoleClient, letters: int
) -> None:
    facilitator.enter("collect")
    phone = screens.open("phone")
    text = "ab" * (letters // 2)
    keep_unsent(phone, server.code, text)
    expect(phone.get_by_text("Teksten er for lang. Den er gemt her på telefonen.")).to_be_visible()
    expect(phone.locator("textarea")).to_have_value(text)
    assert phone.evaluate(LEFT) == []
    send(phone, QUESTION)
    received(phone)
    assert texts(server) == [QUESTION]
