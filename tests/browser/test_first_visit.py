"""First visit of a phone: the page connects before its script has loaded, and the script takes over.

The script is delayed until the test releases it, so that the order is the same on any machine.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Response, Route, WebSocket, WebSocketRoute, expect

from tests.browser.asking import QUESTION, online, texts
from tests.browser.screens import BREACH, Screens, wait_until
from tests.client import ConsoleClient, console
from tests.server import Server, eventually

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

SHELL = re.compile(r"/assets/phone-[\w-]+\.js$")
PAGES = {
    "script": re.compile(r"/assets/Pages-[\w-]+\.js$"),
    "style": re.compile(r"/assets/Pages-[\w-]+\.css$"),
}
STEPS = re.compile(r"/assets/Steps-[\w-]+\.js$")
# The most that a phone that joins in `collect` may fetch before it can write, compressed.
MAY_WRITE_BYTES = 30_000
# The style and the words of the other steps, which are fetched with their script.
STYLE_OR_WORDS = re.compile(r"/assets/(Steps-[\w-]+\.css|phoneSteps\w+-[\w-]+\.js)$")
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("forbidden", "SecurityError"); } })"""
WATCH_CONNECTING = """new MutationObserver(() => {
  const said = document.body?.innerText ?? "";
  window.saidConnecting ||= said.includes("Forbinder") || said.includes("Henter");
}).observe(document, { childList: true, subtree: true, characterData: true })"""
WELCOMED = "window.earlyConnection.heard.length === 1"
# With the first delta of its lane `mine` a phone has all it needs to render.
PICTURE_HAS_COME = """window.earlyConnection?.heard.some(([, data]) => data.includes('"lane":"mine"'))"""


@pytest.fixture
def phone(screens: Screens) -> Page:
    """A phone with an empty page."""
    return screens.open("phone", url="about:blank")


@contextmanager
def before_its_shell(phone: Page, address: str) -> Iterator[None]:
    """Open the page and delay its script until the block ends."""
    held: list[Route] = []
    is_held = True
    # A request after the block is not held: nothing would release it.
    phone.route(SHELL, lambda route: held.append(route) if is_held else route.continue_())
    phone.goto(address, wait_until="commit")
    yield
    is_held = False
    for route in held:
        route.continue_()


def lines_of(phone: Page) -> list[WebSocket]:
    lines: list[WebSocket] = []
    phone.on("websocket", lambda line: lines.append(line))
    return lines


def joined(server: Server) -> int:
    with console(server, device="counts") as facilitator:
        return int(facilitator.view["counts"]["it"]["joined"])


def test_the_connection_opens_before_the_script_has_loaded_and_the_script_takes_it_over(
    server: Server, phone: Page
) -> None:
    phone.add_init_script(WATCH_CONNECTING)
    lines = lines_of(phone)
    with before_its_shell(phone, server.links["join"]):
        wait_until(phone, PICTURE_HAS_COME)
        assert joined(server) == 1
        expect(phone.locator("header")).to_have_count(0)
        assert phone.locator("link[rel=modulepreload]").count() == 0
    expect(phone.get_by_text("Du er med")).to_be_visible()
    online(phone)
    assert phone.evaluate("[window.earlyConnection, window.saidConnecting]") == [None, False]
    assert (len(lines), joined(server)) == (1, 1)


def test_a_late_phone_fetches_the_text_box_before_the_script_and_the_snapshot_have_come(
    server: Server, phone: Page, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    held: list[Callable[[], None]] = []

    def without_snapshot(near: WebSocketRoute) -> None:
        far = near.connect_to_server()

        def to_page(message: str | bytes) -> None:
            if held or '"t":"snapshot"' in str(message):
                held.append(lambda: near.send(message))
            else:
                near.send(message)

        far.on_message(to_page)

    phone.route_web_socket("**", without_snapshot)
    with (
        phone.expect_request(PAGES["script"]) as script,
        phone.expect_request(PAGES["style"]) as style,
        before_its_shell(phone, server.links["join"]),
    ):
        assert (script.value.resource_type, style.value.resource_type) == ("script", "stylesheet")
        wait_until(phone, WELCOMED)
        expect(phone.locator("header")).to_have_count(0)
        for send in held:
            send()
        held.clear()
    expect(phone.locator("textarea")).to_be_visible()


def test_a_late_phone_may_write_before_the_other_steps_have_come_and_after_30_kb(
    server: Server, phone: Page, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    held: list[Route] = []
    got: list[Response] = []
    phone.route(STEPS, lambda route: held.append(route))
    phone.on("response", lambda response: got.append(response))
    lines = lines_of(phone)
    with phone.expect_request(STEPS):
        phone.goto(server.links["join"])
        phone.locator("textarea").fill(QUESTION)
    sizes = {
        one.url: one.request.sizes()["responseBodySize"] for one in got if not STYLE_OR_WORDS.search(one.url)
    }
    assert sum(sizes.values()) <= MAY_WRITE_BYTES, sizes
    assert (len(sizes), len(lines)) == (4, 1), sizes
    phone.get_by_role("button", name="Send").click()
    eventually(lambda: texts(server) == [QUESTION])
    held[0].continue_()
    expect(phone.get_by_role("heading", name="Hvor hører det hjemme?")).to_be_visible()


@pytest.mark.parametrize("code", [1011, 1012])
def test_a_first_connection_that_is_closed_is_replaced_and_the_phone_joins_once(
    server: Server, phone: Page, code: int
) -> None:
    opened: list[WebSocketRoute] = []

    def between(near: WebSocketRoute) -> None:
        opened.append(near)
        near.connect_to_server()

    phone.route_web_socket("**", between)
    with before_its_shell(phone, server.links["join"]):
        wait_until(phone, PICTURE_HAS_COME)
        opened[0].close(code=code)
        wait_until(phone, "window.earlyConnection.closed")
    online(phone)
    expect(phone.get_by_text("Du er med")).to_be_visible()
    assert (len(opened), joined(server)) == (2, 1)


def test_without_browser_storage_the_script_opens_the_connection_and_the_phone_joins_once(
    server: Server, phone: Page
) -> None:
    phone.add_init_script(NO_STORAGE)
    lines = lines_of(phone)
    with before_its_shell(phone, server.links["join"]):
        wait_until(phone, "document.readyState === 'interactive'")
        assert lines == []
    online(phone)
    assert (len(lines), joined(server)) == (1, 1)


def test_an_unknown_code_is_detected_before_the_script_has_loaded_and_reported_by_it(
    server: Server, phone: Page
) -> None:
    lines = lines_of(phone)
    with before_its_shell(phone, f"{server.base}/ABCDEF"):
        wait_until(phone, "window.earlyConnection?.closed")
    expect(phone.get_by_role("heading", name="Den kode findes ikke")).to_be_visible()
    assert len(lines) == 1


def test_a_script_or_style_added_to_the_page_is_blocked(
    screens: Screens, server: Server, phone: Page
) -> None:
    def with_intruders(route: Route) -> None:
        answer = route.fetch()
        intruders = "<script>window.intruder = 1</script><style>header { display: none }</style></head>"
        route.fulfill(response=answer, body=answer.text().replace("</head>", intruders))

    phone.route(server.links["join"], with_intruders)
    phone.goto(server.links["join"])
    expect(phone.locator("header")).to_be_visible()
    assert phone.evaluate("[typeof window.intruder, getComputedStyle(document.body).margin]") == [
        "undefined",
        "0px",
    ]
    breaches = sorted(error.removeprefix(BREACH).split(" of ")[0] for error in screens.errors)
    assert breaches == ["script-src-elem", "style-src-elem"]
    screens.errors.clear()
