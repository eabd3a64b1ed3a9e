"""Pages with a clock that the test controls, so that timeouts do not depend on the machine's speed."""

from playwright.sync_api import Page

from tests.server import eventually

OFFLINE = "Ingen forbindelse – prøver igen"
ONLINE = "Forbundet"


def state(page: Page) -> str:
    """What a phone says of its connection."""
    return page.locator("header [role=status]").inner_text().strip()


def control_clock(page: Page) -> None:
    """Reload the page with a stopped clock, and run the clock until the page is connected."""
    page.clock.install()
    page.reload()
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    run_clock_until(page, ONLINE)


def run_clock_until(page: Page, told: str, within_ms: int = 60_000, step_ms: int = 200) -> None:
    """Run the page's clock until its connection is in this state, at most that long."""
    left = within_ms

    def look() -> bool:
        nonlocal left
        if left > 0:
            page.clock.run_for(step_ms)
            left -= step_ms
        return state(page) == told

    eventually(look, 25)


# A browser in the background keeps the page, but neither its timers nor its connections.
HIDE = """() => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SHOW = """() => {
  delete document.hidden;
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# What the wall clock gains on the monotonic one while the device is asleep.
STAND_STILL = """ms => {
  const clock = performance.now.bind(performance);
  performance.now = () => clock() - ms;
}"""


def sleep(page: Page, ms: int, *, told: bool = True, back: bool = True) -> None:
    """Let a device sleep: its wall clock goes on, performance.now() does not, and timers fire late.

    `told` is whether the page learns that it was hidden; a laptop's that was in front does not. `back` is
    whether it has its network again when it wakes.
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
