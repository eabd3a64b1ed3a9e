"""An exported session becomes an archived one: the events that give the same report.

People are gone for good, so one stand-in asks and answers, and stand-ins support; the sums over people
are set as the export has them. The law: `report(replay(import(export))) == report`.
"""

from collections.abc import Iterator
from typing import Any

from app.core import events as e
from app.core.events import Event, Recorded
from app.core.run_sheet_reader import run_sheet_from_dict
from app.exports.rows import FORMAT, VERSION

_ASKER = "imported"


class NotAnExport(Exception):
    """The data is no export that this version can read; the message says why."""


def import_session(data: Any, *, code: str) -> list[Recorded]:
    """The log of an archived session; raises NotAnExport."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise NotAnExport('This is not an export of Summe: "format" should be "summe-session".')
    if data.get("version") != VERSION:
        raise NotAnExport(f"This export has version {data.get('version')!r}; this Summe reads {VERSION}.")
    try:
        report = data["report"]
        timed = list(_events(report, code))
        opened_at = int(report["opened_at_ms"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAnExport(f"The export is damaged ({type(error).__name__}: {error}).") from error
    log: list[Recorded] = []
    latest = opened_at
    for seq, (at_ms, event) in enumerate(timed, start=1):
        latest = max(latest, at_ms)
        log.append(Recorded(seq, 0, latest, "organiser:", "", None, event))
    return log


def _events(report: dict[str, Any], code: str) -> Iterator[tuple[int, Event]]:
    opened = int(report["opened_at_ms"])
    sheet = run_sheet_from_dict(report["run_sheet"])
    yield opened, e.SessionOpened(code, report["title"], report["language"], report["rehearsal"], sheet)
    yield from ((opened, event) for event in _pitfalls(report, [p.id for p in sheet.pitfalls]))
    most = max((q["support"] for q in report["questions"]), default=0)
    for name in (_ASKER, *(f"supporter-{n}" for n in range(most))):
        yield opened, e.ParticipantJoined(name)
    for question in report["questions"]:
        yield int(question["at_ms"]), _asked(question)
    last = max((int(q["at_ms"]) for q in report["questions"]), default=opened)
    for question in report["questions"]:
        yield from ((last, event) for event in _became(question))
    yield last, _figures(report)
    yield last, e.SessionEnded()


def _pitfalls(report: dict[str, Any], known: list[str]) -> Iterator[Event]:
    order = tuple(p["id"] for p in report["pitfalls"])
    for pitfall in report["pitfalls"]:
        if pitfall["id"] not in known:
            yield e.PitfallAdded(pitfall["id"], pitfall["title"])
            known.append(pitfall["id"])
        elif pitfall["title"] is not None:
            yield e.PitfallRenamed(pitfall["id"], pitfall["title"], None)
    if set(order) == set(known) and order != tuple(known):
        yield e.PitfallsReordered(order, tuple(known))


def _id(number: int | None) -> str:
    return "" if number is None else f"{number:032x}"


def _asked(question: dict[str, Any]) -> Event:
    follows = question["follows"]
    return e.QuestionAsked(
        question_id=_id(question["number"]),
        participant=_ASKER if question["from_phone"] else None,
        visibility=question["state"],
        why=tuple(question["why"]),
        next=question["next"],
        follows=None if follows is None else _id(follows),
        text=question["text"],
    )


def _became(question: dict[str, Any]) -> Iterator[Event]:
    id = _id(question["number"])
    if question["pitfall"] is not None:
        yield e.QuestionPlaced(id, question["pitfall"], None)
    if question["merged_into"] is not None:
        yield e.QuestionMerged(id, _id(question["merged_into"]), None)
    if question["taken_up"]:
        yield e.TakenUpMarked(id, taken_up=True, was=False)
    if question["parked"]:
        yield e.QuestionParked(id, parked=True, was=False)
    for n in range(question["support"]):
        yield e.QuestionSupported(id, f"supporter-{n}")
    if question["answer"] is not None:
        yield e.PollAnswered(_ASKER, id, question["answer"])


def _figures(report: dict[str, Any]) -> Event:
    whole = report["poll"]["all"]
    supporters = whole["supporters"]
    yes, partly, no = (supporters[answer] or 0 for answer in ("yes", "partly", "no"))
    return e.FiguresImported(report["joined"], whole["people"], whole["listened"], (yes, partly, no))
