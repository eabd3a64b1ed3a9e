"""Route for the preview of a sweep: what it would remove."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.core.figures import swept_figures
from app.web.body_limit import LimitedRoute
from app.web.dependencies import FacilitatedRoom, refused

MOST_MOMENTS = 10

Moment = Annotated[int, Field(ge=0, le=2**53)]
Moments = Annotated[tuple[Moment, ...], Query(max_length=MOST_MOMENTS)]


class Sweep(BaseModel):
    """What `sweep_newer_than` with this `at_ms` would remove; votes are answers, support and dots."""

    at_ms: int
    participants: int
    questions: int
    votes: int


router = APIRouter(route_class=LimitedRoute, tags=["sessions"], responses=refused(403, 404, 503))


@router.get("/api/sessions/{code}/sweeps")
async def sweeps(room: FacilitatedRoom, at_ms: Moments = ()) -> list[Sweep]:
    """For each of these moments, what a sweep of those who joined after it would remove."""
    # On a thread, since it goes through all participants.
    figures = await asyncio.to_thread(swept_figures, room.state, at_ms)
    return [Sweep(at_ms=moment, **figure) for moment, figure in zip(at_ms, figures, strict=True)]
