"""The charts of the report as SVG, one function per chart.

Answers differ by pattern (solid, hatched, empty) and pitfalls by shape and number, so that no chart relies on
colour. Style is in presentation attributes, which work in a PDF and under a strict content security policy.
"""

from collections.abc import Sequence

from app.exports.markup import Markup, group, tag
from app.exports.report_model import Bin, Momentum, Shares

PAPER, INK, SOFT, LINE, UNDER = "#FBF7F0", "#1C1B22", "#57545A", "#DDD4C4", "#EADDC3"
FILLS = ("#1F57A4", "#F0A000", "#80C0B0", "#7B1030", "#FFFFFF", "#C9C5BD")
UNPLACED = "#F0E8CC"
FONT = "-apple-system, Segoe UI, Roboto, Open Sans, Noto Sans, system-ui, sans-serif"
_OUTLINES = (
    "M50 4a46 46 0 1 0 .01 0Z",
    "M50 8 97 92H3Z",
    "M8 8H92V92H8Z",
    "M50 3 65 33 98 38 74 61 80 95 50 79 20 95 26 61 2 38 35 33Z",
    "M50 3 97 50 50 97 3 50Z",
    "M27 8H73L97 50 73 92H27L3 50Z",
)
_LIGHT_TEXT = (0, 3)


def fill_of(number: int) -> str:
    """The colour of the pitfall with this number; 0 is the tray."""
    return FILLS[(number - 1) % len(FILLS)] if number else UNPLACED


def bar_fill(number: int) -> str:
    """The fill of a pitfall's bars: its colour, or ink where that would look like an empty part."""
    return INK if fill_of(number) in ("#FFFFFF", UNPLACED) else fill_of(number)


def shape(number: int, size: int = 36) -> Markup:
    """A pitfall's mark; the tray's is a blank leaf."""
    if number == 0:
        leaf = "M4 78C2 36 36 6 96 14 98 54 66 92 4 78Z"
        return drawing(
            size, size, "-3 -3 106 106", tag("path", d=leaf, fill=UNPLACED, stroke=INK, stroke_width=5)
        )
    place = (number - 1) % len(_OUTLINES)
    outline = tag(
        "path", d=_OUTLINES[place], fill=FILLS[place], stroke=INK, stroke_width=6, stroke_linejoin="round"
    )
    digit = tag(
        "text",
        number,
        x=50,
        y={1: 82, 3: 70}.get(place, 66),
        text_anchor="middle",
        font_size=44,
        font_weight=700,
        fill="#FFFFFF" if place in _LIGHT_TEXT else INK,
    )
    return drawing(size, size, "-3 -3 106 106", outline, digit)


def answers_bar(shares: Shares, fill: str = INK, height: int = 40, width: int = 600) -> Markup:
    """Yes solid, partly hatched, no empty, not known the colour of sand, each as wide as its share."""
    parts = (shares.yes or 0, shares.partly or 0, shares.no or 0, shares.unanswered or 0)
    scale = (width - 4) / (sum(parts) or 1)
    stripes = f"hatch-{fill.lstrip('#')}-{height}"
    body: list[Markup] = [hatch(stripes, fill)]
    x = 2.0
    for part, paint in zip(parts, (fill, f"url(#{stripes})", "#FFFFFF", UNDER), strict=True):
        if part:
            wide = part * scale
            body.append(box(x, 2.0, wide, height - 4.0, paint))
            x += wide
    return drawing(width, height, f"0 0 {width} {height}", *body, class_="bar")


def answer_mark(answer: str) -> Markup:
    """The pattern of an answer, or of "unanswered", as a small mark, to stand beside its word."""
    frame = box(1.0, 1.0, 10.0, 20.0, {"yes": INK, "unanswered": UNDER}.get(answer, "#FFFFFF"))
    stripes = tag("path", d="M1 9 11 2M1 15 11 8M1 21 11 14", stroke=INK, stroke_width=2)
    return drawing(12, 22, "0 0 12 22", frame, stripes if answer == "partly" else group(), class_="mark")


def arrivals(bins: Sequence[Bin], label: str) -> Markup:
    """Questions over time, a column per bin; the fullest shows its number, some show their time."""
    width, height, floor, top = 640, 200, 168, 30
    most = max(one.questions for one in bins)
    step = min(56.0, (width - 8) / len(bins))
    body = [tag("line", x1=0, y1=floor, x2=width, y2=floor, stroke=INK, stroke_width=2)]
    fullest = next(n for n, one in enumerate(bins) if one.questions == most)
    for n, one in enumerate(bins):
        tall = (floor - top) * one.questions / most
        x = 4 + n * step
        if one.questions:
            body.append(_leaf_column(x + step * 0.09, floor - tall, step * 0.82, tall))
        if n == fullest:
            body.append(text(one.questions, x + step / 2, floor - tall - 9, anchor="middle", weight=600))
    marks = sorted({0, fullest, len(bins) - 1})
    kept = [n for n in marks if n in (0, fullest) or (n - fullest) * step > 60]
    if fullest and fullest * step < 60:
        kept.remove(0)
    for n in kept:
        x = 4 + n * step + step / 2
        body.append(text(bins[n].begins, min(max(x, 24), width - 24), floor + 24, anchor="middle", fill=SOFT))
    return drawing(width, height, f"0 0 {width} {height}", *body, label=label)


def triangle(momentum: Momentum, label: str) -> Markup:
    """The momentum triangle: the dots between three words, and their centre as a ring."""
    width, height = 420, 400
    corners = ((210.0, 44.0), (30.0, 356.0), (390.0, 356.0))
    names = [
        text(momentum.words[0], 210, 28, anchor="middle", weight=600, size=19),
        text(momentum.words[1], 8, 386, weight=600, size=19),
        text(momentum.words[2], 412, 386, anchor="end", weight=600, size=19),
    ]
    points = " ".join(f"{x:g},{y:g}" for x, y in corners)
    body = [
        tag("polygon", points=points, fill="#FFFFFF", stroke=INK, stroke_width=2.5, stroke_linejoin="round")
    ]
    for weights in momentum.weights:
        x, y = _between(corners, weights)
        body.append(tag("circle", cx=x, cy=y, r=5, fill=INK, fill_opacity=0.6))
    if momentum.centre:
        x, y = _between(corners, momentum.centre)
        body.append(tag("circle", cx=x, cy=y, r=13, fill="none", stroke=PAPER, stroke_width=9))
        body.append(tag("circle", cx=x, cy=y, r=13, fill="none", stroke=INK, stroke_width=4))
    return drawing(width, height, f"0 0 {width} {height}", *body, *names, label=label)


# ---- pieces


def drawing(width: int, height: int, box: str, *body: Markup, label: str = "", **attributes: str) -> Markup:
    spoken = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return tag(
        "svg",
        *body,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        view_box=box,
        font_family=FONT,
        **spoken,
        **attributes,
    )


def hatch(name: str, fill: str, step: int = 10) -> Markup:
    """A pattern of slanting stripes, for "partly"."""
    return tag(
        "defs",
        tag(
            "pattern",
            tag("rect", width=step, height=step, fill="#FFFFFF"),
            tag("rect", width=step * 0.55, height=step, fill=fill),
            id=name,
            width=step,
            height=step,
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        ),
    )


def box(x: float, y: float, width: float, height: float, paint: str) -> Markup:
    return tag("rect", x=x, y=y, width=width, height=height, fill=paint, stroke=INK, stroke_width=2)


def _leaf_column(x: float, y: float, width: float, height: float) -> Markup:
    """A column with one soft corner, like a leaf card."""
    soft = min(width * 0.6, height, 14.0)
    floor = f"{y + height:.1f}"
    path = f"M{x:.1f} {floor}V{y + soft:.1f}Q{x:.1f} {y:.1f} {x + soft:.1f} {y:.1f}H{x + width:.1f}V{floor}Z"
    return tag("path", d=path, fill="#E3DCB6", stroke=INK, stroke_width=1.5)


def text(
    words: str | int,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    size: int = 16,
    weight: int = 400,
    fill: str = INK,
    halo: bool = False,
) -> Markup:
    around: dict[str, str | int] = {}
    if halo:
        around = {"stroke": PAPER, "stroke_width": 4, "stroke_linejoin": "round", "paint_order": "stroke"}
    return tag(
        "text",
        words,
        x=float(x),
        y=float(y),
        text_anchor=anchor,
        font_size=size,
        font_weight=weight,
        fill=fill,
        **around,
    )


def _between(corners: Sequence[tuple[float, float]], weights: Sequence[float]) -> tuple[float, float]:
    """The point with these barycentric coordinates: one share per corner, which add up to 1."""
    x = sum(corner[0] * weight for corner, weight in zip(corners, weights, strict=True))
    y = sum(corner[1] * weight for corner, weight in zip(corners, weights, strict=True))
    return x, y
