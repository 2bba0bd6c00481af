"""What somebody is known by, and things such as addresses and phone numbers in one form each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mashdesk.domain.contact import Sex
from mashdesk.domain.people import IndividualKind, MentionKind
from mashdesk.domain.spelling import tokens

ThingKey = tuple[MentionKind, str]
"""A thing by its kind and its one form, as `key_of` gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is said of somebody to know them by; blank where nothing is said yet.

    `parent_of` are the dates of birth of children they are said to be a parent of: somebody too
    young for it is hardly who is meant.
    """

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
    vehicle: str = ""
    kind: IndividualKind | None = None
    parent_of: tuple[date, ...] = ()

    @property
    def is_named(self) -> bool:
        """Whether any name is said, beyond words that stand where none is known."""
        return any(tokens(name) for name in (self.given_name, self.family_name, self.known_as))

    @property
    def is_nameless(self) -> bool:
        """Whether this is said to be somebody of a family who has no given name, or none that is
        known: "Baby Brown", or an unborn Brown. A given name merely not typed yet is not said.
        """
        said = bool(self.given_name.strip()) or self.sex is Sex.UNBORN or self.expected is not None
        given = tokens(self.given_name) or tokens(self.known_as)
        return said and not given and bool(tokens(self.family_name))

    @property
    def keys(self) -> frozenset[ThingKey]:
        """The home, phone number, vehicle and school that are said, each by its one form."""
        said = (
            (MentionKind.ADDRESS, self.address),
            (MentionKind.PHONE, self.phone),
            (MentionKind.VEHICLE, self.vehicle),
            (MentionKind.SCHOOL, self.school),
        )
        keys = ((kind, key_of(kind, words)) for kind, words in said if words)
        return frozenset(one for one in keys if one[1])


_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b")
_WORD = re.compile(r"[^a-z0-9]+")
_SHORT = {
    "street": "st", "road": "rd", "avenue": "ave", "lane": "ln", "drive": "dr", "close": "cl",
    "court": "ct", "terrace": "terr", "crescent": "cres", "place": "pl", "gardens": "gdns",
    "square": "sq", "saint": "st", "apartment": "flat", "apt": "flat", "the": "", "and": "",
    "school": "", "primary": "prim", "academy": "acad", "of": "",
}  # fmt: skip
THING_KEY_LENGTH = 80


@lru_cache(maxsize=20_000)
def key_of(kind: MentionKind, words: str) -> str:
    """One form for one thing, however it was written: the key that referrals are linked by. Blank
    where the words name no one thing, such as "no fixed abode" or half a phone number.
    """
    plainly = words.strip().lower()
    if kind is MentionKind.PHONE:
        digits = re.sub(r"\D", "", re.sub(r"^\+?(?:00)?44\s*(?:\(0\))?", "0", plainly))
        return digits[:THING_KEY_LENGTH] if len(digits) >= 7 else ""
    if kind is MentionKind.VEHICLE:
        return re.sub(r"[^a-z0-9]", "", plainly)[:THING_KEY_LENGTH]
    if kind is MentionKind.ADDRESS:
        return _address_key(plainly)[:THING_KEY_LENGTH]
    if plainly.startswith(_NOWHERE):
        return ""
    parts = [_SHORT.get(part, part) for part in _WORD.split(_ASIDE.sub(" ", plainly))]
    return " ".join(filter(None, parts))[:THING_KEY_LENGTH]


_ASIDE = re.compile(r"\([^)]*\)")
_NOWHERE = (
    "unknown", "not known", "no fixed", "nfa", "n/a", "not given", "as above", "see above", "none",
    "not on ", "not in ", "not at ",
)  # fmt: skip


def _address_key(plainly: str) -> str:
    """Every number before the postcode, and the postcode; else the words in short."""
    if not plainly or plainly.startswith(_NOWHERE):
        return ""
    found = _POSTCODE.search(plainly)
    before = plainly[: found.start()] if found else plainly
    parts = [_SHORT.get(part, part) for part in _WORD.split(before)]
    numbers = sorted(part for part in parts if part[:1].isdigit())
    if found and numbers:
        return " ".join((*numbers, found[1] + found[2]))
    words = " ".join(filter(None, parts))
    # A town or a street alone is the address of many.
    named = len(words) > 6 and (bool(numbers) or found is not None)
    return f"{words} {found[1] + found[2] if found else ''}".strip() if named else ""
