"""Fallback to HTTP polling where the network blocks WebSockets."""

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from tests.browser.screens import SIZES
from tests.client import console
from tests.server import Server
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]


@pytest.mark.parametrize("how", rest_long(["refused", "swallowed"]))
def test_n9_a_question_arrives_where_websockets_are_blocked(
    chromium: Browser, server: Server, how: str
) -> None:
    def block(socket: WebSocketRoute) -> None:
        if how == "refused":
            socket.close()

    context = chromium.new_context(**SIZES["phone"], locale="da-DK")
    page = context.new_page()
    page.route_web_socket("**", block)
    with console(server) as facilitator:
        facilitator.enter("collect")
        page.goto(server.links["join"])
        page.get_by_role("textbox").fill("Hvem lukker døren op?")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Modtaget")).to_be_visible()
        facilitator.enter("group")
        expect(page.locator("header strong")).to_have_text("Sortér")
    context.close()
    assert [q["text"] for q in server.export()["questions"]] == ["Hvem lukker døren op?"]
