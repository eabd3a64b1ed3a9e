"""Permissions: every command by every role in every step, against a table written by hand.

The table is the specification. A command without a row fails, and so does a row that the code violates.
Boards, and ids and keys of another session, are tested through real connections.
"""

import itertools
from functools import cache
from typing import Any

import pytest

from app.core import commands as c, events as e
from app.core.commands import BY_NAME, INTERNAL, ROLES, Actor, Command, Role, wire_name
from app.core.rejections import Rejection
from app.core.rules.timer import next_deadline
from app.core.steps import STEPS, family
from app.web.connection import Refused
from app.web.context import AppContext
from tests.core.sheet import ANNA, BO, Story, make_sheet
from tests.web.connections import connect, key, say

ARC = make_sheet().arc(["en"])
ALWAYS = " ".join(STEPS)
WITH_OTHERS = "group walk summary momentum poll done"
PARTICIPANT, FACILITATOR, CLOCK = {"participant"}, {"facilitator", "organiser"}, {"clock"}
GROUPING = FACILITATOR | {"grouping"}
P, F, G = PARTICIPANT, FACILITATOR, GROUPING
DEVICES: dict[Role, str] = {"facilitator": "desk", "grouping": "group-1"}
# Commands that are still allowed once the session has ended.
AFTER_END = {
    *{"connect_device", "leave_out", "plan", "renew_key", "reopen_session", "retitle", "revoke_device"},
    *{"empty_session", "end_report_link", "make_report_link"},
    *{"promise_replies", "reply_to_questions", "withdraw_reply"},
}

# Command, allowed roles, allowed steps, and the rejection code in other steps.
TABLE: dict[str, tuple[Command, set[str], str]] = {
    "ask_question": (c.AskQuestion("Et spørgsmål"), P, ALWAYS),
    "ask_question to follow": (c.AskQuestion("Det næste", follows="annas"), P, "poll done"),
    "edit_question": (c.EditQuestion("annas", "Rettet"), P, "lobby overview alone buzz collect group"),
    "withdraw_question": (c.WithdrawQuestion("annas"), P, ALWAYS),
    "support_question": (c.SupportQuestion("bos"), P, WITH_OTHERS),
    "unsupport_question": (c.UnsupportQuestion("bos"), P, WITH_OTHERS),
    "propose_pitfall": (c.ProposePitfall("annas", "to"), P, "collect group walk"),
    "place_dot": (c.PlaceDot((1, 1, 1)), P, "momentum"),
    "answer_poll": (c.AnswerPoll("annas", "yes"), P, "poll done"),
    "pair_with": (c.PairWith("1234"), P, "buzz"),
    "offer_pair": (c.OfferPair("left"), P, "buzz"),
    "share_question": (c.ShareQuestion("annas"), P, "lobby overview alone buzz collect group"),
    "share_question to end it": (c.ShareQuestion("annas", shared=False), P, ALWAYS),
    "enter_step": (c.EnterStep("", "walk:to"), F, ALWAYS),
    "next_beat": (c.NextBeat(0), F, "overview walk"),
    "previous_beat": (c.PreviousBeat(0), F, ALWAYS),
    "set_walk_length": (c.SetWalkLength(3), F, ALWAYS),
    "set_walk_order": (c.SetWalkOrder("arrival"), F, ALWAYS),
    "start_timer": (c.StartTimer(), F, "alone buzz"),
    "pause_timer": (c.PauseTimer(), F, "alone buzz"),
    "move_timer": (c.MoveTimer(), F, "alone buzz"),
    "restart_timer": (c.RestartTimer(), F, "alone buzz"),
    "set_turn_length": (c.SetTurnLength(30), F, ALWAYS),
    "swap_turn": (c.SwapTurn(), F, "alone buzz"),
    "open_submissions": (c.OpenSubmissions(), F, ALWAYS),
    "close_submissions": (c.CloseSubmissions(), F, ALWAYS),
    "open_poll": (c.OpenPoll(), F, ALWAYS),
    "close_poll": (c.ClosePoll(), F, ALWAYS),
    "place_question": (c.PlaceQuestion("annas", "to"), G, ALWAYS),
    "place_questions": (c.PlaceQuestions(("annas", "bos"), "to"), G, ALWAYS),
    "let_through": (c.LetThrough("annas"), F, ALWAYS),
    "hide_question": (c.HideQuestion("annas"), F, ALWAYS),
    "show_question": (c.ShowQuestion("annas"), F, ALWAYS),
    "merge_questions": (c.MergeQuestions(("annas",), "bos"), G, ALWAYS),
    "split_question": (c.SplitQuestion("annas"), G, ALWAYS),
    "correct_text": (c.CorrectText("annas", "Rettet"), F, ALWAYS),
    "ask_for_room": (c.AskForRoom("Fra en seddel"), F, ALWAYS),
    "spotlight": (c.Spotlight("annas"), F, ALWAYS),
    "clear_spotlight": (c.ClearSpotlight(), F, ALWAYS),
    "mark_taken_up": (c.MarkTakenUp("annas", taken_up=True), F, ALWAYS),
    "park_question": (c.ParkQuestion("annas", parked=True), G, ALWAYS),
    "leave_out": (c.LeaveOut("annas", left_out=True), F, ALWAYS),
    "reply_to_questions": (c.ReplyToQuestions(("annas", "bos"), "Styregruppen ejer den."), F, ALWAYS),
    "withdraw_reply": (c.WithdrawReply("third"), F, ALWAYS),
    "promise_replies": (c.PromiseReplies(promised=True), F, ALWAYS),
    "hide_all_from": (c.HideAllFrom("annas"), F, ALWAYS),
    "stop_holding_from": (c.StopHoldingFrom("annas"), F, ALWAYS),
    "sweep_newer_than": (c.SweepNewerThan(0), F, ALWAYS),
    "sweep_held": (c.SweepHeld(), F, ALWAYS),
    "let_all_through": (c.LetAllThrough(), F, ALWAYS),
    "add_pitfall": (c.AddPitfall("Nyt"), F, ALWAYS),
    "rename_pitfall": (c.RenamePitfall("to", "Nyt navn"), F, ALWAYS),
    "reorder_pitfalls": (c.ReorderPitfalls(("to", "en", "added")), F, ALWAYS),
    "remove_pitfall": (c.RemovePitfall("added"), F, ALWAYS),
    "show_dots": (c.ShowDots(), F, ALWAYS),
    "hide_dots": (c.HideDots(), F, ALWAYS),
    "set_board_language": (c.SetBoardLanguage("en"), F, ALWAYS),
    "blank_board": (c.BlankBoard(), F, ALWAYS),
    "light_board": (c.LightBoard(), F, ALWAYS),
    "freeze_board": (c.FreezeBoard(), F, ALWAYS),
    "release_board": (c.ReleaseBoard(), F, ALWAYS),
    "show_qr": (c.ShowQr(), F, ALWAYS),
    "hide_qr": (c.HideQr(), F, ALWAYS),
    "lock_lobby": (c.LockLobby(), F, ALWAYS),
    "unlock_lobby": (c.UnlockLobby(), F, ALWAYS),
    "admit_newcomers": (c.AdmitNewcomers(400), F, ALWAYS),
    "start_holding": (c.StartHolding(), F, ALWAYS),
    "stop_holding": (c.StopHolding(), F, ALWAYS),
    "undo": (c.Undo("named"), G, ALWAYS),
    "redo": (c.Redo(), G, ALWAYS),
    "renew_key": (c.RenewKey("board"), F, ALWAYS),
    "revoke_device": (c.RevokeDevice("tablet"), F, ALWAYS),
    "end_session": (c.EndSession(), F, ALWAYS),
    "reopen_session": (c.ReopenSession(), F, ALWAYS),
    "retitle": (c.Retitle("Et nyt navn"), {"organiser"}, ALWAYS),
    "make_report_link": (c.MakeReportLink("report-2", "figures", None), F, ALWAYS),
    "end_report_link": (c.EndReportLink("report-1"), F, ALWAYS),
    "empty_session": (c.EmptySession(2, 3), {"organiser"}, ALWAYS),
    "plan": (c.Plan("2030-05-02", "Vejle", 140), {"organiser"}, ALWAYS),
    "join": (c.Join(), P, ALWAYS),
    "connect_device": (c.ConnectDevice("Scenen"), G, ALWAYS),
    "time_is_up": (c.TimeIsUp(), CLOCK, ALWAYS),
}


def at(step: str, actor: Actor) -> Story:
    """A session that has gone through the arc to this step, with data for every command."""
    return prepared(step, actor).copy()


@cache
def prepared(step: str, actor: Actor) -> Story:
    if step != ARC[0]:
        story = at(ARC[ARC.index(step) - 1], actor)
        story.put(c.EnterStep(story.state.stage.step, step), Actor("organiser"))
        return story
    story = Story().given(
        e.ParticipantJoined(ANNA.id),
        e.ParticipantJoined(BO.id),
        e.PairOffered(BO.id, "1234", "left"),
        e.DeviceConnected("tablet", ""),
        e.ReportLinkMade("report-1", "all", None),
        e.PitfallAdded("added", "Føjet til"),
        e.SubmissionsOpened(),
        e.QuestionAsked("annas", ANNA.id, "shown", (), False, None, "Annas"),
        e.QuestionAsked("bos", BO.id, "shown", (), False, None, "Bos"),
        e.QuestionAsked("third", BO.id, "shown", (), False, None, "Et tredje"),
        e.QuestionReplied("third", None, "\nDet gør vi."),
    )
    if actor.role in GROUPING:
        for id in ("named", "undone"):
            story.put(c.ParkQuestion("third", parked=id == "named"), actor, id=id)
        story.put(c.Undo("undone"), actor)
        story.put(c.ParkQuestion("bos", parked=True), Actor("facilitator", "other"), id="others")
    return story


def test_every_command_has_a_row() -> None:
    rows = {label.partition(" ")[0] for label in TABLE}
    assert rows == {*BY_NAME, *map(wire_name, INTERNAL)}


def outcome(story: Story, command: Command, actor: Actor) -> object:
    if isinstance(command, c.EnterStep):
        command = c.EnterStep(story.state.stage.step, command.to)
    put = next_deadline(story.state) if isinstance(command, c.TimeIsUp) else None
    return story.put(command, actor, at=put)


@pytest.mark.parametrize("label", TABLE)
def test_s5_a_role_may_send_the_commands_in_the_table_and_no_others(label: str) -> None:
    command, roles, steps = TABLE[label]
    for role, step in itertools.product(ROLES, ARC):
        actor = ANNA if role == "participant" else Actor(role, DEVICES.get(role, ""))
        story = at(step, actor)
        if isinstance(command, c.ShareQuestion):
            story.given(e.PairLinked(BO.id, ANNA.id))
        before = story.state
        got = outcome(story, command, actor)
        if role not in roles:
            assert got == Rejection("forbidden"), (role, step)
            assert story.state is before
        elif family(step) not in steps.split():
            assert got == Rejection("wrong_step"), (role, step)
            assert story.state is before
        else:
            assert not isinstance(got, Rejection), (role, step, got)


@pytest.mark.parametrize("label", TABLE)
def test_s5_an_ended_session_accepts_housekeeping_commands_only(label: str) -> None:
    command, roles, _ = TABLE[label]
    role: Any = sorted(roles)[0]
    actor = ANNA if role == "participant" else Actor(role, "desk")
    story = at("poll", actor).given(e.SessionEnded())
    refused = outcome(story, command, actor) == Rejection("ended")
    assert refused == (label not in AFTER_END)


BY_FACILITATORS = [label for label, (_, roles, _) in TABLE.items() if "facilitator" in roles]


@pytest.mark.parametrize("label", [label for label in BY_FACILITATORS if label not in ("undo", "redo")])
def test_undo_reaches_what_a_command_changes_if_it_is_marked_undoable_and_only_then(label: str) -> None:
    command, _, steps = TABLE[label]
    desk = Actor("facilitator", "desk")
    for step in ARC:
        story = at(step, desk)
        before = story.state.history.undo
        if family(step) in steps.split() and outcome(story, command, desk):
            assert (story.state.history.undo != before) == command.undoable, step


# ---- through real connections


@pytest.mark.asyncio
async def test_s5_a_board_may_send_no_command(context: AppContext) -> None:
    board, sink = await connect(context, "AAAAAA", role="board", key=key(context, "AAAAAA", "board"))
    room = await context.hub.room("AAAAAA")
    assert room is not None
    before = room.state
    for n, name in enumerate(BY_NAME):
        assert (await say(board, sink, name, {}, n))["code"] == "forbidden"
    assert room.state is before


@pytest.mark.asyncio
async def test_s5_internal_commands_are_refused_on_the_wire(context: AppContext) -> None:
    facilitator, sink = await connect(context, "AAAAAA", role="console", key="organiser", device="d")
    phone, phone_sink = await connect(context, "AAAAAA", role="phone", token="0" * 32)
    for n, name in enumerate(map(wire_name, INTERNAL)):
        assert (await say(facilitator, sink, name, {}, n))["code"] == "invalid"
        assert (await say(phone, phone_sink, name, {}, n))["code"] == "invalid"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("screen", "role", "code"),
    [
        ("console", "board", "AAAAAA"),
        ("console", "facilitator", "BBBBBB"),
        ("board", "facilitator", "BBBBBB"),
        ("board", "board", "BBBBBB"),
    ],
)
async def test_s6_a_key_is_valid_for_its_own_role_in_its_own_session_only(
    context: AppContext, screen: str, role: str, code: str
) -> None:
    with pytest.raises(Refused, match="unknown_key"):
        await connect(context, "AAAAAA", role=screen, key=key(context, code, role), device="d")


@pytest.mark.asyncio
async def test_s6_ids_of_another_session_are_unknown(context: AppContext) -> None:
    facilitators = {}
    for n, code in enumerate(("AAAAAA", "BBBBBB")):
        facilitators[code] = await connect(
            context, code, role="console", key=key(context, code, "facilitator")
        )
        await say(*facilitators[code], "enter_step", {"was": "lobby", "to": "group"}, 10 + n)
        await say(*facilitators[code], "open_submissions", {}, 20 + n)
    there = await connect(context, "AAAAAA", role="phone", token="1" * 32)
    here = await connect(context, "BBBBBB", role="phone", token="1" * 32)
    asked = (await say(*there, "ask_question", {"text": "I den anden sal"}, 1))["id"]
    room = await context.hub.room("AAAAAA")
    assert room is not None
    before = room.state
    own = {"question_id": asked}
    for n, (name, args) in enumerate(
        {
            "edit_question": {**own, "text": "Nu mit"},
            "withdraw_question": own,
            "support_question": own,
            "unsupport_question": own,
            "propose_pitfall": {**own, "pitfall": "en"},
        }.items()
    ):
        assert (await say(*here, name, args, 100 + n))["code"] == "unknown"
    for n, name in enumerate(
        ("hide_question", "let_through", "spotlight", "hide_all_from", "split_question")
    ):
        assert (await say(*facilitators["BBBBBB"], name, own, 200 + n))["code"] == "unknown"
    into = {"ids": [asked], "into": asked}
    assert (await say(*facilitators["BBBBBB"], "merge_questions", into, 300))["code"] == "unknown"
    assert room.state is before
