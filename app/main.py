"""Joins the floors: the application of a house. Nothing else knows them all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from app.web.api import api
from app.web.devices import devices
from app.web.fallback import fallback
from app.web.house import House
from app.web.origin import Guard
from app.web.pages import pages
from app.web.socket import serve, sweep_stalled
from app.web.visit import Paces

API = (api, devices)


def create_app(house: House) -> ASGIApp:
    """The ASGI application; no documentation pages are served."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        sweeper = asyncio.create_task(sweep_stalled(house))
        yield
        sweeper.cancel()

    app = FastAPI(title="Summe", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    paces = Paces()

    @app.websocket("/ws/{code}")
    async def socket(websocket: WebSocket, code: str) -> None:
        await serve(house, paces, websocket, code)

    for router in API:
        app.include_router(router(house))
    app.include_router(fallback(house, paces))
    app.include_router(pages(house))
    return Guard(app, house.hosts)
