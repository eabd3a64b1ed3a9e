"""The ASGI application, built from an application context. No other module knows all layers."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from app.rooms.clock import SharedClock, notice_sleep
from app.rooms.housekeeping import run_housekeeping
from app.rooms.memory import give_memory_back
from app.web import (
    accessibility,
    api,
    comparison_api,
    devices,
    doctor_api,
    examples_api,
    exports_api,
    fallback,
    joining,
    ops,
    phone_trial,
    printouts_api,
    privacy,
    rehearsals,
    report_links,
    run_sheets_api,
    sweeps,
)
from app.web.context import AppContext
from app.web.error_handlers import add_error_handlers
from app.web.origin_guard import OriginGuard
from app.web.probes import Probes
from app.web.rate_limit import RateLimiter
from app.web.socket import Sockets, sweep_stalled
from app.web.static_files import StaticFiles

_logger = logging.getLogger("summe")
BackgroundTask = Callable[[AppContext], Coroutine[Any, Any, None]]
AFTER_ERROR_S = 5.0
# `API` is described in docs/openapi.json; `SCREENS` serves only the screens.
API = (
    api.router,
    comparison_api.router,
    devices.router,
    doctor_api.router,
    examples_api.router,
    exports_api.router,
    ops.router,
    printouts_api.router,
    rehearsals.router,
    run_sheets_api.router,
    sweeps.router,
)
SCREENS = (
    fallback.router,
    privacy.router,
    accessibility.router,
    phone_trial.router,
    joining.router,
    report_links.router,
)


def routes_of(*routers: APIRouter) -> list[BaseRoute]:
    """The routers' own route objects; `include_router` would copy each for every application."""
    return [route for router in routers for route in router.routes]


async def keep_tidy(context: AppContext) -> None:
    """Housekeeping at start and then every hour."""
    while True:
        await run_housekeeping(context.hub, context.log, context.clock)
        await asyncio.sleep(context.settings.housekeeping_s)


async def evict_idle_rooms(context: AppContext) -> None:
    """Look for idle rooms four times within the time after which they are evicted."""
    after_s = context.settings.room_sleep_s
    while True:
        await asyncio.sleep(after_s / 4)
        await context.hub.evict_idle(after_s)


async def keep_memory_low(context: AppContext) -> None:
    """Return memory that requests have used to the system, while the server runs."""
    await give_memory_back(context.hub)


async def look_after_sleep(context: AppContext) -> None:
    """Let timers be right a second after the computer wakes, while the server runs."""
    await notice_sleep(context.clock, context.hub.look_at_clock)


async def follow_network(context: AppContext) -> None:
    """Let the address at which people join follow this computer's network, while the server runs."""
    await context.public.keep_following(context.settings.network_look_s)


async def announce_process(context: AppContext) -> None:
    """Let the other processes on the database reach this one, while the server runs."""
    await context.processes.announce()


def background_tasks(context: AppContext) -> Iterator[BackgroundTask]:
    """The tasks that run beside the requests."""
    yield from (sweep_stalled, keep_tidy, evict_idle_rooms, keep_memory_low, look_after_sleep)
    if context.follower is not None:
        follower = context.follower

        async def follow_others(_: AppContext) -> None:
            await follower.run()

        yield follow_others
    if context.public.follows:
        yield follow_network
    if context.processes.url:
        yield announce_process
    if isinstance(context.clock, SharedClock):
        clock = context.clock

        async def keep_time(_: AppContext) -> None:
            await clock.keep_adjusted()

        yield keep_time


async def restart_on_error(task: BackgroundTask, context: AppContext) -> None:
    """Run a background task while the context is open; an error is logged and the task started again."""
    while True:
        try:
            await task(context)
        except Exception:
            _logger.exception("%s has failed, and is started again", task.__name__)
        await asyncio.sleep(AFTER_ERROR_S)


def create_app(context: AppContext) -> ASGIApp:
    """The ASGI application; outermost first: probes, origin guard, WebSockets, static files, routes."""
    rate_limiter = RateLimiter(context.settings.questions_per_second, context.settings.questions_burst)
    inside = Sockets(StaticFiles(routes(context, rate_limiter)), context, rate_limiter)
    guarded = OriginGuard(inside, context.public)
    return Probes(guarded) if context.settings.answer_probes else guarded


def routes(context: AppContext, rate_limiter: RateLimiter) -> FastAPI:
    """The FastAPI application: all but WebSockets and static files, without documentation pages."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(restart_on_error(task, context)) for task in background_tasks(context)]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    app = FastAPI(
        title="Summe",
        routes=routes_of(*API, *SCREENS),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
    )
    app.state.context, app.state.rate_limiter, app.state.polling_sessions = (
        context,
        rate_limiter,
        fallback.PollingSessions(context.settings.polling_sessions, context.processes.own),
    )
    add_error_handlers(app)
    return app
