"""The native charts of the presentation; their data stand in a workbook in the file, as text and numbers."""

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_PATTERN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.slide import Slide

from app.exports.office import FONT, xml_text
from app.exports.report_model import ReportModel, Shares, Theme
from app.exports.slides import pt, px, rgb
from app.exports.svg import INK, UNDER, fill_of
from app.exports.words import Words

# Without formulas and links, whatever a pitfall is called.
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_LETTERS: Final = 36
_MOST_TIMES: Final = 10
Box = tuple[float, float, float, float]


def asked_chart(slide: Slide, box: Box, model: ReportModel, words: Words) -> None:
    """A bar for each pitfall in its colour: how many questions it has."""
    chart = _bars(
        slide,
        box,
        XL_CHART_TYPE.BAR_CLUSTERED,
        [name_of(theme) for theme in model.themes],
        [(words.pitfall_columns[2], [theme.shares.questions for theme in model.themes])],
        words.by_pitfall,
    )
    plot = chart.plots[0]
    plot.has_data_labels = True
    plot.data_labels.font.size, plot.data_labels.font.bold = pt(_LETTERS), True
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    for point, theme in enumerate(model.themes):
        _paint(plot.series[0].points[point].format, fill_of(theme.number))


def answered_chart(slide: Slide, box: Box, rows: Mapping[str, Shares], words: Words) -> None:
    """A bar for each row by its name: how its questions were answered, in the report's patterns."""
    series = [
        (words.answers["yes"], [shares.yes or 0 for shares in rows.values()]),
        (words.answers["partly"], [shares.partly or 0 for shares in rows.values()]),
        (words.answers["no"], [shares.no or 0 for shares in rows.values()]),
        (words.unanswered, [shares.unanswered or 0 for shares in rows.values()]),
    ]
    names = list(rows)
    chart = _bars(slide, box, XL_CHART_TYPE.BAR_STACKED_100, names, series, words.legend)
    chart.plots[0].overlap = 100
    for made, fill, colour in zip(
        chart.plots[0].series, (INK, None, "#FFFFFF", UNDER), ("#FFFFFF", INK, INK, INK), strict=True
    ):
        if fill:
            _paint(made.format, fill)
        else:
            made.format.fill.patterned()
            made.format.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
            made.format.fill.fore_color.rgb, made.format.fill.back_color.rgb = rgb(INK), rgb("#FFFFFF")
            made.format.line.color.rgb = rgb(INK)
        labels = made.data_labels
        # A number over stripes cannot be read: there the legend and the length have to do.
        labels.show_value = fill is not None
        labels.number_format, labels.number_format_is_linked = "0;;", False
        labels.font.size, labels.font.bold, labels.font.color.rgb = pt(_LETTERS), True, rgb(colour)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.legend.font.size = pt(_LETTERS)


def arrivals_chart(slide: Slide, box: Box, model: ReportModel, words: Words) -> None:
    """A column for each stretch of time: how many questions came in it."""
    names = [one.begins for one in model.arrivals]
    values = [one.questions for one in model.arrivals]
    columns = [(words.pitfall_columns[2], values)]
    chart = _bars(slide, box, XL_CHART_TYPE.COLUMN_CLUSTERED, names, columns, model.arrivals_caption)
    chart.category_axis.reverse_order = False
    chart.plots[0].gap_width = 12
    _paint(chart.plots[0].series[0].format, fill_of(0))
    # A time below every column would not fit.
    skipped = OxmlElement("c:tickLblSkip")
    skipped.set("val", str(math.ceil(len(names) / _MOST_TIMES)))
    chart.category_axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skipped)


def name_of(theme: Theme) -> str:
    """A pitfall as a chart names it, short if it has a short name."""
    name = theme.short or theme.title
    return f"{theme.number}  {name}" if theme.number else name


def _bars(
    slide: Slide,
    box: Box,
    kind: XL_CHART_TYPE,
    names: Sequence[str],
    series: Sequence[tuple[str, Sequence[int]]],
    described: str,
) -> Any:
    """A chart at this place, with large letters, described for those who cannot see it."""
    names = [xml_text(name) for name in names]
    data: Any = CategoryChartData()
    data.categories = names
    for name, values in series:
        data.add_series(name, values)
    x, y, width, height = map(px, box)
    frame: Any = slide.shapes.add_chart(kind, x, y, width, height, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", xml_text(described))
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(names, series))
    chart.font.size, chart.font.name, chart.font.color.rgb = pt(_LETTERS), FONT, rgb(INK)
    chart.has_title = chart.has_legend = False
    chart.plots[0].gap_width = 45
    axis = chart.category_axis
    axis.reverse_order = True
    axis.has_major_gridlines = False
    axis.format.line.color.rgb = rgb(INK)
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    return chart


def _workbook(names: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> bytes:
    """The data of a chart, in the cells that the chart refers to."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    sheet = book.add_worksheet()
    for row, name in enumerate(names, start=1):
        sheet.write_string(row, 0, name)
    for column, (name, values) in enumerate(series, start=1):
        sheet.write_string(0, column, name)
        sheet.write_column(1, column, values)
    book.close()
    return out.getvalue()


def _paint(form: Any, fill: str) -> None:
    form.fill.solid()
    form.fill.fore_color.rgb = rgb(fill)
    form.line.color.rgb = rgb(INK)
