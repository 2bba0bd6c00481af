"""The checklist of the level of need; what it points to is said as it is ticked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.calendar import london_day
from mashdesk.domain.commands import RecordNeed
from mashdesk.domain.errors import Refused
from mashdesk.domain.indicators import NeedGroup, indicators_of
from mashdesk.domain.need import GRADES, SCALES, Checklist, NeedRules, suggest
from mashdesk.domain.rating import Rag
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.number_field import NumberField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said, section
from mashdesk.tui.forms.screen import Step
from mashdesk.tui.forms.time_fields import DaysField
from mashdesk.tui.keys import ACT

_TOLD = 3
"""So many reasons are told while ticking; the rest stand in the Summary."""
_GRADED = ("", "1 good", "2 adequate", "3 mild neglect", "4 moderate neglect", "5 severe neglect")


class NeedDialog(ActDialog):
    """Groups of indicators, scores, and dates of missing incidents; begun from the last one."""

    act = "need"
    begins_with_record = True
    words = "Level of need"
    button = "Record it"

    _household: Said
    _check = ""
    _rules = NeedRules()
    _ratings: tuple[Rag, ...] = tuple(Rag)

    def gather(self) -> None:
        self.read_beside()

    def read_beside(self) -> None:
        self._check = ""
        try:
            family = self.desk.history.family(self.actor, self.view.id)
        except Refused:
            return  # the rest of the checklist is still of use
        key = ACT["consider"].shown_key
        how = f" On the desk, “{key}” records that." if family.waiting else ""
        self._check = f"{family.check}{how}"

    async def show_beside(self) -> None:
        self._household.tell(self._check)
        self._household.display = bool(self._check)

    def fields(self) -> Iterable[Widget]:
        assert self.hub is not None
        self._rules, self._ratings = self.hub.need, self.hub.ratings
        for group in NeedGroup:
            choices = [Choice(one.code, one.words, str(one.level)) for one in indicators_of(group)]
            yield ManyField(f"need.{group.value}", group.label.capitalize(), choices)
        self._household = Said(self._check)
        self._household.display = bool(self._check)
        yield self._household
        yield section("Scores; leave open what was not done")
        grades = [Choice("", "not done"), *(Choice(str(n), _GRADED[n]) for n in GRADES)]
        yield ChoiceField("graded_care", "Graded Care", grades)
        scales = [Choice("", "not done"), *(Choice(str(n), str(n)) for n in SCALES)]
        yield ChoiceField("dv_scale", "DV matrix", scales)
        yield NumberField("dash", "DASH score", hint=f"high risk from {self._rules.dash_high}")
        yield DaysField("missing", "Missing on", self.now)
        hint = "the child's own words, a usual day; how this is known"
        yield WordsField("words", "Remark", hint=hint)

    async def prefill(self) -> None:
        need = self.view.need
        if need is None:
            return
        for group in NeedGroup:
            self.field(f"need.{group.value}", ManyField).put("\n".join(need.indicators))
        self.field("graded_care", ChoiceField).put(str(need.graded_care or ""))
        self.field("dv_scale", ChoiceField).put(str(need.dv_scale or ""))
        self.field("dash", NumberField).put("" if need.dash is None else str(need.dash))
        self.field("missing", DaysField).put_days(need.missing)
        self.field("words", WordsField).put(need.words)

    def adapt(self) -> None:
        found = suggest(self._checklist(), self._rules, self._ratings, london_day(self.now()))
        told = "; ".join(found.reasons[:_TOLD])
        more = len(found.reasons) - _TOLD
        said = f"Points to level {found.level}, {found.rating.value}: {told}"
        self.lead(f"{said}; and {more} more" if more > 0 else said)

    def _checklist(self) -> Checklist:
        ticked = (self.field(f"need.{group.value}", ManyField).codes for group in NeedGroup)
        return Checklist(
            indicators=tuple(code for codes in ticked for code in codes),
            graded_care=_number(self.typed("graded_care")),
            dv_scale=_number(self.typed("dv_scale")),
            dash=self.field("dash", NumberField).number,
            missing=self.field("missing", DaysField).days,
            words=self.typed("words"),
        )

    def steps(self) -> Sequence[Step]:
        said = self._checklist()
        command = RecordNeed(
            referral=self.view.id,
            version=self.view.version,
            indicators=said.indicators,
            graded_care=said.graded_care,
            dv_scale=said.dv_scale,
            dash=said.dash,
            missing=said.missing,
            words=said.words,
        )
        return [Step("need", command)]


def _number(text: str) -> int | None:
    return int(text) if text else None
