"""A backup taken while desks write, and a restore that proves what it restored."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from mashdesk.desk.desk import Desk
from mashdesk.desk.keeping import back_up, keeper
from mashdesk.domain.errors import Trouble
from mashdesk.domain.rating import Rag
from mashdesk.store import audit, sqlite
from mashdesk.store.backup import backup, prove
from mashdesk.store.restore import restore
from mashdesk.store.store import Store
from mashdesk.store.views import ReferralView
from tests.engines import KEY
from tests.hub import Hub

ROOT = Path(__file__).resolve().parents[2]


def test_a_backup_holds_everything_acknowledged_before_it(sqlite_hub: Hub, tmp_path: Path) -> None:
    hub = sqlite_hub
    hub.closed()
    hub.rated(Rag.RED)
    proof = backup(hub.store, tmp_path / "b.db")
    assert (proof.counts["referral"], proof.open_referrals) == (2, 1)
    assert proof.audit_head == hub.desk.audit_head(hub.manager)
    assert stat.S_IMODE((tmp_path / "b.db").stat().st_mode) == 0o600
    assert prove(tmp_path / "b.db", KEY).counts == proof.counts


def test_a_backup_is_whole_though_desks_write_all_the_while(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub = sqlite_hub
    hub.actor("asha")
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            hub.take_in()

    writer = threading.Thread(target=work)
    writer.start()
    try:
        proofs = [backup(hub.store, tmp_path / f"{number}.db") for number in range(3)]
    finally:
        stop.set()
        writer.join(60)
    assert all(proof.counts["referral"] == proof.open_referrals for proof in proofs)
    assert hub.desk.queue(hub.duty).counts.open >= proofs[-1].open_referrals


def test_a_backup_never_overwrites_and_needs_a_place_it_may_write(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    target = tmp_path / "b.db"
    target.write_bytes(b"somebody's")
    with pytest.raises(Trouble, match="There is a file at"):
        backup(sqlite_hub.store, target)
    assert target.read_bytes() == b"somebody's"
    with pytest.raises(Trouble, match="cannot be written"):
        backup(sqlite_hub.store, tmp_path / "no" / "such" / "b.db")


def unlooked(view: ReferralView) -> ReferralView:
    """A record but for who opened it: a desk newly begun notes that again."""
    return replace(view, events=tuple(one for one in view.events if one.kind != "opened"))


def test_a_restored_store_is_the_one_that_was_backed_up(sqlite_hub: Hub, tmp_path: Path) -> None:
    hub = sqlite_hub
    referral = hub.rated(Rag.RED)
    before = hub.view(referral)
    backup(hub.store, tmp_path / "b.db")
    hub.closed()
    proof = restore(tmp_path / "b.db", tmp_path / "again", KEY)
    assert proof.path == tmp_path / "again" / sqlite.STORE_FILE
    store = Store(sqlite.make_engine(tmp_path / "again", KEY), KEY)
    desk = Desk(store, hub.clock)
    assert unlooked(desk.reread(hub.duty, referral)) == unlooked(before)
    assert desk.audit_verify(hub.manager, proof.audit_head).whole
    store.close()


def test_a_damaged_backup_or_one_of_another_key_is_not_restored(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    good, bad = tmp_path / "b.db", tmp_path / "bad.db"
    backup(sqlite_hub.store, good)
    data = bytearray(good.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = bytes(4096)
    bad.write_bytes(bytes(data))
    with pytest.raises(Trouble, match=r"bad\.db is damaged"):
        restore(bad, tmp_path / "again", KEY)
    with pytest.raises(Trouble, match=r"The backup .*b\.db and the key do not belong together"):
        restore(good, tmp_path / "again", bytes(32))
    with pytest.raises(Trouble, match="There is no backup"):
        restore(tmp_path / "none.db", tmp_path / "again", KEY)
    assert not (tmp_path / "again" / sqlite.STORE_FILE).exists()


def test_a_store_in_place_is_put_aside_and_never_lost(sqlite_hub: Hub, tmp_path: Path) -> None:
    hub = sqlite_hub
    backup(hub.store, tmp_path / "b.db")
    hub.take_in()
    hub.close()
    folder = hub.folder
    assert folder is not None
    with pytest.raises(Trouble, match=r"a store in .* already"):
        restore(tmp_path / "b.db", folder, KEY)
    restore(tmp_path / "b.db", folder, KEY, replace=True)
    aside = [path for path in folder.iterdir() if path.name.startswith("mashdesk.db.aside")]
    assert aside
    store = Store(sqlite.make_engine(folder, KEY), KEY)
    assert Desk(store, hub.clock).queue(hub.duty).counts.open == 0
    store.close()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_backup_that_is_not_proven_leaves_nothing_behind(sqlite_hub: Hub, tmp_path: Path) -> None:
    with sqlite_hub.store.begin(sqlite_hub.now()) as work:
        work.connection.execute(text("DROP TRIGGER audit_no_update"))
        work.connection.execute(text("UPDATE audit SET actor = 'Nobody'"))
        work.commit()
    (tmp_path / "backups").mkdir()
    with pytest.raises(Trouble, match="does not verify"):
        backup(sqlite_hub.store, tmp_path / "backups" / "b.db")
    assert names(tmp_path / "backups") == set()


CUT = """
import os, shutil, sys
from pathlib import Path
from mashdesk.store.restore import restore
from tests.engines import KEY

def cut_at(step):
    def heard(event, _arguments):
        nonlocal step
        if event in ("os.rename", "os.link", "os.remove"):
            step -= 1
            if step < 0:
                os._exit(9)
    return heard

def restored(folder, step):
    sys.addaudithook(cut_at(step))
    restore(source, folder, KEY, replace=True)
    os._exit(0)

source, kept, beside = map(Path, sys.argv[1:])
for step in range(40):
    folder = beside / f"cut-{step}"
    shutil.copytree(kept, folder)
    child = os.fork()
    if child == 0:
        restored(folder, step)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(code)
    if code != 9:
        break
"""
"""Restores until one is not cut short, each by a process of its own: none imports anything anew."""


def test_a_restore_cut_short_anywhere_leaves_a_whole_store_in_the_place(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub = sqlite_hub
    backup(hub.store, tmp_path / "b.db")
    hub.take_in()
    hub.close()
    assert hub.folder is not None
    words = [sys.executable, "-c", CUT, str(tmp_path / "b.db"), str(hub.folder), str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, timeout=240, check=True, stdout=subprocess.PIPE)
    codes = [int(line) for line in done.stdout.split()]
    assert codes == [9] * (len(codes) - 1) + [0]
    found = [
        prove(tmp_path / f"cut-{step}" / sqlite.STORE_FILE, KEY).open_referrals
        for step in range(len(codes))
    ]
    # The old one up to some step, then the new one for good.
    assert found == sorted(found, reverse=True)
    assert set(found) == {0, 1}


def test_an_old_wal_is_never_played_into_a_restored_store(sqlite_hub: Hub, tmp_path: Path) -> None:
    hub = sqlite_hub
    backup(hub.store, tmp_path / "b.db")
    folder = tmp_path / "damaged"
    hub.take_in()
    assert hub.folder is not None
    shutil.copytree(hub.folder, folder)
    assert (folder / "mashdesk.db-wal").stat().st_size > 0
    live = folder / sqlite.STORE_FILE
    live.write_bytes(bytes(8192))
    restore(tmp_path / "b.db", folder, KEY, replace=True)
    assert names(folder) >= {"mashdesk.db.aside-1", "mashdesk.db.aside-1-wal"}
    assert prove(live, KEY).open_referrals == 0


def test_a_stray_wal_without_its_store_is_put_aside_too(sqlite_hub: Hub, tmp_path: Path) -> None:
    hub = sqlite_hub
    backup(hub.store, tmp_path / "b.db")
    hub.take_in()
    assert hub.folder is not None
    folder = tmp_path / "stray"
    folder.mkdir()
    shutil.copy(hub.folder / "mashdesk.db-wal", folder)
    restore(tmp_path / "b.db", folder, KEY)
    assert prove(folder / sqlite.STORE_FILE, KEY).open_referrals == 0
    assert "mashdesk.db.aside-1-wal" in names(folder)


HOLD = """
import sys
from pathlib import Path
from mashdesk.store import sqlite
from mashdesk.store.store import Store

key = bytes(reversed(range(32)))
store = Store(sqlite.make_engine(Path(sys.argv[1]), key), key)
with store.begin(None) as work:
    work.connection.exec_driver_sql("CREATE TABLE t (a)")
    work.commit()
print("open", flush=True)
sys.stdin.read()
"""


def test_a_store_of_another_key_that_somebody_has_open_is_not_exchanged(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    backup(sqlite_hub.store, tmp_path / "b.db")
    folder = tmp_path / "other"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    try:
        with pytest.raises(Trouble, match="is open in another program"):
            restore(tmp_path / "b.db", folder, KEY, replace=True)
    finally:
        holder.communicate(timeout=60)
    restore(tmp_path / "b.db", folder, KEY, replace=True)


def test_a_store_in_use_is_no_backup_without_its_wal(sqlite_hub: Hub, tmp_path: Path) -> None:
    sqlite_hub.take_in()
    assert sqlite_hub.folder is not None
    with pytest.raises(Trouble, match="is a store in use and no backup"):
        restore(sqlite_hub.folder / sqlite.STORE_FILE, tmp_path / "again", KEY)


def test_a_backup_is_in_the_audit_before_it_is_made_and_so_within_it(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub = sqlite_hub
    proof = back_up(hub.store, hub.clock, keeper("desk 4"), tmp_path / "b.db")
    last = hub.desk.audit_rows(hub.manager)[0]
    assert (last.act, last.actor, last.reason) == ("back up the store", "SYSTEM", "b.db")
    assert last.workstation.endswith(" at desk 4")
    with hub.store.read() as connection:
        assert str(audit.head(connection)) == proof.audit_head
    with pytest.raises(Trouble, match="There is a file"):
        back_up(hub.store, hub.clock, keeper("desk 4"), tmp_path / "b.db")
    back_up(hub.store, hub.clock, hub.admin, tmp_path / "c.db")
    assert hub.desk.audit_rows(hub.manager)[0].actor == "Ada Min"


FULL = """
import resource, signal, sys
from pathlib import Path
from tests.engines import KEY
from tests.hub import Hub
from mashdesk.desk.keeping import back_up, keeper
from mashdesk.domain.errors import Trouble
from mashdesk.store import sqlite
from mashdesk.store.store import Store

folder, target = Path(sys.argv[1]), Path(sys.argv[2])
hub = Hub.opened(lambda: Store(sqlite.make_engine(folder, KEY), KEY), folder)
hub.take_in()
size = (folder / "mashdesk.db-wal").stat().st_size
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    back_up(hub.store, hub.clock, keeper("desk 4"), target)
except Trouble as trouble:
    print(trouble)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert not target.exists()
back_up(hub.store, hub.clock, keeper("desk 4"), target)
hub.close()
"""


def test_a_backup_that_the_audit_cannot_be_told_of_is_refused_with_why_and_the_way_out(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    folder = sqlite_hub.folder
    assert folder is not None
    sqlite_hub.close()
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(folder), str(tmp_path / "b.db")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "No backup was made: it is noted in the store's audit first" in done.stdout
    assert f"This is about the disk of {folder}, not of the backup." in done.stdout
    assert "copy that whole folder by hand" in done.stdout
