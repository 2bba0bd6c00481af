"""Snapshots for tests of prompts' rules: a plain one, and how it is varied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from mashdesk.domain.contact import Consent, Reason
from mashdesk.domain.prompts import PROMPTS, Evidence, Proposal
from mashdesk.domain.prompts.snapshot import Related, Seen, Snapshot, Young
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState

TODAY = date(2026, 11, 20)
THIS = 100
BORN = date(2018, 5, 4)


def contact(
    days_ago: int,
    number: int | None = None,
    rating: Rag | None = Rag.GREEN,
    reasons: Iterable[Reason] = (Reason.NEGLECT,),
) -> Seen:
    """A contact so many days before today; its number is its age unless one is given."""
    known = days_ago + 1 if number is None else number
    received = TODAY - timedelta(days=days_ago)
    return Seen(received, known, f"MD-26-{known:04d}", rating, frozenset(reasons))


def this(**changes: Any) -> Seen:
    """The referral itself, received today."""
    return replace(contact(0, THIS, Rag.AMBER), **changes)


def seen(
    *earlier: Seen, own: Seen | None = None, born: date | None = BORN, **changes: Any
) -> Snapshot:
    """A snapshot of a referral of one child about whom there were these contacts before."""
    own = own or this()
    child = Young(1, tuple(sorted((*earlier, own))), born)
    changes.setdefault("children", (child,))
    return Snapshot(
        today=changes.pop("today", TODAY),
        this=own,
        state=changes.pop("state", ReferralState.RATED),
        consent=changes.pop("consent", Consent.OBTAINED),
        ratings=changes.pop("ratings", (own.rating,) if own.rating else ()),
        history_opened=changes.pop("history_opened", True),
        **changes,
    )


def related(days_ago: int, via: str = "family", *, considered: bool = False) -> Related:
    """Another referral so many days ago that is tied to this one."""
    return Related(contact(days_ago, 200 + days_ago), via, considered)


def found(
    code: str, snapshot: Snapshot, proposal: Proposal | None = None, **figures: int
) -> Evidence | None:
    """What a prompt's rule says, at its usual figures but for those given."""
    kind = PROMPTS[code]
    assert kind.rule is not None
    return kind.rule(snapshot, proposal, {**kind.usual, **figures})
