"""Somebody or something that the record or an answer speaks of, added so that it can be linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from textual import on
from textual.timer import Timer
from textual.widget import Widget

from mashdesk.domain.commands import AddMention, Command, JudgeIdentity
from mashdesk.domain.kinship import is_birth_parent, parent_doubts
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.people import IndividualKind, MentionKind, Verdict
from mashdesk.domain.permissions import may
from mashdesk.store.views.on_record import PersonHere
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.dialogs.told_by import chosen_answer, told_by
from mashdesk.tui.forms.choice_fields import ChoiceField, choices_of
from mashdesk.tui.forms.fields import Field, LineField, WordsField
from mashdesk.tui.forms.known import Known
from mashdesk.tui.forms.likeness import LikenessField
from mashdesk.tui.forms.moments import Lies
from mashdesk.tui.forms.person_block import SETTLES
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.screen import Step
from mashdesk.tui.forms.time_fields import BornField, DayField

if TYPE_CHECKING:
    from mashdesk.desk.outcome import Outcome

STANDS_FOR = 2_000_000_000
"""A number that nobody has yet, for whoever is added."""

_KINDS = tuple(
    replace(choice, label="associate, outside the household")
    if choice.code == MentionKind.ASSOCIATE
    else choice
    for choice in choices_of(MentionKind)
)
_VALUES = {
    MentionKind.ADDRESS: "Address",
    MentionKind.PHONE: "Phone number",
    MentionKind.VEHICLE: "Number plate",
    MentionKind.SCHOOL: "School or nursery",
}

_APART = "Said when they were added to the record."
_NAMES = ("given_name", "family_name", "known_as")
_PERSON = (*_NAMES, "role", "born", "individual")


class MentionDialog(ActDialog):
    """An adult, a child of the household, an associate; an address, phone, vehicle or school."""

    act = "mention"
    words = "Add a person, address, phone, vehicle or school"
    button = "Add it"

    _settling: Timer | None = None
    _added: int | None = None

    people: tuple[PersonHere, ...] = ()

    def gather(self) -> None:
        found = self.desk.known.on_record(self.actor, self.view.id).people
        self.people = tuple({person.individual: person for person in found}.values())

    def fields(self) -> Iterable[Widget]:
        yield ChoiceField("kind", "What to add", _KINDS, ask="choose what is told of")
        yield told_by(self.view, self.given_request)
        yield LineField("given_name", "Given name", hint="or “unknown”")
        yield LineField("family_name", "Family name")
        yield LineField("known_as", "Known as")
        yield LineField("role", "Relationship", hint="to the children: mother's partner, friend")
        yield BornField("born", "Born", self.now, lies=Lies.BEHIND)
        yield LikenessField("individual", Known(self.desk, self.actor))
        yield LineField("value", "As it was told")
        people = [Choice(str(p.individual), str(p.name), p.as_) for p in self.people]
        yield ChoiceField("whose", "Whose it is", [Choice("", "not known"), *people])
        yield DayField("since", "Since", self.now, lies=Lies.BEHIND)
        yield DayField("until", "Until", self.now)
        yield WordsField("note", "What was said", hint="in the words of whoever told it")

    @property
    def kind(self) -> MentionKind | None:
        """What is added; None until it is chosen."""
        return self.field("kind", ChoiceField).chosen(MentionKind)

    def adapt(self) -> None:
        kind = self.kind
        person, thing = kind is not None and kind.is_person, kind is not None and not kind.is_person
        for path in _PERSON:
            self.reveal(path, person)
        for path in ("value", "whose"):
            self.reveal(path, thing)
        if kind is not None and thing:
            self.field("value", LineField).entitle(_VALUES[kind])
        born, parent = self.field("born", BornField), is_birth_parent(self.typed("role"))
        born.doubted(parent_doubts(born.day, self._children_born()) if parent and person else "")

    @on(Field.Changed)
    def _settles(self, event: Field.Changed) -> None:
        if event.field.path in (*_NAMES, "born", "kind", "role"):
            if self._settling is not None:
                self._settling.stop()
            self._settling = self.set_timer(SETTLES, self._look)

    def _look(self) -> None:
        kind = self.kind
        if kind is None or not kind.is_person:
            return
        child = kind is MentionKind.CHILD
        typed = Particulars(
            kind=IndividualKind.CHILD if child else IndividualKind.ADULT,
            given_name=self.typed("given_name").strip(),
            family_name=self.typed("family_name").strip(),
            known_as=self.typed("known_as").strip(),
            born=self.field("born", DayField).day,
            parent_of=self._children_born() if is_birth_parent(self.typed("role")) else (),
        )
        self.field("individual", LikenessField).look_for(typed)

    def _children_born(self) -> tuple[date, ...]:
        return tuple(one.born for one in self.people if one.child and one.born)

    async def restore(self, kept: dict[str, str]) -> None:
        await super().restore(kept)
        self._look()

    def steps(self) -> Sequence[Step]:
        kind = self.field("kind", ChoiceField).needed(MentionKind)
        whose = self.typed("whose")
        known = self.field("individual", LikenessField).likenesses.same
        person = kind.is_person
        command = AddMention(
            referral=self.view.id,
            kind=kind,
            answer=chosen_answer(self),
            individual=known if person else int(whose) if whose else None,
            role=self.typed("role").strip() if person else "",
            **{name: self.typed(name).strip() if person else "" for name in _NAMES},
            born=self.field("born", DayField).day if person else None,
            value="" if person else self.typed("value").strip(),
            since=self.field("since", DayField).day,
            until=self.field("until", DayField).day,
            note=self.typed("note").strip(),
        )
        every = tuple(field.path for field in self.standing)
        added = Step("mention", command, "It is added.", every)
        return [added, *(self._apart() if person and known is None else ())]

    def _apart(self) -> Iterator[Step]:
        """A judgement for everybody whom a person said that this is not."""
        if may(self.actor.role, JudgeIdentity):
            for other in sorted(self.field("individual", LikenessField).likenesses.different):
                command = JudgeIdentity(
                    one=STANDS_FOR, other=other, verdict=Verdict.DIFFERENT, reason=_APART
                )
                yield Step(f"apart {other}", command, aside=True)

    def performed(self, outcome: Outcome) -> None:
        super().performed(outcome)
        self._added = outcome.individual or self._added

    def versioned(self, command: Command) -> Command:
        """By which number whoever was added is known now."""
        if isinstance(command, JudgeIdentity) and self._added is not None:
            return replace(command, one=self._added)
        return super().versioned(command)
