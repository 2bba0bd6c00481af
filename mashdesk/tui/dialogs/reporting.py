"""Making a hand-off report or the letter of outcome: for whom, as what, into which file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.desk.reads.report_desk import demand_room, file_named, form_of
from mashdesk.domain.commands import MakeReport
from mashdesk.domain.errors import Trouble
from mashdesk.domain.follow_up import telling_endangers
from mashdesk.domain.permissions import may_make
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.report import (
    OUTSIDE,
    RECEIVERS,
    Receiver,
    ReportKind,
    Standing,
    reaches_family,
)
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.screen import Step

_KINDS = (
    Choice(
        ReportKind.HAND_OFF.value,
        "hand-off report",
        "for whoever takes the child on, or the family",
    ),
    Choice(ReportKind.LETTER.value, "letter of outcome", "for the referrer"),
)

_WHO_AGREES = "names and agencies, such as police and social care"
_ASK_AGREED = "say with whom it was agreed to tell them"
_AT_RISK = (
    "A strategy discussion or section 47 enquiry stands: telling the family can put the child at"
    " risk."
)
_AGENCY = Choice("agency", "An agency of the roster")


class ReportDialog(ActDialog):
    """The file's ending says the format; a file that is there is never written over."""

    act = "report"
    words = "Report or letter"
    button = "Write the file"

    _receivers: tuple[Receiver, ...] = ()
    _file = Path()
    """Into which file, as it was typed when it was sent off."""

    def gather(self) -> None:
        self._receivers = self.desk.reports.receivers(self.actor)

    def fields(self) -> Iterable[Widget]:
        kinds = [one for one in _KINDS if may_make(self.actor.role, ReportKind(one.code))]
        yield ChoiceField("kind", "Make", kinds, ask="choose one")
        usual = [Choice(one.code, one.name) for one in RECEIVERS]
        yield ChoiceField("receiver", "For", [*usual, _AGENCY], ask="say who it is for")
        agencies = [Choice(one.code, one.name) for one in self._receivers if one not in RECEIVERS]
        yield ChoiceField("agency", "Which agency", agencies, ask="choose the agency")
        yield LineField("name", "By name", hint="who that is, if it is to be said")
        yield LineField("agreed_with", "Agreed with", ask=_ASK_AGREED, hint=_WHO_AGREES)
        yield LineField("file", "File", ask="name a new file", hint="ending in .pdf, .html or .md")
        yield WordsField("words", "Words", hint="words to whoever reads it, and to nobody else")

    async def prefill(self) -> None:
        kinds = self.field("kind", ChoiceField)
        kinds.put(kinds.picker.choices[0].code)
        report = kinds.text != ReportKind.LETTER.value
        self.field("file", LineField).put(self._usual("hand-off" if report else "letter"))

    def _usual(self, name: str) -> str:
        """What the file is called unless somebody says otherwise."""
        return str(Path.home() / f"{self.view.reference} {name}.pdf")

    def adapt(self) -> None:
        report = self.typed("kind") != ReportKind.LETTER.value
        chosen = self._chosen() if report else None
        handed_off = report and (chosen is None or chosen.standing is not Standing.FAMILY)
        usual, other = ("hand-off", "letter") if handed_off else ("letter", "hand-off")
        if self.typed("file") == self._usual(other):
            self.field("file", LineField).put(self._usual(usual))
        self.reveal("receiver", report)
        self.reveal("agency", report and self.typed("receiver") == _AGENCY.code)
        self.reveal("name", report)
        self.field("name", LineField).need(
            "say which service outside the hub it is for" if chosen == OUTSIDE else ""
        )
        self.reveal("agreed_with", self._endangers(chosen))
        self.field("agreed_with", LineField).say(_AT_RISK)
        told = "" if chosen is None else chosen.standing.label
        of_agency = self.typed("receiver") == _AGENCY.code
        self.field("receiver", ChoiceField).say("" if of_agency else told)
        self.field("agency", ChoiceField).say(told if of_agency else "")

    def _endangers(self, chosen: Receiver | None) -> bool:
        """Whether the family would read it while that can put the child at risk."""
        made = self.view.decision
        kind = self.field("kind", ChoiceField).chosen(ReportKind)
        standing = None if chosen is None else chosen.standing
        if made is None or kind is None or not reaches_family(kind, standing, self.view.source):
            return False
        discussed = [(one.recorded_at, one.result) for one in self.view.follow_up.strategies]
        return telling_endangers(made.outcome, made.decided_at, discussed)

    def _chosen(self) -> Receiver | None:
        code = self._code()
        return next((one for one in self._receivers if one.code == code), None)

    def _code(self) -> str:
        code = self.typed("receiver")
        return self.typed("agency") if code == _AGENCY.code else code

    def steps(self) -> Sequence[Step]:
        kind = self.field("kind", ChoiceField).needed(ReportKind)
        report = kind is ReportKind.HAND_OFF
        endangers = self._endangers(self._chosen() if report else None)
        agreed = self.typed("agreed_with") if endangers else ""
        try:
            self._file = file_named(self.typed("file"))
            demand_room(self._file)
        except Trouble as trouble:
            raise Invalid(Problem("file", str(trouble))) from None
        order = MakeReport(
            referral=self.view.id,
            version=self.view.version,
            kind=kind,
            form=form_of(self._file),
            receiver=self._code() if report else "",
            name=self.typed("name") if report else "",
            words=self.typed("words"),
            agreed_with=agreed,
        )
        return [Step("report", order)]

    def _do(self, steps: Sequence[Step]) -> Outcome:
        """The act and the file are one: the desk makes both, or says why not."""
        (step,) = steps
        order = self.versioned(step.command)
        assert isinstance(order, MakeReport)
        key = self._key(step.name, order)
        outcome = self.desk.reports.write(self.actor, self.view, order, self._file, key)
        self.last_outcome = outcome
        self.draft.drop()
        return outcome
