"""Accounts: one-time passwords, locked accounts, second factors; when a password was last given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody's password becomes a one-time one, nobody is locked, no second factor is on."""
    op.add_column(
        "person",
        sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("person", sa.Column("locked_at", UTCDateTime(), nullable=True))
    op.add_column(
        "person", sa.Column("factor_step", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "person", sa.Column("second_factor", sa.Text(), nullable=False, server_default="")
    )
    op.add_column("desk_session", sa.Column("password_at", UTCDateTime(), nullable=True))
