"""Console and remote in Chromium: steps, grouping, moderation, dialogs, lost connection, accessibility."""

import json
import re
import signal
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from app.core.languages import LANGUAGES
from app.exports.formats import FORMATS
from tests.browser.accessibility import WCAG, violations
from tests.browser.contrast import faint_at_rest
from tests.browser.delay import Delay
from tests.browser.hour import Audience, hour
from tests.browser.screens import SIZES, Screens, wait_until
from tests.browser.tapping import tap
from tests.client import ConsoleClient, phone
from tests.server import Server, eventually
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

ARMED = re.compile(r"\bready\b")
PITFALLS = ["spredt-faegtning", "effekten-udeblev", "oekonomien", "modstand"]


def ask(server: Server, *texts: str) -> list[str]:
    with phone(server) as person:
        return [person.do("ask_question", text=text) for text in texts]


def with_cards(server: Server, facilitator: ConsoleClient, count: int) -> list[str]:
    """Bring the session to grouping with this many questions; returns their ids, oldest first."""
    facilitator.enter("collect")
    ids = [i for n in range(count) for i in ask(server, f"Spørgsmål nummer {n}?")]
    facilitator.enter("group")
    return ids


def places(server: Server) -> dict[str, str | None]:
    return {q["text"]: q["pitfall"] for q in server.export()["questions"]}


def next_button(page: Page) -> Locator:
    return page.locator("button.next")


def at_work(screens: Screens, kind: str = "console", **options: Any) -> Page:
    """A console or remote that has loaded its session."""
    page = screens.open(kind, **options)
    expect(next_button(page)).to_be_visible()
    return page


def step(page: Page) -> Locator:
    return page.locator("nav [aria-current=step]")


# ---- moving the session


def test_s27_entering_a_step_takes_two_presses_and_a_double_click_counts_as_one(screens: Screens) -> None:
    page = at_work(screens)
    next_button(page).dblclick()
    expect(next_button(page)).to_have_class(ARMED)
    expect(next_button(page)).to_contain_text("De 4 faldgruber")
    expect(step(page)).to_contain_text("Velkommen")
    page.keyboard.press("Escape")
    expect(next_button(page)).to_contain_text("tryk to gange")

    page.keyboard.down("PageDown")
    page.keyboard.down("PageDown")
    expect(next_button(page)).to_have_class(ARMED)
    page.keyboard.down("PageDown")
    page.keyboard.up("PageDown")
    expect(step(page)).to_contain_text("Velkommen")
    page.keyboard.press("PageDown")
    expect(step(page)).to_contain_text("Faldgruberne")


def test_next_by_key_after_one_press_of_back_cancels_it_and_does_not_go_back(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("overview")
    page = at_work(screens)
    page.keyboard.press("PageUp")
    expect(next_button(page)).to_have_class(ARMED)
    expect(next_button(page)).to_contain_text("Velkommen")
    page.keyboard.press("PageDown")
    expect(next_button(page)).to_contain_text("Spredt fægtning")
    expect(step(page)).to_contain_text("Faldgruberne")
    expect(page.locator("main h1")).to_contain_text("0 af 4")

    page.keyboard.press("PageUp")
    expect(next_button(page)).to_have_class(ARMED)
    next_button(page).click()
    expect(step(page)).to_contain_text("Velkommen")


def test_next_within_a_step_takes_one_press_and_a_held_key_moves_once(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("overview")
    page = at_work(screens)
    expect(page.locator("main h1")).to_contain_text("0 af 4")
    page.keyboard.down("PageDown")
    for _ in range(5):
        page.keyboard.down("PageDown")
    page.keyboard.up("PageDown")
    expect(page.locator("main h1")).to_contain_text("1 af 4")
    expect(next_button(page)).to_contain_text("Projektet lykkedes, effekten udeblev")


def test_back_goes_to_the_previous_question_and_then_to_the_previous_step(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 2)
    for id in ids:
        facilitator.do("place_question", question_id=id, pitfall=PITFALLS[0])
    facilitator.enter(f"walk:{PITFALLS[0]}")
    for beat in range(3):
        facilitator.do("next_beat", was=beat)
    page = at_work(screens)
    now = page.locator(".now")
    for number in ("1 af 2", "2 af 2"):
        expect(next_button(page)).to_contain_text(f"spørgsmål {number}")
        facilitator.do("next_beat", was=3 if number.startswith("1") else 4)
        expect(now).to_contain_text(number)
    page.keyboard.press("PageUp")
    expect(now).to_contain_text("1 af 2")
    expect(page.locator("main li", has_text="Spørgsmål nummer 0")).to_contain_text("Vises nu")
    facilitator.do("clear_spotlight")
    expect(now).to_contain_text("2 spørgsmål")
    back = page.locator("nav button", has_text="Sortér").first
    back.click()
    expect(back).to_have_class(ARMED)
    back.click()
    expect(step(page)).to_contain_text("Sortér")


def test_a_walk_shows_as_many_as_chosen_marks_nothing_by_itself_and_is_left_by_holding_next(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    for id in with_cards(server, facilitator, 3):
        facilitator.do("place_question", question_id=id, pitfall=PITFALLS[0])
    facilitator.enter(f"walk:{PITFALLS[0]}")
    for beat in range(3):
        facilitator.do("next_beat", was=beat)
    page = at_work(screens)
    page.get_by_role("button", name="1", exact=True).click()
    # One alone is shown, and numbered as the board numbers it.
    expect(next_button(page)).to_contain_text("spørgsmål 1 af 3")
    page.keyboard.press("PageDown")
    expect(page.locator(".now")).to_contain_text("Tæller som taget op om")
    expect(next_button(page)).to_contain_text("Alle spørgsmål igen")
    page.keyboard.press("t")
    expect(page.get_by_role("button", name="Taget op i salen")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("t")
    expect(page.get_by_role("button", name="Taget op i salen")).to_have_attribute("aria-pressed", "false")
    page.keyboard.down("PageDown")
    wait_until(page, "performance.now() > (window.heldSince ??= performance.now()) + 900")
    page.keyboard.down("PageDown")
    expect(next_button(page)).to_have_class(ARMED)
    expect(next_button(page)).to_contain_text("Projektet lykkedes")
    page.keyboard.up("PageDown")
    assert not any(question["taken_up"] for question in server.export()["questions"])


def test_undo_takes_next_back_first_and_asks_before_it_shows_what_was_hidden_in_an_earlier_step(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 2)
    facilitator.do("place_question", question_id=ids[0], pitfall=PITFALLS[0])
    page = at_work(screens)
    card = page.locator("main .tray button.text", has_text="nummer 1")
    card.click()
    card.press("Delete")
    undo = page.locator("aside button", has_text="Fortryd: skjult »Spørgsmål nummer 1?«")
    expect(undo).to_be_visible()
    facilitator.enter(f"walk:{PITFALLS[0]}")
    for beat in range(3):
        facilitator.do("next_beat", was=beat)
    expect(next_button(page)).to_contain_text("spørgsmål 1 af 1")
    page.keyboard.press("PageDown")
    expect(page.locator(".now")).to_contain_text("nummer 0")
    page.keyboard.press("Control+z")
    expect(page.locator(".now")).not_to_contain_text("nummer 0")
    page.keyboard.press("Control+z")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("bliver vist igen")
    expect(dialog).to_contain_text("Det skete under Sortér")
    assert [question["state"] for question in server.export()["questions"]].count("hidden") == 1
    dialog.get_by_role("button", name="Fortryd", exact=True).click()
    expect(page.get_by_text("Fortrudt: skjult")).to_be_visible()


def test_a_console_that_acts_on_an_outdated_step_is_told_so(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    page = at_work(screens)
    next_button(page).click()
    expect(next_button(page)).to_have_class(ARMED)
    # Without animation frames this page applies no more deltas, so it does not notice the step change.
    page.evaluate("window.requestAnimationFrame = () => 0")
    facilitator.enter("buzz")
    next_button(page).click()
    wait_until(page, "document.querySelector('.toast')?.textContent.includes('allerede gået videre')")


def test_clicker_keys_pressed_in_the_board_window_reach_the_console(screens: Screens) -> None:
    page = at_work(screens)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Åbn storskærmen").click()
    board = opened.value
    expect(board.locator(".letters")).to_be_visible()
    page.get_by_role("button", name="Prøv lyden").click()
    expect(page.get_by_text("Storskærmen slog gongen.")).to_be_visible()
    board.keyboard.press("b")
    expect(board.locator(".black")).to_be_visible()
    board.keyboard.press("F5")
    expect(board.locator(".black")).to_have_count(0)
    board.keyboard.press("PageDown")
    expect(next_button(page)).to_have_class(ARMED)
    board.keyboard.press("Escape")
    expect(next_button(page)).not_to_have_class(re.compile("armed"))


def test_single_key_shortcuts_can_be_switched_off_and_clicker_keys_still_work(screens: Screens) -> None:
    page = at_work(screens)
    black = page.get_by_role("button", name="Sort B")
    page.keyboard.press("h")
    page.get_by_label("Genveje med én tast").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("b")
    page.keyboard.press("PageDown")
    expect(next_button(page)).to_have_class(ARMED)
    expect(black).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(next_button(page)).to_be_visible()
    page.keyboard.press("b")
    page.keyboard.press("PageDown")
    expect(next_button(page)).to_have_class(ARMED)
    expect(black).to_have_attribute("aria-pressed", "false")


# ---- grouping


def test_a2_ten_cards_are_grouped_by_keyboard_alone(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    with_cards(server, facilitator, 10)
    page = at_work(screens)
    expect(page.locator(".card")).to_have_count(10)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id.startsWith('card-')"):
            break
    for n in range(8):
        page.keyboard.press(str(n % 4 + 1))
        expect(page.locator(".card")).to_have_count(9 - n)
        assert page.evaluate("document.activeElement.id.startsWith('card-')"), "the focus fell out"
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    expect(page.get_by_text("2 markeret")).to_be_visible()
    page.keyboard.press("4")
    expect(page.locator(".card")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alle er placeret")
    found = places(server)
    assert [found[f"Spørgsmål nummer {n}?"] for n in range(8)] == PITFALLS * 2
    assert found["Spørgsmål nummer 8?"] == found["Spørgsmål nummer 9?"] == PITFALLS[3]

    page.keyboard.press("Control+z")
    expect(page.locator(".card")).to_have_count(2)
    page.keyboard.press("Control+y")
    expect(page.locator(".card")).to_have_count(0)


@pytest.mark.parametrize("kind", ["console", "remote"])
def test_a2_ten_cards_are_grouped_by_taps_alone(
    screens: Screens, server: Server, facilitator: ConsoleClient, kind: str
) -> None:
    with_cards(server, facilitator, 10)
    page = at_work(screens, kind, has_touch=True)
    cards = page.locator(".card")
    expect(cards).to_have_count(10)
    for n in range(10):
        card = cards.filter(has_text=f"Spørgsmål nummer {n}?")
        if n % 2:
            tap(card.locator(".chip").nth(n % 4), gone=card)
        else:
            tap(card.locator(".text"), shown=card.and_(page.locator(".selected")))
            tap(page.locator(".columns .head").nth(n % 4), gone=card)
    expect(cards).to_have_count(0)
    found = places(server)
    assert [found[f"Spørgsmål nummer {n}?"] for n in range(10)] == [PITFALLS[n % 4] for n in range(10)]


def test_enter_accepts_one_proposed_pitfall_and_t_shows_and_accepts_all(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    with phone(server) as person:
        for n in range(4):
            id = person.do("ask_question", text=f"Spørgsmål nummer {n}?")
            if n < 3:
                person.do("propose_pitfall", question_id=id, pitfall=PITFALLS[n])
    facilitator.enter("group")
    page = at_work(screens)
    page.locator(".card .text").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(3)
    page.keyboard.press("t")
    expect(page.get_by_role("dialog").get_by_role("checkbox")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.locator(".card")).to_have_count(3)
    expect(page.get_by_text("Fortrudt: lagt på plads (2)")).to_be_visible()
    page.keyboard.press("Control+y")
    expect(page.locator(".card")).to_have_count(1)
    expect(page.get_by_text("Det fortrudte er gentaget.")).to_be_visible()
    expect(page.get_by_text("Fortrudt: lagt på plads (2)")).to_have_count(0)
    found = places(server)
    assert [found[f"Spørgsmål nummer {n}?"] for n in range(4)] == [*PITFALLS[:3], None]


def test_cards_are_merged_with_m_and_split_again(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    with_cards(server, facilitator, 3)
    page = at_work(screens)
    page.locator(".card .text").first.focus()
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    page.keyboard.press("m")
    expect(page.locator(".card")).to_have_count(2)
    page.get_by_role("button", name="Lagt sammen: 2. Se dem").click()
    page.get_by_role("button", name="Skil ad").click()
    page.keyboard.press("Escape")
    expect(page.locator(".card")).to_have_count(3)


def test_focus_stays_in_the_tray_when_another_console_moves_the_focused_card(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 3)
    page = at_work(screens)
    page.locator(f"#card-{ids[1]}").focus()
    facilitator.do("place_question", question_id=ids[1], pitfall=PITFALLS[0])
    expect(page.locator(".card")).to_have_count(2)
    expect(page.locator(f"#card-{ids[2]}")).to_be_focused()


def test_a_pitfall_is_added_renamed_and_removed(screens: Screens, facilitator: ConsoleClient) -> None:
    facilitator.enter("group")
    page = at_work(screens)
    page.get_by_role("button", name="Ret faldgruber").click()
    page.get_by_label("Tilføj en faldgrube").fill("Ledelsen skifter")
    page.get_by_role("button", name="Tilføj", exact=True).click()
    expect(page.locator("main .columns section")).to_have_count(5)
    page.get_by_label("Titel 5").fill("Nye ledere")
    page.get_by_role("dialog").locator("li").nth(4).get_by_role("button", name="Omdøb").click()
    expect(page.locator("main .columns section").nth(4)).to_contain_text("Nye ledere")
    page.get_by_role("button", name="Fjern", exact=True).click()
    expect(page.locator("main .columns section")).to_have_count(4)


def test_pitfalls_are_moved_by_keyboard_and_moved_back_by_undo(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("group")
    page = at_work(screens)

    def order() -> list[str]:
        return [pitfall["id"] for pitfall in server.export()["pitfalls"]]

    before = order()
    page.get_by_role("button", name="Ret faldgruber").click()
    first = page.get_by_label("Titel 1")
    title = first.input_value()
    down = page.get_by_role("button", name=f"Flyt ned: {title}")
    up = page.get_by_role("button", name=f"Flyt op: {title}")
    expect(up).to_be_disabled()
    down.focus()
    for place in (2, 3, 4):
        page.keyboard.press("Enter")
        expect(page.get_by_label(f"Titel {place}")).to_have_value(title)
        expect(page.get_by_text(f"{title} er nu nummer {place}.")).to_be_attached()
        expect(up if place == 4 else down).to_be_focused()
    assert order() == [*before[1:], before[0]]
    page.keyboard.press("Enter")
    expect(page.get_by_label("Titel 3")).to_have_value(title)
    expect(up).to_be_focused()
    page.keyboard.press("Escape")
    for place in (4, 3, 2, 1):
        page.keyboard.press("Control+z")
        expect(page.locator(".columns section").nth(place - 1)).to_have_attribute("aria-label", title)
    assert order() == before


# How much is empty below the line of keys, and below the longest column.
EMPTY_BELOW = """() => {
  const bottom = (selector) =>
    Math.max(...[...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect().bottom));
  return [bottom(".work") - bottom(".hints"), bottom(".columns") - bottom(".columns .all, .columns .none")];
}"""
TWO_CARDS_PX = 124


@pytest.mark.parametrize("count", [0, 64])
@pytest.mark.parametrize("height", [720, *(pytest.param(one, marks=pytest.mark.long) for one in (768, 1080))])
def test_columns_have_the_rest_of_the_page_once_nothing_is_unplaced(
    screens: Screens, facilitator: ConsoleClient, count: int, height: int
) -> None:
    facilitator.enter("collect")
    ids = [facilitator.do("ask_for_room", text=f"Hvem tager sig af nummer {n}?") for n in range(count)]
    facilitator.enter("group")
    page = at_work(screens, viewport={"width": 1366, "height": height})
    for n, pitfall in enumerate(PITFALLS if count else []):
        facilitator.do("place_questions", ids=ids[n::4], pitfall=pitfall)
    if count:
        expect(page.locator(".columns .small i").last).to_be_visible()
    else:
        expect(page.locator(".columns .none")).to_have_count(4)
    eventually(lambda: 0 < page.evaluate(EMPTY_BELOW)[0] < 40)
    if count:
        eventually(lambda: 0 <= page.evaluate(EMPTY_BELOW)[1] < TWO_CARDS_PX)
        # With the line below each card that says who has moved it.
        assert page.locator(".columns .small i").count() > 0
    assert page.locator(".work").evaluate("work => work.scrollHeight <= work.clientHeight")


def test_every_step_of_the_run_is_in_sight_under_a_notice_and_missing_equipment(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.do("start_holding")
    page = at_work(screens)
    expect(page.get_by_role("button", name="Udstyr Ingen storskærm er åben")).to_be_visible()
    expect(page.get_by_role("button", name="Vis nye igen")).to_be_visible()
    steps = page.locator(".rail .steps")
    assert steps.evaluate("steps => steps.scrollHeight <= steps.clientHeight")
    assert all(
        box["height"] >= 28 for one in steps.get_by_role("button").all() if (box := one.bounding_box())
    )


# Buttons whose words reach over their edge or the page's.
OVERFLOWING = """() => [...document.querySelectorAll("button")].flatMap((button) => {
  if (!button.checkVisibility() || button.closest("[inert]")) return [];
  const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const right = Math.min(innerWidth, button.getBoundingClientRect().right) + 1;
  while (texts.nextNode()) {
    if (texts.currentNode.parentElement.closest(".spoken")) continue;
    range.selectNodeContents(texts.currentNode);
    if ([...range.getClientRects()].some((box) => box.right > right)) return [button.textContent.trim()];
  }
  return [];
})"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", rest_long([320, 360]))
def test_no_button_of_the_remote_is_too_narrow_for_its_words(
    screens: Screens, facilitator: ConsoleClient, language: str, width: int
) -> None:
    remote = at_work(screens, "remote", language=language, viewport={"width": width, "height": 740})
    seen = []
    for step in facilitator.arc():
        facilitator.enter(step)
        expect(remote.locator(f"main[data-step='{step}']")).to_be_visible()
        seen += [(step, words) for words in remote.evaluate(OVERFLOWING)]
    assert seen == []


def test_lengths_of_a_walk_stand_in_one_row_on_the_remote(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    ids = [facilitator.do("ask_for_room", text=f"Hvem tager sig af nummer {n}?") for n in range(2)]
    facilitator.do("place_questions", ids=ids, pitfall=PITFALLS[0])
    facilitator.enter(f"walk:{PITFALLS[0]}")
    remote = at_work(screens, "remote")
    lengths = remote.get_by_role("group", name="Vis de mest ønskede").get_by_role("button")
    expect(lengths).to_have_count(5)
    # Read at once, since what stands above them may still be moving them down.
    tops = lengths.evaluate_all("buttons => buttons.map(button => button.getBoundingClientRect().top)")
    assert len(set(tops)) == 1


def test_the_first_questions_are_listed_as_soon_as_they_are_counted(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    page = at_work(screens)
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    ask(server, "Hvem ejer effekten?")
    count = page.locator(".figure b").first

    def counted() -> bool:
        page.clock.run_for(10)
        return count.inner_text() == "1"

    eventually(counted)
    expect(page.locator("main li .text")).to_have_text("Hvem ejer effekten?")


# ---- incoming questions and dialogs


def test_p8_a_held_text_is_covered_until_revealed_and_can_then_be_let_through(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    ask(server, "Ring til Mette Jensen på 22 33 44 55")
    page = at_work(screens)
    expect(page.get_by_role("heading", name="1 holdt tilbage")).to_be_visible()
    expect(page.get_by_role("button", name="Godkend")).to_have_count(0)
    assert "Mette" not in page.locator("body").inner_text()
    expect(page.locator("main .bars b")).to_have_text(["navn", "telefonnummer"])
    page.keyboard.press("f")
    page.keyboard.type("Mette")
    expect(page.get_by_text("Ingen spørgsmål med de ord.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    # Until then a key counts as typed on.
    page.wait_for_function("from => performance.now() - from > 700", arg=page.evaluate("performance.now()"))
    page.keyboard.press("v")
    expect(page.locator("main li", has_text="Ring til Mette Jensen på 22 33 44 55")).to_be_visible()
    expect(page.locator("main mark")).to_have_text(["Mette Jensen", "22 33 44 55"])
    page.get_by_role("button", name="Godkend").click()
    expect(page.get_by_role("heading", name="1 holdt tilbage")).to_have_count(0)
    eventually(lambda: places(server))
    # Hidden, it is covered again wherever this console lists it, until it is uncovered in its dialog.
    row = page.locator("main ul li").last
    row.hover()
    row.get_by_role("button", name="Skjul", exact=True).click()
    expect(row.locator(".text")).to_have_text("Teksten er dækket. Skjult")
    expect(row.get_by_role("button", name="Vis igen")).to_have_count(0)
    expect(page.get_by_role("button", name="Fortryd").first).to_contain_text("skjult")
    assert "Mette" not in page.locator("html").inner_html()
    row.locator(".text").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Vis igen")).to_have_count(0)
    dialog.get_by_role("button", name="Vis tekst").click()
    expect(dialog.get_by_text("Ring til Mette Jensen på 22 33 44 55")).to_be_visible()
    expect(row.locator(".text")).to_have_text("Teksten er dækket. Skjult")
    expect(page.get_by_role("button", name="Fortryd").first).not_to_contain_text("Mette")


def test_a_held_text_that_changes_after_it_was_revealed_is_covered_again_and_must_be_read_again(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    facilitator.do("start_holding")
    with phone(server) as person:
        question = person.do("ask_question", text="Hvem ejer effekten?")
        page = at_work(screens)
        page.keyboard.press("v")
        expect(page.get_by_text("Hvem ejer effekten?")).to_be_visible()
        person.do("edit_question", question_id=question, text="Køb billige billetter")
        expect(page.get_by_text("Teksten er ændret. Læs den igen.")).to_be_visible()
        expect(page.get_by_role("button", name="Godkend")).to_have_count(0)
        page.keyboard.press("v")
        expect(page.get_by_text("Køb billige billetter")).to_be_visible()
        page.get_by_role("button", name="Godkend").click()
    eventually(lambda: places(server))


def test_a_correction_begun_before_the_askers_own_edit_is_refused_and_what_was_typed_is_kept(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    with phone(server) as person:
        question = person.do("ask_question", text="Hvem ejer efekten?")
        page = at_work(screens)
        page.locator("main li", has_text="efekten").locator("button.text").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Ret", exact=True).click()
        typed = dialog.get_by_role("textbox")
        typed.fill("Hvem ejer effekten?")
        person.do("edit_question", question_id=question, text="Hvem ejer efekten til juni?")
    expect(dialog.get_by_text("Hvem ejer efekten til juni?")).to_be_visible()
    dialog.get_by_role("button", name="Gem").click()
    expect(page.get_by_text("din rettelse er ikke gemt")).to_be_visible()
    expect(typed).to_have_value("Hvem ejer effekten?")
    expect(dialog.get_by_text("Hvem ejer efekten til juni?")).to_be_visible()
    assert set(places(server)) == {"Hvem ejer efekten til juni?"}
    typed.fill("Hvem ejer effekten til juni?")
    dialog.get_by_role("button", name="Gem").click()
    eventually(lambda: set(places(server)) == {"Hvem ejer effekten til juni?"})


def test_a_question_entered_for_the_room_can_be_corrected_and_found(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    page = at_work(screens)
    page.keyboard.press("n")
    page.keyboard.type("Hvem samler tråddene?")
    page.get_by_role("button", name="Send ind").click()
    page.keyboard.press("Escape")
    row = page.locator("main li", has_text="Hvem samler tråddene?")
    row.get_by_role("button", name="Ret").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("Hvem samler trådene?")
    page.get_by_role("button", name="Gem").click()
    expect(page.locator("main li").first).to_contain_text("Hvem samler trådene?")
    page.keyboard.press("f")
    page.keyboard.type("TRÅDENE samler")
    page.get_by_role("dialog").locator("li .text").click()
    expect(page.get_by_role("dialog")).to_contain_text("Hvem samler trådene?")
    assert list(places(server)) == ["Hvem samler trådene?"]


EVERY_SHORTCUT = "bpqfhnlvtm 0123456 og mere"
# Longer than a question may be.
TOO_LONG = "for langt " * 40
# Every dialog that has a shortcut, and whether it has a text field.
BY_KEY = {"f": True, "n": True, "h": False, "l": False}


@pytest.mark.parametrize("first", rest_long(BY_KEY))
def test_text_typed_right_after_a_dialog_replaces_another_goes_into_the_new_one(
    screens: Screens, server: Server, facilitator: ConsoleClient, first: str
) -> None:
    with_cards(server, facilitator, 2)
    page = at_work(screens)
    before = server.export()
    for after in (key for key, types in BY_KEY.items() if types):
        # The keys are pressed without waiting in between.
        page.keyboard.press(first)
        page.keyboard.press("Escape")
        page.keyboard.press(after)
        page.keyboard.type(EVERY_SHORTCUT)
        box = page.get_by_role("dialog").get_by_role("textbox")
        expect(box, after).to_have_value(EVERY_SHORTCUT)
        box.fill("")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog"), after).to_have_count(0)
    assert server.export() == before


def test_text_typed_before_the_server_answers_goes_into_the_next_dialog(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    page = screens.open("console", url="about:blank")
    delay = Delay(page)
    page.goto(server.links["console"])
    facilitator.enter("group")
    page.get_by_role("button", name="Hjælp").wait_for()
    delay.hold()
    page.keyboard.press("n")
    page.keyboard.type("Hvem samler trådene?")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.keyboard.type(EVERY_SHORTCUT)
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value(EVERY_SHORTCUT)
    delay.release()
    eventually(lambda: list(places(server)) == ["Hvem samler trådene?"])
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value(EVERY_SHORTCUT)
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()


def test_a_rejected_text_comes_back_once_no_other_dialog_is_open(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    page = screens.open("console", url="about:blank")
    delay = Delay(page)
    page.goto(server.links["console"])
    facilitator.enter("collect")
    page.get_by_role("button", name="Hjælp").wait_for()
    delay.hold()
    page.keyboard.press("n")
    page.get_by_role("textbox").fill(TOO_LONG)
    page.get_by_role("button", name="Send ind").click()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.keyboard.type("et ord")
    delay.release()
    expect(page.locator(".toast")).not_to_be_empty()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value("et ord")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value(TOO_LONG)
    assert places(server) == {}


def test_s12_all_questions_of_one_participant_are_hidden_and_brought_back(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    ask(server, "Første fra én?", "Anden fra samme?")
    ask(server, "Fra en anden?")
    page = at_work(screens)
    page.locator("main li", has_text="Anden fra samme").locator(".text").click()
    page.get_by_role("button", name="Skjul alt fra denne deltager").click()
    expect(page.locator("main .gone")).to_have_count(2)
    page.locator(".toast button").click()
    expect(page.locator("main .gone")).to_have_count(0)


def test_closing_submissions_says_how_many_are_still_writing(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    page = at_work(screens)
    with phone(server) as person:
        person.send_json(t="typing", on=True)
        expect(page.get_by_text("1 skriver og får 60 s")).to_be_visible()
        page.get_by_role("button", name="Luk for spørgsmål").click()
        expect(page.get_by_text(re.compile(r"Lukket\. 1 skriver stadig og har \d+ s"))).to_be_visible()
        page.get_by_role("button", name="Åbn for spørgsmål").click()
        expect(page.get_by_role("button", name="Luk for spørgsmål")).to_be_visible()


# ---- the remote


@pytest.mark.parametrize(("host", "overheard"), [("127.0.0.1", 0), ("127.0.0.2", 1)])
@pytest.mark.own_server
def test_h19_an_invitation_by_plain_http_from_another_address_says_that_it_can_be_overheard(
    screens: Screens, server: Server, host: str, overheard: int
) -> None:
    server.stop()
    server.base = server.environment["SUMME_PUBLIC_URL"] = f"http://{host}:{server.port}"
    server.start()
    page = at_work(screens)
    page.get_by_role("button", name="Vis kode").click()
    expect(page.locator(".link")).to_contain_text("#invite=")
    expect(page.get_by_text("kan andre opsnappe nøglen")).to_have_count(overheard)


def test_a_remote_joins_by_a_single_use_invitation_reconnects_and_is_shut_out_by_a_new_key(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    page = at_work(screens)
    page.get_by_role("button", name="Vis kode").click()
    link = page.locator(".link").inner_text()
    assert "#invite=" in link
    remote = screens.open("remote", url=link, offline_at="**/devices")
    expect(remote.get_by_role("heading")).to_have_text("Ingen forbindelse")
    remote.unroute_all()
    remote.reload()
    expect(next_button(remote)).to_contain_text("Faldgruberne")
    assert "invite" not in remote.url
    remote.reload()
    expect(next_button(remote)).to_contain_text("Faldgruberne")
    late = screens.open("remote", url=link)
    expect(late.get_by_role("heading")).to_have_text("Koden er brugt eller udløbet")

    next_button(remote).tap()
    expect(next_button(remote)).to_have_class(ARMED)
    next_button(remote).tap()
    expect(remote.locator("header")).to_contain_text("Faldgruberne")

    page.get_by_role("button", name="Forny nøglen").click()
    page.get_by_text("Forny nøglen og luk alle?").locator("..").get_by_role("button").first.click()
    expect(remote.get_by_role("heading")).to_have_text("Linket gælder ikke mere")
    expect(page.get_by_role("heading", level=1)).to_have_text("Linket gælder ikke mere")


def test_the_remote_can_blank_and_freeze_the_board_and_show_the_qr_code(screens: Screens) -> None:
    remote = at_work(screens, "remote")
    for name in ("Sort", "Frys", "QR"):
        button = remote.get_by_role("button", name=name, exact=True)
        button.tap()
        expect(button).to_have_attribute("aria-pressed", "true")
        button.tap()
        expect(button).to_have_attribute("aria-pressed", "false")


# ---- failures are reported


def test_d7_a_command_refused_by_a_full_disk_is_reported_and_sent_again(
    screens: Screens, server: Server
) -> None:
    page = screens.browser.new_context(**SIZES["console"], locale="da-DK").new_page()
    refused: list[str] = []

    def once_full(socket: WebSocketRoute) -> None:
        upstream = socket.connect_to_server()

        def to_server(message: str | bytes) -> None:
            frame = json.loads(message)
            if frame["t"] == "cmd" and not refused:
                refused.append(frame["id"])
                socket.send(json.dumps({"t": "reject", "id": frame["id"], "code": "not_saved"}))
            else:
                upstream.send(message)

        socket.on_message(to_server)

    page.route_web_socket("**", once_full)
    page.clock.install()
    page.goto(server.links["console"])
    black = page.get_by_role("button", name="Sort B")
    black.click()
    expect(page.get_by_role("alert")).to_contain_text("Serveren kan ikke gemme på disken")
    page.clock.fast_forward(3_000)  # it sends the command again after that time
    expect(black).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.own_server
@pytest.mark.long
def test_a_lasting_connection_loss_shows_an_alert_until_the_console_reconnects(
    screens: Screens, server: Server
) -> None:
    page = at_work(screens)
    server.stop(signal.SIGKILL)
    expect(page.locator("aside")).to_contain_text("Ingen forbindelse – prøver igen")
    expect(page.get_by_role("alert")).to_contain_text("Ingen forbindelse")
    server.start()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_after_the_last_step_a_next_question_is_shown_large_with_one_press(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("poll")
    with phone(server) as person:
        person.do("ask_question", text="Hvem tager det første skridt?", follows="")
    page = at_work(screens)
    row = page.locator("main li", has_text="Hvem tager det første skridt?")
    expect(row.get_by_role("button", name="Vis som kort")).to_be_visible()
    facilitator.enter("done")
    board = screens.open("board")
    row.get_by_role("button", name="Vis stort").click()
    expect(board.get_by_text("Hvem tager det første skridt?")).to_be_visible()
    row.get_by_role("button", name="Tag ned").click()
    expect(board.get_by_text("Hvem tager det første skridt?")).to_be_hidden()


def test_showing_a_question_large_or_taking_it_down_closes_its_dialog(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    with phone(server) as person:
        person.do("ask_question", text="Hvem tager det første skridt?")
    board = screens.open("board")
    page = at_work(screens)
    more = page.get_by_role("button", name="Mere om spørgsmålet").first
    dialog = page.get_by_role("dialog")
    shown = board.get_by_role("heading", level=1)
    for press, title in (("Vis stort", "Hvem tager det første skridt?"), ("Tag ned", "1 spørgsmål")):
        more.click()
        dialog.get_by_role("button", name=press).click()
        expect(dialog).to_have_count(0)
        expect(shown).to_contain_text(title)


def replaces_only_what_was_read(page: Page, server: Server) -> None:
    """Rename the first pitfall: the first press shows the newer title, and the second one replaces it."""
    dialog = page.get_by_role("dialog")
    rename = dialog.get_by_role("button", name="Omdøb").first
    rename.click()
    expect(page.get_by_text("»Et nyere navn«")).to_be_visible()
    expect(dialog.get_by_label("Titel 1")).to_have_value("Mit navn")
    assert server.export()["pitfalls"][0]["title"] == "Et nyere navn"
    rename.click()
    expect(rename).to_be_disabled()
    assert server.export()["pitfalls"][0]["title"] == "Mit navn"


def test_a_pitfall_that_another_console_has_renamed_is_not_renamed_unread(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("group")
    page = at_work(screens)
    page.get_by_role("button", name="Ret faldgruber").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Titel 1").fill("Mit navn")
    facilitator.do("rename_pitfall", pitfall="spredt-faegtning", title="Et nyere navn")
    facilitator.do("rename_pitfall", pitfall="oekonomien", title="Penge")
    wait_until(page, "[...document.querySelectorAll('dialog input')].some((box) => box.value === 'Penge')")
    replaces_only_what_was_read(page, server)


def test_a_title_half_written_before_a_reload_does_not_replace_a_newer_one_unread(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("group")
    page = at_work(screens)
    page.get_by_role("button", name="Ret faldgruber").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Titel 1").fill("Mit navn")
    facilitator.do("rename_pitfall", pitfall="spredt-faegtning", title="Et nyere navn")
    page.reload()
    page.get_by_role("button", name="Ret faldgruber").click()
    expect(dialog.get_by_label("Titel 1")).to_have_value("Mit navn")
    expect(dialog).to_contain_text("Den hedder nu: Et nyere navn")
    replaces_only_what_was_read(page, server)


def test_ending_takes_a_confirmation_and_exports_can_still_be_downloaded(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("done")
    page = at_work(screens)
    page.get_by_role("button", name="Afslut …").click()
    page.get_by_role("dialog").get_by_role("button", name="Annullér").click()
    page.get_by_role("button", name="Afslut …").click()
    page.get_by_role("dialog").get_by_role("button", name="Afslut", exact=True).click()
    expect(page.get_by_role("heading", level=1).first).to_have_text("Sessionen er slut")
    expect(page.locator(".drift")).to_have_text("")
    expect(page.get_by_role("listitem").filter(has_text="Tag med hjem").get_by_role("button")).to_have_text(
        [format.labels["da"] for format in FORMATS.values()]
    )
    for format in FORMATS.values():
        with page.expect_download() as download:
            page.get_by_role("button", name=format.labels["da"], exact=True).click()
        assert download.value.suggested_filename == f"summe-{server.code}.{format.name}"
    with page.context.expect_page() as report:
        page.get_by_role("button", name="Åbn rapporten").click()
    expect(report.value.get_by_role("heading", level=1)).to_be_visible()
    assert "key" not in report.value.url


# ---- accessibility

# One state of each step; the black board is left out.
STATES = re.compile(r"\d\d-(?!black)(\w+|walk-5-focus)$")
SMALL_TARGETS = """(least) => [...document.querySelectorAll('button, a[href], input, [role=button]')]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.getBoundingClientRect(), one.textContent.trim() || one.ariaLabel])
  .filter(([box]) => box.width && (box.width < least || box.height < least))
  .map(([box, name]) => `${name}: ${box.width} x ${box.height}`)"""
# The topmost element at the four corners and the middle of the Next button must be Next itself.
COVERED = """() => {
  const next = document.querySelector('button.next'), box = next.getBoundingClientRect();
  return [[.1, .1], [.9, .1], [.5, .5], [.1, .9], [.9, .9]].some(([x, y]) =>
    !next.contains(document.elementFromPoint(box.x + box.width * x, box.y + box.height * y)));
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.mark.half_a_minute
@pytest.mark.parametrize("language", rest_long(LANGUAGES))
def test_a1_a3_every_step_is_accessible(screens: Screens, server: Server, language: str) -> None:
    audience = Audience(server, 12, language)
    pages = {kind: at_work(screens, kind, language=language) for kind in ("console", "remote")}
    # So tall that no control is half below the fold, where a person would scroll to it.
    pages["remote"].set_viewport_size({"width": 360, "height": 1_500})
    looked_at = 0
    for state in hour(audience):
        if not STATES.search(state):
            continue
        looked_at += 1
        at = audience.facilitator.step
        for kind, page in pages.items():
            expect(page.locator("main")).to_have_attribute("data-step", at)
            expect(page.locator("html")).to_have_attribute("lang", language)
            # The colours are the same in both languages; in make faults-long axe looks at them too.
            assert violations(page, WCAG, contrast=language != "da") == [], (state, kind)
            assert faint_at_rest(page, 4.5) == [], (state, kind)
            assert page.evaluate(SMALL_TARGETS, 44 if kind == "remote" else 24) == [], (state, kind)
            # For a moment, a control that has just appeared takes no press.
            eventually(lambda page=page: not page.evaluate(COVERED))
            assert not page.evaluate(TOO_WIDE), (state, kind)
    assert looked_at, "the hour has none of these states"


def test_a1_every_dialog_is_accessible(screens: Screens, server: Server, facilitator: ConsoleClient) -> None:
    ids = with_cards(server, facilitator, 2)
    facilitator.do("place_question", question_id=ids[0], pitfall=PITFALLS[0])
    page = at_work(screens)
    openers = ["h", "f", "n", "l"]
    for opener in openers:
        page.keyboard.press(opener)
        _look_at_dialog(page)
    for name in ("Ret faldgruber", "Se alle", "Mere om spørgsmålet"):
        page.get_by_role("button", name=name, exact=True).first.click()
        _look_at_dialog(page)
    facilitator.enter("done")
    page.get_by_role("button", name="Afslut …").click()
    _look_at_dialog(page)
    facilitator.enter("lobby")
    page.get_by_role("button", name="Vis kode").click()
    expect(page.locator(".link")).to_be_visible()
    _look_at_dialog(page)


def _look_at_dialog(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page, WCAG) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement !== null")
