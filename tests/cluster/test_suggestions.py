"""Suggestions with two server processes on one database: each has a worker for its own consoles."""

from collections.abc import Callable

import pytest

from tests.client import phone
from tests.faults.test_suggestions import BUDGET, MONEY, collect, desk, suggested, workers
from tests.server import Server, eventually

pytestmark = pytest.mark.process


@pytest.mark.long
def test_consoles_of_two_servers_are_shown_suggestions_for_the_questions_of_both(
    make_server: Callable[..., Server],
) -> None:
    one, other = make_server(suggest="base"), make_server(suggest="base")
    one.start()
    other.start()
    with desk(one) as facilitator, phone(one) as here, phone(other) as there:
        collect(facilitator)
        first = here.do("ask_question", text=MONEY)
        eventually(lambda: there.ask("ask_question", text=BUDGET)["t"] == "ack")
        lanes = facilitator.until(lambda lanes: len(lanes["view"].get("questions", {})) == 2)
        (second,) = lanes["view"]["questions"].keys() - {first}
        suggested(facilitator, first, second)
        assert workers(other) == []
        with desk(other, "other") as helper:
            rows = suggested(helper, first, second)
            assert suggested(facilitator, first, second) == rows
            assert len(workers(one)) == len(workers(other)) == 1
            helper.do("hide_question", question_id=first)
            suggested(facilitator, second)
