"""Encoding of events as rows of the log, and decoding; participants' words have a column of their own.

Payloads are plain data, which the store turns into JSON. A kind whose fields change gets a higher `version`
and an entry in `_LIFTS` that upgrades old payloads, so that old logs stay readable. An event of a newer
version makes its own session unreadable, and no other.
"""

from collections.abc import Callable
from typing import Any

from msgspec import to_builtins

from app.core.events import BY_KIND, Event, Recorded, SessionOpened, StepEntered, kind_of
from app.core.run_sheet_reader import Faulty, run_sheet_from_dict, run_sheet_to_dict
from app.core.steps import family
from app.core.stored_row import Payload, StoredRow

# (kind, version) -> the function that upgrades such a payload to the next version.
_LIFTS: dict[tuple[str, int], Callable[[Payload], Payload]] = {
    ("figures_imported", 1): lambda old: {**old, "hidden_answers": [0, 0, 0], "began_ms": None},
    ("session_opened", 1): lambda old: {**old, "date": None, "place": None, "expected": None},
    ("session_opened", 2): lambda old: {**old, "subtitle": None, "occasion": None},
    ("session_retitled", 1): lambda old: {**old, "subtitle": None, "occasion": None},
}


class UnreadableLog(Exception):
    """A session's log is damaged, or holds an event, a step or a key that only a newer Summe knows."""


def encode(recorded: Recorded) -> StoredRow:
    """The row of an event."""
    event = recorded.event
    payload: Payload = to_builtins(event)
    has_text = "text" in payload
    text = payload.pop("text", None)
    if isinstance(event, SessionOpened):
        payload["run_sheet"] = run_sheet_to_dict(event.run_sheet)
    return StoredRow(
        recorded.seq,
        recorded.n_in_command,
        recorded.at_ms,
        recorded.actor,
        recorded.command_id,
        recorded.fingerprint,
        kind_of(type(event)),
        event.version,
        payload,
        payload["question_id"] if has_text else None,
        text,
    )


def decode(row: StoredRow) -> Recorded:
    """The event of a row; raises UnreadableLog for what a newer Summe has written, and for damage."""
    try:
        event = _event(row)
    except (LookupError, TypeError, Faulty) as error:
        if isinstance(error, Faulty) and error.unknown_key is not None:
            raise _newer(f"a run sheet with the key {error.unknown_key!r}") from error
        raise UnreadableLog(f"event {row.seq}, a {row.kind!r}, is damaged: {error!r}") from error
    return Recorded(row.seq, row.n_in_command, row.at_ms, row.actor, row.command_id, row.fingerprint, event)


def known(kind: str, version: int) -> type[Event]:
    """The class of this kind of event; raises UnreadableLog for kinds and versions of a newer Summe."""
    events = BY_KIND.get(kind)
    if events is None or version > events.version:
        raise _newer(f"a {kind!r} of version {version}")
    return events


def _newer(what: str) -> UnreadableLog:
    return UnreadableLog(
        f"there is {what} in it, written by a newer Summe; open this session with that version"
    )


def _event(row: StoredRow) -> Event:
    kind = known(row.kind, row.version)
    payload = dict(row.payload)
    for version in range(row.version, kind.version):
        payload = _LIFTS[row.kind, version](payload)
    values = {name: _frozen(value) for name, value in payload.items()}
    if kind is SessionOpened:
        values["run_sheet"] = run_sheet_from_dict(payload["run_sheet"])
    if kind is StepEntered:
        _check_step(payload["step"])
    if row.text_of is not None:
        values["text"] = row.text
    return kind(**values)


def _check_step(step: str) -> None:
    try:
        family(step)
    except LookupError:
        raise _newer(f"a step {step!r}") from None


def _frozen(value: Any) -> Any:
    """The value with its lists, and those in them, as tuples, which events have."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
