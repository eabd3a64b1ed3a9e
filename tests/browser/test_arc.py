"""End-to-end test of the whole arc in Chromium: a board, a console and six phones, one of them English.

One phone writes offline and reloads, another writes while the server is killed and restarted; at the end the
export has exactly the questions that the phones show as received.
"""

import re
import signal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.screens import Screens
from tests.server import Server, eventually

pytestmark = pytest.mark.browser

QUESTIONS = [
    "Hvem rydder op efter ildsjælene?",
    "Er det bare et spareprojekt i forklædning?",
    "Hvem ejer effekten, når projektlederen er rejst videre?",
    "Er modstand altid dårligt?",
    "Hvordan siger vi nej til det næste projekt, når de tre sidste ikke er landet?",
    "Who owns the effect once the project manager has left?",
]


class Hall(Screens):
    """A board, a console and six phones, the last of them English."""

    def __init__(self, browser: Browser, server: Server) -> None:
        super().__init__(browser, server)
        self.board = self.open("board")
        self.console = self.open("console")
        self.phones = [self.open("phone", language) for language in (*["da"] * 5, "en")]

    def enter(self, name: str) -> None:
        button = self.console.locator("nav button", has_text=name).first
        button.click()
        expect(button).to_have_class(re.compile(r"\bready\b"))
        button.click()
        expect(button).to_have_attribute("aria-current", "step")


def write(phone: Page, text: str) -> None:
    box = phone.locator("textarea")
    if not box.is_visible():
        phone.locator("footer .button").click()
    box.fill(text)
    phone.locator("footer .button.primary").click()


@pytest.mark.half_a_minute
def test_s4_s18_p9_whole_arc_from_qr_code_to_export_without_errors_or_foreign_requests(
    chromium: Browser, server: Server
) -> None:
    hall = Hall(chromium, server)
    board, console, phones = hall.board, hall.console, hall.phones
    expect(phones[0].get_by_text("Du er med")).to_be_visible()
    expect(phones[5].get_by_text("You are in")).to_be_visible()
    expect(board.locator(".count strong")).to_have_text("6")

    hall.enter("Skriv")
    for phone, text in zip(phones[:2], QUESTIONS[:2], strict=True):
        write(phone, text)
        expect(phone.get_by_text("Modtaget")).to_be_visible()
    expect(board.get_by_text(QUESTIONS[0])).to_be_visible()

    # A phone writes offline, and is reloaded as soon as it is online again.
    phones[2].context.set_offline(True)
    write(phones[2], QUESTIONS[2])
    expect(phones[2].get_by_text("Venter – sendes af sig selv")).to_be_visible()
    phones[2].context.set_offline(False)
    phones[2].reload()
    expect(phones[2].get_by_text("Modtaget")).to_be_visible()

    server.stop(signal.SIGKILL)
    write(phones[3], QUESTIONS[3])
    expect(phones[3].get_by_text("Venter – sendes af sig selv")).to_be_visible()
    server.start()
    expect(phones[3].get_by_text("Modtaget")).to_be_visible()

    for phone, text in zip(phones[4:], QUESTIONS[4:], strict=True):
        expect(phone.locator("header [role=status]")).to_have_text(re.compile("Forbundet|Connected"))
        write(phone, text)
        expect(phone.get_by_text("Modtaget").or_(phone.get_by_text("Received"))).to_be_visible()
    expect(board.locator(".count strong")).to_have_text("6")

    # Grouping by number key, by tap and by drag and drop.
    expect(console.get_by_text("Forbundet", exact=True)).to_be_visible()
    hall.enter("Sortér")
    cards = console.locator(".card")
    expect(cards).to_have_count(6)
    cards.locator(".text").first.focus()
    for key in (1, 2):
        console.keyboard.press(str(key))
        expect(cards).to_have_count(6 - key)
    cards.locator(".text").first.click()
    console.locator("main .columns .head").nth(3).click()
    expect(cards).to_have_count(3)
    cards.first.drag_to(console.locator("main .columns section").nth(1))
    expect(cards).to_have_count(2)
    console.keyboard.press("Control+z")
    expect(cards).to_have_count(3)
    for key in (3, 4):
        cards.locator(".text").first.click()
        console.keyboard.press(str(key))
        expect(cards).to_have_count(5 - key)
    expect(board.locator(".columns article").first).to_be_visible()

    for name in ("Faldgruberne", "Summerunde", "Spredt fægtning", "Kort sagt", "Momentum"):
        hall.enter(name)
        if name == "Spredt fægtning":
            console.keyboard.press("PageDown")
            expect(board.locator(".pitfall li").first).to_be_visible()

    hall.enter("Fik du svar?")
    answers = ["Ja", "Ja", "Til dels", "Nej", "Ja", "Yes"]
    for phone, answer in zip(phones, answers, strict=True):
        phone.get_by_role("button", name=answer, exact=True).click()
    expect(board.get_by_role("heading", level=1)).to_have_text("4 af 6 spørgsmål fik svar")
    write(phones[0], "Hvem tager det første skridt på mandag?")
    expect(phones[0].get_by_text("Tak for dit svar")).to_be_visible()
    expect(board.locator(".next b")).to_have_text("1")

    hall.enter("Tak")
    eventually(lambda: len(server.export()["questions"]) == 7)
    report = server.export()
    assert sorted(q["text"] for q in report["questions"] if not q["next"]) == sorted(QUESTIONS)
    assert [q["text"] for q in report["questions"] if q["next"]] == [
        "Hvem tager det første skridt på mandag?"
    ]
    assert report["poll"]["all"]["yes"] == 4
    assert sum(q["pitfall"] is not None for q in report["questions"]) == 5
    hall.close()
    assert hall.errors == []
