"""A strategy discussion: recorded line by line, and its actions settled one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.desk.intake.discussion_lines import (
    A_PARTICIPANT,
    AN_ACTION,
    HOW_TO_NAME,
    read_actions,
    read_participants,
)
from mashdesk.domain.calendar import london_day, london_text
from mashdesk.domain.commands import RecordStrategyDiscussion, SettleAction
from mashdesk.domain.follow_up import ActionEnd, StrategyResult
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.choice_fields import ChoiceField, choices_of
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.moments import Lies, parse_day, parse_moment
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import Step
from mashdesk.tui.forms.time_fields import MomentField

_HELD = (Choice("held", "held"), Choice("not_held", "not held"))


class StrategyDialog(ActDialog):
    """Held when, by whom, with what result and actions; or not held, and why."""

    act = "strategy"
    words = "Strategy discussion"
    button = "Record it"

    def fields(self) -> Iterable[Widget]:
        due = self.view.follow_up.strategy_due
        if due is not None:
            late = self.view.follow_up.is_discussion_overdue(self.now())
            state = "It is overdue since" if late else "It is to be held by"
            yield Said(f"{state} {london_text(due)}.")
        yield ChoiceField("held", "It was", _HELD, ask="choose one")
        yield MomentField(
            "held_at", "Held at", self.now, ask="say when it was held", lies=Lies.BEHIND
        )
        yield WordsField(
            "participants", "Took part", ask=HOW_TO_NAME, hint=f"a line each: {A_PARTICIPANT}"
        )
        results = choices_of(StrategyResult)
        yield ChoiceField("result", "It decided", results, ask="choose what it decided")
        yield WordsField("decision", "Decision", ask="write what was decided and why")
        yield WordsField("actions", "Actions", hint=f"a line each: {AN_ACTION}")
        yield WordsField("why_not", "Why not held", ask="say why it was not held")

    async def prefill(self) -> None:
        self.field("held", ChoiceField).put("held")

    def adapt(self) -> None:
        held = self._held()
        for path in ("held_at", "participants", "result", "decision", "actions"):
            self.reveal(path, held)
        self.reveal("why_not", not held)

    def _held(self) -> bool:
        return self.typed("held") == "held"

    def steps(self) -> Sequence[Step]:
        referral, version = self.view.id, self.view.version
        if not self._held():
            told = RecordStrategyDiscussion(
                referral=referral, version=version, why_not=self.typed("why_not")
            )
            return [Step("strategy", told)]
        now = self.now()
        command = RecordStrategyDiscussion(
            referral=referral,
            version=version,
            held_at=self.field("held_at", MomentField).instant,
            participants=read_participants("participants", self.typed("participants").split("\n")),
            result=self.field("result", ChoiceField).needed(StrategyResult),
            decision=self.typed("decision"),
            actions=read_actions(
                "actions",
                self.typed("actions").split("\n"),
                lambda said: parse_moment(said, now),
                lambda said: parse_day(said, london_day(now)),
            ),
        )
        return [Step("strategy", command)]


_ENDED = (
    Choice(ActionEnd.DONE.value, "done"),
    Choice(ActionEnd.DROPPED.value, "not to be done", "dropped, with the reason"),
)
"""In words that begin with different letters, for letters choose."""


class ActionDialog(ActDialog):
    """Which action, and whether it was done or is dropped; what came of it, or why."""

    act = "action"
    words = "Action of the strategy discussion"
    button = "Settle it"

    def fields(self) -> Iterable[Widget]:
        waiting = self.view.follow_up.actions
        if not waiting:
            yield Said("No action of a strategy discussion waits here.")
            return
        now = self.now()
        for one in waiting:
            state = "overdue since" if one.is_overdue(now) else "by"
            yield Said(f"{one.owner}, {state} {london_text(one.due_at)}: {one.words}")
        owners = [Choice(str(one.id), f"{one.owner}: {one.words}") for one in waiting]
        yield ChoiceField("action", "Which", owners, ask="choose the action")
        yield ChoiceField("ended", "It is", _ENDED, ask="choose done or not to be done")
        yield WordsField("because", "What came of it", hint="what was done, and who told you")

    async def prefill(self) -> None:
        waiting = self.view.follow_up.actions
        if len(waiting) == 1:
            self.field("action", ChoiceField).put(str(waiting[0].id))

    def adapt(self) -> None:
        if self.view.follow_up.actions:
            dropped = self.field("ended", ChoiceField).chosen(ActionEnd) is ActionEnd.DROPPED
            self.field("because", WordsField).need("say why it is dropped" if dropped else "")

    def steps(self) -> Sequence[Step]:
        if not self.view.follow_up.actions:
            raise Invalid(Problem("", "No action of a strategy discussion waits here."))
        command = SettleAction(
            referral=self.view.id,
            version=self.view.version,
            action=int(self.typed("action")),
            ended=self.field("ended", ChoiceField).needed(ActionEnd),
            because=self.typed("because"),
        )
        return [Step("action", command)]
