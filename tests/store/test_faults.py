"""A store in trouble: a plain sentence, a way out, nothing half-written, and work goes on after."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text
from sqlcipher3 import dbapi2

from mashdesk.desk.desk import Desk
from mashdesk.domain import commands as c
from mashdesk.domain.errors import Trouble
from mashdesk.store import postgres, sqlite
from mashdesk.store.keys import new_key, parse_key, read_key, write_key
from mashdesk.store.store import Store
from tests.engines import KEY, HubMaker, Postgres
from tests.hub import FRIDAY, Hub

ROOT = Path(__file__).resolve().parents[2]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def folder_of(hub: Hub) -> Path:
    assert hub.folder is not None
    return hub.folder


def reopened(folder: Path, key: bytes = KEY) -> Store:
    return Store(sqlite.make_engine(folder, key), key)


def test_the_folder_and_its_files_are_their_owners_alone(sqlite_hub: Hub) -> None:
    folder = folder_of(sqlite_hub)
    sqlite_hub.take_in()
    assert mode(folder) == 0o700
    assert {path.name: mode(path) for path in folder.iterdir()} == {
        "mashdesk.db": 0o600,
        "mashdesk.db-wal": 0o600,
        "mashdesk.db-shm": 0o600,
    }


def test_a_folder_open_to_others_is_shut_when_the_store_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    store = reopened(folder)
    with store.begin(FRIDAY) as work:
        work.connection.execute(text("CREATE TABLE t (a)"))
        work.commit()
    store.close()
    assert mode(folder) == 0o700
    assert mode(folder / "mashdesk.db") == 0o600


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
    ],
)
def test_every_connection_is_durable_and_strict(
    sqlite_hub: Hub, pragma: str, value: object
) -> None:
    store = reopened(folder_of(sqlite_hub))
    with store.read() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
    store.close()


def test_the_file_shows_nothing_without_its_key(sqlite_hub: Hub) -> None:
    sqlite_hub.take_in(worry="a very particular worry")
    sqlite_hub.close()
    data = (folder_of(sqlite_hub) / "mashdesk.db").read_bytes()
    assert b"particular" not in data
    assert b"CREATE TABLE" not in data
    assert not data.startswith(b"SQLite format 3")


@pytest.mark.parametrize(
    ("version", "bad"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 44, 9), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_versions_of_sqlite_that_can_damage_a_store_are_known(
    version: tuple[int, int, int], bad: bool
) -> None:
    assert sqlite.affected(version) is bad


def test_this_machines_sqlite_is_not_one_of_them() -> None:
    assert not sqlite.affected(dbapi2.sqlite_version_info)


def test_a_wrong_key_is_told_and_prints_nothing(
    sqlite_hub: Hub, capfd: pytest.CaptureFixture[str]
) -> None:
    store = reopened(folder_of(sqlite_hub), bytes(32))
    with pytest.raises(Trouble, match="does not open with this key"), store.read():
        pass
    store.close()
    assert capfd.readouterr() == ("", "")


def test_a_key_is_kept_for_its_owner_and_never_over_another(tmp_path: Path) -> None:
    path, key = tmp_path / "keys" / "hub.key", new_key()
    write_key(path, key)
    assert read_key(path) == key
    assert mode(path) == 0o600
    with pytest.raises(Trouble, match=r"a key at .* already"):
        write_key(path, new_key())
    assert read_key(path) == key


def test_a_missing_or_mangled_key_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="The store's key is missing") as told:
        read_key(tmp_path / "none.key")
    assert "--key-file" in told.value.way_out
    for said in ("", "abc", "zz" * 32, "00" * 31, "é"):
        with pytest.raises(Trouble, match="is not a key"):
            parse_key(said, "MASHDESK_KEY")
    (tmp_path / "binary.key").write_bytes(b"\xff\xfe")
    with pytest.raises(Trouble, match="cannot be read"):
        read_key(tmp_path / "binary.key")


def test_a_damaged_store_is_told(sqlite_hub: Hub) -> None:
    for number in range(5):
        sqlite_hub.take_in(worry=f"{number}" * 5000)
    sqlite_hub.close()
    file = folder_of(sqlite_hub) / "mashdesk.db"
    with file.open("r+b") as data:
        data.seek(3 * 4096)
        data.write(os.urandom(file.stat().st_size - 4 * 4096))
    store = reopened(folder_of(sqlite_hub))
    with pytest.raises(Trouble, match=r"damaged|does not open"):
        _read_everything(store)
    store.close()


def _read_everything(store: Store) -> None:
    with store.read() as connection:
        for table in ("referral", "event", "audit", "person"):
            connection.exec_driver_sql(f"SELECT * FROM {table}").all()


def test_a_store_that_another_program_holds_is_told_and_works_again_after(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    referral = sqlite_hub.take_in()
    holder = reopened(folder_of(sqlite_hub))
    note = c.AddNote(referral=referral, text="rang")
    with holder.begin(FRIDAY), pytest.raises(Trouble, match="Another program held the store"):
        sqlite_hub.do(note)
    holder.close()
    sqlite_hub.do(note)
    kinds = [event.kind for event in sqlite_hub.view(referral).events]
    assert kinds.count("note") == 1


def test_readers_go_on_while_somebody_writes(hub: Hub) -> None:
    referral = hub.take_in()
    # Opened before: opening a record is itself a write, for the audit.
    assert hub.view(referral).worry == "Worry number 1."
    with hub.store.begin(hub.now()) as work:
        work.connection.execute(text("UPDATE referral SET worry = 'half done'"))
        assert hub.view(referral).worry == "Worry number 1."
    assert hub.view(referral).worry == "Worry number 1."


def test_what_is_not_committed_never_was(hub: Hub) -> None:
    referral = hub.take_in()
    before = hub.view(referral)
    with pytest.raises(RuntimeError):
        _half_done(hub)
    assert hub.view(referral) == before


def _half_done(hub: Hub) -> None:
    with hub.store.begin(hub.now()) as work:
        work.connection.execute(text("UPDATE referral SET worry = 'half done'"))
        raise RuntimeError("the power went")


def test_a_read_only_store_is_told(sqlite_hub: Hub) -> None:
    store = reopened(folder_of(sqlite_hub))
    event.listen(store.engine, "begin", lambda one: one.exec_driver_sql("PRAGMA query_only = ON"))
    desk = Desk(store, sqlite_hub.clock)
    with pytest.raises(Trouble, match="read-only, so nothing was written"):
        desk.save_draft(sqlite_hub.duty, "intake", {"worry": "He came"})
    store.close()
    assert sqlite_hub.desk.draft(sqlite_hub.duty, "intake") is None


FULL = """
import resource, signal, sys
from pathlib import Path
from tests.engines import KEY
from tests.hub import Hub
from mashdesk.domain.errors import Trouble
from mashdesk.store import sqlite
from mashdesk.store.store import Store

folder = Path(sys.argv[1])
hub = Hub.opened(lambda: Store(sqlite.make_engine(folder, KEY), KEY), folder)
first = hub.take_in()
size = max(path.stat().st_size for path in folder.iterdir())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, resource.RLIM_INFINITY))
taken = 0
try:
    while taken < 500:
        hub.take_in(worry=f"{taken} " + "x" * 19_000)
        taken += 1
except Trouble as trouble:
    print(trouble.message)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert hub.desk.queue(hub.duty).counts.open == taken + 1, "something was half written"
hub.take_in()
assert hub.desk.audit_verify(hub.manager).whole
hub.close()
"""


def test_a_full_disk_is_told_leaves_nothing_half_written_and_work_goes_on_after(
    sqlite_hub: Hub,
) -> None:
    sqlite_hub.close()
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(folder_of(sqlite_hub))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "nothing was written" in done.stdout


def test_a_database_server_that_does_not_answer_is_told() -> None:
    store = Store(postgres.make_engine("postgresql+psycopg://x@127.0.0.1:1/none"), KEY)
    with pytest.raises(Trouble, match="does not answer: nothing listens"), store.read():
        pass
    store.close()


def test_a_database_that_is_not_there_is_told(postgres_server: Postgres) -> None:
    store = Store(postgres.make_engine(postgres_server.url("nowhere")), KEY)
    with pytest.raises(Trouble, match="There is no such database"):
        store.read().__enter__()
    store.close()


def as_account(url: str, name: str) -> str:
    """The same database's address, for another of its accounts."""
    return url.replace("//postgres:", f"//{name}:")


def test_a_server_with_no_connection_left_and_one_that_knows_no_such_account_are_told(
    postgres_server: Postgres,
) -> None:
    postgres_server.run("CREATE ROLE crowd LOGIN CONNECTION LIMIT 0")
    url = postgres_server.url("postgres")
    for name, said in (("crowd", "no connection left"), ("nobody", "refuses this account")):
        store = Store(postgres.make_engine(as_account(url, name)), KEY)
        with pytest.raises(Trouble, match=said), store.read():
            pass
        store.close()
    postgres_server.run("DROP ROLE crowd")


def test_an_account_without_rights_to_the_tables_is_told(
    postgres_hubs: HubMaker, postgres_server: Postgres
) -> None:
    url = postgres_hubs().store.engine.url.render_as_string(hide_password=False)
    postgres_server.run("CREATE ROLE guest LOGIN")
    store = Store(postgres.make_engine(as_account(url, "guest")), KEY)
    with pytest.raises(Trouble, match="does not let this account"), store.begin(FRIDAY) as work:
        work.connection.execute(text("UPDATE referral SET worry = ''"))
    store.close()
    postgres_server.run("DROP ROLE guest")


def test_a_desk_that_stood_idle_in_its_transaction_is_told(postgres_hubs: HubMaker) -> None:
    hub = postgres_hubs()
    other = hub.another_desk().store

    def told() -> str:
        with pytest.raises(Trouble) as raised:
            _idle_until_ended(hub.store, other)
        return str(raised.value)

    # A full machine may close the connection before the server's last words were read: then all
    # that can be told is that it does not answer.
    tries = (told() for _ in range(5))
    said = next((one for one in tries if "does not answer" not in one), "")
    assert "stood idle too long" in said


def _idle_until_ended(store: Store, other: Store) -> None:
    with store.begin(FRIDAY) as work:
        mine = work.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        # Last, for it is ended a millisecond later.
        work.connection.execute(text("SET idle_in_transaction_session_timeout = 1"))
        alive = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
        ended = False
        while not ended:
            with other.read() as connection:
                ended = not connection.execute(alive, {"pid": mine}).scalar_one()
        work.connection.execute(text("SELECT 1"))


def test_two_that_wait_for_each_other_are_told(postgres_hubs: HubMaker) -> None:
    hub = postgres_hubs()
    locked, told = threading.Barrier(2), []

    def lock(first: int, then: int) -> None:
        try:
            with hub.store.read() as connection:
                take = text("SELECT pg_advisory_xact_lock(:lock)")
                connection.execute(take, {"lock": first})
                locked.wait(30)
                connection.execute(take, {"lock": then})
        except Trouble as trouble:
            told.append(trouble.message)

    threads = [threading.Thread(target=lock, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert told == ["This desk and another one waited for each other, so nothing was written here."]


def test_a_server_that_went_away_is_told_and_back_again_it_serves(hub: Hub) -> None:
    if hub.store.engine.dialect.name == "sqlite":
        return
    hub.take_in()
    killer = create_engine(hub.store.engine.url, isolation_level="AUTOCOMMIT")
    with killer.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    killer.dispose()
    hub.take_in()
    assert hub.desk.queue(hub.duty).counts.open == 2


def test_the_change_token_differs_after_anybodys_commit_and_not_after_a_look(hub: Hub) -> None:
    hub.take_in()
    token = hub.desk.changed()
    hub.desk.queue(hub.duty)
    assert hub.desk.changed() == token
    other = hub.another_desk()
    from tests.hub import contact

    other.perform(c.TakeIn(contact=contact(hub.clock)), hub.duty)
    assert hub.desk.changed() != token


def test_many_threads_share_one_store_and_lose_nothing(hub: Hub) -> None:
    referral = hub.take_in()
    hub.actor("bo")

    def note(number: int) -> None:
        for step in range(5):
            hub.do(c.AddNote(referral=referral, text=f"{number}.{step}"))

    threads = [threading.Thread(target=note, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(event.kind == "note" for event in hub.view(referral).events) == 30
    assert hub.desk.audit_verify(hub.manager).whole
