"""The golden session: a small fixed session over real connections, with every frame of protocol 1.

The clock is manual, ids are counted, and nothing is throttled, so that the frames are the same on every
machine. The frames of each screen up to its last pong are kept with the view it must have then; after that
the screens are disconnected.
"""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.delta import Delta
from app.core.rows import LIVE_SUGGESTING, LIVE_SUGGESTIONS, SuggestingRow, SuggestionRow, View
from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import run_sheet_from_dict, run_sheet_to_dict
from app.core.stored_row import StoredRow
from app.core.views import IT, mine, show
from app.rooms.frames import ByeReason, bye
from app.rooms.hub import Hub, RoomLimits
from app.rooms.room import DeltaThrottle, Room
from app.settings import Settings
from app.store.memory import MemoryLog
from app.store.short_lived import MemoryShortLived
from app.web.auth import Authenticator
from app.web.connection import ScreenConnection, accept, may_wait, parse_hello
from app.web.context import AppContext
from app.web.forwarding import Processes
from app.web.invitations import Invitations
from app.web.metrics import Metrics
from app.web.public_address import PublicAddress
from app.web.rate_limit import RateLimiter
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
    incoming: list[Frame] = field(default_factory=list)
    outgoing: list[Frame] = field(default_factory=list)

    def send(self, frame: bytes) -> None:
        self.outgoing.append(canonical(json.loads(frame)))

    begin = send

    def waiting(self) -> int:
        return 0

    def taken(self) -> int:
        return 0

    def drop(self, code: ByeReason) -> None:
        self.send(bye(code))
        self.closed = True

    async def hello(self, rate_limiter: RateLimiter, **hello: Any) -> None:
        frame = {"t": "hello", "v": 1, **hello}
        self.incoming.append(frame)
        said = parse_hello(json.dumps(frame))
        assert may_wait(self.context, said) > 0
        self.connection = await accept(self.context, rate_limiter, CODE, said, self)

    async def say(self, frame: Frame) -> None:
        assert self.connection is not None
        self.incoming.append(frame)
        self.connection.handle_frame(json.dumps(frame))
        while frame["t"] == "cmd" and not self._is_answered(frame["id"]):
            await asyncio.sleep(0)

    def _is_answered(self, id: str) -> bool:
        return any(frame.get("id") == id for frame in reversed(self.outgoing))


def canonical(frame: Frame) -> Frame:
    """The frame with sorted keys and ids, since their order depends on a hash map."""
    if "cut" in frame:
        frame["cut"] = {table: sorted(ids) for table, ids in frame["cut"].items()}
    return dict(json.loads(json.dumps(frame, sort_keys=True)))


class GoldenSession:
    """Runs the session. `ids` has the commands' ids by the names that the script gives them."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.log = MemoryLog()
        values = MemoryShortLived(self.clock.now_ms)
        self.context = AppContext(
            settings=Settings(data=Path()),
            log=self.log,
            hub=Hub(self.log, self.clock, RoomLimits(throttle=DeltaThrottle(0, 0, 0, 0))),
            auth=Authenticator(b"golden", "organiser"),
            clock=self.clock,
            public=PublicAddress("http://localhost"),
            invitations=Invitations(values, self.clock),
            processes=Processes(values),
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
        answer = next(f for f in reversed(self.screens[who].outgoing) if f.get("id") == id)
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
    """Let all tasks run, so that all effects of one frame happen before the next."""
    for _ in range(50):
        await asyncio.sleep(0)


async def play() -> dict[str, Any]:
    """Run the whole session: frames by screen, views at the last pong, and the rows of the log."""
    hour = GoldenSession()
    await hour.context.hub.open(SESSION, code=CODE, sheet=sheet(), language="da", title="Guld")
    await _come_in(hour)
    for part in (_before, _collect, _group, _walk, _ask_what_became_of_it):
        await part(hour)
    for name, screen in hour.screens.items():
        if name in KEPT:
            await screen.say({"t": "ping", "c": 7})
    frames = {name: _until_now(hour, name) for name in KEPT}
    await _go(hour)
    for name in KEPT:
        frames[name]["after"] = {
            "in": hour.screens[name].incoming[len(frames[name]["in"]) :],
            "out": hour.screens[name].outgoing[len(frames[name]["out"]) :],
        }
    rows = await hour.log.read(SESSION)
    await hour.context.hub.close()
    return {"frames": frames, "rows": rows}


async def play_sweep() -> list[StoredRow]:
    """Run a session in which the last two are swept out, restored and swept out; returns its log's rows."""
    hour = GoldenSession()
    await hour.context.hub.open(SESSION, code=CODE, sheet=sheet(), language="da", title="Guld")
    facilitator = hour.context.auth.key(hour.room.state, "facilitator")
    await hour.screens["desk"].hello(hour.rate_limiter, role="console", key=facilitator, device="desk")
    for n, name in enumerate(PHONES):
        hour.clock.ms += 1_000
        await hour.screens[name].hello(hour.rate_limiter, role="phone", token=f"{n:032x}")
        await settled()
    before_the_last_two = hour.clock.ms - 2_000
    await hour.enter("collect")
    for name in PHONES:
        await hour.do(name, "ask_question", name, text=f"Hvad mener {name}?")
    await hour.enter("group")
    for name in PHONES[1:]:
        await hour.do(name, "support_question", question_id=hour.ids["anna"])
    await hour.do("desk", "merge_questions", ids=[hour.ids["bo"]], into=hour.ids["eva"])
    await hour.enter("momentum")
    for n, name in enumerate(PHONES):
        await hour.do(name, "place_dot", weights=[1 + n, 2, 3.5])
    await hour.enter("poll")
    for name in PHONES:
        await hour.do(name, "answer_poll", question_id=hour.ids[name], answer="yes")
    await hour.do("desk", "sweep_newer_than", at_ms=before_the_last_two)
    for command in ("undo", "redo"):
        await hour.do("desk", command)
    rows = await hour.log.read(SESSION)
    await hour.context.hub.close()
    return rows


def _until_now(hour: GoldenSession, name: str) -> dict[str, Any]:
    screen, state = hour.screens[name], hour.room.state
    assert screen.connection is not None
    seat = screen.connection.seat
    view = show(state, seat.audience) | _live(screen.outgoing)
    own = {} if seat.participant is None else mine(state, seat.participant)
    return {
        "in": list(screen.incoming),
        "out": list(screen.outgoing),
        "final": canonical({"view": view, "mine": own}),
    }


def _live(outgoing: list[Frame]) -> Frame:
    """The latest rows that are neither logged nor part of the digest."""
    live: Frame = {}
    for frame in outgoing:
        live |= {name: table for name, table in frame.get("put", {}).items() if name.startswith("live.")}
    return live


async def _come_in(hour: GoldenSession) -> None:
    facilitator = hour.context.auth.key(hour.room.state, "facilitator")
    board = hour.context.auth.key(hour.room.state, "board")
    await hour.screens["desk"].hello(
        hour.rate_limiter, role="console", key=facilitator, device="desk", name="Scenen", lang="da"
    )
    await hour.screens["board"].hello(hour.rate_limiter, role="board", key=board)
    await hour.screens["tablet"].hello(hour.rate_limiter, role="console", key=facilitator, device="tablet")
    for n, name in enumerate(PHONES):
        lang = "en" if name == "bo" else "da"
        await hour.screens[name].hello(hour.rate_limiter, role="phone", token=f"{n:032x}", lang=lang)
        await settled()


async def _before(hour: GoldenSession) -> None:
    await hour.say("desk", t="gong")
    await settled()
    await hour.say("board", t="equipped", sound="on", gong=1, awake=True)
    await hour.say("anna", t="asleep", on=True)
    await hour.say("anna", t="asleep", on=False)
    for command in ("lock_lobby", "unlock_lobby", "start_holding", "stop_holding", "show_qr", "hide_qr"):
        await hour.do("desk", command)
    await hour.do("desk", "admit_newcomers", up_to=400)
    await hour.do("desk", "set_turn_length", seconds=90)
    await hour.do("desk", "set_walk_length", questions=50)
    await hour.enter("overview")
    await hour.do("desk", "next_beat", was=0)
    await hour.enter("alone")
    await hour.do("desk", "start_timer")
    await hour.enter("buzz")
    await hour.do("desk", "start_timer")
    await hour.do("desk", "pause_timer")
    await hour.do("desk", "move_timer", by_ms=30_000)
    await hour.do("desk", "restart_timer")
    await hour.do("desk", "start_timer")
    await hour.do("desk", "swap_turn")
    await hour.do("desk", "restart_timer")
    await hour.do("desk", "start_timer")
    for _ in range(3):  # the first turn, the pause for swapping, the second turn
        hour.clock.ms += 120_000
        await hour.do("desk", "open_submissions")
        await settled()
    await hour.do("anna", "offer_pair", side="left")
    await hour.do("anna", "pair_with", code="")
    await hour.do("bo", "offer_pair", side="left")
    shown = {person.pair for person in hour.room.state.participants.values()} - {""}
    await hour.do("anna", "pair_with", code=shown.pop())


async def _collect(hour: GoldenSession) -> None:
    await hour.enter("collect")
    await hour.say("anna", t="typing", on=True)
    await hour.do("anna", "ask_question", "first", text="Hvem ejer effekten?", begun_at_ms=hour.clock.ms)
    await hour.say("anna", t="typing", on=False)
    await hour.do("anna", "share_question", question_id=hour.ids["first"])
    await hour.do("anna", "ask_question", "held", text="Hvad med 010190-1234?")
    await hour.do("anna", "ask_question", "withdrawn", text="Fortrudt 👩‍👩‍👧")
    for name in PHONES[1:]:
        await hour.do(name, "ask_question", name, text=f"Hvad mener {name}?")
    await hour.do("anna", "edit_question", question_id=hour.ids["first"], text="Hvem ejer nu effekten?")
    await hour.do("desk", "let_through", question_id=hour.ids["held"])
    await hour.do("desk", "correct_text", question_id=hour.ids["bo"], text="Hvad mener Bo?")
    await hour.do("desk", "undo")
    await hour.do("desk", "redo")
    await hour.do("desk", "hide_question", question_id=hour.ids["held"])
    await hour.do("desk", "show_question", question_id=hour.ids["held"])
    await hour.do("desk", "ask_for_room", "slip", text="Fra en seddel")
    await hour.do("anna", "withdraw_question", question_id=hour.ids["withdrawn"])
    await hour.ask("anna", "edit_question", question_id=hour.ids["bo"], text="Ikke mit")
    await hour.do("desk", "close_submissions")
    await hour.do("desk", "open_submissions")


async def _group(hour: GoldenSession) -> None:
    await hour.enter("group")
    await hour.do("desk", "place_question", question_id=hour.ids["first"], pitfall="en")
    ids = [hour.ids["bo"], hour.ids["cilla"]]
    await hour.do("desk", "place_questions", ids=ids, pitfall="to", batch="a-batch", was=[None, None])
    added = await hour.do("desk", "add_pitfall", title="Fra salen")
    await hour.do("desk", "rename_pitfall", pitfall="to", title="Et andet navn")
    await hour.do("desk", "reorder_pitfalls", pitfalls=["to", "en", f"x-{added[:12]}"])
    await hour.say("anna", t="look", at="others")
    await hour.do("anna", "support_question", question_id=hour.ids["bo"])
    await hour.do("anna", "unsupport_question", question_id=hour.ids["bo"])
    await hour.do("anna", "support_question", question_id=hour.ids["bo"])
    await hour.do("anna", "propose_pitfall", question_id=hour.ids["held"], pitfall="en")
    await hour.do("desk", "merge_questions", ids=[hour.ids["dan"], hour.ids["eva"]], into=hour.ids["first"])
    await hour.do("desk", "split_question", question_id=hour.ids["eva"])
    await hour.do("desk", "undo")
    await hour.do("desk", "redo")
    await hour.do("desk", "remove_pitfall", pitfall=f"x-{added[:12]}")


async def _walk(hour: GoldenSession) -> None:
    await hour.enter("walk:en")
    for beat in range(3):
        await hour.do("desk", "next_beat", was=beat)
    await hour.do("desk", "previous_beat", was=3)
    await hour.do("desk", "next_beat", was=2)
    await hour.do("desk", "spotlight", question_id=hour.ids["first"])
    await hour.do("desk", "clear_spotlight")
    await hour.do("desk", "mark_taken_up", question_id=hour.ids["first"], taken_up=True)
    await hour.do("desk", "park_question", question_id=hour.ids["held"], parked=True)
    await hour.do("desk", "leave_out", question_id=hour.ids["held"], left_out=True)
    await hour.enter("momentum")
    for n, name in enumerate(PHONES):
        await hour.do(name, "place_dot", weights=[1 + n, 2, 3.5])
    await hour.do("desk", "hide_dots")
    await hour.do("desk", "show_dots")


async def _ask_what_became_of_it(hour: GoldenSession) -> None:
    await hour.do("desk", "open_poll")
    await hour.do("desk", "close_poll")
    await hour.enter("poll")
    await hour.do("anna", "answer_poll", question_id=hour.ids["first"], answer="yes")
    for name, answer in zip(PHONES[1:], ("partly", "no", "yes", "yes"), strict=True):
        await hour.do(name, "answer_poll", question_id=hour.ids[name], answer=answer)
    await hour.do("anna", "ask_question", text="Og hvad så nu?", follows=hour.ids["first"])
    await hour.do("desk", "set_board_language", language="en")
    for command in ("blank_board", "light_board", "freeze_board", "release_board"):
        await hour.do("desk", command)
    await hour.do("desk", "hide_all_from", question_id=hour.ids["eva"])
    await hour.do("desk", "stop_holding_from", question_id=hour.ids["eva"])
    await hour.do("desk", "let_all_through")
    await hour.do("desk", "sweep_newer_than", at_ms=hour.clock.ms)
    await hour.do("desk", "sweep_held")
    await hour.do("desk", "set_walk_order", order="arrival")
    await _reply(hour)
    # Not the first one: it was edited, so its first words are erased and no longer compared.
    _, again, *_ = [frame for frame in hour.screens["anna"].incoming if frame.get("do") == "ask_question"]
    await hour.say("anna", **again)
    await hour.say("anna", **{**again, "args": {"text": "Noget andet"}})


async def _reply(hour: GoldenSession) -> None:
    ids = [hour.ids["first"], hour.ids["bo"]]
    await hour.do(
        "desk", "reply_to_questions", ids=ids, text="Det ved vi i uge 40.", signed="Projektkontoret"
    )
    await hour.do("desk", "reply_to_questions", ids=ids[:1], text="Styregruppen\nejer den.")
    await hour.do("desk", "withdraw_reply", question_id=hour.ids["bo"])
    await hour.do("desk", "undo")
    await hour.do("desk", "promise_replies", promised=True)


async def _go(hour: GoldenSession) -> None:
    await hour.do("desk", "revoke_device", device="tablet")
    await hour.do("desk", "renew_key", role="board")
    await hour.do("desk", "end_session")
    await hour.do("desk", "reopen_session")
    await hour.do("desk", "end_session")
    await hour.ask("desk", "lock_lobby")
    _suggest(hour)
    hour.room.show_address({"address": "192.168.50.23:8000", "reachable": True, "changed": True})
    hour.room.close("restart")


def _suggest(hour: GoldenSession) -> None:
    """Show rows as a suggestion worker's, whose own are not the same on every machine."""
    suggestion: SuggestionRow = {
        "first": "to",
        "first_p": 0.62,
        "second": None,
        "second_p": 0.21,
        "has_second": True,
        "certain": False,
        "because": {"kind": "words", "words": ["sedlen"], "text": ""},
        "alike": [hour.ids["dan"]],
    }
    suggesting: SuggestingRow = {"state": "on", "semantic": True}
    rows: View = {LIVE_SUGGESTING: {IT: suggesting}, LIVE_SUGGESTIONS: {hour.ids["slip"]: suggestion}}
    hour.room.show_live(Delta(rows, {}))
    hour.room.show_live(Delta({}, {LIVE_SUGGESTIONS: [hour.ids["slip"]]}))


def as_line(row: StoredRow) -> str:
    """A row of the log as a line of JSON."""
    return json.dumps(row._asdict(), ensure_ascii=False, sort_keys=True)
