"""Health check and metrics. Figures need the organiser's key; whether the server is up does not."""

from typing import Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from app.web.body_limit import LimitedRoute
from app.web.dependencies import NEEDS_ORGANISER, CurrentContext, Key, files, refused


class Up(BaseModel):
    """`statement` is whether `/was` leads to an accessibility statement."""

    status: Literal["up"] = "up"
    statement: bool


class HintsHealth(BaseModel):
    """The bus of hints: its server, for how many seconds it is connected or not, and counts since the start.

    `dropped` hints were given up here while the bus was not connected, `lost` messages never arrived.
    """

    server: Literal["PostgreSQL", "NATS"]
    connected: bool
    for_s: float
    connections: int
    sent: int
    received: int
    dropped: int
    lost: int


class Health(Up):
    """`version` is Summe's own, `seats` are connected screens by role; times are seconds.

    `log_fault` is why the last write or read of the log failed, null once it works again, and
    `log_failing_s` for how long that has been so. `free_disk_bytes` is null when the log is in a database
    elsewhere, `hints` when no other server shares it.
    """

    version: str
    rooms: int
    seats: dict[str, int]
    commands_waiting: int
    writer_lag_s: float
    tasks: int
    last_commit_s: float | None
    log_fault: str | None
    log_failing_s: float
    free_disk_bytes: int | None
    hints: HintsHealth | None


router = APIRouter(route_class=LimitedRoute, tags=["operation"])


@router.get("/-/health")
async def health(context: CurrentContext, key: Key) -> Health | Up:
    """Whether the server is up; its figures for the organiser."""
    statement = bool(context.settings.accessibility_url)
    if not context.auth.is_organiser(key):
        return Up(statement=statement)
    figures = context.metrics.health(context.hub, context.log.condition, context.log_folder, context.hints)
    return Health(statement=statement, version=context.version, **figures)


@router.get(
    "/-/metrics",
    dependencies=NEEDS_ORGANISER,
    response_class=Response,
    responses=files(CONTENT_TYPE_LATEST) | refused(403, 503),
)
async def metrics(context: CurrentContext) -> Response:
    """The figures for Prometheus."""
    text = context.metrics.exposition(context.hub, context.log.condition, context.log_folder, context.hints)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
