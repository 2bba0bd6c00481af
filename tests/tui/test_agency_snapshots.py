"""Pictures of the agency desk at a held clock; `pytest --snapshot-update` takes them anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from mashdesk.domain import commands as c
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Sharing
from mashdesk.domain.sharing import Found, Passage, Search
from mashdesk.tui.dialogs.sending import SendAnswerDialog
from mashdesk.tui.screens.agency import AgencyScreen
from tests.tui.agency_hub import SYSTEMS, Partners, partners
from tests.tui.conftest import Desks
from tests.tui.test_agency_screen import HealthDoors


def _a_busy_morning(health: Partners) -> None:
    """A request at each stage, so that every sign of the agency desk is in the picture."""
    hub = health.hub
    decided = health.ask(sender_name="Dr Osei", worry="A burn on his hand.")
    known = health.request(decided)
    hub.desk.perform(
        c.SendAnswer(
            request=known.id, version=known.version, answer=AnswerKind.RELEVANT, view=Rag.RED,
            passages=(
                Passage("Two visits missed since June."),
                Passage("Mother told us in confidence.", Sharing.DECISION_MAKER),
            ),
            searches=tuple(
                Search(child.id, system, Found.FOUND if system == SYSTEMS[0] else Found.NOTHING)
                for child in health.fresh(decided).children
                for system in SYSTEMS
            ),
        ),
        health.hugo,
    )  # fmt: skip
    fresh = health.fresh(decided)
    hub.perform(
        c.Decide(
            referral=decided.id, version=fresh.version, outcome=DecisionOutcome.STRATEGY,
            rationale="For the hub.", final_rating=Rag.RED, voice="He says he is safe.",
            agency_words="A strategy discussion is held today.", shaped_by=("HLT",),
            expected="Hold a strategy discussion.",
        )
    )  # fmt: skip
    late = health.ask(sender_name="Mrs Lane", worry="Home alone after school.")
    hub.clock.advance(timedelta(hours=4, minutes=20))
    hub.desk.sweep()
    amber = health.ask(rating=Rag.AMBER, worry="A fall told in three ways.", sender_name="Mr Poe")
    fresh = health.fresh(amber)
    hub.perform(
        c.Rate(
            referral=amber.id, version=fresh.version, rating=Rag.RED, reason="For the hub.",
            agency_words="A second burn.",
        )
    )  # fmt: skip
    known = health.request(amber)
    hub.desk.perform(c.TakeOn(request=known.id, version=known.version), health.hana)
    assert health.request(late).round == 2


def _shown(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def run(pilot: Pilot[None]) -> None:
        for _ in range(500):
            screen = pilot.app.screen
            if isinstance(screen, AgencyScreen) and (screen.is_narrow or screen.detail.view):
                break
            await pilot.pause()
            await asyncio.sleep(0.01)
        await pilot.press(*keys)
        await pilot.pause(0.5)
        if isinstance(pilot.app.screen, SendAnswerDialog):
            await pilot.pause(0.5)

    return run


@pytest.mark.parametrize(
    ("size", "theme", "keys"),
    [
        ((80, 24), "dark", ()),
        ((80, 24), "light", ("end", "enter")),
        ((120, 40), "dark", ()),
        ((120, 40), "light", ("a",)),
        ((120, 40), "high-contrast", ("i",)),
        ((200, 60), "colour-blind-safe", ("end",)),
    ],
)
def test_the_agency_desk_looks_as_it_did(
    size: tuple[int, int],
    theme: str,
    keys: tuple[str, ...],
    desks: Desks,
    snap_compare: Any,
) -> None:
    health = partners(desks.hub)
    _a_busy_morning(health)
    doors = HealthDoors(desks.hub)
    doors.who = health.hana
    app = desks.app(training=True, opening=doors, theme=theme)
    assert snap_compare(app, terminal_size=size, run_before=_shown(*keys))
