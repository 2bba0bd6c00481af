"""The statements behind a snapshot, each for many referrals at once and each served by an index."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    String,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    type_coerce,
    union_all,
)

from mashdesk.domain.challenge import ChallengeState
from mashdesk.domain.contact import Consent
from mashdesk.domain.follow_up import ReviewResult
from mashdesk.domain.outcome import DecisionOutcome, OutcomeGroup
from mashdesk.domain.people import MentionKind, RelationshipKind
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import Sharing
from mashdesk.store.names import (
    AGENCIES,
    ANSWERS,
    CHALLENGES,
    CHILDREN,
    CONSIDERED,
    DECISIONS,
    EARLY_HELP_REVIEWS,
    EVENTS,
    INDIVIDUALS,
    MENTIONS,
    NEEDS,
    PASSAGES,
    PEOPLE,
    REFERRALS,
    RELATIONSHIPS,
    REQUESTS,
    STANDS_AT,
)

STEPPED_ACROSS = [one for one in DecisionOutcome if one.group is OutcomeGroup.STEPPED_ACROSS]

MOST_LINKED = 2_000
"""So many mentions of what referrals share are read at once, the newest: of what hundreds share,
nobody looks at all.
"""

THINGS = (MentionKind.ADDRESS, MentionKind.PHONE, MentionKind.VEHICLE)
PEOPLE_LINKED = (MentionKind.ADULT, MentionKind.ASSOCIATE)
PARENTING = (RelationshipKind.PARENT, RelationshipKind.RESPONSIBILITY)
HOUSEHOLD = (*PARENTING, RelationshipKind.SIBLING, RelationshipKind.LIVES_WITH,
             RelationshipKind.CARER)  # fmt: skip

# Made once: building a statement costs as much as running it.
IDS: Any = bindparam("ids", expanding=True)

OF_REFERRALS = select(
    REFERRALS.c.id,
    REFERRALS.c.reference,
    REFERRALS.c.state,
    STANDS_AT,
    REFERRALS.c.level,
    REFERRALS.c.consent,
    # Their JSON is read once for each combination there is, not once a row.
    type_coerce(REFERRALS.c.reasons, String).label("reasons"),
    REFERRALS.c.received_at,
    REFERRALS.c.worker_id,
    REFERRALS.c.sealed,
    REFERRALS.c.changed,
    REFERRALS.c.prompted,
    REFERRALS.c.closed_at,
).where(REFERRALS.c.id.in_(IDS))

OF_OTHERS = select(
    REFERRALS.c.id,
    REFERRALS.c.reference,
    STANDS_AT,
    type_coerce(REFERRALS.c.reasons, String).label("reasons"),
    REFERRALS.c.received_at,
    REFERRALS.c.sealed,
).where(REFERRALS.c.id.in_(IDS))
"""What rules may see of a contact that is tied to theirs: of most that are read, no more is wanted.
"""

OF_CHILDREN = (
    select(
        CHILDREN.c.id,
        CHILDREN.c.referral_id,
        CHILDREN.c.born,
        CHILDREN.c.sex,
        CHILDREN.c.expected,
        CHILDREN.c.individual_id,
        INDIVIDUALS.c.root_id,
    )
    .outerjoin(INDIVIDUALS, INDIVIDUALS.c.id == CHILDREN.c.individual_id)
    .where(CHILDREN.c.referral_id.in_(IDS))
)

TOGETHER = (
    select(
        CHILDREN.c.referral_id, CHILDREN.c.individual_id, INDIVIDUALS.c.root_id, REFERRALS.c.sealed
    )
    .join(INDIVIDUALS, INDIVIDUALS.c.id == CHILDREN.c.individual_id)
    .join(REFERRALS, REFERRALS.c.id == CHILDREN.c.referral_id)
    .where(CHILDREN.c.referral_id.in_(IDS))
)
"""Who was named together in one contact."""

SUBJECT_IN = (
    select(INDIVIDUALS.c.root_id, CHILDREN.c.individual_id, CHILDREN.c.referral_id)
    .join(CHILDREN, CHILDREN.c.individual_id == INDIVIDUALS.c.id)
    .where(INDIVIDUALS.c.root_id.in_(IDS))
)
"""Every contact that concerns one of these people as its child, whoever they were judged to be."""

JOINED = select(INDIVIDUALS.c.id, INDIVIDUALS.c.root_id).where(
    INDIVIDUALS.c.root_id.in_(IDS), INDIVIDUALS.c.id != INDIVIDUALS.c.root_id
)
"""Whoever was judged to be one of these; few are."""


def _in_the_open(table: Any) -> Any:
    """The condition that somebody appears in an unsealed record, in this table of appearances."""
    return (
        select(literal(1))
        .select_from(table)
        .join(REFERRALS, REFERRALS.c.id == table.c.referral_id)
        .where(table.c.individual_id == INDIVIDUALS.c.id, REFERRALS.c.sealed.is_(False))
        .correlate(INDIVIDUALS)
        .exists()
    )


_AS_PEOPLE = MENTIONS.alias("as_people")
HIDDEN = select(INDIVIDUALS.c.id).where(
    INDIVIDUALS.c.id.in_(IDS), ~_in_the_open(CHILDREN), ~_in_the_open(_AS_PEOPLE)
)
"""Those of these people who appear in no unsealed record."""

_one, _other = INDIVIDUALS.alias("one"), INDIVIDUALS.alias("other")


def _tied(near: Any, far: Any, which: str) -> Any:
    return (
        select(
            _one.c.id.label("near_id"),
            _one.c.root_id.label("near_root"),
            _other.c.id.label("far_id"),
            _other.c.root_id.label("far_root"),
            RELATIONSHIPS.c.kind,
            literal(which).label("side"),
            func.coalesce(REFERRALS.c.sealed, literal(False)).label("sealed"),
            RELATIONSHIPS.c.referral_id,
        )
        .select_from(_one)
        .join(RELATIONSHIPS, near == _one.c.id)
        .join(_other, far == _other.c.id)
        .outerjoin(REFERRALS, REFERRALS.c.id == RELATIONSHIPS.c.referral_id)
        .where(
            _one.c.root_id.in_(IDS),
            RELATIONSHIPS.c.ended_at.is_(None),
            RELATIONSHIPS.c.kind.in_(HOUSEHOLD),
        )
    )


TIED = union_all(
    _tied(RELATIONSHIPS.c.from_id, RELATIONSHIPS.c.to_id, "from"),
    _tied(RELATIONSHIPS.c.to_id, RELATIONSHIPS.c.from_id, "to"),
)
"""Who is tied to these people in a household; `side` says on which end of the tie they are."""

_ONLY_DECIDERS = (
    select(literal(1))
    .where(
        PASSAGES.c.answer_id == MENTIONS.c.answer_id, PASSAGES.c.sharing == Sharing.DECISION_MAKER
    )
    .correlate(MENTIONS)
    .exists()
)
# As the partial index has it: with a parameter in place of the empty text it would not serve.
_NAMES_A_THING: Any = literal_column("mention.key <> ''")
_MENTION = (
    MENTIONS.c.referral_id,
    MENTIONS.c.kind,
    MENTIONS.c.key,
    MENTIONS.c.answer_id,
    MENTIONS.c.individual_id,
    MENTIONS.c.at,
    INDIVIDUALS.c.root_id,
    AGENCIES.c.name.label("agency"),
    ANSWERS.c.recorded_at,
    and_(MENTIONS.c.answer_id.is_not(None), _ONLY_DECIDERS).label("only_deciders"),
)
_MENTIONED = (
    select(*_MENTION)
    .outerjoin(INDIVIDUALS, INDIVIDUALS.c.id == MENTIONS.c.individual_id)
    .outerjoin(ANSWERS, ANSWERS.c.id == MENTIONS.c.answer_id)
    .outerjoin(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
    .outerjoin(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
)
MENTIONED = _MENTIONED.where(MENTIONS.c.referral_id.in_(IDS))
"""What these referrals speak of, with who told it: an agency's answer, or nobody's."""

SHARING_THINGS = (
    _MENTIONED.where(MENTIONS.c.key.in_(IDS), _NAMES_A_THING, MENTIONS.c.kind.in_(THINGS))
    .order_by(MENTIONS.c.referral_id.desc())
    .limit(MOST_LINKED)
)
_OF_THEM = select(INDIVIDUALS.c.id).where(INDIVIDUALS.c.root_id.in_(IDS)).scalar_subquery()
SHARING_PEOPLE = (
    _MENTIONED.where(
        MENTIONS.c.individual_id.in_(_OF_THEM),
        MENTIONS.c.kind.in_((*PEOPLE_LINKED, MentionKind.CHILD)),
    )
    .order_by(MENTIONS.c.referral_id.desc())
    .limit(MOST_LINKED)
)

OF_REQUESTS = (
    select(
        REQUESTS.c.id,
        REQUESTS.c.referral_id,
        REQUESTS.c.state,
        REQUESTS.c.asked_at,
        REQUESTS.c.settled_at,
        AGENCIES.c.name,
        ANSWERS.c.risk_view,
        ANSWERS.c.recorded_at,
    )
    .join(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
    .outerjoin(ANSWERS, ANSWERS.c.request_id == REQUESTS.c.id)
    .where(REQUESTS.c.referral_id.in_(IDS))
    .order_by(REQUESTS.c.id, ANSWERS.c.id)
)

COUNTED = ("rated", "decided", "returned", "history_opened", "prompt_answered")
"""Kinds of events that rules look at. An answer given along with a rating may tell of that."""

WHAT_WAS_DONE = (
    select(EVENTS.c.referral_id, EVENTS.c.seq, EVENTS.c.kind, EVENTS.c.changes)
    .where(EVENTS.c.referral_id.in_(IDS), EVENTS.c.kind.in_(COUNTED))
    .order_by(EVENTS.c.seq)
)
STORY = (
    select(EVENTS.c.referral_id, EVENTS.c.seq, EVENTS.c.at, EVENTS.c.kind, EVENTS.c.changes)
    .where(EVENTS.c.referral_id.in_(IDS), EVENTS.c.request_id.is_(None))
    .order_by(EVENTS.c.seq)
)
"""All that happened to these referrals themselves, from which their state at any time follows."""

WEIGHED = select(CONSIDERED.c.referral_id, CONSIDERED.c.other_id, CONSIDERED.c.at).where(
    CONSIDERED.c.referral_id.in_(IDS)
)

_OF_DIFFERENCES = select(
    CHALLENGES.c.id, CHALLENGES.c.referral_id, CHALLENGES.c.raised_at, CHALLENGES.c.resolved_at
).where(CHALLENGES.c.referral_id.in_(IDS))
DIFFERENCES = _OF_DIFFERENCES.where(CHALLENGES.c.state == ChallengeState.WAITING)
EVERY_DIFFERENCE = _OF_DIFFERENCES
"""Of challenges, those without an answer; and every one there ever was."""

OF_NEED = (
    select(
        NEEDS.c.id,
        NEEDS.c.referral_id,
        NEEDS.c.at,
        NEEDS.c.suggested_level,
        NEEDS.c.indicators,
        NEEDS.c.dv_scale,
        NEEDS.c.missing,
    )
    .where(NEEDS.c.referral_id.in_(IDS))
    .order_by(NEEDS.c.id)
)

HELP_WITHDRAWN = union_all(
    select(EARLY_HELP_REVIEWS.c.referral_id, EARLY_HELP_REVIEWS.c.done_at).where(
        EARLY_HELP_REVIEWS.c.referral_id.in_(IDS),
        EARLY_HELP_REVIEWS.c.result == ReviewResult.CONSENT_WITHDRAWN,
    ),
    select(
        DECISIONS.c.referral_id,
        func.coalesce(REFERRALS.c.consent_at, DECISIONS.c.decided_at).label("done_at"),
    )
    .join(REFERRALS, REFERRALS.c.id == DECISIONS.c.referral_id)
    .where(
        DECISIONS.c.referral_id.in_(IDS),
        DECISIONS.c.outcome.in_(STEPPED_ACROSS),
        REFERRALS.c.consent == Consent.WITHDRAWN,
    ),
)
"""Early help that ended as the family took its consent back: at a review, or told at any time."""

HELD = (
    select(
        REFERRALS.c.worker_id,
        PEOPLE.c.full_name,
        func.count().label("held"),
        func.max(REFERRALS.c.id).label("newest"),
    )
    .join(PEOPLE, PEOPLE.c.id == REFERRALS.c.worker_id)
    .where(
        REFERRALS.c.worker_id.in_(IDS),
        REFERRALS.c.closed_at.is_(None),
        STANDS_AT.in_((Rag.RED, Rag.AMBER)),
        REFERRALS.c.sealed.is_(False),
    )
    .group_by(REFERRALS.c.worker_id, PEOPLE.c.full_name)
)
"""How many red and amber a worker holds; sealed ones are not counted, for not all may know."""
