"""Prompts that stand in the way of an act: evaluated at that moment, answered with it or before."""

from __future__ import annotations

from collections.abc import Sequence

from mashdesk.domain import commands as c
from mashdesk.domain.prompts import Proposal
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work


def demand_answered(
    work: Work, row: Referral, proposal: Proposal, answers: Sequence[c.PromptAnswer]
) -> None:
    """Raise PromptsOpen unless every prompt that matters at `proposal.moment` is answered by now,
    or by `answers`, which are recorded. Call it before the row is changed, after what else is wrong
    was refused.

    Raises Invalid for an answer to no prompt that stands on this referral.
    """
