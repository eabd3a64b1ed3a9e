"""For whoever operates the server: whether it is up, and its figures. Figures need the organiser's key."""

from typing import Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from app.web.dependencies import NEEDS_ORGANISER, CurrentHouse, Key, files, refused


class Up(BaseModel):
    status: Literal["up"] = "up"


class Health(Up):
    """`seats` are connected screens by role; times are seconds."""

    rooms: int
    seats: dict[str, int]
    commands_waiting: int
    writer_lag_s: float
    tasks: int
    last_commit_s: float | None
    free_disk_bytes: int


router = APIRouter(tags=["operation"])


@router.get("/-/health")
async def health(house: CurrentHouse, key: Key) -> Health | Up:
    """Whether the server is up; its figures for the organiser."""
    if not house.door.is_organiser(key):
        return Up()
    return Health(**house.measures.health(house.hub, house.settings.data))


@router.get(
    "/-/metrics",
    dependencies=NEEDS_ORGANISER,
    response_class=Response,
    responses=files(CONTENT_TYPE_LATEST) | refused(403),
)
async def metrics(house: CurrentHouse) -> Response:
    """The figures for Prometheus."""
    text = house.measures.exposition(house.hub, house.settings.data)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
