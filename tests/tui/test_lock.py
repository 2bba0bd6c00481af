from __future__ import annotations

from sqlalchemy import select

from mashdesk.store.desk_tables import DeskSession
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.lock import LockScreen
from mashdesk.tui.screens.sign_in import SignInScreen
from tests.tui.conftest import At, Desks
from tests.tui.hub_host import PASSWORD


async def _at_the_desk(at: At) -> None:
    await at.until_on(SignInScreen)
    await at.type("asha")
    await at.pilot.press("enter")
    await at.type(PASSWORD)
    await at.pilot.press("enter")
    await at.until_on(DeskScreen)
    await at.until_seen("MD-26-0001")


async def _locked(at: At) -> LockScreen:
    await at.pilot.press("L")
    screen = await at.until_on(LockScreen)
    assert isinstance(screen, LockScreen)
    return screen


async def test_the_lock_destroys_every_record_screen_and_shows_counts_without_names(
    desks: Desks,
) -> None:
    view = desks.hub.rated()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _at_the_desk(at)
        await pilot.press("2")
        await at.until_seen("Kai Brown")
        desk = at.app.screen
        await _locked(at)
        assert not desk.is_attached
        assert not any(isinstance(screen, DeskScreen) for screen in at.app.screen_stack)
        assert "Locked by Asha Rao" in at.seen()
        assert "A ▲ 1" in at.seen() or "A 1" in at.seen()
        assert "Kai" not in at.seen()
        assert view.reference not in at.seen()


async def test_the_counts_of_a_locked_desk_stay_live(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _at_the_desk(at)
        await _locked(at)
        desks.hub.rated(worry="Another one.", sender_name="Mr Else")
        await at.until(lambda: " 2 " in at.seen().splitlines()[0])


async def test_nothing_opens_over_the_lock(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _at_the_desk(at)
        screen = await _locked(at)
        at.app.notify("Kai Brown was hurt", title="toast")
        await pilot.press("ctrl+p", "ctrl+backslash", "question_mark", "n", "escape")
        await pilot.pause()
        assert at.app.screen is screen
        assert "Kai" not in at.seen()


async def test_the_password_unlocks_to_the_same_referral(desks: Desks) -> None:
    desks.hub.rated()
    chosen = desks.hub.rated(worry="Another one.", sender_name="Mr Else")
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _at_the_desk(at)
        desk = at.app.screen
        assert isinstance(desk, DeskScreen)
        desk.rows.move_to(chosen.id)
        await _locked(at)
        await at.type("wrong")
        await pilot.press("enter")
        await at.until_seen("That is not the password")
        # A key typed right behind Enter is no part of the password.
        await at.burst(f"{PASSWORD}\rj")
        desk = await at.until_on(DeskScreen)
        await at.until(lambda: desk.rows.cursor_key == chosen.id)


async def test_what_was_being_written_survives_the_lock(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _at_the_desk(at)
        await pilot.press("m")
        await at.until(lambda: isinstance(at.app.screen, ActDialog) and at.app.focused is not None)
        await at.type("half a sent")
        await at.until_seen("half a sent")
        at.app.action_lock()
        await at.until_on(LockScreen)
        assert "half a sent" not in at.seen()
        await at.type(PASSWORD)
        await pilot.press("enter")
        await at.until_on(DeskScreen)
        await pilot.press("m")
        await at.until_seen("half a sent")


async def test_a_desk_left_alone_locks_itself(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app(idle_minutes=2).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await _at_the_desk(at)
        desks.idle.seconds += 119
        await at.second()
        assert isinstance(at.app.screen, DeskScreen)
        await pilot.press("down")
        desks.idle.seconds += 119
        await at.second()
        assert isinstance(at.app.screen, DeskScreen)
        desks.idle.seconds += 1
        await at.second()
        await at.until_on(LockScreen)


async def test_somebody_else_can_take_the_desk_over_and_the_first_session_ends(
    desks: Desks,
) -> None:
    desks.hub.rated()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _at_the_desk(at)
        session = at.app.actor.session
        await _locked(at)
        await pilot.press("f2")
        await at.until_on(SignInScreen)
        with desks.hub.wired.store.read() as connection:
            found = connection.execute(
                select(DeskSession.ended_because).where(DeskSession.id == session)  # type: ignore[call-overload]
            )
            assert found.scalar_one() == "switched"
        await at.type("tom")
        await pilot.press("enter")
        await at.type(PASSWORD)
        await pilot.press("enter")
        await at.until_on(DeskScreen)
        assert at.app.actor.name == "Tom Mann"


async def test_in_training_there_is_no_password_to_ask_for(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at.until_on(DeskScreen)
        await _locked(at)
        await pilot.press("enter")
        await at.until_on(DeskScreen)
