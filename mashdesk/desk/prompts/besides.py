"""What the rules find in a record with sealed ones besides: for those alone who see these."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from mashdesk.domain.prompts import Evidence, PromptKind, PromptSettings, noticed
from mashdesk.store.queries.snapshot import snapshots


def found_with(
    connection: Connection,
    referral: int,
    sealed: frozenset[int],
    settings: PromptSettings,
    now: datetime,
) -> list[tuple[PromptKind, Evidence]]:
    """What is found in a record with these sealed ones, and not without them."""
    (_, openly), *_ = snapshots(connection, [referral], now)
    (_, wholly), *_ = snapshots(connection, [referral], now, besides=sealed)
    known = {kind.code: one.items for kind, one in noticed(openly, settings)}
    return [
        (kind, one)
        for kind, one in noticed(wholly, settings)
        if one.items - known.get(kind.code, frozenset())
    ]
