"""One store, founded once and copied for every example: thousands of examples become affordable."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mashdesk.clock import FixedClock
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.store import sqlite
from mashdesk.store.migrate import migrate
from mashdesk.store.store import Store
from tests.engines import KEY
from tests.hub import ANOTHER_DUTY, PEOPLE, Hub, found

BEFORE_AUTUMN = datetime(2026, 10, 23, 14, 30, tzinfo=UTC)
"""A Friday afternoon, London an hour ahead; on Sunday night the clocks go back."""
BEFORE_SPRING = datetime(2027, 3, 26, 16, 30, tzinfo=UTC)
"""Good Friday; on Sunday the clocks go forward, and Monday is a bank holiday too."""

Prepare = Callable[[Hub], None]


@dataclass(frozen=True)
class Template:
    """A hub to be copied: its file, what its clock shows, and its people, looked up once."""

    source: Path
    stands_at: datetime
    actors: dict[str, Actor]


class DeskCopies:
    """Hubs to try things on: each `fresh` one is a copy of a template, on the same engine.

    The engine outlives its files, and does not wait for the disk: no example outlives its process,
    so no power cut can matter.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._templates: dict[str, Template] = {}
        self.store = Store(sqlite.make_engine(folder / "copy", KEY, durable=False), KEY)

    def template(self, name: str, start: datetime, prepare: Prepare) -> None:
        """Make a hub founded at `start` and worked on by `prepare`, to be copied from."""
        if name in self._templates:
            return
        folder = self.folder / name
        store = Store(sqlite.make_engine(folder, KEY, durable=False), KEY)
        shutil.copyfile(self._migrated(), folder / sqlite.STORE_FILE)
        hub = found(store, FixedClock(start))
        prepare(hub)
        known = Hub(hub.store, hub.clock)
        for who in (*PEOPLE, ANOTHER_DUTY[0]):
            known.actor(who)
        hub.close()
        source = folder / sqlite.STORE_FILE
        self._templates[name] = Template(source, hub.clock.now(), known.actors)

    def _migrated(self) -> Path:
        """An empty store with its schema, made once for all templates."""
        folder = self.folder / "migrated"
        if not folder.exists():
            store = Store(sqlite.make_engine(folder, KEY, durable=False), KEY)
            migrate(store)
            store.close()
        return folder / sqlite.STORE_FILE

    def fresh(self, name: str) -> Hub:
        """A copy of a template, its clock where that stood; the copy before it is gone."""
        template = self._templates[name]
        self.store.close()
        target = self.folder / "copy" / sqlite.STORE_FILE
        for suffix in ("", "-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(template.source, target)
        clock = FixedClock(template.stands_at)
        return Hub(self.store, clock, actors=dict(template.actors))


def nothing(_hub: Hub) -> None:
    """An empty queue."""


def a_busy_day(hub: Hub) -> None:
    """One referral in each state, agencies owing, one round timed out, one reopened, and one left
    for so long that its last rounds have run out.
    """
    left = hub.rated(Rag.RED)
    hub.ask(left, "HOU")
    for _ in range(3):
        hub.later(hours=5)
        hub.sweep()
    hub.take_in()
    red = hub.rated(Rag.RED)
    hub.on(c.Claim, red)
    hub.ask(red, "POL", "HLT")
    amber = hub.rated(Rag.AMBER)
    hub.on(c.Assign, amber, hub.manager, worker=hub.other_duty.user_id, reason="she knows them")
    hub.ask(amber, "EDU")
    hub.give_back(hub.rated(Rag.GREEN))
    hub.decided()
    closed = hub.closed()
    hub.on(c.Reopen, hub.closed(), reason="the school rang again")
    hub.later(hours=5)
    hub.sweep()
    assert hub.view(left).rounds[-1].missed_at is not None
    assert hub.view(closed).state is ReferralState.CLOSED
