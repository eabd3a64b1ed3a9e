"""How the report is laid out as a Word document (`docx.py`), A4, to be edited.

All looks are in the styles, so that a whole document is changed by changing a style. Nothing that was
written by people is anything but text.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from docx import Document
from docx.document import Document as Minutes
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from app.core.logo import PNG, image_of
from app.exports.comparison_section import ComparedWith, ComparisonSection
from app.exports.office import FONT, is_right_to_left, locale_of, packed, xml_text
from app.exports.report_model import OpenGroup, ReportedQuestion, ReportModel, Theme, report_model
from app.exports.svg import INK, LINE, SOFT, fill_of
from app.exports.words import Words, words_in

_TINT: Final = "#F5EED6"
_WIDTH: Final = Mm(170)
# Of tables with a column for each session: the widths of all figures and of one at most, and how many of them
# are in the usual size.
_FIGURES_WIDTH: Final = Mm(130)
_WIDEST_FIGURE: Final = Mm(24)
_MOST_LARGE_FIGURES: Final = 7
_PARTS_LEFT_OUT: Final = ("thumbnail", "customXml", "stylesWithEffects")
# Built into Word: it shows their names in the reader's language.
_USED_STYLES: Final = frozenset(
    (
        *("Normal", "Default Paragraph Font", "Normal Table", "No List", "No Spacing", "Title", "Subtitle"),
        *("Heading 1", "Heading 2", "List Bullet", "List Bullet 2", "Quote", "Strong", "Table Grid"),
        *("Footer", "Caption"),
    )
)
# The one style that Word does not bring.
_FIGURE: Final = "Summe Figure"
# Word wants the properties of a paragraph in one order.
_AFTER_DIRECTION: Final = ("w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")
_AFTER_SHADE: Final = ("w:tabs", *_AFTER_DIRECTION)
_AFTER_LINES: Final = ("w:shd", *_AFTER_SHADE)


def minutes(report: Mapping[str, Any], language: str, compared: ComparedWith | None) -> bytes:
    """The file: the first page, what to follow up, what matters most now, and the questions by pitfall."""
    model, words = report_model(report, language, compared, first_page=False), words_in(language)
    document = Document()
    _drop_parts(document)
    _set_styles(document, model)
    _set_page(document, model)
    _head(document, model, words)
    _follow_up(document, model, words)
    _by_pitfall(document, model, words)
    if model.momentum:
        document.add_heading(words.momentum)
        _text(document.add_paragraph(), model.momentum.caption)
    if model.comparison:
        _comparison(document, model.comparison)
    for sentence in (model.left_out, model.counted, words.small_groups, words.made_by):
        if sentence:
            _text(document.add_paragraph(style="Caption"), sentence)
    out = io.BytesIO()
    document.save(out)
    return packed(out.getvalue(), model.title, report["opened_at_ms"], language)


# ---- the document itself


def _drop_parts(document: Minutes) -> None:
    """Leave out what the library's template has of its author's: a preview, properties, other styles."""
    for part in (document.part.package, document.part):
        for id, relation in [*part.rels.items()]:
            if any(name in relation.reltype for name in _PARTS_LEFT_OUT):
                del part.rels[id]


def _set_page(document: Minutes, model: ReportModel) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(18), Mm(20)
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(_WIDTH, alignment=WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{xml_text(model.title)}\t")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that Word works out."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _set_styles(document: Minutes, model: ReportModel) -> None:
    styles = document.styles
    for style in [*styles]:
        if style.name not in _USED_STYLES and style.type != WD_STYLE_TYPE.CHARACTER:
            style.delete()
    fonts = _child(styles.element.find(f".//{qn('w:rPrDefault')}"), "w:rPr", "w:rFonts")
    for key in [*fonts.keys()]:
        del fonts.attrib[key]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    _child(styles.element.find(f".//{qn('w:rPrDefault')}"), "w:rPr", "w:lang").set(
        qn("w:val"), locale_of(model.language)
    )
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # with less, Word opens it as a file of an old version
    figure = styles.add_style(_FIGURE, WD_STYLE_TYPE.PARAGRAPH)
    figure.base_style = styles["Normal"]
    _look(styles["Normal"], 11, after=6)
    _look(styles["Title"], 28, bold=True, after=2)
    _look(styles["Subtitle"], 14, colour=SOFT, after=4)
    _look(styles["Heading 1"], 17, bold=True, before=22, after=6, keep=True)
    _look(styles["Heading 2"], 13, bold=True, before=14, after=4, keep=True)
    _look(styles["List Bullet"], 11, after=4)
    _look(styles["List Bullet 2"], 10, after=2)
    _look(styles["Quote"], 11, after=8)
    _look(styles["No Spacing"], 10.5, before=2, after=2)
    _look(styles["Caption"], 9, colour=SOFT, after=4)
    _look(styles["Footer"], 9, colour=SOFT)
    _look(figure, 22, bold=True, after=0)
    _edge(styles["Heading 1"].element, "top", model.accent or INK, 12, 6)
    styles["Quote"].element.get_or_add_pPr().insert_element_before(_shade(_TINT), *_AFTER_SHADE)
    _edge(styles["Title"].element, "bottom", None, 0, 0)
    cast(ParagraphStyle, styles["Footer"]).paragraph_format.tab_stops.clear_all()
    lines = styles["Table Grid"].element.find(f".//{qn('w:tblBorders')}")
    lines.clear()
    lines.extend(_line(side, LINE, 6, 0) for side in ("top", "bottom", "insideH", "insideV"))


def _look(
    style: BaseStyle,
    size: float,
    *,
    bold: bool = False,
    colour: str = INK,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> None:
    """Set what a paragraph style looks like, whatever the library's template says."""
    style = cast(ParagraphStyle, style)
    kept = style.element.find(qn("w:rPr"))
    if kept is not None:
        style.element.remove(kept)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.1
    form.keep_with_next = keep


def _child(parent: Any, *path: str) -> Any:
    """The element at this path below another, made where it is missing."""
    for name in path:
        found = parent.find(qn(name))
        if found is None:
            found = OxmlElement(name)
            parent.append(found)
        parent = found
    return parent


def _edge(owner: Any, side: str, colour: str | None, eighths: int, space: int) -> None:
    """A line along one side of a paragraph, `eighths` of a point thick; None for no line at all."""
    form = owner.get_or_add_pPr()
    old = form.find(qn("w:pBdr"))
    if old is not None:
        form.remove(old)
    if colour is None:
        return
    lines = OxmlElement("w:pBdr")
    lines.append(_line(side, colour, eighths, space))
    form.insert_element_before(lines, *_AFTER_LINES)


def _line(side: str, colour: str, eighths: int, space: int) -> BaseOxmlElement:
    line = OxmlElement(f"w:{side}")
    values = {"val": "single", "sz": eighths, "space": space, "color": colour.lstrip("#")}
    for key, value in values.items():
        line.set(qn(f"w:{key}"), str(value))
    return line


def _shade(colour: str) -> BaseOxmlElement:
    shade = OxmlElement("w:shd")
    for key, value in {"val": "clear", "color": "auto", "fill": colour.lstrip("#")}.items():
        shade.set(qn(f"w:{key}"), value)
    return shade


# ---- the parts of the report


def _head(document: Minutes, model: ReportModel, words: Words) -> None:
    if model.logo:
        media_type, image = image_of(model.logo)
        if media_type == PNG:
            document.add_picture(io.BytesIO(image), height=Mm(14))
            picture = document.inline_shapes[-1]._inline.docPr
            picture.set("descr", xml_text(model.logo_text))
    kicker = " · ".join(part for part in (words.report, model.occasion) if part)
    _text(document.add_paragraph(style="Caption"), kicker)
    _text(document.add_paragraph(style="Title"), model.title)
    if model.subtitle:
        _text(document.add_paragraph(style="Subtitle"), model.subtitle)
    if model.rehearsal:
        document.add_paragraph().add_run(words.rehearsal, style="Strong")
    _text(document.add_paragraph(), " ".join(model.lead))
    figures: Table = document.add_table(1, len(model.figures))
    _lay_out(figures, [_WIDTH / len(model.figures)] * len(model.figures))
    for cell, figure in zip(figures.rows[0].cells, model.figures, strict=True):
        number = cell.paragraphs[0]
        number.style = _FIGURE
        number.add_run("–" if figure.value is None else str(figure.value))
        _text(cell.add_paragraph(style="Caption"), figure.name)


def _follow_up(document: Minutes, model: ReportModel, words: Words) -> None:
    """Tables with empty cells for the answer, who gives it, and until when."""
    document.add_heading(words.open)
    _text(document.add_paragraph(), model.open_lead)
    for group in model.open:
        _text(document.add_heading(level=2), _group_heading(group))
        _questions_table(document, group.questions, words)
    document.add_heading(words.next)
    _text(document.add_paragraph(), model.next_lead)
    if model.next:
        _questions_table(document, model.next, words)


def _group_heading(group: OpenGroup) -> str:
    return f"{group.name} ({group.count})"


def _questions_table(document: Minutes, questions: Sequence[ReportedQuestion], words: Words) -> None:
    number, question, _, _, *empty = words.follow_up_columns
    table = _table(document, (number, question, *empty), (Mm(12), Mm(68), Mm(38), Mm(27), Mm(25)))
    for one in questions:
        cells = table.add_row().cells
        _text(cells[0].paragraphs[0], str(one.number))
        _text(cells[1].paragraphs[0], one.text)
        for wording in one.also:
            _text(cells[1].add_paragraph(style="Caption"), f"{words.also} {wording}")
        if notes := one.notes[1:]:
            _text(cells[1].add_paragraph(style="Caption"), " · ".join(notes))
        if one.reply:
            _text(cells[2].paragraphs[0], one.reply)
            _text(cells[2].add_paragraph(style="Caption"), one.replied)
    _finish(document, table)


def _by_pitfall(document: Minutes, model: ReportModel, words: Words) -> None:
    document.add_heading(words.by_pitfall)
    _, pitfall, count, _ = words.pitfall_columns
    table = _table(document, (pitfall, count, words.flow_stages[2]), (Mm(88), Mm(28), Mm(54)))
    for theme in model.themes:
        cells = table.add_row().cells
        _text(cells[0].paragraphs[0], theme.title)
        _text(cells[1].paragraphs[0], str(theme.shares.questions))
        _text(cells[2].paragraphs[0], theme.share_in_words or "–")
    _finish(document, table, together=True)
    if model.all.hidden or model.hidden_cells:
        hidden = words.hidden if model.all.hidden else words.hidden_cells
        _text(document.add_paragraph(style="Caption"), hidden)
    for theme in model.themes:
        _theme(document, theme, words)


def _comparison(document: Minutes, section: ComparisonSection) -> None:
    document.add_heading(section.heading)
    _text(document.add_paragraph(), section.lead)
    for one in section.tables:
        if one.heading:
            _text(document.add_heading(level=2), one.heading)
        figures = len(one.columns) - 1
        width = min(_WIDEST_FIGURE, _FIGURES_WIDTH // figures)
        table = _table(document, one.columns, (Length(_WIDTH - width * figures), *[Length(width)] * figures))
        _narrow_margins(table)
        for row in one.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                _text(
                    cell.paragraphs[0], text, style="Strong" if one.has_sum and row is one.rows[-1] else None
                )
                if figures > _MOST_LARGE_FIGURES:
                    cell.paragraphs[0].style = "Caption"
        _finish(document, table, together=True)
    for note in section.notes:
        _text(document.add_paragraph(style="Caption"), note)


def _narrow_margins(table: Table) -> None:
    """Give the cells of a table of figures narrow margins, so that a dozen columns have room."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "40")  # in twentieths of a point
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _theme(document: Minutes, theme: Theme, words: Words) -> None:
    heading = document.add_heading(level=2)
    _text(heading, f"{theme.number}. {theme.title}" if theme.number else theme.title)
    # The spine of a pitfall's cards on the board.
    _edge(heading._p, "left", fill_of(theme.number) if theme.number not in (0, 5) else INK, 48, 6)
    if theme.answer:
        answer = document.add_paragraph(style="Quote")
        answer.add_run(f"{theme.took}: ")
        _text(answer, theme.answer, style="Strong")
        answer.paragraph_format.keep_with_next = bool(theme.points)
        for point in theme.points:
            _text(document.add_paragraph(style="List Bullet 2"), point)
    for one in theme.questions:
        _item(document, one, words)
    if theme.elsewhere:
        _text(document.add_paragraph(style="Caption"), theme.elsewhere)
    elif not theme.questions:
        _text(document.add_paragraph(style="Caption"), theme.nothing)


def _item(document: Minutes, one: ReportedQuestion, words: Words) -> None:
    number, *notes = one.notes
    if one.answer:
        notes.insert(0, words.answers[one.answer])
    item = document.add_paragraph(style="List Bullet")
    _text(item, one.text)
    note = item.add_run(f"  ({xml_text(', '.join((number, *notes)))})")
    note.font.size, note.font.color.rgb = Pt(9), RGBColor.from_string(SOFT.lstrip("#"))
    for wording in one.also:
        _text(document.add_paragraph(style="List Bullet 2"), f"{words.also} {wording}")
    if one.reply:
        _text(document.add_paragraph(style="List Bullet 2"), f"{one.replied}: {one.reply}")


# ---- pieces


def _text(paragraph: Paragraph, text: str, style: str | None = None) -> None:
    """Add a text as it is, in the direction of its first letter."""
    run = paragraph.add_run(xml_text(text), style=style)
    if is_right_to_left(text):
        form = paragraph._p.get_or_add_pPr()
        form.insert_element_before(OxmlElement("w:bidi"), *_AFTER_DIRECTION)
        run.font.rtl = True


def _table(document: Minutes, header: Sequence[str], widths: Sequence[Length]) -> Table:
    """A table with a header that is repeated on each page and read out as one."""
    table: Table = document.add_table(1, len(header), style="Table Grid")
    _lay_out(table, widths)
    for cell, name in zip(table.rows[0].cells, header, strict=True):
        cell.paragraphs[0].add_run(name, style="Strong")
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def _lay_out(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Length(int(width))


def _finish(document: Minutes, table: Table, *, together: bool = False) -> None:
    """Give each cell its column's width, and keep each row on one page, or all rows `together`.

    Styles are given by their ids: for each name the library looks through all styles, which took most of the
    time that hundreds of questions take.
    """
    widths = [column.width for column in table.columns]
    tight = document.styles["No Spacing"].style_id
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            for paragraph in cell.paragraphs:
                if paragraph._p.style is None:
                    paragraph._p.style = tight
                paragraph.paragraph_format.keep_with_next = together or None
