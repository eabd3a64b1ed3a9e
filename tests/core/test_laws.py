"""Property tests on random sessions: deltas, digests, replay, sums, visibility and undo."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import get_args

import pytest
from hypothesis import given, settings, strategies as st
from msgspec import structs

from app.core import commands as c, events as e
from app.core.codec import decode
from app.core.commands import Actor, Command, Envelope
from app.core.decide import decide
from app.core.delta import advance, apply, changes, diff, digest, own_changes
from app.core.events import Event, Recorded
from app.core.evolve import affected_participants, affected_questions, evolve, replay
from app.core.figures import dot_rows
from app.core.rejections import Rejection
from app.core.rows import DotRow, View
from app.core.rules.session import settings_of
from app.core.session_summary import SUMMARY_KINDS, SessionSummary, summarise, summary_of
from app.core.state import Cell, State, Sums
from app.core.views import Audience, mine, show
from app.exports.importing import import_session
from app.exports.report_data import export, report
from tests.core.command_makers import CANARY, MAKERS, Dice
from tests.core.scripts import (
    ARC,
    AUDIENCES,
    KINDS,
    PEOPLE,
    Script,
    ScriptedCommand,
    ask,
    blanked,
    opened,
    paired,
    pictures,
    play,
    random_script,
    scripted_commands,
    scripts,
    states,
    stored,
    who_asks,
)
from tests.core.sheet import FACILITATOR, GROUPER, HELPER, ORGANISER, Story
from tests.exports.scripted import hour
from tests.tiers import tries

thorough = settings(max_examples=tries(50))
# In so many logs every kind of event is looked at.
FEW = tries(5)
as_recorded: Callable[[list[Recorded]], list[Recorded]] = list
CONSOLE = Audience("console", "da")
LOGS = pytest.mark.parametrize("kept", [as_recorded, blanked], ids=["as recorded", "blanked"])


def test_every_command_has_a_maker() -> None:
    assert set(MAKERS) == {*c.BY_NAME.values(), *c.INTERNAL}


# ---- what was read


@dataclass(frozen=True)
class Read:
    """Words that were read: they, the row's number, and the command that would replace them."""

    words: str | None
    r: int
    replacing: Callable[..., Command]


def words_of(state: State) -> dict[tuple[str, str], Read]:
    """The text of every question and the title of every pitfall, as the console shows them."""
    rows = show(state, CONSOLE)
    read = {
        ("question", id): Read(
            question.text, rows["questions"][id]["r"], partial(c.CorrectText, id, "Det er rettet")
        )
        for id, question in state.questions.items()
        if id in rows["questions"]
    }
    return read | {
        ("pitfall", pitfall.id): Read(
            pitfall.title,
            rows["pitfalls"][pitfall.id]["r"],
            partial(c.RenamePitfall, pitfall.id, "Et nyt navn"),
        )
        for pitfall in state.pitfalls
    }


# What changes words, and what takes such a change back.
rewording = st.tuples(
    st.sampled_from(
        [
            *[c.RenamePitfall, c.EditQuestion, c.CorrectText, c.Undo],
            *[c.Redo, c.ReorderPitfalls, c.AddPitfall, c.RemovePitfall],
        ]
    ),
    st.lists(st.integers(0, 30), min_size=3, max_size=6),
)


@thorough
@given(scripts, st.lists(rewording, max_size=12))
def test_text2_texts_and_titles_are_replaced_only_as_they_were_read(script: Script, between: Script) -> None:
    story = play(script)
    before = words_of(story.state)
    now = words_of(play(between, story).state)
    for place in before.keys() & now.keys():
        read, command = before[place], before[place].replacing(seen=before[place].r)
        outcome = decide(story.state, Envelope("e" * 32, ORGANISER, story.state.at_ms, "", command))
        assert isinstance(outcome, Rejection) or now[place].words == read.words, place
        assert outcome != Rejection("stale") or now[place].r > read.r, place


# ---- views and deltas


@LOGS
@thorough
@given(script=scripts)
def test_every_mirror_that_applies_deltas_equals_its_view(
    kept: Callable[[list[Recorded]], list[Recorded]], script: Script
) -> None:
    log = kept(play(script).log)
    state = replay("s", log[:1])
    views = {audience: show(state, audience) for audience in AUDIENCES}
    own: dict[str, View] = {person.id: mine(state, person.id) for person in PEOPLE}
    digests = {audience: digest(view) for audience, view in views.items()}
    own_digests = {person: digest(view) for person, view in own.items()}
    for before, recorded, after in states(log):
        ids = affected_questions(before, after, recorded.event)
        for audience in AUDIENCES:
            delta = changes(before, after, ids, audience)
            views[audience] = apply(delta, views[audience])
            digests[audience] = advance(digests[audience], delta)
            assert views[audience] == show(after, audience), recorded.event
            assert digests[audience] == digest(views[audience])
        for person in affected_participants(before, after, recorded.event, ids):
            delta = own_changes(before, after, ids, person)
            own[person] = apply(delta, own[person])
            own_digests[person] = advance(own_digests[person], delta)
        assert own == {person.id: mine(after, person.id) for person in PEOPLE}, recorded.event
        assert own_digests == {person: digest(view) for person, view in own.items()}


def with_new_kinds(logs: Iterable[list[Recorded]]) -> Iterator[list[Recorded]]:
    """The logs in which a kind of event occurs that is in none before."""
    seen: set[type[Event]] = set()
    for log in logs:
        kinds = {type(recorded.event) for recorded in log}
        if not kinds <= seen:
            yield log
        seen |= kinds


def test_r2_for_every_kind_of_event_the_delta_is_the_whole_difference_between_two_views() -> None:
    """From fixed seeds, as many as bring a new kind of event; fails when a kind does not occur.

    In each log those of its kinds that are in few logs before.
    """
    logs_with: Counter[type[Event]] = Counter({e.SessionOpened: FEW})  # nothing is before the first event
    logs = list(with_new_kinds(play(random_script(seed)).log for seed in range(200)))
    exported = export(hour())
    assert exported["report"]["momentum"]["dots"]
    assert any(question["support"] for question in exported["report"]["questions"])
    logs.append(import_session(exported, session_id="s", code="XYZXYZ", now_ms=2**40).log)
    logs.append(ended_and_reopened(opened())[1])
    logs.append(opened().given(e.Paired(PEOPLE[0].id, "1234")).log)  # only in old logs
    for log in logs:
        kinds = {type(recorded.event) for recorded in log}
        rare = {kind for kind in kinds if logs_with[kind] < FEW}
        logs_with.update(kinds)
        for before, recorded, after in states(log):
            if type(recorded.event) not in rare:
                continue
            ids = affected_questions(before, after, recorded.event)
            for audience in AUDIENCES:
                whole = diff(show(before, audience), show(after, audience))
                assert changes(before, after, ids, audience) == whole, recorded.event
            affected = affected_participants(before, after, recorded.event, ids)
            for person in affected:
                whole = diff(mine(before, person), mine(after, person))
                assert own_changes(before, after, ids, person) == whole, recorded.event
            for person in set(after.participants) - affected:
                assert mine(before, person) == mine(after, person), recorded.event
    assert set(e.BY_KIND.values()) - logs_with.keys() == set()


def test_a_delta_renders_dots_only_when_some_have_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    dots = [e.DotPlaced(person.id, (1_000, 0, 0)) for person in PEOPLE]
    before = opened().given(*dots).state
    rendered: list[State] = []

    def watched(state: State) -> dict[str, DotRow]:
        rendered.append(state)
        return dot_rows(state)

    monkeypatch.setattr("app.core.views.dot_rows", watched)
    for event, renderings in ((e.LobbyLocked(True), 0), (e.DotPlaced(PEOPLE[0].id, (0, 1_000, 0)), 2)):
        rendered.clear()
        after = evolve(before, Recorded(before.seq + 1, 0, 0, str(FACILITATOR), "", None, event))
        changes(before, after, (), AUDIENCES[3])
        assert len(rendered) == renderings, event


@thorough
@given(scripts, st.randoms(use_true_random=False))
def test_a_changed_row_has_a_higher_r(script: Script, chance: object) -> None:
    story = play(script)
    some = chance.randint(1, len(story.log))  # type: ignore[attr-defined]  # hypothesis gives a Random
    earlier, later = pictures(replay("s", story.log[:some])), pictures(story.state)
    for audience, before in earlier.items():
        for table, rows in diff(before, later[audience]).put.items():
            for id, row in rows.items():
                old = before.get(table, {}).get(id)
                assert old is None or old["r"] < row["r"], (table, old, row)


# ---- the log


@thorough
@given(scripts)
def test_replaying_the_stored_log_gives_the_same_state(script: Script) -> None:
    story = play(script)
    rows = stored(story.log)
    assert replay("s", (decode(row) for row in rows)) == story.state
    for row in rows:
        assert row.text is None or row.text not in json.dumps(row.payload, ensure_ascii=False)


@thorough
@given(scripts)
def test_withdrawn_words_are_in_no_state_and_the_blanked_log_gives_the_same_state(script: Script) -> None:
    story = play(script)
    assert replay("s", blanked(story.log)) == story.state
    gone = {r.event.question_id for r in story.log if isinstance(r.event, e.QuestionWithdrawn)}
    words = {row.text for row in stored(story.log) if row.text_of in gone}
    assert not any(word and word in repr(story.state) for word in words)


def listed(one: SessionSummary) -> tuple[object, ...]:
    about = one.about
    keys = [about.generation(role) for role in get_args(c.KeyRole)]
    words = [(about.title_in(one), about.subtitle_in(one), about.occasion_in(one)) for one in ("da", "en")]
    facts = (about.run_sheet, about.language, about.date, about.place, about.expected)
    return about.code, *words, *facts, *keys, one.began_ms, one.joined, one.questions


def course(one: SessionSummary) -> tuple[object, ...]:
    """Whether the session has begun and ended, and when it will end by neglect."""
    end = one.about.end
    return one.begun, one.ends_at_ms, end and (end.at_ms, end.by_neglect)


@thorough
@given(scripts)
def test_a_session_summary_of_few_events_equals_that_of_the_whole_log(script: Script) -> None:
    story = play(script)
    exported = json.loads(json.dumps(export(story.state)))
    imported = import_session(exported, session_id="s", code="XYZXYZ", now_ms=2**40).log
    played = list(story.log)
    story.put(c.ReopenSession(), ORGANISER)
    for one in (played, *ended_and_reopened(story), imported):
        rows = stored(one)
        few = [decode(row) for row in rows if row.kind in SUMMARY_KINDS]
        counts = Counter(row.kind for row in rows)
        whole, outline = summary_of(replay("s", one)), summarise("s", few, counts, rows[-1].at_ms)
        assert (listed(outline), course(outline)) == (listed(whole), course(whole))


def ended_and_reopened(story: Story) -> tuple[list[Recorded], list[Recorded]]:
    """End an open session and reopen it; returns the logs after each of the two."""
    assert story.put(c.EndSession(), ORGANISER) == [e.SessionEnded()]
    ended = list(story.log)
    assert story.put(c.ReopenSession(), ORGANISER) == [e.SessionReopened()]
    return ended, list(story.log)


def without_r(view: View) -> dict[str, dict[str, dict[str, object]]]:
    return {
        table: {id: {name: value for name, value in row.items() if name != "r"} for id, row in rows.items()}
        for table, rows in view.items()
    }


@thorough
@given(scripts)
def test_reopening_an_ended_session_restores_every_view(script: Script) -> None:
    """Except for countdowns: that of a turn is paused, and that of a question in focus is cancelled."""
    story = play(script)
    story.put(c.ReopenSession(), ORGANISER)
    before, timer = story.state, story.state.timer
    ended_and_reopened(story)
    end, after = story.now - 1, story.state
    if timer.ends_at_ms is not None:
        left_ms = max(0, timer.ends_at_ms - end)
        assert after.timer == structs.replace(
            timer, phase="paused", ends_at_ms=None, left_ms=left_ms, r=after.timer.r
        )
        which = "alone_timer" if timer is before.alone_timer else "buzz_timer"
        after = structs.replace(after, **{which: timer})
    if before.walk.counts_at_ms is not None:
        assert after.walk == structs.replace(before.walk, counts_at_ms=None, r=after.walk.r)
        after = structs.replace(after, walk=before.walk)
    pictured = {audience: without_r(view) for audience, view in pictures(after).items()}
    assert pictured == {audience: without_r(view) for audience, view in pictures(before).items()}
    assert (after.history, after.questions, after.participants) == (
        before.history,
        before.questions,
        before.participants,
    )


@thorough
@given(scripts)
def test_a_repeated_command_is_answered_as_before_and_changes_nothing(script: Script) -> None:
    story = play([])
    for scripted in script:
        ask(story, scripted)
        state, last = story.state, story.log[-1]
        if not last.command_id:
            continue
        actor = Actor.parse(last.actor)
        print_ = last.fingerprint or ""
        again = story.put(c.ClearSpotlight(), actor, id=last.command_id, print_=print_)
        assert again == state.seq
        other = story.put(c.ClearSpotlight(), actor, id=last.command_id, print_="another")
        stranger = story.put(
            c.ClearSpotlight(), Actor("organiser", "stranger"), id=last.command_id, print_=print_
        )
        assert other == stranger == Rejection("conflict")
        assert story.state is state


# ---- sums and invariants


def counted(state: State) -> Sums:
    """All sums, counted from scratch."""
    cells: dict[str, Cell] = {}
    for question in state.questions.values():
        if not question.is_counted or question.next:
            continue
        name = state.cell_of(question)
        cell = cells.get(name, Cell())
        cells[name] = Cell(
            cell.questions + 1,
            cell.asked + question.has_asker,
            cell.yes + (question.answer == "yes"),
            cell.partly + (question.answer == "partly"),
            cell.no + (question.answer == "no"),
        )
    people = [person for person in state.participants.values() if person.id not in state.swept]
    by_supporters = [
        answer
        for person in people
        for id, answer in person.answers.items()
        if person.id not in (state.questions[id].participant, state.questions[id].neighbour)
    ]
    linked = {frozenset((one.id, state.neighbour_of(one.id))) for one in people if state.neighbour_of(one.id)}
    dots = list(state.dots.values())
    return Sums(
        cells=Sums().cells.update({name: cell for name, cell in cells.items() if cell != Cell()}),
        joined=len(people),
        questions=sum(q.visibility == "shown" and not q.next for q in state.questions.values()),
        next=sum(q.next and q.is_counted for q in state.questions.values()),
        held=sum(q.visibility == "held" and not q.is_counted for q in state.questions.values()),
        hidden=sum(q.visibility == "hidden" and not q.is_swept for q in state.questions.values()),
        people=sum(person.listened or bool(person.answers) for person in people),
        listened=sum(person.listened for person in people),
        supporters=Cell(
            yes=by_supporters.count("yes"),
            partly=by_supporters.count("partly"),
            no=by_supporters.count("no"),
        ),
        dots=len(dots),
        weights=tuple(sum(dot.weights[n] for dot in dots) for n in range(3)),  # type: ignore[arg-type]  # three of them
        pairs=len(linked),
    )


@LOGS
@thorough
@given(script=scripts)
def test_running_sums_equal_a_full_recount(
    kept: Callable[[list[Recorded]], list[Recorded]], script: Script
) -> None:
    for _, recorded, after in states(kept(play(script).log)):
        assert after.sums == counted(after), recorded.event


@LOGS
@thorough
@given(script=scripts)
def test_each_event_counts_once_for_the_participant_who_caused_it_and_for_no_other(
    kept: Callable[[list[Recorded]], list[Recorded]], script: Script
) -> None:
    assert_each_event_counts_once(kept(play(script).log))


def test_an_imported_question_does_not_count_as_an_event_of_its_asker() -> None:
    imported = import_session(export(hour()), session_id="s", code="XYZXYZ", now_ms=2**40)
    assert any(person.own for person in imported.state.participants.values())
    assert_each_event_counts_once(imported.log)


def assert_each_event_counts_once(log: list[Recorded]) -> None:
    for before, recorded, after in states(log):
        for person in after.participants.values():
            was = before.participants.get(person.id)
            caused = recorded.actor == f"participant:{person.id}"
            assert person.events == (was.events if was else 0) + caused, recorded.event


pairing = st.tuples(
    st.sampled_from(
        [
            *[c.AskQuestion, c.ShareQuestion, c.AnswerPoll] * 3,
            *[c.OfferPair, c.PairWith, c.SupportQuestion, c.MergeQuestions, c.WithdrawQuestion],
            *[c.SweepNewerThan, c.Undo, c.Redo, c.HideQuestion, c.ShowQuestion],
        ]
    ),
    st.lists(st.integers(0, 30), min_size=3, max_size=6),
)


@thorough
@given(st.lists(pairing, max_size=40))
def test_pair3_a_question_of_a_pair_counts_once_with_the_less_satisfied_answer_of_the_two(
    script: Script,
) -> None:
    """For any order of linking, parting, sweeping and undoing a sweep."""
    story = paired(opened()).given(e.PollOpened(), e.StepEntered("buzz"))
    for n, person in enumerate(PEOPLE[:4]):
        story.given(e.QuestionAsked(f"q{n}", person.id, "shown", (), False, None, f"Nummer {n}"))
    for scripted in script:
        if scripted[0] is c.AnswerPoll:
            story.given(e.StepEntered("poll"))
        elif scripted[0] in (c.OfferPair, c.PairWith):
            story.given(e.StepEntered("buzz"))
        ask(story, scripted)
    for _, recorded, state in states(story.log):
        assert state.sums == counted(state), recorded.event
        assert sum(cell.questions for cell in state.sums.cells.values()) == state.sums.questions
        for question in state.questions.values():
            said = {
                person.answers[question.id]
                for person in state.participants.values()
                if person.id in (question.participant, question.neighbour) and question.id in person.answers
            }
            worst = next((one for one in ("no", "partly", "yes") if one in said), None)
            assert question.answer == (None if question.swept_from else worst), recorded.event


@thorough
@given(scripts)
def test_merges_are_one_level_deep_and_references_are_consistent(script: Script) -> None:
    for _, recorded, state in states(play(script).log):
        for id, question in state.questions.items():
            under = [other for other, q in state.questions.items() if q.into == id]
            assert sorted(question.merged) == sorted(under), recorded.event
            assert question.into is None or not question.merged
            assert question.pitfall is None or state.has_pitfall(question.pitfall)
            assert all(id in state.participants[person].supports for person in question.supporters)
        for person in state.participants.values():
            assert all(state.questions[id].participant == person.id for id in person.own)
            assert all(person.id in state.questions[id].supporters for id in person.supports)
            assert person.id in state.swept or {*person.shared} == {
                id for id, question in state.questions.items() if question.neighbour == person.id
            }
            assert not {*person.shared} & {*person.own, *person.supports}
            neighbour = state.neighbour_of(person.id)
            assert neighbour is None or state.neighbour_of(neighbour) == person.id != neighbour
        focus = state.board.spotlight
        assert focus is None or state.questions[focus].on_board, recorded.event


@thorough
@given(scripts, scripts)
def test_merge4_support_of_a_question_counts_each_supporter_of_all_merged_into_it_once(
    script: Script, since: Script
) -> None:
    story = play(script)
    on_board = [id for id, question in story.state.questions.items() if question.on_board]
    for id in on_board:
        for person in PEOPLE:
            story.put(c.SupportQuestion(id), person)
    if on_board:
        story.put(c.MergeQuestions(tuple(on_board[1::2]), on_board[0]), FACILITATOR)
    for _, recorded, state in states(play(since, story).log):
        shown = show(state, CONSOLE).get("support", {})
        for id, question in state.questions.items():
            under = [q for q in state.questions.values() if q.into == id and q.visibility == "shown"]
            stack = [question, *under]
            askers = {person for q in stack for person in (q.participant, q.neighbour)}
            people = {
                person.id
                for person in state.participants.values()
                if person.id not in askers and any(q.id in person.supports for q in stack)
            }
            assert shown.get(id, {"n": 0})["n"] == len(people), recorded.event


@thorough
@given(scripts)
def test_every_screen_list_and_report_counts_questions_alike(script: Script) -> None:
    state = play(script).state
    console, board, exported = show(state, AUDIENCES[3]), show(state, AUDIENCES[2]), report(state)
    counts, received = console["counts"]["it"], console["received"]["it"]
    for view in (console, board):
        assert view["counts"] == console["counts"]
        assert sum(row["questions"] for row in view["tallies"].values()) == counts["questions"]
    parts = {"questions": counts["questions"], "next": counts["next"]}
    assert exported["counts"] == {**parts, "held": received["held"], "hidden": received["hidden"]}
    assert received["all"] == sum(exported["counts"].values()) == len(exported["questions"])
    # A question that was swept out and is shown again counts, but a session summary cannot know of it.
    shown_again = sum(q.swept_from is not None and not q.is_swept for q in state.questions.values())
    assert summary_of(state).questions == received["all"] - shown_again


def is_represented(state: State, id: str) -> bool:
    """Whether a question is on the board, itself or by the one that it was merged into."""
    question = state.questions[id]
    return question.visibility == "shown" == state.root(question).visibility


HIDES = [c.HideQuestion, c.HideAllFrom, c.SweepHeld, c.SweepNewerThan, c.EditQuestion, c.StartHolding]
RETURNS = [c.ShowQuestion, c.LetThrough, c.LetAllThrough, c.Undo, c.Redo]
hiding = st.tuples(
    st.sampled_from([*HIDES, *RETURNS, *[c.MergeQuestions] * 4, c.SplitQuestion]),
    st.lists(st.integers(0, 30), min_size=3, max_size=6),
)


@thorough
@given(st.lists(hiding, min_size=10, max_size=40))
def test_hiding_one_persons_questions_takes_no_others_off_the_board(script: Script) -> None:
    story = opened()
    for n in range(9):
        story.given(e.QuestionAsked(f"q{n}", PEOPLE[n % 3].id, "shown", (), False, None, f"Nummer {n}"))
    for scripted in script:
        before = story.state
        ask(story, scripted)
        after = story.state
        for id, question in after.questions.items():
            was = before.questions.get(id)
            if was is None or question.visibility != "shown" or not is_represented(before, id):
                continue
            # A question merged into a hidden one leaves the board, as the command asked for.
            moved = question.into is not None and question.into != was.into
            assert moved or is_represented(after, id), scripted


# ---- sweeping

LATE = PEOPLE[3:]
# Without commands that refer to other commands or to all participants, whose effect depends on the swept.
BY_THEMSELVES = st.tuples(
    st.sampled_from(
        [
            kind
            for kind in KINDS
            if kind
            not in (
                c.Undo,
                c.Redo,
                c.NextBeat,
                c.PreviousBeat,
                c.SweepNewerThan,
                c.SweepHeld,
                c.Join,
                c.TimeIsUp,
                c.EmptySession,
            )
        ]
    ),
    st.lists(st.integers(0, 30), min_size=3, max_size=6),
)
without_undo = st.lists(
    st.one_of(
        BY_THEMSELVES,
        st.tuples(
            st.sampled_from([*[c.AskQuestion] * 3, c.SupportQuestion, c.AnswerPoll, c.PlaceDot]),
            st.lists(st.integers(0, 30), min_size=3, max_size=6),
        ),
    ),
    max_size=60,
)


def questions_named(command: Command) -> set[str]:
    fields = (getattr(command, name, None) for name in ("question_id", "ids", "into", "follows"))
    return {id for field in fields if field for id in ([field] if isinstance(field, str) else field)}


def pairs_with(state: State, command: Command, actor: Actor) -> Actor:
    """The other participant whom the command makes a neighbour, or with whom it shares a question."""
    other: str | None = None
    if isinstance(command, c.PairWith) and (shown_by := state.shows_digits(command.code)) is not None:
        other = shown_by.id
    elif isinstance(command, c.ShareQuestion) and command.shared and actor.id in state.participants:
        other = state.neighbour_of(actor.id)
    return Actor("participant", other or "")


def figures(state: State) -> dict[str, object]:
    """All views of a session, without the numbers of last changes and the owners of dots."""
    board = without_trace({"board": show(state, AUDIENCES[2])})["board"]
    dots = sorted(str(row) for row in board.pop("dots", {}).values())
    return {"board": board, "dots": dots, "report": report(state), "list": listed(summary_of(state))}


@thorough
@given(st.sampled_from(ARC), without_undo)
def test_h13_after_a_sweep_every_figure_is_as_if_those_it_removed_had_never_come(
    step: str, script: Script
) -> None:
    """Compared with a session without the commands that the swept sent or that are about their questions."""
    whole, rest = opened(), opened(PEOPLE[:3])
    script = [(c.EnterStep, [0, ARC.index(step), 0]), *script]
    for n, (kind, throws) in enumerate(script):
        if kind is c.EmptySession:
            continue  # it names how many there are, and leaves nobody to be swept
        command = MAKERS[kind](whole.state, Dice(throws))
        actor, id, at = who_asks(whole.state, command, throws[-1]), f"{n:032x}", whole.now + 1
        theirs = {
            id for id, q in whole.state.questions.items() if Actor("participant", q.participant or "") in LATE
        }
        named = questions_named(command)
        if named & theirs and not named <= theirs:
            continue  # about questions of others too, for which the effect remains
        with_late = pairs_with(whole.state, command, actor) in LATE
        accepted = isinstance(whole.put(command, actor, at=at, id=id), list)
        if accepted and actor not in LATE and not named & theirs and not with_late:
            assert isinstance(rest.put(command, actor, at=at, id=id), list)
    whole.put(c.SweepNewerThan(whole.state.participants[PEOPLE[2].id].joined_ms), FACILITATOR)
    assert figures(whole.state) == figures(rest.state)


# ---- visibility


@LOGS
@thorough
@given(script=scripts)
def test_no_view_or_report_contains_a_participant_id(
    kept: Callable[[list[Recorded]], list[Recorded]], script: Script
) -> None:
    state = replay("s", kept(play(script).log))
    said = json.dumps([list(pictures(state).values()), report(state)])
    assert not any(person.id in said for person in PEOPLE)


@LOGS
@thorough
@given(script=scripts)
def test_s7_every_audience_and_participant_sees_only_the_words_it_may(
    kept: Callable[[list[Recorded]], list[Recorded]], script: Script
) -> None:
    for _, recorded, state in states(kept(play(script).log)):
        public = {q.text for q in state.questions.values() if q.on_board}
        for audience in AUDIENCES[:3]:
            said = CANARY.findall(json.dumps(show(state, audience)))
            focus = {q.text for q in state.questions.values() if q.id == state.board.spotlight and q.on_board}
            allowed = CANARY.findall(" ".join(public if audience != AUDIENCES[0] else focus))
            assert set(said) <= set(allowed), (audience, recorded.event)
        shown = {question.text for question in state.questions.values() if question.visibility == "shown"}
        found = CANARY.findall(json.dumps(show(state, AUDIENCES[4]).get("questions", {})))
        assert set(found) == set(CANARY.findall(" ".join(shown))), recorded.event
        for person in state.participants.values():
            asked = [state.questions[id] for id in (*person.own, *state.shared_with(person))]
            supported = [state.questions[id] for id in person.supports]
            theirs = asked + [question for question in supported if question.visibility == "shown"]
            texts = [question.text for question in theirs]
            texts += [f"{it.signed} {it.text}" for one in theirs if (it := state.reply_to(one)) is not None]
            said = CANARY.findall(json.dumps(mine(state, person.id)))
            assert set(said) == set(CANARY.findall(" ".join(texts)))


@thorough
@given(scripts)
def test_group1_a_helpers_view_is_the_part_of_the_consoles_that_is_shown(script: Script) -> None:
    console, helper = AUDIENCES[3], AUDIENCES[4]
    assert helper.grouping
    for _, recorded, state in states(play(script).log):
        whole, part = show(state, console), show(state, helper)
        assert all(whole[table][id] == row for table, rows in part.items() for id, row in rows.items())
        shown = {question.id for question in state.questions.values() if question.visibility == "shown"}
        assert part.get("questions", {}).keys() == part.get("flags", {}).keys() == shown, recorded.event


# ---- several consoles


class Desk:
    """A console that sees the session late: where it saw each question when it last looked."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.places: dict[str, str | None] = {}

    def look(self, state: State) -> None:
        self.places = {id: question.pitfall for id, question in state.questions.items() if question.on_board}


placings = st.tuples(st.integers(0, 2), st.integers(0, 7), st.sampled_from(["en", "to", None]), st.booleans())


@thorough
@given(st.lists(placings, min_size=1, max_size=40))
def test_place5_no_console_moves_a_question_that_another_has_moved_since_it_looked(
    moves: list[tuple[int, int, str | None, bool]],
) -> None:
    story = opened()
    for n in range(4):
        story.given(e.QuestionAsked(f"q{n}", PEOPLE[n].id, "shown", (), False, None, f"Nr. {n}"))
    desks = [Desk(actor) for actor in (FACILITATOR, HELPER, GROUPER)]
    moved_by: dict[str, Desk] = {}
    for desk in desks:
        desk.look(story.state)
    for number, chosen, pitfall, looks in moves:
        desk, ids = desks[number], tuple({f"q{chosen % 4}", f"q{chosen // 2}"})
        was = tuple(desk.places[id] for id in ids)
        before = {id: story.state.questions[id].pitfall for id in ids}
        outcome = story.put(c.PlaceQuestions(ids, pitfall, was=was), desk.actor)
        overtaken = [
            id
            for id, place in zip(ids, was, strict=True)
            if before[id] not in (place, pitfall) and moved_by.get(id) is not desk
        ]
        assert (outcome == Rejection("moved")) == bool(overtaken)
        now = {id: story.state.questions[id].pitfall for id in ids}
        assert now == (before if overtaken else dict.fromkeys(ids, pitfall))
        if not overtaken:
            moved_by |= {id: desk for id in ids if before[id] != pitfall}
        if looks:
            desk.look(story.state)


# ---- the next session


def test_what_a_facilitator_has_set_is_set_in_the_next_session_too() -> None:
    # The board's language is chosen for each session.
    setting = [kind for name, kind in c.BY_NAME.items() if name.startswith("set_")]
    for kind in (one for one in setting if one is not c.SetBoardLanguage):
        changed = 0
        for throw in range(3):
            story = opened()
            events = story.put(MAKERS[kind](story.state, Dice([throw])), FACILITATOR)
            if isinstance(events, list) and events:
                assert settings_of(story.state) == events
                changed += 1
        assert changed, kind


# ---- the walk


@thorough
@given(scripts)
def test_walk4_another_order_changes_neither_the_focus_nor_what_was_shown_nor_which_questions_wait(
    script: Script,
) -> None:
    story = play(script)
    before = story.state
    orders: tuple[c.WalkOrder, ...] = ("arrival", "support")
    for order in orders:
        story.put(c.SetWalkOrder(order), FACILITATOR)
        after = story.state
        assert after.board.spotlight == before.board.spotlight
        assert after.walk == before.walk
        assert after.questions == before.questions
        for pitfall in before.pitfalls:
            assert sorted(after.queue(pitfall.id)) == sorted(before.queue(pitfall.id))


# ---- undo


def without_trace(views: dict[object, View]) -> dict[object, View]:
    """Views without `r`, without the focus, which undo does not restore, and without the table `undo`."""
    left_out = {"r", "spotlight", "in_focus"}
    return {
        audience: {
            table: {id: {k: v for k, v in row.items() if k not in left_out} for id, row in rows.items()}
            for table, rows in view.items()
            if table not in ("undo", "focus")
        }
        for audience, view in views.items()
    }


undoable = st.tuples(
    st.sampled_from([kind for kind in MAKERS if kind.undoable]),
    st.lists(st.integers(0, 30), min_size=3, max_size=6),
)


def facilitate(story: Story, scripted: ScriptedCommand) -> bool:
    """Send a random command as the facilitator; whether it led to events."""
    kind, throws = scripted
    command = MAKERS[kind](story.state, Dice(throws))
    if isinstance(command, c.PlaceQuestions):
        command = replace(command, batch="")
    if story.state.ended:
        return False  # nothing is undone any more, though replies can still be sent
    return isinstance(outcome := story.put(command, FACILITATOR), list) and bool(outcome)


@thorough
@given(scripts, st.lists(undoable, min_size=1, max_size=6))
def test_undo_restores_every_earlier_view_and_redo_every_later_one(script: Script, more: Script) -> None:
    story = play(script)
    seen = [without_trace(pictures(story.state))]
    for scripted in more:
        if facilitate(story, scripted):
            seen.append(without_trace(pictures(story.state)))
    for picture in reversed(seen[:-1]):
        assert isinstance(story.put(c.Undo(), FACILITATOR), list)
        assert without_trace(pictures(story.state)) == picture
    for picture in seen[1:]:
        assert isinstance(story.put(c.Redo(), FACILITATOR), list)
        assert without_trace(pictures(story.state)) == picture


@thorough
@given(scripts, scripted_commands)
def test_only_commands_marked_undoable_can_be_undone(script: Script, scripted: ScriptedCommand) -> None:
    story = play(script)
    before = story.state.history.undo
    command, _ = ask(story, scripted)
    grew = sum(len(entry.events) for stack in story.state.history.undo.values() for entry in stack)
    had = sum(len(entry.events) for stack in before.values() for entry in stack)
    assert grew <= had or command.undoable or isinstance(command, c.Redo)
