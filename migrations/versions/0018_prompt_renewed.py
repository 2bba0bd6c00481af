"""A prompt that stands keeps when it was first raised, and beside it when it was last raised again:
with new evidence, or by somebody who was about to do what it stands in the way of. One that an act
has answered keeps whose act that was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What there is has been raised once, as far as anybody can tell."""
    op.add_column("prompt", sa.Column("renewed_at", UTCDateTime(), nullable=True))
    op.add_column("prompt", sa.Column("settled_by", sa.Integer(), nullable=True))
