"""One-time codes with which a facilitator invites another device; valid for ten minutes and one use.

Each opens a console, a board, or a console that may only group questions. They are short-lived values, so
that any process on a shared database can redeem what another has made; on one process, a restart ends them.
They are short, so that they can be typed. Renewing the facilitator's key ends the invitations made under the
old one, revoking a device ends those that it made, and renewing the board's key ends those for boards.

A device may send a random key of its own with the code. If the answer is lost, the same code with the same
key is answered alike for a short time; to everybody else the code is used up.

How many wait is limited, for each session and for the server, so that no session discards another's.
"""

import hashlib
import json
import secrets
from collections import defaultdict
from dataclasses import asdict, dataclass

from app.core.state import State
from app.rooms.clock import Clock
from app.store.short_lived import ShortLived
from app.web.auth import CODE_LETTERS, DeviceRole, Purpose, new_device

LENGTH = 8
LASTS_S = 600
# For so long after a code was redeemed, the device that did so may ask again.
REPEATED_S = 120
# So many wait to be redeemed in all sessions, and in one.
MOST = 1_000
MOST_OF_SESSION = 50


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a one-time code opens. `generations` are those, at its making, of the keys whose renewal ends it.

    `maker` is the invited device that made it, "" for a facilitator's or the organiser's key; `name` is that
    of the person or device it was made for, "" where none was given.
    """

    session_id: str
    role: Purpose
    generations: tuple[int, ...]
    maker: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """An invitation that was used up, and the device that it has let in."""

    invitation: Invitation
    device: str


@dataclass(frozen=True, slots=True)
class Made:
    code: str
    expires_at_ms: int


class Invitations:
    """Makes and redeems invitations."""

    def __init__(self, values: ShortLived, clock: Clock) -> None:
        self._values = values
        self._clock = clock

    async def make(self, state: State, maker: str, role: Purpose, name: str = "") -> Made:
        """Make an invitation; beyond `MOST_OF_SESSION` the session's oldest is discarded.

        Beyond `MOST` it is the oldest of the session that has most. `maker` and `role` have no default: an
        invitation without its maker would outlive the maker's being revoked.
        """
        await self._make_room(state.session_id)
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(LENGTH))
        made = Made(code, self._clock.now_ms() + LASTS_S * 1_000)
        invitation = Invitation(state.session_id, role, _generations(state, role), maker, name)
        await self._values.put("invitation", code, json.dumps(asdict(invitation)), LASTS_S, MOST)
        return made

    async def redeem(
        self, state: State, code: str, screen: DeviceRole = "console", key: str | None = None
    ) -> Redeemed | None:
        """Use up the invitation with this code; None when there is none for this screen in this session.

        Spaces, dashes and the case of letters in a typed code do not matter. With the `key` by which it was
        redeemed before, the result is the same again for `REPEATED_S`, unless a device has been revoked.
        """
        before = await self._redeemed_by(code, key)
        if before is not None:
            revoked = state.is_revoked(before.device) or state.is_revoked(before.invitation.maker)
            return before if _opens(state, before.invitation, screen) and not revoked else None
        found = await self._values.get("invitation", _as_made(code))
        if found is None:
            return None
        invitation = Invitation(**json.loads(found))
        if not _opens(state, invitation, screen):
            return None
        # Of two devices that redeem it at once, one gets it.
        if await self._values.take("invitation", _as_made(code)) is None:
            return None
        if state.is_revoked(invitation.maker):
            return None
        redeemed = Redeemed(invitation, new_device(invitation.role))
        if key is not None:
            await self._values.put(
                "redeemed", _repeat(code, key), json.dumps(asdict(redeemed)), REPEATED_S, MOST
            )
        return redeemed

    async def _redeemed_by(self, code: str, key: str | None) -> Redeemed | None:
        """What this code with this key was answered with before; None without a key."""
        found = None if key is None else await self._values.get("redeemed", _repeat(code, key))
        if found is None:
            return None
        value = json.loads(found)
        return Redeemed(Invitation(**value["invitation"]), value["device"])

    async def _make_room(self, session_id: str) -> None:
        """Discard an invitation if another of this session would be one too many."""
        waiting: defaultdict[str, list[str]] = defaultdict(list)
        values = await self._values.all("invitation")
        for code, value in values.items():
            waiting[json.loads(value)["session_id"]].append(code)
        if len(waiting[session_id]) >= MOST_OF_SESSION:
            await self._values.take("invitation", waiting[session_id][0])
        elif len(values) >= MOST:
            most = max(waiting.values(), key=len)
            await self._values.take("invitation", most[0])

    async def is_open(self, code: str, key: str | None = None) -> bool:
        """Whether there is an invitation with this code, of any session, or was one for this key."""
        if await self._values.get("invitation", _as_made(code)) is not None:
            return True
        return await self._redeemed_by(code, key) is not None


def screen_of(role: Purpose) -> DeviceRole:
    """The screen on which an invitation for this is redeemed."""
    return "console" if role == "grouping" else role


def _as_made(code: str) -> str:
    """The code as it was made, however it was typed."""
    return "".join(filter(str.isalnum, code)).upper()


def _repeat(code: str, key: str) -> str:
    """Under what a code that was redeemed by this key is kept, so that neither can be read there."""
    return hashlib.sha256(f"{_as_made(code)}\n{key}".encode()).hexdigest()


def _opens(state: State, invitation: Invitation, screen: DeviceRole) -> bool:
    """Whether the invitation is for this screen in this session, under its present keys."""
    if (invitation.session_id, screen_of(invitation.role)) != (state.session_id, screen):
        return False
    return tuple(invitation.generations) == _generations(state, invitation.role)


def _generations(state: State, role: Purpose) -> tuple[int, ...]:
    facilitators = state.generation("facilitator")
    return (facilitators, state.generation("board")) if role == "board" else (facilitators,)
