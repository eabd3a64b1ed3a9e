"""The session as an Excel workbook: an overview, a list to follow up, and tables with native charts.

Text is always written as text: nothing that a participant wrote becomes a formula or a link. Every row's
height is set to what its text needs, since not every program adjusts it by itself.
"""

import io
import math
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from app.core.languages import alike
from app.exports import Format, columns
from app.exports.report_data import report
from app.exports.report_model import Momentum, ReportedQuestion, ReportModel, Theme, report_model
from app.exports.svg import FILLS, INK
from app.exports.times import cell_time
from app.exports.words import Words, words_in

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_GREY = "#C9C5BD"
_LINE_PT, _HIGHEST_PT = 15, 409

Cell = str | int | float | datetime | None


def export_xlsx(report: Mapping[str, Any], language: str) -> bytes:
    """Six sheets; five where the run sheet has no momentum."""
    model, words = report_model(report, language, first_page=False), words_in(language)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties({"title": report["title"], "created": cell_time(report["opened_at_ms"])})
    overview, follow_up, questions, pitfalls, poll, momentum = words.sheets
    shown = words.sheets if model.momentum else words.sheets[:-1]
    _overview(book, book.add_worksheet(overview), shown, model, columns.about_texts(report, language), words)
    _follow_up(book, book.add_worksheet(follow_up), model, words)
    _questions(book, book.add_worksheet(questions), report, language)
    _pitfalls(book, book.add_worksheet(pitfalls), model, report, words)
    _poll(book, book.add_worksheet(poll), model, report, words)
    if model.momentum:
        _momentum(book, book.add_worksheet(momentum), model.momentum, words)
    book.close()
    return out.getvalue()


def _overview(
    book: Workbook,
    sheet: Worksheet,
    sheets: Sequence[str],
    model: ReportModel,
    about_texts: str,
    words: Words,
) -> None:
    """The front sheet: the title, the figures, what each sheet contains and what its words mean."""
    widths = (30, 90)
    title, bold = book.add_format({"bold": True, "font_size": 18}), book.add_format({"bold": True})
    name = book.add_format({"text_wrap": True, "valign": "top"})
    value = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, model.title, title)
    sheet.set_row(0, 26)
    at = 1
    for line in filter(None, (model.subtitle, model.occasion, words.rehearsal if model.rehearsal else "")):
        sheet.write_string(at, 0, line)
        at += 1
    parts: tuple[tuple[str, list[tuple[str | None, Cell]]], ...] = (
        (
            words.figures_heading,
            [(one.name, "–" if one.value is None else one.value) for one in model.figures],
        ),
        (words.sheets_heading, [*zip(sheets, words.sheet_notes, strict=False)]),
        (words.words_heading, [*words.meanings]),
        (words.notes_heading, [(None, note) for note in (about_texts, words.small_groups) if note]),
    )
    for heading, pairs in parts:
        at += 1
        sheet.write_string(at, 0, heading, bold)
        for pair in pairs:
            at += 1
            _write(sheet, at, 0, pair[0], name)
            _write(sheet, at, 1, pair[1], value)
            sheet.set_row(at, height_of(pair, widths))
        at += 1
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)


def _follow_up(book: Workbook, sheet: Worksheet, model: ReportModel, words: Words) -> None:
    """Questions to follow up and next questions, with the reply, and columns for owner and deadline."""
    places = {theme.number: theme.title for theme in model.themes}
    listed = [(group.name, one) for group in model.open for one in group.questions]
    listed += [(words.new_question, one) for one in model.next]
    rows: list[list[Cell]] = [
        [one.number, "\n".join((one.text, *one.also)), places.get(one.place), why, _reply(one), None, None]
        for why, one in listed
    ]
    widths = (6, 70, 32, 24, 40, 20, 14)
    table(book, sheet, words.follow_up_columns, rows, widths)
    if not rows:
        write_note(book, sheet, 1, model.open_lead, widths)


def _reply(one: ReportedQuestion) -> str | None:
    """The reply and who gave it; None, for an answer by hand, if there is none."""
    return f"{one.reply}\n({one.replied})" if one.reply else None


def height_of(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """The height in points at which all texts of a row can be read; at most 409, Excel's limit."""
    lines = max(
        _lines(cell, width) if isinstance(cell, str) else 1 for cell, width in zip(cells, widths, strict=True)
    )
    return min(_HIGHEST_PT, _LINE_PT * lines)


def _lines(text: str, width: int) -> int:
    """An upper estimate of the lines that a text takes in a column; `width` is in digits."""
    room = max(1, width - 2)
    return sum(max(1, math.ceil(_digits(line) / room)) for line in text.split("\n"))


def _digits(line: str) -> int:
    """The width of a text in digits: one for most letters, two for East Asian ones and emoji."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def table(
    book: Workbook,
    sheet: Worksheet,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[int],
    percentages: Collection[int] = (),
    times: str = "",
) -> None:
    """A table with a frozen header and a filter.

    `percentages` are the columns with shares of 1, `times` is the number format of times.
    """
    bold = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    centred = book.add_format(
        {"bold": True, "bottom": 2, "text_wrap": True, "valign": "top", "align": "center"}
    )
    number_format = book.add_format({"valign": "top", "align": "center"})
    percentage = book.add_format({"valign": "top", "align": "center", "num_format": "0 %"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    time = book.add_format({"num_format": times, "valign": "top"})
    for column, (title, width) in enumerate(zip(header, widths, strict=True)):
        sheet.set_column(column, column, width, wrap)
        numeric = bool(rows) and isinstance(rows[0][column], int | float)
        sheet.write_string(0, column, title, centred if numeric else bold)
    sheet.set_row(0, height_of(header, widths))
    for number, row in enumerate(rows, start=1):
        sheet.set_row(number, height_of(row, widths))
        for column, cell in enumerate(row):
            figure = percentage if column in percentages else number_format
            look = time if isinstance(cell, datetime) else wrap if isinstance(cell, str) else figure
            _write(sheet, number, column, cell, look)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(header) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def write_note(book: Workbook, sheet: Worksheet, row: int, text: str, widths: Sequence[int]) -> None:
    """Write a sentence across the columns of a table, in a row as high as it needs."""
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.merge_range(row, 0, row, len(widths) - 1, "", wrap)
    sheet.write_string(row, 0, text, wrap)
    sheet.set_row(row, height_of((text,), (sum(widths),)))


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, look: object) -> None:
    """Write a cell by its Python type, so that a string is never taken for a number, formula or link."""
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, look)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, look)
    elif cell is not None:
        sheet.write_number(row, column, cell, look)


def _questions(book: Workbook, sheet: Worksheet, report: Mapping[str, Any], language: str) -> None:
    widths = [column.width for column in columns.COLUMNS]
    rows = columns.rows(report, language)
    times = words_in(language).number_format
    table(book, sheet, columns.headings(language), rows, widths, times=times)
    if sentence := columns.about_texts(report, language):
        note = columns.note_row(sentence)
        sheet.set_row(len(rows) + 1, height_of(note, widths))
        sheet.write_string(
            len(rows) + 1, note.index(sentence), sentence, book.add_format({"text_wrap": True})
        )


def _pitfalls(
    book: Workbook, sheet: Worksheet, model: ReportModel, report: Mapping[str, Any], words: Words
) -> None:
    ids = (*(pitfall["id"] for pitfall in report["pitfalls"]), "tray")
    titles = (*(theme.title for theme in model.themes if theme.number), words.unplaced)
    answers = (*(_answer(theme, words) for theme in model.themes if theme.number), "")
    rows = [
        [number, title, report["tallies"][id], answer]
        for number, (id, title, answer) in enumerate(zip(ids, titles, answers, strict=True), start=1)
    ]
    widths = (6, 40, 12, 40)
    table(book, sheet, words.pitfall_columns, rows, widths)
    write_note(book, sheet, len(rows) + 2, model.counted, widths)
    chart = book.add_chart({"type": "bar"})
    name = sheet.get_name()
    chart.add_series(
        {
            "name": words.pitfall_columns[2],
            "categories": [name, 1, 1, len(rows), 1],
            "values": [name, 1, 2, len(rows), 2],
            "points": [
                {
                    "fill": {"color": FILLS[n % len(FILLS)] if n < len(rows) - 1 else _GREY},
                    "border": {"color": INK},
                }
                for n in range(len(rows))
            ],
            "data_labels": {"value": True},
            "gap": 60,
        }
    )
    style_chart(chart, words.by_pitfall)
    chart.set_legend({"none": True})
    sheet.insert_chart(len(rows) + 4, 1, chart, {"x_scale": 1.3})


def _answer(theme: Theme, words: Words) -> str:
    """The pitfall's answer, below the words for today's; one that was skipped says so."""
    given = not (theme.answer and theme.skipped)
    return theme.answer if given else words.answer_skipped.format(answer=theme.answer)


def _poll(
    book: Workbook, sheet: Worksheet, model: ReportModel, report: Mapping[str, Any], words: Words
) -> None:
    rows = list(_poll_rows(model, report, words))
    widths = (40, 10, 10, 10, 10, 10)
    table(book, sheet, words.poll_columns, rows, widths)
    if model.all.hidden:
        write_note(book, sheet, len(rows) + 2, words.hidden, widths)
        return
    if model.hidden_cells:
        write_note(book, sheet, len(rows) + 2, words.hidden_cells, widths)
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    name = sheet.get_name()
    fills = (
        {"fill": {"color": INK}},
        {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": INK, "bg_color": "#FFFFFF"}},
        {"fill": {"color": "#FFFFFF"}},
    )
    for column, fill in enumerate(fills, start=3):
        chart.add_series(
            {
                "name": [name, 0, column],
                "categories": [name, 1, 0, len(rows) - 1, 0],
                "values": [name, 1, column, len(rows) - 1, column],
                "border": {"color": INK},
                "gap": 60,
                **fill,
            }
        )
    style_chart(chart, name)
    chart.set_legend({"position": "bottom"})
    sheet.insert_chart(len(rows) + 4, 0, chart, {"x_scale": 1.3})


def _poll_rows(model: ReportModel, report: Mapping[str, Any], words: Words) -> Iterator[list[Cell]]:
    """Rows for the total, each pitfall, the tray, and the supporters; a hidden figure is an empty cell."""
    names = {"all": words.all}
    for pitfall, theme in zip(report["pitfalls"], model.themes, strict=False):
        names[pitfall["id"]] = theme.title
    names["tray"] = words.unplaced
    for id, title in names.items():
        row = report["poll"][id]
        yield [title, row["asked"], row["answers"], row["yes"], row["partly"], row["no"]]
    supporters = report["poll"]["all"]["supporters"]
    yield [words.supporters, None, None, supporters["yes"], supporters["partly"], supporters["no"]]


def _momentum(book: Workbook, sheet: Worksheet, momentum: Momentum, words: Words) -> None:
    """A row for each dot and one for their centre; below, the corners from which the chart is drawn."""
    rows: list[list[Cell]] = [
        [n, *weights, *_xy(weights)] for n, weights in enumerate(momentum.weights, start=1)
    ]
    dots = len(rows)
    if momentum.centre:
        rows.append([words.centre, *momentum.centre, *_xy(momentum.centre)])
    header = (words.dot, *momentum.words, *words.chart_columns)
    widths = (16, 16, 16, 16, 14, 14)
    table(book, sheet, header, rows, widths, percentages=(1, 2, 3))
    if momentum.hidden:
        write_note(book, sheet, 2, words.momentum_hidden, widths)
        return
    first_corner = dots + 4
    write_note(book, sheet, first_corner - 1, words.corners, widths)
    corners = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0))
    for n, corner in enumerate(corners):
        sheet.write_string(first_corner + n, 0, momentum.words[n % 3])
        sheet.write_row(first_corner + n, 4, _xy(corner))
    chart = book.add_chart({"type": "scatter"})
    marker = {
        "type": "circle",
        "size": 6,
        "fill": {"color": INK, "transparency": 40},
        "border": {"none": True},
    }
    ring = {"type": "circle", "size": 14, "fill": {"none": True}, "border": {"color": INK, "width": 2.5}}
    no_mark = {"type": "none"}
    labels = {"value": True, "custom": [*({"value": word} for word in momentum.words), {"delete": True}]}
    outline = {"line": {"color": INK, "width": 2}, "data_labels": labels}
    for title, first, end, mark, more in (
        (words.dot, 1, dots, marker, {}),
        (words.centre, dots + 1, dots + 1, ring, {}),
        (momentum.question, first_corner, first_corner + 3, no_mark, outline),
    ):
        places = {
            "categories": [sheet.get_name(), first, 4, end, 4],
            "values": [sheet.get_name(), first, 5, end, 5],
        }
        chart.add_series({"name": title, "marker": mark, **places, **more})
    chart.set_legend({"position": "bottom", "delete_series": [2]})
    axis = {"min": 0, "max": 1.1, "visible": False, "major_gridlines": {"visible": False}}
    chart.set_title({"name": " · ".join(momentum.words), "name_font": {"size": 12}})
    chart.set_x_axis(axis)
    chart.set_y_axis(axis)
    sheet.insert_chart(1, 7, chart, {"y_scale": 1.3})


def _xy(weights: Sequence[float]) -> tuple[float, float]:
    """x and y in a triangle of side 1: the first word on top, the second left, the third right."""
    top, _, right = weights
    return round(right + top / 2, 4), round(top, 4)


def style_chart(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 14}})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"major_gridlines": {"visible": False}})


XLSX = Format(
    name="xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    labels=alike("Excel"),
    purpose="questions, pitfalls, answers and dots as a workbook with charts",
    render=lambda state, language: export_xlsx(report(state), language),
    whole=lambda state, language: export_xlsx(report(state, whole=True), language),
    compared=None,
)
