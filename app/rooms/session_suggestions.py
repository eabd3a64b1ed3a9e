"""The suggestions of one session: what the suggestion worker is sent, and what consoles are shown.

The worker is sent the questions that the board may show and that are not merged into another. One that is
hidden, erased or merged is forgotten there, and nothing shown quotes it any more. Each move teaches the
worker, so every question in the tray is ranked again after it.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Protocol

from app.core.delta import Delta
from app.core.rows import (
    LIVE_SUGGESTING,
    LIVE_SUGGESTIONS,
    Row,
    SuggestingRow,
    SuggestingState,
    Table,
    View,
)
from app.core.run_sheet import TRAY
from app.core.state import State
from app.core.views import IT
from app.store import KeptExample
from app.suggest.messages import Answer, Card, Request
from app.suggest.topics import Seed, topics_of

# In one turn of the loop so many questions are compared with what the worker knows.
COMPARED_AT_ONCE = 500
# So many questions are ranked by one request; each takes about a millisecond.
RANKED_AT_ONCE = 100
# All questions are compared with each other again only after so many times the time that this took.
ALIKE_REST = 10


class Shown(Protocol):
    """What suggestions are made of and shown on: a session's room."""

    state: State

    @property
    def has_console(self) -> bool: ...

    def show_live(self, delta: Delta) -> None:
        """Send consoles changed rows of tables that are not logged."""


class SessionSuggestions:
    """What the worker should know of a session, what it knows, and the rows that consoles are shown.

    `_known` are the questions that the worker should know, `_sent` those that it does, and `_pending` the ids
    in which these differ. `_changed` have not been compared with the state yet, `_beyond` are more than
    `most`. `_stale` have to be ranked again, those ranked longest ago first. `wake` is called when there is
    something to ask the worker, `pace_s` after the events that caused it.
    """

    def __init__(self, room: Shown, most: int, pace_s: float, wake: Callable[[], None]) -> None:
        self._room = room
        self._most = most
        self._pace_s = pace_s
        self._wake = wake
        self._state_row: SuggestingRow | None = None
        self._rows: Table = {}
        self._known: dict[str, Card] = {}
        self._changed: dict[str, None] = {}
        self._beyond: dict[str, None] = {}
        self._compared_r_pitfalls = 0
        self._kept: Mapping[str, list[Seed]] = {}
        self._timers: dict[str, asyncio.Handle] = {}
        self._send_again()

    def _send_again(self) -> None:
        self._sent: dict[str, Card] = {}
        self._pending = dict.fromkeys(self._known)
        self._stale: dict[str, None] = {}
        self._topics_r = 0
        self._alike: Mapping[str, list[str]] = {}
        self._alike_is_old, self._alike_at_s = bool(self._known), 0.0

    @property
    def is_watched(self) -> bool:
        """Whether there is a console to show suggestions on."""
        return self._room.has_console

    @property
    def run_sheet_id(self) -> str:
        """The run sheet whose kept examples it suggests by."""
        return self._room.state.run_sheet.id

    @property
    def has_tray(self) -> bool:
        """Whether there are questions in the tray."""
        cell = self._room.state.sums.cells.get(TRAY)
        return cell is not None and cell.questions > 0

    # ---- what consoles are shown

    def view(self) -> View:
        """The tables as they are now, for consoles that come."""
        tables: View = {LIVE_SUGGESTIONS: dict(self._rows)} if self._rows else {}
        return tables if self._state_row is None else {LIVE_SUGGESTING: {IT: self._state_row}, **tables}

    def show_state(self, state: SuggestingState, semantic: bool) -> None:
        """Show consoles whether there are suggestions."""
        row: SuggestingRow = {"state": state, "semantic": semantic}
        if row != self._state_row:
            self._state_row = row
            self._room.show_live(Delta({LIVE_SUGGESTING: {IT: row}}, {}))

    def _show(self, put: Table, cut: Collection[str] = ()) -> None:
        self._rows.update(put)
        for id in cut:
            del self._rows[id]
        if put or cut:
            tables = ({LIVE_SUGGESTIONS: put} if put else {}), ({LIVE_SUGGESTIONS: list(cut)} if cut else {})
            self._room.show_live(Delta(*tables))

    # ---- what the worker should know

    async def begin(self, kept: Mapping[str, Sequence[KeptExample]]) -> None:
        """Find the questions to send to the worker; `kept` are the examples of the run sheet, by pitfall."""
        self._kept = {
            pitfall: [Seed(one.text, one.language, example=True) for one in examples]
            for pitfall, examples in kept.items()
        }
        before_that = self._changed
        # On a thread, since there may be very many of them.
        ids = await asyncio.to_thread(_in_order, self._room.state)
        if self._changed is not before_that:
            return  # all has been ended meanwhile
        self._changed = dict.fromkeys(ids[-self._most :]) | self._changed
        self._beyond = dict.fromkeys(ids[: -self._most])
        self._compare()

    def restart(self) -> None:
        """Take it that the worker knows nothing, and show nothing until it has answered."""
        self._send_again()
        self._show({}, tuple(self._rows))

    def end(self) -> None:
        """Keep nothing, and show nothing."""
        for timer in self._timers.values():
            timer.cancel()
        self._known, self._changed, self._beyond, self._timers, self._kept = {}, {}, {}, {}, {}
        self.restart()

    def affected(self, questions: Iterable[str]) -> None:
        """Note that events have affected these questions, or the pitfalls."""
        self._changed.update(dict.fromkeys(questions))
        if self._changed or self._has_other_topics:
            self._soon("compare", self._pace_s, self._compare)

    def _soon(self, name: str, after_s: float, action: Callable[[], None]) -> None:
        """Act after a time, unless the action of this name is waiting already."""

        def act() -> None:
            del self._timers[name]
            action()

        if name not in self._timers:
            self._timers[name] = asyncio.get_running_loop().call_later(after_s, act)

    @property
    def _has_other_topics(self) -> bool:
        return self._room.state.r_pitfalls != self._topics_r

    def _compare(self) -> None:
        """Compare changed questions with what the worker should know, some in each turn of the loop."""
        if self._room.state.r_pitfalls != self._compared_r_pitfalls:
            # The proposed pitfall is sent with a question only while there is such a pitfall.
            self._changed.update(dict.fromkeys(id for id in self._known if self._has_proposal(id)))
            self._compared_r_pitfalls = self._room.state.r_pitfalls
        ids = list(islice(self._changed, COMPARED_AT_ONCE))
        changed, gone = set[str](), set[str]()
        for id in ids:
            del self._changed[id]
            card, before = _card(self._room.state, id), self._known.get(id)
            if card is None:
                self._beyond.pop(id, None)
            if card == before:
                continue
            if card is None:
                del self._known[id]
            elif before is None and len(self._known) >= self._most:
                self._beyond[id] = None
                continue
            else:
                self._known[id] = card
            self._pending[id] = None
            self._alike_is_old = self._alike_is_old or before is None
            if before is not None:
                changed.add(id)
                if card is None or card.text != before.text:
                    self._alike_is_old = True
                    gone.add(id)
        if changed or self._has_other_topics:
            self._withdraw(changed, gone)
        while self._beyond and len(self._known) + len(self._changed) < self._most:
            self._changed[self._beyond.popitem()[0]] = None
        if self._changed:
            self._soon("compare", 0, self._compare)
        self._wake()

    def _has_proposal(self, id: str) -> bool:
        question = self._room.state.questions.get(id)
        return question is not None and question.proposed is not None

    def _withdraw(self, changed: Collection[str], gone: Collection[str]) -> None:
        """Show no row of a question that left the tray or has other words, nor any that names it."""
        names_what_is_there = self._naming_check()
        put: Table = {}
        cut: list[str] = []
        for id, row in self._rows.items():
            if id in gone or (id in changed and not self._in_tray(id)) or not names_what_is_there(row):
                cut.append(id)
            elif any(other in gone for other in row["alike"]):
                put[id] = self._beside_alike(id, row)
        self._show(put, cut)

    def _in_tray(self, id: str) -> bool:
        card = self._known.get(id)
        return card is not None and card.pitfall is None

    def _naming_check(self) -> Callable[[Row], bool]:
        """A check whether what a row names is there: its pitfalls, and the placed question that it quotes."""
        pitfalls = {None, *(pitfall.id for pitfall in self._room.state.pitfalls)}
        placed = {card.text for card in self._known.values() if card.pitfall is not None}

        def names_what_is_there(row: Row) -> bool:
            because = row["because"]
            is_quotable = because["kind"] != "card" or because["text"] in placed
            return is_quotable and row["first"] in pitfalls and row["second"] in pitfalls

        return names_what_is_there

    def _beside_alike(self, id: str, row: Row) -> Row:
        return {**row, "alike": [other for other in self._alike.get(id, ()) if other in self._known]}

    # ---- requests to the worker, and its answers

    @property
    def has_work(self) -> bool:
        """Whether there is something to send to the worker now; without a console only what to forget."""
        if not self.is_watched:
            return any(id not in self._known for id in self._pending)
        waits = bool(self._pending or self._stale) or (self._has_other_topics and bool(self._known))
        return waits or self._alike_is_due

    @property
    def _alike_is_due(self) -> bool:
        return self._alike_is_old and asyncio.get_running_loop().time() >= self._alike_at_s

    def next_request(self, session_id: str, most_new: int) -> Request:
        """The next part of what the worker lacks, at most so many questions, and of what it should rank.

        Without a console it is sent only what to forget.
        """
        lost = [id for id in self._pending if id not in self._known]
        forget = {id: self._sent.pop(id) for id in lost if id in self._sent}
        for id in lost:
            del self._pending[id]
        if not self.is_watched:
            self._teach(forget.values())
            return Request(session_id, forget=list(forget))
        topics = None
        if self._has_other_topics:
            self._withdraw((), ())
            state = self._room.state
            topics = topics_of(state.run_sheet, state.pitfalls, self._kept)
            self._topics_r = state.r_pitfalls
        urgent = sorted(self._pending, key=self._urgency)[:most_new]
        # One that has left the board just now is in `_changed`, and is not put.
        put = {id: self._known[id] for id in urgent if self._known[id] == _card(self._room.state, id)}
        before = [self._sent[id] for id in put if id in self._sent]
        self._sent |= put
        self._teach([*forget.values(), *before, *put.values()], all_anew=topics is not None)
        looked_at = dict.fromkeys([*put, *islice(self._stale, RANKED_AT_ONCE)])
        rank = [id for id in looked_at if self._in_tray(id)]
        for id in looked_at:
            self._stale.pop(id, None)
        for id in put:
            del self._pending[id]
        # By itself, so that the time it takes is known.
        alike = self._alike_is_due and not (topics or forget or put or rank)
        if alike:
            self._alike_is_old = False
        return Request(
            session_id, topics=topics, forget=list(forget), put=list(put.values()), rank=rank, alike=alike
        )

    def _urgency(self, id: str) -> int:
        """First questions that have been moved, then those in the tray, in the order in which they came."""
        if self._in_tray(id):
            return 1
        return 0 if id in self._sent else 2

    def _teach(self, cards: Iterable[Card], all_anew: bool = False) -> None:
        """Have the whole tray ranked again if one of these is or was placed."""
        if all_anew or any(card.pitfall is not None for card in cards):
            self._stale |= {id: None for id in self._sent if self._in_tray(id) and id not in self._stale}

    def take(self, answer: Answer, took_s: float) -> None:
        """Show consoles what has changed by an answer, which took the worker so long."""
        names_what_is_there = self._naming_check()
        if answer.alike is not None:
            self._alike = answer.alike
            self._alike_at_s = asyncio.get_running_loop().time() + ALIKE_REST * took_s
            self._wake_for_alike()
        rows = {id: self._beside_alike(id, row) for id, row in answer.rows.items()}
        if answer.alike is not None:
            rows = {id: self._beside_alike(id, row) for id, row in self._rows.items()} | rows
        put: Table = {}
        for id, row in rows.items():
            # What has changed since the request is ranked again after the next one, by `_teach` too.
            is_current = self._in_tray(id) and id not in self._pending and names_what_is_there(row)
            if is_current and row != self._rows.get(id):
                put[id] = row
        self._show(put)

    def _wake_for_alike(self) -> None:
        left_s = self._alike_at_s - asyncio.get_running_loop().time()
        if left_s > 0:
            self._soon("alike", left_s, self._wake_for_alike)
        else:
            self._wake()


def _card(state: State, id: str) -> Card | None:
    """What the worker is sent of a question; None for one that may not be shown, or is not one to place."""
    question = state.questions.get(id)
    if question is None or not question.on_board or question.next:
        return None
    proposed = question.proposed if state.has_pitfall(question.proposed) else None
    return Card(id, question.text, question.pitfall, proposed)


def _in_order(state: State) -> list[str]:
    """The questions that the worker is sent, in the order in which they came."""
    cards = (question for question in state.questions.values() if _card(state, question.id))
    return [question.id for question in sorted(cards, key=lambda question: (question.at_ms, question.id))]
