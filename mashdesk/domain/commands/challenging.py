"""Challenging a rating or decision: raise, answer, settle, accept, move up."""

from __future__ import annotations

from dataclasses import dataclass

from mashdesk.domain.challenge import Against, Reply
from mashdesk.domain.commands.base import Command
from mashdesk.domain.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class OnChallenge(Command):
    """A command on one challenge, at the version its actor read."""

    challenge: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseChallenge(Command):
    """Say that a rating or decision is wrong: why, and what it should be.

    A practitioner names their agency's `request`, or the `reference` of what their agency sent in;
    a worker of the desk the `referral`. Against a rating `wants` is the rating it should be.
    """

    label = "raise a challenge"
    required = ("why", "wants")
    lines = ("wants", "reference")
    against: Against
    why: str
    wants: str
    referral: int | None = None
    request: int | None = None
    reference: str = ""

    def problems(self) -> list[Problem]:
        """Also what it is about: one record, named one way."""
        found = Command.problems(self)
        if [self.referral is None, self.request is None, not self.reference].count(False) != 1:
            found.append(Problem("referral", "name the referral, or your agency's request"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChallenge(OnChallenge):
    """Social care's answer at the first stage: it stands, or it was changed; and why."""

    label = "answer a challenge"
    required = ("answer",)
    reply: Reply
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleChallenge(OnChallenge):
    """A manager's answer, which settles it at their stage; one from below is taken up to it."""

    label = "settle a challenge"
    required = ("answer",)
    reply: Reply
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAnswer(OnChallenge):
    """The challenger accepts the answer: the challenge is resolved."""

    label = "accept an answer to a challenge"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveUp(OnChallenge):
    """The challenger moves it up a stage, with the reason."""

    label = "move a challenge up"
    required = ("reason",)
    reason: str
