"""Prompts about who else is concerned: siblings, the household, and links across families."""

from __future__ import annotations

from collections.abc import Iterable

from mashdesk.domain.prompts.kinds import (
    WHEN_DECIDED,
    Evidence,
    PromptKind,
    Proposal,
    Threshold,
    Thresholds,
)
from mashdesk.domain.prompts.snapshot import Related, Snapshot
from mashdesk.domain.prompts.words import counted, item, listed, months_after, named, shortened


def sibling_concern(
    seen: Snapshot, proposal: Proposal | None, limit: Thresholds
) -> Evidence | None:
    """A sibling or somebody of the household has a contact that the analysis does not cite."""
    words = "" if proposal is None else proposal.words
    found = [
        one
        for one in _within(seen, seen.siblings, limit["months"])
        if not one.considered and one.seen.reference not in words
    ]
    if not found:
        return None
    contacts = {one.seen for one in found}
    said = counted(len(contacts), "contact")
    text = f"{said} about a sibling or the household, not weighed here: {listed(contacts)}."
    return Evidence(text, frozenset(item(one) for one in contacts))


def siblings_weighed(seen: Snapshot) -> str:
    """Each of them was weighed."""
    weighed = seen.siblings and all(one.considered for one in seen.siblings)
    return "The contacts about the family were weighed." if weighed else ""


def linked_network(
    seen: Snapshot, _proposal: Proposal | None, limit: Thresholds
) -> Evidence | None:
    """A referral that nobody has said is of this family shares an adult, address, phone, vehicle
    or associate.
    """
    found = [one for one in _within(seen, seen.links, limit["months"]) if not one.considered]
    if not found:
        return None
    ties: dict[str, set[str]] = {}
    for one in sorted(found, reverse=True):
        ties.setdefault(named(one.seen), set()).add(one.via)
    said = shortened([f"{name}: {', '.join(sorted(via))}" for name, via in ties.items()])
    many = len(ties) > 1
    who = f"{counted(len(ties), 'other referral')}, not said to be of this family,"
    text = f"{who} {'share' if many else 'shares'} something: {said}."
    return Evidence(text, frozenset(item(one.seen) for one in found))


def links_weighed(seen: Snapshot) -> str:
    """Each of them was weighed."""
    weighed = seen.links and all(one.considered for one in seen.links)
    return "The linked referrals were weighed." if weighed else ""


def _within(seen: Snapshot, related: Iterable[Related], months: int) -> list[Related]:
    """Those received no longer before this one than so many months, or after it."""
    return [one for one in related if months_after(one.seen.received, months) >= seen.this.received]


SIBLING_CONCERN = "sibling-concern"
LINKED_NETWORK = "linked-network"

WEIGHED = ("history_considered",)

FAMILY: tuple[PromptKind, ...] = (
    PromptKind(
        SIBLING_CONCERN,
        "Concern about a sibling or the household",
        "Read it beside this one; where there are several needs, assess the whole family.",
        at=WHEN_DECIDED,
        thresholds=(Threshold("months", 24, 1, 60, "months back that count"),),
        rule=sibling_concern,
        ties=True,
        by_words=True,
        lapse=siblings_weighed,
        acts=WEIGHED,
    ),
    PromptKind(
        LINKED_NETWORK,
        "Linked with other referrals",
        "Look at the links; consider the exploitation team and the police.",
        at=WHEN_DECIDED,
        thresholds=(Threshold("months", 24, 1, 60, "months back that count"),),
        rule=linked_network,
        ties=True,
        lapse=links_weighed,
        acts=WEIGHED,
    ),
)
