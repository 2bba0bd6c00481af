"""The form of a contact: taking one in and correcting one are filled in the same way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import (
    ADULTS_LIMIT,
    CHILDREN_LIMIT,
    LATE_ENTRY,
    Channel,
    Contact,
    Reason,
    Source,
)
from mashdesk.domain.problems import Problem
from mashdesk.store.views import AgencyView
from mashdesk.tui.forms.adults import AdultBlock, adult_texts
from mashdesk.tui.forms.children import ChildBlock, child_texts
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField, choices_of
from mashdesk.tui.forms.confirm import Confirm
from mashdesk.tui.forms.consent import adapt_consent, consent_fields, consent_texts, read_consent
from mashdesk.tui.forms.fields import Field, LineField, WordsField
from mashdesk.tui.forms.find_field import FindField
from mashdesk.tui.forms.known import Known
from mashdesk.tui.forms.likenesses import Likenesses
from mashdesk.tui.forms.moments import written_moment
from mashdesk.tui.forms.person_block import PersonBlock
from mashdesk.tui.forms.person_blocks import PersonBlocks
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import section
from mashdesk.tui.forms.screen import FormScreen
from mashdesk.tui.forms.time_fields import MomentField
from mashdesk.tui.work import start

_SENDER = ("sender_name", "sender_organisation", "sender_contact", "sender_reference")
_WORDS = ("worry", "expects", "household")
_WIDE = 116


class ContactForm(FormScreen):
    """Sections in the order a caller tells them; children are added and removed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "add('children')", "Add a child", priority=True),
        Binding("ctrl+o", "add('adults')", "Add an adult", priority=True),
        Binding("ctrl+r", "remove_person", "Remove the child or adult", priority=True),
    ]

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
        yield from self._worry_fields()
        yield from self._people_fields()
        yield section("Consent")
        yield from consent_fields(self.now, needed=False)

    def _worry_fields(self) -> Iterable[Widget]:
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

    def _people_fields(self) -> Iterable[Widget]:
        known = Known(self.desk, self.actor)
        self._children = PersonBlocks(ChildBlock, self.now, known, least=1, most=CHILDREN_LIMIT)
        self._adults = PersonBlocks(AdultBlock, self.now, known, least=0, most=ADULTS_LIMIT)
        self._people = (self._children, self._adults)
        yield section("Children")
        yield self._children
        yield _adds(self._children, "Add another child  ctrl+n")
        yield section("Household")
        yield WordsField("household", "Who lives there", hint="adults, siblings, others")
        yield self._adults
        yield _adds(self._adults, "Add an adult  ctrl+o")

    # Children and adults.

    @property
    def blocks(self) -> list[PersonBlock]:
        """Everybody's blocks in order."""
        return [block for people in self._people for block in people.blocks]

    async def set_children(self, count: int) -> None:
        """Have blocks for exactly so many children, at least one."""
        await self._have(self._children, count)

    async def _have(self, people: PersonBlocks, count: int) -> None:
        await people.set_count(count)
        self.standing = list(self.query(Field))

    async def action_add(self, root: str) -> None:
        """One more child or adult, and the keys in their name."""
        if not self._ready:
            return
        people = next(people for people in self._people if people.kind.root == root)
        if len(people.blocks) >= people.most:
            self.say(f"A contact holds {people.most} {root}; take the others in as another.")
            return
        await self._have(people, len(people.blocks) + 1)
        people.blocks[-1].parts["given_name"].focus_control()
        self.touched()

    @on(Button.Pressed, ".child--add")
    async def _add(self, event: Button.Pressed) -> None:
        event.stop()
        await self.action_add(str(event.button.id).removeprefix("add-"))

    def action_remove_person(self) -> None:
        """Whoever's block has the keys goes off the form."""
        holders = self.focused.ancestors if self.focused is not None else ()
        for block in holders:
            if isinstance(block, PersonBlock):
                self._ask_to_remove(block)

    @on(PersonBlock.Removed)
    def _wants_removed(self, event: PersonBlock.Removed) -> None:
        event.stop()
        self._ask_to_remove(event.block)

    def _ask_to_remove(self, block: PersonBlock) -> None:
        if block.is_empty:
            start(self, "people", self._remove, block)
            return
        who = f"{block.noun} {block.number} ({block.called})"

        def answered(sure: bool | None) -> None:
            if sure:
                start(self, "people", self._remove, block)

        question = f"Remove {who} and what you typed about them?"
        self.app.push_screen(Confirm(question, "Yes, remove", "No, keep"), answered)

    async def _remove(self, block: PersonBlock) -> None:
        people = block.parent
        assert isinstance(people, PersonBlocks)
        await people.take_out(block)
        self.standing = list(self.query(Field))
        if people.blocks:
            left = people.blocks[min(block.number, len(people.blocks)) - 1]
            left.parts["given_name"].focus_control()
        else:
            self.query_one(f"#add-{people.kind.root}", Button).focus()
        self.touched()

    @on(Likenesses.Opened)
    def _read_who(self, event: Likenesses.Opened) -> None:
        """Who this is, laid over the form, which stays as it is."""
        from mashdesk.tui.screens.individual import IndividualScreen

        event.stop()
        self.app.push_screen(
            IndividualScreen(self.desk, self.actor, event.individual, reads_only=True)
        )

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
            children=tuple(b.child() for b in self._children.blocks if isinstance(b, ChildBlock)),
            adults=tuple(b.adult() for b in self._adults.blocks if isinstance(b, AdultBlock)),
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
        counts = {people.kind.root: str(len(people.blocks)) for people in self._people}
        return {**super().texts(), **counts}

    async def restore(self, kept: dict[str, str]) -> None:
        for people in self._people:
            count = kept.get(people.kind.root, "0")
            await self._have(people, int(count) if count.isdigit() else 0)
        await super().restore(kept)
        for block in self.blocks:
            block.look()

    def adapt(self) -> None:
        received = self.field("received_at", MomentField).instant
        late = received is not None and self.now() - received > LATE_ENTRY
        self.reveal("late_because", late or bool(self.typed("late_because")))
        adapt_consent(self)
        born = tuple(b.born for b in self._children.blocks if isinstance(b, ChildBlock) and b.born)
        for block in self.blocks:
            if isinstance(block, AdultBlock):
                block.children_born = born
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
        ChildBlock.root: str(len(contact.children)),
        AdultBlock.root: str(len(contact.adults)),
    }
    texts |= consent_texts(contact.consent)
    for number, child in enumerate(contact.children, start=1):
        texts |= child_texts(child, number)
    for number, adult in enumerate(contact.adults, start=1):
        texts |= adult_texts(adult, number)
    return texts


def _adds(people: PersonBlocks, words: str) -> Button:
    return Button(Content(words), id=f"add-{people.kind.root}", classes="child--add", compact=True)


def _pairs(*fields: Field) -> Vertical:
    for field in fields:
        field.add_class("-tight")
    return Vertical(*fields, classes="form--pairs")
