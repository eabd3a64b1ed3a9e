"""The whole arc in a real Chromium: a board, a console and twelve phones, two of them English.

In the middle a phone reloads, another is offline while it writes, and the server is killed and started
again; at the end the export has exactly what the phones were told was received.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.conftest import Server, eventually

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
SHOTS = os.environ.get("SCREENSHOTS")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    playwright: Playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        browser.close()


class Hall:
    """The screens of one session."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.server = server
        self.errors: list[str] = []
        screens = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="da-DK")
        self.board = self._open(screens.new_page(), server.links["board"])
        desk = browser.new_context(viewport={"width": 1366, "height": 768}, locale="da-DK")
        self.console = self._open(desk.new_page(), server.links["console"])
        self.phones: list[Page] = []
        for n in range(12):
            context = browser.new_context(
                viewport={"width": 360, "height": 740},
                locale="en-GB" if n >= 10 else "da-DK",
                has_touch=True,
                is_mobile=True,
            )
            self.phones.append(self._open(context.new_page(), server.links["join"]))

    def _open(self, page: Page, url: str) -> Page:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(url)
        return page

    def shot(self, name: str) -> None:
        if SHOTS:
            for screen, page in (
                ("board", self.board),
                ("console", self.console),
                ("phone", self.phones[0]),
                ("phone-en", self.phones[10]),
            ):
                page.wait_for_timeout(900)
                page.screenshot(path=str(Path(SHOTS) / f"{name}-{screen}.png"))

    def enter(self, name: str) -> None:
        button = self.console.locator("nav button", has_text=name).first
        button.click()
        button.click()
        expect(button).to_have_attribute("aria-current", "step")


def write(phone: Page, text: str) -> None:
    box = phone.locator("textarea")
    if not box.is_visible():
        phone.locator("footer .button").click()
    box.fill(text)
    phone.locator("main .button.primary").click()


def test_from_the_qr_to_the_export(chromium: Browser, server: Server) -> None:
    hall = Hall(chromium, server)
    board, console, phones = hall.board, hall.console, hall.phones
    expect(phones[0].get_by_text("Du er med")).to_be_visible()
    expect(phones[10].get_by_text("You are in")).to_be_visible()
    expect(board.locator(".count strong")).to_have_text("12")
    hall.shot("1-lobby")

    hall.enter("Skriv")
    for phone, text in zip(phones[:6], QUESTIONS[:6], strict=True):
        write(phone, text)
        expect(phone.get_by_text("Kommet frem")).to_be_visible()
    expect(board.get_by_text(QUESTIONS[0])).to_be_visible()

    # A phone that is offline while it writes, and reloads before it is back.
    phones[6].context.set_offline(True)
    write(phones[6], QUESTIONS[6])
    expect(phones[6].get_by_text("Venter – sendes af sig selv")).to_be_visible()
    phones[6].context.set_offline(False)
    phones[6].reload()
    expect(phones[6].get_by_text("Kommet frem")).to_be_visible(timeout=20_000)

    server.stop(signal.SIGKILL)
    write(phones[7], QUESTIONS[7])
    expect(phones[7].get_by_text("Venter – sendes af sig selv")).to_be_visible()
    server.start()
    expect(phones[7].get_by_text("Kommet frem")).to_be_visible(timeout=25_000)

    for phone, text in zip(phones[8:], QUESTIONS[8:], strict=True):
        expect(phone.locator("header [role=status]")).to_have_text(
            __import__("re").compile("Forbundet|Connected"), timeout=25_000
        )
        write(phone, text)
        expect(phone.get_by_text("Kommet frem").or_(phone.get_by_text("Received"))).to_be_visible()
    expect(board.locator(".count strong")).to_have_text("12", timeout=25_000)
    hall.shot("2-collect")

    # Grouping by number key, by tap and by drag and drop.
    expect(console.get_by_text("Forbundet", exact=True)).to_be_visible(timeout=25_000)
    hall.enter("Saml")
    expect(console.locator(".card")).to_have_count(12)
    hall.shot("3-group-empty")
    console.locator(".card .text").first.focus()
    for key in ("1", "2", "3"):
        console.keyboard.press(key)
        console.wait_for_timeout(200)
    expect(console.locator(".card")).to_have_count(9)
    console.locator(".card .text").first.click()
    console.locator(".columns .head").nth(3).click()
    expect(console.locator(".card")).to_have_count(8)
    console.locator(".card").first.drag_to(console.locator(".columns section").nth(1))
    expect(console.locator(".card")).to_have_count(7)
    console.keyboard.press("Control+z")
    expect(console.locator(".card")).to_have_count(8)
    for n in range(7):
        console.locator(".card .text").first.click()
        console.keyboard.press(str(1 + n % 4))
        expect(console.locator(".card")).to_have_count(7 - n)
    expect(board.locator(".columns article").first).to_be_visible()
    hall.shot("4-group")

    for name in ("Faldgruberne", "Sum med", "Faldgrube 1", "Samlet pointe", "Momentum"):
        hall.enter(name)
        if name == "Faldgrube 1":
            console.keyboard.press("PageDown")
            console.wait_for_timeout(300)
            console.keyboard.press("PageDown")
        hall.shot(f"5-{name.split()[0].lower()}{name[-1]}")

    hall.enter("Fik du svar?")
    hall.shot("6-poll-start")
    answers = ["Ja"] * 6 + ["Til dels"] * 2 + ["Nej"] * 2 + ["Yes", "Partly"]
    for phone, answer in zip(phones, answers, strict=True):
        phone.get_by_role("button", name=answer, exact=True).click()
    expect(board.get_by_role("heading", level=1)).to_have_text("7 af 12 spørgsmål fik svar")
    write(phones[0], "Hvem tager det første skridt på mandag?")
    expect(phones[0].get_by_text("Tak. Dit svar er kommet frem.")).to_be_visible()
    expect(board.locator(".next b")).to_have_text("1")
    hall.shot("7-poll")

    hall.enter("Tak")
    hall.shot("8-done")
    eventually(lambda: len(server.export()["questions"]) == 13)
    report = server.export()
    assert sorted(q["text"] for q in report["questions"] if not q["next"]) == sorted(QUESTIONS)
    assert [q["text"] for q in report["questions"] if q["next"]] == [
        "Hvem tager det første skridt på mandag?"
    ]
    assert report["poll"]["all"]["yes"] == 7
    assert sum(q["pitfall"] is not None for q in report["questions"]) == 11
    assert hall.errors == []
