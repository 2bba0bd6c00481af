"""The command palette's entries beside acts and views: filters, figures, one's own account, and
themes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App, SystemCommand
from textual.screen import Screen

from mashdesk.domain.calendar import london_day
from mashdesk.domain.commands import UnlockAccount
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.domain.permissions import Look, may, may_look
from mashdesk.store.views import QueueFilter
from mashdesk.tui.labels import RATING_WORDS
from mashdesk.tui.theme import DeskTheme
from mashdesk.tui.widgets.banner import Tone
from mashdesk.tui.work import start

if TYPE_CHECKING:
    from mashdesk.desk.outcome import Outcome
    from mashdesk.tui.screens.desk import DeskScreen
    from mashdesk.tui.screens.home import HomeScreen


def narrowing_commands(screen: DeskScreen) -> Iterator[SystemCommand]:
    """How the queue can be narrowed: to a rating, an agency that owes, or a worker."""
    show = screen.app.shown
    for rating in screen.facts.ratings:
        word = RATING_WORDS[rating]
        yield SystemCommand(
            f"Only {word}",
            "narrow the queue",
            _narrow(screen, replace(QueueFilter(), rating=rating)),
        )
    for agency in screen.app.agencies:
        name = show.text(agency.name)
        yield SystemCommand(
            f"Only what {name} owes an answer to",
            "narrow the queue",
            _narrow(screen, QueueFilter(agency=agency.code)),
        )
    for person in screen.app.people:
        name = show.text(person.full_name or person.name)
        yield SystemCommand(
            f"Only what {name} holds",
            "narrow the queue",
            _narrow(screen, QueueFilter(worker=person.id)),
        )


def own_commands(screen: HomeScreen) -> Iterator[SystemCommand]:
    """What people do about accounts: their own, and for managers those that are locked."""
    if screen.app.training:
        return  # nobody has a password there
    own = (("Change your password", "password"), ("Second factor: on or off", "factor"))
    for title, which in own:
        yield SystemCommand(title, "your own account", _account(screen, which))
    if may(screen.app.actor.role, UnlockAccount):
        said = "after too many failures"
        yield SystemCommand("Unlock an account", said, _account(screen, "unlock"))


def report_commands(screen: HomeScreen) -> Iterator[SystemCommand]:
    """Figures, for whoever may see them."""
    if may_look(screen.app.actor.role, Look.COUNTS):
        for days in COUNTED_DAYS:
            title = f"Counts by agency and rating, the last {days} days"
            said = "asked, answered, declined, timed out, challenged"
            yield SystemCommand(title, said, _counts(screen, days))
        yield try_prompt_command(screen)


def try_prompt_command(screen: HomeScreen) -> SystemCommand:
    """How often a prompt would have fired, before it is switched on."""

    async def ask() -> None:
        from mashdesk.tui.dialogs.try_prompt import TryPromptDialog

        await screen.app.push_screen_wait(TryPromptDialog(screen.app.desk, screen.app.actor))

    said = "before it is switched on, or its figures are changed"
    return SystemCommand("Try a prompt", said, partial(start, screen, "palette", ask))


COUNTED_DAYS = (7, 30, 90, 365)


def _counts(screen: HomeScreen, days: int) -> Callable[[], None]:
    async def read() -> None:
        from mashdesk.tui.screens.counts import CountsScreen

        app = screen.app
        since = london_day(app.now) - timedelta(days=days - 1)
        try:
            view = await asyncio.to_thread(app.desk.counting.view, app.actor, since)
        except (Refused, Trouble) as problem:
            screen.say(str(problem), Tone.REFUSED)
            return
        app.push_screen(CountsScreen(app.shown, view, app.now))

    return partial(start, screen, "palette", read)


def theme_commands(app: App[None], themes: Mapping[str, DeskTheme]) -> Iterator[SystemCommand]:
    """One entry for each theme."""
    for name, theme in themes.items():
        yield SystemCommand(f"Colours: {theme.title}", "change the theme", _theme(app, name))


def _account(screen: HomeScreen, which: str) -> Callable[[], None]:
    async def ask() -> None:
        from mashdesk.tui.dialogs.accounts import UnlockDialog
        from mashdesk.tui.dialogs.own_account import OwnPasswordDialog, SecondFactorDialog

        app = screen.app
        own = {"password": OwnPasswordDialog, "factor": SecondFactorDialog}
        dialog: Screen[Outcome | None] = (
            own[which](app.desk, app.actor, app.opened.sign_in)
            if which in own
            else UnlockDialog(app.desk, app.actor)
        )
        outcome = await app.push_screen_wait(dialog)
        if outcome is not None:
            screen.say(outcome.message, Tone.NEWS)

    return partial(start, screen, "palette", ask)


def _narrow(screen: DeskScreen, wanted: QueueFilter) -> Callable[[], None]:
    def narrow() -> None:
        screen.narrow_to(wanted)

    return narrow


def _theme(app: App[None], name: str) -> Callable[[], None]:
    def choose() -> None:
        app.theme = name

    return choose
