"""The flow chart of the report (a Sankey diagram): questions, their pitfalls, answers and next questions.

Where the small-group rule of `core.figures` hides a split, one ribbon is drawn instead of one per part.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.commands import Answer
from app.exports.markup import Markup, tag
from app.exports.report_model import ReportModel
from app.exports.svg import INK, SOFT, UNDER, UNPLACED, box, drawing, fill_of, hatch, text
from app.exports.words import Words

_ANSWERS: tuple[Answer, ...] = ("yes", "partly", "no")
_PALE = "#C9BE8B"


@dataclass(frozen=True, slots=True)
class _Node:
    """One block of a stage: `y` is its upper edge, `n` how many questions it holds."""

    label: str
    n: int
    fill: str
    y: float = 0.0


def flow(model: ReportModel, words: Words, label: str) -> Markup | None:
    """The chart as SVG, without the answers when all of them are hidden; None when there are no questions."""
    themes = [theme for theme in model.themes if theme.shares.questions]
    asked = sum(theme.shares.questions for theme in themes)
    if not asked:
        return None
    width, top, floor, block = 720, 44.0, 372.0, 14.0
    gap = 12.0
    most_blocks = max(len(themes), 4)
    unit = (floor - top - gap * (most_blocks - 1)) / asked
    stages: list[list[_Node]] = [
        [_Node(words.questions(asked), asked, INK)],
        [
            _Node(f"{theme.short} {theme.shares.questions}", theme.shares.questions, fill_of(theme.number))
            for theme in themes
        ],
    ]
    whole = model.all
    if not whole.hidden:
        counts = zip(_ANSWERS, (whole.yes, whole.partly, whole.no), strict=True)
        counted: list[tuple[str, str, int]] = [
            *((name, words.answers[name], n or 0) for name, n in counts),
            ("unanswered", words.unanswered, whole.unanswered or 0),
        ]
        stages.append([_Node(f"{word} {n}", n, name) for name, word, n in counted if n])
        if model.following["all"]:
            stages.append([_Node(str(model.following["all"]), model.following["all"], INK)])
    placed = [_stacked(stage, unit, gap, top, floor) for stage in stages]
    columns = [10.0, 212.0, 432.0, 636.0]
    ribbons = [*_ribbons(model, placed, columns, unit, block)]
    body: list[Markup] = [hatch("hatch-flow", INK, 7), *ribbons]
    for x, stage, name in zip(columns, placed, words.flow_stages, strict=False):
        body.append(text(name, x, 22, size=15, fill=SOFT))
        for node in stage:
            body.append(_block(node, x, unit, block))
            right = x + block + 8
            y = node.y + node.n * unit / 2
            body.append(text(_shortened(node.label), right, y + 5, size=15, halo=True))
    return drawing(width, 384, f"0 0 {width} 384", *body, label=label)


def _shortened(label: str, most: int = 26) -> str:
    if len(label) <= most:
        return label
    words, _, number = label.rpartition(" ")
    return f"{words[: most - len(number) - 2].rstrip()}… {number}"


def _stacked(nodes: Sequence[_Node], unit: float, gap: float, top: float, floor: float) -> list[_Node]:
    """The nodes one below the other, as a whole centred between `top` and `floor`."""
    tall = sum(node.n for node in nodes) * unit + gap * (len(nodes) - 1)
    y = top + (floor - top - tall) / 2
    laid = []
    for node in nodes:
        laid.append(_Node(node.label, node.n, node.fill, y))
        y += node.n * unit + gap
    return laid


def _block(node: _Node, x: float, unit: float, block: float) -> Markup:
    paint = {"yes": INK, "partly": "url(#hatch-flow)", "no": "#FFFFFF", "unanswered": UNDER}.get(
        node.fill, node.fill
    )
    return box(x, node.y, block, max(2.0, node.n * unit), paint)


def _ribbons(
    model: ReportModel, stages: Sequence[Sequence[_Node]], columns: Sequence[float], unit: float, block: float
) -> Iterator[Markup]:
    """Ribbons between neighbouring stages; where the split is hidden, one ribbon for all."""
    first, themes = stages[0][0], stages[1]
    starts = _Attachments(stages[0], unit)
    for node in themes:
        yield _ribbon(
            columns[0] + block, starts.take(first, node.n), columns[1], node.y, node.n * unit, node.fill
        )
    if len(stages) < 3:
        return
    answers = stages[2]
    rows = [theme.shares for theme in model.themes if theme.shares.questions]
    starts, ends = _Attachments(themes, unit), _Attachments(answers, unit)
    x0, x1 = columns[1] + block, columns[2]
    if model.hidden_cells:
        tall0 = themes[-1].y + themes[-1].n * unit - themes[0].y
        tall1 = answers[-1].y + answers[-1].n * unit - answers[0].y
        yield _ribbon(x0, themes[0].y, x1, answers[0].y, tall0, UNDER, tall1)
    else:
        for node, row in zip(themes, rows, strict=True):
            parts: dict[str, int] = {name: getattr(row, name) or 0 for name in _ANSWERS}
            parts["unanswered"] = row.unanswered or 0
            for answer in answers:
                n = parts[answer.fill]
                if n:
                    yield _ribbon(x0, starts.take(node, n), x1, ends.take(answer, n), n * unit, node.fill)
    if len(stages) == 4:
        yield from _last_ribbons(model.following, answers, stages[3][0], columns, unit, block)


def _last_ribbons(
    following: Mapping[str, Any],
    answers: Sequence[_Node],
    last: _Node,
    columns: Sequence[float],
    unit: float,
    block: float,
) -> Iterator[Markup]:
    x0, x1 = columns[2] + block, columns[3]
    if following["hidden"]:
        tall = answers[-1].y + answers[-1].n * unit - answers[0].y
        yield _ribbon(x0, answers[0].y, x1, last.y, tall, UNDER, last.n * unit)
        return
    starts, ends = _Attachments(answers, unit), _Attachments([last], unit)
    for answer in answers:
        n = following[answer.fill]
        if n:
            yield _ribbon(x0, starts.take(answer, n), x1, ends.take(last, n), n * unit, SOFT)


class _Attachments:
    """The height at which the next ribbon attaches to each block: below those already attached."""

    def __init__(self, nodes: Sequence[_Node], unit: float) -> None:
        self._unit = unit
        self._at = {id(node): node.y for node in nodes}

    def take(self, node: _Node, n: int) -> float:
        y = self._at[id(node)]
        self._at[id(node)] = y + n * self._unit
        return y


def _ribbon(
    x0: float, y0: float, x1: float, y1: float, tall: float, fill: str, tall1: float | None = None
) -> Markup:
    end = tall if tall1 is None else tall1
    bend = (x0 + x1) / 2
    path = (
        f"M{x0:.1f} {y0:.1f}C{bend:.1f} {y0:.1f} {bend:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        f"V{y1 + end:.1f}C{bend:.1f} {y1 + end:.1f} {bend:.1f} {y0 + tall:.1f} {x0:.1f} {y0 + tall:.1f}Z"
    )
    pale = _PALE if fill in ("#FFFFFF", UNPLACED, UNDER) else fill
    return tag("path", d=path, fill=pale, fill_opacity=0.34)
