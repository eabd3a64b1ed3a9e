"""What the suggestion worker is sent of a session, and what consoles are shown, over generated sessions."""

import asyncio

import pytest
from hypothesis import given, settings, strategies as st

from app.core import commands as c, events as e
from app.core.delta import Delta, apply
from app.core.evolve import affected_questions
from app.core.rows import LIVE_SUGGESTIONS, SuggestionRow, View
from app.core.state import State
from app.rooms.session_suggestions import RANKED_AT_ONCE, SessionSuggestions
from app.suggest.messages import Answer, Card, Request
from tests.core.scripts import Script, opened, play, scripts, states
from tests.core.sheet import FACILITATOR
from tests.tiers import tries

MOST_NEW = 25
thorough = settings(max_examples=tries(60))


class Desk:
    """A room with a console, and the tables that its deltas lead to."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.has_console = True
        self.view: View = {}
        self.deltas: list[Delta] = []

    def show_live(self, delta: Delta) -> None:
        self.deltas.append(delta)
        self.view = apply(delta, self.view)

    @property
    def rows(self) -> dict[str, SuggestionRow]:
        return self.view.get(LIVE_SUGGESTIONS, {})  # type: ignore[return-value]  # a view does not name its rows


class Worker:
    """All that a worker has been sent and not asked to forget, and answers that quote and name all of it."""

    def __init__(self) -> None:
        self.cards: dict[str, Card] = {}
        self.pitfalls: list[str] = []
        self.requests: list[Request] = []

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        if request.topics is not None:
            self.pitfalls = [topic.id for topic in request.topics]
        for id in request.forget:
            del self.cards[id]
        for card in request.put:
            self.cards[card.id] = card
        placed = [card.text for card in self.cards.values() if card.pitfall is not None]
        others = list(self.cards)
        return Answer(
            {id: self._row(placed[-1] if placed else None) for id in request.rank},
            {id: [other for other in others if other != id] for id in others} if request.alike else None,
        )

    def _row(self, quoted: str | None) -> SuggestionRow:
        return {
            "first": self.pitfalls[-1],
            "first_p": 0.9,
            "second": None,
            "second_p": 0.0,
            "has_second": False,
            "certain": True,
            "because": {"kind": "words" if quoted is None else "card", "words": [], "text": quoted or ""},
            "alike": [],
        }


def on_board(state: State) -> dict[str, Card]:
    """What a worker should know: those that the board shows, but neither merged ones nor next ones."""
    return {
        id: Card(id, q.text, q.pitfall, q.proposed if state.has_pitfall(q.proposed) else None)
        for id, q in state.questions.items()
        if q.visibility == "shown" and q.into is None and not q.next
    }


async def settle(session: SessionSuggestions, worker: Worker) -> None:
    """Compare and ask until nothing is left."""
    for _ in range(100):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if not session.has_work:
            return
        session.take(worker.answer(session.next_request("s", MOST_NEW)), 0.0)
    raise AssertionError("there is always something left to ask")


def check_shown(desk: Desk) -> None:
    """No row but of the tray, and in none of them anything that is not on the board."""
    cards = on_board(desk.state)
    placed = {card.text for card in cards.values() if card.pitfall is not None}
    for id, row in desk.rows.items():
        assert cards[id].pitfall is None
        assert desk.state.has_pitfall(row["first"])
        assert row["because"]["kind"] != "card" or row["because"]["text"] in placed
        assert set(row["alike"]) <= cards.keys()


@pytest.mark.asyncio
@thorough
@given(scripts, st.integers(0, 3), st.integers(0, 30))
async def test_r16_p11_the_worker_knows_the_board_and_consoles_see_nothing_that_has_left_it(
    script: Script, lag: int, fails_at: int
) -> None:
    log = play(script).log
    desk, worker = Desk(opened([]).state), Worker()
    pending: list[tuple[Request, Answer]] = []
    session: SessionSuggestions | None = None
    for n, (before, recorded, after) in enumerate(states(log)):
        desk.state = after
        if session is None:
            session = SessionSuggestions(desk, 2_000, 0.0, lambda: None)
            await session.begin({})
        session.affected(affected_questions(before, after, recorded.event))
        if n % 3:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            check_shown(desk)
        if n == fails_at:
            worker.cards, pending = {}, []
            session.restart()
        # The answer to a request comes when up to three more events have changed the session.
        if not pending and session.has_work:
            known = {card.text for card in on_board(after).values()}
            request = session.next_request("s", MOST_NEW)
            assert {card.text for card in request.put} <= known
            pending.append((request, worker.answer(request)))
        elif pending and n % (lag + 1) == 0:
            session.take(pending.pop()[1], 0.0)
        if n % 3:
            check_shown(desk)
    if session is not None:
        for _, answer in pending:
            session.take(answer, 0.0)
        await settle(session, worker)
        check_shown(desk)
        cards = on_board(desk.state)
        assert worker.cards == cards
        assert desk.rows.keys() == {id for id, card in cards.items() if card.pitfall is None}


class Session:
    """A session that its facilitator fills, its suggestions and the worker."""

    def __init__(self, questions: int, most: int = 2_000) -> None:
        self.story = opened([])
        self.ids = [self._ask(f"Spørgsmål nummer {n}") for n in range(questions)]
        self.desk, self.worker = Desk(self.story.state), Worker()
        self.suggestions = SessionSuggestions(self.desk, most, 0.0, lambda: None)

    def _ask(self, text: str) -> str:
        self.story.put(c.AskForRoom(text), FACILITATOR)
        return max(self.story.state.questions.values(), key=lambda question: question.at_ms).id

    def do(self, command: c.Command, *ids: str) -> None:
        """Have the facilitator send a command that affects these questions."""
        assert isinstance(self.story.put(command, FACILITATOR), list)
        self.desk.state = self.story.state
        self.suggestions.affected(ids)

    async def settle(self) -> list[Request]:
        """The requests made until nothing is left to ask."""
        before = len(self.worker.requests)
        await settle(self.suggestions, self.worker)
        return self.worker.requests[before:]


@pytest.mark.asyncio
async def test_a_request_has_a_bounded_part_of_2000_questions_and_the_tray_is_ranked_in_its_order() -> None:
    session = Session(2_000)
    await session.suggestions.begin({})
    requests = await session.settle()
    assert max(len(request.put) for request in requests) == MOST_NEW
    assert max(len(request.rank) for request in requests) <= MOST_NEW + RANKED_AT_ONCE
    assert [id for request in requests for id in request.rank] == session.ids
    assert session.desk.rows.keys() == set(session.ids)


@pytest.mark.asyncio
async def test_a_move_goes_ahead_of_new_questions_and_has_the_tray_ranked_again_once() -> None:
    session = Session(60)
    await session.suggestions.begin({})
    for _ in range(2):
        session.suggestions.take(session.worker.answer(session.suggestions.next_request("s", MOST_NEW)), 0.0)
    moved, left = session.ids[0], set(session.ids[1:])
    session.do(c.PlaceQuestion(moved, "en"), moved)
    first, *others = await session.settle()
    assert first.put[0] == Card(moved, "Spørgsmål nummer 0", "en")
    ranked = [id for request in (first, *others) for id in request.rank]
    assert set(ranked) == left
    assert len(ranked) == len(left)
    assert moved not in session.desk.rows


@pytest.mark.asyncio
async def test_beyond_the_limit_a_question_is_told_of_when_another_one_leaves_the_board() -> None:
    session = Session(12, most=10)
    await session.suggestions.begin({})
    await session.settle()
    assert session.worker.cards.keys() == set(session.ids[2:])
    session.do(c.HideQuestion(session.ids[5]), session.ids[5])
    await session.settle()
    assert session.worker.cards.keys() == {session.ids[1], *session.ids[2:5], *session.ids[6:]}


@pytest.mark.asyncio
async def test_another_title_of_a_pitfall_is_told_and_everything_is_ranked_again() -> None:
    session = Session(3)
    await session.suggestions.begin({})
    await session.settle()
    session.do(c.RenamePitfall("en", "Noget helt andet"))
    (request,) = await session.settle()
    assert request.topics is not None
    assert "Noget helt andet" in {seed.text for topic in request.topics for seed in topic.seeds}
    assert request.rank == session.ids


@pytest.mark.asyncio
@pytest.mark.parametrize("is_sent", [True, False])
async def test_a_question_is_sent_again_when_the_pitfall_proposed_for_it_is_removed(is_sent: bool) -> None:
    session = Session(1)
    session.story.put(c.AddPitfall("Ejerskab"), FACILITATOR)
    (pitfall,) = [one.id for one in session.story.state.pitfalls if one.ad_hoc]
    session.story.given(e.PitfallProposed(session.ids[0], pitfall))
    session.desk.state = session.story.state
    await session.suggestions.begin({})
    if is_sent:
        await session.settle()
        assert session.worker.cards[session.ids[0]].proposed == pitfall
    session.do(c.RemovePitfall(pitfall))
    await session.settle()
    assert session.worker.cards[session.ids[0]].proposed is None
    session.do(c.Undo())
    await session.settle()
    assert session.worker.cards[session.ids[0]].proposed == pitfall


@pytest.mark.asyncio
async def test_without_a_console_the_worker_is_told_only_what_to_forget() -> None:
    session = Session(3)
    await session.suggestions.begin({})
    await session.settle()
    session.desk.has_console = False
    gone, moved, _ = session.ids
    session.do(c.PlaceQuestion(moved, "en"), moved)
    assert await session.settle() == []
    session.do(c.HideQuestion(gone), gone)
    assert await session.settle() == [Request("s", forget=[gone])]
    session.desk.has_console = True
    assert (await session.settle())[0].put == [Card(moved, "Spørgsmål nummer 1", "en")]


@pytest.mark.asyncio
async def test_only_rows_that_have_changed_are_sent() -> None:
    session = Session(2)
    await session.suggestions.begin({})
    await session.settle()
    session.desk.deltas.clear()
    session.do(c.PlaceQuestion(session.ids[0], "en"), session.ids[0])
    await session.settle()
    assert [set(delta.put.get(LIVE_SUGGESTIONS, {})) for delta in session.desk.deltas if delta.put] == [
        {session.ids[1]}
    ]
    assert [delta.cut for delta in session.desk.deltas if delta.cut] == [{LIVE_SUGGESTIONS: [session.ids[0]]}]


@pytest.mark.asyncio
async def test_r16_an_answer_that_quotes_what_was_hidden_meanwhile_is_not_shown() -> None:
    session = Session(3)
    await session.suggestions.begin({})
    await session.settle()
    moved, *left = session.ids
    session.do(c.PlaceQuestion(moved, "en"), moved)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    late = session.worker.answer(session.suggestions.next_request("s", MOST_NEW))
    assert {row["because"]["text"] for row in late.rows.values()} == {"Spørgsmål nummer 0"}
    session.do(c.HideQuestion(moved), moved)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    session.suggestions.take(late, 0.0)
    assert "Spørgsmål nummer 0" not in repr(session.desk.rows)
    await session.settle()
    assert session.desk.rows.keys() == set(left)
