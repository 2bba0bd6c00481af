"""An agency's desk: its requests nearest first, what is settled, what changed, what became of it.

Everything is found by the agency's own id, so that nothing outside its part can show through.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    type_coerce,
)

from mashdesk.domain.actor import Actor
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.request import AnswerKind, RequestState
from mashdesk.domain.sharing import Part
from mashdesk.store.names import AGENCIES, ANSWERS, DECISIONS, NOTICES, REFERRALS, REQUESTS, ROUNDS
from mashdesk.store.queries.became import became_of
from mashdesk.store.queries.events import names
from mashdesk.store.queries.lists import notices
from mashdesk.store.queries.sent_in import sent_in
from mashdesk.store.queries.sight import NOW, PERSON, in_sight, sight_of
from mashdesk.store.views import AgencyDeskView, AgencyRow, BecameView
from mashdesk.store.views.partners import live_status

MOST_SETTLED = 200
"""So many settled requests are listed, the newest; how many more there are is told beside them."""

_DECIDED = (ReferralState.DECIDED, ReferralState.CLOSED)
_NEWEST_DECISION = (
    select(func.max(DECISIONS.c.id))
    .where(DECISIONS.c.referral_id == REFERRALS.c.id)
    .correlate(REFERRALS)
    .scalar_subquery()
)
_NEWEST_ANSWER = (
    select(func.max(ANSWERS.c.id))
    .where(ANSWERS.c.request_id == REQUESTS.c.id)
    .correlate(REQUESTS)
    .scalar_subquery()
)
_ENTRIES = (
    select(func.count())
    .select_from(NOTICES)
    .where(
        NOTICES.c.referral_id == REQUESTS.c.referral_id,
        NOTICES.c.agency_id == REQUESTS.c.agency_id,
    )
    .correlate(REQUESTS)
    .scalar_subquery()
)
_ROWS = (
    select(
        REQUESTS.c.id,
        REQUESTS.c.version,
        REFERRALS.c.reference,
        REQUESTS.c.state,
        REQUESTS.c.round,
        REQUESTS.c.start_at,
        REQUESTS.c.due_at,
        REQUESTS.c.missed_at,
        type_coerce(REQUESTS.c.shared, String),
        REFERRALS.c.rating,
        REFERRALS.c.children,
        REFERRALS.c.child_label,
        REQUESTS.c.question,
        REQUESTS.c.holder_id,
        REQUESTS.c.asked_at,
        REQUESTS.c.asked_by,
        REQUESTS.c.chased,
        REQUESTS.c.insisted,
        REQUESTS.c.settled_at,
        REQUESTS.c.settled_because,
        REFERRALS.c.state.label("standing"),
        ROUNDS.c.missed_at.label("round_missed"),
        ANSWERS.c.partial,
        ANSWERS.c.late,
        ANSWERS.c.answer,
        DECISIONS.c.outcome,
        _ENTRIES.label("entries"),
        REFERRALS.c.sealed,
    )
    .join(REFERRALS, REFERRALS.c.id == REQUESTS.c.referral_id)
    .outerjoin(ROUNDS, and_(ROUNDS.c.request_id == REQUESTS.c.id, ROUNDS.c.ended_at.is_(None)))
    .outerjoin(ANSWERS, ANSWERS.c.id == _NEWEST_ANSWER)
    .outerjoin(DECISIONS, DECISIONS.c.id == _NEWEST_DECISION)
    .where(REQUESTS.c.agency_id == bindparam("agency"), in_sight(PERSON, NOW))
)
# A literal, not a parameter: the index of open requests is unique for that state alone.
_IS_OPEN: Any = REQUESTS.c.state == literal_column("'open'")
_OPEN = _ROWS.where(_IS_OPEN).order_by(REQUESTS.c.due_at, REQUESTS.c.id)
_WHICH_SETTLED = and_(
    REQUESTS.c.agency_id == bindparam("agency"),
    REQUESTS.c.settled_at.is_not(None),
    in_sight(PERSON, NOW, REQUESTS.c.referral_id),
)
_SETTLED = (
    _ROWS.where(REQUESTS.c.settled_at.is_not(None))
    .order_by(REQUESTS.c.settled_at.desc(), REQUESTS.c.id.desc())
    .limit(MOST_SETTLED)
)
_SETTLED_COUNT = select(func.count()).select_from(REQUESTS).where(_WHICH_SETTLED)
_ONE = _ROWS.where(REQUESTS.c.id == bindparam("request"))
_AGENCY = select(AGENCIES).where(AGENCIES.c.code == bindparam("code"))
# Made once: building a statement costs as much as running it.


def agency_called(connection: Connection, code: str) -> Mapping[str, Any] | None:
    """The roster entry of this code, as it stands now; None when the roster has none."""
    found = connection.execute(_AGENCY, {"code": code}).mappings().one_or_none()
    return None if found is None else dict(found)


def agency_desk(
    connection: Connection, actor: Actor, agency: Mapping[str, Any], now: datetime
) -> AgencyDeskView:
    """The whole desk of one agency, for somebody in it."""
    people, entries = names(connection), notices(connection, actor, now)
    waiting = Counter(entry.request for entry in entries if entry.agency)
    of = {"agency": agency["id"], **sight_of(actor.user_id, now)}
    open_rows = [row_of(found, people, waiting) for found in connection.execute(_OPEN, of).all()]
    settled = tuple(row_of(found, people, waiting) for found in connection.execute(_SETTLED, of))
    if any(row.missed for row in open_rows):
        # What was missed stays the most pressing even if the wall clock was set back since.
        open_rows.sort(key=lambda row: not row.missed)
    over = [row for row in open_rows if row.is_over(now)]
    sent, older = sent_in(connection, actor, agency["code"], now, people, entries)
    count = int(connection.execute(_SETTLED_COUNT, of).scalar_one())
    return AgencyDeskView(
        agency=agency["code"],
        name=agency["name"],
        open=tuple(open_rows),
        settled=settled,
        settled_more=count - len(settled),
        entries=entries,
        became=_became(connection, agency, [*settled, *open_rows], people),
        overdue=len(over),
        next_due=next((row.due_at for row in open_rows if not row.is_over(now)), None),
        systems=tuple(agency["systems"]),
        sent_in=sent,
        sent_in_more=older,
    )


def agency_row(
    connection: Connection,
    of: Mapping[str, Any],
    people: Mapping[int, str],
    waiting: Mapping[int | None, int],
) -> AgencyRow | None:
    """One request as its agency's list shows it; `of` says which agency (its id), which request and
    for whose sight. None when that agency has no such request, or none this person sees.
    """
    found = connection.execute(_ONE, of).one_or_none()
    return None if found is None else row_of(found, people, waiting)


@lru_cache(maxsize=512)
def parts_in(stored: str) -> frozenset[Part]:
    """The parts that a request's stored list shares."""
    return frozenset(Part(part) for part in json.loads(stored))


def row_of(found: Any, people: Mapping[int, str], waiting: Mapping[int | None, int]) -> AgencyRow:
    """A row of `_ROWS` as a view; `waiting` counts entries to acknowledge by request."""
    (
        request, version, reference, state, number, start_at, due_at, missed_at, shared, rating,
        children, child, question, holder_id, asked_at, asked_by, chased, insisted, settled_at,
        because, standing, round_missed, partial, late, answer, outcome, entries, sealed,
    ) = found  # fmt: skip
    is_open = state is RequestState.OPEN
    in_part = is_open and bool(partial)
    return AgencyRow(
        request,
        version,
        reference,
        state,
        number,
        start_at,
        due_at,
        missed_at,
        rating if Part.RATING in parts_in(shared) else None,
        children,
        child,
        question,
        holder_id,
        people.get(holder_id, "") if holder_id else "",
        asked_at,
        people.get(asked_by, "SYSTEM"),
        chased,
        in_part,
        missed_at is not None or bool(late),
        insisted,
        _where(state, standing, answer, outcome, in_part=in_part),
        settled_at,
        because,
        version + entries,
        waiting.get(request, 0),
        is_open and round_missed is not None,
        bool(sealed),
    )


def _where(
    state: RequestState,
    standing: ReferralState,
    answer: AnswerKind | None,
    outcome: DecisionOutcome | None,
    *,
    in_part: bool,
) -> str:
    """Where a request stands, by its own state, its referral's (`standing`), what was answered last
    and the newest decision's outcome.
    """
    decided = standing in _DECIDED
    return live_status(
        state,
        partial=in_part,
        declined=answer is AnswerKind.DECLINED,
        returned=standing is ReferralState.RETURNED,
        reopened=outcome is not None and not decided,
        closed=standing is ReferralState.CLOSED,
        outcome=outcome if decided else None,
    )


def _became(
    connection: Connection,
    agency: Mapping[str, Any],
    rows: Sequence[AgencyRow],
    people: Mapping[int, str],
) -> tuple[BecameView, ...]:
    decided = {row.request: row for row in rows if row.where.startswith(("decided: ", "closed: "))}
    return became_of(connection, agency["code"], decided, people)
