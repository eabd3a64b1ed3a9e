"""The report as Markdown, to paste into minutes or a mail."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.core.languages import alike
from app.exports import Format
from app.exports.comparison_section import ComparedWith, ComparisonSection, compared_with
from app.exports.report_data import report
from app.exports.report_model import ReportedQuestion, ReportModel, report_model
from app.exports.words import Words, words_in

# Signs that are Markdown syntax, matched only where Markdown would take them for it: the file is also read
# as plain text in a mail, where needless backslashes make it hard to read.
_SPECIAL = re.compile(
    r"""
      \\(?=[!-/:-@\[-`{-~]|$)         # a backslash before a sign that it could escape
    | [`\[]                           # code, links, pictures, footnotes, tasks
    | <(?=[A-Za-z/!?])                # tags and addresses
    | &(?=\#?[A-Za-z0-9]+;)           # entities
    | (?<=\S)\*|\*(?=\S)            # emphasis: not where it stands alone
    | (?<![^\W_])_(?=\S)|(?<=\S)_(?![^\W_])  # nor, for this sign, within a word
    """,
    re.VERBOSE,
)
# Signs at the beginning of a line that make it a heading, quotation, list or rule.
_BEGINNING = re.compile(r"^(?:\#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|(?:[-_*]\s*)+$|=+$|~{3,})")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
# A heading may be closed with `#` signs, which are then not shown.
_ENDING = re.compile(r"(?<=\s)(#+)$")


def export_markdown(report: Mapping[str, Any], language: str, compared: ComparedWith | None = None) -> str:
    """Title and figures, then tables of questions to follow up, then all other questions by pitfall."""
    model = report_model(report, language, compared, first_page=False)
    return "\n".join(_lines(model, words_in(language))) + "\n"


def _lines(model: ReportModel, words: Words) -> Iterator[str]:
    yield f"# {plain(model.title)}"
    if model.subtitle:
        yield from ("", f"*{plain(model.subtitle)}*")
    if model.occasion:
        yield from ("", plain(model.occasion))
    if model.rehearsal:
        yield from ("", f"**{words.rehearsal}**")
    yield from ("", plain(" ".join(model.lead)))
    yield from ("", f"## {words.open}", "")
    if model.open:
        yield from _follow_up([(group.name, one) for group in model.open for one in group.questions], words)
    else:
        yield model.open_lead
    yield from ("", f"## {words.next}", "")
    if model.next:
        yield from _follow_up([("", one) for one in model.next], words)
    else:
        yield model.next_lead
    yield from ("", f"## {words.by_pitfall}")
    for theme in model.themes:
        yield from ("", f"### {plain(theme.title)}")
        if theme.answer:
            yield from ("", f"{theme.took}: **{plain(theme.answer)}**")
        if theme.share_in_words:
            yield from ("", f"{theme.share_in_words}.")
        yield from _list(theme.questions, words)
        if theme.elsewhere:
            yield from ("", theme.elsewhere)
        elif not theme.questions:
            yield from ("", theme.nothing)
    if model.comparison:
        yield from _comparison(model.comparison)
    yield ""
    if model.left_out:
        yield from (model.left_out, "")
    yield from (plain(model.counted), "")
    yield words.small_groups


def _follow_up(questions: Iterable[tuple[str, ReportedQuestion]], words: Words) -> Iterator[str]:
    """A table of questions, each with the reason to follow it up, its reply, and cells to be filled in."""
    number, question, _, why, answer, *owner = words.follow_up_columns
    yield _row((number, question, why, answer, *owner))
    yield _row(["---"] * (4 + len(owner)))
    for reason, one in questions:
        also = f" ({words.also} {'; '.join(one.also)})" if one.also else ""
        because = (reason, *one.notes[1:])
        text = plain(one.text + also)
        reply = plain(f"{one.reply} ({one.replied})") if one.reply else ""
        cells = (str(one.number), text, plain(", ".join(filter(None, because))), reply, *[""] * len(owner))
        yield _row(cell.replace("|", r"\|") for cell in cells)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _comparison(section: ComparisonSection) -> Iterator[str]:
    yield from ("", f"## {section.heading}", "", section.lead)
    for table in section.tables:
        if table.heading:
            yield from ("", f"### {table.heading}")
        yield from ("", _row(table.columns), _row(["---"] * len(table.columns)))
        for row in table.rows:
            yield _row(plain(cell).replace("|", r"\|") for cell in row)
    yield from ("", *section.notes)


def _list(questions: Sequence[ReportedQuestion], words: Words) -> list[str]:
    return ["", *(line for one in questions for line in _item(one, words))] if questions else []


def _item(one: ReportedQuestion, words: Words) -> Iterator[str]:
    number, *notes = one.notes
    if one.answer:
        notes.insert(0, words.answers[one.answer])
    yield f"- {plain(one.text)} ({plain(', '.join([number, *notes]))})"
    yield from (f"  - {plain(text)}" for text in one.also)
    if one.reply:
        yield f"  - {plain(one.replied)}: {plain(one.reply)}"


def plain(text: str) -> str:
    """The text on one line, with the fewest backslashes for Markdown to show it literally."""
    line = " ".join(text.split())
    escaped = _SPECIAL.sub(r"\\\g<0>", line)
    if line.count("~") > 1:  # struck out
        escaped = escaped.replace("~", r"\~")
    escaped = _NUMBERED.sub(r"\1\\\2", escaped)
    if _BEGINNING.match(line) and not escaped.startswith("\\"):
        escaped = "\\" + escaped
    return _ENDING.sub(r"\\\1", escaped)


MARKDOWN = Format(
    name="md",
    media_type="text/markdown; charset=utf-8",
    labels=alike("Markdown"),
    purpose="the report as plain text, for pasting",
    render=lambda state, language: export_markdown(report(state), language).encode(),
    whole=None,
    compared=lambda state, language, others: export_markdown(
        report(state), language, compared_with(state, others)
    ).encode(),
)
