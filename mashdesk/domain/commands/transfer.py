"""Handing a child over to another hub, and taking one over from another hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mashdesk.domain.commands.base import Command, OnReferral
from mashdesk.domain.contact import Channel
from mashdesk.domain.problems import Problem

if TYPE_CHECKING:
    # What is in a file is loaded with the first one: no desk starts more slowly for it.
    from mashdesk.domain.transfer import Parcel


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOut(OnReferral):
    """Make the hand-over file of what was decided as transferred; `token` tells it from others.

    Until that hub acknowledges it, the referral stays open here and keeps a clock.
    """

    label = "make a hand-over file"
    required = ("to_hub",)
    lines = ("to_hub",)
    to_hub: str
    token: str

    def problems(self) -> list[Problem]:
        """Also a token that no desk makes."""
        return OnReferral.problems(self) + _of(self.token)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeInTransfer(Command):
    """Take a hand-over file in: a new referral with its earlier history behind it."""

    label = "take a hand-over file in"
    parcel: Parcel

    def problems(self) -> list[Problem]:
        """What no hub's file can hold."""
        return Command.problems(self) + self.parcel.problems()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyToTransfer(OnReferral):
    """Make the acknowledgement file for the hub that a referral came from."""

    label = "make an acknowledgement file"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeTransfer(OnReferral):
    """The other hub has taken it in: by its file (`token`), or by word of a `person` there.

    `reference` is theirs, `taken_in_at` (UTC) when they say they took it in.
    """

    label = "record that a transfer was acknowledged"
    required = ("person",)
    lines = ("reference", "person")
    person: str
    reference: str = ""
    token: str = ""
    taken_in_at: datetime | None = None
    channel: Channel | None = None
    words: str = ""

    def problems(self) -> list[Problem]:
        """Also a token that no desk makes."""
        return OnReferral.problems(self) + (_of(self.token) if self.token else [])


def _of(token: str) -> list[Problem]:
    from mashdesk.domain.transfer import token_problems

    return token_problems(token)
