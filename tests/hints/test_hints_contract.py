"""Contract of every bus of hints, tested on real servers of PostgreSQL and NATS."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
import pytest
import pytest_asyncio

from app.hints import HintsUnavailable
from app.hints.bus import MOST_PROCESSES, MOST_WAITING, Message, Timing
from app.hints.link import MOST_BYTES, LinkLost
from app.hints.opening import open_hints
from tests.hints.parts import QUICK, Process, relay_before
from tests.hints.servers import BusServer
from tests.server import PATIENCE_S

pytestmark = [pytest.mark.asyncio, pytest.mark.process]
MakeProcess = Callable[..., Awaitable[Process]]


@pytest_asyncio.fixture
async def make_process(bus_server: BusServer) -> AsyncIterator[MakeProcess]:
    processes: list[Process] = []

    async def make(url: str = "", timing: Timing = Timing()) -> Process:
        one = Process(open_hints(url or bus_server.url, timing=timing))
        await one.start()
        processes.append(one)
        return one

    yield make
    for one in processes:
        await one.hints.stop()


async def test_a_hint_reaches_every_other_process(make_process: MakeProcess) -> None:
    sender, *others = [await make_process() for _ in range(3)]
    sender.hints.publish("s", 7)
    for other in others:
        await other.until_behind("s", 7)
        assert (other.behind, other.hints.state.received) == ([("s", 7)], 1)
    await sender.until_state(lambda: sender.hints.state.sent == 1)
    assert (sender.behind, sender.hints.state.received) == ([], 0)


async def test_of_hints_for_a_session_in_quick_succession_only_the_highest_is_sent(
    make_process: MakeProcess,
) -> None:
    sender, other = await make_process(), await make_process()
    for seq in (*range(1, 50_001), 3):
        sender.hints.publish(f"s{seq % 2}", seq)
    await other.until(lambda: {("s0", 50_000), ("s1", 49_999)} <= set(other.behind))
    await sender.until_state(lambda: sender.hints.state.sent == 2)
    assert len(other.behind) == 2


async def test_hints_for_many_sessions_go_in_few_messages_and_all_arrive(make_process: MakeProcess) -> None:
    sender, other = await make_process(), await make_process()
    sent = {(f"{n:032x}.{n:032x}", n) for n in range(1, 2_001)}
    for session_id, seq in sent:
        sender.hints.publish(session_id, seq)
    await other.until(lambda: set(other.behind) == sent)
    assert other.hints.state.lost == 0
    assert other.missed == 1


async def test_the_newest_note_about_a_session_reaches_every_other_process(make_process: MakeProcess) -> None:
    sender, *others = [await make_process() for _ in range(3)]
    for n in range(100):
        sender.hints.note("s", b'{"phones":%d}' % n)
        sender.hints.note("t", b"[]")
    for other in others:
        await other.until_notes(2)
        assert len(other.notes) == 2
        assert {note[1:] for note in other.notes} == {("s", b'{"phones":99}'), ("t", b"[]")}
    assert len({process for process, _, _ in others[0].notes}) == 1
    assert sender.notes == []


async def test_a_note_that_is_too_long_is_left_out_and_the_others_are_sent(make_process: MakeProcess) -> None:
    sender, other = await make_process(), await make_process()
    long = b'"%s"' % (b"x" * MOST_BYTES)
    fitting = b'"%s"' % (b"x" * (MOST_BYTES // 2))
    for session_id, note in (("a", fitting), ("b", long), ("c", fitting), ("d", b"1")):
        sender.hints.note(session_id, note)
    sender.hints.publish("s", 1)
    await other.until_notes(3)
    assert {note[1] for note in other.notes} == {"a", "c", "d"}
    assert (other.behind, other.hints.state.lost) == ([("s", 1)], 0)


async def test_a_note_is_not_kept_while_the_bus_is_lost(
    make_process: MakeProcess, bus_server: BusServer
) -> None:
    async with relay_before(bus_server) as relay:
        sender = await make_process(bus_server.url_at(relay.port), QUICK)
        other = await make_process()
        relay.swallow()
        await sender.until_connected(False)
        sender.hints.note("s", b"1")
        relay.mend()
        await sender.until_connected(True)
        sender.hints.note("t", b"2")
        await other.until_notes(1)
        assert [note[1:] for note in other.notes] == [("t", b"2")]
        await sender.hints.stop()


async def test_a_process_that_starts_is_called_to_read_everything_once(make_process: MakeProcess) -> None:
    one = await make_process()
    assert (one.missed, one.hints.state.connected, one.hints.state.connections) == (1, True, 1)


async def test_after_a_restart_of_the_server_all_connect_again_and_read_everything(
    make_process: MakeProcess, bus_server: BusServer
) -> None:
    one, other = await make_process(), await make_process()
    await asyncio.to_thread(bus_server.stop)
    for process in (one, other):
        await process.until_connected(False)
    one.hints.publish("s", 3)
    await asyncio.to_thread(bus_server.start)
    for process in (one, other):
        await process.until_connected(True)
        assert process.missed >= 2
    one.hints.publish("s", 4)
    await other.until_behind("s", 4)
    other.hints.publish("t", 5)
    await one.until_behind("t", 5)
    assert one.hints.state.connections == 2


@pytest.mark.parametrize("publishing", [True, False])
async def test_a_connection_that_died_without_a_word_is_noticed_and_made_again(
    make_process: MakeProcess, bus_server: BusServer, publishing: bool
) -> None:
    async with relay_before(bus_server) as relay:
        cut_off = await make_process(bus_server.url_at(relay.port), QUICK)
        other = await make_process()
        relay.swallow()
        if publishing:
            cut_off.hints.publish("s", 1)
        await cut_off.until_connected(False)
        relay.mend()
        await cut_off.until(lambda: cut_off.missed >= 2)
        other.hints.publish("t", 2)
        await cut_off.until_behind("t", 2)
        # The hint that was swallowed is sent again, or its number is missing and everything is read.
        cut_off.hints.publish("u", 3)
        await other.until_behind("u", 3)
        assert not publishing or ("s", 1) in other.behind or other.missed >= 2
        await cut_off.hints.stop()


async def test_publishing_while_the_bus_is_lost_keeps_a_limited_number_of_sessions(
    make_process: MakeProcess, bus_server: BusServer
) -> None:
    async with relay_before(bus_server) as relay:
        sender = await make_process(bus_server.url_at(relay.port), QUICK)
        other = await make_process()
        relay.swallow()
        await sender.until_connected(False)
        for seq in (1, 2):
            for n in range(MOST_WAITING + 10):
                sender.hints.publish(f"s{n}", seq)
        assert sender.hints.state.dropped == 20
        relay.mend()
        await other.until(lambda: len(other.behind) >= MOST_WAITING)
        assert set(other.behind) == {(f"s{n}", 2) for n in range(MOST_WAITING)}
        # Of the sessions that found no room nothing was said, so the others read everything.
        assert other.missed == 2
        await sender.hints.stop()


async def test_a_missing_message_of_another_process_counts_as_lost_and_everything_is_read(
    make_process: MakeProcess, bus_server: BusServer
) -> None:
    one = await make_process()
    await bus_server.say(*(encoded("another", n, {"s": n}) for n in (4, 5, 8)))
    await one.until_behind("s", 8)
    assert one.missed == 2
    assert (one.hints.state.lost, one.hints.state.received) == (2, 3)


async def test_a_message_that_cannot_be_read_counts_as_lost_and_ends_nothing(
    make_process: MakeProcess, bus_server: BusServer
) -> None:
    one = await make_process()
    await bus_server.say("", "nonsense", '{"process": 1}', encoded("another", 1, {"s": 1}))
    await one.until(lambda: one.behind == [("s", 1)])
    assert one.hints.state.lost == 3
    assert one.hints.state.connections == 1


async def test_the_numbers_of_a_limited_number_of_processes_are_remembered(
    make_process: MakeProcess, bus_server: BusServer
) -> None:
    one = await make_process()
    await bus_server.say(*(encoded(f"p{n}", 1, {}) for n in range(MOST_PROCESSES + 1)))
    # The first of them is forgotten, so that nothing seems to be missing; of the last one something is.
    await bus_server.say(encoded("p0", 9, {"s": 1}))
    await one.until_behind("s", 1)
    assert one.missed == 1
    await bus_server.say(encoded(f"p{MOST_PROCESSES}", 9, {"s": 2}))
    await one.until_behind("s", 2)
    assert one.missed == 2


async def test_an_error_in_following_a_hint_is_logged_and_the_next_is_followed(
    bus_server: BusServer, make_process: MakeProcess, expect_error: Callable[[str], None]
) -> None:
    followed = asyncio.Event()

    def behind(session_id: str, seq: int) -> None:
        if seq == 1:
            raise ValueError("a fault of ours")
        followed.set()

    hints = open_hints(bus_server.url)
    await hints.start(behind, lambda: None)
    expect_error("a hint could not be followed")
    await bus_server.say(encoded("another", 1, {"s": 1}), encoded("another", 2, {"s": 2}))
    async with asyncio.timeout(PATIENCE_S):
        await followed.wait()
    await hints.stop()


@pytest.mark.parametrize("reachable", [True, False])
async def test_a_bus_that_is_stopped_leaves_no_task(bus_server: BusServer, reachable: bool) -> None:
    before = asyncio.all_tasks()
    async with relay_before(bus_server) as relay:
        tasks = asyncio.all_tasks()
        process = Process(open_hints(bus_server.url_at(relay.port), timing=QUICK))
        await process.start()
        if not reachable:
            relay.swallow()
            await process.until_connected(False)
        own = {task for task in asyncio.all_tasks() - tasks if "hints" in task.get_name()}
        assert own
        await process.hints.stop()
        assert all(task.done() for task in own)
        assert process.hints.state.connected is False
    await process.until_state(lambda: asyncio.all_tasks() == before)


async def test_what_waits_when_a_bus_is_stopped_is_sent_first(make_process: MakeProcess) -> None:
    sender, other = await make_process(), await make_process()
    sender.hints.publish("s", 1)
    await asyncio.sleep(0)
    sender.hints.publish("s", 2)
    await sender.hints.stop()
    await other.until_behind("s", 2)


async def test_a_server_that_does_not_run_is_refused_at_the_start_in_words(bus_server: BusServer) -> None:
    await asyncio.to_thread(bus_server.stop)
    process = Process(open_hints(bus_server.url))
    before = asyncio.all_tasks()
    with pytest.raises(HintsUnavailable, match=r"^(PostgreSQL|NATS) cannot be used for hints: .*\w"):
        await process.start()
    assert asyncio.all_tasks() == before
    await asyncio.to_thread(bus_server.start)


async def test_a_server_that_accepts_connections_and_is_silent_is_refused_at_the_start(
    bus_server: BusServer,
) -> None:
    async with relay_before(bus_server) as relay:
        relay.swallow()
        process = Process(open_hints(bus_server.url_at(relay.port), timing=QUICK))
        with pytest.raises(HintsUnavailable, match=r"^(PostgreSQL|NATS) cannot be used for hints: .*\w"):
            await process.start()


async def test_a_link_that_is_ended_while_a_silent_server_takes_nothing_ends_at_once(
    bus_server: BusServer,
) -> None:
    async with relay_before(bus_server) as relay:
        link = bus_server.link(relay.port)
        await link.open()
        relay.swallow()
        sending = asyncio.ensure_future(link.send([f"{n}".ljust(MOST_BYTES) for n in range(4_000)]))
        await asyncio.wait([sending], timeout=0.2)
        link.abort()
        with pytest.raises(LinkLost):
            await sending
        await link.close()


def encoded(process: str, n: int, seqs: dict[str, int]) -> str:
    return msgspec.json.encode(Message(process, n, seqs)).decode()
