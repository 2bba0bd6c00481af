"""Grave prompts that stand are found without reading the others: their rows are marked apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index of the few of them."""
    part = sa.text("answered_at IS NULL AND grave")
    op.create_index(
        "ix_prompt_grave", "prompt", ["referral_id"], sqlite_where=part, postgresql_where=part
    )
