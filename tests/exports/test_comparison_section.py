"""Sessions compared: the section of a report that does so, in every format, and the workbook."""

import io
from datetime import datetime

import openpyxl
import pytest
from msgspec.structs import replace

from app.core.comparison import compare
from app.core.languages import LANGUAGES
from app.core.session_totals import AnswerTotals, session_totals
from app.exports.comparison_section import compared_with, comparison_section
from app.exports.comparison_words import names_of_sessions
from app.exports.comparison_xlsx import export_comparison
from app.exports.formats import FORMATS
from tests.exports.golden import workbook
from tests.exports.test_formats import bare, in_languages, text_of, text_of_the_hour, without_room
from tests.web.compared_sessions import AARHUS, ODENSE

OTHERS = [session_totals(AARHUS)]
COMPARING = [name for name, format in FORMATS.items() if format.compared]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_workbook_has_room_and_lies_under_no_chart(language: str) -> None:
    comparison = compare([*OTHERS, session_totals(ODENSE)])
    assert without_room(workbook(export_comparison(comparison, language))) == []


def test_formats_meant_for_reading_have_a_comparison() -> None:
    assert COMPARING == ["html", "pdf", "docx", "md"]
    assert not any(FORMATS[name].whole for name in COMPARING)


@in_languages(COMPARING)
def test_a_report_shows_the_whole_section_only_where_it_is_compared(name: str, language: str) -> None:
    compared = FORMATS[name].compared
    assert compared is not None
    seen = text_of(name, ODENSE, language, lambda state, language: compared(state, language, OTHERS))
    section = comparison_section(compared_with(ODENSE, OTHERS), language)
    words = [section.heading, section.lead, *section.notes]
    for table in section.tables:
        words += [table.heading, *table.columns, *(cell for row in table.rows for cell in row)]
    assert [one for one in words if bare(one) not in seen] == []
    assert bare(section.heading) not in text_of_the_hour(name, language)


def test_sessions_are_numbered_in_their_order_and_the_reports_own_is_named() -> None:
    section = comparison_section(compared_with(ODENSE, OTHERS), "da")
    sessions, shares, yes, momentum = section.tables
    assert section.lead.endswith("session er nummer 2.")
    assert sessions.rows == (
        ("1: Projektjunglen, Aarhus, 2. september 2026", "34", "34", "57\u00a0%"),
        ("2: Projektjunglen igen, Odense, 2. september 2027 (denne)", "35", "35", "72\u00a0%"),
        ("I alt", "69", "69", "65\u00a0%"),
    )
    assert shares.columns == yes.columns == ("Faldgrube", "1", "2", "I alt")
    assert momentum.rows[0] == ("Rationalitet", "40\u00a0%", "40\u00a0%", "40\u00a0%")
    own = comparison_section(compared_with(AARHUS, [session_totals(ODENSE)]), "da")
    assert [row[0].endswith("(denne)") for row in own.tables[0].rows] == [True, False, False]


@pytest.mark.parametrize(("language", "times"), [("da", ("10.00", "13.30")), ("en", ("10:00", "13:30"))])
def test_sessions_of_one_title_place_and_day_are_named_with_the_time_of_day(
    language: str, times: tuple[str, str]
) -> None:
    ten = int(datetime(2026, 9, 2, 10).timestamp() * 1000)
    morning = replace(session_totals(AARHUS), date="2026-09-02", at_ms=ten)
    sessions = [morning, replace(morning, at_ms=ten + 12_600_000), replace(morning, place="Vejle")]
    first, second, third = names_of_sessions(sessions, language)
    assert (first.rpartition(", ")[2], second.rpartition(", ")[2]) == times
    assert first.rpartition(", ")[0] == second.rpartition(", ")[0]
    assert third.endswith("2026")


def test_a_pitfall_has_its_newest_title_and_says_what_it_was_called() -> None:
    _, shares, *_ = comparison_section(compared_with(ODENSE, OTHERS), "da").tables
    title, *cells = shares.rows[0]
    assert title == "=Hvem måler <b>effekten</b>? (1: hed »Spredt fægtning«)"
    assert cells == ["35\u00a0%", "40\u00a0%", "38\u00a0%"]


def test_p10_what_a_small_group_would_give_away_is_hidden_in_every_table() -> None:
    _, shares, yes, _ = comparison_section(compared_with(ODENSE, OTHERS), "da").tables
    for table in (shares, yes):
        _, _, *cells = table.rows[1]
        assert cells == ["skjult", "skjult"]


def test_p10_a_hidden_figure_says_why_where_that_gives_nothing_away_and_every_sheet_has_the_note() -> None:
    few = AnswerTotals(0, 0, 0)
    small = replace(session_totals(AARHUS), people=None, questions=None, answers=None)
    table, *_ = comparison_section(compared_with(ODENSE, [small]), "da").tables
    assert table.rows[0][1:] == ("færre end fem", "færre end fem", "færre end fem svar")
    assert table.rows[-1][1:] == ("skjult, som hos en af dem",) * 3
    silent, *_ = comparison_section(compared_with(ODENSE, [replace(small, answers=few)]), "en").tables
    assert silent.rows[0][1:] == ("fewer than five", "fewer than five", "–")
    book = openpyxl.load_workbook(
        io.BytesIO(export_comparison(compare([small, session_totals(ODENSE)]), "da"))
    )
    for sheet in book:
        texts = [cell.value for row in sheet.iter_rows() for cell in row]
        assert any(str(text).startswith("Skjult: færre end fem") for text in texts), sheet.title
