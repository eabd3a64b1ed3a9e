"""Joins the floors: the application of a house. Nothing else knows them all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from app.rooms.housekeeping import tidy
from app.web.api import api
from app.web.bodies import BodyLimit
from app.web.devices import devices
from app.web.fallback import fallback
from app.web.house import House
from app.web.joining import joining
from app.web.ops import ops
from app.web.origin import Guard
from app.web.privacy import privacy
from app.web.refusals import unreadable
from app.web.rehearsals import rehearsals
from app.web.shelf import Shelf
from app.web.socket import serve, sweep_stalled
from app.web.taken_home import taken_home
from app.web.visit import Paces

API = (api, devices, taken_home, ops, rehearsals)


async def keep_tidy(house: House) -> None:
    """Housekeeping at start and then every hour."""
    while True:
        await tidy(house.hub, house.log, house.clock)
        await asyncio.sleep(house.settings.housekeeping_s)


def create_app(house: House) -> ASGIApp:
    """The ASGI application: who may speak, then what is ready to be sent, then what has to be worked out."""
    limited = BodyLimit(routes(house), house.settings.body_bytes)
    return Guard(Shelf(limited), house.hosts, house.public_url)


def routes(house: House) -> FastAPI:
    """All routes but the files; no documentation pages are served."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        chores = [asyncio.create_task(chore) for chore in (sweep_stalled(house), keep_tidy(house))]
        yield
        for chore in chores:
            chore.cancel()

    app = FastAPI(title="Summe", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_exception_handler(RequestValidationError, unreadable)
    paces = Paces()

    async def socket(websocket: WebSocket) -> None:
        await serve(house, paces, websocket, websocket.path_params["code"])

    # Straight to the endpoint: what FastAPI keeps per socket for dependencies would be kept for every phone.
    app.router.add_websocket_route("/ws/{code}", socket)

    for router in API:
        app.include_router(router(house))
    app.include_router(fallback(house, paces))
    app.include_router(privacy(house))
    app.include_router(joining(house))
    return app
