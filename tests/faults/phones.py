"""Simulated phones in a process of their own, so that they can run in another network namespace.

They are the rehearsal's clients: each keeps unanswered commands, reconnects by itself and compares digests.
Run as a program, this is the process: it reads a plan as the first line of standard input, then one order
per line, and answers each with a line.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any, Self

from app.platform.resources import open_many_files
from app.rehearsal.client import SimClient
from app.rehearsal.sim_clock import SimClock
from app.rehearsal.statistics import Statistics
from tests.client import console
from tests.faults.data_folder import questions
from tests.server import ROOT, Server, eventually

LONG_S = 120.0


@dataclass(frozen=True, slots=True)
class Plan:
    server: str
    code: str
    phones: int


class Phones:
    """Starts the process and sends it orders."""

    def __init__(self, server: str, code: str, phones: int, within: Sequence[str] = ()) -> None:
        self._plan = Plan(server, code, phones)
        self._command = [*within, sys.executable, "-m", "tests.faults.phones"]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._say(asdict(self._plan))
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self) -> None:
        """Let every phone ask one more question; `figures` says whether it has arrived."""
        self._order("ask")

    def figures(self) -> dict[str, Any]:
        """The statistics, how many phones are `here` and `settled`, and the `acknowledged` ids."""
        return self._order("tell")

    def settled(self) -> bool:
        """Whether all phones are connected and all their questions are answered."""
        return bool(self.figures()["settled"] == self._plan.phones)

    def all_is_well(self, server: Server, each: int) -> None:
        """Assert that no phone became a new participant, questions are stored once, and all views agree."""
        eventually(self.settled, LONG_S)
        figures = self.figures()
        assert not figures["errors"], figures["first_errors"]
        assert not figures["refused"]
        kept = questions(server.folder)
        assert set(kept) == set(figures["acknowledged"])
        assert len(kept) == each * self._plan.phones
        assert all(len(seqs) == 1 for seqs in kept.values())
        with console(server) as facilitator:
            assert facilitator.view["counts"]["it"]["joined"] == self._plan.phones
        assert self._order("compare")["equal"] == self._plan.phones

    def ports(self) -> list[int]:
        """The local ports of the phones' connections, before the router translates them."""
        rows = Path(f"/proc/{self._process.pid}/net/tcp").read_text().splitlines()[1:]
        established = (row.split() for row in rows if row.split()[3] == "01")
        return [int(local.rpartition(":")[2], 16) for _, local, *_ in established]

    def _order(self, do: str) -> dict[str, Any]:
        self._say({"do": do})
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def _say(self, words: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()


class _Crowd:
    """The phones, inside the process."""

    def __init__(self, plan: Plan) -> None:
        self._statistics = Statistics(plan.phones)
        self._clients = [self._client(plan, Random(n)) for n in range(plan.phones)]
        self._tasks = [asyncio.ensure_future(client.run()) for client in self._clients]
        self._acknowledged: list[str] = []

    def _client(self, plan: Plan, chance: Random) -> SimClient:
        hello = {"role": "phone", "token": f"{chance.getrandbits(128):032x}", "lang": "da"}
        return SimClient(plan.server, plan.code, hello, SimClock(), self._statistics, chance)

    async def obey(self, do: str) -> dict[str, Any]:
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.result()
        if do == "ask":
            self._tasks += [asyncio.ensure_future(self._ask(client)) for client in self._clients]
            return {}
        if do == "compare":
            return {"equal": sum(await asyncio.gather(*(client.agrees() for client in self._clients)))}
        return {
            **self._statistics.figures(),
            "here": sum(client.here for client in self._clients),
            "settled": sum(client.settled for client in self._clients),
            "acknowledged": self._acknowledged,
        }

    async def _ask(self, client: SimClient) -> None:
        id = client.new_id()
        if await client.ask("ask_question", id=id, text=f"Hvem tager sig af {id[:8]}?") == "":
            self._acknowledged.append(id)


async def _main() -> None:
    crowd = _Crowd(Plan(**json.loads(sys.stdin.readline())))
    while order := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await crowd.obey(json.loads(order)["do"])), flush=True)


if __name__ == "__main__":
    open_many_files()
    asyncio.run(_main())
