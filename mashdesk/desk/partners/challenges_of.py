"""Challenges under work: found, their stages begun and answered, and every step told to whom it
concerns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import col

from mashdesk.desk.loading import load_referral
from mashdesk.desk.partners.own_agency import own_agency
from mashdesk.desk.sealing.sealed import those_who_see
from mashdesk.domain.actor import Role
from mashdesk.domain.challenge import ANSWERED_BY, Against, Reply, Stage
from mashdesk.domain.errors import NotFound, NotNow, Stale
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.timescales import due
from mashdesk.store.challenge_tables import Challenge, ChallengeStage
from mashdesk.store.challenge_tracking import challenge_state, stage_state
from mashdesk.store.names import AGENCIES, CHALLENGES, DECISIONS, PEOPLE, id_of
from mashdesk.store.notices import ABOUT_REQUEST, ABOUT_SENT_IN
from mashdesk.store.tables import Referral
from mashdesk.store.tracking import changes_between
from mashdesk.store.work import Work

_DECIDED = (ReferralState.DECIDED, ReferralState.CLOSED)
REOPENED = "reopened; not decided yet"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is challenged as it stands now: in words, and the decision's id where it is one."""

    words: str
    decision: int | None = None
    decider: int | None = None


@dataclass(slots=True)
class Taken:
    """A challenge under work with its stage and referral, and what events account for so far."""

    challenge: Challenge
    stage: ChallengeStage
    row: Referral
    told: dict[str, Any] = field(default_factory=dict)
    ended: list[ChallengeStage] = field(default_factory=list)

    def state(self) -> dict[str, Any]:
        """What the events must add up to."""
        stages = [stage_state(stage) for stage in (*self.ended, self.stage)]
        whole = challenge_state(self.challenge)
        for stage in stages:
            whole |= stage
        return whole


def no_such_challenge() -> NotFound:
    """One refusal for another agency's challenge and for one that never was."""
    return NotFound("There is no such challenge.", "Look at the list of challenges.")


def what_stands(work: Work, row: Referral, against: Against) -> Standing:
    """The rating or decision as it stands; raises NotNow where an unrated one has no rating."""
    if against is Against.RATING:
        rating = row.final_rating or row.rating
        if rating is None:
            raise NotNow("It is not rated yet.", "Wait for its rating, or tell the hub.")
        return Standing(rating.value)
    if row.state not in _DECIDED:
        return Standing(REOPENED)
    found = work.connection.execute(_DECISION, {"referral": row.id}).one()
    return Standing(found.outcome.label, found.id, found.decider_id)


_DECISION = (
    select(DECISIONS.c.id, DECISIONS.c.outcome, DECISIONS.c.decider_id)
    .where(DECISIONS.c.referral_id == bindparam("referral"))
    .order_by(DECISIONS.c.id.desc())
    .limit(1)
)


def load_challenge(work: Work, challenge_id: int, version: int | None = None) -> Taken:
    """The challenge at the version its actor read, its newest stage and its referral; raises
    NotFound (a practitioner's for another agency's too) or Stale.
    """
    if work.actor.role is Role.PRACTITIONER:
        agency = own_agency(work.connection, work.actor)["id"]
        which = {"challenge": challenge_id, "agency": agency}
        if work.connection.execute(_OWN, which).scalar() is None:
            raise no_such_challenge()
    known = work.session.get(Challenge, challenge_id)
    if known is None:
        raise no_such_challenge()
    row = load_referral(work, known.referral_id, missing=no_such_challenge())
    challenge = work.get(Challenge, challenge_id, "challenge")
    if version is not None and challenge.version != version:
        raise Stale(f"Challenge {challenge_id} of {row.reference}", ())
    stage: ChallengeStage = work.session.execute(_STAGE, {"of": challenge_id}).scalar_one()
    taken = Taken(challenge, stage, row)
    taken.told = taken.state()
    return taken


_OWN = select(CHALLENGES.c.id).where(
    CHALLENGES.c.id == bindparam("challenge"), CHALLENGES.c.agency_id == bindparam("agency")
)
_STAGE = (
    select(ChallengeStage)
    .where(col(ChallengeStage.challenge_id) == bindparam("of"))
    .order_by(col(ChallengeStage.id).desc())
    .limit(1)
    .with_for_update()
)


def begin_stage(
    work: Work, challenge: Challenge, at: Stage, stands: Standing, why: str
) -> ChallengeStage:
    """Start a stage and its clock, by the policy in force; the challenge waits for its answer."""
    policy = work.policy
    stage = ChallengeStage(
        challenge_id=id_of(challenge),
        stage=at,
        raised_by=work.actor.user_id,
        raised_at=work.now,
        decision_id=stands.decision,
        was=stands.words,
        policy_version=policy.version,
        span=str(policy.challenge),
        due_at=due(work.now, policy.challenge, policy.calendar),
        why=why,
    )
    work.add(stage)
    return stage


def answer_stage(work: Work, taken: Taken, reply: Reply, words: str) -> str:
    """Put social care's answer to the stage; returns it in words. Raises NotNow where the record
    does not bear it out: what was changed is changed by its own act before the answer says so.
    """
    challenge, stage = taken.challenge, taken.stage
    stands = what_stands(work, taken.row, challenge.against)
    against = challenge.against
    changed = (
        stands.words != stage.was
        if against is Against.RATING
        else stands.decision != stage.decision_id
    )
    if reply is Reply.CHANGED and not changed:
        act = "Rate it again" if against is Against.RATING else "Reopen it and decide again"
        raise NotNow(
            f"The {against.label} was not changed: it still is {stands.words}.",
            f"{act} first, then answer that it was changed; or answer that it stands.",
        )
    if reply is Reply.STANDS and changed:
        raise NotNow(
            f"The {against.label} was changed since: {stage.was} → {stands.words}.",
            "Answer that it was changed.",
        )
    if stage.missed_at is None and stage.due_at <= work.now:
        stage.missed_at = stage.due_at
    stage.answered_at, stage.answered_by = work.now, work.actor.user_id
    stage.reply, stage.answer = reply, words
    if reply is Reply.STANDS:
        return f"the {against.label} stands: {stands.words}"
    return f"the {against.label} was changed: {stage.was} → {stands.words}"


def step(
    work: Work,
    taken: Taken,
    kind: str,
    said: str,
    why: str,
    people: Iterable[int | None] = (),
    means: str = "",
) -> None:
    """Tell one step: on the timeline, to the referral's worker and these `people`, and to the
    challenger, or their agency with what it `means` for it. Brings the referral's flag up to date.
    """
    challenge, row = taken.challenge, taken.row
    work.write(Challenge, ChallengeStage)
    if taken.told:
        challenge.version += 1
    after = taken.state()
    changes = changes_between({**dict.fromkeys(after), **taken.told}, after)
    row.challenges = open_challenges(work, row)
    number = id_of(challenge)
    work.tell(kind, said, row, text=why, changes=changes)
    work.audited = f"challenge {number}"
    people = those_who_see(work, row, people) if row.sealed else people
    about = f"challenge {number}"
    own = [challenge.raised_by] if challenge.agency_id is None else []
    work.notify([row.worker_id, *own, *people], row, kind, said, why, about)
    if challenge.agency_id is not None:
        request = challenge.request_id
        about = ABOUT_SENT_IN if request is None else f"{ABOUT_REQUEST}{request}"
        work.notify_agency(challenge.agency_id, row, kind, f"{said} {means}".strip(), why, about)


_OPEN = select(func.count()).where(
    CHALLENGES.c.referral_id == bindparam("referral"), CHALLENGES.c.resolved_at.is_(None)
)


def open_challenges(work: Work, row: Referral) -> int:
    """How many challenges on a referral are not resolved."""
    work.write(Challenge)
    return int(work.connection.execute(_OPEN, {"referral": row.id}).scalar_one())


def people_of(work: Work, at: Stage) -> list[int]:
    """Ids of those whose stage it is: everybody active with a role that answers it."""
    return list(work.connection.execute(_WITH_ROLE, {"roles": list(ANSWERED_BY[at])}).scalars())


_WITH_ROLE = select(PEOPLE.c.id).where(
    PEOPLE.c.role.in_(bindparam("roles", expanding=True)), PEOPLE.c.active.is_(True)
)


def first_asked(work: Work, row: Referral, stands: Standing) -> list[int]:
    """Who is told of a new challenge: its worker and decider, else the team managers."""
    named = [one for one in (row.worker_id, stands.decider) if one is not None]
    return named or people_of(work, Stage.TEAM)


def challenger(work: Work, challenge: Challenge) -> str:
    """Who challenges, in words: the agency, or the worker."""
    if challenge.agency_id is not None:
        query = select(AGENCIES.c.name).where(AGENCIES.c.id == challenge.agency_id)
    else:
        query = select(PEOPLE.c.full_name).where(PEOPLE.c.id == challenge.raised_by)
    return str(work.connection.execute(query).scalar_one())
