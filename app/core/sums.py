"""Running totals (`Sums`): what each event adds and subtracts, so that no view counts all questions again.

A consequence that changes questions or participants also updates the sums, and sets the `r_…` of those that
changed to its seq.
"""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from app.core.commands import Answer
from app.core.state import Cell, State, Sums

EMPTY = Cell()


class Share(NamedTuple):
    """What one question adds: the cell it counts in, its part of that cell, and its parts of the totals.

    Of the first questions in all, it adds as many as of those in its cell.
    """

    cell: str
    part: Cell
    next: int
    held: int
    hidden: int


def settle(before: State, after: State, ids: Iterable[str], seq: int) -> State:
    """Update the sums after the questions `ids`, and those merged into them, have changed."""
    affected = set(ids)
    for id in tuple(affected):
        for state in (before, after):
            question = state.questions.get(id)
            if question is not None:
                affected.update(question.merged)
    sums = before.sums
    for id in affected:
        was, now = _share(before, id), _share(after, id)
        if was == now:
            continue
        if was is not None:
            sums = _count(sums, was, -1)
        if now is not None:
            sums = _count(sums, now, +1)
    return with_sums(after, sums, seq)


def _count(sums: Sums, share: Share, sign: int) -> Sums:
    total = plus(sums.cells.get(share.cell, EMPTY), share.part, sign)
    if total != EMPTY:
        cells = sums.cells.set(share.cell, total)
    else:
        cells = sums.cells.delete(share.cell) if share.cell in sums.cells else sums.cells
    return replace(
        sums,
        cells=cells,
        questions=sums.questions + sign * share.part.questions,
        next=sums.next + sign * share.next,
        held=sums.held + sign * share.held,
        hidden=sums.hidden + sign * share.hidden,
    )


def _share(state: State, id: str) -> Share | None:
    question = state.questions.get(id)
    if question is None:
        return None
    counted = question.is_counted
    first = counted and not question.next
    answer = question.answer if first else None
    part = Cell(
        questions=int(first),
        asked=int(first and question.has_asker),
        yes=int(answer == "yes"),
        partly=int(answer == "partly"),
        no=int(answer == "no"),
    )
    return Share(
        cell=state.cell_of(question),
        part=part,
        next=int(counted and question.next),
        held=int(question.visibility == "held" and not counted),
        hidden=int(question.visibility == "hidden" and not question.is_swept),
    )


def plus(a: Cell, b: Cell, sign: int) -> Cell:
    """`a` plus `b`, or (`sign` -1) `a` minus `b`."""
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
    """Add a supporter's answer to the sums, or (`sign` -1) subtract it."""
    sums = replace(state.sums, supporters=plus(state.sums.supporters, cell_of_answer(answer), sign))
    return with_sums(state, sums, seq)


def with_sums(state: State, sums: Sums, seq: int) -> State:
    """Replace the sums, and set the `r_…` of those figures that differ to `seq`."""
    old = state.sums
    if sums == old:
        return state
    cells = old.cells != sums.cells
    counts = (old.joined, old.questions, old.next) != (sums.joined, sums.questions, sums.next)
    # A total that differs says that a cell does; only of the same total are all of them compared.
    tallies = cells and (
        old.questions != sums.questions
        or {k: c.questions for k, c in old.cells.items()} != {k: c.questions for k, c in sums.cells.items()}
    )
    received = counts or (old.held, old.hidden) != (sums.held, sums.hidden)
    poll = (
        cells
        or old.hidden_answers != sums.hidden_answers
        or old.people != sums.people
        or old.listened != sums.listened
        or old.supporters != sums.supporters
    )
    return replace(
        state,
        sums=sums,
        r_counts=seq if counts else state.r_counts,
        r_received=seq if received else state.r_received,
        r_tallies=seq if tallies else state.r_tallies,
        r_poll=seq if poll else state.r_poll,
        r_pairs=seq if old.pairs != sums.pairs else state.r_pairs,
    )
