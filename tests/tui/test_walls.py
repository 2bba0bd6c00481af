"""The screens keep to the matrix and the walls: for every role, what is shown and what keys do."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.store.views import ReferralView
from mashdesk.tui.keys import ACTS, Scope
from mashdesk.tui.screens.administration import AdministrationScreen
from mashdesk.tui.screens.agency import AgencyScreen
from mashdesk.tui.screens.desk import DeskScreen
from tests.desk.test_every_command import MATRIX
from tests.tui.agency_hub import partners, practitioner
from tests.tui.conftest import At, Desks
from tests.tui.hub_host import CHEAP, PASSWORD, Hub
from tests.tui.test_agency_screen import HealthDoors

READERS = (Role.DUTY, Role.EARLY_HELP, Role.SERVICE_MANAGER, Role.BUSINESS, Role.AUDITOR)
"""Every role that works from the queue, but for the one whose the sealed record is."""


@dataclass
class Records:
    """One record everybody of the hub sees, one that is sealed for the team manager alone, and one
    another agency is asked about.
    """

    plain: ReferralView
    sealed: ReferralView
    others: ReferralView


def records(hub: Hub) -> Records:
    made = Records(*(asked_about(hub, code, f"{n} of three") for n, code in enumerate(_ASKED)))
    seal(hub, made.sealed)
    return made


_ASKED = ("HLT", "HLT", "POL")


def asked_about(hub: Hub, agency: str, worry: str) -> ReferralView:
    view = hub.rated(worry=worry)
    ask = c.AskAgencies(
        referral=view.id, version=view.version, agencies=(agency,), question="What is held?"
    )
    return hub.perform(ask)


def seal(hub: Hub, view: ReferralView, *others: Actor) -> None:
    """Seal it for the team manager, and whoever else is named."""
    manager = hub.wired.sign_in.sign_in("tom", PASSWORD, "TEST-1")
    people = (manager.user_id, *(one.user_id for one in others))
    version = hub.desk.open(manager, view.id).version
    command = c.Seal(referral=view.id, version=version, people=people, reason="staff family")
    hub.desk.perform(command, manager)


def somebody(hub: Hub, role: Role) -> Actor:
    if role in hub.actors:
        return hub.actors[role]
    hashed = CHEAP.hash(PASSWORD)
    add = c.AddUser(name="someone", full_name="Some One", role=role, password_hash=hashed)
    hub.desk.perform(add, hub.actors[Role.ADMINISTRATOR])
    return hub.wired.sign_in.sign_in("someone", PASSWORD, "TEST-1")


def app_for(desks: Desks, who: Actor) -> HealthDoors:
    doors = HealthDoors(desks.hub)
    doors.who = who
    return doors


@pytest.mark.parametrize("role", READERS, ids=lambda role: role.name)
async def test_the_desk_shows_and_does_what_the_role_may(desks: Desks, role: Role) -> None:
    known, who = records(desks.hub), somebody(desks.hub, role)
    app = desks.app(training=True, opening=app_for(desks, who))
    async with app.run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await at.until_on(DeskScreen)
        await at.until_seen("of three")
        assert {row.reference for row in desk.rows.rows} == {
            known.plain.reference,
            known.others.reference,
        }
        assert known.sealed.reference not in at.seen()
        offered = {command.title for command in desk.commands()}
        for act in ACTS:
            if act.command is None or role.name in MATRIX[act.command].split():
                continue
            assert act.tooltip not in offered
            await pilot.press(act.key)
            await pilot.pause()
            assert at.app.screen is desk, f"{act.id} opened {at.app.screen}"
            assert "may not do this" in at.seen(), act.id
        mine = [a for a in ACTS if a.command is not None and a.scope is Scope.DESK]
        allowed = [a for a in mine if role.name in MATRIX[a.command].split()]  # type: ignore[index]
        assert {act.tooltip for act in allowed} <= offered
        await at.until_seen("Prom 1")  # raised meanwhile, whatever is asked for
        await _ask_for(at, known.sealed.reference)
        said = at.seen()
        await _ask_for(at, "MD-26-9999")
        assert at.seen() == said.replace(known.sealed.reference, "MD-26-9999")


async def _ask_for(at: At, reference: str) -> None:
    """Look for a record by its reference, as somebody would who has heard of it."""
    await at.pilot.press("slash", "ctrl+u")
    await at.type(reference)
    await at.pilot.press("enter")
    await at.until_seen(f"There is no referral {reference}")
    await at.pilot.press("escape")
    await at.until(lambda: "hidden" not in at.seen())


async def test_a_practitioner_sees_their_agencys_and_nothing_else(desks: Desks) -> None:
    who = partners(desks.hub).hana
    known = records(desks.hub)
    async with desks.app(training=True, opening=app_for(desks, who)).run_test(
        size=(120, 40)
    ) as pilot:
        at = desks.at(pilot)
        desk = await at.until_on(AgencyScreen)
        await at.until_seen(known.plain.reference)
        assert [row.reference for row in desk.rows.rows] == [known.plain.reference]
        assert known.others.reference not in at.seen()


async def test_a_practitioner_named_on_a_sealed_record_sees_it(desks: Desks) -> None:
    hub = desks.hub
    who = practitioner(hub, "Hana Hill")
    known = records(hub)
    seal(hub, known.sealed, who)
    async with desks.app(training=True, opening=app_for(desks, who)).run_test(
        size=(120, 40)
    ) as pilot:
        at = desks.at(pilot)
        await at.until_on(AgencyScreen)
        await at.until_seen(known.sealed.reference)


async def test_an_administrator_sees_no_record_at_all(desks: Desks) -> None:
    known = records(desks.hub)
    who = desks.hub.actors[Role.ADMINISTRATOR]
    async with desks.app(training=True, opening=app_for(desks, who)).run_test(
        size=(120, 40)
    ) as pilot:
        at = desks.at(pilot)
        screen = await at.until_on(AdministrationScreen)
        for tab in ("2", "3", "4", "1"):
            await pilot.press(tab)
            await pilot.pause()
            assert "MD-26" not in at.seen()
        assert not any("referral" in one.title.lower() for one in screen.commands())
        assert known.plain.children[0].family_name not in at.seen()
