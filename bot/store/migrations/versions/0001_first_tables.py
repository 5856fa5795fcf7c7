"""First tables: conversations, handled and failed updates, outbox, feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("changed", _MOMENT, nullable=False),
    )
    op.create_index("ix_conversations_changed", "conversations", ["changed"])
    op.create_table(
        "handled_updates",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("handled", _MOMENT, nullable=False),
    )
    op.create_index("ix_handled_updates_handled", "handled_updates", ["handled"])
    op.create_table(
        "failed_updates",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("set_aside", sa.Boolean, nullable=False),
        sa.Column("error", sa.String(200), nullable=False),
        sa.Column("raw", sa.JSON, nullable=False),
        sa.Column("failed", _MOMENT, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("answers", sa.BigInteger),
        sa.Column("edits", sa.BigInteger),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("not_before", _MOMENT, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("done", _MOMENT),
        sa.Column("message", sa.BigInteger),
        sa.Column("error", sa.String(200)),
    )
    pending = sa.text("status = 'pending'")
    op.create_index("outbox_pending", "outbox", ["chat", "id"], sqlite_where=pending, postgresql_where=pending)
    op.create_index("outbox_answers", "outbox", ["chat", "answers"])
    op.create_table(
        "feedback",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("entry", sa.String(100), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("useful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(20)),
        sa.Column("given", _MOMENT, nullable=False),
    )
    op.create_index("ix_feedback_given", "feedback", ["given"])


def downgrade() -> None:
    for table in ("feedback", "outbox", "failed_updates", "handled_updates", "conversations"):
        op.drop_table(table)
