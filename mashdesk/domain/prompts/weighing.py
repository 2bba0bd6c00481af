"""What is to happen to a referral's prompts: raised, brought up to date, or lapsed. Pure.

A prompt is raised for evidence that rests on something no answered prompt of its kind rested on;
one that stands takes new evidence up. Neither closing, merging nor sealing takes one away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from mashdesk.domain.prompts import PROMPTS, USUAL, PromptSettings, noticed
from mashdesk.domain.prompts.kinds import Evidence, Moment, PromptKind, Proposal, cited, reading_of
from mashdesk.domain.prompts.snapshot import Snapshot

NARROWED = "Look at the history and the links of this record."
"""What a standing prompt says when none of what it rested on may be named any more."""

POLICY_CHANGED = "The hub's policy no longer asks for it."

NOT_WHEN_CLOSING = frozenset({"closing-due", "feedback-due", "workload", "early-help-review-due"})
"""What closing itself answers, and what is no matter of this one referral."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A prompt in the store. One that lapsed was not answered by anybody."""

    id: int
    code: str
    items: frozenset[str] = frozenset()
    stands: bool = True
    lapsed: bool = False
    evidence: str = ""

    @property
    def read(self) -> str:
        """By which an answer says that this is the evidence it answers."""
        return reading_of(self.items)


@dataclass(frozen=True, slots=True)
class Renewed:
    """A standing prompt with its evidence as it is now; `quietly` when nothing new is in it."""

    id: int
    kind: PromptKind
    evidence: Evidence
    quietly: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written; empty where nothing is new."""

    fresh: tuple[tuple[PromptKind, Evidence], ...] = ()
    renewed: tuple[Renewed, ...] = ()
    lapsed: tuple[tuple[int, PromptKind, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fresh or self.renewed or self.lapsed)


def weighed(
    seen: Snapshot,
    kept: Sequence[Kept],
    settings: PromptSettings = USUAL,
    proposal: Proposal | None = None,
    *,
    sealed: Collection[int] = (),
    before: PromptSettings | None = None,
    only: Collection[str] | None = None,
) -> Plan:
    """What is to happen to the prompts `kept` of one referral. `sealed` are referrals that evidence
    may name no longer. After a change of policy, `before` are the settings until then: what they
    asked for and these do not lapses. With codes in `only`, all others stay as they are.
    """
    kept = [one for one in kept if only is None or one.code in only]
    found = {kind.code: (kind, new) for kind, new in noticed(seen, settings, proposal, only)}
    standing = {one.code: one for one in kept if one.stands}
    fresh, renewed = [], []
    for code, (kind, evidence) in found.items():
        answered = _answered(kept, code)
        one = standing.get(code)
        if one is None and evidence.items - answered:
            fresh.append((kind, evidence))
        elif one is not None and evidence.items - answered - one.items:
            both = (evidence.items | one.items) - _named(sealed)
            renewed.append(Renewed(one.id, kind, Evidence(evidence.text, both)))
    done = {one.id for one in renewed}
    renewed += [
        _narrowed(one, found.get(one.code), sealed)
        for one in standing.values()
        if one.id not in done and one.items & _named(sealed)
    ]
    lapsed = [
        (one.id, PROMPTS[one.code], why)
        for one in standing.values()
        if one.code not in found and (why := _lapse(one, seen, before))
    ]
    return Plan(tuple(fresh), tuple(renewed), tuple(lapsed))


def _answered(kept: Iterable[Kept], code: str) -> frozenset[str]:
    """What people have answered already."""
    items = [one.items for one in kept if one.code == code and not one.stands and not one.lapsed]
    return frozenset().union(*items)


def _named(sealed: Collection[int]) -> frozenset[str]:
    return frozenset(f"r{referral}" for referral in sealed)


def _narrowed(
    one: Kept, found: tuple[PromptKind, Evidence] | None, sealed: Collection[int]
) -> Renewed:
    """The same prompt without a word of what is sealed now."""
    kept = one.items - _named(sealed)
    if found is None:
        return Renewed(one.id, PROMPTS[one.code], Evidence(NARROWED, kept), quietly=True)
    text, items = found[1].text, found[1].items | kept
    return Renewed(one.id, found[0], Evidence(text, items), quietly=True)


def _lapse(one: Kept, seen: Snapshot, before: PromptSettings | None) -> str:
    kind = PROMPTS.get(one.code)
    if kind is None or kind.rule is None:
        return ""
    if kind.lapse is not None and (why := kind.lapse(seen)):
        return why
    by_clock = any(item.startswith("round ") for item in one.items)
    # What went for another reason, such as a sealing, is not the policy's: it stands.
    if before is None or by_clock:
        return ""
    return POLICY_CHANGED if any(noticed(seen, before, only=(one.code,))) else ""


def passes(kind: PromptKind | None, items: frozenset[str]) -> str:
    """Why a prompt that rests on these facts stands in nobody's way; empty where it does."""
    return "" if kind is None or kind.lets_pass is None else kind.lets_pass(items)


def matters_at_rating(kind: PromptKind) -> bool:
    """Whether a prompt of this kind is worth reading before a record is rated. None stands in the
    way of that but of lowering a rating.
    """
    return kind.rule is not None and not kind.proposed and not kind.for_managers


def in_the_way(
    kind: PromptKind | None, moment: Moment, items: frozenset[str] = frozenset()
) -> bool:
    """Whether a prompt of this kind that stands, and rests on these facts, is to be answered before
    this is done. Nothing that stands is lost by closing.
    """
    if passes(kind, items):
        return False
    if moment is Moment.CLOSING:
        return kind is None or kind.code not in NOT_WHEN_CLOSING
    return kind is not None and moment in kind.at


def cited_by(kept: Iterable[Kept]) -> frozenset[int]:
    """The referrals that standing prompts name, to be asked whether they are sealed."""
    return frozenset().union(*(cited(one.items) for one in kept if one.stands))
