"""What may be asked and what follows from it, by subject: each rule stands beside its consequence.

A rule looks at the state as it stands and answers with what then happened, or with a code from
`rejections`. A command for what already is yields no events and is no fault: commands name end states.
A consequence does not judge: whatever has been recorded is true. A missing text means that its owner
has withdrawn it, and every consequence works without it. Rule ids in RULES.md.

Functions have the wire's names. All subjects are imported here, so that `registry` is never incomplete.
"""

from app.core.rules import (
    board,
    grouping,
    keys,
    merging,
    moderation,
    momentum,
    people,
    pitfalls,
    poll,
    questions,
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
    "grouping",
    "keys",
    "merging",
    "moderation",
    "momentum",
    "people",
    "pitfalls",
    "poll",
    "questions",
    "session",
    "steps",
    "submissions",
    "support",
    "sweeping",
    "timer",
    "undoing",
    "walk",
]
