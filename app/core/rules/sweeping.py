"""Sweep: remove the participants who joined after a moment, with all they counted for; undo restores them.

They stay in `State.participants`, so that their phones are known, with their questions, which are hidden;
everything else of them is kept in `State.swept`. The sums leave them out until they are restored.
"""

from collections.abc import Collection, Iterable

from immutables import MapMutation
from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Event, Recorded
from app.core.rules.changes import without_hidden_focus
from app.core.rules.merging import split_from
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import Dot, Participant, Question, State, Swept
from app.core.sums import cell_of_answer, plus, settle, with_sums


@decides
def sweep_newer_than(state: State, command: c.SweepNewerThan, envelope: Envelope) -> Outcome:
    people = state.newer_than(command.at_ms)
    if not people:
        return []
    after = min(person.seq for person in people) - 1
    questions = sum(len(person.own) for person in people)
    return [
        *split_from_swept(state, people),
        e.ParticipantsSwept(after, state.seq, len(people), questions),
    ]


def split_from_swept(state: State, people: Iterable[Participant]) -> list[Event]:
    """Split these participants' questions off from those of others, and the other way round."""
    leaving = dict.fromkeys(id for person in people for id in person.own)
    under_others = (q for q in (state.questions[id] for id in leaving) if q.into and q.into not in leaving)
    return [
        *(e.QuestionMerged(question.id, into=None, was=question.into) for question in under_others),
        *split_from(state, leaving),
    ]


@evolves
def participants_swept(state: State, event: e.ParticipantsSwept, recorded: Recorded) -> State:
    seq = recorded.seq
    people = state.joined_between(event.after, event.until)
    leaving = {person.id for person in people}
    out = [_as_they_were(state, person, leaving, seq) for person in people]
    questions, participants, swept, dots = _maps(state)
    for one in out:
        person = one.was
        swept[person.id] = one
        participants[person.id] = Participant(
            person.id, person.joined_ms, person.seq, own=person.own, events=person.events, r=seq
        )
        if person.dot:
            del dots[person.dot]
        for id in person.own:
            question = questions[id]
            questions[id] = replace(
                question,
                visibility="hidden",
                swept_from=question.visibility,
                answer=None,
                r_visible=seq,
                r_answer=seq,
            )
        for supporter, id, _ in one.answers:
            other = participants[supporter]
            participants[supporter] = replace(other, answers=other.answers.delete(id), r=seq)
    for id, supporters in _supporters(people).items():
        question = questions[id]
        staying = question.supporters.mutate()
        for supporter in supporters:
            del staying[supporter]
        questions[id] = replace(question, supporters=staying.finish(), r_support=seq)
    after = _pairs_changed(_with_maps(state, questions, participants, swept, dots), people, seq)
    return without_hidden_focus(_settled(state, after, out, -1, seq), seq)


def _as_they_were(state: State, person: Participant, leaving: Collection[str], seq: int) -> Swept:
    answers = [
        (supporter, id, state.participants[supporter].answers[id])
        for id in person.own
        for supporter in (*state.questions[id].supporters, state.questions[id].neighbour)
        if supporter is not None and supporter not in leaving and id in state.participants[supporter].answers
    ]
    return Swept(seq, person, state.dots[person.dot] if person.dot else None, tuple(answers))


@evolves
def participants_restored(state: State, event: e.ParticipantsRestored, recorded: Recorded) -> State:
    """Restore them as they were, except what was withdrawn since; a question shown again stays shown."""
    seq = recorded.seq
    back = [_as_they_return(state, one, seq) for one in state.swept_by(event.sweep)]
    questions, participants, swept, dots = _maps(state)
    for one in back:
        person = one.was
        del swept[person.id]
        participants[person.id] = person
        if person.dot and one.dot:
            dots[person.dot] = one.dot
        for id in person.own:
            question = questions[id]
            was = question.swept_from or question.visibility
            questions[id] = replace(
                question,
                visibility=was if question.is_swept else question.visibility,
                swept_from=None,
                answer=person.answers.get(id),
                r_visible=seq,
                r_answer=seq,
            )
        for supporter, id, answer in one.answers:
            other = participants[supporter]
            participants[supporter] = replace(other, answers=other.answers.set(id, answer), r=seq)
    for id, supporters in _supporters(one.was for one in back).items():
        question = questions[id]
        both = question.supporters.update(dict.fromkeys(supporters))
        questions[id] = replace(question, supporters=both, r_support=seq)
    after = _with_maps(state, questions, participants, swept, dots)
    after = _pairs_changed(after, [one.was for one in back], seq)
    return _settled(state, after, back, +1, seq)


def _as_they_return(state: State, one: Swept, seq: int) -> Swept:
    """What to restore: without support for what was withdrawn since, and answers that no longer count.

    Nor what neighbours have taken back or shared with another since, nor digits that another phone was given.
    """
    was = one.was
    supports, answers = was.supports, was.answers
    for id in was.supports:
        question = state.questions.get(id)
        if question is None:
            supports = supports.delete(id)
        if (question is None or question.is_swept) and id in answers:
            answers = answers.delete(id)
    shared = tuple(
        id for id in was.shared if id in state.questions and state.questions[id].neighbour == was.id
    )
    for id in was.shared:
        if id not in shared and id in answers:
            answers = answers.delete(id)
    pair = was.pair if state.pair_codes.get(was.pair, was.id) == was.id else ""
    return Swept(
        one.by,
        replace(was, supports=supports, answers=answers, shared=shared, pair=pair, r=seq),
        None if one.dot is None else replace(one.dot, r=seq),
        tuple(
            (supporter, id, answer)
            for supporter, id, answer in one.answers
            if (id in (staying := state.participants[supporter]).supports or id in staying.shared)
            and id not in staying.answers
        ),
    )


def _pairs_changed(after: State, people: Iterable[Participant], seq: int) -> State:
    """Set `r` of these people's neighbours, and what pairs answer together to questions of theirs."""
    participants, questions = after.participants.mutate(), after.questions.mutate()
    for person in people:
        if person.neighbour is not None:
            participants[person.neighbour] = replace(participants[person.neighbour], r=seq)
        for id in (*person.own, *person.shared):
            question = questions[id]
            if question.neighbour is not None:
                answer = after.answer_to(question)
                questions[id] = replace(question, answer=answer, r_answer=seq, r_shared=seq)
    return replace(after, participants=participants.finish(), questions=questions.finish())


def _pairs_of(state: State, people: Iterable[Swept]) -> int:
    """How many pairs of which at least one of these people is a part."""
    pairs = ({one.was.id, state.neighbour_of(one.was.id)} for one in people)
    return len({frozenset(pair) for pair in pairs if None not in pair})


def _supporters(people: Iterable[Participant]) -> dict[str, list[str]]:
    """The supporters among these people, by question, since thousands may support the same one."""
    supporters: dict[str, list[str]] = {}
    for person in people:
        for id in person.supports:
            supporters.setdefault(id, []).append(person.id)
    return supporters


Maps = tuple[
    MapMutation[str, Question],
    MapMutation[str, Participant],
    MapMutation[str, Swept],
    MapMutation[str, Dot],
]


def _maps(state: State) -> Maps:
    """The maps that a sweep changes, as mutable copies, since it may concern the whole room."""
    return (
        state.questions.mutate(),
        state.participants.mutate(),
        state.swept.mutate(),
        state.dots.mutate(),
    )


def _with_maps(
    state: State,
    questions: MapMutation[str, Question],
    participants: MapMutation[str, Participant],
    swept: MapMutation[str, Swept],
    dots: MapMutation[str, Dot],
) -> State:
    return replace(
        state,
        questions=questions.finish(),
        participants=participants.finish(),
        swept=swept.finish(),
        dots=dots.finish(),
    )


def _settled(before: State, after: State, people: Collection[Swept], sign: int, seq: int) -> State:
    """Update the sums: add these people, or (`sign` -1) subtract them."""
    concerned = {id for one in people for id in (*one.was.own, *one.was.shared)}
    after = settle(before, after, concerned, seq)
    answers = [
        answer
        for one in people
        for id, answer in one.was.answers.items()
        if id not in one.was.own and id not in one.was.shared
    ]
    answers += [
        answer
        for one in people
        for supporter, id, answer in one.answers
        if supporter != after.questions[id].neighbour
    ]
    supporters = after.sums.supporters
    for answer in answers:
        supporters = plus(supporters, cell_of_answer(answer), sign)
    dots = [one.dot for one in people if one.dot]
    x, y, z = (
        total + sign * sum(dot.weights[n] for dot in dots) for n, total in enumerate(after.sums.weights)
    )
    changed = {one.was.id for one in people} | {
        supporter for one in people for supporter, _, _ in one.answers
    }
    sums = replace(
        after.sums,
        joined=after.sums.joined + sign * len(people),
        people=after.sums.people + sum(_answered(after, id) - _answered(before, id) for id in changed),
        listened=after.sums.listened + sign * sum(one.was.listened for one in people),
        supporters=supporters,
        dots=after.sums.dots + sign * len(dots),
        weights=(x, y, z),
        pairs=after.sums.pairs + _pairs_of(after, people) - _pairs_of(before, people),
    )
    after = with_sums(after, sums, seq)
    return replace(after, r_momentum=seq) if dots else after


def _answered(state: State, id: str) -> int:
    return int(state.participants[id].has_answered)
