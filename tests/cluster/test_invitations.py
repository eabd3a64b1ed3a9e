"""One-time codes on servers that share a database."""

from collections.abc import Callable

import pytest

from tests.client import ConsoleClient
from tests.server import Server
from tests.web.test_one_time_codes import CONSOLE, code_for, post

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
