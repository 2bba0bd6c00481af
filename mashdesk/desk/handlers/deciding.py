"""Deciding, and telling the referrer."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlmodel import col

from mashdesk.desk.clocks import answer_prompts, end, own_round, place, start
from mashdesk.desk.handlers.requests import settle
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.requests_of import open_requests, owing_agencies, tell_agencies
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_text
from mashdesk.domain.entries import WORDS_FOR_DECISION
from mashdesk.domain.errors import NotFound, NotNow, NotPermitted
from mashdesk.domain.permissions import may_decide
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts import RETURNED_DRIFTING
from mashdesk.domain.referral import ClockKind, Move, moved
from mashdesk.domain.request import RequestState
from mashdesk.store.desk_tables import Person
from mashdesk.store.names import AGENCIES, ANSWERS, REQUESTS, id_of
from mashdesk.store.tables import Decision, Feedback, Referral
from mashdesk.store.work import Work
from mashdesk.text import clip, sentence


def decide(command: c.Decide, work: Work) -> Outcome:
    """A qualified worker's decision. Feedback to the referrer falls due from now."""
    row = load_referral(work, command.referral, command.version)
    after = moved(row.state, Move.DECIDE)
    decider = _decider(command, work)
    if command.final_rating not in (*work.policy.bands, row.rating):
        raise Invalid([Problem("final_rating", "is not one this hub uses")])
    _demand_agency_words(command, work, row)
    decide_without(work, row, command)
    work.session.add(_decision(command, work, row, decider))
    end(work, own_round(work, row), f"decided: {command.outcome.label}")
    drifting = RETURNED_DRIFTING.code
    answer_prompts(work, "decided", command.referral, lambda prompt: prompt.code == drifting)
    row.state, row.final_rating = after, command.final_rating
    tell_by = start(work, row, ClockKind.FEEDBACK, work.now)
    said = f"Decided: {command.outcome.label}; final rating {command.final_rating.value}."
    work.tell("decided", said, row, text=_reasoning(command, decider, work))
    work.notify([row.worker_id, decider.id], row, "decided", said, command.rationale)
    work.settle_time_outs(row, said)
    told = f"decided: {command.outcome.label}."
    tell_agencies(work, row, "decided", told, command.agency_words)
    place(work, row)
    words = f"{row.reference}: {said} Tell the referrer by {london_text(tell_by)}."
    return Outcome(words, row.id, row.reference)


def _demand_agency_words(command: c.Decide, work: Work, row: Referral) -> None:
    """Whoever is still at work on a request is told of the decision in words meant for them."""
    if owing_agencies(work, row) and not command.agency_words.strip():
        raise Invalid([Problem("agency_words", WORDS_FOR_DECISION)])


def _decision(command: c.Decide, work: Work, row: Referral, decider: Person) -> Decision:
    return Decision(
        referral_id=id_of(row),
        outcome=command.outcome,
        final_rating=command.final_rating,
        decider_id=id_of(decider),
        decided_at=work.now,
        rationale=command.rationale,
        voice=command.voice,
        agency_words=command.agency_words,
        shaped_by=_shaped_by(command, work, row),
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


def _reasoning(command: c.Decide, decider: Person, work: Work) -> str:
    by = "" if decider.id == work.actor.user_id else f"\nDecided by {decider.full_name}."
    voice = f"\nThe child's voice: {command.voice}" if command.voice.strip() else ""
    return f"{command.rationale}{voice}{by}"


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
        words = "is not an open request of this referral"
        raise Invalid([Problem(f"without.{number}", words) for number in wanted])


def give_feedback(command: c.GiveFeedback, work: Work) -> Outcome:
    """The referrer was told, or it is recorded why not; then only closing is left."""
    row = load_referral(work, command.referral, command.version)
    row.state = moved(row.state, Move.FEEDBACK)
    decision = standing_decision(work, row)
    work.session.add(
        Feedback(
            referral_id=id_of(row),
            decision_id=id_of(decision),
            told=command.told,
            channel=command.channel,
            given_at=work.now,
            given_by=work.actor.user_id,
            person=command.person,
            words=command.words,
            why_not=command.why_not,
        )
    )
    told = sentence(f"Referrer told: {command.person}")
    said = told if command.told else "Referrer not told, and why."
    if row.clock is ClockKind.FEEDBACK:
        end(work, own_round(work, row), "referrer told" if command.told else "referrer not told")
        start(work, row, ClockKind.CLOSING, work.now)
    work.tell("feedback", said, row, text=command.words or command.why_not)
    place(work, row)
    return Outcome(f"{row.reference}: {said} Close it when all is done.", row.id, row.reference)


def standing_decision(work: Work, row: Referral) -> Decision:
    """The newest decision; raises NotNow when nothing is decided."""
    query = (
        select(Decision)
        .where(col(Decision.referral_id) == row.id)
        .order_by(col(Decision.id).desc())
        .limit(1)
    )
    decision: Decision | None = work.session.execute(query).scalar_one_or_none()
    if decision is None:
        raise NotNow("Nothing is decided yet.", "Decide first.")
    return decision
