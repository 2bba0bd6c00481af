"""The desk: referrals, requests, rounds, the hub and its people, the audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GUARDED = ("audit", "event")
"""Tables whose rows are never changed and never deleted: the store itself refuses."""


def upgrade() -> None:
    """Make every table, then guard the audit and the timeline."""
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def _guard_sqlite() -> None:
    for table in GUARDED:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows are never changed'); END"
            )
    op.execute(
        "CREATE TRIGGER round_no_unmiss BEFORE UPDATE OF missed_at ON round "
        "WHEN OLD.missed_at IS NOT NULL AND NEW.missed_at IS NOT OLD.missed_at "
        "BEGIN SELECT RAISE(ABORT, 'a breach, once it happened, stays recorded'); END"
    )
    for table in ("referral", "request", "round"):
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} rows are never deleted'); END"
        )


def _guard_postgres() -> None:
    op.execute(
        "CREATE FUNCTION mashdesk_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% rows are never changed', TG_TABLE_NAME; END $$"
    )
    for table in GUARDED:
        op.execute(
            f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION mashdesk_refuse()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION mashdesk_refuse()"
        )
    op.execute(
        "CREATE TRIGGER round_no_unmiss BEFORE UPDATE ON round FOR EACH ROW "
        "WHEN (OLD.missed_at IS NOT NULL AND NEW.missed_at IS DISTINCT FROM OLD.missed_at) "
        "EXECUTE FUNCTION mashdesk_refuse()"
    )
    for table in ("referral", "request", "round"):
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION mashdesk_refuse()"
        )


def _one_of(name: str, column: str, codes: str, *, nullable: bool = False) -> sa.CheckConstraint:
    """A named CHECK that a column holds one of the codes, given with spaces between them."""
    listed = ", ".join(f"'{code}'" for code in codes.split())
    test = f"{column} IN ({listed})"
    return sa.CheckConstraint(f"{column} IS NULL OR {test}" if nullable else test, name=op.f(name))


def _tables() -> None:
    _hub_and_people()
    _referrals()
    _requests()
    _clockwork()
    _decisions()


def _hub_and_people() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("in_room", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("next_contact", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("agency", sa.String(8), nullable=False),
        sa.Column("workstation", sa.String(100), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(60), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("after", sa.String(64), nullable=False),
        sa.Column("version_before", sa.Integer(), nullable=True),
        sa.Column("version_after", sa.Integer(), nullable=True),
        sa.Column("program", sa.String(40), nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_referral_id"), "audit", ["referral_id"], unique=False)
    op.create_table(
        "done",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_done")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("beat_at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(300), nullable=False),
        sa.Column("trouble_at", UTCDateTime(), nullable=True),
        sa.Column("trouble_jump", sa.Float(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_heartbeat_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "hub",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("store_id", sa.String(40), nullable=False),
        sa.Column("key_check", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("training", sa.Boolean(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_hub_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("full_name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("agency", sa.String(8), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("departures_seen", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        _one_of(
            "ck_person_role",
            "role",
            "duty_senior_social_worker early_help_manager team_manager service_manager "
            "agency_practitioner business_support auditor administrator system",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("name", name=op.f("uq_person_name")),
    )
    op.create_table(
        "policy",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("adopted_at", UTCDateTime(), nullable=False),
        sa.Column("adopted_by", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_policy")),
    )
    op.create_table(
        "throttle",
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("blocked_until", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_throttle")),
    )
    op.create_table(
        "desk_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("workstation", sa.String(100), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_because", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_desk_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_session")),
    )
    op.create_index(op.f("ix_desk_session_person_id"), "desk_session", ["person_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(60), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_draft_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "about", name=op.f("pk_draft")),
    )


def _referrals() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("rating", sa.String(40), nullable=True),
        sa.Column("initial_rating", sa.String(40), nullable=True),
        sa.Column("final_rating", sa.String(40), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("worker_id", sa.Integer(), nullable=True),
        sa.Column("next_up", sa.String(200), nullable=False),
        sa.Column("clock", sa.String(40), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("timeouts", sa.Integer(), nullable=False),
        sa.Column("start_at", UTCDateTime(), nullable=True),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("taken_in_at", UTCDateTime(), nullable=False),
        sa.Column("taken_in_by", sa.Integer(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("before_return", sa.String(40), nullable=True),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("sort_at", UTCDateTime(), nullable=True),
        sa.Column("nearest_start", UTCDateTime(), nullable=True),
        sa.Column("nearest_at", UTCDateTime(), nullable=True),
        sa.Column("nearest_agency", sa.String(8), nullable=True),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("owing", sa.String(200), nullable=False),
        sa.Column("prompts", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("child_label", sa.String(40), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("consent", sa.String(40), nullable=True),
        sa.Column("consent_at", UTCDateTime(), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("consent_by", sa.Text(), nullable=False),
        sa.Column("consent_reason", sa.Text(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("sender_organisation", sa.Text(), nullable=False),
        sa.Column("sender_contact", sa.Text(), nullable=False),
        sa.Column("sender_reference", sa.Text(), nullable=False),
        sa.Column("late_because", sa.Text(), nullable=False),
        sa.Column("returned_message", sa.Text(), nullable=False),
        sa.Column("expects", sa.Text(), nullable=False),
        sa.Column("household", sa.Text(), nullable=False),
        sa.Column("worry", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)",
            name=op.f("ck_referral_closed_says_when"),
        ),
        _one_of(
            "ck_referral_clock",
            "clock",
            "unrated decision returned feedback closing answer",
            nullable=True,
        ),
        _one_of("ck_referral_rating", "rating", "red amber green blue", nullable=True),
        _one_of("ck_referral_state", "state", "unrated rated returned decided closed"),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (due_at IS NOT NULL)", name=op.f("ck_referral_open_has_due")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (sort_at IS NOT NULL)", name=op.f("ck_referral_open_has_place")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["person.id"], name=op.f("fk_referral_worker_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("reference", name=op.f("uq_referral_reference")),
    )
    op.create_index("ix_referral_digest", "referral", ["digest"], unique=False)
    op.create_index(
        "ix_referral_open",
        "referral",
        ["band", "sort_at", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "child",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("expected", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("known_as", sa.Text(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("nhs_number", sa.Text(), nullable=False),
        _one_of("ck_child_sex", "sex", "M F U X"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_child_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child")),
    )
    op.create_index(op.f("ix_child_referral_id"), "child", ["referral_id"], unique=False)


def _requests() -> None:
    op.create_table(
        "request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("timeouts", sa.Integer(), nullable=False),
        sa.Column("start_at", UTCDateTime(), nullable=True),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("missed_at", UTCDateTime(), nullable=True),
        sa.Column("chased", sa.Integer(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("next_contact", sa.String(200), nullable=False),
        sa.Column("settled_because", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (due_at IS NOT NULL)", name=op.f("ck_request_open_has_due")
        ),
        _one_of("ck_request_state", "state", "open answered withdrawn decided_without"),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_request_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_request_asked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_request_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    op.create_index(op.f("ix_request_agency_id"), "request", ["agency_id"], unique=False)
    op.create_index(op.f("ix_request_referral_id"), "request", ["referral_id"], unique=False)
    op.create_index(
        "uq_request_open",
        "request",
        ["referral_id", "agency_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(40), nullable=False),
        sa.Column("declined", sa.String(40), nullable=True),
        sa.Column("channel", sa.String(40), nullable=True),
        sa.Column("sharing", sa.String(40), nullable=False),
        sa.Column("risk_view", sa.String(40), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("searched", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _one_of("ck_answer_answer", "answer", "relevant nothing not_relevant declined"),
        _one_of(
            "ck_answer_channel",
            "channel",
            "form phone notification email letter walk_in meeting",
            nullable=True,
        ),
        _one_of(
            "ck_answer_declined",
            "declined",
            "no_consent not_commissioned not_our_area capacity legal",
            nullable=True,
        ),
        _one_of("ck_answer_risk_view", "risk_view", "red amber green blue", nullable=True),
        _one_of("ck_answer_sharing", "sharing", "hub decision_maker not_family"),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_answer_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_answer_request_id_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_request_id"), "answer", ["request_id"], unique=False)


def _clockwork() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("clock", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(40), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("first_due_at", UTCDateTime(), nullable=False),
        sa.Column("missed_at", UTCDateTime(), nullable=True),
        sa.Column("paused_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_because", sa.String(200), nullable=False),
        sa.Column("pauses", sa.Text(), nullable=False),
        _one_of("ck_round_clock", "clock", "unrated decision returned feedback closing answer"),
        sa.CheckConstraint(
            "missed_at IS NULL OR missed_at <= due_at", name=op.f("ck_round_missed_when_due")
        ),
        sa.ForeignKeyConstraint(
            ["policy_version"], ["policy.version"], name=op.f("fk_round_policy_version_policy")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_round_referral_id_referral")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_round_request_id_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    op.create_index(op.f("ix_round_referral_id"), "round", ["referral_id"], unique=False)
    op.create_index(op.f("ix_round_request_id"), "round", ["request_id"], unique=False)
    op.create_index(
        "ix_round_running",
        "round",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL AND missed_at IS NULL AND paused_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND missed_at IS NULL AND paused_at IS NULL"),
    )
    op.create_index(
        "uq_round_own_running",
        "round",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND paused_at IS NULL AND request_id IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND paused_at IS NULL AND request_id IS NULL"),
    )
    op.create_index(
        "uq_round_request_running",
        "round",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND request_id IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND request_id IS NOT NULL"),
    )
    op.create_table(
        "prompt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("evidence_key", sa.String(60), nullable=False),
        sa.Column("grave", sa.Boolean(), nullable=False),
        sa.Column("raised_at", UTCDateTime(), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("acted", sa.Boolean(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_prompt_referral_id_referral")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_prompt_request_id_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
    )
    op.create_index(
        "ix_prompt_standing",
        "prompt",
        ["referral_id"],
        unique=False,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_index(
        "uq_prompt_evidence", "prompt", ["referral_id", "code", "evidence_key"], unique=True
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("acknowledged_at", UTCDateTime(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (agency_id IS NULL)", name=op.f("ck_notice_one_recipient")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_notice_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_notice_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_agency", "notice", ["agency_id"], unique=False)
    op.create_index(op.f("ix_notice_referral_id"), "notice", ["referral_id"], unique=False)
    op.create_index(
        "uq_notice_standing",
        "notice",
        ["person_id", "referral_id", "kind", "about"],
        unique=True,
        sqlite_where=sa.text("acknowledged_at IS NULL AND person_id IS NOT NULL"),
        postgresql_where=sa.text("acknowledged_at IS NULL AND person_id IS NOT NULL"),
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_event_referral_id_referral")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_event_request_id_request")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
    )
    op.create_index(
        "ix_event_closed",
        "event",
        ["seq", "actor_id"],
        unique=False,
        sqlite_where=sa.text("kind = 'closed'"),
        postgresql_where=sa.text("kind = 'closed'"),
    )
    op.create_index("ix_event_referral", "event", ["referral_id", "seq"], unique=False)


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("final_rating", sa.String(40), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("voice", sa.Text(), nullable=False),
        _one_of("ck_decision_final_rating", "final_rating", "red amber green blue"),
        _one_of(
            "ck_decision_outcome",
            "outcome",
            "strategy_discussion section_17 allocated_worker early_help_single early_help_multi "
            "universal_services specialist_service advice_given transferred no_further_action",
        ),
        sa.ForeignKeyConstraint(
            ["decider_id"], ["person.id"], name=op.f("fk_decision_decider_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_decision_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_referral_id"), "decision", ["referral_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=True),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("why_not", sa.Text(), nullable=False),
        _one_of(
            "ck_feedback_channel",
            "channel",
            "form phone notification email letter walk_in meeting",
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_feedback_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["person.id"], name=op.f("fk_feedback_given_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_feedback_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_decision_id"), "feedback", ["decision_id"], unique=False)
    op.create_index(op.f("ix_feedback_referral_id"), "feedback", ["referral_id"], unique=False)
