"""Random sessions for the property tests, and views and stored forms of their logs."""

import json
import random
from collections.abc import Iterator, Sequence

from hypothesis import strategies as st

from app.core import commands as c, events as e
from app.core.codec import decode, encode
from app.core.commands import Actor, Command, wire_name
from app.core.events import Recorded
from app.core.evolve import begin, evolve
from app.core.rows import View
from app.core.rules.timer import next_deadline
from app.core.state import State
from app.core.steps import rules_of
from app.core.stored_row import StoredRow
from app.core.views import Audience, mine, show
from app.store.emptying import kept_rows
from tests.core.command_makers import MAKERS, Dice
from tests.core.sheet import CLOCK, FACILITATOR, GROUPER, HELPER, ORGANISER, Story, make_sheet

PEOPLE = [Actor("participant", f"{n:x}" * 64) for n in range(10, 16)]
AUDIENCES = [
    Audience("phone", "da"),
    Audience("phone", "en", looks=True),
    Audience("board", ""),
    Audience("console", "en"),
    Audience("console", "en", grouping=True),
]
# The most frequent commands; all others are drawn with equal weight.
OFTEN: list[type[Command]] = [
    *[c.AskQuestion] * 6,
    *[c.SupportQuestion, c.AnswerPoll] * 3,
    *[c.EnterStep, c.TimeIsUp] * 2,
]
# Commands that interact with each other.
TOPICS: list[list[type[Command]]] = [
    [c.StartTimer, c.PauseTimer, c.MoveTimer, c.RestartTimer, c.SwapTurn, c.TimeIsUp],
    [c.AddPitfall, c.RenamePitfall, c.ReorderPitfalls, c.RemovePitfall, c.PlaceQuestion, c.Undo, c.Redo],
    [c.MergeQuestions, c.SplitQuestion, c.WithdrawQuestion, c.HideQuestion, c.ShowQuestion, c.Undo],
    [c.EditQuestion, c.CorrectText, c.LetThrough, c.HideQuestion, c.Undo, c.Redo, c.Spotlight],
    [
        c.HideAllFrom,
        c.StopHoldingFrom,
        c.StartHolding,
        c.StopHolding,
        c.EditQuestion,
        c.LetAllThrough,
        c.Undo,
    ],
    [c.SupportQuestion, c.UnsupportQuestion, c.AnswerPoll, c.WithdrawQuestion, c.OpenPoll, c.ClosePoll],
    [c.PlaceQuestions, c.NextBeat, c.Spotlight, c.MarkTakenUp, c.ParkQuestion, c.LeaveOut, c.Undo, c.Redo],
    [
        c.SetWalkOrder,
        c.SetWalkLength,
        c.NextBeat,
        c.PreviousBeat,
        c.SupportQuestion,
        c.PlaceQuestions,
        c.Spotlight,
    ],
    [c.ConnectDevice, c.RevokeDevice, c.RenewKey, c.MakeReportLink, c.EndReportLink],
    [c.ReplyToQuestions, c.WithdrawReply, c.MergeQuestions, c.WithdrawQuestion, c.Undo, c.Redo],
    [c.SweepNewerThan, c.SupportQuestion, c.MergeQuestions, c.ShowQuestion, c.Undo, c.Undo, c.Redo],
    [c.SweepNewerThan, c.AnswerPoll, c.PlaceDot, c.WithdrawQuestion, c.OpenPoll, c.Undo, c.Undo, c.Redo],
    [c.OfferPair, c.PairWith, c.ShareQuestion, c.SupportQuestion, c.SweepNewerThan, c.Undo],
]
OF_OWNERS = (c.EditQuestion, c.WithdrawQuestion, c.ProposePitfall, c.AnswerPoll, c.ShareQuestion)
KINDS = [kind for kind in MAKERS if kind is not c.EndSession]
# The arc of the sessions that are played.
ARC = make_sheet().steps
ScriptedCommand = tuple[type[Command], list[int]]
Script = list[ScriptedCommand]

scripted_commands = st.tuples(
    st.one_of(st.sampled_from(OFTEN), st.sampled_from(KINDS)),
    st.lists(st.integers(0, 30), min_size=3, max_size=6),
)


def random_script(seed: int, length: int = 50) -> Script:
    """A script that is the same for the same seed on every machine.

    Each script first enters one step, and successive seeds enter successive steps. It uses the commands of
    its step and only some of the others, so that rare combinations occur.
    """
    chance = random.Random(seed)
    number = seed % len(ARC)
    of_step = sorted(rules_of(ARC[number]).commands, key=wire_name)
    kinds = OFTEN + (chance.choice(TOPICS) + chance.sample(list(MAKERS), 6) + of_step) * 3
    drawn: list[type[Command]] = [c.AskQuestion] * 8 + [chance.choice(kinds) for _ in range(length)]
    script: Script = [(kind, [chance.randrange(31) for _ in range(6)]) for kind in drawn]
    return [*script[:8], (c.EnterStep, [0, number, 0]), *script[8:]]


# Short scripts, which Hypothesis can shrink, and long ones, which reach more states.
scripts = st.one_of(st.lists(scripted_commands, max_size=30), st.builds(random_script, st.integers(0, 2**32)))


def who_asks(state: State, command: Command, throw: int) -> Actor:
    """An actor who may send the command: mostly one whose question it is, for unsupport a supporter."""
    if "participant" in command.by:
        question = state.questions.get(getattr(command, "question_id", ""))
        owner = question.participant if question and isinstance(command, OF_OWNERS) else None
        if question and question.neighbour and isinstance(command, c.AnswerPoll | c.ShareQuestion):
            owner = (question.participant, question.neighbour)[throw % 2]
        if question and isinstance(command, c.UnsupportQuestion):
            owner = min(question.supporters, default=None)
        return Actor("participant", owner) if owner and throw % 4 else PEOPLE[throw % len(PEOPLE)]
    if "grouping" in command.by and throw % 5 == 4:
        return GROUPER
    if "facilitator" in command.by:
        return (FACILITATOR, FACILITATOR, HELPER)[throw % 3]
    return CLOCK if "clock" in command.by else ORGANISER


def ask(story: Story, scripted: ScriptedCommand) -> tuple[Command, object]:
    """Send one command; returns it and its outcome."""
    kind, throws = scripted
    command = MAKERS[kind](story.state, Dice(throws))
    # Only for a running timer: the next deadline of an idle session is its end by neglect.
    running = kind is c.TimeIsUp and story.state.timer.ends_at_ms is not None
    at = next_deadline(story.state) if running else None
    return command, story.put(command, who_asks(story.state, command, throws[-1]), at=at)


def opened(people: Sequence[Actor] = PEOPLE) -> Story:
    """A session in which these people have joined, one after the other, and submissions are open."""
    story = Story()
    for person in people:
        story.now += 1
        story.given(e.ParticipantJoined(person.id))
    return story.given(e.SubmissionsOpened())


def paired(story: Story) -> Story:
    """A session in which the first four people are two pairs, and a fifth shows digits."""
    for n, (one, other) in enumerate((PEOPLE[:2], PEOPLE[2:4])):
        story.given(e.PairOffered(one.id, f"{n}234", "left"), e.PairLinked(one.id, other.id))
    return story.given(e.PairOffered(PEOPLE[4].id, "2234", "right"))


def play(script: Script, story: Story | None = None) -> Story:
    """A session (by default an opened one with pairs) to which every command of the script was sent."""
    story = story or paired(opened())
    for scripted in script:
        ask(story, scripted)
    return story


def states(log: Sequence[Recorded]) -> Iterator[tuple[State, Recorded, State]]:
    """Each event but the first, with the state before and after it."""
    state = begin("s", log[0])
    for recorded in log[1:]:
        before, state = state, evolve(state, recorded)
        yield before, recorded, state


def stored(log: Sequence[Recorded]) -> list[StoredRow]:
    """The rows of the log as read back from a file, without those that went when the session was emptied."""
    rows = [encode(recorded) for recorded in log]
    for recorded in log:
        if isinstance(recorded.event, e.SessionEmptied):
            after = (row for row in rows if row.seq >= recorded.seq)
            rows = [*kept_rows(rows, recorded.seq), *after]
    return [row._replace(payload=json.loads(json.dumps(row.payload))) for row in rows]


def blanked(log: Sequence[Recorded]) -> list[Recorded]:
    """The log as stored after all withdrawals and edits: without the texts that these erase."""
    gone = {r.event.question_id for r in log if isinstance(r.event, e.QuestionWithdrawn)}
    replaced: set[int] = set()
    words: dict[str, list[int]] = {}
    for recorded in log:
        match recorded.event:
            case e.QuestionAsked(question_id=id) | e.TextCorrected(question_id=id):
                words.setdefault(id, []).append(recorded.seq)
            case e.QuestionEdited(question_id=id):
                replaced.update(words[id])
                words[id] = [recorded.seq]
            case _:
                pass
    rows = stored(log)
    erased = [row.text_of is not None and (row.text_of in gone or row.seq in replaced) for row in rows]
    return [
        decode(row._replace(text=None, fingerprint=None) if is_erased else row)
        for row, is_erased in zip(rows, erased, strict=True)
    ]


def pictures(state: State) -> dict[object, View]:
    """The view of every audience and the own lane of every participant."""
    views: dict[object, View] = {audience: show(state, audience) for audience in AUDIENCES}
    return views | {person.id: mine(state, person.id) for person in PEOPLE}
