"""Taking a contact in, correcting it, recording consent, adding a note, opening a record."""

from __future__ import annotations

from dataclasses import dataclass

from mashdesk.domain.commands.base import Command, OnReferral
from mashdesk.domain.contact import ConsentGiven, Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeIn(Command):
    """Take a contact in. `again` says that it truly is another, though it looks the same."""

    label = "take a contact in"
    contact: Contact
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(OnReferral):
    """Correct what was taken in; the whole contact as it should read, and why."""

    label = "correct the contact"
    required = ("reason",)
    contact: Contact
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsent(OnReferral):
    """Record or change consent."""

    label = "record consent"
    consent: ConsentGiven


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """Add a note to the record; notes are never edited, so no version is needed."""

    label = "add a note"
    required = ("text",)
    referral: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Command):
    """Open a record, so that looks are audited before anything is shown."""

    label = "open a record"
    referral: int
    reason: str = ""
