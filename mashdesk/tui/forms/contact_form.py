"""The form of a contact: taking one in and correcting one are filled in the same way."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, on
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import (
    CHILDREN_LIMIT,
    LATE_ENTRY,
    Channel,
    Contact,
    Reason,
    Source,
)
from mashdesk.domain.problems import Problem
from mashdesk.store.views import AgencyView
from mashdesk.tui.forms.children import ChildBlock, child_texts
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField, choices_of
from mashdesk.tui.forms.confirm import Confirm
from mashdesk.tui.forms.consent import adapt_consent, consent_fields, consent_texts, read_consent
from mashdesk.tui.forms.fields import Field, LineField, WordsField
from mashdesk.tui.forms.find_field import FindField
from mashdesk.tui.forms.moments import written_moment
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import section
from mashdesk.tui.forms.screen import FormScreen
from mashdesk.tui.forms.time_fields import MomentField
from mashdesk.tui.work import start

_SENDER = ("sender_name", "sender_organisation", "sender_contact", "sender_reference")
_WORDS = ("worry", "expects", "household")
_COUNT = "children"
_WIDE = 116


class ContactForm(FormScreen):
    """Sections in the order a caller tells them; children are added and removed."""

    agencies: tuple[AgencyView, ...] = ()

    def gather(self) -> None:
        self.agencies = self.desk.agencies()

    def contact_fields(self) -> Iterable[Widget]:
        """Every field of a contact under its headings."""
        yield section("Who sent it")
        yield FindField("source", "Source", choices_of(Source), ask="choose who sent it")
        yield _pairs(
            LineField("sender_name", "Name"),
            LineField("sender_organisation", "Organisation"),
            LineField("sender_contact", "Phone or e-mail"),
            LineField("sender_reference", "Their reference"),
        )
        yield FindField(
            "sender_agency",
            "Agency",
            [Choice(agency.code, agency.name) for agency in self.agencies],
            hint="if one of the hub's own sent it: its people then read what becomes of it",
        )
        yield section("When and how it was received")
        yield MomentField(
            "received_at", "Received", self.now, ask="say when the contact reached the hub"
        )
        yield LineField("late_because", "Why entered late")
        yield ChoiceField(
            "channel", "How", choices_of(Channel), ask="choose how it reached the hub"
        )
        yield section("The worry")
        yield WordsField(
            "worry",
            "The worry",
            ask="say what the worry is, in the sender's words if you have them",
            hint="in the sender's words",
        )
        yield WordsField("expects", "What they expect", hint="what the sender thinks should happen")
        yield ManyField(
            "reasons",
            "Reasons",
            choices_of(Reason),
            ask="choose at least one reason",
            hint="Space ticks, a letter jumps; several may apply.",
        )
        yield section("Children")
        self._children = Vertical(classes="children")
        yield self._children
        yield Button(Content("Add another child  ctrl+n"), id="add-child", compact=True)
        yield section("Household")
        yield WordsField("household", "Who lives there", hint="adults, siblings, others")
        yield section("Consent")
        yield from consent_fields(self.now, needed=False)

    # Children.

    @property
    def blocks(self) -> list[ChildBlock]:
        """The children's blocks in order."""
        return [block for block in self._children.children if isinstance(block, ChildBlock)]

    async def set_children(self, count: int) -> None:
        """Have exactly so many blocks, at least one."""
        blocks = self.blocks
        for block in blocks[max(1, count) :]:
            await block.remove()
        for number in range(len(blocks) + 1, max(1, count) + 1):
            await self._children.mount(ChildBlock(number, self.now))
        self.standing = list(self.query(Field))

    async def action_add_child(self) -> None:
        """One more child, and the keys in their name."""
        if not self._ready:
            return
        if len(self.blocks) >= CHILDREN_LIMIT:
            self.say(f"A contact holds {CHILDREN_LIMIT} children; take the others in as another.")
            return
        await self.set_children(len(self.blocks) + 1)
        self.blocks[-1].parts["given_name"].focus_control()
        self.touched()

    @on(Button.Pressed, "#add-child")
    async def _add(self, event: Button.Pressed) -> None:
        event.stop()
        await self.action_add_child()

    @on(ChildBlock.Removed)
    def _wants_removed(self, event: ChildBlock.Removed) -> None:
        event.stop()
        block = event.block
        if block.is_empty:
            start(self, "children", self._remove, block)
            return
        name = block.parts["given_name"].text or block.parts["family_name"].text or "no name yet"
        question = f"Remove child {block.number} ({name}) and what you typed about them?"

        def answered(sure: bool | None) -> None:
            if sure:
                start(self, "children", self._remove, block)

        self.app.push_screen(Confirm(question, "Yes, remove", "No, keep"), answered)

    async def _remove(self, block: ChildBlock) -> None:
        if len(self.blocks) == 1:
            block.clear()
        else:
            await block.remove()
            self.standing = list(self.query(Field))
        for number, left in enumerate(self.blocks, start=1):
            left.renumber(number)
        self.blocks[min(block.number, len(self.blocks)) - 1].parts["given_name"].focus_control()
        self.touched()

    # What the fields say.

    def contact(self) -> Contact:
        """The contact as the fields have it; what is missing stands in for until it is said."""
        return Contact(
            received_at=self.field("received_at", MomentField).instant or self.now(),
            channel=self.field("channel", ChoiceField).chosen(Channel) or Channel.FORM,
            source=self.field("source", FindField).chosen(Source) or Source.UNKNOWN,
            **{name: self.typed(name).strip() for name in (*_SENDER, "late_because")},
            **{name: self.typed(name) for name in _WORDS},
            sender_agency=self.typed("sender_agency"),
            reasons=tuple(Reason(code) for code in self.field("reasons", ManyField).codes),
            children=tuple(block.child() for block in self.blocks),
            consent=read_consent(self),
        )

    def problems(self) -> list[Problem]:
        """What the fields cannot accept and what the domain cannot: all in one pass."""
        found = super().problems()
        said = {problem.field for problem in found}
        now = self.now()
        more = self.contact().problems(now, london_day(now))
        return found + [problem for problem in more if problem.field not in said]

    def texts(self) -> dict[str, str]:
        return {**super().texts(), _COUNT: str(len(self.blocks))}

    async def restore(self, kept: dict[str, str]) -> None:
        count = kept.get(_COUNT, "1")
        await self.set_children(int(count) if count.isdigit() else 1)
        await super().restore(kept)

    def adapt(self) -> None:
        received = self.field("received_at", MomentField).instant
        late = received is not None and self.now() - received > LATE_ENTRY
        self.reveal("late_because", late or bool(self.typed("late_because")))
        adapt_consent(self)
        for block in self.blocks:
            block.adapt()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= _WIDE, "-wide")
        super().on_resize(event)

    def put_instants(self, contact: Contact) -> None:
        """Let times left as they are keep their seconds."""
        self.field("received_at", MomentField).remember(contact.received_at)
        if contact.consent is not None and contact.consent.at is not None:
            self.field("consent.at", MomentField).remember(contact.consent.at)


def contact_texts(contact: Contact) -> dict[str, str]:
    """What a draft of the form would hold for a contact on record."""
    texts = {name: getattr(contact, name) for name in (*_SENDER, *_WORDS, "late_because")}
    texts |= {
        "source": contact.source.value,
        "sender_agency": contact.sender_agency,
        "channel": contact.channel.value,
        "received_at": written_moment(contact.received_at),
        "reasons": "\n".join(contact.reasons),
        _COUNT: str(len(contact.children)),
    }
    texts |= consent_texts(contact.consent)
    for number, child in enumerate(contact.children, start=1):
        texts |= child_texts(child, number)
    return texts


def _pairs(*fields: Field) -> Vertical:
    for field in fields:
        field.add_class("-tight")
    return Vertical(*fields, classes="form--pairs")
