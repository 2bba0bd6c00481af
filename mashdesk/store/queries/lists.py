"""Standing prompts, a person's notices, and what left the shared queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, literal_column, select

from mashdesk.domain.actor import SYSTEM, Actor, Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.permissions import may_read_answer
from mashdesk.domain.prompts import HANDED_OVER, cited
from mashdesk.domain.prompts import PROMPTS as KINDS
from mashdesk.domain.prompts.family import FAMILY
from mashdesk.domain.prompts.kinds import reading_of, rests
from mashdesk.domain.prompts.moments import passes
from mashdesk.domain.prompts.weighing import BY_NO_ACT, SEALED_SINCE
from mashdesk.domain.request import Sharing
from mashdesk.store.names import AGENCIES, EVENTS, NOTICES, PEOPLE, PROMPTS, REFERRALS
from mashdesk.store.notices import ABOUT_REQUEST
from mashdesk.store.queries.masking import Unseen, closed_to, references_in, unseen
from mashdesk.store.queries.sight import NOW, PERSON, hidden, in_sight, sight_of, told_of
from mashdesk.store.views import MOST_COUNTED, Departure, NoticeView, PromptView

MOST_LISTED = 500
"""So many departures are listed, the newest; how many more wait is told beside them."""

_BRINGS_BACK = ("claimed", "assigned", "reopened")
"""Events after which a referral can be in somebody's list again."""

# A literal, not a parameter: only then does the partial index on closings serve the query.
CLOSED: Any = literal_column("'closed'")


_ANSWERED_BY = func.coalesce(PROMPTS.c.settled_by, PROMPTS.c.answered_by)


def prompts(
    connection: Connection,
    actor: Actor,
    referral_id: int | None,
    now: datetime,
    *,
    standing: bool = True,
) -> tuple[PromptView, ...]:
    """Prompts of one referral or of all this reader sees, oldest first; only those that stand
    unless asked otherwise.
    """
    query = (
        select(PROMPTS, REFERRALS.c.reference, PEOPLE.c.full_name)
        .join(REFERRALS, REFERRALS.c.id == PROMPTS.c.referral_id)
        # By an act that answered it by itself: whose that was.
        .outerjoin(PEOPLE, PEOPLE.c.id == _ANSWERED_BY)
        .where(in_sight(actor.user_id, now))
        .order_by(PROMPTS.c.raised_at, PROMPTS.c.id)
    )
    if standing:
        query = query.where(PROMPTS.c.answered_at.is_(None))
    if referral_id is not None:
        query = query.where(PROMPTS.c.referral_id == referral_id)
    rows = connection.execute(query).mappings().all()
    closed = unseen(connection, sight_of(actor.user_id, now)) if rows else Unseen()
    decides = may_read_answer(actor.role, Sharing.DECISION_MAKER)
    return tuple(
        _prompt(row, closed, decides=decides) for row in rows if not never_raised(row, closed)
    )


def never_raised(row: Any, closed: Unseen) -> bool:
    """Whether a prompt lapsed as what it rested on was sealed: it is told to those alone who see
    that, and to nobody else that there was one.
    """
    return row["reason"] == SEALED_SINCE and bool(cited(row["rests_on"]) & closed.ids)


FOR_DECIDERS = "Who or what ties them is for those who decide to read."
"""In place of evidence that may rest on words an agency meant for those alone."""

_OF_TIES = frozenset(kind.code for kind in FAMILY)
UNSEEN = "What it rests on is being brought up to date."
"""In place of evidence that names a record out of the reader's sight: one sealed since."""
UNSEEN_THEN = "What it rested on is not open to you."
"""The same of a prompt that was answered, and of the answer, which may quote it."""


def _prompt(row: Any, closed: Unseen, *, decides: bool) -> PromptView:
    kind = KINDS.get(row["code"])
    items = rests(row["rests_on"], row["evidence_key"])
    hidden_now = bool(cited(row["rests_on"]) & closed.ids)
    now_sealed = UNSEEN if row["answered_at"] is None else UNSEEN_THEN
    # As another hub said it: the references there are of that hub's records.
    theirs = row["code"] == HANDED_OVER.code
    told = row["evidence"] if theirs else closed.masked(row["evidence"])
    evidence = now_sealed if hidden_now else told
    if not decides and row["code"] in _OF_TIES:
        evidence = FOR_DECIDERS
    answer = ""
    if row["answered_at"] is not None:
        # An answer may quote what the evidence names.
        reason = UNSEEN_THEN if hidden_now else closed.masked(row["reason"])
        done = "acted" if row["acted"] else "declined"
        answer = f"{'stands no longer' if row['reason'] in BY_NO_ACT else done}: {reason}"
    desk = row["answered_by"] == SYSTEM.user_id and row["answered_at"] is not None
    return PromptView(
        row["id"],
        row["referral_id"],
        row["reference"],
        row["code"],
        kind.title if kind else row["code"],
        evidence,
        kind.suggests if kind else "",
        row["grave"],
        row["raised_at"],
        row["answered_at"],
        row["full_name"] or ("the desk" if desk else ""),
        answer,
        kind.severity.value if kind else "",
        bool(passes(kind, items)),
        reading_of(items, row["evidence"]),
        row["renewed_at"],
    )


def notices(connection: Connection, actor: Actor, now: datetime) -> tuple[NoticeView, ...]:
    """What this person, or for a practitioner their agency, has not acknowledged yet, newest first;
    of what both are told, what the person is.
    What left their list and is in it again stays told, with since when it is back; of a sealed
    record out of their sight only that it is.
    """
    own = _own_notices(connection, actor, now)
    if actor.role is not Role.PRACTITIONER or actor.agency is None:
        return _as_read(connection, actor, own, now)
    which = {"code": actor.agency, **sight_of(actor.user_id, now)}
    found = connection.execute(_OF_AGENCY, which).mappings()
    both = [*own, *(_notice(row, row["text"]) for row in found)]
    told = tuple(sorted(both, key=lambda notice: (notice.at, notice.id), reverse=True))
    return _as_read(connection, actor, told, now)


def _as_read(
    connection: Connection, actor: Actor, told: tuple[NoticeView, ...], now: datetime
) -> tuple[NoticeView, ...]:
    """Each may name what it is about, though that is out of sight by now: nothing else that is."""
    others = tuple(references_in((one.text, one.why)) - {one.reference} for one in told)
    if not any(others):
        return told
    closed = closed_to(connection, actor, others, now)
    return tuple(closed.besides(one.referral, one.reference).told(one) for one in told)


def told_themselves(
    of_agency: Any, person: Any, notices: Sequence[int] | None = None
) -> Select[Any]:
    """What somebody is told themselves of the very thing that an entry tells their agency, and has
    not acknowledged; of these `notices`, if they are given, what they have.
    """
    own = NOTICES.alias("told_themselves")
    same = ("referral_id", "kind", "about", "at")
    found = select(own.c.id).where(
        own.c.person_id == person, *(own.c[name] == of_agency.c[name] for name in same)
    )
    if notices is None:
        return found.where(own.c.acknowledged_at.is_(None))
    return found.where(own.c.id.in_(notices), own.c.acknowledged_at.is_not(None))


_OF_AGENCY = (
    select(NOTICES, REFERRALS.c.reference, in_sight(PERSON, NOW).label("seen"))
    .join(REFERRALS, REFERRALS.c.id == NOTICES.c.referral_id)
    .where(
        told_of(PERSON, NOW),
        NOTICES.c.agency_id
        == select(AGENCIES.c.id).where(AGENCIES.c.code == bindparam("code")).scalar_subquery(),
        NOTICES.c.acknowledged_at.is_(None),
        ~told_themselves(NOTICES, PERSON).exists(),
    )
)


def _notice(row: Any, text: str) -> NoticeView:
    about = row["about"].removeprefix(ABOUT_REQUEST) if row["seen"] else ""
    return NoticeView(
        row["id"],
        row["referral_id"],
        row["reference"],
        row["kind"],
        text,
        row["why"],
        row["by"],
        row["at"],
        row["agency_id"] is not None,
        int(about) if about.isdecimal() else None,
    )


def _own_notices(connection: Connection, actor: Actor, now: datetime) -> tuple[NoticeView, ...]:
    own = (REFERRALS.c.worker_id == actor.user_id) & REFERRALS.c.closed_at.is_(None)
    came = select(func.min(EVENTS.c.at)).where(
        EVENTS.c.referral_id == NOTICES.c.referral_id,
        EVENTS.c.kind.in_(_BRINGS_BACK),
        EVENTS.c.at > NOTICES.c.at,
    )
    back = case((own & (NOTICES.c.kind == "left_you"), came.scalar_subquery()))
    me, seen = actor.user_id, in_sight(actor.user_id, now).label("seen")
    query = (
        select(NOTICES, REFERRALS.c.reference, back.label("back_at"), seen)
        .join(REFERRALS, REFERRALS.c.id == NOTICES.c.referral_id)
        .where(NOTICES.c.person_id == me, NOTICES.c.acknowledged_at.is_(None), told_of(me, now))
        .order_by(NOTICES.c.at.desc(), NOTICES.c.id.desc())
    )
    return tuple(
        _notice(row, _told(row, "your list")) for row in connection.execute(query).mappings()
    )


def _told(row: Any, where: str, words: str = "text") -> str:
    """What is told of something that left, which is no longer all when it came back."""
    back_at = row["back_at"]
    since = "" if back_at is None else f" It is back in {where} since {london_text(back_at)}."
    return f"{row[words]}{since}"


def unseen_departures(person: Any, now: Any) -> Any:
    """How many closings by others this person (an id or a parameter) has not acknowledged.

    Counted up to `MOST_COUNTED`, so that whoever never acknowledges makes no queue slower.
    """
    found = select(EVENTS.c.seq).where(*_unseen(person, now)).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(found)


def _unseen(person: Any, now: Any) -> tuple[Any, ...]:
    seen = select(PEOPLE.c.departures_seen).where(PEOPLE.c.id == person).scalar_subquery()
    return (
        EVENTS.c.kind == CLOSED,
        EVENTS.c.seq > func.coalesce(seen, 0),
        EVENTS.c.actor_id != person,
        # By number: so that counting still reads nothing but the index of closings.
        EVENTS.c.seq.not_in(_closings_out_of_sight(person, now)),
    )


def _closings_out_of_sight(person: Any, now: Any) -> Any:
    closing = EVENTS.alias("closing")
    return select(closing.c.seq).where(
        closing.c.kind == CLOSED, closing.c.referral_id.in_(hidden(person, now))
    )


def departures(connection: Connection, actor: Actor, now: datetime) -> tuple[Departure, ...]:
    """What left the shared queue since this person last said they knew, newest first, and of very
    many only the newest. What was reopened since stays told, with when.
    """
    later = EVENTS.alias()
    came = select(func.min(later.c.at)).where(
        later.c.referral_id == EVENTS.c.referral_id,
        later.c.kind == "reopened",
        later.c.seq > EVENTS.c.seq,
    )
    back = case((REFERRALS.c.closed_at.is_(None), came.scalar_subquery()))
    query = (
        select(EVENTS, REFERRALS.c.reference, back.label("back_at"))
        .join(REFERRALS, REFERRALS.c.id == EVENTS.c.referral_id)
        .where(*_unseen(actor.user_id, now))
        .order_by(EVENTS.c.seq.desc())
        .limit(MOST_LISTED)
    )
    return tuple(
        Departure(
            row["seq"],
            row["referral_id"],
            row["reference"],
            _told(row, "the queue", "title"),
            row["actor"],
            row["at"],
        )
        for row in connection.execute(query).mappings()
    )


def departures_waiting(connection: Connection, actor: Actor, now: datetime) -> int:
    """How many departures this person has not acknowledged, counted up to `MOST_COUNTED`."""
    return int(connection.execute(unseen_departures(actor.user_id, now)).scalar_one())
