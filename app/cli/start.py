"""`summe` without a command, and `summe run`: a server in a process of its own, started again if it fails.

`summe` is for the person at the laptop, who wants the organiser's page: it serves as `summe run` does, and
opens the page. Where this data folder's server runs already, it opens the page of that one; where the port is
taken by another program, it takes the next free one and says so.
"""

import errno
import json
import os
import socket
import threading
import time
from contextlib import closing
from dataclasses import replace
from urllib.parse import urlsplit

import typer

from app.cli.api_client import ApiError, call, organiser_key
from app.cli.browser import open_page
from app.cli.exits import settings_or_exit, stop
from app.cli.terminal import say, shows_keys
from app.platform.screen import has_screen
from app.server.listening import CannotServe, listen
from app.server.supervisor import Program, supervise
from app.settings import Settings
from app.store.noted_address import is_served, noted_in

# How many ports are tried after the one of the settings.
MORE_PORTS = 20
# Windows keeps ranges of ports for its own use, which no program may have.
NOT_FREE = (errno.EADDRINUSE, errno.EACCES)
_PAUSE_S = 0.2


def start_here(browser: bool) -> None:
    """Start with the settings of the environment; `browser` is whether to open the organiser's page."""
    try:
        raise typer.Exit(start(settings_or_exit(), "SUMME_PORT" in os.environ, browser))
    except (ApiError, CannotServe) as error:
        raise stop(str(error)) from None


def run() -> None:
    raise typer.Exit(supervise([Program()]))


def start(settings: Settings, port_was_chosen: bool, browser: bool) -> int:
    """Serve until stopped, or open the page of the server that runs already; returns the exit code.

    With `port_was_chosen` no other port is taken. Raises CannotServe when no port is free.
    """
    opens = browser and has_screen()
    if address := running_at(settings):
        say(f"Summe is running already, at {address}")
        if opens and open_page(home(settings, address)):
            say("The organiser's page is open in the browser.")
        else:
            say(f"  Home      {home(settings, address) if shows_keys() else address}")
        return 0
    port = free_port(settings, port_was_chosen)
    if port != settings.port and settings.port:
        say(
            f"Port {settings.port} is taken by another program, so Summe uses {port} this time. What was "
            f"printed with {settings.port} leads to the other one: stop it, and start Summe again."
        )
    if opens:
        settings = replace(settings, port=port)
        threading.Thread(target=_open_when_up, args=(settings,), name="browser", daemon=True).start()
    return supervise([Program()], {"SUMME_PORT": str(port)})


def home(settings: Settings, address: str) -> str:
    """The link of the organiser's page at an address of this computer; raises ApiError without a key."""
    return f"{address}/#key={organiser_key(settings)}"


def running_at(settings: Settings) -> str | None:
    """The address of the server that runs with this data folder; None where none does."""
    # With a shared database any number of servers may run.
    if settings.database_url or not is_served(settings.data):
        return None
    # A folder that cannot be used counts as served; the server says better why when it starts.
    address = noted_in(settings.data)
    try:
        json.loads(call(settings, "GET", "/-/health"))["version"]
    except (ApiError, ValueError, LookupError, TypeError):
        return None
    return address


def free_port(settings: Settings, was_chosen: bool) -> int:
    """The port of the settings, or the next that is free where it was not chosen; raises CannotServe."""
    last = settings.port + (0 if was_chosen or not settings.port else MORE_PORTS)
    for port in range(settings.port, last + 1):
        try:
            with closing(listen(settings.host, port)) as opened:
                return int(opened.getsockname()[1])
        except CannotServe as error:
            number = getattr(error.__cause__, "errno", None)
            if port == last or number not in NOT_FREE:
                raise
    raise AssertionError("the last port was returned or has raised")


def _open_when_up(settings: Settings) -> None:
    """Open the page once the server listens; without end, since it may be started again.

    Another user's program may take the port before the server does, and would get the key with the page. So
    the address counts that this folder's server has noted, after it had the port.
    """
    while not (address := _address_of_started(settings)):
        time.sleep(_PAUSE_S)
    open_page(home(settings, address))


def _address_of_started(settings: Settings) -> str | None:
    if not settings.database_url:
        return noted_in(settings.data)
    # Among servers on a shared database none is noted.
    address = settings.local_url(settings.port)
    url = urlsplit(address)
    try:
        socket.create_connection((url.hostname, url.port), timeout=_PAUSE_S).close()
    except OSError:
        return None
    return address
