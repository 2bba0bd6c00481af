"""Decisions that hold up: what would change one, what is expected of whom; strategy discussions,
hand-overs to workers, early help reviews, second ratings and managers' oversight.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_CLOCKS = ("unrated", "decision", "returned", "feedback", "closing", "answer")
_MORE_CLOCKS = (*_CLOCKS, "allocated", "review")
_RATINGS = "('red', 'amber', 'green', 'blue')"


def upgrade() -> None:
    """Decisions there are said nothing of these; no referral waits for a worker or a review yet."""
    _columns()
    for table, blank in (("referral", "clock IS NULL OR "), ("round", "")):
        _widen_clocks(table, blank)
    _strategy()
    _allocation()
    _review()
    _entries()


def _columns() -> None:
    for name in (
        "would_change",
        "spoken_to",
        "receiver",
        "expected",
        "referrer_words",
        "no_voice_because",
    ):
        column = sa.Column(name, sa.Text(), nullable=False, server_default="")
        op.add_column("decision", column)
    op.add_column("decision", sa.Column("level", sa.Integer(), nullable=True))
    for name in ("expected_by", "strategy_due"):
        op.add_column("decision", sa.Column(name, UTCDateTime(), nullable=True))
    op.add_column("referral", sa.Column("second_rating", sa.String(40), nullable=True))


def _widen_clocks(table: str, blank: str) -> None:
    """Let the table's check of clocks name the two new ones."""
    before, after = (f"clock IN ({_listed(codes)})" for codes in (_CLOCKS, _MORE_CLOCKS))
    name = f"ck_{table}_clock"
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, blank + after)
        return
    # SQLite alters no check, and a copy of the table would cost its triggers. A wider check makes
    # no row wrong, so only the table's own words change (sqlite.org/lang_altertable.html, 7).
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = bind.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after)"
            " WHERE type = 'table' AND name = :name AND instr(sql, :before) > 0"
        ),
        {"before": before, "after": after, "name": table},
    ).rowcount
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")
    if changed != 1:
        raise RuntimeError(f"the check {name} does not read as this program made it")


def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


def _strategy() -> None:
    op.create_table(
        "strategy_discussion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("held_at", UTCDateTime(), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(40), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("why_not", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "result IS NULL OR result IN"
            " ('joint_enquiry', 'single_enquiry', 'assessment', 'no_enquiry')",
            name=op.f("ck_strategy_discussion_result"),
        ),
        sa.CheckConstraint(
            "(held_at IS NULL) = (result IS NULL)", name=op.f("ck_strategy_discussion_held_decided")
        ),
        *_to("strategy_discussion", referral_id="referral", decision_id="decision"),
        *_to("strategy_discussion", recorded_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_discussion")),
    )
    _by("strategy_discussion", "referral_id")
    op.create_table(
        "strategy_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("discussion_id", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(200), nullable=False),
        *_to("strategy_participant", discussion_id="strategy_discussion"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_participant")),
    )
    _by("strategy_participant", "discussion_id")
    op.create_table(
        "strategy_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("discussion_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        *_to("strategy_action", discussion_id="strategy_discussion"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_action")),
    )
    _by("strategy_action", "discussion_id")


def _allocation() -> None:
    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("worker", sa.String(200), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended", sa.String(40), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(40), nullable=True),
        sa.Column("acknowledged_by", sa.String(200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "ended IS NULL OR ended IN ('acknowledged', 'lapsed', 'reopened')",
            name=op.f("ck_allocation_ended"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended IS NULL)", name=op.f("ck_allocation_ended_says_how")
        ),
        *_to("allocation", referral_id="referral", decision_id="decision"),
        *_to("allocation", person_id="person", ended_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    _by("allocation", "referral_id")


def _review() -> None:
    op.create_table(
        "early_help_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("set_at", UTCDateTime(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("surfaced_at", UTCDateTime(), nullable=True),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(40), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "result IS NULL OR result IN"
            " ('went_well', 'consent_withdrawn', 'drifted', 'superseded')",
            name=op.f("ck_early_help_review_result"),
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (result IS NULL)", name=op.f("ck_early_help_review_done_says_how")
        ),
        *_to("early_help_review", referral_id="referral", decision_id="decision"),
        *_to("early_help_review", set_by="person", done_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_early_help_review")),
    )
    _by("early_help_review", "referral_id")
    part = sa.text("done_at IS NULL AND surfaced_at IS NULL")
    op.create_index(
        "ix_early_help_review_waiting",
        "early_help_review",
        ["due_at"],
        sqlite_where=part,
        postgresql_where=part,
    )


def _entries() -> None:
    op.create_table(
        "second_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.String(40), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("took_part", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(f"rating IN {_RATINGS}", name=op.f("ck_second_rating_rating")),
        *_to("second_rating", referral_id="referral", by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_rating")),
    )
    _by("second_rating", "referral_id")
    op.create_table(
        "oversight",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        *_to("oversight", referral_id="referral", by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight")),
    )
    _by("oversight", "referral_id")


def _by(table: str, column: str) -> None:
    op.create_index(f"ix_{table}_{column}", table, [column])


def _to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    """Foreign keys to the ids of other tables, by column."""
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]
