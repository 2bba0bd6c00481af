"""People: who is known to the hub, where they were mentioned, how they are tied, and who was judged
to be the same.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

# What people are found by is made by the rules themselves; a later change of them makes it anew.
from mashdesk.domain.finding import keys_of
from mashdesk.domain.particulars import Particulars, key_of
from mashdesk.domain.people import MentionKind

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every child of a contact there is becomes somebody known; who is the same, people judge."""
    _individual()
    _mention()
    _relationship()
    _judgement()
    _considered()
    # In one statement: SQLite adds a foreign key with its column or not at all.
    op.execute(
        "ALTER TABLE child ADD COLUMN individual_id INTEGER "
        "CONSTRAINT fk_child_individual_id_individual REFERENCES individual (id)"
    )
    op.add_column("child", sa.Column("upn", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_child_individual_id", "child", ["individual_id"])
    _known_by_their_contacts()


def _individual() -> None:
    op.create_table(
        "individual",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("expected", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("given_name", "family_name", "known_as", "nhs_number", "upn")
        ),
        _one_of("individual", "kind", "child", "adult"),
        _one_of("individual", "sex", "M", "F", "U", "X"),
        *_to("individual", root_id="individual"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_individual")),
    )
    op.create_index("ix_individual_root_id", "individual", ["root_id"])
    op.create_table(
        "individual_key",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("individual_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        *_to("individual_key", individual_id="individual", referral_id="referral"),
        sa.PrimaryKeyConstraint(
            "key", "individual_id", "referral_id", name=op.f("pk_individual_key")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_individual_key_referral_id", "individual_key", ["referral_id"])


def _mention() -> None:
    op.create_table(
        "mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("individual_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("of_contact", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(60), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("responsible", sa.Boolean(), nullable=False),
        sa.Column("lives_with", sa.Boolean(), nullable=False),
        *_told(),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("given_name", "family_name", "known_as", "value", "note")
        ),
        _one_of(
            "mention",
            "kind",
            *("adult", "child", "associate", "address", "phone", "vehicle", "school"),
        ),
        sa.CheckConstraint(
            "(individual_id IS NOT NULL) OR (key <> '')", name=op.f("ck_mention_names_one")
        ),
        *_to("mention", referral_id="referral", answer_id="answer", individual_id="individual"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
    )
    op.create_index("ix_mention_referral_id", "mention", ["referral_id"])
    _index(
        "mention", "individual_id", ["individual_id", "referral_id"], "individual_id IS NOT NULL"
    )
    _index("mention", "key", ["key", "kind", "referral_id"], "key <> ''")


def _relationship() -> None:
    op.create_table(
        "relationship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("of_contact", sa.Boolean(), nullable=False),
        *_told(),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=False),
        _one_of(
            "relationship",
            "kind",
            *("parent", "parental_responsibility", "sibling", "lives_with", "partner", "carer"),
            "other",
        ),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_relationship_of_two")),
        *_to(
            "relationship",
            from_id="individual",
            to_id="individual",
            referral_id="referral",
            answer_id="answer",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relationship")),
    )
    op.create_index("ix_relationship_from_id", "relationship", ["from_id", "kind"])
    op.create_index("ix_relationship_to_id", "relationship", ["to_id", "kind"])
    op.create_index("ix_relationship_referral_id", "relationship", ["referral_id"])


def _judgement() -> None:
    op.create_table(
        "identity_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undone_because", sa.Text(), nullable=False),
        _one_of("identity_judgement", "verdict", "same", "different", "unsure"),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_identity_judgement_in_order")),
        *_to("identity_judgement", one_id="individual", other_id="individual"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_judgement")),
    )
    standing = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_identity_judgement_standing",
        "identity_judgement",
        ["one_id", "other_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_identity_judgement_other_id", "identity_judgement", ["other_id"])


def _considered() -> None:
    op.create_table(
        "considered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("referral_id <> other_id", name=op.f("ck_considered_another")),
        *_to("considered", referral_id="referral", other_id="referral"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_considered")),
    )
    op.create_index("ix_considered_referral_id", "considered", ["referral_id", "other_id"])


def _known_by_their_contacts() -> None:
    """Somebody known for each child of each contact, by the particulars the contact gave: each is
    somebody of their own until a person says otherwise.
    """
    op.execute(
        "INSERT INTO individual (id, root_id, kind, version, born, expected, sex, made_at, made_by,"
        " given_name, family_name, known_as, nhs_number, upn) "
        "SELECT child.id, child.id, 'child', 1, child.born, child.expected, child.sex,"
        " referral.taken_in_at, referral.taken_in_by, child.given_name, child.family_name,"
        " child.known_as, child.nhs_number, '' "
        "FROM child JOIN referral ON referral.id = child.referral_id"
    )
    op.execute("UPDATE child SET individual_id = id")
    _told_by_their_contacts()


def _told_by_their_contacts() -> None:
    """What each child is found by, and the homes and schools that their contacts named."""
    bind = op.get_bind()
    children = bind.execute(
        sa.text(
            "SELECT child.*, referral.taken_in_at, referral.taken_in_by "
            "FROM child JOIN referral ON referral.id = child.referral_id ORDER BY child.id"
        ).columns(born=sa.Date(), expected=sa.Date(), taken_in_at=UTCDateTime())
    )
    for some in children.mappings().partitions(500):
        keys = [
            {"key": key, "individual_id": row["id"], "referral_id": row["referral_id"]}
            for row in some
            for key in sorted(keys_of(_particulars(row)))
        ]
        # A child of whom nothing was known yet has none.
        if keys:
            bind.execute(sa.insert(_KEYS), keys)
        if things := [thing for row in some for thing in _things(row)]:
            bind.execute(sa.insert(_MENTIONS), things)


_KEYS = sa.table(
    "individual_key", sa.column("key"), sa.column("individual_id"), sa.column("referral_id")
)
_MENTIONS = sa.table(
    "mention",
    *(
        sa.column(name)
        for name in (
            "referral_id", "individual_id", "kind", "of_contact", "position", "role", "key",
            "responsible", "lives_with", "by", "given_name", "family_name", "known_as", "value",
            "note",
        )
    ),
    sa.column("at", UTCDateTime()),
)  # fmt: skip


def _particulars(row: sa.RowMapping) -> Particulars:
    names = ("given_name", "family_name", "known_as", "born", "expected", "nhs_number")
    return Particulars(**{name: row[name] for name in names})


def _things(row: sa.RowMapping) -> list[dict[str, object]]:
    return [
        {
            "referral_id": row["referral_id"],
            "individual_id": row["id"],
            "kind": kind.value,
            "of_contact": True,
            "position": 0,
            "role": "",
            "key": key_of(kind, row[kind.value]),
            "responsible": False,
            "lives_with": False,
            "at": row["taken_in_at"],
            "by": row["taken_in_by"],
            **dict.fromkeys(("given_name", "family_name", "known_as", "note"), ""),
            "value": row[kind.value],
        }
        for kind in (MentionKind.ADDRESS, MentionKind.SCHOOL)
        if row[kind.value].strip()
    ]


def _told() -> list[sa.Column[object]]:
    """Since and until when something was told to hold, and who recorded that when."""
    return [
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
    ]


def _one_of(table: str, column: str, *codes: str) -> sa.CheckConstraint:
    among = ", ".join(f"'{code}'" for code in codes)
    return sa.CheckConstraint(f"{column} IN ({among})", name=op.f(f"ck_{table}_{column}"))


def _index(table: str, name: str, columns: list[str], where: str) -> None:
    part = sa.text(where)
    op.create_index(f"ix_{table}_{name}", table, columns, sqlite_where=part, postgresql_where=part)


def _to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    """Foreign keys to the ids of other tables, by column."""
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]
