"""Run sheets that are edited at home, with the texts that they had before; in the log's own database.

There a backup has them, and every server on the database has the same ones. The SQL is the same for SQLite
and PostgreSQL; changes are made one after the other.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlmodel import SQLModel

from app.store import SheetChanged, SheetText, TooManySheets
from app.store.connections import Read, Write
from app.store.tables import RunSheetRow

_TEXTS: Any = SQLModel.metadata.tables[str(RunSheetRow.__tablename__)]
_COLUMNS = [_TEXTS.c[name] for name in SheetText.__slots__]
_NEWEST_FIRST = (_TEXTS.c.saved_at_ms.desc(), _TEXTS.c.version_id)
# Held on PostgreSQL while a change is made; SQLite has one writer anyway. A number that no other lock has.
_LOCK = 0x73756D6D67


class StoredSheetTexts:
    """The run sheets in a database, over its log's connections."""

    def __init__(self, write: Write, read: Read) -> None:
        self._write = write
        self._read = read

    async def current(self) -> list[SheetText]:
        return await self._read(_current)

    async def latest_former(self) -> list[SheetText]:
        return await self._read(_latest_former)

    async def former(self, run_sheet_id: str) -> list[tuple[str, int]]:
        return await self._read(lambda connection: _former(connection, run_sheet_id))

    async def text(self, run_sheet_id: str, version_id: str) -> str | None:
        return await self._read(lambda connection: _text(connection, run_sheet_id, version_id))

    async def save(
        self, sheet: SheetText, expected: str | None, original: SheetText | None, most: tuple[int, int]
    ) -> None:
        await self._write(lambda connection: _save(connection, sheet, expected, original, *most))

    async def remove(self, run_sheet_id: str, expected: str, most_removed: int) -> None:
        await self._write(lambda connection: _remove(connection, run_sheet_id, expected, most_removed))

    async def rename(self, run_sheet_id: str, expected: str, sheet: SheetText) -> None:
        await self._write(lambda connection: _rename(connection, run_sheet_id, expected, sheet))

    async def take_over(self, texts: Sequence[SheetText]) -> None:
        await self._write(lambda connection: _take_over(connection, texts))


def _current(connection: Connection) -> list[SheetText]:
    query = select(*_COLUMNS).where(_TEXTS.c.is_current).order_by(_TEXTS.c.run_sheet_id)
    return [SheetText(*row) for row in connection.execute(query)]


def _latest_former(connection: Connection) -> list[SheetText]:
    there = select(_TEXTS.c.run_sheet_id).where(_TEXTS.c.is_current)
    query = select(_TEXTS.c.run_sheet_id).where(_TEXTS.c.run_sheet_id.not_in(there)).distinct()
    found = []
    for (id,) in connection.execute(query.order_by(_TEXTS.c.run_sheet_id)).all():
        newest = select(*_COLUMNS).where(_TEXTS.c.run_sheet_id == id).order_by(*_NEWEST_FIRST).limit(1)
        found.append(SheetText(*connection.execute(newest).one()))
    return found


def _former(connection: Connection, id: str) -> list[tuple[str, int]]:
    query = select(_TEXTS.c.version_id, _TEXTS.c.saved_at_ms).where(
        _TEXTS.c.run_sheet_id == id, _TEXTS.c.is_current.is_(False)
    )
    return [(row[0], row[1]) for row in connection.execute(query.order_by(*_NEWEST_FIRST))]


def _text(connection: Connection, id: str, version_id: str) -> str | None:
    one = _TEXTS.c.run_sheet_id == id, _TEXTS.c.version_id == version_id
    found: str | None = connection.execute(select(_TEXTS.c.text).where(*one)).scalar()
    return found


def _save(
    connection: Connection,
    sheet: SheetText,
    expected: str | None,
    original: SheetText | None,
    most_sheets: int,
    most_former: int,
) -> None:
    _expect(connection, sheet.run_sheet_id, expected)
    if expected is None:
        many = select(func.count()).select_from(RunSheetRow).where(_TEXTS.c.is_current)
        if connection.execute(many).scalar_one() >= most_sheets:
            raise TooManySheets
    if original is not None:
        _add(connection, original)
    _make_former(connection, sheet.run_sheet_id)
    _add(connection, sheet)
    for version_id, _ in _former(connection, sheet.run_sheet_id)[most_former:]:
        connection.execute(
            delete(RunSheetRow).where(
                _TEXTS.c.run_sheet_id == sheet.run_sheet_id, _TEXTS.c.version_id == version_id
            )
        )


def _remove(connection: Connection, id: str, expected: str, most_removed: int) -> None:
    _expect(connection, id, expected)
    _make_former(connection, id)
    there = select(_TEXTS.c.run_sheet_id).where(_TEXTS.c.is_current)
    removed = select(_TEXTS.c.run_sheet_id).where(_TEXTS.c.run_sheet_id.not_in(there))
    by_age = removed.group_by(_TEXTS.c.run_sheet_id).order_by(
        (_TEXTS.c.run_sheet_id == id).desc(), func.max(_TEXTS.c.saved_at_ms).desc(), _TEXTS.c.run_sheet_id
    )
    for (gone,) in connection.execute(by_age.offset(most_removed)).all():
        connection.execute(delete(RunSheetRow).where(_TEXTS.c.run_sheet_id == gone))


def _rename(connection: Connection, id: str, expected: str, sheet: SheetText) -> None:
    _expect(connection, id, expected)
    taken = select(_TEXTS.c.version_id).where(_TEXTS.c.run_sheet_id == sheet.run_sheet_id)
    if connection.execute(taken).first() is not None:
        raise SheetChanged(sheet.run_sheet_id)
    moved = {"run_sheet_id": sheet.run_sheet_id, "is_current": False}
    connection.execute(update(RunSheetRow).where(_TEXTS.c.run_sheet_id == id).values(**moved))
    _add(connection, sheet)


def _take_over(connection: Connection, texts: Sequence[SheetText]) -> None:
    _lock(connection)
    there = select(_TEXTS.c.run_sheet_id).distinct()
    known = {id for (id,) in connection.execute(there)}
    for one in texts:
        _add(connection, replace(one, is_current=one.is_current and one.run_sheet_id not in known))


def _expect(connection: Connection, id: str, version_id: str | None) -> None:
    """Let no other change run sheets until the transaction ends; raises SheetChanged for another version."""
    _lock(connection)
    now = select(_TEXTS.c.version_id).where(_TEXTS.c.run_sheet_id == id, _TEXTS.c.is_current)
    if connection.execute(now).scalar() != version_id:
        raise SheetChanged(id)


def _make_former(connection: Connection, id: str) -> None:
    connection.execute(update(RunSheetRow).where(_TEXTS.c.run_sheet_id == id).values(is_current=False))


def _add(connection: Connection, sheet: SheetText) -> None:
    """Add a text, unless it is there."""
    if _text(connection, sheet.run_sheet_id, sheet.version_id) is None:
        connection.execute(insert(RunSheetRow).values(**asdict(sheet)))


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
