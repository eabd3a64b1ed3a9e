"""Registry: the rule of each command and the consequence of each event, found by its type.

The type is the annotation of the parameter `command` or `event`, where mypy compares it with what the
function does. A second function for the same type raises TypeError at import.
"""

from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

from app.core.commands import Command, Envelope
from app.core.events import Event, Recorded
from app.core.rejections import Rejection
from app.core.state import State

Outcome = list[Event] | Rejection

C = TypeVar("C", bound=Command)
E = TypeVar("E", bound=Event)
T = TypeVar("T", bound=type[Any])
Rule = Callable[[State, C, Envelope], Outcome]
Consequence = Callable[[State, E, Recorded], State]

RULES: dict[type[Command], Rule[Any]] = {}
CONSEQUENCES: dict[type[Event], Consequence[Any]] = {}


def decides(rule: Rule[C]) -> Rule[C]:
    """Register this function as the rule of the type that its parameter `command` has."""
    _enter(RULES, get_type_hints(rule)["command"], rule)
    return rule


def evolves(consequence: Consequence[E]) -> Consequence[E]:
    """Register this function as the consequence of the type that its parameter `event` has."""
    _enter(CONSEQUENCES, get_type_hints(consequence)["event"], consequence)
    return consequence


def _enter(table: dict[T, Callable[..., Any]], kind: T, function: Callable[..., Any]) -> None:
    if kind in table:
        raise TypeError(f"{kind.__name__} has {table[kind].__name__} already, besides {function.__name__}")
    table[kind] = function
