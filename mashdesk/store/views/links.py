"""What a record is linked to, and the network to be walked from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mashdesk.domain.people import MentionKind
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState


@dataclass(frozen=True, slots=True)
class LinkView:
    """Another referral that shares somebody or something; each path in words, here and there."""

    referral: int
    reference: str
    child: str
    received_at: datetime
    state: ReferralState
    rating: Rag | None
    paths: tuple[str, ...]
    family: bool
    """Whether it is the family's own: about a child of this record, a sibling or somebody of the
    household, or naming one of these children in the household there.
    """


@dataclass(frozen=True, slots=True)
class Crowd:
    """Something that so many referrals share that they are counted, not listed."""

    what: str
    more_than: int


@dataclass(frozen=True, slots=True)
class LinksView:
    """What a record is linked to, most ways first."""

    links: tuple[LinkView, ...]
    crowds: tuple[Crowd, ...] = ()

    @property
    def beyond(self) -> tuple[LinkView, ...]:
        """The links that lead to other families."""
        return tuple(one for one in self.links if not one.family)

    @property
    def summary(self) -> str:
        """How many links lead beyond the family, without an end to the sentence."""
        if not self.beyond and not self.crowds:
            return "No link beyond the family is known"
        number = len(self.beyond)
        said = f"{number} {'link' if number == 1 else 'links'} beyond the family"
        if not self.crowds:
            return said
        crowds = ", ".join(one.what for one in self.crowds)
        return f"{said}; shared by very many and not listed: {crowds}"


class NodeKind(StrEnum):
    """What stands in the network."""

    REFERRAL = "referral"
    CHILD = "child"
    ADULT = "adult"
    ADDRESS = "address"
    PHONE = "phone"
    VEHICLE = "vehicle"
    SCHOOL = "school"

    @property
    def thing(self) -> MentionKind | None:
        """The kind of mention, for what is nobody."""
        return MentionKind(self.value) if self in _THINGS else None


_THINGS = (NodeKind.ADDRESS, NodeKind.PHONE, NodeKind.VEHICLE, NodeKind.SCHOOL)


@dataclass(frozen=True, slots=True)
class Node:
    """One place of the network: a referral or person by id, a thing by its key."""

    kind: NodeKind
    id: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somewhere one step away: what it is called, and how it is tied to where one stands;
    `associate` somebody told of as that alone, and not as of the family. A referral has its
    `reference`, by which one walks there.
    """

    node: Node
    label: str
    how: str
    associate: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class NetworkView:
    """Where one stands in the network, and everything one step away; at most so many are listed."""

    node: Node
    label: str
    neighbours: tuple[Neighbour, ...]
    more: bool = False
