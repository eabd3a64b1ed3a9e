"""Taps of a person, who taps again when nothing happens, and where what can be tapped is.

A control that has moved ignores taps for a moment (frontend/src/pieces/tapGuard.ts). On a busy machine it may
move between Playwright's look at it and the tap. An ignored tap is no fault; a tap that does something else
is one, and is found by what the test expects afterwards.
"""

from contextlib import suppress

from playwright.sync_api import Locator, Page, TimeoutError as Timeout

TAP_MS = 5_000
# Longer than a control ignores taps, and than an answer takes on a busy machine.
EFFECT_MS = 3_000
MOST_TAPS = 10


def tap(control: Locator, *, shown: Locator | None = None, gone: Locator | None = None) -> None:
    """Tap until `shown` is visible or `gone` is detached; raises AssertionError after ten taps in vain."""
    wanted = shown or gone
    assert wanted is not None, "say what the tap is to do"
    for _ in range(MOST_TAPS):
        with suppress(Timeout):
            control.tap(timeout=TAP_MS)
        with suppress(Timeout):
            wanted.first.wait_for(state="visible" if shown else "detached", timeout=EFFECT_MS)
            return
    raise AssertionError(f"{MOST_TAPS} taps on {control} did nothing")


def boxes(page: Page) -> list[list[object]]:
    """Every control with its text and position."""
    found: list[list[object]] = page.evaluate(
        """() => [...document.querySelectorAll("button, a[href]")].map((one) => {
          const {x, y, width, height} = one.getBoundingClientRect();
          return [one.textContent.trim(), x, y, width, height];
        })"""
    )
    return found
