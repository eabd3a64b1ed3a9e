"""Board in Chromium: fits every projector in every state, QR code, freeze, blank, gong, lost connection."""

import io
import re
import secrets

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from app.core.steps import walk
from tests.browser.contrast import faint_at_rest
from tests.browser.hour import Audience, hour
from tests.browser.screens import Screens, wait_until
from tests.client import Client, ConsoleClient, phone
from tests.server import Server, eventually
from tests.tiers import rest_rows_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

# The least sharp one cuts most; the others differ from each other in scale alone.
PROJECTORS = [(1280, 720), (1920, 1080)]
SHARPEST = (3840, 2160)
LONG = (
    "Hvordan får vi demenskoordinatorerne, kvalitetsudviklingsmedarbejderne og hjemmesygeplejerskerne til at "
    "samarbejde om implementeringsudfordringerne, når budgetforhandlingerne trækker ud og "
    "arbejdsmiljørepræsentanterne endnu ikke er blevet spurgt om noget som helst, og hvem siger det så til "
)
SHORT = "Hvem rydder op efter ildsjælene?"
MIDDLE = "Hvordan siger vi nej til det næste projekt, når de tre sidste ikke er landet?"

# By state: a selector that is visible once it is reached; for other states `.step`.
SEEN = {
    "lobby": ".letters",
    "overview-two": "li.presented >> nth=1",
    "overview": "li.presented >> nth=3",
    "buzz-idle": "text=Den til venstre begynder",
    "buzz": "text=Den til venstre fortæller",
    "buzz-last-seconds": ".ring.last",
    "collect-empty": "text=Skriv dit spørgsmål på telefonen",
    "collect": ".newest",
    "group-empty": ".bed.tall >> nth=3",
    "group": ".columns article >> nth=4",
    "group-all": ".columns article >> nth=8",
    "walk-1-title": ".alone h1",
    "walk-2-causes": ".pitfall li >> nth=1",
    "walk-3-answer": ".answer",
    "walk-4-questions": ".asked ol li",
    "walk-5-focus": ".footnote",
    "summary": ".closing",
    "momentum-empty": ".why",
    "momentum": ".centre",
    "poll-empty": ".waiting",
    "poll": ".legend",
    "done": ".missing",
    "black": ".black",
}

# Layout faults: a page that scrolls, and visible texts that are cut off or reach outside the board; null
# while an animation runs.
OUTSIDE = """() => {
  if (document.getAnimations().some(({ playState }) => playState === "running")) return null;
  const page = document.documentElement;
  const board = document.querySelector(".board").getBoundingClientRect();
  const faults = [];
  if (page.scrollWidth > innerWidth || page.scrollHeight > innerHeight) faults.push("the page scrolls");
  for (const element of document.querySelectorAll(".board :is(h1, h2, p, li, article, b, strong, button)")) {
    const style = getComputedStyle(element);
    if (style.visibility === "hidden") continue;
    const box = element.getBoundingClientRect();
    const out = box.left < board.left - 1 || box.top < board.top - 1
      || box.right > board.right + 1 || box.bottom > board.bottom + 1;
    const cut = !element.matches(".clamped, .unseen") && style.display !== "inline"
      && (element.scrollHeight > element.clientHeight + 0.4 * parseFloat(style.fontSize)
        || element.scrollWidth > element.clientWidth + 1);
    if (out || cut) faults.push(`${out ? "outside" : "cut"}: ${element.textContent.trim().slice(0, 60)}`);
  }
  return faults;
}"""
AT_REST = """() => document.getAnimations().every(({ playState }) => playState !== "running")"""


def people_write(server: Server, texts: list[str]) -> None:
    for text in texts:
        person = Client(server, role="phone", token=secrets.token_hex(16), lang="da")
        person.receive("snapshot")
        person.do("ask_question", text=text)
        person.close()


def faults_at_rest(page: Page) -> list[str]:
    """The layout faults once no animation runs, read in one evaluation: between two, more cards may land."""
    looks: list[list[str] | None] = []

    def at_rest() -> bool:
        looks.append(page.evaluate(OUTSIDE))
        return looks[-1] is not None

    eventually(at_rest)
    return looks[-1] or []


def picture(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


@pytest.mark.half_a_minute
@pytest.mark.parametrize(
    ("projectors", "motion"),
    rest_rows_long([(PROJECTORS, "reduce"), ([*PROJECTORS, SHARPEST], "no-preference")]),
    ids=["still", "moving"],
)
def test_a5_every_state_fits_every_projector_and_stays_readable_in_a_bright_room(
    screens: Screens, projectors: list[tuple[int, int]], motion: str
) -> None:
    """Some questions have the maximum length. What moves comes to rest where it stands without motion."""
    audience = Audience(screens.server, 12, "da")
    for n in (2, 5, 11):
        audience.questions[n] = LONG[: 280 - n]
    boards = {
        (width, height): screens.open(
            "board",
            viewport={"width": width, "height": height},
            reduced_motion=motion,
        )
        for width, height in projectors
    }
    for state in hour(audience):
        for size, board in boards.items():
            expect(board.locator(SEEN.get(state.partition("-")[2], ".step")).first).to_be_visible()
            assert faults_at_rest(board) == [], (state, size)
        assert faint_at_rest(boards[projectors[0]], 7) == [], state
        assert faint_at_rest(boards[projectors[0]], 4.5, veil=0.1) == [], state
    audience.facilitator.do("freeze_board")
    for size, board in boards.items():
        key, mark = (
            board.locator(one).evaluate("one => one.getBoundingClientRect().toJSON()")
            for one in (".key", ".mark")
        )
        assert key["bottom"] <= mark["top"], size


def test_the_qr_code_holds_the_join_link_in_the_steps_that_show_it_and_over_any_other(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    board = screens.open("board")

    def holds_the_link(picture_of: str) -> None:
        code = board.locator(picture_of)
        expect(code).to_be_visible()
        eventually(lambda: code.evaluate("code => code.complete && code.naturalWidth > 0"))
        read = [one.text for one in zxingcpp.read_barcodes(picture(board))]
        assert read == [screens.server.links["join"]], facilitator.step

    holds_the_link(".qr img")
    facilitator.enter("collect")
    expect(board.get_by_text("Skriv dit spørgsmål på telefonen")).to_be_visible()
    holds_the_link(".qr img")
    facilitator.enter("buzz")
    expect(board.get_by_text("Den til venstre begynder")).to_be_visible()
    facilitator.do("show_qr")
    holds_the_link(".full img")
    board.keyboard.press("q")
    expect(board.locator(".full")).to_be_hidden()
    board.keyboard.press("q")
    expect(board.locator(".full")).to_be_visible()
    facilitator.do("hide_qr")
    expect(board.locator(".full")).to_be_hidden()


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([SHORT, MIDDLE] * 4 + [SHORT], id="nine", marks=pytest.mark.long),
        pytest.param([LONG[:280], SHORT, MIDDLE] * 3, id="nine-long", marks=pytest.mark.long),
        pytest.param([MIDDLE, SHORT] * 4 + [LONG[:280]], id="newest-long"),
        pytest.param([LONG[:200], SHORT, MIDDLE, SHORT] * 15, id="sixty"),
    ],
)
def test_readable_cards_never_overlap(screens: Screens, facilitator: ConsoleClient, texts: list[str]) -> None:
    facilitator.enter("collect")
    people_write(screens.server, texts)
    board = screens.open("board")
    expect(board.locator(".newest")).to_be_visible()
    wait_until(board, AT_REST)
    cards, leaves = board.evaluate(
        """() => [
          [...document.querySelectorAll("article, .qr, .count")]
            .filter((card) => getComputedStyle(card).visibility !== "hidden")
            .map((card) => { const { left, top, right, bottom } = card.getBoundingClientRect();
                             return [left, top, right, bottom]; }),
          document.querySelectorAll(".leaf").length,
        ]"""
    )
    readable = len(cards) - 2
    assert readable >= 5
    assert leaves == len(texts) - readable
    for n, (left, top, right, bottom) in enumerate(cards):
        for other_left, other_top, other_right, other_bottom in cards[n + 1 :]:
            gap = max(other_left - right, left - other_right, other_top - bottom, top - other_bottom)
            assert gap >= 15


def test_a_full_column_leaves_the_others_their_cards_and_shows_cards_itself(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    ids = [facilitator.do("ask_for_room", text=f"Hvem tager sig af nummer {n}?") for n in range(34)]
    facilitator.enter("group")
    full, other = list(facilitator.view["pitfalls"])[:2]
    facilitator.do("place_questions", ids=ids[:30], pitfall=full)
    facilitator.do("place_questions", ids=ids[30:], pitfall=other)
    board = screens.open("board", reduced_motion="reduce")
    readable = "column => column.querySelectorAll('article:not(.under)').length"
    columns = [board.locator(f"[data-pitfall={pitfall}]") for pitfall in (full, other)]
    expect(columns[0].locator("header b")).to_have_text("30")
    eventually(lambda: [column.evaluate(readable) for column in columns] == [3, 4])
    # The other questions of the full column are leaves in the rest of its height.
    lowest = (
        "column => Math.max(...[...column.querySelectorAll('i')].map(i => i.getBoundingClientRect().bottom))"
    )
    assert columns[0].locator("i").count() == 27
    assert 780 < columns[0].evaluate(lowest) < 930
    assert faults_at_rest(board) == []


def test_the_board_shows_the_prompt_while_few_have_written(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    board = screens.open("board")
    prompt = facilitator.view["sheet"]["it"]["question_prompt"]
    expect(board.get_by_text(prompt)).to_be_visible()
    people_write(screens.server, [SHORT] * 8)
    expect(board.locator(".count strong")).to_have_text("8")
    expect(board.get_by_text(prompt)).to_be_visible()
    people_write(screens.server, [MIDDLE])
    expect(board.get_by_text(prompt)).to_have_count(0)


def test_with_one_participant_the_board_says_has_joined_in_the_singular(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.do("set_board_language", language="en")
    with phone(screens.server):
        board = screens.open("board")
        expect(board.locator("p.count")).to_have_text(re.compile(r"^\s*1\s+has joined\s*$"))


def test_a_pitfall_that_was_skipped_says_so_on_board_and_console(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    walks = [step for step in facilitator.view["sheet"]["it"]["steps"] if step.startswith("walk:")]
    for step in (walks[0], walks[2], walks[3]):
        facilitator.enter(step)
        facilitator.do("next_beat", was=0)
    facilitator.enter(walks[1])
    facilitator.enter("summary")
    board, page = screens.open("board"), screens.open("console")
    expect(board.get_by_text("Sprunget over i dag")).to_have_count(1)
    expect(board.locator("li").nth(1)).to_contain_text("Sprunget over i dag")
    expect(page.locator("main")).to_contain_text("sprunget over")
    skipped = page.locator(".rail .skipped")
    expect(skipped).to_have_count(1)
    facilitator.enter(walks[1])
    facilitator.do("next_beat", was=0)
    facilitator.enter("summary")
    expect(board.get_by_text("Sprunget over i dag")).to_have_count(0)
    expect(skipped).to_have_count(0)


def test_a8_a_frozen_board_does_not_change_while_questions_arrive(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    people_write(screens.server, [SHORT, MIDDLE])
    board = screens.open("board")
    expect(board.locator(".count strong")).to_have_text("2")
    facilitator.do("freeze_board")
    expect(board.get_by_text("Billedet står stille")).to_be_visible()
    wait_until(board, AT_REST)
    before = board.locator(".step").inner_html()
    people_write(screens.server, ["Hvem betaler?", "Hvem holder øje?", "Hvornår er det nok?"])
    facilitator.enter("group")
    expect(board.get_by_text("3 nye")).to_be_visible()
    assert board.locator(".step").inner_html() == before
    facilitator.do("release_board")
    expect(board.get_by_text("5 ikke placeret endnu")).to_be_visible()
    expect(board.get_by_text("Billedet står stille")).to_be_hidden()


LEAVES = """row => [...row.querySelectorAll(".leaves path")]
  .map((path) => (path.getAttribute("d") ?? "").split("M").length - 1)"""


FEW = "Faldgruber med under fem svar vises ikke"
ASKED = "Fik du svar på dit brændende spørgsmål?"
ON_MY_PAGE = "Jeres spørgsmål ligger på Min side."
GO_WITH = "De er skrevet ned og følger med i rapporten."
# Answers of seven who asked, the heading of the poll, the sentence at the end, and how many leaves are
# filled, in outline and sand-coloured. No answer is taken back: no row has fewer than the one before it.
CLOSINGS = (
    ("", ASKED, ON_MY_PAGE, [0, 0, 7]),
    ("yyyn", ASKED, ON_MY_PAGE, [0, 0, 7]),
    (
        "yypnn",
        "2 af 7 spørgsmål fik svar",
        f"2 spørgsmål fik ikke svar. Om 2 ved vi det ikke. {GO_WITH}",
        [3, 2, 2],
    ),
    (
        "yyyyy",
        "5 af 7 spørgsmål fik svar",
        f"Om 2 spørgsmål ved vi ikke, om de fik svar. {GO_WITH}",
        [5, 0, 2],
    ),
    ("yyyyyyp", "6 af 7 spørgsmål fik svar", ON_MY_PAGE, [7, 0, 0]),
)


def test_the_closing_board_tells_answered_not_answered_and_not_known_apart(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    people = [Client(screens.server, role="phone", token=secrets.token_hex(16), lang="da") for _ in range(7)]
    ids = []
    for n, person in enumerate(people):
        person.receive("snapshot")
        ids.append(person.do("ask_question", text=f"Spørgsmål {n}?"))
    board = screens.open("board")
    for answers, heading, sentence, leaves in CLOSINGS:
        facilitator.enter("poll")
        for person, id, letter in zip(people, ids, answers, strict=False):
            person.do("answer_poll", question_id=id, answer={"y": "yes", "p": "partly", "n": "no"}[letter])
        expect(board.get_by_role("heading", level=1), answers).to_have_text(heading)
        facilitator.enter("done")
        expect(board.locator(".missing"), answers).to_have_text(sentence, use_inner_text=True)
        # No question was placed, so the only row has all of them, and nothing before it looks like one more.
        expect(board.locator("li > *"), answers).to_have_count(1)
        assert board.locator("li").last.evaluate(LEAVES) == leaves, answers
        expect(board.locator(".footnote"), answers).to_contain_text("7 spørgsmål")
        assert faults_at_rest(board) == [], answers
    # The two answers in a pitfall are hidden, and the other row too: then the leaves are not the figures.
    expect(board.locator(".key")).not_to_contain_text(FEW)
    pitfall = next(iter(facilitator.view["pitfalls"]))
    facilitator.do("place_questions", ids=ids[:2], pitfall=pitfall)
    expect(board.locator(".key")).to_contain_text(FEW)
    assert [row.evaluate(LEAVES) for row in board.locator("li").all()] == [[0, 0, 2], [0, 0, 5]]
    assert faults_at_rest(board) == []
    facilitator.enter("poll")
    # Each name stands beside a piece that looks like its part of the bar, wherever that part is.
    for n, name in enumerate(("Ja", "Til dels", "Nej")):
        part = board.locator(".part", has_text=name)
        expect(part.locator(".swatch i").nth(n)).to_be_visible()
    for person in people:
        person.close()


def test_the_closing_board_of_a_session_without_questions_says_nothing_about_them(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    board = screens.open("board")
    facilitator.enter("done")
    expect(board.get_by_role("heading", level=1)).to_have_text("Tak")
    expect(board.locator(".missing")).to_be_empty()
    expect(board.locator(".footnote")).to_have_text("0 spørgsmål", use_inner_text=True)


def test_a_walk_whose_questions_are_all_set_aside_does_not_say_that_there_are_none(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    with phone(screens.server) as person:
        id = person.do("ask_question", text=SHORT)
    walk = next(step for step in facilitator.arc() if step.startswith("walk:"))
    facilitator.do("place_question", question_id=id, pitfall=walk.removeprefix("walk:"))
    facilitator.do("park_question", question_id=id, parked=True)
    facilitator.enter(walk)
    for beat in range(3):
        facilitator.do("next_beat", was=beat)
    board = screens.open("board")
    expect(board.get_by_text("Spørgsmålene her er lagt til side")).to_be_visible()
    expect(screens.open("console").get_by_text("Alle spørgsmål her er lagt til side.")).to_be_visible()


def test_support_that_comes_in_does_not_reorder_the_questions_of_a_walk_that_are_being_read(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    with phone(screens.server) as person:
        ids = [person.do("ask_question", text=text) for text in (SHORT, MIDDLE)]
    walk = next(step for step in facilitator.arc() if step.startswith("walk:"))
    facilitator.do("place_questions", ids=ids, pitfall=walk.removeprefix("walk:"))
    facilitator.enter(walk)
    for beat in range(3):
        facilitator.do("next_beat", was=beat)
    board = screens.open("board")
    asked = board.locator("ol li p")
    expect(asked).to_have_text([SHORT, MIDDLE])
    with phone(screens.server) as person:
        person.do("support_question", question_id=ids[1])
    facilitator.do("mark_taken_up", question_id=ids[1], taken_up=True)
    # It comes with the support, or after it.
    expect(board.locator("ol .mark")).to_have_count(1)
    expect(asked).to_have_text([SHORT, MIDDLE])


def test_cards_of_merged_questions_say_how_many_they_stand_for(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    ids = [facilitator.do("ask_for_room", text=f"Hvem tager sig af nummer {n}?") for n in range(4)]
    facilitator.enter("group")
    pitfall = next(iter(facilitator.view["pitfalls"]))
    facilitator.do("place_questions", ids=ids, pitfall=pitfall)
    facilitator.do("merge_questions", ids=ids[1:3], into=ids[0])
    board = screens.open("board")
    stands_for = board.get_by_text("3 spørgsmål i ét")
    expect(stands_for).to_have_count(1)
    expect(board.locator("article", has=stands_for)).to_contain_text("Hvem tager sig af nummer 0?")
    facilitator.enter(walk(pitfall))
    for beat in range(3):
        facilitator.do("next_beat", was=beat)
    expect(board.locator("ol li", has=stands_for)).to_contain_text("Hvem tager sig af nummer 0?")
    facilitator.do("spotlight", question_id=ids[0])
    expect(board.get_by_role("heading", name="Hvem tager sig af nummer 0?")).to_be_visible()
    expect(stands_for).to_be_visible()
    assert faults_at_rest(board) == []
    facilitator.do("split_question", question_id=ids[1])
    expect(board.get_by_text("2 spørgsmål i ét")).to_be_visible()
    facilitator.do("spotlight", question_id=ids[3])
    expect(board.get_by_text("spørgsmål i ét")).to_have_count(0)


def walk_with(facilitator: ConsoleClient, *texts: str) -> None:
    """Bring the session to the questions of a pitfall in which these lie."""
    facilitator.enter("collect")
    ids = [facilitator.do("ask_for_room", text=text) for text in texts]
    pitfall = next(iter(facilitator.view["pitfalls"]))
    facilitator.do("place_questions", ids=ids, pitfall=pitfall)
    facilitator.enter(walk(pitfall))
    for beat in range(3):
        facilitator.do("next_beat", was=beat)


SIZES = "texts => texts.map(text => Math.round(parseFloat(getComputedStyle(text).fontSize)))"


def test_the_questions_of_a_page_are_equally_large_however_their_lines_fall(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    walk_with(
        facilitator,
        "Hvordan lærer vi nye kolleger det, de gamle fik kursus i?",
        "Hvad nu hvis målet er nået, men hverdagen er den samme?",
        "Hvad nu?",
    )
    board = screens.open("board")
    texts = board.locator("ol li p")
    expect(texts).to_have_count(3)
    wait_until(board, AT_REST)
    sizes = texts.evaluate_all(SIZES)
    assert len(set(sizes)) == 1
    assert sizes[0] >= 43
    assert faults_at_rest(board) == []


def test_a_long_question_on_a_page_leaves_the_others_their_size(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    walk_with(facilitator, LONG[:199], "Hvad nu?")
    board = screens.open("board")
    texts = board.locator("ol li p")
    expect(texts).to_have_count(2)
    wait_until(board, AT_REST)
    long, short = texts.evaluate_all(SIZES)
    assert long < 43
    assert short == 56


def test_the_poll_of_a_session_without_grouped_questions_lists_no_pitfalls(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    ids = [facilitator.do("ask_for_room", text=f"Hvem tager sig af nummer {n}?") for n in range(2)]
    facilitator.enter("poll")
    board = screens.open("board")
    expect(board.get_by_text("Svarene vises, når der er fem")).to_be_visible()
    expect(board.locator("ul li")).to_have_count(0)
    facilitator.do("place_questions", ids=ids, pitfall=next(iter(facilitator.view["pitfalls"])))
    expect(board.locator("ul li")).to_have_count(4)
    expect(board.get_by_text("Ingen spørgsmål her")).to_have_count(3)
    assert faults_at_rest(board) == []


def test_a_blanked_board_is_black_even_when_frozen(screens: Screens, facilitator: ConsoleClient) -> None:
    board = screens.open("board")
    expect(board.locator(".letters")).to_be_visible()
    facilitator.do("freeze_board")
    facilitator.do("blank_board")
    expect(board.locator(".black")).to_be_visible()
    assert picture(board).getextrema() == ((0, 0), (0, 0), (0, 0))
    facilitator.do("light_board")
    expect(board.locator(".black")).to_be_hidden()


COUNT_STRIKES = """
  window.tones = 0;
  const start = AudioScheduledSourceNode.prototype.start;
  AudioScheduledSourceNode.prototype.start = function (...when) {
    window.tones += 1;
    return start.apply(this, when);
  };
"""


def test_the_gong_sounds_once_at_each_end_of_a_turn(screens: Screens, facilitator: ConsoleClient) -> None:
    board = screens.open("board", url="about:blank")
    board.context.add_init_script(COUNT_STRIKES)
    board.goto(screens.server.links["board"])

    def tones() -> int:
        return int(board.evaluate("window.tones"))

    board.get_by_role("button", name="Prøv lyden").click()
    strike = tones()
    assert strike > 0
    facilitator.send_json(t="gong")
    wait_until(board, f"window.tones === {2 * strike}")

    facilitator.enter("buzz")
    facilitator.do("start_timer")
    expect(board.get_by_text("Den til venstre fortæller")).to_be_visible()
    facilitator.do("move_timer", by_ms=-178_500)
    expect(board.get_by_text("Byt!")).to_be_visible()
    assert tones() == 3 * strike

    board.reload()
    facilitator.do("swap_turn")
    expect(board.get_by_text("Den til højre fortæller")).to_be_visible()
    expect(board.get_by_text("Byt!")).to_be_hidden()
    assert tones() == 0
    facilitator.do("swap_turn")
    expect(board.get_by_text("Tiden er gået")).to_be_visible()
    assert tones() == strike

    board.keyboard.press("m")
    expect(board.get_by_text("Lyd fra")).to_be_visible()
    facilitator.do("restart_timer")
    facilitator.do("start_timer")
    expect(board.get_by_text("Den til venstre fortæller")).to_be_visible()
    facilitator.do("swap_turn")
    expect(board.get_by_text("Den til højre fortæller")).to_be_visible()
    assert tones() == strike


def test_a_board_with_an_invalid_key_says_so_in_words(screens: Screens) -> None:
    board = screens.open("board", url=screens.server.links["board"][:-4] + "aaaa")
    expect(board.get_by_role("heading")).to_have_text("Linket gælder ikke længere")
    expect(board.get_by_text(re.compile("unknown_key"))).to_have_count(0)


@pytest.mark.own_server
def test_a_lost_connection_shows_a_small_mark_and_the_board_stays_visible(
    server: Server, screens: Screens
) -> None:
    board = screens.open("board")
    expect(board.locator(".letters")).to_be_visible()
    server.stop()
    expect(board.get_by_text("Ingen forbindelse – prøver igen")).to_be_visible()
    expect(board.locator(".letters")).to_be_visible()
    server.start()
    expect(board.get_by_text("Ingen forbindelse – prøver igen")).to_be_hidden()


def test_a13_the_title_names_the_step(screens: Screens, facilitator: ConsoleClient) -> None:
    board = screens.open("board")
    expect(board).to_have_title(re.compile("^Velkommen · "))
    facilitator.enter("walk:modstand")
    expect(board).to_have_title(re.compile("^Modstand · "))
    facilitator.do("set_board_language", language="en")
    expect(board).to_have_title(re.compile("^Resistance · "))
    expect(board.locator("html")).to_have_attribute("lang", "en")
