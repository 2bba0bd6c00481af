"""What arrives at the front door: a contact, its sender, its children, and what is wrong with it.

Its vocabularies stand in source.py, reason.py and consent.py; take them from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mashdesk.domain.consent import LATEST_AHEAD, Consent, ConsentGiven
from mashdesk.domain.kinship import is_birth_parent, parent_doubts
from mashdesk.domain.limits import LINE_LIMIT, WORDS_LIMIT, too_long
from mashdesk.domain.numbers import wrong_nhs_number, wrong_upn
from mashdesk.domain.people import SOMEBODY_NEW, Adult
from mashdesk.domain.problems import Problem
from mashdesk.domain.reason import Reason
from mashdesk.domain.source import Channel, Source

__all__ = [
    "ADULTS_LIMIT",
    "CHILDREN_LIMIT",
    "LATEST_AHEAD",
    "LATE_ENTRY",
    "LINE_LIMIT",
    "OLDEST_CHILD_YEARS",
    "SOMEBODY_NEW",
    "WORDS_LIMIT",
    "Adult",
    "Channel",
    "Child",
    "Consent",
    "ConsentGiven",
    "Contact",
    "Reason",
    "Sex",
    "Source",
    "age_on",
]

LATE_ENTRY = timedelta(days=7)
"""Older receipts need a sentence saying why they are entered now, so that a typing slip is noticed.
"""

OLDEST_CHILD_YEARS = 25
"""Care leavers and disabled young people are known to hubs until 25; an older date is a slip."""

CHILDREN_LIMIT = 30
ADULTS_LIMIT = 30


class Sex(StrEnum):
    """As the census records it; unborn children are U."""

    MALE = "M"
    FEMALE = "F"
    UNBORN = "U"
    NOT_KNOWN = "X"

    @property
    def label(self) -> str:
        return {"M": "male", "F": "female", "U": "unborn", "X": "not known"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """One child a contact concerns. `born` is a date of birth; `expected` is of an unborn child.

    `individual` is who they are known as; None leaves it as it was, or makes somebody new, and
    SOMEBODY_NEW says that it is nobody known.
    """

    given_name: str
    family_name: str
    known_as: str = ""
    born: date | None = None
    expected: date | None = None
    sex: Sex = Sex.NOT_KNOWN
    school: str = ""
    address: str = ""
    nhs_number: str = ""
    upn: str = ""
    individual: int | None = None

    def problems(self, today: date, where: str) -> list[Problem]:
        """Impossible or missing particulars, named by their field path."""
        found = []
        if not (self.given_name.strip() or self.family_name.strip() or self.sex is Sex.UNBORN):
            found.append(
                Problem(f"{where}.given_name", 'give a name, or "unknown" if there is none yet')
            )
        if self.born is not None and self.born > today:
            found.append(
                Problem(f"{where}.born", 'is in the future; use "expected" for an unborn child')
            )
        if self.born is not None and self.born.year < today.year - OLDEST_CHILD_YEARS:
            found.append(
                Problem(
                    f"{where}.born", f"is more than {OLDEST_CHILD_YEARS} years ago; check the year"
                )
            )
        if self.expected is not None and not (
            today - timedelta(days=60) <= self.expected <= today + timedelta(days=320)
        ):
            found.append(
                Problem(f"{where}.expected", "is not within a pregnancy of today; check the date")
            )
        for name, wrong in (
            ("nhs_number", wrong_nhs_number(self.nhs_number)),
            ("upn", wrong_upn(self.upn)),
        ):
            if wrong:
                found.append(Problem(f"{where}.{name}", wrong))
        return found + too_long(self, _CHILD_LINES, LINE_LIMIT, f"{where}.")


_CHILD_LINES = ("given_name", "family_name", "known_as", "school", "address", "nhs_number", "upn")


def age_on(born: date | None, today: date) -> int | None:
    """Whole years on a London date; None when the date of birth is not known."""
    if born is None or born > today:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact as it was received (UTC instant), before anybody judged it.

    `sender_agency` is the roster code of the agency that sent it, whose people then see what
    becomes of it; blank where none did.
    """

    received_at: datetime
    channel: Channel
    source: Source
    sender_name: str = ""
    sender_organisation: str = ""
    sender_contact: str = ""
    sender_reference: str = ""
    sender_agency: str = ""
    reasons: tuple[Reason, ...] = ()
    worry: str
    expects: str = ""
    household: str = ""
    children: tuple[Child, ...]
    adults: tuple[Adult, ...] = ()
    consent: ConsentGiven | None = None
    late_because: str = ""

    def problems(self, now: datetime, today: date) -> list[Problem]:
        """Everything wrong with it at `now` (UTC; `today` in London); empty when it is well."""
        found = self._receipt_problems(now)
        if not self.worry.strip():
            found.append(
                Problem("worry", "say what the worry is, in the sender's words if you have them")
            )
        if not self.reasons:
            found.append(Problem("reasons", "choose at least one reason"))
        if not self.children:
            found.append(Problem("children", "name at least one child, or an unborn child"))
        if len(self.children) > CHILDREN_LIMIT:
            found.append(
                Problem("children", f"more than {CHILDREN_LIMIT}; take them in as several contacts")
            )
        found += too_long(self, ("worry", "expects", "household"), WORDS_LIMIT)
        found += too_long(self, _CONTACT_LINES, LINE_LIMIT)
        for index, child in enumerate(self.children):
            found.extend(child.problems(today, f"children.{index + 1}"))
        if len(self.adults) > ADULTS_LIMIT:
            found.append(Problem("adults", f"more than {ADULTS_LIMIT}; add the others as mentions"))
        for index, adult in enumerate(self.adults):
            found.extend(adult.problems(today, f"adults.{index + 1}"))
        if self.consent is not None:
            found.extend(self.consent.problems(now))
        return found

    def doubts(self) -> list[Problem]:
        """What can hardly be, named by field: to be said to whoever tells it, never refused."""
        found = []
        for index, adult in enumerate(self.adults, start=1):
            if is_birth_parent(adult.role):
                doubt = parent_doubts(adult.born, (child.born for child in self.children))
                if doubt:
                    found.append(Problem(f"adults.{index}.born", f"{doubt}; check both dates"))
        return found

    def _receipt_problems(self, now: datetime) -> list[Problem]:
        if self.received_at.utcoffset() is None:
            return [Problem("received_at", "needs its time zone")]
        if self.received_at > now + LATEST_AHEAD:
            return [
                Problem(
                    "received_at", "is in the future; give the time the contact reached the hub"
                )
            ]
        if now - self.received_at > LATE_ENTRY and not self.late_because.strip():
            return [
                Problem(
                    "received_at",
                    f"is more than {LATE_ENTRY.days} days ago; check the date, "
                    'or say in "late_because" why it is entered now',
                )
            ]
        return []


_CONTACT_LINES = (
    "sender_name",
    "sender_organisation",
    "sender_contact",
    "sender_reference",
    "sender_agency",
    "late_because",
)
