"""What a test leaves in a database of PostgreSQL is not there for the next."""

from __future__ import annotations

from sqlalchemy import text

from mashdesk.store import postgres
from mashdesk.store.store import Store
from tests.engines import KEY, FoundedDatabases
from tests.hub import Hub


def hub_at(url: str) -> Hub:
    return Hub.opened(lambda: Store(postgres.make_engine(url), KEY))


def test_a_database_is_put_back_whole_or_thrown_away_if_its_schema_was_changed(
    founded_databases: FoundedDatabases,
) -> None:
    url = founded_databases.take()
    for _ in range(2):
        hub = hub_at(url)
        assert hub.desk.queue(hub.duty).counts.open == 0
        first = hub.view(hub.closed())
        assert (first.id, first.reference) == (1, "MD-26-0001")
        assert hub.desk.audit_verify(hub.manager).whole
        hub.close()
        founded_databases.give_back(url)
        assert url in founded_databases.free
        assert founded_databases.take() == url
    hub = hub_at(url)
    with hub.store.begin(hub.now()) as work:
        work.connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        work.commit()
    hub.close()
    founded_databases.give_back(url)
    assert url not in founded_databases.free
