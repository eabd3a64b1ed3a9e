"""Forwards requests to the process that holds what they are about: a polling session, or a rehearsal.

Processes on one database stand behind any load balancer, so a request may come to another process than the
one before. Most are answered by any of them. A polling session holds frames in memory, and a rehearsal is a
child process: each process announces at which URL the others reach it, and they forward such requests there.
"""

import asyncio
import contextlib
import logging
import math
import secrets
import ssl
import time

import httpx
from fastapi import HTTPException, Request, Response

from app.store import LogUnavailable
from app.store.short_lived import ShortLived
from app.web.auth import OtherKeys

ANNOUNCE_S = 3.0
# A process that has not been announced for this long is taken to be gone.
ANNOUNCED_LASTS_S = 10.0
OTHER_KEYS = (
    "Another server on this database has another SUMME_SECRET or SUMME_ORGANISER_KEY, so links made by one "
    "would not open at the other. Give all servers the same; to change them, stop all servers first."
)
MOST_PROCESSES = 1_000
READ_AGAIN_S = 1.0
# How long it is known which process runs a rehearsal, and of how many.
REHEARSAL_LASTS_S = 86_400.0
MOST_REHEARSALS = 10_000
# Longer than the wait of a poll.
ANSWER_S = 30.0
CONNECT_S = 2.0
# Marks a forwarded request, which is never forwarded again.
FORWARDED = "summe-forwarded"
_PASSED_ON = (b"authorization", b"content-type", b"accept-language", b"idempotency-key")
_logger = logging.getLogger("summe.web")


class Elsewhere(Exception):
    """What the request is about is held by the process at this URL.

    `otherwise` is the answer when that process cannot be reached.
    """

    def __init__(self, url: str, otherwise: HTTPException) -> None:
        super().__init__(url)
        self.url = url
        self.otherwise = otherwise


class Processes:
    """This process's id, the URLs of the others by their ids; forwards to them.

    `url` is where the others reach this one, "" where there are none, and `keys` the fingerprint of its keys,
    which all of them share.
    """

    def __init__(self, values: ShortLived, url: str = "", keys: str = "", most: int = 2_000) -> None:
        """`most` is how many requests are forwarded at once; each takes a connection to another process."""
        self.own = secrets.token_hex(4)
        self.url = url
        self._keys = keys
        self._values = values
        self._urls: dict[str, str] = {}
        self._read_at_s = -math.inf
        self._most = most
        self._forwarding = 0
        # Never used, as the URLs are http; without it each client would read all certificates.
        self._no_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    async def announce_keys(self, within_s: float = 0.0) -> None:
        """Announce the fingerprint of the keys, unless another process announces another one.

        Waits for as long as given until that has expired, as it has soon after the last such process has
        ended; raises OtherKeys when it has not.
        """
        end_s = time.monotonic() + within_s
        while await self._values.get("keys", "") not in (None, self._keys):
            if time.monotonic() > end_s:
                raise OtherKeys(OTHER_KEYS)
            await asyncio.sleep(1)
        await self._values.put("keys", "", self._keys, ANNOUNCED_LASTS_S, 1)

    async def announce(self) -> None:
        """Announce for ever, every few seconds, at which URL the others reach this process, and its keys."""
        while True:
            with contextlib.suppress(LogUnavailable):
                await self._values.put("process", self.own, self.url, ANNOUNCED_LASTS_S, MOST_PROCESSES)
                await self.announce_keys()
                await self._read_urls()
            await asyncio.sleep(ANNOUNCE_S)

    async def hold_rehearsal(self, session_id: str) -> None:
        """Note that the rehearsal of this session is a child of this process."""
        await self._values.put("rehearsal", session_id, self.own, REHEARSAL_LASTS_S, MOST_REHEARSALS)

    async def look_for_rehearsal(self, session_id: str, otherwise: HTTPException) -> None:
        """Raise Elsewhere when another process that is running holds the rehearsal of this session."""
        holder = await self._values.get("rehearsal", session_id)
        if holder is not None:
            await self.look_for(holder, otherwise)

    async def look_for(self, id: str, otherwise: HTTPException) -> None:
        """Raise Elsewhere when another process that is running has this id.

        Ids come from anyone: one that no process has costs no query, but for one a second.
        """
        if id == self.own:
            return
        if id not in self._urls and time.monotonic() - self._read_at_s >= READ_AGAIN_S:
            await self._read_urls()
        if id in self._urls:
            raise Elsewhere(self._urls[id], otherwise)

    async def _read_urls(self) -> None:
        self._read_at_s = time.monotonic()
        self._urls = await self._values.all("process")

    async def forward(self, request: Request, elsewhere: Elsewhere) -> Response:
        """The answer of the other process; raises `otherwise` when it cannot be reached."""
        if FORWARDED in request.headers or self._forwarding >= self._most:
            raise elsewhere.otherwise
        # Path, query and headers as the bytes that came, which the client would refuse or encode otherwise.
        headers = [(name, value) for name, value in request.headers.raw if name in _PASSED_ON]
        query = request.scope["query_string"]
        target = (request.scope["raw_path"] + (b"?" + query if query else b"")).decode("latin-1")
        self._forwarding += 1
        try:
            async with self._client() as client:
                answer = await client.request(
                    request.method,
                    f"{elsewhere.url}{target}",
                    headers=[*headers, (FORWARDED.encode(), b"1")],
                    content=await request.body(),
                )
        except httpx.HTTPError as error:
            _logger.warning("%s could not be forwarded: %s", request.url.path, type(error).__name__)
            raise elsewhere.otherwise from None
        finally:
            self._forwarding -= 1
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))

    def _client(self) -> httpx.AsyncClient:
        """A client for one request.

        One for all would look through all its connections for each request and answer, so that a room full of
        phones that wait for a change would block the loop for seconds when it comes.
        """
        transport = httpx.AsyncHTTPTransport(verify=self._no_tls, trust_env=False)
        timeout = httpx.Timeout(ANSWER_S, connect=CONNECT_S)
        return httpx.AsyncClient(transport=transport, timeout=timeout, trust_env=False)
