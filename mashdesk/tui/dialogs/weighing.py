"""Recording that other contacts of the family were weighed in this record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.calendar import london_date_text
from mashdesk.domain.commands import ConsiderHistory
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.views.history import FamilyContact
from mashdesk.store.views.links import LinkView
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.choice_fields import ManyField
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import Step


class ConsiderDialog(ActDialog):
    """Which of the family's contacts and linked referrals, and what they say for this child."""

    act = "consider"
    words = "Consider the history"
    button = "Record it"

    _contacts: tuple[FamilyContact, ...] = ()
    _links: tuple[LinkView, ...] = ()

    def gather(self) -> None:
        self.read_beside()

    def read_beside(self) -> None:
        self._contacts = self.desk.history.open(self.actor, self.view.id).family.contacts
        linked = self.desk.history.links(self.actor, self.view.id).links
        own = {one.referral for one in self._contacts}
        self._links = tuple(one for one in linked if one.referral not in own)

    def fields(self) -> Iterable[Widget]:
        choices = self._choices()
        if not choices:
            yield Said("No other contact of the family is known, and no linked referral.")
            return
        yield ManyField("others", "Weighed", choices, ask="choose what was weighed")
        yield WordsField("words", "It says", ask="say what it means for this child")

    def _choices(self) -> list[Choice]:
        return [*map(_of_family, self._contacts), *map(_linked, self._links)]

    async def show_beside(self) -> None:
        if self.standing:
            self.field("others", ManyField).offer_again(self._choices())

    async def prefill(self) -> None:
        waiting = [str(one.referral) for one in self._contacts if one.considered is None]
        if waiting:
            self.field("others", ManyField).put("\n".join(waiting))

    def steps(self) -> Sequence[Step]:
        if not self.standing:
            raise Invalid(Problem("", "There is no history to consider."))
        others = tuple(map(int, self.field("others", ManyField).codes))
        command = ConsiderHistory(
            referral=self.view.id,
            version=self.view.version,
            others=others,
            words=self.typed("words"),
        )
        return [Step("consider", command)]


def _of_family(one: FamilyContact) -> Choice:
    day = london_date_text(one.received_at)
    return Choice(str(one.referral), f"{one.reference} {day}", "; ".join(one.ties))


def _linked(one: LinkView) -> Choice:
    return Choice(str(one.referral), f"{one.reference} {one.child}", "; ".join(one.paths))
