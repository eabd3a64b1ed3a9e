"""Golden files: how they are written and read.

There are two kinds. Output of the current code for a golden session (frames, views, reports) is regenerated
after an intended change. What a version has stored (logs, exports, databases) is kept unchanged: every later
version has to read it.
"""

import json
import re
from pathlib import Path
from typing import Any

from app.core.codec import decode
from app.core.events import (
    BY_KIND,
    DotsImported,
    FiguresImported,
    ReportLinkEnded,
    ReportLinkMade,
    SessionEmptied,
    SessionPlanned,
    SessionRetitled,
    SkippedImported,
    SupportImported,
    kind_of,
)
from app.core.evolve import replay
from app.core.state import State
from app.core.stored_row import StoredRow
from app.core.views import mine, show
from app.exports.importing import import_session
from app.exports.json import export_json
from app.exports.report_data import VERSION, report
from tests.core.scripts import AUDIENCES
from tests.golden.database import database_text, tables
from tests.golden.session import as_line, canonical

FOLDER = Path(__file__).parent
FRAMES = FOLDER / "frames.json"
EXPORTS = FOLDER / "exports"
# Kinds that only imports and requests over HTTP cause, so that no golden session has them.
LEFT_OUT = {
    kind_of(kind)
    for kind in (
        DotsImported,
        FiguresImported,
        ReportLinkEnded,
        ReportLinkMade,
        SessionEmptied,
        SessionPlanned,
        SessionRetitled,
        SkippedImported,
        SupportImported,
    )
}


def kept(pattern: str) -> dict[int, Path]:
    """The kept files that match a pattern, by the number in their names, oldest first."""
    paths = FOLDER.glob(pattern)
    found = {int(match[1]): path for path in paths if (match := re.fullmatch(r"\w+-(\d+)\.\w+", path.name))}
    return dict(sorted(found.items()))


LOGS = kept("log-*.jsonl")
KEPT_EXPORTS = kept("exports/version-*.json")
DATABASES = kept("database-*.sql")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _list(frames: list[Any]) -> str:
    return "[\n" + ",\n".join(f"   {_text(frame)}" for frame in frames) + "\n  ]"


def frames_text(frames: dict[str, Any]) -> str:
    """All frames by screen, one a line."""
    screens = []
    for name, screen in frames.items():
        after = screen["after"]
        screens.append(
            f' "{name}": {{\n  "in": {_list(screen["in"])},\n  "out": {_list(screen["out"])},\n'
            f'  "final": {_text(screen["final"])},\n'
            f'  "after": {{"in": {_list(after["in"])}, "out": {_list(after["out"])}}}\n }}'
        )
    return "{\n" + ",\n".join(screens) + "\n}\n"


# ---- logs


def log_text(rows: list[StoredRow]) -> str:
    """The rows of a log, one a line."""
    return "".join(as_line(row) + "\n" for row in rows)


def read_log(text: str) -> list[StoredRow]:
    return [StoredRow(**json.loads(line)) for line in text.splitlines()]


def state_of(log: str) -> State:
    """The state after replaying a golden log."""
    return replay("golden", (decode(row) for row in read_log(log)))


def views_text(log: str) -> str:
    """The views of every audience and every participant, by number, of a golden log.

    Without the view of a helper who only groups, which is a part of the console's.
    """
    state = state_of(log)
    kept = [audience for audience in AUDIENCES if not audience.grouping]
    views = {f"{a.role} {a.language} {'looks' if a.looks else ''}".strip(): show(state, a) for a in kept}
    people = sorted(state.participants.values(), key=lambda person: (person.r, person.seq))
    views |= {f"participant {n}": mine(state, person.id) for n, person in enumerate(people, start=1)}
    return (
        "{\n" + ",\n".join(f' "{name}": {_text(view)}' for name, view in canonical(views).items()) + "\n}\n"
    )


def views_path(log: Path) -> Path:
    return log.with_suffix(".views.json")


def kept_kinds() -> set[tuple[str, int]]:
    """Every kind and version of event in the kept logs."""
    return {(row.kind, row.version) for log in LOGS.values() for row in read_log(log.read_text())}


def present_kinds() -> set[tuple[str, int]]:
    """Every kind of event with its current version, except those in `LEFT_OUT`."""
    return {(kind, event.version) for kind, event in BY_KIND.items() if kind not in LEFT_OUT}


# ---- exports


def newest_export() -> str:
    """The export of the newest golden log by the current code."""
    return export_json(state_of(LOGS[max(LOGS)].read_text())) + "\n"


def imported_state(export: Path) -> State:
    """The state of a session imported from a kept export."""
    data = json.loads(export.read_text())
    return import_session(data, session_id="s", code="XYZXYZ", now_ms=2_000_000_000_000).state


def imported(export: Path) -> dict[str, Any]:
    """The report of a session imported from a kept export, with all texts."""
    return report(imported_state(export), whole=True)


def report_text(export: Path) -> str:
    return json.dumps(imported(export), ensure_ascii=False, indent=2) + "\n"


def report_path(export: Path) -> Path:
    return export.with_suffix(".report.json")


# ---- keeping the files of this version


def freeze(logs: list[list[StoredRow]]) -> list[Path]:
    """Keep those logs, export and database that no kept file covers yet; returns the files written."""
    written = []
    for rows in logs:
        if not present_kinds() & {(row.kind, row.version) for row in rows} - kept_kinds():
            continue
        number = max(LOGS) + 1
        LOGS[number] = FOLDER / f"log-{number}.jsonl"
        LOGS[number].write_text(log_text(rows))
        written.append(LOGS[number])
    if VERSION not in KEPT_EXPORTS:
        KEPT_EXPORTS[VERSION] = EXPORTS / f"version-{VERSION}.json"
        KEPT_EXPORTS[VERSION].write_text(newest_export())
        written.append(KEPT_EXPORTS[VERSION])
    if tables(sql := database_text()) != tables(DATABASES[max(DATABASES)].read_text()):
        number = max(DATABASES) + 1
        DATABASES[number] = FOLDER / f"database-{number}.sql"
        DATABASES[number].write_text(sql)
        written.append(DATABASES[number])
    return written
