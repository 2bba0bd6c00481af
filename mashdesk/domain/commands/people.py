"""Who somebody is: mentions of people and things, how people are tied, who is the same as whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mashdesk.domain.commands.base import Command
from mashdesk.domain.people import ROLE_LIMIT, MentionKind, RelationshipKind, Verdict
from mashdesk.domain.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMention(Command):
    """Somebody or something that a record, or one of its answers (by id), speaks of.

    A person is somebody known (`individual`), or has a name and is new; a thing has its `value`: an
    address, a phone number, a number plate, a school; and `individual` is whose it is, if known.
    """

    label = "add a person or a thing"
    lines = ("role", "given_name", "family_name", "known_as", "value")
    referral: int
    kind: MentionKind
    answer: int | None = None
    individual: int | None = None
    role: str = ""
    given_name: str = ""
    family_name: str = ""
    known_as: str = ""
    born: date | None = None
    value: str = ""
    since: date | None = None
    until: date | None = None
    note: str = ""

    def problems(self) -> list[Problem]:
        """Also that it names one, and that no date ends before it begins."""
        found = Command.problems(self) + in_order(self.since, self.until)
        if len(self.role) > ROLE_LIMIT:
            found.append(Problem("role", f"is longer than {ROLE_LIMIT} characters; shorten it"))
        if self.kind.is_person:
            named = self.individual is not None or self.given_name.strip()
            if not (named or self.family_name.strip() or self.known_as.strip()):
                found.append(Problem("given_name", "give a name, or say which known person it is"))
        elif not self.value.strip():
            found.append(Problem("value", f"write the {self.kind.label}"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRelationship(Command):
    """How one known person is tied to another, told by a record or one of its answers (by id)."""

    label = "record how two people are tied"
    referral: int
    one: int
    kind: RelationshipKind
    other: int
    answer: int | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""

    def problems(self) -> list[Problem]:
        """Also that they are two, and that no date ends before it begins."""
        found = Command.problems(self) + in_order(self.since, self.until)
        if self.one == self.other:
            found.append(Problem("other", "is the same person; name another"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRelationship(Command):
    """That two people are tied so no more, or never were; what was told of it stays to be read."""

    label = "end how two people are tied"
    required = ("reason",)
    relationship: int
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeIdentity(Command):
    """That two known people are the same, are different, or that it is not sure yet.

    It moves nothing: each keeps their own history and clocks, and it can be undone. `despite` says
    that it is meant although something speaks against it, such as one contact that names both.
    """

    label = "say whether two are the same person"
    required = ("reason",)
    one: int
    other: int
    verdict: Verdict
    reason: str
    despite: bool = False

    def problems(self) -> list[Problem]:
        """Also that they are two."""
        found = Command.problems(self)
        if self.one == self.other:
            found.append(Problem("other", "is the very same entry; name another"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoJudgement(Command):
    """Take back what was said of two people; each has again what was their own."""

    label = "undo who is the same person"
    required = ("reason",)
    judgement: int
    reason: str


def in_order(since: date | None, until: date | None) -> list[Problem]:
    """A problem where something would end before it begins."""
    if since is None or until is None or since <= until:
        return []
    return [Problem("until", "is before it began; check both dates")]
