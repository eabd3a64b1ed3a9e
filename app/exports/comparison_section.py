"""The section of a report that compares its session with others of the same run sheet: tables of words.

Sessions are numbered in the order of their time and named once; in all other tables each is a column under
its number, so that twelve have room on a page. All figures are those of `core.comparison`, whose small groups
are hidden, those of the report's own session too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.core.comparison import ComparedMomentum, ComparedPitfall, Comparison, Figures, compare
from app.core.languages import in_language
from app.core.run_sheet import TRAY
from app.core.session_totals import AnswerTotals, MomentumTotals, SessionTotals, session_totals
from app.core.state import State
from app.exports.comparison_words import ComparisonWords, comparison_words_in, names_of_sessions


@dataclass(frozen=True, slots=True)
class ComparedWith:
    """A comparison, and the number of the report's own session in it, from 1."""

    comparison: Comparison
    own: int


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """A table of words: `columns` with a heading for the names, and rows of a name and its cells.

    `heading` is empty for the first table. `has_sum` says whether the last row is the sum of the others.
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_sum: bool


@dataclass(frozen=True, slots=True)
class ComparisonSection:
    """The content of the section, in one language."""

    heading: str
    lead: str
    tables: tuple[ComparedTable, ...]
    notes: tuple[str, ...]


def compared_with(state: State, others: Sequence[SessionTotals]) -> ComparedWith:
    """A session compared with others of its run sheet, of which there is at least one."""
    own = session_totals(state)
    comparison = compare((own, *others))
    return ComparedWith(comparison, comparison.sessions.index(own) + 1)


def comparison_section(compared: ComparedWith, language: str) -> ComparisonSection:
    """The section in this language."""
    comparison, words = compared.comparison, comparison_words_in(language)
    return ComparisonSection(
        heading=words.section,
        lead=words.lead.format(n=compared.own),
        tables=tuple(_tables(compared, comparison, language, words)),
        notes=words.notes,
    )


def _tables(
    compared: ComparedWith, comparison: Comparison, language: str, words: ComparisonWords
) -> Iterator[ComparedTable]:
    columns = (*(str(n) for n in range(1, len(comparison.sessions) + 1)), words.all)
    yield _of_sessions(compared, language, words)
    pitfalls = [one for one in comparison.pitfalls if one.id != TRAY or _has_questions(one)]
    for heading, cell in ((words.sheets[1], _share), (words.answered_yes, _yes_of)):
        rows = (
            (_title(one, language, words), *(cell(found, words) for found in (*one.sessions, one.all)))
            for one in pitfalls
        )
        yield ComparedTable(heading, (words.pitfall, *columns), tuple(rows), has_sum=False)
    if comparison.momentum is not None:
        yield ComparedTable(
            words.momentum,
            (words.corner, *columns),
            tuple(_of_corners(comparison, comparison.momentum, language, words)),
            has_sum=False,
        )


def _of_sessions(compared: ComparedWith, language: str, words: ComparisonWords) -> ComparedTable:
    """The table that names the sessions, with the figures of each and their sums."""
    comparison = compared.comparison
    names = names_of_sessions(comparison.sessions, language)
    rows = [
        (
            _numbered(n, name, compared.own, words),
            _count(one.people, words.fewer),
            _count(one.questions, words.fewer),
            _yes(one.answers, words, words.fewer_answers),
        )
        for n, (name, one) in enumerate(zip(names, comparison.sessions, strict=True), start=1)
    ]
    sums = (
        words.all,
        _count(comparison.people, words.without_all),
        _count(comparison.questions, words.without_all),
        _yes(comparison.answers, words, words.without_all),
    )
    columns = (words.session, words.people, words.questions, words.answered_yes)
    return ComparedTable("", columns, (*rows, sums), has_sum=True)


def _of_corners(
    comparison: Comparison, momentum: ComparedMomentum, language: str, words: ComparisonWords
) -> Iterator[tuple[str, ...]]:
    """A row for each corner of the triangle: its part of the centre in each session, and in all."""
    found = [*(one.momentum for one in comparison.sessions), momentum]
    for n, word in enumerate(momentum.words):
        yield in_language(word, language), *(_weight(one, n, words) for one in found)


def _numbered(number: int, name: str, own: int, words: ComparisonWords) -> str:
    return f"{number}: {words.own.format(name=name) if number == own else name}"


def _has_questions(pitfall: ComparedPitfall) -> bool:
    return any(one is not None and one.questions != 0 for one in pitfall.sessions)


def _title(pitfall: ComparedPitfall, language: str, words: ComparisonWords) -> str:
    """The pitfall's title, and what it was called in sessions that had another."""
    if pitfall.id == TRAY:
        return words.unplaced
    called = (
        f"{n}: {words.also_called.format(title=in_language(one.titles, language))}"
        for n, one in enumerate(pitfall.sessions, start=1)
        if one is not None and one.titles
    )
    others = ", ".join(called)
    title = in_language(pitfall.titles, language)
    return f"{title} ({others})" if others else title


def _count(figure: int | None, hidden: str) -> str:
    return hidden if figure is None else str(figure)


def _percent(share: float | None, words: ComparisonWords) -> str:
    return words.hidden if share is None else words.percent.format(n=round(share * 100))


def _share(figures: Figures | None, words: ComparisonWords) -> str:
    return words.missing if figures is None else _percent(figures.share, words)


def _yes_of(figures: Figures | None, words: ComparisonWords) -> str:
    return words.missing if figures is None else _yes(figures.answers, words, words.hidden)


def _yes(answers: AnswerTotals | None, words: ComparisonWords, hidden: str) -> str:
    """The share of yes, `hidden` where it is; a dash where there is no answer."""
    if answers is None:
        return hidden
    return _percent(answers.yes / answers.all, words) if answers.all else words.missing


def _weight(momentum: MomentumTotals | ComparedMomentum | None, corner: int, words: ComparisonWords) -> str:
    if momentum is None:
        return words.missing
    return words.hidden if momentum.centre is None else _percent(momentum.centre[corner], words)
