"""Which entries of a timeline a chronology tells, and as what; and consent, which stands in what
they changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mashdesk.domain.consent import Consent
from mashdesk.domain.corroboration import ItemKind
from mashdesk.store.queries.telling import Telling
from mashdesk.store.views.chronology import ChronologyEntry, EntryKind, Item

KINDS: dict[str, EntryKind] = {
    "action_overdue": EntryKind.STRATEGY,
    "action_settled": EntryKind.STRATEGY,
    "acknowledged": EntryKind.HAND_OVER,
    "assigned": EntryKind.WORKER,
    "challenge_answered": EntryKind.CHALLENGE,
    "challenge_overdue": EntryKind.CHALLENGE,
    "challenge_resolved": EntryKind.CHALLENGE,
    "challenge_settled": EntryKind.CHALLENGE,
    "challenge_up": EntryKind.CHALLENGE,
    "challenged": EntryKind.CHALLENGE,
    "chased": EntryKind.REQUEST,
    "claimed": EntryKind.WORKER,
    "closed": EntryKind.CLOSING,
    "fresh_deadline": EntryKind.DEADLINE,
    "insisted": EntryKind.REQUEST,
    "need": EntryKind.NEED,
    "note": EntryKind.NOTE,
    "oversight": EntryKind.OVERSIGHT,
    "prompt_answered": EntryKind.PROMPT,
    "rated": EntryKind.RATING,
    "released": EntryKind.WORKER,
    "reopened": EntryKind.CLOSING,
    "report": EntryKind.HAND_OVER,
    "resumed": EntryKind.RETURN,
    "returned": EntryKind.RETURN,
    "reviewed": EntryKind.REVIEW,
    "second_rating": EntryKind.RATING,
    "strategy_discussion": EntryKind.STRATEGY,
    "strategy_overdue": EntryKind.STRATEGY,
    "timed_out": EntryKind.DEADLINE,
    "transfer_acknowledged": EntryKind.HAND_OVER,
    "transfer_in": EntryKind.HAND_OVER,
    "transfer_out": EntryKind.HAND_OVER,
    "withdrawal": EntryKind.REQUEST,
}
"""Kinds of events that a chronology tells; the rest has rows of its own, or is the desk's work."""

OF_REQUESTS = ("chased", "fresh_deadline", "timed_out")
"""Of those, kinds that are told on an agency's request, and nowhere else."""

CONSENTED = ("taken_in", "consent", "corrected", "reviewed")
"""Kinds of events that may change the record's consent."""


def happened(teller: Telling, rows: Iterable[Any]) -> Iterator[ChronologyEntry]:
    """An entry for each of these events that is told by itself."""
    for row in rows:
        if row["kind"] not in KINDS:
            continue
        yield teller.entry(
            row["referral_id"], row["at"], KINDS[row["kind"]], row["actor"], row["title"],
            words=row["text"], by=row["actor"], item=Item(ItemKind.EVENT, row["seq"]),
        )  # fmt: skip


def consented(teller: Telling, rows: Iterable[Any]) -> Iterator[ChronologyEntry]:
    """An entry for each time that consent was recorded or became another, by what the events of a
    referral, in their order, changed.
    """
    known: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row["kind"] not in CONSENTED:
            continue
        changes = {name: pair[1] for name, pair in row["changes"].items() if name in _CONSENT}
        if not changes and row["kind"] != "consent":
            continue
        now = known.setdefault(row["referral_id"], {})
        now.update(changes)
        if now.get("consent"):
            yield teller.entry(
                row["referral_id"], row["at"], EntryKind.CONSENT, now.get("consent_by")
                or row["actor"], f"Consent: {Consent(now['consent']).label}",
                words=now.get("consent_reason") or "", by=row["actor"],
                item=Item(ItemKind.EVENT, row["seq"]),
            )  # fmt: skip


_CONSENT = ("consent", "consent_by", "consent_reason")
