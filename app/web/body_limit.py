"""Body limit: a larger request is refused with 413 before it has been collected in memory."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Middleware that counts the bytes received, whatever the request's Content-Length says."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        left = self._most

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                words = "The request is larger than this server takes. See SUMME_BODY_BYTES."
                raise HTTPException(413, words, headers={"connection": "close"})
            return message

        return await self._app(scope, counted, send)
