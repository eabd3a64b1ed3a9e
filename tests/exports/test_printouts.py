"""Print-outs as PDF: their QR codes lead to the session, the card has the plan, all texts fit."""

import builtins
import io
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import typst
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from app.core import events as e
from app.core.languages import LANGUAGES
from app.core.run_sheet import RunSheet, Text
from app.core.run_sheet_reader import FITS
from app.core.state import State
from app.exports import ExtraMissing
from app.exports.printout_words import printout_words_in
from app.exports.printouts import (
    PRINTOUTS,
    JoinAddress,
    PrintoutKind,
    card_pdf,
    card_rows,
    handout_pdf,
    poster_pdf,
    slips_pdf,
)
from app.exports.sheet_words import sheet_words_in
from app.store.run_sheets import load
from tests.core.sheet import Story, make_sheet
from tests.tiers import share

ROOT = Path(__file__).parents[2]
JOIN = JoinAddress("KLM4PT", "summe.example:8000", "http://summe.example:8000/KLM4PT")
FAR = replace(JOIN, address=f"{'a' * 63}.example:65535")
HOSTILE = '<script>=cmd #panic("nej") $a^2$ שלום \u202e\x1b 🌳 ' * 3
MM = 72 / 25.4


def session(sheet: RunSheet, *, title: str | None = None, language: str = "da") -> State:
    opened = e.SessionOpened("KLM4PT", title, language, False, sheet, "2012-09-12", "Vejle", 60)
    return Story(opened=opened).state


def both(text: str) -> Text:
    return dict.fromkeys(LANGUAGES, text)


def longest() -> RunSheet:
    """A run sheet of the longest texts that fit screens, in the widest letters, and a note of a page."""
    sheet = make_sheet()
    wide = {key: both("W" * most) for key, most in FITS.items()}
    pitfalls = tuple(
        replace(
            sheet.pitfalls[0],
            id=f"p{n}",
            title=wide["pitfalls.title"],
            answer=replace(sheet.pitfalls[0].answer, title=wide["pitfalls.answer.title"]),
        )
        for n in range(6)
    )
    longest = replace(
        sheet,
        title=wide["title"],
        subtitle=wide["subtitle"],
        pitfalls=pitfalls,
        buzz=replace(sheet.buzz, prompts=(wide["buzz.prompts"],) * 3, afterwards=wide["buzz.afterwards"]),
        closing=(wide["closing"],) * 3,
        minutes={},
    )
    return replace(
        longest,
        minutes=dict.fromkeys(longest.steps, 600),
        notes={"poll": both("ord " * 900), "done": both(f"Arbejdsmiljørepræsentant{'er' * 60}")},
    )


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The pages of a print-out as pictures, set by typst from the same layout and data as its PDF."""
    compiled: Callable[..., bytes] = typst.compile

    def drawn(kind: PrintoutKind, state: State, join: JoinAddress, language: str) -> list[Image.Image]:
        made: list[Any] = []

        def compile_both(layout: Path, **settings: Any) -> bytes:
            file = compiled(layout, **settings)
            made[:] = [compiled(layout, format="png", ppi=72, sys_inputs=settings["sys_inputs"])]
            return file

        with monkeypatch.context() as patch:
            patch.setattr(typst, "compile", compile_both)
            PRINTOUTS[kind][0](state, join, language)
        pngs = made[0] if isinstance(made[0], list) else made
        return [Image.open(io.BytesIO(png)).convert("L") for png in pngs]

    return drawn


def text_of(file: bytes) -> str:
    """All text of a PDF, without regard to where lines and words break."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages).split())


CASES = [
    (session(make_sheet()), JOIN, "en"),
    (session(longest()), FAR, "da"),
    (session(make_sheet(), title=HOSTILE.strip(), language="da"), FAR, "da"),
]


@pytest.mark.parametrize(("state", "join", "language"), share(CASES))
def test_the_poster_is_one_a3_with_one_large_code_that_leads_to_the_session(
    state: State, join: JoinAddress, language: str, pages: Any
) -> None:
    (page,) = PdfReader(io.BytesIO(poster_pdf(state, join, language))).pages
    assert [round(side / MM) for side in page.mediabox[2:]] == [297, 420]
    (drawn,) = pages("poster", state, join, language)
    (code,) = zxingcpp.read_barcodes(drawn)
    assert code.text == join.url
    assert code.position.top_right.x - code.position.top_left.x > 350
    # Nothing reaches the margins, nor the spaces around the code and between the lines below it.
    for box in (
        (0, 20, 58, 1191),
        (784, 20, 842, 1191),
        (58, 380, 784, 391),
        (58, 894, 784, 908),
        (58, 1150, 784, 1191),
    ):
        assert drawn.crop(box).getextrema()[0] == 255, box


@pytest.mark.parametrize(("state", "join", "language"), share(CASES))
def test_the_hand_out_is_one_a4_with_one_large_code_that_leads_to_the_session(
    state: State, join: JoinAddress, language: str, pages: Any
) -> None:
    (page,) = PdfReader(io.BytesIO(handout_pdf(state, join, language))).pages
    assert [round(side / MM) for side in page.mediabox[2:]] == [210, 297]
    (drawn,) = pages("handout", state, join, language)
    (code,) = zxingcpp.read_barcodes(drawn)
    assert code.text == join.url
    assert code.position.top_right.x - code.position.top_left.x > 150
    for box in ((0, 0, 49, 842), (546, 0, 595, 842), (0, 0, 595, 36), (0, 806, 595, 842)):
        assert drawn.crop(box).getextrema()[0] == 255, box


@pytest.mark.parametrize(("state", "join", "language"), share(CASES))
def test_the_slips_are_four_on_one_a4_each_with_a_code_and_clear_of_the_cuts(
    state: State, join: JoinAddress, language: str, pages: Any
) -> None:
    (page,) = PdfReader(io.BytesIO(slips_pdf(state, join, language))).pages
    assert [round(side / MM) for side in page.mediabox[2:]] == [210, 297]
    (drawn,) = pages("slips", state, join, language)
    assert [code.text for code in zxingcpp.read_barcodes(drawn)] == [join.url] * 4
    # Beside the margins lie the two cuts, dashed, one across and one down.
    across = ((0, 0, 28, 842), (269, 0, 296, 842), (299, 0, 326, 842), (568, 0, 595, 842))
    down = ((0, 0, 595, 24), (0, 399, 595, 419), (0, 423, 595, 445), (0, 820, 595, 842))
    for box in across:
        for half in ((0, 418), (424, 842)):
            assert drawn.crop((box[0], half[0], box[2], half[1])).getextrema()[0] == 255, (box, half)
    for box in down:
        for half in ((0, 295), (300, 595)):
            assert drawn.crop((half[0], box[1], half[1], box[3])).getextrema()[0] == 255, (box, half)


@pytest.mark.parametrize(("make", "times"), [(handout_pdf, 1), (slips_pdf, 4)])
def test_a_hand_out_and_slips_too_long_for_their_paper_go_on_on_another_page_and_leave_nothing_out(
    make: Callable[[State, JoinAddress, str], bytes], times: int
) -> None:
    sheet = make_sheet()
    long = both("Hvad har du oplevet, " * 180 + "spørger vi til sidst?")
    sheet = replace(
        sheet,
        questions=replace(sheet.questions, prompt=long),
        buzz=replace(sheet.buzz, prompts=(long,)),
    )
    file = make(session(sheet), JOIN, "da")
    assert len(PdfReader(io.BytesIO(file)).pages) > 1
    said = text_of(file)
    words = sheet_words_in("da")
    # Slips beside each other are read in turns, a page at a time.
    assert said.count("Hvadharduoplevet,") == 180 * times
    assert said.count("spørgervitilsidst?") == times
    assert said.count("".join((words.anonymous if times == 1 else words.hand_in).split())) == times
    assert said.count("KLM4PT") == times


@pytest.mark.parametrize(("state", "join", "language"), share(CASES))
def test_nothing_of_the_presenters_card_runs_off_its_paper(
    state: State, join: JoinAddress, language: str, pages: Any
) -> None:
    for drawn in pages("card", state, join, language):
        for box in ((0, 0, 38, 842), (557, 0, 595, 842), (0, 0, 595, 36), (0, 806, 595, 842)):
            assert drawn.crop(box).getextrema()[0] == 255, box


def test_the_longest_card_goes_on_on_another_page_and_leaves_nothing_out() -> None:
    state = session(longest())
    file = card_pdf(state, FAR, "da")
    assert len(PdfReader(io.BytesIO(file)).pages) > 1
    said = text_of(file)
    for row in card_rows(state, "da"):
        for words in (row.name, row.say, *row.asks, row.note, row.do, row.begins, row.length):
            assert "".join(words.split()) in said, words


@pytest.mark.parametrize(
    ("name", "language"), share([*product(("projektjungle", "moeder-der-virker"), LANGUAGES)])
)
def test_the_card_of_a_talk_that_comes_with_summe_is_one_page(name: str, language: str) -> None:
    file = card_pdf(session(load(ROOT / "sessions" / f"{name}.toml"), language=language), JOIN, language)
    assert len(PdfReader(io.BytesIO(file)).pages) == 1
    assert "KLM4PT" in text_of(file)


def test_the_card_counts_the_minutes_of_the_hours_plan() -> None:
    rows = [*card_rows(session(load(ROOT / "sessions" / "projektjungle.toml")), "da")]
    assert [int(row.begins) for row in rows] == [0, 5, 10, 16, 19, 22, 28, 34, 40, 46, 49, 53, 57]
    assert [row.number for row in rows if row.number] == [1, 2, 3, 4]
    assert printout_words_in("da").whole(58).replace(" ", "") in text_of(
        card_pdf(session(load(ROOT / "sessions" / "projektjungle.toml")), JOIN, "da")
    )


def test_the_card_has_the_closing_sentences_in_the_step_in_which_screens_show_them() -> None:
    sheet = make_sheet()
    asks = {row.name: row.asks for row in card_rows(session(sheet), "da")}
    words = printout_words_in("da").steps
    assert asks[words["summary"].name] == tuple(text["da"] for text in sheet.closing)
    assert asks[words["done"].name] == ()


def test_without_planned_minutes_the_card_has_no_times_and_without_a_network_no_address() -> None:
    state = session(replace(make_sheet(), minutes={}))
    assert {(row.begins, row.length) for row in card_rows(state, "da")} == {("", "")}
    said = text_of(card_pdf(state, JoinAddress("KLM4PT", "", ""), "da"))
    assert "FraPunkt" not in said
    assert said.endswith("alletasterKLM4PT")


@pytest.mark.parametrize("kind", PRINTOUTS)
def test_characters_that_no_font_can_draw_are_named_in_brackets(kind: PrintoutKind) -> None:
    state = session(make_sheet(), title="Fra \U00013000 til praksis")
    said = text_of(PRINTOUTS[kind][0](state, JOIN, "da"))
    assert "Fra[Egyptian-tegn]tilpraksis" in said


def test_without_its_library_a_print_out_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "typst":
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "typst", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ExtraMissing, match=r'pip install "summe-live\[pdf\]"'):
        poster_pdf(session(make_sheet()), JOIN, "da")
