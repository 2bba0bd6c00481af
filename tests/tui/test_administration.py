"""What an administrator works from: people, agencies and the table of roles, and no record."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.widgets import OptionList

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.rating import Rag
from mashdesk.text import plain
from mashdesk.tui.dialogs.accounts import OneTimePasswordScreen
from mashdesk.tui.screens.administration import AdministrationScreen
from mashdesk.tui.screens.lock import LockScreen
from tests.hostile import HOSTILE, assert_printable_only
from tests.tui.conftest import At, Desks
from tests.tui.hub_host import PASSWORD
from tests.tui.test_sittings import sign_in


@asynccontextmanager
async def administering(desks: Desks, size: tuple[int, int] = (120, 40)) -> AsyncIterator[At]:
    """The administrator at their screen, everything read."""
    async with desks.app().run_test(size=size) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "admin", PASSWORD)
        await at.until_on(AdministrationScreen)
        await at.until_seen("Tom Mann")
        yield at


async def choose(at: At, name: str) -> None:
    """Put the cursor on this person."""
    screen = at.app.screen
    assert isinstance(screen, AdministrationScreen)
    shown = screen.query_one("#list", OptionList)
    shown.highlighted = [person.name for person in screen.people].index(name)
    await at.pilot.pause()


async def test_an_administrator_lands_on_the_people_and_sees_no_record_and_no_figure_of_one(
    desks: Desks,
) -> None:
    view = desks.hub.rated()
    async with administering(desks) as at:
        assert view.reference not in at.seen()
        assert "A ▲" not in at.seen()
        assert "Asha Rao" in at.seen()
        for key in "234":
            await at.pilot.press(key)
            await at.pilot.pause()
            assert view.reference not in at.seen()
            assert "Kai" not in at.seen()


async def test_how_the_hub_is_reached_is_set_beside_its_policy(desks: Desks) -> None:
    async with administering(desks) as at:
        await at.pilot.press("4")
        await at.until_seen("not said; letters give the reference alone")
        await at.pilot.press("c")
        await at.until_seen("Reached by")
        await at.pilot.press(*"ring us", "ctrl+s")
        await at.until_seen("! needs a telephone number or an e-mail address")
        await at.pilot.press(*" 02079460000", "ctrl+s")
        await at.until_seen("to reach the hub: ring us 02079460000")
    assert desks.hub.desk.hub().contact == "ring us 02079460000"


async def test_somebody_is_added_and_their_one_time_password_is_shown_once(desks: Desks) -> None:
    async with administering(desks) as at:
        await at.pilot.press("n")
        await at.until_seen("Add a person")
        await at.until(lambda: at.app.focused is not None)
        await at.type("pat")
        await at.pilot.press("escape")
        await at.until_on(AdministrationScreen)
        await at.pilot.press("n")
        await at.until_seen("restored")
        await at.until(lambda: at.app.focused is not None)
        await at.pilot.press("enter")
        await at.type("Pat Shah")
        await at.pilot.press("enter", "b", "enter", "ctrl+s")
        await at.until_on(OneTimePasswordScreen)
        found = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){4}", at.seen())
        assert found is not None
        once = found.group()
        box = at.app.screen.query_one(".form--box").region
        assert box.x == (at.app.size.width - box.width) // 2 > 0, "it stands in the middle"
        await at.pilot.press("enter")
        await at.until_on(AdministrationScreen)
        await at.until_seen("Pat Shah")
        assert once not in at.seen()
    actor = at.hub.wired.sign_in.sign_in("pat", once, "X")
    assert actor.role is Role.BUSINESS
    assert at.hub.wired.sign_in.standing(actor).must_change


async def test_a_reset_shows_a_one_time_password_and_signs_its_owner_out(desks: Desks) -> None:
    asha = desks.hub.wired.sign_in.sign_in("asha", PASSWORD, "DESK-9")
    async with administering(desks) as at:
        assert "at DESK-9" in at.seen()
        await choose(at, "asha")
        await at.pilot.press("r")
        await at.until_seen("they are signed out")
        await at.pilot.press("ctrl+s")
        await at.until_on(OneTimePasswordScreen)
        await at.pilot.press("enter")
        await at.until_seen("one-time password")
    assert "reset" in at.hub.wired.sign_in.standing(asha).ended


async def test_shutting_asks_first_and_says_what_went_back(desks: Desks) -> None:
    view = desks.hub.rated()
    desks.hub.perform(c.Claim(referral=view.id, version=view.version))
    async with administering(desks) as at:
        await choose(at, "asha")
        await at.pilot.press("s")
        await at.until_seen("Shut the account of Asha Rao (asha)? 1 referral")
        await at.pilot.press("n")
        await at.until_on(AdministrationScreen)
        await at.pilot.press("s")
        await at.until_seen("Shut the account")
        await at.pilot.press("y")
        await at.until_seen("Back in the queue")
        await at.pilot.press("r")
        await at.until_seen("asha is shut")


async def test_the_last_administrator_is_told_why_they_cannot_be_shut(desks: Desks) -> None:
    async with administering(desks) as at:
        await choose(at, "admin")
        await at.pilot.press("s")
        await at.until_seen("Shut the account")
        await at.pilot.press("y")
        await at.until_seen("is the last administrator")


async def test_a_role_is_changed_only_with_the_administrators_own_password(desks: Desks) -> None:
    async with administering(desks) as at:
        await choose(at, "bea")
        await at.pilot.press("o")
        await at.until_seen("Change a role")
        await at.until(lambda: at.app.focused is not None)
        await at.pilot.press("d", "enter")
        await at.type("not my password")
        await at.pilot.press("ctrl+s")
        await at.until_seen("That is not the password")
        await at.type(PASSWORD)
        await at.pilot.press("ctrl+s")
        await at.until_seen("business support to duty senior social worker")
        assert PASSWORD not in at.seen()
    assert at.hub.wired.sign_in.sign_in("bea", PASSWORD, "X").role is Role.DUTY


async def test_a_locked_account_is_seen_and_unlocked(desks: Desks) -> None:
    from mashdesk.store.names import PEOPLE

    store = desks.hub.wired.store
    with store.begin(desks.hub.clock.now()) as work:
        work.connection.execute(
            PEOPLE.update().where(PEOPLE.c.name == "asha").values(locked_at=work.now)
        )
        work.commit()
    async with administering(desks) as at:
        await at.until_seen("locked")
        await choose(at, "asha")
        await at.pilot.press("u")
        await at.until_seen("account asha is unlocked")


async def test_an_agencys_entry_is_changed_field_by_field(desks: Desks) -> None:
    async with administering(desks) as at:
        await at.pilot.press("2")
        await at.until_seen("Education and early years")
        screen = at.app.screen
        assert isinstance(screen, AdministrationScreen)
        at_police = [agency.code for agency in screen.agencies].index("POL")
        screen.query_one("#list", OptionList).highlighted = at_police
        await at.pilot.press("e")
        await at.until_seen("Change an agency's entry")
        await at.until(lambda: at.app.focused is not None)
        dialog = at.app.screen
        dialog.field("systems", _words()).put("PNC\n\nNiche \n")  # type: ignore[attr-defined]
        dialog.field("hours", _line()).put("all hours")  # type: ignore[attr-defined]
        dialog.field("asked_at", _many()).put("red")  # type: ignore[attr-defined]
        dialog.field("not_at", _many()).put("green\nblue")  # type: ignore[attr-defined]
        await at.pilot.press("ctrl+s")
        await at.until_seen("POL) is replaced")
    police = next(one for one in at.hub.desk.agencies() if one.code == "POL")
    assert police.systems == ("PNC", "Niche")
    assert (police.hours, police.not_at) == ("all hours", (Rag.GREEN, Rag.BLUE))


def _words() -> type:
    from mashdesk.tui.forms.fields import WordsField

    return WordsField


def _line() -> type:
    from mashdesk.tui.forms.fields import LineField

    return LineField


def _many() -> type:
    from mashdesk.tui.forms.choice_fields import ManyField

    return ManyField


async def test_the_roles_are_the_table_that_every_door_asks(desks: Desks) -> None:
    async with administering(desks, (120, 90)) as at:
        await at.pilot.press("3")
        await at.until_seen("change a role")
        lines = at.seen().splitlines()
        adding = next(line for line in lines if line.strip().startswith("add a person  "))
        assert adding.split()[3:] == [*["."] * 7, "yes"]
        await at.pilot.press("4")
        await at.until_seen("version 1, in force")


async def test_the_lock_destroys_the_screen_and_the_password_brings_it_back(desks: Desks) -> None:
    async with administering(desks, (80, 24)) as at:
        screen = at.app.screen
        await at.pilot.press("L")
        await at.until_on(LockScreen)
        assert not screen.is_attached
        assert "Asha" not in at.seen()
        await at.type(PASSWORD)
        await at.pilot.press("enter")
        await at.until_on(AdministrationScreen)


async def test_names_from_outside_are_shown_inert(desks: Desks) -> None:
    admin = desks.hub.actors[Role.ADMINISTRATOR]
    for number, text in enumerate(text for text in HOSTILE if 0 < len(plain(text).strip()) < 150):
        desks.hub.desk.perform(c.AddAgency(code=f"H{number}", name=text, systems=(text,)), admin)
    async with administering(desks) as at:
        await at.pilot.press("2")
        await at.until_seen("H0")
        assert_printable_only(at.seen())


async def test_everything_is_in_the_palette_by_name(desks: Desks) -> None:
    async with administering(desks) as at:
        screen = at.app.screen
        assert isinstance(screen, AdministrationScreen)
        titles = {command.title for command in screen.commands()}
        assert {"Change a role", "Show: Roles", "Lock the desk"} <= titles
        await at.pilot.press("ctrl+p")
        await at.until_seen("Type what you want to do")


async def test_a_prompt_is_tried_and_adopted_with_a_reason_where_the_hub_is_kept(
    desks: Desks,
) -> None:
    desks.hub.rated()
    async with administering(desks, (80, 24)) as at:
        await at.pilot.press("5")
        await at.until_seen("escalating-frequency")
        assert "grave" in at.seen()
        assert "contacts 3, months 12" in at.seen()
        await at.pilot.press("enter")
        await at.until_seen("Set a prompt")
        await at.pilot.press("tab", *["backspace"] * 3, "9", "9", "ctrl+t")
        await at.until_seen("is from 2 to 20")
        await at.pilot.press("backspace", "backspace", "2", "ctrl+t")
        await at.until_seen("It would have fired 0 times in 30 days")
        await at.pilot.press("ctrl+s")
        await at.until_seen("say why, in a sentence")
        await at.pilot.press(*"Pattern", "ctrl+s")
        await at.until_seen("adopted as version 2")
        assert "contacts 2 (usually 3)" in at.seen()
    text = desks.hub.desk.policy_text()
    assert "Pattern" in text
    assert "[prompts.repeat-contact]\non = true\ncontacts = 2\nmonths = 12" in text
