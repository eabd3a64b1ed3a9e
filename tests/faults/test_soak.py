"""Soak test, `make soak`: random faults under load for `SUMME_SOAK_MINUTES`, drawn from `SUMME_SOAK_SEED`.

After the last fault all screens, the database and the export must agree.
"""

import asyncio
import os
import secrets
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random

import pytest

from app.store.sqlite import SqliteLog
from tests.client import console
from tests.faults.agreement import agreed, pictured, shown_on, state_in
from tests.faults.busy_hall import Hall
from tests.faults.crowd import LOST, open_connection, receive
from tests.faults.data_folder import is_sound, questions
from tests.server import Server

MINUTES = float(os.environ.get("SUMME_SOAK_MINUTES", "10"))
SEED = int(os.environ.get("SUMME_SOAK_SEED", secrets.randbelow(1_000_000)))
AGREED_WITHIN_S = 10.0
ANSWERED_WITHIN_S = 30.0
LONGEST_STALL_S = 6.0


class Faults:
    """Causes one fault after another, drawn from the seed."""

    def __init__(self, server: Server, hall: Hall, chance: Random) -> None:
        self.happened: Counter[str] = Counter()
        self._server = server
        self._hall = hall
        self._chance = chance
        self._silent: list[asyncio.Task[None]] = []

    async def go_on_for(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        faults = (self.kill, self.kill, self.stall, self.lose_lines, self.lose_lines, self.come_silently)
        while time.monotonic() < end:
            await asyncio.sleep(self._chance.uniform(0.5, 5))
            fault = self._chance.choice(faults)
            self.happened[fault.__name__] += 1
            await fault()
        for silent in self._silent:
            silent.cancel()
        for outcome in await asyncio.gather(*self._silent, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome

    async def kill(self) -> None:
        await asyncio.to_thread(self._server.stop, signal.SIGKILL)
        await asyncio.sleep(self._chance.uniform(0, 2))
        await asyncio.to_thread(self._server.start)

    async def stall(self) -> None:
        """Freeze the server's process, as on a machine that swaps."""
        assert self._server.process is not None
        self._server.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(self._chance.uniform(0.2, LONGEST_STALL_S))
        self._server.process.send_signal(signal.SIGCONT)

    async def lose_lines(self) -> None:
        for screen in self._chance.sample(self._hall.screens, self._chance.randint(1, 12)):
            screen.client.be_away(self._chance.uniform(0, 5), politely=False)

    async def come_silently(self) -> None:
        """Phones that connect and then read nothing."""
        self._silent += [asyncio.ensure_future(self._be_silent()) for _ in range(3)]

    async def _be_silent(self) -> None:
        with suppress(*LOST):
            socket = await open_connection(self._server, role="phone", token=secrets.token_hex(16))
            try:
                await receive(socket, t="snapshot")
                await asyncio.sleep(self._chance.uniform(5, 30))
            finally:
                socket.transport.abort()


@pytest.mark.soak
@pytest.mark.asyncio
async def test_r13_after_minutes_of_random_faults_screens_database_and_export_agree(
    make_hall: Callable[..., Server],
) -> None:
    print(f"\nto see it again: SUMME_SOAK_SEED={SEED}")
    chance = Random(SEED)
    server = make_hall(stalled_s=3, participants_per_session=20_000, phone_sums_pace_s=0.1)
    await asyncio.to_thread(server.start)
    with console(server) as facilitator:
        facilitator.enter("collect")
        facilitator.do("open_poll")
    hall = Hall(server, chance)
    hall.begin()
    faults = Faults(server, hall, chance)
    await faults.go_on_for(MINUTES * 60)
    async with asyncio.timeout(ANSWERED_WITHIN_S):
        await hall.rest()
    seconds = await agreed(hall.screens, AGREED_WITHIN_S)

    pictures = [pictured(screen) for screen in hall.screens]
    exported = await asyncio.to_thread(server.export)
    await hall.go_home()
    assert await asyncio.to_thread(server.stop) == 0
    state, rows = await state_in(SqliteLog(server.folder / "summe.db"), server.code)
    stats = hall.statistics
    asked = {id for phone in hall.phones for id in phone.asked}
    kept = questions(server.folder)
    lost = asked - kept.keys()
    print(
        f"{MINUTES:g} min, {dict(faults.happened)}; {stats.sent} commands, {stats.answered} answered, "
        f"{len(stats.ack_ms)} acknowledged, {stats.twice} sent twice, {stats.reconnects} reconnects; "
        f"{len(asked)} questions, {len(rows)} events, lost {len(lost)}; agreed after {seconds:.1f} s"
    )
    assert stats.errors == 0, stats.first_errors
    assert stats.answered == stats.sent
    assert not lost
    assert all(len(seqs) == 1 for seqs in kept.values())
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert is_sound(server.folder)
    for screen, picture in zip(hall.screens, pictures, strict=True):
        assert picture == shown_on(screen, state), screen.hello["role"]
    assert sorted(q["text"] for q in exported["questions"]) == sorted(
        q.text for q in state.questions.values()
    )
    for phone in hall.phones:
        assert phone.withdrawn.isdisjoint(state.questions), "withdrawn, and still there"
        votes = {id: answer for id, answer in phone.voted.items() if id in state.questions}
        assert votes == {id: state.questions[id].answer for id in votes}
