"""Give the number of a call or a letter once on SQLite, also after the last one was deleted.

SQLite gives the highest number anew once its row is gone. A call that was under way while its chat was erased then
noted its outcome on the call that had its number since: somebody else's message counted as sent and never was.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_TABLES = ("outbox", "mails")
_PLAIN = r"\bid (?:BIGINT|INTEGER) NOT NULL"
_KEY = r",\s*(?:CONSTRAINT \w+ )?PRIMARY KEY \(id\)"
_ONCE = "id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _TABLES:
            keyless = re.sub(_KEY, "", _made(table), count=1)
            _rebuild(table, re.sub(_PLAIN, _ONCE, keyless, count=1))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _TABLES:
            _rebuild(table, _made(table).replace(_ONCE, "id INTEGER PRIMARY KEY NOT NULL"))


def _made(table: str) -> str:
    """The statement that made a table."""
    query = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table")
    return str(op.get_bind().execute(query, {"table": table}).scalar_one())


def _rebuild(table: str, statement: str) -> None:
    """Make a table anew by a statement, with what it holds and its indexes: SQLite changes no primary key in place."""
    connection = op.get_bind()
    query = sa.text("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL")
    indexes = list(connection.execute(query, {"table": table}).scalars())
    before = f"{table}_before"
    op.rename_table(table, before)
    op.execute(statement)
    new, old = (sa.Table(name, sa.MetaData(), autoload_with=connection) for name in (table, before))
    op.execute(sa.insert(new).from_select([column.name for column in new.columns], sa.select(old)))
    op.drop_table(before)
    for index in indexes:
        op.execute(index)
