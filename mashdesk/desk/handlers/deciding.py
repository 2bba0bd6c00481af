"""Deciding: everything is accounted for first, and what follows is set going."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from mashdesk.desk.clockwork.clocks import answer_prompts, end, own_round, place, start
from mashdesk.desk.clockwork.hand_over import hand_over
from mashdesk.desk.clockwork.reviews import keep_review, supersede_reviews
from mashdesk.desk.handlers.need import Difference, difference
from mashdesk.desk.handlers.requests import settle
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.partners.requests_of import open_requests, tell_agencies
from mashdesk.desk.prompts.gates import demand_answered
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_text
from mashdesk.domain.challenge import Against, ChallengeState
from mashdesk.domain.entries import WORDS_FOR_DECISION
from mashdesk.domain.errors import NotFound, NotNow, NotPermitted
from mashdesk.domain.follow_up import ask_why_without, goes_against_consent, is_early_help
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.permissions import may_decide
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts import RETURNED_DRIFTING, Moment, Proposal
from mashdesk.domain.prompts.clocks import NOT_ACKNOWLEDGED, REVIEW_DUE
from mashdesk.domain.referral import ClockKind, Move, moved
from mashdesk.domain.request import RequestState
from mashdesk.domain.timescales import due
from mashdesk.store.desk_tables import Person
from mashdesk.store.names import (
    AGENCIES,
    ANSWERS,
    CHALLENGES,
    REQUESTS,
    STRATEGY_DISCUSSIONS,
    id_of,
)
from mashdesk.store.tables import Decision, Referral
from mashdesk.store.work import Work
from mashdesk.text import clip


def decide(command: c.Decide, work: Work) -> Outcome:
    """A qualified worker's decision. Feedback to the referrer falls due from now, unless a worker
    has to take the child up first.
    """
    row = load_referral(work, command.referral, command.version)
    after = moved(row.state, Move.DECIDE)
    decider = _decider(command, work)
    level = command.level or row.level
    differs = difference(work, row, command.final_rating, level, command.differs_because)
    _demand_whole(command, work, row, differs)
    _demand_answered_challenges(work, row)
    shaped_by = _shaped_by(command, work, row)
    demand_answered(work, row, _proposal(command, differs), command.answers)
    decide_without(work, row, command)
    decision = _decision(command, work, row, decider, shaped_by)
    work.add(decision)
    end(work, own_round(work, row), f"decided: {command.outcome.label}")
    answer_prompts(work, "decided", command.referral, lambda one: one.code in _ANSWERED_BY_DECIDING)
    row.state, row.final_rating = after, command.final_rating
    row.level = level
    label = command.outcome.label
    said = f"Decided: {label}; final rating {command.final_rating.value}."
    goes_on = _set_going(command, work, row, decision)
    reasoning = _reasoning(command, decider, differs, work, row)
    work.tell("decided", said, row, text=reasoning, changes=differs.changes)
    people = [row.worker_id, decider.id, command.receiver_account]
    work.notify(people, row, "decided", said, command.rationale)
    work.settle_time_outs(row, said)
    tell_agencies(work, row, "decided", f"decided: {label}.", command.agency_words)
    place(work, row)
    return Outcome(f"{row.reference}: {said} {goes_on}", row.id, row.reference)


_ANSWERED_BY_DECIDING = (RETURNED_DRIFTING.code, NOT_ACKNOWLEDGED.code, REVIEW_DUE.code)


def _demand_whole(command: c.Decide, work: Work, row: Referral, differs: Difference) -> None:
    """Every fault at once, by field, so that one pass puts all right."""
    found = [*command.missing(), *differs.problems()]
    if row.consent is None:
        found.append(Problem("consent", NO_CONSENT))
    elif goes_against_consent(command.outcome, row.consent) and not command.consent_because.strip():
        found.append(Problem("consent_because", ask_why_without(row.consent)))
    if command.final_rating not in (*work.policy.bands, row.rating):
        found.append(Problem("final_rating", "is not one this hub uses"))
    for name, what in (("expected_by", "expected"), ("review_at", "reviewed")):
        at: datetime | None = getattr(command, name)
        if at is not None and at <= work.now:
            found.append(Problem(name, f"has passed; say by when it is {what}"))
    owing = open_requests(work, row)
    # Whoever is still at work on a request is told of the decision in words meant for them.
    if owing and not command.agency_words.strip():
        found.append(Problem("agency_words", WORDS_FOR_DECISION))
    wanted = {item.request for item in command.without}
    for request, agency in owing:
        if request.id not in wanted:
            why = f"{agency.name} has not answered: say why it is decided without"
            found.append(Problem(f"without.{request.id}.reason", why))
    if found:
        raise Invalid(found)


NO_CONSENT = "is not recorded; record it before deciding, in whatever form it was given or not"


def _demand_answered_challenges(work: Work, row: Referral) -> None:
    """Whoever challenged the rating reads an answer before the decision, not after. One against an
    earlier decision can be answered with what was changed only once it is decided anew.
    """
    if not row.challenges:
        return
    waiting = work.connection.execute(_UNANSWERED, {"referral": row.id}).scalar_one()
    if waiting:
        raise NotNow(
            "A challenge to its rating has no answer yet."
            if waiting == 1
            else f"{waiting} challenges to its rating have no answer yet.",
            "Answer it, or have a manager settle it; then decide.",
        )


_UNANSWERED = select(func.count()).where(
    CHALLENGES.c.referral_id == bindparam("referral"),
    CHALLENGES.c.state == ChallengeState.WAITING,
    CHALLENGES.c.against == Against.RATING,
)


def _proposal(command: c.Decide, differs: Difference) -> Proposal:
    return Proposal(
        moment=Moment.DECIDING,
        rating=command.final_rating,
        outcome=command.outcome,
        voice=command.voice,
        no_voice=command.no_voice_because,
        without=frozenset(item.request for item in command.without),
        words=command.rationale,
        differs=differs.why,
        level=command.level,
    )


def _decision(
    command: c.Decide, work: Work, row: Referral, decider: Person, shaped_by: list[str]
) -> Decision:
    same = {name: getattr(command, name) for name in _AS_SAID}
    return Decision(
        referral_id=id_of(row),
        decider_id=id_of(decider),
        decided_at=work.now,
        shaped_by=shaped_by,
        **same,
    )


_AS_SAID = (
    "outcome",
    "final_rating",
    "level",
    "rationale",
    "voice",
    "no_voice_because",
    "would_change",
    "spoken_to",
    "receiver",
    "expected",
    "expected_by",
    "agency_words",
    "referrer_words",
)


def _set_going(command: c.Decide, work: Work, row: Referral, decision: Decision) -> str:
    """The clock that runs from now, and what else the decision keeps; in words what is next."""
    made = id_of(decision)
    supersede_reviews(work, row)
    if command.outcome is DecisionOutcome.ALLOCATED:
        until = start(work, row, ClockKind.ALLOCATED, work.now)
        worker, account = command.receiver, command.receiver_account
        hand_over(work, row, decision, worker, account, until)
        by = london_text(until)
        return f"It stays open until {worker} takes it up, by {by}; else it is open again."
    tell_by = start(work, row, ClockKind.FEEDBACK, work.now)
    next_step = f"Tell the referrer by {london_text(tell_by)}."
    if command.outcome is DecisionOutcome.STRATEGY:
        link_discussions(work, row, made)
        discuss_by = due(work.now, work.policy.strategy, work.policy.calendar)
        decision.strategy_due = discuss_by
        next_step += f" Hold and record the strategy discussion by {london_text(discuss_by)}."
    if is_early_help(command.outcome):
        review = keep_review(work, row, made, command.review_at)
        next_step += f" Early help is reviewed on {london_text(review)}."
    return next_step


def link_discussions(work: Work, row: Referral, decision: int) -> None:
    """Discussions held before this decision (its id) belong to it from now on."""
    work.connection.execute(_LINK, {"of": row.id, "b_decision": decision})


_LINK = (
    update(STRATEGY_DISCUSSIONS)
    .where(STRATEGY_DISCUSSIONS.c.referral_id == bindparam("of"))
    .where(STRATEGY_DISCUSSIONS.c.decision_id.is_(None))
    .values(decision_id=bindparam("b_decision"))
)


def _shaped_by(command: c.Decide, work: Work, row: Referral) -> list[str]:
    """The codes of agencies whose answers shaped it; Invalid for one that said nothing."""
    wanted = list(dict.fromkeys(code.strip().upper() for code in command.shaped_by))
    answered = set(work.connection.execute(_ANSWERED, {"referral": row.id}).scalars())
    if silent := [code for code in wanted if code not in answered]:
        words = f"names {', '.join(silent)}, which gave no answer"
        raise Invalid([Problem("shaped_by", clip(words, 200))])
    return wanted


_ANSWERED = (
    select(AGENCIES.c.code)
    .join(REQUESTS, REQUESTS.c.agency_id == AGENCIES.c.id)
    .join(ANSWERS, ANSWERS.c.request_id == REQUESTS.c.id)
    .where(REQUESTS.c.referral_id == bindparam("referral"))
)


def _reasoning(
    command: c.Decide, decider: Person, differs: Difference, work: Work, row: Referral
) -> str:
    against = goes_against_consent(command.outcome, row.consent)
    told = (
        ("Why: ", command.rationale),
        ("", differs.told),
        ("Early help without consent, because: ", command.consent_because if against else ""),
        ("The child's voice: ", command.voice),
        ("No voice of the child: ", command.no_voice_because),
        ("What would change it: ", command.would_change),
        ("Spoken to: ", command.spoken_to),
        ("Goes to: ", command.receiver),
        ("Expected: ", command.expected),
        ("Decided by ", "" if decider.id == work.actor.user_id else f"{decider.full_name}."),
    )
    return "\n".join(f"{label}{words}" for label, words in told if words.strip())


def _decider(command: c.Decide, work: Work) -> Person:
    person = work.session.get(Person, command.decider or work.actor.user_id)
    if person is None or not person.active:
        raise NotFound(
            "There is no such decider on the desk.", "Choose one from the list of people."
        )
    if not may_decide(person.role, command.outcome):
        raise NotPermitted(
            f"{person.role.somebody} does not decide “{command.outcome.label}”.",
            "Name a senior social worker or a manager as the decider.",
        )
    return person


def decide_without(work: Work, row: Referral, command: c.SettlesRequests) -> None:
    """Settle the requests that are knowingly decided without; Invalid for any that is not open."""
    wanted = {item.request: item.reason for item in command.without}
    for request, agency in open_requests(work, row):
        reason = wanted.pop(id_of(request), None)
        if reason is not None:
            settle(work, row, request, agency, RequestState.DECIDED_WITHOUT, reason)
    if wanted:
        of = {"referral": row.id, "wanted": list(wanted)}
        names = {one.id: one.name for one in work.connection.execute(_ASKED, of)}
        raise Invalid([_not_open(number, names.get(number)) for number in wanted])


def _not_open(request: int, agency: str | None) -> Problem:
    words = (
        "is not an open request of this referral"
        if agency is None
        else f"{agency} is not waited for: it has answered, or its request was withdrawn"
    )
    return Problem(f"without.{request}", words)


_ASKED = (
    select(REQUESTS.c.id, AGENCIES.c.name)
    .join(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
    .where(
        REQUESTS.c.referral_id == bindparam("referral"),
        REQUESTS.c.id.in_(bindparam("wanted", expanding=True)),
    )
)
