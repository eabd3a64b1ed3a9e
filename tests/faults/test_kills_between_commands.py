"""Placements and votes with kills in between: the last acknowledged ones are the ones stored."""

import random
import secrets
import signal
from typing import Any

from tests.client import Client, ConsoleClient, console, phone
from tests.server import Server, eventually

CARDS = 8
VOTERS = 8
ACTS_BETWEEN_KILLS = 12


def settled(hall: Server) -> dict[str, Any]:
    with console(hall) as facilitator:
        return dict(facilitator.view)


def column(hall: Server, table: str, key: str) -> dict[str, Any]:
    """One field of every row of a table, as a console shows it."""
    return {id: row[key] for id, row in settled(hall)[table].items()}


def killed_with(hall: Server, one: Client, do: str, **args: Any) -> str:
    """Send a command and kill the process without reading the answer; returns the command's id."""
    id = secrets.token_hex(16)
    one.send_json(t="cmd", id=id, do=do, args=args)
    hall.stop(signal.SIGKILL)
    one.close()
    hall.start()
    return id


def test_d16_after_a_kill_every_card_is_in_the_one_place_that_was_acknowledged(
    hall: Server, rounds: int
) -> None:
    chance = random.Random(16)
    facilitator = ConsoleClient(hall)
    facilitator.enter("collect")
    with phone(hall) as one:
        cards = [one.do("ask_question", text=f"Spørgsmål {n}") for n in range(CARDS)]
    places = [*facilitator.view["pitfalls"], None]
    lies: dict[str, str | None] = dict.fromkeys(cards)
    under: dict[str, str | None] = dict.fromkeys(cards)
    for _ in range(rounds):
        for _ in range(ACTS_BETWEEN_KILLS):
            card, other = chance.sample(cards, 2)
            if chance.random() < 0.7:
                lies[card] = chance.choice(places)
                facilitator.do("place_question", question_id=card, pitfall=lies[card])
            elif under[card] is None and card not in under.values() and under[other] is None:
                facilitator.do("merge_questions", ids=[card], into=other)
                under[card] = other
        card, place = chance.choice(cards), chance.choice(places)
        args = {"question_id": card, "pitfall": place}
        id = killed_with(hall, facilitator, "place_question", **args)
        facilitator = ConsoleClient(hall)
        assert facilitator.ask("place_question", id, **args)["t"] == "ack"
        lies[card] = place
        eventually(lambda: column(hall, "places", "pitfall") == lies)  # deltas are throttled
        assert column(hall, "flags", "into") == under
    facilitator.close()
    assert len(hall.export()["questions"]) == CARDS


def test_d17_after_a_kill_every_participant_has_one_vote_the_last_acknowledged(
    hall: Server, rounds: int
) -> None:
    chance = random.Random(17)
    with console(hall) as facilitator:
        facilitator.enter("collect")
        voters = {secrets.token_hex(16): "" for _ in range(VOTERS)}
        for token in voters:
            with phone(hall, token=token) as one:
                voters[token] = one.do("ask_question", text="Hvem ejer effekten?")
        facilitator.enter("poll")
    votes: dict[str, str] = {}
    for _ in range(rounds):
        for _ in range(ACTS_BETWEEN_KILLS):
            token = chance.choice(list(voters))
            votes[token] = vote(hall, token, voters[token], chance.choice(["yes", "partly", "no"]))
        token, answer = chance.choice(list(voters)), chance.choice(["yes", "partly", "no"])
        args = {"question_id": voters[token], "answer": answer}
        one = Client(hall, role="phone", token=token)
        one.receive("snapshot")
        id = killed_with(hall, one, "answer_poll", **args)
        with phone(hall, token=token) as again:
            assert again.ask("answer_poll", id, **args)["t"] == "ack"
        votes[token] = answer
    for token in voters.keys() - votes.keys():  # fewer than five answers are hidden
        votes[token] = vote(hall, token, voters[token], "yes")
    total = settled(hall)["poll"]["all"]
    assert total["answers"] == VOTERS
    said = list(votes.values())
    assert {answer: total[answer] for answer in set(said)} == {answer: said.count(answer) for answer in said}


def vote(hall: Server, token: str, question_id: str, answer: str) -> str:
    """Answer the poll, and send the same again under the same id, as a phone that got no answer does."""
    id = secrets.token_hex(16)
    with phone(hall, token=token) as one:
        for _ in range(2):
            assert one.ask("answer_poll", id, question_id=question_id, answer=answer)["t"] == "ack"
    return answer
