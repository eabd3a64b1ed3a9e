"""Compatibility: the golden frames of protocol 1, and the logs of every released version.

The browser's tests read the same files. After an intended change of the protocol, regenerate them with
`python -m tests.golden` and review the difference.
"""

import asyncio
import json
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from app.core.codec import decode
from app.core.commands import BY_NAME
from app.core.delta import digest
from app.core.evolve import replay
from app.core.rows import BoardTables, ConsoleTables, OwnTables, PhoneTables
from app.rooms import frames
from app.web import wire
from tests.golden.files import (
    FRAMES,
    LOGS,
    frames_text,
    kept_kinds,
    log_text,
    present_kinds,
    read_log,
    views_path,
    views_text,
)
from tests.golden.session import play

FRAMES_OUT = {"welcome", "snapshot", "delta", "ack", "reject", "pong", "bye"}


@pytest.fixture(scope="module")
def played() -> dict[str, Any]:
    return asyncio.run(play())


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    return dict(json.loads(FRAMES.read_text()))


def every(golden: dict[str, Any], way: str) -> list[dict[str, Any]]:
    return [frame for screen in golden.values() for frame in (*screen[way], *screen["after"][way])]


def test_the_frames_equal_the_golden_frames_byte_for_byte(played: dict[str, Any]) -> None:
    assert frames_text(played["frames"]) == FRAMES.read_text(), "meant? then: python -m tests.golden"


def test_every_frame_and_every_command_is_in_the_golden_frames(golden: dict[str, Any]) -> None:
    said, heard = every(golden, "in"), every(golden, "out")
    assert {frame["t"] for frame in heard} == FRAMES_OUT
    models = get_args(get_args(wire.Inbound)[0])
    assert {frame["t"] for frame in said} == {get_args(m.model_fields["t"].annotation)[0] for m in models}
    assert {frame["do"] for frame in said if frame["t"] == "cmd"} == set(BY_NAME)


def test_every_inbound_golden_frame_is_parsed_to_the_same_command(golden: dict[str, Any]) -> None:
    for frame in every(golden, "in"):
        parsed = wire.parse(json.dumps(frame))
        assert parsed.model_dump(exclude_unset=True) == frame
        if isinstance(parsed, wire.Cmd):
            read = wire.to_core(parsed)
            assert read is not None
            assert isinstance(read.command, BY_NAME[parsed.do])


def test_the_last_pong_has_the_digests_of_the_view(golden: dict[str, Any]) -> None:
    for screen in golden.values():
        lanes = screen["out"][-1]["lanes"]
        for lane, (_, sent) in lanes.items():
            view = {t: rows for t, rows in screen["final"][lane].items() if not t.startswith("live.")}
            assert tuple(sent) == digest(view)


def test_every_event_in_its_present_version_is_in_a_kept_log() -> None:
    """Except the kinds that only imports and the organiser cause."""
    assert present_kinds() - kept_kinds() == set(), "new? then: python -m tests.golden freeze"


@pytest.mark.parametrize("log", LOGS.values(), ids=lambda path: path.name)
def test_a_log_of_a_released_version_stays_readable_and_gives_the_same_views(log: Path) -> None:
    assert views_text(log.read_text()) == views_path(log).read_text(), "meant? then: python -m tests.golden"


def test_the_arc_of_the_first_log_stays_as_it_was_when_steps_are_added() -> None:
    state = replay("golden", map(decode, read_log(LOGS[1].read_text())))
    # Written by hand and never changed: an added step occurs only for run sheets that ask for it.
    assert state.steps == (
        *("lobby", "overview", "buzz", "collect", "group"),
        *("walk:to", "walk:en"),
        *("summary", "momentum", "poll", "done"),
    )


def fields_by_table(tables: Any) -> dict[str, set[str]]:
    rows = {name: get_args(table)[1] for name, table in get_type_hints(tables).items()}
    return {name: set(get_type_hints(row)) for name, row in rows.items()}


@pytest.mark.parametrize(
    ("role", "tables"),
    [
        ("phone", fields_by_table(PhoneTables) | fields_by_table(OwnTables)),
        ("board", fields_by_table(BoardTables)),
        ("console", fields_by_table(ConsoleTables)),
    ],
)
def test_a_screen_is_sent_the_tables_and_fields_of_its_types_and_no_others(
    golden: dict[str, Any], role: str, tables: dict[str, set[str]]
) -> None:
    sent: dict[str, set[str]] = {}
    for screen in golden.values():
        if screen["in"][0]["role"] == role:
            for frame in (*screen["out"], *screen["after"]["out"]):
                for table, rows in frame.get("view", frame.get("put", {})).items():
                    sent.setdefault(table, set()).update(*rows.values())
    assert sent == tables


def test_every_frame_has_the_fields_of_its_type(golden: dict[str, Any]) -> None:
    types = {get_args(get_type_hints(frame)["t"])[0]: frame for frame in get_args(frames.Outbound)}
    for frame in every(golden, "out"):
        typed = types[frame["t"]]
        assert typed.__required_keys__ <= frame.keys() <= get_type_hints(typed).keys()
    said = {frame["code"] for frame in every(golden, "out") if frame["t"] == "bye"}
    assert said <= set(get_args(frames.ByeReason))


def test_a_log_written_today_is_read_back_unchanged(played: dict[str, Any]) -> None:
    rows = read_log(log_text(played["rows"]))
    assert rows == [row._replace(payload=json.loads(json.dumps(row.payload))) for row in played["rows"]]
    assert replay("golden", map(decode, rows)).seq == rows[-1].seq
