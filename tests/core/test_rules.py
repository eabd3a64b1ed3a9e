"""Registry of rules: a rule for each command and a consequence for each event, with the names on the wire."""

import pytest

from app.core import commands as c, events as e
from app.core.commands import BY_NAME, INTERNAL, Envelope, wire_name
from app.core.events import BY_KIND, FLAG_EVENTS, QUESTION_FLAGS, Recorded
from app.core.rows import ConsoleFlagsRow, FlagsRow
from app.core.rules.registry import CONSEQUENCES, RULES, Outcome, decides, evolves
from app.core.state import State


def test_every_command_has_a_rule_with_its_name_on_the_wire() -> None:
    names = {command: rule.__name__ for command, rule in RULES.items()}
    assert names == {command: wire_name(command) for command in (*BY_NAME.values(), *INTERNAL)}


def test_every_event_has_a_consequence_with_its_name_in_the_log() -> None:
    names = {event: consequence.__name__ for event, consequence in CONSEQUENCES.items()}
    assert names == {event: kind for kind, event in BY_KIND.items()}


def test_a_second_rule_for_a_command_is_refused_and_the_first_one_stays() -> None:
    first = RULES[c.ParkQuestion]

    def park_again(state: State, command: c.ParkQuestion, envelope: Envelope) -> Outcome:
        return []

    with pytest.raises(TypeError, match="ParkQuestion has park_question already, besides park_again"):
        decides(park_again)
    assert RULES[c.ParkQuestion] is first


def test_a_second_consequence_for_an_event_is_refused_and_the_first_one_stays() -> None:
    first = CONSEQUENCES[e.QuestionParked]

    def parked_again(state: State, event: e.QuestionParked, recorded: Recorded) -> State:
        return state

    with pytest.raises(TypeError, match="QuestionParked has question_parked already, besides parked_again"):
        evolves(parked_again)
    assert CONSEQUENCES[e.QuestionParked] is first


def test_every_field_in_affects_of_an_event_exists() -> None:
    for event in BY_KIND.values():
        assert {*event.affects_questions, *event.affects_participants} <= set(event.__struct_fields__), event


def test_every_event_with_a_question_or_participant_field_affects_it() -> None:
    """Whether that is complete is tested in test_laws, which compares whole views for every kind."""
    for event in BY_KIND.values():
        fields = event.__struct_fields__
        assert ("question_id" in event.affects_questions) == ("question_id" in fields), event
        assert ("participant" in event.affects_participants) == ("participant" in fields), event


# What the room need not see: the report alone differs.
NOT_ON_BOARD = {"left_out"}


def test_every_flag_of_a_question_is_set_by_one_event_and_shown_to_board_and_console() -> None:
    assert [event.sets_flag for event in BY_KIND.values() if event.sets_flag] == [*FLAG_EVENTS]
    assert {*FLAG_EVENTS} == {*QUESTION_FLAGS}
    assert {*QUESTION_FLAGS} <= ConsoleFlagsRow.__annotations__.keys()
    assert {*QUESTION_FLAGS} & FlagsRow.__annotations__.keys() == {*QUESTION_FLAGS} - NOT_ON_BOARD


def test_an_event_that_sets_a_flag_has_its_new_value_and_the_one_before() -> None:
    for flag, event in FLAG_EVENTS.items():
        assert event.__struct_fields__ == ("question_id", flag, "was")
