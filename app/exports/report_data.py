"""The data of a report, the same for every format: all questions with their outcome, and the figures.

It names no actor and no participant, and links two questions of one person only where that person did
(`follows`). It has every question that was received, and the figures of `core.figures`, which defines which
questions count. Where the small-group rule there hides figures, the single answers are hidden too; the same
goes for the dots. Questions of participants who were swept out are left out, unless shown again since.

The text of a question that was held back or hidden is None unless `whole` is asked for: such texts may name
people, and a file is passed on more easily than a key. So is the text of a question that was left out by
hand, which is in the figures all the same. A reply goes with the text of its question.
"""

from collections.abc import Collection, Mapping
from typing import Any

from app.core.events import QUESTION_FLAGS
from app.core.figures import (
    counts_row,
    following_row,
    momentum_row,
    poll_rows,
    received_row,
    shown_answer,
    small_cells,
    tally_rows,
)
from app.core.rows import Row
from app.core.rules.steps import skipped
from app.core.run_sheet import TRAY
from app.core.run_sheet_reader import run_sheet_to_dict
from app.core.state import Question, Reply, State

FORMAT = "summe-session"
VERSION = 7


def report(state: State, *, whole: bool = False) -> dict[str, Any]:
    """Plain data; times are server milliseconds, questions are numbered from 1 in their order.

    `given_…` are the session's own words, None where it has none; see `State.subtitle_in`. `left_out` is
    the number of questions whose text is None because it may not be quoted; 0 with `whole`.
    """
    questions = exported_questions(state)
    numbers = {question.id: n for n, question in enumerate(questions, start=1)}
    poll = {key: _without_r(row) for key, row in poll_rows(state).items()}
    if poll["all"]["hidden"]:
        poll["all"]["answers"] = None
    counts, received, small = counts_row(state), received_row(state), small_cells(state)
    passed_over = skipped(state)
    exported = [_question(state, q, numbers, small) for q in questions]
    left_out = [] if whole else [question for question in exported if not is_quotable(question)]
    for question in left_out:
        question["text"] = question["reply"] = None
    return {
        "title": state.title,
        "given_title": state.given_title,
        "given_subtitle": state.given_subtitle,
        "given_occasion": state.given_occasion,
        "date": state.date,
        "place": state.place,
        "expected": state.expected,
        "language": state.language,
        "rehearsal": state.rehearsal,
        "opened_at_ms": state.opened_at_ms,
        "began_at_ms": state.stage.began_ms,
        "joined": state.sums.joined,
        "counts": {
            "questions": counts["questions"],
            "next": counts["next"],
            "held": received["held"],
            "hidden": received["hidden"],
        },
        "pitfalls": [
            {"id": p.id, "title": p.title, "ad_hoc": p.ad_hoc, "skipped": p.id in passed_over}
            for p in state.pitfalls
        ],
        "tallies": {pitfall: row["questions"] for pitfall, row in tally_rows(state).items()},
        "questions": exported,
        "left_out": len(left_out),
        "poll": poll,
        "following": following_row(state),
        "momentum": _momentum(state),
        "run_sheet": run_sheet_to_dict(state.run_sheet),
    }


def export(state: State, *, whole: bool = False) -> dict[str, Any]:
    """The report with the file's format and version, by which an import recognises it, and the log's seq."""
    return {"format": FORMAT, "version": VERSION, "seq": state.seq, "report": report(state, whole=whole)}


def exported_questions(state: State) -> list[Question]:
    """All that were received, in the order of their numbers, which begin at 1."""
    received = (question for question in state.questions.values() if not question.is_swept)
    return sorted(received, key=lambda question: question.texts[0].seq)


def is_counted(question: Mapping[str, Any]) -> bool:
    """Whether a question of the report counts; as `Question.is_counted`."""
    state: str = question["state"]
    return state == "shown" or (state == "held" and list(question["why"]) == ["next"])


def is_quotable(question: Mapping[str, Any]) -> bool:
    """Whether a question of the report counts, and has not been left out by hand."""
    return is_counted(question) and not question["left_out"]


def cell_of(report: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    """The pitfall or the tray in which a question counts; a merged one counts with its target."""
    above = question["merged_into"]
    pitfall: str | None = report["questions"][above - 1]["pitfall"] if above else question["pitfall"]
    return pitfall or TRAY


def reply_of(report: Mapping[str, Any], question: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The reply for the question's asker, as `State.reply_to`: its own, else that of its target."""
    above = question["merged_into"]
    target = report["questions"][above - 1] if above else question
    reply: Mapping[str, Any] | None = question["reply"] or target["reply"]
    return reply


def answer_is_hidden(report: Mapping[str, Any], question: Mapping[str, Any]) -> bool:
    """Whether the figures of the question's pitfall, and so the question's own answer, are hidden."""
    return bool(report["poll"][cell_of(report, question)]["hidden"])


def _question(
    state: State, question: Question, numbers: dict[str, int], small: Collection[str]
) -> dict[str, Any]:
    return {
        "number": numbers[question.id],
        "text": question.text,
        "at_ms": question.at_ms,
        "pitfall": question.pitfall,
        "state": question.visibility,
        "why": list(question.why),
        "merged_into": numbers.get(question.into or ""),
        "follows": numbers.get(question.follows or ""),
        "next": question.next,
        "from_phone": question.has_asker,
        "support": question.support,
        **{flag: flag in question.flags for flag in QUESTION_FLAGS},
        "answer": shown_answer(question, state.cell_of(question), small),
        "reply": _reply(question.reply),
    }


def _reply(reply: Reply | None) -> dict[str, Any] | None:
    if reply is None:
        return None
    return {"text": reply.text, "signed": reply.signed, "at_ms": reply.at_ms}


def _momentum(state: State) -> dict[str, Any]:
    """The centre, and all dots in thousandths, sorted so that their order does not reveal who came when."""
    row = _without_r(momentum_row(state))
    if row["hidden"]:
        return {**row, "dots": None, "weights": []}
    return {**row, "weights": sorted(list(dot.weights) for dot in state.dots.values())}


def _without_r(row: Row) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "r"}
