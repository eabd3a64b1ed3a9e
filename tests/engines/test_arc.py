"""The whole arc with a phone, a console and a board in one engine, and seven others over the protocol."""

import os
import time
from pathlib import Path

import pytest

from tests.client import Client
from tests.engines.firefox import Firefox, firefox
from tests.engines.screen import Screen
from tests.engines.webkit import WebKit, webkit
from tests.server import Server, eventually

QUESTION = "Hvem ejer effekten, når projektlederen er rejst videre?"
NEXT = "Hvem tager det første skridt på mandag?"
# A press sooner than this after another one counts as its bounce.
BETWEEN_PRESSES_S = 0.5
SAYS = {
    "da": {
        "joined": "Du er med",
        "received": "Modtaget",
        "here": "Dit spørgsmål er her",
        "asked": "Fik du svar på dit spørgsmål?",
        "thanks": "Tak for dit svar",
        "page": "Min side",
        "pitfall": "effekten udeblev",
    },
    "en": {
        "joined": "You are in",
        "received": "Received",
        "here": "Your question is here",
        "asked": "Was your question answered?",
        "thanks": "Thank you for your answer",
        "page": "My page",
        "pitfall": "the effect did not",
    },
}


class Hall:
    """The screens in one engine, with screenshots of every step."""

    def __init__(self, engine: Firefox | WebKit, server: Server, pictures: Path) -> None:
        self.name = engine.name
        self.pictures = pictures
        self.board = engine.open("board", server.links["board"])
        self.console = engine.open("console", server.links["console"])
        self.phone = engine.open("phone", server.links["join"])
        self.screens: dict[str, Screen] = {
            "board": self.board,
            "console": self.console,
            "phone": self.phone,
        }

    def enter(self, name: str) -> None:
        """Enter the next step by two presses of Next."""
        self.console.tap("nav button", name)
        self.console.tap("nav button.ready", name)
        self.console.shows("nav [aria-current=step]", name)

    def write(self, text: str) -> None:
        self.phone.type("textarea", text)
        self.phone.tap("footer .button.primary")

    def look(self, step: str) -> None:
        """Take a screenshot of every screen, and assert that none scrolls sideways."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        for kind, screen in self.screens.items():
            screen.picture(self.pictures / f"{self.name}-{step}-{kind}.png")
            over = screen.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, (kind, step, over)


def others(server: Server) -> list[Client]:
    people = [Client(server, role="phone", token=f"{n:032x}", lang="da") for n in range(1, 8)]
    for person in people:
        person.receive("snapshot")
    return people


def from_the_qr_to_my_page(engine: Firefox | WebKit, server: Server, pictures: Path) -> None:
    hall = Hall(engine, server, pictures)
    board, console, phone = hall.board, hall.console, hall.phone
    say = SAYS[engine.language]
    people = others(server)
    phone.shows("main", say["joined"])
    board.shows(".count strong", "8")
    hall.look("1-lobby")

    hall.enter("Skriv")
    hall.write(QUESTION)
    phone.shows(".state", say["received"])
    board.shows("main", QUESTION)
    hall.look("2-received")
    phone.tap(".choice", say["pitfall"])
    ids = [person.do("ask_question", text=f"Hvad gør vi med nummer {n}?") for n, person in enumerate(people)]
    board.shows(".count strong", "8")
    phone.shows("main", QUESTION)
    hall.look("3-written")

    hall.enter("Sortér")
    console.tap(".card .text", QUESTION)
    console.tap("main .columns section:nth-of-type(2) .head")
    phone.shows("main", say["pitfall"])
    board.shows(".columns article", QUESTION)
    hall.look("4-placed")

    hall.enter("Effekten udeblev")
    for beat in (2, 3, 4):
        time.sleep(BETWEEN_PRESSES_S)
        console.tap("button.next")
        console.shows(f".beats li:nth-child({beat})[aria-current=step]")
    time.sleep(BETWEEN_PRESSES_S)
    console.tap("button.next", QUESTION)
    board.shows("main", QUESTION)
    phone.shows(".phone", say["here"])
    hall.look("5-walk")

    hall.enter("Momentum")
    phone.tap(".word")
    phone.shows(".state", say["received"])
    phone.drag(".triangle circle", ".triangle svg")
    phone.shows(".state", say["received"])
    for person in people:
        person.do("place_dot", weights=[0.2, 0.5, 0.3])
    board.shows(".legend strong", "8")
    hall.look("6-momentum")

    hall.enter("Fik du svar?")
    phone.shows("main h1", say["asked"])
    phone.tap(".answer.yes")
    for id, person in zip(ids, people, strict=True):
        person.do("answer_poll", question_id=id, answer="partly")
    board.shows("h1", "1 af 8 spørgsmål fik svar")
    hall.look("7-poll")
    hall.write(NEXT)
    phone.shows("main h1", say["thanks"])
    board.shows(".next b", "1")
    hall.look("8-next")

    hall.enter("Tak")
    phone.shows("header", say["page"])
    phone.shows("main", NEXT)
    board.shows("h1", "Tak")
    hall.look("9-my-page")

    eventually(lambda: len(server.export()["questions"]) == 9)
    assert {kind: screen.errors() for kind, screen in hall.screens.items()} == {
        kind: [] for kind in hall.screens
    }
    for person in people:
        person.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """The folder of the screenshots: PICTURES, or a temporary one."""
    return Path(os.environ.get("PICTURES") or tmp_path / "pictures")


def test_the_whole_arc_in_firefox(server: Server, pictures: Path, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    profile.mkdir()
    with firefox(profile) as engine:
        from_the_qr_to_my_page(engine, server, pictures)


def test_the_whole_arc_in_webkit(server: Server, pictures: Path) -> None:
    with webkit() as engine:
        from_the_qr_to_my_page(engine, server, pictures)
