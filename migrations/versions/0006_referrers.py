"""Referrers with an account: the agency on the roster that sent a contact in; and for the counts
what a referral was rated when an agency was asked.
"""

from __future__ import annotations

import json

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
    op.add_column("request", sa.Column("asked_rating", sa.String(40), nullable=True))
    op.create_index("ix_request_asked_at", "request", ["asked_at"])
    _rated_when_asked()


def _rated_when_asked() -> None:
    """What each referral was rated when an agency was asked, as its events tell."""
    bind = op.get_bind()
    told: dict[int, list[tuple[object, str]]] = {}
    rated = "SELECT referral_id, at, changes FROM event WHERE kind = 'rated' ORDER BY seq"
    for referral, at, changes in bind.execute(sa.text(rated)):
        if "rating" in (said := json.loads(changes)):
            told.setdefault(referral, []).append((at, said["rating"][1]))
    asked = bind.execute(sa.text("SELECT id, referral_id, asked_at FROM request")).all()
    for request, referral, asked_at in asked:
        before = [rating for at, rating in told.get(referral, ()) if at <= asked_at]
        if before:
            bind.execute(
                sa.text("UPDATE request SET asked_rating = :rating WHERE id = :request"),
                {"rating": before[-1], "request": request},
            )
