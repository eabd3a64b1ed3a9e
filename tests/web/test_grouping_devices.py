"""Helpers' devices, which may group questions and nothing else: on every transport, route and screen."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from app.core.commands import BY_NAME, GROUPING, Actor, RenewKey, RevokeDevice, wire_name
from app.web.auth import GROUPING_DEVICE
from app.web.connection import Refused
from app.web.context import AppContext
from app.web.rate_limit import RateLimiter
from tests.client import ConsoleClient, console, phone
from tests.rooms.parts import FACILITATOR, ask as ask_hub
from tests.server import ORGANISER_KEY, Server
from tests.web.connections import connect, key, say
from tests.web.surface import ask, at_once, filled
from tests.web.test_fallback import PollingClient
from tests.web.test_http_security import OPERATIONS
from tests.web.test_one_time_codes import CONSOLE, code_for, first_frame, post

HELPER = {"role": "grouping", "name": "Mette"}


def helper_of(server: Server) -> dict[str, str]:
    """A device that was invited for grouping only: its id and its key."""
    status, device = post(server, "devices", {"invitation": code_for(server, HELPER), **CONSOLE})
    assert status == 201
    return device


@pytest.mark.shared_server
@pytest.mark.own_server
def test_s5_group1_a_helpers_device_groups_and_does_nothing_else_also_over_polling_and_after_a_restart(
    server: Server,
) -> None:
    device = helper_of(server)
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        card, other = (one.do("ask_question", text=f"Kort {n}") for n in range(2))
        held = one.do("ask_question", text="Hvad med 010190-1234?")
        assert facilitator.view["devices"][device["device"]]["name"] == "Mette"
        first = next(iter(facilitator.view["pitfalls"]))
    server.stop()
    server.start()
    helper = ConsoleClient(server, key=device["key"])
    assert {card, other} == helper.view["questions"].keys()
    assert held not in helper.view["flags"]
    helper.do("place_questions", ids=[card], pitfall=first, was=[None])
    helper.do("merge_questions", ids=[other], into=card)
    helper.do("split_question", question_id=other)
    helper.do("park_question", question_id=other)
    helper.do("undo")
    refused: dict[str, dict[str, Any]] = {
        "enter_step": {"was": "collect", "to": "group"},
        "hide_question": {"question_id": card},
        "let_through": {"question_id": held},
        "correct_text": {"question_id": card, "text": "Noget andet"},
        "blank_board": {},
        "revoke_device": {"device": device["device"]},
        "renew_key": {"role": "board"},
        "sweep_newer_than": {"at_ms": 0},
        "end_session": {},
    }
    for do, args in refused.items():
        assert helper.ask(do, **args).get("code") == "forbidden", do
    polling = PollingClient(server, role="console", key=device["key"])
    for n, (do, args) in enumerate(refused.items()):
        polling.say({"t": "cmd", "id": f"{n:032x}", "do": do, "args": args})
        assert polling.receive("reject")["code"] == "forbidden", do
    place = {"ids": [card], "pitfall": None, "was": [first]}
    polling.say({"t": "cmd", "id": secrets.token_hex(16), "do": "place_questions", "args": place})
    assert polling.receive("ack")
    helper.close()
    assert first_frame(server, "board", device["key"]) == "unknown_key"


@pytest.mark.shared_server
def test_s5_group1_every_route_refuses_a_helpers_key(server: Server) -> None:
    own = helper_of(server)["key"]
    # Those that need no key, or another secret, have nothing to refuse.
    open_to_all = {
        path for _, path, operation in OPERATIONS if "403" not in operation.get("responses", {})
    } | {"/api/sessions/{code}/devices"}
    values = {"code": server.code, "format": "json", "role": "board", "order": "stop", "question_id": "q"}
    body = b'{"speed": 1, "left_out": true}'
    guarded = [(method, path) for method, path, _ in OPERATIONS if path not in open_to_all]
    assert len(guarded) > 15
    answers = at_once(
        [
            partial(ask, server, method, filled(path, values), None if method == "GET" else body, own)
            for method, path in guarded
        ]
    )
    statuses = {way: answer.status for way, answer in zip(guarded, answers, strict=True)}
    assert set(statuses.values()) <= {403, 422}, statuses
    assert {way for way, status in statuses.items() if status == 422} <= {
        way for way in guarded if way[0] in ("POST", "PATCH", "PUT")
    }


@pytest.mark.shared_server
def test_s11_group1_a_helpers_device_is_closed_when_it_is_revoked_and_when_the_key_is_renewed(
    server: Server,
) -> None:
    one, other = helper_of(server), helper_of(server)
    unused = code_for(server, HELPER)
    lines = [ConsoleClient(server, key=device["key"]) for device in (one, other)]
    with console(server) as facilitator:
        facilitator.do("revoke_device", device=one["device"])
        assert lines[0].receive("bye")["code"] == "not_yours"
        assert first_frame(server, "console", one["key"]) == "not_yours"
    assert post(server, "keys/facilitator", key=ORGANISER_KEY)[0] == 201
    assert lines[1].receive("bye")["code"] == "unknown_key"
    assert first_frame(server, "console", other["key"]) == "unknown_key"
    assert post(server, "devices", {"invitation": unused, **CONSOLE})[0] == 403
    for line in lines:
        line.close()


@pytest.mark.shared_server
def test_h16_a_code_for_a_helper_opens_no_board_and_stays_valid(server: Server) -> None:
    code = code_for(server, HELPER)
    assert post(server, "devices", {"invitation": code, "role": "board"})[0] == 403
    status, device = post(server, "devices", {"invitation": code, **CONSOLE})
    assert status == 201
    assert device["device"].startswith(GROUPING_DEVICE)


@pytest.mark.asyncio
async def test_s5_group1_on_a_connection_a_helper_may_send_the_commands_of_grouping_and_no_others(
    context: AppContext,
) -> None:
    room = await context.hub.room("AAAAAA")
    assert room is not None
    own = context.auth.device_key(room.state, f"{GROUPING_DEVICE}1")
    helper = await connect(context, "AAAAAA", role="console", key=own)
    assert helper[0].seat.audience.grouping
    may = {wire_name(command) for command in BY_NAME.values() if command.by == GROUPING}
    needed: dict[str, dict[str, Any]] = {
        "place_question": {"question_id": "q", "pitfall": None},
        "place_questions": {"ids": ["q"], "pitfall": None},
        "merge_questions": {"ids": ["q"], "into": "p"},
        "split_question": {"question_id": "q"},
        "park_question": {"question_id": "q"},
        "undo": {},
        "redo": {},
    }
    assert may == needed.keys()
    for n, (do, args) in enumerate(needed.items()):
        assert (await say(*helper, do, args, n))["code"] == "unknown", do


@pytest.mark.asyncio
async def test_h10_a_helper_has_one_rate_limit_over_all_connections_and_other_consoles_have_none(
    context: AppContext,
) -> None:
    context = replace(context, moves=RateLimiter(per_second=0, burst=5))
    room = await context.hub.room("AAAAAA")
    assert room is not None
    own = context.auth.device_key(room.state, f"{GROUPING_DEVICE}1")
    other = context.auth.device_key(room.state, f"{GROUPING_DEVICE}2")
    tabs = [await connect(context, "AAAAAA", role="console", key=own) for _ in range(2)]
    move = {"ids": ["q"], "pitfall": None}
    codes = [(await say(*tabs[n % 2], "place_questions", move, n))["code"] for n in range(4)]
    assert codes == ["unknown", "unknown", "too_fast", "too_fast"]
    for key_of in (other, key(context, "AAAAAA", "facilitator")):
        console_of = await connect(context, "AAAAAA", role="console", key=key_of)
        assert (await say(*console_of, "place_questions", move, 9))["code"] == "unknown"


@pytest.mark.asyncio
async def test_group1_a_helper_strikes_no_gong(context: AppContext) -> None:
    room = await context.hub.room("AAAAAA")
    assert room is not None
    _, board = await connect(context, "AAAAAA", role="board", key=key(context, "AAAAAA", "board"))
    own = context.auth.device_key(room.state, f"{GROUPING_DEVICE}1")
    helper, _ = await connect(context, "AAAAAA", role="console", key=own)
    facilitator, _ = await connect(
        context, "AAAAAA", role="console", key=key(context, "AAAAAA", "facilitator"), device="desk"
    )
    for connection, gongs in ((helper, 0), (facilitator, 1)):
        connection.handle_frame(json.dumps({"t": "gong"}))
        struck = [frame for frame in board.frames if "live.gong" in frame.get("put", {})]
        assert len(struck) == gongs


@pytest.mark.asyncio
async def test_s11_group1_a_helpers_key_that_is_revoked_or_of_before_a_renewal_opens_nothing(
    context: AppContext,
) -> None:
    room = await context.hub.room("AAAAAA")
    assert room is not None
    own = context.auth.device_key(room.state, device := f"{GROUPING_DEVICE}1")
    _, sink = await connect(context, "AAAAAA", role="console", key=own)
    await ask_hub(context.hub, FACILITATOR, RevokeDevice(device), session="AAAAAA")
    assert sink.dropped == "not_yours"
    with pytest.raises(Refused, match="not_yours"):
        await connect(context, "AAAAAA", role="console", key=own)
    await ask_hub(context.hub, FACILITATOR, RenewKey("facilitator"), session="AAAAAA")
    with pytest.raises(Refused, match="unknown_key"):
        await connect(context, "AAAAAA", role="console", key=own)


@pytest.mark.asyncio
async def test_group1_a_helpers_key_is_none_that_a_server_of_before_would_take_for_a_facilitators(
    context: AppContext,
) -> None:
    room = await context.hub.room("AAAAAA")
    assert room is not None
    state, auth = room.state, context.auth

    def before(device: str) -> str:
        """The key as servers of before make and check it: all but boards are signed as facilitators'."""
        message = f"{state.session_id}|facilitator|{state.generation('facilitator')}|{device}"
        digest = hmac.new(auth.secret, message.encode(), hashlib.sha256).digest()
        return f"{device}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"

    helper = f"{GROUPING_DEVICE}1"
    assert auth.device_key(state, helper) != before(helper)
    assert auth.authenticate(state, before(helper)) is None
    # What such a server has printed goes on working.
    assert auth.authenticate(state, before("0123456789abcdef")) == "device"


def test_group1_what_a_helper_did_is_in_the_log_under_a_role_of_its_own() -> None:
    assert Actor.parse(str(Actor("grouping", "group-1"))) == Actor("grouping", "group-1")
