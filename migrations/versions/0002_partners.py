"""Partners: what an agency may read, who in it has a request, its answers by passage and search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ANSWER = (
    "id, request_id, answer, declined, channel, risk_view, recorded_at, recorded_by, late, "
    "on_behalf, person, searched"
)


def upgrade() -> None:
    """Add what partners need; every answer keeps its words, now as its one passage."""
    _columns()
    _indexes()
    if op.get_bind().dialect.name == "sqlite":
        _answers_of_sqlite()
    else:
        _answers_of_postgres()
    _searches()


def _columns() -> None:
    # What was asked before anybody could choose shares nothing but the children and the question.
    for table, name, kind, before in (
        ("request", "shared", sa.Text(), "[]"),
        ("request", "insisted", sa.Text(), ""),
        ("agency", "systems", sa.Text(), "[]"),
        ("agency", "not_at", sa.Text(), "[]"),
        ("agency", "hours", sa.String(200), ""),
        ("decision", "shaped_by", sa.Text(), "[]"),
        ("decision", "agency_words", sa.Text(), ""),
    ):
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=before))
    # In one statement: SQLite adds a foreign key with its column or not at all.
    op.execute(
        "ALTER TABLE request ADD COLUMN holder_id INTEGER "
        "CONSTRAINT fk_request_holder_id_person REFERENCES person (id)"
    )
    op.add_column("notice", sa.Column("acknowledged_by", sa.Integer(), nullable=True))


def _indexes() -> None:
    op.drop_index("ix_request_agency_id", table_name="request")
    op.create_index("ix_request_agency", "request", ["agency_id", "state", "due_at", "id"])
    op.create_index(
        "ix_request_settled",
        "request",
        ["agency_id", "settled_at", "id"],
        sqlite_where=sa.text("settled_at IS NOT NULL"),
        postgresql_where=sa.text("settled_at IS NOT NULL"),
    )
    op.drop_index("ix_notice_agency", table_name="notice")
    op.create_index(
        "ix_notice_agency",
        "notice",
        ["agency_id", "at"],
        sqlite_where=sa.text("acknowledged_at IS NULL"),
        postgresql_where=sa.text("acknowledged_at IS NULL"),
    )


def _answers_of_sqlite() -> None:
    """SQLite drops no column that a check names, so the table is made anew and filled again."""
    op.drop_index("ix_answer_request_id", table_name="answer")
    op.execute("ALTER TABLE answer RENAME TO answer_before")
    op.execute(
        """
        CREATE TABLE answer (
            id INTEGER NOT NULL,
            request_id INTEGER NOT NULL,
            answer VARCHAR(40) NOT NULL,
            declined VARCHAR(40),
            channel VARCHAR(40),
            risk_view VARCHAR(40),
            recorded_at DATETIME NOT NULL,
            recorded_by INTEGER NOT NULL,
            late BOOLEAN NOT NULL,
            on_behalf BOOLEAN NOT NULL,
            partial BOOLEAN NOT NULL,
            person TEXT NOT NULL,
            searched TEXT NOT NULL,
            reason TEXT NOT NULL,
            CONSTRAINT pk_answer PRIMARY KEY (id),
            CONSTRAINT ck_answer_answer
                CHECK (answer IN ('relevant', 'nothing', 'not_relevant', 'declined')),
            CONSTRAINT ck_answer_channel CHECK (channel IS NULL OR channel IN ('form', 'phone',
                'notification', 'email', 'letter', 'walk_in', 'meeting')),
            CONSTRAINT ck_answer_declined CHECK (declined IS NULL OR declined IN ('no_consent',
                'not_commissioned', 'not_our_area', 'capacity', 'legal')),
            CONSTRAINT ck_answer_risk_view
                CHECK (risk_view IS NULL OR risk_view IN ('red', 'amber', 'green', 'blue')),
            CONSTRAINT fk_answer_recorded_by_person FOREIGN KEY(recorded_by)
                REFERENCES person (id),
            CONSTRAINT fk_answer_request_id_request FOREIGN KEY(request_id)
                REFERENCES request (id)
        )
        """
    )
    op.execute(
        f"INSERT INTO answer ({_ANSWER}, partial, reason) "  # noqa: S608 - names of columns
        f"SELECT {_ANSWER}, 0, '' FROM answer_before"
    )
    op.create_index("ix_answer_request_id", "answer", ["request_id"])
    _passages("answer_before")
    op.drop_table("answer_before")


def _answers_of_postgres() -> None:
    op.add_column(
        "answer", sa.Column("partial", sa.Boolean(), nullable=False, server_default="false")
    )
    op.add_column("answer", sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    _passages("answer")
    op.drop_constraint(op.f("ck_answer_sharing"), "answer", type_="check")
    op.drop_column("answer", "sharing")
    op.drop_column("answer", "words")


def _passages(before: str) -> None:
    op.create_table(
        "passage",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sharing", sa.String(40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "sharing IN ('hub', 'decision_maker', 'not_family')", name=op.f("ck_passage_sharing")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_passage_answer_id_answer")
        ),
        sa.PrimaryKeyConstraint("answer_id", "position", name=op.f("pk_passage")),
    )
    op.execute(
        "INSERT INTO passage (answer_id, position, sharing, words) "  # noqa: S608 - our own name
        f"SELECT id, 0, sharing, words FROM {before} WHERE words <> ''"
    )


def _searches() -> None:
    op.create_table(
        "search",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("found", sa.String(40), nullable=False),
        sa.Column("system", sa.String(200), nullable=False),
        sa.Column("child", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "found IN ('found', 'nothing', 'unavailable', 'not_searched')",
            name=op.f("ck_search_found"),
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_search_answer_id_answer")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_search_child_id_child")),
        sa.PrimaryKeyConstraint("answer_id", "position", name=op.f("pk_search")),
    )
    op.create_index("ix_search_child_id", "search", ["child_id"])
