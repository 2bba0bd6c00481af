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
)
from mashdesk.domain.prompts.snapshot import Snapshot
from mashdesk.domain.prompts.words import item, listed
from mashdesk.domain.rating import Rag

BLOCKED = frozenset({Consent.REFUSED, Consent.WITHDRAWN, Consent.NOT_SOUGHT})
RISK = frozenset({Rag.RED, Rag.AMBER})
NO_SERVICE = 4


def consent_blocked(seen: Snapshot, proposal: Proposal | None, _set: Thresholds) -> Evidence | None:
    """Consent refused, withdrawn or not sought while level 4 indicators or red or amber stand."""
    if seen.consent not in BLOCKED:
        return None
    stands = [f"rated {seen.this.rating.value}"] if seen.this.rating in RISK else []
    items = {f"rated {seen.this.rating.value}"} if seen.this.rating in RISK else set()
    if seen.level == NO_SERVICE:
        stands.append("level 4")
        items.add("level 4")
    if seen.ticked is not None and seen.ticked.level_4:
        stands += [f"“{words}”" for words in seen.ticked.level_4]
        items |= {f"ticked {words}" for words in seen.ticked.level_4}
    if not stands:
        return None
    text = f"Consent is {seen.consent.label}, and risk stands: {', '.join(stands)}."
    if proposal is not None and proposal.asked_for is AskedFor.CONSENT:
        text += " If it is returned for consent alone, that risk waits with it."
        items.add("returned for consent alone")
    return Evidence(text, frozenset(f"{seen.consent.value}, {one}" for one in items))


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
