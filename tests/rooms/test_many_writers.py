"""Several hubs, as of several processes, that write to the same session of one log."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from app.core import commands as c
from app.core.codec import decode
from app.core.evolve import replay
from app.core.rejections import Rejection
from app.core.stored_row import StoredRow
from app.core.views import Audience
from app.rooms.hub import Ack, Hub, Reply
from app.rooms.writer import WORK_A_TURN
from app.store import Batch, LogUnavailable, NotSaved, OutcomeUnknown
from app.store.memory import MemoryLog
from tests.core.sheet import make_sheet
from tests.rooms.parts import ANNA, BO, FACILITATOR, ManualClock, ask, collecting, seat
from tests.silent_failures import Expect

pytestmark = pytest.mark.asyncio
CODE = "ABCDEF"


class SharedLog(MemoryLog):
    """A log that other processes use as well: every call gives them a turn, and some outcomes are unknown."""

    is_shared = True

    def __init__(self) -> None:
        super().__init__()
        self.unknown: list[str] = []
        self.appended = 0
        self.reads = 0
        self.readable = True

    def go_back(self, events: int) -> None:
        """Lose the last events of the session, as when a database takes over that had not received them."""
        del self._rows["s"][-events:]
        record = self._records["s"]
        self._records["s"] = replace(record, last_seq=record.last_seq - events)

    async def append(self, batch: Batch) -> None:
        await asyncio.sleep(0)
        outcome = self.unknown.pop() if self.unknown else "known"
        if outcome == "lost":
            raise OutcomeUnknown
        await super().append(batch)
        self.appended += 1
        if outcome == "stored":
            raise OutcomeUnknown

    async def read(self, session_id: str, after_seq: int = 0) -> list[StoredRow]:
        await asyncio.sleep(0)
        self.reads += 1
        if not self.readable:
            raise LogUnavailable("the database restarts", "Wait for it.")
        return await super().read(session_id, after_seq)


@pytest_asyncio.fixture
async def log() -> SharedLog:
    return SharedLog()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest_asyncio.fixture
async def hubs(log: SharedLog, clock: ManualClock) -> AsyncIterator[list[Hub]]:
    """Three hubs that have loaded the same session, in which questions are asked."""
    hubs = [Hub(log, clock) for _ in range(3)]
    await hubs[0].open("s", code=CODE, sheet=make_sheet(), language="da")
    await collecting(hubs[0])
    for hub in hubs:
        assert await hub.room(CODE) is not None
    yield hubs
    for hub in hubs:
        await hub.close()


async def agree(hubs: list[Hub], log: SharedLog) -> None:
    """Check that all hubs have the state of the log, once they have caught up."""
    for hub in hubs:
        await hub.catch_up()
    state = replay("s", map(decode, await log.read("s")))
    assert [hub.rooms()[0].state for hub in hubs] == [state] * len(hubs)


async def test_commands_to_several_processes_are_all_stored_once_and_in_order(
    hubs: list[Hub], log: SharedLog
) -> None:
    asked = [
        ask(hub, person, c.AskQuestion(f"Hvem ejer plan {n}?"))
        for n in range(2)
        for hub in hubs
        for person in (ANNA, BO)
    ]
    answers = await asyncio.gather(*asked)
    assert all(isinstance(answer, Ack) for answer in answers), answers
    rows = await log.read("s")
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert len([row for row in rows if row.kind == "question_asked"]) == len(asked)
    await agree(hubs, log)


async def test_a_command_is_decided_on_what_another_process_has_stored(hubs: list[Hub]) -> None:
    await ask(hubs[0], FACILITATOR, c.EnterStep("collect", "group"))
    assert await ask(hubs[2], FACILITATOR, c.EnterStep("collect", "poll")) == Rejection("stale")


async def test_the_same_command_sent_to_two_processes_is_stored_once(hubs: list[Hub], log: SharedLog) -> None:
    id, asking = secrets.token_hex(16), c.AskQuestion("Hvem tager over?")
    both = await asyncio.gather(*(ask(hub, ANNA, asking, id=id) for hub in hubs[:2]))
    assert both[0] == both[1]
    assert [row.command_id for row in await log.read("s")].count(id) == 1


@pytest.mark.parametrize("outcome", ["stored", "lost"])
async def test_a_command_whose_commit_has_an_unknown_outcome_is_stored_once_and_acknowledged(
    hubs: list[Hub], log: SharedLog, outcome: str
) -> None:
    log.unknown = [outcome]
    answer = await ask(hubs[0], ANNA, c.AskQuestion("Kom den med?"))
    assert isinstance(answer, Ack)
    assert [row.seq for row in await log.read("s") if row.kind == "question_asked"] == [answer.seq]
    await agree(hubs, log)


async def test_a_command_is_not_saved_when_its_outcome_cannot_be_looked_up(
    hubs: list[Hub], log: SharedLog, expect_error: Expect
) -> None:
    expect_error("not saved: the database restarts")
    log.unknown, log.readable = ["stored"], False
    id = secrets.token_hex(16)
    asking = c.AskQuestion("Kom den med?")
    assert await ask(hubs[0], ANNA, asking, id=id) == Rejection("not_saved")
    log.readable = True
    again = await ask(hubs[0], ANNA, asking, id=id)
    assert isinstance(again, Ack)
    assert [row.command_id for row in await log.read("s")].count(id) == 1


async def test_the_end_of_a_turn_is_stored_by_exactly_one_process(
    hubs: list[Hub], log: SharedLog, clock: ManualClock
) -> None:
    await ask(hubs[0], FACILITATOR, c.EnterStep("collect", "buzz"))
    await ask(hubs[0], FACILITATOR, c.StartTimer())
    for hub in hubs:
        await hub.catch_up()
    clock.ms += 60_000
    await asyncio.gather(*(ask(hub, FACILITATOR, c.ShowQr()) for hub in hubs))
    await agree(hubs, log)
    assert [row.kind for row in await log.read("s")].count("turn_ended") == 1


async def test_screens_of_one_process_are_shown_what_another_has_stored(
    hubs: list[Hub], log: SharedLog
) -> None:
    room = hubs[1].rooms()[0]
    board, sink = seat(Audience("board", "da"))
    room.join(board)
    answer = await ask(hubs[0], ANNA, c.AskQuestion("Hvem ejer planen?"))
    await hubs[1].catch_up()
    assert isinstance(answer, Ack)
    assert room.state.seq == answer.seq
    texts = [
        row["text"] for frame in sink.frames for row in frame.get("put", {}).get("questions", {}).values()
    ]
    assert texts == ["Hvem ejer planen?"]


async def test_a_session_erased_by_another_process_is_unloaded_and_its_screens_say_so(
    hubs: list[Hub],
) -> None:
    room = hubs[1].rooms()[0]
    board, sink = seat(Audience("board", "da"))
    room.join(board)
    await hubs[0].erase("s")
    await hubs[1].catch_up()
    assert sink.dropped == "erased"
    assert await hubs[1].room(CODE) is None
    # A writer that finds it out by itself does the same.
    assert await ask(hubs[2], ANNA, c.AskQuestion("Er her nogen?")) == Rejection("not_saved")
    await asyncio.sleep(0)
    assert await hubs[2].room(CODE) is None
    assert not any(hub.crashed.done() for hub in hubs)


async def test_a_session_that_a_newer_version_has_written_to_is_given_up_alone(
    hubs: list[Hub], log: SharedLog
) -> None:
    last = (await log.read("s"))[-1]
    await log.append(Batch("s", last.seq, (last._replace(seq=last.seq + 1, version=99),)))
    room = hubs[0].rooms()[0]
    board, sink = seat(Audience("board", "da"))
    room.join(board)
    await hubs[0].catch_up()
    assert sink.dropped == "restart"
    assert hubs[0].rooms() == []
    assert not hubs[0].crashed.done()


@pytest.mark.parametrize("appended_since", [0, 1, 3, 5])
async def test_a_session_of_which_the_log_has_lost_events_is_loaded_again(
    hubs: list[Hub], log: SharedLog, expect_error: Expect, appended_since: int
) -> None:
    expect_error("the database lacks what it had stored")
    behind = hubs[2].rooms()[0].state.seq
    for _ in range(2):
        await ask(hubs[0], ANNA, c.AskQuestion("Går det tabt?"))
    room = hubs[0].rooms()[0]
    board, sink = seat(Audience("board", "da"))
    room.join(board)
    log.go_back(2)
    for _ in range(appended_since):
        await ask(hubs[2], BO, c.AskQuestion("Og hvad så?"))
    await hubs[0].catch_up()
    assert sink.dropped == "restart"
    assert await hubs[0].room(CODE) is not room
    assert hubs[2].rooms()[0].state.seq == behind + appended_since
    await agree(hubs, log)
    assert not hubs[0].crashed.done()


async def test_a_command_on_events_that_the_log_has_lost_is_not_saved_and_can_be_sent_again(
    hubs: list[Hub], log: SharedLog, expect_error: Expect
) -> None:
    expect_error("the database lacks what it had stored")
    await ask(hubs[0], ANNA, c.AskQuestion("Går det tabt?"))
    log.go_back(1)
    id = secrets.token_hex(16)
    asking = c.AskQuestion("Hvem tager over?")
    assert await ask(hubs[0], BO, asking, id=id) == Rejection("not_saved")
    await asyncio.sleep(0)  # the session is unloaded
    assert isinstance(await ask(hubs[0], BO, asking, id=id), Ack)
    await agree(hubs, log)


async def test_a_batch_that_is_decided_again_may_grow_by_many_commands_and_a_facilitators(
    hubs: list[Hub], log: SharedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [c.AskQuestion(f"Hvem ejer plan {n}?") for n in range(2 * WORK_A_TURN)]
    later: list[asyncio.Task[Reply]] = []
    append = log.append

    async def append_and_be_slow(batch: Batch) -> None:
        monkeypatch.setattr(log, "append", append)
        later.append(asyncio.create_task(ask(hubs[0], FACILITATOR, c.ShowQr())))
        later.extend(asyncio.create_task(ask(hubs[0], ANNA, asking)) for asking in many)
        await asyncio.sleep(0)
        assert isinstance(await ask(hubs[1], BO, c.AskQuestion("Hvem var først?")), Ack)
        await append(batch)

    monkeypatch.setattr(log, "append", append_and_be_slow)
    first = await asyncio.gather(*(ask(hubs[0], one, c.AskQuestion("Hvornår?")) for one in (ANNA, BO)))
    assert all(isinstance(answer, Ack) for answer in (*first, await later[0]))
    assert Rejection("not_saved") not in await asyncio.gather(*later)
    await agree(hubs, log)


async def test_a_batch_is_refused_after_too_many_attempts(
    hubs: list[Hub], log: SharedLog, expect_error: Expect, monkeypatch: pytest.MonkeyPatch
) -> None:
    expect_error("others were faster")
    monkeypatch.setattr("app.rooms.writer.LONGEST_PAUSE_S", 0.0)
    log.unknown = ["lost"] * 50
    assert await ask(hubs[0], ANNA, c.AskQuestion("Hvornår?")) == Rejection("not_saved")
    assert isinstance(await ask(hubs[0], ANNA, c.AskQuestion("Hvornår?")), Ack)


async def test_a_refusing_log_refuses_the_batch_at_once(
    hubs: list[Hub], log: SharedLog, expect_error: Expect, monkeypatch: pytest.MonkeyPatch
) -> None:
    expect_error("not saved: no space left")

    async def full(batch: Batch) -> None:
        raise NotSaved("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(log, "append", full)
        assert await ask(hubs[0], ANNA, c.AskQuestion("Hvornår?")) == Rejection("not_saved")
    assert isinstance(await ask(hubs[0], ANNA, c.AskQuestion("Hvornår?")), Ack)
