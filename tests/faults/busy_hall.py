"""Continuous load for the soak test: participants and consoles act all the time while faults occur.

Each screen is the rehearsal's client: it reconnects by itself, resends unanswered commands, sends some twice,
and checks every delta and digest. All act on what their screen shows.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from app.rehearsal.client import SimClient
from app.rehearsal.sim_clock import SimClock
from app.rehearsal.statistics import Statistics
from tests.server import Server

PHONES = 24
QUESTIONS_EACH = 6
PAUSE_S = 0.6
WORDS = (
    "hvem",
    "ejer",
    "planen",
    "når",
    "projektet",
    "løber",
    "ud",
    "i",
    "sandet",
    "og",
    "ingen",
    "lærer",
    "af",
    "det",
)


@dataclass
class Screen:
    client: SimClient
    hello: dict[str, str]
    chance: Random
    asked: dict[str, str] = field(default_factory=dict)
    voted: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    async def ask(self, do: str, **args: Any) -> str:
        """Send a command until it is answered; returns its id, "" when it was rejected."""
        id = self.client.new_id()
        return "" if await self.client.ask(do, id=id, **args) else id

    def some(self, ids: list[str]) -> str:
        return self.chance.choice(ids) if ids else ""

    def text(self) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(3, 30))).capitalize() + "?"


Act = Callable[[Screen], Awaitable[None]]


class Hall:
    """All screens and their tasks. `rest` ends the activity; the clients stay connected until `go_home`."""

    def __init__(self, server: Server, chance: Random) -> None:
        self.statistics = Statistics(PHONES)
        self.over = asyncio.Event()
        self._server = server
        self._chance = chance
        self.phones = [
            self._screen(role="phone", token=secrets.token_hex(16), lang="da") for _ in range(PHONES)
        ]
        key = server.key("console")
        self.consoles = [
            self._screen(role="console", key=key, device=name, lang="da") for name in ("laptop", "remote")
        ]
        self.board = self._screen(role="board", key=server.key("board"))
        self._clients: list[asyncio.Task[None]] = []
        self._doing: list[asyncio.Task[None]] = []

    @property
    def screens(self) -> list[Screen]:
        return [*self.phones, *self.consoles, self.board]

    def _screen(self, **hello: str) -> Screen:
        chance = Random(self._chance.random())
        client = SimClient(self._server.base, self._server.code, hello, SimClock(), self.statistics, chance)
        return Screen(client, hello, chance)

    def begin(self) -> None:
        self._clients = [asyncio.ensure_future(screen.client.run()) for screen in self.screens]
        acts: list[tuple[Screen, Act]] = [(phone, self._take_part) for phone in self.phones]
        acts += [(console, self._lead) for console in self.consoles]
        self._doing = [asyncio.ensure_future(self._go_on(screen, act)) for screen, act in acts]

    async def rest(self) -> None:
        """End all activity and pause a running timer."""
        self.over.set()
        await asyncio.gather(*self._doing)
        console = self.consoles[0]
        mirror = console.client.mirror
        while mirror.row("timer")["phase"] != "idle":  # a running timer would go on changing the view
            await console.ask("enter_step", was=mirror.row("step")["step"], to="buzz")
            await console.ask("restart_timer")
            await asyncio.sleep(PAUSE_S)

    async def go_home(self) -> None:
        for screen in self.screens:
            screen.client.leave()
        await asyncio.gather(*self._clients)

    async def _go_on(self, screen: Screen, act: Act) -> None:
        while not self.over.is_set():
            await asyncio.sleep(screen.chance.uniform(0, 2 * PAUSE_S))
            if screen.client.snapshots:
                await act(screen)

    async def _take_part(self, phone: Screen) -> None:
        mirror, chance = phone.client.mirror, phone.chance
        own = list(mirror.table("mine", "mine"))
        others = [id for other in self.phones if other is not phone for id in other.asked]
        fate = chance.random()
        if fate < 0.4 and len(own) < QUESTIONS_EACH:
            text = phone.text()
            if id := await phone.ask("ask_question", text=text):
                phone.asked[id] = text
        elif fate < 0.5 and own:
            id = phone.some(own)
            await phone.ask("edit_question", question_id=id, text=phone.text())
        elif fate < 0.6 and len(own) == QUESTIONS_EACH:
            id = phone.some(own)
            if await phone.ask("withdraw_question", question_id=id):
                phone.withdrawn.add(id)
        elif fate < 0.75 and others:
            await phone.ask("support_question", question_id=phone.some(others))
        elif fate < 0.8:
            await phone.ask("place_dot", weights=chance.choice([[7, 2, 1], [1, 1, 8], [3, 4, 3]]))
        elif own:
            id, answer = phone.some(own), chance.choice(["yes", "partly", "no"])
            if await phone.ask("answer_poll", question_id=id, answer=answer):
                phone.voted[id] = answer
            else:
                phone.voted.pop(id, None)  # a duplicate may have arrived while the poll was open

    async def _lead(self, console: Screen) -> None:
        mirror, chance = console.client.mirror, console.chance
        cards = list(mirror.table("questions"))
        pitfalls = list(mirror.table("pitfalls"))
        step = mirror.row("step")
        fate = chance.random()
        if fate < 0.15:
            to = chance.choice([*mirror.row("sheet")["steps"], "collect", "collect", "poll"])
            await console.ask("enter_step", was=step["step"], to=to)
        elif fate < 0.3:
            await console.ask("next_beat", was=step["beat"])
        elif fate < 0.35:
            await console.ask("start_timer")
        elif fate < 0.45:
            await console.ask("undo")
        elif not cards:
            await console.ask("set_turn_length", seconds=chance.randint(20, 200))
        elif fate < 0.75:
            await console.ask(
                "place_question", question_id=console.some(cards), pitfall=console.some(pitfalls)
            )
        elif fate < 0.82:
            await console.ask("merge_questions", ids=[console.some(cards)], into=console.some(cards))
        elif fate < 0.87:
            await console.ask("split_question", question_id=console.some(cards))
        else:
            do = chance.choice(["hide_question", "show_question", "mark_taken_up", "spotlight"])
            args = {"taken_up": chance.random() < 0.5} if do == "mark_taken_up" else {}
            await console.ask(do, question_id=console.some(cards), **args)
