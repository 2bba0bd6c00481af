"""How two people are tied: recorded from a record, ended on a person's screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import EndRelationship, RecordRelationship
from mashdesk.domain.kinship import parent_doubt
from mashdesk.domain.people import RelationshipKind
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.views import TieView
from mashdesk.store.views.on_record import PersonHere
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.dialogs.told_by import chosen_answer, told_by
from mashdesk.tui.forms.choice_fields import ChoiceField, choices_of
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.moments import Lies
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import FormScreen, Step
from mashdesk.tui.forms.time_fields import DayField
from mashdesk.tui.keys import ACT
from mashdesk.tui.tabs.individuals import span

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class RelationshipDialog(ActDialog):
    """Two people of this record, since and until when as it was told, and by which source."""

    act = "tie"
    words = "How two people are tied"
    button = "Record it"

    people: tuple[PersonHere, ...] = ()

    def gather(self) -> None:
        found = self.desk.known.on_record(self.actor, self.view.id).people
        self.people = tuple({person.individual: person for person in found}.values())

    def fields(self) -> Iterable[Widget]:
        people = self._people()
        if len(people) < 2:
            key = ACT["mention"].shown_key
            yield Said(f"Fewer than two people are named here: on the desk, {key} adds the other.")
            return
        yield ChoiceField("one", "Who", people, ask="choose who")
        yield ChoiceField("kind", "Is", choices_of(RelationshipKind), ask="choose how")
        yield ChoiceField("other", "Whom", people, ask="choose whom")
        yield DayField("since", "Since", self.now, lies=Lies.BEHIND)
        yield DayField("until", "Until", self.now)
        yield told_by(self.view, self.given_request)
        yield LineField("words", "In their words")

    def adapt(self) -> None:
        """What can hardly be between a parent and a child is said, for somebody to look at."""
        if not any(field.path == "kind" for field in self.standing):
            return
        kind, doubt = self.field("kind", ChoiceField), ""
        if kind.chosen(RelationshipKind) is RelationshipKind.PARENT:
            born = {str(person.individual): person.born for person in self.people}
            doubt = parent_doubt(born.get(self.typed("one")), born.get(self.typed("other")))
        kind.say(f"Check the dates of birth: the parent was {doubt}." if doubt else "")
        kind.set_class(bool(doubt), "-doubted")

    def _people(self) -> list[Choice]:
        return [
            Choice(str(person.individual), str(person.name), person.as_) for person in self.people
        ]

    def steps(self) -> Sequence[Step]:
        if not any(field.path == "one" for field in self.standing):
            raise Invalid(Problem("", "Add the other person first."))
        command = RecordRelationship(
            referral=self.view.id,
            one=int(self.typed("one")),
            kind=self.field("kind", ChoiceField).needed(RelationshipKind),
            other=int(self.typed("other")),
            answer=chosen_answer(self),
            since=self.field("since", DayField).day,
            until=self.field("until", DayField).day,
            words=self.typed("words").strip(),
        )
        return [Step("tie", command)]


class EndRelationshipDialog(FormScreen, ModalScreen[Outcome | None]):
    """It holds no more, or never did; what was told of it stays to be read."""

    heading = "End a relationship"
    button = "End it"

    def __init__(self, desk: Desk, actor: Actor, name: str, tie: TieView) -> None:
        self._whose = name
        self._tie = tie
        super().__init__(desk, actor, f"untie:{tie.id}")
        self.add_class("-dialog")

    def subject(self) -> str:
        tie = self._tie
        told = ", ".join(filter(None, (tie.source, tie.reference, span(tie.since, tie.until))))
        return f"{self._whose} {tie.words} {tie.name} ({told})"

    def fields(self) -> Iterable[Widget]:
        yield WordsField("reason", "Because", ask="say why it holds no more, or never did")
        yield DayField("until", "Until", self.now)

    def steps(self) -> Sequence[Step]:
        command = EndRelationship(
            relationship=self._tie.id,
            reason=self.typed("reason"),
            until=self.field("until", DayField).day,
        )
        return [Step("end", command)]
