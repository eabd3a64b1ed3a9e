"""The golden files: how they are written and read."""

import json
from pathlib import Path
from typing import Any

from app.core.codec import StoredRow, decode
from app.core.evolve import replay
from app.core.views import mine, show
from tests.core.told import AUDIENCES
from tests.golden.session import as_line, canonical

FOLDER = Path(__file__).parent
FRAMES = FOLDER / "frames.json"
LOG = FOLDER / "log-1.jsonl"
VIEWS = FOLDER / "log-1.views.json"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _list(frames: list[Any]) -> str:
    return "[\n" + ",\n".join(f"   {_text(frame)}" for frame in frames) + "\n  ]"


def frames_text(frames: dict[str, Any]) -> str:
    """All frames by screen, one to a line."""
    screens = []
    for name, screen in frames.items():
        after = screen["after"]
        screens.append(
            f' "{name}": {{\n  "in": {_list(screen["in"])},\n  "out": {_list(screen["out"])},\n'
            f'  "final": {_text(screen["final"])},\n'
            f'  "after": {{"in": {_list(after["in"])}, "out": {_list(after["out"])}}}\n }}'
        )
    return "{\n" + ",\n".join(screens) + "\n}\n"


def log_text(rows: list[StoredRow]) -> str:
    """The rows of a log, one to a line."""
    return "".join(as_line(row) + "\n" for row in rows)


def read_log(text: str) -> list[StoredRow]:
    return [StoredRow(**json.loads(line)) for line in text.splitlines()]


def views_text(log: str) -> str:
    """What every audience, and every participant by number, is shown of a golden log."""
    state = replay("golden", (decode(row) for row in read_log(log)))
    views = {f"{a.role} {a.language} {'looks' if a.looks else ''}".strip(): show(state, a) for a in AUDIENCES}
    people = sorted(state.participants.values(), key=lambda person: person.r)
    views |= {f"participant {n}": mine(state, person.id) for n, person in enumerate(people, start=1)}
    return (
        "{\n" + ",\n".join(f' "{name}": {_text(view)}' for name, view in canonical(views).items()) + "\n}\n"
    )
