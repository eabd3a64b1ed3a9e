"""Keys of several layouts and of clickers on console and board, and half-written texts in dialogs."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.delay import Delay
from tests.browser.key_events import FIGURES, Keyboard
from tests.browser.screens import Screens, wait_until
from tests.client import ConsoleClient, console, phone
from tests.server import Server, eventually
from tests.tiers import rest_long, rest_rows_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

PITFALLS = ["spredt-faegtning", "effekten-udeblev", "oekonomien", "modstand"]
ARMED = re.compile(r"\barmed\b")
READY = re.compile(r"\bready\b")
A_DESK = 30
# A press of the same key sooner than this counts as the one before bouncing.
BOUNCE_MS = 450


def ask_for_room(server: Server, count: int) -> list[str]:
    """Enter questions from as many consoles as the rate limit requires; returns their ids, oldest first."""
    ids = []
    for first in range(0, count, A_DESK):
        with console(server, device=f"d{first}") as desk:
            ids += [
                desk.do("ask_for_room", text=f"Spørgsmål nummer {n}?")
                for n in range(first, min(first + A_DESK, count))
            ]
    return ids


def places(server: Server) -> dict[str, str | None]:
    return {q["text"]: q["pitfall"] for q in server.export()["questions"]}


def states(server: Server) -> dict[str, str]:
    return {q["text"]: q["state"] for q in server.export()["questions"]}


def next_button(page: Page) -> Locator:
    return page.locator("button.next")


def at_work(screens: Screens, kind: str = "console", **options: Any) -> tuple[Page, Keyboard]:
    page = screens.open(kind, **options)
    expect(next_button(page)).to_be_visible()
    return page, Keyboard(page)


@pytest.fixture
def board_beside(screens: Screens) -> tuple[Page, Page]:
    """A console, and the board in a window of the same browser."""
    page, _ = at_work(screens)
    board = page.context.new_page()
    screens.watch(board)
    board.goto(screens.server.links["board"])
    expect(board.locator(".letters")).to_be_visible()
    return page, board


# ---- grouping by keys


@pytest.mark.parametrize("count", rest_long([20, 60]))
def test_many_questions_are_sorted_without_a_mouse_from_the_first_key(
    screens: Screens, server: Server, facilitator: ConsoleClient, count: int
) -> None:
    ask_for_room(server, count)
    facilitator.enter("group")
    page, keys = at_work(screens)
    cards = page.locator("main .tray .card")
    expect(cards).to_have_count(count)
    for n in range(count):
        keys.press(*FIGURES["French"][n % 4])
        expect(cards).to_have_count(count - 1 - n)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alle er placeret")
    expected = {f"Spørgsmål nummer {n}?": PITFALLS[n % 4] for n in range(count)}
    eventually(lambda: places(server) == expected)


@pytest.mark.parametrize("layout", rest_long(FIGURES))
def test_number_keys_place_cards_by_their_position_on_the_keyboard(
    screens: Screens, server: Server, facilitator: ConsoleClient, layout: str
) -> None:
    ask_for_room(server, 4)
    facilitator.enter("group")
    page, keys = at_work(screens)
    cards = page.locator("main .tray .card")
    expect(cards).to_have_count(4)
    for n, (code, key) in enumerate(FIGURES[layout][:4]):
        keys.press(code, key)
        expect(cards).to_have_count(3 - n)
    eventually(lambda: list(places(server).values()) == PITFALLS)
    expect(page.locator("main")).to_have_attribute("data-step", "group")
    expect(next_button(page)).not_to_have_class(ARMED)


def test_arrows_space_enter_and_delete_work_before_any_card_has_the_focus(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ask_for_room(server, 5)
    facilitator.enter("collect")
    with phone(server) as person:
        id = person.do("ask_question", text="Spørgsmål nummer 5?")
        person.do("propose_pitfall", question_id=id, pitfall=PITFALLS[2])
    facilitator.enter("group")
    page, keys = at_work(screens)
    cards = page.locator("main .tray .card")
    expect(cards).to_have_count(6)
    keys.press("Space", " ")
    expect(page.get_by_text("1 markeret")).to_be_visible()
    keys.press("ArrowRight", "ArrowRight")
    expect(cards.nth(1).locator(".text")).to_be_focused()
    keys.press("Space", " ")
    keys.press("Digit2", "2")
    expect(cards).to_have_count(4)
    # A Mac's delete key sends Backspace.
    keys.press("Backspace", "Backspace")
    expect(cards).to_have_count(3)
    keys.press("ArrowRight", "ArrowRight")
    keys.press("Delete", "Delete")
    expect(cards).to_have_count(2)
    page.locator("h1").click()
    keys.press("ArrowRight", "ArrowRight")
    keys.press("ArrowRight", "ArrowRight")
    keys.press("Enter", "Enter")
    expect(cards).to_have_count(1)
    keys.press("Enter", "Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    found = places(server)
    assert [found[f"Spørgsmål nummer {n}?"] for n in (0, 1, 5)] == [PITFALLS[1], PITFALLS[1], PITFALLS[2]]
    assert list(states(server).values()).count("hidden") == 2


def test_chips_are_in_the_order_of_the_number_keys_whatever_is_proposed(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    with phone(server) as person:
        id = person.do("ask_question", text="Hvem ejer effekten?")
        person.do("propose_pitfall", question_id=id, pitfall=PITFALLS[2])
    facilitator.enter("group")
    page, _ = at_work(screens)
    remote, _ = at_work(screens, "remote")
    short = {id: row["short"] for id, row in facilitator.view["pitfalls"].items()}
    names = [short[pitfall] for pitfall in PITFALLS]
    chips = page.locator("main .tray .chip")
    assert [chip.get_attribute("title") for chip in chips.all()] == names
    proposed = page.locator("main .tray .offer")
    assert proposed.inner_text().startswith(f"3\n{names[2]}"), "not offered"
    # A remote has no number keys, so its chips have names.
    assert [
        name.inner_text() for name in remote.locator("main .tray .chip .name").all() if name.is_visible()
    ] == names


def test_a_held_question_is_shown_let_through_and_hidden_by_keys(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    facilitator.do("start_holding")
    with phone(server) as person:
        for text in ("Hvem ejer effekten?", "Køb billige billetter"):
            person.do("ask_question", text=text)
    facilitator.enter("group")
    page, keys = at_work(screens)
    # A question whose text was not shown is neither let through nor hidden.
    keys.press("KeyG", "g")
    expect(page.get_by_text("Vis teksten først")).to_be_visible()
    keys.press("KeyV", "v")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Køb billige billetter")).to_be_visible()
    keys.press("KeyX", "x")
    expect(dialog.locator("li")).to_have_count(1)
    keys.press("KeyV", "v")
    expect(dialog.get_by_text("Hvem ejer effekten?")).to_be_visible()

    # A text that has just replaced another counts as unread, so the key is pressed until it works.
    def is_let_through() -> bool:
        keys.press("KeyG", "g")
        return states(server) == {"Hvem ejer effekten?": "shown", "Køb billige billetter": "hidden"}

    eventually(is_let_through)


def test_the_tray_shows_more_than_four_cards_on_a_laptop_while_the_columns_are_empty(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ask_for_room(server, 16)
    facilitator.enter("group")
    page, _ = at_work(screens)
    expect(page.locator("main .tray .card")).to_have_count(16)
    seen = page.locator("main .tray").evaluate(
        """(tray) => {
          const { bottom } = tray.getBoundingClientRect();
          const all = [...tray.querySelectorAll(".card")];
          return all.filter((card) => card.getBoundingClientRect().bottom <= bottom).length;
        }"""
    )
    assert seen > 6, seen


# ---- letters


def test_letters_count_as_printed_and_by_place_where_they_are_not_latin(screens: Screens) -> None:
    page, keys = at_work(screens)
    search = page.get_by_role("heading", name="Find i alle spørgsmål")
    for layout, key in (("Danish", "f"), ("Caps Lock", "F"), ("Russian", "а"), ("Greek", "φ")):
        keys.press("KeyF", key)
        expect(search, layout).to_be_visible()
        keys.press("Escape", "Escape")
        expect(search, layout).to_have_count(0)


def test_undo_is_on_the_key_that_produces_z_in_each_layout(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ask_for_room(server, 1)
    facilitator.enter("group")
    page, keys = at_work(screens)
    cards = page.locator("main .tray .card")
    # On a German keyboard Z is on the key of the US Y, on a French one on that of the US W.
    for code, key in (("KeyY", "z"), ("KeyW", "z"), ("KeyZ", "я")):
        keys.press("Digit1", "1")
        expect(cards).to_have_count(0)
        keys.press(code, key, "Control")
        expect(cards).to_have_count(1)
    keys.press("KeyZ", "y", "Meta")
    expect(cards).to_have_count(0)


# ---- clickers

NEXT = [
    ("PageDown", "PageDown"),
    ("ArrowRight", "ArrowRight"),
    ("ArrowDown", "ArrowDown"),
    ("Space", " "),
    ("Enter", "Enter"),
    ("KeyN", "n"),
]
BACK = [
    ("PageUp", "PageUp"),
    ("ArrowLeft", "ArrowLeft"),
    ("ArrowUp", "ArrowUp"),
    ("KeyP", "p"),
    ("Backspace", "Backspace"),
]


@pytest.mark.half_a_minute
@pytest.mark.long
def test_every_key_that_clickers_send_works_in_the_boards_window(
    board_beside: tuple[Page, Page], facilitator: ConsoleClient
) -> None:
    page, board = board_beside
    keys = Keyboard(board)
    # Also in step `group`, where on the console some of these keys belong to the cards.
    facilitator.enter("group")
    expect(page.locator("main")).to_have_attribute("data-step", "group")
    for armed, sent in ((next_button(page), NEXT), (page.locator("nav .armed", has_text="Skriv"), BACK)):
        for code, key in sent:
            page.wait_for_timeout(BOUNCE_MS)
            keys.press(code, key)
            expect(armed).to_have_class(READY)
            keys.press("Escape", "Escape")
            expect(page.locator(".armed")).to_have_count(0)
    for code, key in (("KeyB", "B"), ("Period", ":"), ("Period", ".")):
        keys.press(code, key)
        expect(board.locator(".black")).to_be_visible()
        keys.press("F5", "F5")
        expect(board.locator(".black")).to_have_count(0)


@pytest.mark.parametrize(("code", "key"), rest_rows_long(NEXT[:-1]))
def test_a_clicker_works_in_the_consoles_window_after_a_button_was_clicked_there(
    screens: Screens, facilitator: ConsoleClient, code: str, key: str
) -> None:
    facilitator.enter("overview")
    page, keys = at_work(screens)
    freeze = page.get_by_role("button", name="Frys")
    freeze.click()
    expect(freeze).to_have_attribute("aria-pressed", "true")
    keys.press(code, key)
    expect(page.locator("main h1")).to_contain_text("1 af 4")
    expect(freeze).to_have_attribute("aria-pressed", "true")


def test_enter_of_a_clicker_is_next_after_a_dialog_that_a_click_opened(screens: Screens) -> None:
    page, keys = at_work(screens)
    opener = page.get_by_role("button", name="Vis kode")
    opener.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    keys.press("Escape", "Escape")
    expect(opener).to_be_focused()
    keys.press("Enter", "Enter")
    expect(next_button(page)).to_have_class(ARMED)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_enter_of_a_clicker_is_next_where_the_focused_control_is_gone_in_the_next_step(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    page, keys = at_work(screens)
    page.get_by_role("button", name="Prøv lyden").focus()
    keys.press("Tab", "Tab")
    expect(page.get_by_role("button", name="Vis kode")).to_be_focused()
    facilitator.enter("poll")
    expect(page.locator("main")).to_be_focused()
    keys.press("Enter", "Enter")
    expect(next_button(page)).to_have_class(ARMED)
    close = page.get_by_role("button", name="Luk for svar")
    expect(close).to_be_visible()
    keys.press("Tab", "Tab")
    expect(close).to_be_focused()


def test_space_and_enter_press_the_control_that_tab_has_gone_to(screens: Screens) -> None:
    page, keys = at_work(screens)
    freeze = page.get_by_role("button", name="Frys")
    freeze.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(freeze).to_be_focused()
    keys.press("Space", " ")
    expect(freeze).to_have_attribute("aria-pressed", "true")
    keys.press("Enter", "Enter")
    expect(freeze).to_have_attribute("aria-pressed", "false")
    expect(next_button(page)).not_to_have_class(ARMED)


def test_n_and_p_are_a_clickers_on_the_console_once_that_is_chosen(screens: Screens) -> None:
    page, keys = at_work(screens)
    keys.press("KeyN", "n")
    expect(page.get_by_role("heading", name="Skriv for en uden telefon")).to_be_visible()
    keys.press("Escape", "Escape")
    keys.press("KeyH", "h")
    page.get_by_label("Klikkeren sender N og P").check()
    keys.press("Escape", "Escape")
    keys.press("KeyN", "n")
    expect(next_button(page)).to_have_class(ARMED)
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("opener", rest_long(["h", "f", "l"]))
def test_a_clicker_closes_a_dialog_without_typed_text_and_arms_next(screens: Screens, opener: str) -> None:
    page, keys = at_work(screens)
    page.keyboard.press(opener)
    dialog = page.get_by_role("dialog")
    # A box that was ticked keeps the focus, and is no text.
    dialog.locator("button, [type=checkbox]").last.focus()
    keys.press("PageDown", "PageDown")
    expect(dialog).to_have_count(0)
    expect(next_button(page)).to_have_class(ARMED)


def test_a_clicker_is_told_to_wait_while_a_text_is_typed_but_still_lights_the_board(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.do("blank_board")
    page, keys = at_work(screens)
    black = page.get_by_role("button", name="Sort B")
    expect(black).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("n")
    page.keyboard.type("Hvem samler")
    dialog = page.get_by_role("dialog")
    keys.press("PageDown", "PageDown")
    expect(dialog.get_by_text("Klikkeren venter")).to_be_visible()
    expect(dialog.get_by_role("textbox")).to_have_value("Hvem samler")
    keys.press("F5", "F5")
    expect(black).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    keys.press("PageDown", "PageDown")
    expect(next_button(page)).to_have_class(ARMED)


def test_the_b_key_blanks_the_board_while_a_dialog_is_open(screens: Screens) -> None:
    page, keys = at_work(screens)
    board = screens.open("board")
    expect(board.locator(".letters")).to_be_visible()
    page.keyboard.press("h")
    expect(page.get_by_role("dialog")).to_be_visible()
    keys.press("KeyB", "b")
    expect(board.locator(".black")).to_be_visible()


def test_a_step_shown_by_holding_next_is_entered_by_the_next_press(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    for id in ask_for_room(server, 2):
        facilitator.do("place_question", question_id=id, pitfall=PITFALLS[0])
    facilitator.enter(f"walk:{PITFALLS[0]}")
    page, keys = at_work(screens)
    expect(next_button(page)).to_contain_text("Årsager")
    keys.down("PageDown", "PageDown")
    wait_until(page, "performance.now() > (window.heldSince ??= performance.now()) + 900")
    keys.down("PageDown", "PageDown", repeats=True)
    keys.up("PageDown", "PageDown")
    expect(next_button(page)).to_have_class(READY)
    keys.press("PageDown", "PageDown")
    expect(page.locator("main")).to_have_attribute("data-step", f"walk:{PITFALLS[1]}")


def test_next_starts_the_clock_of_the_exercise_before_it_goes_on_and_s_holds_it(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("buzz")
    page, keys = at_work(screens)
    expect(next_button(page)).to_contain_text("Start uret")
    keys.press("PageDown", "PageDown")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    expect(next_button(page)).to_contain_text("tryk to gange")
    keys.press("KeyS", "s")
    go_on = page.get_by_role("button", name="Fortsæt", exact=True)
    expect(go_on).to_be_visible()
    # A clock that was stopped on purpose is not started again by Next.
    page.wait_for_timeout(BOUNCE_MS)
    keys.press("PageDown", "PageDown")
    expect(next_button(page)).to_have_class(READY)
    expect(go_on).to_be_visible()
    keys.press("PageDown", "PageDown")
    expect(page.locator("main")).to_have_attribute("data-step", "collect")


# ---- texts in dialogs


def test_selecting_a_text_past_the_edge_of_a_dialog_leaves_it_open(screens: Screens) -> None:
    page, _ = at_work(screens)
    page.keyboard.press("n")
    page.keyboard.type("Hvem samler trådene?")
    box = page.get_by_role("textbox").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(10, box["y"] + 20, steps=3)
    page.mouse.up()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value("Hvem samler trådene?")
    page.mouse.click(10, 10)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_half_written_slip_is_kept_when_its_dialog_closes_and_over_a_reload(screens: Screens) -> None:
    page, _ = at_work(screens)
    page.keyboard.press("n")
    page.keyboard.type("Hvem samler")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Din tekst er gemt")).to_be_visible()
    page.reload()
    expect(next_button(page)).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value("Hvem samler")


def test_a_half_written_correction_is_kept_until_it_is_saved_or_thrown_away(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ask_for_room(server, 1)
    facilitator.enter("collect")
    page, _ = at_work(screens)
    question = page.locator("main li button.text")
    dialog = page.get_by_role("dialog")
    question.click()
    dialog.get_by_role("button", name="Ret", exact=True).click()
    dialog.get_by_role("textbox").fill("Spørgsmål nummer nul?")
    page.keyboard.press("Escape")
    question.click()
    dialog.get_by_role("button", name="Fortsæt rettelsen").click()
    expect(dialog.get_by_role("textbox")).to_have_value("Spørgsmål nummer nul?")
    dialog.get_by_role("button", name="Annullér").click()
    dialog.get_by_role("button", name="Ret", exact=True).click()
    expect(dialog.get_by_role("textbox")).to_have_value("Spørgsmål nummer 0?")
    dialog.get_by_role("textbox").fill("Spørgsmål nummer nul?")
    dialog.get_by_role("button", name="Gem").click()
    eventually(lambda: list(places(server)) == ["Spørgsmål nummer nul?"])
    question.click()
    expect(dialog.get_by_role("button", name="Ret", exact=True)).to_be_visible()


def test_half_written_titles_of_pitfalls_are_kept(screens: Screens, facilitator: ConsoleClient) -> None:
    facilitator.enter("group")
    page, _ = at_work(screens)
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Ret faldgruber").click()
    dialog.get_by_label("Titel 1").fill("Vi spreder os")
    dialog.get_by_label("Tilføj en faldgrube").fill("Tempo")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Ret faldgruber").click()
    expect(dialog.get_by_label("Titel 1")).to_have_value("Vi spreder os")
    expect(dialog.get_by_label("Tilføj en faldgrube")).to_have_value("Tempo")


def test_slips_are_entered_one_after_the_other_by_keys_into_a_chosen_pitfall(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    page, keys = at_work(screens)
    keys.press("KeyN", "n")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("group", name="Læg i").get_by_role("button").nth(1).click()
    for n, text in enumerate(("Hvem ejer effekten?", "Hvem rydder op?"), 1):
        page.keyboard.type(text)
        keys.press("Enter", "Enter", "Control")
        expect(dialog.get_by_role("textbox")).to_have_value("")
        expect(dialog.get_by_role("textbox")).to_be_focused()
        expect(dialog).to_contain_text("Spørgsmålet er kommet ind" if n == 1 else "2 spørgsmål er kommet ind")
    dialog.get_by_role("button", name="Ikke placeret").click()
    page.keyboard.type("Og hvad så?")
    keys.press("Enter", "Enter", "Meta")
    expected = {
        "Hvem ejer effekten?": PITFALLS[1],
        "Hvem rydder op?": PITFALLS[1],
        "Og hvad så?": None,
    }
    eventually(lambda: places(server) == expected)


def test_a_slip_sent_but_not_answered_before_a_reload_is_restored_and_stored_once(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    page = screens.open("console", url="about:blank")
    delay = Delay(page)
    page.goto(server.links["console"])
    expect(next_button(page)).to_be_visible()
    page.keyboard.press("n")
    delay.hold()
    page.keyboard.type("Hvem samler trådene?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("textbox")).to_have_value("")
    page.reload()
    delay.release()
    expect(next_button(page)).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value("Hvem samler trådene?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Spørgsmålet er kommet ind")
    assert list(places(server)) == ["Hvem samler trådene?"]


def test_hiding_all_from_a_participant_is_not_offered_once_it_is_done(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    with phone(server) as person:
        question = person.do("ask_question", text="Køb billige billetter")
    page, _ = at_work(screens)
    page.locator("main li button.text").click()
    dialog = page.get_by_role("dialog")
    hide_all = dialog.get_by_role("button", name="Skjul alt fra denne deltager")
    expect(hide_all).to_be_visible()
    facilitator.do("hide_all_from", question_id=question)
    expect(hide_all).to_have_count(0)
    expect(dialog.get_by_role("button", name="Vis igen")).to_be_visible()
