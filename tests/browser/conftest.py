"""Fixtures of the browser tests: one Chromium for all of them, a session's screens, and a second console.

Playwright runs an event loop, so Chromium is closed before tests that run one of their own.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.screens import Screens, launch
from tests.client import ConsoleClient, console
from tests.needs import need
from tests.server import Server


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    need("chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def screens(chromium: Browser, server: Server) -> Iterator[Screens]:
    """The server's screens; fails the test when a page had an error or sent a request to another server."""
    one = Screens(chromium, server)
    yield one
    one.close()
    assert one.errors == []


@pytest.fixture
def facilitator(server: Server) -> Iterator[ConsoleClient]:
    """A console that speaks the protocol, without a page, with which the test leads the session."""
    with console(server) as one:
        yield one
