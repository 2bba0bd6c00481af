"""Challenges: professional differences by stages, and the flag they put on a referral."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STAGES = "('practitioner', 'team_manager', 'service_manager', 'board')"


def upgrade() -> None:
    """No referral there is has a challenge yet."""
    op.add_column(
        "referral", sa.Column("challenges", sa.Integer(), nullable=False, server_default="0")
    )
    _index("ix_referral_challenged", "referral", ["id", "challenges"], "challenges > 0")
    _challenge()
    _stage()


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    part = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=part, postgresql_where=part)


def _challenge() -> None:
    op.create_table(
        "challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("against", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_at", UTCDateTime(), nullable=False),
        sa.Column("resolved_at", UTCDateTime(), nullable=True),
        sa.Column("wants", sa.String(200), nullable=False),
        sa.CheckConstraint("against IN ('rating', 'decision')", name=op.f("ck_challenge_against")),
        sa.CheckConstraint(
            "state IN ('waiting', 'answered', 'resolved')", name=op.f("ck_challenge_state")
        ),
        sa.CheckConstraint(f"stage IN {_STAGES}", name=op.f("ck_challenge_stage")),
        *_to("challenge", referral_id="referral", request_id="request", agency_id="agency"),
        *_to("challenge", raised_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
    )
    op.create_index("ix_challenge_referral_id", "challenge", ["referral_id"])
    op.create_index("ix_challenge_agency_id", "challenge", ["agency_id"])
    _index("ix_challenge_open", "challenge", ["id"], "resolved_at IS NULL")


def _stage() -> None:
    op.create_table(
        "challenge_stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_at", UTCDateTime(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("was", sa.String(200), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(40), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("missed_at", UTCDateTime(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("reply", sa.String(40), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended", sa.String(40), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(f"stage IN {_STAGES}", name=op.f("ck_challenge_stage_stage")),
        sa.CheckConstraint(
            "reply IS NULL OR reply IN ('stands', 'changed')",
            name=op.f("ck_challenge_stage_reply"),
        ),
        sa.CheckConstraint(
            "ended IS NULL OR ended IN ('accepted', 'settled', 'moved_up')",
            name=op.f("ck_challenge_stage_ended"),
        ),
        *_to("challenge_stage", challenge_id="challenge", decision_id="decision"),
        *_to("challenge_stage", raised_by="person", answered_by="person"),
        sa.ForeignKeyConstraint(
            ["policy_version"],
            ["policy.version"],
            name=op.f("fk_challenge_stage_policy_version_policy"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_stage")),
    )
    op.create_index("uq_challenge_stage", "challenge_stage", ["challenge_id", "stage"], unique=True)
    _index(
        "ix_challenge_stage_running",
        "challenge_stage",
        ["due_at"],
        "answered_at IS NULL AND ended_at IS NULL AND missed_at IS NULL",
    )


def _to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    """Foreign keys to the ids of other tables, by column."""
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]
