"""The rules of commands and the consequences of events, by subject: each rule is beside its consequence.

A rule (`@decides`) returns the events that follow from a command in the current state, or a `Rejection`. A
command for what already is returns no events and is not rejected: commands name end states. A consequence
(`@evolves`) applies an event and does not judge it: whatever has been recorded is true. A missing text means
that its asker has withdrawn it, and every consequence works without it. RULES.md lists the rules by id.

Functions have the wire's names. All subjects are imported here, so that `registry` is never incomplete.
"""

from app.core.rules import (
    board,
    flags,
    grouping,
    keys,
    merging,
    moderation,
    momentum,
    pairs,
    people,
    pitfalls,
    poll,
    questions,
    replies,
    session,
    steps,
    submissions,
    support,
    sweeping,
    timer,
    undoing,
    walk,
)

__all__ = [
    "board",
    "flags",
    "grouping",
    "keys",
    "merging",
    "moderation",
    "momentum",
    "pairs",
    "people",
    "pitfalls",
    "poll",
    "questions",
    "replies",
    "session",
    "steps",
    "submissions",
    "support",
    "sweeping",
    "timer",
    "undoing",
    "walk",
]
