"""What the server says in the terminal: links, a QR code, progress of a demo, and how to go on afterwards."""

import contextlib
import threading
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from app.cli.plain_http import overheard_note
from app.cli.terminal import qr_picture, say, shows_keys
from app.core.session_summary import SessionSummary
from app.platform.own_command import own_command
from app.rehearsal.terminal import watch
from app.rooms.room import Room
from app.web.context import AppContext

# At most so many other open sessions are listed; the organiser's page has all.
MOST_OTHERS = 8
NO_NETWORK = """\
  Network   This computer is on no network, so phones cannot reach it. Join one or start a hotspot:
            the address is said here then, and on board and console."""
WITHOUT_KEYS = """\
  Keys      No key is written here, since this is no terminal. The links with their keys:  {command} links"""


def announce(
    context: AppContext, room: Room | None, others: Sequence[SessionSummary], kept_in: str = ""
) -> None:
    """Say where the server is, the links of the session that it has opened, and which others are open.

    `kept_in` is where all is kept; "" where that is not said. The links are said again whenever this computer
    has got another address.
    """
    say(f"Summe {context.version} is serving on {context.public_url}")
    if kept_in:
        say(f"Its data is in {kept_in}")
    if not context.public.reachable:
        say(NO_NETWORK)
    if room is not None:
        _announce_session(context, room)
    if others:
        say(f"\n{'Also open' if room is not None else 'Open'}, with links on Home:")
    for one in others[:MOST_OTHERS]:
        say(f"  {one.about.code}    {one.about.date or 'no date':10}  {one.about.title}")
    if len(others) > MOST_OTHERS:
        say(f"  and {len(others) - MOST_OTHERS} more")
    _say_overheard(context)
    if not shows_keys():
        say(WITHOUT_KEYS.format(command=own_command()))
    say(_home(context))
    say("            Stop with Ctrl+C.")
    context.public.on_change(lambda: say_address(context, room))


def say_address(context: AppContext, room: Room | None) -> None:
    """Say that this computer has no network, or at which address it has one again."""
    if not context.public.reachable:
        say(f"\n{NO_NETWORK}")
        return
    say(f"\nSumme is serving on {context.public_url} now.")
    if room is not None:
        _announce_session(context, room)
    _say_overheard(context)
    say(_home(context))


def _say_overheard(context: AppContext) -> None:
    """Say that the links can be overheard, where that is so."""
    if note := overheard_note(context.public_url, context.local_url):
        say(note)


def _home(context: AppContext) -> str:
    link = f"{context.public_url}/"
    return f"  Home      {link}#key={context.auth.organiser_key}" if shows_keys() else f"  Home      {link}"


class DemoProgress:
    """Announces a demo, and shows its progress until it is stopped."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def announce(self, context: AppContext, room: Room | None, others: Sequence[SessionSummary]) -> None:
        """Say which link to open first, and begin to show the progress."""
        announce(context, room, others)
        people = context.supervisor.of(room.session_id) if room is not None else None
        if people is None:
            return
        say("\nOpen Board first, on a large screen; Join on a phone to take part; Console to lead the hour.")

        def show() -> None:
            with contextlib.suppress(OSError):  # output that was closed
                watch(lambda: people.figures, Console(), self._stopping)

        self._thread = threading.Thread(target=show, name="progress of the demo", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop showing the progress, and say that nothing is kept."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        own = f"`{own_command()} run` starts a session of your own."
        say(f"\nThe demo has stopped. Nothing of it is kept. {own}")


def say_stopped(place: str | Path) -> None:
    """Say that everything is kept, and how to go on."""
    say(f"\nSumme has stopped. Everything it has received is kept in {place};")
    say("start it with the same command to go on where it was.")


def _announce_session(context: AppContext, room: Room) -> None:
    links = context.links(room.state)
    if context.public.url and shows_keys() and (picture := qr_picture(links["join"])):
        say(picture)
    day = f", {room.state.date}" if room.state.date else ""
    say(f"{room.state.title}{day}\n")
    for name in ("join", "board", "console"):
        link = links[name] if shows_keys() else links[name].partition("#")[0]
        say(f"  {name.capitalize():8}  {link}")
    if context.public_url != context.local_url:
        say("            To show the board on another computer, open this address there and type the")
        say(f"            one-time code from the console:  {links['join']}/board")
