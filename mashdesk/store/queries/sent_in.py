"""What an agency sent in: found by the agency's own code, and nothing of the record beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal_column, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.referral import ReferralState
from mashdesk.store.names import CHALLENGES, DECISIONS, NOTICES, REFERRALS
from mashdesk.store.notices import ABOUT_SENT_IN
from mashdesk.store.queries.challenges import challenges_of
from mashdesk.store.queries.sight import NOW, PERSON, in_sight, sight_of
from mashdesk.store.views import EventView, NoticeView, SentInRow, SentInView
from mashdesk.store.views.sent_in import SentInOutcome, sent_in_status

MOST_SENT_IN = 200
"""So many are listed, the newest; how many more there are is told beside them."""

ON_THE_RECORD = (
    "decided",
    "closed",
    "reopened",
    "returned",
    "resumed",
    "challenged",
    "challenge_answered",
    "challenge_settled",
    "challenge_resolved",
    "challenge_up",
    "challenge_overdue",
)
"""Kinds of entries about what happened to the referral itself, not to a request alone."""

_OWN = (
    REFERRALS.c.sender_agency == bindparam("agency"),
    # For the partial index, which serves no comparison with a parameter alone.
    REFERRALS.c.sender_agency != literal_column("''"),
    in_sight(PERSON, NOW),
)
_NEWEST = (
    select(func.max(DECISIONS.c.id))
    .where(DECISIONS.c.referral_id == REFERRALS.c.id)
    .correlate(REFERRALS)
    .scalar_subquery()
)
# Made once: building a statement costs as much as running it.
_ROWS = (
    select(
        REFERRALS.c.id,
        REFERRALS.c.reference,
        REFERRALS.c.state,
        REFERRALS.c.child_label,
        REFERRALS.c.children,
        REFERRALS.c.received_at,
        REFERRALS.c.returned_message,
        REFERRALS.c.sealed,
        DECISIONS.c.outcome,
        DECISIONS.c.agency_words,
        DECISIONS.c.final_rating,
        DECISIONS.c.decided_at,
        DECISIONS.c.decider_id,
    )
    .outerjoin(DECISIONS, DECISIONS.c.id == _NEWEST)
    .where(*_OWN)
)
_LISTED = _ROWS.order_by(REFERRALS.c.id.desc()).limit(MOST_SENT_IN)
_COUNT = select(func.count()).select_from(REFERRALS).where(*_OWN)
_ID = select(REFERRALS.c.id).where(REFERRALS.c.reference == bindparam("reference"), *_OWN)
_TOLD = (
    select(NOTICES)
    .where(
        NOTICES.c.referral_id == bindparam("referral"),
        NOTICES.c.agency_id == bindparam("agency"),
    )
    .order_by(NOTICES.c.id)
)


def sent_in_id(
    connection: Connection, actor: Actor, agency: str, reference: str, now: datetime
) -> int | None:
    """The id of a referral that this agency (its code) sent in and this person sees, if any."""
    which = {"reference": reference.strip().upper(), **_whose(actor, agency, now)}
    return connection.execute(_ID, which).scalar_one_or_none()


def sent_in(
    connection: Connection,
    actor: Actor,
    agency: str,
    now: datetime,
    people: Mapping[int, str],
    entries: tuple[NoticeView, ...],
) -> tuple[tuple[SentInRow, ...], int]:
    """What this agency (its code) sent in, the newest first, and how many older ones there are."""
    whose = _whose(actor, agency, now)
    waiting = _waiting(entries)
    rows = tuple(
        _row(found, people, waiting) for found in connection.execute(_LISTED, whose).mappings()
    )
    if len(rows) < MOST_SENT_IN:
        return rows, 0
    return rows, int(connection.execute(_COUNT, whose).scalar_one()) - len(rows)


def sent_in_one(
    connection: Connection,
    actor: Actor,
    agency: Mapping[str, Any],
    reference: str,
    now: datetime,
    people: Mapping[int, str],
) -> SentInView | None:
    """One of them as its agency reads it; None where this agency sent in no such referral."""
    found = sent_in_id(connection, actor, agency["code"], reference, now)
    if found is None:
        return None
    one = _ROWS.where(REFERRALS.c.id == found)
    row = connection.execute(one, _whose(actor, agency["code"], now)).mappings().one()
    which = {"referral": found, "agency": agency["id"]}
    told = connection.execute(_TOLD, which).mappings().all()
    waiting = sum(entry["acknowledged_at"] is None for entry in told)
    # Where the agency was asked about it too, what it challenges hangs on its request.
    own = (CHALLENGES.c.agency_id == agency["id"]) & (CHALLENGES.c.referral_id == found)
    return SentInView(
        _row(row, people, {row["reference"]: waiting}),
        tuple(reversed(_events(told))),
        challenges_of(connection, actor, own),
    )


def _whose(actor: Actor, agency: str, now: datetime) -> dict[str, Any]:
    return {"agency": agency, **sight_of(actor.user_id, now)}


def _waiting(entries: tuple[NoticeView, ...]) -> Mapping[str, int]:
    """Entries to acknowledge by reference."""
    return Counter(entry.reference for entry in entries if entry.agency)


def _events(told: Any) -> list[EventView]:
    """What the agency was told of it, numbered among itself: as its sender, and as one that was
    asked about it, unless the sender was told of the same.
    """
    as_sender = {(row["kind"], row["at"]) for row in told if row["about"] == ABOUT_SENT_IN}
    of_it = [
        row
        for row in told
        if row["about"] == ABOUT_SENT_IN
        or (row["kind"] in ON_THE_RECORD and (row["kind"], row["at"]) not in as_sender)
    ]
    return [
        EventView(number, row["at"], row["kind"], row["text"], row["by"], row["why"])
        for number, row in enumerate(of_it, start=1)
    ]


def _row(row: Any, people: Mapping[int, str], waiting: Mapping[str, int]) -> SentInRow:
    state = row["state"]
    decided = state in (ReferralState.DECIDED, ReferralState.CLOSED)
    outcome = row["outcome"] if decided else None
    return SentInRow(
        row["reference"],
        row["child_label"],
        row["children"],
        row["received_at"],
        sent_in_status(state, outcome, decided_before=row["outcome"] is not None),
        row["returned_message"] if state is ReferralState.RETURNED else "",
        _outcome(row, people) if decided else None,
        waiting.get(row["reference"], 0),
        bool(row["sealed"]),
    )


def _outcome(row: Any, people: Mapping[int, str]) -> SentInOutcome:
    return SentInOutcome(
        row["outcome"].label,
        row["agency_words"],
        row["final_rating"],
        row["decided_at"],
        people.get(row["decider_id"], "—"),
        row["state"] is ReferralState.CLOSED,
    )
