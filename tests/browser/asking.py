"""Asking questions in browser tests: steps on a phone's page, and the texts that arrive at the server."""

import re

from playwright.sync_api import Page, expect

from tests.client import ConsoleClient, console
from tests.server import Server

QUESTION = "Hvem ejer effekten, når projektlederen er rejst videre?"
SECOND = "Hvornår er et projekt egentlig færdigt?"
ONLINE = re.compile("^(Forbundet|Connected)$")


def enter_collect_after_a_step(facilitator: ConsoleClient, *phones: Page) -> None:
    """Enter `collect` once the phones have shown another step.

    The steps are fetched after the text box, so that a phone that loses its network at once has nothing else.
    """
    facilitator.enter("overview")
    for phone in phones:
        expect(phone.get_by_role("heading", name="Faldgruberne")).to_be_visible()
    facilitator.enter("collect")
    for phone in phones:
        expect(phone.locator("textarea")).to_be_visible()


def send(phone: Page, text: str) -> None:
    phone.locator("textarea").fill(text)
    phone.locator("footer .button.primary").click()


def received(phone: Page) -> None:
    expect(phone.get_by_text("Modtaget")).to_be_visible()


def online(phone: Page) -> None:
    expect(phone.locator("header [role=status]")).to_have_text(ONLINE)


def texts(server: Server) -> list[str]:
    return sorted(question["text"] for question in server.export()["questions"])


def proposals(server: Server) -> dict[str, str | None]:
    """The pitfall that each question's asker has proposed, as a console sees it."""
    with console(server) as one:
        questions, flags = one.view["questions"], one.view["flags"]
        return {row["text"]: flags[id]["proposed"] for id, row in questions.items()}
