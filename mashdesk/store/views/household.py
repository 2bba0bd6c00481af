"""Who lives together: a household as its reader may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mashdesk.domain.people import IndividualKind
from mashdesk.store.views.names import NameView


@dataclass(frozen=True, slots=True)
class HousemateView:
    """Somebody of a household: as what they were told of last, how it is known that they live
    there, since and until when, and which record told it.

    `past` is that they live there no more, as far as was told; `members` are all their numbers.
    """

    individual: int
    members: tuple[int, ...]
    name: NameView
    kind: IndividualKind
    born: date | None
    age: int | None
    as_: str
    how: str
    since: date | None
    until: date | None
    reference: str
    source: str
    past: bool = False


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """Who lives, or lived, at one address; of whom no address was told they live with stand in one
    without. `more` says that there are more than are listed: a shelter, a tower, a school.
    """

    address: str
    people: tuple[HousemateView, ...]
    more: bool = False

    @property
    def now(self) -> tuple[HousemateView, ...]:
        """Those who live there still."""
        return tuple(one for one in self.people if not one.past)
