"""What rests on something that was only proposed: settled once that is done, or given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mashdesk.domain.contact import Consent
from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.prompts import Moment, Proposal, Snapshot
from mashdesk.domain.prompts.snapshot import Asked, Ticked
from mashdesk.domain.prompts.weighing import Kept, Plan, only_proposed, settles, weighed
from mashdesk.domain.rating import Rag
from tests.domain.seen import contact, seen, this

TO_RED = Proposal(moment=Moment.DECIDING, rating=Rag.RED, voice="He is afraid.")


def kept_of(plan: Plan, *, given_up: bool = False) -> list[Kept]:
    """What a plan raises, as it is kept."""
    return [
        Kept(number, kind.code, one.items, evidence=one.text, given_up=given_up)
        for number, (kind, one) in enumerate(plan.fresh, 1)
    ]


def after(plan: Plan, kept: list[Kept]) -> list[Kept]:
    """What was kept as a plan leaves it, hours later."""
    over = {number for number, _, _ in plan.lapsed}
    said = {one.id: one.evidence for one in plan.renewed}
    left = [
        replace(one, items=said[one.id].items, evidence=said[one.id].text)
        if one.id in said
        else one
        for one in kept
        if one.id not in over
    ]
    return [replace(one, given_up=only_proposed(one.code, one.items)) for one in left]


def test_a_rating_that_was_proposed_and_then_given_is_told_as_what_it_is() -> None:
    kept = kept_of(weighed(seen(), (), proposal=TO_RED))
    (before,) = kept
    assert before.evidence.startswith("If it is rated red, ")
    red = this(rating=Rag.RED)
    plan = weighed(seen(own=red), kept)
    (now,) = plan.renewed
    assert (now.quietly, now.evidence.items) == (True, frozenset({"no checklist, red"}))
    assert now.evidence.text == "The rating is red, and no checklist of need is recorded."
    # An act that ends its evidence answers it at once, whether that was told meanwhile or not.
    ticked = seen(own=red, ticked=Ticked(level_4=("is exploited",)))
    for standing in (kept, after(plan, kept)):
        ((_, _, why),) = weighed(ticked, standing).lapsed
        assert why == "The rating and the checklist agree now."


def test_what_stands_by_itself_says_no_more_of_what_was_given_up() -> None:
    blocked = seen(consent=Consent.REFUSED)
    back = Proposal(moment=Moment.RETURNING, asked_for=AskedFor.CONSENT)
    (kept,) = kept_of(weighed(blocked, (), proposal=back), given_up=True)
    assert "If it is returned for consent alone" in kept.evidence
    (now,) = weighed(blocked, [kept]).renewed
    assert now.quietly
    assert now.evidence.text == "Consent is refused, and risk stands: rated amber."
    # Where its evidence went otherwise, what it rested on besides stays.
    (rests,) = weighed(seen(own=this(rating=Rag.GREEN), consent=Consent.REFUSED), [kept]).renewed
    assert rests.evidence == now.evidence


EVERY_WAY = [
    Proposal(moment=Moment.LOWERING, rating=Rag.BLUE),
    TO_RED,
    Proposal(moment=Moment.DECIDING, rating=Rag.BLUE, outcome=DecisionOutcome.NFA),
    Proposal(moment=Moment.RETURNING, asked_for=AskedFor.CONSENT),
    Proposal(moment=Moment.CLOSING),
]


@pytest.mark.parametrize("proposal", EVERY_WAY, ids=lambda one: str(one.moment))
def test_weighing_once_settles_all_that_was_given_up(proposal: Proposal) -> None:
    """Else a record is looked at again at every beat, and nothing comes of it."""
    full = seen(
        *(contact(ago) for ago in (3, 9, 20)),
        consent=Consent.REFUSED,
        requests=(Asked(1, "Health", True, Rag.RED),),
        returned=(7,),
        born=date(2010, 1, 1),
        ticked=Ticked(dv_scale=3, refuses_help=True),
    )
    later: list[Snapshot] = [full, seen(consent=Consent.REFUSED), seen()]
    later += [replace(full, this=this(rating=rating)) for rating in Rag]
    kept = kept_of(weighed(full, (), proposal=proposal), given_up=True)
    waits = [one for one in kept if only_proposed(one.code, one.items)]
    assert waits
    for then in later:
        assert not [one for one in after(weighed(then, waits), waits) if settles(one)], then.this
