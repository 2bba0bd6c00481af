"""Making a training store: filled beside its place, and moved there once it is whole."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from mashdesk.clock import FixedClock
from mashdesk.desk.desk import Desk
from mashdesk.desk.founding import found_hub
from mashdesk.desk.signing_in.sign_in import SignIn
from mashdesk.domain.actor import SYSTEM
from mashdesk.domain.errors import Trouble
from mashdesk.store import sqlite
from mashdesk.store.keys import new_key, write_key
from mashdesk.store.migrate import migrate
from mashdesk.store.store import Store
from mashdesk.training.hub import POLICY_TEXT, seed
from mashdesk.training.people import ADMINISTRATOR, COLLEAGUES, HUB_NAME, NO_PASSWORD, TRAINEE
from mashdesk.wiring.places import TRAINING_KEY_FILE

PASSWORD = "practice makes it calm"  # noqa: S105  no secret: a training hub lets its trainee in


def make(place: Path, now: datetime) -> None:
    """Fill a store beside its place, then put it there; of what is in the place, only a training
    store's own files are replaced. Cut short, it leaves the old one, or one to be made anew.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    except OSError as error:
        raise _cannot_be_made(place, error) from error
    try:
        _fill(beside, now)
        _put_in(beside, place)
    except OSError as error:
        raise _cannot_be_made(place, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _put_in(beside: Path, place: Path) -> None:
    """The key goes first: a folder without one is never taken for a training store again."""
    place.mkdir(mode=0o700, exist_ok=True)
    (beside / TRAINING_KEY_FILE).replace(place / TRAINING_KEY_FILE)
    for suffix in ("", "-wal", "-shm", "-journal"):
        # The old -wal must be gone before the new store is there, or it would be played into it.
        (place / f"{sqlite.STORE_FILE}{suffix}").unlink(missing_ok=True)
    (beside / sqlite.STORE_FILE).replace(place / sqlite.STORE_FILE)


def _cannot_be_made(place: Path, error: OSError) -> Trouble:
    return Trouble(
        f"The training hub cannot be made in {place}: {error.strerror}.",
        "Check the folder and its space, or choose another with --store.",
    )


def _fill(folder: Path, now: datetime) -> None:
    key = new_key()
    clock = FixedClock(now)
    engine = sqlite.make_engine(folder, key, durable=False)
    write_key(folder / TRAINING_KEY_FILE, key)
    store = Store(engine, key)
    try:
        migrate(store)
        hashed = SignIn(store, clock).hash(PASSWORD)
        people = [
            (ADMINISTRATOR.name, ADMINISTRATOR.full_name, ADMINISTRATOR.role, NO_PASSWORD),
            (TRAINEE.name, TRAINEE.full_name, TRAINEE.role, hashed),
            *(
                (each.name, each.full_name, each.role, NO_PASSWORD)
                for each in COLLEAGUES
                if each.agency is None
            ),
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
