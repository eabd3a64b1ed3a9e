"""Old browsers, browsers without storage, parts of the page that fail to load, and the Back button."""

import re

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.asking import QUESTION, online, received, send, texts
from tests.browser.screens import Screens, wait_until
from tests.client import ConsoleClient
from tests.server import Server
from tests.tiers import rest_long, rest_rows_long

pytestmark = pytest.mark.browser

SCREENS = ("phone", "board", "console", "report", "replay", "home")
NEEDS = {
    "da": re.compile("^Kommer siden ikke frem.*JavaScript.*2022"),
    "en": re.compile("^Is nothing showing.*JavaScript.*2022"),
}
SLIP = {"da": "seddel", "en": "slip"}
# Browser storage that throws at every call, as with a corrupted profile; that is full; that is forbidden.
STORAGES = {
    "broken": """for (const name of ["getItem", "setItem", "removeItem", "key"])
      Storage.prototype[name] = () => { throw new DOMException("broken", "UnknownError"); };
    Object.defineProperty(Storage.prototype, "length", {
      get() { throw new DOMException("broken", "UnknownError"); } });""",
    "full": """Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError"); };""",
    "blocked": """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, {
      get() { throw new DOMException("forbidden", "SecurityError"); } });""",
}
FORGETS = "Din browser gemmer ikke noget"


def address(server: Server, screen: str) -> str:
    if screen == "home":
        return f"{server.base}/#key=organiser"
    if screen in ("report", "replay"):
        return f"{server.base}/{server.code}/{screen}#key={server.key('console')}"
    return server.links["join" if screen == "phone" else screen]


@pytest.mark.parametrize("screen", rest_long(SCREENS))
def test_without_javascript_every_page_says_at_once_what_it_needs_and_what_to_do(
    screens: Screens, server: Server, screen: str
) -> None:
    page = screens.open("phone", url=address(server, screen), java_script_enabled=False)
    for language, needs in NEEDS.items():
        said = page.locator(f"p[lang={language}]")
        expect(said).to_have_text(needs)
        expect(said).to_be_visible()
        assert (SLIP[language] in said.inner_text()) == (screen == "phone")


@pytest.mark.parametrize("screen", rest_long(SCREENS))
def test_a_browser_that_cannot_read_the_script_says_what_it_needs(
    screens: Screens, server: Server, screen: str
) -> None:
    page = screens.open("phone", url="about:blank")
    script = re.compile(rf"/assets/{screen}-[\w-]+\.js$")
    page.route(script, lambda route: route.fulfill(content_type="text/javascript", body="a future syntax"))
    page.goto(address(server, screen))
    expect(page.locator("p[lang=da]")).to_have_text(NEEDS["da"])
    expect(page.locator("p[lang=da]")).to_be_hidden()
    # The page waits some seconds for a slow script; the test ends that wait.
    page.evaluate("document.getAnimations().forEach(animation => animation.finish())")
    expect(page.locator("p[lang=da]")).to_be_visible()
    assert [error for error in screens.errors if "Unexpected identifier" not in error] == []
    screens.errors.clear()


@pytest.mark.parametrize("screen", rest_long(SCREENS))
def test_a_page_whose_script_runs_does_not_say_what_it_would_need(
    screens: Screens, server: Server, screen: str
) -> None:
    page = screens.open("phone", url=address(server, screen))
    expect(page.locator("#app > *").first).to_be_visible()
    expect(page.locator("#app + .bare")).to_have_css("display", "none")


def test_a_part_that_fails_to_load_reloads_the_page_once_and_the_phone_says_what_to_do(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    phone = screens.open("phone", url="about:blank")
    blocked = re.compile(r"/assets/Pages-[\w-]+\.js$")
    visits: list[str] = []
    phone.route(blocked, lambda route: route.abort())
    phone.on(
        "request", lambda request: visits.append(request.url) if request.is_navigation_request() else None
    )
    phone.goto(server.links["join"])
    expect(phone.get_by_text("Siden kunne ikke hentes helt")).to_contain_text("seddel")
    with phone.expect_request(blocked):  # the page goes on trying without another reload
        pass
    assert len(visits) == 2
    phone.unroute(blocked)
    expect(phone.locator("textarea")).to_be_visible()
    assert len(visits) == 2


def test_a_part_that_fails_to_load_while_a_text_is_written_does_not_reload_the_page(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    phone = screens.open("phone", url="about:blank")
    held: list[Route] = []
    steps = re.compile(r"/assets/Steps-[\w-]+\.js$")
    phone.route(steps, lambda route: route.continue_() if held else held.append(route))
    with phone.expect_request(steps):
        phone.goto(server.links["join"])
        phone.locator("textarea").fill(QUESTION)
    phone.evaluate("window.sameVisit = true")
    with phone.expect_request(steps):
        held[0].abort()
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", name="Hvor hører det hjemme?")).to_be_visible()
    assert phone.evaluate("window.sameVisit")


def test_a_question_sent_before_the_steps_are_loaded_stays_on_the_screen_until_it_is_received(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    steps = re.compile(r"/assets/Steps-")
    phone = screens.open("phone", offline_at=steps)
    expect(phone.locator("textarea")).to_be_visible()
    phone.context.set_offline(True)
    send(phone, QUESTION)
    expect(phone.locator("main .heading")).to_have_text(QUESTION)
    expect(phone.get_by_text("Dit spørgsmål sendes af sig selv.")).to_be_visible()
    phone.unroute(steps)
    phone.context.set_offline(False)
    received(phone)


@pytest.mark.long
def test_a_polling_script_that_failed_to_load_is_fetched_again_from_another_url(
    screens: Screens, server: Server
) -> None:
    phone = screens.open("phone", url="about:blank")
    asked: list[str] = []

    def fail_once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        else:
            route.continue_()

    def block(line: WebSocketRoute) -> None:
        line.close()

    phone.route_web_socket("**", block)
    phone.route(re.compile(r"/assets/polling-"), fail_once)
    phone.goto(server.links["join"])
    online(phone)
    phone.close()
    assert len(asked) == len(set(asked)) == 2
    assert len({url.partition("?")[0] for url in asked}) == 1


@pytest.mark.parametrize("storage", rest_long(STORAGES))
def test_a_phone_without_working_storage_takes_part_and_says_so(
    screens: Screens, server: Server, facilitator: ConsoleClient, storage: str
) -> None:
    phone = screens.open("phone", url="about:blank")
    phone.add_init_script(STORAGES[storage])
    phone.goto(server.links["join"])
    online(phone)
    expect(phone.get_by_text(FORGETS)).to_be_visible()
    facilitator.enter("collect")
    expect(phone.locator("footer")).to_contain_text(FORGETS)
    send(phone, QUESTION)
    phone.get_by_role("button", name="Ved ikke").click()
    received(phone)
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_text("Received")).to_be_visible()
    assert texts(server) == [QUESTION]
    for step in facilitator.arc():
        facilitator.enter(step)
    expect(phone.get_by_text(QUESTION)).to_be_visible()


def test_a_phone_with_working_storage_shows_no_warning_about_it(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    phone = screens.open("phone")
    expect(phone.locator("textarea")).to_be_visible()
    expect(phone.get_by_text(FORGETS)).to_have_count(0)


@pytest.mark.parametrize("storage", rest_long(STORAGES))
@pytest.mark.parametrize(
    ("screen", "sign"),
    rest_rows_long(
        [
            ("console", "Velkommen"),
            ("board", "Scan"),
            ("report", "Rapport"),
            ("replay", "Afspilning"),
            ("home", "Kopiér link"),
        ]
    ),
)
def test_a_screen_without_working_storage_works_and_has_its_key_after_a_reload(
    screens: Screens, server: Server, screen: str, sign: str, storage: str
) -> None:
    page = screens.open("board" if screen == "board" else "console", url="about:blank")
    page.add_init_script(STORAGES[storage])
    page.goto(address(server, screen))
    expect(page.locator("#app")).to_contain_text(sign)
    page.reload()
    expect(page.locator("#app")).to_contain_text(sign)


def entries(phone: Page) -> int:
    return int(phone.evaluate("history.length"))


def test_back_closes_a_page_over_the_step_and_leaves_the_site_only_from_the_step(
    screens: Screens, server: Server
) -> None:
    phone = screens.open("phone", url=server.base)
    phone.goto(server.links["join"])
    online(phone)
    before = entries(phone)
    for _ in range(2):
        phone.get_by_role("button", name="Om dine data").click()
        expect(phone.get_by_role("heading", name="Om dine data")).to_be_visible()
        phone.go_back()
        expect(phone.get_by_text("Du er med")).to_be_visible()
    # The page's own Back button removes its entry from the history.
    phone.get_by_role("button", name="Om dine data").click()
    phone.get_by_role("button", name="Tilbage").click()
    expect(phone.get_by_text("Du er med")).to_be_visible()
    wait_until(phone, "history.state === null")
    assert entries(phone) == before + 1  # one entry that Forward leads to
    phone.go_back()
    expect(phone).to_have_url(f"{server.base}/")


def test_back_from_writing_keeps_the_text_and_forward_opens_nothing(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    phone = screens.open("phone")
    send(phone, QUESTION)
    phone.get_by_role("button", name="Ved ikke").click()
    phone.get_by_role("button", name="Skriv et spørgsmål til").click()
    phone.locator("textarea").fill("Og hvem bærer risikoen?")
    phone.go_back()
    expect(phone.get_by_role("heading", name="Dine spørgsmål")).to_be_visible()
    phone.go_forward()
    wait_until(phone, "history.state === null")
    phone.get_by_role("button", name="Skriv videre").click()
    expect(phone.locator("textarea")).to_have_value("Og hvem bærer risikoen?")


def test_a_page_that_was_reloaded_is_left_by_one_back(screens: Screens, server: Server) -> None:
    phone = screens.open("phone", url=server.base)
    phone.goto(server.links["join"])
    phone.get_by_role("button", name="Om dine data").click()
    expect(phone.get_by_role("heading", name="Om dine data")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("Du er med")).to_be_visible()
    wait_until(phone, "history.state === null")
    phone.go_back()
    expect(phone).to_have_url(f"{server.base}/")


def test_back_from_my_page_leads_to_the_step(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    phone = screens.open("phone", url=f"{server.links['join']}/mine")
    expect(phone.get_by_text("kan glemme siden efter få dage")).to_be_visible()
    phone.go_back()
    expect(phone.locator("textarea")).to_be_visible()
