"""What every entry of a chronology needs to know: whose record it is from, and who is who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mashdesk.domain.actor import SYSTEM, Actor
from mashdesk.store.queries.kin import named
from mashdesk.store.views.chronology import ChronologyEntry, EntryKind

THE_DESK = "the desk itself"


@dataclass(slots=True)
class Telling:
    """The reader, the references and children of the referrals told of, and the full names of
    everybody with an account.
    """

    actor: Actor
    people: Mapping[int, str]
    references: dict[int, str] = field(default_factory=dict)
    children: dict[int, list[tuple[int | None, str]]] = field(default_factory=dict)
    _named: dict[int, str] = field(default_factory=dict)

    def entry(
        self, referral: int, at: datetime, kind: EntryKind, source: str, title: str, **more: Any
    ) -> ChronologyEntry:
        """One entry of a referral."""
        if (about := self._named.get(referral)) is None:
            about = self._named[referral] = named(self.children.get(referral, ()))
        more.setdefault("words", "")
        source, more["by"] = _said_by(source), _said_by(more.get("by", ""))
        reference = self.references[referral]
        return ChronologyEntry(at, kind, referral, reference, about, source, title, **more)

    def name(self, person: int | None, unknown: str = "—") -> str:
        """Somebody's full name."""
        return unknown if person is None else self.people.get(person, unknown)


def _said_by(name: str) -> str:
    """What a reader in court calls the clock's own act: no person's."""
    return THE_DESK if name == SYSTEM.name else name
