"""Suggestions as a worker would make them, put into a console's frames on their way from the server.

So a test decides what is suggested, and when it changes, whichever packages the machine has. All else comes
from the server.
"""

import json
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

STATE, ROWS = "live.suggesting", "live.suggestions"


def suggestion(first: str | None, first_p: float = 0.9, **more: Any) -> dict[str, Any]:
    """A row of `live.suggestions`: certain from nine tenths on, with no second one unless `more` has it."""
    row: dict[str, Any] = {
        "first": first,
        "first_p": first_p,
        "second": None,
        "second_p": 0,
        "has_second": "second" in more,
        "certain": first is not None and first_p >= 0.9,
        "because": {"kind": "words", "words": [], "text": ""},
        "alike": [],
    }
    return row | more


class Suggested:
    """Between a page and its server, from before the page is opened; `rows` are by question."""

    def __init__(self, page: Page, rows: dict[str, dict[str, Any]], state: str = "on") -> None:
        self._rows = rows
        self._state = {"state": state, "semantic": True}
        self._added = 0
        self._n = 0
        self._seq = 0
        self._near: WebSocketRoute | None = None
        page.route_web_socket("**", self._between)

    def put(self, rows: dict[str, dict[str, Any]]) -> None:
        """Change suggestions, or add some."""
        self._rows = self._rows | rows
        assert self._near, "the console has not connected yet"
        self._added += 1
        self._n += 1
        delta = {"t": "delta", "lane": "view", "n": self._n, "seq": self._seq, "put": {ROWS: rows}}
        self._near.send(json.dumps(delta))

    def _between(self, near: WebSocketRoute) -> None:
        far = near.connect_to_server()
        is_console = False

        def to_server(message: str | bytes) -> None:
            nonlocal is_console
            frame = json.loads(message)
            # The preview in the console is a board, which gets no suggestions.
            if frame["t"] == "hello" and frame["role"] == "console":
                is_console, self._near = True, near
            far.send(message)

        near.on_message(to_server)
        far.on_message(lambda message: near.send(self._with_suggestions(message) if is_console else message))

    def _with_suggestions(self, message: str | bytes) -> str:
        frame = json.loads(message)
        self._seq = frame.get("seq", self._seq)
        if frame["t"] == "snapshot":
            self._added = self._n = 0
            frame["view"] = self._without(frame["view"]) | {STATE: {"it": self._state}, ROWS: self._rows}
        elif frame["t"] == "delta" and frame["lane"] == "view":
            self._n = frame["n"] = frame["n"] + self._added
            for part in frame.keys() & {"put", "cut"}:
                frame[part] = self._without(frame[part])
        elif frame["t"] == "pong" and frame["lanes"].get("view"):
            frame["lanes"]["view"][0] += self._added
        return json.dumps(frame)

    @staticmethod
    def _without(tables: dict[str, Any]) -> dict[str, Any]:
        """These tables without the server's own suggestions."""
        return {name: rows for name, rows in tables.items() if name not in (STATE, ROWS)}
