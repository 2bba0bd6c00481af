"""Sealed records: who is named on each, and every emergency access with its review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No referral there is is sealed yet."""
    op.add_column(
        "referral", sa.Column("sealed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    _index("ix_referral_sealed", "referral", ["id"], "sealed")
    op.create_table(
        "seal_name",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        *_to("seal_name", referral_id="referral", person_id="person"),
        sa.PrimaryKeyConstraint("referral_id", "person_id", name=op.f("pk_seal_name")),
    )
    op.create_index("ix_seal_name_person_id", "seal_name", ["person_id"])
    _override()


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    part = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=part, postgresql_where=part)


def _override() -> None:
    op.create_table(
        "override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("asked_for", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_at", UTCDateTime(), nullable=False),
        sa.Column("until_at", UTCDateTime(), nullable=False),
        sa.Column("reviewed_at", UTCDateTime(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("finding", sa.String(40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "finding IS NULL OR finding IN ('justified', 'not_justified')",
            name=op.f("ck_override_finding"),
        ),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (finding IS NULL)", name=op.f("ck_override_reviewed_is_found")
        ),
        sa.CheckConstraint(
            "(referral_id IS NOT NULL) OR (until_at = from_at)",
            name=op.f("ck_override_opens_a_record"),
        ),
        *_to("override", referral_id="referral", person_id="person", reviewed_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override")),
    )
    op.create_index("ix_override_person_id_until_at", "override", ["person_id", "until_at"])
    _index("ix_override_waiting", "override", ["id"], "reviewed_at IS NULL")


def _to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    """Foreign keys to the ids of other tables, by column."""
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]
