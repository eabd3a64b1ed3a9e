"""A real Chromium, started once for the browser tests, and what most of them want: screens and a second desk.

It runs an event loop of its own, so it is gone before tests come that run theirs.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.screens import Screens, launch
from tests.client import Desk, console
from tests.needs import need
from tests.server import Server


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    need("chromium")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def screens(chromium: Browser, server: Server) -> Iterator[Screens]:
    """The server's screens; no page may have met an error or asked for anything elsewhere."""
    one = Screens(chromium, server)
    yield one
    for context in chromium.contexts:
        context.close()
    assert one.errors == []


@pytest.fixture
def desk(server: Server) -> Iterator[Desk]:
    """A console beside the pages, over the protocol, that moves the room for the test."""
    with console(server) as one:
        yield one
