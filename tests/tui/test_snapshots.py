"""A few pictures of the desk at a held clock; `pytest --snapshot-update` takes them anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from mashdesk.domain import commands as c
from mashdesk.domain.contact import Child, Reason, Sex, Source
from mashdesk.domain.rating import Rag
from mashdesk.tui.screens.desk import DeskScreen
from tests.tui.conftest import Desks
from tests.tui.hub_host import Hub

Compare = Callable[..., bool]


def _a_busy_morning(hub: Hub) -> None:
    """One referral at each stage, so that every sign of the desk is in the picture."""
    red = hub.rated(Rag.RED, worry="He came to school with a burn on his hand.")
    kinds = {
        "sender_name": "Dr Osei",
        "source": Source.A_AND_E,
        "reasons": (Reason.PHYSICAL_ABUSE,),
    }
    amber = hub.rated(Rag.AMBER, worry="A fall that was told in three ways.", **kinds)
    hub.perform(
        c.AskAgencies(
            referral=amber.id,
            version=amber.version,
            agencies=("POL", "HLT", "EDU"),
            question="What is held?",
        )
    )
    twins = tuple(
        Child(given_name=name, family_name="Green", sex=Sex.FEMALE) for name in ("Ada", "Eve")
    )
    hub.rated(Rag.GREEN, worry="Home alone after school.", sender_name="Mrs Lane", children=twins)
    hub.clock.advance(timedelta(hours=4, minutes=20))
    hub.desk.sweep()
    hub.take_in(worry="Heard through the wall.", sender_name="A neighbour", consent=None)
    # Before anybody looks: what is raised meanwhile is new to them, sooner on a quick machine.
    hub.desk.prompting.consider()
    assert red.reference == "MD-26-0001"


def _shown(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def run(pilot: Pilot[None]) -> None:
        for _ in range(500):
            screen = pilot.app.screen
            if isinstance(screen, DeskScreen) and (
                screen.is_narrow or (screen.detail.view is not None)
            ):
                break
            await pilot.pause()
            await asyncio.sleep(0.01)
        await pilot.press(*keys)
        await pilot.pause(0.3)

    return run


@pytest.mark.parametrize(
    ("size", "theme", "keys"),
    [
        ((80, 24), "dark", ()),
        ((120, 40), "dark", ()),
        ((120, 40), "light", ("down", "3")),
        ((120, 40), "high-contrast", ("question_mark",)),
        ((200, 60), "colour-blind-safe", ("8",)),
    ],
)
def test_the_desk_looks_as_it_did(
    size: tuple[int, int],
    theme: str,
    keys: tuple[str, ...],
    desks: Desks,
    snap_compare: Any,
) -> None:
    _a_busy_morning(desks.hub)
    app = desks.app(training=True, theme=theme)
    assert snap_compare(app, terminal_size=size, run_before=_shown(*keys))
