"""To which number a relay's group moved, so that the cards from before still work."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("relay_chats", sa.Column("moved", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("relay_chats", "moved")
