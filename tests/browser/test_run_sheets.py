"""The run sheet editor at home: one journey from the talk to a changed session, and texts that mean harm."""

import json
import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.browser.accessibility import violations
from tests.browser.screens import Screens
from tests.client import Client
from tests.server import ORGANISER_KEY, Server
from tests.web.test_organiser import call

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]
COMMENT = "# Vores egen talk: ret gerne"
HOSTILE = "<img src=x onerror=alert(1)> \u202e=1+1 🥧"


@pytest.fixture
def screens(chromium: Browser, server: Server) -> Iterator[Screens]:
    """The server's screens; browsers log a refused request, so each test checks the errors itself."""
    one = Screens(chromium, server)
    yield one
    one.close()


def home(screens: Screens) -> Page:
    page = screens.open("console", "da", url=f"{screens.server.base}/#key={ORGANISER_KEY}")
    page.get_by_text("Vis og rediger drejebøger").click()
    return page


def text_box(page: Page) -> Locator:
    return page.get_by_label("Tekst", exact=True).get_by_role("textbox")


def preview(page: Page, screen: str) -> FrameLocator:
    return page.frame_locator(f"iframe[title='Forhåndsvisning: {screen}']")


def opened(server: Server, run_sheet: str) -> str:
    """The code of a session that is opened with a run sheet."""
    return str(call(server, "POST", "sessions", {"run_sheet": run_sheet})[1]["code"])


def first_title(server: Server, code: str) -> str:
    """The title of a session's first pitfall, as a phone is sent it."""
    phone = Client(server, code=code, role="phone", token=secrets.token_hex(16), lang="da")
    title = phone.receive("snapshot")["view"]["pitfalls"]["uden-maal"]["title"]
    phone.close()
    return str(title)


def saved(page: Page) -> None:
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_text("Gemt. Nye sessioner bruger den")).to_be_visible()


def test_a_run_sheet_is_made_of_the_talk_changed_mended_saved_used_and_restored(
    screens: Screens, server: Server
) -> None:
    page = home(screens)
    page.get_by_role("button", name="Ny drejebog").click()
    page.get_by_label("Begynd med").select_option("moeder-der-virker")
    page.get_by_role("dialog").get_by_role("textbox").fill("moeder-i-ribe")
    page.get_by_role("button", name="Lav kopien").click()

    # A comment by hand in the text, and a title in the form.
    text = text_box(page)
    expect(text).to_have_value(re.compile('id = "moeder-i-ribe"'))
    text.fill(f"{COMMENT}\n{text.input_value()}")
    page.get_by_text("1. Mødet uden mål").click()
    title = page.get_by_label("Titel, Dansk").nth(1)
    title.fill("Mødet uden ror")
    expect(preview(page, "Storskærm").get_by_text("Mødet uden ror")).to_be_visible()
    expect(preview(page, "Telefon").get_by_role("heading", name="Mødet uden ror")).to_be_visible()
    assert text.input_value().startswith(f"{COMMENT}\n#:schema")
    assert 'title = { da = "Mødet uden ror", en = "The meeting without an aim" }' in text.input_value()

    # What is left empty is said by its name, with what to do.
    title.fill("")
    expect(page.locator("#findings")).to_contain_text("Titel (da): mangler; skriv mindst ét ord")
    title.fill("Mødet uden ror")
    expect(text).to_have_value(re.compile('da = "Mødet uden ror"'))

    # A fault is said at its line, and the preview keeps what was good.
    good = text.input_value()
    text.fill(good.replace("turn_seconds = 120", "turn_seconds = 5"))
    line = good[: good.index("turn_seconds")].count("\n") + 1
    findings = page.locator("#findings")
    expect(findings).to_contain_text("Sekunder til hver: her står 5; forventet: et helt tal fra 10 til 1800")
    findings.get_by_role("button", name=f"Linje {line}").click()
    assert text.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)") == "turn_seconds = 5"
    expect(page.get_by_text("Viser den seneste udgave uden fejl.")).to_be_visible()
    expect(page.get_by_role("button", name="Gem", exact=True)).to_be_disabled()
    text.fill(good)
    saved(page)
    assert violations(page) == []
    page.get_by_role("button", name="Skjul skærmene").click()
    expect(page.locator("iframe").first).to_be_hidden()
    assert violations(page) == []
    page.get_by_role("button", name="Vis skærmene").click()
    expect(preview(page, "Storskærm").get_by_text("Mødet uden ror")).to_be_visible()

    # A session keeps the run sheet that it was opened with, also when that is edited again and restored.
    code = opened(server, "moeder-i-ribe")
    title.fill("Mødet uden mening")
    expect(page.get_by_text("Ikke gemt")).to_be_visible()
    saved(page)
    assert first_title(server, opened(server, "moeder-i-ribe")) == "Mødet uden mening"
    assert first_title(server, code) == "Mødet uden ror"
    page.get_by_role("button", name="Historik").click()
    page.get_by_role("button", name="Hent ind i editoren").first.click()
    expect(text).to_have_value(good)
    saved(page)
    assert first_title(server, opened(server, "moeder-i-ribe")) == "Mødet uden ror"
    assert screens.errors == []


def test_what_another_saves_meanwhile_is_no_loss_and_hostile_words_do_nothing(
    screens: Screens, server: Server
) -> None:
    status, file = call(server, "POST", "run-sheet-files/projektjungle/copy", {"id": "to-paa-en-gang"})
    assert status == 201
    page = home(screens)
    page.get_by_role("listitem").filter(has_text="to-paa-en-gang").get_by_role("link", name="Rediger").click()
    title = page.get_by_label("Titel, Dansk").first
    title.fill(HOSTILE)
    expect(preview(page, "Storskærm").get_by_text(HOSTILE)).to_be_visible()
    theirs = file["text"].replace("Implementeringsudfordringen", "Den andens titel")
    body = {"text": theirs, "based_on": file["version"]}
    assert call(server, "PUT", "run-sheet-files/to-paa-en-gang", body)[0] == 200
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_text("En anden har gemt drejebogen imens.")).to_be_visible()
    page.get_by_role("button", name="Gem mit, og læg det andet i historikken").click()
    expect(page.get_by_text("Gemt. Nye sessioner bruger den")).to_be_visible()
    now = call(server, "GET", "run-sheet-files/to-paa-en-gang")[1]
    assert json.dumps(HOSTILE, ensure_ascii=False) in now["text"]
    former = call(server, "GET", f"run-sheet-files/to-paa-en-gang/former/{now['former'][0]['version_id']}")[1]
    assert former["text"] == theirs
    # The refused request is the browser's own message, not a fault of the page.
    assert [error for error in screens.errors if "409" not in error] == []
