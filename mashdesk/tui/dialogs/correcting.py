"""Correcting what was taken in, on the same form, with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.commands import Command, Correct
from mashdesk.domain.contact import SOMEBODY_NEW, Adult, Child, Contact
from mashdesk.store.views import ReferralView
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.dialogs.consent import recorded_consent
from mashdesk.tui.forms.contact_form import ContactForm, contact_texts
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.said_apart import placed, said_apart
from mashdesk.tui.forms.screen import Step


def recorded_contact(view: ReferralView) -> Contact:
    """The contact as the record has it."""
    return Contact(
        received_at=view.received_at,
        channel=view.channel,
        source=view.source,
        sender_name=view.sender_name,
        sender_organisation=view.sender_organisation,
        sender_contact=view.sender_contact,
        sender_reference=view.sender_reference,
        sender_agency=view.sender_agency,
        reasons=view.reasons,
        worry=view.worry,
        expects=view.expects,
        household=view.household,
        children=tuple(
            Child(
                given_name=child.given_name,
                family_name=child.family_name,
                known_as=child.known_as,
                born=child.born,
                expected=child.expected,
                sex=child.sex,
                school=child.school,
                address=child.address,
                nhs_number=child.nhs_number,
                upn=child.upn,
                individual=child.individual,
            )
            for child in view.children
        ),
        adults=view.adults,
        consent=recorded_consent(view),
        late_because=view.late_because,
    )


_PEOPLE = ("children", "adults")


class CorrectDialog(ContactForm, ActDialog):
    """The whole contact as it should read, and why; every change is kept as an event."""

    act = "correct"
    begins_with_record = True
    words = "Correct the contact"
    button = "Correct it"
    _baseline: dict[str, str]
    _known_as: tuple[int, ...] = ()
    """Whom everybody on the form is known as, once it is corrected."""

    def fields(self) -> Iterable[Widget]:
        yield WordsField("reason", "Why corrected", ask="say why, in a sentence")
        yield from self.contact_fields()

    async def prefill(self) -> None:
        self._baseline = contact_texts(recorded_contact(self.view))
        await self.restore(self._baseline)
        self.put_instants(recorded_contact(self.view))

    async def reread(self) -> None:
        """Take over what others corrected meanwhile, except where this person typed."""
        before, after = self._baseline, contact_texts(recorded_contact(self.view))
        mine = self.texts()
        self._baseline = after
        self.put_instants(recorded_contact(self.view))
        ours = [path for path in mine if path.startswith(_PEOPLE)]
        if all(mine[path] == before.get(path, "") for path in ours):
            await self.restore({p: t for p, t in after.items() if p.startswith(_PEOPLE)})
        for field in self.standing:
            path = field.path
            if path.startswith(_PEOPLE) or after.get(path) == before.get(path):
                continue
            if mine[path] == before[path]:
                field.put(after[path])
            elif mine[path] != after[path]:
                field.show_error(f"others changed this to “{after[path]}”; yours stands here")

    async def show_beside(self) -> None:
        """What quotes a record that was sealed since stands as it may be read now."""
        if contact_texts(recorded_contact(self.view)) != self._baseline:
            await self.reread()

    def contact(self) -> Contact:
        """Whoever is not said to be somebody known is somebody new: what stood before stands in
        the fields, and was taken out of them.
        """
        contact = super().contact()
        return replace(
            contact,
            children=tuple(map(_somebody, contact.children)),
            adults=tuple(map(_somebody, contact.adults)),
        )

    def steps(self) -> Sequence[Step]:
        reason = self.typed("reason")
        command = Correct(
            referral=self.view.id,
            version=self.view.version,
            contact=self.contact(),
            reason=reason,
        )
        every = tuple(field.path for field in self.standing)
        corrected = Step("correct", command, "It is corrected.", every)
        return [corrected, *said_apart(self.blocks, self.actor, reason)]

    def versioned(self, command: Command) -> Command:
        return placed(super().versioned(command), self._known_as)

    def performed(self, outcome: Outcome) -> None:
        super().performed(outcome)
        self._known_as = outcome.individuals or self._known_as


_Told = TypeVar("_Told", Child, Adult)


def _somebody(told: _Told) -> _Told:
    return told if told.individual is not None else replace(told, individual=SOMEBODY_NEW)
