"""Prompts about what came before: how often, how quickly, and how much graver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from mashdesk.domain.calendar import day_text
from mashdesk.domain.contact import Reason
from mashdesk.domain.prompts.kinds import (
    ALWAYS,
    WHEN_DECIDED,
    WHEN_LESSENED,
    Evidence,
    PromptKind,
    Proposal,
    Threshold,
    Thresholds,
)
from mashdesk.domain.prompts.snapshot import Seen, Snapshot
from mashdesk.domain.prompts.words import (
    counted,
    item,
    listed,
    months_after,
    named,
    shortened,
)
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState

LOOK_AT_PATTERN = "Treat it as a referral, and look at the pattern of the contacts together."
RATED = "rated"
STRATEGY = "Consider a strategy discussion, and a section 47 enquiry."


def _together(
    contacts: Sequence[Seen], this: Seen, least: int, until: Callable[[date], date]
) -> frozenset[Seen]:
    """The contacts in any stretch of time that holds at least so many, this one among them; a
    stretch lasts `until` a day after its first.
    """
    if len(contacts) < least:
        return frozenset()
    found: set[Seen] = set()
    for start in {one.received for one in contacts if one.received <= this.received}:
        end = until(start)
        if this.received > end:
            continue
        within = [one for one in contacts if start <= one.received <= end]
        if len(within) >= least:
            found.update(within)
    return frozenset(found)


def _evidence(text: str, contacts: Iterable[Seen]) -> Evidence:
    return Evidence(text, frozenset(item(one) for one in contacts))


def repeat_contact(
    seen: Snapshot, _proposal: Proposal | None, limit: Thresholds
) -> Evidence | None:
    """So many contacts about the same child within so many months, open or closed (Sefton)."""
    months = limit["months"]
    found: frozenset[Seen] = frozenset()
    for child in seen.children:
        found |= _together(
            child.contacts, seen.this, limit["contacts"], lambda day: months_after(day, months)
        )
    if not found:
        return None
    said = f"{counted(len(found), 'contact')} about the same child within {months} months"
    return _evidence(f"{said}: {listed(found)}.", found)


def escalating_frequency(
    seen: Snapshot, _proposal: Proposal | None, limit: Thresholds
) -> Evidence | None:
    """So many contacts within so many weeks, or the time between the last few ever shorter, whether
    or not any of them is open (Wolverhampton 4.6-4.7).
    """
    span = timedelta(weeks=limit["weeks"])
    close: frozenset[Seen] = frozenset()
    shrinking: frozenset[Seen] = frozenset()
    for child in seen.children:
        close |= _together(child.contacts, seen.this, limit["contacts"], lambda day: day + span)
        shrinking |= _shrinking(child.contacts, limit["shrinking"], limit["months"])
    said = []
    if close:
        said.append(f"{counted(len(close), 'contact')} within {limit['weeks']} weeks")
    if shrinking:
        said.append(f"the time between the last {len(shrinking)} contacts is ever shorter")
    if not said:
        return None
    text = " and ".join(said)
    return _evidence(
        f"{text[0].upper()}{text[1:]}: {listed(close | shrinking)}.", close | shrinking
    )


def _shrinking(contacts: Sequence[Seen], number: int, months: int) -> frozenset[Seen]:
    last = sorted(contacts)[-number:]
    if len(last) < number or months_after(last[0].received, months) < last[-1].received:
        return frozenset()
    gaps = [after.received - before.received for before, after in pairwise(last)]
    return frozenset(last) if all(b < a for a, b in pairwise(gaps)) else frozenset()


def escalating_intensity(
    seen: Snapshot, _proposal: Proposal | None, limit: Thresholds
) -> Evidence | None:
    """The ratings of the last few contacts never fall, and the last is graver than the first."""
    found: frozenset[Seen] = frozenset()
    said = []
    for child in seen.children:
        rated = [one for one in sorted(child.contacts) if one.rating is not None]
        last = rated[-limit["contacts"] :]
        ratings = [one.rating for one in last if one.rating is not None]
        if len(last) < limit["contacts"] or not _rising(ratings):
            continue
        found |= frozenset(last)
        said.append(" → ".join(rating.value for rating in ratings))
    if not found:
        return None
    items = {f"{item(one)}" for one in found} | {
        f"{one.id} {one.rating.value}" for one in found if one.rating is not None
    }
    named_in_order = shortened([named(one) for one in sorted(found)])
    text = f"Successive contacts are rated higher: {'; '.join(said)} ({named_in_order})."
    return Evidence(text, frozenset(items))


def _rising(ratings: Sequence[Rag]) -> bool:
    steps = [after.severity - before.severity for before, after in pairwise(ratings)]
    return all(step >= 0 for step in steps) and any(step > 0 for step in steps)


def domestic_abuse_repeat(
    seen: Snapshot, _proposal: Proposal | None, limit: Thresholds
) -> Evidence | None:
    """Domestic abuse now, and in another contact about a child of this one."""
    if Reason.DOMESTIC_ABUSE not in seen.harm:
        return None
    other = {
        one
        for child in seen.children
        for one in child.contacts
        if one.id != seen.this.id
        and Reason.DOMESTIC_ABUSE in one.reasons
        and months_after(one.received, limit["months"]) >= seen.this.received
    }
    if not other:
        return None
    earlier = {one for one in other if one < seen.this}
    said = [f"before in {listed(earlier)}"] if earlier else []
    said += [f"since then in {listed(other - earlier)}"] if other - earlier else []
    return _evidence(f"Domestic abuse in this contact, and {', and '.join(said)}.", other)


def missing_episodes(
    seen: Snapshot, _proposal: Proposal | None, limit: Thresholds
) -> Evidence | None:
    """So many missing incidents within so many days: contacts about one, and days recorded."""
    span = timedelta(days=limit["days"])
    told: dict[date, Seen] = {}
    for child in seen.children:
        for one in child.contacts:
            if Reason.MISSING in one.reasons:
                # Of two on one day the first stands for it, in whatever order they are looked at.
                told[one.received] = min(one, told.get(one.received, one))
    days = {day: item(one) for day, one in told.items()}
    for day in seen.ticked.missing if seen.ticked is not None else ():
        days.setdefault(day, f"missing {day.isoformat()}")
    found = {
        day
        for first in days
        if len(within := [day for day in days if first <= day <= first + span]) >= limit["times"]
        for day in within
    }
    if not found:
        return None
    text = f"{counted(len(found), 'missing incident')} within {limit['days']} days, the newest on "
    text += f"{day_text(max(found))}."
    return Evidence(text, frozenset(days[day] for day in found))


def no_history_check(
    seen: Snapshot, _proposal: Proposal | None, limit: Thresholds
) -> Evidence | None:
    """Rated, however it is rated now, and nobody has opened the previous contacts. Where none is
    known there is nothing that looking would show but that: it is noted until it is decided, and
    stands in nobody's way.
    """
    before = {one for child in seen.children for one in child.contacts} - {seen.this}
    related = {one.seen for one in seen.siblings}
    known = len(before | related)
    if seen.history_opened or not seen.ratings or known < limit["contacts"]:
        return None
    over = (ReferralState.CLOSED,) if known else (ReferralState.CLOSED, ReferralState.DECIDED)
    if seen.state in over:
        return None
    there = f"{counted(known, 'other contact')} of the family known" if known else "none known yet"
    text = f"It is rated, and nobody has opened the previous contacts: {there}."
    return Evidence(text, frozenset({RATED, *(item(one) for one in before | related)}))


def none_known(items: frozenset[str]) -> str:
    """It rests on no other contact."""
    return "No other contact of anybody concerned is known." if items == {RATED} else ""


def history_opened(seen: Snapshot) -> str:
    """Somebody looked."""
    return "The previous contacts were opened." if seen.history_opened else ""


_CONTACTS = "contacts about the same child"

HISTORY: tuple[PromptKind, ...] = (
    PromptKind(
        "repeat-contact",
        "Repeated contacts",
        LOOK_AT_PATTERN,
        at=ALWAYS,
        thresholds=(
            Threshold("contacts", 3, 2, 20, _CONTACTS),
            Threshold("months", 12, 1, 60, "months within which they count"),
        ),
        rule=repeat_contact,
    ),
    PromptKind(
        "escalating-frequency",
        "Contacts come faster",
        STRATEGY,
        grave=True,
        at=ALWAYS,
        thresholds=(
            Threshold("contacts", 3, 2, 20, _CONTACTS),
            Threshold("weeks", 6, 1, 52, "weeks within which they count"),
            Threshold("shrinking", 4, 3, 10, "last contacts whose intervals are looked at"),
            Threshold("months", 24, 1, 60, "months within which those lie"),
        ),
        rule=escalating_frequency,
    ),
    PromptKind(
        "escalating-intensity",
        "Contacts are rated higher",
        STRATEGY,
        at=WHEN_LESSENED,
        thresholds=(Threshold("contacts", 3, 2, 10, "successive rated contacts"),),
        rule=escalating_intensity,
    ),
    PromptKind(
        "domestic-abuse-repeat",
        "Domestic abuse again",
        "That the perpetrator has left, or the victim's promise to protect, is not a protective "
        "factor on its own; consider the specialist service.",
        at=WHEN_LESSENED,
        thresholds=(Threshold("months", 60, 1, 216, "months back that count"),),
        rule=domestic_abuse_repeat,
    ),
    PromptKind(
        "missing-episodes",
        "Missing again and again",
        "It points to level 4; screen for exploitation.",
        at=WHEN_LESSENED,
        thresholds=(
            Threshold("times", 3, 2, 20, "missing incidents"),
            Threshold("days", 90, 7, 365, "days within which they count"),
        ),
        rule=missing_episodes,
    ),
    PromptKind(
        "no-history-check",
        "Previous contacts not looked at",
        "Open the history of the child and the family.",
        at=WHEN_DECIDED,
        thresholds=(Threshold("contacts", 0, 0, 20, "other contacts known, at least"),),
        rule=no_history_check,
        ties=True,
        lapse=history_opened,
        acts=("history_opened",),
        lets_pass=none_known,
        note=True,
    ),
)
