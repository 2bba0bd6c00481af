"""What a decision sets going is lost by nothing: not by time, not by closing, not by a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Channel, Consent, ConsentGiven
from mashdesk.domain.errors import NotNow
from mashdesk.domain.follow_up import (
    Action,
    ActionEnd,
    AllocationEnd,
    Participant,
    ReviewResult,
    StrategyResult,
)
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.request import RequestState
from tests.desk.samples import decided_as
from tests.hub import FRIDAY, Hub, contact


def allocated(hub: Hub, **words: Any) -> int:
    return decided_as(hub, DecisionOutcome.ALLOCATED, **words)


def helped(hub: Hub, **words: Any) -> int:
    """Stepped across, told and closed, with its review kept."""
    referral = decided_as(hub, DecisionOutcome.EARLY_HELP_MULTI, **words)
    hub.feedback(referral)
    hub.close_referral(referral)
    return referral


def standing(hub: Hub, referral: int) -> set[str]:
    """Codes of the prompts that stand."""
    return {one.code for one in hub.view(referral).prompts if one.answered_at is None}


# -- passed to an allocated worker ----------------------------------------------------------------


def test_what_nobody_takes_up_in_time_is_reopened_and_told_even_over_a_restart(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "POL")
    said = hub.decide(
        referral, outcome=DecisionOutcome.ALLOCATED, receiver_account=hub.other_duty.user_id
    )
    assert "stays open until Ann Lee takes it up" in said.message
    view = hub.view(referral)
    assert (view.state, view.clock) == (ReferralState.DECIDED, ClockKind.ALLOCATED)
    assert view.due_at == FRIDAY + timedelta(hours=4)
    assert [row.reference for row in hub.desk.queue(hub.duty).rows] == [view.reference]
    # Another process, long after: nothing but the store knows of it.
    hub.later(hours=6)
    another_desk = hub.another_desk()
    assert another_desk.next_deadline() == view.due_at
    assert another_desk.sweep().reopened == 1
    view = hub.view(referral)
    assert (view.state, view.clock, view.round) == (ReferralState.RATED, ClockKind.DECISION, 2)
    assert view.final_rating is None
    assert view.due_at == hub.now() + timedelta(hours=1)
    missed = [one for one in view.rounds if one.clock is ClockKind.ALLOCATED]
    assert [one.missed_at for one in missed] == [FRIDAY + timedelta(hours=4)]
    assert "allocated-not-acknowledged" in standing(hub, referral)
    assert [one.ended for one in view.follow_up.allocations] == [AllocationEnd.LAPSED]
    for person in (hub.manager, hub.other_duty, hub.duty):
        told = [one.text for one in hub.desk.notices(person) if "took it up" in one.text]
        assert len(told) == 1, person.name
    agency = hub.desk.notices(hub.actor(Role.PRACTITIONER))
    assert any("reopened" in one.text for one in agency)


def test_the_allocated_worker_takes_it_up_or_a_manager_and_nobody_else(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral = allocated(hub, receiver_account=hub.other_duty.user_id, receiver="Bo Lund")
    hub.feedback(referral)
    with pytest.raises(NotNow, match="has not taken it up"):
        hub.close_referral(referral)
    nobody: dict[str, Any] = {}
    for said in (nobody, {"person": "Bo Lund", "channel": Channel.PHONE}):
        with pytest.raises(NotNow, match="waits for Bo Lund, who has an account here"):
            hub.on(c.AcknowledgeAllocation, referral, **said)
    hub.on(c.AcknowledgeAllocation, referral, hub.other_duty, words="I see him at four.")
    view = hub.view(referral)
    assert view.clock is ClockKind.CLOSING
    taken = view.follow_up.allocations[0]
    assert (taken.ended, taken.acknowledged_by) == (AllocationEnd.ACKNOWLEDGED, "Bo Lund")
    hub.close_referral(referral)
    with pytest.raises(NotNow, match="waits for no allocated worker"):
        hub.on(c.AcknowledgeAllocation, referral, hub.manager)


def test_for_a_worker_elsewhere_it_is_said_who_told_the_hub_and_how(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral = allocated(hub, receiver="Ann Lee")
    with pytest.raises(Invalid, match="say who acknowledged it for Ann Lee"):
        hub.on(c.AcknowledgeAllocation, referral)
    with pytest.raises(Invalid, match="how they told the hub"):
        hub.on(c.AcknowledgeAllocation, referral, person="Ann Lee")
    hub.on(c.AcknowledgeAllocation, referral, person="Ann Lee", channel=Channel.PHONE)
    assert hub.view(referral).follow_up.allocations[0].acknowledged_by == "Ann Lee"


def test_being_taken_up_buys_the_referrer_no_longer_wait(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, allocated(sqlite_hub, final_rating=Rag.GREEN)
    decided_at = hub.now()
    hub.later(days=3, hours=-1)
    hub.on(c.AcknowledgeAllocation, referral, person="Ann Lee", channel=Channel.PHONE)
    view = hub.view(referral)
    assert (view.clock, view.start_at) == (ClockKind.FEEDBACK, decided_at)
    assert view.due_at is not None
    assert view.due_at < hub.now() + timedelta(days=1)


def test_reopening_by_hand_takes_the_hand_over_back(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, allocated(sqlite_hub)
    hub.on(c.Reopen, referral, reason="the school rang again")
    view = hub.view(referral)
    assert (view.state, view.clock) == (ReferralState.RATED, ClockKind.DECISION)
    assert [one.ended for one in view.follow_up.allocations] == [AllocationEnd.REOPENED]
    hub.decide(referral, outcome=DecisionOutcome.ALLOCATED)
    assert hub.view(referral).follow_up.allocation is not None


def test_a_hub_may_give_allocated_workers_a_time_of_its_own(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    hub.adopt(hub.desk.policy_text() + '\n[allocated]\nfirst = "2 hours"\n')
    assert hub.view(allocated(hub)).due_at == hub.now() + timedelta(hours=2)


# -- early help -----------------------------------------------------------------------------------


def test_a_review_comes_back_by_itself_though_all_was_closed(hub: Hub) -> None:
    referral = helped(hub, review_at=FRIDAY + timedelta(days=20))
    view = hub.view(referral)
    assert view.state is ReferralState.CLOSED
    assert view.follow_up.review is not None
    assert hub.desk.next_deadline() == FRIDAY + timedelta(days=20)
    hub.later(days=20)
    hub.another_desk().sweep()
    hub.sweep()
    view = hub.view(referral)
    assert (view.state, view.clock) == (ReferralState.DECIDED, ClockKind.REVIEW)
    assert [row.reference for row in hub.desk.queue(hub.duty).rows] == [view.reference]
    assert "early-help-review-due" in standing(hub, referral)
    assert len([one for one in view.events if one.kind == "review_due"]) == 1
    with pytest.raises(NotNow, match="Record how early help went"):
        hub.close_referral(referral)
    hub.on(c.RecordEarlyHelpReview, referral, result=ReviewResult.WENT_WELL, words="all came")
    assert hub.view(referral).clock is ClockKind.CLOSING
    assert "early-help-review-due" not in standing(hub, referral)
    hub.close_referral(referral)
    assert hub.view(referral).state is ReferralState.CLOSED


@pytest.mark.parametrize("result", [ReviewResult.CONSENT_WITHDRAWN, ReviewResult.DRIFTED])
def test_early_help_that_ended_is_open_for_a_decision_again(
    sqlite_hub: Hub, result: ReviewResult
) -> None:
    hub, referral = sqlite_hub, helped(sqlite_hub)
    hub.later(days=5)
    said: dict[str, Any] = {"result": result, "words": "they said no"}
    withdrawn = result is ReviewResult.CONSENT_WITHDRAWN
    if withdrawn:
        with pytest.raises(Invalid, match="say who took the consent back"):
            hub.on(c.RecordEarlyHelpReview, referral, **said)
        said["withdrawn_by"] = "Ana Brown"
    hub.on(c.RecordEarlyHelpReview, referral, **said)
    view = hub.view(referral)
    assert (view.state, view.clock) == (ReferralState.RATED, ClockKind.DECISION)
    assert [one.result for one in view.follow_up.reviews] == [result]
    assert view.follow_up.review is None
    assert (view.consent is Consent.WITHDRAWN) == withdrawn
    assert view.consent_by == ("Ana Brown" if withdrawn else "his mother")
    again: dict[str, Any] = {"outcome": DecisionOutcome.EARLY_HELP_SINGLE}
    if withdrawn:
        with pytest.raises(Invalid, match="given only with consent, which is recorded as with"):
            hub.decide(referral, **again)
        again["consent_because"] = "His father asks for it."
    hub.decide(referral, **again)
    told = next(one.text for one in hub.view(referral).events if one.kind == "decided")
    assert ("because: His father asks for it." in told) == withdrawn
    hub.on(c.Reopen, referral, reason="a call")
    hub.decide(referral)
    hub.later(days=60)
    hub.sweep()
    assert all(one.kind != "review_due" for one in hub.view(referral).events)


def test_consent_withdrawn_from_early_help_counts_when_the_child_comes_again(
    sqlite_hub: Hub,
) -> None:
    hub, referral = sqlite_hub, helped(sqlite_hub)
    withdrawn = ReviewResult.CONSENT_WITHDRAWN
    hub.on(
        c.RecordEarlyHelpReview, referral, result=withdrawn, words="no", withdrawn_by="Ana Brown"
    )
    known = hub.view(referral).children[0]
    (told,) = contact(hub.clock).children
    again = hub.take_in(children=(replace(told, individual=known.individual),))
    hub.desk.prompting.consider()
    (said,) = (one for one in hub.view(again).prompts if one.code == "early-help-withdrawn")
    # That day it came in; when the help ended is on its record.
    first = "Early help that followed MD-26-0001 (Fri 20 Nov 2026) ended with consent withdrawn."
    assert said.evidence == first


def test_consent_withdrawn_in_between_counts_as_much_as_at_a_review(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral = decided_as(hub, DecisionOutcome.EARLY_HELP_SINGLE)
    withdrawn = ConsentGiven(form=Consent.WITHDRAWN, by="Ana Brown", reason="She wants nobody.")
    hub.on(c.RecordConsent, referral, consent=withdrawn)
    known = hub.view(referral).children[0]
    (told,) = contact(hub.clock).children
    again = hub.take_in(children=(replace(told, individual=known.individual),))
    hub.desk.prompting.consider()
    assert "early-help-withdrawn" in standing(hub, again)


def test_a_review_missed_climbs_the_ladder_like_every_clock(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, helped(sqlite_hub)
    hub.sweep_through(hub.now() + timedelta(days=60))
    view = hub.view(referral)
    assert (view.clock, view.round) == (ClockKind.REVIEW, 3)
    again = FRIDAY + timedelta(days=90)
    words: dict[str, Any] = {"result": ReviewResult.WENT_WELL, "words": "slowly"}
    with pytest.raises(Invalid, match="has passed"):
        hub.on(c.RecordEarlyHelpReview, referral, again_at=FRIDAY, **words)
    hub.on(c.RecordEarlyHelpReview, referral, again_at=again, **words)
    assert "comes back on" in hub.close_referral(referral).message
    hub.at(again)
    hub.sweep()
    assert hub.view(referral).clock is ClockKind.REVIEW


def test_a_review_that_falls_due_before_closing_takes_its_place(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    early = decided_as(hub, DecisionOutcome.EARLY_HELP_SINGLE, review_at=FRIDAY + timedelta(days=1))
    told = decided_as(hub, DecisionOutcome.EARLY_HELP_SINGLE, review_at=FRIDAY + timedelta(days=1))
    hub.feedback(told)
    hub.later(days=1)
    hub.sweep()
    assert hub.view(told).clock is ClockKind.REVIEW
    assert hub.view(early).clock is ClockKind.FEEDBACK
    assert "early-help-review-due" in standing(hub, early)
    hub.feedback(early)
    assert hub.view(early).clock is ClockKind.REVIEW


def test_a_newer_decision_takes_the_place_of_a_review_still_kept(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, helped(sqlite_hub)
    hub.on(c.Reopen, referral, reason="a second call")
    assert hub.view(referral).follow_up.review is not None
    hub.decide(referral)
    assert [one.result for one in hub.view(referral).follow_up.reviews] == [ReviewResult.SUPERSEDED]
    with pytest.raises(NotNow, match="No early help review"):
        hub.on(c.RecordEarlyHelpReview, referral, result=ReviewResult.DRIFTED, words="gone")


# -- strategy discussion --------------------------------------------------------------------------


def test_a_step_up_is_not_closed_without_its_strategy_discussion(hub: Hub) -> None:
    referral = decided_as(hub, DecisionOutcome.STRATEGY)
    assert hub.view(referral).follow_up.strategy_due == FRIDAY + timedelta(hours=24)
    hub.feedback(referral)
    with pytest.raises(NotNow, match="who took part"):
        hub.close_referral(referral)
    by = hub.now() + timedelta(hours=5)
    hub.on(
        c.RecordStrategyDiscussion,
        referral,
        held_at=hub.now(),
        participants=(Participant("Police", "DS Obi", "chair"), Participant("Health", "Dr Hall")),
        result=StrategyResult.SINGLE_ENQUIRY,
        decision="unexplained bruises",
        actions=(Action("DS Obi", "speak to the father", by),),
    )
    after = hub.view(referral).follow_up
    assert after.strategy_due is None
    (held,) = after.strategies
    assert [(one.agency, one.name) for one in held.participants] == [
        ("Police", "DS Obi"),
        ("Health", "Dr Hall"),
    ]
    (asked,) = held.actions
    assert (asked.owner, asked.words, asked.due_at) == ("DS Obi", "speak to the father", by)
    hub.on(c.SettleAction, referral, action=asked.id, ended=ActionEnd.DONE)
    hub.close_referral(referral)


def test_a_discussion_names_people_and_actions_have_owners_and_dates(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, sqlite_hub.rated()
    with pytest.raises(Invalid) as refused:
        hub.on(
            c.RecordStrategyDiscussion,
            referral,
            held_at=hub.now(),
            participants=(Participant("", "DS Obi"),),
            actions=(Action("", "speak to him"),),
        )
    assert {problem.field for problem in refused.value.problems} == {
        "result",
        "decision",
        "participants.0.agency",
        "actions.0.owner",
        "actions.0.due_at",
    }
    hub.on(c.RecordStrategyDiscussion, referral, why_not="the father was arrested at once")
    hub.decide(referral, outcome=DecisionOutcome.STRATEGY)
    # Held, or not, before the decision: it counts for it.
    assert hub.view(referral).follow_up.strategy_due is None


# -- second rating and oversight ------------------------------------------------------------------


def test_a_second_rating_stands_beside_the_others_and_moves_no_clock(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, sqlite_hub.rated(Rag.GREEN)
    due_at = hub.view(referral).due_at
    hub.on(c.RateSecond, referral, rating=Rag.RED, took_part="Asha, DS Obi", reason="bruises")
    view = hub.view(referral)
    assert (view.initial_rating, view.rating, view.second_rating) == (Rag.GREEN, Rag.GREEN, Rag.RED)
    assert view.due_at == due_at
    assert [one.took_part for one in view.follow_up.second_ratings] == ["Asha, DS Obi"]


def test_a_managers_oversight_is_on_the_record_and_told_to_its_worker(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, sqlite_hub.rated()
    hub.on(c.Claim, referral)
    hub.do(c.RecordOversight(referral=referral, words="See him today."), hub.manager)
    (entry,) = hub.view(referral).follow_up.oversight
    assert (entry.by, entry.words) == ("Tom Mann", "See him today.")
    assert any("oversight" in one.text.lower() for one in hub.desk.notices(hub.duty))


def test_a_return_keeps_its_clock_and_wakes_by_itself(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, sqlite_hub.rated()
    hub.ask(referral, "POL")
    hub.give_back(referral)
    assert hub.view(referral).clock is ClockKind.RETURNED
    hub.sweep_through(hub.now() + timedelta(days=6))
    view = hub.view(referral)
    assert view.state is ReferralState.RATED
    assert hub.request(referral, "POL").state is RequestState.OPEN
    assert "returned-drifting" in standing(hub, referral)
