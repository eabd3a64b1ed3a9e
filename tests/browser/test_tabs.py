"""Page lifecycle: back navigation, several tabs of one phone, and pages of an older build."""

import re
import secrets
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from app.web import static_files
from tests.browser.asking import QUESTION, SECOND, enter_collect_after_a_step, online, received, send, texts
from tests.browser.screens import Screens
from tests.client import Client, ConsoleClient, console
from tests.forked import CAN_FORK, ForkedProcess
from tests.server import Server, eventually

pytestmark = pytest.mark.browser


def test_n12_going_back_in_the_browser_restores_the_draft_and_sends_what_was_unsent(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    phone = screens.open("phone")
    phone.locator("textarea").fill(SECOND)
    phone.goto(server.base)
    phone.go_back()
    enter_collect_after_a_step(facilitator, phone)
    expect(phone.locator("textarea")).to_have_value(SECOND)
    phone.context.set_offline(True)
    send(phone, SECOND)
    expect(phone.get_by_text("Venter – sendes af sig selv")).to_be_visible()
    phone.goto("about:blank")
    phone.context.set_offline(False)
    phone.go_back()
    received(phone)
    assert texts(server) == [SECOND]


def test_r14_three_tabs_are_one_participant_whose_answer_counts_once(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    first = screens.open("phone")
    tabs = [first, first.context.new_page(), first.context.new_page()]
    for tab in tabs[1:]:
        tab.goto(server.links["join"])
    for tab in tabs:
        online(tab)
    facilitator.enter("collect")
    send(tabs[0], QUESTION)
    for tab in tabs:
        received(tab)
    people = [Client(server, role="phone", token=secrets.token_hex(16), lang="da") for _ in range(4)]
    asked = [person.do("ask_question", text=SECOND) for person in people]
    facilitator.enter("poll")
    for person, id in zip(people, asked, strict=True):
        person.do("answer_poll", question_id=id, answer="yes")
        person.close()
    first.get_by_role("button", name="Ja", exact=True).click()
    for tab, before, answer in ((tabs[1], "Ja", "Nej"), (tabs[2], "Nej", "Til dels")):
        tab.bring_to_front()
        tab.get_by_role("button", name="Nej, ikke lige nu").click()
        expect(tab.get_by_text(f"Du svarede: {before}")).to_be_visible()
        tab.get_by_role("button", name="Skift svar").click()
        tab.get_by_role("button", name=answer, exact=True).click()

    def told() -> dict[str, int]:
        with console(server, device="later") as later:
            assert later.view["counts"]["it"]["joined"] == 5
            return {kind: later.view["poll"]["all"][kind] for kind in ("yes", "partly", "no", "answers")}

    eventually(lambda: told() == {"yes": 4, "partly": 1, "no": 0, "answers": 5})


class RebuiltServer(Server):
    """A server with its own copy of the pages, which can be rebuilt."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "data")
        self._pages = folder / "static"
        shutil.copytree(static_files.STATIC, self._pages)

    def _run(self, command: Sequence[str]) -> ForkedProcess:
        return ForkedProcess(command, self.environment, self._pages)

    def rebuild(self) -> None:
        """Rename every script and style, as a new build does, and delete the old ones."""
        for packed in [*self._pages.rglob("*.br"), *self._pages.rglob("*.gz")]:
            packed.unlink()
        for path in [*self._pages.glob("*.html"), *self._pages.glob("assets/*")]:
            path.write_text(HASHED.sub(r"\1-\2-anew.\3", path.read_text()))
        for path in self._pages.glob("assets/*"):
            path.rename(path.with_name(HASHED.sub(r"\1-\2-anew.\3", path.name)))


# A file of the build: name, which others may have too, content hash and extension.
HASHED = re.compile(r"\b(\w+)-([\w-]{8})\.(js|css)\b")


@pytest.mark.skipif(not CAN_FORK, reason="its server has pages of its own, which only a forked one can have")
def test_o4_pages_of_an_older_build_go_on_or_reload_and_keep_their_texts(
    chromium: Browser, tmp_path: Path
) -> None:
    server = RebuiltServer(tmp_path)
    server.start()
    screens = Screens(chromium, server)
    with console(server) as facilitator:
        facilitator.enter("collect")
    whole, half = screens.open("phone"), screens.open("phone")
    for page, text in ((whole, QUESTION), (half, SECOND)):
        page.locator("textarea").fill(text)
        page.evaluate("window.before = true")
    held: list[Route] = []
    half.route("**/assets/Steps-*.js", lambda route: held.append(route), times=1)
    half.reload()
    online(half)
    half.evaluate("window.before = true")

    server.stop(signal.SIGTERM)
    server.rebuild()
    server.start()
    online(whole)
    whole.get_by_role("button", name="Send").click()
    received(whole)
    assert whole.evaluate("window.before") is True
    with console(server) as facilitator:
        facilitator.enter("buzz")
    expect(whole.locator(".face")).to_be_visible()

    online(half)
    held[0].continue_()
    expect(half.locator(".face")).to_be_visible()
    assert half.evaluate("window.before") is None
    half.get_by_role("button", name="Skriv videre").click()
    expect(half.locator("textarea")).to_have_value(SECOND)
    for page in (whole, half):
        page.context.close()
    server.stop()
    assert screens.errors == []
