"""Routes that limit request bodies: their size, and authentication before a body is read.

FastAPI reads a body before it resolves dependencies. A `LimitedRoute` checks the request's key first, so that
no byte is read for a request without a valid key, and limits how much is read. Bodies that have their key in
them share `UncheckedBodies`. It also forwards requests about what another process holds.
"""

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from app.settings import Settings
from app.web.dependencies import bearer, context_of, facilitated, organisers_only
from app.web.forwarding import Elsewhere
from app.web.json_body import UnreadableJson, parsed
from app.web.refusal_words import (
    TOO_MANY_BODIES,
    RefusedInWords,
    too_large,
    too_many_keys,
    unreadable_json,
)
from app.web.unchecked_bodies import GaveWay, UncheckedBody

# No model has this many fields, and each unknown key would be an error to describe.
MOST_KEYS = 32

Limit = Callable[[Settings], int]
Endpoint = Callable[..., Any]
_limits: dict[Endpoint, Limit] = {}


def _usual(settings: Settings) -> int:
    return settings.request_bytes


def body_up_to(limit: Limit) -> Callable[[Endpoint], Endpoint]:
    """Decorator: gives an endpoint a limit of its own for the body, in bytes."""

    def with_limit(endpoint: Endpoint) -> Endpoint:
        _limits[endpoint] = limit
        return endpoint

    return with_limit


class LimitedRoute(APIRoute):
    """A route that limits the size of its body, and reads none of it without a valid key."""

    def most_bytes(self, settings: Settings) -> int:
        """How large the body of a request may be, in bytes."""
        return _limits.get(self.endpoint, _usual)(settings)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        keys = _calls(self.dependant) & {organisers_only, facilitated}

        async def limited(request: Request) -> Response:
            context = await context_of(request)
            if keys and self.body_field is not None:
                key = await bearer(request.headers.get("authorization", ""))
                if organisers_only in keys:
                    await organisers_only(context, key)
                if facilitated in keys:
                    await facilitated(context, request.path_params["code"], key)
            receiving: AbstractAsyncContextManager[UncheckedBody | None] = nullcontext()
            if self.body_field is not None and not keys:
                receiving = context.unchecked_bodies.receiving()
            try:
                async with receiving as unchecked:
                    limited_request = _LimitedRequest(request, self.most_bytes(context.settings), unchecked)
                    if self.body_field is not None:
                        await limited_request.body()
                    try:
                        return await handle(limited_request)
                    except Elsewhere as elsewhere:
                        return await context.processes.forward(limited_request, elsewhere)
            except ClientDisconnect:
                return Response(status_code=400)  # the connection has ended
            except GaveWay:
                raise RefusedInWords(503, TOO_MANY_BODIES) from None

        return limited


def _calls(dependant: Dependant) -> set[object]:
    """All functions that a route depends on."""
    return {dependant.call}.union(*map(_calls, dependant.dependencies))


class _LimitedRequest(Request):
    """A request that reads at most `most` bytes of its body, which is `unchecked` until it is parsed."""

    def __init__(self, request: Request, most: int, unchecked: UncheckedBody | None) -> None:
        super().__init__(request.scope, _counted(request, most, unchecked))
        self._unchecked = unchecked

    async def json(self) -> Any:
        try:
            data = await parsed(await self.body())
        except UnreadableJson as error:
            raise RefusedInWords(422, unreadable_json(str(error))) from None
        finally:
            if self._unchecked is not None:
                self._unchecked.done()
        if isinstance(data, dict) and len(data) > MOST_KEYS:
            raise RefusedInWords(422, too_many_keys(MOST_KEYS))
        return data


def _counted(request: Request, most: int, unchecked: UncheckedBody | None) -> Receive:
    """The request's `receive`, which raises 413 when the body or its content-length is larger."""
    left = most

    async def receive() -> Message:
        nonlocal left
        if int(request.headers.get("content-length", 0)) > most:
            raise _too_large(most)
        message = await request.receive()
        size = len(message.get("body", b""))
        left -= size
        if left < 0:
            raise _too_large(most)
        if unchecked is not None:
            unchecked.received(size)
        return message

    return receive


def _too_large(most: int) -> HTTPException:
    return RefusedInWords(413, too_large(most))
