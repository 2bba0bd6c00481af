"""Laws of prompts over generated histories: pure, in no order, monotone where more evidence can
only say more; a declined one does not come back by itself; a grave one is never lost.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mashdesk.domain.contact import Consent, Reason
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.prompts import PROMPTS, Moment, Proposal, noticed
from mashdesk.domain.prompts.kinds import cited
from mashdesk.domain.prompts.moments import in_the_way
from mashdesk.domain.prompts.snapshot import Asked, Load, Related, Seen, Snapshot, Ticked, Young
from mashdesk.domain.prompts.weighing import (
    SEALED_SINCE,
    TAKEN_BACK,
    Gone,
    Kept,
    Plan,
    weighed,
)
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from tests.domain.seen import THIS, TODAY

MONOTONE = frozenset(
    {
        "repeat-contact",
        "domestic-abuse-repeat",
        "missing-episodes",
        "sibling-concern",
        "linked-network",
        "early-help-withdrawn",
        "answer-outstanding",
        "challenge-open",
        "disability",
    }
)
"""Prompts that more of the same kind of evidence never silences."""

LAWS = settings(
    max_examples=500 if os.environ.get("MASHDESK_THOROUGH") == "1" else 25, deadline=None
)

reasons = st.frozensets(
    st.sampled_from((Reason.NEGLECT, Reason.DOMESTIC_ABUSE, Reason.MISSING, Reason.DISABILITY)),
    min_size=1,
    max_size=2,
)
ratings = st.none() | st.sampled_from(Rag)


@st.composite
def contacts(draw: st.DrawFn, first: int = 1) -> list[Seen]:
    days = draw(st.lists(st.integers(0, 800), max_size=6))
    return [
        Seen(TODAY - timedelta(days=ago), first + at, f"MD-26-{first + at:04d}", *draw(
            st.tuples(ratings, reasons)
        ))
        for at, ago in enumerate(days)
    ]  # fmt: skip


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    own = Seen(TODAY, THIS, "MD-26-0100", draw(ratings), draw(reasons))
    born = draw(st.none() | st.dates(date(2008, 1, 1), TODAY))
    children = tuple(
        Young(number, tuple(sorted((*draw(contacts(number * 10)), own))), born)
        for number in range(1, draw(st.integers(1, 2)) + 1)
    )
    others = tuple(
        sorted(Related(one, "family", draw(st.booleans())) for one in draw(contacts(200)))
    )
    links = tuple(sorted(Related(one, "the same adult") for one in draw(contacts(300))))
    asked = tuple(
        Asked(number, f"Agency {number}", draw(st.booleans()), draw(ratings))
        for number in range(draw(st.integers(0, 3)))
    )
    ticked = draw(
        st.none()
        | st.builds(
            Ticked,
            st.sampled_from(((), ("is exploited",))),
            st.booleans(),
            st.booleans(),
            st.booleans(),
            st.none() | st.integers(1, 4),
            st.frozensets(st.dates(TODAY - timedelta(days=120), TODAY), max_size=4),
        )
    )
    return Snapshot(
        today=TODAY,
        this=own,
        state=draw(st.sampled_from((ReferralState.RATED, ReferralState.DECIDED))),
        level=draw(st.none() | st.integers(1, 4)),
        consent=draw(st.none() | st.sampled_from(Consent)),
        children=children,
        siblings=others,
        links=links,
        requests=asked,
        ratings=tuple(draw(st.lists(st.sampled_from(Rag), max_size=3))),
        returned=tuple(range(draw(st.integers(0, 3)))),
        history_opened=draw(st.booleans()),
        challenges=tuple(range(draw(st.integers(0, 2)))),
        ticked=ticked,
        withdrawn=tuple(sorted(draw(contacts(400)))),
    )


proposals = st.none() | st.builds(
    Proposal,
    moment=st.sampled_from(Moment),
    rating=ratings,
    outcome=st.none() | st.sampled_from(DecisionOutcome),
    voice=st.sampled_from(("", "He is afraid.")),
    no_voice=st.sampled_from(("", "a baby")),
)


def everything() -> Snapshot:
    """One record on which, by what is proposed, every rule has something to say."""
    abuse = frozenset({Reason.DOMESTIC_ABUSE, Reason.NEGLECT, Reason.DISABILITY})
    own = Seen(TODAY, THIS, "MD-26-0100", Rag.GREEN, abuse)
    rising = (Rag.BLUE, Rag.BLUE, Rag.BLUE, Rag.GREEN)
    days = (40, 25, 12, 5)
    before = tuple(
        Seen(TODAY - timedelta(days=ago), ago, f"MD-26-{ago:04d}", rating, abuse)
        for ago, rating in zip(days, rising, strict=True)
    )
    other = Seen(TODAY - timedelta(days=90), 200, "MD-26-0200", Rag.RED, abuse)
    another = Seen(TODAY - timedelta(days=90), 300, "MD-26-0300", Rag.RED, abuse)
    missing = frozenset(TODAY - timedelta(days=ago) for ago in (3, 9, 20, 31))
    return Snapshot(
        today=TODAY,
        this=own,
        state=ReferralState.RATED,
        level=4,
        consent=Consent.REFUSED,
        children=(
            Young(1, (*before, own), date(2010, 1, 1)),
            Young(2, (own,), TODAY - timedelta(days=100)),
        ),
        siblings=(Related(other, "family"),),
        links=(Related(another, "the same adult"),),
        requests=(Asked(1, "Health", True, Rag.RED),),
        ratings=(Rag.RED, Rag.GREEN),
        returned=(1, 2),
        challenges=(1,),
        ticked=Ticked(("is exploited",), True, True, True, 4, missing),
        withdrawn=(replace(another, id=400, reference="MD-26-0400"),),
        load=Load(7, "Asha Rao", 99, THIS),
    )


ENDING = Proposal(moment=Moment.DECIDING, rating=Rag.GREEN, outcome=DecisionOutcome.ADVICE)
LESS = Proposal(moment=Moment.LOWERING, rating=Rag.BLUE)


def test_every_rule_has_something_to_say_on_the_record_that_each_law_is_held_against() -> None:
    found = said(everything(), ENDING).keys() | said(everything(), LESS).keys()
    assert found == {code for code, kind in PROMPTS.items() if kind.rule is not None}


def shuffled(snapshot: Snapshot, seed: int) -> Snapshot:
    """The same facts in another order."""
    rng = Random(seed)

    def mixed(values: Sequence[Any]) -> Any:
        return tuple(rng.sample(list(values), len(values)))

    return replace(
        snapshot,
        children=mixed([replace(one, contacts=mixed(one.contacts)) for one in snapshot.children]),
        siblings=mixed(snapshot.siblings),
        links=mixed(snapshot.links),
        requests=mixed(snapshot.requests),
        withdrawn=mixed(snapshot.withdrawn),
        challenges=mixed(snapshot.challenges),
    )


def said(snapshot: Snapshot, proposal: Proposal | None = None) -> dict[str, frozenset[str]]:
    return {kind.code: one.items for kind, one in noticed(snapshot, proposal=proposal)}


@LAWS
@example(everything(), ENDING, 1)
@example(everything(), LESS, 2)
@given(snapshots(), proposals, st.integers())
def test_rules_are_pure_and_in_no_order(
    snapshot: Snapshot, proposal: Proposal | None, seed: int
) -> None:
    once = [(kind.code, one) for kind, one in noticed(snapshot, proposal=proposal)]
    assert once == [(kind.code, one) for kind, one in noticed(snapshot, proposal=proposal)]
    other = shuffled(snapshot, seed)
    assert said(snapshot, proposal) == said(other, proposal)
    for kind, one in noticed(snapshot, proposal=proposal):
        again = {each.code: found for each, found in noticed(other, proposal=proposal)}
        assert again[kind.code].key == one.key


@LAWS
@example(everything(), ENDING, 30, frozenset({Reason.DOMESTIC_ABUSE}))
@given(snapshots(), proposals, st.integers(0, 800), reasons)
def test_more_evidence_never_silences_a_prompt_that_counts_it(
    snapshot: Snapshot, proposal: Proposal | None, ago: int, why: frozenset[Reason]
) -> None:
    before = said(snapshot, proposal)
    more = Seen(TODAY - timedelta(days=ago), 900, "MD-26-0900", None, why)
    first = snapshot.children[0]
    grown = replace(
        snapshot,
        children=(
            replace(first, contacts=tuple(sorted((*first.contacts, more)))),
            *snapshot.children[1:],
        ),
        siblings=(*snapshot.siblings, Related(more, "family")),
        links=(*snapshot.links, Related(more, "the same phone number")),
        withdrawn=(*snapshot.withdrawn, more),
        requests=(*snapshot.requests, Asked(900, "Police", True)),
        challenges=(*snapshot.challenges, 900),
    )
    after = said(grown, proposal)
    for code in before.keys() & MONOTONE:
        assert before[code] <= after[code], code


@LAWS
@example(everything(), ENDING)
@example(everything(), LESS)
@given(snapshots(), proposals)
def test_only_rules_that_say_so_look_at_the_family_and_at_links(
    snapshot: Snapshot, proposal: Proposal | None
) -> None:
    alone = said(replace(snapshot, siblings=(), links=()), proposal)
    for code, items in said(snapshot, proposal).items():
        assert PROMPTS[code].ties or alone.get(code) == items, code


def kept_of(plan: Plan, kept: Sequence[Kept] = ()) -> list[Kept]:
    """The store's prompts after a plan was written."""
    found = {one.id: one for one in kept}
    for one in plan.renewed:
        text, items = one.evidence.text, one.evidence.items
        found[one.id] = replace(found[one.id], items=items, evidence=text)
    for number, _, _ in plan.lapsed:
        found[number] = replace(found[number], stands=False, lapsed=True)
    for kind, evidence in plan.fresh:
        number = len(found) + 1
        found[number] = Kept(number, kind.code, evidence.items, evidence=evidence.text)
    return list(found.values())


def declined(kept: Sequence[Kept]) -> list[Kept]:
    return [replace(one, stands=False) if one.stands else one for one in kept]


def standing(kept: Sequence[Kept]) -> set[str]:
    return {one.code for one in kept if one.stands}


@LAWS
@given(st.just(everything()) | snapshots(), proposals, st.data())
def test_what_was_declined_comes_back_with_new_evidence_alone(
    snapshot: Snapshot, proposal: Proposal | None, data: st.DataObject
) -> None:
    kept = declined(kept_of(weighed(snapshot, [], proposal=proposal)))
    assert not weighed(snapshot, kept, proposal=proposal)
    # Less of the same is nothing new, however it comes to be less.
    thinned = replace(
        snapshot,
        siblings=snapshot.siblings[: data.draw(st.integers(0, len(snapshot.siblings)))],
        links=snapshot.links[: data.draw(st.integers(0, len(snapshot.links)))],
        withdrawn=snapshot.withdrawn[: data.draw(st.integers(0, len(snapshot.withdrawn)))],
    )
    assert weighed(thinned, kept, proposal=proposal).fresh == ()
    # And one more contact brings back only what rests on it.
    more = Seen(TODAY, 900, "MD-26-0900", Rag.RED, frozenset({Reason.DOMESTIC_ABUSE}))
    first = snapshot.children[0]
    child = replace(first, contacts=tuple(sorted((*first.contacts, more))))
    grown = replace(snapshot, children=(child, *snapshot.children[1:]))
    known = {one.code: one.items for one in kept}
    back = {kind.code: one.items for kind, one in weighed(grown, kept, proposal=proposal).fresh}
    for code, items in said(grown, proposal).items():
        rests_on_more = bool(items - known.get(code, frozenset()))
        assert (code in back) == rests_on_more, code


@LAWS
@example(everything(), everything())
@given(snapshots(), snapshots())
def test_a_grave_prompt_is_never_lost_by_what_becomes_of_the_record(
    before: Snapshot, after: Snapshot
) -> None:
    kept = kept_of(weighed(before, []))
    grave = {one.code for one in kept if PROMPTS[one.code].grave}
    # Closed, merged with a child of another history, or its evidence sealed away.
    closed = replace(before, state=ReferralState.CLOSED)
    merged = replace(after, consent=before.consent)
    narrowed = replace(
        before,
        children=tuple(replace(one, contacts=(before.this,)) for one in before.children),
        siblings=(),
        links=(),
        withdrawn=(),
    )
    hidden = cited(frozenset().union(*(one.items for one in kept))) - {THIS}
    shut = [replace(one, state=ReferralState.CLOSED) for one in (merged, narrowed)]
    for then, sealed in (
        (closed, ()), (merged, ()), (narrowed, hidden), (shut[0], ()), (shut[1], hidden),
    ):  # fmt: skip
        later = kept_of(weighed(then, kept, sealed=sealed), kept)
        assert grave <= standing(later)
        for one in later:
            assert not (sealed and one.stands and cited(one.items) & hidden)
    # And as a sealing, or a tie that is taken back, tells what of it went in the same act.
    facts = {one.code: one.items & {f"r{number}" for number in hidden} for one in kept}
    for because in (SEALED_SINCE, TAKEN_BACK):
        gone = Gone(facts, because)
        later = kept_of(weighed(narrowed, kept, sealed=hidden, gone=gone), kept)
        assert grave <= standing(later), because
    assert all(in_the_way(PROMPTS[code], Moment.CLOSING) for code in grave)


def test_of_the_grave_rules_none_is_missing_from_what_the_law_is_held_against() -> None:
    kept = kept_of(weighed(everything(), []))
    ruled = {code for code, kind in PROMPTS.items() if kind.grave and kind.rule is not None}
    assert ruled <= {one.code for one in kept}
    assert cited(frozenset().union(*(one.items for one in kept))) - {THIS}


@LAWS
@example(everything(), everything())
@given(snapshots(), snapshots())
def test_one_entry_of_a_kind_stands_however_often_it_is_weighed(
    before: Snapshot, after: Snapshot
) -> None:
    kept = kept_of(weighed(before, []))
    for then in (after, before, after):
        kept = kept_of(weighed(then, kept), kept)
        codes = [one.code for one in kept if one.stands]
        assert len(codes) == len(set(codes))
        assert not weighed(then, kept)
