"""What every command is: frozen data, a label, and what it may not leave blank."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar

from mashdesk.domain.limits import LINE_LIMIT, WORDS_LIMIT, too_long
from mashdesk.domain.problems import Problem

_ASKED = {
    "reason": "say why, in a sentence",
    "rationale": "write why this is the right decision",
    "why": "say why, in a sentence",
    "wants": "say what it should be",
    "answer": "write the answer and why",
    "question": "say what the agency is asked",
    "text": "write the note",
    "message": "say what the referrer is asked for",
}


GREATEST_NUMBER = 2**31 - 1
"""The greatest number that both stores keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What somebody asks of the desk. `label` is its name on screen and in the audit.

    `required` names the fields that may not be blank, `lines` those that hold one short line.
    """

    label: ClassVar[str] = ""
    required: ClassVar[tuple[str, ...]] = ()
    lines: ClassVar[tuple[str, ...]] = ()

    def problems(self) -> list[Problem]:
        """Missing sentences and over-long text, by field name; empty when it is well formed."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        words = [name for name, value in said.items() if isinstance(value, str)]
        zoneless = [
            Problem(name, "needs its time zone")
            for name, value in said.items()
            if isinstance(value, datetime) and value.utcoffset() is None
        ]
        blank = [
            Problem(name, _ASKED.get(name, "is needed; write a few words"))
            for name in self.required
            if not str(said[name]).strip()
        ]
        huge = [
            Problem(name, "is not a number this desk ever gave")
            for name, value in said.items()
            if isinstance(value, int) and not -1 <= value <= GREATEST_NUMBER
        ]
        paragraphs = [name for name in words if name not in self.lines]
        long = too_long(self, paragraphs, WORDS_LIMIT) + too_long(self, self.lines, LINE_LIMIT)
        return long + zoneless + huge + blank


@dataclass(frozen=True, slots=True, kw_only=True)
class OnReferral(Command):
    """A command on one referral, at the version its actor read."""

    referral: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRequest(Command):
    """A command on one agency's request, at the version its actor read."""

    request: int
    version: int
