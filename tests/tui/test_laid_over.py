"""What every screen laid over the desk has: the training hub's mark, and nothing out of sight."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from mashdesk.domain import commands as c
from mashdesk.domain.sealing import Finding
from mashdesk.tui.screens.chronology import ChronologyScreen
from mashdesk.tui.screens.individual import IndividualScreen
from mashdesk.tui.screens.laid_over import LaidOver
from mashdesk.tui.screens.looks import LooksScreen
from mashdesk.tui.screens.network import NetworkScreen
from mashdesk.tui.screens.notices import NoticesScreen
from mashdesk.tui.screens.overrides import OverridesScreen
from mashdesk.tui.screens.searching import SearchScreen
from tests.tui.hub_host import Host, Hub, seen, settle
from tests.tui.test_sealing import manager, seal


async def test_each_is_marked_in_a_training_hub_and_keeps_nothing_that_went_out_of_sight(
    hub: Hub,
) -> None:
    view, sealed = hub.rated(), hub.rated(worry="Another.")
    seal(hub, sealed)
    opened = c.BreakGlass(reference=sealed.reference, reason="the child is at the door")
    hub.desk.perform(opened, hub.duty)
    hub.clock.advance(timedelta(minutes=31))
    tom = manager(hub)
    (access,) = hub.desk.sealing.emergencies(tom)
    known = view.children[0].individual
    assert known is not None
    overrides = OverridesScreen(hub.desk, tom)
    laid: dict[LaidOver[Any], str] = {
        ChronologyScreen(hub.desk, hub.duty, view): "Contact",
        NetworkScreen(hub.desk, hub.duty, view.id): "Children",
        IndividualScreen(hub.desk, hub.duty, known): "Kai Brown",
        SearchScreen(hub.desk, hub.duty): "Search all words",
        NoticesScreen(hub.desk, hub.duty): "Left the shared queue",
        LooksScreen(hub.desk, tom, view.reference): "open a record",
        overrides: "the child is at the door",
    }
    with hub.wired.store.begin(hub.clock.now()) as work:
        work.connection.execute(text("UPDATE hub SET training = true"))
        work.commit()
    app = Host(overrides)
    async with app.run_test(size=(120, 40)) as pilot:
        for screen, words in laid.items():
            if screen is not overrides:
                await app.push_screen(screen)
            await settle(pilot)
            assert "TRAINING" in seen(app), screen
            assert words in seen(app), screen
            if screen is not overrides:
                screen.dismiss(None)
        await settle(pilot)
        # Reviewed at another desk: it waits here no more, though nobody pressed a key.
        found = c.ReviewOverride(override=access.id, finding=Finding.JUSTIFIED, words="nobody else")
        hub.desk.perform(found, tom)
        overrides.changed()
        await settle(pilot)
        assert "No emergency access waits for review." in seen(app)
        assert "the child is at the door" not in seen(app)
