"""The totals of one session: how many came and asked, by pitfall, and how they were answered; no texts.

They may outlive the session (`store.totals`), and are what sessions are compared by (`core.comparison`), so
that one is compared in the same way before and after it is erased. The small-group rule of `core.figures` is
carried out when they are made: a count below five is None, and so are those that would give it away. Here it
holds for numbers of people and questions too.

Where a pitfall's number of questions is hidden, so are its answers, which are never more. Answers that the
report hides are hidden here as well, since a reader of both could subtract one from the other.
"""

from collections.abc import Mapping

from msgspec import Struct

from app.core.figures import SMALL_GROUP, momentum_row, small_cells, small_groups
from app.core.run_sheet import TRAY
from app.core.state import Cell, Pitfall, State


class AnswerTotals(Struct, frozen=True):
    """How many of the askers who answered the poll said yes, partly and no."""

    yes: int
    partly: int
    no: int

    @property
    def all(self) -> int:
        return self.yes + self.partly + self.no


class PitfallTotals(Struct, frozen=True):
    """The totals of a pitfall, or of the tray, which has no title.

    `titles` are by language: one where the pitfall was renamed or added in the session. Hidden figures are
    None.
    """

    id: str
    titles: Mapping[str, str]
    questions: int | None
    answers: AnswerTotals | None


class MomentumTotals(Struct, frozen=True):
    """How many dots there are, and their centre as shares of 1 of the `words`; None while they are hidden.

    `words` are three, each by language.
    """

    words: tuple[Mapping[str, str], ...]
    dots: int | None
    centre: tuple[float, ...] | None


class SessionTotals(Struct, frozen=True, kw_only=True):
    """The totals of a session, under its own words; hidden figures are None.

    `at_ms` is when the room first left the lobby, else when the session was opened, in server milliseconds.
    `questions` are the first ones that count. `pitfalls` end with the tray; `momentum` is None where the run
    sheet has none.
    """

    run_sheet: str
    sheet_titles: Mapping[str, str]
    title: str
    language: str
    at_ms: int
    occasion: str = ""
    date: str | None = None
    place: str | None = None
    people: int | None = None
    questions: int | None = None
    answers: AnswerTotals | None = None
    pitfalls: tuple[PitfallTotals, ...] = ()
    momentum: MomentumTotals | None = None


def session_totals(state: State) -> SessionTotals:
    """The totals of a session as they may be shown and kept."""
    sums = state.sums
    cells = {id: sums.cells.get(id, Cell()) for id in (*(p.id for p in state.pitfalls), TRAY)}
    few_questions = small_groups({id: cell.questions for id, cell in cells.items()})
    few_answers = small_groups(
        {id: cell.answers for id, cell in cells.items()},
        elsewhere=sums.hidden_answers.answers,
        also=few_questions | small_cells(state),
    )
    titles = {pitfall.id: _titles(state, pitfall) for pitfall in state.pitfalls}
    counted = (*cells.values(), sums.hidden_answers)
    every_answer = AnswerTotals(
        sum(cell.yes for cell in counted),
        sum(cell.partly for cell in counted),
        sum(cell.no for cell in counted),
    )
    return SessionTotals(
        run_sheet=state.run_sheet.id,
        sheet_titles=dict(state.run_sheet.title),
        title=state.title,
        language=state.language,
        at_ms=state.opened_at_ms if state.stage.began_ms is None else state.stage.began_ms,
        occasion=state.occasion_in(state.language),
        date=state.date,
        place=state.place,
        people=_from_five(sums.joined),
        questions=_from_five(sums.questions),
        answers=None if every_answer.all < SMALL_GROUP else every_answer,
        pitfalls=tuple(
            PitfallTotals(
                id,
                titles.get(id, {}),
                None if id in few_questions else cell.questions,
                None if id in few_answers else AnswerTotals(cell.yes, cell.partly, cell.no),
            )
            for id, cell in cells.items()
        ),
        momentum=_momentum(state),
    )


def _from_five(count: int) -> int | None:
    return None if count < SMALL_GROUP else count


def _titles(state: State, pitfall: Pitfall) -> dict[str, str]:
    if pitfall.title is not None:
        return {state.language: pitfall.title}
    return next((dict(one.title) for one in state.run_sheet.pitfalls if one.id == pitfall.id), {})


def _momentum(state: State) -> MomentumTotals | None:
    asked = state.run_sheet.momentum
    if asked is None:
        return None
    row = momentum_row(state)
    return MomentumTotals(
        tuple(dict(one.word) for one in asked.words),
        None if row["hidden"] else row["dots"],
        None if row["centre"] is None else tuple(row["centre"]),
    )
