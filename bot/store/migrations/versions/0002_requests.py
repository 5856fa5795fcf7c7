"""Requests: intakes with their history, files and cards; relays' chats and codes; e-mails to send."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("under", sa.BigInteger))
    op.add_column("outbox", sa.Column("about", sa.String(12)))
    about = sa.text("about IS NOT NULL")
    op.create_index("outbox_about", "outbox", ["chat", "message"], sqlite_where=about, postgresql_where=about)
    op.create_table(
        "intakes",
        sa.Column("reference", sa.String(12), primary_key=True),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("relay", sa.String(100), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("owner", sa.BigInteger),
        sa.Column("owner_name", sa.String(100), nullable=False),
        sa.Column("result", sa.String(20)),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("taken", _MOMENT),
        sa.Column("contacted", _MOMENT),
        sa.Column("closed", _MOMENT),
        sa.Column("reminded", sa.Integer, nullable=False),
        sa.Column("escalated", _MOMENT),
        sa.Column("erased", sa.Boolean, nullable=False),
        sa.Column("siret", sa.String(14), nullable=False),
        sa.Column("company", sa.String(120), nullable=False),
        sa.Column("contact", sa.String(80), nullable=False),
        sa.Column("reach", sa.String(254), nullable=False),
        sa.Column("place", sa.String(5), nullable=False),
        sa.Column("place_name", sa.String(100), nullable=False),
        sa.Column("contract", sa.String(200), nullable=False),
        sa.Column("need", sa.String(1000), nullable=False),
        sa.Column("hours", sa.Float),
        sa.Column("start", sa.Date),
    )
    op.create_index("intakes_relay", "intakes", ["relay", "status", "created"])
    op.create_index("intakes_chat", "intakes", ["chat", "created"])
    op.create_index("intakes_status", "intakes", ["status", "created"])
    still_open = sa.text("status <> 'closed'")
    op.create_index(
        "intakes_open",
        "intakes",
        ["relay", "created", "reference", "status", "owner", "taken"],
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_table(
        "intake_notes",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("reference", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_intake_notes_reference", "intake_notes", ["reference"])
    op.create_table(
        "intake_files",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("reference", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
    )
    op.create_index("ix_intake_files_reference", "intake_files", ["reference"])
    op.create_table(
        "intake_cards",
        sa.Column("reference", sa.String(12), primary_key=True),
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("outbox", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "relay_chats",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("relay", sa.String(100), nullable=False),
        sa.Column("linked", _MOMENT, nullable=False),
        sa.Column("linked_by", sa.BigInteger, nullable=False),
        sa.Column("lost", _MOMENT),
    )
    op.create_index("ix_relay_chats_relay", "relay_chats", ["relay"])
    op.create_table(
        "relay_codes",
        sa.Column("key", sa.String(8), primary_key=True),
        sa.Column("relay", sa.String(100), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("expires", _MOMENT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("used", _MOMENT),
    )
    op.create_table(
        "mails",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("relay", sa.String(100), nullable=False),
        sa.Column("reference", sa.String(12), nullable=False),
        sa.Column("about", sa.String(20), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("not_before", _MOMENT, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("done", _MOMENT),
        sa.Column("error", sa.String(200)),
    )
    op.create_index("mails_due", "mails", ["status", "not_before"])
    op.create_index("ix_mails_reference", "mails", ["reference"])


def downgrade() -> None:
    for table in ("mails", "relay_codes", "relay_chats", "intake_cards", "intake_files", "intake_notes", "intakes"):
        op.drop_table(table)
    op.drop_index("outbox_about", "outbox")
    op.drop_column("outbox", "about")
    op.drop_column("outbox", "under")
