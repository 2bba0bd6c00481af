"""Prompts: what the desk asks a person to consider and answer. It never rates or decides.

Each rule is a pure function of a snapshot; here all of them stand together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mashdesk.domain.prompts.checks import CHECKS
from mashdesk.domain.prompts.child import CHILD
from mashdesk.domain.prompts.clocks import AFTER_TIME_OUT, CLOCKED, HANDED_OVER, SETTLED_WITH
from mashdesk.domain.prompts.consent import CONSENT, RETURNED_DRIFTING
from mashdesk.domain.prompts.family import FAMILY
from mashdesk.domain.prompts.history import HISTORY
from mashdesk.domain.prompts.kinds import (
    Evidence,
    Moment,
    PromptKind,
    Proposal,
    Severity,
    Threshold,
    cited,
)
from mashdesk.domain.prompts.ratings import RATINGS
from mashdesk.domain.prompts.snapshot import Snapshot

__all__ = [
    "AFTER_TIME_OUT",
    "HANDED_OVER",
    "NOTES",
    "PROMPTS",
    "RETURNED_DRIFTING",
    "SETTLED_WITH",
    "USUAL",
    "Evidence",
    "Moment",
    "PromptKind",
    "PromptSettings",
    "Proposal",
    "Severity",
    "Snapshot",
    "Threshold",
    "cited",
    "noticed",
]

PROMPTS: Mapping[str, PromptKind] = MappingProxyType(
    {kind.code: kind for kind in (*HISTORY, *FAMILY, *CONSENT, *CHILD, *RATINGS, *CHECKS, *CLOCKED)}
)
"""All of them, by code."""

NOTES: tuple[str, ...] = tuple(sorted(code for code, kind in PROMPTS.items() if kind.note))
"""Those that wait in the record and mark no row of the queue."""

RULED: tuple[PromptKind, ...] = tuple(kind for kind in PROMPTS.values() if kind.rule is not None)


@dataclass(frozen=True, slots=True)
class PromptSettings:
    """What a hub set of its prompts: those switched off, and thresholds that are not the usual."""

    off: frozenset[str] = frozenset()
    thresholds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    _figures: dict[str, Mapping[str, int]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def of(self, kind: PromptKind) -> Mapping[str, int]:
        """The thresholds of one prompt, each set by the hub or as usual; put together once."""
        if (known := self._figures.get(kind.code)) is None:
            known = {**kind.usual, **self.thresholds.get(kind.code, {})}
            self._figures[kind.code] = known
        return known

    def changed(self, before: PromptSettings) -> frozenset[str]:
        """The codes of prompts that are set otherwise than they were before."""
        return frozenset(
            kind.code
            for kind in RULED
            if (kind.code in self.off) != (kind.code in before.off)
            or self.of(kind) != before.of(kind)
        )


USUAL = PromptSettings()
"""What a hub has that set nothing."""


def noticed(
    seen: Snapshot,
    settings: PromptSettings = USUAL,
    proposal: Proposal | None = None,
    only: Collection[str] | None = None,
) -> Iterator[tuple[PromptKind, Evidence]]:
    """Every prompt that has evidence, with it. Without a proposal only those that need none; with
    codes in `only`, no others.
    """
    for kind in RULED:
        if kind.rule is None or kind.code in settings.off or (kind.proposed and proposal is None):
            continue
        if only is not None and kind.code not in only:
            continue
        found = kind.rule(seen, proposal, settings.of(kind))
        if found is not None:
            yield kind, found
