"""Prompts: up to which event a referral's were considered, and the facts each rests on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every open referral is considered anew; prompts there are rest on their clock's round."""
    op.add_column(
        "referral", sa.Column("prompted", sa.Integer(), nullable=False, server_default="-1")
    )
    op.add_column("prompt", sa.Column("rests_on", sa.Text(), nullable=False, server_default="[]"))
    waiting = sa.text("closed_at IS NULL AND changed > prompted")
    op.create_index(
        "ix_referral_prompted",
        "referral",
        ["id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_referral_worker",
        "referral",
        ["worker_id", "rating"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "considering",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("up_to", sa.Integer(), nullable=False),
        sa.Column("raised", sa.Integer(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_considering_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_considering")),
    )
