"""Prompts that check a rating against what is recorded, and a lowering against what others see."""

from __future__ import annotations

from mashdesk.domain.prompts.kinds import (
    WHEN_LESSENED,
    Evidence,
    Moment,
    PromptKind,
    Proposal,
    Threshold,
    Thresholds,
)
from mashdesk.domain.prompts.snapshot import Snapshot
from mashdesk.domain.rating import Rag

HIGH_SCALES = (3, 4)
CHECK = "Check the rating."
RATED_ANEW = ("rated", "second_rating", "need", "decided")


def _rating(seen: Snapshot, proposal: Proposal | None) -> Rag | None:
    """What is proposed, or else what it is rated."""
    return (proposal.rating if proposal is not None else None) or seen.this.rating


def dv_mismatch(seen: Snapshot, proposal: Proposal | None, _set: Thresholds) -> Evidence | None:
    """The domestic violence matrix says 3 or 4 and it is below amber, or 1 or 2 and it is red."""
    scale = None if seen.ticked is None else seen.ticked.dv_scale
    rating = _rating(seen, proposal)
    if scale is None or rating is None:
        return None
    high = scale in HIGH_SCALES
    wrong = rating.severity < Rag.AMBER.severity if high else rating is Rag.RED
    if not wrong:
        return None
    text = f"the domestic violence matrix is at scale {scale}, and the rating {rating.value}."
    return _said(seen, rating, text, {f"scale {scale}, {rating.value}"})


def _said(seen: Snapshot, rating: Rag, text: str, items: set[str]) -> Evidence:
    """Evidence about a rating: one that is only proposed is told as what would be."""
    if rating is seen.this.rating:
        return Evidence(f"{text[0].upper()}{text[1:]}", frozenset(items))
    said = f"If it is rated {rating.value}, {text}"
    return Evidence(said, frozenset({*items, f"rating {rating.value} proposed"}))


def dv_agrees(seen: Snapshot) -> str:
    """It was rated or scaled again since."""
    return "" if dv_mismatch(seen, None, {}) else "The rating and the matrix agree now."


def level_mismatch(seen: Snapshot, proposal: Proposal | None, _set: Thresholds) -> Evidence | None:
    """A level 4 indicator ticked, or scored, and rated green or blue, or red with none or no
    checklist at all. Whoever said in a sentence why the rating differs has answered it, until what
    is ticked or the rating is another.
    """
    rating, ticked = _rating(seen, proposal), seen.ticked
    if rating is None or _explained(seen, proposal, rating):
        return None
    if ticked is None:
        if rating is not Rag.RED:
            return None
        text = "the rating is red, and no checklist of need is recorded."
        return _said(seen, rating, text, {"no checklist, red"})
    if ticked.level_4 and rating in (Rag.GREEN, Rag.BLUE):
        said = ", ".join(f"“{words}”" for words in sorted(ticked.level_4))
        items = {f"{words}, {rating.value}" for words in ticked.level_4}
        text = f"ticked at level 4: {said}; and the rating is {rating.value}."
        return _said(seen, rating, text, items)
    if ticked.scored_4 and rating in (Rag.GREEN, Rag.BLUE):
        text = f"what is scored points to level 4, and the rating is {rating.value}."
        return _said(seen, rating, text, {f"scored at level 4, {rating.value}"})
    if rating is Rag.RED and not ticked.level_4 and not ticked.scored_4:
        text = "the rating is red, and no level 4 indicator is ticked."
        return _said(seen, rating, text, {"none at level 4, red"})
    return None


def _explained(seen: Snapshot, proposal: Proposal | None, rating: Rag) -> bool:
    """Whether a sentence says why this rating is not what this checklist points to."""
    if seen.ticked is None:
        return False
    said_now = proposal is not None and bool(proposal.differs.strip())
    return said_now or (seen.ticked.level_4, rating) in seen.explained


def level_agrees(seen: Snapshot) -> str:
    """It was rated or ticked again since."""
    return "" if level_mismatch(seen, None, {}) else "The rating and the checklist agree now."


def de_escalation(seen: Snapshot, proposal: Proposal | None, limit: Thresholds) -> Evidence | None:
    """The rating is about to be lowered by so many steps, or below what an agency sees."""
    before, after = seen.this.rating, None if proposal is None else proposal.rating
    if before is None or after is None or after.severity >= before.severity:
        return None
    said, items = [], set()
    step, number = f"{before.value} → {after.value}", len(seen.ratings)
    if before.severity - after.severity >= limit["steps"]:
        said.append(f"it is lowered by {before.severity - after.severity} steps")
        items.add(f"{number}: {step}")
    for one in seen.requests:
        if one.view is not None and one.view.severity > after.severity:
            said.append(f"{one.agency} sees {one.view.value}")
            items.add(f"{number}: {one.agency} {one.view.value} over {after.value}")
    if not said:
        return None
    return Evidence(f"If the rating goes {step}, {', '.join(said)}.", frozenset(items))


RATINGS: tuple[PromptKind, ...] = (
    PromptKind(
        "dv-matrix-mismatch",
        "Domestic violence matrix and rating differ",
        CHECK,
        at=WHEN_LESSENED,
        rule=dv_mismatch,
        lapse=dv_agrees,
        of_rating=True,
        acts=RATED_ANEW,
    ),
    PromptKind(
        "level-mismatch",
        "Level of need and rating differ",
        CHECK,
        at=WHEN_LESSENED,
        rule=level_mismatch,
        lapse=level_agrees,
        of_rating=True,
        acts=RATED_ANEW,
    ),
    PromptKind(
        "de-escalation",
        "The rating is lowered far, or against a partner's view",
        "Ask for a second pair of eyes.",
        at=frozenset({Moment.LOWERING, Moment.DECIDING}),
        thresholds=(Threshold("steps", 2, 1, 3, "steps down at once"),),
        rule=de_escalation,
        proposed=True,
    ),
)
