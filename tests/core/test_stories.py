"""The rules of app/core/RULES.md as given-when-then tests; each test's name has the id of its rule."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from immutables import Map
from msgspec.structs import replace as replace_struct

from app.core import commands as c, events as e
from app.core.commands import Actor
from app.core.events import Event, Visibility
from app.core.evolve import affected_participants, affected_questions
from app.core.figures import following_row
from app.core.personal_signs import SIGNS
from app.core.rejections import Rejection
from app.core.rules.questions import ASKED_PER_OPEN
from app.core.rules.session import DAY_MS
from app.core.rules.steps import skipped
from app.core.rules.timer import next_deadline
from app.core.rules.walk import TAKEN_UP_AFTER_MS
from app.core.run_sheet import MAX_PITFALLS, RunSheet
from app.core.session_summary import summary_of
from app.core.state import Gates, Participant, State
from app.core.views import Audience, mine, show
from app.exports.report_data import report
from tests.core.sheet import (
    ANNA,
    BO,
    CLOCK,
    FACILITATOR,
    GROUPER,
    HELPER,
    ORGANISER,
    T0,
    Story,
    asked,
    both,
    joined,
    make_sheet,
)

BOARD = Audience("board", "da")
CONSOLE = Audience("console", "da")
PHONE = Audience("phone", "da")
OPEN = [*joined(), e.StepEntered("collect"), e.SubmissionsOpened()]


def no(code: str) -> Rejection:
    return Rejection(code)  # type: ignore[arg-type]  # one of the codes


def test_ask1_a_question_with_nothing_against_it_is_cleaned_and_shown() -> None:
    story = Story().given(*OPEN)
    events = story.put(c.AskQuestion("  Hvem ejer\u202e effekten? "), ANNA, id="q" * 32)
    assert events == [e.QuestionAsked("q" * 32, "anna", "shown", (), False, None, "Hvem ejer effekten?")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("\u200b\u200b", "empty"),
        ("æ" * 281, None),
        ("ab" * 141, "too_long"),
        ("👨‍👩‍👧‍👦👩‍👩‍👧" * 40, "too_long"),  # few graphemes, but too many bytes
    ],
    ids=["nothing", "nothing visible", "a run", "too many letters", "too many bytes"],
)
def test_ask2_empty_and_long_texts_are_refused(text: str, code: str | None) -> None:
    outcome = Story().given(*OPEN).put(c.AskQuestion(text), ANNA)
    assert outcome == no(code) if code else not isinstance(outcome, Rejection)


def test_ask3_flagged_questions_are_held_and_never_reach_the_board() -> None:
    story = Story().given(*OPEN)
    story.put(c.AskQuestion("Hvad med 010190-1234?"), ANNA)
    assert "questions" not in show(story.state, BOARD)
    assert [row["why"] for row in show(story.state, CONSOLE)["flags"].values()] == [["cpr"]]


def test_ask3_a_console_is_shown_where_personal_data_stands_as_long_as_the_text_is_held() -> None:
    story = Story().given(*OPEN)
    story.put(c.AskQuestion("Hvad med 010190-1234?"), ANNA)
    ((id, row),) = show(story.state, CONSOLE)["questions"].items()
    assert row["personal"] == [{"flag": "cpr", "start": 9, "end": 20}]
    story.put(c.EditQuestion(id, "Hvad med min nabo, fru Olsen?"), ANNA)
    row = show(story.state, CONSOLE)["questions"][id]
    assert row["personal"] == [{"flag": "title_name", "start": 19, "end": 28}]
    story.put(c.LetThrough(id, seen=row["r"]), FACILITATOR)
    assert "personal" not in show(story.state, CONSOLE)["questions"][id]
    assert "personal" not in show(story.state, BOARD)["questions"][id]


def test_ask3_capitals_hold_nothing_in_a_session_in_a_language_that_capitalises_nouns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = Story().given(*OPEN)
    monkeypatch.setitem(SIGNS, "da", replace(SIGNS["da"], nouns_are_capitalised=True))
    story.put(c.AskQuestion("Warum hat die Alte Brücke kein Geländer?"), ANNA)
    assert len(show(story.state, BOARD)["questions"]) == 1


def test_ask4_after_closing_new_texts_are_rejected_and_a_begun_text_has_a_minute() -> None:
    story = Story().given(*OPEN)
    story.put(c.CloseSubmissions(), FACILITATOR, at=T0 + 1_000)
    assert story.put(c.AskQuestion("For sent"), ANNA, at=T0 + 2_000) == no("closed")
    begun = c.AskQuestion("Begyndt før", begun_at_ms=T0 + 500)
    assert not isinstance(story.put(begun, ANNA, at=T0 + 60_000), Rejection)
    assert story.put(begun, ANNA, at=T0 + 62_000) == no("closed")


def test_ask4_a_text_begun_after_closing_has_no_minute() -> None:
    story = Story().given(*OPEN)
    story.put(c.CloseSubmissions(), FACILITATOR, at=T0 + 1_000)
    begun = c.AskQuestion("Begyndt efter", begun_at_ms=T0 + 1_001)
    assert story.put(begun, ANNA, at=T0 + 2_000) == no("closed")


def test_ask5_each_participant_has_a_limit_of_open_questions() -> None:
    story = Story(make_sheet(per_participant=2)).given(*OPEN)
    for n in range(2):
        story.put(c.AskQuestion(f"Spørgsmål {n}"), ANNA)
    assert story.put(c.AskQuestion("Et til"), ANNA) == no("too_many")
    assert not isinstance(story.put(c.AskQuestion("Mit"), BO), Rejection)
    story.put(c.WithdrawQuestion(min(story.state.questions)), ANNA)
    assert not isinstance(story.put(c.AskQuestion("I stedet"), ANNA), Rejection)


def test_h12_ask5_withdrawing_makes_room_for_another_question_a_bounded_number_of_times() -> None:
    story = Story(make_sheet(per_participant=2)).given(*OPEN)
    asked_in_all = 0
    while isinstance(story.put(c.AskQuestion(f"Spørgsmål {asked_in_all}"), ANNA), list):
        asked_in_all += 1
        story.put(c.WithdrawQuestion(min(story.state.questions)), ANNA)
    assert asked_in_all == 2 * ASKED_PER_OPEN
    assert story.put(c.AskQuestion("Et til"), ANNA) == no("too_many")
    assert isinstance(story.put(c.AskQuestion("Mit"), BO), list)


@pytest.mark.parametrize(
    ("moderation", "text", "state"),
    [
        ("all", "Hvem ejer planen?", "held"),
        ("none", "Ring på 12 34 56 78", "shown"),
        ("flagged", "Ring på 12 34 56 78", "held"),
        ("flagged", "Hvem ejer planen?", "shown"),
    ],
)
def test_ask6_moderation_follows_the_run_sheet(moderation: str, text: str, state: str) -> None:
    story = Story(make_sheet(moderation=moderation)).given(*OPEN)
    events = story.put(c.AskQuestion(text), ANNA)
    assert isinstance(events, list)
    assert isinstance(events[0], e.QuestionAsked)
    assert events[0].visibility == state


def test_same1_a_repeated_command_is_executed_once_and_another_with_its_id_is_a_conflict() -> None:
    story = Story().given(*OPEN)
    story.put(c.AskQuestion("Et"), ANNA, id="a" * 32)
    seq = story.state.seq
    assert story.put(c.AskQuestion("Et"), ANNA, id="a" * 32) == seq
    assert story.put(c.AskQuestion("To"), ANNA, id="a" * 32) == no("conflict")
    assert story.put(c.AskQuestion("Et"), BO, id="a" * 32) == no("conflict")
    assert story.state.seq == seq


def test_edit1_only_own_questions_can_be_edited_and_only_before_the_walk() -> None:
    story = Story().given(*OPEN, asked("q"))
    assert story.put(c.EditQuestion("q", "Mit nu"), BO) == no("not_yours")
    story.put(c.EditQuestion("q", "Skriv til a@b.dk"), ANNA)
    assert story.state.questions["q"].visibility == "held"
    story.put(c.EnterStep("collect", "walk:en"), FACILITATOR)
    assert story.put(c.EditQuestion("q", "Igen"), ANNA) == no("wrong_step")
    assert story.put(c.WithdrawQuestion("q"), ANNA) == [e.QuestionWithdrawn("q")]
    assert mine(story.state, "anna").keys() == {"me"}


def test_edit1_an_edit_leaves_a_hidden_question_hidden() -> None:
    story = Story().given(*OPEN, asked("q"))
    story.put(c.HideQuestion("q"), FACILITATOR)
    assert story.put(c.EditQuestion("q", "Hvem ejer planen?"), ANNA) == [
        e.QuestionEdited("q", "hidden", (), "Hvem ejer planen?")
    ]


def test_edit1_going_back_from_the_walk_does_not_open_editing_again() -> None:
    story = Story().given(*OPEN, asked("q"), e.StepEntered("walk:en"), e.StepEntered("collect"))
    assert story.put(c.EditQuestion("q", "Igen"), ANNA) == no("wrong_step")


def test_step1_a_stale_step_command_does_not_move_the_session() -> None:
    story = Story()
    assert story.put(c.EnterStep("group", "poll"), FACILITATOR) == no("stale")
    assert story.put(c.EnterStep("lobby", "nowhere"), FACILITATOR) == no("unknown")
    assert story.put(c.EnterStep("lobby", "collect"), FACILITATOR) == [
        e.StepEntered("collect"),
        e.SubmissionsOpened(),
    ]
    assert story.put(c.EnterStep("lobby", "collect"), FACILITATOR) == []


def test_step3_the_hour_begins_when_the_lobby_is_first_left() -> None:
    story = Story()
    assert show(story.state, CONSOLE)["step"]["it"]["began_at_ms"] is None
    story.put(c.EnterStep("lobby", "overview"), FACILITATOR, at=T0 + 1_000)
    story.put(c.EnterStep("overview", "lobby"), FACILITATOR, at=T0 + 2_000)
    story.put(c.EnterStep("lobby", "buzz"), FACILITATOR, at=T0 + 3_000)
    assert show(story.state, CONSOLE)["step"]["it"]["began_at_ms"] == T0 + 1_000


def test_step2_participants_may_not_run_the_session() -> None:
    for command in (c.EnterStep("lobby", "poll"), c.EndSession(), c.PlaceQuestion("q", None)):
        assert Story().given(*joined()).put(command, ANNA) == no("forbidden")
    assert Story().put(c.AskQuestion("Nej"), FACILITATOR) == no("forbidden")


def test_place1_a_placement_can_be_undone_and_redone_unless_it_has_changed_since() -> None:
    story = Story().given(*OPEN, asked("q"))
    story.put(c.PlaceQuestion("q", "en"), FACILITATOR)
    story.put(c.Undo(), FACILITATOR)
    assert story.state.questions["q"].pitfall is None
    story.put(c.Redo(), FACILITATOR)
    assert story.state.questions["q"].pitfall == "en"
    story.put(c.PlaceQuestion("q", "to"), HELPER)
    assert story.put(c.Undo(), FACILITATOR) == no("changed_since")
    story.put(c.Undo(), HELPER)
    assert story.state.questions["q"].pitfall == "en"


@pytest.mark.parametrize(
    ("command", "since"),
    [
        (c.HideQuestion("q"), c.ShowQuestion("q")),
        (c.MergeQuestions(("q",), "p"), c.SplitQuestion("q")),
        (c.CorrectText("q", "Hvem ejer planen?"), c.CorrectText("q", "Hvem har planen?")),
        (c.MarkTakenUp("q", taken_up=True), c.MarkTakenUp("q", taken_up=False)),
        (c.ParkQuestion("q", parked=True), c.ParkQuestion("q", parked=False)),
        (c.LeaveOut("q", left_out=True), c.LeaveOut("q", left_out=False)),
        (c.RenamePitfall("en", "Et"), c.RenamePitfall("en", "Ét")),
        (c.ReorderPitfalls(("to", "en")), c.ReorderPitfalls(("en", "to"))),
    ],
    ids=lambda command: type(command).__name__,
)
def test_place1_undo_is_rejected_when_the_question_has_changed_since(
    command: c.Command, since: c.Command
) -> None:
    story = Story().given(*OPEN, asked("q"), asked("p", BO))
    assert story.put(command, FACILITATOR)
    assert story.put(since, HELPER)
    assert story.put(c.Undo(), FACILITATOR) == no("changed_since")


def test_place1_adding_a_pitfall_cannot_be_undone_while_it_has_questions() -> None:
    story = Story().given(*OPEN, asked("q"))
    story.put(c.AddPitfall("Nyt"), FACILITATOR)
    story.put(c.PlaceQuestion("q", story.state.pitfalls[-1].id), HELPER)
    assert story.put(c.Undo(), FACILITATOR) == no("changed_since")


def test_place1_a_new_command_clears_redo() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p"))
    story.put(c.PlaceQuestion("q", "en"), FACILITATOR)
    story.put(c.Undo(), FACILITATOR)
    story.put(c.PlaceQuestion("p", "to"), FACILITATOR)
    assert story.put(c.Redo(), FACILITATOR) == no("unknown")


def test_place1_undo_is_rejected_when_the_former_pitfall_is_gone() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p"))
    story.put(c.AddPitfall("Vaner"), FACILITATOR)
    added = story.state.pitfalls[-1].id
    story.put(c.PlaceQuestion("q", added), FACILITATOR)
    story.put(c.PlaceQuestion("q", None), HELPER)
    story.put(c.RemovePitfall(added), FACILITATOR)
    assert story.put(c.Undo(), HELPER) == no("changed_since")
    story.put(c.MergeQuestions(("p",), "q"), FACILITATOR)
    story.put(c.SplitQuestion("p"), HELPER)
    story.put(c.WithdrawQuestion("q"), ANNA)
    assert story.put(c.Undo(), HELPER) == no("changed_since")


def test_end1_an_ended_session_accepts_housekeeping_and_nothing_else() -> None:
    organiser = c.Actor("organiser")
    story = Story().given(*OPEN, e.SessionEnded())
    assert story.put(c.AddPitfall("Vaner"), organiser) == no("ended")
    assert story.put(c.RenewKey("board"), organiser) == [e.KeyRenewed("board", 1)]
    assert story.put(c.Retitle("Nyt"), FACILITATOR) == no("forbidden")
    assert story.put(c.Retitle("  Årskursus\u202e 2012 "), organiser) == [e.SessionRetitled("Årskursus 2012")]
    assert story.put(c.Retitle("Årskursus 2012"), organiser) == []
    assert show(story.state, BOARD)["session"]["it"]["title"] == "Årskursus 2012"
    assert story.put(c.AskQuestion("Mere?", follows=""), ANNA) == no("ended")
    planned = e.SessionPlanned("2030-05-02", "Vejle", 140)
    assert story.put(c.Plan("2030-05-02", " Vejle\n", 140), organiser) == [planned]
    assert story.put(c.Plan("2030-05-02", "Vejle", 140), organiser) == []


def test_left1_a_question_is_left_out_of_the_report_and_put_back_also_after_the_end() -> None:
    story = Story().given(*OPEN, asked("q"), e.SessionEnded())
    for left_out in (True, False):
        event = e.QuestionLeftOut("q", left_out, not left_out)
        assert story.put(c.LeaveOut("q", left_out), FACILITATOR) == [event]
        assert story.put(c.LeaveOut("q", left_out), FACILITATOR) == []
    assert story.put(c.LeaveOut("gone"), FACILITATOR) == no("unknown")
    assert story.put(c.LeaveOut("q"), ANNA) == no("forbidden")


def test_end2_an_imported_session_stays_ended_and_one_that_goes_on_is_left_as_it_is() -> None:
    story = Story().given(*OPEN)
    assert story.put(c.ReopenSession(), FACILITATOR) == []
    story.given(e.FiguresImported(4, 4, 0, (0, 0, 0)), e.SessionEnded())
    assert story.put(c.ReopenSession(), FACILITATOR) == no("ended")


def noon(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T12:00Z").timestamp() * 1_000)


def neglected_on(story: Story) -> str:
    """The day (by UTC) on which the session ends if nothing more happens."""
    return datetime.fromtimestamp(next_deadline(story.state) / 1_000, UTC).date().isoformat()


BEGUN = (e.StepEntered("overview"),)


@pytest.mark.parametrize(
    ("day", "happened", "rehearsal", "neglected"),
    [
        (None, BEGUN, False, "2030-05-08"),
        (None, (asked("q"),), False, "2030-05-08"),
        (None, (), False, "2030-07-30"),
        (None, (), True, "2030-05-08"),
        ("2030-05-22", BEGUN, False, "2030-05-30"),
        ("2030-05-22", (), False, "2030-08-21"),
        ("2030-05-22", (), True, "2030-05-30"),
        ("2029-01-01", BEGUN, False, "2030-05-08"),
        ("2029-01-01", (), False, "2030-07-30"),
        ("9999-12-31", BEGUN, False, None),
    ],
)
def test_end3_no_session_ends_by_neglect_before_its_day_or_soon_when_nothing_has_happened(
    day: str | None, happened: tuple[Event, ...], rehearsal: bool, neglected: str | None
) -> None:
    opened = e.SessionOpened("ABCDEF", None, "da", rehearsal, make_sheet(), day)
    story = Story(opened=opened, at=noon("2030-05-01")).given(*joined(), *happened)
    assert neglected is None or neglected_on(story) == neglected
    last = next_deadline(story.state) - 1
    assert story.put(c.TimeIsUp(), CLOCK, at=last) == []
    assert story.put(c.TimeIsUp(), CLOCK, at=last + 1) == [e.SessionEnded()]
    assert story.state.end is not None
    assert story.state.end.by_neglect
    assert story.put(c.ReopenSession(), ORGANISER) == [e.SessionReopened()]
    assert next_deadline(story.state) >= story.now + 7 * DAY_MS


# What an ended session keeps as it was: figures and times, and gates of commands that it refuses anyway.
KEPT_AT_THE_END = {
    "closed_at_ms",
    "editing",
    "lobby_locked",
    "holding",
    "admitted",
    "r",
    "r_editing",
    "r_door",
}


def test_end1_every_gate_closes_at_the_end_and_opens_again_unless_it_is_said_to_stay() -> None:
    closed = {*Gates.__struct_fields__} - KEPT_AT_THE_END
    opened = Gates(**dict.fromkeys(closed, True))
    story = Story()
    story.state = replace_struct(story.state, gates=opened)
    story.put(c.EndSession(), FACILITATOR)
    assert {name: getattr(story.state.gates, name) for name in closed} == dict.fromkeys(closed, False)
    story.put(c.ReopenSession(), ORGANISER)
    assert {name: getattr(story.state.gates, name) for name in closed} == dict.fromkeys(closed, True)


def test_end4_a_new_day_puts_the_end_off_and_an_earlier_one_brings_it_no_nearer_than_a_week() -> None:
    story = Story(at=noon("2030-05-01")).given(*OPEN)
    story.put(c.Plan("2030-05-22", "Vejle", 140), ORGANISER, at=noon("2030-05-02"))
    assert neglected_on(story) == "2030-05-30"
    story.put(c.Plan("2030-04-01", None, None), ORGANISER, at=noon("2030-05-03"))
    assert neglected_on(story) == "2030-05-10"


def test_title1_a_title_of_its_own_stands_alone_unless_more_is_given() -> None:
    sheet = subtitled()
    story = Story(sheet)
    assert said_of(story, "en") == ("Prøve (en)", "Undertitel (en)", "Kursus (en)")
    story.put(c.Retitle("Tema\ndag"), ORGANISER)
    assert said_of(story, "en") == ("Tema dag", "", "")
    story.put(c.Retitle("Temadag", " Om vaner ", "Efteråret"), ORGANISER)
    assert said_of(story, "da") == said_of(story, "en") == ("Temadag", "Om vaner", "Efteråret")
    story.put(c.Retitle(None, "", None), ORGANISER)
    assert said_of(story, "da") == ("Prøve", "", "Kursus")
    story.put(c.Retitle(None), ORGANISER)
    assert said_of(story, "en") == ("Prøve (en)", "Undertitel (en)", "Kursus (en)")
    assert story.put(c.Retitle("Tema", "ab" * 101), ORGANISER) == no("too_long")
    assert story.put(c.Retitle("\u200b"), ORGANISER) == no("empty")


def test_title1_a_session_opened_with_a_title_has_no_other_talks_subtitle() -> None:
    opened = e.SessionOpened("ABCDEF", "Temadag", "da", False, subtitled())
    assert said_of(Story(opened=opened), "da") == ("Temadag", "", "")
    more = replace_struct(opened, subtitle="Om vaner", occasion="Efteråret")
    assert said_of(Story(opened=more), "da") == ("Temadag", "Om vaner", "Efteråret")


def subtitled() -> RunSheet:
    """A run sheet with a subtitle and an occasion."""
    return replace(make_sheet(), subtitle=both("Undertitel"), occasion=both("Kursus"))


def said_of(story: Story, language: str) -> tuple[str, str, str]:
    """Title, subtitle and occasion as a phone of this language shows them."""
    row = show(story.state, Audience("phone", language))["session"]["it"]
    return row["title"], row["subtitle"], row["occasion"]


def test_place2_a_batch_is_undone_as_one() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p"), asked("o"))
    story.put(c.PlaceQuestions(("q", "p"), "en", batch="b"), FACILITATOR)
    story.put(c.PlaceQuestions(("o",), "en", batch="b"), FACILITATOR)
    story.put(c.Undo(), FACILITATOR)
    assert {q.pitfall for q in story.state.questions.values()} == {None}


def test_place1_repeated_undo_goes_back_one_command_at_a_time() -> None:
    story = Story().given(*OPEN, asked("q"))
    for pitfall in ("en", "to", "en"):
        story.put(c.PlaceQuestion("q", pitfall), FACILITATOR)
    for before in ("to", "en", None):
        assert isinstance(story.put(c.Undo(), FACILITATOR), list)
        assert story.state.questions["q"].pitfall == before
    assert story.put(c.Undo(), FACILITATOR) == no("unknown")


def test_place2_a_batch_interrupted_by_another_command_is_undone_as_one() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p"), asked("o"))
    story.put(c.PlaceQuestions(("q",), "en", batch="b"), FACILITATOR)
    story.put(c.ParkQuestion("o", parked=True), FACILITATOR)
    story.put(c.PlaceQuestions(("p",), "en", batch="b"), FACILITATOR)
    story.put(c.Undo(), FACILITATOR)
    assert {q.pitfall for q in story.state.questions.values()} == {None}
    assert "parked" in story.state.questions["o"].flags


def test_place2_undo_leaves_another_devices_batch_of_the_same_name_alone() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p"))
    story.put(c.PlaceQuestions(("q",), "en", batch="b"), FACILITATOR)
    story.put(c.PlaceQuestions(("p",), "en", batch="b"), HELPER)
    story.put(c.Undo(), FACILITATOR)
    assert story.state.questions["p"].pitfall == "en"
    assert isinstance(story.put(c.Undo(), HELPER), list)


@pytest.mark.parametrize("device", [FACILITATOR, HELPER], ids=str)
def test_place2_a_device_undoes_its_own_one_of_two_batches_with_the_same_name(device: c.Actor) -> None:
    story = Story().given(*OPEN, asked("q"), asked("p"))
    for one, id in ((FACILITATOR, "q"), (HELPER, "p")):
        story.put(c.PlaceQuestions((id,), "en", batch="b"), one)
    story.put(c.Undo("b"), device)
    own = {FACILITATOR: "q", HELPER: "p"}[device]
    assert {q.id: q.pitfall for q in story.state.questions.values()} == {"q": "en", "p": "en", own: None}


def test_place5_when_another_device_has_moved_a_question_meanwhile_nothing_of_the_command_happens() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p"))
    story.put(c.PlaceQuestions(("q",), "en", was=(None,)), HELPER)
    before = story.state
    assert story.put(c.PlaceQuestions(("p", "q"), "to", was=(None, None)), FACILITATOR) == no("moved")
    assert story.put(c.MergeQuestions(("q",), "p", was=(None,)), FACILITATOR) == no("moved")
    assert story.state is before
    assert isinstance(story.put(c.PlaceQuestions(("p", "q"), "to", was=(None, "en")), FACILITATOR), list)


def test_place5_without_saying_where_it_was_a_question_is_moved_from_wherever_it_is() -> None:
    story = Story().given(*OPEN, asked("q"))
    story.put(c.PlaceQuestion("q", "en"), HELPER)
    assert story.put(c.PlaceQuestions(("q",), "to"), FACILITATOR) == [e.QuestionPlaced("q", "to", "en", "")]


def test_place5_a_device_moves_on_what_it_has_moved_itself_before_it_is_shown_there() -> None:
    story = Story().given(*OPEN, asked("q"))
    for pitfall in ("en", "to", None):
        assert isinstance(story.put(c.PlaceQuestions(("q",), pitfall, was=(None,)), HELPER), list)


def test_place5_a_question_that_is_where_it_is_wanted_is_accepted_whoever_moved_it() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p"))
    story.put(c.PlaceQuestions(("q",), "en"), HELPER)
    assert story.put(c.PlaceQuestions(("q",), "en", was=(None,)), FACILITATOR) == []
    story.put(c.MergeQuestions(("q",), "p"), HELPER)
    assert story.put(c.MergeQuestions(("q",), "p", was=(None,)), FACILITATOR) == []


@pytest.mark.parametrize(
    "meanwhile", [c.HideQuestion("q"), c.MergeQuestions(("q",), "p")], ids=["hidden", "merged"]
)
@pytest.mark.parametrize(
    "command",
    [c.PlaceQuestions(("q",), "en", was=(None,)), c.MergeQuestions(("q",), "o", was=(None,))],
    ids=["placed", "merged"],
)
def test_place5_a_question_that_has_left_the_board_meanwhile_is_neither_moved_nor_merged(
    meanwhile: c.Command, command: c.Command
) -> None:
    story = Story().given(*OPEN, asked("q"), asked("p"), asked("o"))
    story.put(meanwhile, HELPER)
    assert story.put(command, FACILITATOR) == no("moved")


def test_place5_where_a_question_was_is_said_of_each() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p"))
    assert story.put(c.PlaceQuestions(("q", "p"), "en", was=(None,)), FACILITATOR) == no("invalid")
    assert story.put(c.MergeQuestions(("q",), "p", was=()), FACILITATOR) == no("invalid")


def test_group1_a_helpers_device_undoes_only_what_it_did_itself() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p"))
    story.put(c.HideQuestion("q"), FACILITATOR, id="hide")
    story.put(c.PlaceQuestion("p", "en"), GROUPER, id="place")
    assert story.put(c.Undo("hide"), GROUPER) == no("forbidden")
    assert isinstance(story.put(c.Undo(), GROUPER), list)
    assert story.put(c.Undo(), GROUPER) == no("unknown")
    assert story.state.questions["q"].visibility == "hidden"
    assert isinstance(story.put(c.Redo(), GROUPER), list)
    assert isinstance(story.put(c.Undo("place"), FACILITATOR), list)


def test_group1_a_helpers_device_that_is_revoked_groups_no_more() -> None:
    story = Story().given(*OPEN, asked("q"))
    story.put(c.ConnectDevice("Mette"), GROUPER)
    story.put(c.RevokeDevice(GROUPER.id), FACILITATOR)
    assert story.put(c.PlaceQuestion("q", "en"), GROUPER) == no("forbidden")


def test_a_device_that_comes_again_without_a_name_keeps_the_one_it_has() -> None:
    story = Story()
    story.put(c.ConnectDevice("Mette"), GROUPER)
    assert story.put(c.ConnectDevice(""), GROUPER) == []
    assert story.state.devices[GROUPER.id].name == "Mette"


def test_place3_undo_does_not_move_a_question_into_a_removed_pitfall() -> None:
    story = Story().given(*OPEN, asked("q"))
    story.put(c.AddPitfall("Nyt"), FACILITATOR, id="a" * 32)
    story.put(c.PlaceQuestion("q", f"x-{'a' * 12}"), FACILITATOR)
    story.put(c.PlaceQuestion("q", None), FACILITATOR)
    story.put(c.RemovePitfall(f"x-{'a' * 12}"), HELPER)
    assert story.put(c.Undo(), FACILITATOR) == no("changed_since")


def test_place3_undo_restores_a_removed_pitfall_at_its_position() -> None:
    story = Story()
    story.put(c.AddPitfall("Nyt"), FACILITATOR, id="a" * 32)
    order = (f"x-{'a' * 12}", "en", "to")
    story.put(c.ReorderPitfalls(order), FACILITATOR)
    story.put(c.RemovePitfall(order[0]), FACILITATOR)
    story.put(c.Undo(), FACILITATOR)
    assert tuple(p.id for p in story.state.pitfalls) == order


def test_place3_a_removed_pitfall_is_not_restored_beyond_the_maximum_number() -> None:
    story = Story()
    while len(story.state.pitfalls) < MAX_PITFALLS:
        story.put(c.AddPitfall("Nyt"), HELPER)
    story.put(c.RemovePitfall(story.state.pitfalls[-1].id), FACILITATOR)
    story.put(c.AddPitfall("Et andet"), HELPER)
    assert story.put(c.Undo(), FACILITATOR) == no("changed_since")


def test_place3_a_split_is_not_undone_when_the_target_is_gone() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p", BO), e.QuestionMerged("p", "q", None))
    story.put(c.SplitQuestion("p"), FACILITATOR)
    story.put(c.WithdrawQuestion("q"), ANNA)
    assert story.put(c.Undo(), FACILITATOR) == no("changed_since")


@pytest.mark.parametrize("since", [c.MergeQuestions(("q",), "o"), c.MergeQuestions(("o",), "p")])
def test_place3_a_split_is_not_undone_into_a_second_level(since: c.Command) -> None:
    story = Story().given(*OPEN, asked("q"), asked("p", BO), asked("o"), e.QuestionMerged("p", "q", None))
    story.put(c.SplitQuestion("p"), FACILITATOR)
    story.put(since, HELPER)
    assert story.put(c.Undo(), FACILITATOR) == no("changed_since")


def test_place3_undo_does_not_show_a_text_that_was_flagged_since() -> None:
    story = Story().given(*OPEN, asked("q"))
    story.put(c.HideQuestion("q"), FACILITATOR)
    story.put(c.EditQuestion("q", "Ring til 12 34 56 78"), ANNA)
    assert story.put(c.Undo(), FACILITATOR) == no("changed_since")


def undo_row(story: Story, device: Actor = FACILITATOR) -> tuple[object, ...]:
    row = show(story.state, CONSOLE)["undo"][device.id]
    return tuple(row[name] for name in ("command_id", "what", "question_id", "step", "shows", "redo_shows"))


def test_place4_a_console_is_told_what_undo_would_take_back_and_whether_it_shows_hidden_words() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p", BO))
    assert "undo" not in show(story.state, CONSOLE)
    story.put(c.HideQuestion("q"), FACILITATOR, id="hide")
    story.given(e.StepEntered("walk:en"))
    story.put(c.PlaceQuestion("p", "en"), FACILITATOR, id="place")
    assert undo_row(story) == ("place", "placed", "p", "walk:en", False, False)
    story.put(c.Undo(), FACILITATOR)
    assert undo_row(story) == ("hide", "hidden", "q", "collect", True, False)
    story.put(c.Undo("hide"), HELPER)
    assert undo_row(story) == (None, None, None, None, False, False)
    story.put(c.HideQuestion("q"), FACILITATOR)
    story.put(c.ShowQuestion("q"), FACILITATOR)
    story.put(c.Undo(), FACILITATOR)
    assert undo_row(story)[-1] is True


@pytest.mark.parametrize(
    ("command", "what", "shows"),
    [
        (c.HideAllFrom("q"), "all_hidden", True),
        (c.SweepNewerThan(0), "swept", True),
        (c.CorrectText("q", "Hvem ejer planen?"), "corrected", True),
        (c.MergeQuestions(("q",), "p"), "merged", False),
        (c.ParkQuestion("q"), "marked", False),
        (c.LeaveOut("q"), "marked", False),
        (c.ReplyToQuestions(("q",), "Styregruppen"), "replied", False),
        (c.AddPitfall("Nyt"), "pitfalls", False),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, c.Command) else "",
)
def test_place4_undo_says_by_name_what_was_done(command: c.Command, what: str, shows: bool) -> None:
    story = Story().given(*OPEN, asked("q"), asked("p", BO))
    story.put(command, FACILITATOR)
    row = show(story.state, CONSOLE)["undo"]["desk"]
    assert (row["what"], row["shows"]) == (what, shows)


def test_merge3_undoing_a_showing_leaves_hidden_questions_merged_as_they_were_before_it() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p", BO))
    for id in ("q", "p"):
        story.put(c.HideQuestion(id), FACILITATOR)
    story.put(c.MergeQuestions(("p",), "q"), FACILITATOR)
    story.put(c.ShowQuestion("q"), FACILITATOR)
    story.put(c.Undo(), FACILITATOR)
    assert (story.state.questions["q"].visibility, story.state.questions["p"].into) == ("hidden", "q")


def test_text1_undo_refers_to_the_former_text_and_does_not_copy_it() -> None:
    story = Story().given(*OPEN, asked("q", text="Spøgsmål"))
    story.put(c.CorrectText("q", "Spørgsmål"), FACILITATOR)
    events = story.put(c.Undo(), FACILITATOR)
    assert isinstance(events, list)
    assert "Spøgsmål" not in repr(events)
    assert story.state.questions["q"].text == "Spøgsmål"


def test_merge1_a_merged_question_counts_in_the_pitfall_of_its_target() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p", BO, "Hvem tager over?"))
    story.put(c.PlaceQuestion("q", "to"), FACILITATOR)
    story.put(c.MergeQuestions(("p",), "q"), FACILITATOR)
    assert set(show(story.state, BOARD)["questions"]) == {"q"}
    row = mine(story.state, "bo")["mine"]["p"]
    assert row["text"] == "Hvem tager over?"
    assert (row["state"], row["pitfall"], row["others"]) == ("merged", "to", 1)
    story.given(e.PollOpened(), e.PollAnswered("bo", "p", "yes"))
    assert story.state.sums.cells["to"].yes == 1


@pytest.mark.parametrize("ids", [("under", "top"), ("top", "under"), ("top", "top", "other")])
def test_merge2_questions_merged_into_a_merged_question_move_along_once(ids: tuple[str, ...]) -> None:
    merged = e.QuestionMerged("under", "top", None)
    story = Story().given(*OPEN, asked("top"), asked("under", BO), asked("other"), asked("target"), merged)
    story.put(c.MergeQuestions(ids, "target"), FACILITATOR)
    assert sorted(story.state.questions["target"].merged) == sorted({*ids, "top", "under"})
    story.put(c.Undo(), FACILITATOR)
    assert story.state.questions["top"].merged == ("under",)
    assert story.state.questions["target"].merged == ()


def test_merge2_merging_into_a_merged_question_merges_into_its_target() -> None:
    merged = e.QuestionMerged("under", "top", None)
    story = Story().given(*OPEN, asked("top"), asked("under", BO), asked("other"), merged)
    assert story.put(c.MergeQuestions(("other",), "under"), FACILITATOR) == [
        e.QuestionMerged("other", "top", None)
    ]


def test_merge2_withdrawing_a_merged_question_updates_the_others_askers() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p", BO), asked("o"))
    story.put(c.MergeQuestions(("p", "o"), "q"), FACILITATOR)
    before = story.state
    story.put(c.WithdrawQuestion("o"), ANNA)
    event = story.log[-1].event
    ids = affected_questions(before, story.state, event)
    assert "bo" in affected_participants(before, story.state, event, ids)
    assert mine(story.state, "bo")["mine"]["p"]["others"] == 1


def test_gone1_withdrawn_words_are_in_no_state_and_their_commands_are_known_by_id_only() -> None:
    story = Story().given(*OPEN)
    story.put(c.AskQuestion("kanariefugl"), ANNA, id="a" * 32)
    story.put(c.CorrectText("a" * 32, "kanariefuglen"), FACILITATOR, id="b" * 32)
    story.put(c.WithdrawQuestion("a" * 32), ANNA)
    assert "kanariefugl" not in repr(story.state)
    assert {story.state.seen_commands[id].fingerprint for id in ("a" * 32, "b" * 32)} == {None}
    assert story.put(c.AskQuestion("kanariefugl"), ANNA, id="a" * 32) == story.log[-3].seq


def replies_on_phone(story: Story, person: str) -> dict[str, str]:
    """The replies that this participant is sent, by question."""
    tables = mine(story.state, person)
    rows = {**tables.get("mine", {}), **tables.get("supported", {})}
    return {id: row["reply"]["text"] for id, row in rows.items() if "reply" in row}


def test_reply1_a_reply_reaches_askers_and_supporters_of_its_question_and_of_those_merged_into_it() -> None:
    carl = Actor("participant", "carl")
    story = Story().given(*OPEN, *joined(carl), asked("q"), asked("p", BO), asked("other", BO))
    story.given(e.QuestionSupported("p", "carl"), e.QuestionMerged("p", "q", None))
    event = e.QuestionReplied("q", None, "Projektkontoret\nStyregruppen")
    assert story.put(c.ReplyToQuestions(("q",), " Styregruppen ", " Projektkontoret\n"), FACILITATOR) == [
        event
    ]
    given = {id: replies_on_phone(story, id) for id in ("anna", "bo", "carl")}
    assert given == {
        "anna": {"q": "Styregruppen"},
        "bo": {"p": "Styregruppen"},
        "carl": {"p": "Styregruppen"},
    }
    story.put(c.ReplyToQuestions(("p", "p"), "Dig"), FACILITATOR)
    assert replies_on_phone(story, "bo") == {"p": "Dig"}
    row = {"text": "Styregruppen", "signed": "Projektkontoret", "at_ms": T0 + 1, "r": event_seq(story, event)}
    assert show(story.state, CONSOLE)["replies"]["q"] == row
    assert "replies" not in show(story.state, replace(CONSOLE, grouping=True))
    assert not any("Styregruppen" in repr(show(story.state, one)) for one in (BOARD, PHONE))


def event_seq(story: Story, event: Event) -> int:
    return next(recorded.seq for recorded in story.log if recorded.event == event)


@pytest.mark.parametrize("over", [False, True], ids=["going on", "ended"])
def test_reply2_a_reply_is_given_mended_and_taken_back_also_after_the_end(over: bool) -> None:
    story = Story().given(*OPEN, asked("q"), asked("p", BO), *([e.SessionEnded()] if over else []))
    for text in ("Ja", "Ja!"):
        assert len(story.put(c.ReplyToQuestions(("q", "p"), text), ORGANISER)) == 2  # type: ignore[arg-type]  # events
        assert replies_on_phone(story, "anna") == {"q": text}
    assert story.put(c.ReplyToQuestions(("q",), "Ja!"), ORGANISER) == []
    assert isinstance(story.put(c.WithdrawReply("q"), ORGANISER), list)
    assert story.put(c.WithdrawReply("q"), ORGANISER) == []
    assert (replies_on_phone(story, "anna"), replies_on_phone(story, "bo")) == ({}, {"p": "Ja!"})


def test_reply2_undo_goes_back_to_the_reply_before_and_does_not_copy_it() -> None:
    story = Story().given(*OPEN, asked("q"))
    for text in ("Første", "Anden"):
        story.put(c.ReplyToQuestions(("q",), text), FACILITATOR)
    story.put(c.WithdrawReply("q"), FACILITATOR)
    for before in ("Anden", "Første", None):
        events = story.put(c.Undo(), FACILITATOR)
        assert "Første" not in repr(events)
        assert "Anden" not in repr(events)
        assert replies_on_phone(story, "anna").get("q") == before
    story.put(c.Redo(), FACILITATOR)
    assert replies_on_phone(story, "anna") == {"q": "Første"}


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.ReplyToQuestions(("q",), "\u200b"), "empty"),
        (c.ReplyToQuestions(("q",), "æ " * 501), "too_long"),
        (c.ReplyToQuestions(("q",), "Ja", "æ " * 31), "too_long"),
        (c.ReplyToQuestions(("q",) * 81, "Ja"), "too_many"),
        (c.ReplyToQuestions((), "Ja"), "unknown"),
        (c.ReplyToQuestions(("q", "gone"), "Ja"), "unknown"),
        (c.WithdrawReply("gone"), "unknown"),
    ],
)
def test_reply2_a_reply_that_cannot_be_given_is_refused_and_changes_nothing(
    command: c.Command, code: str
) -> None:
    assert Story().given(*OPEN, asked("q")).put(command, FACILITATOR) == no(code)


def test_reply3_a_reply_and_its_signature_are_erased_with_their_question_and_stay_with_the_others() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p", BO))
    story.put(c.ReplyToQuestions(("q",), "kanariefugl", "kanariefugl"), FACILITATOR)
    story.put(c.ReplyToQuestions(("q", "p"), "Fælles svar", "Grete"), FACILITATOR, id="b" * 32)
    story.put(c.WithdrawQuestion("q"), ANNA)
    assert "kanariefugl" not in repr(story.state)
    assert story.state.seen_commands["b" * 32].fingerprint is None
    assert replies_on_phone(story, "bo") == {"p": "Fælles svar"}


def test_reply4_the_board_promises_replies_only_while_a_facilitator_says_so() -> None:
    story = Story().given(*OPEN)
    for promised in (True, False):
        assert show(story.state, BOARD)["board"]["it"]["replies_promised"] is not promised
        assert story.put(c.PromiseReplies(promised), FACILITATOR) == [e.RepliesPromised(promised)]
        assert story.put(c.PromiseReplies(promised), FACILITATOR) == []


def test_gone1_withdrawing_a_question_removes_its_support_and_the_supporters_answers() -> None:
    story = Story().given(*OPEN, asked("q"), e.QuestionSupported("q", "bo"), e.PollOpened())
    story.given(e.PollAnswered("bo", "q", "yes"))
    story.put(c.WithdrawQuestion("q"), ANNA)
    bo = story.state.participants["bo"]
    assert (dict(bo.supports), dict(bo.answers)) == ({}, {})
    assert story.state.sums.supporters.answers == 0


@pytest.mark.parametrize(
    "leaves",
    [
        (c.EditQuestion("q", "Skriv til a@b.dk"), ANNA),
        (c.HideQuestion("q"), FACILITATOR),
        (c.WithdrawQuestion("q"), ANNA),
    ],
    ids=["edited", "hidden", "withdrawn"],
)
def test_focus1_a_question_that_leaves_the_board_loses_focus(leaves: tuple[c.Command, c.Actor]) -> None:
    story = Story().given(*OPEN, asked("q"), e.SpotlightSet("q"))
    story.put(*leaves)
    assert story.state.board.spotlight is None


def test_focus1_merging_a_question_in_focus_moves_focus_to_its_target() -> None:
    story = Story().given(*OPEN, asked("q"), asked("target"), e.SpotlightSet("q"))
    story.put(c.MergeQuestions(("q",), "target"), FACILITATOR)
    assert story.state.board.spotlight == "target"


def test_poll1_the_last_answer_wins_and_listeners_are_counted_separately() -> None:
    story = Story().given(*OPEN, asked("q"), e.StepEntered("poll"), e.PollOpened())
    for answer in ("no", "yes", "yes"):
        story.put(c.AnswerPoll("q", answer), ANNA)
    story.put(c.AnswerPoll("", "listened"), BO)
    assert story.put(c.AnswerPoll("q", "no"), BO) == no("not_yours")
    assert story.put(c.AnswerPoll("", "listened"), ANNA) == no("forbidden")
    assert story.state.sums.cells["tray"].yes == 1
    assert (story.state.sums.people, story.state.sums.listened) == (2, 1)


HIDDEN = e.VisibilityChanged("q", "hidden", "shown")


@pytest.mark.parametrize(
    "question",
    [
        (asked("q"), HIDDEN),
        (e.QuestionAsked("q", "anna", "held", ("asker",), False, None, "Hvem ejer effekten?"),),
    ],
    ids=["hidden", "held"],
)
def test_poll1_who_has_only_a_hidden_or_held_question_listens_or_answers_for_what_they_support(
    question: tuple[e.Event, ...],
) -> None:
    story = Story().given(*OPEN, *question, asked("p", BO), e.StepEntered("poll"), e.PollOpened())
    assert story.put(c.AnswerPoll("", "listened"), ANNA) == [e.PollAnswered("anna", "", "listened")]
    story.given(e.QuestionSupported("p", "anna"))
    assert story.put(c.AnswerPoll("p", "yes"), ANNA) == [e.PollAnswered("anna", "p", "yes")]
    assert (story.state.sums.listened, story.state.sums.supporters.yes) == (1, 1)
    assert story.put(c.AnswerPoll("", "listened"), BO) == no("forbidden")


def test_poll1_an_answer_given_while_its_question_was_hidden_counts_once_it_is_shown_again() -> None:
    story = Story().given(*OPEN, asked("q"), e.StepEntered("poll"), e.PollOpened(), HIDDEN)
    story.put(c.AnswerPoll("q", "yes"), ANNA)
    assert story.state.sums.cells.get("tray") is None
    story.put(c.ShowQuestion("q"), FACILITATOR)
    assert story.state.sums.cells["tray"].yes == 1
    assert story.put(c.AnswerPoll("", "listened"), ANNA) == no("forbidden")


def test_poll1_a_supporters_last_answer_counts_and_none_after_the_poll_is_closed() -> None:
    story = Story().given(*OPEN, asked("q"), e.StepEntered("poll"), e.PollOpened())
    story.given(e.QuestionSupported("q", "bo"))
    for answer in ("no", "yes"):
        story.put(c.AnswerPoll("q", answer), BO)
    counted = story.state.sums.supporters
    assert (counted.yes, counted.answers) == (1, 1)
    story.put(c.ClosePoll(), FACILITATOR)
    assert story.put(c.AnswerPoll("q", "partly"), BO) == no("closed")
    assert story.state.sums.supporters == counted


def test_p10_poll2_fewer_than_five_answers_are_hidden_and_what_would_give_them_away() -> None:
    people = [c.Actor("participant", f"p{n}") for n in range(9)]
    story = Story().given(*joined(*people), e.PollOpened())
    for n, person in enumerate(people):
        story.given(asked(f"q{n}", person), e.QuestionPlaced(f"q{n}", "en" if n < 5 else "to", None))
    for n, person in enumerate(people[:4]):
        story.given(e.PollAnswered(person.id, f"q{n}", "yes"))
    assert show(story.state, BOARD)["poll"]["all"]["yes"] is None
    for n, person in enumerate(people[4:], start=4):
        story.given(e.PollAnswered(person.id, f"q{n}", "no"))
    poll = show(story.state, BOARD)["poll"]
    assert (poll["all"]["yes"], poll["all"]["no"]) == (4, 5)
    assert (poll["en"]["yes"], poll["to"]["no"]) == (None, None)
    # The numbers of answers are hidden too: otherwise the small cell could be computed from the others.
    assert {poll[cell]["answers"] for cell in ("en", "to", "tray")} == {None}


def test_p10_poll2_a_small_cell_hides_itself_and_the_next_smallest_only() -> None:
    people = [c.Actor("participant", f"p{n}") for n in range(18)]
    story = Story().given(*joined(*people), e.PollOpened())
    for n, person in enumerate(people):
        story.given(asked(f"q{n}", person), e.PollAnswered(person.id, f"q{n}", "yes"))
        story.given(e.QuestionPlaced(f"q{n}", "en" if n < 9 else "to" if n < 15 else None, None))
    poll = show(story.state, BOARD)["poll"]
    assert {cell: poll[cell]["yes"] for cell in ("all", "en", "to", "tray")} == {
        "all": 18,
        "en": 9,
        "to": None,
        "tray": None,
    }


def test_p10_poll2_where_no_answer_is_hidden_a_column_without_answers_is_shown_as_such() -> None:
    people = [c.Actor("participant", f"p{n}") for n in range(6)]
    story = Story().given(*joined(*people), e.PollOpened())
    for n, person in enumerate(people):
        story.given(asked(f"q{n}", person))
        if n < 5:
            story.given(e.PollAnswered(person.id, f"q{n}", "yes"), e.QuestionPlaced(f"q{n}", "en", None))
    poll = show(story.state, BOARD)["poll"]
    assert (poll["en"]["answers"], poll["to"]["answers"], poll["tray"]["answers"]) == (5, 0, 0)


def test_poll2_an_answer_counts_while_its_question_does() -> None:
    story = Story().given(*OPEN, asked("q"), e.StepEntered("poll"), e.PollOpened())
    story.put(c.AnswerPoll("q", "yes"), ANNA)
    before = story.state.sums
    story.put(c.HideQuestion("q"), FACILITATOR)
    assert story.state.sums.cells.get("tray") is None
    story.put(c.Undo(), FACILITATOR)
    assert story.state.sums == before


def test_every_question_is_counted_once_in_what_was_received() -> None:
    """Shown, merged, held, hidden, next, next but hidden, next but held for its words, and withdrawn."""
    story = Story().given(*OPEN, *(asked(id) for id in ("shown", "merged", "hidden", "gone")))
    story.given(e.QuestionAsked("held", "bo", "held", ("cpr",), False, None, "010190-1234"))
    nexts: list[tuple[str, Visibility, tuple[str, ...]]] = [
        ("next", "held", ("next",)),
        ("hidden next", "hidden", ("next",)),
        ("held next", "held", ("next", "cpr")),
    ]
    for id, visibility, why in nexts:
        story.given(e.QuestionAsked(id, "bo", visibility, why, True, "held", "Og nu?"))
    story.put(c.MergeQuestions(("merged",), "shown"), FACILITATOR)
    story.put(c.PlaceQuestion("shown", "to"), FACILITATOR)
    story.put(c.HideQuestion("hidden"), FACILITATOR)
    story.put(c.WithdrawQuestion("gone"), ANNA)
    view = show(story.state, CONSOLE)
    counts, received = view["counts"]["it"], view["received"]["it"]
    assert (counts["questions"], counts["next"]) == (2, 1)
    assert (received["held"], received["hidden"], received["all"]) == (2, 2, 7)
    assert {cell: row["questions"] for cell, row in view["tallies"].items()} == {"en": 0, "to": 2, "tray": 0}
    assert summary_of(story.state).questions == received["all"] == len(report(story.state)["questions"])


@pytest.mark.parametrize("people", [4, 5])
def test_poll2_figures_of_supporters_and_dots_are_hidden_under_five(people: int) -> None:
    crowd = [c.Actor("participant", f"p{n}") for n in range(people)]
    story = Story().given(*joined(ANNA, *crowd), asked("q"), e.PollOpened(), e.DotsShown(True))
    for person in crowd:
        story.given(e.QuestionSupported("q", person.id), e.PollAnswered(person.id, "q", "yes"))
        story.given(e.DotPlaced(person.id, (1_000, 0, 0)))
    view, hidden = show(story.state, BOARD), people < 5
    assert view["poll"]["all"]["supporters"]["yes"] == (None if hidden else 5)
    assert view["momentum"]["it"]["centre"] == (None if hidden else [1, 0, 0])
    assert len(view.get("dots", {})) == (0 if hidden else 5)


def test_poll2_next_questions_by_answer_are_hidden_while_one_share_is_small() -> None:
    crowd = [c.Actor("participant", f"p{n}") for n in range(6)]
    story = Story().given(*joined(*crowd), e.PollOpened())
    for n, person in enumerate(crowd):
        story.given(asked(f"q{n}", person), e.PollAnswered(person.id, f"q{n}", "yes" if n else "no"))
        story.given(e.QuestionAsked(f"n{n}", person.id, "held", ("next",), True, f"q{n}", "Mere?"))
    row = following_row(story.state)
    assert (row["all"], row["yes"], row["no"]) == (6, None, None)
    story.given(e.PollAnswered("p0", "q0", "yes"))
    assert following_row(story.state)["yes"] == 6


def test_next1_a_next_question_is_accepted_after_closing_and_shown_as_a_number() -> None:
    story = Story().given(*OPEN, asked("q"), e.SubmissionsClosed(), e.StepEntered("poll"), e.PollOpened())
    assert story.put(c.AskQuestion("Mere", follows="q"), BO) == no("not_yours")
    assert not isinstance(story.put(c.AskQuestion("Mere", follows="q"), ANNA), Rejection)
    assert show(story.state, BOARD)["counts"]["it"]["next"] == 1
    assert set(show(story.state, BOARD)["questions"]) == {"q"}


def test_next1_next_questions_are_rejected_before_the_poll() -> None:
    story = Story().given(*OPEN, asked("q"))
    assert story.put(c.AskQuestion("Mere", follows="q"), ANNA) == no("wrong_step")


def test_next1_a_next_question_in_the_tray_adds_to_no_sum() -> None:
    story = Story().given(*OPEN, asked("q"), e.QuestionPlaced("q", "en", None), e.StepEntered("poll"))
    assert not isinstance(story.put(c.AskQuestion("Mere", follows="q"), ANNA), Rejection)
    assert dict(story.state.sums.cells) == {"en": story.state.sums.cells["en"]}


def test_clock1_the_first_turn_ends_in_a_swap_and_the_last_opens_submissions() -> None:
    story = Story().given(e.StepEntered("buzz"))
    story.put(c.StartTimer(), FACILITATOR, at=T0 + 10)
    first = story.state.timer.ends_at_ms
    assert first == T0 + 10 + 60_000
    assert story.put(c.TimeIsUp(), CLOCK, at=first - 1) == []
    assert story.put(c.TimeIsUp(), CLOCK, at=first) == [e.TurnEnded(first + 5_000)]
    assert story.put(c.TimeIsUp(), CLOCK, at=first + 5_000) == [e.TurnBegan(2, first + 65_000)]
    assert story.put(c.TimeIsUp(), CLOCK, at=first + 65_000) == [e.BuzzEnded(), e.SubmissionsOpened()]


def test_clock1_a_late_clock_makes_no_turn_longer() -> None:
    story = Story().given(e.StepEntered("buzz"))
    story.put(c.StartTimer(), FACILITATOR, at=T0 + 10)
    first = T0 + 10 + 60_000
    assert story.put(c.TimeIsUp(), CLOCK, at=first + 700) == [e.TurnEnded(first + 5_000)]
    assert story.put(c.TimeIsUp(), CLOCK, at=first + 5_700) == [e.TurnBegan(2, first + 65_000)]


def test_clock2_taking_time_away_ends_the_turn_no_earlier_than_now() -> None:
    story = Story().given(e.StepEntered("buzz"))
    story.put(c.StartTimer(), FACILITATOR, at=T0 + 10)
    story.put(c.MoveTimer(-1_000_000), FACILITATOR, at=T0 + 1_010)
    assert story.state.timer.ends_at_ms == T0 + 1_010
    assert story.put(c.TimeIsUp(), CLOCK, at=T0 + 1_010) == [e.TurnEnded(T0 + 6_010)]


def test_clock3_the_minute_alone_ends_without_opening_submissions() -> None:
    story = Story().given(e.StepEntered("alone"))
    assert story.put(c.StartTimer(), FACILITATOR, at=T0 + 10) == [e.TurnBegan(1, T0 + 30_010)]
    assert story.put(c.TimeIsUp(), CLOCK, at=T0 + 30_010) == [e.BuzzEnded()]
    assert (story.state.timer.phase, story.state.gates.submissions) == ("over", False)


def test_clock3_alone_and_buzz_have_their_own_length_and_phase() -> None:
    story = Story().given(e.TurnLengthSet(90_000), e.StepEntered("alone"))
    story.put(c.SetTurnLength(45), FACILITATOR)
    story.put(c.StartTimer(), FACILITATOR)
    story.put(c.SwapTurn(), FACILITATOR)
    story.put(c.EnterStep("alone", "buzz"), FACILITATOR)
    timer = story.state.timer
    assert (timer.phase, timer.turns, timer.turn_ms) == ("idle", 2, 90_000)
    story.put(c.EnterStep("buzz", "alone"), FACILITATOR)
    timer = story.state.timer
    assert (timer.phase, timer.turns, timer.turn_ms) == ("over", 1, 45_000)


@pytest.mark.parametrize(
    ("until", "left"), [(10_000, (1, 50_000)), (61_000, (2, 60_000))], ids=["a turn", "the swap after it"]
)
def test_clock3_a_running_clock_is_paused_by_a_step_that_has_another(
    until: int, left: tuple[int, int]
) -> None:
    story = Story().given(e.StepEntered("buzz"))
    story.put(c.StartTimer(), FACILITATOR, at=T0 + 10)
    if until > 60_000:
        story.put(c.TimeIsUp(), CLOCK, at=T0 + 60_010)
    story.put(c.EnterStep("buzz", "alone"), FACILITATOR, at=T0 + 10 + until)
    assert story.state.timer.phase == "idle"
    story.put(c.EnterStep("alone", "buzz"), FACILITATOR, at=T0 + 90_000)
    timer = story.state.timer
    assert (timer.phase, timer.turn, timer.left_ms) == ("paused", *left)


@pytest.mark.parametrize(
    "weights", [(1e308, 1e308, 1e308), (float("nan"), 1.0, 1.0), (-1.0, 2.0, 1.0), (0, 0, 0)]
)
def test_dot1_weights_that_are_not_finite_and_positive_are_rejected(
    weights: tuple[float, float, float],
) -> None:
    story = Story().given(*joined(), e.StepEntered("momentum"))
    assert story.put(c.PlaceDot(weights), ANNA) == no("invalid")


def test_lock1_a_locked_lobby_rejects_newcomers_and_admits_participants() -> None:
    story = Story().given(*joined(ANNA), e.LobbyLocked(True))
    assert story.put(c.Join(), ANNA) == []
    assert story.put(c.Join(), BO) == no("locked")


def test_s12_sweeping_held_questions_hides_them_and_leaves_the_others() -> None:
    story = Story().given(*OPEN, asked("q"))
    story.put(c.AskQuestion("Ring på 12 34 56 78"), BO, id="h")
    story.put(c.SweepHeld(), FACILITATOR)
    assert {q.id: q.visibility for q in story.state.questions.values()} == {"q": "shown", "h": "hidden"}
    story.put(c.Undo(), FACILITATOR)
    assert story.state.questions["h"].visibility == "held"


def filled(*late: Actor) -> Story:
    """Anna and Bo have asked; each of `late` has joined, asked, supported, placed a dot, paired, answered."""
    story = Story().given(*OPEN, asked("q"), asked("p", BO))
    story.now += 1_000
    for n, person in enumerate(late):
        story.given(
            e.ParticipantJoined(person.id),
            asked(f"late{n}", person),
            e.QuestionSupported("q", person.id),
            e.DotPlaced(person.id, (1000, 0, 0)),
            e.Paired(person.id, "1234"),
            e.PollAnswered(person.id, f"late{n}", "no"),
        )
    return story


CIM, DAN = Actor("participant", "cim"), Actor("participant", "dan")


def test_h13_sweep1_all_that_the_swept_counted_for_is_gone_and_one_undo_brings_it_back() -> None:
    before, without = filled(CIM, DAN), filled()
    story = filled(CIM, DAN)
    events = story.put(c.SweepNewerThan(T0 + 500), FACILITATOR)
    assert events == [e.ParticipantsSwept(7, 19, 2, 2)]
    assert story.state.sums == without.state.sums
    assert not story.state.questions["q"].supporters
    assert story.state.dots == without.state.dots
    assert {row["state"] for id, row in show(story.state, CONSOLE)["flags"].items() if "late" in id} == {
        "hidden"
    }
    story.put(c.Undo(), FACILITATOR)
    assert story.state.sums == before.state.sums
    assert story.state.questions["q"].supporters == before.state.questions["q"].supporters
    assert {id: dot.weights for id, dot in story.state.dots.items()} == {
        id: dot.weights for id, dot in before.state.dots.items()
    }
    for person in (CIM, DAN):
        one, was = story.state.participants[person.id], before.state.participants[person.id]
        assert replace_struct(one, r=0) == replace_struct(was, r=0)


def neighbours(*more: Event) -> Story:
    """Anna, to the left, and Bo are a pair in buzz; Cim and Dan have joined too."""
    story = Story().given(*joined(ANNA, BO, CIM, DAN), e.SubmissionsOpened(), e.StepEntered("buzz"))
    return story.given(e.PairOffered("anna", "1234", "left"), e.PairLinked("anna", "bo"), *more)


def me(story: Story, person: Actor) -> dict[str, object]:
    row = mine(story.state, person.id)["me"]["it"]
    return {"pair": row["pair"], "side": row["side"]}


def test_pair1_the_digits_that_one_phone_shows_link_the_phone_that_sends_them() -> None:
    story = Story().given(*joined(), e.StepEntered("buzz"))
    story.put(c.OfferPair("right"), ANNA)
    digits = me(story, ANNA)["pair"]
    assert isinstance(digits, str)
    assert len(digits) == 4
    assert story.put(c.PairWith(digits), ANNA) == no("unknown")
    wrong = f"{(int(digits) + 1) % 10_000:04d}"
    assert story.put(c.PairWith(wrong), BO) == no("unknown")
    assert story.put(c.PairWith("12 4"), BO) == no("invalid")
    assert story.put(c.PairWith(digits), BO) == [e.PairLinked("anna", "bo")]
    assert story.put(c.PairWith(digits), BO) == []
    assert (me(story, ANNA), me(story, BO)) == ({"pair": "", "side": "right"}, {"pair": "", "side": "left"})
    assert show(story.state, CONSOLE)["pairs"]["it"]["linked"] == 1


def test_pair1_no_two_phones_show_the_same_digits() -> None:
    people = [Actor("participant", f"p{n}") for n in range(300)]
    story = Story().given(*joined(*people), e.StepEntered("buzz"))
    for person in people:
        story.put(c.OfferPair("left"), person)
    assert len({person.pair for person in story.state.participants.values()}) == len(people)


def test_pair1_digits_that_no_phone_shows_any_more_are_given_again_when_no_others_are_left() -> None:
    story = Story().given(*joined(), e.StepEntered("buzz"))
    given = Map({f"{n:04d}": "anna" for n in range(10_000)})
    anna = replace_struct(story.state.participants["anna"], pair="0007")
    participants = story.state.participants.set("anna", anna)
    story.state = replace_struct(story.state, pair_codes=given, participants=participants)
    assert isinstance(story.put(c.OfferPair("left"), BO), list)
    assert me(story, BO)["pair"] not in ("", "0007")


def test_pair1_where_every_phone_shows_digits_another_is_refused_after_few_tries() -> None:
    """All sessions of a process wait while a command is decided."""
    story = Story().given(*joined(), e.StepEntered("buzz"))
    asked: list[str] = []

    class AllShown(State, frozen=True):
        def shows_digits(self, code: str) -> Participant | None:
            asked.append(code)
            return self.participants["anna"]

    given = Map({f"{n:04d}": "anna" for n in range(10_000)})
    fields = {name: getattr(story.state, name) for name in story.state.__struct_fields__}
    story.state = AllShown(**fields | {"pair_codes": given})
    assert story.put(c.OfferPair("left"), BO) == no("full")
    assert len(asked) < 1_000


def test_pair2_a_third_phone_is_refused_until_one_of_the_two_has_ended_the_pair() -> None:
    story = neighbours()
    assert story.put(c.PairWith("1234"), CIM) == no("too_many")
    assert story.put(c.OfferPair("left"), BO) == no("too_many")
    story.put(c.OfferPair("left"), CIM, id="c")
    digits = me(story, CIM)["pair"]
    assert isinstance(digits, str)
    assert story.put(c.PairWith(digits), BO) == no("too_many")
    assert story.put(c.PairWith(""), BO) == [e.PairEnded("bo", "anna")]
    assert story.put(c.PairWith("1234"), DAN) == no("unknown")
    assert story.put(c.PairWith(digits), BO) == [e.PairLinked("cim", "bo")]
    assert me(story, ANNA) == {"pair": "", "side": None}


def test_pair2_a_session_whose_run_sheet_asks_for_no_pairs_has_none() -> None:
    sheet = make_sheet()
    story = Story(replace(sheet, buzz=replace(sheet.buzz, pairs=False))).given(
        *joined(), e.StepEntered("buzz")
    )
    assert story.put(c.OfferPair("left"), ANNA) == story.put(c.PairWith("1234"), BO) == no("forbidden")
    assert story.put(c.PairWith(""), BO) == []
    assert "pairs" not in show(story.state, CONSOLE)


def test_pair3_both_are_asked_about_a_question_of_the_pair_and_the_less_satisfied_answer_counts() -> None:
    story = neighbours(asked("q"), e.QuestionSupported("q", "bo"))
    assert story.put(c.ShareQuestion("q"), ANNA) == [e.QuestionShared("q", "bo", True)]
    assert not story.state.questions["q"].supporters
    assert {p.id: mine(story.state, p.id)["mine"]["q"]["asked_by"] for p in (ANNA, BO)} == {
        "anna": "us",
        "bo": "neighbour",
    }
    story.given(e.StepEntered("group"))
    assert story.put(c.SupportQuestion("q"), BO) == no("forbidden")
    story.given(e.StepEntered("poll"), e.PollOpened())
    assert story.put(c.AnswerPoll("", "listened"), BO) == no("forbidden")
    counted = []
    for person, answer in ((BO, "yes"), (ANNA, "no"), (BO, "partly"), (ANNA, "yes")):
        story.put(c.AnswerPoll("q", answer), person)  # type: ignore[arg-type]  # one of the answers
        counted.append(story.state.questions["q"].answer)
        assert story.state.sums.cells["tray"].answers == 1
    assert counted == ["yes", "no", "no", "partly"]
    assert (story.state.sums.people, story.state.sums.supporters.answers) == (2, 0)
    assert mine(story.state, "anna")["mine"]["q"]["answer"] == "yes"


def test_pair4_the_asker_alone_edits_and_withdraws_and_either_ends_that_it_is_both_s() -> None:
    story = neighbours(asked("q"), asked("p", BO), e.QuestionShared("q", "bo", True))
    assert story.put(c.EditQuestion("q", "Hvem rydder op?"), BO) == no("not_yours")
    assert story.put(c.WithdrawQuestion("q"), BO) == no("not_yours")
    assert story.put(c.ShareQuestion("q"), CIM) == no("not_yours")
    assert story.put(c.ShareQuestion("q", shared=False), CIM) == no("not_yours")
    assert not mine(story.state, "bo")["mine"]["q"]["editable"]
    # Where it belongs is the asker's guess too, and shown to the asker alone.
    pitfall = story.state.pitfalls[0].id
    story.given(e.PitfallProposed("q", pitfall))
    assert [mine(story.state, one)["mine"]["q"].get("proposed") for one in ("anna", "bo")] == [pitfall, None]
    story.put(c.EditQuestion("q", "Hvem rydder op?"), ANNA)
    assert mine(story.state, "bo")["mine"]["q"]["text"] == "Hvem rydder op?"
    assert story.put(c.ShareQuestion("q", shared=False), BO) == [e.QuestionShared("q", "bo", False)]
    assert mine(story.state, "bo")["mine"].keys() == {"p"}
    assert mine(story.state, "anna")["mine"]["q"]["asked_by"] == "me"


def test_pair4_a_question_is_shared_until_the_first_walk_and_with_one_neighbour_at_a_time() -> None:
    story = neighbours(asked("q"), asked("c", CIM), e.QuestionShared("q", "bo", True))
    assert story.put(c.ShareQuestion("c"), CIM) == no("forbidden")
    story.given(e.PairEnded("anna", "bo"), e.PairOffered("anna", "4321", "left"), e.PairLinked("anna", "cim"))
    assert story.put(c.ShareQuestion("q"), ANNA) == [
        e.QuestionShared("q", "bo", False),
        e.QuestionShared("q", "cim", True),
    ]
    story.given(e.StepEntered("walk:en"))
    assert story.put(c.ShareQuestion("c"), CIM) == no("wrong_step")


def test_pair5_withdrawing_a_question_of_the_pair_takes_nothing_else_of_the_other() -> None:
    story = neighbours(asked("q"), asked("p", BO), e.QuestionShared("q", "bo", True))
    story.given(e.StepEntered("poll"), e.PollOpened())
    for id in ("q", "p"):
        story.put(c.AnswerPoll(id, "no"), BO)
    story.put(c.WithdrawQuestion("q"), ANNA)
    assert mine(story.state, "bo")["mine"].keys() == {"p"}
    assert story.state.participants["bo"].answers == Map({"p": "no"})
    assert me(story, BO)["side"] == "right"


@pytest.mark.parametrize(("asker", "late"), [("anna", "cim"), ("cim", "anna")])
def test_pair5_where_one_of_a_pair_is_swept_out_the_other_stays_whole_and_undo_links_them_again(
    asker: str, late: str
) -> None:
    story = Story().given(*joined(), e.StepEntered("buzz"), asked("p", BO))
    story.now += 1_000
    story.given(e.ParticipantJoined("cim"), asked("q", Actor("participant", asker)))
    story.given(e.PairOffered("anna", "1234", "left"), e.PairLinked("anna", "cim"))
    story.given(e.QuestionShared("q", late, True), e.PollOpened())
    story.given(e.PollAnswered("anna", "q", "yes"), e.PollAnswered("cim", "q", "no"))
    before = [story.state.sums, mine(story.state, "anna"), story.state.questions["q"].answer]
    story.put(c.SweepNewerThan(T0 + 500), FACILITATOR)
    assert me(story, ANNA)["side"] is None
    assert story.state.sums.pairs == 0
    assert story.state.questions["q"].answer == ("yes" if asker == "anna" else None)
    assert ("q" in mine(story.state, "anna").get("mine", {})) == (asker == "anna")
    story.put(c.Undo(), FACILITATOR)
    now = [story.state.sums, mine(story.state, "anna"), story.state.questions["q"].answer]
    assert [without_r(one) for one in now] == [without_r(one) for one in before]


def without_r(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {key: without_r(item) for key, item in value.items() if key != "r"}


def test_pair5_digits_of_a_swept_phone_may_be_given_to_another_and_come_back_only_if_they_were_not() -> None:
    story = Story().given(*joined(), e.StepEntered("buzz"))
    story.now += 1_000
    story.given(e.ParticipantJoined("cim"), e.PairOffered("cim", "1234", "left"))
    story.put(c.SweepNewerThan(T0 + 500), FACILITATOR)
    assert story.put(c.PairWith("1234"), BO) == no("unknown")
    story.given(e.PairOffered("anna", "1234", "left"))
    story.put(c.Undo(), FACILITATOR)
    assert (me(story, CIM)["pair"], me(story, ANNA)["pair"]) == ("", "1234")


def test_sweep1_a_sweep_of_nobody_is_no_event() -> None:
    assert filled().put(c.SweepNewerThan(T0 + 500), FACILITATOR) == []


@pytest.mark.parametrize(
    "command",
    [
        c.Join(),
        c.AskQuestion("Igen?"),
        c.EditQuestion("late0", "Igen?"),
        c.WithdrawQuestion("late0"),
    ],
)
def test_h11_sweep1_who_was_swept_can_ask_for_nothing_until_it_is_undone(command: c.Command) -> None:
    story = filled(CIM)
    story.put(c.SweepNewerThan(T0 + 500), FACILITATOR)
    assert story.put(command, CIM) == no("removed")
    story.put(c.Undo(), FACILITATOR)
    assert not isinstance(story.put(command, CIM), Rejection)


def test_h11_sweep1_places_of_the_swept_are_free_again() -> None:
    story = filled(CIM, DAN)
    assert story.put(c.Join(most=4), Actor("participant", "eva")) == no("full")
    story.put(c.SweepNewerThan(T0 + 500), FACILITATOR)
    assert not isinstance(story.put(c.Join(most=4), Actor("participant", "eva")), Rejection)


def test_sweep1_a_question_of_a_swept_participant_can_be_shown_and_stays_shown_after_undo() -> None:
    story = filled(CIM, DAN)
    swept = story.put(c.SweepNewerThan(T0 + 500), FACILITATOR, id="5" * 32)
    assert not isinstance(swept, Rejection)
    story.put(c.ShowQuestion("late0"), FACILITATOR)
    assert set(show(story.state, BOARD)["questions"]) == {"q", "p", "late0"}
    assert sum(cell.asked for cell in story.state.sums.cells.values()) == 2
    story.put(c.HideQuestion("q"), FACILITATOR)
    story.put(c.Undo("5" * 32), FACILITATOR)
    assert set(show(story.state, BOARD)["questions"]) == {"p", "late0", "late1"}


@pytest.mark.parametrize(("held_before", "command"), [(False, c.HideAllFrom), (True, c.StopHoldingFrom)])
def test_h12_sweep1_what_another_device_decides_about_the_swept_holds_after_undo(
    held_before: bool, command: type[c.HideAllFrom | c.StopHoldingFrom]
) -> None:
    story = filled(CIM)
    if held_before:
        story.given(e.ParticipantHeld("cim", held=True, was=False))
    story.put(c.SweepNewerThan(T0 + 500), FACILITATOR)
    late = story.state.participants["cim"].own[0]
    story.put(command(late), HELPER)
    story.put(c.Undo(), FACILITATOR)
    assert story.state.participants["cim"].held != held_before
    assert story.state.questions[late].visibility == ("shown" if held_before else "hidden")


def test_sweep1_others_questions_that_were_merged_with_those_of_the_swept_stay_on_the_board() -> None:
    story = filled(CIM)
    story.put(c.PlaceQuestion("late0", "to"), FACILITATOR)
    story.put(c.MergeQuestions(("q",), "late0"), FACILITATOR)
    before = show(story.state, BOARD)
    story.put(c.SweepNewerThan(T0 + 500), FACILITATOR)
    assert {id: row["pitfall"] for id, row in show(story.state, BOARD)["places"].items()} == {
        "q": "to",
        "p": None,
    }
    story.put(c.Undo(), FACILITATOR)
    assert show(story.state, BOARD)["questions"].keys() == before["questions"].keys()
    assert story.state.questions["q"].into == "late0"


def test_sweep1_withdrawing_while_the_supporters_are_out_leaves_nothing_to_bring_back() -> None:
    story = filled(CIM)
    story.put(c.SweepNewerThan(T0 + 500), FACILITATOR)
    story.put(c.WithdrawQuestion("q"), ANNA)
    assert not isinstance(story.put(c.Undo(), FACILITATOR), Rejection)
    assert not story.state.participants["cim"].supports


def test_h13_sweep1_what_others_answered_about_a_swept_question_goes_and_comes_with_it() -> None:
    story = Story().given(*OPEN)
    story.now += 1_000
    story.given(e.ParticipantJoined("cim"), asked("late", CIM), e.QuestionSupported("late", "anna"))
    story.given(e.StepEntered("poll"), e.PollOpened(), e.PollAnswered("anna", "late", "yes"))
    before = story.state.sums
    assert (before.people, before.supporters.yes) == (1, 1)
    story.put(c.SweepNewerThan(T0 + 500), FACILITATOR)
    assert (story.state.sums.people, story.state.sums.supporters.yes) == (0, 0)
    assert story.put(c.AnswerPoll("late", "no"), ANNA) == no("unknown")
    story.put(c.Undo(), FACILITATOR)
    assert story.state.sums == before
    assert mine(story.state, "anna")["supported"]["late"]["answer"] == "yes"


def test_sweep1_redo_removes_those_whom_undo_restored_and_nobody_who_came_since() -> None:
    story = filled(CIM)
    story.put(c.SweepNewerThan(T0 + 500), FACILITATOR)
    story.put(c.Undo(), FACILITATOR)
    story.put(c.Join(), DAN)
    story.put(c.Redo(), FACILITATOR)
    assert set(story.state.swept) == {"cim"}


def test_sweep1_a_dot_placed_after_a_sweep_has_an_id_of_its_own() -> None:
    story = filled(CIM, DAN)
    story.put(c.SweepNewerThan(T0 + 500), FACILITATOR)
    story.given(e.DotPlaced("anna", (0, 1000, 0)))
    story.put(c.Undo(), FACILITATOR)
    assert len(story.state.dots) == 3


def test_hide1_all_questions_of_one_asker_are_hidden_without_revealing_the_asker() -> None:
    story = Story().given(*OPEN, asked("q"), asked("p"), asked("o", BO))
    story.put(c.HideAllFrom("q"), FACILITATOR)
    assert set(show(story.state, BOARD)["questions"]) == {"o"}
    assert "anna" not in repr(show(story.state, CONSOLE))


def test_hide1_a_question_entered_for_the_room_is_hidden_alone() -> None:
    story = Story().given(*OPEN)
    for id in ("q", "p"):
        story.put(c.AskForRoom("Hvem ejer planen?"), FACILITATOR, id=id)
    assert story.put(c.HideAllFrom("q"), FACILITATOR) == [e.VisibilityChanged("q", "hidden", "shown")]


def visibilities(story: Story) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {q.id: (q.visibility, q.why) for q in story.state.questions.values()}


def test_h12_hold1_what_an_asker_sends_after_all_was_hidden_is_held() -> None:
    story = Story().given(*OPEN, asked("q"), asked("o", BO))
    story.put(c.HideAllFrom("q"), FACILITATOR)
    story.put(c.AskQuestion("Et til"), ANNA, id="p")
    story.put(c.AskQuestion("Mit"), BO, id="b")
    story.put(c.EditQuestion("q", "Det samme med andre ord"), ANNA)
    assert visibilities(story) == {
        "q": ("hidden", ("asker",)),
        "o": ("shown", ()),
        "p": ("held", ("asker",)),
        "b": ("shown", ()),
    }
    story.put(c.LetThrough("p"), FACILITATOR)
    story.put(c.EditQuestion("p", "Og så noget andet"), ANNA)
    assert visibilities(story)["p"] == ("held", ("asker",))


def test_hold1_hiding_and_holding_are_undone_and_done_again_as_one() -> None:
    story = Story().given(*OPEN, asked("q"))
    story.put(c.HideAllFrom("q"), FACILITATOR)
    story.put(c.AskQuestion("Et til"), ANNA, id="p")
    assert isinstance(story.put(c.Undo(), FACILITATOR), list)
    assert visibilities(story) == {"q": ("shown", ()), "p": ("held", ("asker",))}
    assert not story.state.participants["anna"].held
    assert isinstance(story.put(c.Redo(), FACILITATOR), list)
    assert story.state.participants["anna"].held


def test_hold1_an_asker_is_held_no_more_once_the_console_says_so_and_what_is_hidden_stays_hidden() -> None:
    story = Story().given(*OPEN, asked("q"))
    story.put(c.HideAllFrom("q"), FACILITATOR)
    assert show(story.state, CONSOLE)["flags"]["q"]["asker_held"]
    assert story.put(c.StopHoldingFrom("q"), FACILITATOR) == [e.ParticipantHeld("anna", held=False, was=True)]
    story.put(c.AskQuestion("Et til"), ANNA, id="p")
    assert visibilities(story) == {"q": ("hidden", ()), "p": ("shown", ())}
    assert not show(story.state, CONSOLE)["flags"]["q"]["asker_held"]
    assert story.put(c.StopHoldingFrom("q"), FACILITATOR) == []


def test_h12_hold2_while_everything_is_held_new_questions_and_edits_wait_whoever_sends_them() -> None:
    story = Story(make_sheet(moderation="none")).given(*OPEN, asked("q"))
    story.put(c.StartHolding(), FACILITATOR)
    story.put(c.AskQuestion("Fra en, der kom tidligt og var stille"), BO, id="b")
    story.put(c.EditQuestion("q", "Noget andet"), ANNA)
    story.put(c.AskForRoom("Fra en seddel"), FACILITATOR, id="r")
    assert visibilities(story) == {
        "q": ("held", ("holding",)),
        "b": ("held", ("holding",)),
        "r": ("shown", ()),
    }
    assert show(story.state, CONSOLE)["door"]["it"]["holding"]
    assert set(show(story.state, BOARD)["questions"]) == {"r"}


def test_hold2_what_was_held_stays_held_after_the_switch_is_off_and_other_words_do_not_change_that() -> None:
    story = Story().given(*OPEN)
    story.put(c.StartHolding(), FACILITATOR)
    story.put(c.AskQuestion("Køb billige billetter"), ANNA, id="q")
    story.put(c.StopHolding(), FACILITATOR)
    story.put(c.EditQuestion("q", "Køb billige billetter her"), ANNA)
    assert visibilities(story) == {"q": ("held", ("holding",))}
    story.put(c.AskQuestion("Mit"), BO, id="b")
    assert visibilities(story)["b"] == ("shown", ())
    story.put(c.LetThrough("q"), FACILITATOR)
    story.put(c.EditQuestion("q", "Hvem ejer planen?"), ANNA)
    assert visibilities(story)["q"] == ("shown", ())


def test_hold2_one_command_lets_all_through_that_nothing_else_speaks_against() -> None:
    story = Story().given(*OPEN, asked("hidden", BO))
    story.put(c.HideAllFrom("hidden"), FACILITATOR)
    story.put(c.StartHolding(), FACILITATOR)
    story.put(c.AskQuestion("Hvem ejer planen?"), ANNA, id="plain")
    story.put(c.AskQuestion("Ring på 12 34 56 78"), ANNA, id="phone")
    story.put(c.AskQuestion("Fra en, der er skjult"), BO, id="asker")
    assert story.put(c.LetAllThrough(), FACILITATOR) == [e.VisibilityChanged("plain", "shown", "held")]
    story.put(c.Undo(), FACILITATOR)
    assert visibilities(story)["plain"] == ("held", ("holding",))


def test_h11_door1_newcomers_beyond_the_expected_wait_for_a_nod_and_the_known_do_not() -> None:
    story = Story().given(*joined(ANNA))
    assert story.put(c.Join(without_nod=1), BO) == no("waiting")
    assert story.put(c.Join(without_nod=1), ANNA) == []
    assert "bo" not in story.state.participants
    story.put(c.AdmitNewcomers(2), FACILITATOR)
    assert story.put(c.Join(without_nod=1), BO) == [e.ParticipantJoined("bo")]
    cilla = Actor("participant", "cilla")
    assert story.put(c.Join(without_nod=1), cilla) == no("waiting")
    story.put(c.AdmitNewcomers(None), FACILITATOR)
    assert story.put(c.Join(without_nod=1), cilla) == [e.ParticipantJoined("cilla")]
    story.put(c.AdmitNewcomers(0), FACILITATOR)
    assert story.put(c.Join(without_nod=1), Actor("participant", "dan")) == no("waiting")


def test_door1_a_lock_and_a_full_session_go_before_the_nod() -> None:
    story = Story().given(*joined(ANNA), e.NewcomersAdmitted(None))
    assert story.put(c.Join(most=1), BO) == no("full")
    story.put(c.LockLobby(), FACILITATOR)
    assert story.put(c.Join(), BO) == no("locked")


def test_walk1_the_walk_goes_through_its_beats_and_then_the_queue_one_by_one() -> None:
    story = Story().given(*OPEN, asked("q"), e.QuestionPlaced("q", "en", None), e.StepEntered("walk:en"))
    for beat in range(3):
        assert story.put(c.NextBeat(beat), FACILITATOR) == [e.BeatReached(beat + 1)]
    assert story.put(c.NextBeat(0), FACILITATOR) == no("stale")
    story.put(c.NextBeat(3), FACILITATOR)
    assert story.state.board.spotlight == "q"
    story.put(c.NextBeat(4), FACILITATOR)
    assert story.state.board.spotlight is None
    assert story.put(c.NextBeat(5), FACILITATOR) == no("wrong_step")


def test_back_goes_to_the_beat_before_and_the_questions_of_a_walk_leave_it_together() -> None:
    story = walking("q", "r")
    for _ in range(2):
        go_on(story)
    assert story.state.board.spotlight == "r"
    assert story.put(c.PreviousBeat(3), FACILITATOR) == no("stale")
    assert story.put(c.PreviousBeat(5), FACILITATOR) == [e.BeatReached(2), e.SpotlightSet(None)]
    for beat in (2, 1):
        assert story.put(c.PreviousBeat(beat), FACILITATOR) == [e.BeatReached(beat - 1)]
    assert story.put(c.PreviousBeat(0), FACILITATOR) == []


def walking(*ids: str) -> Story:
    """A session in a walk at the last beat before these questions, in this order."""
    story = Story().given(*OPEN, *(asked(id) for id in ids))
    story.given(*(e.QuestionPlaced(id, "en", None) for id in ids))
    return story.given(e.StepEntered("walk:en"), e.BeatReached(3))


def go_on(story: Story, question_id: str | None = None) -> str | None:
    """Press Next; returns the question that is then in focus."""
    assert isinstance(story.put(c.NextBeat(story.state.stage.beat, question_id), FACILITATOR), list)
    return story.state.board.spotlight


def taken_up(story: Story) -> set[str]:
    return {q.id for q in story.state.questions.values() if "taken_up" in q.flags}


def test_focus2_phones_are_shown_the_question_in_focus_while_the_room_walks_and_the_board_shows_it() -> None:
    story = walking("q1", "q2")
    assert "focus" not in show(story.state, PHONE)
    go_on(story)
    row = show(story.state, PHONE)["focus"]["it"]
    assert (row["question_id"], row["text"]) == ("q1", story.state.questions["q1"].text)
    assert "focus" not in show(story.state, BOARD)
    story.put(c.CorrectText("q1", "Hvem har ansvaret?", None), FACILITATOR)
    assert show(story.state, PHONE)["focus"]["it"]["text"] == "Hvem har ansvaret?"
    assert go_on(story) == "q2"
    assert show(story.state, PHONE)["focus"]["it"]["question_id"] == "q2"
    for cover, uncover in ((c.BlankBoard(), c.LightBoard()), (c.FreezeBoard(), c.ReleaseBoard())):
        story.put(cover, FACILITATOR)
        assert "focus" not in show(story.state, PHONE)
        story.put(uncover, FACILITATOR)
        assert "focus" in show(story.state, PHONE)
    story.put(c.HideQuestion("q2"), FACILITATOR)
    assert "focus" not in show(story.state, PHONE)


def test_focus2_phones_that_may_not_see_others_questions_are_shown_none_in_focus() -> None:
    story = Story(make_sheet(others_visible=False))
    story.given(*OPEN, asked("q"), e.StepEntered("walk:en"), e.SpotlightSet("q"))
    assert "focus" not in show(story.state, PHONE)


def test_walk2_going_on_marks_nothing_and_one_that_was_left_comes_again_only_by_going_back() -> None:
    story = walking("q1", "q2", "q3")
    assert [go_on(story) for _ in range(4)] == ["q1", "q2", "q3", None]
    assert show(story.state, CONSOLE)["walk"]["it"]["done"] == ["q1", "q2", "q3"]
    story.put(c.Spotlight("q2"), FACILITATOR)
    assert go_on(story) == "q3"
    story.put(c.EnterStep("walk:en", "walk:to"), FACILITATOR)
    assert taken_up(story) == set()


def test_walk2_a_question_counts_as_taken_up_once_it_has_stood_on_the_board_for_some_seconds() -> None:
    story = walking("q1", "q2")
    go_on(story)
    counts_at = show(story.state, CONSOLE)["walk"]["it"]["counts_at_ms"]
    assert counts_at == next_deadline(story.state) == story.now + TAKEN_UP_AFTER_MS
    assert story.put(c.TimeIsUp(), CLOCK, at=counts_at - 1) == []
    story.put(c.TimeIsUp(), CLOCK, at=counts_at)
    assert taken_up(story) == {"q1"}
    assert story.put(c.TimeIsUp(), CLOCK, at=counts_at + 1) == []
    assert story.put(c.Undo(), FACILITATOR) == story.put(c.Undo(), ORGANISER) == no("unknown")


def test_walk2_what_was_said_by_hand_of_a_question_in_focus_is_not_said_otherwise_by_the_clock() -> None:
    story = walking("q1")
    go_on(story)
    for value in (True, False):
        story.put(c.MarkTakenUp("q1", taken_up=value), FACILITATOR)
    story.put(c.TimeIsUp(), CLOCK, at=story.now + TAKEN_UP_AFTER_MS)
    assert taken_up(story) == set()


@pytest.mark.parametrize("leave", [c.ClearSpotlight(), c.EnterStep("walk:en", "walk:to"), c.EndSession()])
def test_walk2_a_question_that_was_left_early_does_not_count(leave: c.Command) -> None:
    story = walking("q1", "q2")
    go_on(story)
    story.put(leave, FACILITATOR)
    assert next_deadline(story.state) > story.now + TAKEN_UP_AFTER_MS


def test_walk2_outside_the_walk_no_question_counts_by_itself() -> None:
    story = Story().given(*OPEN, asked("q"))
    story.put(c.Spotlight("q"), FACILITATOR)
    assert next_deadline(story.state) > story.now + TAKEN_UP_AFTER_MS


def test_walk3_only_so_many_are_shown_as_the_walk_is_long() -> None:
    story = walking("q1", "q2", "q3")
    assert story.put(c.SetWalkLength(2), FACILITATOR) == [e.WalkLengthSet(2)]
    assert [go_on(story) for _ in range(3)] == ["q1", "q2", None]
    assert story.put(c.NextBeat(story.state.stage.beat), FACILITATOR) == no("wrong_step")
    story.put(c.SetWalkLength(None), FACILITATOR)
    assert go_on(story) == "q3"
    assert story.put(c.SetWalkLength(0), FACILITATOR) == no("invalid")


def test_walk3_the_question_that_was_announced_comes_or_none() -> None:
    story = walking("q1", "q2")
    story.given(e.QuestionSupported("q2", "bo"))
    assert go_on(story, "q1") == "q1"
    story.put(c.HideQuestion("q2"), HELPER)
    assert story.put(c.NextBeat(story.state.stage.beat, "q2"), FACILITATOR) == no("stale")


def arriving(*ids: str) -> Story:
    """A walk at its questions, which came one after the other and were placed the other way round."""
    story = Story().given(*OPEN)
    for id in ids:
        story.now += 1
        story.given(asked(id))
    for id in reversed(ids):
        story.put(c.PlaceQuestion(id, "en"), FACILITATOR)
    return story.given(e.StepEntered("walk:en"), e.BeatReached(3))


def test_walk4_questions_come_by_arrival_when_the_facilitator_chooses_so_and_by_support_again() -> None:
    story = arriving("c", "b", "a").given(e.QuestionSupported("a", BO.id))
    assert story.state.queue("en") == ("a", "b", "c")
    assert story.put(c.SetWalkOrder("arrival"), FACILITATOR) == [e.WalkOrderSet("arrival")]
    assert story.put(c.SetWalkOrder("arrival"), FACILITATOR) == []
    assert story.state.queue("en") == ("c", "b", "a")
    assert show(story.state, BOARD)["board"]["it"]["walk_order"] == "arrival"
    story.put(c.SetWalkOrder("support"), FACILITATOR)
    assert story.state.queue("en") == ("a", "b", "c")


def test_walk4_another_order_leaves_what_is_in_focus_and_shows_nothing_again() -> None:
    story = arriving("q1", "q2", "q3").given(e.QuestionSupported("q3", BO.id))
    assert go_on(story) == "q3"
    story.put(c.SetWalkOrder("arrival"), FACILITATOR)
    assert story.state.board.spotlight == "q3"
    assert [go_on(story) for _ in range(3)] == ["q1", "q2", None]
    assert show(story.state, CONSOLE)["walk"]["it"]["done"] == ["q3", "q1", "q2"]


def test_walk4_a_walk_by_arrival_shows_as_many_as_it_is_long() -> None:
    story = arriving("q1", "q2", "q3").given(e.QuestionSupported("q3", BO.id))
    story.put(c.SetWalkOrder("arrival"), FACILITATOR)
    story.put(c.SetWalkLength(2), FACILITATOR)
    assert [go_on(story) for _ in range(3)] == ["q1", "q2", None]


def test_walk1_an_old_log_that_marks_a_question_by_going_on_concerns_its_asker() -> None:
    story = Story().given(*OPEN, asked("q"), e.StepEntered("walk:en"), e.SpotlightSet("q"))
    before, event = story.state, e.BeatReached(4, taken_up="q")
    after = story.given(event).state
    ids = affected_questions(before, after, event)
    assert ids == {"q"}
    assert affected_participants(before, after, event, ids) == {"anna"}
    assert mine(after, "anna")["mine"]["q"]["taken_up"]


def test_walk1_the_queue_is_ordered_by_support_and_then_by_placement() -> None:
    ids = ("early", "late", "wanted", "parked", "hidden")
    story = Story().given(*OPEN, *(asked(id) for id in ids), e.QuestionSupported("wanted", "bo"))
    for id in ("late", "early", "wanted", "parked", "hidden"):
        story.put(c.PlaceQuestion(id, "en"), FACILITATOR)
    story.put(c.ParkQuestion("parked", parked=True), FACILITATOR)
    story.put(c.HideQuestion("hidden"), FACILITATOR)
    story.given(e.StepEntered("walk:en"), e.BeatReached(3))
    focus = []
    while isinstance(story.put(c.NextBeat(story.state.stage.beat), FACILITATOR), list):
        focus.append(story.state.board.spotlight)
    assert focus == ["wanted", "late", "early", None]


@pytest.mark.parametrize(
    ("given", "command"),
    [
        ([e.VisibilityChanged("q", "held", "shown")], partial(c.LetThrough, "q")),
        ([e.VisibilityChanged("q", "hidden", "shown")], partial(c.ShowQuestion, "q")),
        ([asked("p", BO), e.QuestionMerged("q", "p", None)], partial(c.SplitQuestion, "q")),
        ([], partial(c.Spotlight, "q")),
        ([], partial(c.CorrectText, "q", "Hvem ejer effekten nu?")),
    ],
    ids=["LetThrough", "ShowQuestion", "SplitQuestion", "Spotlight", "CorrectText"],
)
def test_text2_words_that_changed_after_they_were_read_are_neither_shown_nor_replaced(
    given: list[e.Event], command: Callable[..., c.Command]
) -> None:
    story = Story().given(*OPEN, asked("q"), *given)
    read = show(story.state, CONSOLE)["questions"]["q"]["r"]
    story.put(c.EditQuestion("q", "Noget helt andet"), ANNA)
    before = story.state
    assert story.put(command(seen=read), FACILITATOR) == no("stale")
    assert story.state is before
    read = show(story.state, CONSOLE)["questions"]["q"]["r"]
    assert isinstance(story.put(command(seen=read), FACILITATOR), list)


def test_text2_what_came_after_it_was_read_stays_held_when_all_are_let_through() -> None:
    story = Story().given(*OPEN)
    story.put(c.StartHolding(), FACILITATOR)
    for id in ("early", "edited"):
        story.put(c.AskQuestion("Hvem ejer planen?"), ANNA, id=id)
    read = max(row["r"] for row in show(story.state, CONSOLE)["questions"].values())
    story.put(c.EditQuestion("edited", "Noget helt andet"), ANNA)
    story.put(c.AskQuestion("Køb billetter"), BO, id="new")
    assert story.put(c.LetAllThrough(seen=read), FACILITATOR) == [
        e.VisibilityChanged("early", "shown", "held")
    ]
    assert story.put(c.LetAllThrough(seen=read), FACILITATOR) == no("stale")


def test_text2_a_question_that_was_only_moved_is_as_it_was_read() -> None:
    story = Story().given(*OPEN, asked("q"), e.VisibilityChanged("q", "hidden", "shown"))
    read = show(story.state, CONSOLE)["questions"]["q"]["r"]
    story.put(c.PlaceQuestion("q", "en"), HELPER)
    assert isinstance(story.put(c.ShowQuestion("q", seen=read), FACILITATOR), list)


def test_text2_a_newer_title_of_a_pitfall_is_not_replaced_unread() -> None:
    story = Story().given(*OPEN)
    read = show(story.state, CONSOLE)["pitfalls"]["en"]["r"]
    story.put(c.RenamePitfall("to", "Travlhed"), HELPER)
    assert isinstance(story.put(c.RenamePitfall("en", "Penge", seen=read), FACILITATOR), list)
    for newer in (c.RenamePitfall("en", "Økonomi"), c.Undo()):
        read = show(story.state, CONSOLE)["pitfalls"]["en"]["r"]
        assert isinstance(story.put(newer, HELPER), list)
        before = story.state
        assert story.put(c.RenamePitfall("en", "Budget", seen=read), FACILITATOR) == no("stale")
        assert story.state is before
    read = show(story.state, CONSOLE)["pitfalls"]["en"]["r"]
    assert isinstance(story.put(c.RenamePitfall("en", "Budget", seen=read), FACILITATOR), list)


def test_text2_a_newer_order_of_the_pitfalls_is_not_replaced_unread() -> None:
    story = Story().given(*OPEN)
    ids = tuple(pitfall.id for pitfall in story.state.pitfalls)
    read = max(row["r"] for row in show(story.state, CONSOLE)["pitfalls"].values())
    story.put(c.ReorderPitfalls((*ids[1:], ids[0])), HELPER)
    assert story.put(c.ReorderPitfalls(ids, seen=read), FACILITATOR) == no("stale")
    read = max(row["r"] for row in show(story.state, CONSOLE)["pitfalls"].values())
    assert isinstance(story.put(c.ReorderPitfalls(ids, seen=read), FACILITATOR), list)


MERGED = [
    *OPEN,
    asked("a"),
    asked("b", BO),
    asked("c", BO),
    e.QuestionPlaced("a", "en", None),
    e.QuestionMerged("b", "a", None),
    e.QuestionMerged("c", "a", None),
]


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (c.HideQuestion("a"), FACILITATOR),
        (c.HideAllFrom("a"), FACILITATOR),
        (c.EditQuestion("a", "Ring på 12 34 56 78"), ANNA),
    ],
    ids=["hidden", "all hidden", "edited"],
)
def test_merge3_what_lies_under_a_question_that_leaves_the_board_stands_alone_where_it_counted(
    command: c.Command, by: Actor
) -> None:
    story = Story().given(*MERGED)
    story.put(command, by)
    places = show(story.state, BOARD)["places"]
    assert {id: row["pitfall"] for id, row in places.items()} == {"b": "en", "c": "en"}
    assert story.state.queue("en") == ("b", "c")
    assert {row["state"] for row in mine(story.state, "bo")["mine"].values()} == {"shown"}
    if by is FACILITATOR:
        story.put(c.Undo(), FACILITATOR)
        assert sorted(story.state.questions["a"].merged) == ["b", "c"]
        assert set(show(story.state, BOARD)["questions"]) == {"a"}


def test_merge3_what_an_asker_has_merged_with_an_own_question_is_hidden_with_it() -> None:
    story = Story().given(*MERGED)
    story.put(c.HideAllFrom("b"), FACILITATOR)
    assert set(show(story.state, BOARD)["questions"]) == {"a"}
    own = Story().given(*OPEN, asked("a"), asked("d"), e.QuestionMerged("d", "a", None))
    own.put(c.HideAllFrom("a"), FACILITATOR)
    assert "questions" not in show(own.state, BOARD)


@pytest.mark.parametrize("again", [c.Undo("show"), c.Redo()], ids=["undone", "redone"])
def test_merge3_undo_and_redo_that_hide_leave_what_was_merged_since(again: c.Command) -> None:
    story = Story().given(*OPEN, asked("a"), asked("b", BO))
    if isinstance(again, c.Undo):
        story.given(e.VisibilityChanged("a", "hidden", "shown"))
        story.put(c.ShowQuestion("a"), FACILITATOR, id="show")
    else:
        story.put(c.HideQuestion("a"), FACILITATOR)
        story.put(c.Undo(), FACILITATOR)
    story.put(c.MergeQuestions(("b",), "a"), HELPER)
    assert isinstance(story.put(again, FACILITATOR), list)
    assert set(show(story.state, BOARD)["questions"]) == {"b"}


@pytest.mark.parametrize("visibility", ["held", "hidden"])
def test_merge3_a_shown_question_is_not_merged_into_one_that_is_not_shown(visibility: Visibility) -> None:
    away = [e.VisibilityChanged(id, visibility, "shown") for id in ("away", "too")]
    story = Story().given(*OPEN, asked("q"), asked("away"), asked("too"), *away)
    assert story.put(c.MergeQuestions(("too", "q"), "away"), FACILITATOR) == no("moved")
    assert story.put(c.MergeQuestions(("too",), "away"), FACILITATOR) == [
        e.QuestionMerged("too", into="away", was=None)
    ]


def test_merge3_a_split_is_not_undone_into_a_question_that_was_hidden_since() -> None:
    story = Story().given(*MERGED)
    story.put(c.SplitQuestion("b"), FACILITATOR)
    story.put(c.HideQuestion("a"), HELPER)
    assert story.put(c.Undo(), FACILITATOR) == no("changed_since")


CROWD = [*OPEN, *(e.ParticipantJoined(id) for id in ("cim", "dan")), asked("a"), asked("b", BO)]


def support_shown(story: Story) -> dict[str, int]:
    """The support that the console shows, by question; the board shows the same for those on it."""
    console, board = (show(story.state, audience)["support"] for audience in (CONSOLE, BOARD))
    assert board.items() <= console.items()
    return {id: row["n"] for id, row in console.items()}


def test_merge4_support_of_merged_questions_counts_each_participant_once_and_no_asker() -> None:
    story = Story().given(*CROWD)
    for id, person in (("a", "cim"), ("b", "cim"), ("b", "dan"), ("b", "anna")):
        story.given(e.QuestionSupported(id, person))
    assert support_shown(story) == {"a": 1, "b": 3}
    story.put(c.MergeQuestions(("b",), "a"), FACILITATOR)
    # Cim supports both, and Anna has asked one of them herself.
    assert support_shown(story) == {"a": 2, "b": 3}
    story.put(c.SplitQuestion("b"), FACILITATOR)
    assert support_shown(story) == {"a": 1, "b": 3}


def test_merge4_the_walk_orders_by_the_support_of_all_that_are_merged() -> None:
    story = Story().given(*CROWD, asked("o"))
    story.given(e.QuestionSupported("o", "cim"), *(e.QuestionSupported("b", id) for id in ("cim", "dan")))
    story.put(c.PlaceQuestions(("o", "a"), "en"), FACILITATOR)
    assert story.state.queue("en") == ("o", "a")
    story.put(c.MergeQuestions(("b",), "a"), FACILITATOR)
    assert story.state.queue("en") == ("a", "o")


def test_merge5_a_split_target_splits_all_off_where_it_is_and_one_undo_merges_them_again() -> None:
    story = Story().given(*MERGED)
    story.put(c.SplitQuestion("a"), FACILITATOR)
    apart = story.state.questions
    assert [(q.into, q.pitfall) for q in (apart["a"], apart["b"], apart["c"])] == [(None, "en")] * 3
    story.put(c.Undo(), FACILITATOR)
    assert set(story.state.questions["a"].merged) == {"b", "c"}


def test_merge5_a_split_target_with_a_merged_text_that_changed_unread_is_stale() -> None:
    story = Story().given(*MERGED)
    read = story.state.seq
    story.put(c.CorrectText("c", "Hvem ejer effekten nu?"), HELPER)
    assert story.put(c.SplitQuestion("a", seen=read), FACILITATOR) == no("stale")
    assert isinstance(story.put(c.SplitQuestion("a", seen=story.state.seq), FACILITATOR), list)


def test_a_pitfall_is_skipped_once_the_room_has_gone_past_it_and_until_it_is_walked_through() -> None:
    def now() -> list[str]:
        return list(show(story.state, CONSOLE)["step"]["it"]["skipped"])

    story = Story().given(e.StepEntered("group"))
    assert now() == []
    one, two = (f"walk:{pitfall.id}" for pitfall in story.state.pitfalls[:2])
    story.given(e.StepEntered(two))
    assert now() == [one.removeprefix("walk:")]
    story.given(e.StepEntered(one), e.BeatReached(1), e.StepEntered("summary"))
    assert story.state.pitfalls[0].id not in now()
    story.given(e.StepEntered("overview"))
    assert now() == []


def test_a_console_knows_which_steps_the_room_has_been_in_and_which_it_jumped_over() -> None:
    story = Story().given(e.StepEntered("collect"), e.StepEntered("poll"), e.StepEntered("overview"))
    assert show(story.state, CONSOLE)["arc"]["it"]["entered"] == ["lobby", "overview", "collect", "poll"]


@pytest.mark.parametrize(
    ("took_up", "happened"),
    [
        (False, []),
        (False, [e.SpotlightSet("of two")]),
        (False, [e.TakenUpMarked("of one", taken_up=False, was=True)]),
        (True, [e.BeatReached(1)]),
        (True, [e.SpotlightSet("of one"), e.SpotlightSet(None)]),
        (True, [e.TakenUpMarked("of one", taken_up=True, was=False)]),
    ],
)
def test_a_pitfall_that_was_left_at_its_title_is_skipped_unless_something_of_it_was_taken_up(
    took_up: bool, happened: list[e.Event]
) -> None:
    story = Story().given(e.StepEntered("collect"), e.ParticipantJoined(ANNA.id))
    one, two = (pitfall.id for pitfall in story.state.pitfalls[:2])
    for id, pitfall in (("of one", one), ("of two", two)):
        story.given(asked(id, ANNA, f"Hvem ejer {id}?"), e.QuestionPlaced(id, pitfall, None))
    story.given(e.StepEntered(f"walk:{one}"), *happened, e.StepEntered(f"walk:{two}"))
    assert (one not in skipped(story.state)) == took_up
    story.given(e.BeatReached(1), e.SessionEnded())
    assert (one not in skipped(story.state)) == took_up
    assert two not in skipped(story.state)
