"""Privacy of the database, strength of keys, and SQL metacharacters in texts."""

import base64
import json
import re
import secrets
import sqlite3
import urllib.error
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from websockets import Origin
from websockets.sync.client import connect

from tests.client import Client, console, phone
from tests.faults.data_folder import holds
from tests.server import Server, eventually

AGENT, ADDRESS, NAME = "Kanariefugl/1.0", "203.0.113.77", "Karen Kanariefugl"
COLUMNS = {
    "sessions": "session_id code title created_at_ms ended_at_ms retention_days rehearsal last_seq",
    "events": "session_id seq n_in_command at_ms actor command_id fingerprint kind version payload"
    " text_of text",
    "erasures": "session_id question_id",
}
METACHARACTERS = (
    "'; DROP TABLE events; --",
    "100 % af os? 5_års-planen",
    '" OR ""="',
    "%' OR text LIKE '%",
    "? :text @text $text {text} %s %(text)s",
    'NEAR(a b) AND "c" * ^d -e',
    "\\'; \\x27 \\u0027 /* hvad */ ; VACUUM",
    "[a-z]* GLOB ?",
)


def rows(hall: Server) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(f"file:{hall.folder}/summe.db?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return {
            table: [dict(row) for row in connection.execute(f"SELECT * FROM {table}")] for table in COLUMNS
        }


def visit(hall: Server, token: str) -> str:
    """Ask a question from a phone that sends every identifying header; returns the question's id."""
    id = secrets.token_hex(16)
    traits = {"X-Forwarded-For": ADDRESS, "Forwarded": f"for={ADDRESS}", "Accept-Language": "kl-GL"}
    with connect(
        f"ws://127.0.0.1:{hall.port}/ws/{hall.code}",
        origin=Origin(hall.base),
        user_agent_header=AGENT,
        additional_headers=traits,
    ) as socket:
        hello = {"t": "hello", "v": 1, "role": "phone", "token": token, "lang": "da", "name": NAME}
        socket.send(json.dumps(hello))
        ask = {"t": "cmd", "id": id, "do": "ask_question", "args": {"text": "Hvem ejer effekten?"}}
        socket.send(json.dumps(ask))
        while json.loads(socket.recv(timeout=10)).get("id") != id:
            pass
    return id


def test_p5_no_row_identifies_a_participant_and_no_row_is_left_when_the_session_is_erased(
    hall: Server,
) -> None:
    token = secrets.token_hex(16)
    with console(hall) as facilitator:
        facilitator.enter("collect")
        asked = visit(hall, token)
        facilitator.do("end_session")
    kept = rows(hall)
    assert {table: " ".join(found[0]) for table, found in kept.items() if found} == {
        table: columns for table, columns in COLUMNS.items() if kept[table]
    }
    assert any(row["command_id"] == asked for row in kept["events"])
    everything = json.dumps(kept)
    assert not [trait for trait in (AGENT, ADDRESS, NAME, "127.0.0.1", "kl-GL", token) if trait in everything]
    participants = {row["actor"] for row in kept["events"] if row["actor"].startswith("participant:")}
    assert all(re.fullmatch(r"participant:[0-9a-f]{64}", actor) for actor in participants)
    assert len(participants) == 1
    hall.delete()
    left = rows(hall)
    assert left["sessions"] == left["events"] == []
    assert all(row.keys() == {"session_id", "question_id"} for row in left["erasures"])
    eventually(lambda: not any(holds(hall.folder, actor.encode()) for actor in participants))


def test_p5_the_same_phone_is_another_participant_in_another_session(hall: Server) -> None:
    token = secrets.token_hex(16)
    for _ in range(2):
        with console(hall) as facilitator:
            facilitator.enter("collect")
            visit(hall, token)
            facilitator.do("end_session")
        hall.stop()
        hall.start()  # since the session has ended, a new one is opened
    actors = {row["actor"] for row in rows(hall)["events"] if row["actor"].startswith("participant:")}
    assert len(actors) == 2


def bits(key: str) -> int:
    """The number of bits in a key in URL-safe Base64."""
    return len(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))) * 8


def test_s10_keys_have_128_bits_can_be_renewed_and_are_not_in_the_database(
    make_hall: Callable[..., Server],
) -> None:
    seen: set[str] = set()
    for _ in range(2):
        hall = make_hall()
        del hall.environment["SUMME_ORGANISER_KEY"]
        hall.start()
        made = [(hall.folder / name).read_text() for name in ("secret", "organiser.key")]
        assert all((hall.folder / name).stat().st_mode & 0o077 == 0 for name in ("secret", "organiser.key"))
        keys = [*made, hall.key("board"), hall.key("console")]
        token = secrets.token_hex(16)
        with console(hall) as facilitator, phone(hall, token=token) as one:
            facilitator.enter("collect")
            one.do("ask_question", text="Hvem?")
            facilitator.do("renew_key", role="board")
        hall.stop()
        hall.start()  # prints the new link
        keys.append(hall.key("board"))
        assert all(bits(key) >= 256 for key in keys)
        assert seen.isdisjoint(keys)
        assert len(set(keys)) == len(keys)
        seen.update(keys)
        hall.stop()
        database = (hall.folder / "summe.db").read_bytes()
        assert not [secret for secret in (*keys, token) if secret.encode() in database]


def test_s10_a_phone_token_with_fewer_than_128_bits_is_refused(hall: Server) -> None:
    for token in ("", "1", "0" * 31, "0" * 33, "g" * 32, "A" * 32, None):
        one = Client(hall, role="phone", token=token)
        assert one.receive("bye")["code"] == "no_hello"
        one.close()


def test_s24_sql_metacharacters_are_stored_and_exported_literally(hall: Server) -> None:
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        ids = [one.do("ask_question", text=text) for text in METACHARACTERS]
        facilitator.do("add_pitfall", title=METACHARACTERS[0])
        assert facilitator.ask("place_question", question_id="%", pitfall=None)["code"] == "unknown"
        assert facilitator.ask("place_question", question_id=ids[0], pitfall="' OR 1=1")["code"] == "unknown"
        one.do("withdraw_question", question_id=ids[3])  # as a LIKE pattern it would match every question
    left = [text for text in METACHARACTERS if text != METACHARACTERS[3]]
    assert sorted(question["text"] for question in hall.export()["questions"]) == sorted(left)
    for code in ("%25", "______", "'%20OR%201=1--", hall.code[:3] + "%25"):
        with pytest.raises(urllib.error.HTTPError, match=r"40[34]"):
            hall.get(f"/api/sessions/{code}/export.json")
    with phone(hall) as late:
        assert late.ask("ask_question", text="Og det går videre?")["t"] == "ack"
