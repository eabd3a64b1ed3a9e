"""Import of JSON exports: the report is the same, and invalid files are refused with a message."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from app.core import events as e
from app.core.commands import Actor, PollAnswer
from app.core.languages import LANGUAGES, Language
from app.exports.export_schema import LAST_MS
from app.exports.formats import FORMATS
from app.exports.importing import MAX_EVENTS, NotAnExport, import_session
from app.exports.report_data import export, is_quotable, report
from tests.core.scripts import PEOPLE, Script, play, scripts
from tests.core.sheet import T0, Story, asked, make_sheet
from tests.tiers import tries

OFFICE = [name for name, format in FORMATS.items() if format.extra == "office"]
LATER = T0 + 10_000_000


def back(story: Story, *, whole: bool = False) -> dict[str, Any]:
    """The report of a session after export and import, through JSON as in a file."""
    exported = json.loads(json.dumps(export(story.state, whole=whole)))
    state = import_session(exported, session_id="s", code="XYZXYZ", now_ms=LATER).state
    return report(state, whole=whole)


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
    if draw(st.booleans()):
        story.given(e.flag_event("left_out", id, value=True))
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


@settings(max_examples=tries(150))
@given(busy(), st.booleans(), st.booleans())
def test_an_import_gives_the_report_that_was_exported(story: Story, ended: bool, whole: bool) -> None:
    if ended:
        story.given(e.SessionEnded())
    assert back(story, whole=whole) == report(story.state, whole=whole)


@settings(max_examples=tries(60))
@given(scripts)
def test_no_export_has_a_text_that_may_not_be_quoted_unless_the_whole_is_asked_for(script: Script) -> None:
    state = play(script).state
    for question, whole in zip(
        report(state)["questions"], report(state, whole=True)["questions"], strict=True
    ):
        assert question == (whole if is_quotable(whole) else {**whole, "text": None, "reply": None})


def test_a_text_that_is_not_in_the_file_is_named_so_in_the_imported_session_and_stays_hidden() -> None:
    story = poll_of(9).given(e.VisibilityChanged("q3", "hidden", "shown"))
    exported = json.loads(json.dumps(export(story.state)))
    question = exported["report"]["questions"][3]
    state = import_session(exported, session_id="s", code="XYZXYZ", now_ms=LATER).state
    again = report(state, whole=True)["questions"][3]
    assert question["text"] is None
    assert again == {**question, "text": "[Teksten var ikke med i filen]"}


@settings(max_examples=tries(60))
@given(scripts)
def test_an_import_gives_the_exported_report_for_any_session(script: Script) -> None:
    story = play(script)
    assert back(story) == report(story.state)


def poll_of(
    answers: int, answer: PollAnswer = "yes", weights: tuple[int, int, int] = (500, 300, 200)
) -> Story:
    """Nine questions; the first `answers` of them have the same answer, and there are as many equal dots."""
    people = [Actor("participant", f"p{n}") for n in range(9)]
    story = Story().given(*(e.ParticipantJoined(person.id) for person in people), e.PollOpened())
    for n, person in enumerate(people):
        story.given(asked(f"q{n}", person))
        if n < answers:
            story.given(e.PollAnswered(person.id, f"q{n}", answer), e.DotPlaced(person.id, weights))
    return story


@pytest.mark.parametrize(("answers", "shown"), [(4, 0), (5, 5)])
def test_with_fewer_than_five_answers_or_dots_neither_they_nor_their_number_are_exported(
    answers: int, shown: int
) -> None:
    story = poll_of(answers)
    as_exported = report(story.state)
    assert sum(q["answer"] is not None for q in as_exported["questions"]) == shown
    assert len(as_exported["momentum"]["weights"]) == shown
    again = back(story)
    assert again["poll"]["all"]["answers"] == again["momentum"]["dots"] == (shown or None)
    assert again == as_exported


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


def with_sheet(**changes: Any) -> dict[str, Any]:
    """An export of nine questions and dots, with another run sheet."""
    exported: dict[str, Any] = json.loads(json.dumps(export(poll_of(9).state)))
    exported["report"]["run_sheet"].update(changes)
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
        (damaged(pitfalls=[{"id": "en", "title": None, "skipped": False}]), "'to' is missing"),
        (damaged(title="\u200b \x07"), "report.title: .*nothing readable"),
        (damaged(opened_at_ms=LAST_MS + 1), "report.opened_at_ms"),
        (damaged(opened_at_ms=-1), "report.opened_at_ms"),
        (damaged(date="2012-02-30"), "report.date"),
        (damaged(date="٢٠١٢-٠٩-١٢"), "report.date"),
        (damaged(date="20120912"), "report.date: .*no date such as"),
        (damaged(pitfalls=[{"id": "tray", "title": "x", "skipped": False}]), "report.pitfalls.0.id"),
        (damaged(pitfalls=[{"id": "En B", "title": "x", "skipped": False}]), "report.pitfalls.0.id"),
        (damaged(momentum={"weights": [[500, 300, 100]]}), "do not add up to 1000"),
        (with_sheet(momentum=None), "has no momentum"),
        (with_sheet(notes={"lobby": {"da": "x" * 600_000}}), "larger than"),
        (with_sheet(**{f"future{n}": 1 for n in range(1_000)}), "newer Summe"),
        (with_question(text=5), "report.questions.0.text"),
        (with_question(text=None), "question 1 was shown, but has no text"),
        (with_question(text="\u200b\x07"), "report.questions.0.text: .*nothing readable"),
        (with_question(at_ms=LAST_MS + 1), "report.questions.0.at_ms"),
        (with_question(why=["not a word"]), "report.questions.0.why"),
        (with_question(support=20_001), "report.questions.0.support"),
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


def test_h4_a_file_with_deeply_nested_values_is_refused_with_a_message() -> None:
    inner: list[Any] = []
    for _ in range(200_000):
        inner = [inner]
    with pytest.raises(NotAnExport, match="damaged"):
        import_session(with_sheet(title=inner), session_id="s", code="XYZXYZ", now_ms=LATER)


def test_h4_imported_texts_are_cleaned_as_typed_ones_are() -> None:
    dirty = "  vendt\u202e om\x07 "
    data = with_question(text=dirty)
    data["report"].update(title=dirty, place=dirty)
    data["report"]["pitfalls"][0]["title"] = dirty
    data["report"]["run_sheet"]["title"]["da"] = "vendt\u202e om\uffff"
    imported = report(import_session(data, session_id="s", code="XYZXYZ", now_ms=LATER).state)
    assert (imported["title"], imported["place"], imported["pitfalls"][0]["title"]) == ("vendt om",) * 3
    assert (imported["questions"][0]["text"], imported["run_sheet"]["title"]["da"]) == ("vendt om",) * 2


def test_h4_an_import_has_as_many_events_for_one_supporter_or_dot_as_for_thousands() -> None:
    def events(people: int) -> int:
        exported: dict[str, Any] = json.loads(json.dumps(export(poll_of(9).state)))
        exported["report"]["momentum"]["weights"] = [[500, 300, 200]] * people
        for question in exported["report"]["questions"]:
            question["support"] = people
        imported = import_session(exported, session_id="s", code="XYZXYZ", now_ms=LATER)
        assert [q["support"] for q in report(imported.state)["questions"]] == [people] * 9
        assert imported.state.sums.dots == people
        return len(imported.log)

    assert events(1) == events(20_000)


def test_h4_an_export_with_more_events_than_any_hour_is_refused() -> None:
    exported: dict[str, Any] = json.loads(json.dumps(export(poll_of(9).state)))
    one = {**exported["report"]["questions"][0], "support": 1, "taken_up": True, "parked": True}
    exported["report"]["questions"] = [{**one, "number": n} for n in range(1, 20_001)]
    with pytest.raises(NotAnExport, match=f"more than {MAX_EVENTS:,} events"):
        import_session(exported, session_id="s", code="XYZXYZ", now_ms=LATER)


HOSTILE = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, 1, 2, 5, 1_000, 10**6, 2**53, LAST_MS, LAST_MS + 1, -1, 1.5]),
    st.sampled_from(
        ["", " ", "=1+1", "\ufffe", "\uffff", "\u202e", "\0", "tray", "all", "da", "fr", "hidden", "held"]
    ),
    st.sampled_from(["9999-12-31", "0001-01-01", "2012-02-30", "x" * 300, "😀" * 300, "a\nb\nc"]),
    st.sampled_from([[], {}, [0, 0, 1_000], ["next"], {"da": "x", "en": "y"}]),
    st.text(max_size=20),
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in the data, with each of its keys or indexes."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


@settings(max_examples=tries(200))
@given(st.sampled_from([2, 9]), st.booleans(), HOSTILE, st.data())
def test_h4_a_changed_export_is_refused_or_can_be_exported_in_every_format(
    answers: int, in_sheet: bool, value: Any, data: st.DataObject
) -> None:
    exported: dict[str, Any] = json.loads(json.dumps(export(poll_of(answers).state)))
    whole = exported["report"]
    inside = whole["run_sheet"] if in_sheet else {key: whole[key] for key in whole if key != "run_sheet"}
    container, key = data.draw(st.sampled_from(list(places(inside))))
    (whole if container is inside and not in_sheet else container)[key] = value
    try:
        state = import_session(exported, session_id="s", code="XYZXYZ", now_ms=LATER).state
    except NotAnExport:
        return
    language = data.draw(st.sampled_from(LANGUAGES))
    # An office file takes longer than all others together, and PDF still longer: that is in the next test.
    office = data.draw(st.sampled_from(OFFICE))
    for name, format in FORMATS.items():
        if format.extra is None or name == office:
            assert format.render(state, language)
    again = import_session(json.loads(json.dumps(export(state))), session_id="s", code="XYZXYZ", now_ms=LATER)
    assert report(again.state) == report(state)


@pytest.mark.parametrize(
    ("changes", "language"),
    [
        ({"opened_at_ms": 0, "date": "0001-01-01"}, "en"),
        (
            {
                "opened_at_ms": LAST_MS,
                "title": "x" * 1_000,
                "place": "😀" * 200,
                "joined": 1_000_000,
                "expected": 1_000_000,
            },
            "da",
        ),
    ],
)
def test_h4_an_export_at_the_limits_can_be_exported_in_every_format(
    changes: dict[str, Any], language: Language
) -> None:
    exported: dict[str, Any] = json.loads(json.dumps(export(poll_of(9).state)))
    exported["report"].update(changes)
    exported["report"]["questions"][0] |= {"at_ms": LAST_MS, "support": 20_000, "text": "ord " * 900}
    exported["report"]["questions"][1] |= {"at_ms": 0}
    state = import_session(exported, session_id="s", code="XYZXYZ", now_ms=LATER).state
    for format in FORMATS.values():
        assert format.render(state, language)
