"""The organiser's HTTP API: create, list, change, end, delete, export and import sessions."""

import json
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from app.core.rules.session import DAY_MS
from app.exports.formats import FORMATS
from app.exports.printouts import PRINTOUT_KINDS
from app.exports.report_data import export, report
from tests import forked
from tests.client import Client, ConsoleClient, console, phone
from tests.exports.scripted import hour
from tests.server import ORGANISER_KEY, Server
from tests.web.surface import at_once

pytestmark = pytest.mark.shared_server
# The formats that need no library of their own.
QUICKLY_MADE = [name for name, format in FORMATS.items() if format.extra is None]


def call(
    server: Server,
    method: str,
    path: str,
    body: object = None,
    key: str = ORGANISER_KEY,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> tuple[int, Any]:
    """The status and the JSON of a response."""
    request = urllib.request.Request(
        f"{server.base}/api/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json", **headers},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            raw = answer.read()
            return answer.status, json.loads(raw) if raw else None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


@pytest.mark.own_server
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
    assert (kept["subtitle"], kept["occasion"], kept["own_title"]) == ("", "", True)
    assert kept["handout"]["da"]["prompts"]
    exported = json.loads(server.get(f"/api/sessions/{made['code']}/export.json"))["report"]
    assert (exported["date"], exported["place"], exported["expected"]) == ("2030-05-02", "Vejle", 200)


REFUSED: list[tuple[str, str, object, str]] = [
    ("PATCH", "sessions/{code}", {}, "name what to change"),
    ("PATCH", "sessions/{code}", {"retention_days": 0}, "greater than or equal to 1"),
    ("PATCH", "sessions/{code}", {"retention_days": 91}, "less than or equal to 90"),
    ("PATCH", "sessions/{code}", {"days": 7}, "Extra inputs"),
    ("PATCH", "sessions/{code}", {"title": "\u200b"}, "Nothing readable"),
    ("POST", "sessions", {"run_sheet": "projektjungle", "date": "2. maj"}, "date"),
    ("POST", "sessions", {"run_sheet": "projektjungle", "expected": 0}, "greater than or equal to 1"),
    ("POST", "sessions", {"run_sheet": "findes-ikke"}, "there are: "),
    ("POST", "sessions/{code}/keys/organiser", None, "'facilitator', 'board' or 'report'"),
    ("PATCH", "sessions/{code}", {"date": "2. maj"}, "date"),
    ("PATCH", "sessions/{code}", {"expected": 0}, "greater than or equal to 1"),
    ("PATCH", "sessions/{code}", {"place": "ab" * 61}, "at most 120"),
    ("PATCH", "sessions/{code}", {"title": None}, "name what to change"),
]
HOUSEKEEPING = [
    ("PATCH", ""),
    ("POST", "/end"),
    ("POST", "/reopen"),
    ("POST", "/empty"),
    ("POST", "/next"),
    ("POST", "/keys/board"),
    ("DELETE", ""),
    ("GET", ""),
    ("GET", "/questions"),
]


BODIES = {"PATCH": {"retention_days": 7}, "/empty": {"participants": 0, "questions": 0}, "/next": {}}


def report_key(server: Server) -> str:
    """The key in the link to the report."""
    link: str = call(server, "GET", f"sessions/{server.code}")[1]["links"]["report"]
    return link.partition("#key=")[2]


def test_an_invalid_request_is_refused_with_a_message(server: Server) -> None:
    for method, path, body, said in REFUSED:
        status, answer = call(server, method, path.format(code=server.code), body)
        assert status == 422, (method, path, body)
        assert said in json.dumps(answer, ensure_ascii=False)


def test_only_the_organiser_can_manage_sessions(server: Server) -> None:
    def status(method: str, path: str, code: str, key: str) -> int:
        body = BODIES.get(path, BODIES.get(method))
        return call(server, method, f"sessions/{code}{path}", body, key)[0]

    refused = [
        partial(status, *way, server.code, key)
        for way in HOUSEKEEPING
        for key in ("", "guess", server.key("console"), server.key("board"), report_key(server))
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


def test_what_a_session_is_called_and_its_day_place_and_number_can_be_changed(server: Server) -> None:
    """A new title clears subtitle and occasion; fields that are not named stay unchanged."""
    path = f"sessions/{server.code}"
    assert call(server, "GET", path)[1]["subtitle"] == "Fra projektjungel til koordineret udvikling"
    with console(server) as facilitator:
        for change, expected in (
            ({"title": " Temadag "}, ("Temadag", "", "", None, None, None)),
            ({"subtitle": "Om vaner"}, ("Temadag", "Om vaner", "", None, None, None)),
            ({"title": "Temadag", "place": "Ærø "}, ("Temadag", "Om vaner", "", None, "Ærø", None)),
            (
                {"title": "Ny dag", "occasion": "Efteråret", "date": "2030-05-02", "expected": 140},
                ("Ny dag", "", "Efteråret", "2030-05-02", "Ærø", 140),
            ),
            ({"date": None, "place": ""}, ("Ny dag", "", "Efteråret", None, None, 140)),
        ):
            status, listed = call(server, "PATCH", path, change)
            names = ("title", "subtitle", "occasion", "date", "place", "expected")
            assert (status, tuple(listed[name] for name in names)) == (200, expected), change
            shown: dict[str, Any] = {}
            while tuple(shown.get(name) for name in names) != expected:
                shown = facilitator.receive("delta").get("put", {}).get("session", {"it": shown})["it"]
        exported = json.loads(server.get(f"/api/{path}/export.json"))["report"]
        assert (exported["title"], exported["given_subtitle"], exported["given_occasion"]) == (
            "Ny dag",
            None,
            "Efteråret",
        )
    handout = call(server, "GET", path)[1]["handout"]
    for language in ("da", "en"):
        words = handout[language]
        assert (words["title"], words["subtitle"], words["occasion"]) == ("Ny dag", "", "Efteråret")


def test_details_that_have_changed_since_they_were_read_are_not_replaced(server: Server) -> None:
    path = f"sessions/{server.code}"
    first = {"title": "Temadag", "date": "2030-05-02", "place": "Vejle", "expected": 140}
    assert call(server, "PATCH", path, first)[0] == 200
    for name, stale, newer in (
        ("title", "Noget andet", "Årsmøde"),
        ("date", None, None),
        ("place", "Ærø", "Ribe"),
        ("expected", 139, 141),
    ):
        refused = call(server, "PATCH", path, {name: newer, "was": {name: stale}})
        assert refused[0] == 409, name
        assert call(server, "GET", path)[1][name] == first[name]
        assert call(server, "PATCH", path, {name: newer, "was": {name: first[name]}})[0] == 200
        assert call(server, "GET", path)[1][name] == newer
    assert call(server, "PATCH", path, {"was": {"title": "Årsmøde"}})[0] == 422


def test_an_end_can_be_taken_back_while_the_session_is_kept(server: Server) -> None:
    path = f"sessions/{server.code}"
    with phone(server) as one, console(server) as facilitator:
        facilitator.enter("collect")
        ended = call(server, "POST", f"{path}/end")[1]
        assert (ended["may_reopen"], ended["ended_by_neglect"], ended["ends_at_ms"]) == (True, False, None)
        assert one.ask("ask_question", text="For sent")["code"] == "ended"
        status, again = call(server, "POST", f"{path}/reopen")
        assert (status, again["ended_at_ms"], again["erased_at_ms"]) == (200, None, None)
        assert again["ends_at_ms"] >= ended["ended_at_ms"] + 7 * DAY_MS
        assert one.do("ask_question", text="Alligevel")
        facilitator.do("end_session")
        facilitator.do("reopen_session")
        assert call(server, "GET", path)[1]["ended_at_ms"] is None
    assert call(server, "POST", f"{path}/reopen")[0] == 200
    imported = call(server, "POST", "sessions/import", export(hour()))[1]
    assert not imported["may_reopen"]
    listed = {one["code"]: one["imported"] for one in call(server, "GET", "sessions")[1]}
    assert listed == {imported["code"]: True, server.code: False}
    assert call(server, "POST", f"sessions/{imported['code']}/reopen")[0] == 409


def test_the_reports_key_opens_the_report_and_nothing_else_and_is_renewed_by_itself(server: Server) -> None:
    path = f"/api/sessions/{server.code}"
    old = {"report": report_key(server), "console": server.key("console"), "board": server.key("board")}
    for name in ("report?lang=en", *(f"export.{kind}" for kind in QUICKLY_MADE)):
        assert server.get(f"{path}/{name}", old["report"])
    for kind in FORMATS:
        way = f"sessions/{server.code}/export.{kind}?whole=true"
        assert call(server, "GET", way, key=old["report"])[0] == 403
    refused = [
        *(one for one in HOUSEKEEPING if one != ("GET", "")),
        ("GET", "/sweeps"),
        ("GET", "/rehearsal"),
    ]
    for method, page in [*refused, ("GET", ""), ("POST", "/rehearsal"), ("POST", "/invitations")]:
        body = {"retention_days": 7} if method == "PATCH" else {"role": "console"}
        status, _ = call(server, method, f"sessions/{server.code}{page}", body, old["report"])
        assert status == 403, (method, page)
    for role in ("console", "board"):
        client = Client(server, role=role, key=old["report"])
        assert client.receive("bye")["code"] == "unknown_key"
        client.close()
    status, renewed = call(server, "POST", f"sessions/{server.code}/keys/report")
    assert status == 201
    assert renewed["links"]["report"].endswith(renewed["key"])
    assert server.get(f"{path}/report", renewed["key"])
    assert call(server, "GET", f"sessions/{server.code}/report", key=old["report"])[0] == 403
    for screen in ("console", "board"):
        assert renewed["links"][screen].endswith(old[screen])
    assert server.get(f"{path}/report", old["console"]), "a link of before with the facilitator's key"
    call(server, "POST", f"sessions/{server.code}/keys/facilitator")
    assert call(server, "GET", f"sessions/{server.code}/report", key=old["console"])[0] == 403
    assert server.get(f"{path}/report", renewed["key"])


def test_every_format_can_be_exported_in_every_step_with_the_facilitators_key_only(server: Server) -> None:
    """Those that take long to make, in the last step; tests of the exports make them of every state."""
    with console(server) as facilitator, phone(server) as one:
        for step in ("lobby", "collect", "poll", "done"):
            facilitator.enter(step)
            if step == "collect":
                one.do("ask_question", text="Hvem ejer effekten?")
            for kind in FORMATS if step == "done" else QUICKLY_MADE:
                path = f"/api/sessions/{server.code}/export.{kind}?lang=en"
                assert server.get(path, server.key("console"))
    for key in ("", server.key("board")):
        assert call(server, "GET", f"sessions/{server.code}/export.html", key=key)[0] == 403
        assert call(server, "GET", f"sessions/{server.code}/report", key=key)[0] == 403
    assert call(server, "GET", f"sessions/{server.code}/export.odt")[0] == 404


def test_the_command_line_exports_every_kind_of_file(server: Server) -> None:
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("html", b"<!doctype html>"), ("json", b"{")):
        command = ["export", server.code, "--as", kind, "--language", "en"]
        done = forked.run(command, server.environment)
        assert done.stdout.startswith(begins)
    wrong = [*command[:-1], "xx"]
    refused = forked.run(wrong, server.environment)
    assert refused.returncode == 2
    assert b"lang: input should be" in refused.stderr


def test_a_slide_with_the_address_is_for_those_who_lead_the_session(server: Server) -> None:
    for kind, begins in (("png", b"\x89PNG"), ("pptx", b"PK")):
        way = f"/api/sessions/{server.code}/slide.{kind}"
        assert server.get(f"{way}?lang=en", server.key("console")).startswith(begins)
        done = forked.run(["slide", server.code, "--as", kind], server.environment)
        assert done.stdout == server.get(way)
        for key in ("", server.key("board"), server.key("report")):
            assert call(server, "GET", f"sessions/{server.code}/slide.{kind}", key=key)[0] == 403
    assert call(server, "GET", f"sessions/{server.code}/slide.odp")[0] == 422
    assert call(server, "GET", "sessions/NOSUCH/slide.png")[0] == 404


def test_print_outs_are_for_those_who_lead_the_session(server: Server) -> None:
    for kind in PRINTOUT_KINDS:
        way = f"/api/sessions/{server.code}/printouts/{kind}.pdf"
        assert server.get(f"{way}?lang=en", server.key("console")).startswith(b"%PDF")
        for key in ("", server.key("board"), server.key("report")):
            assert call(server, "GET", f"sessions/{server.code}/printouts/{kind}.pdf", key=key)[0] == 403
    done = forked.run(["print", server.code, "--as", "card", "--language", "en"], server.environment)
    assert done.stdout.startswith(b"%PDF")
    assert call(server, "GET", f"sessions/{server.code}/printouts/ticket.pdf")[0] == 422


def test_texts_held_back_are_exported_only_when_the_whole_is_asked_for(server: Server) -> None:
    secret = "Ring til Grete på 12 34 56 78"
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        one.do("ask_question", text=secret)
    way = f"/api/sessions/{server.code}/export."
    for kind in ("csv", "json"):
        assert secret not in server.get(f"{way}{kind}").decode()
        for key in (ORGANISER_KEY, server.key("console")):
            assert secret in server.get(f"{way}{kind}?whole=true", key).decode()
    for kind in ("pdf", "html", "md"):
        status, refused = call(server, "GET", f"sessions/{server.code}/export.{kind}?whole=true")
        assert (status, "xlsx, csv, json can" in refused["detail"]) == (422, True)
    for separator, encoding in (("tab", "utf-16"), ("semicolon", "utf-8-sig"), ("comma", "utf-8-sig")):
        chosen = f"{way}csv?separator={separator}"
        assert secret not in server.get(chosen).decode(encoding)
        assert secret in server.get(f"{chosen}&whole=true").decode(encoding)
    command = ["export", server.code, "--as", "csv"]
    assert secret.encode() not in forked.run(command, server.environment).stdout
    assert secret.encode() in forked.run([*command, "--whole"], server.environment).stdout


def test_the_separator_of_csv_can_be_chosen_and_no_other_format_has_one(server: Server) -> None:
    way = f"/api/sessions/{server.code}/export."
    signs = {"": ";", "?separator=tab": "\t", "?separator=semicolon": ";", "?separator=comma": ","}
    for query, sign in signs.items():
        encoding = "utf-16" if sign == "\t" else "utf-8-sig"
        assert server.get(f"{way}csv{query}").decode(encoding).startswith(f'"Nr."{sign}"Spørgsmål"{sign}')
    for kind in set(FORMATS) - {"csv"}:
        answer = call(server, "GET", f"sessions/{server.code}/export.{kind}?separator=tab")
        assert answer == (422, {"detail": f"{kind} has no separator; csv has."})
    assert call(server, "GET", f"sessions/{server.code}/export.csv?separator=pipe")[0] == 422
    command = ["export", server.code, "--as", "csv", "--separator"]
    assert forked.run([*command, "tab"], server.environment).stdout == server.get(f"{way}csv?separator=tab")
    refused = forked.run([*command, "pipe"], server.environment)
    assert b"'pipe' is not tab, semicolon or comma." in refused.stderr


def test_left1_the_organiser_leaves_a_question_out_of_report_and_files_after_the_end_and_puts_it_back(
    server: Server,
) -> None:
    _, imported = call(server, "POST", "sessions/import", export(hour()))
    code = imported["code"]
    _, listed = call(server, "GET", f"sessions/{code}/questions")
    chosen = next(one for one in listed if one["text"].startswith("Skrevet på en seddel"))
    path = f"sessions/{code}/questions/{chosen['question_id']}/left-out"

    def in_report() -> bool:
        return chosen["text"] in server.get(f"/api/sessions/{code}/report", ORGANISER_KEY).decode()

    assert in_report()
    for left_out in (True, False):
        assert call(server, "PUT", path, {"left_out": left_out}) == (204, None)
        assert in_report() == (not left_out)
        _, listed = call(server, "GET", f"sessions/{code}/questions")
        assert {**chosen, "left_out": left_out} in listed
    unknown = f"sessions/{code}/questions/{'0' * 31}x/left-out"
    assert call(server, "PUT", unknown, {"left_out": True})[0] == 409
    assert call(server, "PUT", path, {"left_out": True}, key="wrong")[0] == 403


def test_reply2_the_organiser_replies_to_questions_after_the_end_mends_the_reply_and_takes_it_back(
    server: Server,
) -> None:
    _, imported = call(server, "POST", "sessions/import", export(hour()))
    code = imported["code"]
    path = f"sessions/{code}/replies"

    def listed() -> dict[str, Any]:
        return {one["question_id"]: one for one in call(server, "GET", f"sessions/{code}/questions")[1]}

    open_ones = [id for id, one in listed().items() if one["answer"] == "no" and not one["replied"]][:2]
    for text in ("Det gør styregruppen.", "Det gør styregruppen i <uge 40>."):
        body = {"question_ids": open_ones, "text": text, "signed": "=Projektkontoret"}
        assert call(server, "PUT", path, body) == (204, None)
        replies = [listed()[id]["reply"] for id in open_ones]
        assert [(one["text"], one["signed"]) for one in replies] == [(text, "=Projektkontoret")] * 2
    assert (
        "Det gør styregruppen i &lt;uge 40&gt;."
        in server.get(f"/api/sessions/{code}/report", ORGANISER_KEY).decode()
    )
    reply = f"sessions/{code}/questions/{open_ones[0]}/reply"
    assert call(server, "DELETE", reply) == (204, None)
    assert [listed()[id]["replied"] for id in open_ones] == [False, True]
    assert call(server, "DELETE", reply, key="wrong")[0] == 403
    refused: list[tuple[dict[str, Any], int]] = [
        ({"text": "\u200b"}, 422),
        ({"signed": "æ " * 31}, 422),
        ({"question_ids": ["gone"]}, 409),
    ]
    for change, status in refused:
        assert call(server, "PUT", path, {**body, **change})[0] == status
    assert call(server, "PUT", path, body, key="wrong")[0] == 403


def test_an_export_that_is_imported_twice_is_one_session(server: Server) -> None:
    first = call(server, "POST", "sessions/import", export(hour()))
    again = call(server, "POST", "sessions/import", export(hour()))
    assert (first[0], again[0]) == (201, 200)
    assert again[1]["code"] == first[1]["code"]
    assert call(server, "POST", "sessions/import", export(hour(), whole=True))[0] == 201
    assert call(server, "POST", "sessions/import", export(hour("en")))[0] == 201
    assert len(call(server, "GET", "sessions")[1]) == 4
    assert call(server, "DELETE", f"sessions/{first[1]['code']}")[0] == 204
    assert call(server, "POST", "sessions/import", export(hour()))[0] == 201


def test_a_damaged_import_is_refused_and_not_listed(server: Server) -> None:
    exported = export(hour())
    exported["report"]["questions"][0]["merged_into"] = 7_000
    status, answer = call(server, "POST", "sessions/import", exported)
    assert status == 422
    assert "question 1 points at 7000" in answer["detail"]
    assert [one["code"] for one in call(server, "GET", "sessions")[1]] == [server.code]


@pytest.mark.own_server
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


@pytest.mark.own_server
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


def test_a_tried_session_is_emptied_once_the_organiser_has_said_what_goes(server: Server) -> None:
    path, links = f"sessions/{server.code}", call(server, "GET", f"sessions/{server.code}")[1]["links"]
    with console(server) as facilitator, phone(server) as one, phone(server):
        facilitator.enter("collect")
        one.do("ask_question", text="En kanariefugl?")
        for body, status, said in (
            ({"participants": 1, "questions": 1, "confirm": server.code}, 409, "come or gone"),
            ({"participants": 2, "questions": 1}, 422, server.code),
            ({"participants": 2, "questions": 1, "confirm": "ZZZZZZ"}, 422, server.code),
        ):
            answered, answer = call(server, "POST", f"{path}/empty", body)
            assert (answered, said in answer["detail"]) == (status, True), body
        shown = {"participants": 2, "questions": 1, "confirm": server.code.lower()}
        status, emptied = call(server, "POST", f"{path}/empty", shown)
        assert (status, emptied["joined"], emptied["questions"], emptied["links"]) == (200, 0, 0, links)
        for screen in (facilitator, one):
            assert screen.receive("bye")["code"] == "restart"
    assert server.export()["questions"] == []
    with phone(server) as newcomer, console(server) as facilitator:
        facilitator.enter("collect")
        newcomer.do("ask_question", text="Et rigtigt spørgsmål?")
    assert [q["text"] for q in server.export()["questions"]] == ["Et rigtigt spørgsmål?"]
    imported = call(server, "POST", "sessions/import", export(hour()))[1]
    shown = {
        "participants": imported["joined"],
        "questions": imported["questions"],
        "confirm": imported["code"],
    }
    assert call(server, "POST", f"sessions/{imported['code']}/empty", shown)[0] == 409


def test_a_session_that_is_ended_or_deleted_twice_at_once_is_answered_as_if_one_had_come_later(
    server: Server,
) -> None:
    path = f"sessions/{server.code}"
    ended = at_once([partial(call, server, "POST", f"{path}/end")] * 4)
    assert [status for status, _ in ended] == [200] * 4
    deleted = at_once([partial(call, server, "DELETE", path)] * 4)
    assert sorted(status for status, _ in deleted) == [204, 404, 404, 404]


def test_a_session_is_opened_once_however_often_it_is_asked_for_with_one_key(server: Server) -> None:
    def opened(path: str, body: object, key: str = "press-one") -> tuple[int, Any]:
        return call(server, "POST", path, body, headers={"Idempotency-Key": key})

    body = {"run_sheet": "projektjungle", "title": "Årskursus"}
    made = at_once([partial(opened, "sessions", body)] * 4)
    code = made[0][1]["code"]
    assert made == [made[0]] * 4
    assert made[0][0] == 201
    others = [opened("sessions", body, "press-two"), opened("sessions", {**body, "title": "Dag 2"})]
    assert len({code, *(answer["code"] for _, answer in others)}) == 3
    after = at_once([partial(opened, f"sessions/{path}/next", {}) for path in (code, code, server.code)])
    assert after[0] == after[1]
    assert after[0][1]["code"] != after[2][1]["code"]
    call(server, "DELETE", f"sessions/{code}")
    status, answer = opened("sessions", body)
    assert (status, "another key" in answer["detail"]) == (409, True)
    assert opened("sessions", body, "short")[0] == 422


def test_the_next_session_is_like_a_finished_one(server: Server) -> None:
    body = {"run_sheet": "projektjungle", "title": "Årskursus", "place": "Vejle", "date": "2030-05-02"}
    _, first = call(server, "POST", "sessions", {**body, "expected": 40, "occasion": "Dag 1"})
    code = first["code"]
    call(server, "PATCH", f"sessions/{code}", {"retention_days": 7})
    facilitator = ConsoleClient(server, code=code, key=first["keys"]["facilitator"])
    facilitator.do("set_turn_length", seconds=45)
    facilitator.do("set_walk_order", order="arrival")
    facilitator.do("end_session")
    facilitator.close()
    status, made = call(server, "POST", f"sessions/{code}/next", {"date": "2031-05-02"})
    assert status == 201
    _, now = call(server, "GET", f"sessions/{made['code']}")
    _, before = call(server, "GET", f"sessions/{code}")
    same = ("title", "occasion", "subtitle", "place", "language", "run_sheet", "retention_days", "handout")
    assert {name: now[name] for name in same} == {name: before[name] for name in same}
    assert (now["date"], now["expected"], now["joined"], now["ended_at_ms"]) == ("2031-05-02", None, 0, None)
    assert not {made["code"], *made["links"].values()} & {code, *before["links"].values()}
    facilitator = ConsoleClient(server, code=made["code"], key=made["keys"]["facilitator"])
    view = facilitator.view
    assert (view["timer"]["it"]["turn_ms"], view["board"]["it"]["walk_order"]) == (45_000, "arrival")
    facilitator.close()
    other = call(server, "POST", f"sessions/{code}/next", {"title": "Dag 2", "language": "xx"})
    assert (other[0], "'xx'" in other[1]["detail"]) == (422, True)
    renamed = call(server, "POST", f"sessions/{code}/next", {"title": "Dag 2"})[1]["code"]
    _, now = call(server, "GET", f"sessions/{renamed}")
    assert (now["title"], now["occasion"], now["place"]) == ("Dag 2", "", "Vejle")
    # An imported session has a run sheet of which this server has no file.
    imported = call(server, "POST", "sessions/import", export(hour()))[1]
    status, made = call(server, "POST", f"sessions/{imported['code']}/next", {})
    assert status == 201
    assert call(server, "GET", f"sessions/{made['code']}")[1]["run_sheet"] == imported["run_sheet"]
