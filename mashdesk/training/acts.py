"""The commands that colleagues give in a shift, filled with what such people write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from mashdesk.domain import commands as c
from mashdesk.domain.contact import Channel, Reason
from mashdesk.domain.follow_up import is_early_help
from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind
from mashdesk.domain.sharing import Found, Passage, Search
from mashdesk.store.views import AgencyRequestView, AgencyView
from mashdesk.training import demand, names, sayings
from mashdesk.training.draws import drawn

MOST_ASKED = 3
_ASKED_BECAUSE: dict[Reason, str] = {
    Reason.DOMESTIC_ABUSE: "DAS",
    Reason.PARENTAL_MENTAL_HEALTH: "AMH",
    Reason.PARENTAL_SUBSTANCE_MISUSE: "SUB",
    Reason.HOMELESSNESS: "HOU",
    Reason.CRIMINAL_EXPLOITATION: "YJS",
    Reason.ARREST: "YJS",
}


def rate(
    rng: Random, referral: int, version: int, rating: Rag, before: Rag | None = None
) -> c.Rate:
    """A rating with its reason; `before` is the rating it changes."""
    if before is None:
        reason, told = rng.choice(sayings.RATING_REASONS[rating]), ""
    elif rating.severity > before.severity:
        reason, told = sayings.RAISED, sayings.RAISED_TOLD
    else:
        reason, told = sayings.LOWERED, sayings.LOWERED_TOLD
    return c.Rate(
        referral=referral,
        version=version,
        rating=rating,
        reason=reason,
        level=rating.severity,
        agency_words=told,
    )


def agencies_to_ask(
    roster: Sequence[AgencyView], rating: Rag, reasons: Iterable[Reason]
) -> tuple[str, ...]:
    """Codes of those the roster asks at this rating and those the reasons call for, a few."""
    called_for = {_ASKED_BECAUSE.get(reason) for reason in reasons}
    wanted = [agency.code for agency in roster if agency.code in called_for]
    wanted += [
        agency.code for agency in roster if rating in agency.asked_at and agency.code not in wanted
    ]
    return tuple(wanted[:MOST_ASKED])


def ask(rng: Random, referral: int, version: int, agencies: tuple[str, ...]) -> c.AskAgencies:
    """The agencies are asked what they hold."""
    return c.AskAgencies(
        referral=referral,
        version=version,
        agencies=agencies,
        question=rng.choice(sayings.QUESTIONS),
    )


def answer(rng: Random, request: int, version: int, agency: str) -> c.RecordAnswer:
    """What an agency says, recorded on its behalf."""
    kind = drawn(sayings.ANSWER_KINDS, rng)
    relevant = kind is AnswerKind.RELEVANT
    return c.RecordAnswer(
        request=request,
        version=version,
        answer=kind,
        words=rng.choice(sayings.ANSWER_WORDS[kind]),
        channel=rng.choice((Channel.PHONE, Channel.EMAIL, Channel.MEETING)),
        person=names.adult(rng).name,
        sharing=drawn(sayings.SHARING, rng),
        view=drawn(sayings.VIEWS, rng) if relevant else None,
        searched=sayings.SEARCHED.get(agency, "own records"),
    )


def send_answer(rng: Random, view: AgencyRequestView) -> c.SendAnswer:
    """What a practitioner sends for their own agency: a checklist for each child, and the words."""
    kind = drawn(sayings.ANSWER_KINDS, rng)
    relevant = kind is AnswerKind.RELEVANT
    found = Found.NOTHING if kind is AnswerKind.NOTHING else Found.FOUND
    return c.SendAnswer(
        request=view.row.request,
        version=view.row.version,
        answer=kind,
        view=drawn(sayings.VIEWS, rng) if relevant else None,
        passages=(Passage(rng.choice(sayings.ANSWER_WORDS[kind]), drawn(sayings.SHARING, rng)),),
        searches=tuple(
            Search(child.id, system, found if number == 0 else Found.NOTHING)
            for child in view.children
            for number, system in enumerate(view.systems)
        ),
    )


def chase(rng: Random, request: int, version: int) -> c.Chase:
    """An agency is rung about a request."""
    return c.Chase(
        request=request,
        version=version,
        channel=Channel.PHONE,
        person=names.adult(rng).name,
        note=rng.choice(sayings.CHASED),
    )


def send_back(rng: Random, referral: int, version: int) -> c.ReturnToReferrer:
    """The sender is asked for what is missing, which is mostly something they know."""
    return c.ReturnToReferrer(
        referral=referral,
        version=version,
        asked_for=AskedFor.INFORMATION,
        message=rng.choice(sayings.RETURNED),
        reason=sayings.RETURNED_REASON,
    )


def decide(
    rng: Random,
    referral: int,
    version: int,
    initial: Rag,
    unanswered: Iterable[int] = (),
    shaped_by: Iterable[str] = (),
    *,
    handed_over: bool = True,
) -> c.Decide:
    """A decision in the published mix of final by initial rating, with an outcome that fits it;
    with `handed_over` off none that waits for a worker to take it up.
    """
    final = drawn(demand.FINAL_RATINGS[initial], rng)
    outcome = drawn(demand.OUTCOMES[final], rng)
    while not handed_over and outcome is DecisionOutcome.ALLOCATED:
        outcome = drawn(demand.OUTCOMES[final], rng)
    return c.Decide(
        referral=referral,
        version=version,
        outcome=outcome,
        rationale=rng.choice(sayings.RATIONALES[outcome]),
        final_rating=final,
        voice=rng.choice(sayings.VOICES),
        would_change=rng.choice(sayings.WOULD_CHANGE),
        spoken_to=rng.choice(sayings.SPOKEN_TO),
        receiver=names.adult(rng).name if outcome is DecisionOutcome.ALLOCATED else "",
        expected=sayings.EXPECTED.get(outcome, ""),
        referrer_words=sayings.REFERRER_WORDS,
        without=without(unanswered),
        consent_because=sayings.ASKED_AGAIN if is_early_help(outcome) else "",
        agency_words=sayings.AGENCY_WORDS[outcome],
        shaped_by=tuple(dict.fromkeys(shaped_by)),
    )


def without(unanswered: Iterable[int]) -> tuple[c.Without, ...]:
    """Each unanswered request is knowingly decided without."""
    return tuple(c.Without(request=request, reason=sayings.WITHOUT) for request in unanswered)


def give_feedback(rng: Random, referral: int, version: int, sender: str) -> c.GiveFeedback:
    """The sender is told; one without a name cannot be."""
    if not sender:
        return c.GiveFeedback(
            referral=referral, version=version, told=False, why_not=sayings.NOT_TOLD
        )
    return c.GiveFeedback(
        referral=referral,
        version=version,
        told=True,
        channel=rng.choice((Channel.PHONE, Channel.EMAIL)),
        person=sender,
        words=rng.choice(sayings.FEEDBACK),
    )
