"""The golden session: one small session over real connections with every frame of protocol 1.

The clock is manual, ids are counted, and nothing is throttled, so that the frames are the same on every
machine. The frames of each screen up to its last pong are kept with the view it must have then; after that
the screens are disconnected.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.codec import StoredRow
from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import run_sheet_from_dict, run_sheet_to_dict
from app.core.views import mine, show
from app.rooms.hub import Hub, RoomLimits
from app.rooms.room import DeltaThrottle, Room
from app.settings import Settings
from app.store.memory import MemoryLog
from app.web.auth import Authenticator
from app.web.connection import ScreenConnection, accept, may_wait, parse_hello
from app.web.context import AppContext
from app.web.invitations import Invitations
from app.web.metrics import Metrics
from app.web.rate_limit import RateLimiter
from app.web.wire import bye
from tests.core.sheet import both, make_sheet
from tests.rooms.parts import ManualClock

Frame = dict[str, Any]
SESSION, CODE = "golden", "GLDENS"
PHONES = ("anna", "bo", "cilla", "dan", "eva")
KEPT = ("desk", "board", "anna")


def sheet() -> RunSheet:
    """A small run sheet that uses every key."""
    data = run_sheet_to_dict(make_sheet())
    for word in data["momentum"]["words"]:
        word["points"] = [both("Et ord")]
    return run_sheet_from_dict(
        {
            **data,
            "subtitle": both("Undertitel"),
            "occasion": both("Anledning"),
            "minutes": {"lobby": 5, "walk:en": 6},
            "notes": {"buzz": both("Bed salen vende sig mod sidemanden.")},
        }
    )


@dataclass
class Screen:
    """One connection with its sent and received frames."""

    context: AppContext
    connection: ScreenConnection | None = None
    closed: bool = False
    said: list[Frame] = field(default_factory=list)
    heard: list[Frame] = field(default_factory=list)

    def send(self, frame: bytes) -> None:
        self.heard.append(canonical(json.loads(frame)))

    begin = send

    def waiting(self) -> int:
        return 0

    def taken(self) -> int:
        return 0

    def drop(self, code: str) -> None:
        self.send(bye(code))
        self.closed = True

    async def hello(self, rate_limiter: RateLimiter, **hello: Any) -> None:
        frame = {"t": "hello", "v": 1, **hello}
        self.said.append(frame)
        said = parse_hello(json.dumps(frame))
        assert may_wait(self.context, said) > 0
        self.connection = await accept(self.context, rate_limiter, CODE, said, self)

    async def say(self, frame: Frame) -> None:
        assert self.connection is not None
        self.said.append(frame)
        self.connection.handle_frame(json.dumps(frame))
        while frame["t"] == "cmd" and not self._is_answered(frame["id"]):
            await asyncio.sleep(0)

    def _is_answered(self, id: str) -> bool:
        return any(frame.get("id") == id for frame in reversed(self.heard))


def canonical(frame: Frame) -> Frame:
    """The frame with sorted keys, where their order depends on a map."""
    if "cut" in frame:
        frame["cut"] = {table: sorted(ids) for table, ids in frame["cut"].items()}
    return dict(json.loads(json.dumps(frame, sort_keys=True)))


class GoldenRun:
    """Runs the session. `ids` has the commands' ids by the names that the script gives them."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.log = MemoryLog()
        self.context = AppContext(
            settings=Settings(data=Path()),
            log=self.log,
            hub=Hub(self.log, self.clock, RoomLimits(throttle=DeltaThrottle(0, 0, 0, 0))),
            auth=Authenticator(b"golden", "organiser"),
            clock=self.clock,
            public_url="http://localhost",
            invitations=Invitations(self.clock),
            metrics=Metrics(),
            build="1",
        )
        self.rate_limiter = RateLimiter(1, 1_000)
        self.screens = {name: Screen(self.context) for name in (*PHONES, "desk", "board", "tablet")}
        self.ids: dict[str, str] = {}
        self.answers: list[Frame] = []

    @property
    def room(self) -> Room:
        return next(room for room in self.context.hub.rooms() if room.code == CODE)

    async def say(self, who: str, **frame: Any) -> None:
        self.clock.ms += 1_000
        await self.screens[who].say(frame)
        await settled()

    async def ask(self, who: str, do: str, name: str = "", **args: Any) -> Frame:
        """Send a command under a counted id; returns the answer."""
        id = f"{len(self.answers) + 1:032x}"
        self.ids[name] = id
        await self.say(who, t="cmd", id=id, do=do, args=args)
        answer = next(f for f in reversed(self.screens[who].heard) if f.get("id") == id)
        self.answers.append(answer)
        return answer

    async def do(self, who: str, do: str, name: str = "", **args: Any) -> str:
        """Send a command that must be accepted; returns its id."""
        answer = await self.ask(who, do, name, **args)
        assert answer["t"] == "ack", (do, args, answer)
        return str(answer["id"])

    async def enter(self, step: str) -> None:
        await self.do("desk", "enter_step", was=self.room.state.stage.step, to=step)


async def settled() -> None:
    """Let all tasks run, so that all effects of one frame come before the next."""
    for _ in range(50):
        await asyncio.sleep(0)


async def tell() -> dict[str, Any]:
    """Run the whole session: frames by screen, views at the last pong, and the rows of the log."""
    told = GoldenRun()
    await told.context.hub.open(SESSION, code=CODE, sheet=sheet(), language="da", title="Guld")
    await _come_in(told)
    for part in (_before, _collect, _group, _walk, _ask_what_became_of_it):
        await part(told)
    for name, screen in told.screens.items():
        if name in KEPT:
            await screen.say({"t": "ping", "c": 7})
    frames = {name: _until_now(told, name) for name in KEPT}
    await _go(told)
    for name in KEPT:
        frames[name]["after"] = {
            "in": told.screens[name].said[len(frames[name]["in"]) :],
            "out": told.screens[name].heard[len(frames[name]["out"]) :],
        }
    rows = await told.log.read(SESSION)
    await told.context.hub.close()
    return {"frames": frames, "rows": rows}


def _until_now(told: GoldenRun, name: str) -> dict[str, Any]:
    screen, state = told.screens[name], told.room.state
    assert screen.connection is not None
    seat = screen.connection.seat
    view = show(state, seat.audience)
    if "live.presence" in (live := _live(screen.heard)):
        view["live.presence"] = live["live.presence"]
    own = {} if seat.participant is None else mine(state, seat.participant)
    return {
        "in": list(screen.said),
        "out": list(screen.heard),
        "final": canonical({"view": view, "mine": own}),
    }


def _live(heard: list[Frame]) -> Frame:
    """The latest presence, which is neither logged nor part of the digest."""
    live: Frame = {}
    for frame in heard:
        live |= {name: table for name, table in frame.get("put", {}).items() if name.startswith("live.")}
    return live


async def _come_in(told: GoldenRun) -> None:
    facilitator = told.context.auth.key(told.room.state, "facilitator")
    board = told.context.auth.key(told.room.state, "board")
    await told.screens["desk"].hello(
        told.rate_limiter, role="console", key=facilitator, device="desk", name="Scenen", lang="da"
    )
    await told.screens["board"].hello(told.rate_limiter, role="board", key=board)
    await told.screens["tablet"].hello(told.rate_limiter, role="console", key=facilitator, device="tablet")
    for n, name in enumerate(PHONES):
        lang = "en" if name == "bo" else "da"
        await told.screens[name].hello(told.rate_limiter, role="phone", token=f"{n:032x}", lang=lang)
        await settled()


async def _before(told: GoldenRun) -> None:
    for command in ("lock_lobby", "unlock_lobby", "show_qr", "hide_qr"):
        await told.do("desk", command)
    await told.do("desk", "set_turn_length", seconds=90)
    await told.enter("overview")
    await told.do("desk", "next_beat", was=0)
    await told.enter("buzz")
    await told.do("desk", "start_timer")
    await told.do("desk", "pause_timer")
    await told.do("desk", "move_timer", by_ms=30_000)
    await told.do("desk", "restart_timer")
    await told.do("desk", "start_timer")
    await told.do("desk", "swap_turn")
    await told.do("desk", "restart_timer")
    await told.do("desk", "start_timer")
    for _ in range(3):  # the first turn, the pause for swapping, the second turn
        told.clock.ms += 120_000
        await told.do("desk", "open_submissions")
        await settled()
    await told.do("anna", "pair_with", code="1234")


async def _collect(told: GoldenRun) -> None:
    await told.enter("collect")
    await told.say("anna", t="typing", on=True)
    await told.do("anna", "ask_question", "first", text="Hvem ejer effekten?", begun_at_ms=told.clock.ms)
    await told.say("anna", t="typing", on=False)
    await told.do("anna", "ask_question", "held", text="Hvad med 010190-1234?")
    await told.do("anna", "ask_question", "withdrawn", text="Fortrudt 👩‍👩‍👧")
    for name in PHONES[1:]:
        await told.do(name, "ask_question", name, text=f"Hvad mener {name}?")
    await told.do("anna", "edit_question", question_id=told.ids["first"], text="Hvem ejer nu effekten?")
    await told.do("desk", "let_through", question_id=told.ids["held"])
    await told.do("desk", "correct_text", question_id=told.ids["bo"], text="Hvad mener Bo?")
    await told.do("desk", "undo")
    await told.do("desk", "redo")
    await told.do("desk", "hide_question", question_id=told.ids["held"])
    await told.do("desk", "show_question", question_id=told.ids["held"])
    await told.do("desk", "ask_for_room", "slip", text="Fra en seddel")
    await told.do("anna", "withdraw_question", question_id=told.ids["withdrawn"])
    await told.ask("anna", "edit_question", question_id=told.ids["bo"], text="Ikke mit")
    await told.do("desk", "close_submissions")
    await told.do("desk", "open_submissions")


async def _group(told: GoldenRun) -> None:
    await told.enter("group")
    await told.do("desk", "place_question", question_id=told.ids["first"], pitfall="en")
    ids = [told.ids["bo"], told.ids["cilla"]]
    await told.do("desk", "place_questions", ids=ids, pitfall="to", batch="a-batch")
    added = await told.do("desk", "add_pitfall", title="Fra salen")
    await told.do("desk", "rename_pitfall", pitfall="to", title="Et andet navn")
    await told.do("desk", "reorder_pitfalls", pitfalls=["to", "en", f"x-{added[:12]}"])
    await told.say("anna", t="look", at="others")
    await told.do("anna", "support_question", question_id=told.ids["bo"])
    await told.do("anna", "unsupport_question", question_id=told.ids["bo"])
    await told.do("anna", "support_question", question_id=told.ids["bo"])
    await told.do("anna", "propose_pitfall", question_id=told.ids["held"], pitfall="en")
    await told.do("desk", "merge_questions", ids=[told.ids["dan"], told.ids["eva"]], into=told.ids["first"])
    await told.do("desk", "split_question", question_id=told.ids["eva"])
    await told.do("desk", "undo")
    await told.do("desk", "redo")
    await told.do("desk", "remove_pitfall", pitfall=f"x-{added[:12]}")


async def _walk(told: GoldenRun) -> None:
    await told.enter("walk:en")
    for beat in range(3):
        await told.do("desk", "next_beat", was=beat)
    await told.do("desk", "spotlight", question_id=told.ids["first"])
    await told.do("desk", "clear_spotlight")
    await told.do("desk", "mark_taken_up", question_id=told.ids["first"], taken_up=True)
    await told.do("desk", "park_question", question_id=told.ids["held"], parked=True)
    await told.enter("momentum")
    for n, name in enumerate(PHONES):
        await told.do(name, "place_dot", weights=[1 + n, 2, 3.5])
    await told.do("desk", "hide_dots")
    await told.do("desk", "show_dots")


async def _ask_what_became_of_it(told: GoldenRun) -> None:
    await told.do("desk", "open_poll")
    await told.do("desk", "close_poll")
    await told.enter("poll")
    await told.do("anna", "answer_poll", question_id=told.ids["first"], answer="yes")
    for name, answer in zip(PHONES[1:], ("partly", "no", "yes", "yes"), strict=True):
        await told.do(name, "answer_poll", question_id=told.ids[name], answer=answer)
    await told.do("anna", "ask_question", text="Og hvad så nu?", follows=told.ids["first"])
    await told.do("desk", "set_board_language", language="en")
    for command in ("blank_board", "light_board", "freeze_board", "release_board"):
        await told.do("desk", command)
    await told.do("desk", "hide_all_from", question_id=told.ids["eva"])
    await told.do("desk", "sweep_newer_than", at_ms=told.clock.ms)
    await told.do("desk", "sweep_held")
    again: Callable[[Frame], bool] = lambda frame: frame.get("do") == "ask_question"  # noqa: E731  a type is given with it
    first = next(frame for frame in told.screens["anna"].said if again(frame))
    await told.say("anna", **first)
    await told.say("anna", **{**first, "args": {"text": "Noget andet"}})


async def _go(told: GoldenRun) -> None:
    await told.do("desk", "revoke_device", device="tablet")
    await told.do("desk", "renew_key", role="board")
    await told.do("desk", "end_session")
    await told.ask("desk", "lock_lobby")
    told.room.close("restart")


def as_line(row: StoredRow) -> str:
    """A row of the log as a line of JSON."""
    return json.dumps(row._asdict(), ensure_ascii=False, sort_keys=True)
