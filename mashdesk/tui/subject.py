"""What the keys act on: the referral under the cursor, from the queue and from its record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.referral import ReferralState
from mashdesk.store.views import QueueRow, ReferralView, RequestView


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of the referral under the cursor; `view` is None until its record is read."""

    row: QueueRow | None
    view: ReferralView | None
    now: datetime
    person: int | None = None
    """Who is at the desk, by their id."""

    @property
    def is_own(self) -> bool:
        """Whether whoever is at the desk holds it."""
        known = self.fresher
        return known is not None and known.worker_id is not None and known.worker_id == self.person

    @property
    def state(self) -> ReferralState | None:
        """The state of the referral, from the fresher of the two."""
        known = self.fresher
        return known.state if known else None

    @property
    def fresher(self) -> ReferralView | QueueRow | None:
        """What was read last: right after an act the queue can be ahead of the record."""
        return self.row if self.is_behind else self.view or self.row

    @property
    def is_behind(self) -> bool:
        """Whether the record was read before something that the queue knows of."""
        return bool(self.view and self.row and self.row.version > self.view.version)

    @property
    def reference(self) -> str:
        """Its reference; empty where nothing is under the cursor."""
        known = self.view or self.row
        return known.reference if known else ""

    def requests(self, takes: Callable[[RequestView], bool]) -> tuple[RequestView, ...]:
        """The requests of the read record that fit."""
        if self.view is None:
            return ()
        return tuple(request for request in self.view.requests if takes(request))
