"""What is taken back, corrected or put off again and again buys no time and hides nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Consent, ConsentGiven
from mashdesk.domain.errors import NotNow, NotPermitted, Stale
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState
from tests.hub import Hub, contact


def test_a_decision_taken_back_buys_no_time(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    before = hub.view(referral)
    hub.later(hours=3)
    hub.decide(referral)
    hub.later(minutes=30)
    hub.on(c.Reopen, referral, reason="decided too soon")
    view = hub.view(referral)
    assert (view.clock, view.start_at, view.due_at) == (
        ClockKind.DECISION, before.start_at, before.due_at,
    )  # fmt: skip


def test_a_decision_taken_back_after_its_time_is_overdue_at_once_and_still_reopened(
    hub: Hub,
) -> None:
    referral = hub.rated(Rag.RED)
    hub.later(hours=4)
    hub.sweep()
    hub.decide(referral)
    hub.later(hours=2)
    said = hub.on(c.Reopen, referral, reason="decided too soon").message
    assert "overdue at once" in said
    view = hub.view(referral)
    assert (view.round, view.timeouts) == (2, 1)
    (row,) = hub.desk.queue(hub.duty).rows
    assert row.reopened
    hub.sweep()
    assert hub.view(referral).round == 3


def test_a_closed_referral_that_is_reopened_runs_from_then(hub: Hub) -> None:
    referral = hub.closed()
    hub.later(hours=30)
    hub.on(c.Reopen, referral, reason="a second call")
    assert hub.view(referral).start_at == hub.now()


def put_off_for_ever(hub: Hub, referral: int) -> None:
    for _ in range(100):
        hub.give_back(referral)
        hub.later(hours=20)
        hub.sweep()
        if hub.view(referral).state is ReferralState.RETURNED:
            hub.on(c.Resume, referral, reason="nothing new")


def test_returns_are_bounded_all_together(hub: Hub) -> None:
    referral = hub.rated(Rag.GREEN)
    with pytest.raises(NotNow, match="all its returns together"):
        put_off_for_ever(hub, referral)


def test_a_receipt_corrected_while_returned_gives_no_more_than_its_clock(hub: Hub) -> None:
    received = hub.now()
    referral = hub.rated(Rag.RED)
    hub.later(minutes=10)
    hub.give_back(referral)
    hub.later(minutes=40)
    moved = received + timedelta(minutes=30)
    hub.on(
        c.Correct, referral, reason="the log says half past",
        contact=contact(hub.clock, received_at=moved, worry="Worry number 1."),
    )  # fmt: skip
    hub.on(c.Resume, referral, reason="replied")
    # Held from the receipt on: of the four hours none was used, and none is added.
    assert hub.view(referral).due_at == hub.now() + timedelta(hours=4)


def test_whoever_was_named_next_learns_that_it_was_decided(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    hub.later(hours=4)
    hub.sweep()
    assert "reopened in round 2" in hub.desk.notices(hub.manager)[0].text
    hub.decide(referral)
    (notice,) = [one for one in hub.desk.notices(hub.manager) if one.kind == "timed_out"]
    assert "Decided" in notice.text


def test_an_answer_that_came_meanwhile_makes_a_decision_stale(hub: Hub) -> None:
    referral = hub.rated()
    hub.ask(referral, "POL")
    read = hub.version(referral)
    hub.answer(referral, "POL")
    with pytest.raises(Stale) as refused:
        hub.do(
            c.Decide(
                referral=referral, version=read, outcome=DecisionOutcome.NFA,
                rationale="nothing known", final_rating=Rag.GREEN, voice="he is well",
            )
        )  # fmt: skip
    assert ("agencies that answered", "0", "1") in {
        (one.field, one.before, one.after) for one in refused.value.changes
    }


def test_an_idempotency_key_belongs_to_its_act(hub: Hub) -> None:
    referral = hub.take_in()
    hub.do(c.AddNote(referral=referral, text="rang the school"), key="k1")
    rate = c.Rate(
        referral=referral, version=hub.version(referral), rating=Rag.RED, reason="bruises"
    )
    with pytest.raises(NotNow, match="belongs to another act"):
        hub.do(rate, key="k1")
    assert hub.view(referral).rating is None


def test_consent_on_a_closed_referral_stays_as_it_was(hub: Hub) -> None:
    referral = hub.closed()
    with pytest.raises(NotNow, match="stays as it was"):
        hub.on(c.RecordConsent, referral, consent=ConsentGiven(form=Consent.REFUSED))


def test_a_number_no_store_can_keep_is_refused_by_name(hub: Hub) -> None:
    with pytest.raises(Invalid, match="referral"):
        hub.do(c.View(referral=10**30))


def test_a_look_by_another_door_is_opened_and_audited_first(hub: Hub) -> None:
    referral = hub.take_in()
    hub.desk.explain(hub.manager, referral)
    events = hub.desk.reread(hub.duty, referral).events
    assert {"Opened by Tom Mann.", "Opened by Asha Rao."} <= {event.title for event in events}


def test_an_account_that_was_shut_reads_and_keeps_nothing(hub: Hub) -> None:
    shut = hub.actor(Role.BUSINESS)
    with hub.store.begin(hub.now()) as work:
        from mashdesk.store.desk_tables import Person

        person = work.session.get(Person, shut.user_id)
        assert person is not None
        person.active = False
        work.session.flush()
        work.commit()
    for look in (hub.desk.notices, hub.desk.departures, hub.desk.queue):
        with pytest.raises(NotPermitted):
            look(shut)
    with pytest.raises(NotPermitted):
        hub.desk.save_draft(shut, "intake", {"worry": "x"})
