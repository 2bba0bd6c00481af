"""Who of a record looks like somebody known is asked of all of its people together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Engine, event

from mashdesk.domain.contact import Adult, Child
from tests.hub import Hub

NAMES = ("Kai", "Mia", "Leo", "Ava", "Zoe", "Max")
CHILDREN = tuple(
    Child(given_name=name, family_name="Brown", born=date(2015, 1, 1 + at))
    for at, name in enumerate(NAMES)
)
ADULTS = tuple(
    Adult(given_name=name, family_name="Brown", role="uncle", born=date(1980, 3, 1 + at))
    for at, name in enumerate(NAMES)
)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that is sent meanwhile."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_contact_of_twelve_costs_no_more_for_each_than_finding_whom_they_look_like(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    hub.take_in(children=CHILDREN, adults=ADULTS)
    referral = hub.take_in(children=CHILDREN, adults=ADULTS)
    with counted() as sent:
        questions = hub.desk.known.open_questions(hub.duty, referral)
    assert len({one.individual for one in questions}) == 12
    assert len(sent) <= 8 * 12
