"""Tests of the board's replay: at every seq what the board showed, without the words that are gone since."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from app.core import commands as c, events as e
from app.core.board_replay import BOARD, as_replayed, moments
from app.core.codec import decode
from app.core.delta import Delta, apply
from app.core.events import Recorded
from app.core.evolve import replay
from app.core.rows import View
from app.core.state import State
from app.core.views import show
from app.exports.report_data import report
from app.store.emptying import kept_rows
from tests.core.scripts import PEOPLE, Script, blanked, opened, play, scripts, states, stored
from tests.core.sheet import ANNA, FACILITATOR, ORGANISER, Story, asked, joined
from tests.tiers import tries

thorough = settings(max_examples=tries(50))
TEXT = "Hvem ejer effekten?"


def replayed(log: list[Recorded]) -> dict[int, View]:
    """The replay's view after every event."""
    view: View = {}
    views = {}
    for recorded, moment in zip(log, moments("s", log, replay("s", log)), strict=True):
        if moment is not None:
            assert moment.seq == recorded.seq
            view = apply(Delta(moment.put, moment.cut), view)
        views[recorded.seq] = view
    return views


@pytest.mark.parametrize("kept", [list, blanked], ids=["as recorded", "blanked"])
@thorough
@given(script=scripts)
def test_the_replay_has_at_every_seq_what_the_board_showed(
    kept: Callable[[list[Recorded]], list[Recorded]], script: Script
) -> None:
    story = play(script)
    log, last = kept(story.log), story.state
    views = replayed(log)
    for _, recorded, after in states(log):
        assert views[recorded.seq] == as_replayed(show(after, BOARD), last)


@thorough
@given(scripts)
def test_the_replay_has_no_words_of_a_question_that_the_report_does_not_have(script: Script) -> None:
    story = play(script)
    reported = {question["text"] for question in report(story.state)["questions"]}
    for view in replayed(story.log).values():
        assert {row["text"] for row in view.get("questions", {}).values()} <= reported


def seen(story: Story) -> list[set[str]]:
    """The texts on the board of the replay, after every event."""
    return [
        {row["text"] for row in view.get("questions", {}).values()} for view in replayed(story.log).values()
    ]


def question_on_the_board() -> Story:
    story = Story().given(*joined(), e.SubmissionsOpened(), asked("a" * 32))
    story.put(c.Spotlight("a" * 32), FACILITATOR)
    return story


def test_a_question_that_nothing_has_happened_to_is_replayed_as_it_was_shown() -> None:
    story = question_on_the_board()
    for _, recorded, after in states(story.log):
        assert replayed(story.log)[recorded.seq] == show(after, BOARD)
    assert seen(story)[-1] == {TEXT}


@pytest.mark.parametrize(
    "gone",
    [
        c.HideQuestion("a" * 32),
        c.LeaveOut("a" * 32),
        c.WithdrawQuestion("a" * 32),
        c.SweepNewerThan(0),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_question_that_is_gone_in_the_end_was_never_on_the_replays_board(gone: c.Command) -> None:
    story = question_on_the_board()
    assert isinstance(story.put(gone, ANNA if isinstance(gone, c.WithdrawQuestion) else FACILITATOR), list)
    assert set().union(*seen(story)) == set()
    assert all(view["board"]["it"]["spotlight"] is None for view in replayed(story.log).values())
    assert max(view["counts"]["it"]["questions"] for view in replayed(story.log).values()) == 1


def test_corrected_words_are_replayed_as_they_were_corrected() -> None:
    story = question_on_the_board()
    story.put(c.CorrectText("a" * 32, "Hvem ejer dem?"), FACILITATOR)
    assert set().union(*seen(story)) == {"Hvem ejer dem?"}


def test_dots_are_replayed_as_they_come_move_and_are_hidden() -> None:
    story = opened().given(e.DotsShown(True))
    for person in PEOPLE:
        story.given(e.DotPlaced(person.id, (1_000, 0, 0)))
    story.given(e.DotPlaced(PEOPLE[0].id, (0, 1_000, 0)), e.DotsShown(False), e.DotsShown(True))
    shown = [len(view.get("dots", {})) for view in replayed(story.log).values()]
    assert shown[-9:] == [0, 0, 0, 0, 5, 6, 6, 0, 6]
    for _, recorded, after in states(story.log):
        assert replayed(story.log)[recorded.seq] == show(after, BOARD)


def test_a_session_that_was_emptied_is_replayed_from_there_on() -> None:
    story = question_on_the_board()
    story.put(c.EmptySession(story.state.sums.joined, story.state.received), ORGANISER)
    emptied = story.state.seq
    story.given(*joined(ANNA), e.SubmissionsOpened(), asked("b" * 32))
    rows = stored(story.log)
    kept = [*kept_rows(rows, emptied), *(row for row in rows if row.seq >= emptied)]
    views = replayed([decode(row) for row in kept])
    assert views[story.state.seq] == show(story.state, BOARD)
    assert {id for view in views.values() for id in view.get("questions", {})} == {"b" * 32}
    assert max(view["counts"]["it"]["joined"] for view in views.values()) == 1


def test_events_that_the_board_does_not_show_make_no_moment() -> None:
    story = question_on_the_board()
    story.put(c.StartHolding(), FACILITATOR)
    last: State = story.state
    *_, held = moments("s", story.log, last)
    assert held is None
