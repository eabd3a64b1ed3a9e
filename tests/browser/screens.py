"""The screens in Chromium, each at the size it is judged at."""

from typing import Any

from playwright.sync_api import Browser, Page, Playwright

from tests.server import Server, eventually

SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "console": {"viewport": {"width": 1366, "height": 768}},
    "remote": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "board": {"viewport": {"width": 1920, "height": 1080}},
}
# The remote is the console's own page on a phone.
LINKS = {"phone": "join", "remote": "console"}
LOCALES = {"da": "da-DK", "en": "en-GB"}


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium, kept from looking for a network."""
    return playwright.chromium.launch(
        executable_path="/usr/bin/chromium",
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
    """Wait until a page's own word is true.

    Playwright's way of waiting evaluates inside the page each time it looks again, which our content
    policy forbids.
    """
    eventually(lambda: page.evaluate(expression, arg))


class Screens:
    """The screens of one session, and every error and foreign address that any of their pages met."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser = browser
        self.server = server
        self.errors: list[str] = []

    def open(
        self, kind: str, language: str = "da", url: str = "", offline_at: str = "", **options: Any
    ) -> Page:
        """A fresh browser context with one page: kind is phone, console, remote or board.

        Requests to addresses like `offline_at` get no answer, until the page is unrouted.
        """
        context = self.browser.new_context(**{**SIZES[kind], "locale": LOCALES[language], **options})
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._stays_home(request.url))
        if offline_at:
            page.route(offline_at, lambda route: route.abort())
        page.goto(url or self.server.links[LINKS.get(kind, kind)])
        return page

    def _stays_home(self, url: str) -> None:
        if not url.startswith((self.server.base, "data:", "blob:")):
            self.errors.append(f"a request left the house: {url}")
