"""Several sessions of one run sheet beside each other, and their sums.

Everything here is computed from the totals of single sessions (`core.session_totals`), in which small groups
are hidden already, and from nothing else: so nothing can be seen here that these do not show. A sum is shown
only where each of its parts is. Sessions stand in the order of their time, whichever order they are given in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.run_sheet import TRAY
from app.core.session_totals import AnswerTotals, PitfallTotals, SessionTotals

FEWEST, MOST = 2, 12


@dataclass(frozen=True, slots=True)
class Figures:
    """A pitfall in one session, or in all; None where a figure is hidden.

    `share` is its part of the questions, from 0 to 1. `titles` are those that it has in this session where
    they differ from the row's, as when it was renamed on the day; else empty.
    """

    questions: int | None
    share: float | None
    answers: AnswerTotals | None
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ComparedPitfall:
    """A pitfall in every session, in their order; None where a session does not have it.

    `all` are the sums of those that have it; the share is weighted by their numbers of questions.
    """

    id: str
    titles: Mapping[str, str]
    sessions: tuple[Figures | None, ...]
    all: Figures


@dataclass(frozen=True, slots=True)
class ComparedMomentum:
    """The words of the momentum triangle, and the sum of the sessions that have these: dots, and centre."""

    words: tuple[Mapping[str, str], ...]
    dots: int | None
    centre: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Sessions in the order of their time, their sums, and their pitfalls, the tray last.

    Pitfalls are those of the newest session in its order, then those that only earlier ones have.
    """

    sessions: tuple[SessionTotals, ...]
    people: int | None
    questions: int | None
    answers: AnswerTotals | None
    pitfalls: tuple[ComparedPitfall, ...]
    momentum: ComparedMomentum | None


def in_time(totals: SessionTotals) -> tuple[int, str]:
    """The key by which sessions are put in order; no two that differ are equal in it."""
    return totals.at_ms, repr(totals)


def compare(given: Sequence[SessionTotals]) -> Comparison:
    """Compare sessions of one run sheet, of which there is at least one."""
    sessions = tuple(sorted(given, key=in_time))
    by_id = [{one.id: one for one in session.pitfalls} for session in sessions]
    newest_first = [id for pitfalls in reversed(by_id) for id in pitfalls if id != TRAY]
    rows = [*dict.fromkeys(newest_first), TRAY]
    return Comparison(
        sessions=sessions,
        people=_sum([one.people for one in sessions]),
        questions=_sum([one.questions for one in sessions]),
        answers=_sum_of_answers([one.answers for one in sessions]),
        pitfalls=tuple(_row(id, sessions, [pitfalls.get(id) for pitfalls in by_id]) for id in rows),
        momentum=_momentum(sessions),
    )


def _row(
    id: str, sessions: Sequence[SessionTotals], found: Sequence[PitfallTotals | None]
) -> ComparedPitfall:
    having = [(session, one) for session, one in zip(sessions, found, strict=True) if one is not None]
    titles = having[-1][1].titles if having else {}
    questions = _sum([one.questions for _, one in having])
    of = _sum([session.questions for session, _ in having])
    return ComparedPitfall(
        id,
        titles,
        tuple(
            None if one is None else _figures(session, one, titles)
            for session, one in zip(sessions, found, strict=True)
        ),
        Figures(questions, _share(questions, of), _sum_of_answers([one.answers for _, one in having]), {}),
    )


def _figures(session: SessionTotals, pitfall: PitfallTotals, titles: Mapping[str, str]) -> Figures:
    """A pitfall in one session; `titles` are those of its row."""
    return Figures(
        pitfall.questions,
        _share(pitfall.questions, session.questions),
        pitfall.answers,
        pitfall.titles if _differ(pitfall.titles, titles) else {},
    )


def _differ(some: Mapping[str, str], others: Mapping[str, str]) -> bool:
    """Whether a language that both have has another title; a title in one language only is no other title."""
    shared = some.keys() & others.keys()
    return any(some[language] != others[language] for language in shared) if shared else some != others


def _share(part: int | None, of: int | None) -> float | None:
    return None if part is None or not of else round(part / of, 4)


def _sum(parts: Sequence[int | None]) -> int | None:
    """The sum, or None where a part is hidden."""
    shown = [part for part in parts if part is not None]
    return sum(shown) if len(shown) == len(parts) else None


def _sum_of_answers(parts: Sequence[AnswerTotals | None]) -> AnswerTotals | None:
    shown = [part for part in parts if part is not None]
    if len(shown) < len(parts):
        return None
    return AnswerTotals(
        sum(part.yes for part in shown), sum(part.partly for part in shown), sum(part.no for part in shown)
    )


def _momentum(sessions: Sequence[SessionTotals]) -> ComparedMomentum | None:
    """The newest words, and the dots of the sessions with a momentum, each centre weighted by its dots."""
    having = [one.momentum for one in sessions if one.momentum is not None]
    if not having:
        return None
    words = having[-1].words
    dots = _sum([one.dots for one in having])
    centres = [(one.centre, one.dots) for one in having if one.centre is not None and one.dots is not None]
    if dots is None or len(centres) < len(having) or any(len(c) != len(words) for c, _ in centres):
        return ComparedMomentum(words, dots, None)
    weighted = (sum(centre[n] * count for centre, count in centres) / dots for n in range(len(words)))
    return ComparedMomentum(words, dots, tuple(round(weight, 4) for weight in weighted))
