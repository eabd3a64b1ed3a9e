"""Parsing of frames and command arguments: malformed ones are refused before anything else is done."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from app.core.commands import BY_NAME
from app.web import wire
from tests.tiers import tries

ID = "0" * 32
thorough = settings(max_examples=tries(300))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def cmd(do: str, args: str, id: str = f'"{ID}"') -> str:
    return f'{{"t":"cmd","id":{id},"do":"{do}","args":{args}}}'


@pytest.mark.parametrize(
    "id",
    [
        "null",
        '""',
        "NaN",
        "1e999",
        "[]",
        "{}",
        "7",
        f'"{"0" * 31}"',
        f'"{"0" * 33}"',
        f'"{"0" * 10_000}"',
        '"' + "G" * 32 + '"',
        f'"{"é" * 32}"',
    ],
)
def test_d13_a_malformed_command_id_is_refused_before_the_command_is_read(id: str) -> None:
    with pytest.raises(wire.BadFrame):
        wire.parse(cmd("ask_question", '{"text":"Hvem?"}', id))


def test_d13_a_missing_command_id_is_refused() -> None:
    with pytest.raises(wire.BadFrame) as refused:
        wire.parse('{"t":"cmd","do":"ask_question","args":{"text":"Hvem?"}}')
    assert refused.value.id is None


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "null",
        "[]",
        "{",
        "[" * 100_000,
        '{"t":' * 50_000,
        '{"t":"nothing"}',
        '{"t":"ping","c":1.5}',
        '{"t":"ping","c":1e400}',
        '{"t":"ping","c":%s}' % ("9" * 5_000),
        '{"t":"ping","c":1,"d":2}',
        '{"t":"look","at":"mine"}',
        '{"t":"typing","on":1}',
        '{"t":"hello","v":"1","role":"phone"}',
        '{"t":"hello","v":1,"role":"organiser"}',
        cmd("ask_question", '{"text":"\\ud800"}'),
        cmd("ask_question", '"text"'),
    ],
    ids=lambda frame: frame[:40],
)
def test_s16_malformed_frames_are_refused(frame: str) -> None:
    with pytest.raises(wire.BadFrame):
        wire.parse(frame)


@pytest.mark.parametrize(
    ("do", "args"),
    [
        ("place_dot", '{"weights":[NaN,1,1]}'),
        ("place_dot", '{"weights":[1e999,1,1]}'),
        ("place_dot", '{"weights":[1,1]}'),
        ("move_timer", '{"by_ms":"5"}'),
        ("move_timer", '{"by_ms":5.0}'),
        ("move_timer", '{"by_ms":true}'),
        ("mark_taken_up", '{"question_id":"q","taken_up":"yes"}'),
        ("ask_question", '{"text":null}'),
        ("ask_question", '{"text":"a","__proto__":{}}'),
        ("ask_question", '{"text":"a","by":"clock"}'),
        ("ask_question", "{}"),
        ("place_questions", '{"ids":"abc","pitfall":null}'),
        ("renew_key", '{"role":"organiser"}'),
        ("no_such_thing", "{}"),
        ("join", "{}"),
    ],
)
def test_s16_arguments_of_the_wrong_shape_are_refused(do: str, args: str) -> None:
    frame = wire.parse(cmd(do, args))
    assert isinstance(frame, wire.Cmd)
    assert wire.to_core(frame) is None


@thorough
@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")) | json_values.map(json.dumps))
def test_s16_any_text_is_parsed_or_refused(text: str) -> None:
    with contextlib.suppress(wire.BadFrame):
        wire.parse(text)


@thorough
@given(st.sampled_from(sorted(BY_NAME)), st.dictionaries(st.text(max_size=12), json_values, max_size=4))
def test_s16_any_arguments_are_parsed_or_refused(do: str, args: dict[str, Any]) -> None:
    parsed = wire.to_core(wire.Cmd(t="cmd", id=ID, do=do, args=args))
    assert parsed is None or isinstance(parsed.command, BY_NAME[do])


def fingerprint(do: str, args: str) -> str:
    frame = wire.parse(cmd(do, args))
    assert isinstance(frame, wire.Cmd)
    parsed = wire.to_core(frame)
    assert parsed is not None
    return parsed.fingerprint


def test_equal_commands_have_the_same_fingerprint_in_any_notation() -> None:
    one = fingerprint("ask_question", '{"text":"Hvem ejer æ?","follows":null}')
    other = fingerprint("ask_question", '{ "follows" : null, "text":"Hvem ejer \\u00e6?" }')
    assert one == other


@pytest.mark.parametrize(
    ("do", "args", "kept"),
    [
        (
            "ask_question",
            r'{"text":"Hvem ejer \"æ\"? 🙂\n</b>","follows":null}',
            "9992238ba488a7243d4a826e1181480a",
        ),
        ("place_dot", '{"weights":[1,0.5,1e-7]}', "6d90d1cb7f50be4658ac46f413103828"),
    ],
)
def test_a_command_has_the_fingerprint_that_old_logs_have_of_it(do: str, args: str, kept: str) -> None:
    assert fingerprint(do, args) == kept
