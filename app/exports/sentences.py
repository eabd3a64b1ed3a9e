"""Sentences about a session's figures.

A hidden figure is neither zero nor the total, and a held or hidden question was asked nevertheless. Each
function checks for these cases before it says that there are none, or that all are meant.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from app.exports.report_data import answer_is_hidden, cell_of, is_counted, is_quotable
from app.exports.times import date_in_words, local_time
from app.exports.words import Words


def lead(report: Mapping[str, Any], words: Words) -> Iterator[str]:
    """How many came, how many questions they asked, how the poll was answered, and how many new questions."""
    joined = words.joined(report["joined"])
    if report["expected"]:
        joined += f" ({words.expected.format(n=report['expected'])})"
    yield f"{joined}. {_asked(report, words)}."
    whole = report["poll"]["all"]
    if not whole["hidden"]:
        yield f"{words.answered(whole['yes'], whole['answers'])}, {words.rest(whole['partly'], whole['no'])}."
        unanswered = report["counts"]["questions"] - whole["answers"]
        if unanswered:
            yield f"{words.silent(unanswered)}."
    if report["counts"]["next"]:
        yield f"{words.pressing(report['counts']['next'])}."


def _asked(report: Mapping[str, Any], words: Words) -> str:
    """How many questions count; when none does, the sentence depends on whether some were held or hidden."""
    n = report["counts"]["questions"]
    if n:
        return words.asked(n)
    return words.none_shown if _of_first(report) else words.none_asked


def to_follow_up(report: Mapping[str, Any], words: Words, *, listed: bool) -> str:
    """The sentence above the questions to follow up, or in their place when none is `listed`."""
    if listed:
        return words.open_lead
    questions = [question for question in _of_first(report) if is_counted(question)]
    if not questions:
        return f"{_asked(report, words)}."
    if leaves_out_open(report):
        return words.open_left_out
    if all(question["answer"] == "yes" for question in questions):
        return words.open_none
    return words.open_taken_up


def leaves_out_open(report: Mapping[str, Any]) -> bool:
    """Whether a question that has to be followed up was left out by hand."""
    counted = (question for question in _of_first(report) if is_counted(question))
    return any(question["left_out"] and why_open(report, question) for question in counted)


def pressing_now(report: Mapping[str, Any], words: Words, *, listed: bool) -> str:
    """The sentence above the next questions, or in their place when none is `listed`."""
    if listed:
        return words.next_lead
    return words.next_not_shown if any(one["next"] for one in report["questions"]) else words.next_none


def nothing_here(report: Mapping[str, Any], cell: str, words: Words) -> str:
    """The sentence in a pitfall, or in the tray, that has no question that may be quoted."""
    here = any(cell_of(report, question) == cell for question in _of_first(report))
    return words.none_shown_here if here else words.no_questions


def about_answers(report: Mapping[str, Any], words: Words) -> str:
    """The legend of the bars, or the sentence that says which of them the small-group rule hides."""
    if report["poll"]["all"]["hidden"]:
        return words.hidden
    if hides_pitfalls(report):
        return f"{words.legend} {words.hidden_cells}"
    return words.legend


def hides_pitfalls(report: Mapping[str, Any]) -> bool:
    """Whether the answers are shown, but not those of some pitfall that has questions."""
    poll, tallies = report["poll"], report["tallies"]
    return not poll["all"]["hidden"] and any(poll[cell]["hidden"] and n for cell, n in tallies.items())


def how_counted(report: Mapping[str, Any], words: Words) -> str:
    """The sentence that breaks all received questions down by what they count as."""
    counts = report["counts"]
    merged = sum(bool(one["merged_into"]) for one in _of_first(report) if is_counted(one))
    return words.counted.format(received=len(report["questions"]), merged=merged, **counts)


def left_out(report: Mapping[str, Any], words: Words) -> str:
    """How many questions the report does not quote, and why; empty when it quotes all."""
    missing = [question for question in report["questions"] if not is_quotable(question)]
    by_hand = sum(map(is_counted, missing))
    others = len(missing) - by_hand
    said = (words.left_out(others) if others else "", words.left_out_by_hand(by_hand) if by_hand else "")
    return " ".join(filter(None, said))


def why_open(report: Mapping[str, Any], question: Mapping[str, Any]) -> str | None:
    """The key in `open_groups` under which a question is to be followed up; None when it is not."""
    if answer_is_hidden(report, question):
        return None if question["taken_up"] else "not_taken_up"
    match question["answer"]:
        case "yes":
            return None
        case None:
            return None if question["taken_up"] else "silent"
        case answer:
            return str(answer)


def replied(reply: Mapping[str, Any], words: Words) -> str:
    """Who gave a reply, if that is said, and on which day."""
    day = date_in_words(local_time(reply["at_ms"]).date(), words)
    return (
        words.reply_from.format(signed=reply["signed"], day=day)
        if reply["signed"]
        else f"{words.reply} {day}"
    )


def _of_first(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All questions but the next ones, including held and hidden ones."""
    return [question for question in report["questions"] if not question["next"]]
