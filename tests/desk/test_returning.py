"""Returned to the referrer: a bounded pause that wakes by itself, and bends no clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.consent import Consent, ConsentGiven
from mashdesk.domain.errors import NotNow
from mashdesk.domain.outcome import AskedFor
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState
from tests.desk.test_clocks_of_a_referral import at, missed, own_rounds
from tests.hub import Hub, contact


def test_what_was_left_of_the_clock_runs_on_when_it_is_taken_back(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 10))
    hub.later(minutes=30)
    hub.give_back(referral)
    returned = hub.view(referral)
    assert (returned.state, returned.clock) == (ReferralState.RETURNED, ClockKind.RETURNED)
    hub.later(hours=2)
    hub.on(c.Resume, referral, reason="the school rang")
    view = hub.view(referral)
    assert (view.state, view.clock, view.start_at) == (
        ReferralState.RATED,
        ClockKind.DECISION,
        at(20, 9, 10),
    )
    assert view.due_at == at(20, 15, 10)
    assert view.received_at == at(20, 9, 10)


def test_an_unrated_contact_comes_back_unrated(hub: Hub) -> None:
    referral = hub.take_in()
    hub.give_back(referral)
    with pytest.raises(NotNow):
        hub.rate(referral, Rag.RED)
    hub.later(minutes=5)
    hub.on(c.Resume, referral, reason="they rang")
    assert hub.view(referral).state is ReferralState.UNRATED


def test_nobody_is_asked_for_a_consent_that_the_hub_has(hub: Hub) -> None:
    given = ConsentGiven(form=Consent.OBTAINED, by="his mother")
    referral = hub.rated(Rag.RED, consent=given)
    due_at = hub.view(referral).due_at
    for asked_for in (AskedFor.CONSENT, AskedFor.BOTH):
        with pytest.raises(Invalid, match="consent is recorded as obtained"):
            hub.give_back(referral, asked_for=asked_for)
    view = hub.view(referral)
    assert (view.state, view.due_at) == (ReferralState.RATED, due_at)
    hub.give_back(referral)
    assert hub.view(referral).state is ReferralState.RETURNED


def test_nobody_replies_and_it_wakes_to_open_at_its_stated_time(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 10))
    wake_at = at(20, 12)
    hub.give_back(referral, wake_at=wake_at)
    assert hub.view(referral).due_at == wake_at
    hub.at(wake_at + timedelta(minutes=3))
    report = hub.sweep()
    assert report.reopened == 1
    view = hub.view(referral)
    assert (view.state, view.clock, view.timeouts) == (
        ReferralState.RATED,
        ClockKind.DECISION,
        1,
    )
    assert missed(view) == [wake_at]
    assert view.due_at == at(20, 13, 10) + timedelta(hours=2, minutes=33)
    assert [prompt.code for prompt in view.prompts] == ["returned-drifting"]


def test_a_wake_time_past_or_beyond_what_the_hub_allows_is_refused(hub: Hub) -> None:
    referral = hub.rated()
    for wake_at in (at(20, 9), at(20, 9) + timedelta(days=40)):
        with pytest.raises(Invalid) as refused:
            hub.give_back(referral, wake_at=wake_at)
        assert refused.value.problems[0].field == "wake_at"
    assert hub.view(referral).state is ReferralState.RATED


def test_a_pause_hides_no_missed_last_round(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    hub.sweep_through(at(20, 20))
    with pytest.raises(NotNow, match="a pause would hide that"):
        hub.give_back(referral)


def test_what_was_missed_before_the_return_still_counts_after_it(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 10))
    hub.at(at(20, 13, 20))
    hub.sweep()
    hub.give_back(referral)
    assert hub.view(referral).timeouts == 1
    hub.later(minutes=30)
    hub.on(c.Resume, referral, reason="they rang")
    view = hub.view(referral)
    assert (view.round, view.timeouts) == (2, 1)
    assert view.due_at == at(20, 14, 50)


def test_requests_run_on_while_the_referrer_is_asked(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "POL")
    hub.give_back(referral)
    due = hub.request(referral, "POL").due_at
    assert due is not None
    hub.at(due)
    hub.sweep()
    view = hub.view(referral)
    assert view.state is ReferralState.RETURNED
    assert (view.requests[0].round, view.requests[0].missed_at) == (2, due)
    hub.answer(referral, "POL")
    assert hub.view(referral).state is ReferralState.RETURNED


def test_a_receipt_corrected_while_it_is_returned_moves_the_held_clock(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 10))
    hub.give_back(referral)
    corrected = contact(hub.clock, received_at=at(20, 8, 10))
    said = hub.on(c.Correct, referral, contact=corrected, reason="a slip").message
    assert "runs from Fri 20 Nov 2026 08:10" in said
    hub.later(hours=1)
    hub.on(c.Resume, referral, reason="they rang")
    assert hub.view(referral).due_at == at(20, 13, 10)


def test_returning_twice_adds_both_pauses(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 30))
    for _ in range(2):
        hub.give_back(referral)
        hub.later(hours=1)
        hub.on(c.Resume, referral, reason="they rang")
        hub.later(minutes=5)
    view = hub.view(referral)
    assert view.due_at == at(20, 15, 30)
    told = "\n".join(hub.desk.explain(hub.duty, referral)[0].lines)
    assert told.count("returned to referrer") == 2
    assert len([one for one in own_rounds(view) if one.clock is ClockKind.RETURNED]) == 2


def test_a_corrected_receipt_runs_the_first_round_from_it(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 10))
    corrected = contact(hub.clock, received_at=at(20, 4))
    said = hub.on(c.Correct, referral, contact=corrected, reason="a slip").message
    assert "overdue at once" in said
    view = hub.view(referral)
    assert (view.start_at, view.due_at) == (at(20, 4), at(20, 8))
    hub.sweep()
    assert missed(hub.view(referral)) == [at(20, 8)]


def test_a_corrected_receipt_moves_nothing_that_ran_from_a_reopening(hub: Hub) -> None:
    referral = hub.closed()
    hub.later(hours=3)
    hub.on(c.Reopen, referral, reason="a second call")
    before = hub.view(referral).due_at
    hub.on(c.Correct, referral, contact=contact(hub.clock, received_at=at(20, 6)), reason="a slip")
    assert hub.view(referral).due_at == before


def test_a_corrected_receipt_unmisses_nothing(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 4))
    hub.sweep()
    breaches = missed(hub.view(referral))
    hub.on(c.Correct, referral, contact=contact(hub.clock, received_at=at(20, 9)), reason="a slip")
    view = hub.view(referral)
    assert missed(view) == breaches
    assert view.round == 2
