"""A record's transfers: where it came from with its history, and where it was handed over to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mashdesk.domain.contact import Channel

if TYPE_CHECKING:
    from mashdesk.domain.transfer import History


@dataclass(frozen=True, slots=True)
class ArrivedView:
    """It was taken in from another hub's file, `taken_in_at` (UTC); `replied_at` is when its
    acknowledgement was last made, and `histories` what came with it, the newest hub's last: those
    at the positions `ours` are this hub's own, of a record that went there and came back.
    """

    hub: str
    reference: str
    made_at: datetime
    taken_in_at: datetime
    replied_at: datetime | None
    histories: tuple[History, ...]
    ours: tuple[int, ...] = ()

    @property
    def first_hub(self) -> str:
        """The hub that the contact itself came to; the one that handed it over, as far as known."""
        return self.histories[0].hub if self.histories else self.hub


@dataclass(frozen=True, slots=True)
class SentView:
    """A hand-over file was made for another hub; `acknowledged_at` None: it has not answered."""

    to_hub: str
    made_at: datetime
    made_by: str
    acknowledged_at: datetime | None
    reference: str
    person: str
    channel: Channel | None
    words: str
