"""One-time codes on servers that share a database."""

from collections.abc import Callable

import pytest

from tests.client import ConsoleClient, phone
from tests.server import Server
from tests.web.test_grouping_devices import HELPER
from tests.web.test_one_time_codes import CONSOLE, code_for, first_frame, post

pytestmark = pytest.mark.process


def test_a_code_made_on_one_server_opens_a_console_on_another_and_is_used_up_on_both(
    make_server: Callable[..., Server],
) -> None:
    one, other = make_server(), make_server()
    one.start()
    other.start()
    assert other.code == one.code
    code = code_for(one, CONSOLE)
    status, device = post(other, "devices", {"invitation": code, **CONSOLE})
    assert status == 201
    console = ConsoleClient(one, key=device["key"], device="tablet")
    console.close()
    for server in (one, other):
        assert post(server, "devices", {"invitation": code, **CONSOLE})[0] == 403


def test_group1_place5_place6_a_helper_on_another_server_groups_only_and_both_consoles_are_told_who_was_first(
    make_server: Callable[..., Server],
) -> None:
    one, other = make_server(), make_server()
    one.start()
    other.start()
    status, device = post(other, "devices", {"invitation": code_for(one, HELPER), **CONSOLE})
    assert status == 201
    facilitator = ConsoleClient(one)
    helper = ConsoleClient(other, key=device["key"])
    looks_on = ConsoleClient(one, device="looks on")
    facilitator.enter("collect")
    with phone(one) as person:
        card = person.do("ask_question", text="Hvem ejer effekten?")
    first, second = list(facilitator.view["pitfalls"])[:2]
    # The other server places nothing that it has not read in the log yet.
    while card not in helper.receive("delta").get("put", {}).get("questions", {}):
        pass
    helper.do("place_questions", ids=[card], pitfall=first, was=[None])
    refused = facilitator.ask("place_questions", ids=[card], pitfall=second, was=[None])
    assert refused.get("code") == "moved"
    moves: list[dict[str, object]] = []
    while not moves:
        table = looks_on.receive("delta").get("put", {}).get("live.moves")
        moves = table["it"]["latest"] if table else []
    assert (moves[-1]["device"], moves[-1]["ids"], moves[-1]["pitfall"]) == (device["device"], [card], first)
    assert helper.ask("enter_step", was="collect", to="group")["code"] == "forbidden"
    facilitator.do("revoke_device", device=device["device"])
    assert helper.receive("bye")["code"] == "not_yours"
    for server in (one, other):
        assert first_frame(server, "console", device["key"]) == "not_yours"
    for console in (facilitator, helper, looks_on):
        console.close()
