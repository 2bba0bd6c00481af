"""People on screen: named on a form, on the Children tab, side by side, on a page of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from textual.pilot import Pilot

from mashdesk.domain.contact import Adult, Child
from mashdesk.domain.people import Verdict
from mashdesk.store.views import QueueFilter, ReferralView
from mashdesk.tui.dialogs.correcting import CorrectDialog
from mashdesk.tui.forms.contact_form import contact_texts
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.screens.intake import IntakeScreen
from tests.tui.hub_host import Host, Hub, contact, focused, seen, settle
from tests.tui.test_dialogs_acts import keys_of

KAI = Child(
    given_name="Kai",
    family_name="Brown",
    born=date(2014, 4, 3),
    school="Park Primary",
    address="1 High Street, ZZ1 1AA",
)
ANN = Child(given_name="Ann", family_name="Brown", born=date(2011, 9, 1))
LISA = Adult(
    given_name="Lisa",
    family_name="Brown",
    role="mother",
    phone="07700 900123",
    parental_responsibility=True,
    lives_with=True,
)
KAY = Child(given_name="Kay", family_name="Browne", born=date(2014, 4, 3))


async def press(pilot: Pilot[Any], *keys: str) -> str:
    await pilot.press(*keys)
    await settle(pilot)
    return seen(pilot.app)


async def until(pilot: Pilot[Any], words: str) -> str:
    """Wait for what another thread reads, after the keys have settled."""
    for _ in range(60):
        await settle(pilot)
        if words in seen(pilot.app):
            return seen(pilot.app)
        await pilot.pause(0.02)
    raise AssertionError(f"{words!r} was never seen\n{seen(pilot.app)}")


def the_last(hub: Hub) -> ReferralView:
    rows = hub.desk.queue(hub.duty, QueueFilter()).rows
    return hub.desk.reread(hub.duty, max(row.id for row in rows))


async def test_who_may_be_meant_stands_under_a_child_while_it_is_typed_and_what_is_said_is_kept(
    hub: Hub,
) -> None:
    first = hub.take_in(children=(KAI, ANN), adults=(LISA,))
    kai, _ = (child.individual for child in first.children)
    screen = IntakeScreen(hub.desk, hub.duty)
    app = Host(screen)
    async with app.run_test(size=(100, 60)) as pilot:
        await settle(pilot)
        told = contact(hub.clock, worry="another day", children=(KAY,))
        await screen.restore(contact_texts(told))
        await press(pilot, "ctrl+o", *"Lisa", "enter", *"Brown")
        held = focused(app).region
        await until(pilot, "Adult 1   1 person known may be meant")
        assert focused(app).region == held, "what came up moved the field being typed in"
        await press(pilot, "ctrl+r", "y")
        screen.field("children.1.given_name", Field).focus_control()
        await press(pilot, "x", "backspace")
        shown = await until(pilot, "Kai Brown 12: similar name, same date of birth")
        assert "Ann" not in shown
        screen.blocks[0].likeness.likenesses.focus()
        assert "[same] Kai Brown" in await press(pilot, "s")
        await press(pilot, "escape")
    again = IntakeScreen(hub.desk, hub.duty)
    app = Host(again)
    async with app.run_test(size=(100, 60)) as pilot:
        await settle(pilot)
        again.field("children.1.given_name", Field).focus_control()
        await until(pilot, "Child 1   is Kai Brown, known already")
        again.field("worry", Field).put("")
        assert "say what the worry is" in await press(pilot, "ctrl+s")
        assert again.texts()["children.1.individual"] == str(kai)
        again.field("worry", Field).put("another day")
        await press(pilot, "ctrl+o", *"Lisa", "enter", *"Brown")
        await until(pilot, "Adult 1   1 person known may be meant")
        again.blocks[1].likeness.likenesses.focus()
        await press(pilot, "d")
        shown = await press(pilot, "ctrl+s")
        assert app.has_answered(), shown
    taken = the_last(hub)
    assert app.answer.reference == taken.reference
    assert (taken.children[0].given_name, taken.children[0].individual) == ("Kay", kai)
    judged = hub.desk.known.individual(hub.duty, taken.adults[0].individual or 0).judgements
    assert [(one.verdict, one.other_name.family_name) for one in judged] == [
        (Verdict.DIFFERENT, "Brown")
    ]


async def test_correcting_shows_who_each_is_and_lets_it_be_changed(hub: Hub) -> None:
    known = hub.take_in(children=(KAI,)).children[0].individual
    view = hub.take_in(worry="another day", children=(KAY,), adults=(LISA,))
    own = view.children[0].individual
    screen = CorrectDialog(hub.desk, hub.duty, view)
    app = Host(screen)
    async with app.run_test(size=(100, 60)) as pilot:
        await settle(pilot)
        await press(pilot, *keys_of("rang back"))
        assert screen.texts()["children.1.individual"] == str(own)
        assert screen.texts()["adults.1.parental_responsibility"] == "yes"
        screen.blocks[0].likeness.focus_control()
        shown = await until(pilot, "Kai Brown 12")
        at = screen.blocks[0].likeness.likenesses
        place = [one.individual for one in at.candidates].index(known or 0)
        await press(pilot, *("down",) * place, "s")
        shown = await press(pilot, "ctrl+s")
        assert app.has_answered(), shown
    changed = hub.desk.reread(hub.duty, view.id)
    assert changed.children[0].individual == known
    assert changed.adults == view.adults
