"""The auditor's desk: who looked at this child, and what did this person look at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.errors import NotFound
from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.lock import LockScreen
from mashdesk.tui.screens.looks import LooksScreen
from mashdesk.tui.screens.sign_in import SignInScreen
from mashdesk.tui.widgets.look_list import LookList
from tests.tui.conftest import At, Desks
from tests.tui.hub_host import CHEAP, PASSWORD


async def at_the_auditors_desk(at: At) -> None:
    command = c.AddUser(
        name="olu", full_name="Olu Ade", role=Role.AUDITOR, password_hash=CHEAP.hash(PASSWORD)
    )
    at.hub.desk.perform(command, at.hub.actors[Role.ADMINISTRATOR])
    await at.until_on(SignInScreen)
    await at.type("olu")
    await at.pilot.press("enter")
    await at.type(PASSWORD)
    await at.pilot.press("enter")
    await at.until_on(DeskScreen)


async def test_an_auditor_asks_who_looked_goes_on_to_what_they_looked_at_and_opens_a_record(
    desks: Desks,
) -> None:
    hub = desks.hub
    one = hub.rated()
    said = "the child is at the door, and her own worker cannot be reached by telephone"
    with pytest.raises(NotFound):
        hub.desk.perform(c.BreakGlass(reference="MD-26-0999", reason=said), hub.duty)
    two = hub.rated(worry="Another one.", sender_name="Mr Else")
    hub.clock.advance(timedelta(minutes=5))
    hub.desk.open(hub.duty, one.id, "the school rang")
    hub.desk.open(hub.duty, two.id)
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at_the_auditors_desk(at)
        shown = await at.until_seen("y looks")
        assert "n new" not in shown, "an auditor changes nothing"
        desk = at.app.screen
        assert isinstance(desk, DeskScreen)
        desk.rows.move_to(one.id)
        await pilot.press("y")
        await at.until_on(LooksScreen)
        shown = await at.until_seen(f"{one.reference}: ")
        looks = at.app.screen
        assert isinstance(looks, LooksScreen)
        await at.until(lambda: looks.query_one(LookList).rows)
        duty = next(row for row in looks.query_one(LookList).rows if row.who == "Asha Rao")
        looks.query_one(LookList).move_to(duty.seq)
        shown = await at.until_seen(": open a record MD-26-0001 Kai Brown. the school rang")
        assert "Asha Rao (asha), duty senior social worker, at TEST-1" in shown
        assert "Kai Brown" in shown
        assert "rate" not in shown
        await pilot.press("A")
        await at.until_seen("take a contact in")
        await pilot.press("A")
        await at.until(lambda: "take a contact in" not in at.seen())
        looks.query_one(LookList).move_to(duty.seq)
        await pilot.press("p")
        shown = await at.until_seen("Asha Rao: 3 looks")
        assert two.reference in shown
        slip = next(row for row in looks.query_one(LookList).rows if row.access)
        looks.query_one(LookList).move_to(slip.seq)
        await at.until_seen("(not reviewed yet)")
        looks.query_one("#by").focus()
        since = looks.query_one("#since", PlainInput)
        since.value = "20 Nov 2026 15:30"
        await pilot.press("enter")
        await at.until_seen("Asha Rao: 0 looks")
        since.value = "half past"
        await pilot.press("enter")
        await at.until_seen("Since: write it like")
        since.value = "today"
        await pilot.press("enter")
        await at.until_seen("Asha Rao: 3 looks")
        looks.query_one(LookList).move_to(looks.query_one(LookList).rows[0].seq)
        await at.until(lambda: looks.focused is looks.query_one(LookList))
        await pilot.press("enter")
        await at.until_on(DeskScreen)
        await at.until_seen("Another one.")


async def test_the_question_is_typed_too_and_what_is_unknown_is_told(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app().run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await at_the_auditors_desk(at)
        await pilot.press("y")
        screen = await at.until_on(LooksScreen)
        await at.until_seen("newest first")
        child = screen.query_one("#at", PlainInput)
        child.focus()
        child.value = ""
        await at.type("zed")
        await pilot.press("enter")
        await at.until_seen("Check the spelling")
        child.value = "kai"
        await pilot.press("enter")
        await at.until_seen("MD-26-0001 Kai Brown: ")
        await pilot.press("L")
        await at.until_on(LockScreen)
        assert "Kai" not in at.seen()
