"""Pairs: two neighbours link their phones by four digits, and questions that are those of both.

One phone shows digits, the other sends them. A pair's question is asked by one of the two, who alone may edit
and withdraw it; both answer the poll about it, and it counts once.
"""

from zlib import crc32

from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Envelope, Side
from app.core.events import Event, Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_participant, change_question
from app.core.rules.registry import Outcome, decides, evolves
from app.core.rules.support import without_support
from app.core.state import State
from app.core.sums import with_sums

CODES = 10_000
# Without a common factor with CODES, so that no digits are tried twice; far enough that neighbours in the row
# of tries differ in more than the last digit.
_STRIDE = 7_919
# How many digits are tried at most, since all sessions wait meanwhile: with nineteen phones of twenty showing
# digits there is still one free among the second for all but two in a million.
_TRIES_FOR_UNUSED, _TRIES_FOR_FREE = 64, 256
_ACROSS: dict[Side, Side] = {"left": "right", "right": "left"}


@decides
def offer_pair(state: State, command: c.OfferPair, envelope: Envelope) -> Outcome:
    person = state.participants.get(envelope.actor.id)
    if person is None:
        return Rejection("unknown")
    if not state.run_sheet.buzz.pairs:
        return Rejection("forbidden")
    if state.neighbour_of(person.id) is not None:
        return Rejection("too_many")
    if state.shows_digits(person.pair) is person:
        return [] if person.side == command.side else [e.PairOffered(person.id, person.pair, command.side)]
    code = _free_code(state, envelope.id)
    return Rejection("full") if code is None else [e.PairOffered(person.id, code, command.side)]


def _free_code(state: State, command_id: str) -> str | None:
    """Four digits that no phone shows, by preference such as no phone has shown; None when none are found.

    They follow from the command's id, since rules have no chance of their own.
    """
    tries = _tries(command_id)
    unused = (code for code in tries[:_TRIES_FOR_UNUSED] if code not in state.pair_codes)
    free = (code for code in tries if state.shows_digits(code) is None)
    return next(unused, None) or next(free, None)


def _tries(command_id: str) -> list[str]:
    first = crc32(command_id.encode())
    return [f"{(first + n * _STRIDE) % CODES:04d}" for n in range(_TRIES_FOR_FREE)]


@decides
def pair_with(state: State, command: c.PairWith, envelope: Envelope) -> Outcome:
    person = state.participants.get(envelope.actor.id)
    if person is None:
        return Rejection("unknown")
    code, neighbour = command.code, state.neighbour_of(person.id)
    if not code:
        alone = neighbour is None and not person.pair
        return [] if alone else [e.PairEnded(person.id, neighbour)]
    if not (len(code) == 4 and code.isascii() and code.isdigit()):
        return Rejection("invalid")
    if not state.run_sheet.buzz.pairs:
        return Rejection("forbidden")
    shown_by = state.pair_codes.get(code)
    if shown_by is not None and shown_by == neighbour:
        return []
    if neighbour is not None:
        return Rejection("too_many")
    other = state.shows_digits(code)
    if other is None:
        taken = shown_by is not None and state.neighbour_of(shown_by) is not None
        return Rejection("too_many" if taken else "unknown")
    return Rejection("unknown") if other.id == person.id else [e.PairLinked(other.id, person.id)]


@evolves
def paired(state: State, event: e.Paired, recorded: Recorded) -> State:
    return change_participant(state, event.participant, recorded.seq, pair=event.code)


@evolves
def pair_offered(state: State, event: e.PairOffered, recorded: Recorded) -> State:
    """Show digits; a neighbour who was swept out is given up, and is not linked again by undo."""
    id, seq = event.participant, recorded.seq
    state = replace(state, pair_codes=state.pair_codes.set(event.code, id))
    return change_participant(state, id, seq, pair=event.code, side=event.side, neighbour=None)


@evolves
def pair_linked(state: State, event: e.PairLinked, recorded: Recorded) -> State:
    side = state.participants[event.participant].side or "left"
    for id, other, sits in (
        (event.participant, event.neighbour, side),
        (event.neighbour, event.participant, _ACROSS[side]),
    ):
        state = change_participant(state, id, recorded.seq, pair="", side=sits, neighbour=other)
    return _count(state, +1, recorded.seq)


@evolves
def pair_ended(state: State, event: e.PairEnded, recorded: Recorded) -> State:
    for id in (event.participant, event.neighbour):
        if id is not None:
            state = change_participant(state, id, recorded.seq, pair="", side=None, neighbour=None)
    return state if event.neighbour is None else _count(state, -1, recorded.seq)


def _count(state: State, more: int, seq: int) -> State:
    return with_sums(state, replace(state.sums, pairs=state.sums.pairs + more), seq)


# ---- questions of both


@decides
def share_question(state: State, command: c.ShareQuestion, envelope: Envelope) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None or question.swept_from is not None:
        return Rejection("unknown")
    ended: list[Event] = []
    if question.neighbour is not None:
        ended = [e.QuestionShared(question.id, question.neighbour, shared=False)]
    if not command.shared:
        askers = (question.participant, question.neighbour)
        return ended if envelope.actor.id in askers else Rejection("not_yours")
    if envelope.actor.id != question.participant:
        return Rejection("not_yours")
    neighbour = state.neighbour_of(envelope.actor.id)
    if neighbour is None or question.next:
        return Rejection("forbidden")
    if not state.gates.editing:
        return Rejection("wrong_step")
    if question.neighbour == neighbour:
        return []
    return [*ended, e.QuestionShared(question.id, neighbour, shared=True)]


@evolves
def question_shared(state: State, event: e.QuestionShared, recorded: Recorded) -> State:
    """Begin or end it. The support of a neighbour is taken back: those who ask are no supporters."""
    seq, id = recorded.seq, event.question_id
    person = state.participants[event.participant]
    if event.shared:
        supporters = state.questions[id].supporters
        if person.id in supporters:
            state = without_support(state, person, id, seq)
            state = change_question(state, id, seq, supporters=supporters.delete(person.id), r_support=seq)
        state = change_participant(state, person.id, seq, shared=(*person.shared, id))
    else:
        state = without_share(state, person.id, id, seq)
    neighbour = person.id if event.shared else None
    state = change_question(state, id, seq, neighbour=neighbour, r_shared=seq)
    return change_question(state, id, seq, answer=state.answer_to(state.questions[id]), r_answer=seq)


def without_share(state: State, participant: str, id: str, seq: int) -> State:
    """Remove a neighbour's question from those of a participant, with the participant's answer to it."""
    person = state.participants[participant]
    shared = tuple(one for one in person.shared if one != id)
    answers = person.answers.delete(id) if id in person.shared and id in person.answers else person.answers
    return change_participant(state, person.id, seq, shared=shared, answers=answers)
