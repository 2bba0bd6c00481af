"""Strategy discussions: recorded with who took part, and their actions settled by a person."""

from __future__ import annotations

from mashdesk.desk.clockwork.actions import settled_all
from mashdesk.desk.clockwork.clocks import answer_prompts, place
from mashdesk.desk.clockwork.discussions import settle_overdue_discussion
from mashdesk.desk.handlers.telling import standing_decision
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_text
from mashdesk.domain.errors import NotFound, NotNow
from mashdesk.domain.follow_up import ActionEnd
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts.clocks import ACTION_OVERDUE
from mashdesk.domain.referral import ReferralState
from mashdesk.store.decision_tables import (
    StrategyAction,
    StrategyDiscussion,
    StrategyParticipant,
)
from mashdesk.store.names import id_of
from mashdesk.store.queries.masking import told_to
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work
from mashdesk.text import clip

_UNDISCUSSED = (ReferralState.UNRATED, ReferralState.CLOSED)


def record_strategy_discussion(command: c.RecordStrategyDiscussion, work: Work) -> Outcome:
    """What the discussion decided stands beside the decision; its actions have owners and dates."""
    row = load_referral(work, command.referral, command.version)
    if row.state in _UNDISCUSSED:
        raise NotNow(
            f"A referral that is {row.state.label} has no strategy discussion to record.",
            "Rate it first; a closed one is reopened first, with a reason.",
        )
    if command.held_at is not None and command.held_at > work.now:
        raise Invalid([Problem("held_at", "is still to come; record it once it was held")])
    made = StrategyDiscussion(
        referral_id=id_of(row),
        decision_id=_stepped_up(work, row),
        held_at=command.held_at,
        recorded_at=work.now,
        recorded_by=work.actor.user_id,
        result=command.result,
        decision=command.decision,
        why_not=command.why_not,
    )
    work.add(made)
    _add_people_and_actions(command, work, id_of(made))
    settle_overdue_discussion(work, row, "recorded")
    title = _discussed(command)
    text = "\n".join([command.decision or command.why_not, *_told(command)])
    work.tell("strategy_discussion", title, row, text=text)
    work.notify([row.worker_id], row, "strategy_discussion", title, command.decision)
    place(work, row)
    return Outcome(f"{row.reference}: {title}", row.id, row.reference)


def _stepped_up(work: Work, row: Referral) -> int | None:
    """The id of the decision it follows: the standing one, where that was for a discussion."""
    if row.state is not ReferralState.DECIDED:
        return None
    decision = standing_decision(work, row)
    return decision.id if decision.outcome is DecisionOutcome.STRATEGY else None


def _add_people_and_actions(command: c.RecordStrategyDiscussion, work: Work, made: int) -> None:
    work.session.add_all(
        StrategyParticipant(discussion_id=made, agency=one.agency, name=one.name, role=one.role)
        for one in command.participants
    )
    work.session.add_all(
        StrategyAction(discussion_id=made, owner=one.owner, words=one.words, due_at=one.due_at)
        for one in command.actions
        if one.due_at is not None
    )


def _discussed(command: c.RecordStrategyDiscussion) -> str:
    if command.held_at is None or command.result is None:
        return "No strategy discussion was held, and why."
    held, label = london_text(command.held_at), command.result.label
    return f"Strategy discussion held {held}: {label}."


def _told(command: c.RecordStrategyDiscussion) -> list[str]:
    people = [f"{one.name} ({one.agency})" for one in command.participants]
    took = [f"Took part: {', '.join(people)}."] if people else []
    return took + [
        f"{one.owner} by {london_text(one.due_at)}: {one.words}"
        for one in command.actions
        if one.due_at is not None
    ]


def settle_action(command: c.SettleAction, work: Work) -> Outcome:
    """An action was done, or is dropped with a reason; until then it stands, however late."""
    row = load_referral(work, command.referral, command.version)
    action = work.session.get(StrategyAction, command.action, with_for_update=True)
    held = None if action is None else work.session.get(StrategyDiscussion, action.discussion_id)
    if action is None or held is None or held.referral_id != row.id:
        raise NotFound("There is no such action.", "Look at the record's strategy discussion.")
    if action.ended is not None:
        raise NotNow(f"That action is {action.ended.label} already.", "Nothing needs doing.")
    action.ended_at, action.ended_by = work.now, work.actor.user_id
    action.ended, action.ended_because = command.ended, command.because
    work.write(StrategyAction)
    if settled_all(work, row):
        over = ACTION_OVERDUE.code
        answer_prompts(work, "settled", command.referral, lambda prompt: prompt.code == over)
    verb = "Done" if command.ended is ActionEnd.DONE else "Dropped"
    said = f"{verb}: {clip(action.words, 120)} ({action.owner})."
    work.tell("action_settled", said, row, text=command.because)
    work.notify([row.worker_id], row, "action_settled", said, command.because)
    place(work, row)
    said = told_to(work.connection, work.actor, said, work.now)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)
