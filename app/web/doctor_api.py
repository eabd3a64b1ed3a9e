"""Routes of the doctor, for the organiser: what keeps the hall from getting in, and what to do."""

import asyncio
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from app.core.languages import DEFAULT, Language
from app.doctor.checks.folder import nearest_existing
from app.doctor.examination import examine
from app.doctor.findings import Level
from app.doctor.load import LoadTask
from app.doctor.situation import MOST_PHONES, USUAL_PHONES, Situation
from app.doctor.trial import Phase
from app.exports.qr import qr_svg
from app.rooms.agenda import agenda
from app.web.body_limit import LimitedRoute
from app.web.context import AppContext
from app.web.dependencies import NEEDS_ORGANISER, CurrentContext, files, refused
from app.web.refusal_words import PHONES_HERE, RefusedInWords


class DoctorFinding(BaseModel):
    """`title` and `advice` are in the language that was asked for; `values` are what stands in them."""

    id: str
    level: Level
    title: str
    advice: str
    values: dict[str, str | int | float]


class Examination(BaseModel):
    """The findings, the gravest first. `try_url` is the address with which a phone tries to get in.

    `phones` is how many were reckoned with: as asked, else the most that an open session expects, else 100.
    """

    phones: int
    try_url: str
    findings: list[DoctorFinding]


class Arrivals(BaseModel):
    """Whether another device has opened `try_url` since the server's start."""

    got_through: bool


class Load(BaseModel):
    """`phase` is null while no trial runs; `finding` is what the last one has found."""

    phase: Phase | None
    finding: DoctorFinding | None


router = APIRouter(
    route_class=LimitedRoute, tags=["doctor"], dependencies=NEEDS_ORGANISER, responses=refused(403)
)
Phones = Annotated[int | None, Query(ge=1, le=MOST_PHONES)]


@router.get("/api/doctor", responses=refused(503))
async def doctor(context: CurrentContext, lang: Language = DEFAULT, phones: Phones = None) -> Examination:
    """Examine this computer and its network, which takes a few seconds."""
    phones = phones or await _expected(context)
    port = urlsplit(context.local_url).port or context.settings.port
    edited = await context.run_sheets.edited()
    at = Situation(context.settings, context.public.url, port, phones, context.running, edited)
    # One at a time: two at once would measure each other's writing to the disk.
    async with context.running.examining:
        found = await asyncio.to_thread(examine, at)
    findings = [DoctorFinding(**one.to_dict(lang)) for one in found]
    return Examination(phones=phones, try_url=_try_url(context), findings=findings)


@router.get("/api/doctor/arrivals")
async def arrivals(context: CurrentContext) -> Arrivals:
    """Whether a phone has got through."""
    return Arrivals(got_through=context.running.last_arrival is not None)


@router.get("/api/doctor/qr.svg", response_class=Response, responses=files("image/svg+xml"))
async def qr(context: CurrentContext) -> Response:
    """The address with which a phone tries to get in, as a QR code."""
    return Response(qr_svg(_try_url(context)), media_type="image/svg+xml")


@router.get("/api/doctor/load")
async def load(context: CurrentContext, lang: Language = DEFAULT) -> Load:
    """How the load trial goes, or what the last one has found."""
    trial = context.running.load
    finding = DoctorFinding(**trial.finding.to_dict(lang)) if trial.finding else None
    return Load(phase=trial.phase, finding=finding)


@router.post("/api/doctor/load", status_code=202, responses=refused(409, 503))
async def try_load(context: CurrentContext, phones: Phones = None) -> Load:
    """Begin a load trial: simulated phones against a server of its own, for some ten seconds.

    Refused while a session has phones, and stopped as soon as one comes.
    """
    if _has_phones(context):
        raise RefusedInWords(409, PHONES_HERE)
    folder = nearest_existing(context.settings.data)
    expected = phones or await _expected(context)
    context.running.load.begin(LoadTask(folder, expected, context.settings), lambda: _has_phones(context))
    return await load(context)


async def _expected(context: AppContext) -> int:
    """The most people that an open session expects."""
    summaries = await agenda(context.hub, context.log, context.clock)
    return max((one.about.expected or 0 for one in summaries), default=0) or USUAL_PHONES


def _try_url(context: AppContext) -> str:
    return f"{context.public_url}/try"


def _has_phones(context: AppContext) -> bool:
    """Whether a phone is connected to a session, simulated ones of a rehearsal among them."""
    return any(seat.audience.role == "phone" for room in context.hub.rooms() for seat in room.seats)
