"""The topics of requests in groups that have topics."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("relay_chats", sa.Column("forum", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "intake_topics",
        sa.Column("reference", sa.String(12), primary_key=True),
        sa.Column("chat", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("outbox", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.BigInteger(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index("intake_topics_topic", "intake_topics", ["chat", "topic"])
    op.create_index("ix_intake_topics_outbox", "intake_topics", ["outbox"])


def downgrade() -> None:
    op.drop_table("intake_topics")
    with op.batch_alter_table("relay_chats") as chats:
        chats.drop_column("forum")
