"""The step a referral most likely wants next: shown beside its record, first among the keys."""

from __future__ import annotations

from mashdesk.domain.actor import Role
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.request import RequestState
from mashdesk.tui.fitting import handed_over, told
from mashdesk.tui.keys import ACT, Act
from mashdesk.tui.subject import Subject


def next_act(subject: Subject, role: Role) -> Act | None:
    """The step this referral most likely wants next, if this role may take it."""
    for name in _next_names(subject):
        act = ACT[name]
        if act.permitted(role) and act.possible(subject):
            return act
    return ACT["looks"] if role is Role.AUDITOR else None


def _after_deciding(subject: Subject) -> tuple[str, ...]:
    """What a decided referral waits for, by its clock; a discussion comes before closing."""
    if handed_over(subject):
        return ("taken_up", "feedback")
    known = subject.fresher
    if known is not None and known.clock is ClockKind.REVIEW:
        return ("help_review",)
    if not told(subject):
        return ("feedback",)
    view = subject.view
    if view is None or not (view.follow_up.strategy_due or view.follow_up.actions):
        return ("close",)
    return ("strategy",) if view.follow_up.strategy_due else ("action",)


def _next_names(subject: Subject) -> tuple[str, ...]:
    view, row = subject.view, subject.row
    state = subject.state
    if state is ReferralState.UNRATED:
        return ("consent",) if view is not None and view.consent is None else ("rate",)
    if state is ReferralState.RETURNED:
        return ("resume",)
    if state is ReferralState.DECIDED:
        return _after_deciding(subject)
    if state is ReferralState.CLOSED:
        return ("reopen",)
    if state is not ReferralState.RATED:
        return ()
    if view is not None:
        asked = len(
            [request for request in view.requests if request.state is not RequestState.WITHDRAWN]
        )
        waiting = sum(1 for request in view.requests if request.state is RequestState.OPEN)
    else:
        asked = row.asked if row else 0
        waiting = asked - row.answered if row else 0
    if not asked:
        return ("ask", "decide")
    return ("answer", "decide") if waiting else ("decide", "feedback")
