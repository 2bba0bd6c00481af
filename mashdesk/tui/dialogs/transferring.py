"""Hand-over files between hubs: made of a record, and taken in from a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.desk.reads.report_desk import demand_room, file_named
from mashdesk.domain.commands import AcknowledgeTransfer
from mashdesk.domain.contact import Channel
from mashdesk.domain.errors import Trouble
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.choice_fields import ChoiceField, choices_of
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import FormScreen, Step
from mashdesk.tui.transfers import BY_WORD, OUT, REPLY, possible_with

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.domain.actor import Actor

_BOTH_KNOW = "12 characters or more; tell the other hub by another way"
_CAN = {
    OUT: Choice(OUT, "make the hand-over file", "for the other hub"),
    BY_WORD: Choice(BY_WORD, "acknowledged by word", "somebody there said they have it"),
    REPLY: Choice(REPLY, "make the acknowledgement", "for the hub it came from"),
}
_SHOWN = {
    OUT: ("to_hub", "file", "passphrase", "again"),
    REPLY: ("file", "passphrase"),
    BY_WORD: ("person", "channel", "reference", "words"),
}


class TransferDialog(ActDialog):
    """What can be done about this record's transfer; the rest is shut out by what it is."""

    act = "transfer"
    words = "Transfer"
    button = "Do it"
    _sent_off = ("", "", "")
    """The other hub, the file and the passphrase, as they were typed when it was sent off."""

    def fields(self) -> Iterable[Widget]:
        offered = [_CAN[code] for code in possible_with(self.view)]
        if not offered:
            yield Said("Decide it as transferred first, or take a hand-over file in.")
            return
        yield ChoiceField("what", "Do", offered, ask="choose one")
        yield LineField("to_hub", "To", ask="name the hub", hint="the other hub's name")
        yield LineField("file", "File", ask="name a new file")
        yield LineField("passphrase", "Passphrase", ask="give it", hint=_BOTH_KNOW, secret=True)
        yield LineField("again", "The same again", ask="type it again", secret=True)
        yield LineField("person", "Who said so", ask="name them")
        yield ChoiceField("channel", "How", choices_of(Channel))
        yield LineField("reference", "Theirs", hint="their reference, if they gave one")
        yield WordsField("words", "Words", hint="what they said")

    async def prefill(self) -> None:
        if not possible_with(self.view):
            return
        self.field("what", ChoiceField).put(possible_with(self.view)[0])
        decision = self.view.decision
        self.field("to_hub", LineField).put("" if decision is None else decision.receiver)
        self.field("file", LineField).put(str(Path.home() / f"{self.view.reference}.mdh"))

    def adapt(self) -> None:
        if not self.standing:
            return
        shown = _SHOWN.get(self.typed("what"), ())
        for field in self.standing[1:]:
            self.reveal(field.path, field.path in shown)

    def steps(self) -> Sequence[Step]:
        if not self.standing:
            raise Invalid(Problem("", "Nothing of a transfer can be done here."))
        what = self.typed("what")
        if what == OUT and self.typed("passphrase") != self.typed("again"):
            raise Invalid(Problem("again", "is not the same as the first; type both again"))
        if what != BY_WORD:
            _demand_new(self.typed("file"))
        self._sent_off = (self.typed("to_hub"), self.typed("file"), self.typed("passphrase"))
        told = AcknowledgeTransfer(
            referral=self.view.id,
            version=self.view.version,
            person=self.typed("person") or "-",
            reference=self.typed("reference"),
            channel=self.field("channel", ChoiceField).chosen(Channel),
            words=self.typed("words"),
        )
        return [Step(what, told)]

    def _do(self, steps: Sequence[Step]) -> Outcome:
        """By word it is a command like any other; a file is made by the desk with its act."""
        (step,) = steps
        if step.name == BY_WORD:
            return super()._do(steps)
        hub, typed, passphrase = self._sent_off
        transfers, file = self.desk.transfers, file_named(typed)
        if step.name == REPLY:
            outcome = transfers.reply(self.actor, self.view, file, passphrase)
        else:
            outcome = transfers.hand_over(self.actor, self.view, hub, file, passphrase)
        self.last_outcome = outcome
        self.draft.drop()
        return outcome


class TakeFileDialog(FormScreen, ModalScreen[Outcome | None]):
    """Another hub's hand-over file, or its acknowledgement of one of ours."""

    heading = "Take a transfer's file in"
    button = "Take it in"
    _sent_off = ("", "", "")
    """What it is, the file and the passphrase, as they were typed when it was sent off."""

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__(desk, actor, "transfer-in")
        self.add_class("-dialog")

    def fields(self) -> Iterable[Widget]:
        kinds = (
            Choice("in", "hand-over file", "becomes a referral here"),
            Choice("ack", "acknowledgement", "of a file we made"),
        )
        yield ChoiceField("what", "It is", kinds, ask="choose one")
        yield LineField("file", "File", ask="name the file")
        yield LineField("passphrase", "Passphrase", ask="give it", secret=True)

    async def prefill(self) -> None:
        self.field("what", ChoiceField).put("in")

    def steps(self) -> Sequence[Step]:
        self._sent_off = (self.typed("what"), self.typed("file"), self.typed("passphrase"))
        return []

    def _do(self, steps: Sequence[Step]) -> Outcome:  # noqa: ARG002
        what, file, passphrase = self._sent_off
        transfers = self.desk.transfers
        take = transfers.take_in if what == "in" else transfers.acknowledged
        outcome = take(self.actor, file_named(file), passphrase)
        self.last_outcome = outcome
        self.draft.drop()
        return outcome


def _demand_new(typed: str) -> None:
    try:
        demand_room(file_named(typed))
    except Trouble as trouble:
        raise Invalid(Problem("file", str(trouble))) from None
