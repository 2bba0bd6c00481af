"""Who of a record may be known already and nobody has said so: above what is told without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mashdesk.store.views import QuestionView
from mashdesk.store.views.unrecognised import likely_known, unrecognised
from mashdesk.tui.keys import ACT
from mashdesk.tui.show import Show, counted
from mashdesk.tui.tabs.parts import BLANK
from mashdesk.tui.widgets.page import Line

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.domain.actor import Actor

_IN_FULL = 2
"""So many are told in a sentence each; the worry must stay in sight."""


def read_unrecognised(desk: Desk, actor: Actor, referral: int) -> tuple[QuestionView, ...]:
    """Who of this record looks like somebody known; blocks."""
    return desk.known.open_questions(actor, referral)


def unrecognised_lines(asked: Sequence[QuestionView], show: Show) -> Iterator[Line]:
    """Whoever is likely known, and the key that says who is who; nothing where nobody is asked
    about.
    """
    found = unrecognised(asked)
    if not found:
        return
    pressing = likely_known(asked)[:_IN_FULL]
    for said in pressing:
        yield Line(show.line((f"{show.glyphs.prompt} {said}", "bold $clock-now")))
    left = len(found) - len(pressing)
    rest = f"{counted(left, 'other person', 'other people')} may be known too; " if left else ""
    if not pressing:
        rest = f"{counted(left, 'person', 'people')} of this record may be known already; "
    key = (ACT["judge"].shown_key, "bold $key")
    yield Line(show.line((rest, "$quiet"), key, (" says who is who", "$quiet")), indent=2)
    yield BLANK
