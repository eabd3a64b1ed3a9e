"""The report as Markdown, to paste into minutes or a mail."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.exports import Format
from app.exports.report_data import report
from app.exports.report_model import ReportedQuestion, report_model
from app.exports.words import Words, words_in

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~&-])")
_NUMBERED = re.compile(r"^(\d+)([.)])")


def export_markdown(report: Mapping[str, Any], language: str) -> str:
    """Title and sums, then questions to follow up, next questions, and all questions by pitfall."""
    return "\n".join(_lines(report, language)) + "\n"


def _lines(report: Mapping[str, Any], language: str) -> Iterator[str]:
    model, words = report_model(report, language), words_in(language)
    yield f"# {_plain(model.title)}"
    if model.subtitle:
        yield from ("", f"*{_plain(model.subtitle)}*")
    if model.occasion:
        yield from ("", _plain(model.occasion))
    if model.rehearsal:
        yield from ("", f"**{words.rehearsal}**")
    yield from ("", _plain(" ".join(model.lead)))
    yield from ("", f"## {words.open}")
    for name, questions in model.open:
        yield from ("", f"### {_plain(name)}", *_list(questions, words))
    if not model.open:
        yield from ("", model.open_lead)
    yield from ("", f"## {words.next}", *(_list(model.next, words) or ("", model.next_lead)))
    yield from ("", f"## {words.by_pitfall}")
    for theme in model.themes:
        yield from ("", f"### {_plain(theme.title)}")
        if theme.answer:
            yield from ("", f"{words.took}: **{_plain(theme.answer)}**")
        if theme.share_in_words:
            yield from ("", f"{theme.share_in_words}.")
        yield from _list(theme.questions, words) or ("", theme.nothing)
    yield ""
    if model.held_back:
        yield from (model.held_back, "")
    yield from (_plain(model.counted), "")
    yield _plain(words.small_groups)


def _list(questions: Sequence[ReportedQuestion], words: Words) -> list[str]:
    return ["", *(line for one in questions for line in _item(one, words))] if questions else []


def _item(one: ReportedQuestion, words: Words) -> Iterator[str]:
    notes = [words.answers[one.answer]] if one.answer else []
    notes += one.notes
    if one.after:
        notes.append(one.after)
    tail = f" ({_plain(', '.join(notes))})" if notes else ""
    yield f"- {_plain(one.text)}{tail}"
    yield from (f"  - {_plain(text)}" for text in one.also)


def _plain(text: str) -> str:
    """Text that Markdown shows literally, on one line."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _NUMBERED.sub(r"\1\\\2", escaped)


MARKDOWN = Format(
    name="md",
    media_type="text/markdown; charset=utf-8",
    labels={"da": "Markdown", "en": "Markdown"},
    purpose="the report as plain text, for pasting",
    render=lambda state, language: export_markdown(report(state), language).encode(),
    reads_as_report=False,
    quotes="shown",
)
