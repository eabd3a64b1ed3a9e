"""What the server and its suggestion worker say to each other: lines of JSON, one answer to each request."""

from msgspec import Struct

from app.core.rows import SuggestionRow
from app.suggest.topics import Topic


class Card(Struct, frozen=True, omit_defaults=True):
    """A question on the board, in the tray where `pitfall` is None; `proposed` is its asker's proposal."""

    id: str
    text: str
    pitfall: str | None = None
    proposed: str | None = None


class Request(Struct, frozen=True, omit_defaults=True):
    """What has changed in a session since the request before, and what is asked of it.

    It is taken in the order of its fields: with `close` all of the session is forgotten, `topics` replace
    those of before, the questions in `forget` are forgotten, and those in `put` are new or changed. Those in
    `rank` are ranked, and with `alike` all are compared with each other.
    """

    session: str
    close: bool = False
    topics: list[Topic] | None = None
    forget: list[str] = []
    put: list[Card] = []
    rank: list[str] = []
    alike: bool = False


class Ready(Struct, frozen=True, tag=True):
    """The first line of a worker that can rank; `semantic` is whether it has the model of meaning."""

    semantic: bool


class Unavailable(Struct, frozen=True, tag=True):
    """The only line of a worker that lacks what it needs; `why` says what to install."""

    why: str


class Failed(Struct, frozen=True, tag=True):
    """The last line of a worker with an error; `where` names its class and its place, and no text."""

    where: str


class Busy(Struct, frozen=True, tag=True):
    """A worker that takes long over a request is still at it."""


class Answer(Struct, frozen=True, tag=True, omit_defaults=True):
    """The ranked questions as rows, whose own `alike` is empty; `alike` has those by id, if asked for."""

    rows: dict[str, SuggestionRow] = {}
    alike: dict[str, list[str]] | None = None


Message = Ready | Unavailable | Failed | Busy | Answer
