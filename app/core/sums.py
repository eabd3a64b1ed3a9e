"""Running sums of the room: what each event adds to the totals and takes from them.

Nothing counts the room again. A consequence that changes questions or people brings the sums along, and
marks with its seq which of them have changed.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from app.core.commands import Answer
from app.core.state import Cell, State, Sums

EMPTY = Cell()


def settle(before: State, after: State, ids: Iterable[str], seq: int) -> State:
    """Bring the sums along after the questions `ids`, and those merged into them, have changed."""
    affected = set(ids)
    for id in tuple(affected):
        for state in (before, after):
            question = state.questions.get(id)
            if question is not None:
                affected.update(question.merged)
    sums = _count(_count(before.sums, before, affected, -1), after, affected, +1)
    return with_sums(after, sums, seq)


def _count(sums: Sums, state: State, ids: Iterable[str], sign: int) -> Sums:
    shares = [share for id in ids if (share := _share(state, id)) is not None]
    if not shares:
        return sums
    cells, questions, following = sums.cells, sums.questions, sums.next
    for name, cell, one, next_one in shares:
        total = plus(cells.get(name, EMPTY), cell, sign)
        if total != EMPTY:
            cells = cells.set(name, total)
        elif name in cells:
            cells = cells.delete(name)
        questions += sign * one
        following += sign * next_one
    return replace(sums, cells=cells, questions=questions, next=following)


def _share(state: State, id: str) -> tuple[str, Cell, int, int] | None:
    """What one question adds: its cell, the cell's part, and its parts of questions and next."""
    question = state.questions.get(id)
    if question is None:
        return None
    answer = question.answer
    cell = Cell(
        questions=int(question.on_board and not question.next),
        asked=int(not question.next and question.has_asker),
        yes=int(answer == "yes"),
        partly=int(answer == "partly"),
        no=int(answer == "no"),
    )
    counts = question.visibility == "shown" and not question.next
    return state.cell_of(question), cell, int(counts), int(question.next and not question.is_swept)


def plus(a: Cell, b: Cell, sign: int) -> Cell:
    """The one cell with the other, or (`sign` -1) without it."""
    return Cell(
        a.questions + sign * b.questions,
        a.asked + sign * b.asked,
        a.yes + sign * b.yes,
        a.partly + sign * b.partly,
        a.no + sign * b.no,
    )


def cell_of_answer(answer: Answer) -> Cell:
    """What one answer adds to a cell."""
    return Cell(yes=int(answer == "yes"), partly=int(answer == "partly"), no=int(answer == "no"))


def count_supporter(state: State, answer: Answer, sign: int, seq: int) -> State:
    """Add a supporter's answer to the sums, or (`sign` -1) take it from them."""
    sums = replace(state.sums, supporters=plus(state.sums.supporters, cell_of_answer(answer), sign))
    return with_sums(state, sums, seq)


def with_sums(state: State, sums: Sums, seq: int) -> State:
    """The state with these sums, and the seq beside the figures that differ."""
    old = state.sums
    if sums == old:
        return state
    cells = old.cells != sums.cells
    counts = (old.joined, old.questions, old.next) != (sums.joined, sums.questions, sums.next)
    tallies = cells and {k: c.questions for k, c in old.cells.items()} != {
        k: c.questions for k, c in sums.cells.items()
    }
    poll = (
        cells
        or old.people != sums.people
        or old.listened != sums.listened
        or old.supporters != sums.supporters
    )
    return replace(
        state,
        sums=sums,
        r_counts=seq if counts else state.r_counts,
        r_tallies=seq if tallies else state.r_tallies,
        r_poll=seq if poll else state.r_poll,
    )
