"""Replies to questions, for their askers: given, mended, taken back; and whether the board promises them."""

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_board, change_question
from app.core.rules.merging import MAX_BULK_IDS
from app.core.rules.registry import Outcome, decides, evolves
from app.core.rules.texts import readable, readable_line
from app.core.state import Reply, State

MAX_REPLY_GRAPHEMES = 1_000
MAX_SIGNED_GRAPHEMES = 60


@decides
def reply_to_questions(state: State, command: c.ReplyToQuestions, envelope: Envelope) -> Outcome:
    if len(command.ids) > MAX_BULK_IDS:
        return Rejection("too_many")
    text = readable(command.text, MAX_REPLY_GRAPHEMES)
    if isinstance(text, Rejection):
        return text
    signed = readable_line(command.signed, MAX_SIGNED_GRAPHEMES)
    if isinstance(signed, Rejection):
        return signed
    questions = [state.questions.get(id) for id in dict.fromkeys(command.ids)]
    if not questions or any(question is None or question.is_swept for question in questions):
        return Rejection("unknown")
    return [
        e.QuestionReplied(question.id, question.reply_seq, f"{signed}\n{text}")
        for question in questions
        if question is not None
        and (question.reply is None or (question.reply.signed, question.reply.text) != (signed, text))
    ]


@evolves
def question_replied(state: State, event: e.QuestionReplied, recorded: Recorded) -> State:
    seq = recorded.seq
    signed, _, text = (event.text or "").partition("\n")
    reply = Reply(seq, recorded.at_ms, signed, text, recorded.command_id)
    replies = (*state.questions[event.question_id].replies, reply)
    return change_question(state, event.question_id, seq, replies=replies, reply_seq=seq, r_reply=seq)


@decides
def withdraw_reply(state: State, command: c.WithdrawReply, envelope: Envelope) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return Rejection("unknown")
    return [] if question.reply_seq is None else [e.ReplyWithdrawn(question.id, question.reply_seq)]


@evolves
def reply_withdrawn(state: State, event: e.ReplyWithdrawn, recorded: Recorded) -> State:
    return change_question(state, event.question_id, recorded.seq, reply_seq=None, r_reply=recorded.seq)


@evolves
def reply_restored(state: State, event: e.ReplyRestored, recorded: Recorded) -> State:
    seq = recorded.seq
    return change_question(state, event.question_id, seq, reply_seq=event.to_seq, r_reply=seq)


@decides
def promise_replies(state: State, command: c.PromiseReplies, envelope: Envelope) -> Outcome:
    unchanged = state.board.replies_promised == command.promised
    return [] if unchanged else [e.RepliesPromised(command.promised)]


@evolves
def replies_promised(state: State, event: e.RepliesPromised, recorded: Recorded) -> State:
    return change_board(state, recorded, replies_promised=event.promised)
