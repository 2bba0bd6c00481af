"""Sealing a record, unsealing it, emergency access to it, and the review of that."""

from __future__ import annotations

from dataclasses import dataclass

from mashdesk.domain.commands.base import Command, OnReferral
from mashdesk.domain.problems import Problem
from mashdesk.domain.sealing import Finding

MOST_NAMED = 40
"""People named on one sealed record: with more it is hardly one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal(OnReferral):
    """Seal a record, so that only these people (ids) see it; on a sealed one, name others.

    It changes who sees the record, and never its clocks.
    """

    label = "seal a record"
    required = ("reason",)
    people: tuple[int, ...]
    reason: str

    def problems(self) -> list[Problem]:
        """Also that somebody is named, and not half the hub."""
        found = OnReferral.problems(self)
        if not self.people:
            found.append(Problem("people", "name at least one team or service manager"))
        if len(set(self.people)) > MOST_NAMED:
            found.append(Problem("people", f"are up to {MOST_NAMED}"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseal(OnReferral):
    """Unseal a record: everybody who saw it before sees it again, and is told."""

    label = "unseal a record"
    required = ("reason",)
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlass(Command):
    """See and act on one sealed record for half an hour, with a reason that a manager reviews.

    It is asked for by its reference: nobody is shown which sealed records there are.
    """

    label = "use emergency access"
    required = ("reference", "reason")
    lines = ("reference",)
    reference: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOverride(Command):
    """A manager's finding on somebody else's emergency access, once it is over."""

    label = "review an emergency access"
    required = ("words",)
    override: int
    finding: Finding
    words: str
