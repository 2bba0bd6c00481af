from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from mashdesk.domain.actor import Role
from mashdesk.domain.commands import COMMANDS, GiveFreshDeadline
from mashdesk.domain.permissions import may
from mashdesk.settings import Settings
from mashdesk.tui.desk_app import DeskApp
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.set_up import SetUpScreen, clock_time
from mashdesk.tui.screens.sign_in import SignInScreen
from tests.tui.conftest import At, Desks


@pytest.fixture
def new(desks: Desks, tmp_path: Path) -> DeskApp:
    return DeskApp(Settings(store=tmp_path / "new", ascii=False, bell=False), desks.doors)


async def _fill(at: At, **texts: str) -> None:
    screen = await at.until_on(SetUpScreen)
    fields = {field.path: field for field in screen.query(Field)}
    for path, text in texts.items():
        fields[path].put(text)
    await at.pilot.pause()


_PEOPLE = {
    "hub": "Southbridge hub",
    "admin_name": "ines",
    "admin_full_name": "Ines Calder",
    "admin_password": "four words in a row",
    "admin_again": "four words in a row",
    "worker_name": "dee",
    "worker_full_name": "Dee Duty",
    "worker_password": "another four words now",
    "worker_again": "another four words now",
}


async def test_a_first_start_sets_the_hub_up_and_lets_its_worker_in(
    new: DeskApp, desks: Desks
) -> None:
    async with new.run_test(size=(100, 50)) as pilot:
        at = desks.at(pilot)
        await _fill(at, **_PEOPLE, opens="08:30", closes="24:00", preset="sefton")
        await pilot.press("ctrl+s")
        await at.until_on(SignInScreen)
        await at.until_seen("Southbridge hub")
        await at.type("dee")
        await pilot.press("enter")
        await at.type("another four words now")
        await pilot.press("enter")
        await at.until_on(DeskScreen)
        assert at.app.hub is not None
        assert at.app.hub.policy_name == "sefton"


async def test_set_up_says_what_working_days_mean_and_why_a_manager_comes_first(
    new: DeskApp, desks: Desks
) -> None:
    async with new.run_test(size=(100, 90)) as pilot:
        at = desks.at(pilot)
        await at.until_on(SetUpScreen)
        shown = await at.until_seen("clocks in working days or desk hours stand still")
        assert "a team manager does all a duty worker does" in shown
        fields = {field.path: field.text for field in at.app.screen.query(Field)}
        assert fields["worker_role"] == Role.TEAM_MANAGER
        assert may(Role.TEAM_MANAGER, GiveFreshDeadline)
        assert not may(Role.DUTY, GiveFreshDeadline)
        assert all(may(Role.TEAM_MANAGER, act) for act in COMMANDS if may(Role.DUTY, act))


async def test_everything_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    new: DeskApp, desks: Desks
) -> None:
    async with new.run_test(size=(100, 90)) as pilot:
        at = desks.at(pilot)
        wrong = {
            **_PEOPLE,
            "hub": "",
            "opens": "9 o'clock",
            "admin_again": "something else entirely",
            "worker_full_name": "",
        }
        await _fill(at, **wrong)
        await pilot.press("ctrl+s")
        shown = await at.until_seen("4 fields to put right; nothing is lost")
        assert "give the hub's name" in shown
        assert "write it like 09:00" in shown
        assert "type both again" in shown
        fields = {field.path: field.text for field in at.app.screen.query(Field)}
        assert fields["opens"] == "9 o'clock"
        assert fields["admin_password"] == _PEOPLE["admin_password"]


async def test_what_only_the_desk_can_know_is_said_beside_its_field_too(
    new: DeskApp, desks: Desks
) -> None:
    async with new.run_test(size=(100, 90)) as pilot:
        at = desks.at(pilot)
        short = {**_PEOPLE, "admin_password": "short", "admin_again": "short"}
        await _fill(at, **{**short, "opens": "18:00"})
        await pilot.press("ctrl+s")
        await at.until_seen("must be later than")
        await _fill(at, opens="09:00")
        await pilot.press("ctrl+s")
        await at.until_seen("needs at least 15 characters")
        assert isinstance(at.app.screen, SetUpScreen)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("9", time(9)), ("09:30", time(9, 30)), ("9.30", time(9, 30)), ("24:00", None)],
)
def test_clock_times_are_read_as_people_write_them(typed: str, meant: time | None) -> None:
    assert clock_time(typed, ends_the_day=True) == meant


@pytest.mark.parametrize("typed", ["", "25:00", "9:5", "nine", "24:01", "²:00"])
def test_what_is_no_clock_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="write it like 09:00"):
        clock_time(typed, ends_the_day=True)
