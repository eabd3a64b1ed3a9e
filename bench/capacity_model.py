"""What so many phones and sessions need, from measured costs: plain arithmetic, without a clock or a process.

A `Crowd` is that many sessions with that many phones each. `Costs` is what single things were measured to cost,
`Habits` what people are taken to do, `Machine` what one computer has. `loads` says how full one process on one
such machine would be, resource by resource, and `needs` how many processes and machines it would take.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal, NamedTuple

from bench.figures import Figure

Resource = Literal["processor", "memory", "open files", "network", "commits", "transactions", "hints"]
Part = Literal["coming in", "sending to phones", "questions"]
# On the wire around a frame to a phone: WebSocket 4, TLS record 22, TCP and IP 52, Ethernet with its gap 38.
AROUND_A_FRAME_BYTES = 116
SPARE_FILES = 64
MOST_PROCESSES = 1 << 20
KIB = 1024


class MissingFigure(Exception):
    """A cost was not measured; the message says which, and how to measure it. `row` is the benchmark's."""

    def __init__(self, row: str, message: str) -> None:
        super().__init__(message)
        self.row = row


class Input(NamedTuple):
    """Where a cost is found: the `row` of the benchmark, and the figure whose name matches `what` to its end.

    Groups in `what` are numbers of phones. Of several figures with the name the last counts.
    """

    row: str
    what: str
    meaning: str
    unit: str
    optional: bool = False


INPUTS: dict[str, Input] = {
    "delivery_us": Input("fanout", r"Summe: CPU a delivery", "a change to one phone of thousands", "µs"),
    "many_against_few": Input(
        "growth", r"Summe: a delivery, (\d+) against (\d+)", "the same, against one to few phones", "x"
    ),
    "heartbeats": Input("idle", r"(\d+) idle with heartbeats", "phones that only say they are there", "%"),
    "join_us": Input("join", r"… CPU a phone", "a phone that comes in", "µs"),
    "questions_per_s": Input(
        "store", r"Summe: acknowledged", "questions of one session, as fast as can be", "/s"
    ),
    "commits_per_s": Input(
        "store", r"Summe, one commit each: acknowledged", "commits, one after another", "/s"
    ),
    "lone_question_us": Input(
        "sessions", r"CPU a question, \d+ sessions", "a question, each in another session", "µs"
    ),
    "phone_kib": Input("memory", r"memory a phone at \d+", "memory of a connected phone", "KiB"),
    "session_kib": Input(
        "sessions", r"memory a session, \d+ sessions", "memory of a session, its board and console", "KiB"
    ),
    "process_mib": Input(
        "sessions", r"memory without connections", "memory of a process without connections", "MiB"
    ),
    "page_kb": Input("phone", r"phone: page and every step, compressed", "what a phone loads once", "kB"),
    "transactions_per_s": Input(
        "database", r"PostgreSQL: batches committed", "batches, each a transaction", "/s", optional=True
    ),
    "shared_batch_us": Input(
        "database", r"PostgreSQL: CPU a batch", "a batch, to PostgreSQL", "µs", optional=True
    ),
    "own_batch_us": Input("database", r"SQLite: CPU a batch", "a batch, to SQLite", "µs", optional=True),
    "hints_per_s": Input(
        "hints", r"PostgreSQL: hints received", "hints from process to process", "/s", optional=True
    ),
}

OPTIONAL = [name for name, one in INPUTS.items() if one.optional]


@dataclass(frozen=True, slots=True)
class Costs:
    """What one thing costs one process: processor time in seconds, memory in bytes; rates are per second.

    `change_s` is a change sent to a session however few are in it, `delivery_s` what each phone adds.
    `question_s` is a question among many of its session, `batch_s` what the first of a batch costs more, and
    `shared_batch_s` what it costs more again where the log is in a database that is shared.
    `transactions_per_s` and `hints_per_s` are None where no database and no bus were measured.
    """

    change_s: float
    delivery_s: float
    heartbeat_s: float
    join_s: float
    question_s: float
    batch_s: float
    shared_batch_s: float
    phone_bytes: float
    session_bytes: float
    process_bytes: float
    page_bytes: float
    frame_bytes: float
    commits_per_s: float
    transactions_per_s: float | None = None
    hints_per_s: float | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None and not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{field.name} is {value}: measure it again")


@dataclass(frozen=True, slots=True)
class Habits:
    """What people do, and how often the program sends what has changed; times in seconds.

    In the busiest session a change is sent each `pace_s`, in all others `changes_per_s` on average. Each phone
    asks a question within `asking_s`; all have come in within `arriving_s`. A process that has much to do
    decides a session's questions together, at most each `gather_s`. `ceiling` is how full a core may be.
    """

    pace_s: float
    gather_s: float
    arriving_s: float = 300.0
    asking_s: float = 60.0
    changes_per_s: float = 0.1
    ceiling: float = 0.7


@dataclass(frozen=True, slots=True)
class Machine:
    """One computer: `files` are those that a process may open, `bits_per_s` what its network carries out."""

    cores: int
    memory_bytes: float
    files: int
    bits_per_s: float


@dataclass(frozen=True, slots=True)
class Crowd:
    """`sessions` at the same time, with `phones` in each."""

    sessions: int
    phones: int

    @property
    def everybody(self) -> int:
        return self.sessions * self.phones


class Load(NamedTuple):
    """How much of a resource is needed and how much there is, both in `unit`; `part` is most of it."""

    resource: Resource
    needed: float
    held: float
    unit: str
    part: Part | None = None

    @property
    def share(self) -> float:
        return self.needed / self.held


class Needs(NamedTuple):
    """`processes` is None where no number of them is enough; then so is all that follows from it.

    `transactions_per_s` are those of a shared database, and None where one process with its own is enough.
    """

    processes: int | None
    memory_bytes: float | None
    bits_per_s: float
    machines: int | None
    transactions_per_s: float | None


def costs_from(rows: Mapping[str, Sequence[Figure]], frame_bytes: int) -> Costs:
    """The costs in the figures of the benchmark; raises MissingFigure."""
    found = {name: _find(rows, name) for name in INPUTS}

    def value(name: str) -> float:
        figure = found[name]
        assert figure is not None  # _find raises for those that must be there
        return figure.middle

    # Each delivery to few has a greater part of what a change costs however few are in: both follow from two sizes.
    many, few = _numbers(found, "many_against_few")
    to_many_s = value("delivery_us") / 1e6
    to_few_s = to_many_s / value("many_against_few")
    change_s = max(0.0, (to_few_s - to_many_s) / (1 / few - 1 / many))
    question_s = 1 / value("questions_per_s")
    (pinging,) = _numbers(found, "heartbeats")
    optional = {name: figure.middle if (figure := found[name]) else None for name in OPTIONAL}
    own_us, shared_us = optional.pop("own_batch_us"), optional.pop("shared_batch_us")
    more_us = max(0.0, shared_us - own_us) if own_us and shared_us else 0.0
    return Costs(
        change_s=change_s,
        delivery_s=to_many_s - change_s / many,
        heartbeat_s=value("heartbeats") / 100 / pinging,
        join_s=value("join_us") / 1e6,
        question_s=question_s,
        batch_s=max(0.0, value("lone_question_us") / 1e6 - question_s),
        shared_batch_s=more_us / 1e6,
        phone_bytes=value("phone_kib") * KIB,
        session_bytes=value("session_kib") * KIB,
        process_bytes=value("process_mib") * KIB * KIB,
        page_bytes=value("page_kb") * 1000,
        frame_bytes=frame_bytes + AROUND_A_FRAME_BYTES,
        commits_per_s=value("commits_per_s"),
        **optional,
    )


def rows_needed() -> list[str]:
    """The rows of the benchmark from which the costs come, each once; optional ones are not among them."""
    return list(dict.fromkeys(one.row for one in INPUTS.values() if not one.optional))


def figure_of(rows: Mapping[str, Sequence[Figure]], name: str) -> Figure | None:
    """The figure of an input; None when it has not been measured."""
    one = INPUTS[name]
    named = [figure for figure in rows.get(one.row, ()) if re.search(one.what + "$", figure.what)]
    return named[-1] if named and named[-1].values else None


def _find(rows: Mapping[str, Sequence[Figure]], name: str) -> Figure | None:
    one, figure = INPUTS[name], figure_of(rows, name)
    if figure is None and not one.optional:
        raise MissingFigure(
            one.row,
            f"no figure for {one.meaning}: the row {one.row!r} has none that is called {one.what!r}. "
            f'Measure it: make bench ROWS="{one.row}"',
        )
    if figure is not None and not figure.middle > 0:
        raise MissingFigure(one.row, f"the figure {figure.what!r} of the row {one.row!r} is {figure.middle}")
    return figure


def _numbers(found: Mapping[str, Figure | None], name: str) -> tuple[int, ...]:
    """The numbers of phones in the name of a figure."""
    figure = found[name]
    match = re.search(INPUTS[name].what, figure.what) if figure else None
    return tuple(map(int, match.groups())) if match else ()


def _batches_per_s(crowd: Crowd, habits: Habits, sources: int) -> float:
    """Batches of one session that come from so many sources, each of which gathers."""
    return min(crowd.phones / habits.asking_s, sources / habits.gather_s)


def _processor(crowd: Crowd, costs: Costs, habits: Habits, processes: int) -> dict[Part, float]:
    """Seconds of processor a second that the fullest of so many processes needs, by what for.

    Phones are spread over the processes, and a session is in use on each where it has a phone. What other
    processes have decided is read in batches, too, and counted like questions of its own, which is the most
    that it can cost.
    """
    everybody = crowd.everybody / processes
    hosted = crowd.sessions * min(1.0, crowd.phones / processes)
    here = crowd.phones / processes  # of one session's phones
    busiest = (costs.change_s + here * costs.delivery_s) / habits.pace_s
    others = (hosted - 1) * habits.changes_per_s * (costs.change_s + here * costs.delivery_s)
    a_session = crowd.phones / habits.asking_s * costs.question_s
    batch_s = costs.batch_s if processes == 1 else costs.batch_s + costs.shared_batch_s
    a_session += _batches_per_s(crowd, habits, min(processes, 2)) * batch_s
    heartbeats = everybody * costs.heartbeat_s
    return {
        "coming in": everybody / habits.arriving_s * costs.join_s + heartbeats,
        "sending to phones": busiest + max(0.0, others) + heartbeats,
        "questions": hosted * a_session,
    }


def _busy(parts: Mapping[Part, float]) -> float:
    """Phones come in first; afterwards they are sent changes and ask at the same time."""
    return max(parts["coming in"], parts["sending to phones"] + parts["questions"])


def _memory(crowd: Crowd, costs: Costs, processes: int, places: int) -> float:
    """Bytes of all processes together, with each session in use on so many of them."""
    return (
        processes * costs.process_bytes
        + crowd.sessions * places * costs.session_bytes
        + crowd.everybody * costs.phone_bytes
    )


def _bits(crowd: Crowd, costs: Costs, habits: Habits) -> float:
    """Bits out a second, at the worst: while phones load their page, or while changes are sent to them."""
    arriving = crowd.everybody / habits.arriving_s * costs.page_bytes
    busiest = crowd.phones * costs.frame_bytes / habits.pace_s
    others = (crowd.sessions - 1) * crowd.phones * habits.changes_per_s * costs.frame_bytes
    return 8 * max(arriving, busiest + others)


def loads(crowd: Crowd, costs: Costs, habits: Habits, machine: Machine, processes: int = 1) -> list[Load]:
    """How full the fullest of so many processes, its machine, and the log are; the fullest first.

    With one process the log is SQLite, whose transactions take the batches of all sessions; with several it is
    PostgreSQL, where each batch is a transaction, and a hint that every process receives.
    """
    parts = _processor(crowd, costs, habits, processes)
    most = max(parts, key=lambda part: parts[part])
    places = min(processes, crowd.phones)
    batches = crowd.sessions * _batches_per_s(crowd, habits, places)
    found = [
        Load("processor", _busy(parts), habits.ceiling, "cores", most),
        Load("memory", _memory(crowd, costs, processes, places) / processes, machine.memory_bytes, "bytes"),
        Load("open files", math.ceil(crowd.everybody / processes) + SPARE_FILES, machine.files, "files"),
        Load("network", _bits(crowd, costs, habits) / processes, machine.bits_per_s, "bits/s"),
    ]
    if processes == 1:
        found.append(Load("commits", min(batches, 1 / habits.gather_s), costs.commits_per_s, "commits/s"))
    if processes > 1 and costs.transactions_per_s is not None:
        found.append(Load("transactions", batches, costs.transactions_per_s, "transactions/s"))
    if processes > 1 and costs.hints_per_s is not None:
        found.append(Load("hints", batches, costs.hints_per_s, "hints/s"))
    return sorted(found, key=lambda load: load.share, reverse=True)


def _fits(crowd: Crowd, costs: Costs, habits: Habits, machine: Machine, processes: int) -> bool:
    files = math.ceil(crowd.everybody / processes) + SPARE_FILES <= machine.files
    return files and _busy(_processor(crowd, costs, habits, processes)) <= habits.ceiling


def _processes(crowd: Crowd, costs: Costs, habits: Habits, machine: Machine) -> int | None:
    """The fewest processes over which phones are spread evenly that are enough; None when none are."""
    tries = (1 << n for n in range(MOST_PROCESSES.bit_length()))
    enough = next((k for k in tries if _fits(crowd, costs, habits, machine, k)), None)
    if enough is None:
        return None
    few, many = enough // 2, enough
    while many - few > 1:
        half = (few + many) // 2
        few, many = (few, half) if _fits(crowd, costs, habits, machine, half) else (half, many)
    return many


def needs(crowd: Crowd, costs: Costs, habits: Habits, machine: Machine, together: bool = False) -> Needs:
    """What it takes when phones are spread over all processes, or when a session's phones are kept `together`.

    Together means that a session is on one process, or on as few as can carry it.
    """
    bits = _bits(crowd, costs, habits)
    places: int | None
    if together:
        places = _processes(Crowd(1, crowd.phones), costs, habits, machine)
        processes = _packed(crowd, costs, habits, machine) if places == 1 else _times(places, crowd.sessions)
    else:
        processes = _processes(crowd, costs, habits, machine)
        places = None if processes is None else min(processes, crowd.phones)
    if processes is None or places is None:
        return Needs(None, None, bits, None, None)
    memory = _memory(crowd, costs, processes, places)
    machines = max(processes / machine.cores, memory / machine.memory_bytes, bits / machine.bits_per_s)
    shared = None if processes == 1 else crowd.sessions * _batches_per_s(crowd, habits, places)
    return Needs(processes, memory, bits, math.ceil(machines), shared)


def _times(places: int | None, sessions: int) -> int | None:
    return None if places is None else places * sessions


def _packed(crowd: Crowd, costs: Costs, habits: Habits, machine: Machine) -> int:
    """Processes that host whole sessions: as many to each as one process carries, of which one is the least."""
    few, many = 1, crowd.sessions + 1
    while many - few > 1:
        half = (few + many) // 2
        fits = _fits(Crowd(half, crowd.phones), costs, habits, machine, 1)
        few, many = (half, many) if fits else (few, half)
    return math.ceil(crowd.sessions / few)


class Limits(NamedTuple):
    """Settings that hold a session back, with their values."""

    participants_per_session: int
    joins_per_second: float
    joins_burst: int


def to_raise(crowd: Crowd, habits: Habits, limits: Limits) -> Iterable[str]:
    """The settings that are too low for the crowd, each with the least value that is not."""
    if crowd.phones > limits.participants_per_session:
        yield f"SUMME_PARTICIPANTS_PER_SESSION={crowd.phones}"
    if crowd.phones > limits.joins_burst + limits.joins_per_second * habits.arriving_s:
        yield f"SUMME_JOINS_PER_SECOND={math.ceil((crowd.phones - limits.joins_burst) / habits.arriving_s)}"


def change_s(phones: int, costs: Costs) -> float:
    """Processor time of one change sent to so many phones of a session."""
    return costs.change_s + phones * costs.delivery_s


def phones_bytes(phones: int, costs: Costs) -> float:
    """Memory of so many phones of a session."""
    return phones * costs.phone_bytes
