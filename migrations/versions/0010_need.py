"""The level of need: every recording of the checklist of indicators and scores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No referral there is has one yet."""
    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("suggested_level", sa.Integer(), nullable=False),
        sa.Column("suggested_rating", sa.String(40), nullable=False),
        sa.Column("graded_care", sa.Integer(), nullable=True),
        sa.Column("dv_scale", sa.Integer(), nullable=True),
        sa.Column("dash", sa.Integer(), nullable=True),
        sa.Column("indicators", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "suggested_rating IN ('red', 'amber', 'green', 'blue')",
            name=op.f("ck_need_suggested_rating"),
        ),
        sa.CheckConstraint("suggested_level BETWEEN 1 AND 4", name=op.f("ck_need_suggested_level")),
        sa.CheckConstraint(
            "graded_care IS NULL OR graded_care BETWEEN 1 AND 5", name=op.f("ck_need_graded_care")
        ),
        sa.CheckConstraint(
            "dv_scale IS NULL OR dv_scale BETWEEN 1 AND 4", name=op.f("ck_need_dv_scale")
        ),
        sa.CheckConstraint("dash IS NULL OR dash BETWEEN 0 AND 27", name=op.f("ck_need_dash")),
        *(
            sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_need_{column}_{to}"))
            for column, to in (("referral_id", "referral"), ("by_id", "person"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    op.create_index("ix_need_referral_id_id", "need", ["referral_id", "id"])
