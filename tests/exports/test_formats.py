"""Export formats: golden files of the scripted hour, hostile texts, hidden figures, missing packages."""

import builtins
import csv
import html
import importlib
import io
import re
import sys
import tomllib
from html.parser import HTMLParser
from typing import Any

import pytest
from pypdf import PdfReader

from app.core import events as e
from app.core.languages import LANGUAGES
from app.exports import ExtraMissing, Format
from app.exports.csv import export_csv
from app.exports.formats import FORMATS
from app.exports.html import article, export_html
from app.exports.markdown import export_markdown
from app.exports.pdf import export_pdf
from app.exports.report_data import report
from app.exports.report_model import report_model
from app.exports.xlsx import export_xlsx
from tests.core.sheet import Story, asked
from tests.exports.golden import COMPARED, FOLDER, NOT_COMPARED, exported, golden_name, workbook
from tests.exports.scripted import HOSTILE, hour
from tests.exports.test_importing import poll_of

ROOT = FOLDER.parent.parent.parent


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format", COMPARED)
def test_the_exports_of_the_scripted_hour_equal_the_golden_files(language: str, format: str) -> None:
    """Golden files of a new format are written by `python -m tests.exports.golden`."""
    with (FOLDER / language / golden_name(format)).open(newline="") as file:
        assert exported(format, language) == file.read()


def test_only_registered_formats_are_left_out_of_the_comparison() -> None:
    assert NOT_COMPARED.keys() <= FORMATS.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_complete(name: str) -> None:
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
    book = workbook(export_xlsx(report(hour("da")), "da"))
    texts = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert set(HOSTILE) <= texts
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type in "snd" and cell.hyperlink is None for cell in row)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("da", ["Spørgsmål", "Faldgruber", "Fik du svar", "Momentum"]),
        ("en", ["Questions", "Pitfalls", "Poll", "Momentum"]),
    ],
)
def test_the_spreadsheet_has_a_frozen_header_and_filters(language: str, names: list[str]) -> None:
    book = workbook(export_xlsx(report(hour(language)), language))
    assert book.sheetnames == names
    assert all(sheet.freeze_panes == "A2" and sheet.auto_filter.ref for sheet in book.worksheets)
    assert [len(sheet._charts) for sheet in book.worksheets] == [0, 1, 1, 1]


def test_s22_csv_is_one_row_a_question_and_no_cell_begins_a_formula() -> None:
    for language, separator in (("da", ";"), ("en", ",")):
        raw = export_csv(report(hour()), language).decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(raw), delimiter=separator))
        assert len(table) == 1 + len(report(hour())["questions"])
        assert all(cell[:1] not in "=+-@\t\r\n" or not cell for row in table for cell in row)
        assert {"'" + text if text[0] in "=+" else text for text in HOSTILE} <= {row[1] for row in table}


def test_markdown_shows_hostile_words_as_they_were_written() -> None:
    said = export_markdown(report(hour()), "da")
    assert [line for line in said.split("\n") if line.startswith("# ")] == ["# Årskursus for koordinatorer"]
    assert "<script>" not in said.replace("\\<", "")
    plain = re.sub(r"\\([^\w\s])", r"\1", said)
    for text in HOSTILE:
        assert " ".join(text.split()) in plain


def bare(text: str) -> str:
    """The text without spaces, line breaks and hyphens, which depend on the layout."""
    return re.sub(r"[\s\u00ad-]", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_contains_the_text_of_the_report(language: str) -> None:
    told = report_model(report(hour(language)), language)
    pdf = PdfReader(io.BytesIO(export_pdf(report(hour(language)), language)))
    said = bare("".join(page.extract_text() for page in pdf.pages))
    sentences = [told.title, *told.lead, told.open_lead, told.next_lead, told.answers_note, told.held_back]
    sentences += [theme.title for theme in told.themes] + [theme.answer for theme in told.themes]
    sentences += [one.text for theme in told.themes for one in theme.questions if "🌳" not in one.text]
    for sentence in sentences:
        assert bare(sentence) in said
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == language
    assert pdf.metadata is not None
    assert pdf.metadata.title == told.title


def test_without_the_pdf_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_typst(name: str, *rest: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "typst", raising=False)
    monkeypatch.setattr(builtins, "__import__", without_typst)
    with pytest.raises(ExtraMissing, match=r'pip install "summe\[pdf\]"'):
        export_pdf(report(hour()), "da")


# ---- what a report contains


def test_held_and_hidden_questions_are_counted_and_not_quoted() -> None:
    told = html.unescape(export_html(report(hour()), "da"))
    assert "Grete" not in told
    assert "2 spørgsmål er holdt tilbage eller skjult" in told
    assert "Hvem tager det første skridt på mandag, nummer 2?" in told
    assert "Grete" not in export_markdown(report(hour()), "da")


@pytest.mark.parametrize("answers", [4, 5])
def test_p10_with_fewer_than_five_answers_no_format_contains_a_share(answers: int) -> None:
    told = report(poll_of(answers).state)
    said = export_html(told, "en") + export_markdown(told, "en")
    assert (f"{answers} of {answers} questions were answered" in said) == (answers >= 5)
    assert ("Answers are shown once five" in said) == (answers < 5)
    assert ("<circle" in said) == (answers >= 5)
    book = workbook(export_xlsx(told, "en"))
    cells = [cell.value for row in book["Poll"].iter_rows(min_row=2, max_row=2) for cell in row]
    assert cells[3:] == ([None] * 3 if answers < 5 else [5, 0, 0])


def test_one_small_cell_hides_the_breakdown_of_the_flow() -> None:
    story = poll_of(9)
    story.given(*(e.QuestionPlaced(f"q{n}", "to" if n < 2 else "en", None) for n in range(9)))
    told = report_model(report(story.state), "da")
    assert told.hidden_cells
    assert all(theme.shares.yes is None for theme in told.themes)
    assert "under fem svar" in told.answers_note
    assert export_html(report(story.state), "da").count("fik svar</span>") == 0


def test_an_empty_session_can_be_exported() -> None:
    told = report(Story().state)
    for language in LANGUAGES:
        assert "<h1>Prøve</h1>" in export_html(told, language)
        assert export_markdown(told, language)
        assert export_pdf(told, language).startswith(b"%PDF")
        assert export_xlsx(told, language)


def test_a_merged_question_is_listed_under_its_target() -> None:
    story = Story().given(e.ParticipantJoined("anna"), asked("q"), asked("p", text="Det samme?"))
    story.given(e.QuestionPlaced("q", "to", None), e.QuestionMerged("p", "q", None))
    theme = report_model(report(story.state), "da").themes[1]
    assert [(one.text, one.also) for one in theme.questions] == [("Hvem ejer effekten?", ("Det samme?",))]


def test_a_well_supported_merged_question_is_ranked_by_its_targets_place() -> None:
    people = (e.ParticipantJoined("anna"), e.ParticipantJoined("bo"))
    story = Story().given(*people, asked("q"), asked("p", text="Det samme?"))
    story.given(e.QuestionPlaced("q", "to", None), e.QuestionPlaced("p", "en", None))
    story.given(e.QuestionSupported("p", "bo"), e.QuestionMerged("p", "q", None))
    supported = report_model(report(story.state), "da").supported
    assert [(one.text, one.place) for one in supported] == [("Det samme?", 2)]
