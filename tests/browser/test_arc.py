"""End-to-end test of the whole arc in Chromium: a board, a console and twelve phones, two of them English.

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
    "Hvordan møder jeg kollegaen, der siger: Det har vi prøvet før?",
    "Hvornår er et projekt egentlig færdigt?",
    "Hvem ejer effekten, når projektlederen er rejst videre?",
    "Hvad sker der, når puljen løber ud til nytår?",
    "Er modstand altid dårligt?",
    "Hvordan siger vi nej til det næste projekt, når de tre sidste ikke er landet?",
    "Hvordan bliver det til hverdag i nattevagten?",
    "Hvem har overblik over alt det, der kører samtidig?",
    "Who owns the effect once the project manager has left?",
    "How do we say no to the next pilot?",
]


class Hall(Screens):
    """A board, a console and twelve phones, the last two of them English."""

    def __init__(self, browser: Browser, server: Server) -> None:
        super().__init__(browser, server)
        self.board = self.open("board")
        self.console = self.open("console")
        self.phones = [self.open("phone", "en" if n >= 10 else "da") for n in range(12)]

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
    expect(phones[10].get_by_text("You are in")).to_be_visible()
    expect(board.locator(".count strong")).to_have_text("12")

    hall.enter("Skriv")
    for phone, text in zip(phones[:6], QUESTIONS[:6], strict=True):
        write(phone, text)
        expect(phone.get_by_text("Modtaget")).to_be_visible()
    expect(board.get_by_text(QUESTIONS[0])).to_be_visible()

    # A phone writes offline, and is reloaded as soon as it is online again.
    phones[6].context.set_offline(True)
    write(phones[6], QUESTIONS[6])
    expect(phones[6].get_by_text("Venter – sendes af sig selv")).to_be_visible()
    phones[6].context.set_offline(False)
    phones[6].reload()
    expect(phones[6].get_by_text("Modtaget")).to_be_visible()

    server.stop(signal.SIGKILL)
    write(phones[7], QUESTIONS[7])
    expect(phones[7].get_by_text("Venter – sendes af sig selv")).to_be_visible()
    server.start()
    expect(phones[7].get_by_text("Modtaget")).to_be_visible()

    for phone, text in zip(phones[8:], QUESTIONS[8:], strict=True):
        expect(phone.locator("header [role=status]")).to_have_text(re.compile("Forbundet|Connected"))
        write(phone, text)
        expect(phone.get_by_text("Modtaget").or_(phone.get_by_text("Received"))).to_be_visible()
    expect(board.locator(".count strong")).to_have_text("12")

    # Grouping by number key, by tap and by drag and drop.
    expect(console.get_by_text("Forbundet", exact=True)).to_be_visible()
    hall.enter("Sortér")
    expect(console.locator(".card")).to_have_count(12)
    console.locator(".card .text").first.focus()
    for key in ("1", "2", "3"):
        console.keyboard.press(key)
        console.wait_for_timeout(200)
    expect(console.locator(".card")).to_have_count(9)
    console.locator(".card .text").first.click()
    console.locator("main .columns .head").nth(3).click()
    expect(console.locator(".card")).to_have_count(8)
    console.locator(".card").first.drag_to(console.locator("main .columns section").nth(1))
    expect(console.locator(".card")).to_have_count(7)
    console.keyboard.press("Control+z")
    expect(console.locator(".card")).to_have_count(8)
    for n in range(7):
        console.locator(".card .text").first.click()
        console.keyboard.press(str(1 + n % 4))
        expect(console.locator(".card")).to_have_count(7 - n)
    expect(board.locator(".columns article").first).to_be_visible()

    for name in ("Faldgruberne", "Summerunde", "Spredt fægtning", "Kort sagt", "Momentum"):
        hall.enter(name)
        if name == "Spredt fægtning":
            console.keyboard.press("PageDown")
            console.wait_for_timeout(300)
            console.keyboard.press("PageDown")

    hall.enter("Fik du svar?")
    answers = ["Ja"] * 6 + ["Til dels"] * 2 + ["Nej"] * 2 + ["Yes", "Partly"]
    for phone, answer in zip(phones, answers, strict=True):
        phone.get_by_role("button", name=answer, exact=True).click()
    expect(board.get_by_role("heading", level=1)).to_have_text("7 af 12 spørgsmål fik svar")
    write(phones[0], "Hvem tager det første skridt på mandag?")
    expect(phones[0].get_by_text("Tak for dit svar")).to_be_visible()
    expect(board.locator(".next b")).to_have_text("1")

    hall.enter("Tak")
    eventually(lambda: len(server.export()["questions"]) == 13)
    report = server.export()
    assert sorted(q["text"] for q in report["questions"] if not q["next"]) == sorted(QUESTIONS)
    assert [q["text"] for q in report["questions"] if q["next"]] == [
        "Hvem tager det første skridt på mandag?"
    ]
    assert report["poll"]["all"]["yes"] == 7
    assert sum(q["pitfall"] is not None for q in report["questions"]) == 11
    hall.close()
    assert hall.errors == []
