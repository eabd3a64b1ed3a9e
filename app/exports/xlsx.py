"""The session as an Excel workbook: questions, pitfalls, poll and momentum, with native charts.

Text is always written as text: nothing that a participant wrote becomes a formula or a link.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from app.exports import Format, columns
from app.exports.report_data import report
from app.exports.report_model import ReportModel, report_model
from app.exports.svg import FILLS, INK
from app.exports.words import Words, words_in

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_GREY = "#C9C5BD"

Cell = str | int | float | datetime | None


def export_xlsx(report: Mapping[str, Any], language: str) -> bytes:
    """Four sheets; the momentum sheet is empty where the run sheet has none."""
    model, words = report_model(report, language), words_in(language)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"title": report["title"], "created": columns.cell_time(report["opened_at_ms"])})
    sheets = [book.add_worksheet(name) for name in words.sheets]
    _questions(book, sheets[0], report, language)
    _pitfalls(book, sheets[1], model, report, words)
    _poll(book, sheets[2], model, report, words)
    _momentum(book, sheets[3], model, words)
    book.close()
    return out.getvalue()


def _table(
    book: Workbook,
    sheet: Worksheet,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[int],
) -> None:
    """A table with a frozen header and a filter."""
    bold = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    centred = book.add_format(
        {"bold": True, "bottom": 2, "text_wrap": True, "valign": "top", "align": "center"}
    )
    number_format = book.add_format({"valign": "top", "align": "center"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"})
    for column, (title, width) in enumerate(zip(header, widths, strict=True)):
        sheet.set_column(column, column, width, wrap)
        numeric = bool(rows) and isinstance(rows[0][column], int | float)
        sheet.write_string(0, column, title, centred if numeric else bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(number, column, cell, time)
            elif isinstance(cell, str):
                sheet.write_string(number, column, cell, wrap)
            elif cell is not None:
                sheet.write_number(number, column, cell, number_format)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(header) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _questions(book: Workbook, sheet: Worksheet, report: Mapping[str, Any], language: str) -> None:
    widths = [column.width for column in columns.COLUMNS]
    _table(book, sheet, columns.headings(language), columns.rows(report, language), widths)


def _pitfalls(
    book: Workbook, sheet: Worksheet, model: ReportModel, report: Mapping[str, Any], words: Words
) -> None:
    ids = (*(pitfall["id"] for pitfall in report["pitfalls"]), "tray")
    titles = (*(theme.title for theme in model.themes if theme.number), words.unplaced)
    answers = (*(theme.answer for theme in model.themes if theme.number), "")
    rows = [
        [number, title, report["tallies"][id], answer]
        for number, (id, title, answer) in enumerate(zip(ids, titles, answers, strict=True), start=1)
    ]
    _table(book, sheet, words.pitfall_columns, rows, (6, 40, 12, 40))
    sheet.write_string(len(rows) + 1, 1, model.counted)
    chart = book.add_chart({"type": "bar"})
    name = words.sheets[1]
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
    _style_chart(chart, words.by_pitfall)
    chart.set_legend({"none": True})
    sheet.insert_chart(len(rows) + 2, 1, chart, {"x_scale": 1.3})


def _poll(
    book: Workbook, sheet: Worksheet, model: ReportModel, report: Mapping[str, Any], words: Words
) -> None:
    rows = list(_poll_rows(model, report, words))
    _table(book, sheet, words.poll_columns, rows, (40, 10, 10, 10, 10, 10))
    if model.all.hidden:
        sheet.write_string(len(rows) + 2, 0, words.hidden)
        return
    if model.hidden_cells:
        sheet.write_string(len(rows) + 2, 0, words.hidden_cells)
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    name = words.sheets[2]
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
    _style_chart(chart, words.sheets[2])
    chart.set_legend({"position": "bottom"})
    sheet.insert_chart(len(rows) + 4, 0, chart, {"x_scale": 1.3})


def _poll_rows(model: ReportModel, report: Mapping[str, Any], words: Words) -> Iterator[list[Cell]]:
    """In all, each pitfall, the tray, and the supporters; a hidden figure is an empty cell."""
    names = {"all": words.all}
    for pitfall, theme in zip(report["pitfalls"], model.themes, strict=False):
        names[pitfall["id"]] = theme.title
    names["tray"] = words.unplaced
    for id, title in names.items():
        row = report["poll"][id]
        yield [title, row["asked"], row["answers"], row["yes"], row["partly"], row["no"]]
    supporters = report["poll"]["all"]["supporters"]
    yield [words.supporters, None, None, supporters["yes"], supporters["partly"], supporters["no"]]


def _momentum(book: Workbook, sheet: Worksheet, model: ReportModel, words: Words) -> None:
    momentum = model.momentum
    if momentum is None:
        return
    rows: list[list[Cell]] = [
        [n, *weights, *_xy(weights)] for n, weights in enumerate(momentum.weights, start=1)
    ]
    dots = len(rows)
    if momentum.centre:
        rows.append([words.centre, *momentum.centre, *_xy(momentum.centre)])
        corners = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0))
        names = (*momentum.words, momentum.words[0])
        rows += [[name, *corner, *_xy(corner)] for name, corner in zip(names, corners, strict=True)]
    _table(book, sheet, (words.dot, *momentum.words, "x", "y"), rows, (16, 16, 16, 16, 8, 8))
    if momentum.hidden:
        sheet.write_string(2, 0, words.momentum_hidden)
        return
    chart = book.add_chart({"type": "scatter"})
    marker = {
        "type": "circle",
        "size": 6,
        "fill": {"color": INK, "transparency": 40},
        "border": {"none": True},
    }
    ring = {"type": "circle", "size": 14, "fill": {"none": True}, "border": {"color": INK, "width": 2.5}}
    corner = {"type": "none"}
    labels = {"value": True, "custom": [*({"value": word} for word in momentum.words), {"delete": True}]}
    outline = {"line": {"color": INK, "width": 2}, "data_labels": labels}
    for title, first, end, mark, more in (
        (words.dot, 1, dots, marker, {}),
        (words.centre, dots + 1, dots + 1, ring, {}),
        (momentum.question, dots + 2, dots + 5, corner, outline),
    ):
        places = {
            "categories": [words.sheets[3], first, 4, end, 4],
            "values": [words.sheets[3], first, 5, end, 5],
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


def _style_chart(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 14}})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"major_gridlines": {"visible": False}})


XLSX = Format(
    name="xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    labels={"da": "Excel", "en": "Excel"},
    purpose="questions, pitfalls, answers and dots as a workbook with charts",
    render=lambda state, language: export_xlsx(report(state), language),
    reads_as_report=False,
    quotes="all",
)
