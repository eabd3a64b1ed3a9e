"""The command `summe links`: the running server's links with their keys, by the key in its data folder."""

import json
from typing import Annotated, Any

import typer

from app.cli.api_client import ApiError, KeyRefused, address_of, call, organiser_key
from app.cli.exits import settings_or_exit, stop
from app.cli.plain_http import overheard_note
from app.cli.terminal import qr_picture, say
from app.platform.own_command import own_command
from app.settings import Settings

SCREENS = ("join", "board", "console", "report")


def links(
    session: Annotated[str, typer.Option(metavar="CODE", help="Those of this session alone.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    try:
        found = links_of(settings_or_exit(), session)
    except ApiError as error:
        raise stop(str(error)) from None
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        say_links(found)


def links_of(settings: Settings, session: str = "") -> dict[str, Any]:
    """Home's link, and those of all sessions that have not ended, or of one that may have; raises ApiError.

    As `{"home": …, "local": …, "sessions": [{"code": …, "title": …, "date": …, "links": {…}}]}`, where
    `local` is home's link on this computer.
    """
    key = organiser_key(settings)
    try:
        address = json.loads(call(settings, "GET", "/api/address"))
    except KeyRefused:
        # The key in a data folder is sent to that folder's server alone, which has the same.
        raise ApiError(
            f"The Summe at {address_of(settings)} has another organiser's key than SUMME_ORGANISER_KEY. "
            "Leave it out, and name the running server's folder with SUMME_DATA, or its port with SUMME_PORT."
        ) from None
    listed = json.loads(call(settings, "GET", "/api/sessions"))
    chosen = [one for one in listed if "links" in one and _is_wanted(one, session)]
    if session and not chosen:
        raise ApiError(f"There is no session {session!r} here. All of them: {own_command()} links")
    local = address_of(settings)
    return {
        "home": f"{address['url'] or local}/#key={key}",
        "local": f"{local}/#key={key}",
        "sessions": [{name: one[name] for name in ("code", "title", "date", "links")} for one in chosen],
    }


def _is_wanted(listed: dict[str, Any], session: str) -> bool:
    """Whether it is the session with this code, or, without a code, has not ended."""
    if session:
        return bool(listed["code"] == _code(session))
    return listed["ended_at_ms"] is None


def _code(typed: str) -> str:
    """The code as people may type it: in small letters, with a space or a dash in it."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def say_links(found: dict[str, Any]) -> None:
    """Write the links to standard output, with the QR code of each session's address."""
    for one in found["sessions"]:
        if picture := qr_picture(one["links"]["join"]):
            say(picture)
        day = f", {one['date']}" if one["date"] else ""
        say(f"{one['code']}  {one['title']}{day}\n")
        for name in SCREENS:
            say(f"  {name.capitalize():8}  {one['links'][name]}")
        say("")
    if not found["sessions"]:
        say(f"No session is open; make one on Home, or with: {own_command()} new")
    home, local = (found[name].partition("/#")[0] for name in ("home", "local"))
    if note := overheard_note(home, local):
        say(note)
    say(f"  Home      {found['home']}")
    if found["local"] != found["home"]:
        say(f"            on this computer:  {found['local']}")
