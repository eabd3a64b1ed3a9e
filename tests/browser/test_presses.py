"""Taps and clicks at the place of a control that has just been replaced do not trigger the new one."""

import secrets

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.asking import QUESTION, SECOND, proposals, received, send, texts
from tests.browser.delay import Delay
from tests.browser.page_clock import control_clock
from tests.browser.screens import Screens
from tests.browser.tapping import boxes
from tests.client import ConsoleClient, phone as seat
from tests.server import Server, eventually

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

PITFALLS = ["spredt-faegtning", "effekten-udeblev", "oekonomien", "modstand"]
# Much shorter than a page ignores presses on new controls, so that it still does once they have been seen.
LOOK_MS = 100
# Longer than a page ignores presses on new controls.
UNSEEN_MS = 400
# Longer than the time after a tap in which the next one in its place counts for nothing else.
AGAIN_MS = 700
# Longer than a console waits before it lists what came since it last did.
LISTED_MS = 2_100


def middle(control: Locator) -> tuple[float, float]:
    box = control.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def inside(spot: tuple[float, float], box: FloatRect | None) -> bool:
    assert box is not None
    x, y = spot[0] - box["x"], spot[1] - box["y"]
    return 0 < x < box["width"] and 0 < y < box["height"]


def test_no_button_moves_when_the_server_acknowledges_a_question(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    phone = screens.open("phone", url="about:blank")
    delay = Delay(phone)
    phone.goto(server.links["join"])
    expect(phone.locator("textarea")).to_be_visible()
    delay.hold()
    send(phone, QUESTION)
    expect(phone.get_by_text("Venter – sendes af sig selv")).to_be_visible()
    before = boxes(phone)
    delay.release()
    received(phone)
    assert boxes(phone) == before
    delay.hold()
    phone.get_by_role("button", name="Ved ikke").tap()
    phone.get_by_role("button", name="Skriv et spørgsmål til").press("Enter")
    send(phone, SECOND)
    phone.touchscreen.tap(*middle(phone.locator("main button").nth(1)))
    waits = phone.locator("main li", has_text=SECOND)
    expect(waits).to_contain_text("Venter – sendes af sig selv")
    before = boxes(phone)
    delay.release()
    expect(waits).to_contain_text("Modtaget")
    assert boxes(phone) == before
    eventually(lambda: proposals(server) == {QUESTION: None, SECOND: PITFALLS[1]})
    delay.hold()
    waits.get_by_role("button", name="Ret").press("Enter")
    send(phone, SECOND.upper())
    waits = phone.locator("main li", has_text=SECOND.upper())
    expect(waits).to_contain_text("Venter – sendes af sig selv")
    before = boxes(phone)
    delay.release()
    expect(waits).to_contain_text("Modtaget")
    assert boxes(phone) == before


@pytest.fixture
def phone(screens: Screens, server: Server, facilitator: ConsoleClient) -> Page:
    """A phone with two questions of its own and a clock that the test controls."""
    facilitator.enter("collect")
    token = secrets.token_hex(16)
    with seat(server, token) as person:
        for text in (QUESTION, SECOND):
            person.do("ask_question", text=text)
    page = screens.open("phone", url="about:blank")
    page.add_init_script(f"localStorage.setItem('summe.{server.code}.token', '{token}')")
    control_clock(page, server.links["join"])
    pass_until_shown(page, page.get_by_text("Modtaget").nth(1))
    return page


def pass_until_shown(page: Page, wanted: Locator) -> None:
    """Run the page's clock until the page has drawn this, at most LOOK_MS ago."""

    def drawn() -> bool:
        page.clock.run_for(LOOK_MS)
        return wanted.is_visible()

    eventually(drawn)


def enter(facilitator: ConsoleClient, page: Page, step: str, shown: str) -> None:
    facilitator.enter(step)
    pass_until_shown(page, page.get_by_text(shown).first)


def test_a_tap_right_after_a_step_change_does_not_answer_the_poll(
    phone: Page, facilitator: ConsoleClient
) -> None:
    enter(facilitator, phone, "group", "Her ligger dine spørgsmål")
    phone.clock.run_for(UNSEEN_MS)
    meant = [middle(one) for one in phone.get_by_role("button").all()]
    enter(facilitator, phone, "poll", "Spørgsmål 1 af 2")
    answers = [one.bounding_box() for one in phone.locator(".answer").all()]
    hits = [spot for spot in meant if any(inside(spot, answer) for answer in answers)]
    assert hits != []
    for spot in hits:
        phone.touchscreen.tap(*spot)
    expect(phone.get_by_text("Spørgsmål 1 af 2")).to_be_visible()
    phone.clock.run_for(UNSEEN_MS)
    phone.touchscreen.tap(*hits[0])
    expect(phone.get_by_text("Spørgsmål 2 af 2")).to_be_visible()


def test_a_double_tap_neither_answers_two_questions_nor_skips_a_warning(
    phone: Page, server: Server, facilitator: ConsoleClient
) -> None:
    phone.get_by_role("button", name="Skriv et spørgsmål til").press("Enter")
    phone.locator("textarea").fill("Hvad gør vi, når fru Hansen ringer?")
    phone.clock.run_for(UNSEEN_MS)
    spot = middle(phone.get_by_role("button", name="Send"))
    phone.touchscreen.tap(*spot)
    phone.touchscreen.tap(*spot)
    expect(phone.get_by_role("alert")).to_be_visible()
    assert texts(server) == sorted([QUESTION, SECOND])
    phone.get_by_role("button", name="Annullér").press("Enter")

    enter(facilitator, phone, "poll", "Spørgsmål 1 af 2")
    phone.clock.run_for(UNSEEN_MS)
    spot = middle(phone.locator(".answer").first)
    phone.touchscreen.tap(*spot)
    phone.touchscreen.tap(*spot)
    expect(phone.get_by_text("Spørgsmål 2 af 2")).to_be_visible()
    phone.clock.run_for(UNSEEN_MS)
    phone.touchscreen.tap(*spot)
    expect(phone.get_by_role("heading", name="Er der et andet spørgsmål")).to_be_visible()


def button_at(page: Page, spot: tuple[float, float]) -> str | None:
    """What the button says that lies at this place; None where there is none that takes a tap."""
    said: str | None = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y)?.closest('button')?.textContent.trim() ?? null", [*spot]
    )
    return said


def low_in(control: Locator, across: int, slip: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """A place low in a control, and one so many pixels below it, where what comes lies."""
    box = control.bounding_box()
    assert box is not None
    x, y = box["x"] + across, box["y"] + box["height"] - 1
    return (x, y), (x + 1, y + slip)


def tap_again(page: Page, first: tuple[float, float], again: tuple[float, float]) -> None:
    """Tap, and again when what has come takes taps, but no finger's second yet: it has to count for nothing.

    Afterwards the next tap counts.
    """
    page.touchscreen.tap(*first)
    page.clock.run_for(UNSEEN_MS)
    # Their names alone: meanwhile the server may acknowledge a question, which changes what is said of it.
    controls = page.locator("main").get_by_role("button")
    before = controls.all_inner_texts()
    assert button_at(page, again) is not None
    page.touchscreen.tap(*again)
    page.clock.run_for(LOOK_MS)
    assert controls.all_inner_texts() == before
    page.clock.run_for(AGAIN_MS)


def test_send_tapped_again_does_not_say_where_the_question_belongs(phone: Page, server: Server) -> None:
    phone.get_by_role("button", name="Skriv et spørgsmål til").press("Enter")
    phone.locator("textarea").fill("Hvad med tiden?")
    phone.clock.run_for(UNSEEN_MS)
    low_in_it, slipped = low_in(phone.get_by_role("button", name="Send"), 99, 10)
    tap_again(phone, low_in_it, slipped)
    asked = phone.get_by_role("heading", name="Hvor hører det hjemme?")
    expect(asked).to_be_visible()
    eventually(lambda: "Hvad med tiden?" in texts(server))
    assert button_at(phone, slipped) == "Ved ikke"
    phone.touchscreen.tap(*slipped)
    expect(asked).to_have_count(0)


def test_take_back_tapped_again_does_not_delete_the_question(phone: Page, server: Server) -> None:
    phone.clock.run_for(UNSEEN_MS)
    low_in_it, slipped = low_in(phone.get_by_role("button", name="Træk tilbage").first, 1, 20)
    tap_again(phone, low_in_it, slipped)
    assert texts(server) == sorted([QUESTION, SECOND])
    assert button_at(phone, slipped) == "Ja, slet det"
    phone.touchscreen.tap(*slipped)
    eventually(lambda: len(texts(server)) == 1)


@pytest.mark.parametrize("kind", ["console", "remote"])
def test_a_click_meant_for_a_question_does_not_open_a_new_one_that_took_its_place(
    screens: Screens, server: Server, facilitator: ConsoleClient, kind: str
) -> None:
    facilitator.enter("collect")
    page = screens.open(kind, url="about:blank")
    page.clock.install()
    page.goto(server.links["console"])
    with seat(server) as person:
        person.do("ask_question", text=QUESTION)
    text = page.locator("main li .text")
    expect(text).to_have_text(QUESTION)
    # This comes a moment after the page, and moves what stands below it.
    expect(page.get_by_text("Ingen storskærm er åben").first).to_be_visible()
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    page.clock.run_for(LISTED_MS)
    spot = middle(text)
    with seat(server) as person:
        person.do("ask_question", text=SECOND)
    new = text.filter(has_text=SECOND)
    pass_until_shown(page, new)
    assert inside(spot, new.bounding_box())
    page.mouse.click(*spot)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.clock.run_for(UNSEEN_MS)
    page.mouse.click(*spot)
    expect(page.get_by_role("dialog")).to_contain_text(SECOND)
