"""Who took part in a discussion and what each is to do, as people write it: a line for each.

`Police; DS Obi; chair` is a participant, `DS Obi; 23 Nov 2026 16:00; speak to him` an action.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from mashdesk.domain.follow_up import Action, Participant
from mashdesk.domain.problems import Invalid, Problem

HOW_TO_NAME = "write agency; name; role, such as Police; DS Obi; chair"
HOW_TO_ASK = "write owner; by when; what, such as DS Obi; 23 Nov 2026 16:00; speak to the father"


def read_participants(field: str, lines: Iterable[str]) -> tuple[Participant, ...]:
    """One participant for each line that says anything; Invalid, under `field`, names the first
    line that cannot be read.
    """
    found = []
    for number, line in _numbered(lines):
        parts = [part.strip() for part in line.split(";", 2)]
        if len(parts) < 2 or not all(parts[:2]):
            raise Invalid(Problem(field, f"line {number}: {HOW_TO_NAME}"))
        found.append(Participant(parts[0], parts[1], parts[2] if len(parts) > 2 else ""))
    return tuple(found)


def read_actions(
    field: str, lines: Iterable[str], read_moment: Callable[[str], datetime]
) -> tuple[Action, ...]:
    """One action for each line that says anything; `read_moment` raises ValueError for what is no
    time. Invalid, under `field`, names the first line that cannot be read.
    """
    found = []
    for number, line in _numbered(lines):
        parts = [part.strip() for part in line.split(";", 2)]
        if len(parts) < 3 or not all(parts):
            raise Invalid(Problem(field, f"line {number}: {HOW_TO_ASK}"))
        try:
            due_at = read_moment(parts[1])
        except ValueError as wrong:
            raise Invalid(Problem(field, f"line {number}: {parts[1]} {wrong}")) from None
        found.append(Action(parts[0], parts[2], due_at))
    return tuple(found)


def _numbered(lines: Iterable[str]) -> Iterable[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())
