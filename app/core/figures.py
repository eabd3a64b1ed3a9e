"""Figures that may be shown: counts and shares are made here and nowhere else, and small groups hidden.

**What counts.** A question counts while it is shown, or held only for being a next question
(`Question.is_counted`); a merged question counts as one, in its target's pitfall. *Questions* are the first
ones that count, *next* those asked at the end. *Held* and *hidden* questions are counted separately, and the
four add up to *received*. Questions that were withdrawn, or swept out with their asker, are in no figure.

**Small groups.** Fewer than five answers are hidden, in the total and in each pitfall: their shares, the
single answers, and in a pitfall their number too. While the hidden pitfalls have one to four answers
together, which the total minus the rest would give away, the next smallest is hidden too, and with it those
that have just as many: by the rule, a choice among equals would reveal which one is small. The same is done
where the hidden ones have so many together that each of them must have four. While they have none together,
there is nothing to hide.

The running totals behind the figures are made in `sums`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from app.core.commands import Answer
from app.core.rows import (
    CountsRow,
    DotRow,
    Following,
    MomentumRow,
    PollRow,
    ReceivedRow,
    Shares,
    SweptFigures,
    TallyRow,
)
from app.core.run_sheet import TRAY
from app.core.state import Cell, Participant, Question, State

SMALL_GROUP = 5


def counts_row(state: State) -> CountsRow:
    """How many have joined, how many questions count, and how many next questions."""
    sums = state.sums
    return {"joined": sums.joined, "questions": sums.questions, "next": sums.next, "r": state.r_counts}


def received_row(state: State) -> ReceivedRow:
    """How many questions were received, and how many of them are held and hidden."""
    sums = state.sums
    return {
        "all": sums.questions + sums.next + sums.held + sums.hidden,
        "held": sums.held,
        "hidden": sums.hidden,
        "r": state.r_received,
    }


def tally_rows(state: State) -> dict[str, TallyRow]:
    """How many questions count in each pitfall and in the tray; they add up to those of `counts_row`."""
    r = max(state.r_tallies, state.r_pitfalls)
    return {id: {"questions": cell.questions, "r": r} for id, cell in _cells(state)}


def poll_rows(state: State) -> dict[str, PollRow]:
    """The poll's figures, small groups hidden: "all", then each pitfall and the tray."""
    r = max(state.r_poll, state.r_pitfalls)
    total = _total(state)
    hide_total = total.answers < SMALL_GROUP
    hidden_cells = small_cells(state)
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
        hidden = id in hidden_cells
        shares = _shares(cell, hidden=hidden)
        table[id] = {
            "yes": shares["yes"],
            "partly": shares["partly"],
            "no": shares["no"],
            "answers": None if hidden else cell.answers,
            "asked": cell.asked,
            "hidden": hidden,
            "r": r,
        }
    return table


def small_cells(state: State) -> frozenset[str]:
    """The pitfalls, and the tray, whose answers are hidden: all of them while the total is hidden."""
    answers = {id: cell.answers for id, cell in _cells(state)}
    return small_groups(answers, elsewhere=state.sums.hidden_answers.answers)


def small_groups(
    counts: Mapping[str, int], *, elsewhere: int = 0, also: Collection[str] = ()
) -> frozenset[str]:
    """The groups whose count is hidden when the total of all is shown, which has `elsewhere` in no group.

    All of them while the total is below five. `also` are groups that are hidden for another reason.
    """
    if elsewhere + sum(counts.values()) < SMALL_GROUP:
        return frozenset(counts)
    hidden = {id for id, count in counts.items() if count < SMALL_GROUP}.union(also)
    together = elsewhere + sum(counts[id] for id in hidden)
    all_four = (SMALL_GROUP - 1) * len(hidden)
    for count in sorted({counts[id] for id in counts.keys() - hidden}):
        if 0 < together < SMALL_GROUP or 0 < together == all_four:
            alike = {id for id in counts.keys() - hidden if counts[id] == count}
            hidden |= alike
            together += count * len(alike)
    return frozenset(hidden if together else ())


def shown_answer(question: Question, cell: str, small: Collection[str]) -> Answer | None:
    """The asker's answer if the question counts and its `cell` is not in `small`, the hidden cells."""
    return question.answer if question.is_counted and cell not in small else None


def is_to_follow_up(question: Question, answer: Answer | None) -> bool:
    """Whether a question is to be followed up, by the answer that may be shown of it.

    Those that were not answered, or only partly, and those of which that is not known or hidden and that were
    not taken up in the room. Never next questions: the poll asks nothing about them. A reply that came
    since is no part of it.
    """
    if question.next or not question.is_counted:
        return False
    return "taken_up" not in question.flags if answer is None else answer != "yes"


def following_row(state: State) -> Following:
    """How many of the first questions have a next question after them, in all and by the asker's answer.

    The shares are hidden while one of them is from one to four, or while single answers are hidden: those
    that are shown could be counted and subtracted from the sum.
    """
    counted = {id: q for id, q in state.questions.items() if q.is_counted}
    followed = {q.follows for q in counted.values() if q.next and q.follows}
    answers = [counted[id].answer for id in followed if id in counted]
    shares = {answer: sum(one == answer for one in answers) for answer in ("yes", "partly", "no", None)}
    hidden = bool(small_cells(state)) or any(0 < n < SMALL_GROUP for n in shares.values())
    return {
        "all": len(answers),
        "yes": None if hidden else shares["yes"],
        "partly": None if hidden else shares["partly"],
        "no": None if hidden else shares["no"],
        "unanswered": None if hidden else shares[None],
        "hidden": hidden,
    }


def momentum_row(state: State) -> MomentumRow:
    """The number of dots and, from five on, their centre (shares that add up to 1)."""
    sums = state.sums
    hidden = sums.dots < SMALL_GROUP
    centre = None if hidden else [round(weight / sums.dots / 1000, 4) for weight in sums.weights]
    return {"dots": sums.dots, "hidden": hidden, "centre": centre, "r": state.r_momentum}


def dot_rows(state: State) -> dict[str, DotRow]:
    """All dots, once there are five."""
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
    """The sum of all cells, and of the answers of which an import has only the sum."""
    parts = [state.sums.hidden_answers, *(cell for _, cell in _cells(state))]
    return Cell(
        sum(c.questions for c in parts),
        sum(c.asked for c in parts),
        sum(c.yes for c in parts),
        sum(c.partly for c in parts),
        sum(c.no for c in parts),
    )


def _cells(state: State) -> Iterator[tuple[str, Cell]]:
    """Every pitfall in order, then the tray, with its cell."""
    for id in (*(p.id for p in state.pitfalls), TRAY):
        yield id, state.sums.cells.get(id, Cell())


def _shares(cell: Cell, *, hidden: bool) -> Shares:
    return {
        "yes": None if hidden else cell.yes,
        "partly": None if hidden else cell.partly,
        "no": None if hidden else cell.no,
    }
