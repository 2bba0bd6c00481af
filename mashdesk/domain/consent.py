"""Consent: its forms, and what each must say. A contact cannot be rated without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mashdesk.domain.limits import LINE_LIMIT, WORDS_LIMIT, too_long
from mashdesk.domain.problems import Problem

LATEST_AHEAD = timedelta(minutes=5)
"""How far in the future a receipt may lie: two machines' clocks differ a little, never more."""


class Consent(StrEnum):
    """The forms of consent; a contact cannot be rated without one."""

    OBTAINED = "obtained"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_SOUGHT = "not_sought"
    OVERRIDDEN = "overridden"
    NOT_REQUIRED = "not_required"

    @property
    def label(self) -> str:
        return {
            "not_sought": "not sought",
            "not_required": "not required (level 4, section 47)",
        }.get(self.value, self.value)

    @property
    def needs_reason(self) -> bool:
        """Not seeking or overriding consent is a judgement and carries its reason."""
        return self in (Consent.NOT_SOUGHT, Consent.OVERRIDDEN)

    @property
    def needs_person(self) -> bool:
        """Obtained by whom, overridden by whom."""
        return self in (Consent.OBTAINED, Consent.OVERRIDDEN)

    @property
    def has_person(self) -> bool:
        """Whether somebody gave, refused, took back or overrode it: who, where that is told."""
        return self not in (Consent.NOT_SOUGHT, Consent.NOT_REQUIRED)

    @property
    def has_moment(self) -> bool:
        """Whether it was settled at some moment; where that is not told, it is said so."""
        return self is not Consent.NOT_REQUIRED


IN_HAND = (Consent.OBTAINED, Consent.OVERRIDDEN, Consent.NOT_REQUIRED)
"""There is nothing to be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """Consent in one of its forms: by whom and when (UTC) it was given or overridden, and why."""

    form: Consent
    by: str = ""
    at: datetime | None = None
    reason: str = ""

    def problems(self, now: datetime) -> list[Problem]:
        """What is missing for this form; empty when it is complete."""
        found = []
        if self.form.needs_reason and not self.reason.strip():
            found.append(Problem("consent.reason", f"say why consent was {self.form.label}"))
        if self.form.needs_person and not self.by.strip():
            found.append(Problem("consent.by", f"say by whom consent was {self.form.label}"))
        if self.at is not None and self.at > now + LATEST_AHEAD:
            found.append(
                Problem("consent.at", "is in the future; give the time consent was settled")
            )
        return [
            *found,
            *too_long(self, ("by",), LINE_LIMIT, "consent."),
            *too_long(self, ("reason",), WORDS_LIMIT, "consent."),
        ]
