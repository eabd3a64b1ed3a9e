"""Opens the screens in Chromium, each at its usual size, and collects their errors."""

import logging
import re
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, Playwright, Request, expect

from app.core.languages import PerLanguage, nearest
from tests.browser.relay import Relay
from tests.needs import BY_TOOL
from tests.server import PATIENCE_S, Server, eventually

expect.set_options(timeout=PATIENCE_S * 1000)
SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "console": {"viewport": {"width": 1366, "height": 768}},
    "remote": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "board": {"viewport": {"width": 1920, "height": 1080}},
}
# The remote is the console's own page on a phone.
LINKS = {"phone": "join", "remote": "console"}
LOCALES: PerLanguage[str] = {"da": "da-DK", "en": "en-GB"}
# pytest shows what is logged here beside a test that failed: a script that did not load leaves an empty page.
_LOG = logging.getLogger(__name__)
# A violation of the content security policy is logged to the browser's console with this prefix.
BREACH = "content policy: "
TELLS_BREACHES = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`%s${event.violatedDirective} of ${event.blockedURI} at ${event.sourceFile}`))"""
# Pages draw lots only for how long they wait before they connect again or fetch a part again: here from the
# shortest tenth of what they may draw. The delays themselves are tested in frontend/src/live/backoff.test.ts.
SHORT_WAITS = """(() => {
  const draw = Math.random;
  Math.random = () => draw() / 10;
})()"""


def launch(playwright: Playwright) -> Browser:
    """Start Chromium without network services, preferably its headless build: it takes half the CPU time."""
    return playwright.chromium.launch(
        executable_path=BY_TOOL["chromium-headless-shell"].command(),
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--autoplay-policy=no-user-gesture-required",
        ],
    )


def wait_until(page: Page, expression: str, arg: object = None) -> None:
    """Wait until an expression is true in the page.

    Playwright's `wait_for_function` evaluates strings inside the page, which our content security
    policy forbids.
    """
    eventually(lambda: page.evaluate(expression, arg))


class Screens:
    """The screens of one session, and the errors on any of them.

    `errors` has every script error, dialog, violation of the content security policy, request to another
    origin, key in a URL, and URL passed on as a referrer.
    """

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser = browser
        self.server = server
        self.errors: list[str] = []
        self._relays: list[Relay] = []

    def relay(self) -> Relay:
        """A relay in front of the server, closed with the screens."""
        self._relays.append(Relay(self.server))
        return self._relays[-1]

    def open(
        self,
        kind: str,
        language: str = "da",
        url: str = "",
        offline_at: str | re.Pattern[str] = "",
        any_wait: bool = False,
        **options: Any,
    ) -> Page:
        """A fresh browser context with one page: kind is phone, console, remote or board.

        Requests to URLs that match `offline_at` fail until the page is unrouted. The page connects again
        soon; with `any_wait`, as a test of a deadline needs it, after any of the times that it may draw.
        """
        context = self.browser.new_context(**{**SIZES[kind], "locale": LOCALES[nearest(language)], **options})
        context.add_init_script(TELLS_BREACHES.replace("%s", BREACH))
        if not any_wait:
            context.add_init_script(SHORT_WAITS)
        page = context.new_page()
        self.watch(page)
        if offline_at:
            page.route(offline_at, lambda route: route.abort())
        page.goto(url or self.server.links[LINKS.get(kind, kind)])
        return page

    def close(self) -> None:
        """Close all pages; one that is left open would go on reconnecting while other tests run."""
        for context in self.browser.contexts:
            context.close()
        for relay in self._relays:
            relay.close()

    def watch(self, page: Page) -> None:
        """Collect the errors of this page."""
        page.on("pageerror", self._look_at_error)
        page.on("console", self._look_at_message)
        page.on("dialog", self.dismiss)
        page.on("request", self._look_at_request)
        page.on(
            "requestfailed", lambda request: _LOG.warning("not loaded: %s %s", request.url, request.failure)
        )
        page.on("websocket", lambda socket: self._look_at_address(socket.url))

    def _look_at_error(self, error: Error) -> None:
        _LOG.warning("script error: %s", error)
        self.errors.append(str(error))

    def _look_at_message(self, message: ConsoleMessage) -> None:
        if BREACH in message.text:
            self.errors.append(message.text)

    def dismiss(self, dialog: Dialog) -> None:
        self.errors.append(f"a dialog opened: {dialog.message}")
        dialog.dismiss()

    def _look_at_request(self, request: Request) -> None:
        self._look_at_address(request.url)
        if referrer := request.headers.get("referer"):
            self.errors.append(f"an address was passed on: {referrer}")

    def _look_at_address(self, url: str) -> None:
        bases = [self.server.base, *(relay.base for relay in self._relays)]
        home = *bases, *(base.replace("http", "ws") for base in bases), "data:", "blob:"
        if not url.startswith(home):
            self.errors.append(f"a request left the house: {url}")
        # The fragment after # is never sent by the browser.
        parts = re.split(r"[/?&=]", unquote(url.partition("#")[0]))
        if not set(self.server.secrets).isdisjoint(parts):
            self.errors.append(f"a key stands in an address: {url}")
