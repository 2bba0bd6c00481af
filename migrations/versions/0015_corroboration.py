"""What corroborates an item of history, whether a referral is linked, and more words to be found:
of differences and other reasons, and of what came with a hand-over file.
"""

# ruff: noqa: S608 - statements are made of this file's own words alone.

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0015"
down_revision = "0012"
branch_labels = None
depends_on = None

REASONS = (
    "'challenged', 'challenge_answered', 'challenge_settled', 'challenge_up', 'closed',"
    " 'corrected', 'assigned', 'released', 'withdrawal', 'insisted', 'chased',"
    " 'transfer_acknowledged'"
)
"""Kinds of events whose words could not be found before. Those that speak of other records, as of
what was considered, are not among them: who may read them changes with those.
"""

_WORDED = f"kind IN ({REASONS}) AND {{r}}text <> '' AND {{r}}referral_id IS NOT NULL"


def upgrade() -> None:
    """Words there are already are found after all that were found before: the newest first is by
    when they could be found. Which open referrals are linked is looked at anew.
    """
    _corroboration()
    op.add_column(
        "referral", sa.Column("linked", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    linked = sa.text("linked AND closed_at IS NULL")
    op.create_index(
        "ix_referral_linked",
        "referral",
        ["linked", "closed_at"],
        sqlite_where=linked,
        postgresql_where=linked,
    )
    op.execute("UPDATE referral SET prompted = -1 WHERE closed_at IS NULL")
    _reasons()
    _earlier_hubs()


def _corroboration() -> None:
    op.create_table(
        "corroboration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(40), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "item IN ('contact', 'answer', 'event')", name=op.f("ck_corroboration_item")
        ),
        sa.CheckConstraint(
            "stance IN ('corroborated', 'contradicted', 'taken_back')",
            name=op.f("ck_corroboration_stance"),
        ),
        sa.CheckConstraint(
            "(answer_id IS NULL) = (source <> '')", name=op.f("ck_corroboration_one_source")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_corroboration_referral_id_referral")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_corroboration_answer_id_answer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corroboration")),
    )
    op.create_index("ix_corroboration_referral_id", "corroboration", ["referral_id"])


def _reasons() -> None:
    """The words of events there are, and of those still to come."""
    into = "INSERT INTO wording (referral_id, kind, of, part, at, deciders, words)"
    told = "{r}referral_id, 'reason', {r}seq, 0, {r}at, 1 = 0, {r}text"
    which = _WORDED.format(r="")
    op.execute(f"{into} SELECT {told.format(r='')} FROM event WHERE {which} ORDER BY seq")
    add = f"{into} VALUES ({told.format(r='NEW.')});"
    when = "NEW." + _WORDED.format(r="NEW.")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER wording_step_added AFTER INSERT ON event WHEN {when} BEGIN {add} END"
        )
        return
    op.execute(
        "CREATE FUNCTION wording_step_added() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {add} RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER wording_step_added AFTER INSERT ON event FOR EACH ROW WHEN ({when})"
        " EXECUTE FUNCTION wording_step_added()"
    )


# What came with hand-over files before this. What comes later, the desk writes as it takes it in.

_TAKEN = sa.table("transfer_taken", *map(sa.column, ("id", "referral_id", "body")))
_WORDINGS = sa.table(
    "wording",
    *map(sa.column, ("referral_id", "kind", "of", "part", "deciders", "words")),
    sa.column("at", UTCDateTime()),
)


def _earlier_hubs() -> None:
    bind = op.get_bind()
    at = sa.column("taken_in_at", UTCDateTime())
    for row in bind.execute(sa.select(*_TAKEN.c, at).order_by(_TAKEN.c.id)).mappings().all():
        words = [
            {
                "referral_id": row["referral_id"], "kind": "earlier hub", "of": row["id"],
                "part": part, "deciders": False, "at": row["taken_in_at"], "words": said,
            }
            for part, said in enumerate(_read(row["body"]))
        ]  # fmt: skip
        if words:
            bind.execute(sa.insert(_WORDINGS), words)


def _read(body: str) -> list[str]:
    try:
        return list(_said(json.loads(body)))
    except (ValueError, LookupError, TypeError):  # another tool wrote there
        return []


def _said(histories: list[dict[str, Any]]) -> Iterator[str]:
    for history in histories:
        hub = f"{history['hub']}, {history['reference']}"
        for title, words in _told(history):
            if words.strip():
                yield f"{hub}: {title}\n{words}"


def _told(history: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Titles and words of the history's events, and of what agencies said in it."""
    for event in history["events"]:
        yield event["title"], event["text"]
    for request in history["requests"]:
        yield f"{request['agency_name']} asked", request["question"]
        for answer in request["answers"]:
            said = [answer["reason"], *(passage["words"] for passage in answer["passages"])]
            yield request["agency_name"], "\n\n".join(filter(None, said))
