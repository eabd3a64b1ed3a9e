"""For whoever operates the server: whether it is up, and its figures. Figures need the organiser's key."""

from typing import Any

from fastapi import APIRouter, HTTPException, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.web.api import Key
from app.web.house import House


def ops(house: House) -> APIRouter:
    """The routes under /-/."""
    router = APIRouter()

    @router.get("/-/health")
    async def health(key: Key) -> dict[str, Any]:
        if not house.door.is_organiser(key):
            return {"status": "up"}
        return {"status": "up", **house.measures.health(house.hub, house.settings.data)}

    @router.get("/-/metrics")
    async def metrics(key: Key) -> Response:
        if not house.door.is_organiser(key):
            raise HTTPException(403, "This needs the organiser's key, as Authorization: Bearer <key>.")
        text = house.measures.exposition(house.hub, house.settings.data)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    return router
