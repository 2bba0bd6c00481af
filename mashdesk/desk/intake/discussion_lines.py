"""Who took part in a discussion and what each is to do, as people write it: a line for each.

`Police; DS Obi; chair` is a participant, `DS Obi; 23 Nov 2026 16:00; speak to him` an action.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time

from mashdesk.domain.calendar import london_instant
from mashdesk.domain.follow_up import Action, Participant
from mashdesk.domain.problems import Invalid, Problem

A_PARTICIPANT = "Police; DS Obi; chair"
AN_ACTION = "DS Obi; 23 Nov 2026 16:00; speak to the father"
HOW_TO_NAME = f"write agency; name; role, such as {A_PARTICIPANT}"
HOW_TO_ASK = f"write owner; by when; what, such as {AN_ACTION}"
_END_OF_DAY = time(23, 59)
"""By when something is to be done that is to be done on a day."""


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
    field: str,
    lines: Iterable[str],
    read_moment: Callable[[str], datetime],
    read_day: Callable[[str], date],
) -> tuple[Action, ...]:
    """One action for each line that says anything; a day alone means its end, in London.

    `read_moment` and `read_day` raise ValueError for what is none. Invalid, under `field`, names
    the first line that cannot be read.
    """
    found = []
    for number, line in _numbered(lines):
        parts = [part.strip() for part in line.split(";", 2)]
        if len(parts) < 3 or not all(parts):
            raise Invalid(Problem(field, f"line {number}: {HOW_TO_ASK}"))
        try:
            due_at = _by(parts[1], read_moment, read_day)
        except ValueError as wrong:
            raise Invalid(Problem(field, f"line {number}, by when: {wrong}")) from None
        found.append(Action(parts[0], parts[2], due_at))
    return tuple(found)


def _by(
    said: str, read_moment: Callable[[str], datetime], read_day: Callable[[str], date]
) -> datetime:
    try:
        day = read_day(said)
    except ValueError:
        return read_moment(said)
    return london_instant(day, _END_OF_DAY)


def _numbered(lines: Iterable[str]) -> Iterable[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())
