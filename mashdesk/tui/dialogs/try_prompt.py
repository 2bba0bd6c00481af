"""Trying a prompt against history, before it is switched on or its figures are changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts import PROMPTS
from mashdesk.tui.forms.fields import LineField
from mashdesk.tui.forms.find_field import FindField
from mashdesk.tui.forms.number_field import NumberField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.screen import FormScreen
from mashdesk.tui.work import start

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.store.views.prompting import Tried

DAYS = 30


class TryPromptDialog(FormScreen, ModalScreen[Outcome | None]):
    """Says how often it would have fired; nothing is changed, and it stays open to try another."""

    heading = "Try a prompt against history"
    button = "Try it"
    keeps_draft = False

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__(desk, actor, "try-prompt")
        self.add_class("-dialog")

    def fields(self) -> Iterable[Widget]:
        prompts = [Choice(kind.code, f"{kind.code}: {kind.title}") for kind in PROMPTS.values()]
        yield FindField("code", "Prompt", prompts, ask="choose the prompt")
        yield LineField("figures", "Figures", hint="empty: the hub's own; or contacts=2 months=6")
        yield NumberField("over", "Days back", hint=str(DAYS))

    def adapt(self) -> None:
        kind = PROMPTS.get(self.typed("code"))
        figures = "" if kind is None else _offered(kind.usual)
        self.field("figures", LineField).say(figures)

    def action_submit(self) -> None:
        """Look, and say what was found above the fields."""
        if self._busy or not self._ready:
            return
        self.clear_errors()
        try:
            if problems := self.problems():
                raise Invalid(problems)
            figures = _figures(self.typed("figures"))
        except Invalid as invalid:
            self.show_problems(invalid.problems)
            return
        self._busy = True
        self.say("Looking back ...")
        days = self.field("over", NumberField).number
        start(self, "try", self._try, self.typed("code"), figures, DAYS if days is None else days)

    async def _try(self, code: str, figures: dict[str, int], days: int) -> None:
        over = timedelta(days=days)
        ask = self.desk.prompting.tried
        try:
            tried = await asyncio.to_thread(ask, self.actor, code, figures, over)
        except Invalid as invalid:
            self.say("")
            known = {"code", "over"}
            self.show_problems(
                one if one.field in known else Problem("figures", f"{one.field} {one.message}")
                for one in invalid.problems
            )
        except (Refused, Trouble) as problem:
            self.say(str(problem))
        else:
            self.say("")
            self.note(told(tried))
        finally:
            self._busy = False


def _offered(usual: dict[str, int]) -> str:
    figures = ", ".join(f"{name}={figure}" for name, figure in usual.items())
    return f"usually {figures}" if figures else "it has no figure to set"


def _figures(text: str) -> dict[str, int]:
    """`contacts=2 months=6` as figures by name; raises Invalid."""
    found = {}
    for part in text.replace(",", " ").split():
        name, equals, figure = part.partition("=")
        if not equals or not figure.isascii() or not figure.isdigit() or len(figure) > 6:
            raise Invalid(Problem("figures", "write each like contacts=2"))
        found[name] = int(figure)
    return found


def told(tried: Tried) -> str:
    """How often it would have fired, and on which records."""
    lines = [f"{tried.title} ({tried.set_as})", tried.said]
    if tried.references:
        lines.append(", ".join(tried.references))
    return "\n".join(lines)
