"""WebSocket clients of the public protocol: phones and consoles for tests."""

import json
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from websockets import Origin
from websockets.sync.client import ClientConnection, connect

from app.core.steps import pitfall_of
from tests.server import PATIENCE_S, Server

Frame = dict[str, Any]


class Client:
    """One WebSocket connection. `code` selects another session than the server's own.

    `seq` is that of the event with which the last command was acknowledged.
    """

    def __init__(self, server: Server, *, origin: str = "", code: str = "", **hello: Any) -> None:
        self._open = ExitStack()
        self.seq = 0
        self.socket: ClientConnection = self._open.enter_context(
            connect(
                f"{server.base.replace('http', 'ws', 1)}/ws/{code or server.code}",
                origin=Origin(origin or server.base),
                compression=None,
                max_size=None,
                # All frames are read as they come: while a bounded queue is full the library reads nothing,
                # not even the server's closing frame, and `close` waits ten seconds for it.
                max_queue=None,
                ping_interval=None,
            )
        )
        if hello:
            self.send_json(t="hello", v=1, **hello)

    def send_json(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def receive(self, kind: str) -> Frame:
        """The next frame of a kind; frames before it are skipped."""
        return next(frame for frame in self._frames() if frame["t"] == kind)

    def ask(self, do: str, id: str = "", **args: Any) -> Frame:
        """Send a command; returns its acknowledgement or rejection."""
        id = id or secrets.token_hex(16)
        self.send_json(t="cmd", id=id, do=do, args=args)
        return next(frame for frame in self._frames() if frame.get("id") == id)

    def do(self, do: str, **args: Any) -> str:
        """Send a command that must be acknowledged; returns its id."""
        answer = self.ask(do, **args)
        assert answer["t"] == "ack", (do, args, answer)
        self.seq = answer["seq"]
        return str(answer["id"])

    def _frames(self) -> Iterator[Frame]:
        while True:
            yield json.loads(self.socket.recv(timeout=PATIENCE_S))

    def close(self) -> None:
        self._open.close()


@contextmanager
def phone(server: Server, token: str = "", lang: str = "da", code: str = "") -> Iterator[Client]:
    """A phone that has joined and has its snapshot."""
    client = Client(server, code=code, role="phone", token=token or secrets.token_hex(16), lang=lang)
    client.receive("snapshot")
    yield client
    client.close()


class ConsoleClient(Client):
    """A console that tracks the session's step, provided that no other console changes it."""

    def __init__(
        self, server: Server, device: str = "d", lang: str = "da", code: str = "", key: str = ""
    ) -> None:
        key = key or server.key("console")
        super().__init__(server, code=code, role="console", key=key, device=device, lang=lang)
        self.view: Frame = self.receive("snapshot")["view"]
        self.step = str(self.view["step"]["it"]["step"])

    def arc(self) -> list[str]:
        """The steps of the session, with only the first of the walks."""
        steps: list[str] = self.view["sheet"]["it"]["steps"]
        return [step for step in steps if pitfall_of(step) in (None, next(iter(self.view["pitfalls"])))]

    def enter(self, step: str) -> None:
        """Move the session to a step."""
        if step != self.step:
            self.do("enter_step", was=self.step, to=step)
            self.step = step


@contextmanager
def console(server: Server, device: str = "d", lang: str = "da") -> Iterator[ConsoleClient]:
    """A console, connected within the block."""
    facilitator = ConsoleClient(server, device, lang)
    yield facilitator
    facilitator.close()
