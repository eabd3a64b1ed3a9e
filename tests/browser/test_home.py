"""Home page, the organiser's list of sessions, printouts and report in Chromium."""

import datetime
import io
import json
import re
import struct
import unicodedata
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from app.core.languages import LANGUAGES
from app.exports.report_data import export
from tests.browser.accessibility import violations
from tests.browser.page_clock import HIDE, SHOW
from tests.browser.screens import Screens, wait_until
from tests.client import console, phone
from tests.exports.scripted import HOSTILE, hour
from tests.server import ORGANISER_KEY, Server
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]


@pytest.fixture
def screens(chromium: Browser, server: Server) -> Iterator[Screens]:
    """The server's screens; some tests open pages of other origins, so each test checks the errors itself."""
    one = Screens(chromium, server)
    yield one
    one.close()


def home(screens: Screens, language: str = "da", kind: str = "console", **options: Any) -> Page:
    page = screens.open(kind, language, url=f"{screens.server.base}/#key={ORGANISER_KEY}", **options)
    expect(page.get_by_role("heading", level=1)).to_have_text("Summe")
    return page


def card(page: Page, code: str) -> Locator:
    return page.locator("article", has=page.locator(f"#title-{code}"))


def join(server: Server) -> None:
    """One phone joins and leaves: from then on home offers the session's files."""
    with phone(server):
        pass


def import_hour(server: Server, language: str = "da") -> str:
    """Import the scripted hour as an ended session; returns its code."""
    request = urllib.request.Request(
        f"{server.base}/api/sessions/import",
        data=json.dumps(export(hour(language))).encode(),
        headers={"Authorization": f"Bearer {ORGANISER_KEY}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return str(json.loads(answer.read())["code"])


def report_of(server: Server, code: str) -> str:
    return server.get(f"/api/sessions/{code}/report", ORGANISER_KEY).decode()


# ---- without a key


def test_the_version_stands_at_the_foot_of_home_for_the_organiser_alone(
    screens: Screens, server: Server
) -> None:
    version = json.loads(server.get("/-/health", ORGANISER_KEY))["version"]
    expect(home(screens).get_by_text(f"Version {version}", exact=True)).to_be_visible()
    report = f"{server.base}/{server.code}/report#key={server.key('report')}"
    for url in (server.base, report):
        page = screens.open("console", url=url)
        expect(page.get_by_role("link", name="Om dine data")).to_be_visible()
        page.wait_for_load_state("networkidle")
        expect(page.get_by_text("Version")).to_have_count(0)


def test_a12_a_typed_code_opens_the_phone_in_any_spelling(screens: Screens, server: Server) -> None:
    code = server.code
    for written in (code.lower(), f" {code[:3]} - {code[3:]} ", f"{server.base}/{code}"):
        page = screens.open("phone", url=server.base)
        page.get_by_label("Hvad er koden?").fill(written)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{server.base}/{code}")
        page.context.close()
    assert screens.errors == []


def test_a_wrong_code_gets_a_message_that_says_what_is_wrong(screens: Screens) -> None:
    page = screens.open("phone", "en", url=screens.server.base)
    box = page.get_by_label("What is the code?")
    box.fill("ab-c")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_have_text("The code has six characters. This is 3.")
    box.fill("ZZZZZZ")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no such code")
    assert violations(page) == []


def test_a_code_that_was_not_looked_up_is_not_called_unknown(chromium: Browser, tmp_path: Path) -> None:
    hall = Server(tmp_path, delayed_answers=0)
    hall.start()
    screens = Screens(chromium, hall)
    page = screens.open("phone", "en", url=hall.base)
    page.get_by_label("What is the code?").fill("ZZZZZZ")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_have_text(
        "The server does not answer just now. Try again in a moment."
    )
    screens.close()
    hall.stop()


def test_a_wrong_organiser_key_gets_a_message(screens: Screens) -> None:
    page = screens.open("console", url=f"{screens.server.base}/#key=forkert")
    expect(page.get_by_text("Nøglen passer ikke til denne server.")).to_be_visible()
    expect(page.get_by_label("Hvad er koden?")).to_be_visible()


# ---- the organiser's sessions


def test_a_session_can_be_created_its_link_copied_and_its_board_opened(
    screens: Screens, server: Server
) -> None:
    page = home(screens, permissions=["clipboard-read", "clipboard-write"])
    assert ORGANISER_KEY not in page.url
    new = page.get_by_role("button", name="Ny session", exact=True)
    # The page's own style, and not the reset that is loaded after it.
    expect(new).to_have_css("font-weight", "500")
    new.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Titel").fill("Temadag om <b>vaner</b>")
    dialog.get_by_label("Dato").fill("2030-05-02")
    dialog.get_by_label("Sted").fill("Ærø")
    dialog.get_by_label("Hvor mange kommer?").fill("120")
    dialog.get_by_role("button", name="Opret session").click()
    expect(dialog).to_be_hidden()
    made = page.locator("article", has_text="Temadag om <b>vaner</b>")
    expect(made).to_contain_text("2. maj 2030 · Ærø")
    expect(made).to_contain_text("0 af 120 deltagere · 0 spørgsmål")
    made.get_by_role("button", name="Kopiér link: Styrepult").click()
    expect(made.get_by_text("Kopieret")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(rf"{server.base}/[A-Z0-9]{{6}}/console#key=[\w-]{{43}}", link)
    with page.context.expect_page() as opened:
        made.get_by_role("link", name="Åbn: Storskærm").click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Temadag")
    assert screens.errors == []


def test_a_half_filled_form_for_a_session_is_kept_until_it_is_created_or_thrown_away(
    screens: Screens,
) -> None:
    page = home(screens)
    dialog, opener = page.get_by_role("dialog"), page.get_by_role("button", name="Ny session", exact=True)
    opener.click()
    dialog.get_by_label("Titel").fill("Temadag om vaner")
    dialog.get_by_label("Sted").fill("Ærø")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    opener.click()
    expect(dialog.get_by_label("Titel")).to_have_value("Temadag om vaner")
    expect(dialog.get_by_label("Sted")).to_have_value("Ærø")
    dialog.get_by_role("button", name="Annullér").click()
    opener.click()
    expect(dialog.get_by_label("Titel")).to_have_value("")


def test_without_a_clipboard_the_link_can_be_copied_by_hand(screens: Screens, server: Server) -> None:
    page = home(screens)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Kopiér link: Telefon").click()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value(server.links["join"])


def test_only_the_join_link_has_a_qr_code(screens: Screens, server: Server) -> None:
    page = home(screens)
    expect(page.get_by_role("button", name="QR")).to_have_count(1)
    page.get_by_role("button", name="QR").click()
    picture = page.get_by_role("dialog").get_by_role("img")
    at = quote(server.links["join"], safe="")
    expect(picture).to_have_attribute("src", f"/api/qr/{server.code}.svg?at={at}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_deleting_a_session_requires_typing_its_code(screens: Screens, server: Server) -> None:
    page = home(screens)
    page.get_by_role("article").locator("summary").click()
    page.get_by_role("button", name="Slet", exact=True).click()
    dialog = page.get_by_role("dialog")
    delete = dialog.get_by_role("button", name="Slet for altid")
    expect(delete).to_be_disabled()
    dialog.get_by_role("textbox").fill("ABCDEF")
    expect(delete).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.locator("article")).to_have_count(1)
    page.get_by_role("button", name="Slet", exact=True).click()
    dialog.get_by_role("textbox").fill(server.code.lower())
    delete.click()
    expect(page.get_by_role("status")).to_have_text(f"{server.code[:3]} {server.code[3:]} er slettet.")
    expect(page.locator("article")).to_have_count(0)
    assert json.loads(server.get("/api/sessions")) == []


def test_ending_a_session_moves_it_to_the_ended_ones_and_says_when_it_will_be_deleted(
    screens: Screens, server: Server
) -> None:
    page = home(screens)
    expect(page.get_by_role("article").locator("summary")).to_contain_text(
        "Slettes 30 dage efter, at sessionen er slut."
    )
    page.get_by_role("article").locator("summary").click()
    page.get_by_role("button", name="Afslut sessionen").click()
    page.get_by_role("dialog").get_by_role("button", name="Afslut", exact=True).click()
    ended = page.get_by_role("region", name="Afsluttede")
    expect(ended.locator("summary")).to_contain_text("Slettes om 30 dage.")
    ended.locator("summary").click()
    ended.get_by_label("Slet efter (dage)").fill("7")
    ended.locator("form", has_text="Slet efter (dage)").get_by_role("button").click()
    expect(ended.locator("summary")).to_contain_text("Slettes om 7 dage.")
    assert json.loads(server.get(f"/api/sessions/{server.code}"))["retention_days"] == 7


@pytest.mark.parametrize(
    ("leave", "come_back"),
    [(HIDE, SHOW), ("() => {}", "() => dispatchEvent(new Event('focus'))")],
    ids=["tab", "window"],
)
def test_home_shows_what_happened_elsewhere_when_the_organiser_comes_back_to_it(
    leave: str, come_back: str, screens: Screens, server: Server
) -> None:
    page = home(screens)
    page.get_by_text("Indstillinger").click()
    page.get_by_label("Sted").fill("Æ")
    page.evaluate(leave)
    server.post(f"/api/sessions/{server.code}/end", {})
    page.evaluate(come_back)
    ended = page.get_by_role("region", name="Afsluttede")
    expect(ended.locator("summary")).to_contain_text("Slettes om 30 dage.")
    expect(ended.get_by_label("Sted")).to_have_value("Æ")
    assert screens.errors == []


def test_a_new_title_reaches_every_screen(screens: Screens, server: Server) -> None:
    board = screens.open("board")
    page = home(screens)
    page.get_by_role("article").locator("summary").click()
    page.get_by_label("Titel").fill("Et nyt navn")
    page.locator("form", has_text="Titel").get_by_role("button", name="Gem").click()
    expect(page.get_by_role("heading", level=3)).to_have_text("Et nyt navn")
    expect(board.get_by_role("heading", level=1)).to_have_text("Et nyt navn")


def test_half_typed_details_are_kept_over_a_reload_and_a_new_list_until_they_are_saved_or_thrown_away(
    screens: Screens, server: Server
) -> None:
    page = home(screens)
    page.get_by_role("article").locator("summary").click()
    page.get_by_label("Titel").fill("Et halvt na")
    page.get_by_label("Hvor mange kommer?").fill("140")
    page.reload()
    expect(page.get_by_label("Titel")).to_have_value("Et halvt na")
    expect(page.get_by_label("Hvor mange kommer?")).to_have_value("140")
    page.get_by_role("button", name="Afslut sessionen").click()
    page.get_by_role("dialog").get_by_role("button", name="Afslut", exact=True).click()
    ended = page.get_by_role("region", name="Afsluttede")
    expect(ended.get_by_label("Titel")).to_have_value("Et halvt na")
    ended.get_by_role("button", name="Annullér").click()
    expect(ended.get_by_label("Titel")).not_to_have_value("Et halvt na")
    ended.get_by_label("Sted").fill("Ærø")
    ended.locator("form", has_text="Titel").get_by_role("button", name="Gem").click()
    expect(page.get_by_role("status")).to_have_text("Gemt")
    page.reload()
    ended.locator("summary").click()
    expect(ended.get_by_label("Sted")).to_have_value("Ærø")
    expect(ended.get_by_role("button", name="Annullér")).to_have_count(0)
    assert json.loads(server.get(f"/api/sessions/{server.code}"))["expected"] is None


def test_details_that_were_changed_elsewhere_meanwhile_are_shown_before_they_are_replaced(
    screens: Screens, server: Server
) -> None:
    first, second = home(screens), home(screens)
    for page in (first, second):
        page.get_by_role("article").locator("summary").click()
    first.get_by_label("Sted").fill("Ærø")
    second.get_by_label("Sted").fill("Vejle")
    second.get_by_label("Titel").fill("Temadag")
    save = second.locator("form", has_text="Titel").get_by_role("button", name="Gem")
    save.click()
    expect(second.get_by_role("status")).to_have_text("Gemt")
    mine = first.locator("form", has_text="Titel")
    mine.get_by_role("button", name="Gem").click()
    expect(mine.get_by_role("status")).to_contain_text("Sted: Vejle")
    expect(first.get_by_label("Sted")).to_have_value("Ærø")
    expect(first.get_by_label("Titel")).to_have_value("Temadag")
    assert json.loads(server.get(f"/api/sessions/{server.code}"))["place"] == "Vejle"
    mine.get_by_role("button", name="Gem").click()
    expect(mine.get_by_role("status")).to_have_count(0)
    kept = json.loads(server.get(f"/api/sessions/{server.code}"))
    assert (kept["place"], kept["title"]) == ("Ærø", "Temadag")


def test_the_title_that_an_organiser_types_stands_alone_on_phone_board_and_report(
    screens: Screens, server: Server
) -> None:
    board, phone = screens.open("board"), screens.open("phone")
    expect(phone.get_by_text("Årskursus for demenskoordinatorer")).to_be_visible()
    page = home(screens)
    page.get_by_role("article").locator("summary").click()
    form = page.locator("form", has_text="Titel")
    expect(form.get_by_label("Underoverskrift")).to_have_value("Fra projektjungel til koordineret udvikling")
    form.get_by_label("Titel").fill("Temadag om vaner")
    expect(form.get_by_label("Underoverskrift")).to_have_value("")
    expect(form.get_by_label("Anledning")).to_have_value("")
    form.get_by_label("Dato").fill("2030-05-02")
    form.get_by_label("Sted").fill("Ærø")
    form.get_by_label("Hvor mange kommer?").fill("140")
    form.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("status")).to_have_text("Gemt")
    expect(page.locator("article")).to_contain_text("2. maj 2030 · Ærø")
    for screen in (board, phone):
        expect(screen.get_by_role("heading", level=1)).to_have_text("Temadag om vaner")
        expect(screen.get_by_text("projektjungel")).to_have_count(0)
        expect(screen.get_by_text("demenskoordinatorer")).to_have_count(0)
    expect(board.get_by_text(re.compile(r"1\s+af 140"))).to_be_visible()
    facilitator = screens.open("console")
    expect(facilitator.get_by_role("main").get_by_text("af 140 er med").first).to_be_visible()
    page.locator('a[href^="#print/handout"]').click()
    expect(page.get_by_text("2. maj 2030 · Ærø · cirka 140 deltagere")).to_be_visible()
    report = screens.open("console", url=f"{server.base}/{server.code}/report#key={server.key('console')}")
    expect(report.get_by_role("heading", level=1)).to_have_text("Temadag om vaner")
    expect(report.get_by_text("2. maj 2030 · Ærø")).to_be_visible()
    expect(report.get_by_text("demenskoordinatorer")).to_have_count(0)
    assert screens.errors == []


def test_the_copied_report_link_opens_the_report_and_no_console(screens: Screens, server: Server) -> None:
    page = home(screens, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiér link: Rapport").click()
    expect(page.get_by_text("Kopieret")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    key = link.partition("#key=")[2]
    assert key not in (server.key("console"), server.key("board"), ORGANISER_KEY)
    report = screens.open("console", url=link)
    expect(report.locator("article.report")).to_be_visible()
    with report.expect_download():
        report.get_by_role("button", name="CSV").click()
    stranger = screens.open("console", url=f"{server.base}/{server.code}/console#key={key}")
    expect(stranger.get_by_role("button", name="Næste")).to_have_count(0)
    expect(stranger.get_by_role("heading")).to_be_visible()


def test_an_ended_session_can_be_reopened_at_home_and_on_the_console(
    screens: Screens, server: Server
) -> None:
    with console(server) as facilitator:
        facilitator.enter("collect")
        facilitator.do("end_session")
    page = home(screens)
    ended = page.get_by_role("region", name="Afsluttede")
    ended.locator("summary").click()
    ended.get_by_role("button", name="Åbn igen").click()
    spaced = f"{server.code[:3]} {server.code[3:]}"
    expect(page.get_by_role("status")).to_have_text(f"{spaced} fortsætter, hvor den slap.")
    expect(ended).to_have_count(0)
    desk, phone = screens.open("console"), screens.open("phone")
    expect(phone.get_by_role("textbox")).to_be_visible()
    with console(server) as facilitator:
        facilitator.do("end_session")
    desk.get_by_role("button", name="Åbn igen").click()
    expect(phone.get_by_role("textbox")).to_be_visible()
    assert not json.loads(server.get(f"/api/sessions/{server.code}"))["ended_at_ms"]


def test_home_lists_sessions_that_will_soon_be_ended_or_erased_automatically(
    screens: Screens, server: Server
) -> None:
    """The page's clock is set forward: to three days before the end, and to six days before the erasure."""
    with console(server) as facilitator:
        facilitator.enter("collect")
    page = screens.open("console", url="about:blank")
    now = datetime.datetime.now()
    page.clock.install(time=now + datetime.timedelta(days=4.5))
    page.goto(f"{server.base}/#key={ORGANISER_KEY}")
    soon = page.get_by_role("region", name="Sker af sig selv")
    expect(soon).to_contain_text("bliver afsluttet om 3 dage, fordi der ikke er sket noget.")
    with console(server) as facilitator:
        facilitator.do("end_session")
    page.reload()
    expect(page.get_by_role("region", name="Afsluttede")).to_be_visible()
    expect(soon).to_have_count(0)
    page.clock.set_system_time(now + datetime.timedelta(days=24.5))
    page.reload()
    expect(soon).to_contain_text("bliver slettet om 6 dage.")
    assert violations(page) == []


@pytest.mark.long
def test_of_two_hundred_sessions_a_few_are_listed_and_any_is_found(screens: Screens, server: Server) -> None:
    for n in range(200):
        place = "Ærø" if n == 17 else "Vejle"
        body = {"run_sheet": "projektjungle", "title": f"Dag {n}", "place": place, "date": "2030-05-02"}
        request = urllib.request.Request(
            f"{server.base}/api/sessions",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {ORGANISER_KEY}", "Content-Type": "application/json"},
        )
        urllib.request.urlopen(request).close()
    page = home(screens)
    cards = page.locator("article")
    expect(cards).to_have_count(6)
    more = page.get_by_role("button", name="Vis flere (195)")
    end = more.bounding_box()
    assert end is not None
    assert end["y"] < 4_000
    more.click()
    expect(cards).to_have_count(26)
    box = page.get_by_role("searchbox")
    for wanted in ("ærø", "dag 17 ærø", "ærø 2. maj 2030", "Ærø 2030-05"):
        box.fill(wanted)
        expect(cards).to_have_count(1)
        expect(cards).to_contain_text("Dag 17")
    for code in (server.code.lower(), f"{server.code[:3]} {server.code[3:]}"):
        box.fill(code)
        expect(cards).to_have_count(1)
    box.fill("findes ikke")
    expect(cards).to_have_count(0)
    expect(page.get_by_text("Ingen sessioner passer")).to_be_visible()
    assert violations(page) == []
    assert screens.errors == []


def test_a_renewed_key_closes_the_screens_that_used_the_old_one(screens: Screens, server: Server) -> None:
    page = home(screens)
    with console(server) as facilitator:
        page.get_by_role("article").locator("summary").click()
        page.get_by_role("button", name="Forny nøgler").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("bliver lukket med det samme")
        dialog.get_by_role("button", name="Ny nøgle til styrepulten").click()
        expect(page.get_by_role("status")).to_contain_text("Styrepulten har fået en ny nøgle")
        assert facilitator.receive("bye")["code"] == "unknown_key"
    fresh = page.get_by_role("link", name="Åbn: Styrepult").get_attribute("href")
    assert fresh is not None
    assert fresh.partition("#key=")[2] != server.key("console")


def test_an_exported_file_can_be_imported_and_other_files_are_refused(
    screens: Screens, tmp_path: Path
) -> None:
    page = home(screens)
    file = tmp_path / "time.json"
    file.write_text("intet JSON")
    page.get_by_label("Importér fra fil").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("Det er ikke en JSON-fil fra Summe.")
    exported = export(hour())
    exported["report"]["questions"][3]["answer"] = "måske"
    file.write_text(json.dumps(exported))
    page.get_by_label("Importér fra fil").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("report.questions.3.answer")
    file.write_text(json.dumps(export(hour())))
    page.get_by_label("Importér fra fil").set_input_files(file)
    expect(page.get_by_role("status")).to_contain_text(
        re.compile(r"Importeret som en afsluttet session med koden \w{3} \w{3}\.")
    )
    page.get_by_label("Importér fra fil").set_input_files(file)
    expect(page.get_by_role("status")).to_contain_text("Den session er her allerede.")
    ended = page.get_by_role("region", name="Afsluttede")
    expect(ended.get_by_role("heading", level=3)).to_have_text("Årskursus for koordinatorer")
    expect(ended).to_contain_text("12. september 2012 · Vejle · importeret")
    first = (ended.locator(".code").text_content() or "").strip()
    file.write_text(json.dumps(export(hour(), whole=True)))
    page.get_by_label("Importér fra fil").set_input_files(file)
    expect(page.get_by_role("status")).to_contain_text(
        f"Den samme session er her også i en anden udgave: Den har koden {first}."
    )
    expect(ended.get_by_role("article")).to_have_count(2)


def test_files_with_hidden_texts_are_fetched_only_after_a_warning(screens: Screens, server: Server) -> None:
    join(server)
    page = home(screens)
    page.get_by_role("button", name="Alt, også det skjulte").click()
    dialog = page.get_by_role("dialog", name="Også det, der er skjult?")
    expect(dialog).to_contain_text("CPR-numre")
    expect(dialog.get_by_role("button")).to_have_text(["Excel", "CSV", "JSON", "Annullér"])
    with page.expect_download() as download:
        dialog.get_by_role("button", name="JSON").click()
    assert download.value.suggested_filename == f"summe-{server.code}-whole.json"
    expect(dialog).to_be_hidden()


def test_left1_a_question_is_left_out_of_the_report_after_the_end_and_put_back(
    screens: Screens, server: Server
) -> None:
    code = import_hour(server)
    page = home(screens)
    before = report_of(server, code)
    text = "Skrevet på en seddel"
    assert text in before
    card(page, code).get_by_role("button", name="Udelad spørgsmål").click()
    dialog = page.get_by_role("dialog", name="Hvad skal ikke med i rapporten?")
    expect(dialog.get_by_role("status")).to_have_text("1 udeladt")
    dialog.get_by_label("Find et spørgsmål").fill("på en seddel")
    row = dialog.get_by_role("listitem").filter(has_text=text)
    row.get_by_role("button", name="Udelad af rapporten").click()
    expect(dialog.get_by_role("status")).to_have_text("2 udeladt")
    assert text not in report_of(server, code)
    row.get_by_role("button", name="Tag med i rapporten").click()
    expect(dialog.get_by_role("status")).to_have_text("1 udeladt")
    assert report_of(server, code) == before


def test_left1_a_console_leaves_a_question_out_and_puts_it_back_after_the_end(
    screens: Screens, server: Server
) -> None:
    text = "Hvem ejer effekten?"
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        one.do("ask_question", text=text)
        facilitator.do("end_session")
    desk = screens.open("console")
    expect(desk.get_by_role("button", name="Åbn igen")).to_be_visible()
    desk.keyboard.press("f")
    desk.get_by_role("dialog").get_by_role("textbox").fill("effekten")
    desk.get_by_role("dialog").get_by_role("button", name=text).click()
    for press, other, there in (
        ("Udelad af rapporten", "Tag med i rapporten", False),
        ("Tag med i rapporten", "Udelad af rapporten", True),
    ):
        desk.get_by_role("button", name=press).click()
        expect(desk.get_by_role("button", name=other)).to_be_visible()
        assert (text in report_of(server, server.code)) == there


def test_exports_are_downloaded_as_files_once_a_participant_has_joined(
    screens: Screens, server: Server
) -> None:
    page = home(screens)
    expect(card(page, server.code)).to_be_visible()
    expect(page.get_by_role("group", name="Tag med hjem")).to_have_count(0)
    join(server)
    page.reload()
    for name, kind, begins in (
        ("Excel", "xlsx", b"PK"),
        ("PDF", "pdf", b"%PDF"),
    ):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        assert download.value.suggested_filename == f"summe-{server.code}.{kind}"
        assert Path(download.value.path()).read_bytes().startswith(begins)


def test_csv_is_saved_with_the_separator_of_the_program_that_is_to_open_it(
    screens: Screens, server: Server
) -> None:
    join(server)
    page = home(screens)
    for program, begins, whole in (
        ("Excel eller et andet regneark", b'\xff\xfe"\0N\0', False),
        ("Et program, der vil have semikolon", b'\xef\xbb\xbf"Nr.";"', True),
        ("Et program, der vil have komma", b'\xef\xbb\xbf"Nr.","', False),
        ("Et program, der vil have komma", b'\xef\xbb\xbf"Nr.","', True),
    ):
        if whole:
            page.get_by_role("button", name="Alt, også det skjulte").click()
            page.get_by_role("dialog").get_by_role("button", name="CSV").click()
        else:
            page.get_by_role("button", name="CSV", exact=True).click()
        dialog = page.get_by_role("dialog", name="Hvad skal åbne CSV-filen?")
        expect(dialog).to_be_visible()
        if not whole and program.startswith("Excel"):
            assert violations(page) == []
        with page.expect_download() as download:
            dialog.get_by_role("button", name=program).click()
        expected = f"summe-{server.code}{'-whole' if whole else ''}.csv"
        assert download.value.suggested_filename == expected
        assert Path(download.value.path()).read_bytes().startswith(begins)
        expect(dialog).to_be_hidden()


@pytest.mark.parametrize("screen", rest_long(["report", "console"]))
def test_csv_from_report_and_console_opens_in_columns_in_any_spreadsheet(
    screens: Screens, server: Server, screen: str
) -> None:
    with console(server) as facilitator:
        facilitator.enter("done")
    page = screens.open("console", url=f"{server.base}/{server.code}/{screen}#key={server.key('console')}")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert Path(download.value.path()).read_bytes().startswith(b'\xff\xfe"\0N\0')


def test_the_qr_code_can_be_saved_as_a_picture_at_home_and_on_the_console(
    screens: Screens, server: Server
) -> None:
    page = home(screens)
    page.get_by_role("button", name="QR").click()
    for screen, label in ((page, "Gem som {}"), (screens.open("console"), "QR som {}")):
        for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<?xml")):
            with screen.expect_download() as download:
                screen.get_by_role("button", name=label.format(kind)).click()
            assert download.value.suggested_filename == f"summe-{server.code}-qr.{kind.lower()}"
            content = Path(download.value.path()).read_bytes()
            assert content.startswith(begins)
            if kind == "PNG":
                assert struct.unpack(">II", content[16:24]) == (1_200, 1_200)
            else:
                assert content == server.get(f"/api/qr/{server.code}.svg")
    assert screens.errors == []


@pytest.mark.parametrize("kind", rest_long(["PNG", "SVG"]))
def test_an_answer_that_is_no_qr_code_is_not_saved_as_one(screens: Screens, kind: str) -> None:
    page = home(screens)
    page.route("**/api/qr/*.svg*", lambda route: route.fulfill(status=503, body="busy"))
    page.get_by_role("button", name="QR").click()
    page.get_by_role("button", name=f"Gem som {kind}").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text(
        "Serveren svarer ikke lige nu. Prøv igen om lidt."
    )


def test_an_error_in_one_dialog_is_not_shown_in_the_next(screens: Screens, server: Server) -> None:
    join(server)
    page = home(screens)
    page.get_by_role("button", name="Alt, også det skjulte").click()
    page.context.set_offline(True)
    page.get_by_role("dialog").get_by_role("button", name="JSON").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("svarer ikke")
    page.get_by_role("dialog").get_by_role("button", name="Annullér").click()
    page.context.set_offline(False)
    page.get_by_role("article").locator("summary").click()
    for opens in (
        "Ny session",
        "Hold generalprøve",
        "CSV",
        "QR",
        "Forny nøgler",
        "Slet",
        "Alt, også det skjulte …",
    ):
        page.get_by_role("button", name=opens, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()


# ---- printouts


@pytest.mark.parametrize("press", rest_long(["control", "middle"]))
def test_a_printout_opened_in_another_tab_has_the_key(screens: Screens, server: Server, press: str) -> None:
    page = home(screens)
    how: dict[str, Any] = {"button": "middle"} if press == "middle" else {"modifiers": ["Control"]}
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Ark til salen").click(**how)
    beside = opened.value
    expect(beside.get_by_role("heading", level=2)).to_have_text("Implementeringsudfordringen")
    assert ORGANISER_KEY not in beside.url
    expect(page.get_by_role("heading", level=1)).to_have_text("Summe")
    assert len(page.context.pages) == 2
    without = screens.open("console", url=f"{server.base}/#print/handout/{server.code}")
    expect(without.get_by_text("Udskrifter åbnes fra arrangørens side")).to_be_visible()
    assert screens.errors == []


@pytest.mark.parametrize("language", rest_long(LANGUAGES))
@pytest.mark.parametrize("kind", rest_long(["handout", "slips"]))
def test_printouts_are_one_page_with_the_join_code_and_no_key(
    screens: Screens, server: Server, kind: str, language: str
) -> None:
    page = home(screens, language)
    page.locator(f'a[href^="#print/{kind}"]').click()
    pictures = page.locator(".paper img")
    expect(pictures).to_have_count(1 if kind == "handout" else 4)
    page.get_by_label("Sprog" if language == "da" else "Language").select_option(language)
    wait_until(page, "[...document.images].every((one) => one.complete && one.naturalWidth)")
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(pdf.pages) == 1
    said = pdf.pages[0].extract_text()
    wanted = {
        ("handout", "da"): "Læg telefonen fra dig",
        ("handout", "en"): "Put your phone down",
        ("slips", "da"): "Giv sedlen til facilitatoren",
        ("slips", "en"): "Give the slip to the facilitator",
    }[kind, language]
    assert wanted in " ".join(said.split())
    assert server.code in said.replace(" ", "")
    assert server.key("console") not in said
    assert "Tilbage" not in said
    assert violations(page) == []


# ---- the report


def test_the_report_can_be_read_printed_and_saved(screens: Screens, server: Server, tmp_path: Path) -> None:
    code = import_hour(server)
    link = json.loads(server.get(f"/api/sessions/{code}"))["links"]["report"]
    page = screens.open("console", url=link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Årskursus for koordinatorer")
    assert "key" not in page.url
    for heading in ("Det, der skal følges op på", "Det, der trænger sig på nu", "Det, salen spurgte om"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    for text in HOSTILE:
        expect(page.locator(".words").filter(has_text=text.split("\n")[0]).first).to_be_visible()
    assert page.locator(".report script, .report img, .report a").count() == 0
    width = page.locator(".report .whole svg.bar").bounding_box()
    assert width is not None
    assert width["width"] > 600
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    said = "".join(one.extract_text() for one in printed.pages)
    assert "31spørgsmål:19fiksvar" in re.sub(r"[\s\u00ad-]", "", unicodedata.normalize("NFKC", said))
    assert "Gem som" not in said
    page.get_by_role("button", name="In English").click()
    expect(page.get_by_role("heading", name="To follow up")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Web page").click()
    shown = page.locator("article.report").inner_text()
    saved = screens.open("console", url="about:blank")
    download.value.save_as(tmp_path / "report.html")
    saved.goto(f"file://{tmp_path}/report.html")
    assert saved.locator("article.report").inner_text() == shown
    assert [error for error in screens.errors if "file://" not in error] == []


def test_the_report_requires_a_valid_key(screens: Screens, server: Server) -> None:
    page = screens.open("phone", url=f"{server.base}/{server.code}/report")
    expect(page.get_by_role("alert")).to_contain_text("Her skal en nøgle til.")
    page.goto(f"{server.base}/{server.code}/report#key={server.key('board')}")
    expect(page.get_by_role("alert")).to_contain_text("Nøglen passer ikke")


def test_the_reports_title_stays_whole_on_a_phone_and_its_figures_stand_level_on_a_laptop(
    screens: Screens, server: Server
) -> None:
    phone, laptop = (
        screens.open(kind, url=f"{server.base}/{server.code}/report#key={server.key('report')}")
        for kind in ("phone", "console")
    )
    title = phone.get_by_role("heading", level=1, name="Implementeringsudfordringen")
    lines = "title => title.getBoundingClientRect().height / parseFloat(getComputedStyle(title).lineHeight)"
    expect(title).to_be_visible()
    assert round(title.evaluate(lines)) == 1
    figures = laptop.locator(".figures dd")
    expect(figures).to_have_count(5)
    tops = figures.evaluate_all("figures => figures.map((one) => one.getBoundingClientRect().top)")
    assert max(tops) - min(tops) < 1


@pytest.mark.parametrize("language", rest_long(LANGUAGES))
@pytest.mark.parametrize("kind", ["phone", "console"])
def test_a1_home_report_and_privacy_page_are_accessible(
    screens: Screens, server: Server, kind: str, language: str
) -> None:
    code = import_hour(server, language)
    page = home(screens, language, kind)
    expect(page.locator("article")).to_have_count(2)
    page.get_by_role("article").locator("summary").first.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Ny session" if language == "da" else "New session", exact=True).click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    report = screens.open(kind, language, url=f"{server.base}/{code}/report#key={ORGANISER_KEY}")
    expect(report.locator("article.report")).to_be_visible()
    assert violations(report) == []
    assert report.evaluate("document.documentElement.scrollWidth <= innerWidth")
    data = screens.open(kind, language, url=f"{server.base}/{code}/privacy")
    expect(data.locator("html")).to_have_attribute("lang", language)
    assert violations(data) == []
    assert screens.errors == []
