"""The capacity model: it grows with the crowd, names what is full, and refuses to guess a cost."""

import dataclasses

import pytest
from hypothesis import given, settings, strategies as st

from bench import capacity, capacity_model as model, report
from bench.__main__ import ROWS
from bench.capacity_model import Costs, Crowd, Habits, Limits, Machine
from bench.figures import Figure
from tests.tiers import tries

# Round numbers, so that what follows from them can be worked out by hand.
COSTS = Costs(
    change_s=0.002,
    delivery_s=10e-6,
    heartbeat_s=14e-6,
    join_s=0.001,
    question_s=0.0001,
    batch_s=0.001,
    shared_batch_s=0.0002,
    phone_bytes=20_000,
    session_bytes=150_000,
    process_bytes=100_000_000,
    page_bytes=50_000,
    frame_bytes=250,
    commits_per_s=900,
    transactions_per_s=1_000,
    hints_per_s=10_000,
)
HABITS = Habits(pace_s=1.0, gather_s=0.1)
MACHINE = Machine(cores=2, memory_bytes=16e9, files=65_536, bits_per_s=1e9)
CROWDS = st.builds(Crowd, st.integers(1, 10_000), st.integers(1, 100_000))
PROCESSES = st.integers(2, 10_000)


def rows() -> dict[str, list[Figure]]:
    """Figures of every row that the model needs, as the benchmark names them."""
    return {
        "fanout": [
            Figure("Summe: CPU a delivery", "µs", [10.0]),
            Figure("C epoll: CPU a delivery", "µs", [7.0]),
        ],
        "growth": [Figure("Summe: a delivery, 5000 against 500", "x", [0.5])],
        "idle": [Figure("5000 idle with heartbeats", "% core", [7.0])],
        "join": [
            Figure("2000 join at once: all in", "s", [2.0]),
            Figure("… CPU a phone", "µs", [900.0]),
            Figure("5000 join at once: all in", "s", [5.0]),
            Figure("… CPU a phone", "µs", [1_000.0]),
        ],
        "store": [
            Figure("Summe: acknowledged", "/s", [10_000.0]),
            Figure("Summe, one commit each: acknowledged", "/s", [900.0]),
            Figure("SQLModel session per message: acknowledged", "/s", [1_500.0]),
        ],
        "sessions": [
            Figure("memory without connections", "MiB", [90.0]),
            Figure("memory a session, 200 sessions", "KiB", [150.0]),
            Figure("CPU a question, 200 sessions", "µs", [1_100.0]),
        ],
        "memory": [Figure("memory a phone at 2000", "KiB", [20.0])],
        "phone": [Figure("phone: page and every step, compressed", "kB", [47.0])],
    }


def test_costs_are_read_from_the_figures_in_seconds_and_bytes() -> None:
    costs = model.costs_from(rows(), frame_bytes=165)
    # 20 µs at 500 and 10 µs at 5,000: each delivery costs 8.9 µs, and each change 5.6 ms besides.
    assert pytest.approx(model.change_s(500, costs)) == 500 * 20e-6
    assert pytest.approx(model.change_s(5_000, costs)) == 5_000 * 10e-6
    assert costs.heartbeat_s == pytest.approx(0.07 / 5_000)
    assert costs.join_s == pytest.approx(0.001), "of two sizes the larger counts"
    assert costs.question_s == pytest.approx(0.0001)
    assert costs.batch_s == pytest.approx(0.001)
    assert costs.phone_bytes == 20 * 1024
    assert costs.process_bytes == 90 * 1024 * 1024
    assert costs.page_bytes == 47_000
    assert costs.frame_bytes == 165 + model.AROUND_A_FRAME_BYTES
    assert costs.shared_batch_s == 0
    assert costs.transactions_per_s is None
    assert costs.hints_per_s is None


def test_costs_of_a_shared_database_are_read_where_they_were_measured() -> None:
    measured = [
        Figure("PostgreSQL: batches committed", "/s", [700.0]),
        Figure("PostgreSQL: CPU a batch", "µs", [800.0]),
        Figure("SQLite: batches committed", "/s", [1_500.0]),
        Figure("SQLite: CPU a batch", "µs", [600.0]),
    ]
    hints = [
        Figure("PostgreSQL: hints received", "/s", [90_000.0]),
        Figure("NATS: hints received", "/s", [130_000.0]),
    ]
    costs = model.costs_from({**rows(), "database": measured, "hints": hints}, frame_bytes=165)
    assert costs.transactions_per_s == 700
    assert costs.hints_per_s == 90_000
    assert costs.shared_batch_s == pytest.approx(0.0002)


@pytest.mark.parametrize("row", model.rows_needed())
def test_a_row_that_was_not_measured_is_refused_with_the_command_that_measures_it(row: str) -> None:
    known = rows()
    del known[row]
    with pytest.raises(model.MissingFigure, match=f'make bench ROWS="{row}"'):
        model.costs_from(known, frame_bytes=165)


@pytest.mark.parametrize("values", [[], [0.0]])
def test_a_figure_without_a_value_is_refused(values: list[float]) -> None:
    known = {**rows(), "memory": [Figure("memory a phone at 2000", "KiB", values)]}
    with pytest.raises(model.MissingFigure, match="memory"):
        model.costs_from(known, frame_bytes=165)


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_a_cost_that_is_no_amount_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="delivery_s"):
        dataclasses.replace(COSTS, delivery_s=value)


def test_every_row_that_the_model_needs_is_a_row_of_the_benchmark() -> None:
    assert set(model.rows_needed()) <= set(ROWS)


@pytest.mark.parametrize(
    ("crowd", "machine", "first", "part"),
    [
        (Crowd(1, 50_000), MACHINE, "processor", "sending to phones"),
        (Crowd(1, 50_000), dataclasses.replace(MACHINE, memory_bytes=100e6), "memory", None),
        (Crowd(1, 50_000), dataclasses.replace(MACHINE, files=1_024), "open files", None),
        (Crowd(1, 50_000), dataclasses.replace(MACHINE, bits_per_s=1e6), "network", None),
    ],
)
def test_what_is_full_first_is_named(crowd: Crowd, machine: Machine, first: str, part: str | None) -> None:
    load = model.loads(crowd, COSTS, HABITS, machine)[0]
    assert (load.resource, load.part) == (first, part)
    assert load.share > 1


def test_questions_are_named_where_deciding_them_is_most_of_the_work() -> None:
    hurried = dataclasses.replace(HABITS, asking_s=10.0)
    load = model.loads(Crowd(1_000, 50), COSTS, hurried, MACHINE)[0]
    assert (load.resource, load.part) == ("processor", "questions")


def test_a_slow_disk_is_full_first_when_its_commits_take_long() -> None:
    costs = dataclasses.replace(COSTS, commits_per_s=5)
    assert model.loads(Crowd(1, 1_000), costs, HABITS, MACHINE)[0].resource == "commits"


@pytest.mark.parametrize(
    ("slow", "first"), [({"transactions_per_s": 1}, "transactions"), ({"hints_per_s": 1}, "hints")]
)
def test_a_slow_database_or_bus_is_full_first_with_several_processes(
    slow: dict[str, float], first: str
) -> None:
    costs = dataclasses.replace(COSTS, **slow)
    assert model.loads(Crowd(1, 10_000), costs, HABITS, MACHINE, processes=3)[0].resource == first


def test_database_and_bus_are_left_out_where_they_were_not_measured() -> None:
    costs = dataclasses.replace(COSTS, transactions_per_s=None, hints_per_s=None)
    found = {load.resource for load in model.loads(Crowd(1, 10_000), costs, HABITS, MACHINE, processes=3)}
    assert found == {"processor", "memory", "open files", "network"}


def test_one_process_tells_its_share_of_the_phones() -> None:
    # Each second 2 ms + 10,000 x 10 µs of deliveries, 10,000 x 14 µs of heartbeats, and 167 questions of
    # 0.1 ms in ten batches of 1 ms.
    (load,) = (
        load for load in model.loads(Crowd(1, 10_000), COSTS, HABITS, MACHINE) if load.resource == "processor"
    )
    assert load.needed == pytest.approx(0.002 + 0.1 + 0.14 + 0.0167 + 0.01, rel=0.01)


@settings(max_examples=tries(100))
@given(crowd=CROWDS)
def test_more_phones_or_more_sessions_never_need_less(crowd: Crowd) -> None:
    def busy(crowd: Crowd) -> dict[str, float]:
        return {load.resource: load.needed for load in model.loads(crowd, COSTS, HABITS, MACHINE)}

    def processes(crowd: Crowd, together: bool) -> float:
        found = model.needs(crowd, COSTS, HABITS, MACHINE, together)
        return float("inf") if found.processes is None else found.processes

    for larger in (Crowd(crowd.sessions, crowd.phones + 1_000), Crowd(crowd.sessions + 100, crowd.phones)):
        before, after = busy(crowd), busy(larger)
        assert all(after[resource] >= before[resource] for resource in before)
        for together in (False, True):
            assert processes(larger, together) >= processes(crowd, together)


@settings(max_examples=tries(100))
@given(crowd=CROWDS, processes=PROCESSES)
def test_more_processes_are_never_fuller(crowd: Crowd, processes: int) -> None:
    def processor(processes: int) -> float:
        loads = model.loads(crowd, COSTS, HABITS, MACHINE, processes)
        return next(load.share for load in loads if load.resource == "processor")

    assert processor(processes + 1) <= processor(processes) * (1 + 1e-9)


@settings(max_examples=tries(100))
@given(crowd=CROWDS)
def test_what_it_takes_is_enough_and_no_more(crowd: Crowd) -> None:
    found = model.needs(crowd, COSTS, HABITS, MACHINE)
    if found.processes is None:
        return

    def carries(processes: int) -> bool:
        loads = model.loads(crowd, COSTS, HABITS, MACHINE, processes)
        return all(load.share <= 1 for load in loads if load.resource in ("processor", "open files"))

    assert carries(found.processes)
    # With a second process each has batches of the other to read, so two may be fuller than one.
    assert found.processes <= 2 or not carries(found.processes - 1)


@settings(max_examples=tries(100))
@given(crowd=CROWDS)
def test_sessions_kept_together_never_need_more_processes(crowd: Crowd) -> None:
    spread = model.needs(crowd, COSTS, HABITS, MACHINE)
    together = model.needs(crowd, COSTS, HABITS, MACHINE, together=True)
    if spread.processes is not None and together.processes is not None:
        whole = model.needs(Crowd(1, crowd.phones), COSTS, HABITS, MACHINE).processes == 1
        assert not whole or together.processes <= spread.processes


def test_one_process_needs_no_shared_database_and_several_commit_each_batch_there() -> None:
    assert model.needs(Crowd(1, 1_000), COSTS, HABITS, MACHINE).transactions_per_s is None
    # 100,000 phones ask 1,667 questions a second, which each process gathers ten times a second.
    found = model.needs(Crowd(1, 100_000), COSTS, HABITS, MACHINE)
    assert found.processes
    assert found.transactions_per_s == pytest.approx(10 * found.processes)
    # In 10,000 sessions of 50 they come one by one.
    found = model.needs(Crowd(10_000, 50), COSTS, HABITS, MACHINE, together=True)
    assert found.transactions_per_s == pytest.approx(10_000 * 50 / 60)


def test_a_session_whose_questions_are_more_than_a_core_decides_is_said_to_need_more_than_processes() -> None:
    questions = dataclasses.replace(HABITS, asking_s=1.0)
    found = model.needs(Crowd(1, 100_000), COSTS, questions, MACHINE)
    assert found.processes is None
    assert found.machines is None


@pytest.mark.parametrize(
    ("phones", "settings"),
    [
        (5_000, []),
        (20_001, ["SUMME_PARTICIPANTS_PER_SESSION=20001"]),
        (95_000, ["SUMME_PARTICIPANTS_PER_SESSION=95000", "SUMME_JOINS_PER_SECOND=300"]),
    ],
)
def test_settings_that_would_hold_the_crowd_back_are_named_with_their_values(
    phones: int, settings: list[str]
) -> None:
    limits = Limits(participants_per_session=20_000, joins_per_second=200.0, joins_burst=5_000)
    assert list(model.to_raise(Crowd(1, phones), HABITS, limits)) == settings


def test_the_tables_have_a_line_for_each_size_with_as_many_cells_as_the_head() -> None:
    for lines, sizes in (
        (capacity.one_session(COSTS, MACHINE, HABITS), capacity.IN_ONE_SESSION),
        (capacity.many_sessions(COSTS, MACHINE, HABITS), capacity.SESSIONS),
    ):
        head, *table = map(list, lines)
        assert [line[0] for line in table] == [f"{size:,}" for size in sizes]
        assert {len(line) for line in table} == {len(head)}


def test_each_input_is_printed_with_the_row_and_where_it_was_measured() -> None:
    known = rows()
    lines = list(capacity.inputs(capacity.Source(known, dict.fromkeys(known, "figures.json"))))
    rows_of = {line[2]: line for line in lines[1:]}
    assert set(rows_of) == {*model.rows_needed(), "database", "hints"}
    for row in model.rows_needed():
        assert rows_of[row][1] != "not measured"
        assert rows_of[row][3]
    assert rows_of["database"][1] == "not measured"


def test_the_page_has_both_tables_of_the_figures_that_were_kept() -> None:
    page = report.capacity_tables(rows())
    assert page.count("| 100,000 |") == 1
    assert page.count("| 10,000 |") == 2


def test_the_page_says_how_to_measure_a_row_that_it_lacks() -> None:
    known = rows()
    del known["sessions"]
    assert (
        report.capacity_tables(known)
        == 'Not measured yet: `make bench ROWS="sessions"`, then `make bench-report`.'
    )
