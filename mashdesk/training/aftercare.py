"""What colleagues see to after a decision: hand-overs taken up, discussions recorded, reviews."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from mashdesk.domain import commands as c
from mashdesk.domain.contact import Channel
from mashdesk.domain.follow_up import (
    Action,
    ActionEnd,
    Participant,
    ReviewResult,
    StrategyResult,
    is_early_help,
)
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.store.views.decisions import ActionView
from mashdesk.training import names, sayings


def before_closing(
    rng: Random,
    referral: int,
    version: int,
    outcome: DecisionOutcome,
    now: datetime,
    *,
    long_ago: bool = False,
) -> c.OnReferral | None:
    """What a decision asks for before it can be closed; None where that is nothing. Early help of
    `long_ago` was reviewed since, and is not to come back.
    """
    if outcome is DecisionOutcome.ALLOCATED:
        return acknowledge(rng, referral, version)
    if outcome is DecisionOutcome.STRATEGY:
        return discuss(rng, referral, version, now)
    if long_ago and is_early_help(outcome):
        return review(rng, referral, version, ReviewResult.WENT_WELL)
    return None


def acknowledge(rng: Random, referral: int, version: int) -> c.AcknowledgeAllocation:
    """The worker who knows the family rings to say that they have it."""
    return c.AcknowledgeAllocation(
        referral=referral,
        version=version,
        person=names.adult(rng).name,
        channel=Channel.PHONE,
        words=sayings.TAKEN_UP,
    )


def discuss(rng: Random, referral: int, version: int, now: datetime) -> c.RecordStrategyDiscussion:
    """A strategy discussion was held just now (`now` in UTC): three agencies and two actions."""
    officer, doctor, worker = (names.adult(rng).name for _ in range(3))
    return c.RecordStrategyDiscussion(
        referral=referral,
        version=version,
        held_at=now,
        participants=(
            Participant("Police", officer, "detective sergeant"),
            Participant("Health", doctor, "named doctor"),
            Participant("Children's social care", worker, "team manager, chair"),
        ),
        result=rng.choice(tuple(StrategyResult)),
        decision=sayings.DISCUSSED,
        actions=(
            Action(worker, sayings.DISCUSSED_ACTIONS[0], now + timedelta(hours=4)),
            Action(officer, sayings.DISCUSSED_ACTIONS[1], now + timedelta(hours=24)),
        ),
    )


def settle(referral: int, version: int, action: ActionView) -> c.SettleAction:
    """Whoever had an action of a strategy discussion rings to say that it is done."""
    return c.SettleAction(
        referral=referral,
        version=version,
        action=action.id,
        ended=ActionEnd.DONE,
        because=sayings.SETTLED,
    )


def review(
    rng: Random, referral: int, version: int, result: ReviewResult | None = None
) -> c.RecordEarlyHelpReview:
    """How early help went, mostly well."""
    mostly = (ReviewResult.WENT_WELL, ReviewResult.WENT_WELL, ReviewResult.DRIFTED)
    result = result or rng.choice(mostly)
    return c.RecordEarlyHelpReview(
        referral=referral, version=version, result=result, words=sayings.REVIEWED[result]
    )
