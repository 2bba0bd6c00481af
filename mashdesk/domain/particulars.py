"""What somebody is known by, and things such as addresses and numbers in one form each.

The numbers' rules: an NHS number has ten digits and a check digit, modulo 11; a unique pupil
number is a letter, twelve digits, or eleven and a letter, the first letter checking the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mashdesk.domain.contact import Sex
from mashdesk.domain.people import IndividualKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is said of somebody to know them by; blank where nothing is said yet."""

    given_name: str = ""
    family_name: str = ""
    known_as: str = ""
    born: date | None = None
    expected: date | None = None
    sex: Sex = Sex.NOT_KNOWN
    nhs_number: str = ""
    upn: str = ""
    address: str = ""
    school: str = ""
    phone: str = ""
    kind: IndividualKind | None = None
