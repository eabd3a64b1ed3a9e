"""Views: what each audience sees, `show(state, audience)`, and a participant's own lane, `mine(state, id)`.

A view is flat tables of rows keyed by id. Fields are listed one by one, never filtered out, so that a new
field of the state is in no view until it is added here. Every row carries `r`, the seq that last changed
it. Sums over participants are made in `figures`, which hides small groups. `rows` has the types of the rows,
docs/protocol.md describes the tables.
"""

from collections.abc import Container
from dataclasses import dataclass
from typing import cast

from app.core.commands import Answer
from app.core.figures import counts_row, dot_rows, momentum_row, poll_rows, received_row, tally_rows
from app.core.languages import in_language
from app.core.logo import fingerprint
from app.core.personal_data import FLAGS, find_places
from app.core.rows import (
    ArcRow,
    AskedBy,
    BoardRow,
    ConsoleFlagsRow,
    ConsoleQuestionRow,
    ConsoleTables,
    DeviceRow,
    DoorRow,
    FlagsRow,
    FocusRow,
    GatesRow,
    LogoRow,
    MeRow,
    MineRow,
    MomentumSheet,
    NoteRow,
    OthersRow,
    OwnTables,
    PersonalPlace,
    PhoneTables,
    PitfallRow,
    PlaceRow,
    QuestionRow,
    ReplyRow,
    ReplyShown,
    Row,
    ScreenRole,
    SessionRow,
    SharedTables,
    SheetRow,
    StepRow,
    SupportedRow,
    SupportRow,
    TimerRow,
    UndoRow,
    View,
    WalkRow,
)
from app.core.rules.steps import beats, skipped
from app.core.run_sheet import RunSheet
from app.core.state import GRACE_MS, Participant, Question, Reply, State
from app.core.steps import pitfall_of, rules_of
from app.core.undo import what, would_show

IT = "it"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets the same view.

    `looks` is whether a phone looks at others' questions, `grouping` whether a console is that of a helper
    who may only group: it is not sent what is held back or hidden, and no more than grouping needs.
    """

    role: ScreenRole
    language: str
    looks: bool = False
    grouping: bool = False


def show(state: State, audience: Audience) -> View:
    """The whole view of an audience."""
    view = show_small(state, audience)
    for id in state.questions:
        for table, row in show_question(state, audience, id).items():
            view.setdefault(table, {})[id] = row
    return view


# ---- everything that does not grow with the number of questions


def show_small(state: State, audience: Audience, *, dots: bool = True) -> View:
    """The tables of the session, the step, the pitfalls and the sums; also the `dots` table if asked for."""
    language = state.board.language if audience.role == "board" else audience.language
    shared: SharedTables = {
        "session": {IT: _session(state, language)},
        "step": {IT: _step(state)},
        "timer": {IT: _timer(state)},
        "gates": {IT: _gates(state)},
        "counts": {IT: counts_row(state)},
        "sheet": {IT: _sheet(state, language)},
        "pitfalls": _pitfalls(state, language),
    }
    if audience.role == "phone":
        phone: PhoneTables = {"focus": _focus(state)}
        return _without_empty(shared) | _without_empty(phone)
    if audience.grouping:
        helper: ConsoleTables = {
            "board": {IT: _board(state)},
            "undo": _undo_rows(state),
            "devices": _devices(state),
        }
        return _without_empty(shared) | _without_empty(helper)
    tables: ConsoleTables = {
        "board": {IT: _board(state)},
        "tallies": tally_rows(state),
        "poll": poll_rows(state),
        "momentum": {IT: momentum_row(state)},
    }
    if dots and (audience.role == "console" or state.board.dots_shown):
        tables["dots"] = dot_rows(state)
    if audience.role == "console":
        tables["door"] = {IT: _door(state)}
        tables["received"] = {IT: received_row(state)}
        tables["arc"] = {IT: _arc(state)}
        tables["walk"] = {IT: _walk(state)}
        tables["undo"] = _undo_rows(state)
        tables["devices"] = _devices(state)
        tables["notes"] = _notes(state.run_sheet, language)
        if state.run_sheet.buzz.pairs:
            tables["pairs"] = {IT: {"linked": state.sums.pairs, "r": state.r_pairs}}
    return _without_empty(shared) | _without_empty(tables)


def _without_empty(tables: SharedTables | OwnTables) -> View:
    """The tables that have rows, as a `View`, whose type does not name its tables."""
    return cast("View", {name: rows for name, rows in tables.items() if rows})


def logo_row(state: State, language: str) -> LogoRow | None:
    """The logo's address, which is another one for another image, so that browsers can keep it for good."""
    sheet = state.run_sheet
    if not sheet.logo:
        return None
    address = f"/api/logo/{state.code}/{fingerprint(sheet.logo)}"
    return {"address": address, "text": in_language(sheet.logo_text, language)}


def _session(state: State, language: str) -> SessionRow:
    return {
        "code": state.code,
        "title": state.title_in(language),
        "subtitle": state.subtitle_in(language),
        "occasion": state.occasion_in(language),
        "date": state.date,
        "place": state.place,
        "expected": state.expected,
        "language": language,
        "languages": list(state.run_sheet.languages),
        "rehearsal": state.rehearsal,
        "ended": state.ended,
        "accent": state.run_sheet.accent or None,
        "logo": logo_row(state, language),
        "r": max(state.r_session, state.board.r_language),
    }


def _step(state: State) -> StepRow:
    stage = state.stage
    return {
        "step": stage.step,
        "beat": stage.beat,
        "beats": beats(state),
        "at_ms": stage.at_ms,
        "began_at_ms": stage.began_ms,
        "skipped": skipped(state),
        "r": max(stage.r, state.r_pitfalls),
    }


def _arc(state: State) -> ArcRow:
    stage = state.stage
    entered = [step for step in state.steps if step in stage.entered]
    return {"entered": entered, "r": max(stage.r_entered, state.r_pitfalls)}


def _timer(state: State) -> TimerRow:
    timer, stage = state.timer, state.stage
    return {
        "phase": timer.phase,
        "turn": timer.turn,
        "turns": timer.turns,
        "turn_ms": timer.turn_ms,
        "ends_at_ms": timer.ends_at_ms,
        "left_ms": timer.left_ms,
        # Where there are two countdowns, another step may show the other one.
        "r": timer.r if state.alone_timer is None else max(timer.r, stage.r),
    }


def _gates(state: State) -> GatesRow:
    gates = state.gates
    return {
        "submissions": gates.submissions,
        "closed_at_ms": gates.closed_at_ms,
        "grace_ms": GRACE_MS,
        "poll": gates.poll,
        "editing": gates.editing,
        "lobby_locked": gates.lobby_locked,
        "r": gates.r,
    }


def _door(state: State) -> DoorRow:
    gates = state.gates
    return {"holding": gates.holding, "admitted": gates.admitted, "r": gates.r_door}


def _walk(state: State) -> WalkRow:
    walk = state.walk
    return {
        "length": walk.length,
        "done": list(walk.done),
        "counts_at_ms": walk.counts_at_ms,
        "r": walk.r,
    }


def _undo_rows(state: State) -> dict[str, UndoRow]:
    return {device: _undo(state, device) for device in state.history.changed}


def _undo(state: State, device: str) -> UndoRow:
    history = state.history
    undone = history.redo.get(device, ())
    row: UndoRow = {
        "command_id": None,
        "what": None,
        "n": 0,
        "question_id": None,
        "step": None,
        "shows": False,
        "redo_shows": bool(undone) and would_show(undone[-1]),
        "r": history.changed[device],
    }
    if (found := history.find(device, "")) is not None:
        _, entry = found
        kind, ids = what(entry)
        row |= {
            "command_id": entry.key,
            "what": kind,
            "n": len(ids),
            "question_id": ids[0] or None if len(ids) == 1 else None,
            "step": entry.step,
            "shows": would_show(entry),
        }
    return row


def _sheet(state: State, language: str) -> SheetRow:
    sheet = state.run_sheet
    momentum: MomentumSheet | None = None
    if sheet.momentum is not None:
        momentum = {
            "question": in_language(sheet.momentum.question, language),
            "words": [
                {
                    "id": word.id,
                    "word": in_language(word.word, language),
                    "points": [in_language(point, language) for point in word.points],
                }
                for word in sheet.momentum.words
            ],
        }
    return {
        "question_prompt": in_language(sheet.questions.prompt, language),
        "alone_prompt": in_language(sheet.alone.prompt, language) if sheet.alone else None,
        "prompts": [in_language(p, language) for p in sheet.buzz.prompts],
        "afterwards": in_language(sheet.buzz.afterwards, language) if sheet.buzz.afterwards else None,
        "closing": [in_language(p, language) for p in sheet.closing],
        "steps": list(state.steps),
        "minutes": dict(sheet.minutes),
        "momentum": momentum,
        "poll_question": in_language(sheet.poll.question, language),
        "next_question": in_language(sheet.poll.next_question, language),
        "max_graphemes": sheet.questions.max_graphemes,
        "per_participant": sheet.questions.per_participant,
        "others_visible": sheet.questions.others_visible,
        "pairs": sheet.buzz.pairs,
        "r": max(state.r_pitfalls, state.board.r_language),
    }


def _pitfalls(state: State, language: str) -> dict[str, PitfallRow]:
    words = {p.id: p for p in state.run_sheet.pitfalls}
    table: dict[str, PitfallRow] = {}
    for number, pitfall in enumerate(state.pitfalls, start=1):
        own = words.get(pitfall.id)
        title = pitfall.title or (in_language(own.title, language) if own else "")
        table[pitfall.id] = {
            "number": number,
            "short": pitfall.title or (in_language(own.short, language) if own else ""),
            "title": title,
            "causes": [in_language(cause, language) for cause in own.causes] if own else [],
            "answer_title": in_language(own.answer.title, language) if own else "",
            "points": [in_language(point, language) for point in own.answer.points] if own else [],
            "ad_hoc": pitfall.ad_hoc,
            "r": max(state.r_pitfalls, state.board.r_language),
        }
    return table


def _board(state: State) -> BoardRow:
    board = state.board
    return {
        "blank": board.blank,
        "frozen": board.frozen,
        "qr": board.qr,
        "language": board.language,
        "dots_shown": board.dots_shown,
        "spotlight": board.spotlight,
        "walk_order": board.walk_order,
        "replies_promised": board.replies_promised,
        "r": board.r,
    }


def _focus(state: State) -> dict[str, FocusRow]:
    """The question in focus, for phones: none outside the walk, or while the board is black or frozen."""
    board = state.board
    question = state.questions.get(board.spotlight or "")
    if question is None or board.blank or board.frozen or not may_look(state):
        return {}
    if pitfall_of(state.stage.step) is None:
        return {}
    r = max(question.r_focus, question.r_text, question.r_visible)
    return {IT: {"question_id": question.id, "text": question.text, "r": r}}


def _devices(state: State) -> dict[str, DeviceRow]:
    return {
        id: {"name": device.name, "r": device.r} for id, device in state.devices.items() if not device.revoked
    }


def _notes(sheet: RunSheet, language: str) -> dict[str, NoteRow]:
    return {step: {"text": in_language(text, language), "r": 1} for step, text in sheet.notes.items()}


# ---- one question, on each screen


def show_question(state: State, audience: Audience, id: str) -> dict[str, Row]:
    """The rows of one question by table; empty where this audience may not see it."""
    question = state.questions.get(id)
    if question is None:
        return {}
    if audience.role == "console":
        withheld = audience.grouping and question.visibility != "shown"
        if withheld:
            return {}
        rows = _console_rows(state, question)
        if (reply := question.reply) is not None and not audience.grouping:
            row: ReplyRow = {**_reply(reply), "r": max(question.r_reply, question.r_visible)}
            rows["replies"] = row
        return rows
    if not question.on_board:
        return {}
    if audience.role == "board":
        return _board_rows(state, question)
    return {"others": _others_row(state, question)} if audience.looks else {}


def _words(question: Question) -> QuestionRow:
    return {
        "text": question.text,
        "at_ms": question.at_ms,
        "next": question.next,
        "r": max(question.r_text, question.r_visible, question.r_merge),
    }


def _place(question: Question) -> PlaceRow:
    r = max(question.r_place, question.r_visible, question.r_merge)
    return {"pitfall": question.pitfall, "r": r}


def _common(state: State, question: Question) -> dict[str, Row]:
    rows: dict[str, Row] = {"questions": _words(question), "places": _place(question)}
    if n := state.support_of(question):
        support: SupportRow = {"n": n, "r": max(_r_support(state, question), question.r_visible)}
        rows["support"] = support
    return rows


def _r_support(state: State, question: Question) -> int:
    """The seq that last changed its support, or that of a question merged into it, or which ones are."""
    own = max(question.r_merge, question.r_support)
    if not question.merged:
        return own
    merged = (state.questions[id] for id in question.merged)
    return max(own, *(max(one.r_support, one.r_visible) for one in merged))


def _r_flags(question: Question) -> int:
    return max(question.r_visible, question.r_merge, question.r_flags)


def _flags(question: Question) -> FlagsRow:
    return {
        "taken_up": "taken_up" in question.flags,
        "parked": "parked" in question.flags,
        "merged": len(question.merged),
        "r": _r_flags(question),
    }


def _board_rows(state: State, question: Question) -> dict[str, Row]:
    rows = _common(state, question)
    flags = _flags(question)
    # Most questions have no flags, and get no row.
    if any(value for name, value in flags.items() if name != "r"):
        rows["flags"] = flags
    return rows


def _console_rows(state: State, question: Question) -> dict[str, Row]:
    asker = state.participants.get(question.participant or "")
    on_board = _flags(question)
    flags: ConsoleFlagsRow = {
        **on_board,
        "state": "merged" if question.into else question.visibility,
        "left_out": "left_out" in question.flags,
        "why": list(question.why),
        "into": question.into,
        "proposed": question.proposed,
        "by_room": question.participant is None,
        "asker_held": asker is not None and asker.held,
        "r": max(on_board["r"], question.r_proposed, asker.r_held if asker else 0),
    }
    rows = {**_common(state, question), "flags": flags}
    if question.visibility == "held" and any(code in FLAGS for code in question.why):
        rows["questions"] = _words_with_places(state, question)
    return rows


def _reply(reply: Reply) -> ReplyShown:
    return {"text": reply.text, "signed": reply.signed, "at_ms": reply.at_ms}


def _words_with_places(state: State, question: Question) -> ConsoleQuestionRow:
    sheet = state.run_sheet
    places = find_places(question.text, sheet.questions.allowed_names, sheet.languages)
    found: list[PersonalPlace] = [{"flag": p.flag, "start": p.start, "end": p.end} for p in places]
    return {**_words(question), "personal": found}


def _others_row(state: State, question: Question) -> OthersRow:
    return {
        "text": question.text,
        "pitfall": question.pitfall,
        "support": state.support_of(question),
        "r": max(question.r_text, question.r_visible, question.r_place, _r_support(state, question)),
    }


def may_look(state: State) -> bool:
    """Whether phones may look at others' questions in the current step."""
    return state.run_sheet.questions.others_visible and rules_of(state.stage.step).others


# ---- a participant's own lane


def mine(
    state: State,
    participant: str,
    of: Container[str] | None = None,
    of_supported: Container[str] | None = None,
) -> View:
    """The view of a participant's own lane: their questions, their row, and the questions they support.

    Where `of` is given, of their questions only those in it, and of supported ones those in `of_supported`.
    """
    person = state.participants.get(participant)
    if person is None:
        return {}
    me: MeRow = {
        "listened": person.listened,
        "open": len(person.own),
        "supports": sorted(person.supports),
        "dot": [w / 1000 for w in state.dots[person.dot].weights] if person.dot else None,
        "pair": person.pair,
        "side": person.side if state.neighbour_of(participant) is not None else None,
        "r": person.r,
    }
    return _without_empty(
        {
            "me": {IT: me},
            "mine": {
                id: _own_row(state, state.questions[id], person)
                for id in (*person.own, *state.shared_with(person))
                if of is None or id in of
            },
            "supported": {
                id: _supported_row(state, question, person.answers.get(id), person.r)
                for id in person.supports
                if (of_supported is None or id in of_supported)
                and (question := state.questions[id]).visibility == "shown"
            },
        }
    )


def _own_row(state: State, question: Question, person: Participant) -> MineRow:
    root = state.root(question)
    spotlight = state.board.spotlight
    row: MineRow = {
        "text": question.text,
        "at_ms": question.at_ms,
        "state": "merged" if question.into else question.visibility,
        "pitfall": root.pitfall,
        "others": len(root.merged),
        "taken_up": "taken_up" in root.flags,
        "in_focus": spotlight == root.id,
        "next": question.next,
        "follows": question.follows,
        "answer": person.answers.get(question.id),
        "editable": state.gates.editing and person.id == question.participant,
        "asked_by": _asked_by(state, question, person),
        "r": max(_r_own(question, root), state.gates.r_editing),
    }
    if question.proposed is not None and person.id == question.participant:
        row["proposed"] = question.proposed
    if (reply := state.reply_to(question)) is not None:
        row["reply"] = _reply(reply)
    return row


def _asked_by(state: State, question: Question, person: Participant) -> AskedBy:
    if person.id != question.participant:
        return "neighbour"
    return "us" if len(state.askers_of(question)) > 1 else "me"


def _r_own(question: Question, root: Question) -> int:
    """The seq that last changed what its asker sees of a question, or of the one it was merged into."""
    r = _r_of_one(question)
    return r if root is question else max(r, _r_of_one(root))


def _r_of_one(question: Question) -> int:
    of_asker = max(question.r_text, question.r_answer, question.r_reply, question.r_shared)
    return max(of_asker, question.r_place, question.r_proposed, question.r_focus, _r_flags(question))


def _supported_row(state: State, question: Question, answer: Answer | None, r_person: int) -> SupportedRow:
    root = state.root(question)
    row: SupportedRow = {
        "text": question.text,
        "pitfall": root.pitfall,
        "answer": answer,
        "r": max(question.r_supported, root.r_supported, r_person),
    }
    if (reply := state.reply_to(question)) is not None:
        row["reply"] = _reply(reply)
    return row
