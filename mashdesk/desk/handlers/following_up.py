"""What follows a decision: taken up, reviewed; and what managers and meetings add."""

from __future__ import annotations

from mashdesk.desk.clockwork import hand_over
from mashdesk.desk.clockwork.clocks import answer_prompts, end, own_round, place, start
from mashdesk.desk.clockwork.opening_again import open_again
from mashdesk.desk.clockwork.reviews import keep_review, pending_review
from mashdesk.desk.handlers.telling import feedback_given, standing_decision
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_text
from mashdesk.domain.contact import Consent
from mashdesk.domain.errors import NotNow
from mashdesk.domain.follow_up import AllocationEnd, ReviewResult
from mashdesk.domain.permissions import takes_up_alone
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts.clocks import REVIEW_DUE
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.store.decision_tables import (
    Allocation,
    EarlyHelpReview,
    Oversight,
    SecondRating,
)
from mashdesk.store.names import id_of
from mashdesk.store.work import Work
from mashdesk.text import sentence


def acknowledge_allocation(command: c.AcknowledgeAllocation, work: Work) -> Outcome:
    """Somebody answers for the child from now on; telling the referrer, or closing, is left."""
    row = load_referral(work, command.referral, command.version)
    given = hand_over.waiting(work, row)
    if row.clock is not ClockKind.ALLOCATED or given is None:
        raise NotNow(
            "It waits for no allocated worker.",
            "If it is open again because nobody took it up in time, decide it anew.",
        )
    if given.person_id is not None and not takes_up_alone(work.actor, given.person_id):
        raise NotNow(
            f"It waits for {given.worker}, who has an account here, or for a manager.",
            "Have them sign in and acknowledge it, or tell a manager.",
        )
    who = command.person.strip() or _own_name(work, given)
    given.ended_at, given.ended = work.now, AllocationEnd.ACKNOWLEDGED
    given.ended_by, given.channel = work.actor.user_id, command.channel
    given.acknowledged_by, given.words = who, command.words
    end(work, own_round(work, row), "taken up")
    decision = standing_decision(work, row)
    if feedback_given(work, decision):
        start(work, row, ClockKind.CLOSING, work.now)
        left = "Close it when all is done."
    else:
        # The referrer has waited since the decision; being taken up buys that no time.
        tell_by = start(work, row, ClockKind.FEEDBACK, decision.decided_at)
        left = f"Tell the referrer by {london_text(tell_by)}."
    said = sentence(f"Taken up by {given.worker}: {who} acknowledged it")
    work.tell("acknowledged", said, row, text=command.words)
    work.notify([row.worker_id, decision.decider_id], row, "acknowledged", said, command.words)
    place(work, row)
    return Outcome(f"{row.reference}: {said} {left}", row.id, row.reference)


def _own_name(work: Work, given: Allocation) -> str:
    """Who acknowledges it without naming anybody: the allocated worker here, or a manager."""
    if not takes_up_alone(work.actor, given.person_id):
        words = f"is needed: say who acknowledged it for {given.worker}, and how they told you"
        raise Invalid([Problem("person", words)])
    return work.actor.name


def record_early_help_review(command: c.RecordEarlyHelpReview, work: Work) -> Outcome:
    """How early help went. What went well lets it be closed; anything else opens it again."""
    row = load_referral(work, command.referral, command.version)
    review = pending_review(work, row)
    if review is None:
        raise NotNow("No early help review is kept on it.", "Add a note, or reopen it.")
    if command.again_at is not None and command.again_at <= work.now:
        raise Invalid([Problem("again_at", "has passed; choose a time still to come")])
    review.done_at, review.done_by = work.now, work.actor.user_id
    review.result, review.words = command.result, command.words
    work.write(EarlyHelpReview)
    said = f"Early help review: {command.result.label}."
    if command.again_at is not None:
        keep_review(work, row, review.decision_id, command.again_at)
        said = f"{said} The next is due {london_text(command.again_at)}."
    if command.result is ReviewResult.CONSENT_WITHDRAWN:
        row.consent, row.consent_at = Consent.WITHDRAWN, work.now
        row.consent_by, row.consent_reason = command.withdrawn_by, command.words
        said = sentence(f"Early help review: consent withdrawn by {command.withdrawn_by}")
    raised = REVIEW_DUE.code
    answer_prompts(work, "reviewed", command.referral, lambda prompt: prompt.code == raised)
    if command.result.reopens and row.state in (ReferralState.DECIDED, ReferralState.CLOSED):
        # Told first, so that the reopening follows from it on the timeline.
        work.tell("reviewed", said, row, text=command.words)
        return open_again(work, row, f"{said} {command.words}")
    if row.clock is ClockKind.REVIEW:
        end(work, own_round(work, row), "reviewed")
        start(work, row, ClockKind.CLOSING, work.now)
        work.settle_time_outs(row, said)
    work.tell("reviewed", said, row, text=command.words)
    work.notify([row.worker_id], row, "reviewed", said, command.words)
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)


def rate_second(command: c.RateSecond, work: Work) -> Outcome:
    """A rating after the meeting: kept beside the others; it moves no clock."""
    row = load_referral(work, command.referral, command.version)
    if row.rating is None or row.closed_at is not None:
        raise NotNow(
            "A rating after the meeting is for what is open and rated.",
            "Rate it first; reopen what is closed.",
        )
    if command.rating not in work.policy.bands:
        used = ", ".join(rating.value for rating in work.policy.ratings)
        raise Invalid([Problem("rating", f"is not one this hub uses; choose {used}")])
    work.session.add(
        SecondRating(
            referral_id=id_of(row),
            rating=command.rating,
            at=work.now,
            by=work.actor.user_id,
            took_part=command.took_part,
            reason=command.reason,
        )
    )
    row.second_rating = command.rating
    said = f"Rated {command.rating.value} after the meeting; it was {row.rating.value}."
    work.tell("second_rating", said, row, text=f"{command.reason}\nTook part: {command.took_part}")
    work.notify([row.worker_id], row, "second_rating", said, command.reason)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)


def record_oversight(command: c.RecordOversight, work: Work) -> Outcome:
    """A manager's entry; whoever has the work is told."""
    row = load_referral(work, command.referral)
    work.session.add(
        Oversight(referral_id=id_of(row), at=work.now, by=work.actor.user_id, words=command.words)
    )
    said = "Manager's oversight."
    work.tell("oversight", said, row, text=command.words)
    work.notify([row.worker_id], row, "oversight", said, command.words)
    return Outcome(f"{row.reference}: oversight recorded.", row.id, row.reference)
