from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.store.queries.lists import MOST_LISTED
from mashdesk.store.views import ReferralView
from mashdesk.tui.screens.notices import NoticesScreen
from tests.desk.closings import close_many
from tests.hostile import HOSTILE, assert_printable_only
from tests.tui.hub_host import Host, Hub, a_hub, seen, settle


@pytest.fixture
def hub(tmp_path: Path) -> Iterable[Hub]:
    with a_hub(tmp_path) as hub:
        yield hub


def assigned(hub: Hub, *worries: str, reason: str = "you know him") -> list[ReferralView]:
    views = [hub.take_in(worry=worry) for worry in worries]
    for view in views:
        command = c.Assign(
            referral=view.id, version=view.version, worker=hub.duty.user_id, reason=reason
        )
        hub.perform(command, hub.actors[Role.TEAM_MANAGER])
    return views


def closed(hub: Hub) -> ReferralView:
    view = hub.decided()
    told = c.GiveFeedback(referral=view.id, version=view.version, told=False, why_not="anonymous")
    view = hub.perform(told)
    return hub.perform(c.Close(referral=view.id, version=view.version))


async def test_one_notice_is_acknowledged_and_the_others_stay(hub: Hub) -> None:
    assigned(hub, "one", "two")
    app = Host(NoticesScreen(hub.desk, hub.duty))
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        shown = seen(app)
        assert "For you: 2 changes" in shown
        assert "MD-26-0001" in shown
        assert "you know him" in shown
        await pilot.press("down", "space")
        await settle(pilot)
        assert "For you: 1 change" in seen(app)
    assert len(hub.desk.notices(hub.duty)) == 1


async def test_all_at_once_asks_first_and_says_how_many(hub: Hub) -> None:
    assigned(hub, "one", "two", "three")
    app = Host(NoticesScreen(hub.desk, hub.duty))
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("A")
        await settle(pilot)
        assert "Have you read all 3?" in seen(app)
        await pilot.press("n")
        await settle(pilot)
        assert len(hub.desk.notices(hub.duty)) == 3
        await pilot.press("A", "y")
        await settle(pilot)
        assert "Nothing changed for you" in seen(app)
    assert hub.desk.notices(hub.duty) == ()


async def test_what_left_the_queue_stays_until_it_is_acknowledged(hub: Hub) -> None:
    view = closed(hub)
    app = Host(NoticesScreen(hub.desk, hub.actors[Role.TEAM_MANAGER]))
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        assert "Left the shared queue: 1" in seen(app)
        assert view.reference in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "Nothing left the queue" in seen(app)
    assert hub.desk.departures(hub.actors[Role.TEAM_MANAGER]) == ()


async def test_the_record_under_the_cursor_can_be_opened(hub: Hub) -> None:
    views = assigned(hub, "one", "two")
    app = Host(NoticesScreen(hub.desk, hub.duty))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("o")
        await settle(pilot)
    assert app.answer in {view.id for view in views}


async def test_escape_leaves_everything_as_it_is(hub: Hub) -> None:
    assigned(hub, "one")
    app = Host(NoticesScreen(hub.desk, hub.duty))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
    assert app.has_answered()
    assert app.answer is None
    assert len(hub.desk.notices(hub.duty)) == 1


async def test_what_arrives_while_looking_is_shown_and_the_cursor_stays(hub: Hub) -> None:
    assigned(hub, "one", "two")
    screen = NoticesScreen(hub.desk, hub.duty)
    app = Host(screen)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("down")
        assigned(hub, "three")
        screen._look()
        await settle(pilot)
        assert "For you: 3 changes" in seen(app)


async def test_a_store_in_trouble_is_told_in_a_sentence_and_the_list_comes_back(hub: Hub) -> None:
    assigned(hub, "one", "two")
    screen = NoticesScreen(hub.desk, hub.duty)
    app = Host(screen)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        hub.wired.store.close()
        file = hub.wired.settings.store / "mashdesk.db"
        whole = file.read_bytes()
        file.write_bytes(b"spoilt" * 1000)
        screen._look()
        await settle(pilot)
        assert app.is_running
        assert app.screen is screen
        told = str(screen.query_one(".form--trouble").render())
        assert told.strip()
        assert "For you: 2 changes" in seen(app)
        hub.wired.store.close()
        file.write_bytes(whole)
        screen._look()
        await settle(pilot)
        assert not screen.query_one(".form--trouble").display


async def test_more_than_can_be_listed_is_told_and_asked_for_before_it_goes(hub: Hub) -> None:
    hub.take_in()
    close_many(hub, MOST_LISTED + 20)
    manager = hub.actors[Role.TEAM_MANAGER]
    app = Host(NoticesScreen(hub.desk, manager))
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        assert "the newest 500 of 520; seen means it and all older ones" in seen(app)
        await pilot.press("A")
        await settle(pilot)
        assert "(520 in all) go too" in " ".join(seen(app).split())
        await pilot.press("y")
        await settle(pilot)
    assert hub.desk.departures_waiting(manager) == 0


async def test_hostile_reasons_are_shown_inert(hub: Hub) -> None:
    assigned(hub, "one", reason=" ".join(text for text in HOSTILE if len(text) < 200)[:3000])
    app = Host(NoticesScreen(hub.desk, hub.duty))
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        assert_printable_only(seen(app))
