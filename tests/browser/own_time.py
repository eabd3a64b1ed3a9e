"""Pages whose time passes only as the test says: what happens within ten seconds does so on any machine."""

from playwright.sync_api import Page

from tests.server import eventually

OFFLINE = "Venter på net"
ONLINE = "Forbundet"


def state(page: Page) -> str:
    """What a phone says of its line."""
    return page.locator("header [role=status]").inner_text().strip()


def with_own_time(page: Page) -> None:
    """Load the page anew with a clock that stands, and let it pass until the page has its line."""
    page.clock.install()
    page.reload()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    pass_until(page, ONLINE)


def pass_until(page: Page, told: str, within_ms: int = 60_000, step_ms: int = 200) -> None:
    """Let the page's time pass until its line is what is told, at most that long."""
    left = within_ms

    def look() -> bool:
        nonlocal left
        if left > 0:
            page.clock.run_for(step_ms)
            left -= step_ms
        return state(page) == told

    eventually(look, 25)


def send_by_key(phone: Page, text: str) -> None:
    """While a page's time stands still, a click waits in vain for the button to come to rest."""
    phone.locator("textarea").fill(text)
    phone.locator("footer .button.primary").press("Enter")
