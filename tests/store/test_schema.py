"""Versions of the tables: created, checked at every opening, and brought up to date by migrations."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from app.store import BackupError, schema
from app.store.lock import DataFolderError
from app.store.opening import backups_of, migrate_log, open_log
from app.store.schema import WrongSchema
from tests.golden.database import dump, tables
from tests.store.test_log_contract import RECORD, row

pytestmark = pytest.mark.asyncio

PRESENT = schema.VERSION
NEXT_VERSION = f"{int(PRESENT) + 1:04}"
NEXT = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT_VERSION}"
down_revision = "{PRESENT}"


def upgrade() -> None:
    op.add_column("sessions", sa.Column("note", sa.String()))
"""
FAILING = f"{NEXT}    op.create_index('twice', 'events', ['no_such_column'])\n"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.process)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """An empty database."""
    if request.param == "postgres":
        return str(request.getfixturevalue("database_url"))
    path = tmp_path / "summe.db"
    path.touch()
    return path


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Lets a Summe with one more migration take over."""

    def take_over(migration: str = NEXT) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(schema.MIGRATIONS, folder)
        (folder / "versions" / "next.py").write_text(migration)
        monkeypatch.setattr(schema, "MIGRATIONS", folder)
        monkeypatch.setattr(schema, "VERSION", NEXT_VERSION)

    return take_over


def execute(address: str | Path, statement: str) -> Any:
    engine = _engine(address)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        rows = result.fetchall() if result.returns_rows else None
    engine.dispose()
    return rows


def columns(address: str | Path) -> set[str]:
    engine = _engine(address)
    found = {column["name"] for column in inspect(engine).get_columns("sessions")}
    engine.dispose()
    return found


def _engine(address: str | Path) -> Any:
    if isinstance(address, Path):
        return create_engine(f"sqlite:///{address}")
    return create_engine(make_url(address).set(drivername="postgresql+psycopg"))


def unfinished(folder: Path) -> list[Path]:
    """What a restore that was refused has left behind."""
    return list(folder.glob("*.unfinished*"))


async def filled(address: str | Path) -> None:
    log = open_log(address)
    await log.create(RECORD, (row(1),))
    await log.close()


async def test_the_version_of_the_code_is_that_of_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.VERSION]


async def test_migrations_make_the_tables_that_an_opened_log_has(address: str | Path) -> None:
    assert migrate_log(address) is None
    engine = _engine(address)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    engine.dispose()
    await filled(address)
    if isinstance(address, Path):
        opened = address.with_name("opened.db")
        await filled(opened)
        assert tables(dump(address)) == tables(dump(opened))


async def test_an_older_database_is_refused_until_it_is_migrated(
    address: str | Path, next_version: Callable[[], None]
) -> None:
    await filled(address)
    next_version()
    for _ in range(2):
        with pytest.raises(
            WrongSchema, match=rf"is of version {PRESENT} and .* needs {NEXT_VERSION}.* summe migrate"
        ):
            open_log(address)
    assert "note" not in columns(address)
    assert [migrate_log(address), migrate_log(address)] == [PRESENT, NEXT_VERSION]
    assert "note" in columns(address)
    log = open_log(address)
    assert await log.sessions() == [RECORD]
    await log.close()


@pytest.mark.parametrize("first", [("erasures",), ()], ids=["without erasures", "with all first tables"])
async def test_a_database_of_before_versions_is_one_of_the_first_and_can_be_migrated(
    address: str | Path, first: tuple[str, ...]
) -> None:
    await filled(address)
    for missing in (*first, "alembic_version", "examples", "run_sheets", "totals", "totals_wanted"):
        execute(address, f"DROP TABLE {missing}")
    with pytest.raises(WrongSchema, match="is of version 0001"):
        open_log(address)
    assert migrate_log(address) == "0001"
    log = open_log(address)
    await log.create(replace(RECORD, session_id="t", code="TTTTTT"), (row(1),))
    assert [record.code for record in await log.sessions()] == [RECORD.code, "TTTTTT"]
    await log.close()


async def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(address: str | Path) -> None:
    await filled(address)
    execute(address, "UPDATE alembic_version SET version_num = '0999'")
    for asked in (open_log, migrate_log):
        with pytest.raises(WrongSchema, match="of version 0999, of a newer Summe"):
            asked(address)
    assert execute(address, "SELECT version_num FROM alembic_version") == [("0999",)]


async def test_a_migration_that_fails_leaves_the_tables_as_they_were(
    address: str | Path, next_version: Callable[[str], None]
) -> None:
    await filled(address)
    next_version(FAILING)
    with pytest.raises((DBAPIError, DataFolderError, RuntimeError), match=r"no_such_column|no column named"):
        migrate_log(address)
    assert "note" not in columns(address)
    assert execute(address, "SELECT version_num FROM alembic_version") == [(PRESENT,)]


async def test_a_backup_of_a_newer_summe_or_of_another_program_is_not_restored(tmp_path: Path) -> None:
    path, copy = tmp_path / "summe.db", tmp_path / "copy.db"
    await filled(path)
    backups_of(path).back_up(copy)
    execute(copy, "UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(WrongSchema, match="of version 0999, of a newer Summe"):
        backups_of(path).restore(copy)
    for table in ("alembic_version", "sessions"):
        execute(copy, f"DROP TABLE {table}")
        with pytest.raises(BackupError, match=r"copy\.db is no whole database of Summe"):
            backups_of(path).restore(copy)
    assert unfinished(tmp_path) == []
    log = open_log(path)
    assert await log.sessions() == [RECORD]
    await log.close()


@pytest.mark.process
async def test_processes_that_open_an_empty_database_at_once_find_its_tables(database_url: str) -> None:
    together, opened = threading.Barrier(4), []

    def open_one() -> None:
        together.wait()
        opened.append(open_log(database_url))

    threads = [threading.Thread(target=open_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [await log.sessions() for log in opened] == [[]] * 4
    for log in opened:
        await log.close()
