"""Search: every word of the records in one table and its full text, kept by triggers.

A trigger and not the program: whatever writes a record, a correction and a take-over from another
hub included, its words can be found; and what was written before this is found too.
"""

# ruff: noqa: S608 - statements are made of this file's own words alone.

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REASONS = (
    "'rated', 'returned', 'resumed', 'reopened', 'need', 'strategy_discussion', 'reviewed',"
    " 'acknowledged', 'second_rating', 'oversight'"
)


class Source(NamedTuple):
    """Where words are written: the `kind` they are found as, the table, and in terms of one row
    `{r}` of it which row and part that is, of which referral, when it was written, who may read it,
    and the words. `columns` are those whose change replaces them; `which` rows have any. It tells
    what was written `before` this store had a search, or `after`, or both.
    """

    kind: str
    table: str
    at: str
    words: str
    columns: tuple[str, ...] = ()
    of: str = "{r}.id"
    part: str = "0"
    referral: str = "{r}.referral_id"
    deciders: str = "1 = 0"
    which: str = "1 = 1"
    before: bool = True
    after: bool = True


_OF_ANSWER = "FROM answer JOIN request ON request.id = answer.request_id WHERE answer.id ="
_NAMES = "{r}.given_name || ' ' || {r}.family_name || ' ' || {r}.known_as"
_TOLD = "{r}.text <> '' AND {r}.referral_id IS NOT NULL"

SOURCES = (
    Source(
        "contact",
        "referral",
        "{r}.taken_in_at",
        "{r}.worry || chr10 || {r}.expects || chr10 || {r}.household",
        ("worry", "expects", "household"),
        referral="{r}.id",
    ),
    Source(
        "child",
        "child",
        "(SELECT taken_in_at FROM referral WHERE referral.id = {r}.referral_id)",
        _NAMES,
        ("given_name", "family_name", "known_as"),
    ),
    Source(
        "mention",
        "mention",
        "{r}.at",
        _NAMES + " || ' ' || {r}.value || chr10 || {r}.note",
        ("given_name", "family_name", "known_as", "value", "note"),
        deciders="EXISTS (SELECT 1 FROM passage WHERE passage.answer_id = {r}.answer_id"
        " AND passage.sharing = 'decision_maker')",
    ),
    Source(
        "answer",
        "passage",
        "(SELECT answer.recorded_at " + _OF_ANSWER + " {r}.answer_id)",
        "{r}.words",
        ("words",),
        of="{r}.answer_id",
        part="{r}.position",
        referral="(SELECT request.referral_id " + _OF_ANSWER + " {r}.answer_id)",
        deciders="{r}.sharing = 'decision_maker'",
    ),
    Source(
        "decision",
        "decision",
        "{r}.decided_at",
        "{r}.rationale || chr10 || {r}.voice || chr10 || {r}.agency_words",
        after=False,
    ),
    # The event of a decision holds everything it says, whatever columns that takes later on.
    Source(
        "decision",
        "event",
        "{r}.at",
        "{r}.text",
        of="{r}.seq",
        which="{r}.kind = 'decided' AND {r}.request_id IS NULL AND " + _TOLD,
        before=False,
    ),
    Source(
        "feedback",
        "feedback",
        "{r}.given_at",
        "{r}.words || chr10 || {r}.why_not",
        ("words", "why_not"),
    ),
    Source(
        "note", "event", "{r}.at", "{r}.text", of="{r}.seq", which="{r}.kind = 'note' AND " + _TOLD
    ),
    Source(
        "reason",
        "event",
        "{r}.at",
        "{r}.text",
        of="{r}.seq",
        which="{r}.kind IN (" + REASONS + ") AND " + _TOLD,
    ),
)


def upgrade() -> None:
    """The table, what keeps it, and the words there are."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("deciders", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_wording_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
    )
    (_sqlite_full_text if sqlite else _postgres_full_text)()
    _there_are(sqlite)
    op.create_index("ix_wording_source", "wording", ["kind", "of", "part"])
    for source in SOURCES:
        if source.after:
            _kept(source, sqlite)


def _sqlite_full_text() -> None:
    # Marks of letters are nothing to it; of where in the text a word stands, the excerpt sees to.
    op.execute(
        "CREATE VIRTUAL TABLE wording_fts USING fts5(words, content='wording', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 2', detail=none, prefix='2 3 4')"
    )
    # The words there are, in their order: longer beginnings are looked up in it.
    op.execute("CREATE VIRTUAL TABLE wording_fts_terms USING fts5vocab('wording_fts', 'instance')")
    add = "INSERT INTO wording_fts (rowid, words) VALUES (NEW.id, NEW.words);"
    drop = (
        "INSERT INTO wording_fts (wording_fts, rowid, words) VALUES ('delete', OLD.id, OLD.words);"
    )
    for name, when, does in (
        ("added", "INSERT", add),
        ("changed", "UPDATE OF words", drop + add),
        ("dropped", "DELETE", drop),
    ):
        op.execute(
            f"CREATE TRIGGER wording_{name} AFTER {when} ON wording BEGIN {_plainly(does)} END"
        )


def _postgres_full_text() -> None:
    op.execute(
        "CREATE FUNCTION wording_lexemes(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$"
        " SELECT array_to_tsvector(array(SELECT DISTINCT left(word, 60) FROM regexp_split_to_table("
        "lower(regexp_replace(normalize(words, NFKD), '[\\u0300-\\u036f]', '', 'g')),"
        " '[^[:alnum:]]+') AS word WHERE word <> '')) $$"
    )
    op.execute("CREATE TABLE wording_fts (rowid integer PRIMARY KEY, lexemes tsvector NOT NULL)")
    op.execute("CREATE INDEX wording_fts_lexemes ON wording_fts USING gin (lexemes)")
    add = (
        "INSERT INTO wording_fts VALUES (NEW.id, wording_lexemes(NEW.words)) ON CONFLICT (rowid)"
        " DO UPDATE SET lexemes = EXCLUDED.lexemes;"
    )
    for name, when, does in (
        ("added", "INSERT OR UPDATE OF words", add),
        ("dropped", "DELETE", "DELETE FROM wording_fts WHERE rowid = OLD.id;"),
    ):
        _postgres_trigger(f"wording_{name}", when, "wording", does)


def _there_are(sqlite: bool) -> None:
    """The words of an older store, in the order in which they were written."""
    every = " UNION ALL ".join(
        f"SELECT {_row(one, 'r', sqlite)} FROM {one.table} AS r WHERE {one.which.format(r='r')}"
        for one in SOURCES
        if one.before
    )
    op.execute(
        _plainly(
            "INSERT INTO wording (referral_id, kind, of, part, at, deciders, words)"
            " SELECT referral_id, kind, of, part, at, deciders, words FROM"
            f" ({every}) AS every ORDER BY at, referral_id, kind, of, part"
        )
    )


def _kept(one: Source, sqlite: bool) -> None:
    """The triggers of one table: what is written in it, corrected and deleted."""
    add = (
        "INSERT INTO wording (referral_id, kind, of, part, at, deciders, words)"
        f" SELECT {_row(one, 'NEW', sqlite)};"
    )
    made = [("added", "INSERT", add, one.which.format(r="NEW"))]
    if one.columns:
        change = f"UPDATE wording SET words = {_said(one, 'NEW', sqlite)} WHERE {_at(one, 'NEW')};"
        made.append(("changed", f"UPDATE OF {', '.join(one.columns)}", change, ""))
        made.append(("dropped", "DELETE", f"DELETE FROM wording WHERE {_at(one, 'OLD')};", ""))
    for name, when, does, only in made:
        trigger, test = f"wording_{one.kind}_{name}", "" if only in ("", "1 = 1") else only
        if sqlite:
            test = f" WHEN {test}" if test else ""
            body = f"CREATE TRIGGER {trigger} AFTER {when} ON {one.table}{test} BEGIN {does} END"
            op.execute(_plainly(body))
        else:
            _postgres_trigger(trigger, when, one.table, does, test)


def _postgres_trigger(name: str, when: str, table: str, does: str, only: str = "") -> None:
    op.execute(
        _plainly(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {does} RETURN NULL; END $$"
        )
    )
    test = f" WHEN ({only})" if only else ""
    op.execute(
        f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW{test}"
        f" EXECUTE FUNCTION {name}()"
    )


def _at(one: Source, row: str) -> str:
    of, part = one.of.format(r=row), one.part.format(r=row)
    return f"kind = '{one.kind}' AND of = {of} AND part = {part}"


def _row(one: Source, row: str, sqlite: bool) -> str:
    parts = (
        (one.referral, "referral_id"),
        (f"'{one.kind}'", "kind"),
        (one.of, "of"),
        (one.part, "part"),
        (one.at, "at"),
        (one.deciders, "deciders"),
    )
    told = ", ".join(f"{said.format(r=row)} AS {name}" for said, name in parts)
    return f"{told}, {_said(one, row, sqlite)} AS words"


def _said(one: Source, row: str, sqlite: bool) -> str:
    return one.words.format(r=row).replace("chr10", "char(10)" if sqlite else "chr(10)")


def _plainly(statement: str) -> str:
    """As the statement says, for `op.execute` would take a colon for a parameter."""
    return statement.replace(":", "\\:")
