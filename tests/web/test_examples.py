"""The API and the command for kept examples: look through, keep, count, take out, remove."""

import subprocess
import tomllib
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.core.run_sheet_reader import read
from app.settings import SHIPPED_SESSIONS
from tests import forked
from tests.client import console, phone
from tests.server import ORGANISER_KEY, Server
from tests.web.surface import at_once, description
from tests.web.test_organiser import call

pytestmark = pytest.mark.process
DESCRIPTION = description()
SHEET = "projektjungle"
TEXTS = (
    "Hvordan ser jeg, om kommunens nye system har ændret noget for borgerne?",
    "Skal vi måle på det i to år endnu?",
    "Kan jeg skrive til bo@example.org om det?",
    "Skal vi måle paa det i to år endnu",
    "Hvorfor er der ingen kaffe?",
)


def grouped(server: Server) -> list[str]:
    """Ask the texts, put all but the last into a pitfall, and end the session; returns the questions' ids."""
    with console(server) as facilitator, phone(server) as one:
        first, second = list(facilitator.view["pitfalls"])[:2]
        facilitator.enter("collect")
        ids = [one.do("ask_question", text=text) for text in TEXTS]
        facilitator.do("let_through", question_id=ids[2])
        for id, pitfall in zip(ids, (first, second, second, second), strict=False):
            facilitator.do("place_question", question_id=id, pitfall=pitfall)
        facilitator.do("end_session")
    return ids


def looked_through(server: Server) -> list[dict[str, Any]]:
    """What home sends when nothing is changed in the dialog."""
    status, found = call(server, "GET", f"sessions/{server.code}/examples")
    assert status == 200
    return [{key: one[key] for key in ("question_id", "text", "pitfall")} for one in found["questions"]]


def keep(server: Server, *examples: dict[str, Any]) -> tuple[int, Any]:
    return call(server, "POST", f"sessions/{server.code}/examples", {"examples": list(examples)})


def kept(server: Server) -> list[str]:
    status, found = call(server, "GET", f"examples/{SHEET}")
    assert status == 200
    return [one["text"] for one in found]


def summe(server: Server, *words: str) -> subprocess.CompletedProcess[bytes]:
    return forked.run(words, server.environment)


def test_what_may_be_kept_is_the_groups_without_personal_data_and_near_copies(server: Server) -> None:
    ids = grouped(server)
    status, found = call(server, "GET", f"sessions/{server.code}/examples")
    assert status == 200
    assert [one["question_id"] for one in found["questions"]] == ids[:2]
    assert found["not_kept"] == {"personal": 1, "alike": 1}
    assert (found["run_sheet"], found["language"], found["languages"]) == (SHEET, "da", ["da", "en"])
    assert [one["room_for"] for one in found["pitfalls"]] == [200] * len(found["pitfalls"])


def test_questions_are_kept_counted_listed_and_removed(server: Server) -> None:
    grouped(server)
    first, second = looked_through(server)
    assert keep(server, first, {**second, "text": "Skal vi måle i to år?", "language": "da"}) == (
        200,
        {"kept": 2, "not_kept": []},
    )
    (counted,) = [one for one in call(server, "GET", "examples")[1] if one["run_sheet"] == SHEET]
    assert (counted["examples"], counted["title"].keys()) == (2, {"da", "en"})
    assert kept(server) == [TEXTS[0], "Skal vi måle i to år?"]
    _, again = keep(server, first, second)
    assert [one["why"] for one in again["not_kept"]] == ["already", "already"]
    _, listed = call(server, "GET", f"examples/{SHEET}")
    assert call(server, "DELETE", f"examples/{SHEET}/{listed[0]['example_id']}") == (204, None)
    assert call(server, "DELETE", f"examples/{SHEET}/{listed[0]['example_id']}")[0] == 404
    assert kept(server) == ["Skal vi måle i to år?"]
    assert call(server, "DELETE", f"examples/{SHEET}") == (204, None)
    assert kept(server) == []


def test_the_file_can_be_pasted_into_the_run_sheet_and_what_it_adds_is_read(server: Server) -> None:
    grouped(server)
    odd = 'Med "anførsel", \\ skråstreg og 🙂?'
    first, second = looked_through(server)
    keep(server, first, {**second, "text": odd, "language": "en"})
    request = urllib.request.Request(
        f"{server.base}/api/examples/{SHEET}.toml", headers={"Authorization": f"Bearer {ORGANISER_KEY}"}
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["content-disposition"] == f'attachment; filename="summe-examples-{SHEET}.toml"'
        taken = tomllib.loads(answer.read().decode())
    sheet = tomllib.loads((SHIPPED_SESSIONS / f"{SHEET}.toml").read_text())
    by_id = {one["id"]: one["examples"] for one in taken["pitfalls"]}
    assert by_id == {first["pitfall"]: {"da": [TEXTS[0]]}, second["pitfall"]: {"en": [odd]}}
    for pitfall in sheet["pitfalls"]:
        pitfall["examples"] = by_id.get(pitfall["id"], {})
    _, findings = read(sheet)
    assert [one for one in findings if not one.warning] == []
    assert summe(server, "examples", "export", SHEET).stdout.decode().count("[[pitfalls]]") == 2


REFUSED: list[tuple[str, str, object, int, str]] = [
    ("GET", "sessions/ZZZZZZ/examples", None, 404, "There is no session"),
    ("POST", "sessions/{code}/examples", {"examples": []}, 422, "at least 1"),
    ("POST", "sessions/{code}/examples", {"examples": ["{one}"] * 1_001}, 422, "at most 1000"),
    ("GET", "examples/nowhere", None, 404, "There is no run sheet 'nowhere'"),
    ("GET", "examples/nowhere.toml", None, 404, "There is no run sheet 'nowhere'"),
    ("DELETE", "examples/nowhere", None, 404, "There is no run sheet 'nowhere'"),
]


def test_an_impossible_request_is_refused_with_a_reason(server: Server) -> None:
    grouped(server)
    for method, path, body, status, says in REFUSED:
        got, answer = call(server, method, path.format(code=server.code), body)
        assert (got, says in str(answer["detail"])) == (status, True), (path, answer)


def test_a_pitfall_and_a_language_have_to_be_the_run_sheets(server: Server) -> None:
    grouped(server)
    first, _ = looked_through(server)
    for wrong, says in (({"pitfall": "nej"}, "no pitfall 'nej'"), ({"language": "pl"}, "no language 'pl'")):
        status, answer = keep(server, {**first, **wrong})
        assert (status, says in answer["detail"]) == (422, True)
    assert kept(server) == []


def test_nothing_is_kept_before_the_end_nor_of_a_rehearsal(server: Server) -> None:
    status, answer = call(server, "GET", f"sessions/{server.code}/examples")
    assert (status, "End it first" in answer["detail"]) == (409, True)
    _, made = call(server, "POST", "sessions", {"run_sheet": SHEET, "rehearsal": True})
    call(server, "POST", f"sessions/{made['code']}/end")
    status, answer = call(server, "GET", f"sessions/{made['code']}/examples")
    assert (status, "simulated" in answer["detail"]) == (409, True)


ROUTES = [
    ("GET", "sessions/{code}/examples"),
    ("POST", "sessions/{code}/examples"),
    ("GET", "examples"),
    ("GET", f"examples/{SHEET}"),
    ("GET", f"examples/{SHEET}.toml"),
    ("DELETE", f"examples/{SHEET}"),
    ("DELETE", f"examples/{SHEET}/one"),
]


def test_s5_examples_are_the_organisers_alone(server: Server) -> None:
    named = {path.removeprefix("/api/") for path in DESCRIPTION["paths"] if "examples" in path}
    assert {
        path.replace(SHEET, "{run_sheet}").replace("/one", "/{example_id}") for _, path in ROUTES
    } == named
    requests = [
        partial(call, server, method, path.format(code=server.code), {}, key)
        for method, path in ROUTES
        for key in ("", "guess", server.key("console"), server.key("board"))
    ]
    assert {status for status, _ in at_once(requests)} == {403}


def test_a_pitfall_has_room_for_so_many(tmp_path: Path) -> None:
    hall = Server(tmp_path, examples_per_pitfall=1)
    hall.start()
    grouped(hall)
    first, second = looked_through(hall)
    _, answer = keep(hall, first, {**second, "pitfall": first["pitfall"]})
    assert answer == {"kept": 1, "not_kept": [{"question_id": second["question_id"], "why": "full"}]}
    hall.stop()


def test_p7_a_question_that_is_withdrawn_left_out_or_hidden_after_all_takes_its_example_along(
    server: Server,
) -> None:
    token = "7" * 32
    with console(server) as facilitator, phone(server, token) as one:
        pitfall = next(iter(facilitator.view["pitfalls"]))
        facilitator.enter("collect")
        texts = ("Hvem ejer effekten?", "Hvor er planen?", "Hvad koster det os?", "Må jeg sige nej?")
        ids = [one.do("ask_question", text=text) for text in texts]
        facilitator.do("place_questions", ids=ids, pitfall=pitfall)
        facilitator.do("end_session")
    keep(server, *looked_through(server))
    assert sorted(kept(server)) == sorted(texts)
    call(server, "PUT", f"sessions/{server.code}/questions/{ids[0]}/left-out", {"left_out": True})
    assert sorted(kept(server)) == sorted(texts[1:])
    call(server, "POST", f"sessions/{server.code}/reopen")
    with console(server) as facilitator, phone(server, token) as one:
        facilitator.do("hide_question", question_id=ids[1])
        one.do("withdraw_question", question_id=ids[2])
    assert kept(server) == [texts[3]]
    call(server, "DELETE", f"sessions/{server.code}")
    assert kept(server) == []


def test_the_command_lists_and_removes_and_says_what_is_missing(server: Server) -> None:
    grouped(server)
    keep(server, *looked_through(server))
    assert f"     2  {SHEET}" in summe(server, "examples", "list").stdout.decode().splitlines()
    lines = summe(server, "examples", "list", SHEET).stdout.decode().splitlines()
    assert [line.endswith(text) for line, text in zip(lines, TEXTS, strict=False)] == [True, True]
    neither = summe(server, "examples", "remove", SHEET)
    assert (neither.returncode, b"--all" in neither.stderr) == (2, True)
    assert summe(server, "examples", "remove", SHEET, lines[0].split()[0]).returncode == 0
    assert kept(server) == [TEXTS[1]]
    assert summe(server, "examples", "remove", SHEET, "--all").returncode == 0
    assert kept(server) == []
    unknown = summe(server, "examples", "list", "nowhere")
    assert (unknown.returncode, b"There is no run sheet 'nowhere'" in unknown.stderr) == (2, True)
