"""How many phones one server on this computer carries, worked out from measured costs.

The same arithmetic as that of `python -m bench capacity`, for one session on one process; a test compares the
two.
"""

from dataclasses import dataclass
from typing import Literal

Limit = Literal["processor", "memory", "connections", "setting"]
# How full a core may be: beyond that, what comes in bursts waits noticeably.
CEILING = 0.7
# Everybody comes in within five minutes, and each asks a question within one.
ARRIVING_S, ASKING_S = 300.0, 60.0
SPARE_FILES = 64
# More are never said: the model was compared with measurements up to this number.
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Costs:
    """Processor time in seconds, memory in bytes.

    `change_s` is a change sent to everybody, however few, `delivery_s` what each phone adds to it.
    `heartbeat_s` is a connected phone for a second. `question_s` is a question among many, `batch_s` what the
    first of those that are decided together costs more.
    """

    join_s: float
    change_s: float
    delivery_s: float
    heartbeat_s: float
    question_s: float
    batch_s: float
    phone_bytes: float
    process_bytes: float


@dataclass(frozen=True, slots=True)
class Means:
    """What the computer and the settings allow: free memory, open files, people in a session.

    `pace_s` is the time between two changes sent to all phones, `gather_s` that between two batches.
    """

    memory_bytes: float
    files: int
    participants: int
    pace_s: float
    gather_s: float


@dataclass(frozen=True, slots=True)
class Carried:
    """`limit` is what one phone more would be too much for."""

    phones: int
    limit: Limit


def carried(costs: Costs, means: Means) -> Carried:
    """The most phones for which nothing is too full."""
    few, many = 0, MOST + 1
    while many - few > 1:
        half = (few + many) // 2
        few, many = (few, half) if _too_full(half, costs, means) else (half, many)
    return Carried(few, _too_full(few + 1, costs, means) or "setting")


def _too_full(phones: int, costs: Costs, means: Means) -> Limit | None:
    """The first thing that so many phones are too much for."""
    if phones > means.participants or phones > MOST:
        return "setting"
    if phones + SPARE_FILES > means.files:
        return "connections"
    if costs.process_bytes + phones * costs.phone_bytes > means.memory_bytes:
        return "memory"
    return "processor" if _busy(phones, costs, means) > CEILING else None


def _busy(phones: int, costs: Costs, means: Means) -> float:
    """Seconds of one core a second: while they come in, or while they are sent changes and ask."""
    heartbeats = phones * costs.heartbeat_s
    coming = phones / ARRIVING_S * costs.join_s
    sending = (costs.change_s + phones * costs.delivery_s) / means.pace_s
    batches = min(phones / ASKING_S, 1 / means.gather_s)
    asking = phones / ASKING_S * costs.question_s + batches * costs.batch_s
    return heartbeats + max(coming, sending + asking)
