"""Who acts: a signed-in person, or the desk's own clockwork under the name SYSTEM."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is on the desk; the permission table is keyed by it."""

    DUTY = "duty_senior_social_worker"
    EARLY_HELP = "early_help_manager"
    TEAM_MANAGER = "team_manager"
    SERVICE_MANAGER = "service_manager"
    PRACTITIONER = "agency_practitioner"
    BUSINESS = "business_support"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ")

    @property
    def somebody(self) -> str:
        """How a sentence begins that is about anybody of this role: `An auditor`."""
        return f"{'An' if self.label[0] in 'aeiou' else 'A'} {self.label}"


ROLES_OF_PEOPLE: tuple[Role, ...] = tuple(role for role in Role if role is not Role.SYSTEM)
"""What an account can be; SYSTEM is the desk's own."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one session at one workstation. `agency` is their agency's code, if any."""

    user_id: int
    name: str
    role: Role
    agency: str | None = None
    workstation: str = ""
    session: int | None = None


SYSTEM = Actor(0, "SYSTEM", Role.SYSTEM)
"""The scheduler's sweep acts under this name, through the same door as people."""


def initials(name: str) -> str:
    """Up to three initials for the queue's narrow columns, for example "Asha K. Rao" gives AKR."""
    return "".join(part[0] for part in name.split() if part[0].isalnum())[:3].upper() or "?"
