"""What tied two records is told no more: the prompts that rested on it go in the same act, whether
or not a sealed record tells the same.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from mashdesk.desk.prompts import taken_back
from mashdesk.domain import commands as c
from mashdesk.domain.people import RelationshipKind
from mashdesk.domain.prompts.weighing import TAKEN_BACK
from mashdesk.store.names import RELATIONSHIPS
from tests.desk.test_considering import TYLER, known, standing
from tests.desk.test_prompt_walls import (
    KIM,
    not_yet,
    one_family_by_what_is_sealed,
    one_mother_by_what_is_sealed,
    seal,
    what_all_see,
)
from tests.desk.test_sealed_since import everything_of, knows_it_was_sealed, raised, stand
from tests.engines import HubMaker
from tests.hub import Hub, contact


def test_a_tie_that_is_ended_leaves_nothing_to_rest_on_what_was_sealed_meanwhile(
    sqlite_hubs: HubMaker,
) -> None:
    without, beside = sqlite_hubs(), sqlite_hubs()
    (first, other), _ = [what_all_see(hub) for hub in (without, beside)]
    for hub in (without, beside):
        for one in (first, other):
            hub.rate(one)
            hub.on(c.Claim, one)
            hub.do(c.OpenHistory(referral=one))
    told = one_family_by_what_is_sealed(beside, first, other, not_yet)
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
        told = one_mother_by_what_is_sealed(hub, first, other, not_yet)
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


@pytest.mark.parametrize("most", [40, 1])
def test_a_corrected_contact_takes_away_what_it_alone_tied_and_no_grave_prompt(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    hub = sqlite_hub
    monkeypatch.setattr(taken_back, "MOST", most)
    first, other = hub.take_in(children=(TYLER,)), hub.take_in(children=(KIM,))
    tyler = replace(TYLER, individual=known(hub, first))
    kim = replace(KIM, individual=known(hub, other))
    hub.later(minutes=1)
    hub.take_in(children=(tyler,))
    both = contact(hub.clock, children=(tyler, kim))
    told = hub.take_in(children=both.children)
    raised(hub, first, other)
    name, kims = hub.view(told).reference, hub.view(other).reference
    before = standing(hub, first)
    assert kims in before["sibling-concern"].evidence
    assert name in before["escalating-frequency"].evidence
    # What it says of nobody else takes nothing away.
    said = replace(both, worry="Both of them.")
    hub.on(c.Correct, told, contact=said, reason="misheard")
    raised(hub, first, other)
    assert standing(hub, first).keys() == before.keys()
    hub.on(c.Correct, told, contact=replace(said, children=(kim,)), reason="It was not Tyler.")
    for considered in (False, True):
        if most > 1 or considered:
            left = standing(hub, first)
            assert "sibling-concern" not in left
            assert name not in left["escalating-frequency"].evidence
            assert (other, "sibling-concern") not in stand(hub, other)
        else:
            assert "sibling-concern" in standing(hub, first)
        raised(hub, first, other)
    assert any(TAKEN_BACK in one.answer for one in hub.view(first).prompts)


def siblings(hub: Hub, first: int, other: int) -> int:
    """Somebody tells in the open that the two are siblings; the number of that tie."""
    one, two = known(hub, first), known(hub, other)
    said = {"one": one, "kind": RelationshipKind.SIBLING, "other": two}
    hub.do(c.RecordRelationship(referral=first, **said))  # type: ignore[arg-type]
    with hub.store.read() as connection:
        return int(connection.execute(select(func.max(RELATIONSHIPS.c.id))).scalar_one())
