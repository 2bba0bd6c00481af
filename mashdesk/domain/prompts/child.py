"""Prompts about the child: age, disability, voice, and an older child who does not engage."""

from __future__ import annotations

from datetime import date

from mashdesk.domain.consent import Consent
from mashdesk.domain.contact import Reason, age_on
from mashdesk.domain.outcome import OutcomeGroup
from mashdesk.domain.prompts.kinds import (
    WHEN_DECIDED,
    WHEN_LESSENED,
    Evidence,
    Moment,
    PromptKind,
    Proposal,
    Threshold,
    Thresholds,
)
from mashdesk.domain.prompts.snapshot import Snapshot, Young
from mashdesk.domain.rating import Rag

HARM = (Reason.PHYSICAL_ABUSE, Reason.NEGLECT, Reason.DOMESTIC_ABUSE)
NOT_WILLING = (Consent.REFUSED, Consent.WITHDRAWN)


def unborn_or_infant(
    seen: Snapshot, _proposal: Proposal | None, limit: Thresholds
) -> Evidence | None:
    """A child so young, or unborn, with physical abuse, neglect or domestic abuse."""
    if seen.this.rating is Rag.RED and not limit["red"]:
        return None
    harm = [reason for reason in HARM if reason in seen.harm]
    young = [one for one in seen.children if one.unborn or _younger(one, seen.today, limit["age"])]
    if not harm or not young:
        return None
    who = "an unborn child" if all(one.unborn for one in young) else "a child under "
    if who.endswith(" "):
        who += str(limit["age"])
    text = f"It concerns {who}, and {', '.join(reason.label for reason in harm)}."
    items = {f"{reason.value} {one.id}" for reason in harm for one in young}
    return Evidence(text, frozenset(items))


def _younger(child: Young, today: date, years: int) -> bool:
    age = age_on(child.born, today)
    return age is not None and age < years


def disability(seen: Snapshot, _proposal: Proposal | None, _set: Thresholds) -> Evidence | None:
    """A child has a disability: a reason of this contact or of an earlier one, or ticked."""
    told = {
        one
        for child in seen.children
        for one in (*child.contacts, seen.this)
        if Reason.DISABILITY in one.reasons
    }
    ticked = seen.ticked is not None and seen.ticked.disability
    if not told and not ticked and Reason.DISABILITY not in seen.this.reasons:
        return None
    where = "on the checklist" if ticked else "as a reason of a contact"
    return Evidence(f"A child has a disability, recorded {where}.", frozenset({"disability"}))


def reluctant_older_child(
    seen: Snapshot, proposal: Proposal | None, limit: Thresholds
) -> Evidence | None:
    """Somebody of that age who does not engage, and it is about to end without a service."""
    if proposal is None or not _ends(proposal):
        return None
    older = [one for one in seen.children if (age_on(one.born, seen.today) or 0) >= limit["age"]]
    signs = []
    if seen.consent in NOT_WILLING:
        signs.append(f"consent {seen.consent.label}")
    if seen.withdrawn:
        signs.append("early help withdrawn before")
    if seen.ticked is not None and seen.ticked.refuses_help:
        signs.append("help refused")
    if not older or not signs:
        return None
    oldest = max(age_on(one.born, seen.today) or 0 for one in older)
    text = f"If it is ended now, that is with a child aged {oldest} not engaging"
    text += f" ({', '.join(signs)})."
    ending = "closed" if proposal.outcome is None else proposal.outcome.value
    return Evidence(text, frozenset({*signs, f"ends as {ending}"}))


def _ends(proposal: Proposal) -> bool:
    if proposal.moment is Moment.CLOSING and proposal.outcome is None:
        return True
    ending = proposal.outcome is not None and proposal.outcome.group is OutcomeGroup.SIGNPOSTED
    return ending and proposal.moment in WHEN_DECIDED


def voice_missing(seen: Snapshot, proposal: Proposal | None, _set: Thresholds) -> Evidence | None:
    """A decision is proposed without the child's voice, and not said why; with domestic abuse, even
    if it is.
    """
    if proposal is None or proposal.moment is not Moment.DECIDING or proposal.voice.strip():
        return None
    abuse = Reason.DOMESTIC_ABUSE in seen.harm
    if proposal.no_voice.strip() and not abuse:
        return None
    blank = "If it is decided now, the child's own voice is blank"
    items = {f"decided after {len(seen.ratings)} ratings"}
    return Evidence(
        f"{blank}, and there is domestic abuse." if abuse else f"{blank}.", frozenset(items)
    )


CHILD: tuple[PromptKind, ...] = (
    PromptKind(
        "unborn-or-infant",
        "Unborn or under one",
        "Check the rating; where it is red, check that the plan fits a baby.",
        at=WHEN_LESSENED,
        thresholds=(
            Threshold("age", 1, 1, 5, "years; children younger count"),
            Threshold("red", 1, 0, 1, "when it is red too: 1 for yes, 0 for no"),
        ),
        rule=unborn_or_infant,
    ),
    PromptKind(
        "disability",
        "A child has a disability",
        "Bring in the specialist team, and look at the whole family.",
        at=WHEN_DECIDED,
        rule=disability,
        note=True,
    ),
    PromptKind(
        "reluctant-older-child",
        "Older child who does not engage",
        "Have a manager review it before it is closed.",
        at=WHEN_DECIDED,
        thresholds=(Threshold("age", 13, 10, 18, "years and older"),),
        rule=reluctant_older_child,
        proposed=True,
    ),
    PromptKind(
        "voice-missing",
        "The child's voice is missing",
        "Record it, or say why it is missing.",
        at=frozenset({Moment.DECIDING}),
        rule=voice_missing,
        proposed=True,
        said=lambda proposal: proposal.no_voice.strip(),
    ),
)
