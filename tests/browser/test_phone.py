"""Phone in Chromium: accessibility at any size, keyboard, offline questions, drafts, languages, my page."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import WCAG, violations
from tests.browser.asking import QUESTION, SECOND, enter_collect_after_a_step, online, received, send, texts
from tests.browser.contrast import faint
from tests.browser.delay import Delay
from tests.browser.phone_states import LONG, PITFALLS, Tour, wait_until_typing
from tests.browser.screens import Screens, wait_until
from tests.client import ConsoleClient, console, phone as seat
from tests.server import Server, eventually
from tests.tiers import rest_rows_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

# Layout faults: anything wider than the screen, a control smaller than 44 px or outside its box, a text cut
# off, not exactly one first-level heading.
FAULTS = """async () => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const faults = [];
  const name = (one) => `${one.tagName} ${one.className} "${one.textContent.trim().slice(0, 40)}"`;
  const seen = (one) => one.checkVisibility() && !one.closest(".unseen");
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page scrolls sideways");
  for (const one of document.querySelectorAll("button, a, input, textarea, select")) {
    if (!seen(one)) continue;
    const box = one.getBoundingClientRect();
    if (box.width < 43.9 || box.height < 43.9) faults.push(`${box.width}x${box.height}: ${name(one)}`);
    if (box.left < 0 || box.right > innerWidth + 0.5) faults.push(`beside the screen: ${name(one)}`);
    if (one.scrollWidth > one.clientWidth + 1) faults.push(`too wide for its words: ${name(one)}`);
  }
  for (const one of document.querySelectorAll("main *, footer *")) {
    if (!seen(one) || one.closest("svg")) continue;
    const box = one.getBoundingClientRect();
    if (box.width && (box.left < -0.5 || box.right > innerWidth + 0.5)) faults.push(`cut off: ${name(one)}`);
  }
  const strip = document.querySelector("header");
  for (const one of [strip, ...strip.querySelectorAll("strong, [role=status]")])
    if (one.scrollWidth > one.clientWidth + 1) faults.push(`cut short: ${name(one)}`);
  const foot = document.querySelector("footer")?.getBoundingClientRect();
  const shell = document.querySelector(".phone");
  if (foot && shell.scrollHeight <= shell.clientHeight && foot.bottom > innerHeight + 0.5)
    faults.push("the foot is under the edge");
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  if (!/ · Summe$/.test(document.title)) faults.push(`title ${document.title}`);
  return faults;
}"""
# WCAG 1.4.12: no content may be lost with this text spacing.
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
)
LARGE = "html { font-size: 200% }"
WEAR = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""


def turn(phone: Page, width: int, height: int) -> None:
    """Rotate the phone, and wait until its page fills the screen again."""
    phone.set_viewport_size({"width": width, "height": height})
    wait_until(phone, "h => document.querySelector('.phone').offsetHeight === h", height)


def kept(phone: Page) -> list[str]:
    """The names of the session's entries in localStorage."""
    keys = phone.evaluate("() => Object.keys(localStorage)")
    return sorted(key.split(".", 2)[2].split(".")[0] for key in keys)


@pytest.mark.half_a_minute
@pytest.mark.parametrize(("language", "size"), rest_rows_long([("da", (360, 740)), ("en", (320, 480))]))
def test_a1_a3_a4_a13_every_state_is_accessible_at_every_size_in_every_language(
    screens: Screens, language: str, size: tuple[int, int]
) -> None:
    wrong: list[Any] = []
    for name, page in Tour(screens, language, size).walk():
        expect(page.locator("html")).to_have_attribute("lang", language)
        # The colours are the same in both languages; in make faults-long axe looks at them too.
        wrong += [(name, *found) for found in violations(page, WCAG, contrast=language != "da")]
        wrong += [(name, *found) for found in faint(page, 4.5)]
        wrong += [(name, fault) for fault in page.evaluate(FAULTS)]
    assert wrong == []


def test_a4_large_text_wide_spacing_and_landscape_cut_nothing_off(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    tour = Tour(screens, "da")
    phone = tour.page
    facilitator.enter("collect")
    send(phone, QUESTION)
    tour.button("Ved ikke", "").click()
    seen: list[tuple[str, str, str]] = []
    for step in facilitator.arc():
        facilitator.enter(step)
        expect(phone).to_have_title(re.compile(" · Summe$"))
        for kind, css in (("spacing", SPACING), ("large", LARGE)):
            phone.evaluate(WEAR, css)
            seen += [(step, kind, fault) for fault in phone.evaluate(FAULTS)]
        phone.evaluate(WEAR, "")
        turn(phone, 740, 360)
        seen += [(step, "side", fault) for fault in phone.evaluate(FAULTS)]
        turn(phone, 360, 740)
    assert seen == []


# What stands in the clock and meets its ring, or is beyond it. Digits are round and smaller than their boxes.
ON_THE_RING = """() => {
  const ring = document.querySelector(".clock").getBoundingClientRect();
  const range = document.createRange();
  const beyond = (x, y) => Math.hypot(x - ring.x - ring.width / 2, y - ring.y - ring.height / 2) > 100;
  return [...document.querySelectorAll(".face *")].filter((one) => {
    const [side, low] = one.matches("[role=timer]") ? [5, 0.3] : [0, 0];
    range.selectNodeContents(one);
    return [...range.getClientRects()].some(({ left, right, top, bottom, height }) =>
      [left + side, right - side].some((x) =>
        [top + low * height, bottom - low * height].some((y) => beyond(x, y))));
  }).map((one) => `on the ring: ${one.textContent}`);
}"""


def test_a4_the_smallest_phone_with_letters_twice_as_large_cuts_nothing_off(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone", viewport={"width": 320, "height": 568})
    phone.evaluate(WEAR, LARGE)
    seen: list[tuple[str, str]] = []
    for step in facilitator.view["sheet"]["it"]["steps"]:
        facilitator.enter(step)
        expect(phone).to_have_title(re.compile(" · Summe$"))
        # The title is there with the first frame, the page with the second.
        expect(phone.locator("h1")).to_have_count(1)
        if step == "buzz":
            seen += [("before", fault) for fault in phone.evaluate(FAULTS)]
            for idle, running, other in (
                ("Vend jer mod hinanden", "så bytter I", "English"),
                ("Turn to each other", "then you swap", "Dansk"),
            ):
                for words in (idle, running):
                    expect(phone.locator(".face")).to_contain_text(words)
                    for css in (SPACING, LARGE):
                        phone.evaluate(WEAR, css)
                        seen += [(css, fault) for fault in phone.evaluate(ON_THE_RING)]
                    facilitator.do("start_timer" if words == idle else "restart_timer")
                phone.get_by_role("button", name=other).click()
        seen += [(step, fault) for fault in phone.evaluate(FAULTS)]
    assert seen == []


def test_a_phone_that_loses_the_server_shows_the_step_and_the_notice_whole(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("buzz")
    relay = screens.relay()
    phone = screens.open("phone", url=f"{relay.base}/{screens.server.code}")
    online(phone)
    expect(phone.get_by_role("timer")).to_be_visible()
    relay.close()
    expect(phone.get_by_text("Ingen forbindelse – prøver igen")).to_be_visible()
    for size, css in (((360, 740), ""), ((320, 568), ""), ((320, 568), LARGE)):
        turn(phone, *size)
        phone.evaluate(WEAR, css)
        assert phone.evaluate(FAULTS) == []


LARGER = "html { font-size: 135% }"
# On how many lines the words of an element stand.
LINES = """element => {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const tops = new Set();
  while (texts.nextNode()) {
    if (!texts.currentNode.data.trim() || texts.currentNode.parentElement.closest(".unseen")) continue;
    range.selectNodeContents(texts.currentNode);
    for (const { top } of range.getClientRects()) tops.add(Math.round(top));
  }
  return tops.size;
}"""


def test_words_stay_whole_on_the_smallest_phone_with_large_letters(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone", viewport={"width": 320, "height": 568})
    phone.evaluate(WEAR, LARGER)
    # One soft hyphen, so two lines.
    assert phone.get_by_role("heading", name="Implementerings").evaluate(LINES) == 2
    facilitator.enter("momentum")
    phone.get_by_role("button", name="Kærlighed").click()
    chosen = phone.locator(".chosen .word")
    expect(chosen).to_have_count(3)
    assert chosen.evaluate_all(f"words => words.map({LINES})") == [1, 1, 1]
    # With larger ones the buttons follow the text, in place of lying over it.
    phone.evaluate(WEAR, LARGER + "html { font-size: 150% }")
    facilitator.enter("collect")
    expect(phone.get_by_role("textbox")).to_be_visible()
    assert phone.locator("main").evaluate("main => getComputedStyle(main).overflowY") == "visible"


@pytest.mark.own_server
def test_a_lost_connection_is_told_within_the_width_of_the_smallest_phone(screens: Screens) -> None:
    phone = screens.open("phone", viewport={"width": 320, "height": 568})
    phone.evaluate(WEAR, LARGER)
    expect(phone.locator("header [role=status]")).to_have_text("Forbundet")
    screens.server.stop()
    told = phone.locator("header .waiting")
    expect(told).to_contain_text("Ingen forbindelse")
    assert told.evaluate("told => told.getBoundingClientRect().right <= innerWidth")
    screens.server.start()


def proposed(server: Server) -> list[str | None]:
    """The pitfalls that askers have proposed for their questions."""
    with console(server) as second:
        return [flags["proposed"] for flags in second.view["flags"].values()]


def test_the_phone_works_by_keyboard_alone(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone", has_touch=False, is_mobile=False)
    keys = phone.keyboard

    def reach(name: str) -> None:
        """Press Tab until the control with this name has the focus."""
        for _ in range(20):
            keys.press("Tab")
            if phone.evaluate("() => document.activeElement.textContent.trim()").startswith(name):
                return
        raise AssertionError(f"{name} cannot be reached by Tab")

    facilitator.enter("collect")
    expect(phone.locator("textarea")).to_be_visible()
    for _ in range(5):
        keys.press("Tab")
        if phone.evaluate("() => document.activeElement.tagName") == "TEXTAREA":
            break
    keys.type(QUESTION)
    reach("Send")
    keys.press("Enter")
    expect(phone.get_by_role("heading", name="Hvor hører det hjemme?")).to_be_focused()
    reach("2")
    keys.press("Enter")
    expect(phone.get_by_role("heading", name="Dine spørgsmål")).to_be_focused()
    # Wait for it here: in the next step it would be rejected.
    eventually(lambda: proposed(server) == [PITFALLS[1]])
    expect(phone.get_by_text("Dit bud: Projektet lykkedes, effekten udeblev")).to_be_visible()

    facilitator.enter("momentum")
    expect(phone.get_by_role("heading", name="Hvor får du fremdrift fra i dag?")).to_be_focused()
    reach("Magt")
    keys.press("Enter")
    keys.press("Space")
    received(phone)

    facilitator.enter("poll")
    expect(phone.get_by_role("heading", name="Fik du svar på dit spørgsmål?")).to_be_focused()
    reach("Til dels")
    keys.press("Enter")
    expect(phone.locator("textarea")).to_be_visible()
    reach("Nej, ikke lige nu")
    keys.press("Enter")
    expect(phone.get_by_text("Du svarede: Til dels")).to_be_visible()

    token = phone.evaluate("k => localStorage.getItem(k)", f"summe.{server.code}.token")
    with seat(server, token) as other:
        own = other.receive("delta")["put"]
    assert [row["answer"] for row in own["mine"].values()] == ["partly"]
    assert own["me"]["it"]["dot"][1] > 0.6


def test_n12_a_question_survives_network_loss_a_reload_and_a_killed_tab_and_is_sent_once(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone")
    context = phone.context
    enter_collect_after_a_step(facilitator, phone)
    # The connection is lost unnoticed: the frame is sent and never arrives.
    context.set_offline(True)
    send(phone, QUESTION)
    expect(phone.get_by_text("Venter – sendes af sig selv")).to_be_visible()
    phone.close(run_before_unload=False)
    context.set_offline(False)

    tabs = [context.new_page(), context.new_page()]
    for tab in tabs:
        tab.goto(server.links["join"])
    for tab in tabs:
        received(tab)
    tabs[0].reload()
    received(tabs[0])
    assert texts(server) == [QUESTION]
    assert kept(tabs[0]) == ["token"]


def test_questions_waiting_in_two_offline_tabs_are_each_sent_exactly_once(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    relay = screens.relay()
    one = screens.open("phone", url=relay.link("join"))
    two = one.context.new_page()
    two.goto(relay.link("join"))
    enter_collect_after_a_step(facilitator, one, two)
    relay.fail("silence")
    send(one, QUESTION)
    expect(one.get_by_text("Venter – sendes af sig selv")).to_be_visible()
    expect(two.get_by_text(QUESTION)).to_be_visible()
    two.get_by_role("button", name="Skriv et spørgsmål til").click()
    send(two, SECOND)
    for tab in (one, two):
        expect(tab.get_by_text("Ingen forbindelse – prøver igen")).to_be_visible()
        tab.get_by_role("button", name="Ved ikke").click()
    relay.mend()
    for tab in (one, two):
        expect(tab.get_by_text("Modtaget")).to_have_count(2)
    assert texts(server) == sorted([QUESTION, SECOND])
    assert kept(one) == ["token"]


def test_an_unsent_question_that_is_withdrawn_never_reaches_the_server(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    relay = screens.relay()
    phone = screens.open("phone", url=relay.link("join"))
    enter_collect_after_a_step(facilitator, phone)
    relay.fail("silence")
    expect(phone.get_by_text("Ingen forbindelse – prøver igen")).to_be_visible()
    send(phone, QUESTION)
    phone.get_by_role("button", name="Ved ikke").click()
    phone.get_by_role("button", name="Ret", exact=True).click()
    expect(phone.locator("textarea")).to_have_value(QUESTION)
    send(phone, SECOND)
    phone.get_by_role("button", name="Ved ikke").click()
    phone.get_by_role("button", name="Træk tilbage").click()
    phone.get_by_role("button", name="Ja, slet det").click()
    expect(phone.locator("textarea")).to_be_visible()
    relay.mend()
    online(phone)
    assert texts(server) == []


def test_a9_a_text_begun_before_closing_has_one_more_minute_and_the_writer_is_told(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    phone, slow = (screens.open("phone", url="about:blank") for _ in range(2))
    news = Delay(phone)
    slow.clock.install()
    for one in (phone, slow):
        one.goto(server.links["join"])
    facilitator.enter("collect")
    expect(phone.locator("textarea")).to_be_visible()
    # It is begun before the phone can know that submissions have closed.
    news.hold()
    facilitator.do("close_submissions")
    phone.locator("textarea").fill(QUESTION)
    news.release()
    expect(phone.get_by_text("men du kan nå at sende det her")).to_be_visible()
    left = phone.locator("footer [role=timer]")
    expect(left).to_have_text(re.compile(r"^(60|5\d) sekunder endnu$"))
    phone.get_by_role("button", name="Send").click()
    received(phone)
    assert texts(server) == [QUESTION]

    # Too late: the text stays on the phone, also after a reload, and there is no Send button.
    facilitator.do("open_submissions")
    slow.locator("textarea").fill(SECOND)
    wait_until_typing(server)
    facilitator.do("close_submissions")
    expect(slow.get_by_text("men du kan nå at sende det her")).to_be_visible()
    slow.clock.fast_forward(61_000)
    expect(slow.get_by_text("Din tekst er gemt her på telefonen")).to_be_visible()
    expect(slow.get_by_role("button", name="Send")).to_have_count(0)
    expect(slow.locator("textarea")).to_have_value(SECOND)
    slow.reload()
    facilitator.do("open_submissions")
    expect(slow.locator("textarea")).to_have_value(SECOND)
    slow.get_by_role("button", name="Send").click()
    received(slow)
    assert texts(server) == sorted([QUESTION, SECOND])


def test_a_rejected_text_comes_back_and_never_replaces_a_newer_one(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    relay = screens.relay()
    phone = screens.open("phone", url="about:blank")
    phone.clock.install()
    phone.goto(relay.link("join"))
    enter_collect_after_a_step(facilitator, phone)
    relay.fail("silence")
    # The closing must not arrive over a connection that the phone is about to leave.
    expect(phone.get_by_text("Ingen forbindelse – prøver igen")).to_be_visible()
    facilitator.do("close_submissions")
    # A phone knows the server's time only to half a round trip, so the text is begun 5 s after closing.
    phone.clock.fast_forward(5_000)
    send(phone, QUESTION)
    phone.get_by_role("button", name="Ved ikke").click()
    phone.get_by_role("button", name="Skriv et spørgsmål til").click()
    phone.locator("textarea").fill(SECOND)
    relay.mend()
    online(phone)
    expect(phone.locator("textarea")).to_have_value(SECOND)
    phone.get_by_role("button", name="Annullér").click()
    expect(phone.get_by_text("Ikke sendt: Der var lige blevet lukket.")).to_be_visible()
    phone.get_by_role("button", name="Skriv videre").first.click()
    expect(phone.locator("textarea")).to_have_value(QUESTION)
    phone.get_by_role("button", name="Annullér").click()
    expect(phone.get_by_text(SECOND)).to_be_visible()


def test_a_text_of_maximum_length_is_fully_visible_while_it_is_written(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone")
    facilitator.enter("collect")
    box = phone.locator("textarea")
    box.fill(LONG[:280])
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight")


def test_a_change_of_step_never_closes_the_keyboard_of_a_phone(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone")
    facilitator.enter("collect")
    box = phone.locator("textarea")
    box.focus()
    phone.keyboard.type("Hvem ejer")
    for step in ("group", f"walk:{PITFALLS[0]}", "poll"):
        facilitator.enter(step)
        expect(phone.get_by_role("button", name="Salen er gået videre – følg med")).to_be_visible()
        expect(box).to_be_focused()
        phone.keyboard.type(" effekten")
    phone.reload()
    expect(phone.get_by_role("button", name="Skriv videre")).to_be_visible()
    phone.get_by_role("button", name="Skriv videre").click()
    expect(box).to_have_value("Hvem ejer effekten effekten effekten")
    expect(box).to_be_focused()
    phone.get_by_role("button", name="Annullér").click()
    facilitator.enter("summary")
    expect(phone.locator("main h1")).to_be_focused()


def test_a13_a_chosen_language_applies_everywhere_and_survives_a_reload(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone", "da")
    facilitator.enter(f"walk:{PITFALLS[1]}")
    expect(phone.get_by_role("heading", name="Projektet lykkedes, effekten udeblev")).to_be_visible()
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("heading", name="The project succeeded, the effect did not")).to_be_visible()
    expect(phone).to_have_title("No effect · Summe")
    phone.reload()
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    expect(phone.get_by_role("heading", name="The project succeeded, the effect did not")).to_be_visible()
    assert kept(phone) == ["lang", "token"]


def test_a13_steps_keep_their_words_until_those_of_a_chosen_language_have_come(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone", "da")
    facilitator.enter("done")
    held: list[Route] = []
    phone.route("**/assets/phoneStepsEn-*.js", lambda route: held.append(route))
    with phone.expect_request("**/assets/phoneStepsEn-*.js"):
        phone.get_by_role("button", name="English").click()
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    expect(phone.get_by_role("button", name="Tag med hjem")).to_be_visible()
    held[0].continue_()
    expect(phone.get_by_role("button", name="Take home")).to_be_visible()


def test_a_failed_load_of_the_take_home_script_is_reported_and_can_be_tried_again(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone", "da")
    facilitator.enter("done")
    expect(phone.get_by_role("button", name="Tag med hjem")).to_be_visible()
    phone.route("**/assets/takeHome-*.js", lambda route: route.abort())
    phone.get_by_role("button", name="Tag med hjem").click()
    expect(phone.get_by_text("Siden kunne ikke hentes helt.")).to_be_visible()
    phone.unroute("**/assets/takeHome-*.js")
    with phone.expect_download():
        phone.get_by_role("button", name="Tag med hjem").click()
    screens.errors.clear()


def test_phones_show_the_question_in_focus_and_only_its_asker_reads_whose_it_is(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    asker, other = screens.open("phone"), screens.open("phone")
    facilitator.enter("collect")
    send(asker, QUESTION)
    received(asker)
    asker.get_by_role("button", name="Ved ikke").click()
    with console(server) as second:
        (id,) = second.view["questions"]
    facilitator.enter(f"walk:{PITFALLS[1]}")
    facilitator.do("spotlight", question_id=id)
    want = other.get_by_role("button", name="Det vil jeg også vide")
    expect(other.locator("main .leaf")).to_contain_text(QUESTION)
    expect(asker.locator("main .leaf")).to_contain_text("Det er dit spørgsmål")
    expect(asker.get_by_role("button", name="Det vil jeg også vide")).to_have_count(0)
    want.click()
    expect(want).to_have_attribute("aria-pressed", "true")
    size = "(one) => [one.offsetHeight, getComputedStyle(one).backgroundColor]"
    assert asker.locator(".want").evaluate(size) == want.evaluate(size)
    facilitator.do("clear_spotlight")
    expect(other.locator("main .leaf")).to_have_count(0)


def test_a_phone_that_began_to_write_early_is_not_told_that_the_room_has_moved_on(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone")
    facilitator.do("open_submissions")
    facilitator.enter("buzz")
    phone.get_by_role("button", name="Skriv et spørgsmål").click()
    phone.locator("textarea").fill(QUESTION)
    facilitator.enter("collect")
    expect(phone.locator("header strong")).to_have_text(re.compile("Skriv"))
    away = phone.get_by_role("button", name="Salen er gået videre")
    expect(away).to_have_count(0)
    facilitator.enter("group")
    expect(away).to_be_visible()


@pytest.mark.own_server
def test_a_vote_sent_after_the_poll_was_closed_is_reported_as_too_late(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    relay = screens.relay()
    phone = screens.open("phone", url=relay.link("join"))
    facilitator.enter("collect")
    send(phone, QUESTION)
    received(phone)
    phone.get_by_role("button", name="Ved ikke").click()
    facilitator.enter("poll")
    expect(phone.locator(".answer")).to_have_count(3)
    relay.fail("silence")
    server.stop()
    expect(phone.get_by_text("Ingen forbindelse – prøver igen")).to_be_visible()
    phone.get_by_role("button", name="Nej", exact=True).click()
    server.start()
    with console(server) as second:
        second.do("close_poll")
    relay.mend()
    expect(phone.get_by_role("alert")).to_contain_text("dit svar kom ikke med")
    phone.get_by_role("button", name="OK").click()
    expect(phone.get_by_role("alert")).to_have_count(0)


def test_my_page_can_be_taken_home_as_a_file_a_calendar_entry_and_on_paper(
    screens: Screens, server: Server, facilitator: ConsoleClient, tmp_path: Path
) -> None:
    phone = screens.open("phone")
    facilitator.enter("collect")
    send(phone, QUESTION)
    received(phone)
    phone.get_by_role("button", name="Ved ikke").click()
    with console(server) as second:
        for id in second.view["questions"]:
            facilitator.do("place_question", question_id=id, pitfall=PITFALLS[1])
    facilitator.do("close_submissions")
    phone.goto(f"{server.links['join']}/mine")
    expect(phone.get_by_text("Forankring i driften", exact=True)).to_be_visible()
    expect(phone).to_have_title("Min side · Summe")

    with phone.expect_download() as download:
        phone.get_by_role("button", name="Tag med hjem").click()
    home = tmp_path / "home.html"
    download.value.save_as(home)
    assert download.value.suggested_filename == f"summe-{server.code}.html"
    for wanted in (QUESTION, "Forankring i driften", "En navngiven leder har ansvaret for effekten"):
        assert wanted in home.read_text()
    expect(phone.get_by_text("Den kan åbnes uden net.")).to_be_visible()

    with phone.expect_download() as download:
        phone.get_by_role("button", name="Mind mig om det om 90 dage").click()
    path = tmp_path / "reminder.ics"
    download.value.save_as(path)
    assert download.value.suggested_filename == f"summe-{server.code}.ics"
    entry = path.read_bytes().decode().replace("\r\n ", "")
    assert entry.startswith("BEGIN:VCALENDAR\r\n")
    assert entry.endswith("END:VCALENDAR\r\n")
    assert QUESTION.replace(",", "\\,") in entry
    assert "Forankring i driften" in entry

    phone.emulate_media(media="print")
    expect(phone.get_by_text("En navngiven leder har ansvaret for effekten")).to_be_visible()
    expect(phone.locator("footer")).to_be_hidden()
    expect(phone.locator("header")).to_be_hidden()
    cut = "() => { const s = document.querySelector('.phone'); return s.scrollHeight - s.clientHeight; }"
    phone.set_viewport_size({"width": 700, "height": 200})
    assert phone.evaluate(cut) <= 0
    phone.emulate_media(media="screen")

    phone.get_by_role("button", name="Følg med i salen").click()
    expect(phone).to_have_url(server.links["join"])


def test_all_answers_of_the_poll_are_seen_at_once_below_long_words_on_a_small_phone_in_large_letters(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone")
    facilitator.enter("collect")
    for text in (("Hvorfor stopper alt, når projektlederen rejser? " * 6)[:280].rstrip(), QUESTION):
        send(phone, text)
        received(phone)
        phone.get_by_role("button", name="Ved ikke").click()
        if text != QUESTION:
            phone.get_by_role("button", name="Skriv et spørgsmål til").click()
    facilitator.enter("poll")
    last = phone.locator(".answer").last

    def all_are_seen(width: int, height: int, root: int) -> None:
        turn(phone, width, height)
        phone.evaluate("px => document.documentElement.style.fontSize = `${px}px`", root)
        fold = phone.locator("footer").evaluate("one => one.getBoundingClientRect().top")
        box = last.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= fold, (width, height, root)

    expect(phone.get_by_text("Spørgsmål 1 af 2")).to_be_visible()
    all_are_seen(360, 740, 16)
    phone.get_by_role("button", name="Nej", exact=True).click()
    expect(phone.get_by_text("Spørgsmål 2 af 2")).to_be_visible()
    all_are_seen(320, 568, 16)
    all_are_seen(360, 740, 24)


def test_p6_an_erased_session_leaves_nothing_on_the_phone(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    phone = screens.open("phone")
    facilitator.enter("collect")
    phone.locator("textarea").fill(QUESTION)
    assert kept(phone) == ["draft", "token"]
    server.delete()
    expect(phone.get_by_role("heading", name="Alt er slettet")).to_be_visible()
    eventually(lambda: kept(phone) == [])


def test_a12_another_code_can_be_typed_on_the_phone(screens: Screens, server: Server) -> None:
    phone = screens.open("phone", url=f"{server.base}/ABCDEF")
    phone.get_by_label("Koden på storskærmen").fill(f" {server.code.lower()} ")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Du er med")).to_be_visible()


@pytest.mark.own_server
def test_a_participant_who_only_supported_questions_can_answer_the_poll(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    asker, listener = screens.open("phone"), screens.open("phone")
    facilitator.enter("collect")
    send(asker, QUESTION)
    received(asker)
    facilitator.enter("group")
    listener.get_by_role("button", name="Se de andres spørgsmål").click()
    want = listener.get_by_role("button", name="Det vil jeg også vide")
    want.click()
    expect(listener.get_by_text("1 vil også vide det")).to_be_visible()
    # After a reconnect the phone shows others' questions again, with its support as before.
    server.stop()
    expect(listener.get_by_text("Ingen forbindelse – prøver igen")).to_be_visible()
    server.start()
    online(listener)
    expect(want).to_have_attribute("aria-pressed", "true")
    expect(listener.get_by_text(QUESTION)).to_be_visible()
    reconnected = ConsoleClient(server)
    reconnected.enter("poll")
    listener.get_by_role("button", name="Salen er gået videre – følg med").click()
    listener.get_by_role("button", name="Nej", exact=True).click()
    listener.get_by_role("button", name="Nej, ikke lige nu").click()
    expect(listener.get_by_text("Du svarede: Nej")).to_be_visible()
    reconnected.close()


def test_the_buzz_swaps_turns_by_the_servers_clock_when_the_phones_clock_is_wrong(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    right, wrong = screens.open("phone"), screens.open("phone", url="about:blank")
    wrong.clock.install(time="2020-01-01T00:00:00")
    wrong.goto(screens.server.links["join"])
    facilitator.enter("buzz")
    facilitator.do("start_timer")
    clocks = [phone.locator(".face [role=timer]") for phone in (right, wrong)]
    for clock in clocks:
        expect(clock).to_have_text(re.compile(r"^2:5\d$"))
    facilitator.do("pause_timer")
    expect(right.get_by_text("Pause")).to_be_visible()
    wrong.clock.run_for(500)
    expect(wrong.get_by_text("Pause")).to_be_visible()
    assert clocks[0].text_content() == clocks[1].text_content()
