"""All settings, read once from SUMME_* environment variables and passed down as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from app.core.text_limits import MOST_GRAPHEMES, most_bytes
from app.data_folder import OWN, data_folder

Suggest = Literal["auto", "off", "base"]
ANY = "0.0.0.0"  # noqa: S104  the setting that means every address of this computer
_HERE = Path(__file__).parent
# Beside the package in a checkout, inside it once installed.
SHIPPED_SESSIONS = _HERE / "sessions" if (_HERE / "sessions").is_dir() else _HERE.parent / "sessions"


_KINDS: dict[type, str] = {
    bool: "0 or 1",
    int: "a whole number",
    float: "a number",
    str: "words",
    type(_HERE): "a path",
}


# A frame must be able to carry the longest question that a run sheet may allow. As JSON a text takes up to
# three times its UTF-8 bytes, since all characters but ASCII may be escaped as \uXXXX.
LONGEST_COMMAND_BYTES = 3 * most_bytes(MOST_GRAPHEMES) + 500
_LONGEST_QUESTION = "the longest question takes that much"
_LEAST: dict[str, tuple[float, str]] = {
    "phone_frame_bytes": (LONGEST_COMMAND_BYTES, _LONGEST_QUESTION),
    "frame_bytes": (LONGEST_COMMAND_BYTES, _LONGEST_QUESTION),
    "render_s": (1, "a file of a small session takes that long on a slow computer"),
    "follow_s": (0.05, "more often is work for the database and shows nothing sooner"),
    "network_look_s": (0.05, "more often is work for the computer and shows nothing sooner"),
    "suggest_sessions": (1, "SUMME_SUGGEST=off suggests nothing"),
    "suggest_questions": (1, "SUMME_SUGGEST=off suggests nothing"),
}
_CHOICES: dict[str, tuple[str, ...]] = {"suggest": get_args(Suggest)}
# Must be the whole address of a page; may be empty.
_PAGES = frozenset({"accessibility_url"})
# May not be empty: an empty value looks like a key that was set, but is none.
_KEYS = frozenset({"SUMME_SECRET", "SUMME_ORGANISER_KEY"})


class SettingsError(Exception):
    """A variable has no usable value; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`SUMME_HOST` sets `host`, and so on. Times end in _s or _ms, sizes in _bytes."""

    host: str = ANY
    port: int = 8000
    data: Path = OWN
    # Keys, and URLs with passwords, are not in its repr.
    database_url: str = field(default="", repr=False)
    internal_url: str = ""
    database_listen_url: str = field(default="", repr=False)
    bus_url: str = field(default="", repr=False)
    sessions: Path = SHIPPED_SESSIONS
    public_url: str = ""
    allowed_hosts: str = ""
    answer_probes: bool = False
    secret: str = field(default="", repr=False)
    organiser_key: str = field(default="", repr=False)
    retention_days: int = 30
    contact: str = ""
    accessibility_url: str = ""
    phone_frame_bytes: int = 16_384
    frame_bytes: int = 32_768
    request_bytes: int = 16_384
    body_bytes: int = 20_000_000
    request_s: float = 10.0
    hello_s: float = 10.0
    waiting_connections: int = 4_096
    spare_files: int = 64
    stalled_s: float = 10.0
    render_s: float = 600.0
    unread_bytes: int = 134_217_728
    unchecked_bytes: int = 16_777_216
    phone_waiting_bytes: int = 65_536
    screen_waiting_bytes: int = 8_388_608
    sockets_per_participant: int = 4
    polling_sessions: int = 2_000
    participants_per_session: int = 20_000
    joins_per_second: float = 200.0
    joins_burst: int = 5_000
    rush: int = 60
    newcomers_wait_beyond: float = 3.0
    newcomers_wait_at_least: int = 300
    newcomers_wait_unknown: int = 5_000
    frames_per_second: float = 20.0
    frames_burst: int = 100
    guesses_per_second: float = 20.0
    guesses_burst: int = 100
    delayed_answers: int = 1_000
    questions_per_second: float = 1.0
    questions_burst: int = 5
    commands_per_second: float = 2.0
    commands_burst: int = 60
    events_per_participant: int = 1_000
    pair_tries_per_second: float = 0.1
    pair_tries_burst: int = 10
    moves_per_second: float = 10.0
    moves_burst: int = 400
    examples_per_pitfall: int = 200
    run_sheet_bytes: int = 200_000
    run_sheets: int = 100
    run_sheet_versions: int = 50
    removed_run_sheets: int = 100
    inbox: int = 20_000
    batch: int = 500
    commit_queue: int = 10_000
    phone_pace_s: float = 1.0
    phone_sums_pace_s: float = 60.0
    screen_pace_s: float = 0.1
    presence_pace_s: float = 1.0
    follow_s: float = 1.0
    network_look_s: float = 2.0
    housekeeping_s: float = 3_600.0
    room_sleep_s: float = 900.0
    farewell_s: float = 1.5
    suggest: Suggest = "auto"
    suggest_pace_s: float = 0.1
    suggest_sessions: int = 4
    suggest_questions: int = 2_000
    suggest_silent_s: float = 60.0
    suggest_idle_s: float = 300.0
    suggest_restart_s: float = 1.0
    suggest_restarts: int = 5

    def local_url(self, port: int) -> str:
        """The URL at which this computer reaches a server with these settings on this port."""
        return f"http://{'127.0.0.1' if self.host == ANY else self.host}:{port}"

    @staticmethod
    def from_env(environ: Mapping[str, str]) -> "Settings":
        """Read SUMME_* variables; raises SettingsError for unknown or unreadable ones."""
        names = {f"SUMME_{field.name.upper()}": field for field in fields(Settings)}
        values: dict[str, object] = {} if "SUMME_DATA" in environ else {"data": data_folder()}
        for variable, raw in environ.items():
            if not variable.startswith("SUMME_") or variable == "SUMME_SKIP_FRONTEND":
                continue
            field = names.get(variable)
            if field is None:
                raise SettingsError(f"{variable} is not a setting of Summe. See docs/operating.md.")
            if not raw.strip() and variable in _KEYS:
                raise SettingsError(
                    f"{variable} is empty. Make a key: openssl rand -hex 32. On a server with a database of "
                    "its own the variable may be left out, and Summe makes a key itself."
                )
            values[field.name] = value = _read(variable, raw, type(field.default))
            least, why = _LEAST.get(field.name, (0, ""))
            if isinstance(value, int | float) and value < least:
                raise SettingsError(f"{variable}={raw!r} should be at least {least}: {why}.")
            choices = _CHOICES.get(field.name, ())
            if choices and value not in choices:
                raise SettingsError(f"{variable}={raw!r} should be one of {', '.join(choices)}.")
            if field.name in _PAGES and raw and not _is_page(raw):
                raise SettingsError(
                    f"{variable}={raw!r} should be the address of a page as a browser copies it, such as "
                    "https://was.digst.dk/example-dk."
                )
        return Settings(**values)  # type: ignore[arg-type]  # _read gives each field's own type


def _switch(raw: str) -> bool:
    """0 or 1 as a bool; raises ValueError for all else, such as the "false" that `bool` takes for true."""
    if raw not in ("0", "1"):
        raise ValueError(raw)
    return raw == "1"


def _read(variable: str, raw: str, kind: type) -> object:
    try:
        value = _switch(raw) if kind is bool else kind(raw)
    except ValueError:
        raise SettingsError(f"{variable}={raw!r} should be {_KINDS[kind]}.") from None
    if isinstance(value, int | float) and value < 0:
        raise SettingsError(f"{variable}={raw!r} should not be negative.")
    return value


def _is_page(address: str) -> bool:
    """Whether this is a whole http or https address, of characters that a header may have."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    is_plain = address.isascii() and address.isprintable() and " " not in address
    return is_plain and parts.scheme in ("http", "https") and bool(parts.hostname)
