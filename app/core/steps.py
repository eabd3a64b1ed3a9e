"""The steps of a session: one table of what each of them is and allows, and the arc they make.

`STEPS` is the only list of steps. The screens' list is generated from it (`make generate`), so the screens
do not compile until each of them draws and names a step that is added here. A facilitator may send any
command in any step, except those that the table gives to some steps only. Whether submissions or the poll
are open is part of the state; `rules` checks it.

The arc of a kept session must stay as it was. A new step therefore occurs only for run sheets that ask for
it, as momentum does: `RunSheet.asks_for` says which do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from app.core import commands as c

StepFamily = Literal[
    "lobby", "overview", "alone", "buzz", "collect", "group", "walk", "summary", "momentum", "poll", "done"
]
# Steps that other code names: those in which a session begins and ends, the one that has a pitfall, and the
# one that has a countdown of its own.
LOBBY: StepFamily = "lobby"
ALONE: StepFamily = "alone"
WALK: StepFamily = "walk"
DONE: StepFamily = "done"

Occurs = Literal["always", "for each pitfall", "with a minute alone", "with momentum"]
OCCURS: frozenset[Occurs] = frozenset(get_args(Occurs))
Beats = Literal["one", "title and pitfalls", "walk"]
Opens = Literal["submissions", "poll", "dots"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRules:
    """What a step is and allows. No field has a default, so that a new step has to set each of them.

    - `occurs`: in which sessions, and how often;
    - `beats`: how many beats it has;
    - `opens`: what is opened when the room enters it;
    - `ends_editing`: from then on askers cannot change their questions;
    - `others`: phones may see and support others' questions;
    - `next_questions`: a new question is a next question, let in although submissions are closed;
    - `awake`: phones keep their screens on, because participants read or write on them;
    - `commands`: those that are accepted here, and in no step that does not list them.
    """

    occurs: Occurs
    beats: Beats
    opens: Opens | None
    ends_editing: bool
    others: bool
    next_questions: bool
    awake: bool
    commands: frozenset[type[c.Command]]


_NONE: frozenset[type[c.Command]] = frozenset()
_COUNTING_DOWN: frozenset[type[c.Command]] = frozenset(
    {c.StartTimer, c.PauseTimer, c.MoveTimer, c.RestartTimer, c.SwapTurn}
)
_PAIRING: frozenset[type[c.Command]] = frozenset({c.OfferPair, c.PairWith})
_PROPOSING: frozenset[type[c.Command]] = frozenset({c.ProposePitfall})
_SUPPORTING: frozenset[type[c.Command]] = frozenset({c.SupportQuestion, c.UnsupportQuestion})
_DOTS: frozenset[type[c.Command]] = frozenset({c.PlaceDot})
_ANSWERING: frozenset[type[c.Command]] = frozenset({c.AnswerPoll})

# In the order of the arc.
STEPS: Mapping[StepFamily, StepRules] = {
    "lobby": StepRules(
        occurs="always",
        beats="one",
        opens=None,
        ends_editing=False,
        others=False,
        next_questions=False,
        awake=False,
        commands=_NONE,
    ),
    "overview": StepRules(
        occurs="always",
        beats="title and pitfalls",
        opens=None,
        ends_editing=False,
        others=False,
        next_questions=False,
        awake=False,
        commands=_NONE,
    ),
    "alone": StepRules(
        occurs="with a minute alone",
        beats="one",
        opens=None,
        ends_editing=False,
        others=False,
        next_questions=False,
        awake=True,
        commands=_COUNTING_DOWN,
    ),
    "buzz": StepRules(
        occurs="always",
        beats="one",
        opens=None,
        ends_editing=False,
        others=False,
        next_questions=False,
        awake=True,
        commands=_COUNTING_DOWN | _PAIRING,
    ),
    "collect": StepRules(
        occurs="always",
        beats="one",
        opens="submissions",
        ends_editing=False,
        others=False,
        next_questions=False,
        awake=True,
        commands=_PROPOSING,
    ),
    "group": StepRules(
        occurs="always",
        beats="one",
        opens=None,
        ends_editing=False,
        others=True,
        next_questions=False,
        awake=False,
        commands=_PROPOSING | _SUPPORTING,
    ),
    "walk": StepRules(
        occurs="for each pitfall",
        beats="walk",
        opens=None,
        ends_editing=True,
        others=True,
        next_questions=False,
        awake=False,
        commands=_PROPOSING | _SUPPORTING,
    ),
    "summary": StepRules(
        occurs="always",
        beats="one",
        opens=None,
        ends_editing=False,
        others=True,
        next_questions=False,
        awake=False,
        commands=_SUPPORTING,
    ),
    "momentum": StepRules(
        occurs="with momentum",
        beats="one",
        opens="dots",
        ends_editing=False,
        others=True,
        next_questions=False,
        awake=True,
        commands=_SUPPORTING | _DOTS,
    ),
    "poll": StepRules(
        occurs="always",
        beats="one",
        opens="poll",
        ends_editing=False,
        others=True,
        next_questions=True,
        awake=True,
        commands=_SUPPORTING | _ANSWERING,
    ),
    "done": StepRules(
        occurs="always",
        beats="one",
        opens=None,
        ends_editing=False,
        others=True,
        next_questions=True,
        awake=False,
        commands=_SUPPORTING | _ANSWERING,
    ),
}

_FAMILIES: dict[str, StepFamily] = {name: name for name in STEPS}

# The commands that belong to some steps only, with these steps.
ASKABLE: dict[type[c.Command], frozenset[StepFamily]] = {
    command: frozenset(name for name, rules in STEPS.items() if command in rules.commands)
    for command in frozenset[type[c.Command]]().union(*(rules.commands for rules in STEPS.values()))
}

# The commands that an ended session still accepts. Devices that connect to it are listed, and can be revoked.
AFTER_END: frozenset[type[c.Command]] = frozenset(
    {
        c.Retitle,
        c.Plan,
        c.EmptySession,
        c.RenewKey,
        c.MakeReportLink,
        c.EndReportLink,
        c.ConnectDevice,
        c.RevokeDevice,
        c.ReopenSession,
        c.LeaveOut,
        c.ReplyToQuestions,
        c.WithdrawReply,
        c.PromiseReplies,
    }
)


def walk(pitfall: str) -> str:
    """The step that walks through one pitfall."""
    return f"{WALK}:{pitfall}"


def family(step: str) -> StepFamily:
    """`walk:modstand` is of the family `walk`, any other is its own; raises KeyError for unknown ones."""
    return _FAMILIES[step.partition(":")[0]]


def rules_of(step: str) -> StepRules:
    """What this step is and allows; raises KeyError for unknown steps."""
    return STEPS[family(step)]


def pitfall_of(step: str) -> str | None:
    """The pitfall a walk step is about, None for the other steps."""
    return step.partition(":")[2] or None


@lru_cache(maxsize=1_000)  # every view of every session asks for it several times
def arc(pitfalls: tuple[str, ...], wanted: frozenset[Occurs]) -> tuple[str, ...]:
    """The steps of a session in their order: those whose `occurs` is wanted."""
    walks = tuple(map(walk, pitfalls))
    steps: list[str] = []
    for name, rules in STEPS.items():
        if rules.occurs in wanted:
            steps.extend(walks if rules.occurs == "for each pitfall" else [name])
    return tuple(steps)


def may_ask(command: type[c.Command], step: str) -> bool:
    """Whether this kind of command is accepted in the step at all."""
    allowed = ASKABLE.get(command)
    return allowed is None or family(step) in allowed
