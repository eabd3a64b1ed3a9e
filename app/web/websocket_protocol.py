"""The server's WebSocket protocol: uvicorn's own, which delivers received texts to a callback.

It is lent to the endpoint in the ASGI scope: sinks write to its transport, and what a screen sends is
handled without waking its task. Servers without it (tests in process) deliver through ASGI's `receive`.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

EXTENSION = "summe.protocol"
# So many texts of one read are handled before other connections have a turn.
AT_ONCE = 16

OnText = Callable[[str], object]


class DirectDeliveryProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, which lends itself to the endpoint."""

    on_text: OnText | None = None
    _at_once = AT_ONCE

    def begin(self, on_text: OnText) -> None:
        """The handshake is over and freed; from now on whole texts go to `on_text`."""
        del self.request, self.response
        self.on_text = on_text

    async def run_asgi(self) -> None:
        extensions: dict[str, Any] = self.scope.setdefault("extensions", {})
        extensions[EXTENSION] = self
        await super().run_asgi()

    async def send(self, message: Any) -> None:
        """A refusal ends the handshake as well; uvicorn forgets it, and would log each one as an error."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True

    def data_received(self, data: bytes) -> None:
        self._at_once = AT_ONCE
        super().data_received(data)

    def handle_text(self, event: Frame) -> None:
        """Pass a whole text to `on_text`, unless an earlier one still waits in ASGI's queue.

        What is too much at once waits there too: reading rests meanwhile, and others get their turn.
        """
        if self.on_text is None or not event.fin or not self.queue.empty() or not self._at_once:
            return super().handle_text(event)
        self._at_once -= 1
        try:
            text = bytes(event.data).decode()
        except UnicodeDecodeError:
            return super().handle_text(event)
        self.on_text(text)
        return None


def protocol_of(websocket: WebSocket) -> DirectDeliveryProtocol | None:
    """The protocol of the connection; None where the server has another."""
    protocol: DirectDeliveryProtocol | None = websocket.scope.get("extensions", {}).get(EXTENSION)
    return protocol


@contextlib.contextmanager
def direct_delivery(websocket: WebSocket, on_text: OnText) -> Iterator[None]:
    """Where the server can, deliver whole texts to `on_text` at once; all others come through ASGI."""
    protocol = protocol_of(websocket)
    if protocol is not None:
        protocol.begin(on_text)
    try:
        yield
    finally:
        if protocol is not None:
            protocol.on_text = None
