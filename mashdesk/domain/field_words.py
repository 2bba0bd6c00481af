"""What people call the fields of the people on a contact, where a fault is told in words."""

from __future__ import annotations

import re
from types import MappingProxyType

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_NOUNS = MappingProxyType({"children": "child", "adults": "adult"})
_FIELDS = MappingProxyType(
    {
        "given_name": "given name",
        "family_name": "family name",
        "known_as": "known as",
        "born": "date of birth",
        "expected": "expected date of birth",
        "role": "what they are to the children",
        "nhs_number": "NHS number",
        "upn": "UPN",
        "individual": "who they are known as",
        "parental_responsibility": "parental responsibility",
        "lives_with": "lives with the children",
    }
)
_PERSON = re.compile(r"(children|adults)\.(\d{1,3})(?:\.(\w+))?")


def in_words(path: str) -> str:
    """`children.1.born` as "First child, date of birth"; any other path as it stands."""
    found = _PERSON.fullmatch(path.removeprefix("contact."))
    if found is None:
        return path
    people, number, field = found[1], int(found[2]), found[3]
    noun = _NOUNS[people]
    if 1 <= number <= len(_ORDINALS):
        who = f"{_ORDINALS[number - 1].capitalize()} {noun}"
    else:
        who = f"{noun.capitalize()} {number}"
    return f"{who}, {_FIELDS.get(field, field.replace('_', ' '))}" if field else who
