"""A browser that translates a page replaces its text nodes: phones stay right, board and console opt out."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import QUESTION, SECOND, received, send
from tests.browser.screens import Screens
from tests.client import ConsoleClient
from tests.server import Server, eventually
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

# Replaces each text node, now and later, by two nested `font` elements with a translation, or moves it inside
# them, as Chromium browsers do. The translation is the text itself between two marks.
TRANSLATES = """(inside) => {
  const translate = (text) => {
    if (!text.data.trim() || text.parentElement?.closest("font, textarea, script, style, svg")) return;
    const outer = document.createElement("font");
    const inner = outer.appendChild(document.createElement("font"));
    text.replaceWith(outer);
    const put = inside ? text : new Text();
    put.data = `‹${text.data}›`;
    inner.append(put);
  };
  const all = (root) => {
    if (root instanceof Text) return translate(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.forEach(translate);
  };
  all(document.body);
  new MutationObserver((records) => {
    for (const {type, target, addedNodes} of records) {
      if (type === "characterData") all(target);
      addedNodes.forEach((node) => node.isConnected && all(node));
    }
  }).observe(document.body, {childList: true, characterData: true, subtree: true});
}"""
KINDS = pytest.mark.parametrize("inside", rest_long([False, True]), ids=["replaced", "wrapped"])


def translate(page: Page, inside: bool) -> None:
    page.evaluate(TRANSLATES, inside)


def said(page: Page) -> str:
    """The text of the page, without the marks of the translation."""
    text: str = page.evaluate("() => document.querySelector('.phone').innerText")
    return " ".join(re.sub("[‹›]", "", text).split())


@KINDS
def test_a_translated_phone_shows_the_current_step_clock_and_question(
    screens: Screens, facilitator: ConsoleClient, inside: bool
) -> None:
    phone = screens.open("phone")
    expect(phone.get_by_text("Du er med")).to_be_visible()
    translate(phone, inside)
    header = phone.locator("header strong")
    expect(header).to_have_text("‹Velkommen›")
    facilitator.enter("buzz")
    expect(header).to_have_text("‹Summerunde›")
    facilitator.do("start_timer")
    clock = phone.get_by_role("timer")
    expect(clock).to_have_text(re.compile("^‹2:5[0-8]›$"))

    facilitator.enter("collect")
    for text in (QUESTION, SECOND):
        if text == SECOND:
            phone.get_by_role("button", name="Skriv et spørgsmål til").press("Enter")
        send(phone, text)
        received(phone)
        phone.get_by_role("button", name="Ved ikke").tap()
    facilitator.enter("poll")
    expect(phone.locator(".answer")).to_have_count(3)
    for text in (QUESTION, SECOND):
        expect(phone.locator("main .leaf")).to_have_text(re.compile(f"^ *‹{re.escape(text)}› *$"))
        phone.get_by_role("button", name=re.compile("Nej›$")).press("Enter")
    expect(phone.locator("textarea")).to_be_visible()
    phone.get_by_role("button", name="Nej, ikke lige nu").press("Enter")
    expect(phone.locator("main .leaf").first).to_contain_text(QUESTION)
    facilitator.enter("done")
    expect(header).to_have_text("‹Min side›")
    expect(phone.locator("h1")).to_have_count(1)
    expect(phone.get_by_text("Spørgsmål 1 af 2")).to_have_count(0)


@KINDS
def test_texts_of_earlier_steps_do_not_remain_on_a_translated_phone(
    screens: Screens, facilitator: ConsoleClient, inside: bool
) -> None:
    plain, translated = screens.open("phone"), screens.open("phone")
    for phone in (plain, translated):
        expect(phone.get_by_text("Du er med")).to_be_visible()
    translate(translated, inside)
    for step in (*facilitator.arc(), "buzz", "lobby"):
        facilitator.enter(step)
        expect(plain.locator("main")).to_be_visible()
        eventually(lambda: said(translated) == said(plain))


@pytest.mark.parametrize("kind", ["board", "console"])
def test_board_and_console_are_not_translated(screens: Screens, server: Server, kind: str) -> None:
    page = screens.open(kind)
    expect(page.locator("html")).to_have_attribute("translate", "no")
    expect(page.locator("meta[name=google][content=notranslate]")).to_have_count(1)
