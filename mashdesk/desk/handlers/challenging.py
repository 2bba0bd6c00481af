"""A professional difference: raise, answer, settle, accept, move up a stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.partners.challenges_of import (
    Taken,
    answer_stage,
    begin_stage,
    challenger,
    first_asked,
    load_challenge,
    people_of,
    step,
    what_stands,
)
from mashdesk.desk.partners.own_agency import load_own_request, no_such_request
from mashdesk.desk.partners.own_sent_in import load_own_sent_in
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.challenge import (
    Against,
    ChallengeState,
    Ended,
    Reply,
    Stage,
    above,
    settled_at,
)
from mashdesk.domain.errors import NotNow
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.sharing import Part
from mashdesk.store.challenge_tables import Challenge, ChallengeStage
from mashdesk.store.names import CHALLENGES, id_of
from mashdesk.store.tables import Referral, Request
from mashdesk.store.work import Work
from mashdesk.text import clip, sentence

_CLOSED = (ReferralState.DECIDED, ReferralState.CLOSED)


def raise_challenge(command: c.RaiseChallenge, work: Work) -> Outcome:
    """The first stage: practitioner to practitioner. A closed referral can be challenged too."""
    row, request, agency = _challenged(command, work)
    _demand_challengeable(command, work, row, request)
    stands = what_stands(work, row, command.against)
    challenge = Challenge(
        referral_id=id_of(row),
        request_id=None if request is None else request.id,
        agency_id=None if agency is None else agency["id"],
        against=command.against,
        state=ChallengeState.WAITING,
        stage=Stage.PRACTITIONER,
        raised_by=work.actor.user_id,
        raised_at=work.now,
        wants=command.wants,
    )
    _demand_none_open(work, challenge)
    work.add(challenge)
    stage = begin_stage(work, challenge, Stage.PRACTITIONER, stands, command.why)
    taken, who = Taken(challenge, stage, row), challenger(work, challenge)
    what = f"{who} challenges the {command.against.label} ({stands.words})"
    due_by = f"Answer due {london_text(stage.due_at)}."
    said = f"{clip(sentence(f'{what}: it should be {command.wants}'), 400)} {due_by}"
    step(work, taken, "challenged", said, command.why, first_asked(work, row, stands))
    return _outcome(work, taken, f"raised. {due_by}")


def _challenged(
    command: c.RaiseChallenge, work: Work
) -> tuple[Referral, Request | None, Mapping[str, Any] | None]:
    """What it is raised on: a practitioner knows only of what their own agency was asked about or
    sent in.
    """
    if work.actor.role is Role.PRACTITIONER:
        if command.reference:
            row, agency = load_own_sent_in(work, command.reference)
            return row, None, agency
        if command.request is None:
            raise no_such_request()
        request, row, agency = load_own_request(work, command.request)
        return row, request, agency
    if command.referral is None:
        raise Invalid([Problem("referral", "name the referral")])
    return load_referral(work, command.referral), None, None


def _demand_challengeable(
    command: c.RaiseChallenge, work: Work, row: Referral, request: Request | None
) -> None:
    if command.against is Against.DECISION:
        if row.state not in _CLOSED:
            raise NotNow("Nothing is decided.", "Challenge its rating, or tell the hub.")
        return
    partner = work.actor.role is Role.PRACTITIONER
    if partner and request is None and row.state not in _CLOSED:
        raise NotNow(
            "Its rating is not told to whoever sent it in before it is decided.",
            "Challenge it then, or ring the hub.",
        )
    if request is not None and Part.RATING not in request.shared:
        raise NotNow("Its rating is not shared with your agency.", "Ask the hub for it.")
    used = [rating.value for rating in work.policy.ratings]
    if command.wants not in used:
        raise Invalid([Problem("wants", f"is the rating it should be: {', '.join(used)}")])
    if command.wants == what_stands(work, row, command.against).words:
        raise NotNow(f"It is {command.wants} already.", "Say which rating it should be instead.")


_OPEN = select(CHALLENGES.c.id, CHALLENGES.c.agency_id, CHALLENGES.c.raised_by).where(
    CHALLENGES.c.referral_id == bindparam("referral"),
    CHALLENGES.c.against == bindparam("against"),
    CHALLENGES.c.resolved_at.is_(None),
)


def _demand_none_open(work: Work, challenge: Challenge) -> None:
    which = {"referral": challenge.referral_id, "against": challenge.against}
    for known in work.connection.execute(_OPEN, which):
        same = known.agency_id == challenge.agency_id
        if same and (challenge.agency_id is not None or known.raised_by == challenge.raised_by):
            whose = "You" if challenge.agency_id is None else "Your agency"
            raise NotNow(
                f"{whose} challenged the {challenge.against.label} already: challenge {known.id}.",
                "Wait for its answer, accept that, or move it up.",
            )


def answer_challenge(command: c.AnswerChallenge, work: Work) -> Outcome:
    """Social care answers at the first stage; the challenger then accepts or moves it up."""
    taken = load_challenge(work, command.challenge, command.version)
    challenge = taken.challenge
    _demand_somebody_else(work, challenge)
    if challenge.state is not ChallengeState.WAITING:
        raise NotNow(f"It is {challenge.state.label}.", "Its challenger accepts or moves it up.")
    if challenge.stage is not Stage.PRACTITIONER:
        raise NotNow(
            f"It is at the stage “{challenge.stage.label}”.", "Whoever's stage it is settles it."
        )
    said = answer_stage(work, taken, command.reply, command.answer)
    challenge.state = ChallengeState.ANSWERED
    told = f"Challenge answered: {said}."
    means = "Accept the answer, or move the challenge up a stage."
    step(work, taken, "challenge_answered", told, command.answer, means=means)
    return _outcome(work, taken, f"answered: {said}. The challenger accepts it or moves it up.")


def settle_challenge(command: c.SettleChallenge, work: Work) -> Outcome:
    """A manager's answer at their stage, to which one from below is taken up: it is resolved."""
    taken = load_challenge(work, command.challenge, command.version)
    challenge = taken.challenge
    _demand_somebody_else(work, challenge)
    if challenge.state is ChallengeState.RESOLVED:
        raise NotNow("It is resolved already.", "Nothing needs doing.")
    at = settled_at(work.actor.role, challenge.stage)
    if at is not challenge.stage:
        stage = taken.stage
        _end(work, taken, Ended.MOVED_UP)
        stands = what_stands(work, taken.row, challenge.against)
        # Unless it was changed, what is weighed is what was challenged.
        fresh = begin_stage(work, challenge, at, stands, f"Taken up by a {at.label} to settle it.")
        if stage.reply is not Reply.CHANGED:
            fresh.was, fresh.decision_id = stage.was, stage.decision_id
        taken.stage, challenge.stage = fresh, at
    said = answer_stage(work, taken, command.reply, command.answer)
    challenge.state, challenge.resolved_at = ChallengeState.RESOLVED, work.now
    _end(work, taken, Ended.SETTLED, keep=True)
    told = f"Challenge settled by the {at.label}: {said}."
    means = "The board has the last word." if at is Stage.BOARD else "It can be moved up a stage."
    step(work, taken, "challenge_settled", told, command.answer, means=means)
    return _outcome(work, taken, f"settled: {said}.")


def accept_answer(command: c.AcceptAnswer, work: Work) -> Outcome:
    """Its challenger, or a colleague in their agency, accepts the answer: it is resolved."""
    taken = load_challenge(work, command.challenge, command.version)
    challenge = taken.challenge
    _demand_challenger(work, challenge)
    if challenge.state is ChallengeState.WAITING:
        raise NotNow("It is not answered yet.", f"Due {london_text(taken.stage.due_at)}.")
    if challenge.state is ChallengeState.RESOLVED:
        raise NotNow("It is resolved already.", "Nothing needs doing.")
    challenge.state, challenge.resolved_at = ChallengeState.RESOLVED, work.now
    _end(work, taken, Ended.ACCEPTED, keep=True)
    told = f"{challenger(work, challenge)} accepts the answer: the challenge is resolved."
    people = [taken.stage.answered_by]
    step(work, taken, "challenge_resolved", told, "", people)
    return _outcome(work, taken, "resolved: the answer is accepted.")


def move_up(command: c.MoveUp, work: Work) -> Outcome:
    """Its challenger moves it up: whoever's stage that is are told, and it waits for them."""
    taken = load_challenge(work, command.challenge, command.version)
    challenge, stage = taken.challenge, taken.stage
    _demand_challenger(work, challenge)
    up = above(
        challenge.stage,
        challenge.state,
        settled=stage.ended is Ended.SETTLED,
        overdue=stage.missed_at is not None or stage.due_at <= work.now,
    )
    if stage.answered_at is None and stage.missed_at is None:
        stage.missed_at = stage.due_at
    stands = what_stands(work, taken.row, challenge.against)
    _end(work, taken, Ended.MOVED_UP)
    taken.stage = begin_stage(work, challenge, up, stands, command.reason)
    challenge.stage, challenge.state, challenge.resolved_at = up, ChallengeState.WAITING, None
    due_by = f"Answer due {london_text(taken.stage.due_at)}."
    told = f"{challenger(work, challenge)} moves the challenge up: {up.label}. {due_by}"
    step(work, taken, "challenge_up", told, command.reason, people_of(work, up))
    return _outcome(work, taken, f"moved up: {up.label}. {due_by}")


def _end(work: Work, taken: Taken, how: Ended, *, keep: bool = False) -> None:
    """End the stage it is at; `keep` it as the one it is at."""
    stage: ChallengeStage = taken.stage
    stage.ended, stage.ended_at = how, work.now
    if not keep:
        taken.ended.append(stage)


def _demand_somebody_else(work: Work, challenge: Challenge) -> None:
    if challenge.raised_by == work.actor.user_id:
        raise NotNow("You raised it yourself.", "Somebody else answers it.")


def _demand_challenger(work: Work, challenge: Challenge) -> None:
    """A practitioner got here only for their own agency's; a worker acts for themselves."""
    theirs = challenge.agency_id is None and challenge.raised_by == work.actor.user_id
    if work.actor.role is not Role.PRACTITIONER and not theirs:
        raise NotNow("You did not raise it.", "Whoever raised it accepts or moves it up.")


def _outcome(work: Work, taken: Taken, said: str) -> Outcome:
    """To a practitioner it names the referral by its reference alone."""
    row = taken.row
    hidden = work.actor.role is Role.PRACTITIONER
    message = f"{row.reference}: challenge {taken.challenge.id} {said}"
    return Outcome(message, None if hidden else id_of(row), row.reference)
