"""The letters of relays that were handled, so that none is twice."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "received_letters",
        sa.Column("number", sa.String(64), primary_key=True),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_received_letters_received", "received_letters", ["received"])


def downgrade() -> None:
    op.drop_table("received_letters")
