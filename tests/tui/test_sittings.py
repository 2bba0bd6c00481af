"""A sign-in that ends elsewhere, by its age or with a one-time password, at the desk itself."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from pyotp import TOTP
from sqlalchemy import select

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.store.names import SESSIONS
from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.lock import LockScreen
from mashdesk.tui.screens.new_password import NewPasswordScreen
from mashdesk.tui.screens.sign_in import SignInScreen
from tests.tui.conftest import At, Desks
from tests.tui.hub_host import PASSWORD, Hub

NEW = "five other dull words"


async def sign_in(at: At, name: str, password: str) -> None:
    await at.until_on(SignInScreen)
    await at.until(lambda: at.app.screen.focused is not None)
    await at.type(name)
    await at.pilot.press("enter")
    await at.type(password)
    await at.pilot.press("enter")


async def test_a_desk_whose_person_signs_in_elsewhere_says_so_and_asks_who_is_there(
    desks: Desks,
) -> None:
    view = desks.hub.take_in()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "asha", PASSWORD)
        await at.until_on(DeskScreen)
        at.hub.wired.sign_in.sign_in("asha", PASSWORD, "DESK-9")
        await at.until_on(SignInScreen)
        shown = await at.until_seen("you signed in at DESK-9")
        assert view.reference not in shown
        assert not any(isinstance(screen, DeskScreen) for screen in at.app.screen_stack)


async def test_a_locked_desk_whose_person_signs_in_elsewhere_is_free_for_the_next(
    desks: Desks,
) -> None:
    async with desks.app().run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "asha", PASSWORD)
        await at.until_on(DeskScreen)
        await pilot.press("L")
        await at.until_on(LockScreen)
        at.hub.wired.sign_in.sign_in("asha", PASSWORD, "DESK-9")
        await at.until_on(SignInScreen)
        await at.until_seen("you signed in at DESK-9")


async def test_after_twelve_hours_a_desk_asks_for_the_password_again(desks: Desks) -> None:
    async with desks.app().run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "asha", PASSWORD)
        await at.until_on(DeskScreen)
        await at.until(lambda: at.app.sitting._until is not None)
        at.hub.clock.advance(timedelta(hours=12))
        await at.second()
        await at.until_on(SignInScreen)
        await at.until_seen("12 hours ago")


def reset(hub: Hub) -> str:
    once, hashed = hub.wired.sign_in.one_time()
    command = c.ResetPassword(name="asha", password_hash=hashed)
    hub.desk.perform(command, hub.actors[Role.ADMINISTRATOR])
    return once


async def test_a_one_time_password_leads_to_the_choice_of_another_and_then_to_the_desk(
    desks: Desks,
) -> None:
    once = reset(desks.hub)
    async with desks.app().run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "asha", once)
        await at.until_on(NewPasswordScreen)
        await at.until_seen("choose your own password")
        await at.type("short")
        await pilot.press("enter")
        await at.type("other")
        await pilot.press("enter")
        await at.until_seen("not the same")
        for _ in range(2):
            await at.type("short")
            await pilot.press("enter")
        await at.until_seen("needs at least 15 characters")
        assert at.app.screen.query_one("#new", PlainInput).value == ""
        await at.burst(f"{NEW}\r{NEW}\r")
        await at.until_on(DeskScreen)
    assert at.hub.wired.sign_in.sign_in("asha", NEW, "X").name == "Asha Rao"


async def test_nothing_opens_over_the_choice_of_a_password_and_leaving_signs_out(
    desks: Desks,
) -> None:
    once = reset(desks.hub)
    async with desks.app().run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "asha", once)
        screen = await at.until_on(NewPasswordScreen)
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert at.app.screen is screen
        await pilot.press("escape")
        await at.until_on(SignInScreen)
        await sign_in(at, "asha", once)
        await at.until_on(NewPasswordScreen)


async def test_the_choice_of_a_password_is_left_by_f2_and_by_nobody_choosing_one(
    desks: Desks,
) -> None:
    once = reset(desks.hub)
    async with desks.app().run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        for leaves in ("f2", "idle"):
            await sign_in(at, "asha", once)
            screen = await at.until_on(NewPasswordScreen)
            await at.type("half a new pass")
            if leaves == "f2":
                assert "F2 hands over" in at.seen()
                await pilot.press("f2", "t", "o", "m")
                name = (await at.until_on(SignInScreen)).query_one("#name", PlainInput)
                await at.until(partial(lambda field: field.value == "tom", name))
                name.value = ""
                continue
            at.idle.seconds += at.app.settings.idle_minutes * 60 - 1
            await at.second()
            assert at.app.screen is screen
            at.idle.seconds += 1
            await at.second()
            await at.until_on(SignInScreen)
        assert not at.app.is_signed_in
        await sign_in(at, "asha", once)
        await at.until_on(NewPasswordScreen)
    with at.hub.wired.store.read() as connection:
        ended = connection.execute(select(SESSIONS.c.ended_because)).scalars().all()
    assert ended[-3:] == ["switched", "left", "ended"], "and nobody's session outlives the desk"


async def test_what_is_pasted_into_a_password_stays_exactly_as_it_is(desks: Desks) -> None:
    from textual.events import Paste

    async with desks.app().run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await at.until_on(SignInScreen)
        field = at.app.screen.query_one("#password", PlainInput)
        field.focus()
        field.post_message(Paste("👩‍🚒 keeps\u200d the red tin\n"))
        await at.until(lambda: field.value)
        assert field.value == "👩‍🚒 keeps\u200d the red tin"
        assert "keeps" not in at.seen()


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def test_a_second_factor_asks_for_its_code_behind_the_password_and_at_the_lock_too(
    desks: Desks,
) -> None:
    hub = desks.hub
    actor = hub.wired.sign_in.sign_in("asha", PASSWORD, "X")
    hub.wired.sign_in.turn_factor_on(actor, PASSWORD, SECRET, TOTP(SECRET).at(hub.clock.now()))
    hub.clock.advance(timedelta(minutes=1))
    async with desks.app().run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await at.until_on(SignInScreen)
        assert "Code of your" not in at.seen()
        await sign_in(at, "asha", PASSWORD)
        await at.until_seen("Code of your second factor")
        await at.type("000000")
        await pilot.press("enter")
        await at.until_seen("That code is not right")
        await at.type(TOTP(SECRET).at(hub.clock.now()))
        await pilot.press("enter")
        await at.until_on(DeskScreen)
        await pilot.press("L")
        await at.until_on(LockScreen)
        assert "Code of your" not in at.seen()
        await at.type(PASSWORD)
        await pilot.press("enter")
        await at.until_seen("Code of your second factor")
        await at.type(TOTP(SECRET).at(hub.clock.now()))
        await pilot.press("enter")
        await at.until_seen("was used already")
        hub.clock.advance(timedelta(minutes=1))
        await at.type(TOTP(SECRET).at(hub.clock.now()))
        await pilot.press("enter")
        await at.until_on(DeskScreen)


async def test_a_second_factor_is_turned_on_and_off_from_the_palette(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mashdesk.tui.dialogs import own_account

    monkeypatch.setattr(own_account, "new_secret", lambda: SECRET)
    async with desks.app().run_test(size=(120, 50)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "asha", PASSWORD)
        await at.until_on(DeskScreen)
        await own(at, "Second factor: on or off")
        shown = await at.until_seen(SECRET)
        assert "█" in shown
        await at.until(lambda: at.app.focused is not None)
        await at.type(TOTP(SECRET).at(at.hub.clock.now()))
        await pilot.press("enter")
        await at.type(PASSWORD)
        await pilot.press("ctrl+s")
        await at.until_seen("Your second factor is on")
        assert at.hub.wired.sign_in.has_second_factor(at.app.actor)
        await own(at, "Second factor: on or off")
        await at.until_seen("It is on.")
        await at.until(lambda: at.app.focused is not None)
        await at.type(PASSWORD)
        await pilot.press("ctrl+s")
        await at.until_seen("Your second factor is off")


async def own(at: At, title: str) -> None:
    """Choose this in the palette."""
    found = [one for one in at.app.get_system_commands(at.app.screen) if one.title == title]
    assert len(found) == 1
    found[0].callback()


async def test_ones_own_password_is_changed_from_the_palette(desks: Desks) -> None:
    async with desks.app().run_test(size=(100, 40)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "asha", PASSWORD)
        await at.until_on(DeskScreen)
        await own(at, "Change your password")
        await at.until_seen("Present password")
        await at.until(lambda: at.app.focused is not None)
        for typed in ("not the present one", NEW, NEW):
            await at.type(typed)
            await pilot.press("tab")
        await pilot.press("ctrl+s")
        await at.until_seen("That is not the password")
        assert NEW not in at.seen()
        at.app.screen.query("PlainInput").first().focus()
        for typed in (PASSWORD, NEW, NEW):
            await at.type(typed)
            await pilot.press("tab")
        await pilot.press("ctrl+s")
        await at.until_seen("Your password is changed")
    assert at.hub.wired.sign_in.sign_in("asha", NEW, "X").name == "Asha Rao"


async def test_a_manager_unlocks_an_account_from_the_palette_and_others_are_not_offered_it(
    desks: Desks,
) -> None:
    async with desks.app().run_test(size=(100, 40)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "asha", PASSWORD)
        await at.until_on(DeskScreen)
        titles = [one.title for one in at.app.get_system_commands(at.app.screen)]
        assert "Unlock an account" not in titles
        await pilot.press("L")
        await at.until_on(LockScreen)
        await pilot.press("f2")
        await sign_in(at, "tom", PASSWORD)
        await at.until_on(DeskScreen)
        await own(at, "Unlock an account")
        await at.until_seen("Sign-in name")
        await at.until(lambda: at.app.focused is not None)
        await at.type("asha")
        await pilot.press("ctrl+s")
        await at.until_seen("was not locked")
