"""One prompt as the hub has it: switched on or off, its figures, tried first and then adopted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import AdoptPolicy, Command
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts.written import checked_figures, kind_of
from mashdesk.tui.dialogs.try_prompt import DAYS, told
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.number_field import NumberField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import FormScreen, Step
from mashdesk.tui.work import start

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.store.views.prompting import PromptSet

_SWITCH = (Choice("on", "on"), Choice("off", "off", "it asks nobody any more"))


class SetPromptDialog(FormScreen, ModalScreen[Outcome | None]):
    """Ctrl+T says how often it would have fired with what stands here, Ctrl+S adopts it."""

    heading = "Set a prompt"
    button = "Adopt"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+t", "try", "Try it", priority=True)]

    def __init__(self, desk: Desk, actor: Actor, prompt: PromptSet) -> None:
        super().__init__(desk, actor, f"set-prompt {prompt.code}")
        self.prompt = prompt
        self._wanted: tuple[bool, dict[str, int]] = (prompt.on, {})
        self.add_class("-dialog")

    def subject(self) -> str:
        return f"{self.prompt.title}   {self.prompt.severity}   {self.prompt.code}"

    def fields(self) -> Iterable[Widget]:
        yield Said(f"Suggests: {self.prompt.suggests}")
        yield ChoiceField("on", "It is", _SWITCH, ask="choose on or off")
        for one, _ in self.prompt.figures:
            hint = f"{one.counts}; {one.least} to {one.most}, usually {one.usual}"
            yield NumberField(one.name, one.name.capitalize(), ask="give a number", hint=hint)
            yield Said(hint)
        yield NumberField("over", "Try over", hint=f"days back; {DAYS}")
        yield WordsField("reason", "Reason", ask="say why, in a sentence", hint="why it is set so")
        yield Said("Ctrl+T tries it on what was received; Ctrl+S adopts it from now on.")

    async def prefill(self) -> None:
        self.field("on", ChoiceField).put("on" if self.prompt.on else "off")
        for one, figure in self.prompt.figures:
            self.field(one.name, NumberField).put(str(figure))

    def _figures(self) -> dict[str, int]:
        """What the fields say. Raises Invalid."""
        said = {
            one.name: self.field(one.name, NumberField).number for one, _ in self.prompt.figures
        }
        if empty := [name for name, figure in said.items() if figure is None]:
            raise Invalid([Problem(name, "give a number") for name in empty])
        given = {name: figure for name, figure in said.items() if figure is not None}
        return checked_figures(kind_of(self.prompt.code), given)

    def steps(self) -> Sequence[Step]:
        self._wanted = self.typed("on") == "on", self._figures()
        return [Step("policy", AdoptPolicy(text=self.prompt.code, reason=self.typed("reason")))]

    def versioned(self, command: Command) -> Command:
        """The policy in force as it is just now, with this one prompt set otherwise."""
        assert isinstance(command, AdoptPolicy)
        on, figures = self._wanted
        return self.desk.prompting.set_otherwise(
            self.actor, self.prompt.code, on=on, figures=figures, reason=command.reason
        )

    def action_try(self) -> None:
        """Look back, and say what was found above the fields; nothing is changed."""
        if self._busy or not self._ready:
            return
        self.clear_errors()
        try:
            figures = self._figures()
        except Invalid as invalid:
            self.show_problems(invalid.problems)
            return
        days = self.field("over", NumberField).number
        self._busy = True
        self.say("Looking back ...")
        start(self, "try", self._try, figures, DAYS if days is None else days)

    async def _try(self, figures: dict[str, int], days: int) -> None:
        ask, over = self.desk.prompting.tried, timedelta(days=days)
        try:
            found = await asyncio.to_thread(ask, self.actor, self.prompt.code, figures, over)
        except Invalid as invalid:
            self.say("")
            self.show_problems(invalid.problems)
        except (Refused, Trouble) as problem:
            self.say(str(problem))
        else:
            self.say(told(found))
        finally:
            self._busy = False
