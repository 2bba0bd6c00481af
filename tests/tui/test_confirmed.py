"""What asks for one's password again: in the dialogs, with the code of a second factor."""

from __future__ import annotations

from datetime import timedelta

from pyotp import TOTP

from mashdesk.domain.actor import Role
from mashdesk.tui.dialogs.accounts import ChangeRoleDialog
from mashdesk.tui.dialogs.sealing import SealDialog
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.screens.administration import AdministrationScreen
from mashdesk.tui.screens.desk import DeskScreen
from tests.tui.conftest import Desks
from tests.tui.hub_host import PASSWORD
from tests.tui.test_sittings import SECRET, sign_in


async def test_sealing_asks_whoever_has_a_second_factor_for_its_code_and_marks_who_can_keep_it(
    desks: Desks,
) -> None:
    hub, view = desks.hub, desks.hub.rated()
    signing = hub.wired.sign_in

    def code() -> str:
        return TOTP(SECRET).at(hub.clock.now())

    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "tom", PASSWORD)
        await at.until_on(DeskScreen)
        await pilot.press("enter")
        await at.until_seen(view.worry)
        await pilot.press("S")
        dialog = await at.until_on(SealDialog)
        await at.until(lambda: dialog.standing)
        shown = await at.until_seen("Tom Mann")
        assert "team manager, can keep it" in shown
        assert shown.count("can keep it") == 1
        people = dialog.field("people", ManyField)
        people.put(f"{people.text}\n{hub.duty.user_id}")
        dialog.field("reason", WordsField).put("staff family")
        password, asked = dialog.field("password", LineField), dialog.field("code", LineField)
        assert not asked.display
        # Turned on elsewhere while the dialog was open: it asks from now on.
        signing.turn_factor_on(at.app.actor, PASSWORD, SECRET, code())
        hub.clock.advance(timedelta(minutes=1))
        password.put(PASSWORD)
        await pilot.press("ctrl+s")
        await at.until_seen("Your second factor is on.")
        await at.until(lambda: asked.display)
        password.put(PASSWORD)
        await pilot.press("ctrl+s")
        await at.until_seen("type the six digits your app shows")
        assert asked.is_secret
        for given in ("000000", code()):
            password.put(PASSWORD)
            asked.put(given)
            await pilot.press("ctrl+s")
            await at.until(lambda: not asked.text)
            if given == "000000":
                await at.until_seen("That code is not right")
        await at.until_on(DeskScreen)
        await at.until_seen("⊘ sealed")


async def test_a_change_of_role_asks_for_the_code_too(desks: Desks) -> None:
    hub = desks.hub
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "admin", PASSWORD)
        screen = await at.until_on(AdministrationScreen)
        await at.until_seen("Tom Mann")
        signing, now = hub.wired.sign_in, hub.clock.now()
        signing.turn_factor_on(at.app.actor, PASSWORD, SECRET, TOTP(SECRET).at(now))
        hub.clock.advance(timedelta(minutes=1))
        screen.query_one("#list").highlighted = [one.name for one in screen.people].index("bea")
        await pilot.pause()
        await pilot.press("o")
        dialog = await at.until_on(ChangeRoleDialog)
        await at.until(lambda: dialog.standing)
        await at.until_seen("Code of your app")
        dialog.field("role", ChoiceField).put(Role.DUTY.value)
        dialog.field("password", LineField).put(PASSWORD)
        dialog.field("code", LineField).put(TOTP(SECRET).at(hub.clock.now()))
        await pilot.press("ctrl+s")
        await at.until_seen("business support to duty senior social worker")
