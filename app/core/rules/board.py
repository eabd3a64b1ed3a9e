"""The board: its language, whether it is black or frozen, and the join QR over it."""

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_board
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import State


@decides
def set_board_language(state: State, command: c.SetBoardLanguage, envelope: Envelope) -> Outcome:
    if command.language not in state.run_sheet.languages:
        return Rejection("unknown")
    same = state.board.language == command.language
    return [] if same else [e.BoardLanguageSet(command.language)]


@evolves
def board_language_set(state: State, event: e.BoardLanguageSet, recorded: Recorded) -> State:
    return change_board(state, recorded, language=event.language, r_language=recorded.seq)


@decides
def blank_board(state: State, command: c.BlankBoard, envelope: Envelope) -> Outcome:
    return [] if state.board.blank else [e.BoardBlanked(True)]


@decides
def light_board(state: State, command: c.LightBoard, envelope: Envelope) -> Outcome:
    return [e.BoardBlanked(False)] if state.board.blank else []


@evolves
def board_blanked(state: State, event: e.BoardBlanked, recorded: Recorded) -> State:
    return change_board(state, recorded, blank=event.blank)


@decides
def freeze_board(state: State, command: c.FreezeBoard, envelope: Envelope) -> Outcome:
    return [] if state.board.frozen else [e.BoardFrozen(True)]


@decides
def release_board(state: State, command: c.ReleaseBoard, envelope: Envelope) -> Outcome:
    return [e.BoardFrozen(False)] if state.board.frozen else []


@evolves
def board_frozen(state: State, event: e.BoardFrozen, recorded: Recorded) -> State:
    return change_board(state, recorded, frozen=event.frozen)


@decides
def show_qr(state: State, command: c.ShowQr, envelope: Envelope) -> Outcome:
    return [] if state.board.qr else [e.QrShown(True)]


@decides
def hide_qr(state: State, command: c.HideQr, envelope: Envelope) -> Outcome:
    return [e.QrShown(False)] if state.board.qr else []


@evolves
def qr_shown(state: State, event: e.QrShown, recorded: Recorded) -> State:
    return change_board(state, recorded, qr=event.shown)
