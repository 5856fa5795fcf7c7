"""Which weekly digests were made."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("relay", sa.String(100), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("relay", "week"),
    )


def downgrade() -> None:
    op.drop_table("digests")
