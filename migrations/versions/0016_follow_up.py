"""What is asked of people is followed up: actions of strategy discussions, returns to referrers for
what; and the hub's contact, for its letters.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Actions there are wait to be settled; what earlier returns were for has no code."""
    _actions()
    _returns()
    op.add_column("hub", sa.Column("contact", sa.String(200), nullable=False, server_default=""))


def _actions() -> None:
    # Columns of their own, without a table-wide check: SQLite would have to copy the table for one.
    for name in ("surfaced_at", "ended_at"):
        op.add_column("strategy_action", sa.Column(name, UTCDateTime(), nullable=True))
    for name, kind in (("ended_by", sa.Integer()), ("ended", sa.String(40))):
        op.add_column("strategy_action", sa.Column(name, kind, nullable=True))
    said = sa.Column("ended_because", sa.Text(), nullable=False, server_default="")
    op.add_column("strategy_action", said)
    part = sa.text("ended_at IS NULL AND surfaced_at IS NULL")
    op.create_index(
        "ix_strategy_action_waiting",
        "strategy_action",
        ["due_at"],
        sqlite_where=part,
        postgresql_where=part,
    )


def _returns() -> None:
    op.create_table(
        "referrer_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("asked_for", sa.String(40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "asked_for IN ('information', 'consent', 'both')",
            name=op.f("ck_referrer_return_asked_for"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referrer_return_referral_id_referral")
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_referrer_return_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrer_return")),
    )
    op.create_index("ix_referrer_return_referral_id", "referrer_return", ["referral_id"])
    op.create_index("ix_referrer_return_at", "referrer_return", ["at"])
