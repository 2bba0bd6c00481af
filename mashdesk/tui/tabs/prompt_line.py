"""How a prompt is told on the screen, wherever it stands: a grave one looks grave in every list."""

from __future__ import annotations

from datetime import datetime

from mashdesk.store.views import BesidesView, PromptView
from mashdesk.tui.labels import UTF8
from mashdesk.tui.show import Part, Show, when

_NOTE = "note"


def prompt_head(one: PromptView | BesidesView, show: Show, weight: str = "") -> list[Part]:
    """Its sign, its title and its weight: `‼ Timed out  grave`. In ASCII the sign is another, the
    words are the same.
    """
    sign = show.glyphs.grave if one.grave else show.glyphs.prompt
    style = "bold $clock-over" if one.grave else "bold $clock-now"
    weight = "grave" if one.grave else weight
    told = (f"  {weight}" if weight else "", style if one.grave else "bold")
    return [(f"{sign} {one.title}", style), told]


def prompt_line(one: PromptView, now: datetime, show: Show) -> list[Part]:
    """The same, and since when it stands: `raised Sat 22:17, again Sun 02:17`."""
    raised = f"  raised {one.raised(lambda at: when(at, now))}"
    return [*prompt_head(one, show, _NOTE if one.severity == _NOTE else ""), (raised, "$quiet")]


def prompt_sign(prompts: list[PromptView]) -> str:
    """What marks the title of a tab on which these prompts are told: whether one of them is grave.
    Titles are written in the signs of Unicode.
    """
    return UTF8.grave if any(one.grave for one in prompts) else UTF8.prompt
