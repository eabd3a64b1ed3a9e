"""A client that builds its view from snapshot and deltas, as a browser does, and checks their numbers."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.client import Client
from tests.server import Server
from tests.sim.client import digest, fold

PATIENCE_S = 20.0
Lanes = dict[str, dict[str, Any]]


class MirroringClient(Client):
    def __init__(self, server: Server, **hello: Any) -> None:
        super().__init__(server, **hello)
        self.lanes: Lanes = {}
        self.n: dict[str, int] = {}
        self.received: list[dict[str, Any]] = []
        self.receive("snapshot")

    def _frames(self) -> Iterator[dict[str, Any]]:
        for frame in super()._frames():
            self.received.append(frame)
            if frame["t"] == "snapshot":
                self.lanes, self.n = {"view": frame["view"], "mine": {}}, {"view": 0, "mine": 0}
            elif frame["t"] == "delta":
                lane = frame["lane"]
                self.n[lane] += 1
                assert frame["n"] == self.n[lane], "a delta is missing, or came twice"
                self.lanes[lane] = fold(self.lanes[lane], frame)
            yield frame

    def caught_up(self) -> Lanes:
        """The lanes, after checking that they have the server's delta numbers and digests."""
        self.send_json(t="ping", c=1)
        lanes = self.receive("pong")["lanes"]
        assert {lane: [self.n[lane], digest(self.lanes[lane])] for lane in lanes} == lanes
        return self.lanes

    def until(self, holds: Callable[[Lanes], bool]) -> Lanes:
        """Wait until a condition holds for the lanes, since deltas are throttled; returns the lanes."""
        end = time.monotonic() + PATIENCE_S
        while not holds(lanes := self.caught_up()):
            assert time.monotonic() < end, "this never came"
            time.sleep(0.05)
        return lanes
