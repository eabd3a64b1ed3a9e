"""Whether a command is accepted: `decide(state, envelope) -> events | Rejection`.

The checks that all commands share are here; the rule of each command is in `rules`, by subject.
"""

from app.core.commands import Envelope
from app.core.rejections import Rejection
from app.core.rules.registry import RULES, Outcome
from app.core.state import State
from app.core.steps import AFTER_END, may_ask


def decide(state: State, envelope: Envelope) -> Outcome:
    """The events or the rejection that follow from a new command; for repeated ones see `answered_before`."""
    command = envelope.command
    actor = envelope.actor
    has_device = actor.role in ("facilitator", "grouping")
    if actor.role not in command.by or (has_device and state.is_revoked(actor.id)):
        return Rejection("forbidden")
    if envelope.actor.role == "participant" and envelope.actor.id in state.swept:
        return Rejection("removed")
    if state.ended and type(command) not in AFTER_END:
        return Rejection("ended")
    if not may_ask(type(command), state.stage.step):
        return Rejection("wrong_step")
    return RULES[type(command)](state, command, envelope)


def answered_before(state: State, envelope: Envelope) -> int | Rejection | None:
    """Idempotency: the seq with which the same command was acknowledged before; None when it is new.

    A command's id belongs to the actor who used it first, with the arguments used then; anything else is a
    `conflict`. Once the command's words are erased, so is its fingerprint, and arguments are not compared.
    """
    before = state.seen_commands.get(envelope.id)
    if before is None:
        return None
    same_actor = before.actor == str(envelope.actor)
    if same_actor and before.fingerprint in (None, envelope.fingerprint):
        return before.seq
    return Rejection("conflict")
