"""Why a clock is due: each later round from its first on, each moved deadline exactly."""

from __future__ import annotations

from datetime import timedelta

from mashdesk.domain import commands as c
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.rating import Rag
from tests.desk.test_clocks_of_a_referral import at
from tests.hub import Hub

A_DAY_FOR_RED = PRESETS["london"].replace('first = "4 hours"', 'first = "24 hours"')
"""Received in the evening, an amber contact is then due at the next closing, a red one later."""


def told(hub: Hub, referral: int, clock: int = 0) -> str:
    return "\n".join(hub.desk.explain(hub.duty, referral)[clock].lines)


def sweep_all(hub: Hub, times: int) -> None:
    for _ in range(times):
        deadline = hub.desk.next_deadline()
        assert deadline is not None
        hub.at(deadline)
        hub.sweep()


def test_a_first_round_is_explained_alone(hub: Hub) -> None:
    said = told(hub, hub.rated(Rag.RED))
    assert "Due Fri 20 Nov 2026 13:30." in said
    assert "Round" not in said


def test_a_later_round_tells_the_receipt_and_why_the_first_was_due_when_it_was(hub: Hub) -> None:
    referral = hub.rated(Rag.RED, received_at=at(20, 9, 10))
    sweep_all(hub, 1)
    said = told(hub, referral)
    assert "The contact was received at Fri 20 Nov 2026 09:10." in said
    assert "Round 1: The clock starts at Fri 20 Nov 2026 09:10." in said
    assert "Round 1: Due Fri 20 Nov 2026 13:10." in said
    assert "Round 1: It ran out at Fri 20 Nov 2026 13:10, missed." in said
    assert "Round 2: reckoned from the moment of reopening." in said
    sweep_all(hub, 1)
    assert "Round 2 ran out at" in told(hub, referral)


def test_a_requests_later_round_tells_its_own_first_round(hub: Hub) -> None:
    referral = hub.rated(Rag.GREEN)
    hub.later(minutes=20)
    hub.ask(referral, "POL")
    due = hub.request(referral, "POL").due_at
    assert due is not None
    hub.at(due)
    hub.sweep()
    clocks = hub.desk.explain(hub.duty, referral)
    (asked,) = (clock for clock in clocks if "Police" in clock.title)
    said = "\n".join(asked.lines)
    assert "round 2" in asked.title
    assert "The contact was received at Fri 20 Nov 2026 09:30." in said
    assert "Round 1: The clock starts at Fri 20 Nov 2026 09:50." in said


def test_a_fresh_deadline_is_told_as_one_with_who_gave_it_and_why(hub: Hub) -> None:
    referral = hub.take_in()
    while not hub.desk.queue(hub.duty).rows[0].missed:
        sweep_all(hub, 1)
    due = hub.now() + timedelta(hours=7, minutes=3)
    hub.on(c.GiveFreshDeadline, referral, hub.manager, due_at=due, reason="she is on leave")
    said = told(hub, referral)
    assert "Tom Mann gave it as a fresh deadline on" in said
    assert "(“she is on leave”)" in said
    assert "began anew with a manager's fresh deadline" in said
    assert "never lengthens" not in said
    assert "Round 1: It ran out at Fri 20 Nov 2026 10:30, missed." in said


def test_a_raised_rating_that_keeps_its_deadline_is_told_as_that(hub: Hub) -> None:
    hub.adopt(A_DAY_FOR_RED)
    referral = hub.rated(Rag.AMBER, received_at=at(19, 20))
    due = hub.view(referral).due_at
    assert "never lengthens" not in told(hub, referral)
    hub.rate(referral, Rag.RED)
    assert hub.view(referral).due_at == due
    said = told(hub, referral)
    assert "it was rated amber → red by Asha Rao on" in said
    assert "so the deadline it had is kept" in said
    assert "fresh deadline" not in said


def test_a_chosen_wake_time_is_told_as_chosen(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    hub.give_back(referral, wake_at=at(20, 12, 7))
    said = told(hub, referral, 1)
    assert "the wake time was chosen when it was returned, by Asha Rao" in said
