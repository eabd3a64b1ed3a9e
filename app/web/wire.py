"""The wire format of incoming frames: a model for each, and the conversion of commands to the core's.

Parsing is strict: an unknown key, a wrong type, NaN or a lone surrogate is refused before other code sees it.
Outgoing frames are made in `rooms/frames`.
"""

import hashlib
import json
import re
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from app.core.commands import BY_NAME, Command
from app.core.rows import BoardSound, ScreenRole

_HEX128 = r"^[0-9a-f]{32}$"
Hex128 = Annotated[str, StringConstraints(pattern=_HEX128)]
# The same text for equal arguments. Old logs have fingerprints of it, so it never changes. What was read from
# JSON holds no cycle to look for.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False)
_CLOSED = ConfigDict(extra="forbid", strict=True)

# Why a screen closed its last connection: it missed a delta, or what it shows differs from the server's.
Afresh = Literal["gap", "differs"]


class Hello(BaseModel):
    model_config = _CLOSED
    t: Literal["hello"]
    v: int
    role: ScreenRole
    token: Hex128 | None = Field(default=None, repr=False)
    key: Annotated[str, StringConstraints(max_length=200)] | None = Field(default=None, repr=False)
    # Stored with what the device does; PostgreSQL stores no NUL.
    device: Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00]*$")] | None = None
    name: Annotated[str, StringConstraints(max_length=60)] | None = None
    lang: Annotated[str, StringConstraints(max_length=35)] | None = None
    afresh: Afresh | None = None


class Cmd(BaseModel):
    model_config = _CLOSED
    t: Literal["cmd"]
    id: Hex128
    do: Annotated[str, StringConstraints(max_length=40)]
    args: dict[str, Any] = Field(default_factory=dict)


class Look(BaseModel):
    model_config = _CLOSED
    t: Literal["look"]
    at: Literal["others"] | None


class Typing(BaseModel):
    model_config = _CLOSED
    t: Literal["typing"]
    on: bool


class Asleep(BaseModel):
    model_config = _CLOSED
    t: Literal["asleep"]
    on: bool


class Gong(BaseModel):
    model_config = _CLOSED
    t: Literal["gong"]


class Equipped(BaseModel):
    model_config = _CLOSED
    t: Literal["equipped"]
    sound: BoardSound
    gong: Annotated[int, Field(ge=0)]
    awake: bool


class Ping(BaseModel):
    model_config = _CLOSED
    t: Literal["ping"]
    c: int


# What a screen says beside its commands, without an answer of its own but for a ping.
Signal = Hello | Look | Typing | Asleep | Gong | Equipped | Ping
Frame = Signal | Cmd
Inbound = Annotated[Frame, Field(discriminator="t")]
# The validators themselves: called through their TypeAdapter, a small frame would take twice as long.
_INBOUND = TypeAdapter[Frame](Inbound).validator
_COMMANDS = {name: TypeAdapter(command).validator for name, command in BY_NAME.items()}
_FIELDS = {
    name: set(getattr(command, "__dataclass_fields__", {})) - {"by", "undoable"}
    for name, command in BY_NAME.items()
}


class BadFrame(Exception):
    """Not a frame of this protocol. `id` is the command's id where one could be read."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__("bad frame")
        self.id = id


def parse(text: str | bytes) -> Frame:
    """One inbound frame; raises BadFrame."""
    try:
        frame: Frame = _INBOUND.validate_json(text)
    except (ValidationError, ValueError, RecursionError):
        raise BadFrame(_id_in(text)) from None
    return frame


def _id_in(text: str | bytes) -> str | None:
    try:
        data = json.loads(text)
        id = data["id"] if data["t"] == "cmd" else ""
        return id if isinstance(id, str) and re.fullmatch(_HEX128, id) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


class ParsedCommand(NamedTuple):
    """A command, and its fingerprint: a digest that distinguishes a repeat from another command."""

    command: Command
    fingerprint: str


def to_core(cmd: Cmd) -> ParsedCommand | None:
    """The core's command; None when there is no such command or its arguments do not fit."""
    validator = _COMMANDS.get(cmd.do)
    if validator is None or not cmd.args.keys() <= _FIELDS[cmd.do]:
        return None
    try:
        args = _CANONICAL.encode(cmd.args)
        # Validated as JSON, where strict mode accepts a list for a tuple, but never a string for a number.
        command: Command = validator.validate_json(args, strict=True)
    except (ValidationError, ValueError, RecursionError):
        return None
    # A command's name has nothing to escape.
    return ParsedCommand(command, hashlib.sha256(f'["{cmd.do}",{args}]'.encode()).hexdigest()[:32])
