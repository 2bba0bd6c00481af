"""Making a training store: filled beside its place, and moved there once it is whole."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

from mashdesk.clock import FixedClock
from mashdesk.desk.desk import Desk
from mashdesk.desk.founding import found_hub
from mashdesk.desk.sign_in import SignIn
from mashdesk.domain.actor import SYSTEM
from mashdesk.domain.errors import Trouble
from mashdesk.store import sqlite
from mashdesk.store.keys import new_key, write_key
from mashdesk.store.migrate import migrate
from mashdesk.store.store import Store
from mashdesk.training.hub import POLICY_TEXT, seed
from mashdesk.training.people import ADMINISTRATOR, COLLEAGUES, HUB_NAME, NO_PASSWORD, TRAINEE
from mashdesk.wiring.training import KEY_FILE

PASSWORD = "practice makes it calm"  # noqa: S105  no secret: a training hub lets its trainee in


def make(place: Path, now: datetime) -> None:
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
