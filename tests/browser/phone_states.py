"""Drives a phone through every state it can be in, each reached as a participant reaches it.

`python -m tests.browser.phone_states FOLDER [--languages da,en] [--sizes 360x740,320x480] [--states poll]`
takes a screenshot of each; tests check each state on the same tour.
"""

import argparse
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from app.core.languages import LANGUAGES
from tests.browser.screens import Screens, launch
from tests.client import Client, ConsoleClient, console
from tests.server import Server

PITFALLS = ("spredt-faegtning", "effekten-udeblev", "oekonomien", "modstand")
LONG = "Hvordan får vi direktionen til at holde fast i effekten, når budgettet strammer til? " * 4
OTHERS = (
    "Hvem ejer effekten, når projektlederen er rejst videre til det næste?",
    "Er det bare et spareprojekt i forklædning?",
    "Hvordan siger vi nej til det næste projekt?",
)


def wait_until_typing(server: Server) -> None:
    """Wait until presence, as a new console receives it, counts a participant as typing."""
    with console(server, device="watch") as watch:
        while True:
            presence = watch.receive("delta").get("put", {}).get("live.presence", {}).get("it", {})
            if presence.get("typing"):
                return


class Tour:
    """One phone, a console that leads the session, and a few other participants."""

    def __init__(self, screens: Screens, language: str, size: tuple[int, int] = (360, 740)) -> None:
        self.screens = screens
        self.server = screens.server
        self.language = language
        self.size = size
        self.facilitator = ConsoleClient(self.server)
        self.relay = screens.relay()
        self.page = self.open(self.relay.link("join"))
        self.others: list[str] = []

    def open(self, url: str = "") -> Page:
        width, height = self.size
        size = {"width": width, "height": height}
        return self.screens.open("phone", self.language, url=url, viewport=size, reduced_motion="reduce")

    def say(self, danish: str, english: str) -> str:
        return {"da": danish, "en": english}[self.language]

    def button(self, danish: str, english: str, page: Page | None = None) -> Locator:
        return (page or self.page).get_by_role("button", name=self.say(danish, english), exact=True)

    def shown(self, danish: str, english: str, page: Page | None = None) -> None:
        text = (page or self.page).get_by_text(self.say(danish, english), exact=True)
        expect(text.first).to_be_visible()

    def write(self, text: str) -> None:
        self.page.locator("textarea").fill(text)

    def send(self) -> None:
        self.page.locator("footer .button.primary").click()

    def own(self) -> list[str]:
        """The ids of this phone's questions, oldest first, read over another connection with its token."""
        token = self.page.evaluate("k => localStorage.getItem(k)", f"summe.{self.server.code}.token")
        seat = Client(self.server, role="phone", token=token, lang="da")
        mine = seat.receive("delta")["put"].get("mine", {})
        seat.close()
        return sorted(mine, key=lambda id: mine[id]["at_ms"])

    def fill_hall(self) -> None:
        for text in OTHERS:
            person = Client(self.server, role="phone", token=secrets.token_hex(16), lang="da")
            person.receive("snapshot")
            self.others.append(person.do("ask_question", text=text))
            person.close()

    def walk(self) -> Iterator[tuple[str, Page]]:
        """Yields the name of each state and the page that is in it."""
        yield from self._until_collect()
        yield from self._writing()
        yield from self._grouping()
        yield from self._talk()
        yield from self._poll()
        yield from self._listener()
        yield from self._byes()

    def _until_collect(self) -> Iterator[tuple[str, Page]]:
        page, facilitator = self.page, self.facilitator
        self.shown("Du er med", "You are in")
        yield "01-lobby", page
        self.button("Om dine data", "About your data").click()
        self.shown("Det, du sender", "What you send")
        yield "02-about", page
        self.button("Tilbage", "Back").click()
        facilitator.enter("overview")
        self.shown("Faldgruberne", "The pitfalls")
        yield "03-overview-waiting", page
        facilitator.do("next_beat", was=0)
        facilitator.do("next_beat", was=1)
        expect(page.locator("ol li svg")).to_have_count(2)
        yield "03-overview-two", page
        facilitator.enter("buzz")
        self.shown("Vend jer mod hinanden", "Turn to each other")
        yield "04-buzz-idle", page
        facilitator.do("start_timer")
        self.shown("så bytter I", "then you swap")
        yield "04-buzz-running", page
        facilitator.do("pause_timer")
        self.shown("Pause", "Paused")
        yield "04-buzz-paused", page
        facilitator.do("set_turn_length", seconds=10)
        facilitator.do("restart_timer")
        facilitator.do("start_timer")
        facilitator.do("move_timer", by_ms=-9_500)
        self.shown("Byt!", "Swap!")
        yield "04-buzz-swap", page
        facilitator.do("swap_turn")
        self.shown("så skriver I", "then you write")
        facilitator.do("move_timer", by_ms=-9_500)
        expect(page.locator("textarea")).to_be_visible()
        yield "04-buzz-over-write", page
        self.button("Annullér", "Cancel").click()
        self.shown("Tiden er gået", "Time is up")
        yield "04-buzz-over", page

    def _writing(self) -> Iterator[tuple[str, Page]]:
        page, facilitator = self.page, self.facilitator
        facilitator.enter("collect")
        expect(page.locator("textarea")).to_be_visible()
        yield "05-write-empty", page
        self.write(LONG)
        self.send()
        expect(page.get_by_role("alert")).to_be_visible()
        yield "05-write-too-long", page
        self.write("Hvad gør vi, når fru Hansen ringer på 12 34 56 78?")
        self.send()
        expect(page.get_by_role("alert")).to_be_visible()
        yield "05-write-personal", page
        self.write("Hvordan får vi driftslederen med fra dag ét, når projektet er født i forvaltningen?")
        yield "05-write", page
        self.send()
        self.shown("Hvor hører det hjemme?", "Where does it belong?")
        yield "06-where", page
        page.locator("main button").nth(1).click()
        self.shown("Modtaget", "Received")
        yield "07-questions", page
        self.button("Skriv et spørgsmål til", "Write another question").click()
        self.write("Hvad gør vi, når fru Hansen ringer?")
        self.send()
        self.send()
        self.button("Ved ikke", "Don’t know").click()
        self.shown(
            "Bliver læst igennem, før det kommer på storskærmen.",
            "It is read through before it comes on the big screen.",
        )
        yield "07-questions-held", page
        self.button("Træk tilbage", "Withdraw").first.click()
        expect(page.get_by_role("alert")).to_be_visible()
        expect(self.button("Ja, slet det", "Yes, erase it")).to_be_in_viewport(ratio=1)
        yield "07-questions-withdraw", page
        self.button("Ja, slet det", "Yes, erase it").click()
        expect(page.locator("main li")).to_have_count(1)
        self.button("Ret", "Edit").click()
        yield "07-edit", page
        self.button("Annullér", "Cancel").click()
        self.relay.fail("silence")
        self.button("Skriv et spørgsmål til", "Write another question").click()
        self.write("Hvem har ansvaret for effekten, når projektlederen er rejst videre?")
        self.send()
        self.shown("Venter – sendes af sig selv", "Waiting – sends by itself")
        yield "06-where-offline", page
        self.button("Ved ikke", "Don’t know").click()
        self.shown("Venter – sendes af sig selv", "Waiting – sends by itself")
        self.shown("Du behøver ikke gøre noget.", "Nothing to do.")
        yield "08-offline", page
        self.relay.mend()
        expect(page.locator("header [role=status]")).to_have_text(self.say("Forbundet", "Connected"))
        expect(page.locator(".state.waiting")).to_have_count(0)
        self.button("Skriv et spørgsmål til", "Write another question").click()
        self.write("Hvornår er et projekt egentlig færdigt")
        wait_until_typing(self.server)
        facilitator.do("close_submissions")
        expect(page.locator("footer [role=timer]")).to_be_visible()
        yield "09-grace", page
        self.button("Annullér", "Cancel").click()

    def _grouping(self) -> Iterator[tuple[str, Page]]:
        page, facilitator = self.page, self.facilitator
        facilitator.do("open_submissions")
        self.fill_hall()
        facilitator.enter("group")
        self.shown("Her ligger dine spørgsmål", "Here are your questions")
        yield "10-group-tray", page
        first, second = self.own()[:2]
        facilitator.do("place_question", question_id=first, pitfall=PITFALLS[1])
        facilitator.do("merge_questions", ids=[self.others[0]], into=first)
        facilitator.do("hide_question", question_id=second)
        expect(page.locator(".placed")).to_have_count(1)
        yield "10-group-placed", page
        self.button("Se de andres spørgsmål", "See the others’ questions").click()
        want = page.locator("main .want")
        expect(want).to_have_count(2)
        want.first.click()
        expect(want.first).to_have_attribute("aria-pressed", "true")
        yield "11-others", page
        facilitator.enter(f"walk:{PITFALLS[1]}")
        self.shown("Salen er gået videre – følg med", "The room has moved on – catch up")
        yield "11-others-moved-on", page
        self.button("Salen er gået videre – følg med", "The room has moved on – catch up").click()

    def _talk(self) -> Iterator[tuple[str, Page]]:
        page, facilitator = self.page, self.facilitator
        self.shown("Dit spørgsmål er her", "Your question is here")
        yield "12-walk-title", page
        facilitator.do("next_beat", was=0)
        facilitator.do("next_beat", was=1)
        expect(page.locator("main .block")).to_be_visible()
        yield "12-walk-answer", page
        facilitator.do("mark_taken_up", question_id=self.own()[0], taken_up=True)
        page.locator("footer [aria-expanded]").click()
        self.shown("Taget op i salen", "Discussed in the room")
        yield "12-walk-mine", page
        self.button("Dine spørgsmål", "Your questions").click()
        expect(page.locator("main .leaf")).to_have_count(2)
        yield "12-walk-questions", page
        self.button("Tilbage", "Back").click()
        facilitator.do("close_submissions")
        facilitator.enter("summary")
        expect(page.locator("main li")).to_have_count(4)
        yield "13-summary", page
        facilitator.enter("momentum")
        expect(page.locator("main .word")).to_have_count(3)
        yield "14-momentum", page
        page.locator("main .word").nth(2).click()
        page.locator("main .word").nth(2).click()
        self.shown("Modtaget", "Received")
        yield "14-momentum-placed", page

    def _poll(self) -> Iterator[tuple[str, Page]]:
        page, facilitator = self.page, self.facilitator
        # The poll does not ask about a hidden question.
        facilitator.do("show_question", question_id=self.own()[1])
        facilitator.enter("poll")
        self.shown("Spørgsmål 1 af 2", "Question 1 of 2")
        yield "15-poll", page
        page.locator("main .answer").nth(1).click()
        self.shown("Spørgsmål 2 af 2", "Question 2 of 2")
        page.locator("main .answer").nth(0).click()
        expect(page.locator("textarea")).to_be_visible()
        yield "16-next", page
        self.write("Hvem tager det første skridt på mandag?")
        self.send()
        self.shown("Tak for dit svar", "Thank you for your answer")
        yield "17-thanks", page
        self.button("Skift svar", "Change answer").first.click()
        expect(page.locator("main .answer[aria-pressed=true]")).to_have_count(1)
        yield "17-change", page
        page.locator("main .answer").nth(2).click()
        self.shown("Tak for dit svar", "Thank you for your answer")

    def _listener(self) -> Iterator[tuple[str, Page]]:
        facilitator = self.facilitator
        listener = self.open()
        self.shown("Jeg lyttede med", "I listened", listener)
        yield "18-listener", listener
        facilitator.do("close_poll")
        self.shown("Der er ikke åbent for svar lige nu.", "Answers are not open just now.", listener)
        yield "18-poll-closed", listener
        facilitator.enter("done")
        self.shown("Faldgruberne og deres svar", "The pitfalls and their answers", listener)
        yield "19-done-listener", listener
        listener.close()
        self.shown("Det, der trænger sig på nu", "What matters most now")
        yield "19-done", self.page

    def _byes(self) -> Iterator[tuple[str, Page]]:
        page, facilitator, base = self.page, self.facilitator, self.server.base
        stranger = self.open(f"{base}/ABCDEF")
        self.shown("Den kode findes ikke", "There is no such code", stranger)
        yield "20-unknown", stranger
        stranger.close()
        facilitator.do("lock_lobby")
        late = self.open()
        self.shown("Døren er låst lige nu", "The room is locked just now", late)
        yield "20-locked", late
        facilitator.do("end_session")
        self.shown("Det er slut", "It is over", late)
        yield "20-ended", late
        late.close()
        page.reload()
        self.shown("Svaret i dag", "Today’s answer")
        yield "21-ended-mine", page
        self.server.delete()
        self.shown("Alt er slettet", "Everything is erased")
        yield "22-erased", page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--sizes", default="360x740")
    parser.add_argument("--states", default="", help="parts of state names; all when empty")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    wanted = [name for name in given.states.split(",") if name]
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for language in given.languages.split(","):
            for size in given.sizes.split(","):
                take(browser, given.folder, language, size, wanted)
        browser.close()


def take(browser: Browser, folder: Path, language: str, size: str, wanted: list[str]) -> None:
    """Pictures of all states in one language and size."""
    width, _, height = size.partition("x")
    with tempfile.TemporaryDirectory() as data:
        server = Server(Path(data))
        server.start()
        tour = Tour(Screens(browser, server), language, (int(width), int(height)))
        for name, page in tour.walk():
            if not wanted or any(part in name for part in wanted):
                page.wait_for_timeout(700)
                page.screenshot(path=str(folder / f"{name}-{language}-{size}.png"))
        tour.page.context.close()
        server.stop()


if __name__ == "__main__":
    main()
