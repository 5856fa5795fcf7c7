"""Copies a database into another, SQLite into PostgreSQL or back: every row, under the number that it had."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Table, exists, func, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.away import reason
from bot.store.database import Database, DatabaseError
from bot.store.tables import Table as Tables

_BATCH = 500  # rows held in memory at once
_EVERY: tuple[Table, ...] = tuple(Tables.metadata.sorted_tables)


class CopyError(Exception):
    """Nothing was copied and the target is as it was; the message says why in one line, without password or content."""


async def copy(source_url: str, target_url: str) -> Mapping[str, int]:
    """Copy every table of one database into another, empty one, in one transaction of it; how many rows of each.

    The schema of both is brought up to date before. Nobody should use either meanwhile: what is written to the source
    after it was read stays behind.

    Raises:
        CopyError: where one cannot be used, is missing, or the target is not empty.
    """
    if _place(source_url) == _place(target_url):
        raise CopyError("FROM and TO are the same database")
    source, target = _opened("FROM", source_url), _opened("TO", target_url)
    if _is_missing(source):
        raise CopyError("FROM: there is no such file; check the path")
    try:
        await _migrate("FROM", source)
        await _migrate("TO", target)
        return await _copied(source, target)
    finally:
        await source.close()
        await target.close()


def _place(url: str) -> tuple[object, ...] | None:
    try:
        parsed = make_url(url)
    except (SQLAlchemyError, ValueError):
        return None
    if parsed.get_backend_name() == "sqlite":
        return (Path(parsed.database or "").resolve(),)
    return parsed.host, parsed.port, parsed.database


def _opened(which: str, url: str) -> Database:
    try:
        return Database(url)
    except DatabaseError as error:
        raise CopyError(f"{which}: {error}") from None


def _is_missing(source: Database) -> bool:
    """Whether a file would be made, empty, by reading it."""
    return source.is_sqlite and not Path(source.engine.url.database or "").is_file()


async def _migrate(which: str, database: Database) -> None:
    try:
        await database.migrate()
    except DatabaseError as error:
        raise CopyError(f"{which}: {error}") from None


async def _copied(source: Database, target: Database) -> dict[str, int]:
    async with source.engine.connect() as reading:
        if not source.is_sqlite:  # every table as it stands at one moment
            await reading.execution_options(isolation_level="REPEATABLE READ")
        try:
            async with target.transaction() as writing:
                await _is_empty(writing)
                return {table.name: await _table(reading, writing, table) for table in _EVERY}
        except (SQLAlchemyError, OSError) as error:
            raise CopyError(f"a row was refused or a database went away: {reason(error)}") from None


async def _is_empty(connection: AsyncConnection) -> None:
    held = [table.name for table in _EVERY if await connection.scalar(select(exists().select_from(table)))]
    if held:
        raise CopyError(f"TO: is not empty, {', '.join(held)} hold rows; give a new database")


async def _table(reading: AsyncConnection, writing: AsyncConnection, table: Table) -> int:
    """Copy one table, and count it on both sides."""
    async with reading.stream(select(table).order_by(*table.primary_key)) as rows:
        async for batch in rows.mappings().partitions(_BATCH):
            await writing.execute(insert(table), [dict(row) for row in batch])
    if writing.dialect.name == "postgresql":
        await _number_on(writing, table)
    counted = select(func.count()).select_from(table)
    there, here = await reading.scalar(counted), await writing.scalar(counted)
    if there != here:
        raise CopyError(f"{table.name}: {there} rows were there and {here} arrived")
    return here or 0


async def _number_on(connection: AsyncConnection, table: Table) -> None:
    """Let the next row of a table that numbers by itself get the number after the last one's."""
    column = table.autoincrement_column
    if column is None:
        return
    last = await connection.scalar(select(func.max(column)))
    if last is not None:
        sequence = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
        await connection.execute(sequence, {"table": table.name, "column": column.name, "last": last})
