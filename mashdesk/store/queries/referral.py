"""One record, whole, as one person may read it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import Reason, age_on
from mashdesk.domain.errors import NotFound
from mashdesk.domain.people import Adult
from mashdesk.domain.referral import ReferralState
from mashdesk.store.names import (
    CHILDREN,
    DECISIONS,
    FEEDBACKS,
    MENTIONS,
    REFERRALS,
)
from mashdesk.store.queries.challenges import of_referral
from mashdesk.store.queries.decisions import follow_up
from mashdesk.store.queries.events import events, names
from mashdesk.store.queries.known import adults_told
from mashdesk.store.queries.lists import prompts
from mashdesk.store.queries.need import standing_need
from mashdesk.store.queries.requests import requests
from mashdesk.store.queries.returns import returned_for
from mashdesk.store.queries.rounds import rounds
from mashdesk.store.queries.sealing import seal_on
from mashdesk.store.queries.sight import in_sight, sees
from mashdesk.store.queries.transfers import arrived, sent
from mashdesk.store.queries.unspoken import as_read
from mashdesk.store.views import (
    ChildView,
    DecisionView,
    FeedbackView,
    ReferralView,
)

_SAME = (
    "id", "reference", "version", "state", "rating", "initial_rating", "final_rating",
    "second_rating", "level", "received_at", "taken_in_at", "late_because", "channel", "source",
    "sender_name", "sender_organisation", "sender_contact", "sender_reference", "sender_agency",
    "worry", "expects", "household", "consent", "consent_by", "consent_at", "consent_reason",
    "worker_id", "next_up", "clock", "round", "timeouts", "start_at", "due_at", "returned_message",
)  # fmt: skip
"""Columns of a referral that its view has under the same names."""


def find(connection: Connection, actor: Actor, reference: str, now: datetime) -> int:
    """The id behind a reference that this reader may know of, in any case; raises NotFound."""
    query = select(REFERRALS.c.id).where(
        REFERRALS.c.reference == reference.strip().upper(), in_sight(actor.user_id, now)
    )
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise no_such_reference(reference)
    return int(found)


def no_such_reference(reference: str) -> NotFound:
    """The refusal of a reference that nobody was given, and of one out of sight."""
    return NotFound(
        f"There is no referral {reference.strip()[:40]}.",
        "Check the reference, or look in the queue.",
    )


def referral(connection: Connection, actor: Actor, referral_id: int, now: datetime) -> ReferralView:
    """The whole record; raises NotFound."""
    row = (
        connection.execute(select(REFERRALS).where(REFERRALS.c.id == referral_id))
        .mappings()
        .one_or_none()
    )
    if row is None or not sees(connection, actor.user_id, referral_id, now):
        raise NotFound("There is no such referral.", "Check the reference, or look in the queue.")
    people, standing = names(connection), _standing_decision(connection, row)
    view = ReferralView(
        **{name: row[name] for name in _SAME},
        reasons=tuple(Reason(code) for code in row["reasons"]),
        taken_in_by=people.get(row["taken_in_by"], "SYSTEM"),
        worker=people.get(row["worker_id"]),
        children=_children(connection, referral_id, now),
        adults=_adults(connection, referral_id),
        requests=requests(connection, actor, referral_id, people),
        rounds=rounds(connection, referral_id),
        prompts=prompts(connection, actor, referral_id, now, standing=False),
        events=events(connection, referral_id, people),
        decision=None if standing is None else _decision(standing, people),
        feedback=None if standing is None else _feedback(connection, standing["id"], people),
        challenges=of_referral(connection, actor, referral_id),
        seal=seal_on(connection, actor, referral_id, now) if row["sealed"] else None,
        need=standing_need(connection, referral_id, people),
        arrived=arrived(connection, referral_id),
        sent=sent(connection, referral_id, people),
        follow_up=follow_up(connection, referral_id, people, standing),
        returned_for=returned_for(connection, row),
    )
    return as_read(connection, actor, view, now)


def _children(connection: Connection, referral_id: int, now: datetime) -> tuple[ChildView, ...]:
    today = london_day(now)
    query = (
        select(CHILDREN).where(CHILDREN.c.referral_id == referral_id).order_by(CHILDREN.c.position)
    )
    return tuple(
        ChildView(
            row["id"],
            row["given_name"],
            row["family_name"],
            row["known_as"],
            row["born"],
            row["expected"],
            age_on(row["born"], today),
            row["sex"],
            row["school"],
            row["address"],
            row["nhs_number"],
            row["upn"],
            row["individual_id"],
        )
        for row in connection.execute(query).mappings()
    )


def _adults(connection: Connection, referral_id: int) -> tuple[Adult, ...]:
    return adults_told(connection.execute(_TOLD, {"of_referral": referral_id}).mappings().all())


_TOLD = select(MENTIONS).where(
    MENTIONS.c.referral_id == bindparam("of_referral"), MENTIONS.c.of_contact.is_(True)
)


def _standing_decision(connection: Connection, row: RowMapping) -> RowMapping | None:
    """The decision in force. Reopening undoes it: from then on only the events tell of it."""
    if row["state"] not in (ReferralState.DECIDED, ReferralState.CLOSED):
        return None
    query = (
        select(DECISIONS)
        .where(DECISIONS.c.referral_id == row["id"])
        .order_by(DECISIONS.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).mappings().one_or_none()


def _decision(row: RowMapping, people: dict[int, str]) -> DecisionView:
    return DecisionView(
        row["outcome"],
        row["rationale"],
        row["final_rating"],
        row["voice"],
        people.get(row["decider_id"], "—"),
        row["decided_at"],
        row["agency_words"],
        tuple(row["shaped_by"]),
        row["level"],
        row["no_voice_because"],
        row["would_change"],
        row["spoken_to"],
        row["receiver"],
        row["expected"],
        row["expected_by"],
        row["referrer_words"],
    )


def _feedback(
    connection: Connection, decision_id: int, people: dict[int, str]
) -> FeedbackView | None:
    query = (
        select(FEEDBACKS)
        .where(FEEDBACKS.c.decision_id == decision_id)
        .order_by(FEEDBACKS.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return FeedbackView(
        row["told"],
        row["channel"],
        row["person"],
        row["words"],
        row["why_not"],
        row["given_at"],
        people.get(row["given_by"], "—"),
    )
