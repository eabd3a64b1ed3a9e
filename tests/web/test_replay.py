"""The replay over HTTP: who gets it, what boards showed, what is gone, and the JSON export that has it."""

import gzip
import json
import urllib.request
from contextlib import closing
from typing import Any

import pytest

from app.exports.report_data import export
from app.web.refusal_words import NO_REPLAY_OF_IMPORTED
from tests import forked
from tests.client import Client, console, phone
from tests.exports.scripted import hour
from tests.server import ORGANISER_KEY, Server
from tests.sim.client import fold
from tests.web.test_organiser import call, report_key

pytestmark = pytest.mark.shared_server


def replay(server: Server, key: str = ORGANISER_KEY) -> dict[str, Any]:
    status, answer = call(server, "GET", f"sessions/{server.code}/replay", key=key)
    assert status == 200, answer
    assert isinstance(answer, dict)
    return answer


def views(told: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """The view of the replay after each of its moments."""
    view: dict[str, Any] = {}
    return {moment["seq"]: (view := fold(view, moment)) for moment in told["moments"]}


def texts(told: dict[str, Any]) -> set[str]:
    return {row["text"] for view in views(told).values() for row in view.get("questions", {}).values()}


def test_the_replay_shows_what_the_board_was_sent(server: Server) -> None:
    with closing(Client(server, role="board", key=server.key("board"))) as board:
        shown = [board.receive("snapshot")]
        with console(server) as facilitator, phone(server) as one:
            facilitator.enter("collect")
            asked = one.do("ask_question", text="<b>Hvem</b> ejer effekten?")
            facilitator.do("place_question", question_id=asked, pitfall=None)
            facilitator.enter("group")
        while shown[-1].get("put", {}).get("step", {}).get("it", {}).get("step") != "group":
            shown.append(board.receive("delta"))
    told = views(replay(server))
    view: dict[str, Any] = {}
    for frame in shown:
        view = frame["view"] if frame["t"] == "snapshot" else fold(view, frame)
        seen = {table: rows for table, rows in view.items() if not table.startswith("live.")}
        assert seen == told[max(seq for seq in told if seq <= frame["seq"])]


def test_words_that_are_gone_since_are_in_no_moment(server: Server) -> None:
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        for text in ("Skjules", "Fortrydes", "Bliver"):
            asked = one.do("ask_question", text=text)
            facilitator.do("spotlight", question_id=asked)
            if text == "Skjules":
                facilitator.do("hide_question", question_id=asked)
            elif text == "Fortrydes":
                one.do("withdraw_question", question_id=asked)
    assert texts(replay(server)) == {"Bliver"}


def test_the_keys_of_report_console_and_organiser_open_the_replay_and_no_other_does(server: Server) -> None:
    for key in (ORGANISER_KEY, report_key(server), server.key("console")):
        assert replay(server, key)["code"] == server.code
    for key in (server.key("board"), "guessed", ""):
        assert call(server, "GET", f"sessions/{server.code}/replay", key=key)[0] == 403


def test_the_replay_is_packed_for_who_can_unpack_it(server: Server) -> None:
    request = urllib.request.Request(
        f"{server.base}/api/sessions/{server.code}/replay",
        headers={"Authorization": f"Bearer {ORGANISER_KEY}", "Accept-Encoding": "gzip"},
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert json.loads(gzip.decompress(answer.read())) == replay(server)


def test_a_json_export_has_the_replay_when_asked_for_and_is_imported_as_without_it(server: Server) -> None:
    way = f"sessions/{server.code}/export"
    plain = call(server, "GET", f"{way}.json")[1]
    whole = call(server, "GET", f"{way}.json?replay=true")[1]
    assert whole == {**plain, "replay": replay(server)}
    made = forked.run(["export", server.code, "--replay"], server.environment).stdout
    assert json.loads(made) == whole
    assert call(server, "GET", f"{way}.csv?replay=true") == (422, {"detail": "csv has no replay; json has."})
    exported = {**export(hour()), "replay": whole["replay"]}
    status, imported = call(server, "POST", "sessions/import", exported)
    assert status in (200, 201)
    status, refused = call(server, "GET", f"sessions/{imported['code']}/replay")
    assert (status, refused["detail"]) == (409, NO_REPLAY_OF_IMPORTED["en"])
