"""What holds for every session, tried on sessions nobody thought of."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings, strategies as st

from app.core import commands as c, events as e
from app.core.codec import decode, encode
from app.core.commands import Actor
from app.core.delta import advance, apply, changes, diff, digest, own_changes
from app.core.evolve import concerned, replay, touched
from app.core.views import Audience, mine, show
from app.exports.importing import import_session
from app.exports.rows import export, report
from tests.core.sheet import FACILITATOR, HELPER, Story

PEOPLE = [Actor("participant", name) for name in ("anna", "bo", "cecilie", "dan", "eva", "finn")]
AUDIENCES = [
    Audience("phone", "da"),
    Audience("phone", "en", looks=True),
    Audience("board", ""),
    Audience("console", "en"),
]
STEPS = ["lobby", "collect", "group", "walk:en", "walk:to", "momentum", "poll", "done"]
people = st.sampled_from(PEOPLE)
pitfalls = st.sampled_from(["en", "to", None])
Wish = tuple[Actor, str, dict[str, Any]]


def wishes() -> st.SearchStrategy[list[tuple[str, Actor, int, int, Any]]]:
    kinds = st.sampled_from(
        ["ask", "edit", "withdraw", "support", "unsupport", "place", "merge", "split", "hide", "show", "let",
         "correct", "taken", "park", "step", "answer", "listen", "dot", "undo", "redo", "spot", "unspot",
         "open", "poll", "next", "beat", "rename", "language", "dots"]
    )  # fmt: skip
    return st.lists(
        st.tuples(kinds, people, st.integers(0, 5), st.integers(0, 5), st.sampled_from(STEPS)), max_size=40
    )


def command(story: Story, kind: str, one: int, two: int, step: str) -> c.Command:
    ids = list(story.state.questions) or ["none"]
    id, other = ids[one % len(ids)], ids[two % len(ids)]
    pitfall = ["en", "to", None][two % 3]
    answer: Any = ["yes", "partly", "no"][two % 3]
    table: dict[str, c.Command] = {
        "ask": c.AskQuestion(f"Spørgsmål {one}" + (" 010190-1234" if two == 0 else "")),
        "next": c.AskQuestion(f"Nyt {one}", follows=id if two else ""),
        "edit": c.EditQuestion(id, f"Rettet {two}"),
        "withdraw": c.WithdrawQuestion(id),
        "support": c.SupportQuestion(id),
        "unsupport": c.UnsupportQuestion(id),
        "place": c.PlaceQuestion(id, pitfall),
        "merge": c.MergeQuestions((id,), other),
        "split": c.SplitQuestion(id),
        "hide": c.HideQuestion(id),
        "show": c.ShowQuestion(id),
        "let": c.LetThrough(id),
        "correct": c.CorrectText(id, f"Mendet {two}"),
        "taken": c.MarkTakenUp(id, bool(two % 2)),
        "park": c.ParkQuestion(id, bool(two % 2)),
        "step": c.EnterStep(story.state.stage.step, step),
        "answer": c.AnswerPoll(id, answer),
        "listen": c.AnswerPoll("", "listened"),
        "dot": c.PlaceDot((one, two, 1)),
        "undo": c.Undo(),
        "redo": c.Redo(),
        "spot": c.Spotlight(id),
        "unspot": c.ClearSpotlight(),
        "open": c.OpenSubmissions() if two % 2 else c.CloseSubmissions(),
        "poll": c.OpenPoll() if two % 2 else c.ClosePoll(),
        "beat": c.NextBeat(story.state.stage.beat),
        "rename": c.RenamePitfall("en", f"Nyt navn {two}"),
        "language": c.SetBoardLanguage(["da", "en"][two % 2]),
        "dots": c.ShowDots() if two % 2 else c.HideDots(),
    }
    return table[kind]


def tell(script: list[tuple[str, Actor, int, int, Any]]) -> Story:
    story = Story().given(*(e.ParticipantJoined(person.id) for person in PEOPLE), e.SubmissionsOpened())
    for kind, person, one, two, step in script:
        wish = command(story, kind, one, two, step)
        facilitates = "participant" not in wish.by
        story.when(wish, (FACILITATOR if one % 2 else HELPER) if facilitates else person)
    return story


@settings(max_examples=60, deadline=None)
@given(wishes())
def test_every_mirror_ends_equal_to_its_view(script: list[tuple[str, Actor, int, int, Any]]) -> None:
    story = tell(script)
    state = replay("s", story.log[:1])
    views = {audience: show(state, audience) for audience in AUDIENCES}
    own = {person.id: mine(state, person.id) for person in PEOPLE}
    digests = {audience: digest(view) for audience, view in views.items()}
    for recorded in story.log[1:]:
        before, state = state, replay("s", story.log[: recorded.seq])
        ids = touched(before, state, recorded.event)
        for audience in AUDIENCES:
            delta = changes(before, state, ids, audience)
            views[audience] = apply(delta, views[audience])
            digests[audience] = advance(digests[audience], delta)
            assert views[audience] == show(state, audience), recorded.event
            assert digests[audience] == digest(views[audience])
        for person in concerned(before, state, recorded.event, ids):
            own[person] = apply(own_changes(before, state, person), own[person])
    assert own == {person.id: mine(state, person.id) for person in PEOPLE}


@settings(max_examples=60, deadline=None)
@given(wishes())
def test_a_row_that_has_changed_has_a_new_r(script: list[tuple[str, Actor, int, int, Any]]) -> None:
    story = tell(script)
    middle = replay("s", story.log[: max(1, len(story.log) // 2)])
    for audience in AUDIENCES:
        before, after = show(middle, audience), show(story.state, audience)
        for table, rows in diff(before, after).put.items():
            for id, row in rows.items():
                old = before.get(table, {}).get(id)
                assert old is None or old["r"] != row["r"], (table, old, row)


@settings(max_examples=60, deadline=None)
@given(wishes())
def test_the_log_says_it_all_and_blanked_words_are_nowhere(
    script: list[tuple[str, Actor, int, int, Any]],
) -> None:
    story = tell(script)
    rows = [encode(recorded) for recorded in story.log]
    stored = [row._replace(payload=json.loads(json.dumps(row.payload))) for row in rows]
    assert replay("s", (decode(row) for row in stored)) == story.state
    for row in rows:
        assert row.text is None or row.text not in json.dumps(row.payload, ensure_ascii=False)
    blanked = [row._replace(text=None, fingerprint=None) if row.text_of else row for row in rows]
    shown = show(replay("s", (decode(row) for row in blanked)), AUDIENCES[3])
    assert all(row["text"] == "" for row in shown.get("questions", {}).values())


@settings(max_examples=60, deadline=None)
@given(wishes())
def test_no_view_of_others_names_an_asker(script: list[tuple[str, Actor, int, int, Any]]) -> None:
    story = tell(script)
    for audience in AUDIENCES:
        said = json.dumps(show(story.state, audience))
        assert not any(f'"{person.id}"' in said for person in PEOPLE)


@settings(max_examples=60, deadline=None)
@given(wishes())
def test_the_sums_are_what_counting_again_gives(script: list[tuple[str, Actor, int, int, Any]]) -> None:
    state = tell(script).state
    questions = state.questions.values()
    assert state.sums.questions == sum(q.visibility == "shown" and not q.next for q in questions)
    assert state.sums.next == sum(q.next for q in questions)
    for cell in ("en", "to", "tray"):
        mine_ = [q for q in questions if state.cell_of(q) == cell]
        kept = state.sums.cells.get(cell)
        assert (kept.yes if kept else 0) == sum(q.answer == "yes" for q in mine_)
        assert (kept.questions if kept else 0) == sum(q.on_board and not q.next for q in mine_)


@settings(max_examples=60, deadline=None)
@given(wishes())
def test_an_import_gives_the_same_report(script: list[tuple[str, Actor, int, int, Any]]) -> None:
    story = tell([one for one in script if one[0] != "dot"])
    exported = json.loads(json.dumps(export(story.state)))
    again = replay("s", import_session(exported, code="XYZXYZ"))
    assert report(again) == report(replace(story.state, seq=again.seq))
