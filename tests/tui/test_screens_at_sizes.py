from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from textual.app import App

from mashdesk.domain import commands as c
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.lock import LockScreen
from mashdesk.tui.widgets.key_bar import KeyBar
from tests.tui.conftest import At, Desks
from tests.tui.hub_host import contact

SIZES = [(80, 24), (120, 40), (200, 60)]
WAYS: dict[str, tuple[str, ...]] = {
    "queue": (),
    "record": ("enter",),
    "children": ("2",),
    "checks": ("3",),
    "history": ("4",),
    "links": ("5",),
    "prompts": ("6",),
    "decision": ("7",),
    "events": ("8",),
    "help": ("question_mark",),
    "palette": ("ctrl+p",),
    "filter": ("slash",),
    "lock": ("L",),
    "rate": ("r",),
    "intake": ("n",),
    "inbox": ("i",),
}


def _make_it_a_training_hub(desks: Desks) -> None:
    with desks.hub.wired.store.begin(desks.hub.clock.now()) as work:
        work.connection.execute(text("UPDATE hub SET training = true"))
        work.commit()


async def _every_screen(at: At) -> AsyncIterator[tuple[str, str]]:
    """Each way from the desk, what stands on the screen there, and back to the desk."""
    await at.until_on(DeskScreen)
    await at.until(lambda: at.app.focused is not None)
    for way, keys in WAYS.items():
        await at.pilot.press(*keys)
        if way == "lock":
            await at.until_on(LockScreen)
        elif way in {"help", "palette", "rate", "intake", "inbox"}:
            await at.until(lambda: at.app.screen is not at.app.screen_stack[1], way)
            await at.until(lambda: at.app.focused is not None, way)
        await at.pilot.pause(0.1)
        yield way, at.seen()
        await at.pilot.press("enter" if way == "lock" else "escape")
        await at.until_on(DeskScreen)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_screen_fits_and_says_training(size: tuple[int, int], desks: Desks) -> None:
    desks.hub.asked("POL", "EDU")
    _make_it_a_training_hub(desks)
    async with desks.app(training=True).run_test(size=size) as pilot:
        async for way, shown in _every_screen(desks.at(pilot)):
            assert "TRAINING" in shown, f"{way}\n{shown}"
            assert all(len(line) <= size[0] for line in shown.splitlines()), way


async def test_an_ascii_terminal_is_sent_nothing_but_ascii(desks: Desks) -> None:
    made = contact(desks.hub.clock, worry="Zoë said “no” – twice … ↻", sender_name="Łukasz 山田")
    desks.hub.desk.perform(c.TakeIn(contact=made), desks.hub.duty)
    async with desks.app(training=True, ascii=True).run_test(size=(100, 30)) as pilot:
        async for way, shown in _every_screen(desks.at(pilot)):
            assert sorted({char for char in shown if ord(char) > 126}) == [], way


@pytest.mark.parametrize("size", [(60, 15), (40, 10), (20, 5)])
async def test_a_terminal_too_small_still_stands(size: tuple[int, int], desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app(training=True).run_test(size=size) as pilot:
        at = desks.at(pilot)
        await at.until_on(DeskScreen)
        await pilot.press("down", "enter", "3", "escape")
        await pilot.pause(0.1)
        assert isinstance(at.app.screen, DeskScreen)


async def test_a_terminal_made_narrower_and_wider_again_keeps_its_place(desks: Desks) -> None:
    desks.hub.rated()
    chosen = desks.hub.rated(worry="The second.", sender_name="Mr Else")
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await at.until_on(DeskScreen)
        desk.rows.move_to(chosen.id)
        await at.until_seen("The second.")
        await pilot.resize_terminal(80, 24)
        await at.until(lambda: desk.has_class("-narrow"))
        assert desk.rows.cursor_key == chosen.id
        await pilot.resize_terminal(160, 45)
        await at.until(lambda: desk.has_class("-wide"))
        await at.until_seen("The second.")
        assert desk.query_one(KeyBar).region.bottom == 45


async def test_without_colour_letters_and_words_still_tell(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    desks.hub.rated()
    app = desks.app(training=True)
    assert isinstance(app, App)
    async with app.run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at.until_on(DeskScreen)
        shown = await at.until_seen("A ▲")
        assert "calm" in shown
