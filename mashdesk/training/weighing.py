"""How colleagues meet prompts in their way: they look, and say what they did or why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from types import MappingProxyType

from mashdesk.desk.desk import Desk
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import OpenPrompt, PromptsOpen

ACTED: Mapping[str, str] = MappingProxyType(
    {
        "no-history-check": "Looked through the previous contacts before this.",
        "repeat-contact": "Read all of them together; the decision rests on the pattern.",
        "escalating-frequency": "Talked through with the team manager and the police.",
        "escalating-intensity": "Talked through with the team manager.",
        "sibling-concern": "Read beside this one; the plan is for all the children.",
        "linked-network": "The links were shared with the exploitation team.",
        "domestic-abuse-repeat": "Nothing here rests on a promise; the specialist service is in.",
        "consent-blocked": "Consent is not what this waits for: the risk is weighed without it.",
        "de-escalation": "A second senior worker read it too and agrees.",
        "disability": "The specialist team was asked.",
        "unborn-or-infant": "The rating was checked with the health visitor.",
    }
)
DECLINED = (
    "Considered; it is the same incident told twice.",
    "Considered; what is known does not bear it out here.",
    "Considered with the team manager; the plan stays as it is.",
)
SHARE_DECLINED = 0.25


def perform(desk: Desk, rng: Random, command: c.Command, actor: Actor) -> Outcome:
    """Give a command; prompts that stand in its way are answered along with it."""
    try:
        return desk.perform(command, actor)
    except PromptsOpen as refused:
        if not isinstance(command, c.AnswersPrompts):
            raise
        answers = tuple(_answer(rng, one) for one in refused.prompts)
        return desk.perform(replace(command, answers=answers), actor)


def _answer(rng: Random, one: OpenPrompt) -> c.PromptAnswer:
    said = ACTED.get(one.code)
    acted = said is not None and (one.grave or rng.random() >= SHARE_DECLINED)
    reason = said if acted and said is not None else rng.choice(DECLINED)
    return c.PromptAnswer(prompt=one.number, acted=acted, reason=reason, read=one.read)
