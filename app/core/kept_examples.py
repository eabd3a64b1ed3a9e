"""Which questions of an ended session may be kept as examples of its run sheet, and which may be no longer.

Only what the room was shown may be kept: never what was held, flagged, hidden, left out, withdrawn, or swept
out with its asker, and never a text that seems to hold personal data.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from app.core import events as e
from app.core.events import Event
from app.core.near_identical import NearIdentical
from app.core.personal_data import FLAGS, find as find_personal_data
from app.core.rejections import Rejection
from app.core.rules.texts import readable_title
from app.core.run_sheet import RunSheet
from app.core.state import Question, State

# Why a question is not kept: one that may not be, whose words were not shown in the room; one of which there
# is an example already; one nearly the same as an example; one with personal data; one that is empty or too
# long after it was mended; and one for which its pitfall has no room left.
NotKept = Literal["may_not", "already", "alike", "personal", "empty", "too_long", "full"]
NOT_KEPT: tuple[NotKept, ...] = get_args(NotKept)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question as it may be kept: under a pitfall of the run sheet, None where it lies in an added one."""

    question_id: str
    text: str
    pitfall: str | None
    column: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question as the organiser wants it kept; the text may have been mended."""

    question_id: str
    text: str
    pitfall: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept already: texts under their pitfalls, and the questions of this session among them."""

    texts: Sequence[tuple[str, str]] = ()
    question_ids: Collection[str] = ()


def may_be_kept(question: Question) -> bool:
    """Whether the room was shown its words and they may be quoted; whatever these words are."""
    return question.visibility == "shown" and question.swept_from is None and "left_out" not in question.flags


def candidates(state: State, known: Known) -> tuple[list[Candidate], Counter[NotKept]]:
    """The grouped questions that may be kept, and how many more there are that may not, by the reason.

    They are in the order of the columns, and there of their support.
    """
    columns = {pitfall.id: n for n, pitfall in enumerate(state.pitfalls)}
    grouped = [(columns[at], q) for q in state.questions.values() if (at := state.cell_of(q)) in columns]
    grouped.sort(key=lambda one: (one[0], -one[1].support, one[1].texts[0].seq))
    in_sheet = {pitfall.id for pitfall in state.run_sheet.pitfalls}
    similar = _similar(state.run_sheet, known)
    found: list[Candidate] = []
    not_kept: Counter[NotKept] = Counter()
    for column, question in grouped:
        text = " ".join(question.text.split())
        why = _why_not(state, question, text, known, similar)
        if why is not None:
            not_kept[why] += 1
            continue
        similar.add(text)
        at = state.pitfalls[column].id
        found.append(Candidate(question.id, text, at if at in in_sheet else None, at))
    return found, not_kept


def choose(
    state: State, chosen: Iterable[Chosen], known: Known, most: int
) -> tuple[list[Chosen], list[tuple[str, NotKept]]]:
    """The chosen questions that are kept, their texts cleaned, and the ids of the others with the reason.

    A pitfall has at most `most` examples.
    """
    similar = _similar(state.run_sheet, known)
    counts = Counter(pitfall for pitfall, _ in known.texts)
    kept: dict[str, Chosen] = {}
    not_kept: list[tuple[str, NotKept]] = []
    for one in chosen:
        text = readable_title(one.text, state.run_sheet.questions.max_graphemes)
        if isinstance(text, Rejection):
            not_kept.append((one.question_id, "empty" if text.code == "empty" else "too_long"))
            continue
        why = _why_not(state, state.questions.get(one.question_id), text, known, similar)
        if one.question_id in kept:
            why = "already"
        elif why is None and counts[one.pitfall] >= most:
            why = "full"
        if why is not None:
            not_kept.append((one.question_id, why))
            continue
        similar.add(text)
        counts[one.pitfall] += 1
        kept[one.question_id] = Chosen(one.question_id, text, one.pitfall)
    return list(kept.values()), not_kept


def no_longer_kept(event: Event, after: State) -> Iterable[str]:
    """The ids of the questions of which no example may be kept any longer, now that this has happened.

    Their words were changed, or may not be shown any more. A session that has never ended has no examples.
    """
    if not after.has_ended_before:
        return ()
    match event:
        case e.VisibilityChanged(question_id=id, visibility=visibility) if visibility != "shown":
            return (id,)
        case e.QuestionLeftOut(question_id=id, left_out=True):
            return (id,)
        case (
            e.QuestionEdited(question_id=id)
            | e.TextCorrected(question_id=id)
            | e.TextRestored(question_id=id)
        ):
            return (id,)
        case e.ParticipantsSwept():
            return (id for swept in after.swept_by(after.seq) for id in swept.was.own)
        case _:
            return ()


def _similar(sheet: RunSheet, known: Known) -> NearIdentical:
    """What there is already: the run sheet's own examples, and those that are kept."""
    own = (text for p in sheet.pitfalls for texts in p.examples.values() for text in texts)
    return NearIdentical([*own, *(text for _, text in known.texts)])


def _why_not(
    state: State, question: Question | None, text: str, known: Known, similar: NearIdentical
) -> NotKept | None:
    rules = state.run_sheet.questions
    if question is None or not may_be_kept(question):
        return "may_not"
    if not set(FLAGS).isdisjoint(question.why):
        return "personal"
    if find_personal_data(text, rules.allowed_names, state.run_sheet.languages):
        return "personal"
    if question.id in known.question_ids:
        return "already"
    return "alike" if text in similar else None
