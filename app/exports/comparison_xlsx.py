"""Sessions beside each other as an Excel workbook: their figures, shares with a chart, and answers.

A hidden figure is a word, since an empty cell would be taken for none.
"""

import io
from collections.abc import Iterator, Sequence

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from app.core.comparison import ComparedPitfall, Comparison
from app.core.languages import in_language
from app.core.run_sheet import TRAY
from app.core.session_totals import AnswerTotals
from app.exports.comparison_words import (
    ComparisonWords,
    comparison_words_in,
    day_of_session,
    names_of_sessions,
)
from app.exports.svg import INK
from app.exports.xlsx import OPTIONS, Cell, style_chart, table, write_note

_CHART_FILLS = ("#1F57A4", "#F0A000", "#80C0B0", "#7B1030", "#57545A", "#C9C5BD")


def export_comparison(comparison: Comparison, language: str) -> bytes:
    """Three sheets, in a language; times are this computer's local ones."""
    words = comparison_words_in(language)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    newest = comparison.sessions[-1]
    book.set_properties({"title": f"{words.title}: {in_language(newest.sheet_titles, language)}"})
    sessions, shares, answers = (book.add_worksheet(name) for name in words.sheets)
    _sessions(book, sessions, comparison, language, words)
    _shares(book, shares, comparison, language, words)
    _answers(book, answers, comparison, language, words)
    book.close()
    return out.getvalue()


def _sessions(
    book: Workbook, sheet: Worksheet, comparison: Comparison, language: str, words: ComparisonWords
) -> None:
    momentum = comparison.momentum
    corners = () if momentum is None else tuple(in_language(word, language) for word in momentum.words)
    header = (
        words.session,
        words.date,
        words.place,
        words.people,
        words.questions,
        *words.answers,
        words.answered_yes,
        *((words.dots, *corners) if momentum is not None else ()),
    )

    def centre(dots: int | None, weights: Sequence[float] | None, hidden: str) -> list[Cell]:
        shown = [hidden] * len(corners) if weights is None else list(weights)
        return [_shown(dots, hidden), *shown]

    rows: list[list[Cell]] = []
    for one in comparison.sessions:
        row: list[Cell] = [
            one.title,
            day_of_session(one, language),
            one.place,
            _shown(one.people, words.fewer),
        ]
        row += [_shown(one.questions, words.fewer), *_answer_cells(one.answers, words, words.fewer_answers)]
        if momentum is not None:
            has = one.momentum
            row += (
                [words.missing] * (1 + len(corners))
                if has is None
                else centre(has.dots, has.centre, words.fewer)
            )
        rows.append(row)
    sums: list[Cell] = [words.all, None, None, _shown(comparison.people, words.without_all)]
    sums += [
        _shown(comparison.questions, words.without_all),
        *_answer_cells(comparison.answers, words, words.without_all),
    ]
    if momentum is not None:
        sums += centre(momentum.dots, momentum.centre, words.without_all)
    rows.append(sums)
    widths = (40, 20, 20, *([12] * (len(header) - 3)))
    table(book, sheet, header, rows, widths, percentages=(8, *range(10, 10 + len(corners))))
    _notes(book, sheet, len(rows), widths, words)


def _shares(
    book: Workbook, sheet: Worksheet, comparison: Comparison, language: str, words: ComparisonWords
) -> None:
    """A row for each pitfall, a column for each session, and a chart of the same."""
    header = (words.pitfall, *names_of_sessions(comparison.sessions, language), words.all)
    rows: list[list[Cell]] = [
        [
            _title(pitfall, language, words),
            *(
                words.missing if one is None else _shown(one.share, words.hidden)
                for one in (*pitfall.sessions, pitfall.all)
            ),
        ]
        for pitfall in comparison.pitfalls
    ]
    columns = range(1, len(header))
    widths = (40, *([18] * len(columns)))
    table(book, sheet, header, rows, widths, percentages=columns)
    _notes(book, sheet, len(rows), widths, words)
    chart = book.add_chart({"type": "bar"})
    name = sheet.get_name()
    for column in range(1, len(header) - 1):
        chart.add_series(
            {
                "name": [name, 0, column],
                "categories": [name, 1, 0, len(rows), 0],
                "values": [name, 1, column, len(rows), column],
                "fill": {"color": _CHART_FILLS[(column - 1) % len(_CHART_FILLS)]},
                "border": {"color": INK},
                "gap": 60,
            }
        )
    style_chart(chart, name)
    chart.set_legend({"position": "bottom"})
    sheet.insert_chart(len(rows) + 3 + len(words.notes), 0, chart, {"x_scale": 1.6, "y_scale": 1.6})


def _answers(
    book: Workbook, sheet: Worksheet, comparison: Comparison, language: str, words: ComparisonWords
) -> None:
    """A row for each pitfall in each session, and for each pitfall in all."""
    header = (words.pitfall, words.session, words.questions, words.share, *words.answers, words.answered_yes)
    rows = [row for one in comparison.pitfalls for row in _rows(one, comparison, language, words)]
    widths = (40, 40, 12, 12, 12, 12, 12, 14)
    table(book, sheet, header, rows, widths, percentages=(3, 7))
    _notes(book, sheet, len(rows), widths, words)


def _notes(
    book: Workbook, sheet: Worksheet, rows: int, widths: Sequence[int], words: ComparisonWords
) -> None:
    """What hidden figures and dashes mean, below a table of so many rows."""
    for n, note in enumerate(words.notes, start=rows + 2):
        write_note(book, sheet, n, note, widths)


def _rows(
    pitfall: ComparedPitfall, comparison: Comparison, language: str, words: ComparisonWords
) -> Iterator[list[Cell]]:
    title = _title(pitfall, language, words)
    names = [*names_of_sessions(comparison.sessions, language), words.all]
    for name, one in zip(names, (*pitfall.sessions, pitfall.all), strict=True):
        if one is None:
            yield [title, name, *[words.missing] * 6]
            continue
        called = words.also_called.format(title=in_language(one.titles, language)) if one.titles else ""
        yield [
            title,
            f"{name} ({called})" if called else name,
            _shown(one.questions, words.hidden),
            _shown(one.share, words.hidden),
            *_answer_cells(one.answers, words, words.hidden),
        ]


def _title(pitfall: ComparedPitfall, language: str, words: ComparisonWords) -> str:
    return words.unplaced if pitfall.id == TRAY else in_language(pitfall.titles, language)


def _shown(figure: float | None, hidden: str) -> Cell:
    return hidden if figure is None else figure


def _answer_cells(answers: AnswerTotals | None, words: ComparisonWords, hidden: str) -> list[Cell]:
    """Yes, partly and no, and the share of yes, or four times `hidden`; no share where there is no answer."""
    if answers is None:
        return [hidden] * 4
    share = answers.yes / answers.all if answers.all else words.missing
    return [answers.yes, answers.partly, answers.no, share]
