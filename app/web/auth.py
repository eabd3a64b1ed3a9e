"""Authentication: join codes, the keys of roles and devices, and the identity behind a phone's token.

Keys are derived, not stored: HMAC of session, role and generation under the server's secret, so that links
can be shown again, and a key is renewed by raising its generation. A participant is the hash of the phone's
token with the session: the same on all connections, and different in every session.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.core.commands import KeyRole
from app.core.state import ReportLink, State
from app.data_folder import ORGANISER_KEY, SECRET
from app.rooms.seat import Credential
from app.store.lock import DataFolderError, unusable
from app.store.private_files import write_whole

# A generated key has 43 characters; one that is given must still be too long to be guessed.
SHORTEST_KEY = 16
# An organiser may choose a key that can be typed: guesses can be tried only at the server, which delays them.
SHORTEST_ORGANISER_KEY = 8
CODE_LETTERS = "ABCDEFGHJKMNPQRTUVWXYZ23456789"
CODE_LENGTH = 6
# Seconds by which answers that reveal whether a session exists are delayed; see `guessing`.
UNKNOWN_CODE_DELAY_S = 0.5
# The id of a device that may do less than a console begins with what it is for.
BOARD_DEVICE, GROUPING_DEVICE = "board-", "group-"
# That of a link to the report begins with this.
_REPORT_LINK = "report-"
_RESERVED = frozenset({"ASSETS", "HEALTH", "PUBLIC", "BUNDLE", "DRIFTS"})

# The screens that a device may open, and what an invitation may be for: with `grouping` a console that may
# only group questions.
DeviceRole = Literal["console", "board"]
Purpose = Literal[DeviceRole, "grouping"]
_PREFIXES: dict[Purpose, str] = {"console": "", "board": BOARD_DEVICE, "grouping": GROUPING_DEVICE}


def new_code() -> str:
    """A join code: six of thirty letters and digits, without those that look alike."""
    while (code := "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))) in _RESERVED:
        pass
    return code


def new_device(purpose: Purpose) -> str:
    """The id of a new device; it shows what the device's key is for."""
    return f"{_PREFIXES[purpose]}{secrets.token_hex(8)}"


def purpose_of(device: str) -> Purpose:
    """What the key of the device with this id is for."""
    if device.startswith(BOARD_DEVICE):
        return "board"
    return "grouping" if device.startswith(GROUPING_DEVICE) else "console"


def new_report_link() -> str:
    """The id of a new link to the report."""
    return f"{_REPORT_LINK}{secrets.token_hex(8)}"


def is_of_report_link(key: str) -> bool:
    """Whether a key is of the form that keys of links to the report have; it may be no valid one."""
    return device_of(key).startswith(_REPORT_LINK)


def participant_of(session_id: str, token: str) -> str:
    """The id of the participant with this token: SHA-256 of session and token, in hex."""
    return hashlib.sha256(f"{session_id}\n{token}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Makes and checks keys; holds the server's secret and the organiser's key."""

    # Not in its repr, which the log of an error in a callback would show.
    secret: bytes = field(repr=False)
    organiser_key: str = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The same for every process with the same keys; reveals nothing else about them."""
        return self._sign(f"fingerprint|{self.organiser_key}")

    def key(self, state: State, role: KeyRole) -> str:
        """The current key of a role in a session."""
        return self._sign(f"{state.session_id}|{role}|{state.generation(role)}")

    def device_key(self, state: State, device: str, role: KeyRole = "facilitator") -> str:
        """A key for one device, `<device>.<signature>`, which can be revoked separately.

        It is invalid once the key of its role is renewed. A facilitator's device key opens the board too; a
        board's opens nothing else, and one for grouping only a console that may do nothing else. That one is
        signed in its own name, so that a server of before does not take it for a facilitator's.
        """
        signed: str = role
        if role != "report":
            purpose = purpose_of(device)
            role = "board" if purpose == "board" else "facilitator"
            signed = purpose if purpose == "grouping" else role
        of = f"{state.session_id}|{signed}|{state.generation(role)}"
        return f"{device}.{self._sign(f'{of}|{device}')}"

    def is_organiser(self, key: str) -> bool:
        return _same(key, self.organiser_key)

    def authenticate(self, state: State, key: str) -> Credential | None:
        """Which credential of this session the key is; None for an unknown or revoked one."""
        if self.is_organiser(key):
            return "organiser"
        if _same(key, self.key(state, "facilitator")):
            return "facilitator"
        if _same(key, self.key(state, "board")):
            return "board"
        if self._is_of_device(state, key) and not state.is_revoked(device_of(key)):
            purpose = purpose_of(device_of(key))
            return "device" if purpose == "console" else purpose
        return None

    def was_revoked(self, state: State, key: str) -> bool:
        """Whether the key is that of a device that has been revoked."""
        return self._is_of_device(state, key) and state.is_revoked(device_of(key))

    def opens_console(self, state: State, key: str) -> bool:
        """Whether a key lets its holder facilitate this session."""
        return self.authenticate(state, key) in ("organiser", "facilitator", "device")

    def opens_report(self, state: State, key: str) -> bool:
        """Whether a key lets its holder read this session's report; the report's key opens nothing else."""
        if _same(key, self.key(state, "report")) or self.opens_console(state, key):
            return True
        return self._is_of_device(state, key, "report") and not state.is_revoked(device_of(key))

    def report_link_key(self, state: State, link: str) -> str:
        """The key of the link to the report with this id; a new key for the report leaves it as it is."""
        return f"{link}.{self._sign(f'{state.session_id}|report-link|{link}')}"

    def report_link(self, state: State, key: str) -> ReportLink | None:
        """The link to the report whose key this is, also when it is over; None for any other key."""
        link = device_of(key)
        known = state.report_links.get(link)
        return known if known and _same(key, self.report_link_key(state, link)) else None

    def _is_of_device(self, state: State, key: str, role: KeyRole = "facilitator") -> bool:
        device = device_of(key)
        return bool(device) and _same(key, self.device_key(state, device, role))

    def _sign(self, message: str) -> str:
        digest = hmac.new(self.secret, message.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def device_of(key: str) -> str:
    """The device that a device's own key names; "" for other keys."""
    return key.rpartition(".")[0]


def _same(key: str, other: str) -> bool:
    """Whether both keys are equal and not empty; compared in constant time."""
    return bool(key) and hmac.compare_digest(key.encode(), other.encode())


class WeakKey(DataFolderError):
    """A key that can be guessed was set or found; the message says how to get a better one."""


class OtherKeys(DataFolderError):
    """The other processes on the database have other keys; the message says what to do."""


def make_authenticator(folder: Path, secret: str, organiser_key: str) -> Authenticator:
    """The authenticator of a data folder.

    Secrets that are not given are read from the folder, or generated and stored there with mode 0600. Raises
    WeakKey, and DataFolderError when a file cannot be used.
    """
    return Authenticator(
        secret=_key_in(folder / SECRET, "SUMME_SECRET", secret, SHORTEST_KEY).encode(),
        organiser_key=_key_in(
            folder / ORGANISER_KEY, "SUMME_ORGANISER_KEY", organiser_key, SHORTEST_ORGANISER_KEY
        ),
    )


def _key_in(path: Path, variable: str, given: str, shortest: int) -> str:
    """The key given by the variable, or else the one in the file, which is created if missing."""
    if given:
        key = given.strip()
        if not key.isascii():
            # An HTTP header carries it: commands cannot send other characters, and browsers only some.
            raise WeakKey(
                f"{variable} may have the letters a to z, digits and signs such as - and _, no others "
                "such as æ. Make another: openssl rand -hex 32"
            )
        if _is_long_enough(key, shortest):
            return key
        raise WeakKey(
            f"{variable} has {len(key)} characters; a key has {shortest} or more, so that nobody guesses "
            "it. Make another: openssl rand -hex 32. On a server with a database of its own the "
            "variable may be left out, and Summe makes a key itself. "
            "Links made with the short one no longer work then."
        )
    key = _read_or_create(path)
    if _is_long_enough(key, SHORTEST_KEY):
        return key
    raise WeakKey(
        f"{path} holds no whole key; a key has {SHORTEST_KEY} or more characters. A full disk or a power cut "
        "may have cut it off. Put the file back from a copy, so that all links stay the same; or remove it: "
        "Summe then makes a new key, and links with the old one no longer work."
    )


def _is_long_enough(key: str, shortest: int) -> bool:
    """Whether a key is too long to be guessed; unprintable characters are what a power cut has left."""
    return len(key) >= shortest and key.isprintable()


def _read_or_create(path: Path) -> str:
    try:
        if not path.exists():
            write_whole(path, secrets.token_urlsafe(32))
        return path.read_bytes().decode(errors="ignore").strip()
    except OSError as error:
        raise unusable(path, error) from error
