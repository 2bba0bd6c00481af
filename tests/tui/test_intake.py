from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mashdesk.domain.contact import Channel, Consent, Reason, Sex, Source
from mashdesk.store.views import QueueFilter, ReferralView
from mashdesk.tui.forms.children import ChildBlock
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.screens.intake import IntakeScreen
from tests.hostile import HOSTILE, assert_printable_only
from tests.tui.hub_host import FRIDAY, Host, Hub, a_hub, contact, focused, seen, settle

AGENCY = ("p", "o", "l", "enter")
SENDER = ("p", "o", "l", "enter", *"Sgt", "enter", *"Met", "enter", "enter", "enter", *AGENCY)
RECEIVED = ("tab", "p")
WORRY = ("tab", *"hungry", "tab", *"visit", "tab", "n", "space")
CHILD = ("tab", *"Kai", "enter", *"Brown", "enter", "enter", "m", "enter", *"3/4/2014", "enter")
CONSENT = (*("tab",) * 6, *"gran", "tab", "tab", "r", *("tab",) * 3, *"no")


@pytest.fixture
def hub(tmp_path: Path) -> Iterable[Hub]:
    with a_hub(tmp_path) as hub:
        yield hub


def intake(hub: Hub) -> tuple[IntakeScreen, Host]:
    screen = IntakeScreen(hub.desk, hub.duty)
    return screen, Host(screen)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    await pilot.press(*keys)
    await settle(pilot)
    return seen(pilot.app)


def only(hub: Hub) -> ReferralView:
    rows = hub.desk.queue(hub.duty, QueueFilter()).rows
    assert len(rows) == 1
    return hub.desk.open(hub.duty, rows[0].id)


async def test_a_contact_is_taken_in_by_keys_alone_from_top_to_bottom(hub: Hub) -> None:
    _, app = intake(hub)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await press(pilot, *SENDER, *RECEIVED, *WORRY, *CHILD, *CONSENT, "ctrl+s")
        assert app.has_answered(), shown
    view = only(hub)
    assert app.answer.reference == view.reference
    assert view.sender_agency == "POL"
    assert (view.source, view.sender_name, view.sender_organisation) == (
        Source.POLICE,
        "Sgt",
        "Met",
    )
    assert (view.received_at, view.channel) == (FRIDAY, Channel.PHONE)
    assert (view.worry, view.expects, view.household) == ("hungry", "visit", "gran")
    assert view.reasons == (Reason.NEGLECT,)
    child = view.children[0]
    assert (child.given_name, child.family_name, child.sex) == ("Kai", "Brown", Sex.MALE)
    assert child.born == date(2014, 4, 3)
    assert (view.consent, view.consent_reason) == (Consent.REFUSED, "no")


async def test_an_empty_form_names_everything_missing_in_one_pass(hub: Hub) -> None:
    _, app = intake(hub)
    async with app.run_test(size=(200, 90)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "ctrl+s")
        assert "! choose who sent it" in shown
        assert "! say what the worry is" in shown
        assert "! choose at least one reason" in shown
        assert "! give a name" in shown
        assert "4 fields to put right" in shown


async def test_impossible_dates_are_told_beside_their_fields_as_soon_as_they_are_left(
    hub: Hub,
) -> None:
    screen, app = intake(hub)
    async with app.run_test(size=(200, 90)) as pilot:
        await settle(pilot)
        screen.field("children.1.born", Field).focus_control()
        shown = await press(pilot, *"28/4/22", "tab")
        assert "needs its whole year" in screen.field("children.1.born", Field).error
        assert "! needs its whole year" in shown
        screen.field("received_at", Field).put("20 Nov 2027 10:00")
        screen.field("received_at", Field).focus_control()
        shown = await press(pilot, "tab")
        assert "! is in the future; give the time the contact reached the hub" in shown
        assert "to put right" not in shown
        screen.field("children.1.born", Field).put("21/11/2026")
        shown = await press(pilot, "ctrl+s")
        assert "! is in the future; give the time the contact reached the hub" in shown
        assert 'use "expected"' in screen.field("children.1.born", Field).error
        screen.field("received_at", Field).put("20 Nov 2025 10:00")
        screen.field("children.1.born", Field).put("31/02/2014")
        shown = await press(pilot, "ctrl+s")
        assert "is more than 7 days ago" in shown
        assert "Why entered late" in shown
        assert "! is not a day of the calendar" in shown


async def test_several_children_are_added_and_removed_and_problems_keep_to_theirs(
    hub: Hub,
) -> None:
    screen, app = intake(hub)
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+n", *"Ann", "ctrl+n", *"Ben")
        assert [block.parts["given_name"].text for block in screen.blocks] == ["", "Ann", "Ben"]
        screen.field("children.3.born", Field).put("1 Jan 1980")
        await press(pilot, "ctrl+s")
        assert "is more than 25 years ago" in screen.field("children.3.born", Field).error
        assert "give a name" in screen.field("children.1.given_name", Field).error
        screen.blocks[0].post_message(ChildBlock.Removed(screen.blocks[0]))
        await settle(pilot)
        assert [block.parts["given_name"].text for block in screen.blocks] == ["Ann", "Ben"]
        screen.blocks[1].post_message(ChildBlock.Removed(screen.blocks[1]))
        await settle(pilot)
        assert "Remove child 2 (Ben)" in seen(app)
        await press(pilot, "n")
        assert len(screen.blocks) == 2
        screen.blocks[1].post_message(ChildBlock.Removed(screen.blocks[1]))
        await settle(pilot)
        await press(pilot, "y")
        assert [block.number for block in screen.blocks] == [1]
        assert screen.texts()["children.1.given_name"] == "Ann"


async def test_an_unborn_child_has_an_expected_date_instead(hub: Hub) -> None:
    screen, app = intake(hub)
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        assert not screen.field("children.1.expected", Field).display
        screen.field("children.1.sex", Field).focus_control()
        await press(pilot, "u")
        assert screen.field("children.1.expected", Field).display
        assert not screen.field("children.1.born", Field).display


async def test_leaving_keeps_the_whole_form_and_coming_back_restores_it(hub: Hub) -> None:
    screen, app = intake(hub)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, *SENDER, *RECEIVED, *WORRY, *CHILD, "ctrl+n", *"Ann")
        before = screen.texts()
        await press(pilot, "escape")
        assert app.has_answered()
        assert app.answer is None
    hub.clock.advance(timedelta(days=1))
    screen, app = intake(hub)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Draft of 20 Nov 2026 14:22 restored" in seen(app)
        assert screen.texts() == before
        # The form stays, as it first stood, and has the keys: none of them reaches the queue.
        shown = await press(pilot, "ctrl+d", "y")
        assert "What was typed is discarded." in shown
        assert len(screen.blocks) == 1
        emptied = {path for path, words in screen.texts().items() if words}
        assert emptied <= {"received_at", "channel", "children", "adults"}
        await press(pilot, "escape")
        assert app.has_answered()
    assert hub.desk.draft(hub.duty, "intake") is None


async def test_looking_in_without_typing_leaves_no_draft(hub: Hub) -> None:
    _, app = intake(hub)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "tab", "tab", "escape")
    assert hub.desk.draft(hub.duty, "intake") is None


async def test_the_same_contact_again_is_refused_until_said_to_be_another(hub: Hub) -> None:
    hub.take_in()
    screen, app = intake(hub)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        from mashdesk.tui.forms.contact_form import contact_texts

        same = contact(hub.clock)
        await screen.restore(contact_texts(same))
        screen.put_instants(same)
        screen.touched()
        shown = await press(pilot, "ctrl+s")
        assert "it was already taken in as MD-26-0001" in shown
        assert "this is another contact" in shown
        await press(pilot, "space", "ctrl+s")
        assert app.has_answered()
    assert len(hub.desk.queue(hub.duty, QueueFilter()).rows) == 2


async def test_the_first_bad_field_gets_the_keys_and_is_in_sight_on_a_small_terminal(
    hub: Hub,
) -> None:
    screen, app = intake(hub)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, *SENDER, *RECEIVED, *WORRY, *CHILD)
        screen.field("children.1.born", Field).put("tomorrow")
        shown = await press(pilot, "ctrl+s")
        assert "! is not a date; write it like" in shown
        assert "tomorrow" in shown
        assert focused(app) is screen.field("children.1.born", Field)._control


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_tab_goes_through_every_field_and_each_is_in_sight_when_it_has_the_keys(
    hub: Hub, size: tuple[int, int]
) -> None:
    screen, app = intake(hub)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        names = []
        for _ in range(len(screen.shown_fields())):
            widget = focused(app)
            holder = next((a for a in widget.ancestors if isinstance(a, Field)), None)
            if holder is not None:
                names.append(holder.path)
            assert 0 <= widget.region.y < size[1] - 1
            await pilot.press("tab")
        assert names[:3] == ["source", "sender_name", "sender_organisation"]
        assert len(set(names)) == len(names)
        assert {"worry", "children.1.nhs_number"} <= set(names)


@pytest.mark.parametrize("theme", ["dark", "light", "high-contrast", "colour-blind-safe"])
async def test_hostile_words_are_inert_in_every_field_and_theme(hub: Hub, theme: str) -> None:
    screen = IntakeScreen(hub.desk, hub.duty)
    app = Host(screen, theme)
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        texts = [text for text in HOSTILE if len(text) <= 6000]
        # Each field is given every eleventh text, no two fields the same ones: among them the whole
        # corpus passes through every kind of field.
        for first in range(11 if theme == "dark" else 2):
            for number, field in enumerate(screen.query(Field)):
                field.put(texts[(first + 11 * number) % len(texts)])
            screen.clear_errors()
            screen.show_problems(screen.problems())
            await pilot.pause()
            assert_printable_only(seen(app))


async def test_training_is_marked_here_too(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    hub_view = replace(hub.desk.hub(), training=True)
    monkeypatch.setattr(hub.desk, "hub", lambda: hub_view)
    _, app = intake(hub)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "TRAINING" in seen(app)
