"""Sessions beside each other: what is shown of small groups, what is summed, and pitfalls that differ."""

import random
from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import example, given, settings, strategies as st
from immutables import Map
from msgspec.structs import replace

from app.core import events as e
from app.core.comparison import ComparedPitfall, Comparison, compare
from app.core.figures import SMALL_GROUP, small_cells
from app.core.run_sheet import TRAY
from app.core.session_totals import AnswerTotals, SessionTotals, session_totals
from app.core.state import Cell, State
from tests.core.sheet import Story, asked, joined
from tests.tiers import tries

CELLS = ("en", "to", TRAY)
Counts = tuple[int, ...]


def state_with(*cells: Cell, joined: int = 40, at: int = 0, title: str | None = None) -> State:
    """A session with these sums of `CELLS`."""
    opened = e.SessionOpened("ABCDEF", title, "da", False, Story().state.run_sheet)
    state = Story(opened=opened, at=at or 1).state
    questions = sum(cell.questions for cell in cells)
    sums = replace(
        state.sums,
        cells=Map(zip(CELLS, cells, strict=True)),
        joined=joined,
        questions=questions,
    )
    return replace(state, sums=sums)


def asked_and_answered(asked: Sequence[int], answered: Sequence[int]) -> State:
    return state_with(*(Cell(n, n, yes) for n, yes in zip(asked, answered, strict=True)))


def row(comparison: Comparison, id: str) -> ComparedPitfall:
    return next(one for one in comparison.pitfalls if one.id == id)


@st.composite
def sessions(draw: st.DrawFn) -> tuple[Counts, Counts]:
    """How many questions and answers each of `CELLS` has; often few, and often none."""
    few = st.one_of(st.integers(0, 4), st.integers(0, 8))
    questions = draw(st.tuples(few, few, few))
    return questions, tuple(draw(st.integers(0, n)) for n in questions)


def worlds(shown: Sequence[int | None], total: int | None) -> Iterator[Counts]:
    """All counts that these figures may stand for."""
    most = total if total is not None else SMALL_GROUP - 1
    for counts in product(*((n,) if n is not None else range(most + 1) for n in shown)):
        if sum(counts) == total if total is not None else sum(counts) < SMALL_GROUP:
            yield counts


@settings(max_examples=tries(100))
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=5, max_size=5))
@example([(12, 1), (4, 0), (6, 6), (9, 5), (0, 0)])
def test_p10_totals_hide_all_answers_that_the_report_hides(counts: list[tuple[int, int]]) -> None:
    """A reader of both could subtract one from the other, if they hid different pitfalls."""
    state = Story().given(e.PitfallAdded("tre", "Tre"), e.PitfallAdded("fire", "Fire")).state
    ids = (*(pitfall.id for pitfall in state.pitfalls), TRAY)
    cells = {id: Cell(n, min(n, yes), min(n, yes)) for id, (n, yes) in zip(ids, counts, strict=True)}
    questions = sum(cell.questions for cell in cells.values())
    state = replace(state, sums=replace(state.sums, cells=Map(cells), questions=questions))
    hidden = {one.id for one in session_totals(state).pitfalls if one.answers is None}
    assert small_cells(state) <= hidden


@settings(max_examples=tries(60))
@given(sessions())
def test_p10_no_small_group_can_be_computed_from_what_a_comparison_shows(
    session: tuple[Counts, Counts],
) -> None:
    """Neither from the sums of its session, nor since there are never more answers than questions."""
    questions, answers = session
    totals = session_totals(asked_and_answered(questions, answers))
    shown = [one.questions for one in totals.pitfalls]
    answered = [None if one.answers is None else one.answers.all for one in totals.pitfalls]
    all_answers = list(worlds(answered, None if totals.answers is None else totals.answers.all))
    possible = [
        asked
        for asked in worlds(shown, totals.questions)
        if any(all(a <= q for a, q in zip(some, asked, strict=True)) for some in all_answers)
    ]
    possible_answers = [
        some
        for some in all_answers
        if any(all(a <= q for a, q in zip(some, asked, strict=True)) for asked in possible)
    ]
    for n in range(len(CELLS)):
        assert shown[n] is not None or not answered[n]
        if 0 < questions[n] < SMALL_GROUP:
            assert shown[n] is None
            assert len({asked[n] for asked in possible}) > 1
        if 0 < answers[n] < SMALL_GROUP:
            assert answered[n] is None
            assert len({some[n] for some in possible_answers}) > 1


@settings(max_examples=tries(50))
@given(st.lists(sessions(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_a_comparison_is_made_of_what_its_sessions_show_in_whichever_order_they_come(
    chosen: list[tuple[Counts, Counts]], chance: random.Random
) -> None:
    totals = [
        replace(session_totals(asked_and_answered(*one)), at_ms=n % 3, title=str(n))
        for n, one in enumerate(chosen)
    ]
    comparison = compare(totals)
    chance.shuffle(totals)
    assert compare(totals) == comparison
    for pitfall in comparison.pitfalls:
        parts = [one.questions for one in pitfall.sessions if one is not None]
        hidden = None in parts
        assert pitfall.all.questions == (None if hidden else sum(n for n in parts if n is not None))
    assert (comparison.questions is None) == any(one.questions is None for one in totals)


def test_figures_from_five_are_shown_with_their_shares() -> None:
    totals = session_totals(state_with(Cell(12, 12, 6, 3, 2), Cell(8, 8, 5), Cell(0)))
    comparison = compare([totals])
    one, other, tray = comparison.pitfalls
    assert (totals.people, totals.questions, totals.answers) == (40, 20, AnswerTotals(11, 3, 2))
    assert [(one.all.questions, one.all.share), (other.all.questions, other.all.share)] == [
        (12, 0.6),
        (8, 0.4),
    ]
    assert (one.all.answers, tray.all.questions) == (AnswerTotals(6, 3, 2), 0)


def test_p10_fewer_than_five_people_questions_answers_and_dots_are_hidden() -> None:
    story = Story().given(*joined(), asked("q"), e.DotPlaced("anna", (1000, 0, 0)), e.PollOpened())
    story.given(e.PollAnswered("anna", "q", "no"))
    totals = session_totals(story.state)
    assert (totals.people, totals.questions, totals.answers) == (None, None, None)
    assert all((one.questions, one.answers) == (None, None) for one in totals.pitfalls)
    assert totals.momentum is not None
    assert (totals.momentum.dots, totals.momentum.centre) == (None, None)


def test_p10_a_sum_is_not_shown_where_one_of_its_sessions_hides_its_part() -> None:
    large = session_totals(state_with(Cell(12), Cell(8), Cell(6), at=1))
    small = session_totals(state_with(Cell(12), Cell(2), Cell(5), at=2))
    comparison = compare([large, small])
    assert [one and one.questions for one in row(comparison, "to").sessions] == [8, None]
    assert [one and one.questions for one in row(comparison, TRAY).sessions] == [6, None]
    assert [row(comparison, id).all.questions for id in CELLS] == [24, None, None]
    assert (comparison.questions, row(comparison, "en").all.share) == (45, round(24 / 45, 4))


def test_pitfalls_are_matched_by_id_and_those_of_one_session_alone_have_no_counterpart() -> None:
    first, second = Story(at=1), Story(at=2)
    first.given(e.PitfallAdded("x-1", "Ledelse"), e.PitfallRenamed("en", "Effekt", None))
    second.given(e.PitfallRemoved("to", "to"))
    comparison = compare([session_totals(first.state), session_totals(second.state)])
    assert [one.id for one in comparison.pitfalls] == ["en", "to", "x-1", TRAY]
    renamed, removed, added = comparison.pitfalls[:3]
    assert (renamed.titles["da"], [one and dict(one.titles) for one in renamed.sessions]) == (
        "en",
        [{"da": "Effekt"}, {}],
    )
    assert removed.sessions[1] is None
    assert (dict(added.titles), added.sessions[1]) == ({"da": "Ledelse"}, None)


def test_centres_are_weighted_by_their_dots() -> None:
    def with_dots(weights: tuple[int, int, int], count: int, at: int) -> SessionTotals:
        story = Story(at=at)
        for n in range(count):
            story.given(e.ParticipantJoined(f"p{n}"), e.DotPlaced(f"p{n}", weights))
        return session_totals(story.state)

    momentum = compare([with_dots((1000, 0, 0), 5, 1), with_dots((0, 1000, 0), 15, 2)]).momentum
    assert momentum is not None
    assert (momentum.dots, momentum.centre) == (20, (0.25, 0.75, 0.0))
