"""PgBouncer before a PostgreSQL server: each transaction gets any of a few connections to the database."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url

from tests.postgres import USER, Postgres, as_user, binary
from tests.server import PATIENCE_S, eventually, hold_port

CONFIGURATION = """
[databases]
{database} = host={folder} user={user} pool_size=4

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
ignore_startup_parameters = options
"""


@contextmanager
def pooler(server: Postgres, database_url: str) -> Iterator[str]:
    """The URL of a database through a pooler, which runs within the block."""
    database = make_url(database_url).database
    with hold_port() as held:
        port = int(held.getsockname()[1])
        configuration = server.folder / f"pgbouncer-{port}.ini"
        configuration.write_text(
            CONFIGURATION.format(database=database, folder=server.folder, user=USER, port=port)
        )
        process = subprocess.Popen(
            [*as_user(), binary("pgbouncer"), "--quiet", configuration], cwd="/", stderr=subprocess.DEVNULL
        )
        try:
            eventually(lambda: _answers(port))
            yield f"postgresql://{USER}@127.0.0.1:{port}/{database}"
        finally:
            process.kill()
            process.wait(PATIENCE_S)


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0
