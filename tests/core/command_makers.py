"""Makers of random commands, one for each command, for the property tests and the simulation.

A maker turns random numbers into a command that is plausible in the given state: most ids in its arguments
exist, some do not. Every text contains a unique word (a canary, `kanin12x`), by which it can be found in any
bytes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from app.core import commands as c
from app.core.commands import Command
from app.core.state import State

CANARY = re.compile(r"kanin[0-9a-f]+x")
PERSONAL = (" 010190-1234", " a@b.dk", "")


@dataclass(slots=True)
class Dice:
    """Random numbers drawn elsewhere, used in order and then again from the first."""

    throws: Sequence[int]
    used: int = 0

    def throw(self, sides: int) -> int:
        value = self.throws[self.used % len(self.throws)]
        self.used += 1
        return value % sides

    def one_of(self, options: Sequence[Any]) -> Any:
        return options[self.throw(len(options))]


Maker = Callable[[State, Dice], Command]
MAKERS: dict[type[Command], Maker] = {}


def _makes(kind: type[Command]) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        MAKERS[kind] = maker
        return maker

    return register


def canary(state: State, dice: Dice) -> str:
    return f"kanin{state.seq:x}0{dice.throw(16):x}x"


def text(state: State, dice: Dice) -> str:
    """A text with a canary; two of three contain personal data."""
    return f"Hvem ejer {canary(state, dice)}?{dice.one_of(PERSONAL)}"


def question(state: State, dice: Dice) -> str:
    """The id of an existing question, rarely of one that does not exist."""
    ids = sorted(state.questions)
    return "no-such-question" if not ids or dice.throw(31) == 30 else str(dice.one_of(ids))


def pitfall(state: State, dice: Dice) -> str | None:
    chosen: str | None = dice.one_of([*(p.id for p in state.pitfalls), None, "to"])
    return chosen


def places_seen(state: State, ids: Sequence[str], dice: Dice) -> tuple[str | None, ...] | None:
    """Where a console saw these questions: nowhere in particular, where they are, or elsewhere."""
    if not dice.throw(3):
        return None
    here = (state.questions[id].pitfall if id in state.questions else None for id in ids)
    return tuple(pitfall(state, dice) if dice.throw(4) == 3 else place for place in here)


def some_questions(state: State, dice: Dice) -> tuple[str, ...]:
    return tuple(question(state, dice) for _ in range(1 + dice.throw(3)))


@_makes(c.AskQuestion)
def _(state: State, dice: Dice) -> Command:
    follows = dice.one_of([None] * 7 + ["", question(state, dice)])
    return c.AskQuestion(text(state, dice), follows, dice.one_of([None, state.at_ms - 10]))


@_makes(c.EditQuestion)
def _(state: State, dice: Dice) -> Command:
    return c.EditQuestion(question(state, dice), text(state, dice))


@_makes(c.PlaceDot)
def _(state: State, dice: Dice) -> Command:
    return c.PlaceDot((dice.throw(5), dice.throw(7) / 3, dice.throw(3)))


@_makes(c.AnswerPoll)
def _(state: State, dice: Dice) -> Command:
    answer: c.PollAnswer = dice.one_of(["yes", "partly", "no", "listened"])
    return c.AnswerPoll("" if answer == "listened" else question(state, dice), answer)


@_makes(c.PairWith)
def _(state: State, dice: Dice) -> Command:
    shown = sorted(person.pair for person in state.participants.values() if person.pair)
    return c.PairWith(dice.one_of(["", "1234", "12", *sorted(state.pair_codes), *shown, *shown]))


@_makes(c.OfferPair)
def _(state: State, dice: Dice) -> Command:
    return c.OfferPair(dice.one_of(["left", "right"]))


@_makes(c.ShareQuestion)
def _(state: State, dice: Dice) -> Command:
    return c.ShareQuestion(question(state, dice), shared=bool(dice.throw(3)))


@_makes(c.ProposePitfall)
def _(state: State, dice: Dice) -> Command:
    return c.ProposePitfall(question(state, dice), pitfall(state, dice))


@_makes(c.EnterStep)
def _(state: State, dice: Dice) -> Command:
    was = dice.one_of([state.stage.step] * 7 + ["lobby"])
    return c.EnterStep(was, dice.one_of(state.steps))


@_makes(c.NextBeat)
def _(state: State, dice: Dice) -> Command:
    return c.NextBeat(state.stage.beat - dice.one_of([0, 0, 0, 0, 1]))


@_makes(c.PreviousBeat)
def _(state: State, dice: Dice) -> Command:
    return c.PreviousBeat(state.stage.beat - dice.one_of([0, 0, 0, 0, 1]))


@_makes(c.SetWalkLength)
def _(state: State, dice: Dice) -> Command:
    return c.SetWalkLength(dice.one_of([None, 1, 2, 0]))


@_makes(c.SetWalkOrder)
def _(state: State, dice: Dice) -> Command:
    return c.SetWalkOrder(dice.one_of(["support", "arrival"]))


@_makes(c.MoveTimer)
def _(state: State, dice: Dice) -> Command:
    return c.MoveTimer(dice.one_of([30_000, -30_000, 1, -1_000_000]))


@_makes(c.SetTurnLength)
def _(state: State, dice: Dice) -> Command:
    return c.SetTurnLength(dice.one_of([5, 10, 90]))


@_makes(c.PlaceQuestion)
def _(state: State, dice: Dice) -> Command:
    return c.PlaceQuestion(question(state, dice), pitfall(state, dice))


@_makes(c.PlaceQuestions)
def _(state: State, dice: Dice) -> Command:
    batch = dice.one_of(["", "", "batch-1", "batch-2"])
    ids = some_questions(state, dice)
    return c.PlaceQuestions(ids, pitfall(state, dice), batch, places_seen(state, ids, dice))


@_makes(c.MergeQuestions)
def _(state: State, dice: Dice) -> Command:
    ids = some_questions(state, dice)
    return c.MergeQuestions(ids, question(state, dice), places_seen(state, ids, dice))


@_makes(c.CorrectText)
def _(state: State, dice: Dice) -> Command:
    return c.CorrectText(question(state, dice), text(state, dice))


@_makes(c.AskForRoom)
def _(state: State, dice: Dice) -> Command:
    return c.AskForRoom(text(state, dice))


@_makes(c.MarkTakenUp)
def _(state: State, dice: Dice) -> Command:
    return c.MarkTakenUp(question(state, dice), taken_up=bool(dice.throw(2)))


@_makes(c.ParkQuestion)
def _(state: State, dice: Dice) -> Command:
    return c.ParkQuestion(question(state, dice), parked=bool(dice.throw(2)))


@_makes(c.LeaveOut)
def _(state: State, dice: Dice) -> Command:
    return c.LeaveOut(question(state, dice), left_out=bool(dice.throw(2)))


@_makes(c.ReplyToQuestions)
def _(state: State, dice: Dice) -> Command:
    signed = dice.one_of(["", "Projektkontoret", f"Grete {canary(state, dice)}"])
    return c.ReplyToQuestions(some_questions(state, dice), text(state, dice), signed)


@_makes(c.WithdrawReply)
def _(state: State, dice: Dice) -> Command:
    replied = sorted(id for id, one in state.questions.items() if one.reply)
    return c.WithdrawReply(dice.one_of([*replied, question(state, dice)]))


@_makes(c.PromiseReplies)
def _(state: State, dice: Dice) -> Command:
    return c.PromiseReplies(promised=bool(dice.throw(2)))


@_makes(c.SweepNewerThan)
def _(state: State, dice: Dice) -> Command:
    latest = sorted({person.joined_ms for person in state.participants.values()})[-4:]
    return c.SweepNewerThan(dice.one_of([*latest, state.at_ms]))


@_makes(c.AdmitNewcomers)
def _(state: State, dice: Dice) -> Command:
    return c.AdmitNewcomers(dice.one_of([0, 50, len(state.participants), None, -1]))


@_makes(c.AddPitfall)
def _(state: State, dice: Dice) -> Command:
    return c.AddPitfall(f"Nyt {dice.throw(9)}")


@_makes(c.RenamePitfall)
def _(state: State, dice: Dice) -> Command:
    return c.RenamePitfall(pitfall(state, dice) or "tray", f"Hedder {dice.throw(9)}")


@_makes(c.ReorderPitfalls)
def _(state: State, dice: Dice) -> Command:
    order = [p.id for p in state.pitfalls]
    order.insert(dice.throw(len(order)), order.pop())
    return c.ReorderPitfalls(tuple(order))


@_makes(c.RemovePitfall)
def _(state: State, dice: Dice) -> Command:
    ad_hoc = [p.id for p in state.pitfalls if p.ad_hoc]
    return c.RemovePitfall(dice.one_of([*ad_hoc, "en", "nowhere"]))


@_makes(c.SetBoardLanguage)
def _(state: State, dice: Dice) -> Command:
    return c.SetBoardLanguage(dice.one_of(["da", "en", "xx"]))


@_makes(c.Undo)
def _(state: State, dice: Dice) -> Command:
    keys = sorted(entry.key for stack in state.history.undo.values() for entry in stack)
    return c.Undo(dice.one_of(["", "", "no-such-command", *keys]))


@_makes(c.Retitle)
def _(state: State, dice: Dice) -> Command:
    title = dice.one_of([f"Titel {dice.throw(9)}", None])
    return c.Retitle(title, dice.one_of(["Under", "", None]), dice.one_of(["Kursus", "", None]))


@_makes(c.Plan)
def _(state: State, dice: Dice) -> Command:
    day = dice.one_of(["1970-01-20", "2030-05-02", None])
    return c.Plan(day, dice.one_of(["Vejle", None]), dice.one_of([140, None]))


@_makes(c.RenewKey)
def _(state: State, dice: Dice) -> Command:
    return c.RenewKey(dice.one_of(["facilitator", "board", "report"]))


@_makes(c.RevokeDevice)
def _(state: State, dice: Dice) -> Command:
    return c.RevokeDevice(dice.one_of([*sorted(state.devices), "no-such-device"]))


@_makes(c.ConnectDevice)
def _(state: State, dice: Dice) -> Command:
    return c.ConnectDevice(dice.one_of(["Tablet", ""]))


@_makes(c.MakeReportLink)
def _(state: State, dice: Dice) -> Command:
    until_ms = dice.one_of([None, state.at_ms + 1_000, 1])
    return c.MakeReportLink(f"report-{dice.throw(9)}", dice.one_of(get_args(c.ReportShows)), until_ms)


@_makes(c.EndReportLink)
def _(state: State, dice: Dice) -> Command:
    return c.EndReportLink(dice.one_of([*sorted(state.report_links), "report-0"]))


@_makes(c.EmptySession)
def _(state: State, dice: Dice) -> Command:
    """Mostly of other numbers than there are, so that scripts are not emptied all the time."""
    others = 1 if dice.throw(31) < 25 else 0
    return c.EmptySession(state.sums.joined + others, state.received)


def _about_a_question(kind: Callable[[str], Command]) -> Maker:
    return lambda state, dice: kind(question(state, dice))


def _without_arguments(kind: Callable[[], Command]) -> Maker:
    return lambda state, dice: kind()


MAKERS |= {
    kind: _about_a_question(kind)
    for kind in (
        c.WithdrawQuestion,
        c.SupportQuestion,
        c.UnsupportQuestion,
        c.LetThrough,
        c.HideQuestion,
        c.ShowQuestion,
        c.SplitQuestion,
        c.Spotlight,
        c.HideAllFrom,
        c.StopHoldingFrom,
    )
}
MAKERS |= {
    kind: _without_arguments(kind)
    for kind in (
        c.StartTimer,
        c.PauseTimer,
        c.RestartTimer,
        c.SwapTurn,
        c.SweepHeld,
        c.LetAllThrough,
        c.StartHolding,
        c.StopHolding,
        c.OpenSubmissions,
        c.CloseSubmissions,
        c.OpenPoll,
        c.ClosePoll,
        c.ClearSpotlight,
        c.ShowDots,
        c.HideDots,
        c.BlankBoard,
        c.LightBoard,
        c.FreezeBoard,
        c.ReleaseBoard,
        c.ShowQr,
        c.HideQr,
        c.LockLobby,
        c.UnlockLobby,
        c.Redo,
        c.EndSession,
        c.ReopenSession,
        c.Join,
        c.TimeIsUp,
    )
}
