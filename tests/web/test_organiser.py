"""The organiser's HTTP API: create, list, change, end, delete, export and import sessions."""

import json
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from app.exports.formats import FORMATS
from app.exports.report_data import export, report
from app.rooms.housekeeping import DAY_MS
from tests import forked
from tests.client import console, phone
from tests.exports.scripted import hour
from tests.server import ORGANISER_KEY, Server
from tests.web.surface import at_once


def call(
    server: Server, method: str, path: str, body: object = None, key: str = ORGANISER_KEY
) -> tuple[int, Any]:
    """The status and the JSON of a response."""
    request = urllib.request.Request(
        f"{server.base}/api/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            raw = answer.read()
            return answer.status, json.loads(raw) if raw else None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def test_date_place_and_expected_number_survive_a_restart(server: Server) -> None:
    body = {
        "run_sheet": "projektjungle",
        "language": "en",
        "title": "  A\u202e day ",
        "date": "2030-05-02",
        "place": "Vejle",
        "expected": 200,
        "rehearsal": True,
    }
    status, made = call(server, "POST", "sessions", body)
    assert status == 201
    server.stop()
    server.start()
    _, kept = call(server, "GET", f"sessions/{made['code']}")
    assert (kept["title"], kept["date"], kept["place"], kept["expected"], kept["rehearsal"]) == (
        "A day",
        "2030-05-02",
        "Vejle",
        200,
        True,
    )
    assert kept["handout"]["da"]["prompts"]
    told = json.loads(server.get(f"/api/sessions/{made['code']}/export.json"))["report"]
    assert (told["date"], told["place"], told["expected"]) == ("2030-05-02", "Vejle", 200)


REFUSED: list[tuple[str, str, object, str]] = [
    ("PATCH", "sessions/{code}", {}, "name what to change"),
    ("PATCH", "sessions/{code}", {"retention_days": 0}, "greater than or equal to 1"),
    ("PATCH", "sessions/{code}", {"retention_days": 91}, "less than or equal to 90"),
    ("PATCH", "sessions/{code}", {"days": 7}, "Extra inputs"),
    ("PATCH", "sessions/{code}", {"title": "\u200b"}, "Nothing readable"),
    ("POST", "sessions", {"run_sheet": "projektjungle", "date": "2. maj"}, "date"),
    ("POST", "sessions", {"run_sheet": "projektjungle", "expected": 0}, "greater than or equal to 1"),
    ("POST", "sessions", {"run_sheet": "findes-ikke"}, "there are: "),
    ("POST", "sessions/{code}/keys/organiser", None, "'facilitator' or 'board'"),
]
HOUSEKEEPING = [("PATCH", ""), ("POST", "/end"), ("POST", "/keys/board"), ("DELETE", ""), ("GET", "")]


def test_an_invalid_request_is_refused_with_a_message(server: Server) -> None:
    for method, path, body, said in REFUSED:
        status, answer = call(server, method, path.format(code=server.code), body)
        assert status == 422, (method, path, body)
        assert said in json.dumps(answer, ensure_ascii=False)


def test_only_the_organiser_can_manage_sessions(server: Server) -> None:
    def status(method: str, path: str, code: str, key: str) -> int:
        body = {"retention_days": 7} if method == "PATCH" else None
        return call(server, method, f"sessions/{code}{path}", body, key)[0]

    refused = [
        partial(status, *way, server.code, key)
        for way in HOUSEKEEPING
        for key in ("", "guess", server.key("console"), server.key("board"))
    ]
    assert set(at_once(refused)) == {403}
    assert {status(*way, "ZZZZZZ", ORGANISER_KEY) for way in HOUSEKEEPING} == {404}


def test_a_new_title_a_renewed_key_and_the_end_reach_every_screen(server: Server) -> None:
    with phone(server) as one, console(server) as facilitator:
        assert call(server, "PATCH", f"sessions/{server.code}", {"title": "Nyt navn"})[0] == 200
        while (put := facilitator.receive("delta").get("put", {})).get("session") is None:
            pass
        assert put["session"]["it"]["title"] == "Nyt navn"
        before = server.key("board")
        status, renewed = call(server, "POST", f"sessions/{server.code}/keys/board")
        assert status == 201
        assert renewed["key"] != before
        assert renewed["links"]["board"].endswith(renewed["key"])
        status, ended = call(server, "POST", f"sessions/{server.code}/end")
        assert status == 200
        assert ended["erased_at_ms"] == ended["ended_at_ms"] + 30 * DAY_MS
        assert one.ask("ask_question", text="For sent")["code"] == "ended"
    assert call(server, "POST", f"sessions/{server.code}/end")[0] == 200
    assert call(server, "PATCH", f"sessions/{server.code}", {"title": "Bagefter"})[1]["title"] == "Bagefter"


def test_every_format_can_be_exported_in_every_step_with_the_facilitators_key_only(server: Server) -> None:
    with console(server) as facilitator, phone(server) as one:
        for step in ("lobby", "collect", "poll", "done"):
            facilitator.enter(step)
            if step == "collect":
                one.do("ask_question", text="Hvem ejer effekten?")
            for kind in FORMATS:
                path = f"/api/sessions/{server.code}/export.{kind}?lang=en"
                assert server.get(path, server.key("console"))
    for key in ("", server.key("board")):
        assert call(server, "GET", f"sessions/{server.code}/export.html", key=key)[0] == 403
        assert call(server, "GET", f"sessions/{server.code}/report", key=key)[0] == 403
    assert call(server, "GET", f"sessions/{server.code}/export.docx")[0] == 404


def test_the_command_line_exports_every_kind_of_file(server: Server) -> None:
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("html", b"<!doctype html>"), ("json", b"{")):
        command = ["export", server.code, "--as", kind, "--language", "en"]
        done = forked.run(command, server.environment)
        assert done.stdout.startswith(begins)
    wrong = [*command[:-1], "xx"]
    refused = forked.run(wrong, server.environment)
    assert refused.returncode == 2
    assert b"lang: input should be" in refused.stderr


def test_a_damaged_import_is_refused_and_not_listed(server: Server) -> None:
    exported = export(hour())
    exported["report"]["questions"][0]["merged_into"] = 7_000
    status, answer = call(server, "POST", "sessions/import", exported)
    assert status == 422
    assert "question 1 points at 7000" in answer["detail"]
    assert [one["code"] for one in call(server, "GET", "sessions")[1]] == [server.code]


def test_a_session_of_a_newer_version_is_listed_as_unreadable_and_can_be_deleted(
    server: Server, tmp_path: Path
) -> None:
    _, made = call(server, "POST", "sessions/import", export(hour()))
    server.stop()
    with closing(sqlite3.connect(tmp_path / "data" / "summe.db")) as database, database:
        database.execute("UPDATE events SET version = 99 WHERE session_id = ?", (made["session_id"],))
    server.start()
    listed = {one["code"]: one for one in call(server, "GET", "sessions")[1]}
    assert set(listed) == {server.code, made["code"]}
    assert "newer Summe" in listed[made["code"]]["unreadable"]
    assert listed[made["code"]]["title"] == "Årskursus for koordinatorer"
    assert call(server, "DELETE", f"sessions/{made['code']}")[0] == 204
    assert [one["code"] for one in call(server, "GET", "sessions")[1]] == [server.code]


def test_a_list_is_the_same_for_loaded_and_unloaded_sessions_and_loads_none(server: Server) -> None:
    def rooms() -> int:
        return int(json.loads(server.get("/-/health"))["rooms"])

    body = {"run_sheet": "projektjungle", "language": "en", "date": "2030-05-02", "expected": 40}
    _, made = call(server, "POST", "sessions", body)
    call(server, "PATCH", f"sessions/{made['code']}", {"title": "Another day"})
    call(server, "POST", f"sessions/{made['code']}/keys/board")
    way = f"sessions/{made['code']}"
    with phone(server, code=made["code"]), phone(server, code=made["code"]):
        call(server, "POST", f"{way}/end")
    call(server, "POST", "sessions/import", export(hour()))
    in_use = call(server, "GET", "sessions")[1]
    assert [(one["title"], one["joined"], one["questions"] > 30) for one in in_use if one["ended_at_ms"]] == [
        ("Another day", 2, False),
        ("Årskursus for koordinatorer", 40, True),
    ]
    server.stop()
    server.start()
    before = rooms()
    assert call(server, "GET", "sessions")[1] == in_use
    assert rooms() == before < len(in_use)


def test_an_imported_rehearsal_stays_one_and_its_retention_begins_now(server: Server) -> None:
    exported = export(hour())
    exported["report"]["rehearsal"] = True
    _, made = call(server, "POST", "sessions/import", exported)
    assert made["rehearsal"] is True
    assert made["ended_at_ms"] > hour().at_ms
    assert made["erased_at_ms"] == made["ended_at_ms"] + 30 * DAY_MS
    again = json.loads(server.get(f"/api/sessions/{made['code']}/export.json"))["report"]
    assert again == {**json.loads(json.dumps(report(hour()))), "rehearsal": True}
