"""What the name of an account may be, and how long a sign-in lasts: everybody asks it here."""

from __future__ import annotations

import re
from datetime import timedelta

from mashdesk.domain.problems import Problem

LONGEST_SESSION = timedelta(hours=12)
FRESH_FOR = timedelta(minutes=5)
"""How long after giving the password one may do what asks for it again."""

_NAME = re.compile(r"[\w.'-]{2,40}")


def account_name(typed: str) -> str:
    """The name as it is stored and signed in with: lower case, nothing round it."""
    return typed.strip().lower()


def account_name_problems(typed: str, field: str = "name") -> list[Problem]:
    """What is wrong with a name for an account, told of `field`; empty when it will do."""
    if _NAME.fullmatch(account_name(typed)):
        return []
    said = "is 2 to 40 letters, digits, dots, dashes or apostrophes, without spaces"
    return [Problem(field, said)]
