"""The counts, from a manager's palette; a duty worker's has no such entry."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Channel
from mashdesk.domain.request import AnswerKind, Declined
from mashdesk.tui.screens.counts import CountsScreen
from mashdesk.tui.screens.desk import DeskScreen
from tests.tui.conftest import At, Desks
from tests.tui.test_agency_screen import HealthDoors


def _entries(at: At) -> dict[str, Callable[[], object]]:
    found = at.app.get_system_commands(at.app.screen)
    return {one.title: one.callback for one in found if one.title.startswith("Counts")}


@pytest.mark.parametrize("role", [Role.TEAM_MANAGER, Role.DUTY])
async def test_a_manager_reads_the_counts_from_the_palette_and_a_worker_does_not(
    desks: Desks, role: Role
) -> None:
    view = desks.hub.asked("POL")
    (request,) = view.requests
    desks.hub.perform(
        c.RecordAnswer(
            request=request.id, version=request.version, answer=AnswerKind.DECLINED,
            declined=Declined.CAPACITY, channel=Channel.PHONE, person="PC 1",
        )
    )  # fmt: skip
    doors = HealthDoors(desks.hub)
    doors.who = desks.hub.actors[role]
    async with desks.app(training=True, opening=doors).run_test(size=(100, 30)) as pilot:
        at = desks.at(pilot)
        await at.until_on(DeskScreen)
        entries = _entries(at)
        if role is Role.DUTY:
            assert entries == {}
            return
        entries["Counts by agency and rating, the last 30 days"]()
        await at.until_on(CountsScreen)
        shown = await at.until_seen("Police")
        assert "asked 1: declined 1" in shown
        assert "declined because: capacity 1" in shown
        assert "Challenges, by the stage they came to" in shown
