from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from mashdesk.clock import FixedClock
from mashdesk.desk.desk import Desk
from mashdesk.desk.founding import found_hub
from mashdesk.domain.actor import SYSTEM
from mashdesk.store import sqlite
from mashdesk.store.migrate import migrate
from mashdesk.store.store import Store
from mashdesk.training.hub import HUB_NAME, POLICY_TEXT
from mashdesk.training.people import ADMINISTRATOR, NO_PASSWORD
from tests.engines import KEY

EmptyHubs = Callable[[datetime], tuple[Desk, FixedClock]]


@pytest.fixture(scope="session")
def empty_hubs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmptyHubs]:
    """Founds training hubs with nothing in them yet, each with its clock held at an instant."""
    stores: list[Store] = []

    def make(now: datetime) -> tuple[Desk, FixedClock]:
        folder: Path = tmp_path_factory.mktemp("training")
        store = Store(sqlite.make_engine(folder, KEY, durable=False), KEY)
        stores.append(store)
        migrate(store)
        clock = FixedClock(now)
        admin = (ADMINISTRATOR.name, ADMINISTRATOR.full_name, ADMINISTRATOR.role, NO_PASSWORD)
        found_hub(
            store,
            clock,
            SYSTEM,
            store_id="training",
            hub=HUB_NAME,
            training=True,
            policy_text=POLICY_TEXT,
            people=[admin],
        )
        return Desk(store, clock), clock

    yield make
    for store in stores:
        store.close()
