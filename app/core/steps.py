"""The arc as tables: which steps there are, and what participants may ask for in which.

Facilitators may ask for anything at any step (the table of exceptions is short); whether submissions
or the poll are open is a matter of the state, decided in `decide`.
"""

from collections.abc import Iterable

from app.core import commands as c

LOBBY, OVERVIEW, BUZZ, COLLECT, GROUP = "lobby", "overview", "buzz", "collect", "group"
SUMMARY, MOMENTUM, POLL, DONE = "summary", "momentum", "poll", "done"
WALK = "walk"

_BEFORE_WALK = (LOBBY, OVERVIEW, BUZZ, COLLECT, GROUP)

# Where others' questions may be seen and supported.
WITH_OTHERS = frozenset({GROUP, WALK, SUMMARY, MOMENTUM, POLL, DONE})
# Where a new question is a next question, let in although submissions are closed.
NEXT_QUESTIONS = frozenset({POLL, DONE})

ASKABLE: dict[type[c.Command], frozenset[str]] = {
    c.SupportQuestion: WITH_OTHERS,
    c.UnsupportQuestion: WITH_OTHERS,
    c.ProposePitfall: frozenset({COLLECT, GROUP, WALK}),
    c.PlaceDot: frozenset({MOMENTUM}),
    c.AnswerPoll: frozenset({POLL, DONE}),
    c.PairWith: frozenset({BUZZ}),
    c.StartTimer: frozenset({BUZZ}),
    c.PauseTimer: frozenset({BUZZ}),
    c.MoveTimer: frozenset({BUZZ}),
    c.RestartTimer: frozenset({BUZZ}),
    c.SwapTurn: frozenset({BUZZ}),
}

# What an ended session may still be asked for.
AFTER_END: frozenset[type[c.Command]] = frozenset({c.Retitle, c.RenewKey})


def walk(pitfall: str) -> str:
    """The step that walks through one pitfall."""
    return f"{WALK}:{pitfall}"


def family(step: str) -> str:
    """`walk:modstand` is of the family `walk`; every other step is its own."""
    return step.partition(":")[0]


def pitfall_of(step: str) -> str | None:
    """The pitfall a walk step is about, None for the other steps."""
    return step.partition(":")[2] or None


def arc(pitfalls: Iterable[str], with_momentum: bool) -> tuple[str, ...]:
    """All steps of a session in their order."""
    momentum = (MOMENTUM,) if with_momentum else ()
    return (*_BEFORE_WALK, *map(walk, pitfalls), SUMMARY, *momentum, POLL, DONE)


def may_ask(command: type[c.Command], step: str) -> bool:
    """Whether this kind of command belongs to the step at all."""
    allowed = ASKABLE.get(command)
    return allowed is None or family(step) in allowed
