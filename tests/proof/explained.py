"""The promise's law of lists: whatever leaves one leaves an explanation with whoever had it."""

from __future__ import annotations

from collections.abc import Collection

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from tests.proof.picture import Picture, Row
from tests.proof.step import Step


def lists_are_explained(before: Picture, after: Picture, step: Step) -> None:
    """What left a person's list left them a word, and nothing told goes before it is read."""
    people = {row["worker_id"] for row in before.open.values()} - {None}
    for person in people:
        for gone in before.mine(person) - after.mine(person):
            told = _told_now(before, after, person, gone)
            assert told or person == step.actor.user_id, f"{gone} left {person} without a word"
    acknowledged = step.command.notices if isinstance(step.command, c.Acknowledge) else ()
    for key, row in before.notices.items():
        if row["acknowledged_at"] is None and after.notices[key]["acknowledged_at"] is not None:
            read = key in acknowledged or _read_themselves(before, row, step.actor, acknowledged)
            assert read, f"a notice vanished unread: {row}"
            assert before.is_for(row, step.actor), f"somebody else acknowledged {row}"
    _agencies_lists_are_explained(before, after, step)


def _read_themselves(before: Picture, row: Row, actor: Actor, notices: Collection[int]) -> bool:
    """Whether this person acknowledged their own entry of what this one tells their agency."""
    same = ("referral_id", "kind", "about", "at")
    own = [before.notices[one] for one in notices if one in before.notices]
    return row["agency_id"] is not None and any(
        one["person_id"] == actor.user_id and all(one[name] == row[name] for name in same)
        for one in own
    )


def _agencies_lists_are_explained(before: Picture, after: Picture, step: Step) -> None:
    """What left an agency's open list by anybody's act but its own left it a standing entry, and no
    such entry is ever rewritten. Who had it is told too.
    """
    for key, row in before.requests.items():
        if row["state"] != "open" or after.requests[key]["state"] == "open":
            continue
        own = isinstance(step.command, c.SendAnswer) and step.command.request == key
        if not own:
            assert _entered(before, after, row, "agency_id", row["agency_id"]), f"{row} is gone"
        if row["holder_id"] not in (None, step.actor.user_id):
            told = _entered(before, after, row, "person_id", row["holder_id"])
            assert told, f"{row} left who had it without a word"
    for key, row in before.notices.items():
        if row["agency_id"] is not None and after.notices[key]["acknowledged_at"] is None:
            assert after.notices[key] == row, f"an agency's entry was rewritten: {row}"


def _entered(before: Picture, after: Picture, request: Row, whose: str, who: int) -> bool:
    """Whether this step left an explanation about a request that stands."""
    return any(
        row[whose] == who
        and row["about"] == f"request {request['id']}"
        and row["acknowledged_at"] is None
        and before.notices.get(key) != row
        for key, row in after.notices.items()
    )


def _told_now(before: Picture, after: Picture, person: int, referral: int) -> bool:
    """Whether this person has an unread explanation that this step left or brought up to date."""
    return any(
        row["person_id"] == person
        and row["referral_id"] == referral
        and row["acknowledged_at"] is None
        # The same words at the same instant as before are up to date as they are.
        and (before.notices.get(key) != row or row["kind"] == "left_you")
        for key, row in after.notices.items()
    )
