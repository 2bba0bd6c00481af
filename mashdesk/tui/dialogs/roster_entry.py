"""An agency's entry on the roster, new or as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import AddAgency
from mashdesk.domain.rating import Rag
from mashdesk.store.views import AgencyView
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.screen import FormScreen, Step

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

_RATINGS = tuple(Choice(rating.value, rating.value) for rating in Rag)
_WHERE = (
    Choice("room", "in the room"),
    Choice("virtual", "virtual", "it answers remotely"),
)


class RosterEntryDialog(FormScreen, ModalScreen[Outcome | None]):
    """Every field of one entry; an existing one is replaced by what stands here."""

    button = "Keep the entry"

    def __init__(self, desk: Desk, actor: Actor, agency: AgencyView | None = None) -> None:
        super().__init__(desk, actor, "agency")
        self.agency = agency
        # A draft over an entry that stands could undo what somebody else changed in it since.
        self.keeps_draft = agency is None
        self.heading = "Add an agency" if agency is None else "Change an agency's entry"
        self.add_class("-dialog")

    def subject(self) -> str:
        return "" if self.agency is None else f"{self.agency.code}  {self.agency.name}"

    def fields(self) -> Iterable[Widget]:
        if self.agency is None:
            yield LineField("code", "Code", ask="give 2 to 8 letters or digits", hint="HLT")
        yield LineField("name", "Name", ask="give its name")
        yield ChoiceField("where", "Where", _WHERE, ask="choose where it answers")
        yield LineField(
            "hours", "Working hours", hint="Mon-Fri 09:00-17:00, Sat 10:00-13:00; or 24 hours"
        )
        yield WordsField("systems", "Systems it searches", hint="one on each line")
        yield ManyField(
            "asked_at", "Asked by default", _RATINGS, hint="without anybody choosing to"
        )
        yield ManyField("not_at", "Not commissioned", _RATINGS, hint="it may decline at these")
        yield LineField("contact", "First contact", hint="who answers first")
        yield LineField("next_contact", "Next contact", hint="asked when time runs out")
        yield LineField("lead", "Lead", hint="asked last")

    async def prefill(self) -> None:
        agency = self.agency
        if agency is None:
            self.field("where", ChoiceField).put("virtual")
            return
        self.field("where", ChoiceField).put("room" if agency.in_room else "virtual")
        for path, text in {
            "name": agency.name,
            "hours": agency.hours,
            "systems": "\n".join(agency.systems),
            "asked_at": "\n".join(agency.asked_at),
            "not_at": "\n".join(agency.not_at),
            "contact": agency.contact,
            "next_contact": agency.next_contact,
            "lead": agency.lead,
        }.items():
            next(field for field in self.standing if field.path == path).put(text)

    def steps(self) -> Sequence[Step]:
        lines = ("name", "hours", "contact", "next_contact", "lead")
        systems = (line.strip() for line in self.typed("systems").splitlines())
        command = AddAgency(
            code=self.typed("code") if self.agency is None else self.agency.code,
            **{path: self.typed(path).strip() for path in lines},
            in_room=self.typed("where") == "room",
            systems=tuple(filter(None, systems)),
            asked_at=self._ratings("asked_at"),
            not_at=self._ratings("not_at"),
            replace=self.agency is not None,
        )
        return [Step("agency", command)]

    def _ratings(self, path: str) -> tuple[Rag, ...]:
        return tuple(Rag(code) for code in self.field(path, ManyField).codes)
