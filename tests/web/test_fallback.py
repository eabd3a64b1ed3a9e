"""The second way in: the same frames over plain HTTP, with the same answers."""

import json
import secrets
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.client import console
from tests.server import Server


def post(server: Server, path: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{server.base}/api/line/{server.code}{path}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=25) as answer:
        return dict(json.loads(answer.read() or b"{}"))


class Line:
    """A phone that only speaks HTTP."""

    def __init__(self, server: Server, **hello: Any) -> None:
        self.server = server
        said = json.dumps({"t": "hello", "v": 1, **hello})
        answer = post(server, "", {"hello": said})
        self.line, self.frames = answer["line"], answer["frames"]

    def say(self, *frames: dict[str, Any]) -> None:
        post(self.server, "/say", {"line": self.line, "frames": [json.dumps(frame) for frame in frames]})

    def hear(self, kind: str) -> dict[str, Any]:
        while True:
            while self.frames:
                frame = self.frames.pop(0)
                if frame["t"] == kind:
                    return dict(frame)
            self.frames = post(self.server, "/hear", {"line": self.line})["frames"]


def test_a_question_goes_over_http_exactly_once(server: Server) -> None:
    phone = Line(server, role="phone", token=secrets.token_hex(16), lang="da")
    assert phone.hear("snapshot")["view"]["step"]["it"]["step"] == "lobby"
    with console(server) as desk:
        desk.enter("collect")
        while "step" not in (delta := phone.hear("delta"))["put"]:
            pass
        assert delta["put"]["step"]["it"]["step"] == "collect"
        ask = {"t": "cmd", "id": secrets.token_hex(16), "do": "ask_question", "args": {"text": "Hvem?"}}
        phone.say(ask, ask)
        assert phone.hear("ack")["id"] == ask["id"]
        phone.say({"t": "ping", "c": 3})
        assert phone.hear("pong")["c"] == 3
    assert [q["text"] for q in server.export()["questions"]] == ["Hvem?"]


def test_a_line_that_says_nonsense_is_ended(server: Server) -> None:
    phone = Line(server, role="phone", token=secrets.token_hex(16), lang="da")
    phone.say({"t": "nonsense"})
    assert phone.hear("bye")["code"] == "bad_frame"
    with pytest.raises(urllib.error.HTTPError, match="410"):
        phone.say({"t": "ping", "c": 1})


def test_whoever_may_not_come_in_is_told_so(server: Server) -> None:
    assert Line(server, role="console", key="guess").hear("bye")["code"] == "unknown_key"
    with pytest.raises(urllib.error.HTTPError, match="410"):
        post(server, "/hear", {"line": "guess"})
