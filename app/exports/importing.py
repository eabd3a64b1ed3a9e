"""Import of a JSON export as an archived session: the events that lead to the same report.

An export names no participants, so one stand-in asks and answers all questions. Sums stay sums: support,
dots and figures over people are each one event, however many people they count. The law:
`report(replay(import(export))) == report`, for a whole export and for one without the texts that may not be
quoted; each missing text is replaced by a sentence, which is held back, hidden or left out in turn. Exports
are untrusted input: `export_schema` validates the whole export before the first event is made.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.core import events as e
from app.core.events import Event, Recorded
from app.core.evolve import replay
from app.core.run_sheet import RunSheet
from app.core.state import State
from app.exports.export_schema import ExportedQuestion, ExportedReport, NotAnExport, read_export
from app.exports.words import words_in

__all__ = ["Imported", "NotAnExport", "import_session"]

_ASKER = "imported"
# Far more than a session has, and few enough to be replayed and stored within seconds.
MAX_EVENTS = 100_000


@dataclass(frozen=True, slots=True)
class Imported:
    """An archived session: its log, and the state that the log leads to."""

    log: list[Recorded]
    state: State


def import_session(data: Any, *, session_id: str, code: str, now_ms: int) -> Imported:
    """The log of an archived session that ends now; raises NotAnExport."""
    report, sheet = read_export(data)
    log: list[Recorded] = []
    latest = report.opened_at_ms
    for seq, (at_ms, event) in enumerate(_events(report, sheet, code, now_ms), start=1):
        if seq > MAX_EVENTS:
            raise NotAnExport(
                f"Der er mere end {MAX_EVENTS} hændelser i filen, og så mange har ingen session.",
                f"The export holds more than {MAX_EVENTS:,} events, which is more than any hour.",
            )
        latest = max(latest, at_ms)
        log.append(Recorded(seq, 0, latest, "organiser:", "", None, event))
    try:
        return Imported(log, replay(session_id, log))
    except (KeyError, ValueError) as error:
        raise NotAnExport(
            f"Filen modsiger sig selv ({error}).", f"The export contradicts itself ({error})."
        ) from error


def _events(report: ExportedReport, sheet: RunSheet, code: str, now_ms: int) -> Iterator[tuple[int, Event]]:
    opened = report.opened_at_ms
    yield (
        opened,
        e.SessionOpened(
            code,
            report.given_title,
            report.language,
            report.rehearsal,
            sheet,
            report.date,
            report.place,
            report.expected,
            report.given_subtitle,
            report.given_occasion,
        ),
    )
    yield from ((opened, event) for event in _pitfalls(report, [p.id for p in sheet.pitfalls]))
    yield opened, e.ParticipantJoined(_ASKER)
    replied = deque(sorted(filter(_replied_ms, report.questions), key=_replied_ms))
    asked: set[int] = set()
    for question in report.questions:
        # What was replied before a question was asked comes before it, so that the times stay in order.
        while replied and _replied_ms(replied[0]) < question.at_ms and replied[0].number in asked:
            yield from _reply(replied.popleft())
        yield question.at_ms, _question_asked(question, words_in(report.language).text_left_out)
        asked.add(question.number)
    last = max((question.at_ms for question in report.questions), default=opened)
    for question in report.questions:
        yield from ((last, event) for event in _outcomes(question))
    if report.momentum.weights:
        yield last, e.DotsImported(tuple(report.momentum.weights))
    if skipped := tuple(pitfall.id for pitfall in report.pitfalls if pitfall.skipped):
        yield last, e.SkippedImported(skipped)
    yield last, _figures(report)
    for question in replied:
        yield from _reply(question)
    yield now_ms, e.SessionEnded()


def _pitfalls(report: ExportedReport, known: list[str]) -> Iterator[Event]:
    order = tuple(pitfall.id for pitfall in report.pitfalls)
    for pitfall in report.pitfalls:
        if pitfall.id not in known:
            yield e.PitfallAdded(pitfall.id, pitfall.title or "")
            known.append(pitfall.id)
        elif pitfall.title is not None:
            yield e.PitfallRenamed(pitfall.id, pitfall.title, None)
    if order != tuple(known):
        yield e.PitfallsReordered(order, tuple(known))


def _id(number: int) -> str:
    return f"{number:032x}"


def _question_asked(question: ExportedQuestion, without_text: str) -> Event:
    """The question as it was asked; `without_text` replaces a text that the file does not have."""
    return e.QuestionAsked(
        question_id=_id(question.number),
        participant=_ASKER if question.from_phone else None,
        visibility=question.state,
        why=question.why,
        next=question.next,
        follows=None if question.follows is None else _id(question.follows),
        text=without_text if question.text is None else question.text,
    )


def _outcomes(question: ExportedQuestion) -> Iterator[Event]:
    id = _id(question.number)
    if question.pitfall is not None:
        yield e.QuestionPlaced(id, question.pitfall, None)
    if question.merged_into is not None:
        yield e.QuestionMerged(id, _id(question.merged_into), None)
    yield from (e.flag_event(flag, id, value=True) for flag in question.flags)
    if question.support:
        yield e.SupportImported(id, question.support)
    if question.answer is not None:
        yield e.PollAnswered(_ASKER, id, question.answer)


def _replied_ms(question: ExportedQuestion) -> int:
    """When the question was replied to; 0 if it was not."""
    return question.reply.at_ms if question.reply else 0


def _reply(question: ExportedQuestion) -> Iterator[tuple[int, Event]]:
    if (reply := question.reply) is not None:
        text = f"{reply.signed}\n{reply.text}"
        yield reply.at_ms, e.QuestionReplied(_id(question.number), None, text)


def _figures(report: ExportedReport) -> Event:
    whole = report.poll.all
    supporters = whole.supporters
    answers = Counter(one.answer for one in report.questions if one.is_counted and not one.next)
    return e.FiguresImported(
        joined=report.joined,
        people=whole.people,
        listened=whole.listened,
        supporters=(supporters.yes or 0, supporters.partly or 0, supporters.no or 0),
        hidden_answers=(
            max(0, (whole.yes or 0) - answers["yes"]),
            max(0, (whole.partly or 0) - answers["partly"]),
            max(0, (whole.no or 0) - answers["no"]),
        ),
        began_ms=report.began_at_ms,
    )
