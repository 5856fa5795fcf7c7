"""Lanes, by which any number of processes drain the outbox, and leases, by which one of them works for all."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_PENDING = sa.text("status = 'pending'")
_WAITING = sa.text("due IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "lanes",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("lane", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("due", _MOMENT),
        sa.Column("recent", sa.JSON, nullable=False),
    )
    op.create_index("lanes_due", "lanes", ["lane", "due"], sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_table(
        "leases",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
    )
    op.add_column("outbox", sa.Column("lane", sa.SmallInteger, nullable=False, server_default="1"))
    op.execute("UPDATE outbox SET lane = 0 WHERE method IN ('answerCallbackQuery', 'answerInlineQuery')")
    op.drop_index("outbox_pending", "outbox")
    op.create_index(
        "outbox_pending", "outbox", ["chat", "lane", "id"], sqlite_where=_PENDING, postgresql_where=_PENDING
    )
    op.execute(
        "INSERT INTO lanes (chat, lane, due, recent)"
        " SELECT chat, lane, min(not_before), '[]' FROM outbox WHERE status = 'pending' GROUP BY chat, lane"
    )


def downgrade() -> None:
    op.drop_index("outbox_pending", "outbox")
    op.drop_column("outbox", "lane")
    op.create_index("outbox_pending", "outbox", ["chat", "id"], sqlite_where=_PENDING, postgresql_where=_PENDING)
    op.drop_table("leases")
    op.drop_table("lanes")
