"""One-time codes for boards and consoles: what each opens, that it works once, and what invalidates it."""

import json
import time
from typing import Any

import pytest

from app.web.auth import UNKNOWN_CODE_DELAY_S
from app.web.refusal_words import INVITATION_OVER
from tests.client import Client, console
from tests.server import ORGANISER_KEY, PATIENCE_S, Server
from tests.web.surface import ask

pytestmark = pytest.mark.shared_server

BOARD = {"role": "board"}
CONSOLE = {"role": "console"}


def post(
    server: Server, path: str, body: object = None, key: str = "", **headers: str
) -> tuple[int, dict[str, Any]]:
    """The status and the answer of a request about the server's session."""
    at = f"/api/sessions/{server.code}/{path}"
    answer = ask(server, "POST", at, json.dumps(body).encode(), key, **headers)
    return answer.status, json.loads(answer.body)


def code_for(server: Server, role: object) -> str:
    status, made = post(server, "invitations", role, server.key("console"))
    assert status == 201
    return str(made["invitation"])


def opened(server: Server, role: str) -> dict[str, str]:
    """A device that was opened by a one-time code: its id and its key."""
    code = code_for(server, {"role": role})
    status, device = post(server, "devices", {"invitation": code, "role": role})
    assert status == 201
    return device


def first_frame(server: Server, role: str, key: str) -> str:
    """The first frame for a screen with this key: `welcome`, or the code of a bye."""
    line = Client(server, role=role, key=key)
    frame = json.loads(line.socket.recv(timeout=PATIENCE_S))
    line.close()
    return str(frame.get("code", frame["t"]))


def test_h16_a_code_for_the_board_opens_the_board_and_nothing_else(server: Server) -> None:
    key = opened(server, "board")["key"]
    assert first_frame(server, "board", key) == "welcome"
    assert first_frame(server, "console", key) == "unknown_key"
    assert post(server, "invitations", BOARD, key)[0] == 403
    assert ask(server, "GET", f"/api/sessions/{server.code}/report", key=key).status == 403
    assert ask(server, "GET", "/api/sessions", key=key).status == 403


@pytest.mark.parametrize(("made_for", "typed_at"), [(BOARD, CONSOLE), (CONSOLE, BOARD), (None, BOARD)])
def test_h16_a_code_for_another_screen_is_refused_and_not_used_up(
    server: Server, made_for: dict[str, str] | None, typed_at: dict[str, str]
) -> None:
    code = code_for(server, made_for)
    assert post(server, "devices", {"invitation": code, **typed_at}) == (
        403,
        {"detail": INVITATION_OVER["en"]},
    )
    assert post(server, "devices", {"invitation": code, **(made_for or CONSOLE)})[0] == 201


def test_h16_a_code_is_accepted_once_in_any_spelling_and_a_wrong_one_is_answered_slowly(
    server: Server,
) -> None:
    code = code_for(server, BOARD)
    typed = {"invitation": f" {code[:4].lower()} - {code[4:].lower()} ", **BOARD}
    assert post(server, "devices", typed)[0] == 201
    for wrong in (typed, {"invitation": "AAAAAAAA", **BOARD}, {"invitation": "", **BOARD}):
        began = time.monotonic()
        assert post(server, "devices", wrong) == (403, {"detail": INVITATION_OVER["en"]})
        assert time.monotonic() - began >= UNKNOWN_CODE_DELAY_S


def test_h16_a_device_whose_answer_was_lost_gets_it_again_and_no_other_device_does(server: Server) -> None:
    redeeming = {"invitation": code_for(server, BOARD), **BOARD}
    own, others = {"Idempotency-Key": "own-0123456789"}, {"Idempotency-Key": "other-0123456789"}
    first = post(server, "devices", redeeming, **own)
    assert first[0] == 201
    assert post(server, "devices", redeeming, **own) == first
    for refused in ({}, others):
        assert post(server, "devices", redeeming, **refused) == (403, {"detail": INVITATION_OVER["en"]})
    assert post(server, "devices", {**redeeming, **CONSOLE}, **own) == (
        403,
        {"detail": INVITATION_OVER["en"]},
    )
    with console(server) as facilitator:
        facilitator.do("revoke_device", device=first[1]["device"])
    assert post(server, "devices", redeeming, **own) == (403, {"detail": INVITATION_OVER["en"]})


@pytest.mark.own_server
def test_h16_a_board_that_came_by_a_code_comes_back_after_a_restart_and_is_locked_out_alone(
    server: Server,
) -> None:
    one, other = opened(server, "board"), opened(server, "board")
    server.stop()
    server.start()
    board = Client(server, role="board", key=one["key"])
    board.receive("snapshot")
    with console(server) as facilitator:
        facilitator.do("revoke_device", device=one["device"])
    assert board.receive("bye")["code"] == "not_yours"
    board.close()
    assert first_frame(server, "board", one["key"]) == "not_yours"
    assert first_frame(server, "board", other["key"]) == "welcome"
    assert first_frame(server, "board", server.key("board")) == "welcome"


def test_h16_a_new_board_key_closes_boards_that_came_by_a_code_and_ends_unused_codes(
    server: Server,
) -> None:
    one, remote = opened(server, "board"), opened(server, "console")
    unused = code_for(server, BOARD)
    board = Client(server, role="board", key=one["key"])
    board.receive("snapshot")
    with console(server) as facilitator:
        facilitator.do("renew_key", role="board")
    assert board.receive("bye")["code"] == "unknown_key"
    board.close()
    assert first_frame(server, "board", one["key"]) == "unknown_key"
    assert first_frame(server, "console", remote["key"]) == "welcome"
    assert post(server, "devices", {"invitation": unused, **BOARD})[0] == 403


def test_h16_a_new_facilitators_key_ends_unused_codes_and_keeps_open_boards(server: Server) -> None:
    board = opened(server, "board")
    unused = code_for(server, BOARD)
    assert post(server, "keys/facilitator", key=ORGANISER_KEY)[0] == 201
    assert first_frame(server, "board", board["key"]) == "welcome"
    assert post(server, "devices", {"invitation": unused, **BOARD})[0] == 403


@pytest.mark.parametrize("role", ["board", "console"])
@pytest.mark.parametrize("comes", ["before the end", "after the end"])
def test_h16_a_device_of_an_ended_session_is_listed_and_can_be_revoked_alone(
    server: Server, role: str, comes: str
) -> None:
    code = code_for(server, {"role": role})
    with console(server) as facilitator:
        if comes == "after the end":
            facilitator.do("end_session")
        status, device = post(server, "devices", {"invitation": code, "role": role})
        assert status == 201
        if comes == "before the end":
            facilitator.do("end_session")
        assert first_frame(server, role, device["key"]) == "welcome"
        facilitator.do("revoke_device", device=device["device"])
        assert first_frame(server, role, device["key"]) == "not_yours"
