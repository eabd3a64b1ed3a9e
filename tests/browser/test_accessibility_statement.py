"""The link to the accessibility statement at the foot of phone, home and report."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core.languages import LANGUAGES, Language
from app.web.accessibility import WORDS
from tests.browser.accessibility import violations
from tests.browser.screens import Screens
from tests.browser.test_phone import FAULTS
from tests.server import ORGANISER_KEY, Server
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.process]


@pytest.fixture(scope="module")
def with_statement(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(
        tmp_path_factory.mktemp("was") / "data", accessibility_url="https://was.digst.dk/example-dk"
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture
def screens(chromium: Browser, with_statement: Server) -> Iterator[Screens]:
    one = Screens(chromium, with_statement)
    yield one
    one.close()
    assert one.errors == []


# By screen: how it is opened.
OPENED: dict[str, Callable[[Screens, str], Page]] = {
    "lobby": lambda screens, language: screens.open("phone", language),
    "my page": lambda screens, language: screens.open(
        "phone", language, url=f"{screens.server.base}/{screens.server.code}/mine"
    ),
    "join": lambda screens, language: screens.open("phone", language, url=screens.server.base),
    "home": lambda screens, language: screens.open(
        "console", language, url=f"{screens.server.base}/#key={ORGANISER_KEY}"
    ),
    "report": lambda screens, language: screens.open(
        "console", language, url=f"{screens.server.base}/{screens.server.code}/report#key={ORGANISER_KEY}"
    ),
    "privacy": lambda screens, language: screens.open(
        "phone", language, url=f"{screens.server.base}/privacy?lang={language}"
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", rest_long(OPENED))
def test_a_screen_links_to_the_statement_at_its_foot(
    screens: Screens, screen: str, language: Language
) -> None:
    page = OPENED[screen](screens, language)
    link = page.get_by_role("link", name=WORDS[language].statement)
    expect(link).to_be_visible()
    expect(link).to_have_attribute("href", "/was")
    assert violations(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", rest_long(["", "/mine"]))
def test_the_phones_link_is_large_enough_and_cuts_nothing_off_on_the_smallest_phone(
    screens: Screens, page: str, language: Language
) -> None:
    url = f"{screens.server.base}/{screens.server.code}{page}"
    phone = screens.open("phone", language, url=url, viewport={"width": 320, "height": 480})
    expect(phone.get_by_role("link", name=WORDS[language].statement)).to_be_visible()
    assert phone.evaluate(FAULTS) == []


def test_without_a_statement_no_screen_has_the_link(chromium: Browser, standing_server: Server) -> None:
    screens = Screens(chromium, standing_server)
    for opened in OPENED.values():
        page = opened(screens, "da")
        expect(page.get_by_text("Om dine data").first).to_be_visible()
        expect(page.get_by_role("link", name=WORDS["da"].statement)).to_have_count(0)
    screens.close()
