"""Whose opinion is whose, so that it can be erased; whose turn it is in a relay's chat; what failed, found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_PENDING = sa.text("status = 'pending'")
_FAILED = sa.text("status = 'failed'")
_OF_REQUEST = sa.text("about IS NOT NULL")


def upgrade() -> None:
    op.add_column("feedback", sa.Column("chat", sa.BigInteger))
    op.create_index("ix_feedback_chat", "feedback", ["chat"])
    op.add_column("outbox", sa.Column("company", sa.BigInteger))
    op.add_column("outbox", sa.Column("rank", sa.Integer, nullable=False, server_default="0"))
    op.drop_index("outbox_pending", "outbox")
    _index("outbox_pending", ["chat", "lane", "rank", "id"], _PENDING)
    _index("outbox_failed", ["id"], _FAILED)
    _index("outbox_of_request", ["about"], _OF_REQUEST)


def downgrade() -> None:
    for name in ("outbox_of_request", "outbox_failed", "outbox_pending"):
        op.drop_index(name, "outbox")
    _index("outbox_pending", ["chat", "lane", "id"], _PENDING)
    op.drop_column("outbox", "rank")
    op.drop_column("outbox", "company")
    op.drop_index("ix_feedback_chat", "feedback")
    op.drop_column("feedback", "chat")


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "outbox", columns, sqlite_where=where, postgresql_where=where)
