"""What is decided and not closed yet is found at once: at each beat it is asked whether a strategy
discussion is overdue, and of all that is open hardly anything is decided.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index over part of the table, on either engine."""
    decided = sa.text("state = 'decided'")
    op.create_index(
        "ix_referral_decided",
        "referral",
        ["state", "id"],
        sqlite_where=decided,
        postgresql_where=decided,
    )
