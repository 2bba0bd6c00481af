"""What a strategy discussion asked of people stands until a person settles it, however late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.errors import NotNow
from mashdesk.domain.follow_up import ActionEnd
from mashdesk.domain.problems import Invalid
from mashdesk.domain.prompts.clocks import ACTION_OVERDUE
from mashdesk.store.views import PromptView
from tests.desk.samples import discussed
from tests.hub import Hub


def overdue(hub: Hub, referral: int) -> list[PromptView]:
    found = hub.view(referral).prompts
    return [one for one in found if one.code == ACTION_OVERDUE.code and one.answered_at is None]


def settle(hub: Hub, referral: int, ended: ActionEnd = ActionEnd.DONE, because: str = "") -> None:
    first = hub.view(referral).follow_up.actions[0]
    hub.on(c.SettleAction, referral, action=first.id, ended=ended, because=because)


def test_an_overdue_action_marks_the_row_and_tells_the_worker_until_a_person_settles_it(
    hub: Hub,
) -> None:
    referral = discussed(hub)
    hub.on(c.Claim, referral)
    due = hub.now() + timedelta(hours=4)
    deadline = hub.desk.next_deadline()
    assert deadline is not None
    assert deadline <= due
    hub.sweep_through(due + timedelta(minutes=1))
    (prompt,) = overdue(hub, referral)
    assert prompt.evidence.startswith("2 actions are overdue. DS Obi by ")
    assert "speak to the father; Dr Hall by " in prompt.evidence
    (told,) = [one for one in hub.desk.notices(hub.duty) if one.kind == "action_overdue"]
    assert prompt.evidence in told.text
    assert hub.desk.sweep().actions == 0  # once is enough
    with pytest.raises(NotNow, match="stands until each action is settled"):
        hub.do(c.AnswerPrompt(prompt=prompt.id, acted=False, reason="later", read=prompt.read))
    settle(hub, referral)
    (prompt,) = overdue(hub, referral)
    assert prompt.evidence.startswith("One action is overdue. Dr Hall by ")
    with pytest.raises(Invalid):
        settle(hub, referral, ActionEnd.DROPPED)
    settle(hub, referral, ActionEnd.DROPPED, "the ward saw him")
    assert overdue(hub, referral) == []
    ends = [(one.ended, one.because) for one in hub.view(referral).follow_up.strategies[0].actions]
    assert ends == [(ActionEnd.DONE, ""), (ActionEnd.DROPPED, "the ward saw him")]


def test_a_sealed_records_overdue_action_is_told_on_it_and_counted_for_nobody(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    referral, manager = discussed(hub), hub.signed_in(Role.TEAM_MANAGER)
    named = (manager.user_id, hub.other_duty.user_id)
    hub.on(c.Seal, referral, manager, people=named, reason="staff family")
    hub.later(hours=5)
    report = hub.desk.sweep()
    assert (report.actions, report.references) == (0, ())
    found = [one.code for one in hub.view(referral, manager).prompts if one.answered_at is None]
    assert ACTION_OVERDUE.code in found
    # Whoever wrote it down does not see the record any more.
    for who, told in ((manager, 1), (hub.other_duty, 1), (hub.duty, 0)):
        kinds = [one.kind for one in hub.desk.notices(who)]
        assert kinds.count("action_overdue") == told, who.name


def test_nothing_is_closed_over_an_action_that_nobody_settled(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral = discussed(hub)
    hub.feedback(referral)
    with pytest.raises(NotNow, match="DS Obi: speak to the father; Dr Hall: see him"):
        hub.close_referral(referral)
    settle(hub, referral)
    settle(hub, referral)
    with pytest.raises(NotNow, match="done already"):
        hub.on(
            c.SettleAction,
            referral,
            action=hub.view(referral).follow_up.strategies[0].actions[0].id,
            ended=ActionEnd.DONE,
        )
    hub.close_referral(referral)
    hub.on(c.Reopen, referral, reason="a new call")
    hub.sweep_through(hub.now() + timedelta(days=1))
    assert overdue(hub, referral) == []
