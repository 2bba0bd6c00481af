"""Opening the training hub: filled beside its place, and moved there once it is whole."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from mashdesk.clock import Clock, FixedClock
from mashdesk.desk.desk import Desk
from mashdesk.desk.founding import found_hub
from mashdesk.desk.sign_in import SignIn
from mashdesk.domain.actor import SYSTEM, Actor
from mashdesk.domain.errors import Trouble
from mashdesk.settings import Settings
from mashdesk.store import sqlite
from mashdesk.store.keys import new_key, read_key, write_key
from mashdesk.store.migrate import migrate
from mashdesk.store.store import Store
from mashdesk.training.feed import Feed
from mashdesk.training.hub import HUB_NAME, POLICY_TEXT, seed, to_be_remade
from mashdesk.training.people import ADMINISTRATOR, COLLEAGUES, NO_PASSWORD, TRAINEE
from mashdesk.wiring import Wired, wire

KEY_FILE = "training.key"
"""A training store's key lies beside it: all that it guards is invented."""

PASSWORD = "practice makes it calm"  # noqa: S105  no secret: the training lock screen shows it


def open_training_hub(settings: Settings, clock: Clock, *, fresh: bool) -> tuple[Wired, Actor]:
    """The training hub, continued or made anew, its trainee let in and colleagues at work."""
    settings = replace(settings, training=True, database=None)
    if to_be_remade(_last_activity(settings), clock.now(), fresh=fresh):
        _make(settings.store, clock.now())
    key = read_key(settings.store / KEY_FILE)
    wired = wire(settings, Store(sqlite.make_engine(settings.store, key), key), clock)
    trainee = wired.sign_in.let_in_to_training(TRAINEE.name, settings.workstation)
    wired.feed = Feed(wired.desk)
    wired.feed.start()
    return wired, trainee


def _last_activity(settings: Settings) -> datetime | None:
    """When a desk last swept there; None when there is no training store this program can use."""
    if not (settings.store / sqlite.STORE_FILE).exists():
        return None
    try:
        key = read_key(settings.store / KEY_FILE)
        store = Store(sqlite.make_engine(settings.store, key), key)
        try:
            migrate(store)
            return Desk(store, FixedClock(_BEFORE)).heartbeat().beat_at
        finally:
            store.close()
    except Trouble:
        return None


_BEFORE = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def _make(place: Path, now: datetime) -> None:
    """Fill a store beside its place, then put it there: cut short, it leaves the old or none."""
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        _fill(beside, now)
        if place.exists():
            shutil.rmtree(place)
        beside.rename(place)
    except OSError as error:
        raise Trouble(
            f"The training hub cannot be made in {place}: {error.strerror}.",
            "Check the folder and its space, or choose another with --store.",
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _fill(folder: Path, now: datetime) -> None:
    key = new_key()
    clock = FixedClock(now)
    engine = sqlite.make_engine(folder, key, durable=False)
    write_key(folder / KEY_FILE, key)
    store = Store(engine, key)
    try:
        migrate(store)
        hashed = SignIn(store, clock).hash(PASSWORD)
        people = [
            (ADMINISTRATOR.name, ADMINISTRATOR.full_name, ADMINISTRATOR.role, NO_PASSWORD),
            (TRAINEE.name, TRAINEE.full_name, TRAINEE.role, hashed),
            *((each.name, each.full_name, each.role, NO_PASSWORD) for each in COLLEAGUES),
        ]
        found_hub(
            store,
            clock,
            SYSTEM,
            store_id="training",
            hub=HUB_NAME,
            training=True,
            policy_text=POLICY_TEXT,
            people=people,
        )
        desk = Desk(store, clock)
        seed(desk, clock, now)
        desk.sweep()
    finally:
        store.close()
