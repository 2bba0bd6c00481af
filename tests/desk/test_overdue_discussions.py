"""A strategy discussion that nobody recorded in time is told once, and marked until one is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from mashdesk.cli.record import record_lines
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.errors import NotNow
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.prompts.clocks import STRATEGY_OVERDUE
from mashdesk.store.names import NOTICES
from mashdesk.store.views import PromptView
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.decision import decision
from tests.desk.samples import decided_as, discussed
from tests.hub import CHEAP, PASSWORD, Hub

DUE_IN = timedelta(hours=24)


def stepped_up(hub: Hub) -> tuple[int, datetime]:
    """Decided for a strategy discussion by somebody else than the worker, and when that is due."""
    referral = hub.rated()
    hub.on(c.Claim, referral)
    hub.decide(referral, hub.other_duty, outcome=DecisionOutcome.STRATEGY)
    return referral, hub.now() + DUE_IN


def another_manager(hub: Hub) -> Actor:
    """A team manager besides the one whom every hub of the tests has."""
    added = c.AddUser(
        name="nia",
        full_name="Nia Poe",
        role=Role.TEAM_MANAGER,
        password_hash=CHEAP.hash(PASSWORD),
    )
    hub.do(added, hub.admin)
    return hub.actor("nia")


def overdue(hub: Hub, referral: int, by: Actor | None = None) -> list[PromptView]:
    found = hub.view(referral, by).prompts
    return [one for one in found if one.code == STRATEGY_OVERDUE.code and one.answered_at is None]


def times_told(hub: Hub, who: Actor) -> int:
    return [one.kind for one in hub.desk.notices(who)].count("strategy_overdue")


def events(hub: Hub, referral: int) -> int:
    return [one.kind for one in hub.view(referral).events].count("strategy_overdue")


def record_undone(hub: Hub, referral: int) -> None:
    hub.on(c.RecordStrategyDiscussion, referral, why_not="the father was arrested at once")


def test_it_is_told_at_its_instant_to_the_worker_the_decider_and_every_team_manager(
    hub: Hub,
) -> None:
    referral, due_at = stepped_up(hub)
    other_manager = another_manager(hub)
    hub.sweep_through(due_at - timedelta(microseconds=1))
    assert overdue(hub, referral) == []
    assert hub.desk.next_deadline() == due_at
    hub.at(due_at)
    report = hub.sweep()
    assert (report.discussions, report.found) == (1, 1)
    assert report.references == (hub.view(referral).reference,)
    (prompt,) = overdue(hub, referral)
    since = london_text(due_at)
    assert prompt.grave
    assert prompt.evidence == f"The strategy discussion is overdue since {since}: none is recorded."
    told = (hub.duty, hub.other_duty, hub.manager, other_manager)
    assert [times_told(hub, who) for who in told] == [1, 1, 1, 1]
    assert times_told(hub, hub.actor(Role.SERVICE_MANAGER)) == 0
    (row,) = hub.desk.queue(hub.duty).rows
    assert row.grave
    deadline = hub.desk.next_deadline()
    assert deadline is None or deadline > due_at


def test_it_is_told_once_over_a_restart_several_desks_and_a_clock_set_back(hub: Hub) -> None:
    referral, due_at = stepped_up(hub)
    # Nobody's desk was open for a week: still it is once, and since the time it was due.
    hub.at(due_at + timedelta(days=7))
    another_desk = hub.another_desk()
    assert another_desk.sweep().discussions == 1
    assert hub.sweep().discussions == 0
    hub.clock.set(due_at - timedelta(hours=3))
    assert hub.sweep().discussions == 0
    hub.at(due_at + timedelta(days=8))
    assert [desk.sweep().discussions for desk in (hub.another_desk(), hub.desk)] == [0, 0]
    (prompt,) = overdue(hub, referral)
    assert london_text(due_at) in prompt.evidence
    assert events(hub, referral) == times_told(hub, hub.duty) == 1


def test_no_answer_takes_it_away_and_recording_the_discussion_does(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral, due_at = stepped_up(hub)
    hub.feedback(referral)
    hub.at(due_at)
    hub.sweep()
    (prompt,) = overdue(hub, referral)
    with pytest.raises(NotNow, match="stands until the discussion is recorded"):
        hub.do(c.AnswerPrompt(prompt=prompt.id, acted=False, reason="later", read=prompt.read))
    with pytest.raises(NotNow, match="strategy discussion is not recorded"):
        hub.close_referral(referral)
    record_undone(hub, referral)
    assert overdue(hub, referral) == []
    assert [row.grave for row in hub.desk.queue(hub.duty).rows] == [False]
    hub.later(days=2)
    assert hub.sweep().discussions == 0
    hub.close_referral(referral)


def test_one_recorded_in_time_is_never_told(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, discussed(sqlite_hub)
    hub.later(days=9)
    assert hub.sweep().discussions == 0
    assert events(hub, referral) == 0


def test_reopening_ends_the_duty_and_a_new_decision_begins_another(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral, due_at = stepped_up(hub)
    hub.at(due_at)
    hub.sweep()
    assert overdue(hub, referral)
    hub.on(c.Reopen, referral, reason="a second call")
    assert overdue(hub, referral) == []
    hub.later(days=2)
    assert hub.sweep().discussions == 0
    hub.decide(referral, outcome=DecisionOutcome.STRATEGY)
    again = hub.now() + DUE_IN
    hub.at(again - timedelta(minutes=1))
    assert hub.sweep().discussions == 0
    hub.at(again)
    assert hub.sweep().discussions == 1
    (prompt,) = overdue(hub, referral)
    assert london_text(again) in prompt.evidence
    hub.on(c.Reopen, referral, reason="a third call")
    hub.decide(referral, outcome=DecisionOutcome.NFA)
    hub.later(days=9)
    assert hub.sweep().discussions == 0


def test_reopened_before_its_time_it_is_never_told(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral, due_at = stepped_up(hub)
    hub.on(c.Reopen, referral, reason="a second call")
    hub.at(due_at)
    assert hub.sweep().discussions == 0
    assert overdue(hub, referral) == []
    # Nor once it is decided otherwise: the older decision asks for nothing any more.
    hub.decide(referral, outcome=DecisionOutcome.NFA)
    assert hub.sweep().discussions == 0
    assert events(hub, referral) == 0


def test_of_a_sealed_record_only_the_named_are_told_and_nobody_counts_it(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral, due_at = decided_as(hub, DecisionOutcome.STRATEGY), hub.now() + DUE_IN
    manager, other_manager = hub.signed_in(Role.TEAM_MANAGER), another_manager(hub)
    named = (manager.user_id, hub.other_duty.user_id)
    hub.on(c.Seal, referral, manager, people=named, reason="staff family")
    hub.at(due_at)
    report = hub.sweep()
    assert (report.discussions, report.references) == (0, ())
    manager = hub.signed_in(Role.TEAM_MANAGER)  # a session lasts half a day
    assert overdue(hub, referral, manager)
    # Whoever decided, and the other team manager, do not see the record any more: of them nothing
    # is even kept, for it would be read once they see it again.
    with hub.store.read() as connection:
        kept = connection.execute(
            select(NOTICES.c.person_id).where(NOTICES.c.kind == "strategy_overdue")
        )
        assert sorted(kept.scalars()) == sorted(named)
    told = [times_told(hub, who) for who in (manager, hub.other_duty, hub.duty, other_manager)]
    assert told == [1, 1, 0, 0]
    assert hub.sweep().found == 0


def test_show_and_the_decision_tab_say_since_when_it_is_overdue(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral, due_at = stepped_up(hub)
    assert f"to be held by: {london_text(due_at)}" in shown(hub, referral)
    assert "To be held by Sat 09:30; " in tab(hub, referral)
    hub.at(due_at)
    assert f"overdue since: {london_text(due_at)}" in shown(hub, referral)
    assert "Overdue since 09:30; " in tab(hub, referral)
    record_undone(hub, referral)
    assert "overdue since" not in shown(hub, referral).casefold()
    assert "overdue since" not in tab(hub, referral).casefold()


def test_its_time_is_explained_by_the_policy_it_was_decided_under(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral, due_at = stepped_up(hub)
    (clock,) = (one for one in hub.desk.explain(hub.duty, referral) if "Strategy" in one.title)
    assert clock.due_at == due_at
    said = "\n".join(clock.lines)
    assert "Policy “london”, version 1: 24 hours." in said
    assert f"Due {london_text(due_at)}." in said
    assert "overdue" not in said
    hub.at(due_at)
    (clock,) = (one for one in hub.desk.explain(hub.duty, referral) if "Strategy" in one.title)
    assert clock.lines[-1].startswith("That has passed: it is overdue")
    record_undone(hub, referral)
    assert all("Strategy" not in one.title for one in hub.desk.explain(hub.duty, referral))


def shown(hub: Hub, referral: int) -> str:
    return "\n".join(record_lines(hub.view(referral), (), hub.now()))


def tab(hub: Hub, referral: int) -> str:
    lines = decision(hub.view(referral), hub.now(), Show())
    return "\n".join(line.content.plain for line in lines if line.content is not None)
