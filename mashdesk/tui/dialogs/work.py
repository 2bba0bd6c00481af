"""Whose work it is: claim, assign, release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.commands import Assign, Claim, Release
from mashdesk.store.views import PersonView
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import Step


class ClaimDialog(ActDialog):
    """Takes it at once; stays open only to say why that was refused."""

    act = "claim"
    words = "Claim"
    button = "Claim"
    keeps_draft = False

    def fields(self) -> Iterable[Widget]:
        holder = self.view.worker
        yield Said(f"{holder} holds it now." if holder else "Nobody holds it now.")

    def opened(self) -> None:
        self.action_submit()

    def steps(self) -> Sequence[Step]:
        return [Step("claim", Claim(referral=self.view.id, version=self.view.version))]


class AssignDialog(ActDialog):
    """Give it to somebody, with why; the clock is not touched."""

    act = "assign"
    words = "Assign"
    button = "Assign"
    people: tuple[PersonView, ...] = ()

    def gather(self) -> None:
        self.people = self.desk.people(self.actor)

    def fields(self) -> Iterable[Widget]:
        holder = self.view.worker
        yield Said(f"{holder} holds it now." if holder else "Nobody holds it now.")
        yield ChoiceField("worker", "To whom", self._choices(), ask="choose who takes it on")
        yield WordsField(
            "reason", "Reason", ask="say why, in a sentence", hint="the clock is not touched"
        )

    def _choices(self) -> list[Choice]:
        return [
            Choice(
                str(person.id),
                person.full_name,
                self._why_not(person) or f"holds {person.holds}",
                fixed=bool(self._why_not(person)),
            )
            for person in self.people
        ]

    def _why_not(self, person: PersonView) -> str:
        """Why it cannot be given to them; empty if it can."""
        seal = self.view.seal
        if person.id == self.view.worker_id:
            return "holds it now"
        if seal is not None and all(named.id != person.id for named in seal.people):
            return "not named on it"
        return ""

    def steps(self) -> Sequence[Step]:
        command = Assign(
            referral=self.view.id,
            version=self.view.version,
            worker=int(self.typed("worker")),
            reason=self.typed("reason"),
        )
        return [Step("assign", command)]


class ReleaseDialog(ActDialog):
    """Put it back for anybody to claim."""

    act = "release"
    words = "Release"
    button = "Release"

    def fields(self) -> Iterable[Widget]:
        holder = self.view.worker or "Nobody"
        yield Said(f"{holder} holds it now. Released, anybody can claim it; its clock runs on.")
        yield WordsField("reason", "Reason", ask="say why, in a sentence")

    def steps(self) -> Sequence[Step]:
        command = Release(
            referral=self.view.id, version=self.view.version, reason=self.typed("reason")
        )
        return [Step("release", command)]
