"""A real hub on a store of its own, the clock held, and a bare application to show screens in."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from mashdesk.clock import FixedClock
from mashdesk.desk.desk import Desk
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.contact import Channel, Child, Consent, ConsentGiven, Contact, Reason, Source
from mashdesk.domain.errors import PromptsOpen
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.rating import Rag
from mashdesk.settings import Settings
from mashdesk.store.views import ReferralView
from mashdesk.tui.theme import load_themes, variable_defaults
from mashdesk.wiring import SetUp, Wired, set_up
from mashdesk.wiring.places import connect, key_of, key_path
from mashdesk.wiring.wired import wire
from tests.hub import declined
from tests.tui.quiet import is_quiet, quiet

FRIDAY = datetime(2026, 11, 20, 14, 22, 5, tzinfo=UTC)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "a long dull password"


@dataclass
class Hub:
    """A hub with people of three roles, and shortcuts for what comes before the form under test."""

    wired: Wired
    clock: FixedClock
    actors: dict[Role, Actor]

    @property
    def desk(self) -> Desk:
        return self.wired.desk

    @property
    def duty(self) -> Actor:
        return self.actors[Role.DUTY]

    def take_in(self, **changes: Any) -> ReferralView:
        outcome = self.desk.perform(c.TakeIn(contact=contact(self.clock, **changes)), self.duty)
        return self.read(outcome)

    def rated(self, rating: Rag = Rag.AMBER, **changes: Any) -> ReferralView:
        view = self.take_in(**changes)
        return self.perform(
            c.Rate(referral=view.id, version=view.version, rating=rating, reason="bruises")
        )

    def asked(self, *agencies: str) -> ReferralView:
        view = self.rated()
        return self.perform(
            c.AskAgencies(
                referral=view.id, version=view.version, agencies=agencies, question="What is held?"
            )
        )

    def decided(self) -> ReferralView:
        from mashdesk.domain.outcome import DecisionOutcome

        view = self.rated()
        return self.perform(
            c.Decide(
                referral=view.id,
                version=view.version,
                outcome=DecisionOutcome.ADVICE,
                rationale="advice is enough",
                final_rating=Rag.GREEN,
                voice="he says he is safe",
            )
        )

    def perform(self, command: c.Command, actor: Actor | None = None) -> ReferralView:
        """Give a command; prompts that stand in its way are declined."""
        try:
            return self.read(self.desk.perform(command, actor or self.duty))
        except PromptsOpen as refused:
            if not isinstance(command, c.AnswersPrompts):
                raise
            given = replace(command, answers=declined(refused))
            return self.read(self.desk.perform(given, actor or self.duty))

    def read(self, outcome: Outcome) -> ReferralView:
        """The record as the manager reads it, so that the app's own person has not opened it."""
        assert outcome.referral is not None
        return self.desk.reread(self.actors[Role.TEAM_MANAGER], outcome.referral)


def contact(clock: FixedClock, **changes: Any) -> Contact:
    made = Contact(
        received_at=clock.now(),
        channel=Channel.PHONE,
        source=Source.SCHOOL,
        sender_name="Ms Hall",
        sender_organisation="Park Primary",
        reasons=(Reason.NEGLECT,),
        worry="He came to school hungry and bruised.",
        children=(Child(given_name="Kai", family_name="Brown"),),
        consent=ConsentGiven(form=Consent.OBTAINED, by="his mother", at=clock.now()),
    )
    return replace(made, **changes)


@contextmanager
def a_hub(folder: Path) -> Iterator[Hub]:
    """A hub with a store of its own: a copy of one set up once."""
    made, actors = _set_up_once()
    clock, settings = FixedClock(FRIDAY), Settings(store=folder / "hub", workstation="TEST-1")
    shutil.copytree(made / "hub", folder / "hub")
    key_path(settings).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(made / "key", key_path(settings))
    wired = wire(settings, connect(settings, key_of(settings)), clock, CHEAP)
    try:
        yield Hub(wired, clock, dict(actors))
    finally:
        wired.close()


@cache
def _set_up_once() -> tuple[Path, dict[Role, Actor]]:
    """The folder of a hub with its first people, and these; gone with the process."""
    folder = Path(tempfile.mkdtemp(prefix="mashdesk-hub-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    plan = SetUp("Northbridge", PRESETS["london"], "admin", "Ada Min", PASSWORD)
    settings, clock = Settings(store=folder / "hub", key_file=folder / "key"), FixedClock(FRIDAY)
    hub = Hub(set_up(settings, plan, clock, CHEAP), clock, {})
    hub.actors[Role.ADMINISTRATOR] = _at_work(hub.wired, "admin")
    names = {Role.DUTY: "Asha Rao", Role.TEAM_MANAGER: "Tom Mann", Role.BUSINESS: "Bea Wells"}
    for role, full_name in names.items():
        _add(hub, role, full_name)
    hub.wired.close()
    return folder, hub.actors


def _add(hub: Hub, role: Role, full_name: str) -> None:
    name = full_name.split(maxsplit=1)[0].lower()
    command = c.AddUser(
        name=name, full_name=full_name, role=role, password_hash=CHEAP.hash(PASSWORD)
    )
    hub.desk.perform(command, hub.actors[Role.ADMINISTRATOR])
    hub.actors[role] = _at_work(hub.wired, name)


def _at_work(wired: Wired, name: str) -> Actor:
    """Somebody without a session, so that they go on when the desk under test signs them in."""
    return replace(wired.sign_in.sign_in(name, PASSWORD, "TEST-1"), session=None)


class Host(App[Any]):
    """Shows one screen and keeps what it was dismissed with."""

    def __init__(self, screen: Screen[Any], theme: str = "dark") -> None:
        self._themes = load_themes()
        super().__init__()
        for known in self._themes.values():
            self.register_theme(known.to_textual())
        self.theme = theme
        self._first = screen
        self.push_first = True
        self.opened: Any = None
        """What dialogs reach of the open desk beside the desk itself: its sign-in."""
        self.answer: Any = None
        self._answered = False

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(self._themes)

    def on_mount(self) -> None:
        if self.push_first:
            self.push_screen(self._first, self._keep)

    def _keep(self, answer: Any) -> None:
        self.answer, self._answered = answer, True

    def has_answered(self) -> bool:
        return self._answered


async def settle(pilot: Pilot[Any]) -> None:
    """Let everything under way come to its end: messages, work beside the screen, painting."""
    app = pilot.app
    while True:
        await quiet()
        app.screen._on_timer_update()
        if work := [worker for worker in app.workers if not worker.is_finished]:
            await app.workers.wait_for_complete(work)
        elif is_quiet():
            return


def seen(app: App[Any]) -> str:
    """What stands on the screen, line by line, as a person reads it."""
    width, height = app.size
    strips = app.screen._compositor.render_strips(app.size)
    assert len(strips) == height
    del width
    return "\n".join(strip.text.rstrip() for strip in strips)


def focused(app: App[Any]) -> Widget:
    assert app.focused is not None
    return app.focused
