"""How the report is laid out as slides (`pptx.py`): figures, charts, each pitfall with its questions, an end.

Each question is on one slide, with what its asker answered and the reply to it. What does not fit on a slide
goes on on the next.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from app.exports.deck_charts import answered_chart, arrivals_chart, asked_chart, name_of
from app.exports.fitting import LINE, largest, lines_of
from app.exports.report_model import ReportedQuestion, ReportModel, Theme, report_model
from app.exports.slides import (
    AFTER,
    CORNERS,
    HEIGHT,
    INSET,
    MARGIN,
    WIDTH,
    Line,
    block,
    card,
    new_deck,
    new_slide,
    pitfall_shape,
    saved,
    text_box,
    text_on,
    write,
)
from app.exports.svg import INK, SOFT, fill_of
from app.exports.words import Words, words_in

_TOP: Final = 240
_BOTTOM: Final = HEIGHT - 72
_GAP: Final = 20
_SPINE: Final = 96
_CARD_LETTERS, _NOTE_LETTERS = 36, 28
# A chart of fewer is one number.
_FEWEST_BARS: Final = 2
Column = tuple[float, float]
# A question with what is said of it below.
Said = tuple[ReportedQuestion, str]


def deck_of(report: Mapping[str, Any], language: str) -> bytes:
    """The file, in the order of a meeting about it: what came, what it was about, what is left to do."""
    model, words = report_model(report, language, first_page=False), words_in(language)
    deck = new_deck()
    _title(deck, model, words)
    _figures(deck, model, words)
    _charts(deck, model, words)
    for theme in model.themes:
        _theme(deck, model, theme, words)
    _next(deck, model, words)
    _closing(deck, model, words)
    return saved(deck, model.title, report["opened_at_ms"], language)


def _title(deck: Deck, model: ReportModel, words: Words) -> None:
    slide = new_slide(deck, model.title, size=104)
    place: Any = slide.shapes.title
    place.top, place.height = place.top * 6, place.height * 2
    kicker = " · ".join(part for part in (words.report, model.occasion) if part)
    text_box(slide, MARGIN, 200, 1728, 80, [(kicker, _NOTE_LETTERS + 4, False, SOFT)])
    below: list[Line] = []
    if model.subtitle:
        below.append((model.subtitle, 44, False, SOFT))
    if model.rehearsal:
        below.append((words.rehearsal, 44, True, INK))
    if below:
        text_box(slide, MARGIN, 650, 1728, 200, below)
    numbers = [theme.number for theme in model.themes if theme.number]
    for n, number in enumerate(numbers):
        pitfall_shape(slide, number, MARGIN + n * 112, 880, 88)


def _figures(deck: Deck, model: ReportModel, words: Words) -> None:
    slide = new_slide(deck, words.figures_heading)
    width = (WIDTH - 2 * MARGIN - 4 * _GAP) / len(model.figures)
    for n, figure in enumerate(model.figures):
        value = "–" if figure.value is None else str(figure.value)
        lines = [(value, 120, True, INK), (figure.name, 36, False, SOFT)]
        card(slide, MARGIN + n * (width + _GAP), _TOP + 20, width, 260, lines)
    text_box(slide, MARGIN, 580, 1728, 360, [(sentence, 44, False, INK) for sentence in model.lead])


def _charts(deck: Deck, model: ReportModel, words: Words) -> None:
    box = (MARGIN, _TOP, WIDTH - 2 * MARGIN, _BOTTOM - _TOP)
    if any(theme.shares.questions for theme in model.themes):
        asked_chart(new_slide(deck, words.by_pitfall), box, model, words)
    slide = new_slide(deck, words.flow_stages[2])
    shown = {
        name_of(theme): theme.shares
        for theme in model.themes
        if not theme.shares.hidden and theme.shares.answers
    }
    if not model.all.hidden and model.all.answers:
        # Where all pitfalls are too small to be shown there is one bar, which need not fill the slide.
        height = box[3] - 60 if shown else 320
        answered_chart(slide, (box[0], box[1], box[2], height), shown or {words.all: model.all}, words)
        if model.hidden_cells:
            note: Line = (words.hidden_cells, _NOTE_LETTERS, False, SOFT)
            text_box(slide, MARGIN, _BOTTOM - 50, 1728, 80, [note])
    else:
        text_box(slide, MARGIN, _TOP, 1728, 300, [(words.hidden, 44, False, INK)])
    if len(model.arrivals) >= _FEWEST_BARS:
        slide = new_slide(deck, words.arrivals)
        arrivals_chart(slide, (box[0], box[1], box[2], box[3] - 60), model, words)
        text_box(
            slide, MARGIN, _BOTTOM - 40, 1728, 60, [(model.arrivals_caption, _NOTE_LETTERS, False, SOFT)]
        )
    if model.momentum:
        slide = new_slide(deck, words.momentum)
        lines = [(model.momentum.question, 44, True, INK), (" · ".join(model.momentum.words), 44, False, INK)]
        text_box(slide, MARGIN, _TOP, 1728, 400, [*lines, (model.momentum.caption, 44, False, INK)])


def _theme(deck: Deck, model: ReportModel, theme: Theme, words: Words) -> None:
    """The slides of a pitfall: today's answer beside the first questions, then the others in two columns."""
    said = [*_open_of(model, theme, words), *_settled_of(theme, words)]
    left = MARGIN + _SPINE
    two = _columns(left, WIDTH - MARGIN, 2)
    first = _columns(left + 640, WIDTH - MARGIN, 1) if theme.answer else two
    pages = list(_pages(said, first, two, words)) or [[]]
    for n, page in enumerate(pages, start=1):
        title = f"{theme.title} ({n}/{len(pages)})" if len(pages) > 1 else theme.title
        slide = new_slide(deck, title, left=left, width=WIDTH - left - MARGIN, size=64)
        block(slide, 0, 0, _SPINE, HEIGHT, fill_of(theme.number), edge=INK)
        pitfall_shape(slide, theme.number, 10, 94, 76, blank=True)
        if n == 1 and theme.answer:
            _answer(slide, theme, left)
        for x, y, width, height, lines in page:
            card(slide, x, y, width, height, lines)
        if n == 1 and not said:
            x, width = first[0]
            text_box(slide, x, _TOP, width, 120, [(theme.nothing, 36, False, SOFT)])
        elif n == 1 and not theme.answer and theme.share_in_words:
            text_box(slide, left, HEIGHT - 64, 1600, 48, [(theme.share_in_words, _NOTE_LETTERS, False, SOFT)])


def _answer(slide: Slide, theme: Theme, left: float) -> None:
    """Its answer on the pitfall's colour, and below it how many were answered."""
    colour, height = text_on(theme.number), _BOTTOM - _TOP - 72
    size = largest(theme.answer, range(56, 35, -4), 592 - 64, 200, bold=True)
    lines: list[Line] = [(theme.took, 28, False, colour), (theme.answer, size, True, colour)]
    lines += [(f"– {point}", 32, False, colour) for point in theme.points]
    made = block(slide, left, _TOP, 592, height, fill_of(theme.number), edge=INK)
    write(made, lines, inset=32)
    share = theme.share_in_words or theme.asked_in_words
    text_box(slide, left, _BOTTOM - 48, 592, 48, [(share, _NOTE_LETTERS + 4, True, INK)])


def _open_of(model: ReportModel, theme: Theme, words: Words) -> Iterator[Said]:
    """The pitfall's questions to follow up, with the reason."""
    for group in model.open:
        for one in group.questions:
            if one.place == theme.number:
                yield one, " · ".join((one.notes[0], group.name, *one.notes[1:]))


def _settled_of(theme: Theme, words: Words) -> Iterator[Said]:
    for one in theme.questions:
        answer = () if one.answer is None else (f"{words.flow_stages[2]} {words.answers[one.answer]}",)
        yield one, " · ".join((one.notes[0], *answer, *one.notes[1:]))


def _next(deck: Deck, model: ReportModel, words: Words) -> None:
    said = [(one, " · ".join(one.notes)) for one in model.next]
    columns = _columns(MARGIN, WIDTH - MARGIN, 2)
    pages = list(_pages(said, columns, columns, words)) or [[]]
    for n, page in enumerate(pages, start=1):
        title = f"{words.next} ({n}/{len(pages)})" if len(pages) > 1 else words.next
        slide = new_slide(deck, title)
        for x, y, width, height, lines in page:
            card(slide, x, y, width, height, lines)
        if not said:
            text_box(slide, MARGIN, _TOP, 1728, 120, [(model.next_lead, 44, False, INK)])


def _closing(deck: Deck, model: ReportModel, words: Words) -> None:
    """How many questions are to be followed up and why, and below how it was counted."""
    slide = new_slide(deck, words.open)
    width = (WIDTH - 2 * MARGIN - 3 * _GAP) / 4
    for n, group in enumerate(model.open):
        lines = [(str(group.count), 120, True, INK), (group.name, 36, False, SOFT)]
        if group.replied:
            lines.append((group.replied, _NOTE_LETTERS, False, INK))
        card(slide, MARGIN + n * (width + _GAP), _TOP + 20, width, 380, lines)
    y = 664 if model.open else _TOP
    text_box(slide, MARGIN, y, 1728, 120, [(model.open_lead, 36, False, INK)])
    small = (model.left_out, model.counted, words.small_groups, words.made_by)
    lines = [(sentence, _NOTE_LETTERS, False, SOFT) for sentence in small if sentence]
    text_box(slide, MARGIN, 760, 1728, 270, lines)


# ---- where cards lie

Placed = tuple[float, float, float, float, list[Line]]


def _columns(left: float, right: float, count: int) -> list[Column]:
    """Columns between two edges: where each begins, and its width."""
    width = (right - left - (count - 1) * _GAP) / count
    return [(left + n * (width + _GAP), width) for n in range(count)]


def _pages(
    said: Sequence[Said], first: list[Column], others: list[Column], words: Words
) -> Iterator[list[Placed]]:
    """The cards of each slide; every question has one, as high as its text, in columns from top to bottom."""
    page: list[Placed] = []
    columns, at, y = first, 0, float(_TOP)
    for question, note in said:
        lines = _lines(question, note, words)
        height = _height(lines, columns[at][1])
        if y + height > _BOTTOM and y > _TOP:
            at, y = at + 1, _TOP
            if at == len(columns):
                yield page
                page, columns, at = [], others, 0
            height = _height(lines, columns[at][1])
        x, width = columns[at]
        page.append((x, y, width, min(height, _BOTTOM - y), lines))
        y += height + _GAP
    if page:
        yield page


def _lines(question: ReportedQuestion, note: str, words: Words) -> list[Line]:
    lines: list[Line] = [(question.text, _CARD_LETTERS, False, INK)]
    lines += [(f"{words.also} {wording}", _NOTE_LETTERS, False, INK) for wording in question.also]
    if question.reply:
        lines.append((f"{question.replied}: {question.reply}", _NOTE_LETTERS, False, INK))
    return [*lines, (note, _NOTE_LETTERS, False, SOFT)]


def _height(lines: Sequence[Line], width: float) -> float:
    """The height of a card in which these lines fit."""
    room = width - 2 * INSET - CORNERS
    rows = sum((lines_of(text, room / size) * LINE + AFTER) * size for text, size, _, _ in lines)
    return rows + 2 * INSET + CORNERS
