"""Connection faults in Chromium: silent loss, captive portal, no answer, frozen server, wrong frames."""

import json
import re
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute, expect

from tests.browser.asking import QUESTION, SECOND, enter_collect_after_a_step, online, received, send, texts
from tests.browser.page_clock import OFFLINE, ONLINE, control_clock, run_clock_until, send_by_key, state
from tests.browser.relay import Relay
from tests.browser.screens import Screens
from tests.client import ConsoleClient, console, phone as seat
from tests.server import Server, eventually

pytestmark = pytest.mark.browser

NOTICED_MS = 10_000
STYLE = re.compile(r"/assets/Pages-[\w-]+\.css$")


def test_n8_a_connection_that_dies_silently_is_noticed_within_ten_seconds(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone", url="about:blank")
    control_clock(phone, screens.server.links["join"])
    phone.context.set_offline(True)
    phone.clock.run_for(NOTICED_MS)
    expect(phone.locator("header [role=status]")).to_have_text(OFFLINE)
    phone.context.set_offline(False)
    run_clock_until(phone, ONLINE)


def test_a7_losing_the_network_while_writing_is_announced_and_text_and_focus_stay(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    phone = screens.open("phone", url="about:blank")
    phone.clock.install()
    phone.goto(server.links["join"])
    box = phone.locator("textarea")
    box.focus()
    phone.keyboard.type("Hvem ejer effekten?")
    phone.keyboard.press("Home")
    status = phone.locator("header [role=status]")
    server.stop(signal.SIGKILL)
    expect(status).to_have_text(OFFLINE)
    phone.clock.fast_forward(5_000)  # only what lasts is explained
    expect(phone.get_by_role("status").filter(has_text="Du behøver ikke gøre noget.")).to_be_visible()
    phone.keyboard.type("Sig: ")
    server.start()
    online(phone)
    expect(box).to_be_focused()
    phone.keyboard.type("nu. ")
    expect(box).to_have_value("Sig: nu. Hvem ejer effekten?")


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    """A server behind a relay that can fail."""
    one = Relay(Server(tmp_path / "data"))
    one.server.base = one.server.environment["SUMME_PUBLIC_URL"] = one.base
    one.server.start()
    yield one
    one.server.stop()
    one.close()


@pytest.fixture
def phone_behind(chromium: Browser, relay: Relay) -> Iterator[Page]:
    """A phone behind the relay, in step `collect`."""
    screens = Screens(chromium, relay.server)
    phone = screens.open("phone")
    with console(relay.server) as facilitator:
        enter_collect_after_a_step(facilitator, phone)
    yield phone
    phone.context.close()
    assert screens.errors == []


@pytest.mark.parametrize("hits", [("/",), ("/ws", "/api")], ids=["everything", "all-but-pages"])
def test_n10_a_sign_in_page_of_the_network_is_never_taken_for_the_server(
    relay: Relay, phone_behind: Page, hits: tuple[str, ...]
) -> None:
    relay.fail("portal", *hits)
    send(phone_behind, QUESTION)
    # Both transports are tried: WebSocket, and polling (whose script the portal answers for, too).
    plain = "/assets/polling" if "/" in hits else "/api/line"
    eventually(lambda: relay.has_met("/ws/") and relay.has_met(plain), 25)
    expect(phone_behind.get_by_text("Venter – sendes af sig selv")).to_be_visible()
    expect(phone_behind.get_by_text("Modtaget")).to_have_count(0)
    assert state(phone_behind) == OFFLINE
    relay.mend()
    received(phone_behind)
    assert texts(relay.server) == [QUESTION]


def test_n16_a_connection_attempt_without_an_answer_is_given_up_and_repeated(
    relay: Relay, phone_behind: Page
) -> None:
    control_clock(phone_behind)
    relay.fail("silence", "/ws", "/api")
    run_clock_until(phone_behind, OFFLINE)
    send_by_key(phone_behind, QUESTION)

    def tried_again() -> bool:
        phone_behind.clock.run_for(500)
        assert state(phone_behind) == OFFLINE
        return len(relay.met) >= 3

    eventually(tried_again, 25)
    expect(phone_behind.get_by_text("Venter – sendes af sig selv")).to_be_visible()
    relay.mend()
    run_clock_until(phone_behind, ONLINE)
    phone_behind.clock.resume()
    received(phone_behind)
    assert texts(relay.server) == [QUESTION]


def test_a_component_whose_stylesheet_fails_is_not_shown_unstyled_and_is_fetched_again(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    phone = screens.open("phone", url="about:blank")
    refused: list[Route] = []

    def refuse(route: Route) -> None:
        refused.append(route)
        route.abort()

    phone.route("**/assets/Pages-*.css", refuse)
    phone.goto(screens.server.links["join"])
    # The page fetches it a second time by itself.
    with phone.expect_request(lambda request: STYLE.search(request.url) is not None and len(refused) > 0):
        pass
    expect(phone.get_by_role("main").get_by_text("Henter …")).to_be_visible()
    expect(phone.locator("textarea")).to_have_count(0)
    phone.unroute_all()
    box = phone.locator("textarea")
    expect(box).to_be_visible(timeout=25_000)
    expect(box).to_have_css("resize", "none")


@pytest.mark.long
def test_n16_a_page_that_cannot_connect_says_so(chromium: Browser, relay: Relay) -> None:
    relay.fail("silence", "/ws", "/api")
    phone = Screens(chromium, relay.server).open("phone", "en")
    expect(phone.locator("header [role=status]")).to_have_text("Connecting …")
    expect(phone.get_by_text("Your phone cannot reach the room yet. It keeps trying.")).to_be_visible()
    relay.mend()
    expect(phone.get_by_text("You are in")).to_be_visible()
    phone.context.close()


def test_l14_a_frozen_server_is_reported_and_no_question_is_lost_or_doubled(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone")
    enter_collect_after_a_step(facilitator, phone)
    control_clock(phone)
    assert server.process is not None
    server.process.send_signal(signal.SIGSTOP)
    try:
        send_by_key(phone, QUESTION)
        expect(phone.get_by_text("Venter – sendes af sig selv")).to_be_visible()
        phone.clock.run_for(NOTICED_MS)
        assert state(phone) == OFFLINE
        expect(phone.get_by_text("Modtaget")).to_have_count(0)
    finally:
        server.process.send_signal(signal.SIGCONT)
    phone.clock.resume()
    received(phone)
    online(phone)
    assert texts(server) == [QUESTION]


class FrameTamperer:
    """A proxy for a screen's WebSocket that doubles, swaps or drops the next delta and counts connections.

    Frames are forwarded only while Playwright's loop runs, so the methods that poll wait in the page.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._lines = 0
        self._deed = ""
        self._met: list[str | bytes] = []
        page.route_web_socket("**", self._between)

    def do(self, deed: str) -> None:
        self._met, self._deed = [], deed

    def has_met_a_change(self) -> bool:
        """Whether a delta was received: joining and asking make one delta, or two on a busy machine."""
        self._page.wait_for_timeout(50)
        return bool(self._met)

    def opened(self, lines: int) -> bool:
        self._page.wait_for_timeout(50)
        return self._lines == lines

    def _between(self, near: WebSocketRoute) -> None:
        self._lines += 1
        far = near.connect_to_server()

        def to_page(message: str | bytes) -> None:
            if not self._deed or json.loads(message)["t"] != "delta":
                near.send(message)
                return
            self._met.append(message)
            if self._deed == "swap" and len(self._met) == 1:
                return
            for one in {"double": [message] * 2, "drop": [], "swap": self._met[::-1]}[self._deed]:
                near.send(one)
            self._deed = ""

        far.on_message(to_page)


def test_r6_a_screen_with_duplicated_reordered_or_lost_deltas_starts_afresh(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    board = screens.open("board", url="about:blank")
    between = FrameTamperer(board)
    board.goto(server.links["board"])
    count = board.locator(".count strong")
    expect(count).to_have_text("0")
    for n, deed in enumerate(("drop", "double", "swap"), start=1):
        between.do(deed)
        asked = [f"{text} {n}" for text in (QUESTION, SECOND)]
        with seat(server) as person:
            person.do("ask_question", text=asked[0])
            eventually(between.has_met_a_change)
            person.do("ask_question", text=asked[1])
        eventually(partial(between.opened, n + 1))
        expect(count, deed).to_have_text(str(2 * n))
        if n == 1:  # later ones are shown a few a second
            for text in asked:
                expect(board.locator("article", has_text=text)).to_be_visible()
    facilitator.enter("group")
    expect(board.get_by_text("6 ikke placeret endnu")).to_be_visible()
    assert between.opened(4)
    assert 'summe_screens_afresh_total{why="gap"} 3.0' in server.get("/-/metrics").decode()
