"""One-time codes with which a facilitator invites another device; valid for ten minutes and one use.

Each opens either a console or a board. They are kept in memory only, so a restart of the server ends them.
They are short, so that they can be typed. Renewing the facilitator's key ends the invitations made under the
old one, revoking a device ends those that it made, and renewing the board's key ends those for boards.
"""

import secrets
from dataclasses import dataclass

from app.core.state import State
from app.rooms.clock import Clock
from app.web.auth import CODE_LETTERS, DeviceRole

LENGTH = 8
LASTS_MS = 600_000
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code. `generations` are those, at its making, of the keys whose renewal ends it.

    `maker` is the invited device that made it, "" for a facilitator's or the organiser's key.
    """

    code: str
    session_id: str
    role: DeviceRole
    generations: tuple[int, ...]
    expires_at_ms: int
    maker: str


class Invitations:
    """All invitations that are still valid."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, Invitation] = {}

    def make(self, state: State, maker: str = "", role: DeviceRole = "console") -> Invitation:
        """Make an invitation; beyond `MOST` the oldest is discarded."""
        self._forget_expired()
        while len(self._open) >= MOST:
            del self._open[next(iter(self._open))]
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(LENGTH))
        expires_at_ms = self._clock.now_ms() + LASTS_MS
        invitation = Invitation(code, state.session_id, role, _generations(state, role), expires_at_ms, maker)
        self._open[code] = invitation
        return invitation

    def redeem(self, state: State, code: str, role: DeviceRole = "console") -> bool:
        """Use up the invitation with this code; False when there is none for this role in this session.

        Spaces, dashes and the case of letters in a typed code do not matter.
        """
        self._forget_expired()
        invitation = self._open.get(_as_made(code))
        if invitation is None or (invitation.session_id, invitation.role) != (state.session_id, role):
            return False
        if invitation.generations != _generations(state, role):
            return False
        del self._open[invitation.code]
        return not state.is_revoked(invitation.maker)

    def is_open(self, code: str) -> bool:
        """Whether there is an invitation with this code, of any session."""
        self._forget_expired()
        return _as_made(code) in self._open

    def _forget_expired(self) -> None:
        now = self._clock.now_ms()
        self._open = {code: one for code, one in self._open.items() if one.expires_at_ms > now}


def _as_made(code: str) -> str:
    """The code as it was made, however it was typed."""
    return "".join(filter(str.isalnum, code)).upper()


def _generations(state: State, role: DeviceRole) -> tuple[int, ...]:
    facilitators = state.generation("facilitator")
    return (facilitators, state.generation("board")) if role == "board" else (facilitators,)
