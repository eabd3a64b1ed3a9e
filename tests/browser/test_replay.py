"""The replay in the browser: the board as it was, stills of it, words that are gone, and a saved file."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.screens import Screens
from tests.client import console, phone
from tests.server import ORGANISER_KEY, Server

pytestmark = pytest.mark.shared_server
HOSTILE = '<img src=x onerror=alert(1)> & "]]>" \u202eשלום 🌳'


def pictured(page: Page) -> list[str]:
    """The texts of the cards on the board."""
    return sorted(page.locator(".board [data-question]").all_inner_texts())


def opened(screens: Screens, server: Server, language: str = "da") -> Page:
    """The replay of the server's session, from its report."""
    report = json.loads(server.get(f"/api/sessions/{server.code}", ORGANISER_KEY))["links"]["report"]
    page = screens.open("console", language, url=report)
    with page.expect_popup() as popup:
        page.get_by_role(
            "button", name="Afspil sessionen" if language == "da" else "Replay the session"
        ).click()
    screens.watch(popup.value)
    expect(popup.value.get_by_role("slider")).to_be_visible()
    return popup.value


def test_the_replay_is_wound_to_what_the_board_showed_and_a_still_is_saved(
    server: Server, screens: Screens, tmp_path: Path
) -> None:
    board = screens.open("board")
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        hidden = one.do("ask_question", text="Skjules igen")
        expect(board.get_by_text("Skjules igen")).to_be_visible()
        facilitator.do("hide_question", question_id=hidden)
        asked = one.do("ask_question", text=HOSTILE)
        pitfall = next(iter(facilitator.view["pitfalls"]))
        facilitator.enter("group")
        facilitator.do("place_questions", ids=[asked], pitfall=pitfall)
        expect(board.locator(".spined")).to_be_visible()
        shown = pictured(board)
        page = opened(screens, server)
        slider = page.get_by_role("slider")
        steps = page.get_by_role("navigation", name="Gå til")
        page.keyboard.press("End")
        expect(page.locator(".spined")).to_be_visible()
        assert pictured(page) == shown
        assert violations(page) == []
        expect(steps.get_by_role("button", name="Sortér")).to_have_attribute("aria-current", "step")
        steps.get_by_role("button", name="Skriv").click()
        expect(page.get_by_text("Skjules igen")).to_have_count(0)
        expect(page.locator(".spined")).to_have_count(0)
        for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg ")):
            with page.expect_download() as download:
                page.get_by_role("button", name=kind, exact=True).click()
            download.value.save_as(tmp_path / kind)
            assert (tmp_path / kind).read_bytes().startswith(begins)
        page.keyboard.press("Home")
        expect(slider).to_have_js_property("value", "0")
        slider.focus()
        page.keyboard.press(" ")
        expect(steps.get_by_role("button", name="Sortér")).to_have_attribute("aria-current", "step")
    assert screens.errors == []


def test_a_saved_replay_is_opened_without_a_session_and_another_file_is_refused(
    server: Server, screens: Screens, tmp_path: Path
) -> None:
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        one.do("ask_question", text=HOSTILE)
    page = opened(screens, server, "en")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the replay as a file").click()
    download.value.save_as(tmp_path / "replay.json")
    (tmp_path / "other.json").write_text('{"format": "summe-session", "report": {}}')
    page = screens.open("console", url=f"{server.base}/replay")
    page.set_input_files("input[type=file]", tmp_path / "other.json")
    expect(page.get_by_role("alert")).to_contain_text("ingen afspilning")
    page.set_input_files("input[type=file]", tmp_path / "replay.json")
    expect(page.get_by_role("slider")).to_be_visible()
    page.keyboard.press("End")
    expect(page.locator(".board [data-question]")).to_contain_text("onerror=alert(1)")
    assert screens.errors == []
