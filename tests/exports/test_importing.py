"""Import of JSON exports: the report is the same, and invalid files are refused with a message."""

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from app.core import events as e
from app.core.commands import Actor, PollAnswer
from app.exports.importing import NotAnExport, import_session
from app.exports.report_data import export, report
from tests.core.scripts import PEOPLE, Script, play, scripts
from tests.core.sheet import T0, Story, asked, make_sheet
from tests.tiers import tries

LATER = T0 + 10_000_000


def back(story: Story) -> dict[str, Any]:
    """The report of a session after export and import, through JSON as in a file."""
    exported = json.loads(json.dumps(export(story.state)))
    return report(import_session(exported, session_id="s", code="XYZXYZ", now_ms=LATER).state)


@st.composite
def busy(draw: st.DrawFn) -> Story:
    """A session with enough answers that figures may be shown or hidden, followed by random commands."""
    opened = e.SessionOpened(
        "ABCDEF",
        draw(st.sampled_from([None, "Årskursus"])),
        draw(st.sampled_from(["da", "en"])),
        draw(st.booleans()),
        make_sheet(),
        draw(st.sampled_from([None, "2012-09-12"])),
        draw(st.sampled_from([None, "Vejle"])),
        draw(st.sampled_from([None, 200])),
    )
    story = Story(opened=opened).given(*(e.ParticipantJoined(person.id) for person in PEOPLE))
    story.given(e.SubmissionsOpened(), e.PollOpened(), e.StepEntered("poll"))
    story.given(e.PitfallAdded("x-1", "Vaner"))
    for n, person in enumerate(draw(st.lists(st.sampled_from(PEOPLE), max_size=14))):
        give_question(draw, story, f"q{n}", person)
    for n, person in enumerate(PEOPLE[: draw(st.integers(0, len(PEOPLE)))]):
        story.given(e.DotPlaced(person.id, (n * 100, 300, 700 - n * 100)))
    return play(draw(scripts), story)


def give_question(draw: st.DrawFn, story: Story, id: str, person: Actor) -> None:
    story.given(asked(id, person, f"Spørgsmål {id}"))
    story.given(e.QuestionPlaced(id, draw(st.sampled_from(["en", "to", "x-1", None])), None))
    answers: list[PollAnswer | None] = ["yes", "yes", "partly", "no", None]
    answer = draw(st.sampled_from(answers))
    if answer is not None:
        story.given(e.PollAnswered(person.id, id, answer))
    for other in draw(st.sets(st.sampled_from(PEOPLE), max_size=3)) - {person}:
        story.given(e.QuestionSupported(id, other.id))
        if not story.state.participants[other.id].own:
            story.given(e.PollAnswered(other.id, id, "partly"))
    if draw(st.booleans()):
        story.given(e.QuestionAsked(f"{id}-next", person.id, "held", ("next",), True, id, "Og nu?"))


@settings(max_examples=tries(150), deadline=None)
@given(busy(), st.booleans())
def test_an_import_gives_the_report_that_was_exported(story: Story, ended: bool) -> None:
    if ended:
        story.given(e.SessionEnded())
    assert back(story) == report(story.state)


@settings(max_examples=tries(60), deadline=None)
@given(scripts)
def test_an_import_gives_the_exported_report_for_any_session(script: Script) -> None:
    story = play(script)
    assert back(story) == report(story.state)


def poll_of(
    answers: int, answer: PollAnswer = "yes", weights: tuple[int, int, int] = (500, 300, 200)
) -> Story:
    """Nine questions, of which the first have got the same answer, and as many dots in the same place."""
    people = [Actor("participant", f"p{n}") for n in range(9)]
    story = Story().given(*(e.ParticipantJoined(person.id) for person in people), e.PollOpened())
    for n, person in enumerate(people):
        story.given(asked(f"q{n}", person))
        if n < answers:
            story.given(e.PollAnswered(person.id, f"q{n}", answer), e.DotPlaced(person.id, weights))
    return story


@pytest.mark.parametrize(("answers", "told"), [(4, 0), (5, 5)])
def test_with_fewer_than_five_answers_or_dots_neither_they_nor_their_number_are_exported(
    answers: int, told: int
) -> None:
    story = poll_of(answers)
    told_report = report(story.state)
    assert sum(q["answer"] is not None for q in told_report["questions"]) == told
    assert len(told_report["momentum"]["weights"]) == told
    again = back(story)
    assert again["poll"]["all"]["answers"] == again["momentum"]["dots"] == (told or None)
    assert again == told_report


def test_an_export_contains_no_participant_id() -> None:
    story = poll_of(9)
    said = json.dumps(export(story.state))
    assert not any(f'"p{n}"' in said for n in range(9))
    assert "facilitator" not in said
    assert story.state.session_id not in json.loads(said).values()


def damaged(**changes: Any) -> dict[str, Any]:
    exported: dict[str, Any] = json.loads(json.dumps(export(poll_of(2).state)))
    exported["report"].update(changes)
    return exported


def with_question(**changes: Any) -> dict[str, Any]:
    exported = damaged()
    exported["report"]["questions"][0].update(changes)
    return exported


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], 'is not an export of Summe: "format" should be'),
        ({"format": "summe-session", "version": 99}, "version 99"),
        ({"format": "summe-session", "version": 2}, "report"),
        (damaged(joined="mange"), "report.joined"),
        (damaged(language="fr"), "does not speak 'fr'"),
        (damaged(run_sheet={"id": "x"}), "damaged: report.run_sheet.title"),
        (damaged(run_sheet={"id": "x", "future": 1}), "newer Summe: .* report.run_sheet.future"),
        (damaged(pitfalls=[{"id": "en", "title": None}]), "'to' is missing"),
        (with_question(text=5), "report.questions.0.text"),
        (with_question(at_ms=1.5), "report.questions.0.at_ms"),
        (with_question(answer="listened"), "report.questions.0.answer"),
        (with_question(support=10**9), "report.questions.0.support"),
        (with_question(number=2), "two questions have the same number"),
        (with_question(pitfall="ukendt"), "question 1 lies in a pitfall"),
        (with_question(merged_into=1), "question 1 points at 1"),
        (with_question(follows=77), "question 1 points at 77"),
    ],
)
def test_a_file_that_is_not_an_export_is_refused_with_a_message(data: Any, said: str) -> None:
    with pytest.raises(NotAnExport, match=said):
        import_session(data, session_id="s", code="XYZXYZ", now_ms=LATER)


def test_imported_texts_are_cleaned() -> None:
    data = with_question(text="  vendt\u202e om\x07 ")
    state = import_session(data, session_id="s", code="XYZXYZ", now_ms=LATER).state
    assert report(state)["questions"][0]["text"] == "vendt om"
