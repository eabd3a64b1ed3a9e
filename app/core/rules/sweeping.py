"""Sweep: remove the participants who joined after a moment, with all they counted for; undo restores them.

They stay in `State.participants`, so that their phones are known, with their questions, which are hidden;
everything else of them is kept in `State.swept`. The sums leave them out until they are restored.
"""

from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Answer, Envelope
from app.core.events import Event, Recorded
from app.core.rules.changes import without_hidden_focus
from app.core.rules.merging import split_from
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import Participant, State, Swept
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


class _Maps:
    """Mutable copies of the maps that a sweep changes, since it may affect the whole room."""

    def __init__(self, state: State) -> None:
        self.questions = state.questions.mutate()
        self.participants = state.participants.mutate()
        self.swept = state.swept.mutate()
        self.dots = state.dots.mutate()

    def put_into(self, state: State) -> State:
        """The state with these maps, which cannot be changed after that."""
        return replace(
            state,
            questions=self.questions.finish(),
            participants=self.participants.finish(),
            swept=self.swept.finish(),
            dots=self.dots.finish(),
        )


@evolves
def participants_swept(state: State, event: e.ParticipantsSwept, recorded: Recorded) -> State:
    seq = recorded.seq
    people = state.joined_between(event.after, event.until)
    leaving = {person.id for person in people}
    out = [_as_they_were(state, person, leaving, seq) for person in people]
    maps = _Maps(state)
    for one in out:
        _take_out(maps, one, seq)
    for id, supporters in _supporters(people).items():
        question = maps.questions[id]
        staying = question.supporters.mutate()
        for supporter in supporters:
            del staying[supporter]
        maps.questions[id] = replace(question, supporters=staying.finish(), r_support=seq)
    after = _pairs_changed(maps.put_into(state), people, seq)
    return without_hidden_focus(_settled(state, after, out, -1, seq), seq)


def _take_out(maps: _Maps, one: Swept, seq: int) -> None:
    """Leave of a participant who it is and whether new questions are held, and hide the questions.

    Others' answers to these are removed.
    """
    person = one.was
    maps.swept[person.id] = one
    maps.participants[person.id] = Participant(
        person.id,
        person.joined_ms,
        person.seq,
        own=person.own,
        held=person.held,
        events=person.events,
        r=seq,
        r_held=person.r_held,
    )
    if person.dot:
        del maps.dots[person.dot]
    for id in person.own:
        question = maps.questions[id]
        maps.questions[id] = replace(
            question,
            visibility="hidden",
            swept_from=question.visibility,
            answer=None,
            r_visible=seq,
            r_answer=seq,
        )
    for supporter, id, _ in one.answers:
        other = maps.participants[supporter]
        maps.participants[supporter] = replace(other, answers=other.answers.delete(id), r=seq)


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
    people = [one.was for one in back]
    maps = _Maps(state)
    for one in back:
        _bring_back(maps, one, seq)
    for id, supporters in _supporters(people).items():
        question = maps.questions[id]
        both = question.supporters.update(dict.fromkeys(supporters))
        maps.questions[id] = replace(question, supporters=both, r_support=seq)
    after = _pairs_changed(maps.put_into(state), people, seq)
    return _settled(state, after, back, +1, seq)


def _bring_back(maps: _Maps, one: Swept, seq: int) -> None:
    """Restore a participant, the questions, and others' answers to them."""
    person = one.was
    was_held = maps.swept[person.id].was.held
    del maps.swept[person.id]
    maps.participants[person.id] = person
    if person.dot and one.dot:
        maps.dots[person.dot] = one.dot
    for id in person.own:
        question = maps.questions[id]
        was = question.swept_from or question.visibility
        if person.held and not was_held:
            was = "hidden"  # all from this asker was hidden meanwhile
        maps.questions[id] = replace(
            question,
            visibility=was if question.is_swept else question.visibility,
            swept_from=None,
            answer=person.answers.get(id),
            r_visible=seq,
            r_answer=seq,
        )
    for supporter, id, answer in one.answers:
        other = maps.participants[supporter]
        maps.participants[supporter] = replace(other, answers=other.answers.set(id, answer), r=seq)


def _as_they_return(state: State, one: Swept, seq: int) -> Swept:
    """What to restore: without support for what was withdrawn since, and answers that no longer count.

    Nor what neighbours have taken back or shared with another since, nor digits that another phone was given.
    Whether new questions are held is as it was decided since.
    """
    now = state.participants[one.was.id]
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
        replace(
            was,
            supports=supports,
            answers=answers,
            shared=shared,
            pair=pair,
            held=now.held,
            r_held=now.r_held,
            r=seq,
        ),
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


def _settled(before: State, after: State, people: Collection[Swept], sign: int, seq: int) -> State:
    """Update the sums: add these people, or (`sign` -1) subtract them."""
    after = settle(before, after, {id for one in people for id in (*one.was.own, *one.was.shared)}, seq)
    supporters = after.sums.supporters
    for answer in _answers_of_supporters(after, people):
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


def _answers_of_supporters(state: State, people: Iterable[Swept]) -> Iterator[Answer]:
    """The answers of these people to questions that they support, and of supporters to theirs."""
    for one in people:
        asked = (*one.was.own, *one.was.shared)
        yield from (answer for id, answer in one.was.answers.items() if id not in asked)
        yield from (
            answer for supporter, id, answer in one.answers if supporter != state.questions[id].neighbour
        )


def _answered(state: State, id: str) -> int:
    return int(state.participants[id].has_answered)
