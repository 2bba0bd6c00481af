"""Sealing a record and unsealing it; emergency access by reference; the review of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import BreakGlass, ReviewOverride, Seal, Unseal
from mashdesk.domain.sealing import EMERGENCY, Finding
from mashdesk.store.views import EmergencyView, NamedPerson
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.dialogs.confirmed import ConfirmedForm
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField, choices_of
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.moments import clock_or_day
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import FormScreen, Step

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

_MINUTES = int(EMERGENCY.total_seconds()) // 60


class SealDialog(ConfirmedForm, ActDialog):
    """Who is to see the record from now on; on a sealed one, who is named instead."""

    act = "seal"
    words = "Seal"
    button = "Seal the record"
    people: tuple[NamedPerson, ...] = ()

    def title_words(self) -> str:
        return "Seal" if self.view.seal is None else "Who is named on"

    def gather(self) -> None:
        super().gather()
        self.people = self.desk.sealing.nameable(self.actor)

    def fields(self) -> Iterable[Widget]:
        yield Said(
            "Only the people ticked see it from now on; everybody else who had it is told that it"
            " was sealed, and nothing of it. Its clocks run on."
        )
        choices = [
            Choice(str(person.id), person.full_name, _what_they_are(person))
            for person in self.people
        ]
        hint = "Space ticks. A team or service manager must be among them, to keep it."
        yield ManyField("people", "Who sees it", choices, ask="tick at least a manager", hint=hint)
        yield WordsField("reason", "Reason", ask="say why, in a sentence")
        yield from self.confirming()

    async def prefill(self) -> None:
        seal = self.view.seal
        named = [self.actor.user_id] if seal is None else [person.id for person in seal.people]
        self.field("people", ManyField).put("\n".join(map(str, named)))

    def steps(self) -> Sequence[Step]:
        self.take_given()
        people = tuple(int(code) for code in self.field("people", ManyField).codes)
        command = Seal(
            referral=self.view.id,
            version=self.view.version,
            people=people,
            reason=self.typed("reason"),
        )
        return [Step("seal", command)]


def _what_they_are(person: NamedPerson) -> str:
    keeps = "can keep it" if person.keeps else ""
    return ", ".join(filter(None, (person.role, person.agency, keeps)))


class UnsealDialog(ConfirmedForm, ActDialog):
    """Everybody sees it again."""

    act = "unseal"
    words = "Unseal"
    button = "Unseal the record"

    def fields(self) -> Iterable[Widget]:
        seal = self.view.seal
        named = ", ".join(person.full_name for person in seal.people) if seal else "nobody"
        yield Said(f"Named on it now: {named}. Unsealed, it is in everybody's list again.")
        yield WordsField("reason", "Reason", ask="say why, in a sentence")
        yield from self.confirming()

    def steps(self) -> Sequence[Step]:
        self.take_given()
        command = Unseal(
            referral=self.view.id, version=self.view.version, reason=self.typed("reason")
        )
        return [Step("unseal", command)]


class BreakGlassDialog(FormScreen, ModalScreen[Outcome | None]):
    """A reference and a reason: nobody is shown which sealed records there are."""

    heading = "Emergency access to a sealed record"
    button = "Break the glass"

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__(desk, actor, "emergency")
        self.add_class("-dialog")

    def fields(self) -> Iterable[Widget]:
        yield Said(
            f"You see and act on the one record for {_MINUTES} minutes. Those named on it are told"
            " now, every look and act is kept, and a manager reviews it. So is a try at a"
            " reference that is no sealed record."
        )
        yield LineField("reference", "Reference", ask="give its reference, such as MD-26-0412")
        yield WordsField("reason", "Reason", ask="say why it cannot wait for somebody named")

    def steps(self) -> Sequence[Step]:
        command = BreakGlass(reference=self.typed("reference"), reason=self.typed("reason"))
        return [Step("break", command)]


class ReviewDialog(FormScreen, ModalScreen[Outcome | None]):
    """Who looked, when and why, what was looked at and done; and what the manager finds."""

    heading = "Review an emergency access"
    button = "Keep the finding"

    def __init__(self, desk: Desk, actor: Actor, access: EmergencyView) -> None:
        self.access = access
        super().__init__(desk, actor, f"review:{access.id}")
        self.add_class("-dialog")

    def subject(self) -> str:
        one = self.access
        return f"{one.reference} · {one.by}, {one.role} · {when_used(one)}"

    def fields(self) -> Iterable[Widget]:
        yield Said(f"Reason given: {self.access.reason}")
        yield Said(what_was_done(self.access))
        yield ChoiceField("finding", "It was", choices_of(Finding), ask="choose one")
        yield Said(_who_reads(self.access))
        yield WordsField("words", "What you found", ask="write it in a sentence or two")

    def steps(self) -> Sequence[Step]:
        command = ReviewOverride(
            override=self.access.id,
            finding=self.field("finding", ChoiceField).needed(Finding),
            words=self.typed("words"),
        )
        return [Step("review", command)]


def _who_reads(access: EmergencyView) -> str:
    if not access.opened:
        return "Auditors read what you write."
    return f"{access.by}, auditors and whoever sees the record read what you write."


def when_used(access: EmergencyView) -> str:
    """From when until when, or that it opened nothing."""
    began = clock_or_day(access.from_at, access.until_at)
    if not access.opened:
        return f"{began}, a try that opened nothing"
    return f"{began} to {clock_or_day(access.until_at, access.until_at)}"


def what_was_done(access: EmergencyView) -> str:
    """What the audit has of that time, act by act; without a word of the record."""
    if not access.acts:
        return "Nothing was looked at or done." if access.opened else "It opened nothing."
    return "\n".join(
        f"{clock_or_day(act.at, access.until_at)}  {act.act}{'' if act.allowed else ' (refused)'}"
        for act in access.acts
    )
