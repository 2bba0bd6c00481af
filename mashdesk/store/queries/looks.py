"""Who looked at which record: the audit asked by child and by person, newest first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import BreakGlass, OpenHistory, View, ViewRequest, ViewSentIn
from mashdesk.store.names import AUDIT, CHILDREN, EVENTS, OVERRIDES, PEOPLE, REFERRALS, REQUESTS
from mashdesk.store.queries.audit_rows import SUBJECT, may_read, tried
from mashdesk.store.queries.sight import in_sight
from mashdesk.store.views.looks import AccessRow, LookRow, Span

MOST_CHILDREN = 50
"""So many referrals of a name are looked into at once, the newest."""

OPEN_CHALLENGE = "open a challenge"
"""The act of a look at a challenge that was not found; one that is found opens its record."""

IN_HISTORY = "read in a history"
"""The act of reading a referral's words in the history of another record or of a person."""

WALKED, SEARCHED = "walk the network", "search the records"

KNOWN = "look at a known person"
"""The act of reading of a referral in what is known of one of its people."""

_READ_OF = select(AUDIT.c.referral_id).where(
    AUDIT.c.referral_id.in_(bindparam("referrals", expanding=True)),
    AUDIT.c.actor_id == bindparam("actor"),
    AUDIT.c.act.in_((View.label, IN_HISTORY)),
    AUDIT.c.allowed.is_(True),
)


def read_of(connection: Connection, actor: Actor, referrals: Collection[int]) -> frozenset[int]:
    """Which of these referrals somebody has read of, in a history or by opening them."""
    which = {"referrals": sorted(referrals), "actor": actor.user_id}
    return frozenset(connection.execute(_READ_OF, which).scalars())


_LOOKS = (
    View.label,
    ViewRequest.label,
    ViewSentIn.label,
    BreakGlass.label,
    OPEN_CHALLENGE,
    OpenHistory.label,
    IN_HISTORY,
    WALKED,
    SEARCHED,
    KNOWN,
)


def looks_at(
    connection: Connection, actor: Actor, now: datetime, referrals: Collection[int], span: Span
) -> tuple[LookRow, ...]:
    """Who looked at these referrals, their requests included, or tried to by the reference."""
    mine = AUDIT.alias("of_them")
    requests = select(REQUESTS.c.id).where(REQUESTS.c.referral_id.in_(referrals))
    references = select(REFERRALS.c.reference).where(REFERRALS.c.id.in_(referrals))
    tries = [tried(reference) for reference in connection.execute(references).scalars()]
    # A refusal may name its request alone, or the reference that was asked for. Both halves are
    # served by the index on the referral.
    numbers = (
        select(mine.c.seq)
        .where(mine.c.referral_id.in_(referrals))
        .union_all(
            select(mine.c.seq).where(
                mine.c.referral_id.is_(None),
                or_(mine.c.request_id.in_(requests), mine.c.reason.in_(tries)),
            )
        )
    )
    return _rows(connection, actor, now, AUDIT.c.seq.in_(numbers), span)


def looks_by(
    connection: Connection, actor: Actor, now: datetime, person: int, span: Span
) -> tuple[LookRow, ...]:
    """What this person looked at."""
    return _rows(connection, actor, now, AUDIT.c.actor_id == person, span)


def looks_again(
    connection: Connection, actor: Actor, now: datetime, rows: Collection[int]
) -> tuple[LookRow, ...]:
    """Those of these rows of the audit that this reader may read still, as they may by now."""
    span = Span(acts=True, limit=max(len(rows), 1))
    return _rows(connection, actor, now, AUDIT.c.seq.in_(rows), span)


def person_called(connection: Connection, name: str) -> tuple[int, str] | None:
    """The id and full name behind a sign-in name; of somebody who left, too."""
    query = select(PEOPLE.c.id, PEOPLE.c.full_name).where(PEOPLE.c.name == name.strip().lower())
    found = connection.execute(query).first()
    return None if found is None else (found.id, found.full_name)


def children_called(
    connection: Connection, actor: Actor, now: datetime, words: str
) -> dict[int, str]:
    """The newest referrals with a child whose names hold these words, in this reader's sight: id,
    and reference with the child's name.
    """
    whole = CHILDREN.c.given_name + " " + CHILDREN.c.family_name + " " + CHILDREN.c.known_as
    # SQLite folds ASCII alone: what begins with another letter is found as it is usually written.
    holds = [
        or_(
            func.lower(whole).contains(word.lower(), autoescape=True),
            whole.contains(word, autoescape=True),
            whole.contains(word.title(), autoescape=True),
        )
        for word in words.split()
    ]
    query = (
        select(REFERRALS.c.id, REFERRALS.c.reference, CHILDREN.c.given_name, CHILDREN.c.family_name)
        .join(CHILDREN, CHILDREN.c.referral_id == REFERRALS.c.id)
        .where(*holds, in_sight(actor.user_id, now))
        .order_by(REFERRALS.c.id.desc(), CHILDREN.c.position)
    )
    found: dict[int, str] = {}
    for row in connection.execute(query):
        if row.id not in found and len(found) == MOST_CHILDREN:
            break
        name = f"{row.given_name} {row.family_name}".strip()
        known = found.get(row.id)
        found[row.id] = f"{row.reference} {name}" if known is None else f"{known}, {name}"
    return found


def _rows(
    connection: Connection, actor: Actor, now: datetime, about: ColumnElement[bool], span: Span
) -> tuple[LookRow, ...]:
    told, allowed_to = may_read(actor, now)
    seen = in_sight(actor.user_id, now, SUBJECT)
    query = (
        select(
            AUDIT,
            REFERRALS.c.reference,
            PEOPLE.c.name,
            SUBJECT.label("subject"),
            seen.label("seen"),
            _said().label("said"),
        )
        .outerjoin(REQUESTS, REQUESTS.c.id == AUDIT.c.request_id)
        .outerjoin(REFERRALS, and_(REFERRALS.c.id == SUBJECT, told))
        .outerjoin(PEOPLE, PEOPLE.c.id == AUDIT.c.actor_id)
        .where(allowed_to, about)
        .order_by(AUDIT.c.seq.desc())
        .limit(span.limit)
    )
    if not span.acts:
        query = query.where(AUDIT.c.act.in_(_LOOKS))
    if span.since is not None:
        query = query.where(AUDIT.c.at >= span.since)
    if span.until is not None:
        query = query.where(AUDIT.c.at < span.until)
    if span.before is not None:
        query = query.where(AUDIT.c.seq < span.before)
    rows = connection.execute(query).mappings().all()
    children = _children(connection, {row["subject"] for row in rows if row["seen"]})
    tried_at = [row["seq"] for row in rows if row["act"] == BreakGlass.label]
    accesses = _accesses(connection, tried_at)
    return tuple(_row(row, children, accesses.get(row["seq"])) for row in rows)


def _accesses(connection: Connection, rows: Collection[int]) -> dict[int, AccessRow]:
    """The emergency access, or the try at one, that each of these audit rows is about: by the same
    person at the same instant. The audit itself holds no free words.
    """
    if not rows:
        return {}
    reviewer = PEOPLE.alias("reviewer")
    query = (
        select(AUDIT.c.seq, OVERRIDES, reviewer.c.full_name)
        .join(
            OVERRIDES,
            and_(OVERRIDES.c.person_id == AUDIT.c.actor_id, OVERRIDES.c.from_at == AUDIT.c.at),
        )
        .outerjoin(reviewer, reviewer.c.id == OVERRIDES.c.reviewed_by)
        # An act that opened a record is allowed; a try that opened none is refused.
        .where(AUDIT.c.seq.in_(rows), AUDIT.c.allowed == OVERRIDES.c.referral_id.is_not(None))
        .order_by(OVERRIDES.c.id)
    )
    return {
        row["seq"]: AccessRow(
            row["reason"],
            row["full_name"] or "",
            row["reviewed_at"],
            row["finding"] or "",
            row["words"],
        )
        for row in connection.execute(query).mappings()
    }


def _said() -> Any:
    """The reason that was given with a look: it stands in the record, never in the audit."""
    return (
        select(func.max(EVENTS.c.text))
        .where(
            EVENTS.c.referral_id == AUDIT.c.referral_id,
            EVENTS.c.at == AUDIT.c.at,
            EVENTS.c.actor_id == AUDIT.c.actor_id,
            EVENTS.c.kind == "opened",
            AUDIT.c.act == View.label,
        )
        .correlate(AUDIT)
        .scalar_subquery()
    )


def _children(connection: Connection, referrals: Collection[int]) -> dict[int, str]:
    """The first child of each, and how many more there are."""
    if not referrals:
        return {}
    query = (
        select(CHILDREN.c.referral_id, CHILDREN.c.given_name, CHILDREN.c.family_name)
        .where(CHILDREN.c.referral_id.in_(referrals))
        .order_by(CHILDREN.c.referral_id, CHILDREN.c.position)
    )
    names: dict[int, list[str]] = {}
    for row in connection.execute(query):
        names.setdefault(row.referral_id, []).append(f"{row.given_name} {row.family_name}".strip())
    return {
        key: named[0] + (f" +{len(named) - 1}" if len(named) > 1 else "")
        for key, named in names.items()
    }


def _row(row: Any, children: dict[int, str], access: AccessRow | None) -> LookRow:
    seen = bool(row["seen"]) and row["reference"] is not None
    return LookRow(
        seq=row["seq"],
        at=row["at"],
        who=row["actor"],
        name=row["name"] or "",
        role=row["role"],
        agency=row["agency"],
        workstation=row["workstation"],
        act=row["act"],
        reference=row["reference"],
        referral=row["subject"] if seen else None,
        child=children.get(row["subject"], "") if seen else "",
        request=row["request_id"],
        allowed=row["allowed"],
        reason=row["reason"],
        said=(row["said"] or "") if seen else "",
        access=access,
    )
