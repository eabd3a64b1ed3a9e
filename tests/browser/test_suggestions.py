"""Suggested pitfalls and likely duplicates on console and remote, by keys, by mouse and by touch."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import WCAG, violations
from tests.browser.screens import Screens
from tests.browser.suggested import Suggested, suggestion
from tests.browser.tapping import tap
from tests.client import ConsoleClient, console, phone
from tests.server import PATIENCE_S, Server, eventually
from tests.tiers import rest_long, rest_rows_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

PITFALLS = ["spredt-faegtning", "effekten-udeblev", "oekonomien", "modstand"]
HOSTILE = "<img src=x onerror=alert(1)> \u202e»gnirps«"


def ask(server: Server, *texts: str, proposed: str | None = None) -> list[str]:
    with phone(server) as person:
        ids = [person.do("ask_question", text=text) for text in texts]
        for id in ids if proposed else []:
            person.do("propose_pitfall", question_id=id, pitfall=proposed)
    return ids


def with_cards(server: Server, facilitator: ConsoleClient, count: int) -> list[str]:
    """Bring the session to grouping with this many questions; returns their ids, oldest first."""
    facilitator.enter("collect")
    ids = [id for n in range(count) for id in ask(server, f"Spørgsmål nummer {n}?")]
    facilitator.enter("group")
    return ids


def opened(
    screens: Screens, rows: dict[str, dict[str, Any]], state: str = "on", kind: str = "console"
) -> tuple[Page, Suggested]:
    """A console or remote with these suggestions."""
    page = screens.open(kind, url="about:blank")
    between = Suggested(page, rows, state)
    page.goto(screens.server.links["console"])
    expect(page.locator("button.next")).to_be_visible()
    return page, between


def cards(page: Page) -> Locator:
    return page.locator("main .tray .card")


def texts(page: Page) -> list[str]:
    """The numbers of the cards in the tray, in their order."""
    return [re.sub(r"\D", "", text) for text in page.locator("main .tray .card .text").all_inner_texts()]


def places(server: Server) -> list[str | None]:
    return [question["pitfall"] for question in server.export()["questions"]]


def merged_into(server: Server) -> list[int | None]:
    return [question["merged_into"] for question in server.export()["questions"]]


# ---- one card


def test_enter_takes_the_first_suggestion_and_a_the_second_and_numbers_whatever_is_suggested(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 4)
    close = suggestion(PITFALLS[0], 0.52, second=PITFALLS[3], second_p=0.41)
    page, _ = opened(screens, dict.fromkeys(ids[:3], close) | {ids[3]: suggestion(PITFALLS[2], 0)})
    expect(cards(page)).to_have_count(4)
    first = cards(page).first.locator(".offer")
    expect(first.nth(0)).to_contain_text("Spredt fægtning")
    expect(first.nth(0)).to_contain_text("50")
    expect(first.nth(1)).to_have_attribute("aria-label", re.compile("Modstand, 40.%"))
    expect(cards(page).nth(3).locator(".offer")).to_have_count(0)
    for key, left in [("Enter", 3), ("a", 2), ("2", 1)]:
        page.keyboard.press(key)
        expect(cards(page)).to_have_count(left)
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Spørgsmålet")).to_be_visible()
    assert places(server) == [PITFALLS[0], PITFALLS[3], PITFALLS[1], None]


def test_a_suggestion_that_changes_while_its_card_is_selected_does_not_change_what_a_key_takes(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 2)
    page, between = opened(screens, {id: suggestion(PITFALLS[0]) for id in ids})
    offers = page.locator("main .tray .offer.first .name")
    expect(offers).to_have_text(["Spredt fægtning"] * 2)
    between.put({id: suggestion(PITFALLS[2]) for id in ids})
    # The selected card's stays as it was read; the other card's is the new one.
    expect(offers).to_have_text(["Spredt fægtning", "Økonomien"])
    page.keyboard.press("Enter")
    expect(cards(page)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(cards(page)).to_have_count(0)
    assert places(server) == [PITFALLS[0], PITFALLS[2]]


# Notes whether a tap on the second card's first chip would take it at the moment at which it changes.
WOULD_TAKE = """() => {
  const { x, y, width, height } = document.querySelectorAll(".tray .offer.first")[1].getBoundingClientRect();
  new MutationObserver(() => {
    const hit = document.elementFromPoint(x + width / 2, y + height / 2);
    window.wouldTake ??= Boolean(hit.closest(".offer"));
  }).observe(document.querySelector(".tray"), { subtree: true, childList: true });
}"""


def test_a_tap_meant_for_a_suggestion_does_not_take_the_one_that_has_just_come_in_its_place(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 2)
    page, between = opened(screens, {id: suggestion(PITFALLS[0]) for id in ids})
    offers = page.locator("main .tray .offer.first .name")
    expect(offers).to_have_text(["Spredt fægtning"] * 2)
    page.evaluate(WOULD_TAKE)
    between.put({ids[1]: suggestion(PITFALLS[1])})
    expect(offers).to_have_text(["Spredt fægtning", "Effekten udeblev"])
    assert page.evaluate("() => window.wouldTake") is False
    # A moment later it can be pressed.
    offers.nth(1).click()
    expect(cards(page)).to_have_count(1)
    assert places(server) == [None, PITFALLS[1]]


def test_a_card_does_not_grow_when_its_suggestion_comes(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 8)
    page, between = opened(screens, {})
    expect(cards(page)).to_have_count(8)
    before = [card.bounding_box() for card in cards(page).all()]
    between.put({id: suggestion(PITFALLS[1], second=PITFALLS[0], second_p=0.3) for id in ids})
    expect(page.locator("main .tray .offer.first")).to_have_count(8)
    assert [card.bounding_box() for card in cards(page).all()] == before


def test_the_cards_stay_where_they_are_when_buttons_for_suggestions_and_duplicates_come(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 12)
    page, between = opened(screens, {})
    expect(cards(page)).to_have_count(12)
    before = [card.bounding_box() for card in cards(page).all()]
    between.put({id: suggestion(PITFALLS[1], alike=[ids[11]] if id == ids[0] else []) for id in ids})
    expect(page.get_by_role("button", name="Tag 12 sikre")).to_be_visible()
    expect(page.get_by_role("button", name="Saml lignende")).to_be_visible()
    assert [card.bounding_box() for card in cards(page).all()] == before


def test_the_askers_proposal_is_marked_as_the_askers_beside_what_is_suggested(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    ids = ask(server, "Spørgsmål nummer 0?", "Spørgsmål nummer 1?", proposed=PITFALLS[2])
    facilitator.enter("group")
    page, _ = opened(screens, {ids[1]: suggestion(PITFALLS[0], 0.7)})
    alone, against = cards(page).nth(0).locator(".offer"), cards(page).nth(1).locator(".offer")
    asker = re.compile("Økonomien.*foreslået af spørgeren")
    expect(alone).to_have_count(1)
    expect(alone).to_have_attribute("aria-label", asker)
    expect(against).to_have_count(2)
    expect(against.nth(0)).not_to_have_attribute("aria-label", re.compile("spørgeren"))
    expect(against.nth(1)).to_have_attribute("aria-label", asker)
    # What is taken as certain is what is marked so: the asker's word counts where nothing is suggested.
    expect(page.locator(".tray .offer.certain")).to_have_count(1)
    expect(alone).to_have_class(re.compile(r"\bcertain\b"))
    expect(alone).to_have_attribute("aria-label", re.compile("regnes for sikker$"))
    expect(page.get_by_role("button", name="Tag 1 sikker")).to_be_visible()


def test_fits_none_is_said_and_enter_then_opens_the_card(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    [id] = with_cards(server, facilitator, 1)
    page, _ = opened(screens, {id: suggestion(None, 0.8, second=PITFALLS[1], second_p=0.15)})
    expect(cards(page).locator(".offer").nth(0)).to_contain_text("Passer ingen steder")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(cards(page)).to_have_count(0)
    assert places(server) == [PITFALLS[1]]


@pytest.mark.parametrize("kind", rest_long(["console", "remote"]))
def test_one_press_says_why_with_no_text_run_as_markup(
    screens: Screens, server: Server, facilitator: ConsoleClient, kind: str
) -> None:
    words, alike = with_cards(server, facilitator, 2)
    [quoted] = ask(server, HOSTILE)
    facilitator.do("place_question", question_id=quoted, pitfall=PITFALLS[1])
    text = server.export()["questions"][-1]["text"]
    rows = {
        words: suggestion(
            PITFALLS[0], because={"kind": "words", "words": ["<b>puljen</b>", "drift"], "text": ""}
        ),
        alike: suggestion(PITFALLS[1], because={"kind": "card", "words": [], "text": text}),
    }
    page, _ = opened(screens, rows, kind=kind)
    why = page.locator(".why")
    if kind == "remote":
        tap(cards(page).nth(0).get_by_role("button", name="Hvorfor?"), shown=why)
    else:
        page.keyboard.press("d")
    expect(why).to_contain_text("Spørgsmålet har ord fra faldgruben:")
    expect(why.locator("li bdi")).to_have_text(["<b>puljen</b>", "drift"])
    if kind == "remote":
        tap(cards(page).nth(1).get_by_role("button", name="Hvorfor?"), shown=why.get_by_text("ligger der"))
    else:
        page.keyboard.press("Escape")
        expect(why).to_have_count(0)
        page.keyboard.press("ArrowRight")
        cards(page).nth(1).get_by_role("button", name="Hvorfor?").click()
    expect(why.locator("bdi")).to_have_text(text)
    expect(page.locator("main img")).to_have_count(0)


# ---- all certain ones


def test_t_shows_what_is_certain_takes_it_at_once_without_what_was_left_out_and_is_undone_as_one(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 5)
    sure = {id: suggestion(PITFALLS[n % 2], 0.93) for n, id in enumerate(ids[:4])}
    page, between = opened(screens, sure | {ids[4]: suggestion(PITFALLS[3], 0.6)})
    expect(page.get_by_role("button", name="Tag 4 sikre")).to_be_visible()
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog", name="Tag alle sikre")
    expect(dialog.get_by_role("checkbox")).to_have_count(4)
    take = dialog.get_by_role("button", name=re.compile("Læg . kort på plads"))
    expect(take).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press(" ")
    expect(take).to_contain_text("Læg 3 kort")
    # A question that arrives while the list is open is not added; one that another console places is removed.
    between.put({ids[4]: suggestion(PITFALLS[3], 0.95)})
    facilitator.do("place_questions", ids=ids[:1], pitfall=PITFALLS[3])
    expect(take).to_contain_text("Læg 2 kort")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(cards(page)).to_have_count(2)
    assert places(server) == [PITFALLS[3], PITFALLS[1], PITFALLS[0], None, None]
    page.keyboard.press("Control+z")
    expect(cards(page)).to_have_count(4)
    page.keyboard.press("Control+y")
    expect(cards(page)).to_have_count(2)


@pytest.mark.parametrize("kind", rest_long(["console", "remote"]))
def test_all_certain_are_taken_by_mouse_and_by_touch(
    screens: Screens, server: Server, facilitator: ConsoleClient, kind: str
) -> None:
    ids = with_cards(server, facilitator, 3)
    page, _ = opened(screens, {id: suggestion(PITFALLS[2], 0.95) for id in ids[:2]}, kind=kind)
    dialog = page.get_by_role("dialog", name="Tag alle sikre")
    opener, out = page.get_by_role("button", name="Tag 2 sikre"), dialog.get_by_text("nummer 1?")
    one = dialog.get_by_role("button", name="Læg 1 kort på plads")
    if kind == "remote":
        tap(opener, shown=dialog)
        tap(out, shown=one)
        tap(one, gone=dialog)
    else:
        opener.click()
        out.click()
        one.click()
    expect(cards(page)).to_have_count(2)
    assert places(server) == [PITFALLS[2], None, None]


def test_enter_takes_the_rest_at_once_after_one_was_unticked(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 4)
    page, _ = opened(screens, {id: suggestion(PITFALLS[2], 0.95) for id in ids[:3]})
    expect(page.get_by_role("button", name="Tag 3 sikre")).to_be_visible()
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog", name="Tag alle sikre")
    dialog.get_by_text("nummer 1?").click()
    expect(dialog.get_by_role("button", name="Læg 2 kort")).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(cards(page)).to_have_count(2)
    # It was for the dialog alone: the card that comes next is not placed by it.
    assert places(server) == [PITFALLS[2], None, PITFALLS[2], None]


# ---- likely duplicates


def test_likely_duplicates_stand_together_and_one_key_stacks_and_another_unstacks_them(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 5)
    rows = {ids[1]: suggestion(None, 0, alike=[ids[4], ids[3]]), ids[3]: suggestion(None, 0, alike=[ids[4]])}
    page, _ = opened(screens, rows)
    expect(cards(page)).to_have_count(5)
    assert texts(page) == ["0", "1", "4", "3", "2"]
    for key in ["ArrowRight", "ArrowRight", "m"]:
        page.keyboard.press(key)
    expect(cards(page)).to_have_count(3)
    # They are under the one that was chosen, which keeps the focus.
    assert texts(page) == ["0", "4", "2"]
    expect(page.locator(f"#card-{ids[4]}")).to_be_focused()
    assert merged_into(server) == [None, 5, None, 5, None]
    page.keyboard.press("u")
    expect(cards(page)).to_have_count(5)
    assert texts(page) == ["0", "1", "4", "3", "2"]
    page.keyboard.press("Control+z")
    expect(cards(page)).to_have_count(3)
    page.keyboard.press("Control+z")
    expect(cards(page)).to_have_count(5)
    assert merged_into(server) == [None] * 5


def test_a_new_likely_duplicate_moves_no_card_until_it_is_asked_for_and_takes_no_focus(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 3)
    page, between = opened(screens, {})
    expect(cards(page)).to_have_count(3)
    page.keyboard.press("ArrowLeft")
    focused = page.locator(f"#card-{ids[0]}")
    expect(focused).to_be_focused()
    ids += ask(server, "Spørgsmål nummer 3?")
    between.put({ids[0]: suggestion(None, 0, alike=[ids[3]])})
    expect(cards(page).nth(0).get_by_role("button", name="1 andet ligner")).to_be_visible()
    assert texts(page) == ["0", "1", "2", "3"]
    expect(focused).to_be_focused()
    page.keyboard.press("s")
    expect(cards(page).nth(1)).to_contain_text("nummer 3")
    assert texts(page) == ["0", "3", "1", "2"]
    expect(focused).to_be_focused()
    expect(page.get_by_role("button", name="Saml lignende")).to_have_count(0)
    assert merged_into(server) == [None] * 4


def test_on_the_remote_a_tap_brings_likely_duplicates_and_the_next_one_stacks_them(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = with_cards(server, facilitator, 3)
    page, between = opened(screens, {}, kind="remote")
    expect(cards(page)).to_have_count(3)
    between.put({ids[0]: suggestion(None, 0, alike=[ids[2]])})
    stack = cards(page).nth(0).get_by_role("button", name="2 ligner hinanden: læg dem sammen")
    tap(cards(page).nth(0).get_by_role("button", name="1 andet ligner"), shown=stack)
    assert texts(page) == ["0", "2", "1"]
    stacked = cards(page).nth(0).get_by_role("button", name="Lagt sammen: 2. Se dem")
    tap(stack, shown=stacked)
    assert merged_into(server) == [None, None, 1]
    dialog = page.get_by_role("dialog", name="Spørgsmålet")
    tap(stacked, shown=dialog)
    tap(dialog.get_by_role("button", name="Skil ad"), gone=dialog.get_by_role("button", name="Skil ad"))
    eventually(lambda: merged_into(server) == [None] * 3)


# ---- accessibility

# Controls beside the cards' texts that are smaller than this many CSS pixels either way.
SMALL = """(least) => [...document.querySelectorAll("main .tray button:not(.text)")]
  .filter((control) => {
    const { width, height } = control.getBoundingClientRect();
    return Math.min(width, height) < least;
  })
  .map((control) => control.ariaLabel ?? control.textContent)"""


@pytest.mark.parametrize(("kind", "least"), [("console", 24), ("remote", 44)])
@pytest.mark.parametrize("look", rest_long(["dark", "light"]))
def test_a1_suggestions_reasons_and_the_list_of_certain_ones_are_accessible(
    screens: Screens, server: Server, facilitator: ConsoleClient, kind: str, least: int, look: str
) -> None:
    facilitator.enter("collect")
    ids = [
        *ask(server, *(f"Spørgsmål nummer {n}?" for n in range(3))),
        *ask(server, "Hvem?", proposed=PITFALLS[3]),
    ]
    facilitator.enter("group")
    rows = {
        ids[0]: suggestion(PITFALLS[0], 0.94, alike=[ids[1]]),
        ids[1]: suggestion(PITFALLS[1], 0.5, second=None, second_p=0.4),
        ids[2]: suggestion(None, 0.7, second=PITFALLS[2], second_p=0.2),
    }
    page, _ = opened(screens, rows, kind=kind)
    if look == "light":
        page.evaluate("() => localStorage.setItem('summe.light', 'on')")
        page.reload()
    expect(page.locator("main .tray .offer")).to_have_count(6)
    cards(page).first.get_by_role("button", name="Hvorfor?").click()
    expect(page.locator(".why")).to_be_visible()
    assert violations(page, WCAG) == []
    assert page.evaluate(SMALL, least) == []
    assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    page.get_by_role("button", name="Tag 2 sikre").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page, WCAG) == []


# ---- none


@pytest.mark.parametrize(
    ("state", "said"),
    rest_rows_long(
        [
            ("failed", "Forslagene er gået i stå"),
            ("off", "Ingen forslag til faldgruber"),
            ("starting", "Forslag til faldgruber er på vej"),
        ]
    ),
)
def test_the_console_says_why_nothing_is_suggested_and_groups_as_before(
    screens: Screens, server: Server, facilitator: ConsoleClient, state: str, said: str
) -> None:
    with_cards(server, facilitator, 2)
    page, _ = opened(screens, {}, state)
    expect(page.get_by_text(said)).to_be_visible()
    page.keyboard.press("3")
    expect(cards(page)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Spørgsmålet")).to_be_visible()
    assert places(server) == [PITFALLS[2], None]


# ---- a real worker

# A question much like an example of the shipped talk, and two that say the same about something else.
MONEY = "Hvem betaler, når gevinsten lander i en helt anden kasse?"
BUDGET = "Hvad gør vi, når budgettet er væk før frokost om torsdagen?"
BUDGET_TOO = "Hvad gør vi når budgettet er vaek før frokost om torsdagen"
# A worker takes long to start on a busy machine.
STARTS_MS = 4 * PATIENCE_S * 1_000


@pytest.mark.own_server
@pytest.mark.half_a_minute
def test_what_a_real_worker_suggests_is_taken_by_a_press_and_its_likely_duplicates_by_m(
    screens: Screens, server: Server
) -> None:
    server.stop()
    server.environment["SUMME_SUGGEST"] = "base"
    server.start()
    with console(server) as facilitator:
        facilitator.enter("collect")
        ids = ask(server, MONEY, BUDGET, BUDGET_TOO)
        facilitator.enter("group")
        page = screens.open("console")
        offer = cards(page).filter(has_text=MONEY).locator(".offer.first")
        expect(offer).to_contain_text("Økonomien", timeout=STARTS_MS)
        expect(page.get_by_text("Forslag efter ord og stavemåde")).to_be_visible()
        # A key would not take it yet: it has just come, and cannot have been read.
        offer.click()
        expect(cards(page)).to_have_count(2)
        expect(cards(page).get_by_role("button", name="ligner")).to_have_count(2, timeout=STARTS_MS)
        page.keyboard.press("s")
        page.keyboard.press("m")
        expect(cards(page)).to_have_count(1)
        assert places(server)[0] == PITFALLS[2]
        assert len(ids) - merged_into(server).count(None) == 1
