"""Links: other referrals that share somebody or something with this one, with the path in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from mashdesk.domain.calendar import london_date_text
from mashdesk.store.views import ReferralView
from mashdesk.store.views.links import LinksView, LinkView
from mashdesk.tui.keys import ACT
from mashdesk.tui.show import Part, Show, counted
from mashdesk.tui.tabs.parts import BLANK, heading
from mashdesk.tui.widgets.page import Line

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.domain.actor import Actor


def links_title(view: ReferralView) -> str:  # noqa: ARG001
    """The tab's title."""
    return "Links"


def read_links(desk: Desk, actor: Actor, referral: int) -> LinksView:
    """What the tab shows."""
    return desk.history.links(actor, referral)


def links(view: ReferralView, read: LinksView, now: datetime, show: Show) -> list[Line]:  # noqa: ARG001
    """The lines of the tab; each linked referral can be chosen."""
    if not read.links and not read.crowds:
        return [Line(show.line(("No other referral is known to share anything.", "$quiet")))]
    number = counted(len(read.links), "linked referral")
    walk: list[Part] = [(ACT["network"].shown_key, "bold $key"), (" walks the network", "$quiet")]
    lines = [heading(show, number), Line(show.line(*walk)), BLANK]
    for one in read.links:
        lines += [*_link(one, show), BLANK]
    for crowd in read.crowds:
        said = f"{crowd.what} is shared by more than {crowd.more_than} other referrals: not listed."
        lines.append(Line(show.line((said, "$quiet"))))
    return lines


def _link(one: LinkView, show: Show) -> Iterator[Line]:
    day = london_date_text(one.received_at)
    family = ("  of the family", "$key") if one.family else ""
    yield Line(
        show.line(
            (one.reference, "bold"),
            f"  {one.child}  {day}  ",
            show.rating(one.rating),
            (f"  {one.state.label}", "$quiet"),
            family,
        ),
        request=one.referral,
        indent=1,
    )
    for path in one.paths:
        yield Line(show.line(path), request=one.referral, indent=3)
