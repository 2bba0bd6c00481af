"""Answers to prompts that stand in the way of what somebody is about to do."""

from __future__ import annotations

from dataclasses import dataclass

from mashdesk.domain.commands.base import Command, OnReferral
from mashdesk.domain.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptAnswer(Command):
    """One prompt by its number: acted on, or considered and declined, and why. `read` are the
    letters that the prompt was shown with: which evidence this answers.
    """

    label = "answer a prompt"
    required = ("reason",)
    prompt: int
    acted: bool
    reason: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersPrompts(OnReferral):
    """A command that may also answer the prompts that stand in its way."""

    answers: tuple[PromptAnswer, ...] = ()

    def problems(self) -> list[Problem]:
        """Also each answer's own reason."""
        found = OnReferral.problems(self)
        for item in self.answers:
            found.extend(
                Problem(f"answers.{item.prompt}.{p.field}", p.message) for p in item.problems()
            )
        return found
