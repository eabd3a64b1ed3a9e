"""Export formats: golden files, requirements on every format, hostile texts, missing packages."""

import builtins
import codecs
import csv
import importlib
import io
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from html.parser import HTMLParser
from typing import Any

import pytest
import typst
from hypothesis import assume, given, settings, strategies as st
from markdown_it import MarkdownIt
from pypdf import PdfReader

from app.core import events as e
from app.core.commands import PollAnswer
from app.core.languages import DEFAULT, LANGUAGES, Language, PerLanguage
from app.core.state import State
from app.exports import ExtraMissing, Format, Render, markdown
from app.exports.columns import COLUMNS, headings, rows
from app.exports.csv import SEPARATORS, Separator, escape_formula, export_csv
from app.exports.formats import FORMATS
from app.exports.html import article, export_html
from app.exports.markdown import export_markdown
from app.exports.pdf import export_pdf
from app.exports.report_data import is_quotable, reply_of, report
from app.exports.report_model import pitfall_titles, report_model
from app.exports.words import Script, words_in
from app.exports.xlsx import export_xlsx, height_of
from tests.core.sheet import Story, asked, make_sheet
from tests.exports.golden import (
    COMPARED,
    FOLDER,
    NOT_COMPARED,
    REGENERATE,
    exported,
    file_of_the_hour,
    golden_name,
    workbook,
    workbook_of_the_hour,
)
from tests.exports.office_files import text_of_document, text_of_slides
from tests.exports.scripted import HOSTILE, hour
from tests.exports.test_importing import poll_of
from tests.golden.files import KEPT_EXPORTS, imported_state
from tests.tiers import share, tries

ROOT = FOLDER.parent.parent.parent


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format", COMPARED)
def test_the_exports_of_the_scripted_hour_equal_the_golden_files(language: str, format: str) -> None:
    path = FOLDER / language / golden_name(format)
    assert path.exists(), f"a new format or language? then: {REGENERATE}"
    with path.open(newline="") as file:
        assert exported(format, language) == file.read(), f"meant? then: {REGENERATE}"


def test_the_scripted_hour_in_a_language_without_examples_asks_those_of_its_first() -> None:
    """So golden files of a new language need no translated questions."""
    assert [question.text for question in hour("xx").questions.values()] == [
        question.text for question in hour(DEFAULT).questions.values()
    ]


def test_only_registered_formats_are_left_out_of_the_comparison() -> None:
    assert NOT_COMPARED.keys() <= FORMATS.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_labels_a_valid_name_and_media_type_a_known_extra_and_is_in_the_readme(
    name: str,
) -> None:
    """Labels in every language, a name valid in URLs and files, an extra that exists, the readme."""
    format = FORMATS[name]
    assert tuple(format.labels) == LANGUAGES
    assert all(format.labels.values())
    assert re.fullmatch(r"[a-z][a-z0-9]*", name)
    assert re.fullmatch(r"\w+/[\w.+-]+(; charset=utf-8)?", format.media_type)
    assert format.purpose
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert format.extra is None or format.extra in project["optional-dependencies"]
    readme = " ".join((ROOT / "README.md").read_text().split())
    offered = readme.partition("It comes as ")[2].partition(", from ")[0]
    assert format.labels["en"].lower() in offered.lower()


def test_every_module_that_defines_a_format_is_registered() -> None:
    """A format that is missing in `formats.py` would be offered nowhere."""
    defined = set()
    for path in (ROOT / "app" / "exports").glob("*.py"):
        module = importlib.import_module(f"app.exports.{path.stem}".removesuffix(".__init__"))
        defined |= {value.name for value in vars(module).values() if isinstance(value, Format)}
    assert defined == FORMATS.keys()


class Seen(HTMLParser):
    """Collects the tags and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


# ---- requirements on every format

PROSE = [name for name, format in FORMATS.items() if format.whole is None]
in_every_language = pytest.mark.parametrize("language", LANGUAGES)
every_format = pytest.mark.parametrize("name", FORMATS)


def in_languages(names: Iterable[str]) -> pytest.MarkDecorator:
    """These formats in every language; files that take long to make in the others only in the long tests.

    There they differ by their words alone, and those of the scripted hour are compared in every language.
    """
    cases = [
        pytest.param(name, language, marks=[pytest.mark.long] if FORMATS[name].extra and n else [])
        for name in names
        for n, language in enumerate(LANGUAGES)
    ]
    return pytest.mark.parametrize(("name", "language"), cases)


every_prose_format = pytest.mark.parametrize("name", PROSE)
every_format_with_a_whole = pytest.mark.parametrize(
    "name", [name for name, format in FORMATS.items() if format.whole]
)


def strings(value: Any) -> Iterator[str]:
    """All strings in JSON data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def text_of_pdf(file: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)


def text_of_markdown(file: bytes) -> str:
    return re.sub(r"\\([^\w\s]|_)", r"\1", file.decode())


def text_of_workbook(file: bytes) -> str:
    cells = (cell.value for sheet in workbook(file) for row in sheet.iter_rows() for cell in row)
    return "\n".join(str(value) for value in cells if value is not None)


def text_of_csv(file: bytes) -> str:
    table = file.decode("utf-8-sig")
    return "\n".join(
        cell for row in csv.reader(io.StringIO(table), csv.Sniffer().sniff(table)) for cell in row
    )


# By format: the text that a reader sees of a file; other formats are decoded as UTF-8.
READERS: dict[str, Callable[[bytes], str]] = {
    "html": lambda file: Seen(file.decode()).text,
    "pdf": text_of_pdf,
    "docx": text_of_document,
    "pptx": text_of_slides,
    "md": text_of_markdown,
    "xlsx": text_of_workbook,
    "csv": text_of_csv,
    "json": lambda file: "\n".join(strings(json.loads(file))),
}


def bare(text: str) -> str:
    """The text without spaces, line breaks and hyphens, which depend on the layout."""
    return re.sub(r"[\s\u00ad-]", "", text)


def text_of(name: str, state: State, language: str, render: Render | None = None) -> str:
    """The text of the file in this format, without what depends on the layout."""
    file = (render or FORMATS[name].render)(state, language)
    return bare(READERS.get(name, bytes.decode)(file))


@cache
def read_of_the_hour(name: str, language: str) -> str:
    """What a reader sees of the scripted hour in this format."""
    return READERS.get(name, bytes.decode)(file_of_the_hour(name, language))


def text_of_the_hour(name: str, language: str) -> str:
    return bare(read_of_the_hour(name, language))


@cache
def text_of_poll(
    name: str,
    language: str,
    answers: int,
    answer: PollAnswer = "yes",
    weights: tuple[int, int, int] = (500, 300, 200),
) -> str:
    return text_of(name, poll_of(answers, answer, weights).state, language)


def is_readable(name: str, text: str) -> bool:
    """Whether the format's reader can find the text: the PDF reader loses emoji and right-to-left text."""
    return name != "pdf" or "🌳" not in text


def test_every_reader_is_of_a_registered_format() -> None:
    assert READERS.keys() <= FORMATS.keys()


CPR = "Min mor, 010203-1234, hvem ser efter hende?"


def with_secrets() -> State:
    """A session with a question that is shown, one that was held back for a CPR number, and one hidden."""
    story = Story().given(e.ParticipantJoined("anna"), asked("q"))
    story.given(e.QuestionAsked("p", "anna", "held", ("cpr",), False, None, CPR))
    story.given(e.QuestionAsked("s", "anna", "hidden", (), False, None, "Ud med det"))
    return story.state


LEFT_OUT = "Hvorfor tier Grete om det?"


def with_one_left_out() -> State:
    """A session with a question that was left out by hand, and two merged with it that were not."""
    story = Story().given(e.ParticipantJoined("anna"), asked("q"), asked("r", text="Hvad siger planen?"))
    story.given(asked("o", text=LEFT_OUT), e.QuestionMerged("q", "o", None), e.QuestionMerged("r", "o", None))
    return story.given(e.flag_event("left_out", "o", value=True)).state


@in_languages(FORMATS)
def test_texts_that_were_held_back_or_hidden_are_in_no_file_which_says_how_many(
    name: str, language: str
) -> None:
    said = text_of(name, with_secrets(), language)
    assert "effekten" in said
    assert not [text for text in (CPR, "010203", "Ud med det") if bare(text) in said]
    if name == "json":
        assert json.loads(FORMATS[name].render(with_secrets(), language))["report"]["left_out"] == 2
    else:
        assert bare(words_in(language).left_out(2)) in said


@in_every_language
@every_format_with_a_whole
def test_the_whole_has_the_texts_that_were_held_back_or_hidden_and_warns(name: str, language: str) -> None:
    said = text_of(name, with_secrets(), language, FORMATS[name].whole)
    assert [text for text in (CPR, "Ud med det") if bare(text) not in said] == []
    if name != "json":
        assert bare(words_in(language).confidential(2)) in said
        assert bare(words_in(language).left_out(2)) not in said


@in_languages(FORMATS)
def test_left1_a_question_left_out_by_hand_is_in_no_file_which_says_how_many_and_those_merged_with_it_are(
    name: str, language: str
) -> None:
    said = text_of(name, with_one_left_out(), language)
    assert bare(LEFT_OUT) not in said
    assert bare("Hvad siger planen?") in said
    if name == "json":
        assert json.loads(FORMATS[name].render(with_one_left_out(), language))["report"]["left_out"] == 1
    else:
        words = words_in(language)
        assert bare(words.left_out_by_hand(1)) in said
        assert bare(words.left_out(1)) not in said


@in_every_language
@every_format_with_a_whole
def test_left1_the_whole_has_the_question_left_out_by_hand_and_warns(name: str, language: str) -> None:
    said = text_of(name, with_one_left_out(), language, FORMATS[name].whole)
    assert bare(LEFT_OUT) in said
    if name != "json":
        assert bare(words_in(language).confidential(1)) in said
        assert bare(words_in(language).flags["left_out"]) in said


@in_languages(FORMATS)
def test_a_session_in_which_all_is_shown_says_nothing_of_texts_left_out(name: str, language: str) -> None:
    said = text_of(name, Story().given(e.ParticipantJoined("anna"), asked("q")).state, language)
    words = words_in(language)
    sentences = (words.left_out, words.left_out_by_hand, words.confidential)
    assert not [n for n in range(3) if any(bare(sentence(n)) in said for sentence in sentences)]


@in_every_language
@every_prose_format
def test_no_question_is_twice_in_a_report(name: str, language: str) -> None:
    readable_text = text_of_the_hour(name, language)
    quoted = [question["text"] for question in report(hour(language))["questions"] if is_quotable(question)]
    readable = [text for text in quoted if is_readable(name, text)]
    assert {text: readable_text.count(bare(text)) for text in readable} == dict.fromkeys(readable, 1)


@in_every_language
@every_prose_format
def test_a_format_for_readers_has_the_sentences_and_questions_of_the_report(name: str, language: str) -> None:
    model = report_model(report(hour(language)), language)
    wanted = [model.title, *model.lead, model.left_out]
    wanted += [text for theme in model.themes for text in (theme.title, theme.answer)]
    wanted += [question.text for theme in model.themes for question in theme.questions]
    wanted += [question.text for group in model.open for question in group.questions]
    wanted += [question.text for question in (*model.wanted, *model.next)]
    assert all((model.title, model.lead, model.left_out, model.themes))
    readable_text = text_of_the_hour(name, language)
    assert [text for text in wanted if is_readable(name, text) and bare(text) not in readable_text] == []


# Formats in which no figure depends on the answers, each with the reason.
WITHOUT_ANSWERS: dict[str, str] = {}


@in_languages(FORMATS)
def test_p10_what_fewer_than_five_answered_changes_nothing_in_a_file(name: str, language: str) -> None:
    text = partial(text_of_poll, name, language)
    assert text(4) == text(4, "no", (100, 100, 800))
    if name not in WITHOUT_ANSWERS:
        assert text(5) != text(5, "no", (100, 100, 800)), (
            "this test cannot see a share: the answers of five change nothing in the file"
        )


@in_languages(PROSE)
@pytest.mark.parametrize("answers", [4, 5])
def test_p10_a_format_for_readers_has_the_share_only_of_five_answers(
    name: str, language: str, answers: int
) -> None:
    share = words_in(language).answered(answers, answers)
    assert (bare(share) in text_of_poll(name, language, answers)) == (answers >= 5)


STATES: dict[str, Callable[[], State]] = {
    "an empty session": lambda: Story().state,
    "a run sheet without momentum": lambda: Story(replace(make_sheet(), momentum=None)).state,
    "four answers": lambda: poll_of(4).state,
    **{f"export {n}, imported": partial(imported_state, path) for n, path in KEPT_EXPORTS.items()},
}


@in_languages(FORMATS)
def test_every_state_of_a_session_can_be_exported(name: str, language: str) -> None:
    for state in share([*STATES], [*FORMATS].index(name)):
        assert FORMATS[name].render(STATES[state](), language), state


# ---- single formats


def test_the_html_export_has_no_script_no_link_and_only_its_own_style() -> None:
    seen = Seen(export_html(report(hour()), "da"))
    assert not seen.tags & {"script", "img", "a", "link", "iframe", "object", "form"}
    assert "style" not in seen.attributes
    assert not [name for name in seen.attributes if name.startswith("on")]
    for text in HOSTILE:
        assert text in seen.text
    assert "url(http" not in export_html(report(hour()), "da")


def test_the_html_fragment_has_no_style() -> None:
    seen = Seen(article(report(hour()), "da"))
    assert "style" not in seen.tags | seen.attributes


def test_s22_no_cell_of_the_spreadsheet_is_a_formula_or_a_link() -> None:
    book = workbook_of_the_hour("da")
    texts = {cell.value for row in book["Spørgsmål"].iter_rows() for cell in row}
    assert set(HOSTILE) <= texts
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type in "snd" and cell.hyperlink is None for cell in row)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("da", ["Overblik", "Følg op", "Spørgsmål", "Faldgruber", "Fik du svar", "Momentum"]),
        ("en", ["Overview", "Follow up", "Questions", "Pitfalls", "Poll", "Momentum"]),
    ],
)
def test_each_table_of_the_spreadsheet_has_a_frozen_header_and_filters(
    language: str, names: list[str]
) -> None:
    book = workbook_of_the_hour(language)
    assert book.sheetnames == names
    assert all(sheet.freeze_panes == "A2" and sheet.auto_filter.ref for sheet in book.worksheets[1:])
    assert [len(sheet._charts) for sheet in book.worksheets] == [0, 0, 0, 1, 1, 1]


@in_every_language
def test_the_spreadsheet_has_a_list_to_follow_up_with_empty_columns_to_fill_in(language: str) -> None:
    words, model = words_in(language), report_model(report(hour(language)), language, first_page=False)
    header, *rows = workbook_of_the_hour(language)[words.sheets[1]].iter_rows(values_only=True)
    assert header == words.follow_up_columns
    listed = [one for group in model.open for one in group.questions] + [*model.next]
    assert [row[:2] for row in rows] == [(one.number, one.text) for one in listed]
    replies = [f"{one.reply}\n({one.replied})" if one.reply else None for one in listed]
    assert {*replies} > {None}
    assert [row[4:] for row in rows] == [(reply, None, None) for reply in replies]


@in_every_language
def test_markdown_has_a_list_to_follow_up_with_empty_columns_to_fill_in(language: str) -> None:
    model = report_model(report(hour(language)), language, first_page=False)
    cells = [
        line.strip("|").split(" | ")
        for line in export_markdown(report(hour(language)), language).split("\n")
        if re.match(r"\| \d", line)
    ]
    listed = [one for group in model.open for one in group.questions] + [*model.next]
    assert [int(row[0]) for row in cells] == [one.number for one in listed]
    assert {tuple(cell.strip() for cell in row[-2:]) for row in cells} == {("", "")}
    assert [bool(row[-3].strip()) for row in cells] == [bool(one.reply) for one in listed]


@pytest.mark.parametrize(
    ("text", "lines"),
    [("Kort", 1), ("En linje\nog en til", 2), ("ord " * 70, 5), ("漢" * 70, 3), ("\n" * 5, 6)],
)
def test_a_row_of_the_spreadsheet_is_as_high_as_its_longest_text(text: str, lines: int) -> None:
    assert height_of([1, text, None], [6, 70, 12]) == 15 * lines


def test_no_row_of_the_spreadsheet_is_higher_than_excel_allows() -> None:
    assert height_of(["ord " * 10_000], [70]) == 409


def test_a_long_question_has_a_high_row_in_every_sheet_of_the_workbook() -> None:
    """LibreOffice shows only the first line of a row without a height."""
    story = Story().given(e.ParticipantJoined("anna"), asked("q", text="Hvordan " * 40 + "da?"))
    book = workbook(export_xlsx(report(story.state), "da"))
    for name in ("Følg op", "Spørgsmål"):
        assert book[name].row_dimensions[2].height == 15 * 5


def without_room(book: Any) -> list[str]:
    """The texts that do not fit their row, and those that a chart lies over."""
    found = []
    for sheet in book:
        # Neighbours of one width are stored together.
        columns = sheet.column_dimensions.values()
        widths = {n: int(one.width) for one in columns for n in range(one.min, one.max + 1)}
        merged = {range.min_row: range for range in sheet.merged_cells.ranges}
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if not isinstance(cell.value, str) or not cell.alignment.wrap_text:
                continue
            last = merged[cell.row].max_col if cell.row in merged else cell.column
            width = sum(widths[n] for n in range(cell.column, last + 1))
            if height_of([cell.value], [width]) > (sheet.row_dimensions[cell.row].height or 15):
                found.append(f"{sheet.title}: {cell.value}")
        for chart in sheet._charts:
            over = chart.anchor._from
            rows = sheet.iter_rows(min_row=over.row + 1, min_col=over.col + 1, max_row=chart.anchor.to.row)
            found += [f"{sheet.title}: {one.value}" for row in rows for one in row if one.value is not None]
    return found


@in_every_language
def test_every_text_of_the_workbook_has_room_and_lies_under_no_chart(language: str) -> None:
    few = Story().given(e.ParticipantJoined("anna"), asked("q")).state
    made = (workbook(export_xlsx(report(state), language)) for state in (few, Story().state))
    for book in (workbook_of_the_hour(language), *made):
        assert without_room(book) == []


def test_s22_csv_is_one_row_a_question_with_its_words() -> None:
    for language, separator in (("da", ";"), ("en", ",")):
        raw = export_csv(report(hour()), language).decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(raw), delimiter=separator))
        exported = report(hour())
        assert len(table) == 1 + len(exported["questions"]) - exported["left_out"] + 1
        assert {escape_formula(text) for text in HOSTILE} <= {row[1] for row in table}


def test_the_table_of_questions_has_the_states_and_pitfalls_by_which_the_report_counts() -> None:
    story = Story().given(e.ParticipantJoined("anna"), asked("q"), asked("p", text="Det samme?"), asked("u"))
    story.given(e.QuestionPlaced("q", "to", None), e.QuestionMerged("p", "q", None))
    story.given(e.QuestionAsked("n", "anna", "held", ("next",), True, None, "Hvad så nu?"))
    exported = report(story.state)
    table = [[str(cell) for cell in row[2:4]] for row in rows(exported, "en")]
    pitfall = pitfall_titles(exported, "en")["to"]
    assert table == [
        [pitfall, "Shown"],
        [pitfall, "Merged"],
        ["Not placed", "Shown"],
        ["", "Not on the board"],
    ]
    assert exported["counts"]["held"] == 0


def table_with(separator: Separator | None, language: str) -> list[list[str]]:
    """The table of the scripted hour, read as a program does that goes by the file alone."""
    raw = export_csv(report(hour()), language, separator)
    encoding = "utf-16" if raw.startswith(codecs.BOM_UTF16_LE) else "utf-8-sig"
    sign = {"tab": "\t", "semicolon": ";", "comma": ",", None: words_in(language).separator}[separator]
    return list(csv.reader(io.StringIO(raw.decode(encoding), newline=""), delimiter=sign))


@in_every_language
def test_csv_with_any_separator_is_the_same_table(language: str) -> None:
    usual = table_with(None, language)
    assert {len(row) for row in usual} == {len(COLUMNS)}
    assert all(table_with(separator, language) == usual for separator in SEPARATORS)


@in_every_language
def test_csv_with_tabs_is_utf_16_with_its_mark_and_the_others_utf_8_with_theirs(language: str) -> None:
    """By these marks Excel knows the encoding; it splits UTF-16 at tabs in every region."""
    begins = {one: export_csv(report(hour()), language, one)[:3] for one in (*SEPARATORS, None)}
    assert begins.pop("tab").startswith(codecs.BOM_UTF16_LE)
    assert set(begins.values()) == {codecs.BOM_UTF8}


def cells_as_read(file: str) -> Iterator[str]:
    """The cells as split at every separator, by a program that handles quotes and by one that does not."""
    for separator in ",;\t":
        yield from (cell for row in csv.reader(io.StringIO(file), delimiter=separator) for cell in row)
        yield from re.split(f"[\r\n{separator}]", file)


@settings(max_examples=tries(100))
@given(st.lists(st.text(",;\t\n\"=+-@' a", max_size=8), min_size=1, max_size=3), st.sampled_from(",;\t"))
def test_s22_no_cell_begins_a_formula_by_whichever_separator_csv_is_read(
    texts: list[str], separator: str
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerow(map(escape_formula, texts))
    assert not [cell for cell in cells_as_read(out.getvalue()) if cell.strip('\t\n\r "')[:1] in {*"=+-@"}]


def test_s22_no_cell_of_the_scripted_hour_begins_a_formula_in_csv() -> None:
    for language in LANGUAGES:
        for separator in (None, *SEPARATORS):
            raw = export_csv(report(hour()), language, separator)
            file = raw.decode("utf-16" if separator == "tab" else "utf-8-sig")
            assert not [cell for cell in cells_as_read(file) if cell.strip(' "')[:1] in {*"=+-@＝＋－＠"}]


# A time of day in each language, and how it is never written there. JSON and CSV have ISO 8601 in all.
TIMES: PerLanguage[tuple[str, str]] = {
    "da": (r"\d\d\.\d\d", r"\d:\d\d"),
    "en": (r"\d\d:\d\d", r"\d\d\.\d\d"),
}


@in_every_language
@pytest.mark.parametrize("name", ["html", "pdf", "md"])
def test_a_file_for_readers_writes_times_in_the_way_of_its_language(name: str, language: Language) -> None:
    """Markdown has no chart of the questions over time, and so no times."""
    said = read_of_the_hour(name, language)
    right, wrong = TIMES[language]
    assert not re.findall(wrong, said)
    assert bool(re.findall(right, said)) == (name != "md")


@in_every_language
def test_times_of_the_spreadsheet_are_times_shown_in_the_way_of_its_language(language: Language) -> None:
    """The cell is a time, to sort and to count with; its number format is of the language."""
    book = workbook_of_the_hour(language)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    times = [cell for cell in cells if cell.is_date]
    shown = {"da": r"dd\.mm\.yyyy hh\.mm\.ss", "en": "yyyy-mm-dd hh:mm:ss"}[language]
    assert {cell.number_format for cell in times} == {shown}
    assert all(isinstance(cell.value, datetime) for cell in times)
    data = report(hour(language))
    replied = sum(reply_of(data, question) is not None for question in data["questions"])
    assert len(times) == len(data["questions"]) - data["left_out"] + replied
    texts = [str(cell.value) for cell in cells if not cell.is_date]
    assert not [text for text in texts if re.search(TIMES[language][1], text)]


@in_every_language
def test_times_of_csv_are_iso_8601_which_every_spreadsheet_reads(language: Language) -> None:
    column = headings(language).index({"da": "Tidspunkt", "en": "Time"}[language])
    for separator in SEPARATORS:
        table = table_with(separator, language)
        assert all(datetime.fromisoformat(row[column]) for row in table[1:-1])


def rendered(source: str) -> tuple[list[str], str]:
    """The elements that Markdown makes of a text, and the words that a reader sees."""
    seen = Seen(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(source))
    return sorted(seen.tags), " ".join(seen.text.split())


SIGNS_OF_MARKDOWN = st.one_of(
    st.text(" ab1.)\\`*_{}[]()#+-!|<>~&;:=^$/?\"'", max_size=14),
    st.lists(
        st.sampled_from(
            [
                "*",
                "**",
                "_",
                "__",
                "~~",
                "`",
                "a",
                " ",
                "-",
                "\\",
                "[x]",
                "](u)",
                "<a>",
                "&lt;",
                "#",
                "1.",
                "æ",
            ]
        ),
        max_size=9,
    ).map("".join),
)


@settings(max_examples=tries(300))
@given(SIGNS_OF_MARKDOWN)
def test_markdown_shows_any_text_as_it_was_written_in_lists_headings_and_tables(text: str) -> None:
    line = " ".join(text.split())
    assume(line)
    said = markdown.plain(text)
    assert rendered(f"- {said}\n") == (["li", "ul"], line)
    assert rendered(f"# {said}\n") == (["h1"], line)
    assert rendered(f"x\n\n{said}\n") == (["p"], f"x {line}")
    cell = said.replace("|", "\\|")
    tags, drawn = rendered(f"| a | b |\n| --- | --- |\n| {cell} | 2 |\n")
    assert (set(tags), drawn) == ({"table", "tbody", "td", "th", "thead", "tr"}, f"a b {line} 2")


@pytest.mark.parametrize(
    "text",
    [
        "50-60 % (hvis) der er råd - ja!",
        "Hvad koster 2 * 3 timer? 1. maj, +45 & ~10 min.",
        "C# og a_b_c: {x} < 5 > 3 | #1 er =2, se http://example.org/a_b?x=1&y=2",
        "-5 grader",
        "C:\\mappe",
    ],
)
def test_markdown_has_no_backslash_that_is_not_needed(text: str) -> None:
    assert markdown.plain(text) == text


def test_markdown_shows_hostile_words_as_they_were_written() -> None:
    said = export_markdown(report(hour()), "da")
    assert [line for line in said.split("\n") if line.startswith("# ")] == ["# Årskursus for koordinatorer"]
    assert "<script>" not in said.replace("\\<", "")
    plain = re.sub(r"\\([^\w\s])", r"\1", said)
    for text in HOSTILE:
        assert " ".join(text.split()) in plain


@in_every_language
def test_the_pdf_is_tagged_and_names_its_language_and_title(language: str) -> None:
    model = report_model(report(hour(language)), language)
    pdf = PdfReader(io.BytesIO(file_of_the_hour("pdf", language)))
    said = text_of_the_hour("pdf", language)
    for sentence in (model.open_lead, model.next_lead):
        assert bare(sentence) in said
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == language
    assert pdf.metadata is not None
    assert pdf.metadata.title == model.title


def few_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate a server without installed fonts, where typst has only its embedded ones."""
    monkeypatch.setattr(typst, "compile", partial(typst.compile, ignore_system_fonts=True))


@in_every_language
def test_a_pdf_names_in_words_what_no_font_can_draw_and_which_questions_have_it(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_fonts(monkeypatch)
    words = words_in(language)
    texts = ("Hvorfor 🌳👩‍👩‍👧 her?", "なぜ 日本?", "ทำไม", "Godt ☃ nok")
    story = Story().given(e.ParticipantJoined("anna"))
    story.given(*(asked(f"q{n}", text=text) for n, text in enumerate(texts)))
    said = bare(text_of_pdf(export_pdf(report(story.state), language)))
    kinds: dict[Script, str] = {"emoji": "1", "kana": "2", "han": "2", "thai": "3"}
    for kind, numbers in kinds.items():
        assert bare(f"{words.scripts[kind]} ({words.number.format(n=numbers)})") in said
    assert bare(f"Hvorfor [{words.scripts['emoji']}] her?") in said
    assert bare(f"[{words.scripts['kana']}, {words.scripts['han']}]?") in said


def test_a_pdf_in_which_everything_can_be_drawn_says_nothing_of_it_and_is_pdf_ua() -> None:
    story = Story().given(e.ParticipantJoined("anna"), asked("q", text="Æblegrød på Ærø – 50 %?"))
    file = export_pdf(report(story.state), "da")
    assert bare(words_in("da").undrawn.partition("{")[0]) not in bare(text_of_pdf(file))
    assert b"pdfuaid" in file


def test_words_too_long_for_a_line_stay_on_the_paper() -> None:
    long = "WM" * 100
    story = Story().given(e.ParticipantJoined("anna"), asked("q", text=long))
    exported = {**report(story.state), "given_title": long, "title": long, "place": long}
    pdf = PdfReader(io.BytesIO(export_pdf(exported, "da")))
    lines = [line for page in pdf.pages for line in page.extract_text().splitlines()]
    assert max(len(line) for line in lines if "WMWM" in line) < 90
    assert bare("".join(lines)).count(long) >= 3


def test_a_character_without_any_name_is_named_by_its_number() -> None:
    story = Story().given(e.ParticipantJoined("anna"), asked("q"))
    exported = report(story.state)
    exported["questions"][0]["text"] = "Hvad er \U000f1234?"
    assert bare("[U+F1234-tegn]?") in bare(text_of_pdf(export_pdf(exported, "da")))


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("מה שלומך?", "rtl"),
        ("لماذا؟", "rtl"),
        ("1. מה שלומך?", "rtl"),
        ("Hvad betyder שלום?", "ltr"),
        ("שלום betyder fred?", "rtl"),
        ("123?", "ltr"),
    ],
)
def test_a_text_in_a_pdf_goes_in_the_direction_of_its_first_letter(text: str, direction: str) -> None:
    def drawn(body: str) -> Any:
        page = '#import "/app/exports/direction.typ": lines\n#set page(width: 200pt, height: 60pt)\n'
        return typst.Compiler((page + body).encode(), root=ROOT).compile(format="svg")

    def meant(direction: str) -> Any:
        edges = 'top-edge: "ascender", bottom-edge: "descender"'
        look = f"set text(dir: {direction}, {edges}); set par(leading: 0.25em); set align(start)"
        return drawn(f'#block(width: 100%, spacing: 0.25em, {{ {look}; "{text}" }})')

    assert drawn(f'#lines("{text}")') == meant(direction)
    assert meant("ltr") != meant("rtl")


# By format: the library that it is made with, and what to install.
LIBRARIES = {"pdf": ("typst", "pdf"), "docx": ("docx", "office"), "pptx": ("pptx", "office")}


@pytest.mark.parametrize("name", LIBRARIES)
def test_without_its_library_a_format_says_what_to_install(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__
    library, extra = LIBRARIES[name]

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == library:
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    for module in (library, "app.exports.minutes", "app.exports.deck"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ExtraMissing, match=rf'pip install "summe-live\[{extra}\]"'):
        FORMATS[name].render(hour(), "da")


# ---- what a report contains


@pytest.mark.parametrize("answers", [4, 5])
def test_p10_with_fewer_than_five_answers_page_and_workbook_have_no_chart_and_no_figure(answers: int) -> None:
    exported = report(poll_of(answers).state)
    said = export_html(exported, "en")
    assert ("Answers are shown once five" in said) == (answers < 5)
    assert ("<circle" in said) == (answers >= 5)
    book = workbook(export_xlsx(exported, "en"))
    cells = [cell.value for row in book["Poll"].iter_rows(min_row=2, max_row=2) for cell in row]
    assert cells[3:] == ([None] * 3 if answers < 5 else [5, 0, 0])


def test_one_small_cell_hides_the_breakdown_of_the_flow() -> None:
    story = poll_of(9)
    story.given(*(e.QuestionPlaced(f"q{n}", "to" if n < 2 else "en", None) for n in range(9)))
    made = report_model(report(story.state), "da")
    assert made.hidden_cells
    assert all(theme.shares.yes is None for theme in made.themes)
    assert "under fem svar" in made.answers_note
    assert export_html(report(story.state), "da").count("fik svar</span>") == 0


def test_a_merged_question_is_listed_under_its_target() -> None:
    story = Story().given(e.ParticipantJoined("anna"), asked("q"), asked("p", text="Det samme?"))
    story.given(e.QuestionPlaced("q", "to", None), e.QuestionMerged("p", "q", None))
    (group,) = report_model(report(story.state), "da").open
    assert [(one.text, one.also) for one in group.questions] == [("Hvem ejer effekten?", ("Det samme?",))]
    assert group.count == 2


def test_a_question_is_as_wanted_as_the_most_wanted_wording_merged_into_it() -> None:
    people = (e.ParticipantJoined("anna"), e.ParticipantJoined("bo"))
    story = Story().given(*people, asked("q"), asked("p", text="Det samme?"))
    story.given(e.QuestionPlaced("q", "to", None), e.QuestionPlaced("p", "en", None))
    story.given(e.QuestionSupported("p", "bo"), e.QuestionMerged("p", "q", None))
    wanted = report_model(report(story.state), "da").wanted
    assert [(one.text, one.place) for one in wanted] == [("Hvem ejer effekten?", 2)]
    assert wanted[0].also == ("Det samme? (1 vil også vide det)",)


def test_a_merged_question_with_another_answer_than_its_target_stands_where_its_own_answer_belongs() -> None:
    story = poll_of(9)
    story.given(e.QuestionMerged("q8", "q0", None), e.PollAnswered("p8", "q8", "no"))
    (group,) = report_model(report(story.state), "da", first_page=False).open
    assert [one.notes for one in group.questions] == [("nr. 9", "lagt sammen med nr. 1")]


def test_a_question_merged_into_one_that_is_hidden_stands_by_itself() -> None:
    story = Story().given(e.ParticipantJoined("anna"), asked("q"), asked("p", text="Det samme?"))
    story.given(e.QuestionMerged("p", "q", None), e.VisibilityChanged("q", "hidden", "shown"))
    (group,) = report_model(report(story.state), "da").open
    assert [one.text for one in group.questions] == ["Det samme?"]
