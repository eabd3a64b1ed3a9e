"""Hostile input on PostgreSQL, which refuses what SQLite stores: no text may have the character NUL."""

import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
from websockets import ConnectionClosedError

from tests.client import ConsoleClient, console, phone
from tests.server import ORGANISER_KEY, PATIENCE_S, Server
from tests.tiers import rest_long
from tests.web.test_fallback import PollingClient

pytestmark = pytest.mark.process


@pytest.fixture
def hall(make_server: Callable[..., Server]) -> Server:
    one = make_server()
    one.start()
    return one


@pytest.mark.parametrize("device", ["a\0b", "\0", "a\ud800b"])
def test_s16_a_console_whose_device_cannot_be_stored_is_refused_and_no_other(
    hall: Server, device: str
) -> None:
    with pytest.raises(ConnectionClosedError, match="no_hello"):
        ConsoleClient(hall, device=device)
    with console(hall, device="måske 🙂") as facilitator:
        facilitator.enter("collect")


@pytest.mark.parametrize("path", ["/api/join/AB%00CDE", "/api/sessions/AB%00CDE"])
def test_s20_a_code_that_no_session_can_have_is_unknown(hall: Server, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        hall.get(path)
    assert json.loads(hall.get("/-/health"))["log_fault"] is None


def test_texts_with_nul_are_stored_without_it(hall: Server) -> None:
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        one.do("ask_question", text="Hvem\0 ejer planen?")
    body = {"run_sheet": "projektjungle", "title": "Ti\0tel", "place": "Vejle\0", "subtitle": "\0"}
    made = json.loads(hall._request("POST", "/api/sessions", ORGANISER_KEY, body))
    assert made["links"]
    assert [question["text"] for question in hall.export()["questions"]] == ["Hvem ejer planen?"]


@pytest.mark.parametrize("path", rest_long(["AB%00CDE", "AB%7FCDE", "AB%3FCDE%23"]))
def test_a_forwarded_request_with_odd_characters_is_answered_as_at_the_server_that_holds_it(
    make_server: Callable[..., Server], path: str
) -> None:
    one, other = make_server(), make_server()
    one.start()
    other.start()
    polling = PollingClient(one, role="phone", token=secrets.token_hex(16), lang="da")
    body = json.dumps({"line": polling.line, "frames": []}).encode()
    for server in (one, other):
        address = f"{server.base}/api/line/{path}/say"
        headers = {
            "Content-Type": "application/json",
            "Authorization": "Bearer \xff",
            "Accept-Language": "\xe6",
        }
        request = urllib.request.Request(address, body, headers)
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
            assert response.status == 204
