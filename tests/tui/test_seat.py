"""Shared workstations: handed over by one key, covered when left, locked after a sleep."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select
from textual.events import Key, MouseMove, MouseUp
from textual.screen import Screen

from mashdesk.clock import FixedClock, SleepWatch
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Trouble
from mashdesk.store.names import AUDIT, SESSIONS
from mashdesk.tui import door_app, session, signing_out
from mashdesk.tui.desk_app import DeskApp
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.idle import Idle
from mashdesk.tui.screens.agency import AgencyScreen
from mashdesk.tui.screens.covered import CoveredScreen
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.lock import LockScreen
from mashdesk.tui.screens.sign_in import SignInScreen
from tests.tui.agency_hub import practitioner
from tests.tui.conftest import At, Desks
from tests.tui.hub_host import PASSWORD, Hub


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


@contextmanager
def writers_turn(hub: Hub) -> Iterator[ExitStack]:
    """Another desk has the writers' turn until the stack is closed: whatever writes here waits."""
    with ExitStack() as turn:
        turn.enter_context(hub.wired.store.begin(hub.clock.now()))
        yield turn


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, Event]]:
    """The next arrivals' reading: begun, and allowed to come to its end."""
    begun, may_end = Event(), Event()
    arrive = session.arrive

    def slowly(*given: Any) -> Any:
        found = arrive(*given)
        begun.set()
        may_end.wait(10)
        return found

    may_end.set()
    monkeypatch.setattr(door_app, "arrive", slowly)
    yield begun, may_end
    may_end.set()


async def unlocking(at: At) -> None:
    """The lock has the password, and looks whether it is right."""
    await at.pilot.press("L")
    await at.until_on(LockScreen)
    await at.type(PASSWORD)
    await at.pilot.press("enter")


def names(screen: SignInScreen, name: str) -> bool:
    return screen.query_one("#name", PlainInput).value == name


def is_not(app: DeskApp, screen: Screen[Any]) -> bool:
    return app.screen is not screen


async def stays_with_the_next(at: At, screen: SignInScreen) -> None:
    """Nothing that was under way when the desk was handed over comes to anything."""
    for _ in range(3):
        await asyncio.sleep(0.05)
        await at.pilot.pause()
    assert at.app.screen is screen
    assert names(screen, "tom")
    assert not at.app.is_signed_in
    assert at.app.fault is None


async def test_a_desk_handed_over_while_its_lock_looks_at_the_password_stays_handed_over(
    desks: Desks,
) -> None:
    desks.hub.rated()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        for ended_before in (False, True):
            await at_the_desk(at)
            session = at.app.actor.session
            with writers_turn(desks.hub) as turn:
                await unlocking(at)
                await at.until_seen("Checking")
                await pilot.press("f2", "t", "o", "m")
                screen = await at.until_on(SignInScreen)
                await at.until(partial(names, screen, "tom"))
                if ended_before:
                    turn.close()
                    desks.hub.wired.sign_in.sign_in("asha", PASSWORD, "DESK-9")
            await at.until(partial(why_ended, at, session))
            await stays_with_the_next(at, screen)
            screen.query_one("#name", PlainInput).value = ""


async def test_a_desk_handed_over_while_it_is_being_read_stays_handed_over(
    desks: Desks, reading: tuple[Event, Event]
) -> None:
    begun, may_end = reading
    desks.hub.rated()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at_the_desk(at)
        begun.clear()
        may_end.clear()
        await unlocking(at)
        await at.until(begun.is_set)
        await pilot.press("f2", "t", "o", "m")
        screen = await at.until_on(SignInScreen)
        await at.until(lambda: screen.query_one("#name").value == "tom")
        may_end.set()
        await stays_with_the_next(at, screen)


async def test_the_next_person_does_not_wait_for_a_busy_store_to_sign_the_last_one_out(
    desks: Desks,
) -> None:
    desks.hub.rated()
    sessions = []
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at_the_desk(at)
        sessions.append(at.app.actor.session)
        with writers_turn(desks.hub):
            await pilot.press("f2", "t", "o", "m")
            screen = await at.until_on(SignInScreen)
            await at.until(lambda: screen.query_one("#name").value == "tom")
            assert why_ended(at, sessions[0]) == ""
        await pilot.press("enter")
        await at.type(PASSWORD)
        await pilot.press("enter")
        await at.until_on(DeskScreen)
        await at.until(lambda: why_ended(at, sessions[0]) == "switched")
        sessions.append(at.app.actor.session)
        turn = ExitStack()
        turn.enter_context(writers_turn(desks.hub))
        await pilot.press("f2")
        await at.until_on(SignInScreen)
        asyncio.get_running_loop().call_later(0.1, turn.close)
    assert why_ended(at, sessions[1]) == "switched"


async def test_whom_the_store_cannot_sign_out_the_next_is_told_of_and_it_is_tried_again(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_out, "AGAIN", 0)
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await sign_in(at)
        await at.until_on(DeskScreen)
        session, store = at.app.actor.session, at.app.opened.sign_in
        sign_out, failed = store.sign_out, Event()

        def hung_once(actor: Actor, why: str) -> None:
            if not failed.is_set():
                failed.set()
                raise Trouble("The store does not answer.", "Try again.")
            sign_out(actor, why)

        monkeypatch.setattr(store, "sign_out", hung_once)
        await pilot.press("f2", "t", "o", "m")
        screen = await at.until_on(SignInScreen)
        await at.until_seen("Asha Rao could not be signed out yet.")
        await at.until(lambda: why_ended(at, session) == "switched")
        await stays_with_the_next(at, screen)


async def test_what_is_typed_behind_a_hand_over_arrives_in_the_order_it_was_typed(
    desks: Desks,
) -> None:
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        screen = await at.until_on(SignInScreen)
        held = asyncio.Event()

        async def coming() -> None:
            await held.wait()
            at.app.post_message(Key("c", "c"))

        at.app._leave_for(coming, ahead=[])
        await pilot.press("a", "b")
        held.set()
        await at.until(lambda: len(screen.query_one("#name").value) == 3)
        assert screen.query_one("#name").value == "abc"


async def test_a_machine_that_sleeps_while_a_lock_opens_wakes_locked(
    desks: Desks, reading: tuple[Event, Event]
) -> None:
    begun, may_end = reading
    desks.hub.rated()
    machine = FixedClock(datetime(2026, 11, 20, 14, tzinfo=UTC))
    app = desks.app()
    app.idle = Idle(desks.idle, SleepWatch(machine))
    async with app.run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at_the_desk(at)
        for asked in (True, False):
            await pilot.press("L")
            lock = await at.until_on(LockScreen)
            # What it slept before the password was typed is none of this.
            machine.advance(timedelta(hours=8))
            begun.clear()
            may_end.clear()
            await at.type(PASSWORD)
            await pilot.press("enter")
            await at.until(begun.is_set)
            machine.advance(timedelta(hours=8))
            if asked:
                app.look_at_the_seat()
            may_end.set()
            await at.until(partial(is_not, app, lock))
            assert app._leaving or isinstance(app.screen, LockScreen), "no record is drawn"
            lock = await at.until_on(LockScreen)
            await at.until(lambda: not app._leaving)
            assert app.screen is lock
            await at.type(PASSWORD)
            await pilot.press("enter")
            await at.until_on(DeskScreen)


def test_what_is_copied_stays_with_whoever_copied_it(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    app = desks.app()
    monkeypatch.setattr(app, "_driver", type("Writes", (), {"write": written.append}))
    app.copy_to_clipboard("Kai Brown")
    assert app.clipboard == "Kai Brown"
    assert not written
