"""Faults of servers that share a database, each under load: what was acknowledged is stored once, all agree.

How long phones have waited is printed (`pytest -s`), and nothing asserts it: these machines are busy.
"""

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.cluster.hall import Hall
from tests.cluster.test_processes import serving, started
from tests.faults.wall_clock import WallClock
from tests.hints.relay import Relay
from tests.nats import Nats
from tests.needs import need
from tests.pgbouncer import pooler
from tests.postgres import USER, Postgres, postgres
from tests.server import Server, eventually

pytestmark = [pytest.mark.process, pytest.mark.asyncio]
FEW = pytest.param(18, id="few")
MANY = pytest.param(150, id="many", marks=pytest.mark.long)
few_and_many = pytest.mark.parametrize("phones", [FEW, MANY])
# Errors that servers log, and should, while the database does not answer.
WITHOUT_DATABASE = ("not saved", "the log cannot be read")
# Two servers whose clocks differ by what a message takes, not by what their computers' clocks do.
FAR_LESS_THAN_A_MINUTE_MS = 15_000
MakeServer = Callable[..., Server]


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for this test alone."""
    with postgres() as one:
        yield one


async def start(*servers: Server) -> Sequence[Server]:
    for server in servers:
        await asyncio.to_thread(server.start)
    return servers


def send(server: Server, number: signal.Signals) -> None:
    assert server.process is not None
    server.process.send_signal(number)


def expect(servers: Collection[Server], *words: str) -> None:
    for server in servers:
        for one in words:
            server.expects(one)


def say(what: str, hall: Hall, since_s: float, homes: Collection[Server] = ()) -> None:
    print(f"\n{what}: phones waited {hall.longest_wait_s(since_s, homes):.2f} s at most")


def fault(server: Server, words: str = "") -> bool:
    """Whether a server says in its health check that its database fails, with these words."""
    why = json.loads(server.get("/-/health"))["log_fault"]
    return why is not None and words in why


async def happens(check: Callable[[], object]) -> None:
    """Wait until a check holds, while this loop goes on."""
    await asyncio.to_thread(eventually, check)


@few_and_many
async def test_a_server_that_is_killed_under_load_loses_nothing_and_the_others_go_on(
    make_server: MakeServer, database_url: str, phones: int
) -> None:
    one, *others = servers = await start(*(make_server() for _ in range(3)))
    async with Hall(servers, phones) as hall:
        since_s = time.monotonic()
        await asyncio.to_thread(one.stop, signal.SIGKILL)
        await hall.goes_on(others)
        await hall.goes_on()
        await start(one)
        await hall.all_agree(database_url)
        say("one of three killed", hall, since_s, others)


@asynccontextmanager
async def relay_before(server: Postgres | Nats) -> AsyncIterator[Relay]:
    if isinstance(server, Nats):
        relay = Relay(partial(asyncio.open_connection, "127.0.0.1", server.port))
    else:
        relay = Relay(partial(asyncio.open_unix_connection, server.folder / ".s.PGSQL.5432"))
    await relay.start()
    try:
        yield relay
    finally:
        await relay.stop()


def name_of(database_url: str) -> str:
    return database_url.partition("?")[0].rpartition("/")[2]


def url_at(relay: Relay, database_url: str) -> str:
    """The URL of the same database through a relay."""
    return f"postgresql://{USER}@127.0.0.1:{relay.port}/{name_of(database_url)}"


def open_changes(connection: psycopg.Connection) -> set[tuple[Any, ...]]:
    """The transactions that have changed something, and so lock a session, and do nothing now."""
    rows = connection.execute(
        "SELECT pid, xact_start FROM pg_stat_activity WHERE application_name = 'summe'"
        " AND state = 'idle in transaction' AND backend_xid IS NOT NULL AND query ~ 'sessions|events'"
    )
    return set(rows.fetchall())


@asynccontextmanager
async def in_a_transaction(
    database_url: str, stop: Callable[[], None], go_on: Callable[[], None]
) -> AsyncIterator[None]:
    """Within the block a server is stopped in the middle of a transaction that locks a session.

    The block must last until the database has ended that transaction.
    """
    with psycopg.connect(database_url, autocommit=True) as connection:
        while True:
            stop()
            first = open_changes(connection)
            await asyncio.sleep(0.1 if first else 0)  # on a busy machine others are in one for as long
            if held := first & open_changes(connection):
                break
            go_on()
            await asyncio.sleep(0.01)
        try:
            yield
            assert not held & open_changes(connection)
        finally:
            go_on()


@pytest.mark.long
@few_and_many
async def test_a_server_that_stalls_in_a_transaction_overwrites_nothing_when_it_wakes(
    make_server: MakeServer, database_url: str, phones: int
) -> None:
    one, *others = servers = await start(*(make_server() for _ in range(3)))
    expect(servers, "not saved: canceling statement due to lock timeout")
    async with Hall(servers, phones) as hall:
        stall = partial(send, one, signal.SIGSTOP), partial(send, one, signal.SIGCONT)
        async with in_a_transaction(database_url, *stall):
            since_s = time.monotonic()
            await hall.goes_on(others)
        await hall.all_agree(database_url)
        say("one of three stalled in a transaction", hall, since_s, others)


@pytest.mark.long
async def test_a_server_that_wakes_after_its_phones_have_asked_others_stores_nothing_twice(
    make_server: MakeServer, database_url: str
) -> None:
    one, *_ = servers = await start(*(make_server() for _ in range(3)))
    expect(servers, "not saved: canceling statement due to lock timeout")
    async with Hall(servers, 150) as hall:
        stall = partial(send, one, signal.SIGSTOP), partial(send, one, signal.SIGCONT)
        async with in_a_transaction(database_url, *stall):
            with hall.leaves_out(one):
                await hall.goes_on()
        await hall.all_agree(database_url)


@pytest.mark.long
@few_and_many
async def test_a_server_that_is_cut_off_from_the_database_stores_what_it_has_when_it_is_back(
    make_server: MakeServer, postgres_server: Postgres, database_url: str, phones: int
) -> None:
    async with relay_before(postgres_server) as relay:
        cut_off = make_server(database_url=url_at(relay, database_url))
        others = [make_server(), make_server()]
        servers = await start(cut_off, *others)
        expect(servers, *WITHOUT_DATABASE)
        async with Hall(servers, phones) as hall:
            async with in_a_transaction(database_url, relay.swallow, relay.mend):
                since_s = time.monotonic()
                await hall.goes_on(others)
            await hall.goes_on()
            await hall.all_agree(database_url)
            say("one of three cut off in a transaction", hall, since_s, others)


@few_and_many
@pytest.mark.parametrize(
    "how",
    [
        pytest.param(signal.SIGINT, id="fast", marks=pytest.mark.long),
        pytest.param(signal.SIGQUIT, id="immediate", marks=pytest.mark.long),
    ],
)
async def test_a_database_that_is_restarted_loses_nothing_and_all_go_on(
    make_server: MakeServer, own_postgres: Postgres, phones: int, how: signal.Signals
) -> None:
    database_url = own_postgres.database("hall")
    servers = await start(*(make_server(database_url=database_url) for _ in range(3)))
    expect(servers, *WITHOUT_DATABASE)
    async with Hall(servers, phones) as hall:
        await asyncio.to_thread(own_postgres.stop, how)
        for server in servers:
            await happens(partial(fault, server))
        await asyncio.to_thread(own_postgres.start)
        since_s = time.monotonic()
        await hall.goes_on()
        await hall.all_agree(database_url)
        say(f"database restarted ({how.name}), after it was back", hall, since_s)


@contextmanager
def all_connections(database_url: str) -> Iterator[None]:
    """Within the block others have all connections of the database's server."""
    taken = [psycopg.connect(database_url, autocommit=True)]
    try:
        while (
            taken[0]
            .execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'summe'"
            )
            .fetchall()
        ):
            with suppress(psycopg.OperationalError):
                while True:
                    taken.append(psycopg.connect(database_url, autocommit=True))
        yield
    finally:
        for one in taken:
            one.close()


@pytest.mark.parametrize("phones", [MANY])
async def test_a_database_whose_connections_others_use_up_loses_nothing_and_all_go_on(
    make_server: MakeServer, own_postgres: Postgres, phones: int
) -> None:
    database_url = own_postgres.database("hall")
    servers = await start(*(make_server(database_url=database_url) for _ in range(3)))
    expect(servers, *WITHOUT_DATABASE)
    async with Hall(servers, phones) as hall:
        with all_connections(database_url):
            for server in servers:
                await happens(partial(fault, server, "too many clients"))
        since_s = time.monotonic()
        await hall.goes_on()
        await hall.all_agree(database_url)
        say("connections freed", hall, since_s)


def connected(server: Server) -> bool:
    return bool(json.loads(server.get("/-/health"))["hints"]["connected"])


def disconnected(server: Server) -> bool:
    return not connected(server)


@pytest.mark.long
@few_and_many
@pytest.mark.parametrize("bus", ["PostgreSQL", pytest.param("NATS", marks=pytest.mark.long)])
async def test_a_bus_that_swallows_all_hints_makes_servers_slower_and_loses_nothing(
    make_server: MakeServer,
    postgres_server: Postgres,
    nats_server: Nats,
    database_url: str,
    phones: int,
    bus: str,
) -> None:
    async with relay_before(nats_server if bus == "NATS" else postgres_server) as relay:
        if bus == "NATS":
            settings = {"bus_url": f"nats://127.0.0.1:{relay.port}"}
        else:
            settings = {"database_listen_url": url_at(relay, database_url)}
        servers = await start(*(make_server(**settings) for _ in range(3)))
        async with Hall(servers, phones) as hall:
            relay.swallow()
            for server in servers:
                await happens(partial(disconnected, server))
            since_s = time.monotonic()
            await hall.goes_on()
            relay.mend()
            for server in servers:
                await happens(partial(connected, server))
            await hall.all_agree(database_url)
            say(f"without hints of {bus}", hall, since_s)


@pytest.mark.long
async def test_a_bus_that_is_restarted_loses_nothing(
    make_server: MakeServer, nats_server: Nats, database_url: str
) -> None:
    servers = await start(*(make_server(bus_url=nats_server.url) for _ in range(3)))
    async with Hall(servers, 150) as hall:
        await asyncio.to_thread(nats_server.stop)
        await hall.goes_on()
        await asyncio.to_thread(nats_server.start)
        for server in servers:
            await happens(partial(connected, server))
        await hall.all_agree(database_url)


@pytest.mark.long
async def test_behind_a_pooler_a_server_that_stalls_in_a_transaction_stops_no_other(
    make_server: MakeServer, postgres_server: Postgres, database_url: str
) -> None:
    need("pgbouncer")
    with psycopg.connect(database_url, autocommit=True) as connection:
        for limit in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
            name = sql.Identifier(name_of(database_url))
            connection.execute(sql.SQL("ALTER DATABASE {} SET {} = '2s'").format(name, sql.Identifier(limit)))
    with pooler(postgres_server, database_url) as pooled_url:
        settings = {"database_url": pooled_url, "database_listen_url": database_url}
        one, *others = servers = await start(*(make_server(**settings) for _ in range(3)))
        expect(servers, *WITHOUT_DATABASE)
        async with Hall(servers, 150) as hall:
            stall = partial(send, one, signal.SIGSTOP), partial(send, one, signal.SIGCONT)
            async with in_a_transaction(database_url, *stall):
                since_s = time.monotonic()
                await hall.goes_on(others)
            await hall.all_agree(database_url)
            say("one of three stalled in a transaction, behind a pooler", hall, since_s, others)
        for server in servers:
            await asyncio.to_thread(server.stop)


@pytest.mark.long
async def test_on_clocks_a_minute_apart_a_turn_ends_once_and_at_the_same_time_on_all_screens(
    make_server: MakeServer, database_url: str, tmp_path: Path
) -> None:
    servers = [make_server() for _ in range(3)]
    for server, seconds in zip(servers, (-60, 0, 60), strict=True):
        WallClock(server, tmp_path / f"clock{seconds}").step(seconds)
    await start(*servers)
    async with Hall(servers, 60) as hall:
        console = hall.facilitator.client
        await hall.enter("buzz")
        assert await console.ask("start_timer") == ""
        assert await console.ask("move_timer", by_ms=5_000 - console.mirror.row("timer")["turn_ms"]) == ""
        await hall.shown("timer", phase="running")
        ends_at_ms = console.mirror.row("timer")["ends_at_ms"]
        clients = [screen.client for screen in hall.screens]
        left_ms = [one.mirror.row("timer")["ends_at_ms"] - one.server_ms() for one in clients]
        assert max(left_ms) - min(left_ms) < FAR_LESS_THAN_A_MINUTE_MS
        await hall.shown("timer", phase="swap")
        seen_ms = time.time() * 1000  # of this machine, and so the database's
        assert await console.ask("restart_timer") == ""
        await hall.all_agree(database_url)
    with psycopg.connect(database_url) as connection:
        ended = connection.execute("SELECT at_ms FROM events WHERE kind = 'turn_ended'").fetchall()
    assert len(ended) == 1
    assert ends_at_ms <= ended[0][0] <= seen_ms


def others_serve(server: Server, before: set[int]) -> bool:
    """Whether three processes serve again, and are not the same as before."""
    now = serving(server)
    return len(now) == 3 and now != before


@pytest.mark.long
async def test_of_several_processes_on_one_port_one_is_killed_under_load_and_nothing_is_lost(
    make_server: MakeServer, database_url: str
) -> None:
    server = await asyncio.to_thread(started, make_server, 3)
    server.expects("starting it again")
    async with Hall([server], 150) as hall:
        for _ in range(3):
            before = serving(server)
            os.kill(min(before), signal.SIGKILL)
            await happens(partial(others_serve, server, before))
            await hall.goes_on()
        await hall.all_agree(database_url)


@pytest.mark.parametrize("phones", [MANY])
async def test_servers_that_are_restarted_one_after_the_other_lose_nothing(
    make_server: MakeServer, database_url: str, phones: int
) -> None:
    servers = await start(*(make_server() for _ in range(3)))
    async with Hall(servers, phones) as hall:
        since_s = time.monotonic()
        for server in servers:
            assert await asyncio.to_thread(server.stop) == 0
            await start(server)
            await hall.goes_on()
        await hall.all_agree(database_url)
        say("all restarted in turn", hall, since_s)
