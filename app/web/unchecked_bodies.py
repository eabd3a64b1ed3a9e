"""Limits the bytes of bodies from senders whose key has not been looked at, over all requests.

Where the key is in the body, anybody may send one. The largest that is allowed, on a thousand connections
that never complete it, is more memory than a server should give to strangers. A body that completes is there
within moments, so the one that has been on its way for longest gives way.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# What the request takes in memory beside its body, and is counted with it.
BESIDE_BYTES = 24_576


class GaveWay(Exception):
    """A body that took long has given way to others."""


class UncheckedBody:
    """One body while it is received and parsed."""

    def __init__(self, bodies: "UncheckedBodies", deadline: asyncio.Timeout) -> None:
        self._bodies = bodies
        self.deadline = deadline

    def received(self, size: int) -> None:
        """Note that so many more bytes have come; may let another body, or this one, give way."""
        self._bodies.add(self, size)

    def done(self) -> None:
        """Note that the bytes are gone, or that what was made of them is to be answered."""
        self._bodies.remove(self)


class UncheckedBodies:
    """The bodies, longest on their way first: at most `most` bytes in all, of more than one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._sizes: dict[UncheckedBody, int] = {}
        self._all = 0

    @property
    def size(self) -> int:
        """The bytes of all bodies, and of what is counted beside them."""
        return self._all

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[UncheckedBody]:
        """Gives a body to note its bytes with; raises GaveWay when it has to, at any await within."""
        try:
            async with asyncio.timeout(None) as deadline:
                body = UncheckedBody(self, deadline)
                self._sizes[body] = 0
                try:
                    body.received(BESIDE_BYTES)
                    yield body
                finally:
                    self.remove(body)
        except TimeoutError:
            if deadline.expired():
                raise GaveWay from None
            raise

    def add(self, body: UncheckedBody, size: int) -> None:
        if body in self._sizes:
            self._sizes[body] += size
            self._all += size
        while self._all > self._most and len(self._sizes) > 1:
            longest = next(iter(self._sizes))
            self.remove(longest)
            longest.deadline.reschedule(asyncio.get_running_loop().time())

    def remove(self, body: UncheckedBody) -> None:
        self._all -= self._sizes.pop(body, 0)
