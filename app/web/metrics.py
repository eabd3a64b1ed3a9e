"""Metrics of this process, for Prometheus and the health check; they contain no texts and no keys."""

import asyncio
import logging
import math
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from app.core.rows import SCREEN_ROLES, ScreenRole
from app.hints import Hints
from app.platform.sockets import is_ending
from app.rooms.frames import BYE_MEANINGS, ByeReason
from app.rooms.hub import Hub
from app.store.condition import Condition
from app.web.wire import Afresh

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
_BATCHES = (1, 2, 5, 10, 25, 50, 100, 500)
_logger = logging.getLogger("summe.web")


class Metrics:
    """Counters and histograms, updated as things happen, and gauges, read when the metrics are asked for."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        registry = self._registry
        self._commit_s = Histogram(
            "summe_commit_seconds", "One transaction, fsync included", buckets=_SECONDS, registry=registry
        )
        self._batches = Histogram(
            "summe_commit_batches", "Batches in one transaction", buckets=_BATCHES, registry=registry
        )
        self._dropped = Counter(
            "summe_seats_dropped", "Seats closed by the server", ["code"], registry=registry
        )
        self._afresh = Counter(
            "summe_screens_afresh", "Screens that missed something and came back", ["why"], registry=registry
        )
        self._failed = Counter(
            "summe_connections_failed", "Connections ended by an error of this computer", registry=registry
        )
        # All are there from the start with 0: Prometheus does not see an increase from nothing to one.
        for code in BYE_MEANINGS:
            self._dropped.labels(code)
        for why in get_args(Afresh):
            self._afresh.labels(why)
        self._seats = Gauge("summe_seats", "Connected screens", ["role"], registry=registry)
        self._waiting = Gauge("summe_commands_waiting", "Commands not yet decided", registry=registry)
        self._lag = Gauge("summe_writer_lag_seconds", "Age of the oldest command in hand", registry=registry)
        self._failing = Gauge(
            "summe_log_failing_seconds", "How long the log has not worked; 0 if it does", registry=registry
        )
        self._rooms = Gauge("summe_rooms", "Sessions in use", registry=registry)
        self._tasks = Gauge("summe_tasks", "Tasks of the event loop", registry=registry)
        self._free = Gauge("summe_free_disk_bytes", "Free space for the data folder", registry=registry)
        self._connected = Gauge(
            "summe_hints_connected", "Whether the bus of hints is connected", ["server"], registry=registry
        )
        self._hints = Gauge("summe_hints", "Hints since the start", ["what"], registry=registry)
        self.last_commit_s: float | None = None

    def committed(self, batches: int, seconds: float) -> None:
        """Count a committed transaction; called from the committing thread."""
        self._batches.observe(batches)
        self._commit_s.observe(seconds)
        self.last_commit_s = seconds

    def dropped(self, code: ByeReason) -> None:
        """Count a seat that was dropped with this bye."""
        self._dropped.labels(code).inc()

    def failed(self, error: BaseException) -> None:
        """Count a connection that this error has ended, unless the other end or the network is just gone."""
        if not is_ending(error):
            self._failed.inc()
            _logger.error("a connection was ended, since it failed: %r", error)

    def afresh(self, why: Afresh) -> None:
        """Count a screen that reconnected for a snapshot; `why` is a gap in the deltas or a wrong digest."""
        self._afresh.labels(why).inc()

    def health(
        self, hub: Hub, condition: Condition, data: Path | None, hints: Hints | None
    ) -> dict[str, Any]:
        """The gauges and the last commit as plain data; times are seconds.

        `data` is the folder that the log is in; None when it is in a database elsewhere. `hints` is None when
        no other process writes to the log.
        """
        seats: dict[ScreenRole, int] = dict.fromkeys(SCREEN_ROLES, 0)
        for room in hub.rooms():
            for seat in room.seats:
                seats[seat.audience.role] += 1
        return {
            "rooms": len(hub.rooms()),
            "seats": seats,
            "commands_waiting": hub.waiting(),
            "writer_lag_s": hub.lag_s(),
            "tasks": len(asyncio.all_tasks()),
            "last_commit_s": self.last_commit_s,
            "log_fault": condition.fault,
            "log_failing_s": condition.failing_s,
            "free_disk_bytes": None if data is None else shutil.disk_usage(data).free,
            "hints": asdict(hints.state) if hints else None,
        }

    def exposition(self, hub: Hub, condition: Condition, data: Path | None, hints: Hints | None) -> bytes:
        """The text that Prometheus reads."""
        health = self.health(hub, condition, data, hints)
        for role, count in health["seats"].items():
            self._seats.labels(role).set(count)
        self._rooms.set(health["rooms"])
        self._tasks.set(health["tasks"])
        self._waiting.set(health["commands_waiting"])
        self._lag.set(health["writer_lag_s"])
        self._failing.set(health["log_failing_s"])
        free = health["free_disk_bytes"]
        # 0 would be a full disk; alerts take NaN for nothing at all.
        self._free.set(math.nan if free is None else free)
        if hints:
            self._connected.labels(health["hints"]["server"]).set(health["hints"]["connected"])
            for what in ("connections", "sent", "received", "dropped", "lost"):
                self._hints.labels(what).set(health["hints"][what])
        return generate_latest(self._registry)
