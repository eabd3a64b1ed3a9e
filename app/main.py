"""Joins the floors: the application of a house. Nothing else knows them all."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from app.rooms.housekeeping import tidy
from app.web import api, devices, fallback, joining, ops, privacy, rehearsals, taken_home
from app.web.bodies import BodyLimit
from app.web.house import House
from app.web.origin import Guard
from app.web.paces import Paces
from app.web.refusals import answer_refusals
from app.web.shelf import Shelf
from app.web.socket import Sockets, sweep_stalled

_logger = logging.getLogger("summe")
Chore = Callable[[House], Coroutine[Any, Any, None]]
AFTER_ERROR_S = 5.0
# What docs/openapi.json describes; the rest is for screens.
API = (api.router, devices.router, taken_home.router, ops.router, rehearsals.router)
SCREENS = (fallback.router, privacy.router, joining.router)


def routes_of(*routers: APIRouter) -> list[BaseRoute]:
    """The routers' own routes; `include_router` would make each anew for every application."""
    return [route for router in routers for route in router.routes]


async def keep_tidy(house: House) -> None:
    """Housekeeping at start and then every hour."""
    while True:
        await tidy(house.hub, house.log, house.clock)
        await asyncio.sleep(house.settings.housekeeping_s)


async def let_rooms_sleep(house: House) -> None:
    """Look a few times within the time after which an unused room goes to sleep."""
    after_s = house.settings.room_sleep_s
    while True:
        await asyncio.sleep(after_s / 4)
        await house.hub.let_sleep(after_s)


async def kept_up(chore: Chore, house: House) -> None:
    """Do a chore for as long as the house is open; after an error, which is logged, it begins anew."""
    while True:
        try:
            await chore(house)
        except Exception:
            _logger.exception("%s has failed, and begins anew", chore.__name__)
        await asyncio.sleep(AFTER_ERROR_S)


def create_app(house: House) -> ASGIApp:
    """The ASGI application: who may speak, then sockets and files, then all that has a route."""
    paces = Paces(house.settings.questions_per_second, house.settings.questions_burst)
    routed = BodyLimit(routes(house, paces), house.settings.body_bytes)
    return Guard(Sockets(Shelf(routed), house, paces), house.hosts, house.public_url)


def routes(house: House, paces: Paces) -> FastAPI:
    """Everything but sockets and files; no documentation pages are served."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        chores = [
            asyncio.create_task(kept_up(chore, house))
            for chore in (sweep_stalled, keep_tidy, let_rooms_sleep)
        ]
        yield
        for chore in chores:
            chore.cancel()
        await asyncio.wait(chores)

    app = FastAPI(
        title="Summe",
        routes=routes_of(*API, *SCREENS),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
    )
    app.state.house, app.state.paces, app.state.lines = house, paces, fallback.Lines()
    answer_refusals(app)
    return app
