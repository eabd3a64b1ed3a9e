"""Request timeout: uvicorn's HTTP protocol, which ends slow requests and endless headers."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# A request's headers may be so large, and each so many bytes of its body have the whole timeout.
TIMEOUT_BYTES = 16_384


class RequestTimeoutProtocol(HttpToolsProtocol):
    """uvicorn's own protocol with a request timeout: ends slow requests and endless headers."""

    timeout_s = 10.0
    _deadline: asyncio.TimerHandle | None = None
    _in_headers = True
    _left = TIMEOUT_BYTES

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._start_timeout()

    def data_received(self, data: bytes) -> None:
        self._left -= len(data)
        super().data_received(data)
        # What came with the last headers may be body, so only headers that are still unfinished count.
        if self._left < 0 and self._deadline is not None:
            if self._in_headers:
                self.transport.abort()
            else:
                self._start_timeout()

    def on_message_begin(self) -> None:
        self._in_headers = True
        if self._deadline is None:
            self._start_timeout()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_headers = False
        self._start_timeout()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._stop_timeout()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._stop_timeout()
        super().handle_websocket_upgrade()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timeout()
        super().connection_lost(exc)

    def _start_timeout(self) -> None:
        self._stop_timeout()
        self._left = TIMEOUT_BYTES
        self._deadline = self.loop.call_later(self.timeout_s, self.transport.abort)

    def _stop_timeout(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def protocol_with_timeout(seconds: float) -> type[RequestTimeoutProtocol]:
    """The protocol with this request timeout."""
    return type("RequestTimeoutProtocol", (RequestTimeoutProtocol,), {"timeout_s": seconds})
