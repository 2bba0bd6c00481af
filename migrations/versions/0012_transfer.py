"""Transfers between hubs: hand-over files made, and taken in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_CHANNELS = "('form', 'phone', 'notification', 'email', 'letter', 'walk_in', 'meeting')"


def upgrade() -> None:
    """Nothing there is was handed over by file."""
    _sent()
    _taken()


def _sent() -> None:
    op.create_table(
        "transfer_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", UTCDateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(40), nullable=True),
        sa.Column("to_hub", sa.String(200), nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            f"channel IS NULL OR channel IN {_CHANNELS}", name=op.f("ck_transfer_sent_channel")
        ),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)",
            name=op.f("ck_transfer_sent_acknowledged_says_who"),
        ),
        *_to("transfer_sent", referral_id="referral", decision_id="decision"),
        *_to("transfer_sent", made_by="person", acknowledged_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_sent")),
        sa.UniqueConstraint("token", name=op.f("uq_transfer_sent_token")),
    )
    op.create_index("ix_transfer_sent_referral_id", "transfer_sent", ["referral_id"])


def _taken() -> None:
    op.create_table(
        "transfer_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("taken_in_at", UTCDateTime(), nullable=False),
        sa.Column("taken_in_by", sa.Integer(), nullable=False),
        sa.Column("replied_at", UTCDateTime(), nullable=True),
        sa.Column("hub", sa.String(200), nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        *_to("transfer_taken", referral_id="referral", taken_in_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_taken")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_transfer_taken_referral_id")),
        sa.UniqueConstraint("token", name=op.f("uq_transfer_taken_token")),
    )


def _to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    """Foreign keys to the ids of other tables, by column."""
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]
