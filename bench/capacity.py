"""`python -m bench capacity [--check] …`: what so many phones need, from this machine's measured costs.

Prints each cost with where it was measured, and for growing numbers of phones and of sessions what is full
first and what it would take. Costs come from bench/figures.json; rows that it lacks are measured now. `--check`
measures points of the model besides, and prints how far it is from them.
"""

import argparse
import os
import resource
import statistics
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import uvloop

from app.settings import Settings
from bench import capacity_model as model
from bench.capacity_model import INPUTS, Costs, Crowd, Habits, Limits, Load, Machine, Needs
from bench.fanout import CPU, FRAME_BYTES, product
from bench.figures import KEPT, Figure, keep, kept, machine
from bench.hall import memory
from bench.servers import CORES, pin_the_load

Rows = Mapping[str, Sequence[Figure]]
Row = Callable[[int, int], Coroutine[Any, Any, list[Figure]]]

IN_ONE_SESSION = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
SESSIONS = (1, 10, 100, 1_000, 10_000)
PHONES_IN_EACH = 50
LINK_MBIT = 1_000
# Sizes at which no cost was measured, so that the model has to say something about them.
CHECKED_AT = (1_000, 4_000)
NEAR_ENOUGH = "≤ 25"  # per cent
MIB, GIB = 1024**2, 1024**3


class Source(NamedTuple):
    """Rows of figures, and for each row where its figures were measured."""

    rows: Rows
    where: dict[str, str]


def this_machine(link_mbit: float = LINK_MBIT) -> Machine:
    """The machine that this runs on; the network's speed cannot be measured here and is given."""
    _, files = resource.getrlimit(resource.RLIMIT_NOFILE)
    memory_bytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(len(CORES), memory_bytes, files, link_mbit * 1e6)


def habits() -> Habits:
    """What people do, and how often Summe sends what has changed where nothing is set otherwise."""
    usual = Settings()
    return Habits(pace_s=usual.phone_pace_s, gather_s=usual.screen_pace_s)


def limits() -> Limits:
    usual = Settings()
    return Limits(usual.participants_per_session, usual.joins_per_second, usual.joins_burst)


def gathered(rows: Mapping[str, Row], rounds: int, file: Path = KEPT) -> Source:
    """The figures that the model needs: those in the file, and measured now what it lacks."""
    measured_on, found = kept(file)
    print(f"{file.name} was measured on {measured_on}")
    if measured_on != machine():
        print(f"this machine is another ({machine()}): measure it with make bench")
    source = Source(dict(found), dict.fromkeys(found, file.name))
    for row in model.rows_needed():
        needed = (name for name, one in INPUTS.items() if one.row == row and not one.optional)
        if not all(model.figure_of(found, name) for name in needed):
            print(f"measuring {row}, which {file.name} lacks", flush=True)
            figures = uvloop.run(rows[row](0, rounds))
            now = f"now, {rounds} {'round' if rounds == 1 else 'rounds'}"
            source = Source({**source.rows, row: figures}, {**source.where, row: now})
    return source


def inputs(source: Source) -> Iterable[tuple[str, ...]]:
    """A line for each cost: what it is, the figure, its row, and where it was measured."""
    yield "cost", "measured", "row", "where"
    for name, one in INPUTS.items():
        figure = model.figure_of(source.rows, name)
        value = f"{figure.middle:,.4g} {one.unit}" if figure else "not measured"
        yield one.meaning, value, one.row, source.where.get(one.row, "") if figure else ""
    yield "a change of step to a phone", f"{FRAME_BYTES} B", "fanout", "the frame that row sends"


def _amount(value: float | None, unit: str = "") -> str:
    return "none is enough" if value is None else f"{value:,.0f}{unit}"


def _bytes(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value / GIB:,.1f} GiB" if value >= GIB else f"{value / MIB:,.0f} MiB"


def _share(loads: Sequence[Load], name: str) -> str:
    return next((f"{load.share:.0%}" for load in loads if load.resource == name), "–")


def _first(loads: Sequence[Load]) -> str:
    part = f", {loads[0].part}" if loads[0].part else ""
    return f"{loads[0].resource}{part}"


HEAD = ("first full", "processor", "memory", "open files", "network", "commits")
NEEDED = ("processes", "machines", "memory in all", "out a second", "transactions a second")


def _one_process(loads: Sequence[Load]) -> tuple[str, ...]:
    return (_first(loads), *(_share(loads, name) for name in HEAD[1:]))


def _needed(found: Needs, costs: Costs) -> tuple[str, ...]:
    return (
        _amount(found.processes),
        "–" if found.machines is None else _amount(found.machines),
        _bytes(found.memory_bytes),
        f"{found.bits_per_s / 1e6:,.0f} Mbit",
        _transactions(found.transactions_per_s, costs.transactions_per_s),
    )


def _transactions(needed: float | None, held: float | None) -> str:
    if needed is None:
        return "–"
    return f"{needed:,.0f}" if held is None else f"{needed:,.0f} ({needed / held:.0%} of the database)"


def one_session(costs: Costs, computer: Machine, how: Habits) -> Iterable[tuple[str, ...]]:
    """A line for each number of phones in one session."""
    yield "phones", *HEAD, *NEEDED, "settings to raise"
    for phones in IN_ONE_SESSION:
        crowd = Crowd(1, phones)
        found = model.needs(crowd, costs, how, computer)
        settings = ", ".join(model.to_raise(crowd, how, limits()))
        yield (
            f"{phones:,}",
            *_one_process(model.loads(crowd, costs, how, computer)),
            *_needed(found, costs),
            settings,
        )


def many_sessions(
    costs: Costs, computer: Machine, how: Habits, phones: int = PHONES_IN_EACH
) -> Iterable[tuple[str, ...]]:
    """A line for each number of sessions, with so many phones in each."""
    yield "sessions", *HEAD, *NEEDED, "processes where any may be asked"
    for sessions in SESSIONS:
        crowd = Crowd(sessions, phones)
        found = model.needs(crowd, costs, how, computer, together=True)
        spread = _amount(model.needs(crowd, costs, how, computer).processes)
        yield (
            f"{sessions:,}",
            *_one_process(model.loads(crowd, costs, how, computer)),
            *_needed(found, costs),
            spread,
        )


def assumptions(computer: Machine, how: Habits) -> list[str]:
    """What is not measured but given, in sentences."""
    return [
        f"One machine: {computer.cores} cores, {_bytes(computer.memory_bytes)} of memory, {computer.files:,} open "
        f"files for a process, {computer.bits_per_s / 1e6:,.0f} Mbit/s out (given, not measured).",
        f"A core may be {how.ceiling:.0%} full. All come in within {how.arriving_s:.0f} s; each asks once within "
        f"{how.asking_s:.0f} s.",
        f"The busiest session has a change to send every {how.pace_s:g} s, the most that Summe does; "
        f"the others every {1 / how.changes_per_s:.0f} s. A process with much to do decides a session's questions "
        f"together every {how.gather_s:g} s.",
        "The database and the proxy have machines of their own, which are not counted.",
    ]


def show(lines: Iterable[Sequence[str]]) -> None:
    """Print lines as a table with columns as wide as they have to be."""
    table = [list(line) for line in lines]
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    for line in table:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    print()


def as_markdown(lines: Iterable[Sequence[str]]) -> str:
    """The same as a table of Markdown."""
    head, *table = (f"| {' | '.join(line)} |" for line in lines)
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *table])


async def _checked(rows: Rows, rounds: int) -> list[Figure]:
    """How far the model is from what is measured at sizes where no cost was measured, in per cent.

    The costs of these points are measured in the same minutes: what else the machine does is in both alike.
    """
    few, many, phones_of_memory = 500, 5_000, 2_000
    measured: dict[int, list[float]] = {phones: [] for phones in (few, *CHECKED_AT, many)}
    taken: dict[int, list[float]] = {phones: [] for phones in (*CHECKED_AT, phones_of_memory)}
    for _ in range(rounds):
        for phones, values in measured.items():
            values.append((await product(phones))[CPU])
        for phones, values in taken.items():
            values += (await memory(phones, 1))[0].values
    against = [a / b for a, b in zip(measured[many], measured[few], strict=True)]
    costs = model.costs_from(
        {
            **rows,
            "fanout": [Figure("Summe: CPU a delivery", "µs", measured[many])],
            "growth": [Figure(f"Summe: a delivery, {many} against {few}", "x", against)],
            "memory": [Figure(f"memory a phone at {phones_of_memory}", "KiB", taken[phones_of_memory])],
        },
        FRAME_BYTES,
    )
    return [
        figure
        for phones in CHECKED_AT
        for figure in (
            _off(
                f"processor of a change to {phones}",
                model.change_s(phones, costs) * 1000,
                "ms",
                [value * phones / 1000 for value in measured[phones]],
            ),
            _off(
                f"memory of {phones} phones",
                model.phones_bytes(phones, costs) / MIB,
                "MiB",
                [value * phones / 1024 for value in taken[phones]],
            ),
        )
    ]


def _off(what: str, said: float, unit: str, measured: list[float]) -> Figure:
    """How far what the model says of a point is from each of the measured values."""
    print(f"  {what}: the model says {said:,.1f} {unit}, measured {statistics.median(measured):,.1f} {unit}")
    off = [abs(said / value - 1) * 100 for value in measured]
    return Figure(f"{what}: the model is off by", "%", off, NEAR_ENOUGH)


def main(rows: Mapping[str, Row], arguments: Sequence[str]) -> None:
    """Print the model; exits with 1 when a checked point is too far off or a figure is missing."""
    parser = argparse.ArgumentParser("python -m bench capacity", description=__doc__)
    parser.add_argument("--check", action="store_true", help="measure two points of the model, too")
    parser.add_argument("--rounds", type=int, default=3, help="of what is measured now")
    parser.add_argument("--phones", type=int, default=PHONES_IN_EACH, help="in each of many sessions")
    parser.add_argument("--link-mbit", type=float, default=LINK_MBIT, help="what a machine's network carries")
    parser.add_argument("--json", type=Path, help="keep what was checked there")
    given = parser.parse_args(arguments)
    computer, how = this_machine(given.link_mbit), habits()
    print(pin_the_load())
    try:
        source = gathered(rows, given.rounds)
        costs = model.costs_from(source.rows, FRAME_BYTES)
    except model.MissingFigure as missing:
        raise SystemExit(f"capacity: {missing}") from None
    show(inputs(source))
    print(*assumptions(computer, how), sep="\n", end="\n\n")
    print("One session; how full one process, its machine and the log would be, and what it would take:")
    show(one_session(costs, computer, how))
    print(f"Sessions with {given.phones} phones each; a session's phones are kept together on one process:")
    show(many_sessions(costs, computer, how, given.phones))
    if given.check:
        print("Checked, with the costs of these points measured in the same minutes:")
        figures = uvloop.run(_checked(source.rows, given.rounds))
        for one in figures:
            print(f"  {one.what:<55} {one.middle:6.1f} {one.unit}  {one.goal}  {one.verdict}")
        if given.json:
            keep(given.json, {"capacity": figures})
        raise SystemExit(any(one.verdict == "missed" for one in figures))
