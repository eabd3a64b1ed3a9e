"""`make bench-report`: draws the kept figures and writes them, and what follows from them, to docs/performance.md."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from bench import capacity, capacity_model
from bench.fanout import FRAME_BYTES
from bench.figures import KEPT, Figure, kept

DOCS = Path(__file__).parent.parent / "docs"
DRAWING = DOCS / "pictures" / "performance.svg"
PAGE = DOCS / "performance.md"
BLOCKS = ("figures", "capacity")
WIDTH, LEFT, RIGHT, LINE, TOP = 960, 380, 140, 26, 64
# The drawing has its own colours for light and for dark pages.
STYLE = """
  text { font: 14px system-ui, sans-serif; fill: #1c1b22; }
  .title { font-size: 17px; font-weight: 600; }
  .dim { fill: #5d5a66; }
  .own { fill: #1f6f54; }
  .other { fill: #9a97a3; }
  .missed { fill: #b4462a; }
  line { stroke: #5d5a66; stroke-dasharray: 4 4; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f2efe6; }
    .dim { fill: #b3afbd; }
    .own { fill: #58c49b; }
    .other { fill: #77737f; }
    .missed { fill: #f0866a; }
    line { stroke: #b3afbd; }
  }
"""

Bar = tuple[str, float, str, str]  # label on the left, value, text on the right, CSS class


def _said(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"


def _scale(value: float, low: float, high: float) -> float:
    """The position of a value on a logarithmic axis, in drawing units."""
    share = (math.log(max(value, low)) - math.log(low)) / (math.log(high) - math.log(low))
    return min(1.0, share) * (WIDTH - LEFT - RIGHT)


def _chart(
    title: str, note: str, bars: Sequence[Bar], top: int, low: float, high: float, mark: float | None = None
) -> list[str]:
    """Labelled bars; the text beside each does not cross the line at `mark`."""
    clear = 2.0 if mark is None else _scale(mark, low, high)
    parts = [
        f'<text class="title" x="16" y="{top + 24}">{escape(title)}</text>',
        f'<text class="dim" x="16" y="{top + 46}">{escape(note)}</text>',
    ]
    for n, (what, value, said, kind) in enumerate(bars):
        y = top + TOP + n * LINE
        length = _scale(value, low, high)
        parts += [
            f'<text x="{LEFT - 10}" y="{y + 14}" text-anchor="end">{escape(what)}</text>',
            f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{max(2.0, length):.1f}" height="18" rx="3"/>',
            f'<text x="{LEFT + max(clear, length) + 8:.1f}" y="{y + 14}">{escape(said)}</text>',
        ]
    return parts


def _mark(value: float, top: int, lines: int, low: float, high: float) -> str:
    x = LEFT + _scale(value, low, high)
    return f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top + TOP - 6}" y2="{top + TOP + lines * LINE}"/>'


def draw(rows: dict[str, list[Figure]]) -> str:
    """The drawing as SVG: the cost of a delivery on each server, and each goal with its figure."""
    deliveries = [f for f in rows.get("fanout", []) if f.what.endswith(": CPU a delivery")]
    servers: list[Bar] = [
        (name, f.middle, f"{f.middle:.1f} µs", "own" if name == "Summe" else "other")
        for f in sorted(deliveries, key=lambda f: f.middle)
        for name in [f.what.partition(":")[0]]
    ]
    goals: list[Bar] = []
    for figure in (f for figures in rows.values() for f in figures if f.goal and f.bound):
        over = figure.middle / figure.bound if figure.goal[0] == "≤" else figure.bound / figure.middle
        kind = "own" if figure.verdict == "met" else "missed"
        goals.append((figure.what, over, f"{_said(figure.middle)} ({figure.goal})", kind))
    second = TOP + len(servers) * LINE + 24
    height = second + TOP + len(goals) * LINE + 16
    most = max([bar[1] for bar in servers], default=10.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Speed, measured">',
        f"<style>{STYLE}</style>",
        *_chart(
            "What one delivery costs the server", "CPU, logarithmic; shorter is better", servers, 0, 1, most
        ),
        *_chart("Every goal", "up to the line it is met; logarithmic", goals, second, 0.01, 20, mark=1),
        _mark(1, second, len(goals), 0.01, 20),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def table(machine: str, rows: dict[str, list[Figure]]) -> str:
    """All figures as a Markdown table."""
    lines = [f"{machine}.", "", "| row | what | median | rounds | goal | |", "|---|---|---|---|---|---|"]
    for row, figures in rows.items():
        for f in figures:
            spread = f"{_said(min(f.values))} to {_said(max(f.values))} in {len(f.values)}"
            what = f.what.replace("|", "/")
            lines.append(
                f"| {row} | {what} | {_said(f.middle)} {f.unit} | {spread} | {f.goal} | {f.verdict} |"
            )
    return "\n".join(lines)


def capacity_tables(rows: Mapping[str, Sequence[Figure]]) -> str:
    """What more phones and sessions need by the kept figures; how to measure what they lack, where they do."""
    try:
        costs = capacity_model.costs_from(rows, FRAME_BYTES)
    except capacity_model.MissingFigure as missing:
        return f'Not measured yet: `make bench ROWS="{missing.row}"`, then `make bench-report`.'
    computer, how = capacity.this_machine(), capacity.habits()
    parts = [
        "\n".join(f"- {one}" for one in capacity.assumptions(computer, how)),
        "One session:",
        capacity.as_markdown(capacity.one_session(costs, computer, how)),
        f"Sessions with {capacity.PHONES_IN_EACH} phones each:",
        capacity.as_markdown(capacity.many_sessions(costs, computer, how)),
    ]
    return "\n\n".join(parts)


def main() -> None:
    machine, rows = kept(KEPT)
    DRAWING.write_text(draw(rows))
    page = PAGE.read_text()
    for block, text in zip(BLOCKS, (table(machine, rows), capacity_tables(rows)), strict=True):
        before, _, rest = page.partition(f"<!-- {block} -->")
        page = f"{before}<!-- {block} -->\n{text}\n<!-- /{block} -->{rest.partition(f'<!-- /{block} -->')[2]}"
    PAGE.write_text(page)


if __name__ == "__main__":
    main()
