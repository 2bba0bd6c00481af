"""What tied two records is told no more: the prompts that rested on it go in the same act, whether
or not a sealed record tells the same.
"""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from mashdesk.domain import commands as c
from mashdesk.domain.people import RelationshipKind
from mashdesk.store.names import RELATIONSHIPS
from tests.desk.test_considering import known
from tests.desk.test_prompt_walls import (
    Hide,
    not_yet,
    one_child_by_somebody_sealed,
    one_family_by_what_is_sealed,
    one_mother_by_what_is_sealed,
    seal,
    what_all_see,
)
from tests.desk.test_sealed_since import everything_of, knows_it_was_sealed, raised, stand
from tests.engines import HubMaker
from tests.hub import Hub


@pytest.mark.parametrize("hide", [one_family_by_what_is_sealed, one_mother_by_what_is_sealed])
def test_a_tie_that_is_ended_leaves_nothing_to_rest_on_what_was_sealed_meanwhile(
    sqlite_hubs: HubMaker, hide: Hide
) -> None:
    without, beside = sqlite_hubs(), sqlite_hubs()
    (first, other), _ = [what_all_see(hub) for hub in (without, beside)]
    for hub in (without, beside):
        for one in (first, other):
            hub.rate(one)
            hub.on(c.Claim, one)
            hub.do(c.OpenHistory(referral=one))
    told = hide(beside, first, other, not_yet)
    ties = [siblings(hub, first, other) for hub in (without, beside)]
    for hub in (without, beside):
        raised(hub, first, other)
    seal(beside, told)
    for hub, tie in zip((without, beside), ties, strict=True):
        assert (first, "sibling-concern") in raised(hub, first, other)
        knows_it_was_sealed(hub)
        hub.do(c.EndRelationship(relationship=tie, reason="A mistake."))
        assert "sibling-concern" not in {code for _, code in stand(hub, first, other)}
    # In the very act, and once it was considered.
    for _ in range(2):
        read = [everything_of(hub, first, other) for hub in (without, beside)]
        assert read[0] == read[1]
        for hub in (without, beside):
            raised(hub, first, other)


def test_what_stands_is_the_same_whether_a_record_is_sealed_before_a_tie_ends_or_after(
    sqlite_hubs: HubMaker,
) -> None:
    found = []
    for order in ("never", "sealed first", "ended first"):
        hub = sqlite_hubs()
        first, other = what_all_see(hub)
        for one in (first, other):
            hub.rate(one)
        told = one_child_by_somebody_sealed(hub, first, other, not_yet)
        tie = 0 if order == "never" else siblings(hub, first, other)
        raised(hub, first, other)
        ends = c.EndRelationship(relationship=tie, reason="A mistake.")
        if order == "ended first":
            hub.do(ends)
            raised(hub, first, other)
        seal(hub, told)
        if order == "sealed first":
            raised(hub, first, other)
            hub.do(ends)
        for _ in range(2):
            found.append(
                [
                    (one.referral, one.code, one.evidence)
                    for who in (hub.duty, hub.other_duty)
                    for one in hub.desk.prompts(who)
                ]
            )
            raised(hub, first, other)
    assert all(one == found[0] for one in found)


def siblings(hub: Hub, first: int, other: int) -> int:
    """Somebody tells in the open that the two are siblings; the number of that tie."""
    one, two = known(hub, first), known(hub, other)
    said = {"one": one, "kind": RelationshipKind.SIBLING, "other": two}
    hub.do(c.RecordRelationship(referral=first, **said))  # type: ignore[arg-type]
    with hub.store.read() as connection:
        return int(connection.execute(select(func.max(RELATIONSHIPS.c.id))).scalar_one())
