"""Sums over people as they may be shown: shares and counts are made here and nowhere else.

What would tell of a small group is hidden. The running sums behind the figures are kept in `sums`.
"""

from collections.abc import Iterator, Sequence

from app.core.rows import CountsRow, DotRow, Following, MomentumRow, PollRow, Shares, SweptFigures, TallyRow
from app.core.run_sheet import TRAY
from app.core.state import Cell, Participant, State

SMALL_GROUP = 5


def counts_row(state: State) -> CountsRow:
    """How many have joined, how many questions are shown, and how many next questions there are."""
    sums = state.sums
    return {"joined": sums.joined, "questions": sums.questions, "next": sums.next, "r": state.r_counts}


def tally_rows(state: State) -> dict[str, TallyRow]:
    """How many questions lie on the board in each pitfall and in the tray."""
    r = max(state.r_tallies, state.r_pitfalls)
    return {id: {"questions": cell.questions, "r": r} for id, cell in _cells(state)}


def poll_rows(state: State) -> dict[str, PollRow]:
    """What the poll may show: "all", then each pitfall and the tray.

    Fewer than five answers are hidden. If that hides one cell of the breakdown, all of its cells are
    hidden, since the total minus the others would give it away.
    """
    r = max(state.r_poll, state.r_pitfalls)
    total = _total(state)
    hide_total = total.answers < SMALL_GROUP
    hide_cells = hide_total or any(0 < cell.answers < SMALL_GROUP for _, cell in _cells(state))
    supporters = state.sums.supporters
    table: dict[str, PollRow] = {
        "all": {
            **_shares(total, hidden=hide_total),
            "answers": total.answers,
            "asked": total.asked,
            "hidden": hide_total,
            "listened": state.sums.listened,
            "people": state.sums.people,
            "supporters": _shares(supporters, hidden=supporters.answers < SMALL_GROUP),
            "r": r,
        }
    }
    for id, cell in _cells(state):
        shares = _shares(cell, hidden=hide_cells)
        table[id] = {
            "yes": shares["yes"],
            "partly": shares["partly"],
            "no": shares["no"],
            "answers": None if hide_cells else cell.answers,
            "asked": cell.asked,
            "hidden": hide_cells,
            "r": r,
        }
    return table


def following_row(state: State) -> Following:
    """How many of the first questions have a next question after them, in all and by the asker's answer.

    The shares stay hidden while one of them is smaller than a group may be.
    """
    counted = {id: q for id, q in state.questions.items() if not q.is_swept}
    followed = {q.follows for q in counted.values() if q.next and q.follows}
    answers = [counted[id].answer for id in followed if id in counted]
    shares = {answer: sum(one == answer for one in answers) for answer in ("yes", "partly", "no", None)}
    hidden = _total(state).answers < SMALL_GROUP or any(0 < n < SMALL_GROUP for n in shares.values())
    return {
        "all": len(answers),
        "yes": None if hidden else shares["yes"],
        "partly": None if hidden else shares["partly"],
        "no": None if hidden else shares["no"],
        "unanswered": None if hidden else shares[None],
        "hidden": hidden,
    }


def momentum_row(state: State) -> MomentumRow:
    """How many dots there are and where their centre is (shares that add up to 1), from five on."""
    sums = state.sums
    hidden = sums.dots < SMALL_GROUP
    centre = None if hidden else [round(weight / sums.dots / 1000, 4) for weight in sums.weights]
    return {"dots": sums.dots, "hidden": hidden, "centre": centre, "r": state.r_momentum}


def dot_rows(state: State) -> dict[str, DotRow]:
    """Every dot, from five on."""
    if state.sums.dots < SMALL_GROUP:
        return {}
    return {
        id: {"weights": [weight / 1000 for weight in dot.weights], "r": dot.r}
        for id, dot in state.dots.items()
    }


def swept_figures(state: State, moments: Sequence[int]) -> list[SweptFigures]:
    """For each of these moments, what a sweep of those who joined after it would take away."""
    figures: list[SweptFigures] = []
    for at_ms in moments:
        people = state.newer_than(at_ms)
        figures.append(
            {
                "participants": len(people),
                "questions": sum(len(person.own) for person in people),
                "votes": sum(_votes(person) for person in people),
            }
        )
    return figures


def _votes(person: Participant) -> int:
    return len(person.answers) + len(person.supports) + int(person.listened) + int(person.dot is not None)


def _total(state: State) -> Cell:
    """All cells together."""
    parts = [cell for _, cell in _cells(state)]
    return Cell(
        sum(c.questions for c in parts),
        sum(c.asked for c in parts),
        sum(c.yes for c in parts),
        sum(c.partly for c in parts),
        sum(c.no for c in parts),
    )


def _cells(state: State) -> Iterator[tuple[str, Cell]]:
    """Every pitfall in order, then the tray, with what it adds up to."""
    for id in (*(p.id for p in state.pitfalls), TRAY):
        yield id, state.sums.cells.get(id, Cell())


def _shares(cell: Cell, *, hidden: bool) -> Shares:
    return {
        "yes": None if hidden else cell.yes,
        "partly": None if hidden else cell.partly,
        "no": None if hidden else cell.no,
    }
