"""Firefox, driven by WebDriver BiDi over its own socket, without a separate driver.

https://w3c.github.io/webdriver-bidi/ documents the commands.
"""

import base64
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.engines.screen import SIZES, Screen
from tests.server import eventually

LANGUAGE = "da"
PREFERENCES = {
    "intl.accept_languages": LANGUAGE,
    # No requests to the internet: no updates, no captive portal detection, no remote settings.
    "app.update.disabledForTesting": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
}


class Bidi:
    """Sends commands to one browser, and collects the errors of its pages."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = count(1)
        self.errors: dict[str, list[str]] = {}

    def do(self, method: str, **params: Any) -> Any:
        id = next(self._ids)
        self._socket.send(json.dumps({"id": id, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv(timeout=30))
            if message.get("method") == "log.entryAdded":
                self._note(message["params"])
            elif message.get("id") == id:
                assert message["type"] == "success", (method, message)
                return message["result"]

    def _note(self, entry: dict[str, Any]) -> None:
        if entry["level"] == "error":
            self.errors.setdefault(entry["source"]["context"], []).append(str(entry["text"]))


class FirefoxScreen(Screen):
    """One window in its own user context; a background tab would not be rendered."""

    def __init__(self, bidi: Bidi, kind: str, url: str) -> None:
        width, height = SIZES[kind]
        self._bidi = bidi
        self._pointer = "touch" if kind == "phone" else "mouse"
        user = bidi.do("browser.createUserContext")["userContext"]
        self._window = bidi.do("browsingContext.create", type="window", userContext=user)["context"]
        self._do("browsingContext.setViewport", viewport={"width": width, "height": height})
        self._do("browsingContext.navigate", url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        value = self._script(f"JSON.stringify({expression})").get("value")
        return None if value is None else json.loads(value)

    def errors(self) -> list[str]:
        self.evaluate("0")
        return self._bidi.errors.get(self._window, [])

    def picture(self, file: Path) -> None:
        file.write_bytes(base64.b64decode(self._do("browsingContext.captureScreenshot")["data"]))

    def _tap(self, element: str) -> None:
        self._point(
            self._to(element), {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
        )

    def _drag(self, element: str, to: str) -> None:
        down, up = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
        self._point(self._to(element), down, {**self._to(to), "duration": 300}, up)

    def _type(self, element: str, text: str) -> None:
        self._tap(element)
        keys = [{"type": kind, "value": one} for one in text for kind in ("keyDown", "keyUp")]
        self._do("input.performActions", actions=[{"type": "key", "id": "keys", "actions": keys}])

    def _to(self, element: str) -> dict[str, Any]:
        node = self._script(f"({element}).scrollIntoView({{block: 'nearest'}}), {element}")
        origin = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        return {"type": "pointerMove", "x": 0, "y": 0, "origin": origin}

    def _point(self, *actions: dict[str, Any]) -> None:
        pointer = {"id": self._pointer, "parameters": {"pointerType": self._pointer}, "actions": actions}
        self._do("input.performActions", actions=[{"type": "pointer", **pointer}])

    def _script(self, expression: str) -> dict[str, Any]:
        answer = self._do("script.evaluate", expression=expression, awaitPromise=True, target=self._target)
        assert answer["type"] == "success", (expression, answer)
        return dict(answer["result"])

    @property
    def _target(self) -> dict[str, str]:
        return {"context": self._window}

    def _do(self, method: str, **params: Any) -> Any:
        where = {} if method.startswith("script.") else self._target
        return self._bidi.do(method, **where, **params)


class Firefox:
    """The browser; `language` is its preferred language."""

    name = "firefox"
    language = LANGUAGE

    def __init__(self, bidi: Bidi) -> None:
        self._bidi = bidi

    def open(self, kind: str, url: str) -> FirefoxScreen:
        return FirefoxScreen(self._bidi, kind, url)


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """A browser with a fresh profile in the folder."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (folder / "user.js").write_text("\n".join(lines))
    where = folder / "WebDriverBiDiServer.json"
    command = [
        "firefox-esr",
        "--headless",
        "--no-remote",
        "--profile",
        str(folder),
        "--remote-debugging-port=0",
    ]
    with (folder / "said").open("w") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        try:
            eventually(lambda: where.exists() and where.read_text().endswith("}"), timeout_s=30)
            address = json.loads(where.read_text())
            url = f"ws://{address['ws_host']}:{address['ws_port']}/session"
            with connect(url, max_size=None, compression=None) as socket:
                bidi = Bidi(socket)
                bidi.do("session.new", capabilities={})
                bidi.do("session.subscribe", events=["log.entryAdded"])
                yield Firefox(bidi)
                bidi.do("browser.close")
        finally:
            process.terminate()
