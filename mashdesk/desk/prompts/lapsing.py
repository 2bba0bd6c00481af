"""Prompts that stand no longer though nobody answered them: written as SYSTEM's, with whose act it
was that answered them by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from mashdesk.domain.actor import SYSTEM
from mashdesk.domain.prompts import PromptKind
from mashdesk.domain.prompts.weighing import BY_NO_ACT
from mashdesk.store.names import EVENTS, PROMPTS
from mashdesk.store.work import Work

# Made once: building a statement costs as much as running it.
_SAID = ("answered_at", "answered_by", "settled_by", "acted", "reason")
_LAPSE = (
    update(PROMPTS)
    .where(PROMPTS.c.id == bindparam("b_id"), PROMPTS.c.answered_at.is_(None))
    .values({name: bindparam(name) for name in _SAID})
)
_ACTS: Any = (
    select(EVENTS.c.referral_id, EVENTS.c.kind, EVENTS.c.actor_id, EVENTS.c.changes)
    .where(
        EVENTS.c.referral_id.in_(bindparam("ids", expanding=True)),
        EVENTS.c.kind.in_(bindparam("kinds", expanding=True)),
        EVENTS.c.actor_id != SYSTEM.user_id,
    )
    .order_by(EVENTS.c.seq)
)


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A prompt of a referral, and why it stands no longer; `kind` None where no act did that."""

    referral: int
    prompt: int
    why: str
    kind: PromptKind | None = None

    @property
    def acts(self) -> tuple[str, ...]:
        """The kinds of the acts of which one has answered it."""
        return () if self.kind is None or self.why in BY_NO_ACT else self.kind.acts


def write_lapsed(work: Work, lapsed: Iterable[Lapsed]) -> None:
    """Keep that these stand no longer from now on, and by whom the newest act was that did it."""
    every = list(lapsed)
    if not every:
        return
    newest = _newest(work, every)
    said = {"answered_at": work.now, "answered_by": SYSTEM.user_id, "acted": True}
    rows = [
        {
            "b_id": one.prompt,
            **said,
            "reason": one.why,
            "settled_by": _whose(newest, one),
        }
        for one in every
    ]
    work.connection.execute(_LAPSE, rows)


CORRECTED = "corrected"
_CONSENT = frozenset({"consent"})
"""What of a correction answers a prompt: one of a telephone number answers none."""

_Newest = dict[tuple[int, str], tuple[int, int]]
"""By referral and kind of event: how late the newest one is among those read, and whose it was."""


def _newest(work: Work, lapsed: list[Lapsed]) -> _Newest:
    kinds = {kind for one in lapsed for kind in one.acts}
    if not kinds:
        return {}
    ids = {one.referral for one in lapsed if one.acts}
    found = work.connection.execute(_ACTS, {"ids": sorted(ids), "kinds": sorted(kinds)})
    return {
        (row.referral_id, row.kind): (at, row.actor_id)
        for at, row in enumerate(found)
        if row.kind != CORRECTED or _CONSENT.intersection(row.changes)
    }


def _whose(newest: _Newest, one: Lapsed) -> int | None:
    acts = [newest[of] for kind in one.acts if (of := (one.referral, kind)) in newest]
    return max(acts)[1] if acts else None
