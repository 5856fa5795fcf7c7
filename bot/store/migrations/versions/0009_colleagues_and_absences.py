"""What stays among colleagues, and until when nobody reads a relay's chat."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("inner", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("relay_chats", sa.Column("absent", sa.Date(), nullable=True))
    op.add_column("relay_chats", sa.Column("deputy", sa.String(100), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("relay_chats") as chats:
        chats.drop_column("deputy")
        chats.drop_column("absent")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("inner")
