"""With which notes a request begins to wait anew, by their moment: lists of late requests leave it out by them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ANEW = sa.text("kind IN ('transferred', 'reopened')")


def upgrade() -> None:
    op.create_index(
        "intake_notes_anew", "intake_notes", ["at", "reference"], sqlite_where=_ANEW, postgresql_where=_ANEW
    )


def downgrade() -> None:
    op.drop_index("intake_notes_anew", "intake_notes")
