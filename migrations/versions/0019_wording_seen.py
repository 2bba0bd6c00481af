"""Who may read what was found is asked of an index of its own: of a rare word every hit lies on
another page of the store, and most of those pages are words that are not shown.
"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everything a search asks of a hit before it is read."""
    op.create_index("ix_wording_seen", "wording", ["id", "referral_id", "deciders"])
