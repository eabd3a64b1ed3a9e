"""Pages with a clock that the test controls, so that timeouts do not depend on the machine's speed."""

from playwright.sync_api import Page

from tests.server import eventually

OFFLINE = "Ingen forbindelse – prøver igen"
ONLINE = "Forbundet"


def state(page: Page) -> str:
    """The connection state that a phone shows."""
    return page.locator("header [role=status]").inner_text().strip()


def control_clock(page: Page, url: str = "") -> None:
    """Load the page with a stopped clock, or reload it, and run the clock until the page is connected."""
    page.clock.install()
    if url:
        page.goto(url)
    else:
        page.reload()
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    run_clock_until(page, ONLINE)


def run_clock_until(page: Page, told: str, within_ms: int = 60_000, step_ms: int = 200) -> None:
    """Run the page's clock until the page shows this connection state, at most `within_ms`."""
    left = within_ms

    def look() -> bool:
        nonlocal left
        if left > 0:
            page.clock.run_for(step_ms)
            left -= step_ms
        return state(page) == told

    eventually(look, 25)


# Hide the page, as in a browser in the background, which stops its timers and connections, and show it again.
HIDE = """() => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SHOW = """() => {
  delete document.hidden;
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# Sets the monotonic clock back by the time asleep, during which only the wall clock goes on.
STAND_STILL = """ms => {
  const clock = performance.now.bind(performance);
  performance.now = () => clock() - ms;
}"""


def sleep(page: Page, ms: int, *, told: bool = True, back: bool = True) -> None:
    """Let a device sleep: its wall clock goes on, performance.now() does not, and timers fire late.

    `told` is whether the page gets `visibilitychange`; the front page of a laptop does not. `back` is whether
    it has its network again when it wakes.
    """
    if told:
        page.evaluate(HIDE)
    page.context.set_offline(True)
    page.clock.fast_forward(ms)
    page.evaluate(STAND_STILL, ms)
    page.context.set_offline(not back)
    if told:
        page.evaluate(SHOW)


def send_by_key(phone: Page, text: str) -> None:
    """Send by keyboard: with a stopped clock Playwright would wait in vain for the button to be stable."""
    phone.locator("textarea").fill(text)
    phone.locator("footer .button.primary").press("Enter")
