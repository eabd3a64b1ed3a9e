"""The replay of the board: what each event changed on it.

Folding the moments up to a seq gives the view that boards had at that seq, with one exception, `as_replayed`:
a question stands in it only if the report may quote it, and from the beginning with the words it has at the
end. What has been hidden, left out, withdrawn, swept out or corrected since may have named people, and a
replay is watched by others than those who were in the room. Figures stay as they were.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from immutables import Map
from msgspec.structs import replace

from app.core.delta import Delta, diff
from app.core.events import Recorded
from app.core.evolve import affected_questions, begin, evolve
from app.core.figures import SMALL_GROUP, dot_rows
from app.core.rows import Table, View
from app.core.state import Dot, State
from app.core.views import IT, Audience, show, show_question, show_small

# A board is shown in its own language (`State.board`), whatever its audience says.
BOARD = Audience("board", "")
NO_DOTS: Map[str, Dot] = Map()
_OF_QUESTIONS = frozenset({"questions", "places", "support", "flags"})


@dataclass(frozen=True, slots=True)
class Moment:
    """What event `seq` changed on the board: rows to put and ids to cut, by table.

    `at_ms` is the time of the event in server milliseconds, and never goes back.
    """

    seq: int
    at_ms: int
    put: View
    cut: dict[str, list[str]]


def as_replayed(view: View, last: State) -> View:
    """A board's view as a replay shows it that ends with the state `last`."""
    replayed = {name: _rows(name, rows, last) for name, rows in view.items()}
    return {name: rows for name, rows in replayed.items() if rows}


def moments(session_id: str, log: Sequence[Recorded], last: State) -> Iterator[Moment | None]:
    """The moment of each event of a log that leads to the state `last`; None if it changed nothing there."""
    state = begin(session_id, log[0])
    small = show_small(state, BOARD, dots=False)
    yield _moment(state, diff({}, show(state, BOARD)), last)
    for recorded in log[1:]:
        before, state = state, evolve(state, recorded)
        was, small = small, show_small(state, BOARD, dots=False)
        ids = affected_questions(before, state, recorded.event)
        yield _moment(state, diff(was | _rest(before, state, ids), small | _rest(state, before, ids)), last)


def _rest(state: State, other: State, ids: Iterable[str]) -> View:
    """The rows of these questions, and of the dots that the board does not show alike in the other state.

    Of the dots only those: there may be as many as people, and rows of all of them, at every event, would
    take minutes for a hall.
    """
    view: View = {}
    shown, others = _dots(state), _dots(other)
    if shown is not others:
        changed = Map({id: dot for id, dot in shown.items() if others.get(id) is not dot})
        view["dots"] = dict(dot_rows(replace(state, dots=changed)))
    for id in ids:
        for table, row in show_question(state, BOARD, id).items():
            view.setdefault(table, {})[id] = row
    return view


def _dots(state: State) -> Map[str, Dot]:
    """The dots on the board: those of fewer people than `SMALL_GROUP` are never shown."""
    return state.dots if state.board.dots_shown and state.sums.dots >= SMALL_GROUP else NO_DOTS


def _moment(state: State, delta: Delta, last: State) -> Moment | None:
    cut = {name: _kept(name, ids, last) for name, ids in delta.cut.items()}
    moment = Moment(
        state.seq, state.at_ms, as_replayed(delta.put, last), {name: ids for name, ids in cut.items() if ids}
    )
    return moment if moment.put or moment.cut else None


def _rows(name: str, rows: Table, last: State) -> Table:
    kept = {id: rows[id] for id in _kept(name, rows, last)}
    if name == "questions":
        return {id: {**row, "text": last.questions[id].text} for id, row in kept.items()}
    if name == "board" and not _is_shown(rows[IT]["spotlight"], last):
        return {IT: {**rows[IT], "spotlight": None}}
    return kept


def _kept(table: str, ids: Iterable[str], last: State) -> list[str]:
    """Those of the ids of a table that stand in a replay."""
    return [id for id in ids if table not in _OF_QUESTIONS or _is_shown(id, last)]


def _is_shown(question_id: str | None, last: State) -> bool:
    question = last.questions.get(question_id or "")
    return question is not None and question.is_quotable
