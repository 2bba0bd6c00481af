"""Every clock a referral runs: when it starts, what moves it, and what never does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.errors import NotNow
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.store.views import EventView, ReferralView, RoundView
from tests.hub import FRIDAY, Hub, contact


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant in November 2026, when London's time is UTC; the 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def own_rounds(view: ReferralView) -> list[RoundView]:
    return [one for one in view.rounds if one.request is None]


def done_last(view: ReferralView) -> EventView:
    """What was done to it last, beside looks at it."""
    return next(one for one in view.events if one.kind != "opened")


def missed(view: ReferralView) -> list[datetime]:
    return [one.missed_at for one in view.rounds if one.missed_at is not None]


def test_an_unrated_contact_is_due_an_hour_of_desk_time_after_its_receipt(hub: Hub) -> None:
    view = hub.view(hub.take_in(received_at=at(20, 9, 10)))
    assert (view.clock, view.start_at, view.due_at) == (
        ClockKind.UNRATED,
        at(20, 9, 10),
        at(20, 10, 10),
    )


def test_a_contact_entered_late_is_overdue_at_once_and_says_so(hub: Hub) -> None:
    sent = contact(hub.clock, received_at=at(19, 10))
    assert "overdue already" in hub.do(c.TakeIn(contact=sent)).message


@pytest.mark.parametrize(
    ("rating", "due"),
    [(Rag.RED, at(20, 13, 10)), (Rag.AMBER, at(23, 9, 10)), (Rag.GREEN, at(25, 9, 10))],
)
def test_a_decision_is_due_from_receipt_whenever_it_was_rated(
    hub: Hub, rating: Rag, due: datetime
) -> None:
    referral = hub.take_in(received_at=at(20, 9, 10))
    hub.later(minutes=20)
    hub.rate(referral, rating)
    view = hub.view(referral)
    assert (view.clock, view.start_at, view.due_at) == (
        ClockKind.DECISION,
        at(20, 9, 10),
        due,
    )


def test_a_request_runs_from_the_moment_it_is_asked(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 10))
    hub.ask(referral, "POL")
    request = hub.request(referral, "POL")
    assert request.start_at == FRIDAY
    assert request.due_at is not None
    assert request.due_at > FRIDAY


def test_deciding_feedback_and_closing_each_start_the_next_clock(hub: Hub) -> None:
    referral = hub.rated()
    hub.later(hours=1)
    hub.decide(referral)
    told = hub.view(referral)
    assert (told.clock, told.start_at, told.due_at) == (
        ClockKind.FEEDBACK,
        at(20, 10, 30),
        at(23, 10, 30),
    )
    hub.later(hours=1)
    hub.feedback(referral)
    last = hub.view(referral)
    assert (last.clock, last.due_at) == (ClockKind.CLOSING, at(23, 11, 30))
    hub.close_referral(referral)
    closed = hub.view(referral)
    assert (closed.clock, closed.due_at, closed.state) == (None, None, ReferralState.CLOSED)
    assert all(one.ended_at is not None for one in closed.rounds)


@pytest.mark.parametrize("received_at", [at(20, 9, 10), at(20, 7), at(20, 6)])
def test_raising_a_rating_never_lengthens_a_clock(hub: Hub, received_at: datetime) -> None:
    referral = hub.take_in(received_at=received_at)
    due = []
    for rating in (Rag.GREEN, Rag.AMBER, Rag.RED):
        hub.rate(referral, rating)
        due.append(hub.view(referral).due_at or received_at)
    assert due == sorted(due, reverse=True)


def test_lowering_re_times_from_the_same_start(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 10))
    hub.rate(referral, Rag.GREEN)
    view = hub.view(referral)
    assert (view.start_at, view.due_at) == (at(20, 9, 10), at(25, 9, 10))


def test_a_raised_rating_that_is_late_already_says_so_and_is_reopened_at_its_true_time(
    hub: Hub,
) -> None:
    referral = hub.rated(Rag.GREEN, received_at=at(20, 9, 10))
    hub.at(at(20, 15))
    said = hub.rate(referral, Rag.RED).message
    assert "overdue at once" in said
    assert hub.view(referral).due_at == at(20, 13, 10)
    hub.sweep()
    assert missed(hub.view(referral)) == [at(20, 13, 10)]


def test_a_breach_that_nobody_swept_is_recorded_before_a_new_rating(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 10))
    hub.at(at(20, 14))
    hub.rate(referral, Rag.GREEN)
    view = hub.view(referral)
    assert missed(view) == [at(20, 13, 10)]
    assert (view.round, view.timeouts) == (2, 1)
    breach = next(event for event in view.events if event.kind == "timed_out")
    assert breach.by == "SYSTEM"
    assert breach.seq < view.events[0].seq


def test_requests_are_re_timed_with_the_rating_from_their_own_start(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "POL")
    first = hub.request(referral, "POL")
    hub.later(minutes=10)
    hub.rate(referral, Rag.GREEN)
    second = hub.request(referral, "POL")
    assert second.start_at == first.start_at
    assert second.due_at is not None
    assert first.due_at is not None
    assert second.due_at > first.due_at
    hub.rate(referral, Rag.RED)
    assert hub.request(referral, "POL").due_at == first.due_at


def test_rounds_follow_one_another_up_the_ladder_and_the_last_one_stays(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 10))
    hub.sweep_through(at(20, 20))
    view = hub.view(referral)
    assert [(one.number, one.missed_at) for one in own_rounds(view) if one.missed_at] == [
        (1, at(20, 13, 10)),
        (2, at(20, 14, 10)),
        (3, at(20, 15, 10)),
    ]
    assert (view.round, view.timeouts, view.due_at) == (3, 3, at(20, 15, 10))
    assert view.next_up == "Sara Voss"
    assert hub.desk.next_deadline() is None
    assert hub.desk.sweep().found == 0


def test_the_ladder_names_the_team_manager_and_then_the_service_manager(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 10))
    hub.at(at(20, 13, 10))
    hub.sweep()
    assert hub.view(referral).next_up == "Tom Mann"
    assert "Tom Mann" in done_last(hub.view(referral)).title
    hub.at(at(20, 14, 10))
    hub.sweep()
    assert hub.view(referral).next_up == "Sara Voss"


def test_a_request_goes_up_its_agencys_own_ladder(hub: Hub) -> None:
    hub.do(
        c.AddAgency(
            code="POL",
            name="Police",
            in_room=True,
            next_contact="DS Khan",
            lead="DI Lowe",
            replace=True,
        ),
        hub.admin,
    )
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "POL")
    due = hub.request(referral, "POL").due_at
    assert due is not None
    hub.at(due)
    hub.sweep()
    second = hub.request(referral, "POL")
    assert (second.round, second.timeouts, second.missed_at) == (2, 1, due)
    assert second.next_contact == "DS Khan"
    hub.sweep_through(at(20, 20))
    third = hub.request(referral, "POL")
    assert (third.round, third.missed_at, third.next_contact) == (3, due, "DI Lowe")


def test_only_a_missed_last_round_takes_a_fresh_deadline_and_keeps_its_misses(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 10))
    fresh = at(20, 17)
    with pytest.raises(NotNow, match="Only a last round"):
        hub.on(c.GiveFreshDeadline, referral, hub.manager, due_at=fresh, reason="visit at four")
    hub.sweep_through(at(20, 16))
    hub.on(c.GiveFreshDeadline, referral, hub.manager, due_at=fresh, reason="visit at four")
    view = hub.view(referral)
    assert (view.round, view.due_at, len(missed(view))) == (3, fresh, 3)
    assert done_last(view).text == "visit at four"
    hub.at(at(20, 17, 1))
    assert hub.sweep().last_rounds == 1
    assert missed(hub.view(referral))[-1] == fresh


def test_a_missed_last_round_of_a_request_takes_a_fresh_deadline(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "POL")
    hub.sweep_through(at(20, 20))
    request = hub.request(referral, "POL")
    hub.on(
        c.GiveFreshDeadline,
        referral,
        hub.manager,
        due_at=at(20, 22),
        reason="night shift",
        request=request.id,
    )
    renewed = hub.request(referral, "POL")
    assert (renewed.due_at, renewed.round, renewed.missed_at) == (
        at(20, 22),
        3,
        request.missed_at,
    )
    assert renewed.version == request.version + 1


@pytest.mark.parametrize("due_at", [at(20, 9), at(20, 9, 30), datetime(2036, 1, 1, tzinfo=UTC)])
def test_a_fresh_deadline_lies_ahead_and_within_what_the_hub_allows(
    sqlite_hub: Hub, due_at: datetime
) -> None:
    referral = sqlite_hub.take_in()
    with pytest.raises(Invalid) as refused:
        sqlite_hub.on(
            c.GiveFreshDeadline, referral, sqlite_hub.manager, due_at=due_at, reason="later"
        )
    assert [problem.field for problem in refused.value.problems] == ["due_at"]


def test_reassigning_never_touches_a_clock(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    before = hub.view(referral)
    hub.later(hours=1)
    hub.on(c.Claim, referral)
    hub.on(c.Assign, referral, hub.manager, worker=hub.other_duty.user_id, reason="cover")
    hub.on(c.Release, referral, hub.manager, reason="off sick")
    after = hub.view(referral)
    assert (after.rounds, after.due_at, after.start_at) == (
        before.rounds,
        before.due_at,
        before.start_at,
    )


def test_chasing_and_noting_never_touch_a_clock(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "POL")
    before = hub.view(referral)
    hub.later(minutes=30)
    from mashdesk.domain.contact import Channel

    hub.on_request(c.Chase, referral, "POL", channel=Channel.PHONE, person="PC 104")
    hub.do(c.AddNote(referral=referral, text="rang"))
    after = hub.view(referral)
    assert after.rounds == before.rounds
    assert (after.requests[0].due_at, after.requests[0].chased) == (before.requests[0].due_at, 1)


def test_a_new_policy_moves_no_open_round(hub: Hub) -> None:
    unrated, rated = hub.take_in(), hub.rated(Rag.AMBER)
    hub.ask(rated, "POL")
    before = [hub.view(one).rounds for one in (unrated, rated)]
    hub.adopt(PRESETS["sandwell"])
    assert [hub.view(one).rounds for one in (unrated, rated)] == before
    hub.rate(rated, Rag.GREEN)
    view = hub.view(rated)
    assert {one.policy for one in view.rounds} == {"london v1"}
    hub.rate(unrated, Rag.AMBER)
    newest = own_rounds(hub.view(unrated))[-1]
    assert newest.policy.endswith("v2")
    assert newest.due_at == newest.started_at + timedelta(hours=24)


def test_a_round_reopened_after_a_change_of_policy_takes_the_new_ones_clock(hub: Hub) -> None:
    referral = hub.rated(Rag.AMBER)
    hub.adopt(PRESETS["sandwell"])
    hub.at(at(23, 9, 30))
    hub.sweep()
    first, second = own_rounds(hub.view(referral))[-2:]
    assert (first.missed_at, first.policy) == (at(23, 9, 30), "london v1")
    assert second.policy.endswith("v2")
