from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mashdesk.clock import FixedClock
from mashdesk.desk.desk import Desk
from mashdesk.desk.founding import found_hub
from mashdesk.domain.actor import SYSTEM
from mashdesk.store import sqlite
from mashdesk.store.migrate import migrate
from mashdesk.store.store import Store
from mashdesk.training.hub import POLICY_TEXT, seed
from mashdesk.training.people import ADMINISTRATOR, HUB_NAME, NO_PASSWORD
from tests.engines import KEY

EmptyHubs = Callable[[datetime], tuple[Desk, FixedClock]]
FilledHubs = Callable[[], tuple[Desk, FixedClock]]
SATURDAY_NIGHT = datetime(2026, 11, 21, 23, 40, tzinfo=UTC)


def founded(folder: Path, now: datetime) -> tuple[Desk, FixedClock]:
    """A training hub with nothing in it yet, its clock held at an instant."""
    store = Store(sqlite.make_engine(folder, KEY, durable=False), KEY)
    migrate(store)
    clock = FixedClock(now)
    found_hub(
        store,
        clock,
        SYSTEM,
        store_id="training",
        hub=HUB_NAME,
        training=True,
        policy_text=POLICY_TEXT,
        people=[
            (ADMINISTRATOR.name, ADMINISTRATOR.full_name, ADMINISTRATOR.role, NO_PASSWORD),
        ],
    )
    return Desk(store, clock), clock


@pytest.fixture(scope="session")
def empty_hubs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmptyHubs]:
    """Founds training hubs with nothing in them yet."""
    desks: list[Desk] = []

    def make(now: datetime) -> tuple[Desk, FixedClock]:
        desk, clock = founded(tmp_path_factory.mktemp("training"), now)
        desks.append(desk)
        return desk, clock

    yield make
    for desk in desks:
        desk.store.close()


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a training hub as it opens on a Saturday night, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    desk, clock = founded(folder, SATURDAY_NIGHT)
    seed(desk, clock, SATURDAY_NIGHT)
    desk.store.close()
    return folder / sqlite.STORE_FILE


@pytest.fixture
def filled_hubs(filled_store: Path, tmp_path: Path) -> Iterator[FilledHubs]:
    """Opens copies of the filled training hub, each with a clock of its own."""
    stores: list[Store] = []

    def make() -> tuple[Desk, FixedClock]:
        folder = tmp_path / f"hub-{len(stores) + 1}"
        folder.mkdir(mode=0o700)
        shutil.copy(filled_store, folder / sqlite.STORE_FILE)
        stores.append(Store(sqlite.make_engine(folder, KEY, durable=False), KEY))
        clock = FixedClock(SATURDAY_NIGHT)
        return Desk(stores[-1], clock), clock

    yield make
    for store in stores:
        store.close()
