"""What may be kept as an example: only what was shown, without personal data, and nothing twice."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from app.core import commands as c, events as e
from app.core.commands import Actor
from app.core.events import Event
from app.core.kept_examples import (
    NOT_KEPT,
    Chosen,
    Known,
    candidates,
    choose,
    may_be_kept,
    no_longer_kept,
)
from app.core.near_identical import NearIdentical
from app.core.state import State
from tests.core.scripts import Script, play, scripts, states
from tests.core.sheet import ANNA, BO, FACILITATOR, Story, asked, joined, make_sheet
from tests.tiers import tries

PLAIN = "Hvem ejer effekten, når projektet er slut?"


def placed(*questions: Event, at: str = "en") -> Story:
    """An ended session in which Anna and Bo have asked these questions, and they lie in one pitfall."""
    story = Story().given(*joined(), e.SubmissionsOpened(), *questions)
    ids = [one.question_id for one in questions if isinstance(one, e.QuestionAsked)]
    return story.given(*(e.QuestionPlaced(id, at, None) for id in ids))


def offered(state: State, known: Known = Known()) -> list[str]:
    return [one.question_id for one in candidates(state, known)[0]]


def held(id: str, text: str, *why: str) -> Event:
    return e.QuestionAsked(id, ANNA.id, "held", why, False, None, text)


def test_what_lies_in_a_pitfall_is_offered_by_pitfall_and_support() -> None:
    story = placed(asked("a"), asked("b", text="Hvor er planen?"), asked("c", text="Hvad koster det os?"))
    story.given(
        e.QuestionSupported("b", BO.id),
        e.QuestionPlaced("a", "to", "en"),
        asked("tray", text="Hvornår er der frokost?"),
    )
    found, not_kept = candidates(story.state, Known())
    assert [(one.question_id, one.pitfall) for one in found] == [("b", "en"), ("c", "en"), ("a", "to")]
    assert not_kept == {}


def test_what_lies_in_an_added_column_is_offered_without_a_pitfall() -> None:
    story = placed(asked("a")).given(e.PitfallAdded("added", "Andet"), e.QuestionPlaced("a", "added", "en"))
    (one,) = candidates(story.state, Known())[0]
    assert (one.pitfall, one.column) == (None, "added")


def test_a_merged_question_is_offered_where_its_target_lies() -> None:
    story = placed(asked("a"), asked("b", text="Hvor er planen?"))
    story.given(e.QuestionPlaced("a", "to", "en"), e.QuestionMerged("b", "a", None))
    assert [one.pitfall for one in candidates(story.state, Known())[0]] == ["to", "to"]


NEVER: dict[str, list[Event]] = {
    "held": [e.VisibilityChanged("a", "held", "shown")],
    "hidden": [e.VisibilityChanged("a", "hidden", "shown")],
    "left out": [e.QuestionLeftOut("a", left_out=True, was=False)],
    "withdrawn": [e.QuestionWithdrawn("a")],
    "swept out": [e.ParticipantsSwept(0, 3, 2, 1)],
    "swept out and shown again": [
        e.ParticipantsSwept(0, 3, 2, 1),
        e.VisibilityChanged("a", "shown", "hidden"),
    ],
}


@pytest.mark.parametrize("happened", NEVER.values(), ids=NEVER)
def test_what_was_not_to_be_seen_is_neither_offered_nor_kept(happened: list[Event]) -> None:
    state = placed(asked("a", text=PLAIN)).given(*happened).state
    assert offered(state) == []
    assert choose(state, [Chosen("a", PLAIN, "en")], Known(), 9) == ([], [("a", "may_not")])


def test_what_was_flagged_is_not_kept_even_if_it_was_let_through_or_mended() -> None:
    story = placed(held("a", "Ring til fru Hansen", "title_name"))
    story.given(e.VisibilityChanged("a", "shown", "held"), e.TextCorrected("a", 5, PLAIN))
    assert candidates(story.state, Known()) == ([], {"personal": 1})
    assert choose(story.state, [Chosen("a", PLAIN, "en")], Known(), 9) == ([], [("a", "personal")])


def test_personal_data_is_looked_for_once_more_in_the_text_as_it_was_mended() -> None:
    state = placed(asked("a", text=PLAIN)).state
    for text, why in (
        ("Skal jeg skrive til bo@example.org?", "personal"),
        ("  ", "empty"),
        ("x " * 400, "too_long"),
    ):
        assert choose(state, [Chosen("a", text, "en")], Known(), 9) == ([], [("a", why)])
    assert choose(state, [Chosen("a", " Hvem\n ejer den? ", "to")], Known(), 9) == (
        [Chosen("a", "Hvem ejer den?", "to")],
        [],
    )


def test_nearly_the_same_is_offered_and_kept_once() -> None:
    story = placed(asked("a", text=PLAIN), asked("b", text="hvem ejer effekten når projektet er slut ?"))
    assert candidates(story.state, Known()) == (
        candidates(story.state, Known())[0][:1],
        {"alike": 1},
    )
    both = [Chosen("a", PLAIN, "en"), Chosen("b", "Hvem ejer effekten naar projektet er slut", "to")]
    assert choose(story.state, both, Known(), 9) == (both[:1], [("b", "alike")])
    assert candidates(story.state, Known(texts=[("to", PLAIN)])) == ([], {"alike": 2})


def test_an_example_of_the_run_sheet_itself_is_not_kept_again() -> None:
    first, *others = make_sheet().pitfalls
    with_own = replace(make_sheet(), pitfalls=(replace(first, examples={"da": (PLAIN,)}), *others))
    story = Story(with_own).given(*joined(), e.SubmissionsOpened(), asked("a", text=f"{PLAIN}?"))
    story.given(e.QuestionPlaced("a", "to", None))
    assert candidates(story.state, Known()) == ([], {"alike": 1})


def test_a_question_is_kept_once_and_a_pitfall_has_a_limit() -> None:
    story = placed(asked("a", text=PLAIN), asked("b", text="Hvor er planen?"), asked("c", text="Må vi det?"))
    every = [Chosen(id, story.state.questions[id].text, "en") for id in ("a", "b", "c")]
    known = Known(texts=[("en", "Noget andet"), ("to", "Noget tredje")], question_ids={"a"})
    assert choose(story.state, every, known, 2) == ([every[1]], [("a", "already"), ("c", "full")])
    assert choose(story.state, [*every[:1], *every[:1]], Known(), 9) == (every[:1], [("a", "already")])


def test_every_reason_not_to_keep_a_question_can_occur() -> None:
    """The tests above name each; a new reason needs one."""
    assert Counter(NOT_KEPT) == Counter(
        ["may_not", "already", "alike", "personal", "empty", "too_long", "full"]
    )


# ---- what has been kept, and what happens after that


@settings(max_examples=tries(80))
@given(scripts, scripts)
def test_whatever_happens_to_a_reopened_session_an_example_that_may_be_kept_no_longer_is_named(
    before: Script, after: Script
) -> None:
    story = play(before).given(e.SessionEnded(), e.SessionReopened())
    seen = len(story.log)
    play(after, story)
    for was, recorded, now in states(story.log):
        # With an emptied session the log forgets all its examples.
        if recorded.seq <= seen or isinstance(recorded.event, e.SessionEmptied):
            continue
        named = set(no_longer_kept(recorded.event, now))
        if isinstance(recorded.event, e.QuestionWithdrawn):
            named.add(recorded.event.question_id)
        for id, question in was.questions.items():
            then = now.questions.get(id)
            if may_be_kept(question) and (
                then is None or not may_be_kept(then) or then.text != question.text
            ):
                assert id in named, recorded.event


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (c.HideQuestion("a"), FACILITATOR),
        (c.LeaveOut("a", left_out=True), FACILITATOR),
        (c.EditQuestion("a", "Noget andet"), ANNA),
        (c.CorrectText("a", "Noget tredje"), FACILITATOR),
        (c.Undo(), FACILITATOR),
        (c.SweepNewerThan(0), FACILITATOR),
    ],
)
def test_each_change_of_what_may_be_shown_names_the_example(command: c.Command, by: Actor) -> None:
    story = placed(asked("a")).given(e.StepEntered("collect"))
    story.put(c.CorrectText("a", "Rettet én gang"), FACILITATOR)
    story.given(e.SessionEnded(), e.SessionReopened())
    outcome = story.put(command, by)
    assert isinstance(outcome, list)
    named = {id for _, one, now in states(story.log) for id in no_longer_kept(one.event, now)}
    assert named == {"a"}, outcome


def test_a_session_that_has_never_ended_has_no_examples_to_remove() -> None:
    story = placed(asked("a"))
    story.put(c.HideQuestion("a"), FACILITATOR)
    assert no_longer_kept(story.log[-1].event, story.state) == ()
    assert not story.state.has_ended_before


# ---- nearly the same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hvem ejer effekten?", "hvem ejer effekten", True),
        ("Hvem ejer effekten bagefter?", "Hvem ejer efekten bagefter??", True),
        ("Hvornår måler vi på det?", "Hvornaar maaler vi paa det", True),
        ("Må jeg sige nej?", "Skal jeg sige nej?", False),
        ("Hvem ejer effekten?", "Hvem måler effekten?", False),
        ("🙂", "🙂", True),
        ("ja", "nej", False),
    ],
)
def test_texts_are_nearly_the_same_but_for_slips_and_signs(one: str, other: str, same: bool) -> None:
    assert (other in NearIdentical([one])) == same
    assert (one in NearIdentical([other])) == same
