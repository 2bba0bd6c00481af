"""Shared workstations: handed over by one key, covered when left, locked after a sleep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from textual.events import MouseMove, MouseUp

from mashdesk.clock import FixedClock, SleepWatch
from mashdesk.store.names import AUDIT, SESSIONS
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.idle import Idle
from mashdesk.tui.screens.agency import AgencyScreen
from mashdesk.tui.screens.covered import CoveredScreen
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.lock import LockScreen
from mashdesk.tui.screens.sign_in import SignInScreen
from tests.tui.agency_hub import practitioner
from tests.tui.conftest import At, Desks
from tests.tui.hub_host import PASSWORD


async def sign_in(at: At, name: str = "asha") -> None:
    await at.until_on(SignInScreen)
    await at.type(name)
    await at.pilot.press("enter")
    await at.type(PASSWORD)
    await at.pilot.press("enter")


async def at_the_desk(at: At) -> None:
    await sign_in(at)
    await at.until_on(DeskScreen)
    await at.until_seen("hungry and bruised")


async def left_alone(at: At, desks: Desks, seconds: float) -> None:
    desks.idle.seconds += seconds
    await at.second()


def why_ended(at: At, session: int | None) -> str | None:
    with at.hub.wired.store.read() as connection:
        query = select(SESSIONS.c.ended_because).where(SESSIONS.c.id == session)
        because: str | None = connection.execute(query).scalar_one()
    return because


async def test_f2_hands_over_from_the_middle_of_a_word_and_keeps_it_as_a_draft(
    desks: Desks,
) -> None:
    desks.hub.rated()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at_the_desk(at)
        session = at.app.actor.session
        assert "F2 hand over" in at.seen()
        await pilot.press("m")
        await at.until(lambda: isinstance(at.app.screen, ActDialog) and at.app.focused is not None)
        await at.type("half a sent")
        await at.until_seen("half a sent")
        gone = at.app.screen_stack[1:]
        # What is typed behind it is the next person's name already.
        await pilot.press("f2", "t", "o", "m")
        screen = await at.until_on(SignInScreen)
        await at.until(lambda: screen.query_one("#name").value == "tom")
        assert screen.focused is screen.query_one("#name")
        assert not any(one.is_attached for one in gone)
        assert "half" not in at.seen()
        await at.until(lambda: why_ended(at, session) == "switched")
        await pilot.press("f2")
        assert at.app.screen is screen, "nobody is signed in whom it could take leave of"
        await pilot.press("enter")
        await at.type(PASSWORD)
        await pilot.press("enter")
        await at.until_on(DeskScreen)
        assert at.app.actor.name == "Tom Mann"
        await pilot.press("f2")
        await at_the_desk(at)
        await pilot.press("m")
        await at.until_seen("half a sent")


async def test_an_agencys_desk_is_handed_over_from_the_palette_too(desks: Desks) -> None:
    practitioner(desks.hub, "Pip Cole")
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "pip")
        await at.until_on(AgencyScreen)
        assert "F2 hand over" in at.seen()
        await pilot.press("ctrl+p")
        await at.until(lambda: not isinstance(at.app.screen, AgencyScreen))
        await pilot.press("f2")
        await at.until_on(SignInScreen)


async def test_records_nobody_reads_are_covered_until_a_key_that_does_nothing_else(
    desks: Desks,
) -> None:
    desks.hub.rated()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at_the_desk(at)
        await pilot.press("m")
        await at.until(lambda: isinstance(at.app.screen, ActDialog) and at.app.focused is not None)
        await at.type("half a sent")
        await at.until_seen("half a sent")
        dialog = at.app.screen
        await left_alone(at, desks, 119)
        assert at.app.screen is dialog
        await left_alone(at, desks, 1)
        await at.until_on(CoveredScreen)
        shown = await at.until_seen("1 open")
        assert not [said for said in ("hungry", "K.B.", "half", "MD-26", "Asha") if said in shown]
        before = at.seen()
        await at.second()
        assert at.seen() != before, "the clocks run on"
        at.app.post_message(MouseMove(None, 9, 9, 1, 1, 0, False, False, False))
        await pilot.press("escape")
        await at.until(lambda: at.app.screen is dialog)
        await at.type("ence")
        await at.until_seen("half a sentence")
        await left_alone(at, desks, 120)
        await at.until_on(CoveredScreen)
        at.app.post_message(MouseUp(None, 60, 20, 0, 0, 1, False, False, False))
        await at.until(lambda: at.app.screen is dialog)


async def test_what_ends_beneath_the_cover_ends_there_and_the_cover_stays(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at_the_desk(at)
        home = at.app.screen
        await pilot.press("m")
        await at.until(lambda: isinstance(at.app.screen, ActDialog) and at.app.focused is not None)
        dialog = at.app.screen
        await left_alone(at, desks, 130)
        cover = await at.until_on(CoveredScreen)
        dialog.dismiss(None)
        await at.until(lambda: not dialog.is_attached)
        assert at.app.screen is cover
        assert at.app.screen_stack[-2] is home
        at.app.action_command_palette()
        await home.run_action("help")
        await pilot.pause()
        assert at.app.screen is cover
        await left_alone(at, desks, 180)
        await at.until_on(LockScreen)
        assert not cover.is_attached
        assert len(at.app.screen_stack) == 2


async def test_the_cover_hands_over_without_showing_a_word_and_training_has_none(
    desks: Desks,
) -> None:
    desks.hub.rated()
    async with desks.app(conceal_minutes=1).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await at_the_desk_narrow(at)
        await left_alone(at, desks, 60)
        await at.until_on(CoveredScreen)
        await pilot.press("f2")
        await at.until_on(SignInScreen)
    async with desks.app(training=True).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await at.until_on(DeskScreen)
        assert "F2" not in at.seen()
        await left_alone(at, desks, 3600)
        await pilot.press("f2")
        await pilot.pause()
        assert isinstance(at.app.screen, DeskScreen)


async def at_the_desk_narrow(at: At) -> None:
    await sign_in(at)
    await at.until_on(DeskScreen)
    await at.until_seen("MD-26-0001")


async def test_a_machine_that_slept_is_locked_before_a_key_is_taken_or_a_frame_drawn(
    desks: Desks,
) -> None:
    desks.hub.rated()
    machine = FixedClock(datetime(2026, 11, 20, 14, tzinfo=UTC))
    app = desks.app()
    app.idle = Idle(desks.idle, SleepWatch(machine))
    async with app.run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at_the_desk(at)
        machine.advance(timedelta(seconds=59))
        await pilot.press("down")
        assert isinstance(at.app.screen, DeskScreen)
        machine.advance(timedelta(hours=8))
        await pilot.press("n", "x", "enter")
        screen = await at.until_on(LockScreen)
        assert screen.password.value == "", "what was typed at a sleeping desk is nobody's"
        await at.type(PASSWORD)
        await pilot.press("enter")
        await at.until_on(DeskScreen)
        machine.set(machine.now() + timedelta(minutes=2))
        await at.second()
        await at.until_on(LockScreen)


async def test_a_desk_asked_to_stop_or_going_on_after_a_stop_locks(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at_the_desk(at)
        at.app.guard._stopped()
        await at.until_on(LockScreen)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert isinstance(at.app.screen, LockScreen), "a locked desk is not left by whoever passes"
        with at.hub.wired.store.read() as connection:
            acts = connection.execute(select(AUDIT.c.act)).scalars().all()
        assert acts[-1] != "sign out"


def test_what_is_copied_stays_with_whoever_copied_it(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    app = desks.app()
    monkeypatch.setattr(app, "_driver", type("Writes", (), {"write": written.append}))
    app.copy_to_clipboard("Kai Brown")
    assert app.clipboard == "Kai Brown"
    assert not written
