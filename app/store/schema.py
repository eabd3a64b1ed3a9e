"""The version of the log's tables, and how a database is brought up to date.

Each version is a file in `migrations/versions`, which `summe migrate` runs with Alembic. An empty database
gets the newest tables at once. A database without a noted version is of before versions were noted, when the
tables were those of the first, or lacked one that was made when such a database was opened; the first
migration makes those that are missing.
"""

from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    func,
    insert,
    inspect,
    select,
)
from sqlmodel import SQLModel

from app.platform.own_command import own_command
from app.store.lock import DataFolderError
from app.store.tables import SessionRow

FIRST = "0001"
VERSION = "0004"
MIGRATIONS = Path(__file__).with_name("migrations")
# The table in which Alembic notes the version, as Alembic makes it; it has one row.
_NOTED = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
# Held on PostgreSQL while tables are made or changed; SQLite has one writer anyway. "summe" as a number.
_LOCK = 0x73756D6D65


class WrongSchema(DataFolderError):
    """The tables are of another version than this Summe needs; the message says what to do."""


def prepare(engine: Engine) -> None:
    """Create the tables of an empty database, and check the version of others.

    Raises WrongSchema, and SQLAlchemy's DBAPIError.
    """
    with engine.begin() as connection:
        _lock(connection)
        found = version_of(connection)
        if found is None:
            SQLModel.metadata.create_all(connection)
            _NOTED.create(connection)
            connection.execute(insert(_NOTED).values(version_num=VERSION))
            return
    if found < VERSION:
        raise WrongSchema(
            f"The database is of version {found} and this Summe needs {VERSION}. Take a backup, then run: "
            f"{own_command()} migrate"
        )
    if found > VERSION:
        raise WrongSchema(
            f"The database is of version {found}, of a newer Summe; this one knows versions up to {VERSION}. "
            "Start the newer Summe, or restore a backup of before."
        )


def migrate(engine: Engine) -> str | None:
    """Bring the tables up to date in one transaction; returns the version before, None without tables.

    Raises WrongSchema when a newer Summe has made them, and SQLAlchemy's DBAPIError.
    """
    # Imported here since it takes long, and only this needs it.
    from alembic import command
    from alembic.config import Config

    with engine.begin() as connection:
        _lock(connection)
        found = version_of(connection)
        if found is None or found < VERSION:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, VERSION)
    prepare(engine)
    return found


def version_of(connection: Connection) -> str | None:
    """The version of the tables; None when there are none."""
    tables = inspect(connection)
    if tables.has_table(_NOTED.name):
        return connection.execute(select(_NOTED.c.version_num)).scalar()
    return FIRST if tables.has_table(str(SessionRow.__tablename__)) else None


def _lock(connection: Connection) -> None:
    """Hold the lock of the tables until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
