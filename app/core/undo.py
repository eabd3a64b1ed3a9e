"""Undo and redo: a stack of entries per device, and the inverse events of an entry.

An entry holds the events of one command, or of all commands of a batch, with their seqs. Undoing it adds
the inverse events, latest first, provided that everything they change is still as the entry left it. Steps,
the timer, keys, the end of a session and erasure cannot be undone.
"""

from msgspec.structs import replace

from app.core import events as e
from app.core.commands import Actor
from app.core.events import Event, Recorded
from app.core.rows import UndoKind
from app.core.run_sheet import MAX_PITFALLS
from app.core.state import History, State, UndoEntry

DEPTH = 200

UNDOABLE: frozenset[type[Event]] = frozenset(
    {
        e.QuestionPlaced,
        e.VisibilityChanged,
        e.QuestionMerged,
        e.TextCorrected,
        e.TextRestored,
        e.QuestionReplied,
        e.ReplyWithdrawn,
        e.ReplyRestored,
        e.ParticipantHeld,
        e.PitfallAdded,
        e.PitfallRemoved,
        e.PitfallRenamed,
        e.PitfallsReordered,
        e.ParticipantsSwept,
        e.ParticipantsRestored,
        *e.FLAG_EVENTS.values(),
    }
)


# ---- the stacks


def note(history: History, recorded: Recorded, step: str) -> History:
    """Push an undoable event of this step on its device's stack, under its batch or command."""
    event = recorded.event
    if not recorded.command_id or type(event) not in UNDOABLE:
        return history
    actor = Actor.parse(recorded.actor)
    if actor.role in ("participant", "clock"):
        return history
    if isinstance(event, e.TextCorrected | e.QuestionReplied):
        event = replace(event, text=None)
    entry = UndoEntry(history.key, ((recorded.seq, event),), step)
    if recorded.command_id == history.command_id:
        return _push(history, history.onto, actor.id, entry)
    entry = replace(entry, key=getattr(event, "batch", "") or recorded.command_id)
    history = _push(history, "undo", actor.id, entry)
    return replace(history, redo=history.redo.set(actor.id, ()))


def _push(history: History, onto: str, device: str, more: UndoEntry) -> History:
    """Add the events to the entry with the same key, if there is one, and move it to the top of the stack."""
    stacks = history.undo if onto == "undo" else history.redo
    stack = stacks.get(device, ())
    begun = next((entry.events for entry in stack if entry.key == more.key), ())
    entry = replace(more, events=(*begun, *more.events))
    stacks = stacks.set(device, (*_without(stack, more.key), entry)[-DEPTH:])
    history = replace(history, changed=history.changed.set(device, more.events[-1][0]))
    return replace(history, undo=stacks) if onto == "undo" else replace(history, redo=stacks)


def undone(history: History, event: e.CommandUndone, recorded: Recorded) -> History:
    """Take the entry off the undo stack; the events of this command that follow go on the redo stack."""
    stack = _without(history.undo.get(event.device, ()), event.entry)
    undo = history.undo.set(event.device, stack)
    changed = history.changed.set(event.device, recorded.seq)
    command_id = recorded.command_id
    return replace(history, undo=undo, changed=changed, command_id=command_id, onto="redo", key=event.entry)


def redone(history: History, event: e.CommandRedone, recorded: Recorded) -> History:
    """Take the entry off the redo stack; the events of this command that follow go on the undo stack."""
    stack = _without(history.redo.get(event.device, ()), event.entry)
    redo = history.redo.set(event.device, stack)
    changed = history.changed.set(event.device, recorded.seq)
    command_id = recorded.command_id
    return replace(history, redo=redo, changed=changed, command_id=command_id, onto="undo", key=event.entry)


def _without(stack: tuple[UndoEntry, ...], key: str) -> tuple[UndoEntry, ...]:
    if all(entry.key != key for entry in stack):
        return stack
    return tuple(entry for entry in stack if entry.key != key)


# ---- what an undo would take back

# An entry is named by the first of these kinds that it holds: hiding also splits, and splitting also places.
_MAIN: tuple[type[Event], ...] = (
    e.ParticipantsSwept,
    e.ParticipantsRestored,
    e.ParticipantHeld,
    e.VisibilityChanged,
    e.QuestionMerged,
)


def what(entry: UndoEntry) -> tuple[UndoKind, list[str]]:
    """What an entry did, and to which questions."""
    events = [event for _, event in entry.events]
    kinds = [kind for kind in _MAIN if any(isinstance(event, kind) for event in events)]
    main = next(event for event in events if not kinds or isinstance(event, kinds[0]))
    alike = [event for event in events if type(event) is type(main)]
    return _kind(main), list(dict.fromkeys(getattr(event, "question_id", "") for event in alike))


def _kind(event: Event) -> UndoKind:
    match event:
        case e.ParticipantsSwept():
            return "swept"
        case e.ParticipantsRestored():
            return "restored"
        case e.ParticipantHeld():
            return "all_hidden" if event.held else "asker_released"
        case e.VisibilityChanged(_, visibility):
            return visibility
        case e.QuestionMerged(_, into):
            return "split" if into is None else "merged"
        case e.TextCorrected() | e.TextRestored():
            return "corrected"
        case e.QuestionReplied():
            return "replied"
        case e.ReplyWithdrawn():
            return "reply_withdrawn"
        case e.ReplyRestored(_, to_seq):
            return "reply_withdrawn" if to_seq is None else "replied"
        case e.QuestionPlaced():
            return "placed"
        case e.PitfallAdded() | e.PitfallRemoved() | e.PitfallRenamed() | e.PitfallsReordered():
            return "pitfalls"
        case _:
            if e.flag_set_by(event) is None:
                raise _not_undoable(event)
            return "marked"


def would_show(entry: UndoEntry) -> bool:
    """Whether undoing the entry would show words again that it took off the board or corrected."""
    return any(
        (isinstance(event, e.VisibilityChanged) and event.was == "shown" and event.visibility != "shown")
        or isinstance(event, e.TextCorrected | e.TextRestored | e.ParticipantsSwept)
        for _, event in entry.events
    )


# ---- undoing


def inverses(state: State, entry: UndoEntry) -> list[Event] | None:
    """The inverse events, latest first; None when something has changed since."""
    seen: set[tuple[str, str]] = set()
    inverse_events: list[Event] = []
    for seq, event in reversed(entry.events):
        aspect = _aspect(event)
        if aspect not in seen and not _stands(state, seq, event):
            return None
        seen.add(aspect)
        inverse_events.append(_inverse(state, event, seq))
    last = entry.events[-1][0]
    possible = _is_possible(state, inverse_events) and not _takes_off_board(state, inverse_events, last)
    return inverse_events if possible else None


def _aspect(event: Event) -> tuple[str, str]:
    kind = type(event).__name__
    if isinstance(event, e.TextCorrected | e.TextRestored):
        kind = "text"
    elif isinstance(event, e.QuestionReplied | e.ReplyWithdrawn | e.ReplyRestored):
        kind = "reply"
    return kind, str(getattr(event, "question_id", "") or getattr(event, "participant", ""))


def _stands(state: State, seq: int, event: Event) -> bool:
    """Whether what an event changed is still as the event left it."""
    if isinstance(event, e.ParticipantsSwept | e.ParticipantsRestored):
        return _people_stand(state, seq, event)
    if isinstance(event, e.ParticipantHeld):
        person = state.participants.get(event.participant)
        return person is not None and person.held == event.held
    question = state.questions.get(getattr(event, "question_id", ""))
    if question is None:
        return _pitfalls_stand(state, event)
    match event:
        case e.QuestionPlaced(_, pitfall):
            return question.pitfall == pitfall
        case e.VisibilityChanged(_, visibility):
            # Words sent after this event had a judgement of their own, which undo must not override.
            return question.visibility == visibility and question.judged < seq
        case e.QuestionMerged(_, into):
            return question.into == into
        case e.TextCorrected():
            return question.text_seq == seq
        case e.TextRestored(_, to_seq):
            return question.text_seq == to_seq
        case e.QuestionReplied():
            return question.reply_seq == seq
        case e.ReplyWithdrawn():
            return question.reply_seq is None
        case e.ReplyRestored(_, to_seq):
            return question.reply_seq == to_seq
        case _:
            set_flag = e.flag_set_by(event)
            return set_flag is not None and (set_flag[0] in question.flags) == set_flag[1]


def _people_stand(state: State, seq: int, event: e.ParticipantsSwept | e.ParticipantsRestored) -> bool:
    """Whether all participants whom the event swept out (or restored) are still out (or in the room)."""
    if isinstance(event, e.ParticipantsSwept):
        return len(state.swept_by(seq)) == event.participants
    return len(state.joined_between(event.after, event.until)) == event.participants


def _pitfalls_stand(state: State, event: Event) -> bool:
    titles = {pitfall.id: pitfall.title for pitfall in state.pitfalls}
    match event:
        case e.PitfallAdded(id, title):
            return titles.get(id) == title and not state.is_in_use(id)
        case e.PitfallRemoved(id):
            return id not in titles and len(titles) < MAX_PITFALLS
        case e.PitfallRenamed(id, title):
            return id in titles and titles[id] == title
        case e.PitfallsReordered(order):
            return tuple(titles) == order
        case _:
            return False


def _is_possible(state: State, events: list[Event]) -> bool:
    """Whether the events' pitfalls and merge targets exist, and merging would stay one level deep."""
    into = {event.question_id: event.into for event in events if isinstance(event, e.QuestionMerged)}

    def lies_under(id: str) -> str | None:
        return into[id] if id in into else state.questions[id].into

    for event in events:
        if isinstance(event, e.QuestionPlaced) and not state.has_pitfall(event.pitfall):
            return False
    for id, target in into.items():
        if target is None:
            continue
        if target not in state.questions or lies_under(target) is not None:
            return False
        if any(lies_under(child) == id for child in state.questions[id].merged):
            return False
    return True


def _takes_off_board(state: State, events: list[Event], last: int) -> bool:
    """Whether a shown question would be merged into one that has left the board since event `last`."""
    visibility = {
        event.question_id: event.visibility for event in events if isinstance(event, e.VisibilityChanged)
    }

    def is_shown(id: str) -> bool:
        return visibility.get(id, state.questions[id].visibility) == "shown"

    merges = (event for event in events if isinstance(event, e.QuestionMerged))
    return any(
        is_shown(event.question_id)
        and not is_shown(event.into)
        and state.questions[event.into].r_visible > last
        for event in merges
        if event.into is not None
    )


def _inverse(state: State, event: Event, seq: int) -> Event:
    match event:
        case e.QuestionPlaced(id, pitfall, was, batch):
            return e.QuestionPlaced(id, was, pitfall, batch)
        case e.VisibilityChanged(id, visibility, was):
            return e.VisibilityChanged(id, was, visibility)
        case e.QuestionMerged(id, into, was):
            return e.QuestionMerged(id, was, into)
        case e.TextCorrected(id, was_seq, _):
            return e.TextRestored(id, to_seq=was_seq, was_seq=seq)
        case e.TextRestored(id, to_seq, was_seq):
            return e.TextRestored(id, to_seq=was_seq, was_seq=to_seq)
        case e.QuestionReplied(id, was_seq, _):
            return e.ReplyRestored(id, to_seq=was_seq, was_seq=seq)
        case e.ReplyWithdrawn(id, was_seq):
            return e.ReplyRestored(id, to_seq=was_seq, was_seq=None)
        case e.ReplyRestored(id, to_seq, was_seq):
            return e.ReplyRestored(id, to_seq=was_seq, was_seq=to_seq)
        case e.ParticipantHeld(id, held, was):
            return e.ParticipantHeld(id, was, held)
        case e.PitfallAdded(pitfall, title, at):
            return e.PitfallRemoved(pitfall, title, at)
        case e.PitfallRemoved(pitfall, title, at):
            return e.PitfallAdded(pitfall, title, at)
        case e.PitfallRenamed(pitfall, title, renamed_from):
            return e.PitfallRenamed(pitfall, renamed_from, title)
        case e.PitfallsReordered(pitfalls, order):
            return e.PitfallsReordered(order, pitfalls)
        case e.ParticipantsSwept(after, until, participants, questions):
            return e.ParticipantsRestored(seq, after, until, participants, questions)
        case e.ParticipantsRestored(_, after, until, participants):
            # Counted again, since these participants may have asked or withdrawn questions in between.
            questions = sum(len(person.own) for person in state.joined_between(after, until))
            return e.ParticipantsSwept(after, until, participants, questions)
        case _:
            set_flag = e.flag_set_by(event)
            if set_flag is None:
                raise _not_undoable(event)
            flag, value = set_flag
            return replace(event, **{flag: not value, "was": value})


def _not_undoable(event: Event) -> ValueError:
    return ValueError(f"{type(event).__name__} cannot be undone")
