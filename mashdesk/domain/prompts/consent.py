"""Prompts about consent, and about what was sent back or turned down."""

from __future__ import annotations

from mashdesk.domain.contact import Consent
from mashdesk.domain.outcome import AskedFor
from mashdesk.domain.prompts.kinds import (
    ALWAYS,
    WHEN_LESSENED,
    Evidence,
    Moment,
    PromptKind,
    Proposal,
    Threshold,
    Thresholds,
    as_proposed,
)
from mashdesk.domain.prompts.snapshot import Snapshot
from mashdesk.domain.prompts.words import item, listed
from mashdesk.domain.rating import Rag

BLOCKED = frozenset({Consent.REFUSED, Consent.WITHDRAWN, Consent.NOT_SOUGHT})
RISK = frozenset({Rag.RED, Rag.AMBER})
NO_SERVICE = 4


def consent_blocked(seen: Snapshot, proposal: Proposal | None, _set: Thresholds) -> Evidence | None:
    """Consent refused, withdrawn or not sought while level 4 indicators or red or amber stand, or
    are about to by what is decided.
    """
    if seen.consent not in BLOCKED:
        return None
    stands, proposed = _risk(seen), _risk_proposed(seen, proposal)
    if not stands and not proposed:
        return None
    said, items = [], set(stands)
    if stands:
        said.append(f"Consent is {seen.consent.label}, and risk stands: {_all(stands)}.")
    if proposed:
        said.append(f"If it is {_all(proposed)} now, risk stands, and consent is not given.")
    if stands and proposal is not None and proposal.asked_for is AskedFor.CONSENT:
        said.append("If it is returned for consent alone, that risk waits with it.")
        items.add("returned for consent alone")
    items |= {as_proposed(one) for one in proposed}
    return Evidence(" ".join(said), frozenset(f"{seen.consent.value}, {one}" for one in items))


def _risk(seen: Snapshot) -> dict[str, str]:
    """What speaks of risk on the record, each fact with how it is told."""
    rating, ticked = seen.this.rating, seen.ticked
    told = {f"rated {rating.value}": f"rated {rating.value}"} if rating in RISK else {}
    if seen.level == NO_SERVICE:
        told["level 4"] = "level 4"
    if ticked is not None:
        told |= {f"ticked {words}": f"“{words}”" for words in ticked.level_4}
        if ticked.scored_4:
            told["scored at level 4"] = "scored at level 4"
    return told


def _risk_proposed(seen: Snapshot, proposal: Proposal | None) -> dict[str, str]:
    """What would speak of more risk than the record does, once this is done."""
    told: dict[str, str] = {}
    if proposal is None:
        return told
    rating, now = proposal.rating, seen.this.rating
    if rating in RISK and (now is None or rating.severity > now.severity):
        told[f"rated {rating.value}"] = f"rated {rating.value}"
    if proposal.level == NO_SERVICE and seen.level != NO_SERVICE:
        told["level 4"] = "put at level 4"
    return told


def _all(told: dict[str, str]) -> str:
    return ", ".join(told.values())


def consent_given(seen: Snapshot) -> str:
    """Consent was obtained or overridden, or is not required: that is deciding on it."""
    if seen.consent is None or seen.consent in BLOCKED:
        return ""
    return f"Consent is recorded as {seen.consent.label}."


CONSENT_BLOCKED = PromptKind(
    "consent-blocked",
    "No consent, and risk stands",
    "Decide whether consent is overridden, and say why; do not return it for consent alone.",
    grave=True,
    at=ALWAYS,
    rule=consent_blocked,
    lapse=consent_given,
    acts=("consent", "corrected"),
)


def returned_often(seen: Snapshot, proposal: Proposal | None, limit: Thresholds) -> Evidence | None:
    """Returned to the referrer as often as the hub thinks too often, this return included."""
    again = proposal is not None and proposal.moment is Moment.RETURNING
    times = len(seen.returned) + again
    if times < limit["times"]:
        return None
    done = len(seen.returned)
    stands = done >= limit["times"]
    said = [f"It was returned to the referrer {done} times."] if stands else []
    items = {f"return {seq}" for seq in seen.returned} if stands else set()
    if again:
        said.append(f"If it is returned now, that is return {times} to the referrer.")
        items.add(f"return {times} proposed")
    return Evidence(" ".join(said), frozenset(items))


RETURNED_DRIFTING = PromptKind(
    "returned-drifting",
    "Returned and drifting",
    "Contact the referrer and review; the clock runs again.",
    grave=True,
    at=frozenset({Moment.RETURNING}),
    thresholds=(Threshold("times", 2, 2, 10, "returns to the referrer"),),
    rule=returned_often,
)


def help_withdrawn(seen: Snapshot, _proposal: Proposal | None, _set: Thresholds) -> Evidence | None:
    """An earlier step across to early help ended because the family took its consent back."""
    if not seen.withdrawn:
        return None
    # The date beside a reference is of its contact, not of the day that the help ended.
    text = f"Early help that followed {listed(seen.withdrawn)} ended with consent withdrawn."
    return Evidence(text, frozenset(item(one) for one in seen.withdrawn))


HELP_WITHDRAWN = PromptKind(
    "early-help-withdrawn",
    "Early help was withdrawn before",
    "Count it as risk in this assessment.",
    at=WHEN_LESSENED,
    rule=help_withdrawn,
)

CONSENT: tuple[PromptKind, ...] = (CONSENT_BLOCKED, RETURNED_DRIFTING, HELP_WITHDRAWN)
