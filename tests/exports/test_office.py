"""Files of Word and PowerPoint: whole, alike each time, in the reader's language, safe with any text."""

import io
import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import openpyxl
import pptx
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from app.core import events as e
from app.core.languages import LANGUAGES
from app.core.state import State
from app.exports.fitting import lines_of, width_of
from app.exports.formats import FORMATS
from app.exports.office import is_right_to_left, locale_of, xml_text
from app.exports.report_data import report
from app.exports.report_model import report_model
from app.exports.words import words_in
from tests.core.sheet import Story, asked
from tests.exports.golden import file_of_the_hour
from tests.exports.office_files import charts_of, parts_of, text_of_document, text_of_slides
from tests.exports.scripted import hour
from tests.exports.test_importing import poll_of
from tests.tiers import rest_long

OFFICE = [name for name, format in FORMATS.items() if format.extra == "office"]
TEXTS: dict[str, Callable[[bytes], str]] = {"docx": text_of_document, "pptx": text_of_slides}
every_office_format = pytest.mark.parametrize("name", OFFICE)
in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def with_texts(*texts: str) -> State:
    """A session in which these were asked, unchecked, as an imported one may have them."""
    story = Story().given(e.ParticipantJoined("anna"))
    return story.given(*(asked(f"q{n}", text=text) for n, text in enumerate(texts))).state


@every_office_format
def test_the_same_session_gives_the_same_file_which_names_no_computer_user_or_library(name: str) -> None:
    first = file_of_the_hour(name, "da")
    assert FORMATS[name].render(hour(), "da") == first
    parts = parts_of(first)
    assert not [one for one in parts if re.search("thumbnail|printerSettings|customXml", one)]
    about = parts["docProps/core.xml"] + parts["docProps/app.xml"]
    assert b"<dc:creator>Summe</dc:creator>" in about
    assert b"2012-09-12T11:00:00Z" in about
    assert not re.search(rb"(?i)canny|macintosh|python|lastModifiedBy", about)


@in_every_language
@every_office_format
def test_the_words_of_a_file_are_in_its_language(name: str, language: str) -> None:
    parts = parts_of(file_of_the_hour(name, language))
    named = {one for part in parts.values() for one in re.findall(rb'[ :]lang(?: w:val)?="(.*?)"', part)}
    assert named == {locale_of(language).encode()}


@every_office_format
def test_characters_that_xml_cannot_hold_are_left_out_and_all_others_kept(name: str) -> None:
    texts = (
        "Nul\x00 og\x1b[31m rød\ufffe?",
        "\udc80halv",
        "=cmd|'/c calc'!A1",
        "<w:t>&amp;]]>",
        "_x0041_ 🌳",
    )
    said = TEXTS[name](FORMATS[name].render(with_texts(*texts), "da"))
    for text in ("Nul og[31m rød?", "halv", "=cmd|'/c calc'!A1", "<w:t>&amp;]]>", "_x0041_ 🌳"):
        assert text in said


@pytest.mark.parametrize(
    ("text", "expected"), [("שלום?", True), ("1. لماذا", True), ("Hvad er שלום?", False), ("123", False)]
)
def test_a_text_goes_in_the_direction_of_its_first_letter(text: str, expected: bool) -> None:
    assert is_right_to_left(text) == expected


def test_a_text_without_strange_characters_is_as_it_was() -> None:
    assert xml_text("Æblegrød på Ærø\n– 50 % 🌳 שלום") == "Æblegrød på Ærø\n– 50 % 🌳 שלום"


# ---- Word


@in_every_language
def test_minutes_have_word_s_own_headings_and_tables_with_cells_to_fill_in_but_for_replies(
    language: str,
) -> None:
    words = words_in(language)
    model = report_model(report(hour(language)), language, first_page=False)
    document = Document(io.BytesIO(file_of_the_hour("docx", language)))
    headings = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings == [words.open, words.next, words.by_pitfall, words.momentum]
    tables = document.tables[1 : 1 + len(model.open) + 1]
    header = [words.follow_up_columns[n] for n in (0, 1, 4, 5, 6)]
    assert all([cell.text for cell in table.rows[0].cells] == header for table in tables)
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows[1:]]
    listed = [*(one for group in model.open for one in group.questions), *model.next]
    assert [row[0] for row in rows] == [str(one.number) for one in listed]
    replies = [f"{one.reply}\n{one.replied}".strip() for one in listed]
    assert [row[2:] for row in rows] == [[reply, "", ""] for reply in replies]
    assert "" in replies
    assert any(replies)
    for table in document.tables[1:]:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None, "read out as a header"


@in_every_language
def test_no_heading_of_a_column_in_the_minutes_is_broken_even_in_a_wider_font(language: str) -> None:
    document = Document(io.BytesIO(file_of_the_hour("docx", language)))
    size = document.styles["Normal"].font.size
    assert size is not None
    margins = 2 * Mm(1.9)
    headings = [(cell.text, cell.width) for table in document.tables for cell in table.rows[0].cells]
    assert headings
    for heading, width in headings:
        widest = max(width_of(word, bold=True) for word in heading.split())
        assert width is not None
        assert 1.2 * widest * size + margins < width, heading


def test_minutes_number_their_pages_and_set_right_to_left_what_is_so() -> None:
    document: Any = Document(io.BytesIO(FORMATS["docx"].render(with_texts("מה שלומך?", "Hvem?"), "da")))
    foot = document.sections[0].footer._element
    assert [one.get(qn("w:instr")) for one in foot.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    cells = [row.cells[1].paragraphs[0] for row in document.tables[1].rows[1:]]
    assert [one._p.pPr.find(qn("w:bidi")) is not None for one in cells] == [True, False]


# ---- PowerPoint


def slides_of(state: State) -> Any:
    """The slides of a session's presentation."""
    return slides_in(FORMATS["pptx"].render(state, "da"))


def slides_in(file: bytes) -> Any:
    return pptx.Presentation(io.BytesIO(file)).slides


def titles(slides: Any) -> list[str]:
    return [slide.shapes.title.text for slide in slides]


@in_every_language
def test_a_presentation_has_native_charts_of_questions_and_of_answers_in_each_pitfall(language: str) -> None:
    words = words_in(language)
    model = report_model(report(hour(language)), language)
    asked, answered, *_ = charts_of(slides_in(file_of_the_hour("pptx", language)))
    assert [*asked.plots[0].series[0].values] == [theme.shares.questions for theme in model.themes]
    shown = [theme.shares for theme in model.themes if theme.shares.answers]
    figures = [[one.yes, one.partly, one.no, one.unanswered] for one in shown]
    assert [[*one.values] for one in answered.plots[0].series] == [
        [*one] for one in zip(*figures, strict=True)
    ]
    assert [one.name for one in answered.plots[0].series] == [*words.answers.values(), words.unanswered]


def test_a_pitfall_named_like_a_formula_or_a_link_is_text_in_the_workbook_of_a_chart() -> None:
    story = Story().given(e.ParticipantJoined("anna"), asked("q"))
    for n, title in enumerate(("=1+1", "http://example.org", "+45")):
        story.given(e.PitfallAdded(f"p{n}", title))
    for chart in charts_of(slides_of(story.state)):
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert not [cell for cell in cells if cell.hyperlink]
        assert any(cell.value == "3  =1+1" for cell in cells)


def test_four_answers_are_in_no_chart() -> None:
    assert len(charts_of(slides_of(poll_of(4).state))) < len(charts_of(slides_of(poll_of(5).state)))


def test_where_every_pitfall_is_too_small_to_be_shown_all_answers_are_one_bar() -> None:
    story = poll_of(9)
    for n in range(6):
        story.given(e.QuestionPlaced(f"q{n}", ("en", "to")[n % 2], None))
    _, answered, *_ = charts_of(slides_of(story.state))
    assert [*answered.plots[0].categories] == ["I alt"]
    assert [[*one.values] for one in answered.plots[0].series] == [[9], [0], [0], [0]]


LONG = ("Hvorfor " * 60).strip()


@pytest.mark.parametrize("text", rest_long([LONG, "Hvem ejer effekten?", "Ministeriets" * 30, "漢" * 300]))
def test_sixty_questions_of_one_pitfall_lie_on_slides_that_go_on_without_one_over_another(text: str) -> None:
    story = Story().given(e.ParticipantJoined("anna"))
    for n in range(60):
        story.given(asked(f"q{n}", text=f"{n} {text}"), e.QuestionPlaced(f"q{n}", "to", None))
    slides = [slide for slide in slides_of(story.state) if re.search(r"\(\d+/\d+\)", slide.shapes.title.text)]
    assert titles(slides)[0].endswith(f"(1/{len(slides)})")
    said = [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]
    assert sum(any(one.startswith(f"{n} {text[:5]}") for one in said) for n in range(60)) == 60
    for slide in slides:
        boxes = [(one.left, one.top, one.left + one.width, one.top + one.height) for one in slide.shapes]
        assert all(
            x >= 0 and y >= 0 and right <= 1920 * 6350 and low <= 1080 * 6350 for x, y, right, low in boxes
        )
        texts = [box for box, one in zip(boxes, slide.shapes, strict=True) if one.has_text_frame and one.text]
        for (a, b, c, d), (e_, f, g, h) in combinations(texts, 2):
            assert c <= e_ or g <= a or d <= f or h <= b


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 10, 1),
        ("Kort", 10, 1),
        ("en to tre", 2, 3),
        ("W" * 10, 5, 2),
        ("en\nto", 10, 2),
        ("漢" * 9, 7, 2),
        ("漢" * 4, 7, 1),
    ],
)
def test_the_lines_of_a_text_are_estimated_from_its_letters(text: str, room: float, lines: int) -> None:
    assert lines_of(text, room) == lines
