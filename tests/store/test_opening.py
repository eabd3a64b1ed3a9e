"""Opening the log by path or URL, and the types of its columns."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, Integer
from sqlalchemy.dialects import registry
from sqlmodel import SQLModel

from app.store.lock import DataFolderError
from app.store.opening import UnsupportedLog, backups_of, open_log
from app.store.sqlite import SqliteLog
from tests.store.test_log_contract import RECORD, row


@pytest.mark.asyncio
@pytest.mark.parametrize("form", ["path", "string", "url"])
async def test_a_path_and_a_sqlite_url_open_the_same_file(form: str, tmp_path: Path) -> None:
    path = tmp_path / "summe.db"
    addresses: dict[str, str | Path] = {"path": path, "string": str(path), "url": f"sqlite:///{path}"}
    address = addresses[form]
    log = open_log(address)
    assert isinstance(log, SqliteLog)
    await log.create(RECORD, (row(1),))
    await log.close()
    backups_of(address).back_up(tmp_path / "copy.db")
    again = open_log(tmp_path / "copy.db")
    assert await again.sessions() == [RECORD]
    await again.close()


@pytest.mark.parametrize(
    "address", ["mysql://summe:hemmelig@db/summe", "sqlite://", "sqlite:///:memory:", "://", "x://h:port/d"]
)
def test_an_unsupported_log_url_is_refused_with_the_supported_ones(address: str) -> None:
    for asked in (open_log, backups_of):
        with pytest.raises(UnsupportedLog, match=r"sqlite:////path/to/summe\.db") as refusal:
            asked(address)
        assert "hemmelig" not in str(refusal.value)
        assert "postgresql://USER" in str(refusal.value)


def test_the_command_line_reports_an_unsupported_log_like_a_data_folder_that_cannot_be_used() -> None:
    assert issubclass(UnsupportedLog, DataFolderError)


COLUMNS = [column for table in SQLModel.metadata.sorted_tables for column in table.columns]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_milliseconds_are_declared_with_64_bits(column: Column[Any]) -> None:
    """INTEGER is a 32-bit column in most databases, which holds the milliseconds of only 24 days."""
    long = isinstance(column.type, BigInteger)
    assert long == column.name.endswith("_ms")
    assert not long or column.type.compile(registry.load("postgresql")()) == "BIGINT"


def test_no_table_has_an_automatic_row_id() -> None:
    """SQLite numbers rows only by an INTEGER PRIMARY KEY; here the writer of a row sets its key."""
    for table in SQLModel.metadata.sorted_tables:
        key = list(table.primary_key)
        assert len(key) > 1 or not isinstance(key[0].type, Integer)
