"""The API for editing run sheets: who may, what is refused and kept, and what sessions get of it."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.settings import SHIPPED_SESSIONS
from tests.server import Server
from tests.web.surface import at_once
from tests.web.test_organiser import call

pytestmark = pytest.mark.shared_server
SMALL = (Path(__file__).parent.parent / "core" / "small.toml").read_text("utf-8")
TALK = "moeder-der-virker"
FILES = "run-sheet-files"
BIDI = '"<script>alert(1)</script> \\u202e=1+1 🥧"'


def text_of(id: str) -> str:
    return SMALL.replace('id = "small"', f'id = "{id}"')


def made(server: Server, id: str, text: str = "") -> dict[str, Any]:
    status, file = call(server, "POST", FILES, {"text": text or text_of(id)})
    assert status == 201, file
    return dict(file)


def saved(server: Server, id: str, text: str, based_on: str) -> tuple[int, Any]:
    return call(server, "PUT", f"{FILES}/{id}", {"text": text, "based_on": based_on})


def listed(server: Server) -> dict[str, Any]:
    return {one["id"]: one for one in call(server, "GET", FILES)[1]}


def checked(server: Server, text: str, **more: Any) -> Any:
    status, answer = call(server, "POST", f"{FILES}/check", {"text": text, **more})
    assert status == 200, answer
    return answer


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", FILES, None),
        ("POST", FILES, {"text": SMALL}),
        ("POST", f"{FILES}/check", {"text": SMALL}),
        ("GET", f"{FILES}/{TALK}", None),
        ("PUT", f"{FILES}/{TALK}", {"text": SMALL, "based_on": ""}),
        ("DELETE", f"{FILES}/{TALK}", None),
        ("POST", f"{FILES}/{TALK}/copy", {"id": "kopi"}),
        ("POST", f"{FILES}/{TALK}/rename", {"id": "kopi"}),
        ("GET", f"{FILES}/{TALK}/former/0-0", None),
    ],
)
def test_run_sheets_are_the_organisers_alone(server: Server, method: str, path: str, body: Any) -> None:
    keys = ["", "wrong", server.key("console")]
    assert {call(server, method, path, body, key)[0] for key in keys} == {403}
    assert "kopi" not in listed(server)


def test_a_change_of_a_shipped_talk_takes_its_place_and_leaves_its_file_and_its_sessions_alone(
    server: Server,
) -> None:
    path = SHIPPED_SESSIONS / f"{TALK}.toml"
    before = path.read_bytes()
    _, file = call(server, "GET", f"{FILES}/{TALK}")
    assert (file["origin"], file["former"], file["text"]) == ("shipped", [], before.decode())
    old = call(server, "POST", "sessions", {"run_sheet": TALK})[1]["code"]
    changed = file["text"].replace("Møder, der virker", "Møder med mod")
    status, file = saved(server, TALK, changed, file["version"])
    assert (status, file["origin"], len(file["former"])) == (200, "edited", 1)
    new = call(server, "POST", "sessions", {"run_sheet": TALK})[1]["code"]
    titles = [call(server, "GET", f"sessions/{code}")[1]["title"] for code in (old, new)]
    assert titles == ["Møder, der virker", "Møder med mod"]
    assert path.read_bytes() == before
    assert file["former"][0]["saved_at_ms"] is None
    version_id = file["former"][0]["version_id"]
    assert call(server, "GET", f"{FILES}/{TALK}/former/{version_id}")[1] == {"text": before.decode()}
    assert call(server, "DELETE", f"{FILES}/{TALK}")[0] == 204
    assert listed(server)[TALK]["origin"] == "shipped"
    assert len(call(server, "GET", f"{FILES}/{TALK}")[1]["former"]) == 2


def test_of_two_who_save_at_once_one_does_and_the_other_is_refused_and_loses_nothing(server: Server) -> None:
    file = made(server, "samtidig")
    texts = [text_of("samtidig").replace('"En # titel"', f'"Titel {n}"') for n in range(4)]
    answers = at_once([partial(saved, server, "samtidig", text, file["version"]) for text in texts])
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]
    assert all("Nothing was saved" in answer["detail"] for status, answer in answers if status == 409)
    now = call(server, "GET", f"{FILES}/samtidig")[1]
    assert now["text"] in texts
    assert len(now["former"]) == 1


def test_what_was_removed_can_be_fetched_back_and_what_was_renamed_has_its_history(server: Server) -> None:
    file = made(server, "foer")
    _, file = saved(server, "foer", text_of("foer") + "# mere\n", file["version"])
    status, file = call(server, "POST", f"{FILES}/foer/rename", {"id": "efter"})
    assert status == 200
    assert file["text"] == text_of("efter") + "# mere\n"
    assert len(file["former"]) == 2
    assert "foer" not in listed(server)
    assert call(server, "DELETE", f"{FILES}/efter")[0] == 204
    gone = listed(server)["efter"]
    assert (gone["origin"], gone["usable"]) == ("removed", False)
    assert call(server, "POST", "sessions", {"run_sheet": "efter"})[0] == 422
    _, file = call(server, "GET", f"{FILES}/efter")
    assert saved(server, "efter", file["text"], file["version"])[1]["origin"] == "own"
    assert call(server, "POST", "sessions", {"run_sheet": "efter"})[0] == 201


def test_a_copy_has_an_id_that_no_other_has(server: Server) -> None:
    status, file = call(server, "POST", f"{FILES}/{TALK}/copy", {"id": "moeder-i-skive"})
    assert (status, file["origin"]) == (201, "own")
    talk = call(server, "GET", f"{FILES}/{TALK}")[1]["text"]
    assert file["text"] == talk.replace(f'id = "{TALK}"', 'id = "moeder-i-skive"')
    status, answer = call(server, "POST", f"{FILES}/{TALK}/copy", {"id": "moeder-i-skive"})
    assert status == 409
    assert "Give this one another" in answer["detail"]
    _, answer = call(server, "POST", f"{FILES}/{TALK}/copy?lang=da", {"id": "moeder-i-skive"})
    assert answer["detail"] == "En anden drejebog har id'et 'moeder-i-skive'. Giv denne et andet."
    assert call(server, "POST", f"{FILES}/{TALK}/copy", {"id": "../x"})[0] == 422
    assert call(server, "POST", f"{FILES}/moeder-i-skive/rename", {"id": TALK})[0] == 409


def test_a_fault_is_named_with_line_and_key_and_is_not_saved(server: Server) -> None:
    broken = text_of("brudt").replace("turn_seconds = 180", "turn_seconds = 5")
    found = checked(server, broken)
    (fault,) = found["findings"]
    assert (found["usable"], found["preview"], fault["key"]) == (False, None, ["buzz", "turn_seconds"])
    assert broken.splitlines()[fault["line"] - 1] == "turn_seconds = 5"
    assert found["data"]["buzz"]["turn_seconds"] == 5
    status, answer = call(server, "POST", FILES, {"text": broken})
    assert status == 422
    assert "buzz.turn_seconds: found 5, expected a whole number from 10 to 1800" in answer["detail"]
    (fault,) = call(server, "POST", f"{FILES}/check?lang=da", {"text": broken})[1]["findings"]
    assert (fault["found"], fault["expected"], fault["missing"]) == (
        "5",
        "et helt tal fra 10 til 1800",
        False,
    )
    _, answer = call(server, "POST", f"{FILES}?lang=da", {"text": broken})
    assert "fejl: buzz.turn_seconds: fundet: 5, forventet: et helt tal fra 10 til 1800" in answer["detail"]
    assert checked(server, "title = ")["data"] is None
    file = made(server, "brudt")
    status, answer = saved(server, "brudt", text_of("helt-andet"), file["version"])
    assert status == 422
    assert "a copy may have an id of its own" in answer["detail"]
    assert checked(server, text_of("andet"), id="brudt")["findings"][0]["key"] == ["id"]


def test_a_change_in_the_form_leaves_the_rest_of_the_text_and_is_shown(server: Server) -> None:
    edit = {"do": "put", "key": ["pitfalls", 0, "title", "da"], "value": json.loads(BIDI)}
    found = checked(server, SMALL, edit=edit, step="walk:en", language="da")
    assert found["text"] == SMALL.replace('"Den første"', json.dumps(json.loads(BIDI), ensure_ascii=False))
    assert found["preview"]["step"] == "walk:en"
    assert found["preview"]["board"]["pitfalls"]["en"]["title"] == json.loads(BIDI)
    status, answer = call(
        server, "POST", f"{FILES}/check", {"text": "title = ", "edit": {"do": "remove", "key": ["title"]}}
    )
    assert status == 409
    assert "Change it in the text" in answer["detail"]
