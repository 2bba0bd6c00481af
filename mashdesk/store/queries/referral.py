"""One record, whole, as one person may read it; and why its clocks are due when they are."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_day, london_text
from mashdesk.domain.contact import Reason, age_on
from mashdesk.domain.errors import NotFound
from mashdesk.domain.permissions import may_read_answer
from mashdesk.domain.referral import ClockKind
from mashdesk.store.names import (
    AGENCIES,
    ANSWERS,
    CHILDREN,
    DECISIONS,
    EVENTS,
    FEEDBACKS,
    PEOPLE,
    REFERRALS,
    REQUESTS,
)
from mashdesk.store.queries import rounds
from mashdesk.store.queries.lists import prompts
from mashdesk.store.tracking import NOT_STATE
from mashdesk.store.views import (
    AnswerView,
    ChildView,
    ClockExplained,
    DecisionView,
    EventView,
    FeedbackView,
    ReferralView,
    RequestView,
)


def find(connection: Connection, reference: str) -> int:
    """The id behind a reference, in any case; raises NotFound."""
    query = select(REFERRALS.c.id).where(REFERRALS.c.reference == reference.strip().upper())
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound(
            f"There is no referral {reference.strip()[:40]}.",
            "Check the reference, or look in the queue.",
        )
    return int(found)


def referral(connection: Connection, actor: Actor, referral_id: int, now: datetime) -> ReferralView:
    """The whole record; raises NotFound."""
    row = (
        connection.execute(select(REFERRALS).where(REFERRALS.c.id == referral_id))
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFound("There is no such referral.", "Check the reference, or look in the queue.")
    people = {
        person.id: person.full_name
        for person in connection.execute(select(PEOPLE.c.id, PEOPLE.c.full_name))
    }
    same = (
        "id",
        "reference",
        "version",
        "state",
        "rating",
        "initial_rating",
        "final_rating",
        "level",
        "received_at",
        "taken_in_at",
        "late_because",
        "channel",
        "source",
        "sender_name",
        "sender_organisation",
        "sender_contact",
        "sender_reference",
        "worry",
        "expects",
        "household",
        "consent",
        "consent_by",
        "consent_at",
        "consent_reason",
        "worker_id",
        "next_up",
        "clock",
        "round",
        "timeouts",
        "start_at",
        "due_at",
        "returned_message",
    )
    return ReferralView(
        **{name: row[name] for name in same},
        reasons=tuple(Reason(code) for code in row["reasons"]),
        taken_in_by=people.get(row["taken_in_by"], "SYSTEM"),
        worker=people.get(row["worker_id"]),
        children=_children(connection, referral_id, now),
        requests=_requests(connection, actor, referral_id, people),
        rounds=rounds.rounds(connection, referral_id),
        prompts=prompts(connection, referral_id, standing=False),
        events=_events(connection, actor, referral_id, people),
        decision=_decision(connection, referral_id, people),
        feedback=_feedback(connection, referral_id, people),
    )


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
        )
        for row in connection.execute(query).mappings()
    )


def _requests(
    connection: Connection, actor: Actor, referral_id: int, people: dict[int, str]
) -> tuple[RequestView, ...]:
    answers: dict[int, list[AnswerView]] = defaultdict(list)
    said = (
        select(ANSWERS)
        .join(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
        .where(REQUESTS.c.referral_id == referral_id)
        .order_by(ANSWERS.c.id)
    )
    for row in connection.execute(said).mappings():
        answers[row["request_id"]].append(_answer(row, actor, people))
    query = (
        select(REQUESTS, AGENCIES.c.code, AGENCIES.c.name)
        .join(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
        .where(REQUESTS.c.referral_id == referral_id)
        .order_by(REQUESTS.c.id)
    )
    return tuple(
        RequestView(
            row["id"],
            row["code"],
            row["name"],
            row["state"],
            row["question"],
            people.get(row["asked_by"], "SYSTEM"),
            row["asked_at"],
            row["round"],
            row["timeouts"],
            row["start_at"],
            row["due_at"],
            row["missed_at"],
            row["next_contact"],
            row["chased"],
            row["settled_at"],
            row["settled_because"],
            row["version"],
            tuple(answers[row["id"]]),
        )
        for row in connection.execute(query).mappings()
    )


def _answer(row: Any, actor: Actor, people: dict[int, str]) -> AnswerView:
    words = row["words"] if may_read_answer(actor.role, row["sharing"]) else None
    return AnswerView(
        row["answer"],
        words,
        row["declined"],
        row["channel"],
        row["person"],
        row["sharing"],
        row["risk_view"],
        row["searched"],
        people.get(row["recorded_by"], "SYSTEM"),
        row["recorded_at"],
        row["late"],
        row["on_behalf"],
    )


def event_view(row: Any) -> EventView:
    """One timeline entry; `changes` are only those a person would call a change."""
    return EventView(row["seq"], row["at"], row["kind"], row["title"], row["actor"], row["text"])


def _events(
    connection: Connection, actor: Actor, referral_id: int, people: dict[int, str]
) -> tuple[EventView, ...]:
    """Newest first. What an answer said stays with the answer, where its sharing marking is obeyed."""
    query = select(EVENTS).where(EVENTS.c.referral_id == referral_id).order_by(EVENTS.c.seq.desc())
    found = []
    for row in connection.execute(query).mappings():
        text = "" if row["kind"] == "answered" else row["text"]
        changes = tuple(
            (name.replace("_", " "), _shown(name, before, people), _shown(name, after, people))
            for name, (before, after) in row["changes"].items()
            if name not in NOT_STATE and row["kind"] not in ("taken_in", "asked")
        )
        found.append(
            EventView(row["seq"], row["at"], row["kind"], row["title"], row["actor"], text, changes)
        )
    return tuple(found)


def _shown(name: str, value: object, people: dict[int, str]) -> str:
    if value in (None, "", []):
        return "—"
    if name == "worker_id" and isinstance(value, int):
        return people.get(value, "—")
    if name.endswith("_at") and isinstance(value, str):
        return london_text(datetime.fromisoformat(value))
    if isinstance(value, list):
        return ", ".join(str(item).replace("_", " ") for item in value)
    return str(value)


def _decision(
    connection: Connection, referral_id: int, people: dict[int, str]
) -> DecisionView | None:
    query = (
        select(DECISIONS)
        .where(DECISIONS.c.referral_id == referral_id)
        .order_by(DECISIONS.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return DecisionView(
        row["outcome"],
        row["rationale"],
        row["final_rating"],
        row["voice"],
        people.get(row["decider_id"], "—"),
        row["decided_at"],
    )


def _feedback(
    connection: Connection, referral_id: int, people: dict[int, str]
) -> FeedbackView | None:
    query = (
        select(FEEDBACKS)
        .where(FEEDBACKS.c.referral_id == referral_id)
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


def explain(
    connection: Connection, store: Any, referral_id: int, now: datetime
) -> tuple[ClockExplained, ...]:
    """One account per running or held clock: the start, the policy, what was counted, skipped and
    paused.
    """
    return tuple(
        ClockExplained(
            _clock_title(row), row["due_at"], rounds.account(connection, store, row, now)
        )
        for row in rounds.open_rows(connection, referral_id)
    )


def _clock_title(row: Any) -> str:
    whose = row["agency_name"] or "The referral"
    number = f", round {row['number']}" if row["number"] > 1 else ""
    held = " (held)" if row["paused_at"] is not None else ""
    return f"{whose}: waits for {ClockKind(row['clock']).waits_for}{number}{held}"
