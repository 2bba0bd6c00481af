"""Sealing a record and unsealing it; emergency access by reference; the review of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import BreakGlass, Command, ReviewOverride, Seal, Unseal
from mashdesk.domain.sealing import EMERGENCY, Finding
from mashdesk.store.views import EmergencyView, NamedPerson
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField, choices_of
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.moments import clock_or_day
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import FormScreen, Step

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.sign_in import SignIn
    from mashdesk.tui.desk_app import DeskApp

_MINUTES = int(EMERGENCY.total_seconds()) // 60


class _ConfirmedDialog(ActDialog):
    """A form that asks for one's own password again: not from a desk that somebody left open."""

    app: DeskApp

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self._password = ""
        self._sign_in: SignIn | None = None

    def password_field(self) -> Iterable[Widget]:
        """Nobody has a password in a training hub."""
        if self.hub is not None and not self.hub.training:
            yield LineField("password", "Your password", ask="give your own password", secret=True)

    def take_password(self) -> None:
        """It leaves the screen whatever comes of it."""
        for field in self.standing:
            if field.path == "password":
                self._password, self._sign_in = field.text, self.app.opened.sign_in
                field.put("")

    def versioned(self, command: Command) -> Command:
        """The command, once the password was given again. Raises Refused otherwise."""
        given, self._password = self._password, ""
        sign_in, self._sign_in = self._sign_in, None
        if sign_in is not None:
            sign_in.confirm(self.actor, given)
        return super().versioned(command)


class SealDialog(_ConfirmedDialog):
    """Who is to see the record from now on; on a sealed one, who is named instead."""

    act = "seal"
    words = "Seal"
    button = "Seal the record"
    people: tuple[NamedPerson, ...] = ()

    def title_words(self) -> str:
        return "Seal" if self.view.seal is None else "Who is named on"

    def gather(self) -> None:
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
        hint = "Space ticks. A team or service manager must be among them."
        yield ManyField("people", "Who sees it", choices, ask="tick at least a manager", hint=hint)
        yield WordsField("reason", "Reason", ask="say why, in a sentence")
        yield from self.password_field()

    async def prefill(self) -> None:
        seal = self.view.seal
        named = [self.actor.user_id] if seal is None else [person.id for person in seal.people]
        self.field("people", ManyField).put("\n".join(map(str, named)))

    def steps(self) -> Sequence[Step]:
        self.take_password()
        people = tuple(int(code) for code in self.field("people", ManyField).codes)
        command = Seal(
            referral=self.view.id,
            version=self.view.version,
            people=people,
            reason=self.typed("reason"),
        )
        return [Step("seal", command)]


def _what_they_are(person: NamedPerson) -> str:
    return f"{person.role}, {person.agency}" if person.agency else person.role


class UnsealDialog(_ConfirmedDialog):
    """Everybody sees it again."""

    act = "unseal"
    words = "Unseal"
    button = "Unseal the record"

    def fields(self) -> Iterable[Widget]:
        seal = self.view.seal
        named = ", ".join(person.full_name for person in seal.people) if seal else "nobody"
        yield Said(f"Named on it now: {named}. Unsealed, it is in everybody's list again.")
        yield WordsField("reason", "Reason", ask="say why, in a sentence")
        yield from self.password_field()

    def steps(self) -> Sequence[Step]:
        self.take_password()
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
        yield WordsField("words", "What you found", ask="write it in a sentence or two")

    def steps(self) -> Sequence[Step]:
        command = ReviewOverride(
            override=self.access.id,
            finding=self.field("finding", ChoiceField).needed(Finding),
            words=self.typed("words"),
        )
        return [Step("review", command)]


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
