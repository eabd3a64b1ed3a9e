"""Routes for links to the report: make one that shows so much until then, list them, end one at once.

A link has a key of its own, which stands in its fragment alone; `exports_api` opens the report with it.
"""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from app.core.commands import Actor, EndReportLink, MakeReportLink, ReportShows
from app.core.rejections import Rejection
from app.core.rules.keys import MOST_REPORT_LINKS
from app.core.rules.session import DAY_MS
from app.core.state import ReportLink, State
from app.rooms.room import Room
from app.web.auth import new_report_link
from app.web.body_limit import LimitedRoute
from app.web.context import AppContext
from app.web.dependencies import (
    CurrentContext,
    FacilitatedRoom,
    InvitedDevice,
    Key,
    needs_facilitator,
    refused,
)
from app.web.refusal_words import UNKNOWN_LINK, RefusedInWords, rejected, too_many_links


class NewReportLink(BaseModel):
    """`shows` is how much of the report: no question's words, the questions too, or all that it has.

    It opens the report for `days`; None is until the session is erased.
    """

    model_config = ConfigDict(extra="forbid")
    shows: ReportShows
    days: Literal[7, 30, 90] | None


class ReportLinkEntry(BaseModel):
    """A link to the report; times are server milliseconds.

    It opens nothing after `until_ms` (None is until the session is erased), or once it was ended.
    """

    id: str
    shows: ReportShows
    made_at_ms: int
    until_ms: int | None
    ended_at_ms: int | None
    link: str


router = APIRouter(route_class=LimitedRoute, tags=["exports"], responses=refused(403, 404, 503))


def _entry(context: AppContext, state: State, id: str, link: ReportLink) -> ReportLinkEntry:
    return ReportLinkEntry(
        id=id,
        shows=link.shows,
        made_at_ms=link.made_ms,
        until_ms=link.until_ms,
        ended_at_ms=link.ended_ms,
        link=f"{context.public_url}/{state.code}/report#key={context.auth.report_link_key(state, id)}",
    )


async def _ask(
    context: AppContext, room: Room, key: str, command: MakeReportLink | EndReportLink, id: str
) -> None:
    actor = Actor("organiser" if context.auth.is_organiser(key) else "facilitator")
    reply = await context.hub.ask(room.session_id, actor, id, id, command)
    if reply == Rejection("too_many"):
        raise RefusedInWords(409, too_many_links(MOST_REPORT_LINKS))
    if reply == Rejection("unknown"):
        raise RefusedInWords(404, UNKNOWN_LINK)
    if isinstance(reply, Rejection):
        status = 503 if reply.code in ("not_saved", "full") else 409
        raise RefusedInWords(status, rejected(reply.code))


def _own_keys_only(device: str) -> None:
    """Raises 403 for an invited device: a link that it made or saw would outlive its being revoked."""
    if device:
        raise needs_facilitator()


@router.get("/api/sessions/{code}/report-links")
async def report_links(
    context: CurrentContext, room: FacilitatedRoom, device: InvitedDevice
) -> list[ReportLinkEntry]:
    """All links to the report that were made, newest first, with those that are over."""
    _own_keys_only(device)
    made = sorted(room.state.report_links.items(), key=lambda item: (-item[1].made_ms, item[0]))
    return [_entry(context, room.state, id, link) for id, link in made]


@router.post("/api/sessions/{code}/report-links", status_code=201, responses=refused(409))
async def make_report_link(
    context: CurrentContext, room: FacilitatedRoom, device: InvitedDevice, key: Key, body: NewReportLink
) -> ReportLinkEntry:
    """Make a link to the report, also after the end."""
    _own_keys_only(device)
    id = new_report_link()
    now_ms = context.clock.now_ms()
    until_ms = None if body.days is None else now_ms + body.days * DAY_MS
    await _ask(context, room, key, MakeReportLink(id, body.shows, until_ms), id)
    return _entry(context, room.state, id, ReportLink(body.shows, now_ms, until_ms))


@router.delete("/api/sessions/{code}/report-links/{link}", status_code=204)
async def end_report_link(
    context: CurrentContext, room: FacilitatedRoom, device: InvitedDevice, key: Key, link: str
) -> None:
    """End a link at once; one that is over stays so, and is listed still."""
    _own_keys_only(device)
    await _ask(context, room, key, EndReportLink(link), "")
