"""A form that is left while it is still being built: nobody waits for one they did not want."""

from __future__ import annotations

import asyncio

import pytest
from textual.worker import WorkerFailed

from mashdesk.tui.dialogs import DIALOGS
from mashdesk.tui.forms.draft_screen import DraftScreen
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.said import Said
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.intake import IntakeScreen
from mashdesk.tui.work import start
from tests.tui.conftest import Desks
from tests.tui.hub_host import Host, Hub, settle


async def _stands(form: DraftScreen) -> None:
    """Until the first fields are put up; nothing is in them yet."""
    for _ in range(20_000):
        if form.query(".form--fields > *"):
            return
        await asyncio.sleep(0)
    raise AssertionError("its fields never came")


async def test_a_form_may_be_left_at_any_moment_of_its_building_and_the_desk_lives_on(
    hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    view = hub.rated()
    app = Host(IntakeScreen(hub.desk, hub.duty))
    app.push_first = False
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        early = 0
        for turns in range(5):
            ask = turns % 3 == 1
            form: DraftScreen = (
                DIALOGS["ask"](hub.desk, hub.duty, view)
                if ask
                else IntakeScreen(hub.desk, hub.duty)
            )
            app.push_screen(form)
            await _stands(form)
            for _ in range(turns):
                await asyncio.sleep(0)
            early += not form._ready
            await form.action_leave()
            await settle(pilot)
            assert app.screen_stack == [app.screen]
        assert early > 2
    assert not caplog.records


async def test_what_others_did_is_told_on_no_form_that_was_left_meanwhile(hub: Hub) -> None:
    view = hub.rated()
    app = Host(IntakeScreen(hub.desk, hub.duty))
    app.push_first = False
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        form = DIALOGS["ask"](hub.desk, hub.duty, view)
        app.push_screen(form)
        await settle(pilot)
        form.hint("Tom rated it red.")
        assert "Tom rated it red." in form.query_one(".form--note", Said).words
        await form.action_leave()
        await settle(pilot)
        # Who reads that in a thread learns only now how it goes on.
        form.hint("Tom rated it red, and amber again.")
        form.lead("It was changed.")


async def _fails() -> None:
    raise KeyError("Kai Brown")


async def _falls(desks: Desks, word: str) -> None:
    async with desks.app(training=True).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await at.until_on(DeskScreen)
        await pilot.press("n")
        form = await at.until_on(IntakeScreen)
        await at.until(lambda: form._ready and not form._ahead.holds)
        form.field("worry", WordsField).put(word)
        form.touched()
        start(at.app, "trial", _fails)
        await at.until(lambda: at.app.fault is not None)


async def test_what_was_typed_last_is_kept_though_a_fault_stops_the_desk(desks: Desks) -> None:
    with pytest.raises(WorkerFailed):
        await _falls(desks, "bruises on both arms")
    kept = desks.hub.desk.draft(desks.hub.duty, "intake")
    assert kept is not None
    assert kept["worry"] == "bruises on both arms"
