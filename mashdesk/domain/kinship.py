"""What cannot well be between a parent and a child, by their dates of birth: said, never refused.

A date may be a slip, and a record may tell what nobody has looked at closely: whoever types it is
the one to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mashdesk.domain.spelling import tokens

YOUNGEST_PARENT = 11
"""Years: a parent younger than this when the child was born is taken for a slip of a date."""

_PARENTS = frozenset(
    ("mother", "father", "mum", "dad", "mam", "parent", "stepmother", "stepfather")
)
_NOT_BY_BIRTH = frozenset(("step", "stepmother", "stepfather", "foster", "adoptive", "adopted"))


def is_parent(role: str) -> bool:
    """Whether what somebody is to the children makes them a parent, by birth or not."""
    return bool(_PARENTS & set(tokens(role)))


def is_birth_parent(role: str) -> bool:
    """Whether their age can be held against the children's."""
    words = set(tokens(role))
    return bool(_PARENTS & words) and not (_NOT_BY_BIRTH & words)


def parent_doubt(parent: date | None, child: date | None) -> str:
    """Why somebody born on one day can hardly be the parent of a child born on another; empty where
    nothing speaks against it, or a date is not known.
    """
    if parent is None or child is None:
        return ""
    if parent >= child:
        return "born after the child" if parent > child else "born on the same day as the child"
    years = child.year - parent.year - ((child.month, child.day) < (parent.month, parent.day))
    return f"{years} years old when the child was born" if years < YOUNGEST_PARENT else ""


def parent_doubts(parent: date | None, children: Iterable[date | None]) -> str:
    """The first such doubt with any of these children; empty for none."""
    return next(filter(None, (parent_doubt(parent, child) for child in children)), "")
