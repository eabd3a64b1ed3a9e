"""Logs of the process (S3): JSON lines without words, tokens or keys."""

import logging
import secrets
import sys

from app.server.logs import JsonLines
from tests.client import Client, console, phone
from tests.server import Server


def test_s3_logs_contain_no_words_tokens_or_keys_of_a_session(server: Server) -> None:
    token = secrets.token_hex(16)
    with console(server) as facilitator, phone(server, token) as one:
        facilitator.enter("collect")
        one.do("ask_question", text="en kanariefugl i minen")
        one.ask("ask_question", text="\x00" * 3)
        one.socket.send("[[[[ kanariefugl")
        one.receive("bye")
    stranger = Client(server, role="console", key="en gættet nøgle", device="d")
    stranger.receive("bye")
    stranger.close()
    keys = [server.key("console"), server.key("board")]
    server.stop()
    for secret in (token, "kanariefugl", "gættet", *keys):
        assert secret not in server.said


def test_a_log_line_is_one_json_object_for_any_message() -> None:
    try:
        raise ValueError("to\nlinjer")
    except ValueError:
        record = logging.LogRecord("summe.x", logging.ERROR, "", 1, "en\nbesked", (), sys.exc_info())
    line = JsonLines().format(record)
    assert "\n" not in line
    assert '"level": "error"' in line
