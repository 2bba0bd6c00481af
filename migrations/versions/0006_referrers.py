"""Referrers with an account: the agency on the roster that sent a contact in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of no contact there is does anybody know yet which agency sent it."""
    op.add_column(
        "referral", sa.Column("sender_agency", sa.String(8), nullable=False, server_default="")
    )
    part = sa.text("sender_agency <> ''")
    op.create_index(
        "ix_referral_sent_in",
        "referral",
        ["sender_agency", "id"],
        sqlite_where=part,
        postgresql_where=part,
    )
