from __future__ import annotations

from datetime import timedelta

from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.sign_in import SignInScreen
from tests.tui.conftest import At, Desks
from tests.tui.hub_host import PASSWORD


async def _sign_in(at: At, name: str, password: str) -> None:
    await at.until_on(SignInScreen)
    await at.until(lambda: at.app.screen.focused is not None)
    await at.type(name)
    await at.pilot.press("enter")
    await at.type(password)
    await at.pilot.press("enter")


async def test_a_name_and_its_password_open_the_queue(desks: Desks) -> None:
    view = desks.hub.take_in()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _sign_in(at, "asha", PASSWORD)
        await at.until_on(DeskScreen)
        assert view.reference in await at.until_seen(view.reference)
        assert at.app.actor.workstation == "TEST-2"


async def test_a_wrong_password_is_told_in_plain_words_and_leaves_the_screen(desks: Desks) -> None:
    async with desks.app().run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await _sign_in(at, "asha", "not the password at all")
        await at.until_seen("do not belong together")
        assert at.app.screen.query_one("#password", PlainInput).value == ""
        assert isinstance(at.app.screen, SignInScreen)


async def test_a_wait_is_counted_down_and_tried_again_after_it(desks: Desks) -> None:
    async with desks.app().run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await _sign_in(at, "asha", "wrong")
        for _ in range(6):
            await at.until_seen("belong together")
            await at.type("wrong")
            await pilot.press("enter")
            await at.until(lambda: "Checking" not in at.seen())
        await at.type("wrong")
        await pilot.press("enter")
        await at.until_seen("Wait ")
        asked_before = at.seen()
        await at.type(PASSWORD)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(at.app.screen, SignInScreen), asked_before
        desks.idle.seconds += 3600
        at.hub.clock.advance(timedelta(hours=1))
        await at.second()
        await at.until_seen("try again now")


async def test_a_password_is_never_on_the_screen_nor_on_the_clipboard(desks: Desks) -> None:
    async with desks.app().run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await at.until_on(SignInScreen)
        await at.type("asha")
        await pilot.press("enter")
        await at.type("openly secret")
        assert "openly" not in at.seen()
        await pilot.press("shift+home", "ctrl+c", "ctrl+x")
        assert at.app.clipboard == ""
        assert at.app.screen.query_one("#password", PlainInput).value == "openly secret"
